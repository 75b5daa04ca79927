//! A second look at an attestation object that was verified when it was new: its certificates, and whether they lead to an anchor by
//! what is known now.
//!
//! Signatures and nonces are not checked again, so it must never be asked about an object that no registration has accepted. It must never
//! judge validity by today: the certificates of some makers live for days, and the passkeys that they speak for live on.

use super::certificate::Certificate;
use super::{Anchors, AttestationObject, Claim, Model, Policy, algorithm, chain, is_sha1, x5c};
use crate::Aaguid;
use crate::authenticator_data::AuthenticatorData;
use crate::cbor::{Map, Value};

/// What a kept attestation object shows of its maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reexamined {
    pub format: String,
    pub aaguid: Aaguid,
    /// See [`Model::leaf_key_identifier`]; of several statements the first one's.
    pub leaf_key_identifier: [u8; 20],
    /// Certificates in DER, the leaf first; of several statements one path after the other.
    pub trust_path: Vec<Vec<u8>>,
    /// Each path leads to an anchor.
    pub is_trusted: bool,
}

impl Reexamined {
    /// By what metadata knows the model.
    pub fn model(&self) -> Model<'_> {
        Model { format: &self.format, aaguid: self.aaguid, leaf_key_identifier: self.leaf_key_identifier }
    }
}

/// Takes the certificates out of an object again. Anchors and revocations count as they are known now, validity as it was at the
/// registration, `at` in Unix seconds. Nothing where there are no certificates, or where the object cannot be read.
pub fn reexamine(object: &[u8], anchors: &dyn Anchors, at: i64) -> Option<Reexamined> {
    let object = AttestationObject::parse(object).ok()?;
    let aaguid = AuthenticatorData::parse(object.authenticator_data).ok()?.attested?.aaguid;
    let members = match &object.statement {
        Claim::One(statement) => vec![(object.format, statement)],
        Claim::Several(statements) => statements.iter().map(member).collect::<Option<Vec<_>>>()?,
    };
    // Those without certificates say nothing about the maker.
    let paths: Vec<_> =
        members.into_iter().filter_map(|(format, statement)| Some((format, statement, x5c(statement).ok()?))).collect();
    let policy = Policy { now: at, ..Policy::ANY };
    let mut leaf_key_identifier = None;
    let mut is_trusted = true;
    for (format, statement, path) in &paths {
        let leaf = Certificate::parse(path.first()?).ok()?.key_identifier();
        let model = Model { format, aaguid, leaf_key_identifier: leaf };
        is_trusted &= !is_sha1(algorithm(statement).ok()) && chain::leads_to_anchor(path, &model, &policy, anchors);
        leaf_key_identifier.get_or_insert(leaf);
    }
    Some(Reexamined {
        format: object.format.to_owned(),
        aaguid,
        leaf_key_identifier: leaf_key_identifier?,
        trust_path: paths.iter().flat_map(|(.., path)| path).map(|certificate| certificate.to_vec()).collect(),
        is_trusted,
    })
}

/// A member of `compound`, with its format. No registration accepts another shape, or `fido-u2f`.
fn member<'m, 'a>(value: &'m Value<'a>) -> Option<(&'a str, &'m Map<'a>)> {
    let Value::Map(member) = value else { return None };
    match (member.text("fmt"), member.text("attStmt")) {
        (Some(&Value::Text(format)), Some(Value::Map(statement))) if format != "fido-u2f" => Some((format, statement)),
        _ => None,
    }
}
