//! Metadata of an independent maker: its blob is believed, every lie about the blob is named, and models found in it are
//! trusted by its roots alone.

use authenticator::{Attestation, Authenticator, Blob, BlobLie, CertificateLie, Maker, Making, Setup, Validity};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use webauthn::attestation::{Policy, Trust, Verdict};
use webauthn::metadata::{self, Combined, Metadata, MetadataError, Revocations, Signer, Standing};
use webauthn::options::Conveyance;
use webauthn::registration::{self, Registered};
use webauthn::{Certification, Refusal, RegistrationResponse, UserVerification};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::{EXPECTED, ORIGIN, creation};

/// In November 2026.
const NOW: i64 = 1_795_000_000;

fn maker(metadata_algorithm: i64) -> Maker {
    Maker::new(Making { intermediate: true, metadata_algorithm, ..Making::default() }).expect("a maker")
}

fn blob(maker: &Maker, lies: Vec<BlobLie>) -> String {
    let key = Setup::security_key_over("usb");
    let entries = vec![
        maker.metadata_entry(&key, "A key", &[("FIDO_CERTIFIED_L2", "2024-02-03")]),
        maker.metadata_entry(&Setup::u2f_key(), "An old key", &[]),
        maker.metadata_entry(&Setup::laptop(), "A laptop", &[("REVOKED", "2025-01-01")]),
    ];
    maker.metadata_blob(&Blob { entries, number: 7, next_update: "2030-01-01".into(), lies }).expect("a blob")
}

fn verify(blob: &str, maker: &Maker, lists: &[Vec<u8>]) -> Result<metadata::Blob, MetadataError> {
    let revocations = Revocations::parse(lists)?;
    let roots = [maker.root_der().to_vec()];
    let signer = Signer { roots: &roots, host: Some(Signer::HOST), revocations: &revocations, now: NOW };
    metadata::Blob::verify(blob.as_bytes(), &signer)
}

fn refused(lie: BlobLie) -> Option<MetadataError> {
    let maker = maker(-7);
    verify(&blob(&maker, vec![lie]), &maker, &[]).err()
}

fn serial(der: &[u8]) -> Vec<u8> {
    X509Certificate::from_der(der).expect("a certificate").1.raw_serial().to_vec()
}

/// With attestation required and metadata as the only source of trust.
fn register(setup: Setup, anchors: &Combined<'_>) -> Result<Registered, Refusal> {
    let user_verification = UserVerification::Preferred;
    let options = creation(user_verification, Conveyance::Direct);
    let answer = Authenticator::new(setup).create(&options, ORIGIN).expect("an answer").to_string();
    let policy =
        Policy { allow_none: false, allow_self: false, trust: Trust::Required(anchors), now: NOW, ..Policy::ANY };
    let origins = [ORIGIN.to_owned()];
    let expected = registration::Expectations { origins: &origins, user_verification, attestation: policy, ..EXPECTED };
    registration::verify(&RegistrationResponse::parse(answer.as_bytes())?, &expected)
}

#[test]
fn a_blob_is_believed_under_its_own_root() {
    for algorithm in [-7, -257] {
        let maker = maker(algorithm);
        let blob = blob(&maker, vec![]);
        let read = verify(&blob, &maker, &[]).expect("believed");
        assert_eq!((read.number(), read.is_stale(NOW), read.entries().len(), read.unreadable()), (7, false, 3, 0));
        let standings: Vec<_> = read.entries().iter().map(metadata::Entry::standing).collect();
        assert_eq!(standings, [Standing::Good, Standing::Good, Standing::Revoked]);
        assert_eq!(read.entries()[0].certification(), Some(Certification::L2));
        assert_eq!(read.entries()[0].aaguid().map(|aaguid| aaguid.0), Some(Setup::security_key().aaguid));
        assert_eq!(verify(&blob, &self::maker(-7), &[]).err(), Some(MetadataError::Untrusted));
    }
}

// Metadata Service Tests F-3 and F-4.
#[test]
fn every_lie_about_a_blob_is_named() {
    let certificate = BlobLie::Certificate;
    let other_host = [&[0x30, 14, 0x82, 12], b"mds.evil.org".as_slice()].concat();
    for (lie, error) in [
        (BlobLie::Signature, MetadataError::Signature),
        (BlobLie::ForeignKey, MetadataError::Signature),
        (BlobLie::Algorithm("none"), MetadataError::Algorithm),
        (BlobLie::WithoutChain, MetadataError::Header),
        (BlobLie::Member("no", None), MetadataError::Payload),
        (BlobLie::Member("entries", Some(Value::Null)), MetadataError::Payload),
        (certificate(CertificateLie::ForeignIssuer), MetadataError::Untrusted),
        (certificate(CertificateLie::IntermediateMissing), MetadataError::Untrusted),
        (certificate(CertificateLie::IntermediateNoAuthority), MetadataError::Untrusted),
        (certificate(CertificateLie::Validity(Validity::PAST)), MetadataError::Untrusted),
        // For another host, which its alternative name decides.
        (certificate(CertificateLie::Extension("2.5.29.17", Some((false, other_host)))), MetadataError::Host),
    ] {
        assert_eq!(refused(lie.clone()), Some(error), "{lie:?}");
    }
}

// Metadata Service Tests F-5 and F-6.
#[test]
fn revoked_signers_are_not_believed() {
    let maker = maker(-7);
    let blob = blob(&maker, vec![]);
    let header = BASE64_URL_SAFE_NO_PAD.decode(blob.split('.').next().expect("a header")).expect("base64url");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    let leaf = BASE64_STANDARD.decode(header["x5c"][0].as_str().expect("text")).expect("base64");
    let leaf_revoked = maker.revocation_list(&[serial(&leaf)]).expect("a list");
    let intermediate_revoked = maker.root_revocation_list(&[serial(&maker.chain()[0])]).expect("a list");
    let nothing_revoked = [maker.revocation_list(&[]), maker.root_revocation_list(&[vec![1]])].map(Result::unwrap);
    assert!(verify(&blob, &maker, &nothing_revoked).is_ok());
    assert_eq!(verify(&blob, &maker, &[leaf_revoked]).err(), Some(MetadataError::Revoked));
    assert_eq!(verify(&blob, &maker, &[intermediate_revoked]).err(), Some(MetadataError::Revoked));
}

#[test]
fn models_are_trusted_by_the_roots_of_their_metadata() {
    let maker = maker(-7);
    let mut metadata = Metadata::new();
    metadata.add_blob(verify(&blob(&maker, vec![]), &maker, &[]).expect("believed"));
    let no_lists = Revocations::default();
    let anchors = Combined { metadata: &metadata, own: &[], revocations: &no_lists };
    let made = |setup: Setup| Setup { maker: Some(maker.clone()), ..setup };

    let key = made(Setup::security_key_over("nfc"));
    for setup in [key.clone(), made(Setup::u2f_key()), made(Setup::laptop())] {
        let known = register(setup.clone(), &anchors).expect("trusted").attestation;
        assert_eq!(known.verdict, Verdict::Trusted, "{}", known.format);
        let stranger = Setup { maker: Some(self::maker(-7)), ..setup };
        assert_eq!(register(stranger, &anchors), Err(Refusal::UntrustedAttestation));
    }
    let unknown = Setup { aaguid: [1; 16], ..key.clone() };
    assert_eq!(register(unknown, &anchors), Err(Refusal::UntrustedAttestation), "a model that nobody listed");
    let self_signed = Setup { attestation: Attestation::PackedSelf, ..key.clone() };
    assert_eq!(register(self_signed, &anchors), Err(Refusal::AttestationPolicy));

    let list = maker.root_revocation_list(&[serial(&maker.chain()[0])]).expect("a list");
    let lists = Revocations::parse(&[list]).expect("a list");
    let revoked = Combined { revocations: &lists, ..anchors };
    assert_eq!(register(key, &revoked), Err(Refusal::UntrustedAttestation));
}
