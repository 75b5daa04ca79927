//! The account of somebody who has proved their address by a code: of whoever a program has registered, or of one that nobody has come into yet. It
//! is made as sign-up makes it, with the first factor that sign-up asks for; one that is lived in is never opened by this.

use super::denied::{Denied, Word};
use super::passkeys::{self, Pool};
use super::record::{Credential, require_taken};
use super::registering::{self, Refusal};
use super::self_service::IMPORTED;
use super::users::{self, UserWithData};
use super::whom::{Claim, Whom};
use crate::app::App;
use crate::audit::Kind;
use crate::enrolment::{Ground, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::invitations::registration::{self, Carried, id_of};
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{Asked, Attempt, Purpose};
use crate::passkeys::{Room, free_name, require_room};
use crate::password::Typed;
use crate::random;
use crate::sign_up::{Aborted, Joining, Newcomer, first_factors};
use crate::snapshot::FrontDoor;
use crate::totp;
use serde::Deserialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::invitation::{self, Invitation};
use store::password::{self, Password};
use store::user::{self, UserStatus};
use store::{Tx, linked_account, passkey};

/// Who has yet to come in.
#[derive(Debug)]
pub(super) enum Whose {
    Registered(Box<Invitation>, Carried),
    /// With an address that nobody has proved, and nothing to sign in with.
    Account {
        kind: IdentifierKind,
        address: String,
        display_name: String,
    },
}

impl Whose {
    pub(super) fn address(&self) -> &str {
        match self {
            Self::Registered(row, _) => &row.address,
            Self::Account { address, .. } => address,
        }
    }
}

/// Who that is; `address` where they have several.
pub(super) async fn whose(app: &App, pool: &Pool, user: UserId, address: Option<&str>) -> Result<Option<Whose>, Error> {
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let address = address.filter(|text| !text.is_empty()).map(fold);
    let wanted = address.clone();
    let read = app.store().read("who has yet to come in", move |tx| {
        let row = invitation::find(tx, door.pool.id, id_of(user))?;
        let waits = |row: &Invitation| {
            row.carried.is_some() && row.accepted_at.is_none() && row.revoked_at.is_none() && row.expires_at > now
        };
        if let Some(row) = row.filter(waits) {
            return Ok((Some(row), None));
        }
        Ok::<_, Error>((None, of_account(tx, &door, user, wanted.as_deref())?))
    });
    match read.await? {
        (Some(row), _) if address.as_ref().is_none_or(|address| *address == row.address) => {
            let carried = registration::carried(app, &row)?;
            Ok(Some(Whose::Registered(Box::new(row), carried)))
        }
        (_, account) => Ok(account),
    }
}

fn of_account(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    user: UserId,
    wanted: Option<&str>,
) -> Result<Option<Whose>, store::Error> {
    let pool = door.pool.id;
    let Some(found) = users::find(tx, door, user)?.filter(|found| found.status == UserStatus::Active) else {
        return Ok(None);
    };
    let is_lived_in = is_lived_in(tx, (pool, user))?;
    let rows = identifier::of_user(tx, pool, user)?;
    let mut addresses = rows.into_iter().filter(|row| row.kind != IdentifierKind::Username);
    let meant = match wanted {
        Some(wanted) => addresses.find(|row| row.folded == wanted),
        None => addresses.next().filter(|_| addresses.next().is_none()),
    };
    let account = |row: Identifier| Whose::Account {
        kind: row.kind,
        address: row.folded,
        display_name: found.display_name.clone(),
    };
    Ok(meant.filter(|_| !is_lived_in).map(account))
}

/// Whether somebody has come into the account: by an address that they have proved, or with anything that signs in.
fn is_lived_in(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<bool, store::Error> {
    Ok(identifier::of_user(tx, pool, user)?.iter().any(|row| row.verified_at.is_some())
        || !passkey::of_user(tx, pool, user)?.is_empty()
        || password::exists(tx, pool, user)?
        || totp::is_confirmed(tx, pool, user)?
        || !linked_account::of_user(tx, pool, user)?.is_empty())
}

/// For whom a code is handed over by which they come in.
pub(super) async fn asked(app: &App, pool: &Pool, whom: &Whom) -> Result<Asked, Denied> {
    let user = if let Some(id) = whom.id() {
        id.parse().map_err(|_| Word::UserNotFound)?
    } else {
        Whom { address: None, ..whom.clone() }.meant(app, pool).await?.0.user
    };
    let found = whose(app, pool, user, whom.address()).await?.ok_or(Word::UserNotFound)?;
    Ok(Asked { purpose: Purpose::Activation, user, folded: found.address().to_owned(), code: None })
}

/// Looks at the code of somebody who has yet to come in.
pub(super) async fn check(app: &App, pool: &Pool, claim: &Claim) -> Result<Result<Attempt, Reason>, Error> {
    Ok(checked(app, pool, claim, None).await?.map(|(attempt, _)| attempt))
}

async fn checked(
    app: &App,
    pool: &Pool,
    claim: &Claim,
    address: Option<&str>,
) -> Result<Result<(Attempt, Whose), Reason>, Error> {
    let Some(found) = whose(app, pool, claim.user, address).await? else { return Ok(Err(Reason::CodeDead)) };
    let what = (Purpose::Activation, found.address());
    let checked = claim.check_address(app, pool, what).await?;
    Ok(checked.map(|attempt| (attempt, found)))
}

/// What comes with the code.
#[derive(Deserialize)]
pub struct Activate {
    pub code: String,
    #[serde(default)]
    pub password: Option<Typed>,
    #[serde(default)]
    pub otp_address: Option<String>,
    #[serde(default)]
    pub totp_secret: Option<String>,
    #[serde(default)]
    pub webauthn: Option<Vec<Credential>>,
}

impl std::fmt::Debug for Activate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Activate").finish_non_exhaustive()
    }
}

/// Makes the account. `user` is whose it is where the code does not say so itself.
pub async fn activate(app: &App, pool: &Pool, user: Option<&str>, ask: &Activate) -> Result<UserWithData, Denied> {
    let claim = Claim::of_newcomer(app, pool, (user, &ask.code)).await?;
    let (attempt, found) = match checked(app, pool, &claim, ask.otp_address.as_deref()).await? {
        Ok(checked) => checked,
        Err(reason) => return Err(claim.refuse(app, pool, (Phase::SignUp, reason)).await?),
    };
    let joining = joining(app, &found)?;
    let factors = match factors(app, pool, (&joining, &found), ask).await? {
        Ok(factors) => factors,
        Err(refusal) => return Err(refusal.told(app, pool).await),
    };
    let handle: [u8; 32] = random::bytes(app.random()).map_err(Error::from)?;
    let newcomer = match Newcomer::of_address(app, &pool.visit, &joining, &handle).await? {
        Ok(newcomer) => newcomer,
        Err(reason) => return Err(Refusal::from(reason).told(app, pool).await),
    };
    let user = newcomer.user.id;
    match write(app, pool, (attempt, newcomer), (found, factors)).await? {
        Ok(()) => passkeys::show(app, pool, user).await,
        Err(Reason::CodeDead) => Err(claim.refuse(app, pool, (Phase::SignUp, Reason::CodeDead)).await?),
        Err(reason) => Err(Refusal::from(reason).told(app, pool).await),
    }
}

fn joining(app: &App, found: &Whose) -> Result<Joining, Error> {
    let (who, display_name, invitation) = match found {
        Whose::Registered(row, carried) => {
            ((row.kind, row.address.clone()), carried.display_name.clone(), Some(row.id))
        }
        Whose::Account { kind, address, display_name } => ((*kind, address.clone()), Some(display_name.clone()), None),
    };
    Ok(Joining { display_name, is_proved: true, invitation, ..Joining::new(app, who)? })
}

/// With what the account is made.
struct Factors {
    password_hash: Option<String>,
    passkeys: Vec<Credential>,
}

/// What was given now stands before what was given at registration. The first factor is the one that sign-up asks for.
async fn factors(
    app: &App,
    pool: &Pool,
    (joining, found): (&Joining, &Whose),
    ask: &Activate,
) -> Result<Result<Factors, Refusal>, Error> {
    let door = pool.door();
    let none = Carried::default();
    let carried = match found {
        // The door may have been closed meanwhile.
        Whose::Registered(_, carried) if !registration::is_taken(app, &pool.visit, (joining.kind(), carried)) => {
            return Ok(Err(Reason::RegistrationClosed.into()));
        }
        Whose::Registered(_, carried) => carried,
        Whose::Account { .. } => &none,
    };
    let given = registering::require_no_app(ask.totp_secret.as_ref())
        .and_then(|()| registering::passkeys(pool, ask.webauthn.as_ref()));
    let mut passkeys = match given {
        Ok(given) => given,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if passkeys.is_empty() && !carried.passkeys.is_empty() {
        // What was good on the day of registration need not be any more.
        if let Err(word) = require_taken(door) {
            return Ok(Err(word.into()));
        }
        passkeys.clone_from(&carried.passkeys);
    }
    let names = [Some(joining.address.clone()), joining.display_name.clone()].into_iter().flatten().collect();
    let password_hash = match registering::hash(app, pool, (names, ask.password.as_ref())).await? {
        Ok(hash) => hash.or_else(|| carried.password_hash.clone().filter(|_| door.policy.offers(Method::Password))),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let is_made = match first_factors(door, joining.kind()).first() {
        Some(Method::Passkey) => !passkeys.is_empty(),
        Some(Method::Password) => password_hash.is_some(),
        Some(_) => true,
        None => return Ok(Err(Reason::MethodNotUsedHere.into())),
    };
    Ok(if is_made { Ok(Factors { password_hash, passkeys }) } else { Err(Word::FirstFactorRequired.into()) })
}

/// A passkey of a record, with the event that says so.
fn rows(
    app: &App,
    pool: &Pool,
    user: UserId,
    (passkeys, event): (&[Credential], &AuditEvent),
) -> Result<Vec<(NewPasskey, AuditEvent)>, Error> {
    let ground = Ground::from(pool.door().as_ref());
    let mut rows = Vec::new();
    for credential in passkeys {
        // They were looked at when they came.
        let Ok(record) = credential.import() else { continue };
        let name = app.providers().default_name(record.aaguid);
        let made = ground.imported(app, user, record, name)?;
        let (ms, random) = app.id_parts()?;
        let salt = Some(app.id_parts()?.1);
        let mut event = AuditEvent { id: EventId::from_parts(ms, random), salt, ..event.clone() };
        (event.passkey_id, event.detail) = (Some(made.row.id), Some(IMPORTED.into()));
        rows.push((made, event));
    }
    Ok(rows)
}

async fn write(
    app: &App,
    pool: &Pool,
    (attempt, newcomer): (Attempt, Newcomer),
    (found, factors): (Whose, Factors),
) -> Result<Result<(), Reason>, Error> {
    let (door, user, now) = (Arc::clone(pool.door()), newcomer.user.id, app.now());
    let username = match &found {
        Whose::Registered(_, carried) => carried.username.as_ref().map(|name| named(&newcomer.identifier, name)),
        Whose::Account { .. } => None,
    };
    let row =
        factors.password_hash.map(|hash| Password { pool_id: door.pool.id, user_id: user, hash, changed_at: now });
    let joined = pool.event(app, Kind::SignUp, user).await?;
    let added = pool.event(app, Kind::PasskeyAdded, user).await?;
    let mut passkeys = rows(app, pool, user, (&factors.passkeys, &added))?;
    let written = app.store().write("activate", move |tx| {
        attempt.spend(tx)?;
        // The word of a program stands for a mailbox, and moves nobody out of an account.
        let is_new = user::find(tx, door.pool.id, user)?.is_none();
        if attempt.is_handed_over() && !is_new && is_lived_in(tx, (door.pool.id, user))? {
            return Err(Aborted::Refused(Reason::IdentifierTaken));
        }
        newcomer.insert(tx)?;
        if let Some(username) = &username
            && !identifier::insert(tx, username)?
        {
            return Err(Aborted::Refused(Reason::IdentifierTaken));
        }
        if let Some(row) = &row {
            password::insert(tx, row)?;
        }
        for (made, event) in &mut passkeys {
            let has = passkey::of_user(tx, door.pool.id, user)?;
            require_room(tx, &door, (user, &has), Some(Room::OnPage))?;
            made.row.name = free_name(&made.row.name, &has);
            event.passkey_label = Some(made.row.name.clone());
            made.insert(tx)?;
            audit_event::insert(tx, event)?;
        }
        Ok(audit_event::insert(tx, &joined)?)
    });
    let settled = Aborted::settle(written.await);
    messages::ring(app);
    settled
}

/// The name that they chose besides their address.
fn named(address: &Identifier, name: &str) -> Identifier {
    Identifier {
        folded: fold(name),
        kind: IdentifierKind::Username,
        value: name.to_owned(),
        verified_at: None,
        ..address.clone()
    }
}
