//! Hanko's own format of users, as it exports and imports them. The handle of a passkey is the user's id unless the passkey says another.

use super::document::trouble;
use super::member::{Bytes, Member, Passkey, Secret};
use super::reading::Told;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
struct Person {
    user_id: String,
    #[serde(default)]
    emails: Option<Vec<Email>>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    webauthn_credentials: Option<Vec<Row>>,
    #[serde(default)]
    password: Option<Password>,
    #[serde(default)]
    otp_secret: Option<OtpSecret>,
    #[serde(default)]
    created_at: Option<String>,
}

#[derive(Deserialize)]
struct Email {
    address: String,
    #[serde(default)]
    is_primary: bool,
    #[serde(default)]
    is_verified: bool,
}

#[derive(Deserialize)]
struct Password {
    password: String,
}

#[derive(Deserialize)]
struct OtpSecret {
    secret: String,
}

#[derive(Deserialize)]
struct Row {
    id: Bytes,
    #[serde(default)]
    name: Option<String>,
    public_key: Bytes,
    #[serde(default)]
    aaguid: Option<String>,
    #[serde(default)]
    sign_count: u32,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    transports: Option<Vec<String>>,
    #[serde(default)]
    backup_eligible: bool,
    #[serde(default)]
    backup_state: bool,
    #[serde(default)]
    mfa_only: bool,
    #[serde(default)]
    user_handle: Option<String>,
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let user: Person = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let (mut member, mut left) = (Member { id: user.user_id, ..Member::default() }, Vec::new());
    let mut emails = user.emails.unwrap_or_default();
    emails.sort_by_key(|email| !email.is_primary);
    for email in &emails {
        member.mail(Some(&email.address), email.is_verified);
    }
    if let Some(name) = &user.username {
        member.known_as(name, false);
    }
    let handle = Uuid::try_parse(&member.id).map_err(|_| "a user_id that is no UUID")?;
    member.user_handle = Some(Bytes(handle.as_bytes().to_vec()));
    member.password_hash = user.password.map(|password| Secret(password.password));
    member.totp_secret = user.otp_secret.map(|secret| Secret(secret.secret));
    member.created_at = user.created_at;
    for key in user.webauthn_credentials.unwrap_or_default() {
        if key.mfa_only {
            left.push("security keys that come second only".to_owned());
            continue;
        }
        member.passkeys.push(Passkey {
            rp_id: None,
            id: key.id,
            public_key: key.public_key,
            sign_count: key.sign_count,
            backup_eligible: key.backup_eligible,
            backup_state: key.backup_state,
            transports: key.transports.unwrap_or_default(),
            attachment: None,
            aaguid: key.aaguid,
            name: key.name,
            created_at: key.created_at,
            any_handle: key.user_handle.is_some(),
        });
    }
    Ok(Told::Member { member: Box::new(member), left })
}
