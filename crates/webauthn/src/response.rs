//! The JSON that a browser's `toJSON()` makes of a ceremony's result.
//!
//! Only what verification reads is kept. The copies that clients add (`publicKey`, `authenticatorData` at registration)
//! must never be read: `attestationObject` and `clientDataJSON` are what was signed. Unknown members are no errors.

use serde::Deserialize;

use crate::Refusal;
use crate::base64url::Bytes;

const MAX_TRANSPORTS: usize = 16;
const MAX_TRANSPORT_LENGTH: usize = 32;
/// 5.4.3: a user handle has 1 to 64 bytes.
const MAX_USER_HANDLE: usize = 64;

/// What came back from a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationResponse {
    pub id: Vec<u8>,
    pub client_data_json: Vec<u8>,
    pub attestation_object: Vec<u8>,
    /// Unknown transports stay: they are stored and sent back.
    pub transports: Vec<String>,
    /// `platform` or `cross-platform`; anything else is as good as nothing.
    pub attachment: Option<String>,
    /// The `credProps` extension: whether the credential is discoverable.
    pub cred_props_rk: Option<bool>,
}

/// What came back from an authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationResponse {
    pub id: Vec<u8>,
    pub client_data_json: Vec<u8>,
    pub authenticator_data: Vec<u8>,
    pub signature: Vec<u8>,
    /// Absent, null and empty are the same.
    pub user_handle: Option<Vec<u8>>,
    pub attachment: Option<String>,
}

impl RegistrationResponse {
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let wire: Wire<RegistrationWire> = read(json)?;
        let transports = wire.response.transports.unwrap_or_default();
        if transports.len() > MAX_TRANSPORTS {
            return Err(Refusal::MalformedJson);
        }
        let transports = tidy(transports);
        Ok(Self {
            id: wire.id.0,
            client_data_json: filled(wire.response.client_data_json)?,
            attestation_object: filled(wire.response.attestation_object)?,
            transports,
            attachment: known(wire.attachment),
            cred_props_rk: wire.extensions.and_then(|extensions| extensions.discoverable()),
        })
    }
}

/// Transports as the standard has clients give them: names in lexicographical order, each once. Unknown names stay, because
/// enumerations grow; what is no name at all is dropped.
fn tidy(mut transports: Vec<String>) -> Vec<String> {
    let is_name = |text: &str| {
        (1..=MAX_TRANSPORT_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    transports.retain(|transport| is_name(transport));
    transports.sort_unstable();
    transports.dedup();
    transports
}

impl AuthenticationResponse {
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let wire: Wire<AuthenticationWire> = read(json)?;
        let user_handle = wire.response.user_handle.map(|handle| handle.0).filter(|handle| !handle.is_empty());
        if user_handle.as_ref().is_some_and(|handle| handle.len() > MAX_USER_HANDLE) {
            return Err(Refusal::MalformedJson);
        }
        Ok(Self {
            id: wire.id.0,
            client_data_json: filled(wire.response.client_data_json)?,
            authenticator_data: filled(wire.response.authenticator_data)?,
            signature: filled(wire.response.signature)?,
            user_handle,
            attachment: known(wire.attachment),
        })
    }
}

#[derive(Deserialize)]
struct Wire<R> {
    id: Bytes,
    #[serde(rename = "rawId")]
    raw_id: Option<Bytes>,
    #[serde(rename = "type")]
    _kind: Kind,
    #[serde(rename = "authenticatorAttachment")]
    attachment: Option<String>,
    #[serde(rename = "clientExtensionResults")]
    extensions: Option<Extensions>,
    response: R,
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "public-key")]
    PublicKey,
}

/// Any output but ours is ignored, solicited or not; ours is a hint, so that a wrong type is as good as none.
#[derive(Deserialize)]
struct Extensions {
    #[serde(rename = "credProps")]
    cred_props: Option<serde_json::Value>,
}

impl Extensions {
    fn discoverable(&self) -> Option<bool> {
        self.cred_props.as_ref()?.get("rk")?.as_bool()
    }
}

#[derive(Deserialize)]
struct RegistrationWire {
    #[serde(rename = "clientDataJSON")]
    client_data_json: Bytes,
    #[serde(rename = "attestationObject")]
    attestation_object: Bytes,
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct AuthenticationWire {
    #[serde(rename = "clientDataJSON")]
    client_data_json: Bytes,
    #[serde(rename = "authenticatorData")]
    authenticator_data: Bytes,
    signature: Bytes,
    #[serde(rename = "userHandle")]
    user_handle: Option<Bytes>,
}

/// `rawId` may be absent, but two different ids are one lie.
fn read<'a, R: Deserialize<'a>>(json: &'a [u8]) -> Result<Wire<R>, Refusal> {
    // Members that we ignore are not checked for UTF-8 by the parser, so the whole text is checked first.
    let text = std::str::from_utf8(json).map_err(|_| Refusal::MalformedJson)?;
    let wire: Wire<R> = serde_json::from_str(text).map_err(|_| Refusal::MalformedJson)?;
    let contradicts = wire.raw_id.as_ref().is_some_and(|raw_id| raw_id.0 != wire.id.0);
    if contradicts || wire.id.0.is_empty() { Err(Refusal::MalformedJson) } else { Ok(wire) }
}

fn filled(bytes: Bytes) -> Result<Vec<u8>, Refusal> {
    if bytes.0.is_empty() { Err(Refusal::MalformedJson) } else { Ok(bytes.0) }
}

fn known(attachment: Option<String>) -> Option<String> {
    attachment.filter(|value| value == "platform" || value == "cross-platform")
}

#[cfg(test)]
mod tests;
