//! Step-up: a signed-in member proves again, before something sensitive. The proof opens a new session and ends the old one, so that a
//! stolen token is worth nothing afterwards.

use crate::app::App;
use crate::assertion::{Ask, Attempt};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Purpose, Terms};
use crate::error::{Error, Phase};
use crate::passkeys::may_stand_alone;
use crate::session::Session;
use crate::sign_in::{prove_and_open, request_options, words};
use crate::snapshot::FrontDoor;
use crate::visit::{Begun, SignedIn, Visit};
use crate::wish::RequestExtensions;
use serde::Deserialize;
use store::passkey;
use webauthn::{Mediation, UserVerification};

/// The body of begin: the session says who it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub extensions: Option<RequestExtensions>,
}

/// Begins a step-up. The member is known by now, so the passkeys are listed in both modes.
pub async fn begin(app: &App, visit: &Visit, session: &Session, ask: Begin) -> Result<Begun, Error> {
    let granted = match ask.extensions.unwrap_or_default().grant(visit.door.pool.settings.extensions, true) {
        Ok(granted) => granted,
        Err(reason) => {
            let why = (reason, About::member(session.user_id));
            return Err(audit::refuse(app, &Scene::from(visit), Phase::StepUp, None, why).await);
        }
    };
    let (pool, user) = (session.pool_id, session.user_id);
    let passkeys =
        app.store().read("list passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await?;
    let (mode, rp_id) = (visit.door.workspace.mode, &visit.door.rp_id);
    let usable: Vec<_> =
        passkeys.into_iter().filter(|passkey| passkey.mode == mode && passkey.rp_id == *rp_id).collect();
    // Only a key that cannot verify its user is spared it.
    let is_spared = second_factor_will_do(&visit.door, session) && !usable.iter().all(may_stand_alone);
    let allow: Vec<_> = usable.into_iter().map(|passkey| (passkey.credential_id, words(&passkey.transports))).collect();
    let terms = Terms {
        purpose: Purpose::StepUp,
        mode,
        mediation: Mediation::Modal,
        user_verification: if is_spared { UserVerification::Preferred } else { UserVerification::Required },
        named: true,
    };
    let binding = Binding::Session(session.id, session.epoch);
    let options = request_options(app, visit, (&app.snapshot(), terms), Some(user), (&binding, &allow, &granted))?;
    Ok(Begun { options, pre_auth: None })
}

/// Finishes a step-up with a fresh session in place of the old one.
pub async fn finish(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<SignedIn, Error> {
    let ask = Ask {
        phase: Phase::StepUp,
        purpose: Purpose::StepUp,
        binding: Binding::Session(session.id, session.epoch),
        user: Some(session.user_id),
        beside_another: second_factor_will_do(&visit.door, session),
    };
    let attempt = Attempt::read(app, visit, ask, body).await?;
    prove_and_open(app, visit, (&attempt, Kind::StepUp), Some(session)).await
}

/// Whether a passkey that cannot verify its user proves enough here: the session was opened with a factor that did, and the pool lets
/// such passkeys serve beside another (S3-5). Such a proof is fresh, but it never makes the session live longer than that other factor
/// lets it, see `sign_in::open`.
fn second_factor_will_do(door: &FrontDoor, session: &Session) -> bool {
    door.takes_second_factors() && session.amr.iter().any(|method| method == "mfa")
}

/// Refuses what needs a fresh proof where the last one is too old.
pub(crate) async fn require_fresh(app: &App, visit: &Visit, session: &Session, phase: Phase) -> Result<(), Error> {
    if session.is_fresh(app.now()) {
        return Ok(());
    }
    let why = (crate::error::Reason::RecentAuthenticationRequired, About::member(session.user_id));
    Err(audit::refuse(app, &Scene::from(visit), phase, None, why).await)
}
