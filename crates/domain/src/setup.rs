//! Set-up: a link from the terminal, good once and for an hour, enrols an administrator's passkey. The first one also makes the first
//! tenant. Whoever holds the link holds the server, so it is stored hashed and never logged.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, digest_of, sha256};
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Brought, Enrolling, Ground, Member};
use crate::error::{Error, Phase, Reason};
use crate::identifier as names;
use crate::journey::Assurance;
use crate::random;
use crate::session::{self, Opener};
use crate::settings::{Mode, PoolSettings};
use crate::sign_in::pre_auth;
use crate::sign_up::{Aborted, Newcomer, insert_passkey};
use crate::snapshot::{FrontDoor, HOME};
use crate::visit::{Begun, SetupVisit, SignedIn, Visit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use std::sync::Arc;
use store::administrator::{self, Administrator};
use store::id::{AdministratorId, PoolId, TenantId, UserId, WorkspaceId};
use store::{
    Tx, audit_event, identifier, installation, passkey, pool, setup_link, spent_challenge, tenant, user, workspace,
};

const LINK_LIFE_MS: i64 = 60 * 60 * 1000;
const TIMEOUT_MS: u32 = 300_000;

/// A new link, and who needs one.
#[derive(Debug)]
pub struct SetupLink {
    pub token: String,
    /// Administrators none of whose passkeys works on today's domain: the public address has changed since they enrolled.
    pub stranded: Vec<String>,
}

/// Draws a new set-up link. Only the machine's own terminal can ask for it.
pub async fn issue(app: &App) -> Result<SetupLink, Error> {
    let token = URL_SAFE_NO_PAD.encode(random::bytes::<32>(app.random())?);
    let link =
        setup_link::SetupLink { hash: sha256(token.as_bytes()), expires_at: app.now() + LINK_LIFE_MS, used_at: None };
    let event = audit::done(app, &Scene::console(), Kind::SetupLinkIssued, About::default()).await?;
    let default_rp_id = app.public_url().host().to_owned();
    let stranded = app
        .store()
        .write("issue set-up link", move |tx| {
            // "Lost the link?" must not leave the lost one valid.
            setup_link::delete_all(tx)?;
            setup_link::insert(tx, &link)?;
            audit_event::insert(tx, &event)?;
            stranded(tx, &default_rp_id)
        })
        .await?;
    Ok(SetupLink { token, stranded })
}

fn stranded(tx: &mut Tx<'_>, default_rp_id: &str) -> Result<Vec<String>, Error> {
    let pools = pool::all(tx)?;
    let mut stranded = Vec::new();
    for administrator in administrator::all(tx)? {
        let own = pools.iter().find(|pool| pool.id == administrator.pool_id).map_or("", |pool| pool.rp_id.as_str());
        let rp_id = if own.is_empty() { default_rp_id } else { own };
        let passkeys = passkey::of_user(tx, administrator.pool_id, administrator.user_id)?;
        if passkeys.iter().any(|passkey| passkey.rp_id == rp_id) {
            continue;
        }
        let name = identifier::of_user(tx, administrator.pool_id, administrator.user_id)?.into_iter().next();
        stranded.push(name.map_or_else(|| administrator.user_id.to_string(), |name| name.value));
    }
    Ok(stranded)
}

/// What the set-up page must ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupState {
    /// The organisation, where there already is one.
    pub organisation: Option<String>,
}

/// Looks at a link without using it.
pub async fn look(app: &App, visit: &SetupVisit, token: &str) -> Result<SetupState, Error> {
    if !is_alive(app, token).await? {
        return Err(refuse(app, visit, None, Reason::SetupLinkInvalid).await);
    }
    Ok(SetupState { organisation: app.snapshot().home().map(|door| door.tenant.name.clone()) })
}

async fn is_alive(app: &App, token: &str) -> Result<bool, Error> {
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    let link = app.store().read("look at set-up link", move |tx| Ok::<_, Error>(setup_link::find(tx, &hash)?)).await?;
    Ok(link.is_some_and(|link| link.used_at.is_none() && link.expires_at > now))
}

/// The body of begin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub organisation: Option<String>,
    pub identifier: String,
    pub display_name: Option<String>,
    pub binding: Option<String>,
}

/// What finish repeats besides the W3C JSON.
#[derive(Debug, Deserialize)]
struct Repeated {
    organisation: Option<String>,
    identifier: String,
    display_name: Option<String>,
    binding_secret: Option<String>,
}

/// What is being set up, as the challenge knows it: the link and the texts as they were sent.
fn subject(token: &str, organisation: Option<&str>, identifier: &str, display_name: Option<&str>) -> [u8; 32] {
    digest_of(&[Some(token), organisation, Some(identifier), display_name])
}

/// The server is set up: who is signed in, and where.
#[derive(Debug)]
pub struct SetUp {
    pub signed_in: SignedIn,
    pub door: Arc<FrontDoor>,
}

/// Before there is a home, passkeys are made for the server's own domain, in the mode that the home will have.
fn ground(app: &App) -> Ground {
    match app.snapshot().home() {
        Some(door) => Ground::from(door.as_ref()),
        None => Ground {
            tenant: TenantId::NIL,
            pool: PoolId::NIL,
            workspace: WorkspaceId::NIL,
            mode: Mode::Smart,
            rp_id: app.public_url().host().to_owned(),
            rp_name: "Keystead".to_owned(),
            origins: vec![app.public_url().origin()],
            timeout_ms: TIMEOUT_MS,
        },
    }
}

async fn refuse(app: &App, visit: &SetupVisit, spent: Option<&Ceremony>, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Setup, spent, (reason, About::default())).await
}

/// Begins to enrol an administrator's passkey.
pub async fn begin(app: &App, visit: &SetupVisit, token: &str, ask: Begin) -> Result<Begun, Error> {
    look(app, visit, token).await?;
    let (client, new_cookie) = pre_auth(app, &visit.client)?;
    let checked = Binding::at_begin(&client, ask.binding.as_deref()).and_then(|binding| {
        let name = names::username(&ask.identifier)?;
        names::display_name(ask.organisation.as_deref())?;
        Ok((binding, name, names::display_name(ask.display_name.as_deref())?))
    });
    let (binding, name, display_name) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let subject = subject(token, ask.organisation.as_deref(), &ask.identifier, ask.display_name.as_deref());
    let enrolling = Enrolling { purpose: Purpose::Setup, user: None, binding: &binding, subject: Some(subject) };
    let member = Member { handle: None, name, display_name: display_name.unwrap_or(name), has: &[] };
    let options = ground(app).options(app, &app.snapshot(), &enrolling, &member)?;
    Ok(Begun { options, pre_auth: new_cookie })
}

/// Finishes the set-up: everything that it makes, in one transaction with the use of its link.
pub async fn finish(app: &App, visit: &SetupVisit, token: &str, body: &[u8]) -> Result<SetUp, Error> {
    let ground = ground(app);
    let (repeated, brought, ceremony) = match proved(app, visit, (&ground, token), body) {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let registered = match ground.verify(app, (&ceremony, Purpose::Setup), &brought.challenge, &brought.response) {
        Ok(registered) => registered,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let home = Home::of(app, repeated.organisation.as_deref())?;
    let names = (repeated.identifier.trim(), names::display_name(repeated.display_name.as_deref()).unwrap_or(None));
    let newcomer = Newcomer::of(app, (home.ground.tenant, home.ground.pool), names, &ceremony.user_handle)?;
    let passkey = home.ground.row(app, newcomer.user.id, registered, "Passkey".to_owned())?;
    let enrolled = match enrol(app, visit, (home, newcomer, passkey), token, &ceremony).await? {
        Ok(enrolled) => enrolled,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    app.refresh().await?;
    sign_in(app, visit, &enrolled).await
}

fn proved(
    app: &App,
    visit: &SetupVisit,
    (ground, token): (&Ground, &str),
    body: &[u8],
) -> Result<(Repeated, Brought, Ceremony), Reason> {
    let repeated: Repeated = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    let brought = enrolment::read(body)?;
    let binding = Binding::at_finish(&visit.client, repeated.binding_secret.as_deref())?;
    let subject =
        subject(token, repeated.organisation.as_deref(), &repeated.identifier, repeated.display_name.as_deref());
    let enrolling = Enrolling { purpose: Purpose::Setup, user: None, binding: &binding, subject: Some(subject) };
    let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling)?;
    Ok((repeated, brought, ceremony))
}

/// Where administrators belong: the tenant that is there, or the rows of a new one.
struct Home {
    ground: Ground,
    new: Option<(tenant::Tenant, pool::Pool, workspace::Workspace)>,
}

impl Home {
    fn of(app: &App, organisation: Option<&str>) -> Result<Self, Error> {
        let ground = ground(app);
        if app.snapshot().home().is_some() {
            return Ok(Self { ground, new: None });
        }
        let name = names::display_name(organisation).unwrap_or(None).unwrap_or("Keystead");
        let now = app.now();
        let parts = || app.id_parts();
        let (ms, random) = parts()?;
        let tenant = tenant::Tenant {
            id: TenantId::from_parts(ms, random),
            slug: slug(name),
            name: name.to_owned(),
            preset: "community".to_owned(),
            created_at: now,
        };
        let (ms, random) = parts()?;
        let pool = pool::Pool {
            tenant_id: tenant.id,
            id: PoolId::from_parts(ms, random),
            name: "Members".to_owned(),
            rp_id: String::new(),
            origins: String::new(),
            settings: serde_json::to_string(&PoolSettings::default()).map_err(Error::Answer)?,
        };
        let (ms, random) = parts()?;
        let workspace = workspace::Workspace {
            tenant_id: tenant.id,
            id: WorkspaceId::from_parts(ms, random),
            slug: "main".to_owned(),
            name: "Main".to_owned(),
            pool_id: pool.id,
            mode: ground.mode,
            settings: "{}".to_owned(),
            created_at: now,
        };
        let ground = Ground { tenant: tenant.id, pool: pool.id, workspace: workspace.id, ..ground };
        Ok(Self { ground, new: Some((tenant, pool, workspace)) })
    }
}

/// Names of ours that no tenant may take (DESIGN section 4).
const RESERVED: [&str; 14] = [
    "admin", "api", "system", "identity", "settings", "assets", "setup", "healthz", "readyz", "metrics", "v2", "demo",
    "oauth2", "userinfo",
];

/// The organisation's name as it stands in addresses.
fn slug(name: &str) -> String {
    let dashed: String =
        name.to_lowercase().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    let slug: String = parts.join("-").chars().take(40).collect();
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() || RESERVED.contains(&slug.as_str()) { "main".to_owned() } else { slug }
}

/// Who was enrolled.
struct Enrolled {
    user_id: UserId,
    epoch: i64,
    passkey_id: store::id::PasskeyId,
}

async fn enrol(
    app: &App,
    visit: &SetupVisit,
    (home, mut newcomer, mut passkey): (Home, Newcomer, passkey::Passkey),
    token: &str,
    ceremony: &Ceremony,
) -> Result<Result<Enrolled, Reason>, Error> {
    let about = About::member(newcomer.user.id).passkey(passkey.id, passkey.name.clone());
    let mut event = audit::done(app, &Scene::from(visit), Kind::Setup, about).await?;
    let (ms, random) = app.id_parts()?;
    let administrator_id = AdministratorId::from_parts(ms, random);
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    let (expires_at, nonce) = (i64::from(ceremony.expires_at_s), ceremony.nonce);
    let written = app
        .store()
        .write("set up", move |tx| {
            if !setup_link::take(tx, &hash, now)? {
                return Err(Aborted::Refused(Reason::SetupLinkInvalid));
            }
            if !spent_challenge::spend(tx, PoolId::NIL, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            plant(tx, &home)?;
            admit(tx, &mut newcomer, administrator_id)?;
            passkey.user_id = newcomer.user.id;
            insert_passkey(tx, &passkey)?;
            event.actor_id = Some(newcomer.user.id);
            event.subject_id = Some(newcomer.user.id);
            audit_event::insert(tx, &event)?;
            installation::bump(tx)?;
            Ok(Enrolled { user_id: newcomer.user.id, epoch: newcomer.user.epoch, passkey_id: passkey.id })
        })
        .await;
    Aborted::settle(written)
}

/// Makes the first tenant, unless another set-up has just made one.
fn plant(tx: &mut Tx<'_>, home: &Home) -> Result<(), Aborted> {
    let Some((tenant, pool, workspace)) = &home.new else { return Ok(()) };
    if installation::get(tx, HOME)?.is_some() {
        return Err(Aborted::Refused(Reason::ChangedMeanwhile));
    }
    tenant::insert(tx, tenant)?;
    pool::insert(tx, pool)?;
    workspace::insert(tx, workspace)?;
    installation::set(tx, HOME, &workspace.id.to_string())?;
    Ok(())
}

/// The name's owner becomes an administrator: a newcomer, or an administrator who needs a new passkey. A member's name is not theirs
/// to take.
fn admit(tx: &mut Tx<'_>, newcomer: &mut Newcomer, id: AdministratorId) -> Result<(), Aborted> {
    let (tenant_id, pool_id) = (newcomer.user.tenant_id, newcomer.user.pool_id);
    if let Some(taken) = identifier::find(tx, pool_id, &newcomer.identifier.folded)? {
        let is_administrator = administrator::of_user(tx, pool_id, taken.user_id)?.is_some();
        let Some(known) = user::find(tx, pool_id, taken.user_id)?.filter(|_| is_administrator) else {
            return Err(Aborted::Refused(Reason::IdentifierTaken));
        };
        newcomer.user = known;
        return Ok(());
    }
    newcomer.insert(tx)?;
    let row = Administrator {
        tenant_id,
        id,
        pool_id,
        user_id: newcomer.user.id,
        scope: "installation".to_owned(),
        created_at: newcomer.user.created_at,
    };
    administrator::insert(tx, &row)?;
    Ok(())
}

async fn sign_in(app: &App, visit: &SetupVisit, enrolled: &Enrolled) -> Result<SetUp, Error> {
    let Some(door) = app.snapshot().home().map(Arc::clone) else { return Err(Error::NoKeys) };
    let visit = Visit {
        door: Arc::clone(&door),
        client: visit.client.clone(),
        address: visit.address,
        user_agent: visit.user_agent.clone(),
    };
    let opener = Opener { user_id: enrolled.user_id, epoch: enrolled.epoch, passkey_id: enrolled.passkey_id };
    let assurance = Assurance { amr: vec!["pop", "swk", "user", "mfa"], acr: "phr" };
    let session::Opening { row, signed_in } = session::prepare(app, &visit, &opener, assurance)?;
    app.store().write("open session", move |tx| Ok::<_, Error>(store::session::insert(tx, &row)?)).await?;
    Ok(SetUp { signed_in, door })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_of_the_name_and_is_never_one_of_ours() {
        assert_eq!(slug("Acme Corp."), "acme-corp");
        assert_eq!(slug("  --  "), "main");
        assert_eq!(slug("日本語"), "main");
        assert_eq!(slug("Admin"), "main");
        assert_eq!(slug(&"x".repeat(100)).len(), 40);
    }
}
