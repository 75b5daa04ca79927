//! An application sends its member here to be signed out (OpenID Connect RP-Initiated Logout 1.0). Whoever can be made to open an address must
//! not be signed out by it: at once only for a token of this very session, else the member is asked. Nobody is ever sent to an address that the
//! application has not registered.

use super::client::Client;
use super::id_token::{self, Hint};
use super::issuer::Issuer;
use super::parameters::Parameters;
use super::subject;
use crate::app::App;
use crate::error::Error;
use crate::identifier::fold;
use crate::oauth::authorize::with_query;
use crate::session::{self, Session};
use crate::visit::Visit;
use std::sync::Arc;
use store::{Tx, identifier, session_client};

const LONGEST_STATE: usize = 4096;

/// What happens next.
#[derive(Debug)]
pub enum Step {
    /// Nobody is signed in any more.
    Over(Over),
    /// The member is asked first.
    Ask { client: Option<Arc<Client>> },
}

/// Where it ends.
#[derive(Debug)]
pub struct Over {
    /// Whether a session ended by this.
    pub ended: bool,
    pub client: Option<Arc<Client>>,
    /// Back to the application, with its state; none where nobody may be sent anywhere.
    pub back: Option<String>,
}

/// A request as far as it can be believed. What is wrong with one part of it leaves nothing of the rest.
#[derive(Debug, Default)]
struct Wish {
    hint: Option<Hint>,
    client: Option<Arc<Client>>,
    back: Option<String>,
    /// It names an address that leads nowhere.
    is_astray: bool,
    /// Who is to be signed out, as the application knows them.
    meant: Option<String>,
}

/// A browser comes from an application, with these decoded pairs.
pub async fn begin(
    app: &App,
    visit: &Visit,
    session: Option<&Session>,
    pairs: Vec<(String, String)>,
) -> Result<Step, Error> {
    let issuer = Issuer::of_door(app, &visit.door);
    let Wish { hint, client, back, is_astray, meant } = understand(app, &issuer, pairs);
    let Some(session) = session else {
        // A token of ours says that the application had somebody here.
        return Ok(Step::Over(Over { ended: false, client, back: back.filter(|_| hint.is_some()) }));
    };
    // Whoever expected to come back elsewhere is not left signed out without a word.
    let is_other = match &meant {
        Some(meant) => !names(app, session, (meant, client.as_deref())).await?,
        None => false,
    };
    if is_astray || is_other || !is_of_session(app, &issuer, session, (hint.as_ref(), client.as_deref())).await? {
        return Ok(Step::Ask { client });
    }
    session::sign_out(app, visit, session).await?;
    Ok(Step::Over(Over { ended: true, client, back }))
}

/// The member has said yes, to the request of these pairs.
pub async fn confirmed(
    app: &App,
    visit: &Visit,
    session: &Session,
    pairs: Vec<(String, String)>,
) -> Result<Over, Error> {
    let Wish { client, back, .. } = understand(app, &Issuer::of_door(app, &visit.door), pairs);
    session::sign_out(app, visit, session).await?;
    Ok(Over { ended: true, client, back })
}

fn understand(app: &App, issuer: &Issuer, pairs: Vec<(String, String)>) -> Wish {
    let Ok(parameters) = Parameters::read(pairs) else { return Wish::default() };
    let shown = parameters.get("id_token_hint");
    let hint = shown.and_then(|token| id_token::hint(app, issuer, token));
    let named = parameters.get("client_id");
    let is_another = hint.as_ref().zip(named).is_some_and(|(hint, named)| hint.client != named);
    if is_another || (shown.is_some() && hint.is_none()) {
        return Wish::default();
    }
    let id = hint.as_ref().map(|hint| hint.client.as_str()).or(named);
    let client = id.and_then(|id| app.snapshot().client(issuer.tenant, issuer.workspace(), id));
    let Some(client) = client.filter(|client| client.enabled) else { return Wish::default() };
    let state = parameters.get("state");
    let is_state = state.is_none_or(|state| state.len() <= LONGEST_STATE);
    let wanted = parameters.get("post_logout_redirect_uri");
    // What a stranger has published sends on those alone who have signed in with it.
    let may_send = hint.is_some() || !client.is_stranger();
    let back = wanted.filter(|uri| is_state && may_send && client.comes_back_to(uri));
    let is_astray = wanted.is_some() && back.is_none();
    let back = back.map(|uri| with_query(uri, state.map(|state| ("state", state)).into_iter()));
    Wish { hint, client: Some(client), back, is_astray, meant: parameters.get("logout_hint").map(str::to_owned) }
}

/// Whether `logout_hint` is a name of this member: any one of theirs, or the one by which the application knows them.
async fn names(app: &App, session: &Session, (meant, client): (&str, Option<&Client>)) -> Result<bool, Error> {
    if client.is_some_and(|client| subject::of(&app.snapshot().ring, client, session.user_id) == meant) {
        return Ok(true);
    }
    let (pool, user, folded) = (session.pool_id, session.user_id, fold(meant));
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(identifier::find(tx, pool, &folded)?);
    let found = app.store().read("find who is meant", look).await?;
    Ok(found.is_some_and(|found| found.user_id == user))
}

/// Whether the token is of this session: only the application and the member's browser have seen it.
async fn is_of_session(
    app: &App,
    issuer: &Issuer,
    session: &Session,
    (hint, client): (Option<&Hint>, Option<&Client>),
) -> Result<bool, Error> {
    let Some((hint, client)) = hint.zip(client) else { return Ok(false) };
    let Some(shown) = hint.sid.clone() else { return Ok(false) };
    let (key, workspace, client) = ((session.pool_id, session.id), issuer.workspace(), client.id.clone());
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::sid(tx, key, (workspace, &client))?);
    Ok(app.store().read("find session of application", look).await? == Some(shown))
}
