use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use x509_parser::prelude::{CertificateRevocationList, FromDer as _, X509Certificate};

use super::{Blob, BlobLie};
use crate::wire::from_base64url;
use crate::{CertificateLie, Maker, Making, Setup};

fn maker() -> Maker {
    Maker::new(Making { intermediate: true, ..Making::default() }).expect("a maker")
}

fn blob(lies: Vec<BlobLie>) -> Blob {
    let entry = maker().metadata_entry(&Setup::laptop(), "A laptop", &[("FIDO_CERTIFIED_L1", "2024-02-03")]);
    Blob { entries: vec![entry], number: 7, next_update: "2030-01-01".into(), lies }
}

fn part(blob: &str, at: usize) -> Vec<u8> {
    from_base64url(blob.split('.').nth(at).expect("three parts")).expect("base64url")
}

fn chain(blob: &str) -> Vec<Vec<u8>> {
    let header: Value = serde_json::from_slice(&part(blob, 0)).expect("JSON");
    let certificates = header["x5c"].as_array().cloned().unwrap_or_default();
    certificates.iter().map(|text| BASE64_STANDARD.decode(text.as_str().unwrap()).expect("base64")).collect()
}

/// Whether the first certificate's key signed the blob.
fn holds(blob: &str) -> bool {
    let chain = chain(blob);
    let (_, leaf) = X509Certificate::from_der(&chain[0]).expect("a certificate");
    let (signed, _) = blob.rsplit_once('.').expect("three parts");
    let point = leaf.public_key().subject_public_key.data.as_ref();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &part(blob, 2)).is_ok()
}

#[test]
fn a_blob_is_signed_and_its_lies_change_one_thing() {
    let maker = maker();
    // Halves of a signature that begin with a zero are padded: one in 128 has one.
    for _ in 0..300 {
        assert!(holds(&maker.metadata_blob(&blob(vec![])).expect("a blob")));
    }
    let honest = maker.metadata_blob(&blob(vec![])).expect("a blob");
    let payload: Value = serde_json::from_slice(&part(&honest, 1)).expect("JSON");
    assert_eq!((&payload["no"], &payload["nextUpdate"]), (&json!(7), &json!("2030-01-01")));
    assert_eq!(payload["entries"][0]["statusReports"][0]["status"], "FIDO_CERTIFIED_L1");
    assert_eq!(chain(&honest).len(), 2);

    let told = |lie| maker.metadata_blob(&blob(vec![lie])).expect("a blob");
    assert!(!holds(&told(BlobLie::Signature)) && !holds(&told(BlobLie::ForeignKey)));
    assert!(holds(&told(BlobLie::Certificate(CertificateLie::ForeignIssuer))));
    assert_eq!(chain(&told(BlobLie::WithoutChain)).len(), 0);
    let without: Value = serde_json::from_slice(&part(&told(BlobLie::Member("no", None)), 1)).expect("JSON");
    assert!(without["no"].is_null() && without["entries"].is_array());
    let header: Value = serde_json::from_slice(&part(&told(BlobLie::Algorithm("none")), 0)).expect("JSON");
    assert_eq!(header["alg"], "none");
}

#[test]
fn statements_describe_the_setup() {
    let maker = maker();
    let laptop = maker.metadata_statement(&Setup::laptop(), "A laptop");
    assert_eq!(laptop["aaguid"], "6b657973-7465-6164-2d6c-6170746f702d");
    assert_eq!(laptop["attestationRootCertificates"], json!([BASE64_STANDARD.encode(maker.root_der())]));
    assert_eq!((&laptop["attestationTypes"], &laptop["attachmentHint"]), (&json!(["attca"]), &json!(["internal"])));
    let u2f = maker.metadata_entry(&Setup::u2f_key(), "A key", &[]);
    let identifier = u2f["attestationCertificateKeyIdentifiers"][0].as_str().expect("an identifier");
    assert!(identifier.len() == 40 && u2f.get("aaguid").is_none());
    assert_eq!(u2f["metadataStatement"]["attestationCertificateKeyIdentifiers"][0], identifier);
}

#[test]
fn revocations_name_serial_numbers() {
    let maker = maker();
    let serial = vec![0x41, 2, 3];
    let list = maker.revocation_list(std::slice::from_ref(&serial)).expect("a list");
    let (_, read) = CertificateRevocationList::from_der(&list).expect("a list");
    let (_, above) =
        X509Certificate::from_der(&maker.chain()[0]).map(|(rest, read)| (rest, read.subject().to_string())).unwrap();
    assert_eq!(
        (read.iter_revoked_certificates().next().unwrap().raw_serial(), read.issuer().to_string()),
        (&serial[..], above)
    );
    let empty = maker.root_revocation_list(&[]).expect("a list");
    let (_, read) = CertificateRevocationList::from_der(&empty).expect("a list");
    assert_eq!(read.iter_revoked_certificates().count(), 0);
}
