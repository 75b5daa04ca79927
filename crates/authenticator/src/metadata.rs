//! Metadata as the FIDO Metadata Service (MDS3) publishes it: statements about a maker's models, and the signed blob of them.
//!
//! A maker is its own metadata service, or another maker plays that part. It must never ask what day it is: numbers and dates
//! come from the caller.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

use crate::certificate::Extension;
use crate::lie::{CertificateLie, Lie, Lies};
use crate::maker::Leaf;
use crate::wire::base64url;
use crate::{Attestation, Error, KeyPair, Maker, Setup, der};

const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
/// Whose certificate signs real blobs.
const SERVICE: &str = "mds.fidoalliance.org";

/// A blob to be signed.
#[derive(Debug, Clone)]
pub struct Blob {
    pub entries: Vec<Value>,
    /// Grows with each blob.
    pub number: u64,
    /// `YYYY-MM-DD`.
    pub next_update: String,
    pub lies: Vec<BlobLie>,
}

/// One change to a blob.
#[derive(Debug, Clone, PartialEq)]
pub enum BlobLie {
    /// The signature is damaged.
    Signature,
    /// Signed by a key that the certificates do not name.
    ForeignKey,
    /// About the certificates, as at an attestation.
    Certificate(CertificateLie),
    /// There are no certificates.
    WithoutChain,
    /// The header names this algorithm.
    Algorithm(&'static str),
    /// The payload lacks this member, or says this instead.
    Member(&'static str, Option<Value>),
}

impl Maker {
    /// The statement about the model that the setup describes.
    pub fn metadata_statement(&self, setup: &Setup, description: &str) -> Value {
        let u2f = setup.attestation == Attestation::FidoU2f;
        let has_root = !matches!(setup.attestation, Attestation::None | Attestation::PackedSelf);
        let roots: Vec<String> = has_root.then(|| BASE64_STANDARD.encode(self.root_der())).into_iter().collect();
        let inside = setup.transports.iter().any(|name| name == "internal");
        let mut statement = json!({
            "legalHeader": "https://fidoalliance.org/metadata/metadata-statement-legal-header/",
            "description": description,
            "authenticatorVersion": 2,
            "protocolFamily": if u2f { "u2f" } else { "fido2" },
            "schema": 3,
            "upv": [{"major": 1, "minor": if u2f { 2 } else { 0 }}],
            "authenticationAlgorithms":
                setup.algorithms.iter().filter_map(|number| algorithm(*number)).collect::<Vec<_>>(),
            "publicKeyAlgAndEncodings": [if u2f { "ecc_x962_raw" } else { "cose" }],
            "attestationTypes": [attestation_type(setup.attestation)],
            "userVerificationDetails": [[{"userVerificationMethod": verification(setup)}]],
            "keyProtection": if setup.synced { json!(["software"]) } else { json!(["hardware", "secure_element"]) },
            "matcherProtection": ["on_chip"],
            "cryptoStrength": 128,
            "attachmentHint": [if inside { "internal" } else { "external" }],
            "tcDisplay": [],
            "attestationRootCertificates": roots,
        });
        if u2f {
            statement["attestationCertificateKeyIdentifiers"] = json!([hex(&self.attestation_key_identifier())]);
        } else {
            statement["aaguid"] = json!(uuid(setup.aaguid));
        }
        statement
    }

    /// An entry of the blob: a statement with the reports about its model, each a status and its date.
    pub fn metadata_entry(&self, setup: &Setup, description: &str, statuses: &[(&str, &str)]) -> Value {
        let statement = self.metadata_statement(setup, description);
        let reports: Vec<Value> =
            statuses.iter().map(|(status, date)| json!({"status": status, "effectiveDate": date})).collect();
        let mut entry = json!({
            "metadataStatement": statement,
            "statusReports": reports,
            "timeOfLastStatusChange": statuses.last().map_or("2020-01-01", |(_, date)| date),
        });
        for name in ["aaguid", "attestationCertificateKeyIdentifiers"] {
            if let Some(value) = statement.get(name) {
                entry[name] = value.clone();
            }
        }
        entry
    }

    /// The compact form of the signed blob, with the certificates up to, but not with, [`Maker::root_der`].
    pub fn metadata_blob(&self, blob: &Blob) -> Result<String, Error> {
        let (mut header, mut payload) = (self.blob_header(blob)?, blob.payload());
        for lie in &blob.lies {
            match lie {
                BlobLie::WithoutChain => set(&mut header, "x5c", None),
                BlobLie::Algorithm(told) => set(&mut header, "alg", Some(json!(told))),
                BlobLie::Member(name, told) => set(&mut payload, name, told.clone()),
                BlobLie::Signature | BlobLie::ForeignKey | BlobLie::Certificate(_) => {}
            }
        }
        let parts = [header, payload].map(|part| base64url(part.to_string().as_bytes()));
        let signed = parts.join(".");
        let mut key = self.metadata_key().clone();
        if blob.lies.contains(&BlobLie::ForeignKey) {
            key = KeyPair::fresh(key.algorithm())?;
        }
        let mut signature = jws_signature(&key, signed.as_bytes())?;
        if let Some(last) = signature.last_mut().filter(|_| blob.lies.contains(&BlobLie::Signature)) {
            *last ^= 1;
        }
        Ok([signed, base64url(&signature)].join("."))
    }

    fn blob_header(&self, blob: &Blob) -> Result<Value, Error> {
        let key = self.metadata_key();
        let host = der::sequence(&[der::tlv(0x82, SERVICE.as_bytes())]);
        let leaf = Leaf {
            subject: self.named("Metadata Service", SERVICE),
            key,
            extensions: vec![Extension::new(SUBJECT_ALTERNATIVE_NAME, false, host)],
            by_root: false,
        };
        let certificates = blob.lies.iter().filter_map(|lie| match lie {
            BlobLie::Certificate(lie) => Some(Lie::Certificate(lie.clone())),
            _ => None,
        });
        let chain = self.certify(leaf, &Lies(certificates.collect()))?;
        Ok(json!({
            "alg": if key.algorithm() == -257 { "RS256" } else { "ES256" },
            "typ": "JWT",
            "x5c": chain.iter().map(|der| BASE64_STANDARD.encode(der)).collect::<Vec<_>>(),
        }))
    }
}

impl Blob {
    fn payload(&self) -> Value {
        json!({
            "legalHeader": "https://fidoalliance.org/metadata/metadata-legal-terms/",
            "no": self.number,
            "nextUpdate": self.next_update,
            "entries": self.entries,
        })
    }
}

fn set(json: &mut Value, name: &str, told: Option<Value>) {
    let Some(members) = json.as_object_mut() else { return };
    match told {
        Some(told) => drop(members.insert(name.to_owned(), told)),
        None => drop(members.remove(name)),
    }
}

/// RFC 7518, 3.4: both halves of an ECDSA signature at full length, where certificates have DER.
fn jws_signature(key: &KeyPair, message: &[u8]) -> Result<Vec<u8>, Error> {
    let signature = key.sign(message)?;
    if key.algorithm() != -7 {
        return Ok(signature);
    }
    let halves = || {
        let (both, _) = der::value(&signature, 0x30)?;
        let (r, rest) = der::value(both, 0x02)?;
        let (s, _) = der::value(rest, 0x02)?;
        Some([fixed(r)?, fixed(s)?].concat())
    };
    halves().ok_or(Error::Cryptography)
}

fn fixed(number: &[u8]) -> Option<[u8; 32]> {
    let number = number.strip_prefix(&[0]).unwrap_or(number);
    let mut fixed = [0; 32];
    fixed.get_mut(32_usize.checked_sub(number.len())?..)?.copy_from_slice(number);
    Some(fixed)
}

/// FIDO's names, from its registry of predefined values; newer algorithms have none yet.
fn algorithm(number: i64) -> Option<&'static str> {
    Some(match number {
        -7 => "secp256r1_ecdsa_sha256_raw",
        -8 => "ed25519_eddsa_sha512_raw",
        -35 => "secp384r1_ecdsa_sha384_raw",
        -36 => "secp521r1_ecdsa_sha512_raw",
        -257 => "rsassa_pkcsv15_sha256_raw",
        -65535 => "rsassa_pkcsv15_sha1_raw",
        _ => return None,
    })
}

fn attestation_type(kind: Attestation) -> &'static str {
    match kind {
        Attestation::None => "none",
        Attestation::PackedSelf => "basic_surrogate",
        Attestation::Tpm => "attca",
        Attestation::Apple => "anonca",
        Attestation::Packed | Attestation::FidoU2f | Attestation::AndroidKey | Attestation::Compound => "basic_full",
    }
}

fn verification(setup: &Setup) -> &'static str {
    if setup.user_verification { "passcode_internal" } else { "presence_internal" }
}

fn hex(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    bytes.iter().flat_map(digits).collect()
}

fn uuid(bytes: [u8; 16]) -> String {
    let digits = hex(&bytes);
    let mut text = String::with_capacity(36);
    for (place, digit) in digits.char_indices() {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
