//! What a browser is asked: creation and request options exactly as WebAuthn JSON writes them.
//!
//! Everything is borrowed, because a request is written for each sign-in that begins. It must never decide a policy:
//! the caller fills in what was decided.

use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::{Algorithm, base64url};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResidentKey {
    Required,
    Preferred,
    Discouraged,
}

/// How the page runs the ceremony: with a dialog of its own, or quietly (autofill, upgrade after a password).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mediation {
    Modal,
    Conditional,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attachment {
    Platform,
    CrossPlatform,
}

/// What kind of authenticator to propose first; browsers that know hints prefer them to the attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    SecurityKey,
    ClientDevice,
    Hybrid,
}

/// How much the authenticator shall say about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conveyance {
    None,
    Indirect,
    Direct,
    Enterprise,
}

/// The inner `publicKey` object of `navigator.credentials.create()`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions<'a> {
    pub rp: RelyingParty<'a>,
    pub user: User<'a>,
    #[serde(serialize_with = "base64url::serialize")]
    pub challenge: &'a [u8],
    /// Most preferred first.
    #[serde(rename = "pubKeyCredParams", serialize_with = "parameters")]
    pub algorithms: &'a [Algorithm],
    /// Milliseconds.
    pub timeout: u32,
    #[serde(rename = "excludeCredentials", skip_serializing_if = "<[_]>::is_empty")]
    pub exclude: &'a [Descriptor<'a>],
    pub authenticator_selection: AuthenticatorSelection,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub hints: &'a [Hint],
    pub attestation: Conveyance,
    pub extensions: Extensions<'a>,
}

/// The inner `publicKey` object of `navigator.credentials.get()`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions<'a> {
    #[serde(serialize_with = "base64url::serialize")]
    pub challenge: &'a [u8],
    /// Milliseconds.
    pub timeout: u32,
    pub rp_id: &'a str,
    #[serde(rename = "allowCredentials", skip_serializing_if = "<[_]>::is_empty")]
    pub allow: &'a [Descriptor<'a>],
    pub user_verification: UserVerification,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub hints: &'a [Hint],
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions<'a>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct RelyingParty<'a> {
    pub id: &'a str,
    /// Deprecated, but browsers still require it.
    pub name: &'a str,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User<'a> {
    /// The user handle: 1 to 64 bytes that say nothing about the person.
    #[serde(serialize_with = "base64url::serialize")]
    pub id: &'a [u8],
    /// Authenticators may cut both names at 64 bytes.
    pub name: &'a str,
    pub display_name: &'a str,
}

/// A credential to leave out or to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor<'a> {
    pub id: &'a [u8],
    /// As they were received, known or not.
    pub transports: Vec<&'a str>,
}

#[derive(Debug, Clone, Copy)]
pub struct AuthenticatorSelection {
    pub attachment: Option<Attachment>,
    pub resident_key: ResidentKey,
    pub user_verification: UserVerification,
}

/// The extensions that we ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extensions<'a> {
    /// Whether the credential became discoverable; only at creation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cred_props: bool,
    /// Lets keys answer that were registered with U2F under this `AppID`.
    #[serde(rename = "appid", skip_serializing_if = "Option::is_none")]
    pub app_id: Option<&'a str>,
    /// Leaves out keys that were registered with U2F under this `AppID`; only at creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid_exclude: Option<&'a str>,
    /// What an application asked for, as it sent it: checked by the caller, passed on, never read here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prf: Option<&'a serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_blob: Option<&'a serde_json::Value>,
}

impl Extensions<'_> {
    /// What every registration asks for.
    pub const CREATION: Self =
        Self { cred_props: true, app_id: None, appid_exclude: None, prf: None, large_blob: None };

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl CreationOptions<'_> {
    /// The text `{"publicKey":{…}}`.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&PublicKey { public_key: self })
    }
}

impl RequestOptions<'_> {
    /// The text `{"publicKey":{…}}`.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&PublicKey { public_key: self })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PublicKey<'a, T> {
    public_key: &'a T,
}

impl Serialize for Descriptor<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "public-key")?;
        base64url::with_encoded(self.id, |id| map.serialize_entry("id", id))?;
        if !self.transports.is_empty() {
            map.serialize_entry("transports", &self.transports)?;
        }
        map.end()
    }
}

impl Serialize for AuthenticatorSelection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(attachment) = self.attachment {
            map.serialize_entry("authenticatorAttachment", &attachment)?;
        }
        map.serialize_entry("residentKey", &self.resident_key)?;
        // For clients of Level 1, which do not know the member above.
        map.serialize_entry("requireResidentKey", &(self.resident_key == ResidentKey::Required))?;
        map.serialize_entry("userVerification", &self.user_verification)?;
        map.end()
    }
}

#[derive(Serialize)]
struct Parameter {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

fn parameters<S: Serializer>(algorithms: &[Algorithm], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(algorithms.iter().map(|algorithm| Parameter { kind: "public-key", alg: algorithm.cose() }))
}

#[cfg(test)]
mod tests;
