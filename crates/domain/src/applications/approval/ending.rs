//! What is done by the clock: whoever has not answered in time has not approved, which is put on record, and what nobody can ask for any more is
//! forgotten.

use super::KEPT_MS;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use std::borrow::Cow;
use store::approval::{self, Approval};
use store::audit_event::{self, AuditEvent};
use store::{Tx, clock, user};

const CHUNK: u32 = 200;

/// Ends what is due by the database's clock, in chunks. Nodes that do it at once do it once.
pub(crate) async fn end_due(app: &App) -> Result<(), Error> {
    loop {
        let find = |tx: &mut Tx<'_>| {
            let now = clock::now(tx)? * 1000;
            Ok::<_, Error>((now, approval::due(tx, now, CHUNK)?))
        };
        let (now, due) = app.store().read("find approvals that are due", find).await?;
        let count = due.len();
        let mut rows = Vec::with_capacity(count);
        for row in due {
            let event = if row.outcome.is_none() { expired(app, &row)? } else { None };
            rows.push((row, event));
        }
        let ended = app.store().write("end approvals", move |tx| Ok::<_, Error>(end(tx, &rows, now)?)).await?;
        if ended == 0 || count < usize::try_from(CHUNK).unwrap_or_default() {
            return Ok(());
        }
    }
}

/// None where the place is gone: then nobody reads it.
fn expired(app: &App, row: &Approval) -> Result<Option<AuditEvent>, Error> {
    let snapshot = app.snapshot();
    let Some(door) = snapshot.doors().iter().find(|door| door.workspace.id == row.workspace_id) else {
        return Ok(None);
    };
    let scene = Scene::of_pool(door.tenant.id, row.pool_id);
    let about = About { subject: row.user_id, ..About::default() };
    let event = audit::drawn(app, &scene, Kind::ApprovalExpired, about)?;
    let detail = Some(Cow::Owned(row.client_id.clone()));
    Ok(Some(AuditEvent { workspace_id: Some(row.workspace_id), detail, ..event }))
}

/// How many were there to end.
fn end(tx: &mut Tx<'_>, rows: &[(Approval, Option<AuditEvent>)], now: i64) -> Result<usize, store::Error> {
    let mut ended = 0;
    for (row, event) in rows {
        let place = (row.workspace_id, row.id);
        let is_first = if row.outcome.is_some() {
            approval::forget(tx, place, now)?
        } else {
            approval::expire(tx, place, (now, now + KEPT_MS))?
        };
        if let Some(event) = event.as_ref().filter(|_| is_first) {
            // A name that nobody has is nobody's history.
            let member = row.user_id.map(|user| user::find(tx, row.pool_id, user)).transpose()?.flatten();
            audit_event::insert(tx, &AuditEvent { subject_id: member.map(|member| member.id), ..event.clone() })?;
        }
        ended += usize::from(is_first);
    }
    Ok(ended)
}
