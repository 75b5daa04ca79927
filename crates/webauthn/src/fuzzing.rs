//! Doors to the parsers for the fuzz targets (`fuzz/` in the repository), which compare what was read with what independent readers
//! read.
//!
//! They exist with the feature `fuzzing` alone and promise nothing. The product must never use them: what a parser accepts is
//! not yet verified.

use crate::attestation::Claim;
use crate::cbor::{self, Key, Map, Value};
use crate::cose::{self, PublicKey};
use crate::{Algorithm, Refusal, attestation, authenticator_data, client_data};

/// One item of CBOR, with everything it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Integer(i128),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Item>),
    /// In the order of the input.
    Map(Vec<(Item, Item)>),
    /// Read for its length alone.
    Other,
}

/// Reads the first item, and says how many bytes it has.
pub fn cbor_item(bytes: &[u8]) -> Option<(Item, usize)> {
    let (value, rest) = cbor::item(bytes).ok()?;
    Some((Item::from(&value), bytes.len() - rest.len()))
}

/// Reads the one item that the input must be.
pub fn cbor_whole(bytes: &[u8]) -> Option<Item> {
    cbor::whole(bytes).ok().as_ref().map(Item::from)
}

/// The attestation object, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationObject {
    pub format: String,
    pub statement: Item,
    pub authenticator_data: Vec<u8>,
}

pub fn attestation_object(bytes: &[u8]) -> Result<AttestationObject, Refusal> {
    attestation::AttestationObject::parse(bytes).map(|object| AttestationObject {
        format: object.format.to_owned(),
        statement: match &object.statement {
            Claim::One(statement) => Item::Map(entries(statement).collect()),
            Claim::Several(statements) => Item::Array(statements.iter().map(Item::from).collect()),
        },
        authenticator_data: object.authenticator_data.to_vec(),
    })
}

/// Authenticator data, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own, as the standard numbers them")]
pub struct AuthenticatorData {
    pub rp_id_hash: [u8; 32],
    pub user_present: bool,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub sign_count: u32,
    pub attested: Option<Attested>,
}

/// Attested credential data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    pub aaguid: [u8; 16],
    pub credential_id: Vec<u8>,
    pub public_key: Vec<u8>,
}

pub fn authenticator_data(bytes: &[u8]) -> Result<AuthenticatorData, Refusal> {
    authenticator_data::AuthenticatorData::parse(bytes).map(|parsed| AuthenticatorData {
        rp_id_hash: *parsed.rp_id_hash,
        user_present: parsed.flags.user_present(),
        user_verified: parsed.flags.user_verified(),
        backup_eligible: parsed.flags.backup_eligible(),
        backed_up: parsed.flags.backed_up(),
        sign_count: parsed.sign_count,
        attested: parsed.attested.map(|attested| Attested {
            aaguid: attested.aaguid.0,
            credential_id: attested.credential_id.to_vec(),
            public_key: attested.public_key.to_vec(),
        }),
    })
}

/// Judges a key as a registration does that offers every algorithm.
pub fn cose_key(bytes: &[u8]) -> Result<Algorithm, Refusal> {
    let map = cose::map(bytes)?;
    let algorithm = Algorithm::from_cose(cose::algorithm(&map)?).ok_or(Refusal::UnsupportedAlgorithm)?;
    PublicKey::parse(&map, algorithm)?.check()?;
    Ok(algorithm)
}

/// Verifies with a stored key, as a sign-in does.
pub fn verifies(key: &[u8], algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<bool, Refusal> {
    PublicKey::stored(key, algorithm).map(|key| key.verify(message, signature))
}

/// clientDataJSON, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientData {
    pub kind: String,
    pub challenge: String,
    pub origin: String,
    pub cross_origin: bool,
    pub top_origin: Option<String>,
}

pub fn client_data(bytes: &[u8]) -> Result<ClientData, Refusal> {
    client_data::ClientData::parse(bytes).map(|parsed| ClientData {
        kind: parsed.kind.into_owned(),
        challenge: parsed.challenge.into_owned(),
        origin: parsed.origin.into_owned(),
        cross_origin: parsed.cross_origin,
        top_origin: parsed.top_origin.map(std::borrow::Cow::into_owned),
    })
}

impl From<&Value<'_>> for Item {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Integer(number) => Self::Integer(*number),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            Value::Text(text) => Self::Text((*text).to_owned()),
            Value::Array(values) => Self::Array(values.iter().map(Self::from).collect()),
            Value::Map(map) => Self::Map(entries(map).collect()),
            Value::Other => Self::Other,
        }
    }
}

fn entries(map: &Map<'_>) -> impl Iterator<Item = (Item, Item)> {
    map.keys().map(|key| {
        let name = match key {
            Key::Integer(number) => Item::Integer(number),
            Key::Bytes(bytes) => Item::Bytes(bytes.to_vec()),
            Key::Text(text) => Item::Text(text.to_owned()),
        };
        // A map has what its own keys name.
        (name, map.get(key).map_or(Item::Other, Item::from))
    })
}
