//! The bodies of FIDO's test API: its requests read, its options written.
//!
//! They look like the standard's JSON and differ in details, so that nothing of the product is made of them. Members that the
//! test may add are ignored. It must never hand on a text without a limit.

use super::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use webauthn::options::{Attachment, Conveyance, Descriptor, RelyingParty, User};
use webauthn::{Algorithm, ResidentKey, UserVerification};

pub(super) const OK: &str = "ok";
const LONGEST_NAME: usize = 256;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationAsked {
    pub(super) username: String,
    pub(super) display_name: String,
    pub(super) authenticator_selection: Option<Selection>,
    pub(super) attestation: Option<Conveyance>,
    pub(super) extensions: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationAsked {
    pub(super) username: String,
    pub(super) user_verification: Option<UserVerification>,
    pub(super) extensions: Option<Map<String, Value>>,
}

/// Handed back as it came.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Selection {
    #[serde(skip_serializing_if = "Option::is_none")]
    require_resident_key: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resident_key: Option<ResidentKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<Attachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_verification: Option<UserVerification>,
}

impl Selection {
    pub(super) fn user_verification(&self) -> Option<UserVerification> {
        self.user_verification
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationOptions<'a> {
    pub(super) status: &'static str,
    pub(super) error_message: &'static str,
    pub(super) rp: RelyingParty<'a>,
    pub(super) user: User<'a>,
    pub(super) challenge: String,
    #[serde(rename = "pubKeyCredParams")]
    pub(super) algorithms: Vec<Parameter>,
    pub(super) timeout: u32,
    #[serde(rename = "excludeCredentials")]
    pub(super) exclude: Vec<Descriptor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authenticator_selection: Option<&'a Selection>,
    pub(super) attestation: Conveyance,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extensions: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationOptions<'a> {
    pub(super) status: &'static str,
    pub(super) error_message: &'static str,
    pub(super) challenge: String,
    pub(super) timeout: u32,
    pub(super) rp_id: &'a str,
    #[serde(rename = "allowCredentials")]
    pub(super) allow: Vec<Descriptor<'a>>,
    pub(super) user_verification: UserVerification,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extensions: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
pub(super) struct Parameter {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

pub(super) fn parameters(algorithms: &[Algorithm]) -> Vec<Parameter> {
    algorithms.iter().map(|algorithm| Parameter { kind: "public-key", alg: algorithm.cose() }).collect()
}

pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Failure> {
    object(body)?;
    serde_json::from_slice(body).map_err(Failure::Malformed)
}

/// The library would also fill a struct from an array, member by member.
pub(super) fn object(body: &[u8]) -> Result<(), Failure> {
    let first = body.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    if first == Some(&b'{') { Ok(()) } else { Err(Failure::NoObject) }
}

pub(super) fn name(text: &str) -> Result<&str, Failure> {
    if (1..=LONGEST_NAME).contains(&text.len()) { Ok(text) } else { Err(Failure::Name) }
}

pub(super) fn write(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(Failure::Answer)
}
