//! better-auth's tables `user`, `account` and `passkey` as lists of one document, by the names of its schema or in snake case. It draws a handle for each
//! passkey and keeps none. Secrets of its second factor are encrypted, and stay behind.

use super::document::{Entry, Unreadable, trouble};
use super::member::{Bytes, Member, Passkey, Secret, given};
use super::reading::Told;
use super::tables::{self, Having, bytes, flag, hex, moment, words};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

const OF_USER: &[&str] = &["userId", "user_id"];
const HAVING: [Having; 3] = [
    Having { tables: &["account", "accounts"], of: OF_USER, name: "accounts" },
    Having { tables: &["passkey", "passkeys"], of: OF_USER, name: "passkeys" },
    Having { tables: &["twoFactor", "twoFactors", "two_factor"], of: OF_USER, name: "second" },
];

pub(super) fn entries(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    tables::joined(text, &["user", "users"], &HAVING)
}

#[derive(Deserialize)]
struct Joined {
    user: User,
    accounts: Vec<Account>,
    passkeys: Vec<Row>,
    second: Vec<Value>,
}

#[derive(Deserialize)]
struct User {
    id: Value,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default, alias = "email_verified", rename = "emailVerified")]
    email_verified: Value,
    #[serde(default)]
    username: Option<String>,
    #[serde(default, alias = "phone_number", rename = "phoneNumber")]
    phone_number: Option<String>,
    #[serde(default, alias = "phone_number_verified", rename = "phoneNumberVerified")]
    phone_number_verified: Value,
    #[serde(default)]
    banned: Value,
    #[serde(default, alias = "created_at", rename = "createdAt")]
    created_at: Value,
}

#[derive(Deserialize)]
struct Account {
    #[serde(alias = "provider_id", rename = "providerId")]
    provider: String,
    #[serde(default)]
    password: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    name: Option<String>,
    #[serde(alias = "credential_id", alias = "credentialId", rename = "credentialID")]
    id: String,
    #[serde(alias = "public_key", rename = "publicKey")]
    public_key: String,
    #[serde(default)]
    counter: u32,
    #[serde(default, alias = "device_type", rename = "deviceType")]
    device_type: Option<String>,
    #[serde(default, alias = "backed_up", rename = "backedUp")]
    backed_up: Value,
    #[serde(default)]
    transports: Value,
    #[serde(default)]
    aaguid: Option<String>,
    #[serde(default, alias = "created_at", rename = "createdAt")]
    created_at: Value,
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let Joined { user, accounts, passkeys, second } = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let id = user.id.as_str().map_or_else(|| user.id.to_string(), str::to_owned);
    let (mut member, mut left) = (Member { id, ..Member::default() }, Vec::new());
    member.mail(user.email.as_deref(), flag(&user.email_verified));
    member.phone(user.phone_number.as_deref(), flag(&user.phone_number_verified));
    if let Some(name) = given(user.username.as_deref()) {
        member.known_as(name, false);
    }
    member.display_name = user.name;
    member.disabled = flag(&user.banned);
    member.created_at = moment(&user.created_at);
    for account in accounts {
        match (account.provider.as_str(), account.password) {
            ("credential", Some(text)) => member.password_hash = Some(Secret(hash(text)?)),
            ("credential", None) => {}
            (other, _) => left.push(format!("accounts at {other}")),
        }
    }
    if !second.is_empty() {
        left.push("second factors, which are encrypted".to_owned());
    }
    for key in passkeys {
        let (id, public_key) = bytes(&key.id).zip(bytes(&key.public_key)).ok_or("a passkey that is no bytes")?;
        let is_backed_up = flag(&key.backed_up);
        member.passkeys.push(Passkey {
            id: Bytes(id),
            public_key: Bytes(public_key),
            sign_count: key.counter,
            backup_eligible: is_backed_up || key.device_type.as_deref() == Some("multiDevice"),
            backup_state: is_backed_up,
            transports: words(&key.transports),
            aaguid: key.aaguid.filter(|aaguid| !aaguid.is_empty()),
            name: key.name,
            created_at: moment(&key.created_at),
            any_handle: true,
            ..Passkey::default()
        });
    }
    Ok(Told::Member { member: Box::new(member), left })
}

/// Its own is scrypt, whose salt are the letters of the salt and not its bytes. A site may have put another one in its place.
fn hash(text: String) -> Result<String, String> {
    if text.starts_with('$') {
        return Ok(text);
    }
    let read = text.split_once(':').and_then(|(salt, key)| Some((salt, hex(key)?)));
    let (salt, key) = read.ok_or("a password hash that is not as better-auth makes them")?;
    let (salt, key) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(key));
    Ok(format!("$scrypt$ln=14,r=16,p=1${salt}${key}"))
}
