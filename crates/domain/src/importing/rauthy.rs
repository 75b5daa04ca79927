//! Rauthy's tables `users` and `passkeys` as lists of one document. A passkey is kept there as the record of webauthn-rs: its key is written anew as COSE
//! has it. The handle of a user's passkeys is a UUID of its own.

use super::document::{Entry, Unreadable, trouble};
use super::member::{Bytes, Member, Passkey, Secret, full_name, given};
use super::reading::Told;
use super::tables::{self, Having, flag, moment, words};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

const HAVING: [Having; 1] = [Having { tables: &["passkeys"], of: &["user_id"], name: "passkeys" }];

pub(super) fn entries(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    tables::joined(text, &["users"], &HAVING)
}

#[derive(Deserialize)]
struct Joined {
    user: User,
    passkeys: Vec<Row>,
}

#[derive(Deserialize)]
struct User {
    id: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Value,
    #[serde(default)]
    given_name: Option<String>,
    #[serde(default)]
    family_name: Option<String>,
    #[serde(default)]
    password: Option<String>,
    /// Where the column is there at all, it says so.
    #[serde(default)]
    enabled: Option<Value>,
    #[serde(default)]
    created_at: Value,
    #[serde(default)]
    roles: Value,
    #[serde(default)]
    webauthn_user_id: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    passkey_user_id: Option<String>,
    passkey: Value,
    #[serde(default)]
    registered: Value,
}

#[derive(Deserialize)]
struct Record {
    cred: Credential,
}

#[derive(Deserialize)]
struct Credential {
    cred_id: Bytes,
    cred: Key,
    #[serde(default)]
    counter: u32,
    #[serde(default)]
    transports: Option<Vec<String>>,
    #[serde(default)]
    backup_eligible: bool,
    #[serde(default)]
    backup_state: bool,
}

#[derive(Deserialize)]
struct Key {
    #[serde(rename = "type_")]
    algorithm: String,
    key: Material,
}

#[derive(Deserialize)]
enum Material {
    #[serde(rename = "EC_EC2")]
    Point { x: Bytes, y: Bytes },
    #[serde(rename = "EC_OKP")]
    Edwards { x: Bytes },
    #[serde(rename = "RSA")]
    Rsa { n: Bytes, e: Bytes },
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let Joined { user, passkeys } = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let mut member = Member { id: user.id, ..Member::default() };
    member.mail(user.email.as_deref(), flag(&user.email_verified));
    member.display_name = full_name(user.given_name.as_deref(), user.family_name.as_deref());
    member.password_hash = given(user.password.as_deref()).map(|text| Secret(text.to_owned()));
    member.disabled = user.enabled.as_ref().is_some_and(|enabled| !flag(enabled));
    member.created_at = moment(&user.created_at);
    member.roles = words(&user.roles);
    let row_handle = passkeys.first().and_then(|row| row.passkey_user_id.clone());
    let handle = user.webauthn_user_id.or(row_handle);
    let handle =
        handle.as_deref().map(Uuid::try_parse).transpose().map_err(|_| "a webauthn_user_id that is no UUID")?;
    member.user_handle = handle.map(|handle| Bytes(handle.as_bytes().to_vec()));
    for row in passkeys {
        member.passkeys.push(passkey(row)?);
    }
    Ok(Told::member(member))
}

fn passkey(row: Row) -> Result<Passkey, String> {
    // A text with JSON in it, or that JSON.
    let read = match &row.passkey {
        Value::String(text) => serde_json::from_str(text),
        other => serde_json::from_value(other.clone()),
    };
    let Record { cred } =
        read.map_err(|error| format!("a passkey that is no record of webauthn-rs: {}", trouble(&error)))?;
    let public_key = cose(&cred.cred).ok_or("a passkey of an algorithm that is not known")?;
    Ok(Passkey {
        id: cred.cred_id,
        public_key: Bytes(public_key),
        sign_count: cred.counter,
        backup_eligible: cred.backup_eligible,
        backup_state: cred.backup_state,
        transports: cred.transports.unwrap_or_default().iter().map(|word| word.to_ascii_lowercase()).collect(),
        name: row.name,
        created_at: moment(&row.registered),
        ..Passkey::default()
    })
}

/// The key as COSE has it (RFC 9053): a map whose small labels take a byte each.
fn cose(key: &Key) -> Option<Vec<u8>> {
    match (key.algorithm.as_str(), &key.key) {
        ("ES256", Material::Point { x, y }) => {
            let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
            Some([&head[..], &text(&x.0)?, &[0x22], &text(&y.0)?].concat())
        }
        ("EDDSA", Material::Edwards { x }) => {
            Some([&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21][..], &text(&x.0)?].concat())
        }
        ("RS256", Material::Rsa { n, e }) => {
            let head = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20];
            Some([&head[..], &text(&n.0)?, &[0x21], &text(&e.0)?].concat())
        }
        _ => None,
    }
}

/// A text of bytes in CBOR, in the shortest form of its length.
fn text(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(bytes.len()).ok()?;
    let [high, low] = length.to_be_bytes();
    let head = match length {
        0..24 => vec![0x40 | low],
        24..256 => vec![0x58, low],
        _ => vec![0x59, high, low],
    };
    Some([head.as_slice(), bytes].concat())
}
