//! The format `none` (8.7): no statement at all.
//!
//! It must never let a statement pass unread: the map has to be empty.

use super::{Kind, Statement};
use crate::Refusal;
use crate::cbor::Map;

pub(super) fn verify<'a>(statement: &Map<'a>) -> Result<Statement<'a>, Refusal> {
    if statement.len() != 0 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    Ok(Statement { format: "none", kind: Kind::None, algorithm: None, trust_path: Vec::new() })
}
