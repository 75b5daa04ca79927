//! Auth0: the export of users with their hashes that support hands out, the file of a bulk import, and an export of users; one a line or as a list. A
//! user may carry what the Management API lists of their authentication methods: there are the passkeys.

use super::document::trouble;
use super::member::{Bytes, Member, Passkey, Secret, full_name, given};
use super::reading::Told;
use crate::identity::record::read_base64;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    user_id: Option<String>,
    #[serde(rename = "_id")]
    object: Option<Value>,
    email: Option<String>,
    email_verified: bool,
    username: Option<String>,
    phone_number: Option<String>,
    #[serde(alias = "phone_verified")]
    phone_number_verified: bool,
    given_name: Option<String>,
    family_name: Option<String>,
    name: Option<String>,
    nickname: Option<String>,
    blocked: bool,
    created_at: Option<Value>,
    #[serde(alias = "passwordHash")]
    password_hash: Option<String>,
    custom_password_hash: Option<CustomHash>,
    mfa_factors: Vec<Factor>,
    authentication_methods: Vec<AuthenticationMethod>,
}

#[derive(Deserialize)]
struct CustomHash {
    algorithm: String,
    hash: Encoded,
    #[serde(default)]
    salt: Option<Encoded>,
    #[serde(default)]
    keylen: Option<usize>,
    #[serde(default)]
    cost: Option<u32>,
    #[serde(default, rename = "blockSize")]
    block_size: Option<u32>,
    #[serde(default)]
    parallelization: Option<u32>,
}

#[derive(Deserialize)]
struct Encoded {
    value: String,
    #[serde(default)]
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct Factor {
    #[serde(default)]
    totp: Option<Totp>,
}

#[derive(Deserialize)]
struct Totp {
    secret: String,
}

#[derive(Deserialize)]
struct AuthenticationMethod {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    key_id: Option<Bytes>,
    #[serde(default)]
    public_key: Option<Bytes>,
    #[serde(default)]
    user_handle: Option<Bytes>,
    #[serde(default)]
    relying_party_identifier: Option<String>,
    #[serde(default)]
    credential_device_type: Option<String>,
    #[serde(default)]
    credential_backed_up: bool,
    #[serde(default)]
    transports: Vec<String>,
    #[serde(default)]
    aaguid: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let user: Person = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let object = user.object.as_ref().and_then(|id| id.as_str().or_else(|| id.get("$oid")?.as_str()));
    // The file of a bulk import need not say an id. Whoever has none is known again by what they sign in with.
    let known_by =
        [&user.email, &user.username, &user.phone_number].into_iter().find_map(|name| given(name.as_deref()));
    let id =
        given(user.user_id.as_deref()).or(object).or(known_by).ok_or("a user without user_id, email or username")?;
    let (mut member, mut left) = (Member { id: id.to_owned(), ..Member::default() }, Vec::new());
    member.mail(user.email.as_deref(), user.email_verified);
    member.phone(user.phone_number.as_deref(), user.phone_number_verified);
    if let Some(name) = given(user.username.as_deref()) {
        member.known_as(name, false);
    }
    let written = full_name(user.given_name.as_deref(), user.family_name.as_deref());
    // Where nobody has written a name, Auth0 shows the address.
    let shown = given(user.name.as_deref()).or(given(user.nickname.as_deref())).filter(|name| !name.contains('@'));
    member.display_name = shown.map(str::to_owned).or(written);
    member.disabled = user.blocked;
    let created = user.created_at.as_ref().and_then(|at| at.as_str().or_else(|| at.get("$date")?.as_str()));
    member.created_at = created.map(str::to_owned);
    let custom = user.custom_password_hash.as_ref().map(hash).transpose()?;
    member.password_hash = user.password_hash.or(custom).map(Secret);
    let mut secrets = user.mfa_factors.into_iter().filter_map(|factor| factor.totp);
    member.totp_secret = secrets.next().map(|totp| Secret(totp.secret));
    if secrets.next().is_some() {
        left.push("a second TOTP secret".to_owned());
    }
    for method in user.authentication_methods {
        take(&mut member, method, &mut left)?;
    }
    Ok(Told::Member { member: Box::new(member), left })
}

fn take(member: &mut Member, method: AuthenticationMethod, left: &mut Vec<String>) -> Result<(), String> {
    let AuthenticationMethod { kind, key_id, public_key, user_handle, .. } = method;
    match kind.as_str() {
        "passkey" => {}
        // The address and the password stand elsewhere already.
        "password" | "email" => return Ok(()),
        other => {
            left.push(format!("authentication methods of type {other}"));
            return Ok(());
        }
    }
    let (id, public_key) = key_id.zip(public_key).ok_or("a passkey without key_id or public_key")?;
    let known = member.user_handle.get_or_insert_with(|| user_handle.clone().unwrap_or_default());
    let is_other = user_handle.as_ref() != Some(known);
    member.passkeys.push(Passkey {
        rp_id: method.relying_party_identifier,
        id,
        public_key,
        backup_eligible: method.credential_device_type.as_deref() == Some("multi_device")
            || method.credential_backed_up,
        backup_state: method.credential_backed_up,
        transports: method.transports,
        aaguid: method.aaguid,
        created_at: method.created_at,
        any_handle: is_other,
        ..Passkey::default()
    });
    // None that is known is none.
    member.user_handle = member.user_handle.take().filter(|handle| !handle.0.is_empty());
    Ok(())
}

fn hash(custom: &CustomHash) -> Result<String, String> {
    match custom.algorithm.as_str() {
        // They carry their parameters and salt.
        "argon2" | "bcrypt" | "pbkdf2" => Ok(custom.hash.value.clone()),
        "scrypt" => scrypt(custom),
        other => Err(format!("passwords hashed by {other} are not taken")),
    }
}

fn scrypt(custom: &CustomHash) -> Result<String, String> {
    let value = bytes(&custom.hash)?;
    let salt = bytes(custom.salt.as_ref().ok_or("scrypt without a salt")?)?;
    let cost = custom.cost.unwrap_or(16_384);
    if !cost.is_power_of_two() || custom.keylen.is_some_and(|length| length != value.len()) {
        return Err("scrypt of another cost or length than it says".to_owned());
    }
    let (salt, value) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(value));
    let (r, p) = (custom.block_size.unwrap_or(8), custom.parallelization.unwrap_or(1));
    Ok(format!("$scrypt$ln={},r={r},p={p}${salt}${value}", cost.ilog2()))
}

fn bytes(encoded: &Encoded) -> Result<Vec<u8>, String> {
    let found = match encoded.encoding.as_deref().unwrap_or("utf8") {
        "base64" => read_base64(&encoded.value),
        "hex" => super::tables::hex(&encoded.value),
        "utf8" => Some(encoded.value.clone().into_bytes()),
        _ => None,
    };
    found.ok_or_else(|| "a hash or salt that is not encoded as it says".to_owned())
}
