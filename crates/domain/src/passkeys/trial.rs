//! "Test this passkey": a step-up with one passkey and no other. It changes nothing but that passkey's last use, and what it proves is as fresh
//! as any other proof. It must never take another passkey in its stead: the member would believe that this one works.

use super::refuse;
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason};
use crate::session::Session;
use crate::step_up;
use crate::visit::{Begun, SignedIn, Visit};
use store::id::PasskeyId;
use store::passkey::{self, Passkey};

/// Begins the test. What could not succeed is said before the prompt.
pub async fn begin_test(
    app: &App,
    visit: &Visit,
    session: &Session,
    (id, ask): (PasskeyId, step_up::Begin),
) -> Result<Begun, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let read = app.store().read("passkey to test", move |tx| Ok::<_, Error>(passkey::find(tx, pool, id)?));
    let Some(row) = read.await?.filter(|row| row.user_id == user) else {
        return Err(refuse(app, visit, user, None, Reason::PasskeyUnknown).await);
    };
    if let Some(reason) = cannot_open(visit, &row) {
        let about = About::member(user).passkey(id, row.name);
        return Err(audit::refuse(app, &Scene::from(visit), Phase::StepUp, None, (reason, about)).await);
    }
    step_up::begin_with(app, visit, session, ask, Some(id)).await
}

/// Why a passkey opens nothing at this door, whatever its device answers.
fn cannot_open(visit: &Visit, row: &Passkey) -> Option<Reason> {
    match row {
        row if row.quarantined_at.is_some() => Some(Reason::PasskeyQuarantined),
        row if row.mode != visit.door.workspace.mode => Some(Reason::PasskeyOfOtherMode),
        row if !visit.door.takes_rp_id(&row.rp_id) => Some(Reason::PasskeyUnknown),
        _ => None,
    }
}

/// Finishes the test, with a fresh session in place of the old one.
pub async fn finish_test(
    app: &App,
    visit: &Visit,
    session: &Session,
    (id, body): (PasskeyId, &[u8]),
) -> Result<SignedIn, Error> {
    step_up::finish_with(app, visit, session, body, Some(id)).await
}
