//! What the roles of administrators mean. Pure: a role says what may be done, a scope over what, and both together who stands above whom.

use std::fmt;
use std::str::FromStr;
use store::administrator::Administrator;
use store::id::{PoolId, TenantId};

pub use store::administrator::AdministratorRole as Role;

/// What can be done in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Look at settings, members and figures.
    See,
    /// Read what was recorded.
    Audit,
    /// Act for a member who needs help.
    Help,
    /// Change settings, roles, policies and applications.
    Configure,
    /// Say who is an administrator.
    Appoint,
}

impl Power {
    pub const ALL: [Self; 5] = [Self::See, Self::Audit, Self::Help, Self::Configure, Self::Appoint];
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Auditor | Role::Support => 1,
        Role::Administrator => 2,
        Role::Owner => 3,
    }
}

/// Over what an administrator is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Installation,
    Tenant(TenantId),
    Pool(TenantId, PoolId),
}

impl Scope {
    pub fn covers(self, place: Self) -> bool {
        match (self, place) {
            (Self::Installation, _) => true,
            (Self::Tenant(own), Self::Tenant(tenant) | Self::Pool(tenant, _)) => own == tenant,
            (Self::Pool(..), Self::Pool(..)) => self == place,
            _ => false,
        }
    }

    pub fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Installation => None,
            Self::Tenant(tenant) | Self::Pool(tenant, _) => Some(tenant),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installation => f.write_str("installation"),
            Self::Tenant(tenant) => write!(f, "tenant/{tenant}"),
            Self::Pool(tenant, pool) => write!(f, "pool/{tenant}/{pool}"),
        }
    }
}

/// The text names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a scope")]
pub struct NoScope;

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let mut parts = text.split('/');
        let scope = match (parts.next(), parts.next(), parts.next()) {
            (Some("installation"), None, None) => Self::Installation,
            (Some("tenant"), Some(tenant), None) => Self::Tenant(tenant.parse().map_err(|_| NoScope)?),
            (Some("pool"), Some(tenant), Some(pool)) => {
                Self::Pool(tenant.parse().map_err(|_| NoScope)?, pool.parse().map_err(|_| NoScope)?)
            }
            _ => return Err(NoScope),
        };
        if parts.next().is_none() { Ok(scope) } else { Err(NoScope) }
    }
}

/// What one administrator may do, and over what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub scope: Scope,
}

impl Grant {
    /// A scope that cannot be read is over nothing.
    pub(crate) fn of(row: &Administrator) -> Option<Self> {
        if let Ok(scope) = row.scope.parse() {
            return Some(Self { role: row.role, scope });
        }
        tracing::error!(administrator = %row.id, "an administrator's scope in the database cannot be read: they are let in nowhere");
        None
    }

    /// Support reads no audit and an auditor helps nobody: who looks into what was done does nothing themselves.
    pub fn may(self, power: Power) -> bool {
        match power {
            Power::See => true,
            Power::Audit => self.role != Role::Support,
            Power::Help => self.role != Role::Auditor,
            Power::Configure => matches!(self.role, Role::Administrator | Role::Owner),
            Power::Appoint => self.role == Role::Owner,
        }
    }

    /// Whether this one may anything, or over anything, that the other may not.
    pub(crate) fn goes_beyond(self, other: Self) -> bool {
        let is_more = |power: Power| self.may(power) && !other.may(power);
        !other.scope.covers(self.scope) || Power::ALL.into_iter().any(is_more)
    }

    /// Whether this one may act on the account of that one: nobody does on their equals, but whoever owns the whole is above the owners of
    /// its parts.
    pub fn outranks(self, other: Self) -> bool {
        let covers = self.scope.covers(other.scope);
        let is_wider = covers && self.scope != other.scope;
        let are_owners = self.role == Role::Owner && other.role == Role::Owner;
        covers && (rank(self.role) > rank(other.role) || (are_owners && is_wider))
    }
}
