//! People whom a program registers: what they gave waits, sealed, until they prove their address by the code or link that is sent there. There is
//! no account before, and nobody learns here whether the address or the name is somebody's. The pool's sign-up decides who may join.

use super::activating::{Whose, whose};
use super::adding::Carrier;
use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::record::{Credential, require_taken};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Phase, Reason};
use crate::identifier as names;
use crate::invitations::registration::{self, Carried, user_of};
use crate::language::times;
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{Ask, BINDING, Prepared, Purpose, prepare_letter, prepare_send};
use crate::password::{self, Typed};
use crate::settings;
use crate::sign_up;
use crate::subject::{Subject, key_in};
use serde::Deserialize;
use serde_json::Value;
use store::id::UserId;
use store::identifier::IdentifierKind;
use store::invitation::{self, Invitation};
use store::{Tx, audit_event};

/// More passkeys than anybody may have.
const MOST_PASSKEYS: usize = 100;

/// What somebody gave to the program.
#[derive(Deserialize)]
pub struct Register {
    pub identifier: String,
    #[serde(default)]
    pub otp_address: Option<String>,
    #[serde(default)]
    pub password: Option<Typed>,
    #[serde(default)]
    pub payload: Option<Value>,
    #[serde(default)]
    pub totp_secret: Option<String>,
    #[serde(default)]
    pub webauthn_credentials: Option<Vec<Credential>>,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").finish_non_exhaustive()
    }
}

/// By what they will be known.
struct Known {
    kind: IdentifierKind,
    address: String,
    username: Option<String>,
}

fn is_address(text: &str) -> bool {
    text.contains('@') || text.trim_start().starts_with('+')
}

/// One address, and a name besides where it is none.
fn known(app: &App, pool: &Pool, ask: &Register) -> Result<Known, Refusal> {
    let otp_address = ask.otp_address.as_deref().filter(|text| !text.is_empty());
    let (typed, username) = match (is_address(&ask.identifier), otp_address) {
        (true, None) => (ask.identifier.as_str(), None),
        (true, Some(other)) if names::fold(other) == names::fold(&ask.identifier) => (other, None),
        (false, Some(address)) => (address, Some(names::username(&ask.identifier)?.to_owned())),
        _ => return Err(Refusal::Word(Word::AddressRequired)),
    };
    let (kind, address) = sign_up::address(typed)?;
    let settings = &pool.door().pool.settings;
    let takes_name = username.is_none() || settings.takes_strangers_by(settings::IdentifierKind::Username);
    if !takes_name || !sign_up::takes(app, &pool.visit, kind) {
        return Err(Reason::RegistrationClosed.into());
    }
    Ok(Known { kind, address, username })
}

/// A word of this API, or a rule of the product.
pub(super) enum Refusal {
    Word(Word),
    Reason(Reason),
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::Reason(reason)
    }
}

impl From<Word> for Refusal {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl Refusal {
    pub(super) async fn told(self, app: &App, pool: &Pool) -> Denied {
        match self {
            Self::Word(word) => word.into(),
            Self::Reason(reason) => pool.refused(app, Phase::SignUp, (None, reason)).await,
        }
    }
}

/// The name that stands in the payload; there is nothing else in ours.
fn display_name(payload: Option<&Value>) -> Result<Option<String>, Refusal> {
    let Some(payload) = payload.filter(|payload| !payload.is_null()) else { return Ok(None) };
    let members = payload.as_object().ok_or(Word::PayloadRefused)?;
    if members.iter().any(|(name, value)| name != "name" && !value.is_null()) {
        return Err(Word::PayloadRefused.into());
    }
    let name = match members.get("name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.as_str()),
        Some(_) => return Err(Word::PayloadRefused.into()),
    };
    Ok(names::display_name(name)?.map(str::to_owned))
}

/// Factors that come ready-made: each must be one that could be stored.
pub(super) fn passkeys(pool: &Pool, given: Option<&Vec<Credential>>) -> Result<Vec<Credential>, Refusal> {
    let given = given.cloned().unwrap_or_default();
    if given.is_empty() {
        return Ok(given);
    }
    require_taken(pool.door())?;
    if given.len() > MOST_PASSKEYS {
        return Err(Reason::PasskeyLimit.into());
    }
    given.iter().try_for_each(|credential| credential.import().map(drop))?;
    Ok(given)
}

/// An authenticator app proves itself by a code, so it comes later.
pub(super) fn require_no_app(secret: Option<&String>) -> Result<(), Refusal> {
    if secret.is_none_or(String::is_empty) { Ok(()) } else { Err(Word::TotpNotTaken.into()) }
}

/// The hash of a password that is good enough here, if there is one.
pub(super) async fn hash(
    app: &App,
    pool: &Pool,
    (names, typed): (Vec<String>, Option<&Typed>),
) -> Result<Result<Option<String>, Refusal>, Error> {
    let Some(typed) = typed.filter(|typed| !typed.as_str().is_empty()) else { return Ok(Ok(None)) };
    if !pool.door().policy.offers(Method::Password) {
        return Ok(Err(Reason::MethodNotUsedHere.into()));
    }
    let hashed = password::hash_of_newcomer(app, &pool.visit, names, typed).await?;
    Ok(hashed.map(Some).map_err(Refusal::from))
}

/// Registers somebody, and writes to them unless the program does. The id is that of the account, once there is one.
pub async fn register(app: &App, pool: &Pool, ask: &Register, how: Option<Carrier>) -> Result<UserId, Denied> {
    let checked = known(app, pool, ask).and_then(|known| {
        require_no_app(ask.totp_secret.as_ref())?;
        let name = display_name(ask.payload.as_ref())?;
        Ok((known, name, passkeys(pool, ask.webauthn_credentials.as_ref())?))
    });
    let (known, name, passkeys) = match checked {
        Ok(checked) => checked,
        Err(refusal) => return Err(refusal.told(app, pool).await),
    };
    let names = [Some(known.address.clone()), known.username.clone(), name.clone()].into_iter().flatten().collect();
    let password_hash = match hash(app, pool, (names, ask.password.as_ref())).await? {
        Ok(hash) => hash,
        Err(refusal) => return Err(refusal.told(app, pool).await),
    };
    let carried = Carried { username: known.username, display_name: name, password_hash, passkeys, has_account: false };
    let (row, path) = registration::draw(app, pool.door(), (known.kind, &known.address), &carried)?;
    let user = user_of(row.id);
    let sending = match how {
        Some(how) => Some(prepare(app, pool, (user, &row), (how, path)).await?),
        None => None,
    };
    let event = pool.event(app, Kind::UserRegistered, user).await?;
    let write = move |tx: &mut Tx<'_>| {
        invitation::insert(tx, &row)?;
        sending.as_ref().map_or(Ok(()), |sending| sending.write(tx))?;
        Ok::<_, Error>(audit_event::insert(tx, &event)?)
    };
    app.store().write("register", write).await?;
    messages::ring(app);
    Ok(user)
}

/// A message to the address, in which it proves itself. An address that a member has proved is told that instead.
async fn prepare(
    app: &App,
    pool: &Pool,
    (user, row): (UserId, &Invitation),
    (how, path): (Carrier, String),
) -> Result<Prepared, Error> {
    let (door, language) = (pool.door(), pool.visit.language);
    let key = key_in(&app.snapshot().ring, door.pool.id, &row.address);
    let subject = Subject { folded: row.address.clone(), key, user, is_member: false };
    let method = sign_up::method(row.kind);
    let ask = Ask { subject: &subject, purpose: Purpose::Activation, method, binding: BINDING };
    match how {
        Carrier::Code => prepare_send(app, &pool.visit, &ask).await,
        Carrier::Link => {
            let until = times::moment(language, row.expires_at);
            let words = vec![("link", path), ("inviter", door.tenant.name.clone()), ("until", until)];
            prepare_letter(app, &pool.visit, &ask, (messages::Kind::Invitation, words)).await
        }
    }
}

/// Writes again to somebody who is registered, or has an account that nobody has come into yet. It has no other outcome.
pub async fn send(app: &App, pool: &Pool, (user, address): (&str, Option<&str>), how: Carrier) -> Result<(), Denied> {
    let Ok(user) = user.parse::<UserId>() else { return Ok(()) };
    let (row, is_new) = match whose(app, pool, user, address).await? {
        Some(Whose::Registered(row, _)) => (*row, false),
        Some(Whose::Account { kind, address, .. }) => {
            let carried = Carried { has_account: true, ..Carried::default() };
            (registration::draw(app, pool.door(), (kind, &address), &carried)?.0, true)
        }
        None => return Ok(()),
    };
    let (row, path) = registration::renewed(app, pool.door(), row)?;
    let sending = prepare(app, pool, (user, &row), (how, path)).await?;
    let event = pool.event_of_code(app, Kind::OtpRequested, (user, Purpose::Activation)).await?;
    let write = move |tx: &mut Tx<'_>| {
        // The link that is out there is good until another one goes.
        let is_due = sending.is_due(tx)?;
        match (how, is_new) {
            (Carrier::Link, true) if is_due => invitation::insert(tx, &row)?,
            (Carrier::Link, false) if is_due => {
                invitation::renew(tx, row.pool_id, row.id, (&row.hash, row.expires_at))?;
            }
            _ => {}
        }
        sending.write(tx)?;
        Ok::<_, Error>(audit_event::insert(tx, &event)?)
    };
    app.store().write("send activation", write).await?;
    messages::ring(app);
    Ok(())
}
