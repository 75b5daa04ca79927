//! Step-up without a passkey: by password, authenticator app, recovery code, or where the member has nothing else by a code that is sent to them.
//! It must never take what policy or the member's own factors ask a passkey for (D3), nor open a session that lives longer than policy lets it.

use super::{Challenge, beside};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::devices;
use crate::error::{Error, Phase, Reason};
use crate::failures::{self, Attempt};
use crate::journey::{self, Proof, Standing};
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{self, Ask, Purpose, prepare_send};
use crate::session::{self, Opener, Opening, Session};
use crate::sign_in::{LONGEST_PROOF, facts};
use crate::sign_up::Aborted;
use crate::subject::{self, Subject};
use crate::visit::{SignedIn, Visit};
use crate::{addresses, password, policy, recovery_codes, totp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::audit_event;
use store::user::{self, UserStatus};

/// With what the member may prove again who they are, the preferred one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Methods {
    pub methods: Vec<Method>,
    /// How long the last proof is good, in seconds.
    pub max_age: i64,
    /// Whether nothing but a passkey will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr_values: Option<&'static str>,
}

/// The body of prove.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub method: Method,
    pub value: String,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The body of send.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub method: Method,
}

/// What would do now.
pub async fn methods(app: &App, visit: &Visit, session: &Session) -> Result<Methods, Error> {
    let Some(standing) = standing(app, visit, session).await? else {
        return Err(refuse(app, visit, session, Reason::AccountUnavailable).await);
    };
    let methods = offered(session, &standing, app.now());
    let challenge = Challenge { max_age: None, passkey: methods == [Method::Passkey] };
    Ok(Methods { methods, max_age: session.policy.step_up_ms / 1000, acr_values: challenge.acr_values() })
}

/// The member as they stand, where the session still rests on them.
pub(super) async fn standing(app: &App, visit: &Visit, session: &Session) -> Result<Option<Standing>, Error> {
    let (door, policy, user) = (Arc::clone(&visit.door), Arc::clone(&session.policy), session.user_id);
    let now = app.now();
    let known = app.store().read("standing", move |tx| facts::standing(tx, &door, (&policy, user, now), None)).await?;
    Ok(known.filter(|(epoch, standing)| standing.active && *epoch == session.epoch).map(|(_, standing)| standing))
}

/// Sends a code to a member who has nothing else.
pub async fn send(app: &App, visit: &Visit, session: &Session, ask: Wanted) -> Result<(), Error> {
    let is_sent = matches!(ask.method, Method::EmailCode | Method::SmsCode);
    if !is_sent || !is_asked(app, visit, session, ask.method).await? {
        return Err(refuse(app, visit, session, Reason::MethodNotUsedHere).await);
    }
    let (subject, binding) = (Subject::of_member(app, visit, session.user_id), binding(session));
    let asked = Ask { subject: &subject, purpose: Purpose::StepUp, method: ask.method, binding: &binding };
    let prepared = prepare_send(app, visit, &asked).await?;
    app.store().write("send code", move |tx| Ok::<_, Error>(prepared.write(tx)?)).await?;
    messages::ring(app);
    Ok(())
}

/// Whether this proof would satisfy, were it right.
async fn is_asked(app: &App, visit: &Visit, session: &Session, method: Method) -> Result<bool, Error> {
    let standing = standing(app, visit, session).await?;
    Ok(standing.is_some_and(|standing| {
        let would_do = journey::satisfies_step_up(&session.policy, &standing, &Proof::of(method));
        would_do && offered(session, &standing, app.now()).contains(&method)
    }))
}

/// What would do, as `fresh::judge` will see it: nothing is asked for that leaves the member as far as before.
fn offered(session: &Session, standing: &Standing, now: i64) -> Vec<Method> {
    let policy = &session.policy;
    let by_mail = policy.passkey_after_magic_link && session.proved.is_by_mail();
    let has_passkey = standing.passkeys + standing.passkeys_beside > 0;
    let mut methods = journey::step_up_methods(policy, standing);
    methods.retain(|method| match method {
        Method::Passkey => true,
        // A sheet of codes stands for no passkey that is there (D3).
        Method::RecoveryCode if has_passkey => false,
        // Nobody comes back from another provider into a step-up.
        Method::SingleSignOn => false,
        _ => !by_mail && !policy.requires_passkey(now),
    });
    methods
}

/// Takes the proof, and puts a fresh session in place of the old one.
pub async fn prove(app: &App, visit: &Visit, session: &Session, shown: Shown) -> Result<SignedIn, Error> {
    if !is_asked(app, visit, session, shown.method).await? {
        return Err(refuse(app, visit, session, Reason::MethodNotUsedHere).await);
    }
    if !guess(app, visit, session, &shown).await? {
        return Err(refuse(app, visit, session, Reason::ProofWrong).await);
    }
    match open(app, visit, session, shown.method).await? {
        Ok(signed_in) => Ok(signed_in),
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Whether this is the member's password, counted as any guess is.
pub(crate) async fn knows_password(app: &App, visit: &Visit, session: &Session, typed: &str) -> Result<bool, Error> {
    guess(app, visit, session, &Shown { method: Method::Password, value: typed.to_owned() }).await
}

/// Counted before anything is compared, as at sign-in, and under the same counter as a second factor there.
async fn guess(app: &App, visit: &Visit, session: &Session, shown: &Shown) -> Result<bool, Error> {
    if shown.value.len() > LONGEST_PROOF {
        return Ok(false);
    }
    let subject = Subject::of_member(app, visit, session.user_id);
    let device = devices::known(app, visit, session.user_id).await?.map(|device| device.id);
    let (pool, subject_key) = (session.pool_id, subject.key);
    let member_key = subject::member_key(app, visit, session.user_id);
    let attempt = Attempt { pool, subject_key, member_key, method: shown.method, device };
    let look = async { Ok(is_right(app, visit, (session, &subject), shown).await?.then_some(())) };
    let right = failures::guess(app, visit, (Phase::StepUp, attempt, Some(session.user_id)), look).await?;
    Ok(right.is_some())
}

async fn is_right(
    app: &App,
    visit: &Visit,
    (session, subject): (&Session, &Subject),
    shown: &Shown,
) -> Result<bool, Error> {
    match shown.method {
        Method::Password => {
            let proved = password::prove(app, visit, subject, &shown.value).await?;
            Ok(proved == password::Proved::Right)
        }
        Method::Totp => totp::prove(app, visit, subject, &shown.value).await,
        Method::RecoveryCode => recovery_codes::prove(app, visit, subject, &shown.value).await,
        Method::EmailCode | Method::SmsCode => {
            let binding = binding(session);
            let ask = Ask { subject, purpose: Purpose::StepUp, method: shown.method, binding: &binding };
            let proof = one_time_code::prove(app, visit, &ask, &shown.value).await?;
            Ok(matches!(proof, one_time_code::Proof::Right(_)))
        }
        _ => Ok(false),
    }
}

/// A code is of the session that asked for it.
fn binding(session: &Session) -> Vec<u8> {
    let (bytes, length) = Binding::Session(session.id, session.epoch).bytes();
    bytes.get(..length).unwrap_or_default().to_vec()
}

/// One factor alone, or a code, makes no session live longer.
async fn open(app: &App, visit: &Visit, session: &Session, method: Method) -> Result<Result<SignedIn, Reason>, Error> {
    let (methods, assurance) = beside(session, Proof::of(method));
    let strength = assurance.strength;
    let opener = Opener { user_id: session.user_id, epoch: session.epoch, passkey_id: None, methods, strength };
    let opening = session::prepare(app, visit, &opener, assurance)?.no_longer_than(session.expires_at);
    let Opening { mut row, signed_in } = opening;
    let mut event = audit::done(app, &Scene::from(visit), Kind::StepUp, About::member(session.user_id)).await?;
    event.detail = Some(method.as_str().into());
    row.user_agent_id = event.user_agent_id;
    let door = Arc::clone(&visit.door);
    let (pool, user, epoch, old) = (session.pool_id, session.user_id, session.epoch, session.id);
    let (snapshot, now) = (app.snapshot(), app.now());
    let written = app
        .store()
        .write("step up", move |tx| {
            let member = user::find(tx, pool, user)?;
            if !member.is_some_and(|member| member.status == UserStatus::Active && member.epoch == epoch) {
                return Err(Aborted::Refused(Reason::NotSignedIn));
            }
            // Policy may have become stricter since the request came in.
            let policy = policy::of_member(tx, &door, user)?;
            if !journey::offered_in_step_up(&policy, method) {
                return Err(Aborted::Refused(Reason::MethodNotUsedHere));
            }
            store::session_client::succeed(tx, (pool, user), (old, row.id))?;
            if !store::session::delete(tx, pool, old)? {
                return Err(Aborted::Refused(Reason::NotSignedIn));
            }
            addresses::follow(tx, &snapshot.ring, (pool, user), ((old, row.id), now))?;
            let expires_at = session::open(tx, &door, &row)?;
            audit_event::insert(tx, &event)?;
            Ok(expires_at)
        })
        .await;
    Ok(Aborted::settle(written)?.map(|expires_at| SignedIn { expires_at, ..signed_in }))
}

async fn refuse(app: &App, visit: &Visit, session: &Session, reason: Reason) -> Error {
    let why = (reason, About::member(session.user_id));
    audit::refuse(app, &Scene::from(visit), Phase::StepUp, None, why).await
}
