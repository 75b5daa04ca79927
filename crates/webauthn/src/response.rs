//! The JSON that a browser's `toJSON()` makes of a ceremony's result.
//!
//! Only what verification reads is kept. The copies that clients add (`publicKey`, `authenticatorData` at registration)
//! must never be read: `attestationObject` and `clientDataJSON` are what was signed. Unknown members are no errors.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Refusal;
use crate::base64url::{Bytes, LenientBytes};

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
    /// The `appid` extension: the key answered for the `AppID` instead of the RP ID.
    pub app_id_used: bool,
}

impl RegistrationResponse {
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let wire: Wire<RegistrationWire> = read(json)?;
        let Object(response) = wire.response;
        let transports = response.transports.unwrap_or_default();
        if transports.len() > MAX_TRANSPORTS {
            return Err(Refusal::MalformedJson);
        }
        let transports = tidy(transports);
        Ok(Self {
            id: wire.id.0,
            client_data_json: filled(response.client_data_json)?,
            attestation_object: filled(response.attestation_object)?,
            transports,
            attachment: known(wire.attachment),
            cred_props_rk: wire
                .extensions
                .and_then(|Object(extensions)| extensions.cred_props)
                .and_then(|IgnoredAny| discoverable(json)),
        })
    }
}

impl RegistrationResponse {
    /// The format that the attestation object names, if it can be read. It proves nothing; a refusal may be told by it in better words.
    pub fn attestation_format(&self) -> Option<&str> {
        crate::attestation::AttestationObject::parse(&self.attestation_object).ok().map(|object| object.format)
    }

    /// The authenticator data within the attestation object, if it can be read.
    pub fn authenticator_data(&self) -> Option<&[u8]> {
        let object = crate::attestation::AttestationObject::parse(&self.attestation_object).ok()?;
        Some(object.authenticator_data)
    }

    /// The hash of the RP ID that the authenticator names, if it can be read. It proves nothing either.
    pub fn rp_id_hash(&self) -> Option<&[u8]> {
        let object = crate::attestation::AttestationObject::parse(&self.attestation_object).ok()?;
        object.authenticator_data.get(..32)
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
        let Object(response) = wire.response;
        let user_handle = response.user_handle.map(|handle| handle.0).filter(|handle| !handle.is_empty());
        if user_handle.as_ref().is_some_and(|handle| handle.len() > MAX_USER_HANDLE) {
            return Err(Refusal::MalformedJson);
        }
        Ok(Self {
            id: wire.id.0,
            client_data_json: filled(response.client_data_json)?,
            authenticator_data: filled(response.authenticator_data)?,
            signature: filled(response.signature)?,
            user_handle,
            attachment: known(wire.attachment),
            app_id_used: wire.extensions.is_some_and(|Object(extensions)| extensions.app_id.is_some())
                && app_id_used(json),
        })
    }
}

#[derive(Deserialize)]
struct Wire<R> {
    id: Bytes,
    #[serde(rename = "rawId")]
    raw_id: Option<LenientBytes>,
    #[serde(rename = "type")]
    _kind: Kind,
    #[serde(rename = "authenticatorAttachment")]
    attachment: Option<String>,
    #[serde(rename = "clientExtensionResults")]
    extensions: Option<Object<Extensions>>,
    response: Object<R>,
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "public-key")]
    PublicKey,
}

/// Any output but ours is ignored, solicited or not. Ours is a hint, so that it must not fail the response either: here it is only found.
#[derive(Deserialize)]
struct Extensions {
    #[serde(rename = "credProps")]
    cred_props: Option<IgnoredAny>,
    #[serde(rename = "appid")]
    app_id: Option<IgnoredAny>,
}

/// The same response once more, read for one hint: whatever is wrong with that is as good as none.
#[derive(Deserialize)]
struct Hinted<E> {
    #[serde(rename = "clientExtensionResults")]
    extensions: E,
}

#[derive(Deserialize)]
struct CredProps {
    #[serde(rename = "credProps")]
    cred_props: Object<CredPropsOutput>,
}

#[derive(Deserialize)]
struct CredPropsOutput {
    rk: bool,
}

#[derive(Deserialize)]
struct AppId {
    #[serde(rename = "appid")]
    is_used: bool,
}

fn discoverable(json: &[u8]) -> Option<bool> {
    let hinted: Hinted<CredProps> = serde_json::from_slice(json).ok()?;
    let Object(output) = hinted.extensions.cred_props;
    Some(output.rk)
}

fn app_id_used(json: &[u8]) -> bool {
    serde_json::from_slice::<Hinted<AppId>>(json).is_ok_and(|hinted| hinted.extensions.is_used)
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

/// A JSON object and nothing else: the derived reader would also take an array with the values in order.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// `rawId` may be absent, and some clients write it in the other alphabet of base64, but two different ids are one lie.
fn read<'a, R: Deserialize<'a>>(json: &'a [u8]) -> Result<Wire<R>, Refusal> {
    // Members that we ignore are not checked for UTF-8 by the parser, so the whole text is checked first.
    let text = std::str::from_utf8(json).map_err(|_| Refusal::MalformedJson)?;
    let Object(wire) = serde_json::from_str::<Object<Wire<R>>>(text).map_err(|_| Refusal::MalformedJson)?;
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
