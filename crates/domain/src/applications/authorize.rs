//! The authorization endpoint: an application asks who is there. What it asks for is kept while its visitor signs in; then either a code goes
//! back, or a word of the standards that says why not. A code must never stand for more than the session has proved.

mod code;
mod decision;
mod kept;

pub(super) use code::beside_earlier;
pub use code::withdraw;
pub use decision::{Facts, Next, next};
pub use kept::{LIFE_MS, push};

use super::client::{Client, GrantType};
use super::id_token;
use super::issuer::Issuer;
use super::metadata_document::{self, Care};
use super::subject;
use crate::app::App;
use crate::error::Error;
use crate::oauth::authorize::{
    Answer, AuthorizationRequest, ClientRules, Parameters, Prompt, Refused, Stop, Wrong, read,
};
use crate::oauth::scope::Scopes;
use crate::session::Session;
use crate::visit::Visit;
use std::sync::Arc;
use store::Tx;
use store::attestation::Verdict;
use store::id::UserId;
use store::{attestation, consent, session};

/// What happens next.
#[derive(Debug)]
pub enum Step {
    /// Nothing can be sent to anybody: an error page.
    Stop(Stopped),
    /// Back to the application.
    Back(Box<Back>),
    /// Sign in first (or sign up), then come back with this handle.
    SignIn { handle: String, sign_up: bool, hint: Option<String> },
    /// Prove again, then come back.
    StepUp { handle: String },
    /// The member is asked whether the application may.
    Ask(Box<Question>),
}

/// Why a request stops here. In words for whoever looks after the application: a member can only go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Request(Stop),
    #[error("there is no such client here (client_id), or it is switched off")]
    UnknownClient,
    /// Pushed or kept.
    #[error("the request is used, too old, or of another client")]
    UnknownRequest,
}

/// An answer on its way to an application.
#[derive(Debug, Clone)]
pub struct Back {
    pub client: Arc<Client>,
    pub answer: Answer,
}

/// What a member is asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub client: Arc<Client>,
    pub scopes: Scopes,
    /// Where the answer goes.
    pub redirect_uri: String,
    pub handle: String,
}

/// A request that was read, with its client.
pub(super) struct Asked {
    pub client: Arc<Client>,
    pub request: AuthorizationRequest,
    /// What of the scope the client may have and we know.
    pub scopes: Scopes,
    /// The same with the scopes of what it wishes for by name: what the member agrees to.
    pub covered: Scopes,
    /// When it came first.
    pub since: i64,
    /// Whether it waited here while somebody signed in.
    pub is_kept: bool,
}

impl Asked {
    fn back(&self, answer: Answer) -> Step {
        Step::Back(Box::new(Back { client: Arc::clone(&self.client), answer }))
    }

    fn wrong(&self, issuer: &Issuer, wrong: Wrong) -> Step {
        self.back(self.request.reply().with(wrong).answer(&issuer.url))
    }
}

/// A request that has just come, as decoded pairs.
pub async fn begin(
    app: &App,
    visit: &Visit,
    session: Option<&Session>,
    pairs: Vec<(String, String)>,
) -> Result<Step, Error> {
    let issuer = issuer(app, visit);
    let (pairs, since, was_pushed) = match kept::pushed(app, visit, &pairs).await? {
        kept::Pushed::None => (pairs, app.now(), false),
        kept::Pushed::Taken { pairs, since } => (pairs, since, true),
        kept::Pushed::Unknown => return Ok(Step::Stop(Stopped::UnknownRequest)),
    };
    if !is_known(app, &issuer, &pairs, Care::Asking).await? {
        return Ok(Step::Stop(Stopped::UnknownClient));
    }
    match understand(app, &issuer, &pairs, (since, false)) {
        Err(step) => Ok(step),
        Ok(asked) if asked.client.settings.require_pushed_authorization_requests && !was_pushed => {
            Ok(asked.wrong(&issuer, Wrong::Missing("request_uri")))
        }
        Ok(asked) => go(app, (visit, &issuer), session, (asked, pairs)).await,
    }
}

/// The request behind a handle, once its visitor has done what was asked.
pub async fn go_on(app: &App, visit: &Visit, session: Option<&Session>, handle: &str) -> Result<Step, Error> {
    let issuer = issuer(app, visit);
    let Some(kept) = kept::find(app, visit, handle).await? else { return Ok(Step::Stop(Stopped::UnknownRequest)) };
    if !is_known(app, &issuer, &kept.pairs, Care::GoingOn).await? {
        return Ok(Step::Stop(Stopped::UnknownClient));
    }
    match understand(app, &issuer, &kept.pairs, (kept.since, true)) {
        Err(step) => Ok(step),
        Ok(asked) => go(app, (visit, &issuer), session, (asked, kept.pairs)).await,
    }
}

/// The application whose request waits under this handle, for the page on which its visitor is asked to do something first.
pub async fn who_waits(app: &App, visit: &Visit, handle: &str) -> Result<Option<Arc<Client>>, Error> {
    let Some(kept) = kept::find(app, visit, handle).await? else { return Ok(None) };
    let asked = understand(app, &issuer(app, visit), &kept.pairs, (kept.since, true));
    Ok(asked.ok().map(|asked| asked.client))
}

/// What the member has answered to the question of this handle.
pub async fn answered(app: &App, visit: &Visit, session: &Session, (handle, may): (&str, bool)) -> Result<Step, Error> {
    let issuer = issuer(app, visit);
    let Some(kept) = kept::find(app, visit, handle).await? else { return Ok(Step::Stop(Stopped::UnknownRequest)) };
    if !is_known(app, &issuer, &kept.pairs, Care::GoingOn).await? {
        return Ok(Step::Stop(Stopped::UnknownClient));
    }
    let asked = match understand(app, &issuer, &kept.pairs, (kept.since, true)) {
        Ok(asked) => asked,
        Err(step) => return Ok(step),
    };
    if !may {
        return Ok(asked.wrong(&issuer, Wrong::AccessDenied));
    }
    let facts = facts(app, &issuer, &asked, Some(session)).await?;
    // What was still to be done before the question is not skipped by answering it.
    match next(&asked.request, &asked.client, &Facts { agreed: true, chosen: true, ..facts.0 }) {
        Next::Finish => finish(app, (visit, &issuer), session, (&asked, true)).await,
        _ => go(app, (visit, &issuer), Some(session), (asked, kept.pairs)).await,
    }
}

fn issuer(app: &App, visit: &Visit) -> Issuer {
    Issuer::of_door(app, &visit.door)
}

/// Whether an application that describes itself counts here now; every other is looked up where the request is read.
async fn is_known(app: &App, issuer: &Issuer, pairs: &[(String, String)], care: Care) -> Result<bool, Error> {
    let id = pairs.iter().find(|(name, _)| name == "client_id").map(|(_, id)| id.as_str());
    match id.filter(|id| metadata_document::is_address(id)) {
        Some(id) => Ok(metadata_document::find(app, issuer, id, care).await?.is_some()),
        None => Ok(true),
    }
}

fn understand(
    app: &App,
    issuer: &Issuer,
    pairs: &[(String, String)],
    (since, is_kept): (i64, bool),
) -> Result<Asked, Step> {
    let stop = |stop| Step::Stop(Stopped::Request(stop));
    let parameters = Parameters::read(pairs.iter().map(|(name, value)| (name, value.as_str()))).map_err(stop)?;
    let id = parameters.client_id().map_err(stop)?;
    let client = app.snapshot().client(issuer.tenant, issuer.workspace(), id).filter(|client| client.enabled);
    let client = client.ok_or(Step::Stop(Stopped::UnknownClient))?;
    let rules =
        ClientRules { redirect_uris: &client.settings.redirect_uris, pkce_required: client.settings.require_pkce };
    let request = match read(&parameters, &rules) {
        Ok(request) => request,
        Err(Refused::Stop(why)) => return Err(stop(why)),
        Err(Refused::Redirect(redirect)) => {
            return Err(Step::Back(Box::new(Back { client, answer: redirect.answer(&issuer.url) })));
        }
    };
    let scopes = request.scope.only(|scope| client.scopes.contains(scope));
    let covered = scopes.and(request.claims.scopes().filter(|scope| client.scopes.contains(scope)));
    let asked = Asked { client, request, scopes, covered, since, is_kept };
    if asked.client.may(GrantType::AuthorizationCode) {
        Ok(asked)
    } else {
        Err(asked.wrong(issuer, Wrong::UnauthorizedClient))
    }
}

async fn go(
    app: &App,
    (visit, issuer): (&Visit, &Issuer),
    session: Option<&Session>,
    (asked, pairs): (Asked, Vec<(String, String)>),
) -> Result<Step, Error> {
    let (facts, _) = facts(app, issuer, &asked, session).await?;
    let hint = asked.request.login_hint.clone();
    match (next(&asked.request, &asked.client, &facts), session) {
        (Next::Finish, Some(session)) => finish(app, (visit, issuer), session, (&asked, false)).await,
        (Next::Wrong(wrong), _) => Ok(asked.wrong(issuer, wrong)),
        (Next::StepUp, Some(_)) => Ok(Step::StepUp { handle: kept::keep(app, visit, &asked, pairs).await? }),
        (Next::Ask, Some(_)) => {
            let (client, scopes) = (Arc::clone(&asked.client), asked.covered.clone());
            let redirect_uri = asked.request.redirect_uri.clone();
            let handle = kept::keep(app, visit, &asked, pairs).await?;
            Ok(Step::Ask(Box::new(Question { client, scopes, redirect_uri, handle })))
        }
        (_, _) => {
            let sign_up = asked.request.asks(Prompt::Create) && session.is_none();
            Ok(Step::SignIn { handle: kept::keep(app, visit, &asked, pairs).await?, sign_up, hint })
        }
    }
}

async fn finish(
    app: &App,
    (visit, issuer): (&Visit, &Issuer),
    session: &Session,
    (asked, agreed): (&Asked, bool),
) -> Result<Step, Error> {
    match code::issue(app, visit, session, (asked, agreed)).await? {
        Some(code) => {
            Ok(asked.back(crate::oauth::authorize::answer(&asked.request.reply(), &issuer.url, &[("code", &code)])))
        }
        // The session ended in between.
        None => Ok(asked.wrong(issuer, Wrong::LoginRequired)),
    }
}

/// What decides about a request, as it is now; and whether hardware that its maker vouches for holds the passkey of the session.
async fn facts(app: &App, issuer: &Issuer, asked: &Asked, session: Option<&Session>) -> Result<(Facts, bool), Error> {
    let Some(session) = session else { return Ok((Facts::stranger(), false)) };
    let (pool, user, id, workspace) = (session.pool_id, session.user_id, session.id, issuer.workspace());
    let client = asked.client.id.clone();
    let look = move |tx: &mut Tx<'_>| {
        let agreed = consent::find(tx, (pool, user), (workspace, &client))?;
        Ok::<_, Error>((agreed, is_in_hardware(tx, (pool, id))?))
    };
    let (agreed, in_hardware) = app.store().read("facts of authorization", look).await?;
    let agreed = agreed
        .filter(|row| row.granted_at >= asked.client.created_at)
        .and_then(|row| Scopes::read(&row.scope).ok())
        .is_some_and(|scope| asked.covered.is_within(&scope));
    let is_other = !is_meant(app, issuer, asked, user);
    let facts = Facts {
        signed_in: true,
        falls_short: session.shortfall().is_some(),
        is_other,
        age_s: (app.now() - session.authenticated_at).max(0) / 1000,
        is_fresh: asked.is_kept && session.authenticated_at >= asked.since,
        acr: code::said(session, in_hardware).acr,
        agreed,
        chosen: false,
    };
    Ok((facts, in_hardware))
}

/// Whether this member is whom the request means, where it means anybody. A token that another application was given names them as it knows them.
fn is_meant(app: &App, issuer: &Issuer, asked: &Asked, user: UserId) -> bool {
    let snapshot = app.snapshot();
    let own = subject::of(&snapshot.ring, &asked.client, user);
    let wanted = asked.request.claims.subjects();
    let hint = asked.request.id_token_hint.as_ref().and_then(|hint| id_token::hint(app, issuer, hint));
    let is_hinted = hint.is_none_or(|hint| {
        let theirs = snapshot.client(issuer.tenant, issuer.workspace(), &hint.client);
        theirs.is_some_and(|client| subject::of(&snapshot.ring, &client, user) == hint.subject)
    });
    is_hinted && (wanted.is_empty() || wanted.contains(&own.as_str()))
}

/// Whether the passkey that opened a session cannot leave its device, and its maker's attestation says so.
pub(super) fn is_in_hardware(
    tx: &mut Tx<'_>,
    (pool, id): (store::id::PoolId, store::id::SessionId),
) -> Result<bool, store::Error> {
    let passkey = session::find(tx, pool, id)?.and_then(|facts| facts.session.passkey_id);
    let Some(passkey) = passkey else { return Ok(false) };
    let is_bound = store::passkey::find(tx, pool, passkey)?.is_some_and(|passkey| !passkey.backup_eligible);
    Ok(is_bound && attestation::verdict(tx, pool, passkey)? == Some(Verdict::Trusted))
}
