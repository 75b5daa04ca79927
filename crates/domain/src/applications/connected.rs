//! The applications that a member has connected at a place: what each may, since when, and an end to it. It shows what was agreed to and what is
//! in use, of this member alone; it must never tell of an application that the place no longer knows.

use super::authorize::withdraw;
use crate::app::App;
use crate::error::Error;
use crate::oauth::scope::Scopes;
use crate::passkeys::time;
use crate::session::Session;
use crate::visit::Visit;
use serde::Serialize;
use std::collections::BTreeMap;
use store::Tx;
use store::consent::{self, Consent};
use store::grant::{self, Use};
use store::id::{PoolId, UserId, WorkspaceId};

/// By name.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectedList {
    pub applications: Vec<Connected>,
}

/// One application.
#[derive(Debug, Clone, Serialize)]
pub struct Connected {
    /// Its `client_id`.
    pub id: String,
    pub name: String,
    /// What it may, by the names of scopes.
    pub scopes: Vec<String>,
    pub connected_at: String,
    /// None where nothing is known of it any more.
    pub last_used_at: Option<String>,
}

/// What is known of one before its name is.
#[derive(Default)]
struct Known {
    scopes: Vec<String>,
    since: Option<i64>,
    last_used_at: Option<i64>,
}

impl Known {
    fn add(&mut self, scope: &str, since: i64) {
        for word in Scopes::read(scope).unwrap_or_default().iter() {
            if !self.scopes.iter().any(|known| known == word) {
                self.scopes.push(word.to_owned());
            }
        }
        self.since = Some(self.since.map_or(since, |known| known.min(since)));
    }
}

/// The member's applications at the place of this visit.
pub async fn list(app: &App, visit: &Visit, session: &Session) -> Result<ConnectedList, Error> {
    let (who, now) = ((session.pool_id, session.user_id), app.now());
    let (tenant, workspace) = (visit.door.tenant.id, visit.door.workspace.id);
    let look =
        move |tx: &mut Tx<'_>| Ok::<_, Error>((agreed(tx, who, workspace)?, grant::uses(tx, who, (workspace, now))?));
    let (consents, uses) = app.store().read("list connected applications", look).await?;
    let snapshot = app.snapshot();
    let connected = gathered(&consents, &uses).into_iter().filter_map(|(id, known)| {
        let client = snapshot.client(tenant, workspace, &id)?;
        Some(Connected {
            id,
            name: client.name.clone(),
            scopes: known.scopes,
            connected_at: time(known.since.unwrap_or_default()),
            last_used_at: known.last_used_at.map(time),
        })
    });
    let mut applications: Vec<_> = connected.collect();
    applications.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(ConnectedList { applications })
}

/// Takes back what an application may, and answers what is left. One that is not connected is none already.
pub async fn disconnect(app: &App, visit: &Visit, session: &Session, id: &str) -> Result<ConnectedList, Error> {
    withdraw(app, visit, session, id).await?;
    list(app, visit, session).await
}

/// Whether there is anything to list.
pub(crate) fn is_any(tx: &mut Tx<'_>, who: (PoolId, UserId), place: (WorkspaceId, i64)) -> Result<bool, store::Error> {
    Ok(!agreed(tx, who, place.0)?.is_empty() || grant::uses(tx, who, place)?.iter().any(|row| row.lives))
}

fn agreed(tx: &mut Tx<'_>, who: (PoolId, UserId), workspace: WorkspaceId) -> Result<Vec<Consent>, store::Error> {
    Ok(consent::of_user(tx, who)?.into_iter().filter(|row| row.workspace_id == workspace).collect())
}

/// What was agreed to, and what is in use without having been asked about.
fn gathered(consents: &[Consent], uses: &[Use]) -> BTreeMap<String, Known> {
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    for row in consents {
        all.entry(row.client_id.clone()).or_default().add(&row.scope, row.granted_at);
    }
    for row in uses.iter().filter(|row| row.lives) {
        all.entry(row.client_id.clone()).or_default().add(&row.scope, row.since);
    }
    for row in uses {
        if let Some(known) = all.get_mut(&row.client_id) {
            known.last_used_at = known.last_used_at.max(Some(row.last_used_at));
        }
    }
    all
}
