//! What the set-up page does: enrols the first administrator, or gives one who lost their passkeys a new one. Everything is made in one
//! transaction with the use of the link.

use super::home::{Home, ground, plant};
use super::{look, refuse};
use crate::administrators::Scope;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, digest_of, sha256};
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Brought, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Reason};
use crate::identifier as names;
use crate::journey::Assurance;
use crate::passkeys::free_name;
use crate::session::{self, Opener};
use crate::sign_in::pre_auth;
use crate::sign_up::{Aborted, Newcomer};
use crate::signals;
use crate::snapshot::FrontDoor;
use crate::visit::{Begun, SetupVisit, SignedIn, Visit};
use crate::wish::Wish;
use serde::Deserialize;
use std::sync::Arc;
use store::administrator::{self, Administrator, AdministratorRole as Role};
use store::id::{AdministratorId, PoolId};
use store::user::{self, User, UserStatus};
use store::{Tx, audit_event, identifier, installation, setup_link, spent_challenge};

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

/// Begins to enrol an administrator's passkey.
pub async fn begin(app: &App, visit: &SetupVisit, token: &str, ask: Begin) -> Result<Begun, Error> {
    look(app, token).await?;
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
    let ground = ground(app);
    let known = known(app, &ground, name).await?;
    let subject = subject(token, ask.organisation.as_deref(), &ask.identifier, ask.display_name.as_deref());
    let enrolling = Enrolling {
        purpose: Purpose::Setup,
        user: known.as_ref().map(|user| user.id),
        binding: &binding,
        subject: Some(subject),
    };
    let member = Member {
        handle: known.as_ref().map(|user| user.handle.as_slice()),
        name,
        display_name: known.as_ref().map_or(display_name.unwrap_or(name), |user| &user.display_name),
        has: &[],
    };
    let options = ground.options(app, &enrolling, &member, &Wish::default())?;
    Ok(Begun { options, pre_auth: new_cookie })
}

/// The administrator of that name, where there is one already: the new passkey must carry the handle that their others have.
async fn known(app: &App, ground: &Ground, name: &str) -> Result<Option<User>, Error> {
    let (pool, folded) = (ground.pool, names::fold(name));
    app.store()
        .read("find administrator", move |tx| {
            let Some(taken) = identifier::find(tx, pool, &folded)? else { return Ok(None) };
            if administrator::of_user(tx, pool, taken.user_id)?.is_none() {
                return Ok(None);
            }
            Ok::<_, Error>(user::find(tx, pool, taken.user_id)?)
        })
        .await
}

/// Finishes the set-up: everything that it makes, in one transaction with the use of its link.
pub async fn finish(app: &App, visit: &SetupVisit, token: &str, body: &[u8]) -> Result<SetUp, Error> {
    match prove_and_enrol(app, visit, token, body).await {
        Ok(set_up) => Ok(set_up),
        Err(error) => {
            let ground = ground(app);
            Err(signals::of_orphan(app, (&ground.rp_id, ground.mode), body, error).await)
        }
    }
}

async fn prove_and_enrol(app: &App, visit: &SetupVisit, token: &str, body: &[u8]) -> Result<SetUp, Error> {
    let ground = ground(app);
    let (repeated, brought) = match read(body) {
        Ok(read) => read,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    // The link first: without one a stranger makes us look up no name.
    look(app, token).await?;
    let known = known(app, &ground, &repeated.identifier).await?;
    let ceremony = match proved(app, visit, (&ground, token), (&repeated, &brought, known.as_ref())) {
        Ok(ceremony) => ceremony,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let verified = match ground.verify(app, (&ceremony, Purpose::Setup), &brought.challenge, &brought.response) {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let home = Home::of(app, repeated.organisation.as_deref())?;
    let names = (repeated.identifier.trim(), names::display_name(repeated.display_name.as_deref()).unwrap_or(None));
    let newcomer = Newcomer::of(app, (home.ground.tenant, home.ground.pool), names, &ceremony.user_handle)?;
    let admitted = match known {
        Some(user) => Admitted::Again(user),
        None => Admitted::New(Box::new(newcomer)),
    };
    let default_name = app.providers().default_name(verified.registered.aaguid.0);
    let passkey = home.ground.row(app, admitted.user().id, verified, default_name)?;
    let enrolled = match enrol(app, visit, (home, admitted, passkey), token, &ceremony).await? {
        Ok(enrolled) => enrolled,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    app.refresh().await?;
    sign_in(app, visit, &enrolled).await
}

fn read(body: &[u8]) -> Result<(Repeated, Brought), Reason> {
    let repeated = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    Ok((repeated, enrolment::read(body)?))
}

fn proved(
    app: &App,
    visit: &SetupVisit,
    (ground, token): (&Ground, &str),
    (repeated, brought, known): (&Repeated, &Brought, Option<&User>),
) -> Result<Ceremony, Reason> {
    let binding = Binding::at_finish(&visit.client, repeated.binding_secret.as_deref())?;
    let subject =
        subject(token, repeated.organisation.as_deref(), &repeated.identifier, repeated.display_name.as_deref());
    let user = known.map(|user| user.id);
    let enrolling = Enrolling { purpose: Purpose::Setup, user, binding: &binding, subject: Some(subject) };
    ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling)
}

/// Who gets the passkey.
enum Admitted {
    /// An administrator who lost theirs.
    Again(User),
    New(Box<Newcomer>),
}

impl Admitted {
    fn user(&self) -> &User {
        match self {
            Self::Again(user) => user,
            Self::New(newcomer) => &newcomer.user,
        }
    }

    /// A member's name is not the newcomer's to take: it is refused like any taken one.
    fn insert(&self, tx: &mut Tx<'_>, id: AdministratorId) -> Result<(), Aborted> {
        let Self::New(newcomer) = self else { return Ok(()) };
        newcomer.insert(tx)?;
        let row = Administrator {
            tenant_id: newcomer.user.tenant_id,
            id,
            pool_id: newcomer.user.pool_id,
            user_id: newcomer.user.id,
            scope: Scope::Installation.to_string(),
            created_at: newcomer.user.created_at,
            role: Role::Owner,
        };
        administrator::insert(tx, &row)?;
        Ok(())
    }
}

/// Who was enrolled.
struct Enrolled {
    opener: Opener,
    user_agent_id: Option<i64>,
}

async fn enrol(
    app: &App,
    visit: &SetupVisit,
    (home, admitted, mut passkey): (Home, Admitted, NewPasskey),
    token: &str,
    ceremony: &Ceremony,
) -> Result<Result<Enrolled, Reason>, Error> {
    let about = About::member(admitted.user().id).passkey(passkey.row.id, passkey.row.name.clone());
    let mut event = audit::done(app, &Scene::from(visit), Kind::Setup, about).await?;
    let (ms, random) = app.id_parts()?;
    let administrator_id = AdministratorId::from_parts(ms, random);
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    let default_name = passkey.row.name.clone();
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
            admitted.insert(tx, administrator_id)?;
            let mut epoch = admitted.user().epoch;
            if let Admitted::Again(user) = &admitted {
                epoch = reinstate(tx, user)?;
                passkey.row.name = free_name(&default_name, &store::passkey::of_user(tx, user.pool_id, user.id)?);
                event.passkey_label = Some(passkey.row.name.clone());
            }
            passkey.insert(tx)?;
            audit_event::insert(tx, &event)?;
            installation::bump(tx)?;
            let opener = Opener::with_new(&passkey.row, epoch);
            Ok(Enrolled { opener, user_agent_id: event.user_agent_id })
        })
        .await;
    Aborted::settle(written)
}

/// Whoever holds the machine lets an administrator back in as what every set-up makes: an active owner of the whole. Answers the epoch that
/// holds from now on.
fn reinstate(tx: &mut Tx<'_>, user: &User) -> Result<i64, store::Error> {
    if let Some(row) = administrator::of_user(tx, user.pool_id, user.id)? {
        let owner = Administrator { role: Role::Owner, scope: Scope::Installation.to_string(), ..row };
        administrator::update(tx, &owner)?;
    }
    let suspended = user::find(tx, user.pool_id, user.id)?.filter(|user| user.status == UserStatus::Disabled);
    if suspended.is_some() {
        user::set_status(tx, user.pool_id, user.id, UserStatus::Active)?;
    }
    Ok(user::find(tx, user.pool_id, user.id)?.map_or(user.epoch, |user| user.epoch))
}

async fn sign_in(app: &App, visit: &SetupVisit, enrolled: &Enrolled) -> Result<SetUp, Error> {
    let Some(door) = app.snapshot().home().map(Arc::clone) else { return Err(Error::NoKeys) };
    let visit = Visit {
        door: Arc::clone(&door),
        client: visit.client.clone(),
        address: visit.address,
        user_agent: visit.user_agent.clone(),
        language: crate::Language::English,
        device: None,
        offer: None,
        correlation: None,
    };
    let assurance =
        Assurance { amr: vec!["pop", "swk", "user", "mfa"], acr: "phr", strength: enrolled.opener.strength };
    let session::Opening { mut row, signed_in } = session::prepare(app, &visit, &enrolled.opener, assurance)?;
    row.user_agent_id = enrolled.user_agent_id;
    let at = Arc::clone(&door);
    let open = move |tx: &mut Tx<'_>| Ok::<_, Error>(session::open(tx, &at, &row)?);
    let expires_at = app.store().write("open session", open).await?;
    Ok(SetUp { signed_in: SignedIn { expires_at, ..signed_in }, door })
}
