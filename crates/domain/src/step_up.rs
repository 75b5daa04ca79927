//! Step-up: a signed-in member proves again, before something sensitive. The proof opens a new session and ends the old one, so that a
//! stolen token is worth nothing afterwards.

use crate::app::App;
use crate::assertion::{Ask, Attempt};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Purpose, Terms};
use crate::error::{Error, Phase};
use crate::session::Session;
use crate::sign_in::{prove_and_open, request_options, words};
use crate::visit::{Begun, SignedIn, Visit};
use serde::Deserialize;
use store::passkey;
use webauthn::{Mediation, UserVerification};

/// The body of begin: nothing to say, the session says it all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {}

/// Begins a step-up. The member is known by now, so the passkeys are listed in both modes.
pub async fn begin(app: &App, visit: &Visit, session: &Session, _ask: Begin) -> Result<Begun, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let passkeys =
        app.store().read("list passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await?;
    let (mode, rp_id) = (visit.door.workspace.mode, &visit.door.rp_id);
    let allow: Vec<_> = passkeys
        .into_iter()
        .filter(|passkey| passkey.mode == mode && passkey.rp_id == *rp_id)
        .map(|passkey| (passkey.credential_id, words(&passkey.transports)))
        .collect();
    let terms = Terms {
        purpose: Purpose::StepUp,
        mode,
        mediation: Mediation::Modal,
        user_verification: UserVerification::Required,
        named: true,
    };
    let binding = Binding::Session(session.id);
    let options = request_options(app, visit, (&app.snapshot(), terms), Some(user), (&binding, &allow))?;
    Ok(Begun { options, pre_auth: None })
}

/// Finishes a step-up with a fresh session in place of the old one.
pub async fn finish(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<SignedIn, Error> {
    let ask = Ask {
        phase: Phase::StepUp,
        purpose: Purpose::StepUp,
        binding: Binding::Session(session.id),
        user: Some(session.user_id),
    };
    let attempt = Attempt::read(app, visit, ask, body).await?;
    prove_and_open(app, visit, (&attempt, Kind::StepUp), Some(session)).await
}

/// Refuses what needs a fresh proof where the last one is too old.
pub(crate) async fn require_fresh(app: &App, visit: &Visit, session: &Session, phase: Phase) -> Result<(), Error> {
    if session.is_fresh(app.now()) {
        return Ok(());
    }
    let why = (crate::error::Reason::RecentAuthenticationRequired, About::member(session.user_id));
    Err(audit::refuse(app, &Scene::from(visit), phase, None, why).await)
}
