use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use proptest::prelude::*;
use rcgen::{
    CertificateParams, CertifiedIssuer, CustomExtension, DnType, DnValue, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA256, PKCS_ECDSA_P521_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519,
    PKCS_RSA_SHA256, PKCS_RSA_SHA384, PKCS_RSA_SHA512, PublicKeyData as _, SignatureAlgorithm, SigningKey as _,
    date_time_ymd,
};
use x509_parser::asn1_rs::oid;
use x509_parser::oid_registry::{OID_X509_COMMON_NAME, OID_X509_ORGANIZATIONAL_UNIT};

use super::{Certificate, is_one_element, is_sequence_of_three, unsigned};
use crate::Refusal;
use crate::cose::Material;

fn mint(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
    let mut params = CertificateParams::default();
    change(&mut params);
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
}

/// Nothing inside a DER element with a length of two bytes, plus NULL at its end.
fn with_more_inside(der: &[u8]) -> Vec<u8> {
    let &[tag, 0x82, high, low] = &der[..4] else { panic!("{:02x?}", &der[..4]) };
    let [high, low] = (u16::from_be_bytes([high, low]) + 2).to_be_bytes();
    [&[tag, 0x82, high, low], &der[4..], &[5, 0]].concat()
}

#[test]
fn nothing_is_left_unexplained() {
    let der = mint(|params| params.subject_alt_names = vec![rcgen::SanType::URI("a".repeat(200).try_into().unwrap())]);
    assert!(Certificate::parse(&der).is_ok());
    let refused = |der: &[u8], why: &str| {
        assert_eq!(Certificate::parse(der).map(|_| ()), Err(Refusal::AttestationCertInvalid), "{why}");
    };
    refused(&[&der[..], &[0]].concat(), "a byte after it");
    refused(&with_more_inside(&der), "an element after the signature");
    // The signed part is the first element inside.
    let tbs = &der[4..];
    let length = 4 + usize::from(u16::from_be_bytes([tbs[2], tbs[3]]));
    let content = [&with_more_inside(&tbs[..length])[..], &tbs[length..]].concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    refused(&[&[0x30, 0x82, high, low], &content[..]].concat(), "an element after the extensions");
    // No length of the shell, which nobody signs, is longer than it needs to be.
    let shell = |content: &[u8]| {
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[0x30, 0x82, high, low], content].concat()
    };
    let (signed, rest) = tbs.split_at(length);
    let (algorithm, signature) = rest.split_at(2 + usize::from(rest[1]));
    assert_eq!(shell(&[signed, algorithm, signature].concat()), der);
    refused(&[&[0x30, 0x83, 0], &der[2..]].concat(), "a longer length around everything");
    let longer = |element: &[u8]| [&[element[0], 0x81], &element[1..]].concat();
    refused(&shell(&[signed, &longer(algorithm), signature].concat()), "a longer length around the algorithm");
    refused(&shell(&[signed, algorithm, &longer(signature)].concat()), "a longer length around the signature");
    let inside = [&[0x30, algorithm[1] + 1], &longer(&algorithm[2..])[..]].concat();
    refused(&shell(&[signed, &inside, signature].concat()), "a longer length inside the algorithm");
    for length in 0..der.len() {
        refused(&der[..length], "cut short");
    }
    // The algorithm outside is not signed, so that the one inside decides.
    let oid = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let outside = der.windows(oid.len()).rposition(|window| window == oid).unwrap();
    let mut changed = der.clone();
    changed[outside + 7] = 3;
    refused(&changed, "another algorithm outside");
    let twice = mint(|params| {
        params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 2, 3], vec![5, 0]); 2];
    });
    refused(&twice, "an extension twice");
}

#[test]
fn its_parts_are_read() {
    let der = mint(|params| {
        params.distinguished_name.push(DnType::CommonName, "name");
        params.distinguished_name.push(DnType::OrganizationName, DnValue::BmpString("wide".try_into().unwrap()));
        params.is_ca = IsCa::ExplicitNoCa;
        params.not_before = date_time_ymd(2024, 1, 1);
        params.not_after = date_time_ymd(3024, 1, 1);
        params.serial_number = Some(vec![0x81, 2].into());
        params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 2, 3], vec![4, 1, 9])];
    });
    let certificate = Certificate::parse(&der).unwrap();
    assert!(certificate.is_version_3() && certificate.is_end_entity() && !certificate.may_certify(0));
    assert_eq!(certificate.subject_attribute(&OID_X509_COMMON_NAME), Some("name"));
    assert_eq!(certificate.subject_attribute(&OID_X509_ORGANIZATIONAL_UNIT), None);
    assert_eq!(certificate.subject_attribute(&x509_parser::oid_registry::OID_X509_ORGANIZATION_NAME), None, "no text");
    assert_eq!(certificate.serial(), [0, 0x81, 2]);
    let extension = certificate.extension(&oid!(1.2.3)).unwrap();
    assert_eq!((extension.critical, extension.value), (false, &[4, 1, 9][..]));
    assert!(certificate.extended_key_usage().is_none() && certificate.alternative_names().is_none());
    assert!(certificate.is_self_issued() && certificate.issued(&certificate));
    let Some(Material::P256(point)) = certificate.key() else { panic!("{:?}", certificate.key()) };
    assert_eq!(certificate.key_identifier(), digest(&SHA1_FOR_LEGACY_USE_ONLY, point).as_ref());
    // 1 January of 2024 and of 3024.
    for (now, valid) in [
        (1_704_067_199, false),
        (1_704_067_200, true),
        (33_260_976_000, true),
        (33_260_976_001, false),
        (i64::MIN, false),
    ] {
        assert_eq!(certificate.is_valid_at(now), valid, "{now}");
    }
}

#[test]
fn a_signature_fits_key_and_algorithm() {
    let cases: [(&'static SignatureAlgorithm, i64); 5] = [
        (&PKCS_RSA_SHA256, -257),
        (&PKCS_ECDSA_P256_SHA256, -7),
        (&PKCS_ECDSA_P384_SHA384, -35),
        (&PKCS_ECDSA_P521_SHA512, -36),
        (&PKCS_ED25519, -8),
    ];
    for (algorithm, own) in cases {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let der = CertificateParams::default().self_signed(&key).unwrap().der().to_vec();
        let (certificate, signature) = (Certificate::parse(&der).unwrap(), key.sign(b"message").unwrap());
        for number in [-7, -8, -35, -36, -257] {
            let found = certificate.verify_with_cose(number, b"message", &signature);
            assert_eq!(found, Ok(number == own), "{number} with a key of {own}");
        }
        assert_eq!(certificate.verify_with_cose(own, b"another", &signature), Ok(false));
        assert_eq!(certificate.verify_with_cose_or_sha1(own, b"message", &signature), Ok(true));
        for number in [-53, -48, -65535, 0, i64::MIN] {
            let found = certificate.verify_with_cose(number, b"message", &signature);
            assert_eq!(found, Err(Refusal::UnsupportedAlgorithm), "{number}");
        }
    }
    // The hash fits, the curve does not.
    let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA256).unwrap();
    let der = CertificateParams::default().self_signed(&key).unwrap().der().to_vec();
    let signature = key.sign(b"message").unwrap();
    assert_eq!(Certificate::parse(&der).unwrap().verify_with_cose(-7, b"message", &signature), Ok(false));
}

/// A certificate and a signature over `message` that OpenSSL made; their private key is gone.
#[test]
fn sha_1_is_asked_for_by_name() {
    let certificate = Certificate::parse(include_bytes!("tests/rs1.der")).unwrap();
    let signature = include_bytes!("tests/rs1.sig");
    assert_eq!(certificate.verify_with_cose_or_sha1(-65535, b"message", signature), Ok(true));
    assert_eq!(certificate.verify_with_cose_or_sha1(-65535, b"another", signature), Ok(false));
    assert_eq!(certificate.verify_with_cose_or_sha1(-257, b"message", signature), Ok(false));
    assert_eq!(certificate.verify_with_cose(-257, b"message", signature), Ok(false));
    let refused = certificate.verify_with_cose(-65535, b"message", signature);
    assert_eq!(refused, Err(Refusal::UnsupportedAlgorithm));
}

#[test]
fn authorities_sign_with_any_hash_on_any_curve() {
    let algorithms: [&'static SignatureAlgorithm; 9] = [
        &PKCS_ECDSA_P256_SHA256,
        &PKCS_ECDSA_P384_SHA384,
        &PKCS_ECDSA_P521_SHA256,
        &PKCS_ECDSA_P521_SHA384,
        &PKCS_ECDSA_P521_SHA512,
        &PKCS_ED25519,
        &PKCS_RSA_SHA256,
        &PKCS_RSA_SHA384,
        &PKCS_RSA_SHA512,
    ];
    let stranger = CertifiedIssuer::self_signed(CertificateParams::default(), KeyPair::generate().unwrap()).unwrap();
    for algorithm in algorithms {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let authority = CertifiedIssuer::self_signed(CertificateParams::default(), key).unwrap();
        let own_key = KeyPair::generate().unwrap();
        let issued = CertificateParams::default().signed_by(&own_key, &authority).unwrap().der().to_vec();
        let (authority, issued) = (Certificate::parse(authority.der()).unwrap(), Certificate::parse(&issued).unwrap());
        assert!(authority.issued(&issued), "{algorithm:?}");
        assert!(!Certificate::parse(stranger.der()).unwrap().issued(&issued), "{algorithm:?}: the name is not the key");
        assert_eq!(issued.key(), Some(Material::P256(own_key.der_bytes())));
    }
}

#[test]
fn elements_are_counted() {
    assert!(is_one_element(&[5, 0]) && !is_one_element(&[5, 0, 0]) && !is_one_element(&[]));
    let three = [0x30, 8, 0x30, 0, 0x30, 2, 6, 0, 3, 0];
    assert!(is_sequence_of_three(&three));
    // Each tag around what is signed is the one that it has to be.
    for (at, byte) in [(0, 0x31), (2, 5), (4, 0x31), (6, 5), (8, 4)] {
        let mut bent = three;
        bent[at] = byte;
        assert!(!is_sequence_of_three(&bent), "{bent:?}");
    }
    let (two, four) = ([0x30, 6, 0x30, 0, 0x30, 2, 6, 0], [0x30, 10, 0x30, 0, 0x30, 2, 6, 0, 3, 0, 5, 0]);
    assert!(is_sequence_of_three(&[0x30, 10, 0x30, 0, 0x30, 4, 6, 0, 5, 0, 3, 0]), "with parameters");
    let twice = [0x30, 12, 0x30, 0, 0x30, 6, 6, 0, 5, 0, 5, 0, 3, 0];
    for refused in [&two[..], &four, &twice, &[0x30, 0x81, 8, 0x30, 0, 0x30, 2, 6, 0, 3, 0], &[0x30, 0], &[]] {
        assert!(!is_sequence_of_three(refused), "{refused:?}");
    }
    assert_eq!(unsigned(&[0, 0x80]), Some(&[0x80][..]));
    assert_eq!((unsigned(&[3]), unsigned(&[0x80]), unsigned(&[])), (Some(&[3][..]), None, None));
}

proptest! {
    #[test]
    fn garbage_is_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Certificate::parse(&bytes);
    }

    #[test]
    fn damage_is_no_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut der = mint(|params| params.subject_alt_names = vec![rcgen::SanType::DnsName("a".try_into().unwrap())]);
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if let Ok(certificate) = Certificate::parse(&der) {
            let _ = (certificate.alternative_names(), certificate.extended_key_usage(), certificate.is_end_entity());
            let _ = (certificate.may_certify(1), certificate.key(), certificate.issued(&certificate));
            let _ = (certificate.is_valid_at(0), certificate.subject_attribute(&OID_X509_COMMON_NAME));
        }
    }
}
