//! Attestation statements (8): what an authenticator says about itself when it makes a key.
//!
//! One file per format. It must never treat a format that it cannot check as if it were `none`.

mod none;
mod packed;

use crate::cbor::{self, Map, Value};
use crate::cose::PublicKey;
use crate::{Algorithm, Refusal};

/// The attestation object (6.5.4), taken apart.
#[derive(Debug)]
pub(crate) struct AttestationObject<'a> {
    format: &'a str,
    statement: Value<'a>,
    pub(crate) authenticator_data: &'a [u8],
}

/// What a format's procedure looks at besides its statement.
pub(crate) struct Evidence<'a> {
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) client_data_hash: &'a [u8],
    pub(crate) public_key: &'a PublicKey<'a>,
    pub(crate) algorithm: Algorithm,
}

/// What a statement that holds is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attestation {
    None,
    /// Signed with the credential's own key: says nothing about the maker.
    PackedSelf,
}

impl Attestation {
    pub(crate) fn format(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PackedSelf => "packed",
        }
    }
}

impl<'a> AttestationObject<'a> {
    /// 7.1 step 13.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let Ok(Value::Map(object)) = cbor::whole(bytes) else { return Err(Refusal::MalformedAttestationObject) };
        let (Some(&Value::Text(format)), Some(statement), Some(&Value::Bytes(authenticator_data))) =
            (object.text("fmt"), object.text("attStmt"), object.text("authData"))
        else {
            return Err(Refusal::MalformedAttestationObject);
        };
        // Every statement is a map, save the one of `compound`, which is an array.
        match statement {
            Value::Map(_) => {}
            Value::Array(_) if format == "compound" => {}
            _ => return Err(Refusal::MalformedAttestationObject),
        }
        Ok(Self { format, statement: statement.clone(), authenticator_data })
    }

    /// 7.1 steps 21 and 22. Identifiers of formats are case-sensitive.
    pub(crate) fn verify(&self, evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
        match (self.format, &self.statement) {
            ("none", Value::Map(statement)) => none::verify(statement),
            ("packed", Value::Map(statement)) => packed::verify(statement, evidence),
            _ => Err(Refusal::UnsupportedAttestationFormat),
        }
    }
}

/// A member that the statement must have, read by `read`.
fn required<'a, T>(statement: &Map<'a>, name: &str, read: impl Fn(&Value<'a>) -> Option<T>) -> Result<T, Refusal> {
    statement.text(name).and_then(read).ok_or(Refusal::MalformedAttestationStatement)
}
