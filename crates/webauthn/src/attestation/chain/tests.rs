use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SerialNumber, SigningKey as _, date_time_ymd,
};
use x509_parser::asn1_rs::{Any, FromDer as _};

use super::Authorities;
use crate::attestation::certificate::Certificate;

/// 1 January 2026.
const NOW: i64 = 1_767_225_600;

type Minted = CertifiedIssuer<'static, KeyPair>;

fn mint(name: &str, issuer: Option<&Minted>, change: impl FnOnce(&mut CertificateParams)) -> Minted {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    change(&mut params);
    match issuer {
        Some(issuer) => CertifiedIssuer::signed_by(params, key, issuer),
        None => CertifiedIssuer::self_signed(params, key),
    }
    .unwrap()
}

fn unlimited(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

fn limited(to: u8) -> impl FnOnce(&mut CertificateParams) {
    move |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(to))
}

fn expired(params: &mut CertificateParams) {
    unlimited(params);
    params.not_after = date_time_ymd(2025, 12, 31);
}

fn strange(params: &mut CertificateParams) {
    unlimited(params);
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
    extension.set_criticality(true);
    params.custom_extensions.push(extension);
}

fn leaf(issuer: &Minted) -> Minted {
    mint("leaf", Some(issuer), |params| params.is_ca = IsCa::ExplicitNoCa)
}

fn parse<'a>(minted: &[&'a Minted]) -> Vec<Certificate<'a>> {
    minted.iter().map(|minted| Certificate::parse(minted.der()).unwrap()).collect()
}

/// Serial numbers are revoked whoever issued them.
fn trust_unless(chain: &[&Minted], anchors: &[&Minted], revoked: &[u8]) -> bool {
    let authorities =
        Authorities { anchors: parse(anchors), now: NOW, is_revoked: &|certificate| certificate.serial() == revoked };
    authorities.trust(&parse(chain))
}

fn trust(chain: &[&Minted], anchors: &[&Minted]) -> bool {
    trust_unless(chain, anchors, &[])
}

#[test]
fn a_chain_ends_at_an_anchor_wherever_it_is() {
    let root = mint("root", None, unlimited);
    let middle = mint("middle", Some(&root), unlimited);
    let (leaf, other) = (leaf(&middle), mint("root", None, unlimited));
    assert!(trust(&[&leaf, &middle], &[&root]));
    assert!(trust(&[&leaf, &middle, &root], &[&root]));
    assert!(trust(&[&leaf, &middle], &[&middle]), "the anchor is sent");
    assert!(trust(&[&leaf], &[&middle]), "the anchor certifies the leaf");
    assert!(trust(&[&leaf, &middle, &root], &[&middle]), "the anchor is on the way");
    assert!(trust(&[&leaf], &[&other, &leaf]), "the leaf is its own anchor");
    assert!(trust(&[&leaf, &middle], &[&other, &root]), "an anchor of the same name is no obstacle");

    assert!(!trust(&[&leaf, &middle], &[]));
    assert!(!trust(&[&leaf, &middle], &[&other]), "the name is not the key");
    assert!(!trust(&[&leaf], &[&root]), "the one between is missing");
    assert!(!trust(&[&middle, &leaf], &[&root]), "the order is wrong");
    assert!(!trust(&[&leaf, &root, &middle], &[&middle, &root]), "the order is wrong above the anchor");
    assert!(!trust(&[&leaf, &middle, &other], &[&root]), "one too many");
}

#[test]
fn only_authorities_certify() {
    let signing = |usage: KeyUsagePurpose| {
        move |params: &mut CertificateParams| {
            unlimited(params);
            params.key_usages = vec![usage];
        }
    };
    let root = mint("root", None, unlimited);
    let cases: [(&str, Minted, bool); 4] = [
        ("no word about it", mint("middle", Some(&root), |_| ()), false),
        ("explicitly none", mint("middle", Some(&root), |params| params.is_ca = IsCa::ExplicitNoCa), false),
        ("key for other purposes", mint("middle", Some(&root), signing(KeyUsagePurpose::CrlSign)), false),
        ("key for certificates", mint("middle", Some(&root), signing(KeyUsagePurpose::KeyCertSign)), true),
    ];
    for (why, middle, trusted) in cases {
        let leaf = leaf(&middle);
        assert_eq!(trust(&[&leaf, &middle], &[&root]), trusted, "{why}");
        assert_eq!(trust(&[&leaf], &[&middle]), trusted, "{why}: as anchor");
        assert_eq!(trust(&[&leaf, &middle], &[&middle]), trusted, "{why}: as anchor that is sent");
    }
}

fn silent(_: &mut CertificateParams) {}

/// Of version 1: without a version and extensions, signed anew by its own key.
fn version_1(root: &Minted) -> Vec<u8> {
    let element = |tag: u8, content: &[u8]| {
        let length = match u16::try_from(content.len()).unwrap().to_be_bytes() {
            [0, low @ ..0x80] => vec![low],
            [0, low] => vec![0x81, low],
            [high, low] => vec![0x82, high, low],
        };
        [&[tag], &length[..], content].concat()
    };
    let elements = |mut der: &[u8]| {
        let mut found = Vec::new();
        while !der.is_empty() {
            let (rest, _) = Any::from_der(der).unwrap();
            found.push(der[..der.len() - rest.len()].to_vec());
            der = rest;
        }
        found
    };
    let content = |der: &[u8]| Any::from_der(der).unwrap().1.data.to_vec();
    let parts = elements(&content(root.der()));
    let fields = elements(&content(&parts[0]));
    assert_eq!((fields.len(), fields[0][0], fields[7][0]), (8, 0xa0, 0xa3), "version, six fields, extensions");
    let signed = element(0x30, &fields[1..7].concat());
    let signature = [&[0], &root.key().sign(&signed).unwrap()[..]].concat();
    element(0x30, &[signed, parts[1].clone(), element(0x03, &signature)].concat())
}

/// Roots from before version 3, and plain ones since.
#[test]
fn a_root_may_be_silent_about_being_one() {
    let root = mint("root", None, unlimited);
    let old = version_1(&root);
    let old = Certificate::parse(&old).unwrap();
    assert!(!old.is_version_3() && old.basic_constraints().is_none() && old.issued(&old));
    let middle = mint("middle", Some(&root), unlimited);
    let below = leaf(&middle);
    let trusts = |chain: Vec<Certificate<'_>>, anchors: Vec<Certificate<'_>>| {
        Authorities { anchors, now: NOW, is_revoked: &|_| false }.trust(&chain)
    };
    let read = || Certificate::parse(old.der()).unwrap();
    assert!(trusts(parse(&[&below, &middle]), vec![read()]));
    assert!(trusts(parse(&[&leaf(&root)]), vec![read()]));
    let sent = parse(&[&below, &middle]).into_iter().chain([read()]).collect();
    assert!(trusts(sent, vec![read()]), "and where it is sent");

    let used_for = |usage: KeyUsagePurpose| {
        mint("root", None, move |params: &mut CertificateParams| params.key_usages = vec![usage])
    };
    for (why, root, trusted) in [
        ("no word about it", mint("root", None, silent), true),
        ("a key for certificates", used_for(KeyUsagePurpose::KeyCertSign), true),
        ("a key for other purposes", used_for(KeyUsagePurpose::DigitalSignature), false),
        ("explicitly none", mint("root", None, |params| params.is_ca = IsCa::ExplicitNoCa), false),
        (
            "constraints that cannot be read",
            mint("root", None, |params| {
                params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 19], vec![5, 0])];
            }),
            false,
        ),
        (
            "something critical",
            mint("root", None, |params| {
                strange(params);
                params.is_ca = IsCa::NoCa;
            }),
            false,
        ),
    ] {
        let leaf = leaf(&root);
        assert_eq!(trust(&[&leaf], &[&root]), trusted, "{why}");
        assert_eq!(trust(&[&leaf, &root], &[&root]), trusted, "{why}, sent");
    }

    // Only an anchor may be silent, and only one that nobody else certifies.
    let root = mint("root", None, unlimited);
    let same_name = mint("root", Some(&root), silent);
    assert!(!trust(&[&leaf(&same_name), &same_name], &[&root]), "below an anchor");
    let upper = mint("upper", Some(&root), silent);
    assert!(!trust(&[&leaf(&upper)], &[&upper]));
    assert!(trust(&[&upper], &[&upper]), "it may be a leaf");
}

/// RFC 5280, 6.1.4 g: whether it is critical or not.
#[test]
fn whoever_limits_names_is_not_trusted_below_an_anchor() {
    for critical in [false, true] {
        let limiting = move |params: &mut CertificateParams| {
            unlimited(params);
            let limit = [&[0x30, 14, 0xa0, 12, 0x30, 10, 0x82, 8], &b"some.org"[..]].concat();
            let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 30], limit);
            extension.set_criticality(critical);
            params.custom_extensions.push(extension);
        };
        let root = mint("root", None, unlimited);
        let middle = mint("middle", Some(&root), limiting);
        assert!(!trust(&[&leaf(&middle), &middle], &[&root]), "critical: {critical}");
        assert!(!trust(&[&mint("leaf", Some(&root), limiting)], &[&root]), "critical: {critical}");
        let limited_root = mint("root", None, limiting);
        assert_eq!(trust(&[&leaf(&limited_root)], &[&limited_root]), !critical, "of an anchor it is not asked");
    }
}

#[test]
fn the_path_is_no_longer_than_its_authorities_allow() {
    for (limit, trusted) in [(0, false), (1, true)] {
        let root = mint("root", None, limited(limit));
        let upper = mint("upper", Some(&root), unlimited);
        let leaf = leaf(&upper);
        assert_eq!(trust(&[&leaf, &upper], &[&root]), trusted, "an anchor with {limit}");
        assert_eq!(trust(&[&leaf, &upper, &root], &[&root]), trusted, "an anchor with {limit}, sent");
    }
    let root = mint("root", None, unlimited);
    let upper = mint("upper", Some(&root), limited(0));
    let lower = mint("lower", Some(&upper), unlimited);
    assert!(trust(&[&leaf(&upper), &upper], &[&root]));
    assert!(!trust(&[&leaf(&lower), &lower, &upper], &[&root]));
    let renewed = mint("upper", Some(&upper), unlimited);
    assert!(trust(&[&leaf(&renewed), &renewed, &upper], &[&root]), "self-issued ones do not count");
}

#[test]
fn every_certificate_below_the_anchor_is_valid_now() {
    let later = |params: &mut CertificateParams| params.not_before = date_time_ymd(2026, 1, 2);
    let root = mint("root", None, expired);
    let middle = mint("middle", Some(&root), unlimited);
    assert!(trust(&[&leaf(&middle), &middle], &[&root]), "an anchor's own dates do not matter");
    assert!(trust(&[&leaf(&middle), &middle, &root], &[&root]), "nor where it is sent");
    let middle = mint("middle", Some(&root), expired);
    assert!(!trust(&[&leaf(&middle), &middle], &[&root]));
    assert!(trust(&[&leaf(&middle), &middle], &[&middle]));
    for change in [expired, later] {
        let leaf = mint("leaf", Some(&root), change);
        assert!(!trust(&[&leaf], &[&root]));
        assert!(!trust(&[&leaf], &[&leaf]), "listed or not");
    }
    let last_second = mint("leaf", Some(&root), |params| {
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2026, 1, 1);
    });
    assert!(trust(&[&last_second], &[&root]));
}

#[test]
fn a_revoked_certificate_is_worth_nothing() {
    let numbered = |number: u8| {
        move |params: &mut CertificateParams| {
            unlimited(params);
            params.serial_number = Some(SerialNumber::from_slice(&[number]));
        }
    };
    let root = mint("root", None, numbered(1));
    let middle = mint("middle", Some(&root), numbered(2));
    let leaf = mint("leaf", Some(&middle), numbered(3));
    assert!(trust_unless(&[&leaf, &middle], &[&root], &[4]));
    for revoked in 1..=3 {
        assert!(!trust_unless(&[&leaf, &middle], &[&root], &[revoked]), "{revoked}");
        assert!(!trust_unless(&[&leaf, &middle, &root], &[&root], &[revoked]), "{revoked}, with the root");
    }
    assert!(!trust_unless(&[&leaf], &[&leaf], &[3]));
}

#[test]
fn what_is_critical_must_be_understood() {
    let root = mint("root", None, unlimited);
    let strange_middle = mint("middle", Some(&root), strange);
    let strange_root = mint("root", None, strange);
    assert!(!trust(&[&mint("leaf", Some(&root), strange)], &[&root]));
    assert!(!trust(&[&leaf(&strange_middle), &strange_middle], &[&root]));
    assert!(!trust(&[&leaf(&strange_root)], &[&strange_root]));
    let noted = mint("leaf", Some(&root), |params| {
        strange(params);
        params.custom_extensions.iter_mut().for_each(|extension| extension.set_criticality(false));
    });
    assert!(trust(&[&noted], &[&root]));
}

#[test]
fn a_chain_is_short() {
    let mut chain = vec![mint("0", None, unlimited)];
    for name in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let next = mint(name, chain.last(), unlimited);
        chain.push(next);
    }
    let all: Vec<&Minted> = chain.iter().rev().collect();
    let (eight, root) = (all.get(..8).unwrap(), all.last().unwrap());
    assert!(trust(eight, &[root]));
    assert!(!trust(&all, &[root]));
}
