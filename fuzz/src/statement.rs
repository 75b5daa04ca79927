//! What has to be true of an accepted attestation statement, format by format.
//!
//! As in `oracle`: computed from the signed bytes alone. It must never accept a format that it does not know.

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use webauthn::attestation::{Attestation, Kind, Policy, Verdict};
use webauthn::fuzzing::Item;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use crate::ceremony::{MAKER_LEAF, METADATA_LEAF, ROOT};
use crate::oracle::{self, Parts, sha256};
use crate::reading::{member, text};

/// The ceremony that a statement is about.
pub(crate) struct About<'a> {
    pub(crate) parts: &'a Parts<'a>,
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) client_data: &'a [u8],
    pub(crate) policy: &'a Policy<'a>,
}

impl About<'_> {
    fn message(&self) -> Vec<u8> {
        [self.authenticator_data, &sha256(self.client_data)].concat()
    }

    fn key(&self) -> (i64, Vec<u8>) {
        oracle::raw_key(self.parts.attested.as_ref().expect("a registration attests").key)
    }
}

pub(crate) fn holds(format: &str, statement: &Item, about: &About<'_>, found: &Attestation) {
    assert_eq!(found.format, format);
    let kind = match (format, statement) {
        ("compound", Item::Array(parts)) => {
            assert!(parts.len() >= 2, "one statement makes no compound");
            let kinds = parts.iter().map(|part| {
                let Some(Item::Text(format)) = member(part, &text("fmt")) else {
                    unreachable!("a part without a format")
                };
                assert_ne!(format, "compound", "a compound within another");
                one(format, member(part, &text("attStmt")).expect("a part has a statement"), about)
            });
            kinds.max().expect("at least two")
        }
        _ => one(format, statement, about),
    };
    assert_eq!(found.kind, kind);
    assert!(kind != Kind::None || about.policy.allow_none, "accepted none against the policy");
    assert!(kind != Kind::SelfSigned || about.policy.allow_self, "accepted self attestation against the policy");
    assert_eq!(kind == Kind::Certified, !found.trust_path.is_empty());
    if found.verdict == Verdict::Trusted {
        trusted(found.trust_path.first().expect("only certificates are trusted"));
    }
}

/// The authority certified two leaves and itself, and its key is gone.
fn trusted(leaf: &[u8]) {
    let signed = |der| certificate(der).tbs_certificate.as_ref().to_vec();
    let known = [MAKER_LEAF, METADATA_LEAF, ROOT].map(signed);
    assert!(known.contains(&signed(leaf)), "trusts a certificate that the authority did not sign");
}

fn one(format: &str, statement: &Item, about: &About<'_>) -> Kind {
    match format {
        "none" => {
            assert_eq!(*statement, Item::Map(Vec::new()), "accepted a statement of none");
            return Kind::None;
        }
        "packed" if member(statement, &text("x5c")).is_none() => {
            let (algorithm, key) = about.key();
            assert_eq!(integer(statement, "alg"), algorithm, "accepted self attestation of another algorithm");
            let signed = oracle::signed(algorithm, &key, &about.message(), bytes(statement, "sig"));
            assert!(signed, "accepted what the key did not sign");
            return Kind::SelfSigned;
        }
        "packed" => packed(statement, about),
        "tpm" => tpm(statement, about),
        "android-key" => android_key(statement, about),
        "apple" => apple(statement, about),
        "fido-u2f" => fido_u2f(statement, about),
        other => unreachable!("accepted the format {other}"),
    }
    Kind::Certified
}

fn packed(statement: &Item, about: &About<'_>) {
    signed_by_leaf(statement, integer(statement, "alg"), &about.message());
    let leaf = leaf(statement);
    assert_eq!(leaf.version, X509Version::V3);
    let units: Vec<_> = leaf.subject.iter_organizational_unit().filter_map(|unit| unit.as_str().ok()).collect();
    assert_eq!(units, ["Authenticator Attestation"]);
    assert!(!leaf.is_ca(), "accepted an authority for a leaf");
    if let Some(value) = extension(&leaf, "1.3.6.1.4.1.45724.1.1.4") {
        let aaguid = about.parts.attested.as_ref().map(|attested| attested.aaguid);
        assert_eq!(value.strip_prefix(&[4, 16]), aaguid, "accepted the certificate of another model");
    }
}

fn tpm(statement: &Item, about: &About<'_>) {
    let (info, area) = (bytes(statement, "certInfo"), bytes(statement, "pubArea"));
    let algorithm = integer(statement, "alg");
    signed_by_leaf(statement, algorithm, info);
    let hash = match algorithm {
        -7 | -257 => &SHA256,
        -35 => &SHA384,
        -36 => &SHA512,
        other => unreachable!("accepted a TPM's signature of algorithm {other}"),
    };
    // Magic, kind, the signer's name, and then what the client had signed along.
    let after = info.strip_prefix(b"\xff\x54\x43\x47\x80\x17").expect("the TPM certified a key");
    let extra = sized(sized(after).1).0;
    assert_eq!(extra, digest(hash, &about.message()).as_ref(), "certified for another ceremony");
    // Clock and firmware, and then the name of the key.
    let name = sized(&sized(sized(after).1).1[25..]).0;
    assert!(name.ends_with(&named(area)), "the name of another key");
    let (algorithm, key) = about.key();
    let halves: Vec<&[u8]> = match algorithm {
        -257 => vec![&key[9..9 + 256]],
        _ => key[1..].chunks(key.len() / 2).collect(),
    };
    assert!(halves.iter().all(|half| area.windows(half.len()).any(|part| part == *half)), "attests another key");
}

/// What the hash that the area names makes of it.
fn named(area: &[u8]) -> Vec<u8> {
    let hash = match area[2..4] {
        [0, 0x0b] => &SHA256,
        [0, 0x0c] => &SHA384,
        [0, 0x0d] => &SHA512,
        _ => unreachable!("accepted a name of another hash"),
    };
    digest(hash, area).as_ref().to_vec()
}

fn sized(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (length, rest) = bytes.split_first_chunk::<2>().expect("two bytes of length");
    rest.split_at(usize::from(u16::from_be_bytes(*length)))
}

fn android_key(statement: &Item, about: &About<'_>) {
    signed_by_leaf(statement, integer(statement, "alg"), &about.message());
    let leaf = leaf(statement);
    assert_eq!(leaf.subject_pki.subject_public_key.data.as_ref(), about.key().1, "attests another key");
    let description = extension(&leaf, "1.3.6.1.4.1.11129.2.1.17").expect("a description of the key");
    let hash = sha256(about.client_data);
    assert!(description.windows(hash.len()).any(|part| part == hash), "described for another ceremony");
}

fn apple(statement: &Item, about: &About<'_>) {
    let leaf = leaf(statement);
    assert_eq!(leaf.subject_pki.subject_public_key.data.as_ref(), about.key().1, "attests another key");
    let nonce = extension(&leaf, "1.2.840.113635.100.8.2").expect("a nonce");
    assert!(nonce.ends_with(&sha256(&about.message())), "certified for another ceremony");
}

fn fido_u2f(statement: &Item, about: &About<'_>) {
    let attested = about.parts.attested.as_ref().expect("a registration attests");
    let (algorithm, point) = about.key();
    assert_eq!(algorithm, -7);
    let hash = sha256(about.client_data);
    let message = [&[0], about.parts.rp_id_hash, &hash, attested.id, &point].concat();
    signed_by_leaf(statement, -7, &message);
    assert!(!about.policy.u2f_zero_aaguid || attested.aaguid == [0; 16], "accepted a model of U2F");
}

fn signed_by_leaf(statement: &Item, algorithm: i64, message: &[u8]) {
    let leaf = leaf(statement);
    let key = leaf.subject_pki.subject_public_key.data.as_ref();
    assert!(
        oracle::signed(algorithm, key, message, bytes(statement, "sig")),
        "accepted what the leaf's key did not sign"
    );
}

fn leaf(statement: &Item) -> X509Certificate<'_> {
    let Some(Item::Array(chain)) = member(statement, &text("x5c")) else { unreachable!("a statement without a chain") };
    let Some(Item::Bytes(leaf)) = chain.first() else { unreachable!("a chain without a leaf") };
    certificate(leaf)
}

fn certificate(der: &[u8]) -> X509Certificate<'_> {
    X509Certificate::from_der(der).expect("an accepted certificate is one").1
}

fn extension<'a>(certificate: &X509Certificate<'a>, oid: &str) -> Option<&'a [u8]> {
    let found = certificate.extensions().iter().find(|extension| extension.oid.to_id_string() == oid)?;
    Some(found.value)
}

fn integer(statement: &Item, name: &str) -> i64 {
    match member(statement, &text(name)) {
        Some(Item::Integer(number)) => i64::try_from(*number).expect("a short number"),
        other => unreachable!("{name} is {other:?}"),
    }
}

fn bytes<'a>(statement: &'a Item, name: &str) -> &'a [u8] {
    match member(statement, &text(name)) {
        Some(Item::Bytes(bytes)) => bytes,
        other => unreachable!("{name} is {other:?}"),
    }
}
