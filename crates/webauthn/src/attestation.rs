//! Attestation statements (8): what an authenticator says about itself when it makes a key.
//!
//! One file per format; each checks its statement by the format's own procedure and hands back the certificates, if it has any.
//! Whether those lead to an anchor is judged here, in one place. It must never treat a format that it cannot check as if it
//! were `none`.

mod android_key;
mod apple;
pub(crate) mod certificate;
pub(crate) mod chain;
mod compound;
mod fido_u2f;
mod none;
mod packed;
mod reexamination;
mod tpm;

use std::fmt;

use self::certificate::Certificate;
use crate::cbor::{self, Map, Value};
use crate::cose::PublicKey;
use crate::{Aaguid, Algorithm, Refusal};

pub use android_key::AuthorizationLists;
pub use reexamination::{Reexamined, reexamine};

/// Which statements are acceptable (7.1, steps 23 and 24).
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Policy<'a> {
    /// No statement at all.
    pub allow_none: bool,
    /// Signed with the credential's own key, which proves nothing about the maker.
    pub allow_self: bool,
    pub trust: Trust<'a>,
    /// Unix seconds: the moment for which certificates must be valid.
    pub now: i64,
    pub android_key: AuthorizationLists,
    /// Android's key store must say that neither the key nor the statement about it is only Android's own.
    pub android_key_in_hardware: bool,
    /// U2F keys have no AAGUID; a statement that names one anyway is refused. The standard does not ask for it.
    pub u2f_zero_aaguid: bool,
    /// RSA signatures over SHA-1 from a TPM.
    pub tpm_sha1: Sha1,
    /// A TPM must say that it made the key itself and that the key can never leave it. It certifies imported keys as well.
    pub tpm_made_inside: bool,
    /// A TPM's name for the key that is made with another hash than the key's own structure asks for. Only FIDO's conformance test
    /// wants that.
    pub tpm_foreign_name_algorithm: bool,
    /// Whether a chain of several may end with a root itself, as some authenticators send it.
    pub root_in_chain: bool,
}

impl Policy<'_> {
    /// Nothing is asked for and everything that is sound is accepted.
    pub const ANY: Self = Self {
        allow_none: true,
        allow_self: true,
        trust: Trust::NotJudged,
        now: 0,
        android_key: AuthorizationLists::Union,
        android_key_in_hardware: false,
        u2f_zero_aaguid: false,
        tpm_sha1: Sha1::Refused,
        tpm_made_inside: false,
        tpm_foreign_name_algorithm: false,
        root_in_chain: true,
    };
}

/// What a signature over SHA-1 is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sha1 {
    Refused,
    /// Accepted, as older machines know no other, but it proves nothing: wherever its chain leads to, it is not trusted.
    Untrusted,
    /// As good as any other. Only for FIDO's conformance test, which demands it.
    Trusted,
}

/// Whether certificates must lead to an anchor.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// Statements are checked, chains are not.
    NotJudged,
    /// Chains are judged, and the verdict is a fact of the registration.
    Observed(&'a dyn Anchors),
    /// A chain that leads to no anchor is refused.
    Required(&'a dyn Anchors),
}

/// The authorities that are trusted for a model.
pub trait Anchors: fmt::Debug + Sync {
    /// Certificates in DER. Any of them may end the chain, the leaf itself included.
    fn of(&self, model: &Model<'_>) -> Vec<&[u8]>;

    /// Whether a certificate is known to be revoked, by the name of its issuer and its serial number, both as in its DER.
    fn is_revoked(&self, _issuer: &[u8], _serial: &[u8]) -> bool {
        false
    }
}

/// What a chain claims to speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model<'a> {
    pub format: &'a str,
    pub aaguid: Aaguid,
    /// The SHA-1 of the leaf's public key, by which U2F models are listed.
    pub leaf_key_identifier: [u8; 20],
}

/// The same anchors for every model.
#[derive(Debug, Clone, Default)]
pub struct Roots(pub Vec<Vec<u8>>);

impl Anchors for Roots {
    fn of(&self, _: &Model<'_>) -> Vec<&[u8]> {
        self.0.iter().map(Vec::as_slice).collect()
    }
}

/// A statement that holds, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    pub format: &'static str,
    pub kind: Kind,
    /// The COSE number of the algorithm that signed the statement; `none` and `apple` have none.
    pub algorithm: Option<i64>,
    /// Certificates in DER, the leaf first; empty unless the kind is [`Kind::Certified`].
    pub trust_path: Vec<Vec<u8>>,
    /// See [`Model::leaf_key_identifier`].
    pub leaf_key_identifier: Option<[u8; 20]>,
    pub verdict: Verdict,
}

/// On what a statement rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    None,
    /// The credential's own key: says nothing about the maker.
    SelfSigned,
    /// Certificates of the maker.
    Certified,
}

/// What became of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is no chain, or nobody asked.
    NotJudged,
    Trusted,
    Untrusted,
}

/// The attestation object (6.5.4), taken apart.
#[derive(Debug)]
pub(crate) struct AttestationObject<'a> {
    pub(crate) format: &'a str,
    pub(crate) statement: Claim<'a>,
    pub(crate) authenticator_data: &'a [u8],
}

/// The statement, not checked yet.
#[derive(Debug)]
pub(crate) enum Claim<'a> {
    One(Map<'a>),
    /// What `compound` has.
    Several(Vec<Value<'a>>),
}

/// What a format's procedure looks at besides its statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'a> {
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) client_data_hash: &'a [u8],
    pub(crate) rp_id_hash: &'a [u8; 32],
    pub(crate) aaguid: Aaguid,
    pub(crate) credential_id: &'a [u8],
    pub(crate) public_key: &'a PublicKey<'a>,
    pub(crate) algorithm: Algorithm,
    pub(crate) policy: &'a Policy<'a>,
}

impl Evidence<'_> {
    /// What nearly every format signs: authenticator data and client data hash.
    pub(crate) fn signed(&self) -> Vec<u8> {
        [self.authenticator_data, self.client_data_hash].concat()
    }
}

/// A statement that holds, before its chain is judged.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) format: &'static str,
    pub(crate) kind: Kind,
    /// The COSE number of the algorithm that signed it.
    pub(crate) algorithm: Option<i64>,
    /// DER, the leaf first; there is one if and only if the kind is [`Kind::Certified`].
    pub(crate) trust_path: Vec<&'a [u8]>,
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
        let statement = match statement {
            Value::Map(statement) => Claim::One(statement.clone()),
            Value::Array(statements) if format == "compound" => Claim::Several(statements.clone()),
            _ => return Err(Refusal::MalformedAttestationObject),
        };
        Ok(Self { format, statement, authenticator_data })
    }

    /// 7.1 steps 21 to 24.
    pub(crate) fn verify(&self, evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
        // Steps 21 and 22: the format is known and its procedure succeeds. Identifiers of formats are case-sensitive.
        match &self.statement {
            Claim::Several(statements) => compound::verify(statements, evidence),
            Claim::One(statement) => {
                let statement = procedure(self.format, statement, evidence)?;
                require_acceptable(statement.kind, evidence.policy)?;
                attest(&statement, evidence)
            }
        }
    }
}

/// The procedure of a format whose statement is a map.
fn procedure<'a>(format: &str, statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    match format {
        "none" => none::verify(statement),
        "packed" => packed::verify(statement, evidence),
        "tpm" => tpm::verify(statement, evidence),
        "android-key" => android_key::verify(statement, evidence),
        "apple" => apple::verify(statement, evidence),
        "fido-u2f" => fido_u2f::verify(statement, evidence),
        _ => Err(Refusal::UnsupportedAttestationFormat),
    }
}

/// 7.1 step 24: whether a statement of this kind is acceptable.
fn require_acceptable(kind: Kind, policy: &Policy<'_>) -> Result<(), Refusal> {
    match kind {
        Kind::None if !policy.allow_none => Err(Refusal::AttestationPolicy),
        Kind::SelfSigned if !policy.allow_self => Err(Refusal::AttestationPolicy),
        Kind::None | Kind::SelfSigned | Kind::Certified => Ok(()),
    }
}

/// 7.1 steps 23 and 24: whether the certificates, if there are any, lead to an anchor for this model, and have to.
fn attest(statement: &Statement<'_>, evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
    let leaf = statement.trust_path.first().map(|leaf| Certificate::parse(leaf)).transpose()?;
    let leaf_key_identifier = leaf.map(|leaf| leaf.key_identifier());
    let verdict = match (leaf_key_identifier, evidence.policy.trust) {
        (None, _) | (Some(_), Trust::NotJudged) => Verdict::NotJudged,
        (Some(leaf_key_identifier), Trust::Observed(anchors) | Trust::Required(anchors)) => {
            let model = Model { format: statement.format, aaguid: evidence.aaguid, leaf_key_identifier };
            let counts = !is_sha1(statement.algorithm) || evidence.policy.tpm_sha1 == Sha1::Trusted;
            let is_trusted = counts && chain::leads_to_anchor(&statement.trust_path, &model, evidence.policy, anchors);
            match (is_trusted, evidence.policy.trust) {
                (true, _) => Verdict::Trusted,
                (false, Trust::Required(_)) => return Err(Refusal::UntrustedAttestation),
                (false, _) => Verdict::Untrusted,
            }
        }
    };
    Ok(Attestation {
        format: statement.format,
        kind: statement.kind,
        algorithm: statement.algorithm,
        trust_path: statement.trust_path.iter().map(|certificate| certificate.to_vec()).collect(),
        leaf_key_identifier,
        verdict,
    })
}

/// Signed over SHA-1, which only TPMs are let do.
fn is_sha1(algorithm: Option<i64>) -> bool {
    algorithm == Some(Algorithm::Rs1.cose())
}

/// A member that the statement must have, read by `read`.
fn required<'a, T>(statement: &Map<'a>, name: &str, read: impl Fn(&Value<'a>) -> Option<T>) -> Result<T, Refusal> {
    statement.text(name).and_then(read).ok_or(Refusal::MalformedAttestationStatement)
}

/// The COSE number of the algorithm that signed the statement.
fn algorithm(statement: &Map<'_>) -> Result<i64, Refusal> {
    required(statement, "alg", |value| match value {
        Value::Integer(number) => i64::try_from(*number).ok(),
        _ => None,
    })
}

/// A byte string that is not empty.
fn bytes<'a>(statement: &Map<'a>, name: &str) -> Result<&'a [u8], Refusal> {
    required(statement, name, |value| match value {
        Value::Bytes(bytes) if !bytes.is_empty() => Some(*bytes),
        _ => None,
    })
}

/// The certificates of a statement, the leaf first: an array of at least one byte string.
fn x5c<'a>(statement: &Map<'a>) -> Result<Vec<&'a [u8]>, Refusal> {
    required(statement, "x5c", |value| match value {
        Value::Array(values) if !values.is_empty() && values.len() <= MAX_CERTIFICATES => values
            .iter()
            .map(|value| match value {
                Value::Bytes(bytes) => Some(*bytes),
                _ => None,
            })
            .collect(),
        _ => None,
    })
}

/// Real chains have two or three.
const MAX_CERTIFICATES: usize = 8;
