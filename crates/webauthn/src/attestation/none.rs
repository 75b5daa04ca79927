//! The format `none` (8.7): no statement at all.
//!
//! It must never let a statement pass unread: the map has to be empty.

use super::Attestation;
use crate::Refusal;
use crate::cbor::Map;

pub(super) fn verify(statement: &Map<'_>) -> Result<Attestation, Refusal> {
    if statement.len() == 0 { Ok(Attestation::None) } else { Err(Refusal::MalformedAttestationStatement) }
}
