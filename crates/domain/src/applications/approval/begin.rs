//! A member is about to approve: which passkeys, and the hash of what was stored as the challenge. It is the only ceremony whose challenge is not
//! drawn (`challenge.rs`), so the row itself says for whom, until when, and in which session; a begin in another session takes its place.

use super::looking::{Found, found};
use super::transaction::challenge;
use super::would_do;
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason};
use crate::session::Session;
use crate::sign_in::{app_id, descriptors};
use crate::visit::{Begun, Visit};
use store::passkey::{self, Passkey};
use store::{Tx, approval};
use webauthn::UserVerification;
use webauthn::options::{Extensions, RequestOptions};

/// Options for the passkeys of the session's member that open this door and are what policy asks for.
pub async fn begin(app: &App, visit: &Visit, session: &Session, id: &str) -> Result<Begun, Error> {
    let Some(Found { row, .. }) = found(app, visit, session, id).await? else {
        return Err(refuse(app, visit, session, Reason::CeremonyNotFound).await);
    };
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    let (place, session_id) = ((row.workspace_id, row.id), session.id);
    let note = move |tx: &mut Tx<'_>| {
        let is_open = approval::begin(tx, place, (session_id, now))?;
        Ok::<_, Error>(if is_open { Some(passkey::of_user(tx, pool, user)?) } else { None })
    };
    let Some(passkeys) = app.store().write("begin to approve", note).await? else {
        return Err(refuse(app, visit, session, Reason::CeremonyExpired).await);
    };
    let usable: Vec<Passkey> = passkeys.into_iter().filter(|passkey| would_do(&visit.door, session, passkey)).collect();
    if usable.is_empty() {
        return Err(refuse(app, visit, session, Reason::NoMethod).await);
    }
    let (rp_id, listed) = visit.door.asked(usable, None);
    let options = RequestOptions {
        challenge: &challenge(&row.content),
        timeout: visit.door.pool.settings.timeout_ms,
        rp_id,
        allow: &descriptors(&listed),
        user_verification: UserVerification::Required,
        hints: &[],
        extensions: Extensions { app_id: app_id(&visit.door), ..Extensions::default() },
    };
    Ok(Begun { options: options.to_json().map_err(Error::Answer)?, pre_auth: None })
}

pub(super) async fn refuse(app: &App, visit: &Visit, session: &Session, reason: Reason) -> Error {
    let why = (reason, About::member(session.user_id));
    audit::refuse(app, &Scene::from(visit), Phase::StepUp, None, why).await
}
