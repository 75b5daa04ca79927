//! Who may sign a blob. The root of the real one certifies servers all over the web, and people and programs besides.

use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose as Purpose};
use webauthn::metadata::{Blob, MetadataError, Revocations, Signer};

use super::minting::{Authority, ES256, HOST, Mint, NOW};
use super::{error, payload, verify};

const SUBJECT_ALTERNATIVE_NAME: [u64; 4] = [2, 5, 29, 17];
const NAME_CONSTRAINTS: [u64; 4] = [2, 5, 29, 30];
const EXTENDED_KEY_USAGE: [u64; 4] = [2, 5, 29, 37];

fn refused(intermediate: CertificateParams, leaf: CertificateParams) -> Option<MetadataError> {
    let mint = Mint::of(intermediate, leaf, ES256);
    error(verify(&mint, &mint.blob(&payload())))
}

fn authority() -> CertificateParams {
    Authority::ca("An intermediate")
}

fn used_for(mut params: CertificateParams, purposes: &[Purpose]) -> CertificateParams {
    params.extended_key_usages = purposes.to_vec();
    params
}

fn with_extension(mut params: CertificateParams, oid: &[u64], value: &[u8]) -> CertificateParams {
    params.custom_extensions.push(CustomExtension::from_oid_content(oid, value.to_vec()));
    params
}

#[test]
fn the_leaf_is_for_the_host() {
    let mint = Mint::with_leaf(Authority::leaf("evil.example"));
    let jws = mint.blob(&payload());
    assert_eq!(error(verify(&mint, &jws)), Some(MetadataError::Host));
    let (roots, revocations) = ([mint.root.der()], Revocations::default());
    let signer = |host| Signer { roots: &roots, host, revocations: &revocations, now: NOW };
    assert!(Blob::verify(jws.as_bytes(), &signer(Some("EVIL.example"))).is_ok());
    assert!(Blob::verify(jws.as_bytes(), &signer(None)).is_ok());
}

/// An authority checks a common name for what it certifies: a company's, a person's, a program's.
#[test]
fn a_common_name_is_no_host() {
    for leaf in [
        Authority::named(HOST, &["evil.example"]),
        Authority::named(HOST, &[]),
        with_extension(Authority::named(HOST, &[]), &SUBJECT_ALTERNATIVE_NAME, &[0x30, 3, 0x82, 9, 0x2a]),
        with_extension(Authority::named(HOST, &[]), &SUBJECT_ALTERNATIVE_NAME, &[]),
        // The host, but as a name of mail and of a page.
        with_extension(
            Authority::named(HOST, &[]),
            &SUBJECT_ALTERNATIVE_NAME,
            &[&[0x30, 44, 0x81, 20], HOST.as_bytes(), &[0x86, 20], HOST.as_bytes()].concat(),
        ),
        Authority::leaf("*.fidoalliance.org"),
        Authority::leaf("fidoalliance.org"),
        Authority::leaf("mds.fidoalliance.org.evil.example"),
    ] {
        assert_eq!(refused(authority(), leaf), Some(MetadataError::Host));
    }
    let leaf = with_extension(
        Authority::named("Anybody", &[]),
        &SUBJECT_ALTERNATIVE_NAME,
        &[&[0x30, 22, 0x82, 20], HOST.as_bytes()].concat(),
    );
    assert_eq!(refused(authority(), leaf), None);
}

#[test]
fn what_certifies_mail_or_programs_certifies_no_server() {
    let leaf = || Authority::leaf(HOST);
    let server = [Purpose::ServerAuth, Purpose::ClientAuth];
    assert_eq!(refused(used_for(authority(), &server), used_for(leaf(), &server)), None);
    assert_eq!(refused(authority(), used_for(leaf(), &server)), None);
    for purposes in [
        &[Purpose::EmailProtection][..],
        &[Purpose::CodeSigning],
        &[Purpose::ClientAuth, Purpose::TimeStamping],
        &[Purpose::Any],
    ] {
        assert_eq!(refused(authority(), used_for(leaf(), purposes)), Some(MetadataError::Host), "{purposes:?}");
        let leaf = used_for(leaf(), &server);
        assert_eq!(refused(used_for(authority(), purposes), leaf), Some(MetadataError::Host), "{purposes:?}");
    }
    for illegible in [&[][..], &[0x30], &[5, 0]] {
        let broken = |params| with_extension(params, &EXTENDED_KEY_USAGE, illegible);
        assert_eq!(refused(authority(), broken(leaf())), Some(MetadataError::Host), "{illegible:?}");
        assert_eq!(refused(broken(authority()), leaf()), Some(MetadataError::Host), "{illegible:?}");
    }
}

/// An authority for one company alone, which nothing critical tells from others.
#[test]
fn who_may_certify_some_names_may_not_certify_the_host() {
    let limit = [&[0x30, 18, 0xa0, 16, 0x30, 14, 0x82, 12], &b"evil.example"[..]].concat();
    let intermediate = with_extension(authority(), &NAME_CONSTRAINTS, &limit);
    let for_mail = used_for(intermediate.clone(), &[Purpose::EmailProtection]);
    for intermediate in [intermediate, for_mail] {
        assert_eq!(refused(intermediate, Authority::leaf(HOST)), Some(MetadataError::Untrusted));
    }
}
