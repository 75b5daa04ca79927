//! The format `compound` (8.9): several statements about the same key.
//!
//! It must never accept one that does not hold for the sake of another that does, and never look into a compound within.

use super::{Attestation, Evidence, Verdict, attest, procedure, require_acceptable};
use crate::Refusal;
use crate::cbor::Value;

/// As many as there are formats that it may hold: all but itself and `fido-u2f`.
const MAX_STATEMENTS: usize = 5;

pub(super) fn verify(statements: &[Value<'_>], evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
    if !(2..=MAX_STATEMENTS).contains(&statements.len()) {
        return Err(Refusal::MalformedAttestationStatement);
    }
    let attestations = statements.iter().map(|statement| verify_one(statement, evidence));
    let attestations = attestations.collect::<Result<Vec<_>, _>>()?;
    let untrusted = attestations.iter().any(|attestation| attestation.verdict == Verdict::Untrusted);
    // Of several that are equally strong, the first.
    let strongest = attestations.into_iter().reduce(|best, next| if next.kind > best.kind { next } else { best });
    let strongest = strongest.ok_or(Refusal::MalformedAttestationStatement)?;
    let verdict = if untrusted { Verdict::Untrusted } else { strongest.verdict };
    Ok(Attestation { format: "compound", verdict, ..strongest })
}

fn verify_one(value: &Value<'_>, evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
    let Value::Map(member) = value else { return Err(Refusal::MalformedAttestationStatement) };
    let (Some(&Value::Text(format)), Some(Value::Map(statement)), 2) =
        (member.text("fmt"), member.text("attStmt"), member.len())
    else {
        return Err(Refusal::MalformedAttestationStatement);
    };
    // What U2F signs leaves out model and flags: beside a statement that covers them it would borrow their weight.
    if format == "fido-u2f" {
        return Err(Refusal::UnsupportedAttestationFormat);
    }
    // `compound` is no format whose statement is a map, so that none can be inside.
    let statement = procedure(format, statement, evidence)?;
    // Each has to be acceptable by itself: a weak one must not come in behind a strong one.
    require_acceptable(statement.kind, evidence.policy)?;
    attest(&statement, evidence)
}
