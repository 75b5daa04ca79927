//! Keycloak's export of a realm, or of its users: `kc.sh export`. What a credential is and how it is checked stands there in texts of JSON inside the
//! JSON. A passkey's user handle is the text of the user's id.

use super::document::trouble;
use super::member::{Bytes, Member, Passkey, Secret, full_name};
use super::reading::Told;
use crate::identity::record::read_base64;
use crate::passkeys::time;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;
use std::collections::BTreeMap;

/// For which RP IDs a realm has made its keys, where it says it; it may leave it to its own host.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RpIds {
    web_authn_policy_rp_id: String,
    web_authn_policy_passwordless_rp_id: String,
}

pub(super) fn rp_ids(text: &str) -> RpIds {
    serde_json::from_str(text).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    #[serde(default)]
    first_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    created_timestamp: Option<i64>,
    #[serde(default)]
    credentials: Vec<Kept>,
    #[serde(default)]
    realm_roles: Vec<String>,
    #[serde(default, alias = "serviceAccountClientLink")]
    service_account_client_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    user_label: Option<String>,
    #[serde(default)]
    created_date: Option<i64>,
    #[serde(default)]
    secret_data: Option<String>,
    #[serde(default)]
    credential_data: Option<String>,
}

#[derive(Deserialize)]
struct SecretData {
    #[serde(default)]
    value: String,
    #[serde(default)]
    salt: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasswordData {
    hash_iterations: u32,
    algorithm: String,
    #[serde(default)]
    additional_parameters: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OtpData {
    sub_type: String,
    digits: u32,
    period: u32,
    algorithm: String,
    secret_encoding: Option<String>,
}

impl Default for OtpData {
    fn default() -> Self {
        Self { sub_type: "totp".into(), digits: 6, period: 30, algorithm: "HmacSHA1".into(), secret_encoding: None }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasskeyData {
    #[serde(default)]
    aaguid: Option<String>,
    credential_id: Bytes,
    #[serde(default)]
    counter: u32,
    credential_public_key: Bytes,
    #[serde(default)]
    transports: Vec<String>,
}

pub(super) fn tell(json: &str, rp_ids: &RpIds) -> Result<Told, String> {
    let user: User = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    if user.service_account_client_id.is_some() {
        return Ok(Told::Passed("the account of an application".to_owned()));
    }
    let (mut left, mut member) = (Vec::new(), Member::default());
    member.mail(user.email.as_deref(), user.email_verified);
    if let Some(name) = &user.username {
        // Whoever signs in by their address has it as name, too, and proves the one with the other.
        member.known_as(name, false);
    }
    for credential in &user.credentials {
        if let Some(why) = take(&mut member, credential, rp_ids)? {
            left.push(why);
        }
    }
    member.display_name = full_name(user.first_name.as_deref(), user.last_name.as_deref());
    member.disabled = user.enabled == Some(false);
    member.user_handle = Some(Bytes(user.id.clone().into_bytes()));
    member.created_at = user.created_timestamp.map(time);
    member.id = user.id;
    member.roles = user.realm_roles;
    Ok(Told::Member { member: Box::new(member), left })
}

/// What stays behind is told.
fn take(member: &mut Member, credential: &Kept, rp_ids: &RpIds) -> Result<Option<String>, String> {
    match credential.kind.as_str() {
        "password" if member.password_hash.is_none() => {
            if credential.secret_data.is_none() {
                return Ok(Some("a password that is not hashed".to_owned()));
            }
            member.password_hash = Some(Secret(hash(&secret(credential)?, &data(credential)?)?));
        }
        "otp" if member.totp_secret.is_none() => {
            let about: OtpData = data(credential)?;
            let is_usual = (about.sub_type.as_str(), about.digits, about.period, about.algorithm.as_str())
                == ("totp", 6, 30, "HmacSHA1");
            if !is_usual {
                return Ok(Some("one-time codes that are not of six digits and thirty seconds by SHA-1".to_owned()));
            }
            member.totp_secret = Some(Secret(otp_secret(&secret(credential)?.value, &about)));
        }
        kind @ ("webauthn" | "webauthn-passwordless") => {
            let about: PasskeyData = data(credential)?;
            let policy = &rp_ids.web_authn_policy_rp_id;
            let rp_id = if kind == "webauthn" { policy } else { &rp_ids.web_authn_policy_passwordless_rp_id };
            member.passkeys.push(Passkey {
                rp_id: Some(rp_id.clone()).filter(|rp_id| !rp_id.is_empty()),
                id: about.credential_id,
                public_key: about.credential_public_key,
                sign_count: about.counter,
                transports: about.transports.iter().map(|word| word.to_ascii_lowercase()).collect(),
                aaguid: about.aaguid,
                name: credential.user_label.clone(),
                created_at: credential.created_date.map(time),
                ..Passkey::default()
            });
        }
        "password" | "otp" => return Ok(Some(format!("a second credential of type {}", credential.kind))),
        other => return Ok(Some(format!("credentials of type {other}"))),
    }
    Ok(None)
}

fn secret(credential: &Kept) -> Result<SecretData, String> {
    inner(credential.secret_data.as_deref(), "secretData")
}

fn data<T: for<'de> Deserialize<'de>>(credential: &Kept) -> Result<T, String> {
    inner(credential.credential_data.as_deref(), "credentialData")
}

fn inner<T: for<'de> Deserialize<'de>>(text: Option<&str>, name: &str) -> Result<T, String> {
    let text = text.ok_or_else(|| format!("a credential without {name}"))?;
    // Where it is broken is said, and nothing of what it holds.
    serde_json::from_str(text)
        .map_err(|error| format!("{name} of a credential cannot be read, column {}", error.column()))
}

/// The text itself is the key, unless it is said to be base32.
fn otp_secret(value: &str, about: &OtpData) -> String {
    if about.secret_encoding.as_deref() == Some("BASE32") {
        value.to_owned()
    } else {
        crate::base32::letters(crate::base32::RFC_4648, value.as_bytes())
    }
}

fn hash(secret: &SecretData, about: &PasswordData) -> Result<String, String> {
    let again = |text: &str| read_base64(text).map(|bytes| STANDARD_NO_PAD.encode(bytes));
    let (salt, value) = again(&secret.salt).zip(again(&secret.value)).ok_or("a password hash that is no base64")?;
    if about.algorithm != "argon2" {
        let name = if about.algorithm == "pbkdf2" { "pbkdf2-sha1" } else { &about.algorithm };
        return Ok(format!("${name}$i={}${salt}${value}", about.hash_iterations));
    }
    let parameter = |name: &str| about.additional_parameters.get(name).and_then(|all| all.first()).map(String::as_str);
    let kind = parameter("type").unwrap_or("id");
    let version = if parameter("version") == Some("1.0") { 16 } else { 19 };
    let (memory, lanes) = parameter("memory").zip(parameter("parallelism")).ok_or("an argon2 without parameters")?;
    let passes = about.hash_iterations;
    Ok(format!("$argon2{kind}$v={version}$m={memory},t={passes},p={lanes}${salt}${value}"))
}
