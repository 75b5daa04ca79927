//! What `serve --demo` plants: sample tenants, so that a newcomer sees the product in a minute. Nothing here is secret or lasting.

mod tenants;

#[cfg(test)]
mod tests;

pub use tenants::{PASSWORD, Sample, samples};

use crate::identifier::fold;
use crate::presets::PresetRole;
use crate::public_url::PublicUrl;
use crate::random::{self, NoRandomness, Random};
use store::id::{PoolId, RoleId, TenantId, UserId, WorkspaceId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::password::{self, Password};
use store::role::{self, Role};
use store::user::{self, User, UserStatus};
use store::{Tx, installation, pool, tenant, workspace};
use tenants::{Door, Member, PASSWORD_HASH, TENANTS, Tenant};

/// What tells a demo's database from a real one.
const MARK: &str = "demo";

pub(crate) fn is_planted(tx: &mut Tx<'_>) -> Result<bool, store::Error> {
    Ok(installation::get(tx, MARK)?.is_some())
}

/// The rows, drawn beforehand: a transaction draws nothing.
#[derive(Default)]
pub(crate) struct Seed {
    tenants: Vec<tenant::Tenant>,
    pools: Vec<pool::Pool>,
    roles: Vec<Role>,
    workspaces: Vec<workspace::Workspace>,
    members: Vec<Planted>,
}

/// A member with all that is theirs.
struct Planted {
    user: User,
    identifiers: Vec<Identifier>,
    password: Option<Password>,
    role: Option<RoleId>,
}

/// Where and when rows are drawn.
#[derive(Clone, Copy)]
struct Drawing<'a> {
    random: &'a dyn Random,
    tenant: TenantId,
    now: i64,
    /// The same, for ids, which sort by time.
    ms: u64,
    /// A site whose pages may hold a sign-in.
    site: Option<&'a str>,
}

/// Where the sample application runs unless it is told otherwise: below the host of the demo, so that passkeys work there too. `localhost`
/// alone is no RP ID for names below it.
fn sample_site(pages: &PublicUrl) -> Option<String> {
    pages.host().ends_with(".localhost").then(|| format!("http://app.{}:8081", pages.host()))
}

impl Seed {
    pub(crate) fn draw(random: &dyn Random, now: i64, pages: &PublicUrl) -> Result<Self, NoRandomness> {
        let site = sample_site(pages);
        let ms = u64::try_from(now).unwrap_or_default();
        let mut seed = Self::default();
        for (place, sample) in (0..).zip(&TENANTS) {
            // Ids sort by time, so that the doors are listed in the order of the table.
            let id = TenantId::from_parts(ms + place, random::bytes(random)?);
            seed.tenants.push(tenant::Tenant {
                id,
                slug: sample.slug.to_owned(),
                name: sample.name.to_owned(),
                preset: sample.preset.to_owned(),
                created_at: now,
            });
            for (place, door) in (0..).zip(sample.doors) {
                let at = Drawing { random, tenant: id, now, ms: ms + place, site: site.as_deref() };
                seed.draw_door(at, sample, door)?;
            }
        }
        Ok(seed)
    }

    /// One pool a workspace: a member of one mode is none of the other.
    fn draw_door(&mut self, at: Drawing<'_>, sample: &Tenant, door: &Door) -> Result<(), NoRandomness> {
        let (mode, mut settings, roles) = sample.settings(door.rules);
        settings.related_origins.extend(at.site.map(str::to_owned));
        let pool_id = PoolId::from_parts(at.ms, random::bytes(at.random)?);
        self.pools.push(pool::Pool {
            tenant_id: at.tenant,
            id: pool_id,
            name: format!("{} members", door.name),
            rp_id: String::new(),
            origins: String::new(),
            settings: json(&settings),
        });
        self.workspaces.push(workspace::Workspace {
            tenant_id: at.tenant,
            id: WorkspaceId::from_parts(at.ms, random::bytes(at.random)?),
            slug: door.slug.to_owned(),
            name: door.name.to_owned(),
            pool_id,
            mode,
            settings: json(&sample.look()),
            created_at: at.now,
        });
        for role in roles {
            self.roles.push(draw_role(at, pool_id, role)?);
        }
        for member in door.members {
            let planted = self.draw_member(at, pool_id, member)?;
            self.members.push(planted);
        }
        Ok(())
    }

    fn draw_member(&self, at: Drawing<'_>, pool_id: PoolId, member: &Member) -> Result<Planted, NoRandomness> {
        let id = UserId::from_parts(at.ms, random::bytes(at.random)?);
        let user = User {
            pool_id,
            id,
            tenant_id: at.tenant,
            handle: random::bytes::<32>(at.random)?.to_vec(),
            display_name: member.display_name.to_owned(),
            status: UserStatus::Active,
            epoch: 0,
            created_at: at.now,
        };
        let identifier = |(kind, value): (IdentifierKind, &str)| Identifier {
            pool_id,
            folded: fold(value),
            kind,
            value: value.to_owned(),
            user_id: id,
            verified_at: (kind != IdentifierKind::Username).then_some(at.now),
            created_at: at.now,
        };
        let password = member.has_password.then(|| Password {
            pool_id,
            user_id: id,
            hash: PASSWORD_HASH.to_owned(),
            changed_at: at.now,
        });
        let is_theirs = |role: &&Role| role.pool_id == pool_id && Some(role.name.as_str()) == member.role;
        let role = self.roles.iter().find(is_theirs).map(|role| role.id);
        Ok(Planted { user, identifiers: member.identifiers().map(identifier).collect(), password, role })
    }

    /// Plants everything, once, in an empty database.
    pub(crate) fn plant(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        installation::set(tx, MARK, "1")?;
        for row in &self.tenants {
            tenant::insert(tx, row)?;
        }
        for row in &self.pools {
            pool::insert(tx, row)?;
        }
        for row in &self.roles {
            role::insert(tx, row)?;
        }
        for row in &self.workspaces {
            workspace::insert(tx, row)?;
        }
        for member in &self.members {
            member.plant(tx)?;
        }
        if let Some(first) = self.workspaces.first() {
            installation::set(tx, crate::snapshot::HOME, &first.id.to_string())?;
        }
        installation::bump(tx)
    }
}

impl Planted {
    fn plant(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        user::insert(tx, &self.user)?;
        for row in &self.identifiers {
            identifier::insert(tx, row)?;
        }
        if let Some(row) = &self.password {
            password::insert(tx, row)?;
        }
        if let Some(role) = self.role {
            role::give(tx, self.user.pool_id, self.user.id, role)?;
        }
        Ok(())
    }
}

fn draw_role(at: Drawing<'_>, pool_id: PoolId, role: PresetRole) -> Result<Role, NoRandomness> {
    let PresetRole { name, elevated, rules } = role;
    let id = RoleId::from_parts(at.ms, random::bytes(at.random)?);
    Ok(Role { pool_id, id, name, policy: json(&rules), elevated })
}

/// Settings are plain values, which JSON can always hold.
fn json(settings: &impl serde::Serialize) -> String {
    serde_json::to_string(settings).unwrap_or_else(|_| "{}".to_owned())
}
