//! What `serve --demo` plants: sample tenants, so that a newcomer sees the product in a minute. Nothing here is secret or lasting.

use crate::random::{self, NoRandomness, Random};
use crate::settings::{Mode, PoolSettings};
use store::id::{PoolId, TenantId, UserId, WorkspaceId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User, UserStatus};
use store::{Tx, installation, pool, tenant, workspace};

/// Tenant, preset and workspaces. `demo` is the community preset's and stays it; the others bear their preset's name.
type Door = (&'static str, &'static str, Mode);
const TENANTS: [(&str, &str, &str, &[Door]); 2] = [
    ("demo", "Demo Community", "community", &[("community", "Community", Mode::Smart)]),
    (
        "platform",
        "Demo Platform",
        "platform",
        &[("smart", "Smart mode", Mode::Smart), ("classic", "Classic mode", Mode::Classic)],
    ),
];

/// Members who were here before you; they have no passkeys yet. Names that nobody tries by chance.
const MEMBERS: [(&str, &str); 3] =
    [("sample.noor", "Noor (sample)"), ("sample.tomas", "Tomas (sample)"), ("sample.yuki", "Yuki (sample)")];

/// Open doors; behind the Classic one older security keys may be tried too.
fn settings_of(mode: Mode) -> String {
    let second_factor_passkeys = mode == Mode::Classic;
    let settings = PoolSettings { public_registration: true, second_factor_passkeys, ..PoolSettings::default() };
    serde_json::to_string(&settings).unwrap_or_else(|_| "{}".to_owned())
}

/// What tells a demo's database from a real one.
const MARK: &str = "demo";

pub(crate) fn is_planted(tx: &mut Tx<'_>) -> Result<bool, store::Error> {
    Ok(installation::get(tx, MARK)?.is_some())
}

/// The rows, drawn beforehand: a transaction draws nothing.
pub(crate) struct Seed {
    tenants: Vec<tenant::Tenant>,
    pools: Vec<pool::Pool>,
    workspaces: Vec<workspace::Workspace>,
    members: Vec<(User, Identifier)>,
}

impl Seed {
    pub(crate) fn draw(random: &dyn Random, now: i64) -> Result<Self, NoRandomness> {
        let ms = u64::try_from(now).unwrap_or_default();
        let mut seed = Self { tenants: Vec::new(), pools: Vec::new(), workspaces: Vec::new(), members: Vec::new() };
        for (place, (slug, name, preset, workspaces)) in (0..).zip(TENANTS) {
            // Ids sort by time, so that the doors are listed in the order of this page.
            let tenant_id = TenantId::from_parts(ms + place, random::bytes(random)?);
            let (slug, name, preset) = (slug.to_owned(), name.to_owned(), preset.to_owned());
            seed.tenants.push(tenant::Tenant { id: tenant_id, slug, name, preset, created_at: now });
            // One pool a workspace: a member of one mode is none of the other.
            for (place, (slug, name, mode)) in (0..).zip(workspaces) {
                let pool_id = PoolId::from_parts(ms, random::bytes(random)?);
                seed.pools.push(pool::Pool {
                    tenant_id,
                    id: pool_id,
                    name: format!("{name} members"),
                    rp_id: String::new(),
                    origins: String::new(),
                    settings: settings_of(*mode),
                });
                seed.workspaces.push(workspace::Workspace {
                    tenant_id,
                    id: WorkspaceId::from_parts(ms + place, random::bytes(random)?),
                    slug: (*slug).to_owned(),
                    name: (*name).to_owned(),
                    pool_id,
                    mode: *mode,
                    settings: "{}".to_owned(),
                    created_at: now,
                });
                seed.draw_members(random, (tenant_id, pool_id), now)?;
            }
        }
        Ok(seed)
    }

    fn draw_members(
        &mut self,
        random: &dyn Random,
        (tenant_id, pool_id): (TenantId, PoolId),
        now: i64,
    ) -> Result<(), NoRandomness> {
        for (name, display_name) in MEMBERS {
            let id = UserId::from_parts(u64::try_from(now).unwrap_or_default(), random::bytes(random)?);
            let user = User {
                pool_id,
                id,
                tenant_id,
                handle: random::bytes::<32>(random)?.to_vec(),
                display_name: display_name.to_owned(),
                status: UserStatus::Active,
                epoch: 0,
                created_at: now,
            };
            let identifier = Identifier {
                pool_id,
                folded: name.to_owned(),
                kind: IdentifierKind::Username,
                value: name.to_owned(),
                user_id: id,
                verified_at: None,
                created_at: now,
            };
            self.members.push((user, identifier));
        }
        Ok(())
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
        for row in &self.workspaces {
            workspace::insert(tx, row)?;
        }
        for (user, identifier) in &self.members {
            user::insert(tx, user)?;
            identifier::insert(tx, identifier)?;
        }
        if let Some(first) = self.workspaces.first() {
            installation::set(tx, crate::snapshot::HOME, &first.id.to_string())?;
        }
        installation::bump(tx)
    }
}
