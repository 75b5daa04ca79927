//! The Security Center of the console (S0c-2 to S0c-4): what was recorded, what of it is worth a look, and who may do what. Support reads none
//! of it; whoever looks after a pool reads what happened in it. It must never show anything with which somebody could sign in (S2-25).

mod events;
mod export;
mod people;
mod review;
mod risk;

pub use events::{Ask, EventList, EventRow, Tab, events};
pub use export::{Form, export};
pub use people::Person;
pub use review::{Gap, Invite, Override, Privileged, Snapshot, snapshot};
pub use risk::Risk;

use crate::administrators::{Acting, Power, Scope, refused};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::id::{PoolId, TenantId};

/// What no tenant's slug can be: what happened to the installation itself.
pub const INSTALLATION: &str = "-";

/// A tenant to choose, by its slug.
#[derive(Debug, Clone)]
pub struct Tenant {
    pub slug: String,
    pub name: String,
}

/// Where somebody looks: a tenant, or one pool of it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    slug: String,
    tenant: TenantId,
    /// Where an administrator sees no more than this of it.
    pool: Option<PoolId>,
    /// The pools that are seen, by their first doors.
    doors: Vec<Arc<FrontDoor>>,
}

/// The tenants of which an administrator may read what happened.
pub fn tenants(app: &App, acting: &Acting) -> Result<Vec<Tenant>, Error> {
    acting.require(app, (Power::Audit, acting.grant.scope))?;
    let mut tenants: Vec<Tenant> = Vec::new();
    for door in app.snapshot().doors().iter().filter(|door| may_read(acting, door)) {
        if tenants.iter().all(|tenant| tenant.slug != door.tenant.slug) {
            tenants.push(Tenant { slug: door.tenant.slug.clone(), name: door.tenant.name.clone() });
        }
    }
    if acting.grant.scope == Scope::Installation {
        tenants.push(Tenant { slug: INSTALLATION.to_owned(), name: "Installation".to_owned() });
    }
    Ok(tenants)
}

fn may_read(acting: &Acting, door: &FrontDoor) -> bool {
    acting.may(Power::Audit, Scope::Pool(door.tenant.id, door.pool.id))
}

/// The place of this name; without one, where the administrator signs in, or the first that they look after. What lies outside their scope is
/// not there.
fn place(app: &App, acting: &Acting, slug: Option<&str>) -> Result<Place, Error> {
    acting.require(app, (Power::Audit, acting.grant.scope))?;
    if slug == Some(INSTALLATION) && acting.grant.scope == Scope::Installation {
        return Ok(Place { slug: INSTALLATION.to_owned(), tenant: TenantId::NIL, pool: None, doors: Vec::new() });
    }
    let snapshot = app.snapshot();
    let own = acting.visit.door.tenant.slug.as_str();
    let seen = || snapshot.doors().iter().filter(|door| may_read(acting, door));
    let found = match slug {
        Some(slug) => seen().find(|door| door.tenant.slug == slug),
        None => seen().find(|door| door.tenant.slug == own).or_else(|| seen().next()),
    };
    let Some(found) = found else { return Err(refused(app, Reason::UnknownAddress)) };
    let mut doors: Vec<Arc<FrontDoor>> = Vec::new();
    for door in seen().filter(|door| door.tenant.id == found.tenant.id) {
        if doors.iter().all(|known| known.pool.id != door.pool.id) {
            doors.push(Arc::clone(door));
        }
    }
    let pool = match acting.grant.scope {
        Scope::Pool(_, pool) => Some(pool),
        Scope::Installation | Scope::Tenant(_) => None,
    };
    Ok(Place { slug: found.tenant.slug.clone(), tenant: found.tenant.id, pool, doors })
}
