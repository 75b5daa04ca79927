//! A member as a file tells of them: the JSON that is exported and taken here, into which every other format is brought first. It is read strictly: a
//! member that is misspelled is refused, or something of somebody would be lost without a word.

use crate::identity::record::read_base64;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// Bytes as text: base64 in any of its forms, written in base64url.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bytes")
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read_base64(&text).map(Self).ok_or_else(|| de::Error::custom("bytes that are no base64"))
    }
}

/// What opens doors: it stands in no log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// An address, and whether its owner has proved to read what is sent there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    pub address: String,
    #[serde(default)]
    pub verified: bool,
}

/// A passkey as its server keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passkey {
    /// Nothing where the file does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rp_id: Option<String>,
    pub id: Bytes,
    /// A COSE key.
    pub public_key: Bytes,
    #[serde(default)]
    pub sign_count: u32,
    #[serde(default)]
    pub backup_eligible: bool,
    #[serde(default)]
    pub backup_state: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aaguid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// It was made under a handle that nobody has kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub any_handle: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// One member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// What they are called where they come from: by it they are known again.
    pub id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usernames: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// What their authenticators know them by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<Bytes>,
    /// A PHC string, or bcrypt's own text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<Secret>,
    /// In base32; of six digits and thirty seconds by SHA-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<Secret>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passkeys: Vec<Passkey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

impl Member {
    /// A user name as other systems have it, which may be a mail address.
    pub(super) fn known_as(&mut self, name: &str, verified: bool) {
        if !name.contains('@') {
            self.usernames.push(name.to_owned());
        } else if !self.emails.iter().any(|known| known.address.eq_ignore_ascii_case(name)) {
            self.emails.push(Address { address: name.to_owned(), verified });
        }
    }

    pub(super) fn mail(&mut self, address: Option<&str>, verified: bool) {
        if let Some(address) = given(address) {
            self.emails.push(Address { address: address.to_owned(), verified });
        }
    }

    pub(super) fn phone(&mut self, number: Option<&str>, verified: bool) {
        if let Some(number) = given(number) {
            self.phones.push(Address { address: number.to_owned(), verified });
        }
    }
}

/// Nothing where nothing but blanks is written.
pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A name of two parts.
pub(super) fn full_name(given_name: Option<&str>, family_name: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [given(given_name), given(family_name)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
