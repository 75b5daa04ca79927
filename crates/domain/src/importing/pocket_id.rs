//! Pocket ID's tables `users` and `webauthn_credentials`, as its export or a dump to JSON has them. A passkey's user handle is the text of the user's id,
//! and no counter is kept.

use super::document::{Entry, Unreadable, trouble};
use super::member::{Bytes, Member, Passkey, full_name, given};
use super::reading::Told;
use super::tables::{self, Having, bytes, flag, moment, words};
use serde::Deserialize;
use serde_json::Value;

const HAVING: [Having; 1] =
    [Having { tables: &["webauthn_credentials", "credentials"], of: &["user_id"], name: "passkeys" }];

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
    username: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Value,
    #[serde(default)]
    first_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    disabled: Value,
    #[serde(default)]
    created_at: Value,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    name: Option<String>,
    credential_id: String,
    public_key: String,
    #[serde(default)]
    transport: Value,
    #[serde(default)]
    backup_eligible: Value,
    #[serde(default)]
    backup_state: Value,
    #[serde(default)]
    aaguid: Option<String>,
    #[serde(default)]
    created_at: Value,
}

pub(super) fn tell(json: &str) -> Result<Told, String> {
    let Joined { user, passkeys } = serde_json::from_str(json).map_err(|error| trouble(&error))?;
    let mut member = Member { id: user.id.clone(), ..Member::default() };
    member.mail(user.email.as_deref(), flag(&user.email_verified));
    if let Some(name) = given(user.username.as_deref()) {
        member.known_as(name, false);
    }
    let shown = given(user.display_name.as_deref()).map(str::to_owned);
    member.display_name = shown.or_else(|| full_name(user.first_name.as_deref(), user.last_name.as_deref()));
    member.disabled = flag(&user.disabled);
    member.user_handle = Some(Bytes(user.id.into_bytes()));
    member.created_at = moment(&user.created_at);
    for key in passkeys {
        let (id, public_key) =
            bytes(&key.credential_id).zip(bytes(&key.public_key)).ok_or("a passkey that is no bytes")?;
        member.passkeys.push(Passkey {
            id: Bytes(id),
            public_key: Bytes(public_key),
            backup_eligible: flag(&key.backup_eligible),
            backup_state: flag(&key.backup_state),
            transports: words(&key.transport),
            aaguid: key.aaguid.filter(|aaguid| !aaguid.is_empty()),
            name: key.name,
            created_at: moment(&key.created_at),
            ..Passkey::default()
        });
    }
    Ok(Told::member(member))
}
