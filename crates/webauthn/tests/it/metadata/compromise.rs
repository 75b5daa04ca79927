//! Batches of authenticators whose attestation key has leaked: whoever has the key chooses how its certificate is written.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use num_bigint::BigUint;
use serde_json::json;
use webauthn::attestation::{Anchors as _, Model};
use webauthn::metadata::{Combined, Metadata, Revocations, Standing, Status};
use x509_parser::asn1_rs::{Any, FromDer as _};

use super::minting::{self, Authority, Mint};
use super::{AAGUID, payload_with, verify};

/// The number of points of P-256.
const ORDER: &[u8] = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

const COMPROMISED: Standing = Standing::Compromised(Status::AttestationKeyCompromise);

/// With `n - s` for `s` in the signature, which is as good.
fn with_the_other_signature(certificate: &[u8]) -> Vec<u8> {
    let content = Any::from_der(certificate).unwrap().1.data;
    let (shell, _) = Any::from_der(content).unwrap();
    let (signature, algorithm) = Any::from_der(shell).unwrap();
    let parts = &content[..content.len() - signature.len()];
    assert_eq!((signature[0], algorithm.header.length().definite().ok()), (0x03, Some(10)));
    let pair = Any::from_der(&Any::from_der(signature).unwrap().1.data[1..]).unwrap().1.data;
    let (rest, r) = Any::from_der(pair).unwrap();
    let (_, s) = Any::from_der(rest).unwrap();
    let order = BigUint::parse_bytes(ORDER, 16).unwrap();
    let s = [&[0], &(order - BigUint::from_bytes_be(s.data)).to_bytes_be()[..]].concat();
    // An INTEGER has a zero in front where it would be negative without, and only there.
    let s = if s[1] < 0x80 { &s[1..] } else { &s };
    let pair = sequence(0x30, &[element(0x02, r.data), element(0x02, s)].concat());
    let signature = sequence(0x03, &[&[0], &pair[..]].concat());
    let content = [parts, &signature].concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[0x30, 0x82, high, low], &content[..]].concat()
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
}

fn sequence(tag: u8, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 0x80);
    element(tag, content)
}

/// With a byte more in the length of the whole than it needs.
fn with_a_long_length(certificate: &[u8]) -> Vec<u8> {
    assert_eq!(certificate[..2], [0x30, 0x82]);
    [&[0x30, 0x83, 0], &certificate[2..]].concat()
}

#[test]
fn a_leaked_key_is_known_in_every_certificate() {
    let mint = Mint::new();
    let batch = &mint.leaf;
    let report = json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": batch.base64() }]);
    let blob = verify(&mint, &mint.blob(&payload_with(report))).unwrap();
    let entry = &blob.entries()[0];
    let other = mint.intermediate.certify(Authority::leaf("another batch"));
    assert_eq!(entry.standing_of(&[other.der(), mint.intermediate.der()]), Standing::Good);

    let rewritten = with_the_other_signature(&batch.der());
    assert_ne!(rewritten, batch.der());
    // Nobody can tell that it is not the original: it is taken for a signer just as well.
    let header = json!({ "alg": "ES256", "x5c": [BASE64_STANDARD.encode(&rewritten), mint.intermediate.base64()] });
    assert!(verify(&mint, &mint.blob_with(&header, &payload_with(json!([])))).is_ok());

    for shown in [batch.der(), rewritten, with_a_long_length(&batch.der()), batch.renewed().der().to_vec()] {
        assert_eq!(entry.standing_of(&[shown.clone(), mint.intermediate.der()]), COMPROMISED);
        assert_eq!(entry.standing_of(&[other.der(), shown]), COMPROMISED, "an authority's key may have leaked too");
    }
}

/// The report's certificate is the maker's old root, the statement's is the new one of the same key.
#[test]
fn a_leaked_key_anchors_nothing_in_any_certificate() {
    let (mint, maker) = (Mint::new(), Mint::new().root);
    let renewed = maker.renewed();
    assert_ne!(renewed.der().to_vec(), maker.der());
    for leaked in [maker.base64(), String::from_utf8(minting::pem("CERTIFICATE", &maker.der())).unwrap()] {
        let mut payload = payload_with(json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": leaked }]));
        let roots = [
            BASE64_STANDARD.encode(renewed.der()),
            BASE64_STANDARD.encode(with_the_other_signature(&maker.der())),
            BASE64_STANDARD.encode(with_a_long_length(&maker.der())),
        ];
        payload["entries"][0]["metadataStatement"]["attestationRootCertificates"] = json!(roots);
        let mut metadata = Metadata::new();
        metadata.add_blob(verify(&mint, &mint.blob(&payload)).unwrap());
        let own = [mint.root.der()];
        let combined = Combined { metadata: &metadata, own: &own, revocations: &Revocations::default() };
        let model = Model { format: "packed", aaguid: AAGUID.parse().unwrap(), leaf_key_identifier: [0; 20] };
        assert!(combined.of(&model).is_empty(), "and nobody else vouches for the model instead");
    }
}

#[test]
fn a_report_about_no_legible_certificate_is_about_the_whole_model() {
    let mint = Mint::new();
    let broken = BASE64_STANDARD.encode(&mint.leaf.der()[1..]);
    for certificate in [json!(broken), json!("!"), json!(""), json!(null), json!([mint.leaf.base64()])] {
        let report = json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": certificate }]);
        let blob = verify(&mint, &mint.blob(&payload_with(report))).unwrap();
        assert_eq!(blob.entries()[0].standing(), COMPROMISED, "{certificate}");
    }
}
