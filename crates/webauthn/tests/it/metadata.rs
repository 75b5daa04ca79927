//! Metadata blobs as an independent writer makes and signs them, under roots of our own.

mod compromise;
mod minting;
mod revocation;
mod signer;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use proptest::prelude::*;
use serde_json::{Value, json};
use webauthn::Certification;
use webauthn::attestation::{Anchors as _, Model};
use webauthn::metadata::{Blob, Metadata, MetadataError, Revocations, Signer, Standing, Status};

use self::minting::{Authority, HOST, Mint, NOW, RSA, compact, jws};

const AAGUID: &str = "3789da91-f943-46bc-95c3-50ea2012f03a";

fn payload() -> Value {
    json!({
        "legalHeader": "…",
        "no": 9,
        "nextUpdate": "2026-02-01",
        "entries": [{
            "aaguid": AAGUID,
            "metadataStatement": {
                "description": "A key",
                "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
                "attestationRootCertificates": [minting::maker()],
            },
            "statusReports": [{ "status": "FIDO_CERTIFIED_L2", "effectiveDate": "2020-01-01" }],
        }],
    })
}

fn payload_with(reports: Value) -> Value {
    let mut payload = payload();
    payload["entries"][0]["statusReports"] = reports;
    payload
}

fn verify(mint: &Mint, jws: &str) -> Result<Blob, MetadataError> {
    verify_with(mint, jws, &Revocations::default())
}

fn verify_with(mint: &Mint, jws: &str, revocations: &Revocations) -> Result<Blob, MetadataError> {
    let signer = Signer { roots: &[mint.root.der()], host: Some(HOST), revocations, now: NOW };
    Blob::verify(jws.as_bytes(), &signer)
}

fn error(found: Result<Blob, MetadataError>) -> Option<MetadataError> {
    found.err()
}

#[test]
fn a_blob_is_verified_and_used() {
    let mint = Mint::new();
    let blob = verify(&mint, &mint.blob(&payload())).unwrap();
    assert_eq!((blob.number(), blob.unreadable(), blob.entries().len()), (9, 0, 1));
    assert_eq!(blob.unreadable_roots(), 0);
    assert_eq!(blob.next_update().to_string(), "2026-02-01");
    assert!(!blob.is_stale(blob.next_update().end() - 1));
    assert!(blob.is_stale(blob.next_update().end()), "an old blob is reported, not refused");

    let mut metadata = Metadata::new();
    metadata.add_blob(blob);
    let model = Model { format: "packed", aaguid: AAGUID.parse().unwrap(), leaf_key_identifier: [0; 20] };
    let entry = metadata.model(&model).unwrap();
    assert_eq!((entry.name(), entry.standing()), ("A key", Standing::Good));
    assert_eq!(entry.certification(), Some(Certification::L2));
    assert!(entry.allows_algorithm(-7) && !entry.allows_algorithm(-257));
    assert_eq!(metadata.of(&model), [BASE64_STANDARD.decode(minting::maker()).unwrap()]);
    assert_eq!(metadata.unreadable_roots(), 0);
    assert_eq!(metadata.names().collect::<Vec<_>>(), [(model.aaguid, "A key")]);
}

#[test]
fn every_algorithm_of_the_service_is_taken() {
    for algorithm in minting::ALGORITHMS {
        let mint = Mint::signing_with(algorithm);
        let jws = mint.blob(&payload());
        assert!(verify(&mint, &jws).is_ok(), "{}", algorithm.name);
        // The same key under another algorithm's name.
        let claimed = if algorithm.name == "ES256" { "RS256" } else { "ES256" };
        let lie = mint.blob_with(&json!({ "alg": claimed, "x5c": mint.x5c() }), &payload());
        assert_eq!(error(verify(&mint, &lie)), Some(MetadataError::Signature), "{}", algorithm.name);
    }
}

#[test]
fn the_signature_covers_header_and_payload() {
    let mint = Mint::new();
    let blob = mint.blob(&payload());
    let parts: Vec<&str> = blob.split('.').collect();
    let mut newer = payload();
    newer["no"] = json!(10);
    let other = mint.blob(&newer);
    let others: Vec<&str> = other.split('.').collect();
    let renamed = compact(&json!({ "alg": "ES256", "typ": "jwt", "x5c": mint.x5c() }));
    for (header, payload, signature) in [
        (parts[0], others[1], parts[2]),
        (parts[0], parts[1], others[2]),
        (&*renamed, parts[1], parts[2]),
        (parts[0], parts[1], ""),
        (parts[0], parts[1], &parts[2][..80]),
    ] {
        let found = verify(&mint, &format!("{header}.{payload}.{signature}"));
        assert_eq!(error(found), Some(MetadataError::Signature));
    }
    // Metadata F-3: signed with a key that is not the leaf's.
    let stranger = Mint::new();
    let header = json!({ "alg": "ES256", "x5c": mint.x5c() });
    assert_eq!(error(verify(&mint, &stranger.blob_with(&header, &payload()))), Some(MetadataError::Signature));
}

/// Metadata F-4.
#[test]
fn the_chain_leads_to_the_root() {
    let (mint, stranger) = (Mint::new(), Mint::new());
    assert_eq!(error(verify(&stranger, &mint.blob(&payload()))), Some(MetadataError::Untrusted));
    let [leaf, intermediate] = [mint.leaf.base64(), mint.intermediate.base64()];
    let (root, foreign) = (mint.root.base64(), stranger.intermediate.base64());
    for (x5c, expected) in [
        (vec![&leaf, &intermediate], None),
        (vec![&leaf, &intermediate, &root], None),
        (vec![&leaf], Some(MetadataError::Untrusted)),
        (vec![&leaf, &foreign], Some(MetadataError::Untrusted)),
        (vec![&leaf, &root], Some(MetadataError::Untrusted)),
        (vec![&intermediate, &leaf], Some(MetadataError::Untrusted)),
        (vec![&leaf, &leaf, &intermediate], Some(MetadataError::Untrusted)),
    ] {
        let jws = mint.blob_with(&json!({ "alg": "ES256", "x5c": x5c }), &payload());
        assert_eq!(error(verify(&mint, &jws)), expected, "{} certificates", x5c.len());
    }
}

#[test]
fn a_leaf_certifies_nobody() {
    let mint = Mint::new();
    let below = mint.leaf.certify(Authority::leaf(HOST));
    let x5c = [below.base64(), mint.leaf.base64(), mint.intermediate.base64()];
    let header = json!({ "alg": "ES256", "x5c": x5c });
    assert_eq!(error(verify(&mint, &jws(&below.key, &header, &payload()))), Some(MetadataError::Untrusted));
}

#[test]
fn certificates_have_their_time() {
    let mut expired = Authority::leaf(HOST);
    expired.not_after = rcgen::date_time_ymd(2025, 12, 31);
    let mut early = Authority::leaf(HOST);
    early.not_before = rcgen::date_time_ymd(2026, 1, 2);
    for leaf in [expired, early] {
        let mint = Mint::with_leaf(leaf);
        assert_eq!(error(verify(&mint, &mint.blob(&payload()))), Some(MetadataError::Untrusted));
    }
    let mut old = Authority::ca("An intermediate");
    old.not_after = rcgen::date_time_ymd(2025, 12, 31);
    let mint = Mint::with_intermediate(old);
    assert_eq!(error(verify(&mint, &mint.blob(&payload()))), Some(MetadataError::Untrusted));
}

#[test]
fn roots_are_read_in_both_forms() {
    let (mint, other) = (Mint::new(), Mint::new());
    let jws = mint.blob(&payload());
    let revocations = Revocations::default();
    let with = |roots: &[Vec<u8>]| {
        error(Blob::verify(jws.as_bytes(), &Signer { roots, host: Some(HOST), revocations: &revocations, now: NOW }))
    };
    let bundle =
        [minting::pem("CERTIFICATE", &other.root.der()), minting::pem("CERTIFICATE", &mint.root.der())].concat();
    assert_eq!(with(&[bundle]), None);
    assert_eq!(with(&[other.root.der(), mint.root.der()]), None);
    assert_eq!(with(&[minting::pem("CERTIFICATE", &other.root.der())]), Some(MetadataError::Untrusted));
    assert_eq!(with(&[]), Some(MetadataError::Untrusted));
    assert_eq!(with(&[b"no certificate".to_vec()]), Some(MetadataError::NotPem));
    assert_eq!(with(&[mint.root.der(), vec![0x30, 0x80]]), Some(MetadataError::NotPem));
}

#[test]
fn an_older_blob_replaces_nothing() {
    let mint = Mint::new();
    let blob = verify(&mint, &mint.blob(&payload())).unwrap();
    assert_eq!([0, 8, 9, 10].map(|old| blob.may_replace(old)), [true, true, true, false]);
}

/// Metadata F-2, and what is none of it.
#[test]
fn status_reports_decide_the_standing() {
    let mint = Mint::new();
    let standing = |reports: Value| {
        let blob = verify(&mint, &mint.blob(&payload_with(reports))).unwrap();
        blob.entries()[0].standing()
    };
    for (name, expected) in [
        ("USER_VERIFICATION_BYPASS", Standing::Compromised(Status::UserVerificationBypass)),
        ("ATTESTATION_KEY_COMPROMISE", Standing::Compromised(Status::AttestationKeyCompromise)),
        ("USER_KEY_REMOTE_COMPROMISE", Standing::Compromised(Status::UserKeyRemoteCompromise)),
        ("USER_KEY_PHYSICAL_COMPROMISE", Standing::Compromised(Status::UserKeyPhysicalCompromise)),
        ("REVOKED", Standing::Revoked),
        ("NOT_FIDO_CERTIFIED", Standing::Good),
        ("FIDO_CERTIFIED", Standing::Good),
        ("UPDATE_AVAILABLE", Standing::Good),
        ("SELF_ASSERTION_SUBMITTED", Standing::Good),
        ("A_STATUS_OF_2030", Standing::Good),
    ] {
        let report = json!({ "status": name, "effectiveDate": "2025-01-01" });
        assert_eq!(standing(json!([report])), expected, "{name}");
        let certified = json!({ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2024-01-01" });
        assert_eq!(standing(json!([certified, report])), expected, "{name}");
    }
    assert_eq!(standing(json!(null)), Standing::Good);
}

#[test]
fn a_blob_of_the_future_can_be_read() {
    let mint = Mint::new();
    let mut payload = payload();
    payload["version"] = json!({ "deep": [1, 2] });
    payload["entries"][0]["rating"] = json!("AAA");
    payload["entries"][0]["metadataStatement"]["attestationRootCertificates"] =
        json!(["MIIBAP8=", minting::maker(), 7]);
    payload["entries"][0]["metadataStatement"]["authenticationAlgorithms"] = json!(["ml_dsa_99"]);
    let entries = payload["entries"].as_array_mut().unwrap();
    entries.extend([json!(null), json!({ "aaguid": 7 }), json!({ "aaid": "1234#abcd" })]);
    let blob = verify(&mint, &mint.blob(&payload)).unwrap();
    assert_eq!((blob.entries().len(), blob.unreadable(), blob.unreadable_roots()), (1, 2, 2));
    // What is signed but no payload is refused all the same.
    for wrong in [json!({}), json!([]), json!({ "no": 1, "nextUpdate": "soon", "entries": [] })] {
        assert_eq!(error(verify(&mint, &mint.blob(&wrong))), Some(MetadataError::Payload));
    }
}

#[test]
fn a_huge_file_is_refused() {
    let mint = Mint::new();
    let huge = format!("{}{}", mint.blob(&payload()), "A".repeat(64 << 20));
    assert_eq!(error(verify(&mint, &huge)), Some(MetadataError::TooLarge));
}

#[test]
fn rsa_signs_too() {
    let mint = Mint::signing_with(RSA);
    assert!(verify(&mint, &format!("\n{}\n", mint.blob(&payload()))).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_blob_is_refused(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_.-]") {
        let (mint, blob) = minting::fixed();
        let at = at.index(blob.len());
        let mut damaged = blob.clone();
        damaged.replace_range(at..=at, &letter);
        prop_assert!(damaged == *blob || verify(mint, &damaged).is_err());
    }

    #[test]
    fn garbage_is_no_panic(file: Vec<u8>) {
        let revocations = Revocations::parse(std::slice::from_ref(&file)).unwrap_or_default();
        let signer = Signer { roots: std::slice::from_ref(&file), host: None, revocations: &revocations, now: NOW };
        prop_assert!(Blob::verify(&file, &signer).is_err());
        prop_assert!(Metadata::new().add_statement(&file).is_err());
    }
}
