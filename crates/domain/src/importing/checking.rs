//! Whether a member as a file tells of them can be one here, whatever the pool says: names and addresses that are some, a hash that is read and not too
//! costly, a secret of the usual length, keys that are keys. The first thing that is wrong refuses the whole member.

use super::member::{Address, Member, Passkey, given};
use crate::base32;
use crate::enrolment::Imported;
use crate::error::Reason;
use crate::identifier::{self, fold};
use crate::password::{Elsewhere, Recipe, Unfit};
use jiff::Timestamp;
use store::identifier::IdentifierKind;
use uuid::Uuid;
use zeroize::Zeroizing;

const LONGEST_ID: usize = 256;
const MOST_NAMES: usize = 20;
const MOST_PASSKEYS: usize = 100;
const MOST_ROLES: usize = 100;
/// WebAuthn, 4 and 7.1.
const LONGEST_HANDLE: usize = 64;
const ID_BYTES: std::ops::RangeInclusive<usize> = 16..=1023;
/// Longer ones are made by nobody, and shorter ones, of ten bytes, by some.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 10..=64;
const MOST_TRANSPORTS: usize = 16;

/// By which a member signs in.
pub(super) struct Name {
    pub kind: IdentifierKind,
    pub value: String,
    pub folded: String,
    pub verified: bool,
}

pub(super) struct CheckedPasskey {
    pub rp_id: Option<String>,
    pub record: Imported,
    pub name: Option<String>,
    pub created_at: Option<i64>,
    pub any_handle: bool,
}

/// A hash, and how it was made where ours are not.
pub(super) struct Hash {
    pub text: String,
    pub recipe: Option<Recipe>,
}

/// A member about whom nothing is wrong.
pub(super) struct Checked {
    pub id: String,
    pub names: Vec<Name>,
    pub display_name: String,
    pub disabled: bool,
    pub handle: Option<Vec<u8>>,
    pub password: Option<Hash>,
    pub secret: Option<Zeroizing<Vec<u8>>>,
    pub passkeys: Vec<CheckedPasskey>,
    pub roles: Vec<String>,
    pub created_at: Option<i64>,
}

impl Checked {
    pub(super) fn of(member: &Member) -> Result<Self, String> {
        let id = given(Some(&member.id)).filter(|id| id.len() <= LONGEST_ID && !id.contains('\0'));
        let id = id.ok_or("it has no id, or none that can be kept")?.to_owned();
        let names = names(member)?;
        let display_name = identifier::display_name(member.display_name.as_deref());
        let display_name = display_name.map_err(|_| "its display name is no name that can be shown")?;
        let first = names.first().map(|name| name.value.clone()).unwrap_or_default();
        let handle = member.user_handle.as_ref().map(|handle| handle.0.clone());
        if handle.as_ref().is_some_and(|handle| handle.is_empty() || handle.len() > LONGEST_HANDLE) {
            return Err(format!("its user handle has not 1 to {LONGEST_HANDLE} bytes"));
        }
        if member.passkeys.len() > MOST_PASSKEYS || member.roles.len() > MOST_ROLES {
            return Err("it has too many passkeys or roles".to_owned());
        }
        let passkeys = member.passkeys.iter().map(|key| passkey(key, handle.is_none())).collect::<Result<_, _>>()?;
        Ok(Self {
            id,
            display_name: display_name.map_or(first, str::to_owned),
            names,
            disabled: member.disabled,
            handle,
            password: member.password_hash.as_ref().map(|hash| password(&hash.0)).transpose()?,
            secret: member.totp_secret.as_ref().map(|secret| secret_of(&secret.0)).transpose()?,
            passkeys,
            roles: member.roles.clone(),
            created_at: member.created_at.as_deref().map(|at| moment(at, "its created_at")).transpose()?,
        })
    }
}

fn names(member: &Member) -> Result<Vec<Name>, String> {
    let mut all: Vec<Name> = Vec::new();
    let mut add = |kind, read: Result<String, Reason>, (typed, verified): (&str, bool)| {
        let what = match kind {
            IdentifierKind::Username => "user name",
            IdentifierKind::Email => "mail address",
            IdentifierKind::Phone => "phone number",
        };
        let value = read.map_err(|_| format!("{:?} is no {what} here", shortened(typed)))?;
        let folded = fold(&value);
        match all.iter_mut().find(|known| known.folded == folded) {
            Some(known) => known.verified |= verified,
            None => all.push(Name { kind, value, folded, verified }),
        }
        Ok::<_, String>(())
    };
    for name in &member.usernames {
        add(IdentifierKind::Username, identifier::username(name).map(str::to_owned), (name, false))?;
    }
    for Address { address, verified } in &member.emails {
        add(IdentifierKind::Email, identifier::email(address), (address, *verified))?;
    }
    for Address { address, verified } in &member.phones {
        add(IdentifierKind::Phone, identifier::phone(address), (address, *verified))?;
    }
    match all.len() {
        0 => Err("it has neither user name nor address".to_owned()),
        1..=MOST_NAMES => Ok(all),
        _ => Err("it has too many names and addresses".to_owned()),
    }
}

/// A file may hold anything: of what is repeated, a line is enough.
fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

fn password(text: &str) -> Result<Hash, String> {
    match Elsewhere::read(text) {
        Ok(found) => Ok(Hash { text: text.to_owned(), recipe: found.map(|found| found.recipe()) }),
        Err(Unfit::Unknown) => Err("its password hash is of no kind that is read here".to_owned()),
        Err(Unfit::TooCostly) => Err("its password hash asks for more work than is done here for one".to_owned()),
    }
}

fn secret_of(text: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let secret = base32::bytes(text).map(Zeroizing::new).filter(|secret| SECRET_BYTES.contains(&secret.len()));
    secret.ok_or_else(|| "its TOTP secret is none in base32, or of no usual length".to_owned())
}

fn moment(text: &str, what: &str) -> Result<i64, String> {
    let at = text.parse::<Timestamp>().map_err(|_| format!("{what} is no time as RFC 3339 has it"))?;
    Ok(at.as_millisecond().max(0))
}

fn passkey(key: &Passkey, no_handle: bool) -> Result<CheckedPasskey, String> {
    let algorithm = webauthn::key_algorithm(&key.public_key.0);
    let algorithm = algorithm.ok_or("the key of one of its passkeys is none, or of an algorithm that is not known")?;
    let aaguid = key.aaguid.as_deref().map_or(Ok(Uuid::nil()), Uuid::try_parse);
    let aaguid = aaguid.map_err(|_| "the AAGUID of one of its passkeys is none")?;
    let is_sound = ID_BYTES.contains(&key.id.0.len())
        && key.transports.len() <= MOST_TRANSPORTS
        && (key.backup_eligible || !key.backup_state);
    if !is_sound {
        return Err("one of its passkeys contradicts the standard".to_owned());
    }
    let is_word = |text: &String| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=32).contains(&text.len()) && text.bytes().all(is_letter)
    };
    let attachment = key.attachment.clone().filter(|word| ["platform", "cross-platform"].contains(&word.as_str()));
    // One that cannot be shown is no reason to leave somebody behind: it gets the usual one.
    let name = identifier::passkey_name(key.name.as_deref()).unwrap_or_default();
    Ok(CheckedPasskey {
        rp_id: key.rp_id.clone(),
        record: Imported {
            credential_id: key.id.0.clone(),
            public_key: key.public_key.0.clone(),
            algorithm,
            sign_count: key.sign_count,
            backup_eligible: key.backup_eligible,
            backup_state: key.backup_state,
            aaguid: aaguid.into_bytes(),
            transports: key.transports.iter().filter(|text| is_word(text)).cloned().collect(),
            attachment,
        },
        name: name.map(str::to_owned),
        created_at: key.created_at.as_deref().map(|at| moment(at, "the created_at of a passkey")).transpose()?,
        any_handle: key.any_handle || no_handle,
    })
}
