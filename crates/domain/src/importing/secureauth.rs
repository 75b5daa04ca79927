//! `SecureAuth` Connect's users: as its API takes and shows them, one a line or as a list, or the tables of a tenant's dump. What it shows of passwords
//! is blurred, so that a hash comes only where somebody has put it there.

use super::document::{self, Entry, Unreadable, trouble};
use super::member::{Bytes, Member, Passkey, Secret, full_name, given};
use super::reading::Told;
use super::tables::{self, Having};
use crate::identity::record::{self, Credential as Record};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

const OF_USER: &[&str] = &["user_id"];
const HAVING: [Having; 3] = [
    Having { tables: &["user_identifiers"], of: OF_USER, name: "identifiers" },
    Having { tables: &["user_verifiable_addresses"], of: OF_USER, name: "verifiable_addresses" },
    Having { tables: &["user_credentials"], of: OF_USER, name: "credentials" },
];

pub(super) fn entries(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    let is_dump = document::lists(text, &[]).is_ok_and(|lists| lists.contains_key("user_identifiers"));
    if is_dump { tables::joined(text, &["users"], &HAVING) } else { document::of_json(text, &["users"]) }
}

#[derive(Deserialize)]
struct Person {
    /// Of a dump: the row of the user itself.
    #[serde(default)]
    user: Option<Own>,
    #[serde(flatten)]
    own: Own,
    #[serde(default, deserialize_with = "nullable")]
    identifiers: Vec<Name>,
    #[serde(default, deserialize_with = "nullable")]
    verifiable_addresses: Vec<Reach>,
    #[serde(default, deserialize_with = "nullable")]
    credentials: Vec<Credential>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Own {
    id: Option<String>,
    status: Option<String>,
    payload: Option<Map<String, Value>>,
    created_at: Option<String>,
    user_handle: Option<Bytes>,
}

#[derive(Deserialize)]
struct Name {
    identifier: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Reach {
    address: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    verified: bool,
}

#[derive(Deserialize)]
struct Credential {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    payload: Option<Payload>,
    #[serde(flatten)]
    own: Payload,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    #[serde(alias = "hashed_password", alias = "password_hash", alias = "hash")]
    password: Option<String>,
    #[serde(alias = "secret")]
    totp_secret: Option<String>,
    #[serde(deserialize_with = "nullable")]
    webauthn_credentials: Vec<Record>,
}

fn nullable<'de, D: serde::Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let read: Person = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let own = read.user.unwrap_or(read.own);
    match own.status.as_deref() {
        Some("deleted") => return Ok(Told::Passed("a deleted user".to_owned())),
        Some("active" | "inactive" | "new") => {}
        other => return Err(format!("the status {:?} is not known", other.unwrap_or_default())),
    }
    let (mut member, mut left) = (Member::default(), Vec::new());
    for address in &read.verifiable_addresses {
        match address.kind.as_str() {
            "email" => member.mail(Some(&address.address), address.verified),
            "mobile" => member.phone(Some(&address.address), address.verified),
            other => left.push(format!("addresses of type {other}")),
        }
    }
    for name in &read.identifiers {
        match name.kind.as_str() {
            "uid" => member.usernames.push(name.identifier.clone()),
            "email" => member.mail(Some(&name.identifier), false),
            "mobile" => member.phone(Some(&name.identifier), false),
            other => left.push(format!("identifiers of type {other}")),
        }
    }
    for credential in &read.credentials {
        take(&mut member, credential, &mut left)?;
    }
    let first = member.usernames.first().or(member.emails.first().map(|email| &email.address)).cloned();
    member.id = own.id.filter(|id| !id.is_empty()).or(first).unwrap_or_default();
    let payload = own.payload.unwrap_or_default();
    let word = |name: &str| given(payload.get(name).and_then(Value::as_str));
    member.display_name =
        word("name").map(str::to_owned).or_else(|| full_name(word("given_name"), word("family_name")));
    member.disabled = own.status.as_deref() != Some("active");
    member.created_at = own.created_at;
    member.user_handle = own.user_handle.filter(|handle| !handle.0.is_empty());
    Ok(Told::Member { member: Box::new(member), left })
}

fn take(member: &mut Member, credential: &Credential, left: &mut Vec<String>) -> Result<(), String> {
    let all = [Some(&credential.own), credential.payload.as_ref()];
    let mut all = all.into_iter().flatten();
    match credential.kind.as_str() {
        "password" => match all.find_map(|payload| payload.password.as_ref()) {
            Some(text) if text.starts_with('$') => member.password_hash = Some(Secret(text.clone())),
            Some(text) if !text.chars().all(|letter| letter == '#' || letter == '*') => {
                left.push("passwords that are not hashed".to_owned());
            }
            _ => left.push("passwords whose hash is blurred".to_owned()),
        },
        "totp" => match all.find_map(|payload| payload.totp_secret.as_ref()) {
            Some(secret) if !secret.contains(['#', '*']) => member.totp_secret = Some(Secret(secret.clone())),
            _ => left.push("TOTP secrets that are blurred".to_owned()),
        },
        "webauthn" => {
            for record in all.flat_map(|payload| &payload.webauthn_credentials) {
                member.passkeys.push(passkey(record)?);
            }
        }
        other => left.push(format!("credentials of type {other}")),
    }
    Ok(())
}

fn passkey(record: &record::Credential) -> Result<Passkey, String> {
    let aaguid = record.authenticator.aaguid.0.as_slice();
    let aaguid = if aaguid.is_empty() {
        None
    } else {
        Some(Uuid::from_slice(aaguid).map_err(|_| "the AAGUID of one of its passkeys is none")?.to_string())
    };
    Ok(Passkey {
        id: Bytes(record.id.0.clone()),
        public_key: Bytes(record.public_key.0.clone()),
        sign_count: record.authenticator.sign_count,
        backup_eligible: record.flags.backup_eligible,
        backup_state: record.flags.backup_state,
        transports: record.transport.clone(),
        attachment: Some(record.authenticator.attachment.clone()).filter(|word| !word.is_empty()),
        aaguid,
        ..Passkey::default()
    })
}
