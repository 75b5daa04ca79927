//! What the metadata service knows of one model of authenticator.
//!
//! It must never lose what is reported about a model because another member of its entry cannot be read.

use serde_json::Value;

use super::status::{self, Standing, StatusReport};
use super::{algorithms, name, pem};
use crate::attestation::certificate::Certificate;
use crate::{Aaguid, Certification};

/// A model, as its metadata statement and its status reports describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    aaguid: Option<Aaguid>,
    /// The SHA-1 of the public keys of the attestation certificates, by which U2F models are known.
    key_identifiers: Vec<[u8; 20]>,
    name: String,
    roots: Vec<Root>,
    unreadable_roots: usize,
    algorithms: Vec<String>,
    attestation_types: Vec<String>,
    key_protection: Vec<String>,
    reports: Vec<StatusReport>,
}

/// A trust anchor that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    der: Vec<u8>,
    key_identifier: [u8; 20],
}

/// What became of one entry of a blob.
#[derive(Debug)]
pub(super) enum Read {
    Model(Box<Entry>),
    /// A model that is known by neither AAGUID nor key identifier: it belongs to UAF, not to WebAuthn.
    Foreign,
    Broken,
}

impl Entry {
    /// An entry of a blob's payload. The statement inside is optional.
    pub(super) fn read(entry: &Value) -> Read {
        let statement = entry.get("metadataStatement").unwrap_or(&Value::Null);
        let (Ok(aaguid), Ok(mut key_identifiers)) = (aaguid(entry), key_identifiers(entry)) else {
            return Read::Broken;
        };
        if aaguid.is_none() && key_identifiers.is_empty() {
            let foreign = entry.get("aaid").is_some_and(Value::is_string);
            return if foreign { Read::Foreign } else { Read::Broken };
        }
        // A statement may repeat the identifiers; what it says of its own is not worth the entry.
        key_identifiers.extend(self::key_identifiers(statement).unwrap_or_default());
        Read::Model(Box::new(Self {
            reports: StatusReport::read_all(entry.get("statusReports")),
            ..Self::stated(statement, aaguid, key_identifiers)
        }))
    }

    /// A metadata statement by itself.
    pub(super) fn of_statement(statement: &Value) -> Option<Self> {
        let (aaguid, key_identifiers) = (aaguid(statement).ok()?, key_identifiers(statement).ok()?);
        let known = aaguid.is_some() || !key_identifiers.is_empty();
        known.then(|| Self::stated(statement, aaguid, key_identifiers))
    }

    fn stated(statement: &Value, aaguid: Option<Aaguid>, key_identifiers: Vec<[u8; 20]>) -> Self {
        let (roots, unreadable_roots) = roots(statement);
        Self {
            aaguid,
            key_identifiers,
            name: name::shown(statement.get("description").and_then(Value::as_str).unwrap_or_default()),
            roots,
            unreadable_roots,
            algorithms: owned(statement, "authenticationAlgorithms"),
            attestation_types: owned(statement, "attestationTypes"),
            key_protection: owned(statement, "keyProtection"),
            reports: Vec::new(),
        }
    }

    /// Several entries may speak of one model: the blob's and the operator's own. Together they trust every root and report
    /// every flaw.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.name.is_empty() {
            self.name = other.name;
        }
        self.key_identifiers.extend(other.key_identifiers);
        self.roots.extend(other.roots);
        self.unreadable_roots += other.unreadable_roots;
        self.algorithms.extend(other.algorithms);
        self.attestation_types.extend(other.attestation_types);
        self.key_protection.extend(other.key_protection);
        self.reports.extend(other.reports);
    }

    /// Takes over what speaks against another model, and nothing that speaks for it.
    pub(super) fn share_flaws_of(&mut self, other: &Self) {
        self.reports.extend(other.reports.iter().filter(|report| report.is_against()).cloned());
    }

    pub fn aaguid(&self) -> Option<Aaguid> {
        self.aaguid
    }

    pub(super) fn key_identifiers(&self) -> &[[u8; 20]] {
        &self.key_identifiers
    }

    /// What the maker calls the model; empty if the entry has no statement.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The trust anchors in DER, without those whose keys are known to have leaked, in whatever certificate.
    pub fn roots(&self) -> impl Iterator<Item = &[u8]> {
        let sound = |root: &&Root| !status::leaked_keys(&self.reports).any(|leaked| *leaked == root.key_identifier);
        self.roots.iter().filter(sound).map(|root| root.der.as_slice())
    }

    /// How many of the statement's trust anchors cannot be read and are missing there.
    pub fn unreadable_roots(&self) -> usize {
        self.unreadable_roots
    }

    /// As the statement names them, such as `basic_full`.
    pub fn attestation_types(&self) -> &[String] {
        &self.attestation_types
    }

    /// As the statement names it, such as `hardware` and `secure_element`.
    pub fn key_protection(&self) -> &[String] {
        &self.key_protection
    }

    pub fn reports(&self) -> &[StatusReport] {
        &self.reports
    }

    /// The highest level that FIDO has certified and not withdrawn.
    pub fn certification(&self) -> Option<Certification> {
        status::certification(&self.reports)
    }

    /// Whether the model as a whole may be trusted. That says nothing of a single batch whose attestation key has leaked:
    /// see [`Entry::standing_of`].
    pub fn standing(&self) -> Standing {
        self.standing_of(&[])
    }

    /// Whether an authenticator of this model may be trusted that shows these certificates (DER).
    pub fn standing_of(&self, trust_path: &[Vec<u8>]) -> Standing {
        status::standing(&self.reports, trust_path)
    }

    /// Whether the model is said to sign with the algorithm of this COSE number. A statement that names none says nothing
    /// against it. FIDO's conformance test wants this looked at; elsewhere real models differ from their statements.
    pub fn allows_algorithm(&self, cose: i64) -> bool {
        self.algorithms.is_empty() || self.algorithms.iter().any(|name| algorithms::cose(name) == Some(cose))
    }
}

/// A member that is there but illegible makes an entry broken: it might be about any model. Zero is nobody's AAGUID.
fn aaguid(object: &Value) -> Result<Option<Aaguid>, ()> {
    match object.get("aaguid") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let aaguid: Aaguid = value.as_str().and_then(|text| text.parse().ok()).ok_or(())?;
            Ok(Some(aaguid).filter(|aaguid| !aaguid.is_zero()))
        }
    }
}

fn key_identifiers(object: &Value) -> Result<Vec<[u8; 20]>, ()> {
    match object.get("attestationCertificateKeyIdentifiers") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(value) => {
            let identifiers = value.as_array().ok_or(())?.iter();
            identifiers.map(|identifier| identifier.as_str().and_then(key_identifier).ok_or(())).collect()
        }
    }
}

/// 40 hexadecimal digits.
fn key_identifier(text: &str) -> Option<[u8; 20]> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = match digits.as_chunks() {
        (pairs, []) => pairs.iter().map(|[high, low]| high << 4 | low).collect(),
        _ => return None,
    };
    bytes.try_into().ok()
}

/// Those that can be read, and how many cannot.
fn roots(statement: &Value) -> (Vec<Root>, usize) {
    let (mut roots, mut unreadable) = (Vec::new(), 0);
    let listed = match statement.get("attestationRootCertificates") {
        None | Some(Value::Null) => &[],
        Some(Value::Array(listed)) => listed.as_slice(),
        Some(other) => std::slice::from_ref(other),
    };
    for member in listed {
        match member.as_str().and_then(pem::texts) {
            Some(certificates) => {
                let count = certificates.len();
                let read: Vec<Root> = certificates.into_iter().filter_map(Root::read).collect();
                unreadable += count - read.len();
                roots.extend(read);
            }
            None => unreadable += 1,
        }
    }
    (roots, unreadable)
}

impl Root {
    fn read(der: Vec<u8>) -> Option<Self> {
        let key_identifier = Certificate::parse(&der).ok()?.key_identifier();
        Some(Self { der, key_identifier })
    }
}

fn texts<'a>(object: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn owned(object: &Value, name: &str) -> Vec<String> {
    texts(object, name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
