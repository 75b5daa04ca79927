//! Where and by whom something happens, from what the server knows of the request.

use super::Agent;
use crate::figures::{Facts, Surface};
use crate::identity::Program;
use crate::snapshot::FrontDoor;
use crate::visit::{SetupVisit, Visit};
use std::net::IpAddr;
use store::id::{PoolId, TenantId, WorkspaceId};

/// Where and by whom something happens.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(super) tenant: TenantId,
    pub(super) place: Option<(PoolId, Option<WorkspaceId>)>,
    pub(super) address: Option<IpAddr>,
    pub(super) user_agent: String,
    surface: Surface,
    correlation: Option<String>,
}

impl Scene {
    pub(crate) fn console() -> Self {
        Self {
            tenant: TenantId::NIL,
            place: None,
            address: None,
            user_agent: String::new(),
            surface: Surface::default(),
            correlation: None,
        }
    }

    /// What the server does by itself for a pool.
    pub(crate) fn of_pool(tenant: TenantId, pool: PoolId) -> Self {
        Self { place: Some((pool, None)), ..Self::of_tenant(tenant) }
    }

    /// What is known for figures of whoever is there; nothing where nobody is.
    pub(super) fn facts(&self, agent: Option<Agent>, provider: Option<String>) -> Option<Facts> {
        self.address?;
        let agent = agent.unwrap_or_else(|| Agent::of(&self.user_agent));
        let correlation = self.correlation.clone();
        Some(Facts { provider, correlation, ..Facts::of(agent.names, self.surface) })
    }

    /// What an administrator does at the console over the pool of this door: it must be found there, wherever they signed in.
    pub(crate) fn at(visit: &Visit, door: &FrontDoor) -> Self {
        Self { tenant: door.tenant.id, place: Some((door.pool.id, None)), ..Self::from(visit) }
    }

    /// What an administrator does about a whole tenant, or about one pool of it.
    pub(crate) fn of_place(visit: &Visit, (tenant, pool): (TenantId, Option<PoolId>)) -> Self {
        Self { tenant, place: pool.map(|pool| (pool, None)), ..Self::from(visit) }
    }

    /// What the server does by itself for a tenant.
    pub(crate) fn of_tenant(tenant: TenantId) -> Self {
        Self { tenant, ..Self::console() }
    }

    /// What a program of a tenant does there.
    pub(crate) fn seen_from(self, program: &Program) -> Self {
        let (user_agent, correlation) = (program.user_agent.clone(), program.correlation.clone());
        Self { address: Some(program.address), user_agent, correlation, ..self }
    }

    /// What an administrator does to a place: it is written down there, and not where they sign in.
    pub(crate) fn over(visit: &Visit, place: (TenantId, PoolId, WorkspaceId)) -> Self {
        let (tenant, pool, workspace) = place;
        Self { tenant, place: Some((pool, Some(workspace))), ..Self::from(visit) }
    }
}

impl From<&Visit> for Scene {
    fn from(visit: &Visit) -> Self {
        Self {
            tenant: visit.door.tenant.id,
            place: Some((visit.door.pool.id, Some(visit.door.workspace.id))),
            address: Some(visit.address),
            user_agent: visit.user_agent.clone(),
            surface: Surface::from(&visit.client),
            correlation: visit.correlation.clone(),
        }
    }
}

impl From<&SetupVisit> for Scene {
    fn from(visit: &SetupVisit) -> Self {
        Self { address: Some(visit.address), user_agent: visit.user_agent.clone(), ..Self::console() }
    }
}
