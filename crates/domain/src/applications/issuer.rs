//! In whose name tokens are signed: a workspace for its members, or the tenant itself for its own programs, at the word `system`. The issuer's
//! text is compared byte for byte by every client, so it must be built here and nowhere else.

use crate::app::App;
use crate::snapshot::{FrontDoor, Snapshot, Tenant};
use std::sync::Arc;
use store::id::{TenantId, WorkspaceId};

/// The word in the place of a workspace; no workspace may have it.
pub const SYSTEM: &str = "system";

/// An issuer of tokens.
#[derive(Debug, Clone)]
pub struct Issuer {
    pub tenant: TenantId,
    /// The workspace, for those that sign members in.
    pub door: Option<Arc<FrontDoor>>,
    /// `https://id.example.com/acme/staff`
    pub url: String,
}

impl Issuer {
    /// The issuer at `/{tenant}/{workspace}`.
    pub fn at(app: &App, tenant: &str, workspace: &str) -> Option<Self> {
        Self::within(&app.snapshot(), tenant, workspace)
    }

    /// That of a workspace.
    pub(crate) fn of_door(app: &App, door: &Arc<FrontDoor>) -> Self {
        let url = format!("{}{}", app.public_url().origin(), door.base());
        Self { tenant: door.tenant.id, door: Some(Arc::clone(door)), url }
    }

    pub(crate) fn within(snapshot: &Snapshot, tenant: &str, workspace: &str) -> Option<Self> {
        let url = format!("{}/{tenant}/{workspace}", snapshot.pages());
        if workspace == SYSTEM {
            let tenant: &Tenant = &snapshot.doors().iter().find(|door| door.tenant.slug == tenant)?.tenant;
            return Some(Self { tenant: tenant.id, door: None, url });
        }
        let door = snapshot.door(tenant, workspace)?;
        Some(Self { tenant: door.tenant.id, door: Some(door), url })
    }

    /// The one of an `iss`, if it is one of ours.
    pub fn named(app: &App, url: &str) -> Option<Self> {
        let snapshot = app.snapshot();
        let (tenant, workspace) = url.strip_prefix(snapshot.pages())?.strip_prefix('/')?.split_once('/')?;
        Self::within(&snapshot, tenant, workspace)
    }

    /// [`WorkspaceId::NIL`] for the tenant's own.
    pub fn workspace(&self) -> WorkspaceId {
        self.door.as_ref().map_or(WorkspaceId::NIL, |door| door.workspace.id)
    }

    pub fn token_endpoint(&self) -> String {
        format!("{}/oauth2/token", self.url)
    }
}
