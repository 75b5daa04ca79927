//! The cases of the metadata service: a test bed for each blob, with a device of the one model that the blob is about.

use super::case::{Case, Cases, accepted, refused};
use super::client::Client;
use super::devices::{self, file};
use authenticator::{Attestation, Authenticator, Blob, BlobLie, CertificateLie, Maker, Making, Setup};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::SystemRandom;
use domain::conformance::{Material, Models};
use domain::{Clock, SystemClock};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

const MODULE: &str = "Metadata Service Tests";
const UNTRUSTED: &str = "leads to no trusted authority";

/// Signs the blobs.
static SERVICE: LazyLock<Maker> = LazyLock::new(|| devices::maker(Making { intermediate: true, ..Making::default() }));
/// Signs for its devices.
static MAKER: LazyLock<Maker> = LazyLock::new(|| devices::maker(Making::default()));

pub(super) fn cases() -> Cases {
    let cases = [
        ("P-1", Case::Scenario(valid)),
        ("F-1", Case::NotRun("of MDS2, which is gone: an MDS3 blob holds the statements themselves, not their hashes")),
        ("F-2", Case::Scenario(compromised)),
        ("F-3", Case::Scenario(damaged)),
        ("F-4", Case::Scenario(foreign)),
        ("F-5", Case::Scenario(intermediate_revoked)),
        ("F-6", Case::Scenario(leaf_revoked)),
    ];
    cases.into_iter().map(|(id, case)| ((MODULE, id), case)).collect()
}

fn model() -> Setup {
    devices::device(*b"conform-by-blob-", Attestation::Packed, &MAKER)
}

fn blob(status: &str, lies: Vec<BlobLie>) -> String {
    let entry = MAKER.metadata_entry(&model(), "A model of a blob", &[(status, "2024-01-01")]);
    let blob = Blob { entries: vec![entry], number: 7, next_update: "2090-01-01".to_owned(), lies };
    SERVICE.metadata_blob(&blob).unwrap()
}

/// The service's root, and a blob.
pub(super) fn material(blob: &str) -> Material {
    Material {
        blobs: vec![file("blob.jwt", blob.as_bytes())],
        roots: vec![file("root.crt", SERVICE.root_der())],
        ..Material::default()
    }
}

/// How many blobs are left out, and what a registration is answered.
fn register(material: &Material) -> (usize, crate::support::Answer) {
    let (_, left_out) = Models::read(material, SystemClock.now_ms()).unwrap();
    let client = Client::open(Some(material), Arc::new(SystemRandom::default()));
    let asked = json!({"attestation": "direct"});
    (left_out.len(), client.register(&mut Authenticator::new(model()), &client.name(), &asked, Vec::new()))
}

fn valid(_: &Client) -> Result<(), String> {
    let (left_out, answer) = register(&material(&blob("FIDO_CERTIFIED", Vec::new())));
    if left_out != 0 {
        return Err("the blob was left out".to_owned());
    }
    accepted(&answer)
}

fn compromised(_: &Client) -> Result<(), String> {
    for status in [
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE",
        "REVOKED",
    ] {
        let (left_out, answer) = register(&material(&blob(status, Vec::new())));
        assert_eq!(left_out, 0);
        refused(&answer, "compromised or revoked")?;
    }
    Ok(())
}

/// A blob that must not be believed: its model stays unknown.
fn unbelieved(material: &Material) -> Result<(), String> {
    let (left_out, answer) = register(material);
    if left_out != 1 {
        return Err("the blob was believed".to_owned());
    }
    refused(&answer, UNTRUSTED)
}

fn damaged(_: &Client) -> Result<(), String> {
    unbelieved(&material(&blob("FIDO_CERTIFIED", vec![BlobLie::Signature])))
}

fn foreign(_: &Client) -> Result<(), String> {
    unbelieved(&material(&blob("FIDO_CERTIFIED", vec![BlobLie::Certificate(CertificateLie::ForeignIssuer)])))
}

fn intermediate_revoked(_: &Client) -> Result<(), String> {
    let blob = blob("FIDO_CERTIFIED", Vec::new());
    let serials = [serial(&chain(&blob)[1])];
    let list = SERVICE.root_revocation_list(&serials).map_err(|error| error.to_string())?;
    revoked(&blob, &list)
}

fn leaf_revoked(_: &Client) -> Result<(), String> {
    let blob = blob("FIDO_CERTIFIED", Vec::new());
    let serials = [serial(&chain(&blob)[0])];
    let list = SERVICE.revocation_list(&serials).map_err(|error| error.to_string())?;
    revoked(&blob, &list)
}

/// Believed with the issuers' empty lists, and not with this one.
fn revoked(blob: &str, list: &[u8]) -> Result<(), String> {
    let empty = [SERVICE.revocation_list(&[]), SERVICE.root_revocation_list(&[])].map(Result::unwrap);
    let clean = Material { revocations: empty.map(|list| file("empty.crl", &list)).into(), ..material(blob) };
    accepted(&register(&clean).1)?;
    unbelieved(&Material { revocations: vec![file("list.crl", list)], ..material(blob) })
}

/// The blob's certificates in DER, the leaf first.
fn chain(blob: &str) -> Vec<Vec<u8>> {
    let header = BASE64_URL_SAFE_NO_PAD.decode(blob.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    let certificates = header["x5c"].as_array().unwrap().iter();
    certificates.map(|text| BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap()).collect()
}

/// The serial number of one of the maker's certificates: after two long sequences and the version, an integer of 16 bytes.
fn serial(der: &[u8]) -> Vec<u8> {
    assert_eq!(der[13..15], [0x02, 16]);
    der[15..31].to_vec()
}
