//! The tenants of an installation with what is below them, as an administrator sees them: those within their scope, and no sign of others.

use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::error::Error;
use crate::settings::Mode;
use serde::Serialize;
use store::id::{PoolId, TenantId};

/// One tenant.
#[derive(Debug, Clone, Serialize)]
pub struct TenantView {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub preset: String,
    pub workspaces: Vec<WorkspaceView>,
    pub pools: Vec<PoolView>,
}

/// A front door of a tenant.
#[derive(Debug, Clone, Serialize)]
pub struct WorkspaceView {
    pub slug: String,
    pub name: String,
    #[serde(skip)]
    pub mode: Mode,
    pub pool: PoolId,
    /// Whether administrators sign in here.
    pub is_home: bool,
}

impl WorkspaceView {
    /// As the console says it.
    pub fn mode_name(&self) -> &'static str {
        match self.mode {
            Mode::Smart => "Smart",
            Mode::Classic => "Classic",
        }
    }
}

/// A set of users of a tenant.
#[derive(Debug, Clone, Serialize)]
pub struct PoolView {
    pub id: PoolId,
    pub name: String,
    pub rp_id: String,
}

/// In the order in which they were made.
pub fn list(app: &App, acting: &Acting) -> Result<Vec<TenantView>, Error> {
    acting.require(app, (Power::See, acting.grant.scope))?;
    let snapshot = app.snapshot();
    let mut tenants: Vec<TenantView> = Vec::new();
    for door in snapshot.doors().iter().filter(|door| acting.may(Power::See, Scope::Pool(door.tenant.id, door.pool.id)))
    {
        let at = tenants.iter().position(|tenant| tenant.id == door.tenant.id).unwrap_or_else(|| {
            tenants.push(TenantView {
                id: door.tenant.id,
                slug: door.tenant.slug.clone(),
                name: door.tenant.name.clone(),
                preset: door.tenant.preset.clone(),
                workspaces: Vec::new(),
                pools: Vec::new(),
            });
            tenants.len() - 1
        });
        let Some(tenant) = tenants.get_mut(at) else { continue };
        tenant.workspaces.push(WorkspaceView {
            slug: door.workspace.slug.clone(),
            name: door.workspace.name.clone(),
            mode: door.workspace.mode,
            pool: door.pool.id,
            is_home: door.is_home,
        });
        if tenant.pools.iter().all(|pool| pool.id != door.pool.id) {
            let (id, name, rp_id) = (door.pool.id, door.pool.name.clone(), door.rp_id.clone());
            tenant.pools.push(PoolView { id, name, rp_id });
        }
    }
    Ok(tenants)
}
