//! Settings and keys in memory, with the version they had. Requests read this and not the database; a poll each second keeps it young.

mod report;
mod supposed;

use crate::applications::client::Client;
use crate::applications::signing::{self, Signers};
use crate::campaign::Before;
use crate::channels::{Channels, links_are_off};
use crate::error::{Error, one_line};
use crate::keys::{KeyError, KeyRing, MasterKey};
use crate::metadata::InForce;
use crate::method::Method;
use crate::origins::{Domains, Origins, Warning};
use crate::policy::{Policy, PoolRules};
use crate::public_url::PublicUrl;
use crate::settings::{self, Mode, PoolSettings, WorkspaceSettings};
use std::collections::HashMap;
use std::sync::Arc;
use store::id::{PoolId, TenantId, WorkspaceId};
use store::{Tx, campaign, client, group, installation, key, pool, role, signing_key, tenant, workspace};
use webauthn::Aaguid;

pub(crate) use report::Told;

/// Where the installation remembers which workspace its administrators sign in to.
pub(crate) const HOME: &str = "home_workspace";

#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    /// Which of the five products' settings and labels it began with.
    pub preset: String,
}

#[derive(Debug, Clone)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub slug: String,
    pub name: String,
    pub mode: Mode,
    pub settings: WorkspaceSettings,
}

#[derive(Debug, Clone)]
pub struct Pool {
    pub id: PoolId,
    pub name: String,
    pub settings: Arc<PoolSettings>,
    /// What roles and groups add to the settings' policy.
    pub(crate) rules: Arc<PoolRules>,
}

/// A workspace with the tenant above and the pool below it, ready to be entered.
#[derive(Debug)]
pub struct FrontDoor {
    pub tenant: Tenant,
    pub workspace: Workspace,
    pub pool: Pool,
    /// The domain that passkeys of this pool work on (S3-17).
    pub rp_id: String,
    /// The domain that members move away from, while a campaign runs.
    pub before: Option<Before>,
    /// The domain that the pool had before it ever moved, where it has.
    pub(crate) first_rp_id: Option<String>,
    /// The exact origins from which they are used (S3-18), and which pages may show ours.
    pub origins: Arc<Origins>,
    /// Whether the installation's administrators sign in here.
    pub is_home: bool,
    /// What holds for everybody who has no role and no group, and so for everybody who is not known yet.
    pub policy: Arc<Policy>,
    /// When the installation was last put back from a backup: what visitors carry from before opens nothing.
    pub(crate) restored_at: i64,
}

impl FrontDoor {
    /// Whether links by mail would be a way in, had they not given way to single sign-on (S0-19).
    pub fn links_gave_way(&self) -> bool {
        let methods = &self.pool.settings.methods;
        let lists_links = methods.first.iter().chain(&methods.recovery).any(|method| *method == Method::MagicLink);
        lists_links && links_are_off(&self.pool.settings, &self.workspace.settings)
    }

    /// Whether passkeys that cannot verify their user may be added here, to serve beside another factor.
    pub fn takes_second_factors(&self) -> bool {
        self.workspace.mode == Mode::Classic && self.pool.settings.second_factor_passkeys
    }

    /// `/{tenant}/{workspace}`
    pub fn base(&self) -> String {
        format!("/{}/{}", self.tenant.slug, self.workspace.slug)
    }
}

/// Everything at one version.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) version: i64,
    pub(crate) ring: KeyRing,
    /// Until when passkey managers are told nothing that could delete.
    pub(crate) signals_quiet_until: i64,
    metadata: Option<InForce>,
    doors: Vec<Arc<FrontDoor>>,
    by_slug: HashMap<String, HashMap<String, Arc<FrontDoor>>>,
    /// The origin of this server's own pages.
    pages: String,
    has_administrator: bool,
    clients: HashMap<(TenantId, WorkspaceId), HashMap<String, Arc<Client>>>,
    signers: HashMap<TenantId, Arc<Signers>>,
    /// For the snapshot after this one, which need not tell it again.
    pub(crate) told: Told,
}

impl Snapshot {
    pub(crate) fn pages(&self) -> &str {
        &self.pages
    }

    pub fn door(&self, tenant: &str, workspace: &str) -> Option<Arc<FrontDoor>> {
        self.by_slug.get(tenant)?.get(workspace).cloned()
    }

    pub fn doors(&self) -> &[Arc<FrontDoor>] {
        &self.doors
    }

    /// Where administrators sign in, once there is such a place.
    pub fn home(&self) -> Option<&Arc<FrontDoor>> {
        self.doors.iter().find(|door| door.is_home)
    }

    /// The metadata that all nodes judge by.
    pub fn metadata(&self) -> Option<&InForce> {
        self.metadata.as_ref()
    }

    /// Whether a model must not be trusted any more.
    pub(crate) fn distrusts(&self, aaguid: Aaguid) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| metadata.distrusted.contains_key(&aaguid))
    }

    /// The application of this name at a workspace, or at the tenant itself.
    pub fn client(&self, tenant: TenantId, workspace: WorkspaceId, id: &str) -> Option<Arc<Client>> {
        self.clients.get(&(tenant, workspace))?.get(id).cloned()
    }

    /// The applications of a workspace, or of the tenant itself.
    pub fn clients(&self, tenant: TenantId, workspace: WorkspaceId) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.get(&(tenant, workspace)).into_iter().flat_map(HashMap::values)
    }

    /// The applications of everybody.
    pub(crate) fn every_client(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values().flat_map(HashMap::values)
    }

    /// A tenant's signing keys; none until they are first needed.
    pub(crate) fn signers(&self, tenant: TenantId) -> Arc<Signers> {
        self.signers.get(&tenant).cloned().unwrap_or_default()
    }

    pub(crate) fn all_signers(&self) -> &HashMap<TenantId, Arc<Signers>> {
        &self.signers
    }

    pub fn is_set_up(&self) -> bool {
        self.has_administrator
    }
}

/// The rows a snapshot is made of.
#[derive(Debug)]
pub(crate) struct Rows {
    version: i64,
    tenants: Vec<tenant::Tenant>,
    pools: Vec<pool::Pool>,
    workspaces: Vec<workspace::Workspace>,
    roles: Vec<role::Role>,
    groups: Vec<group::Group>,
    campaigns: Vec<campaign::Campaign>,
    first_rp_ids: Vec<(PoolId, String)>,
    pub(crate) keys: Vec<key::Key>,
    home: Option<String>,
    restored_at: i64,
    signals_quiet_until: i64,
    metadata: Option<InForce>,
    has_administrator: bool,
    clients: Vec<client::Client>,
    signing_keys: Vec<signing_key::SigningKey>,
}

impl Rows {
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self, store::Error> {
        Ok(Self {
            version: installation::version(tx)?,
            tenants: tenant::all(tx)?,
            pools: pool::all(tx)?,
            workspaces: workspace::all(tx)?,
            roles: role::all(tx)?,
            groups: group::all(tx)?,
            campaigns: campaign::all(tx)?,
            first_rp_ids: campaign::first_rp_ids(tx)?,
            keys: key::all(tx)?,
            home: installation::get(tx, HOME)?,
            restored_at: crate::signals::restored_at(tx)?,
            signals_quiet_until: crate::signals::quiet_until(tx)?,
            metadata: InForce::load(tx)?,
            has_administrator: !store::administrator::all(tx)?.is_empty(),
            clients: client::all(tx)?,
            signing_keys: signing_key::all(tx)?,
        })
    }

    /// `told` is what the log says already, `signers` the keys that are open already.
    pub(crate) fn build(
        &self,
        master: &MasterKey,
        (public_url, channels): (&PublicUrl, Channels),
        (told, signers): (&Told, &HashMap<TenantId, Arc<Signers>>),
    ) -> Result<Option<Snapshot>, BuildError> {
        let Some(ring) = KeyRing::open(master, &self.keys)? else { return Ok(None) };
        let signers = signing::open(&ring, &self.signing_keys, signers);
        let mut doors = Vec::with_capacity(self.workspaces.len());
        let mut warnings = Vec::new();
        for row in &self.workspaces {
            let (door, found) = self.door(row, public_url, channels)?;
            warnings.extend(found.into_iter().map(|warning| (door.pool.id, warning)));
            doors.push(Arc::new(door));
        }
        let pages = public_url.origin();
        let told = told.tell(&doors, &pages, warnings);
        let mut by_slug: HashMap<String, HashMap<String, Arc<FrontDoor>>> = HashMap::new();
        for door in &doors {
            by_slug.entry(door.tenant.slug.clone()).or_default().insert(door.workspace.slug.clone(), Arc::clone(door));
        }
        Ok(Some(Snapshot {
            version: self.version,
            ring,
            signals_quiet_until: self.signals_quiet_until,
            metadata: self.metadata.clone(),
            doors,
            by_slug,
            pages,
            has_administrator: self.has_administrator,
            clients: self.clients(),
            signers,
            told,
        }))
    }

    /// A client whose settings nobody can read may do nothing; the others go on.
    fn clients(&self) -> HashMap<(TenantId, WorkspaceId), HashMap<String, Arc<Client>>> {
        let mut clients: HashMap<_, HashMap<_, _>> = HashMap::new();
        for row in &self.clients {
            match Client::read(row.clone()) {
                Ok(client) => {
                    let place = (client.tenant, client.workspace);
                    clients.entry(place).or_default().insert(client.id.clone(), Arc::new(client));
                }
                Err(error) => tracing::error!(
                    tenant = %row.tenant_id, client = row.id, error = one_line(&error),
                    "the settings of an application cannot be read: nobody can sign in to it"
                ),
            }
        }
        clients
    }

    fn door(
        &self,
        row: &workspace::Workspace,
        public_url: &PublicUrl,
        channels: Channels,
    ) -> Result<(FrontDoor, Vec<Warning>), BuildError> {
        let corrupt = |column| BuildError::Corrupt { workspace: row.id, column };
        let tenant = self.tenants.iter().find(|tenant| tenant.id == row.tenant_id).ok_or(corrupt("tenant_id"))?;
        let pool = self
            .pools
            .iter()
            .find(|pool| pool.tenant_id == row.tenant_id && pool.id == row.pool_id)
            .ok_or(corrupt("pool_id"))?;
        let (settings, mut warnings) =
            settings::read(&pool.settings).map_err(|source| BuildError::Settings { pool: pool.id, source })?;
        let (workspace_settings, found) =
            settings::read_workspace(&row.settings).map_err(|source| BuildError::Settings { pool: pool.id, source })?;
        warnings.extend(found);
        let (mut rules, found) = PoolRules::read(pool.id, &self.roles, &self.groups)
            .map_err(|source| BuildError::Settings { pool: pool.id, source })?;
        warnings.extend(found);
        let policy = rules.for_strangers(row.mode, &settings, channels.usable(&settings, &workspace_settings));
        let is_home = self.home.as_deref() == Some(row.id.to_string().as_str());
        let mut domains = Domains::read(&settings, &pool.rp_id, &pool.origins, public_url);
        let moving = self.campaigns.iter().find(|row| row.pool_id == pool.id);
        let first = self.first_rp_ids.iter().find(|(id, _)| *id == pool.id);
        let before = moving.map(|row| Before::read(row, pool, &settings, public_url));
        if let Some(before) = &before {
            domains.origins.expect_also(&before.origins);
        }
        if is_home {
            domains.keep_out_of_frames();
        }
        let Domains { rp_id, origins, warnings: found } = domains;
        warnings.extend(found);
        let door = FrontDoor {
            tenant: Tenant {
                id: tenant.id,
                slug: tenant.slug.clone(),
                name: tenant.name.clone(),
                preset: tenant.preset.clone(),
            },
            workspace: Workspace {
                id: row.id,
                slug: row.slug.clone(),
                name: row.name.clone(),
                mode: row.mode,
                settings: workspace_settings,
            },
            pool: Pool { id: pool.id, name: pool.name.clone(), settings: Arc::new(settings), rules: Arc::new(rules) },
            rp_id,
            before,
            first_rp_id: first.map(|(_, rp_id)| rp_id.clone()),
            origins: Arc::new(origins),
            is_home,
            policy: Arc::new(policy),
            restored_at: self.restored_at,
        };
        Ok((door, warnings))
    }
}

/// Why rows made no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the stored workspace {workspace} has a value in {column} that leads nowhere")]
    Corrupt { workspace: WorkspaceId, column: &'static str },
    #[error("the stored settings of pool {pool} could not be understood")]
    Settings { pool: PoolId, source: serde_json::Error },
}

/// Why a snapshot was not renewed; the old one goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error(transparent)]
    Store(#[from] Error),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("the database holds no keys any more")]
    NoKeys,
}

impl From<store::Error> for RefreshError {
    fn from(error: store::Error) -> Self {
        Self::Store(Error::Store(error))
    }
}
