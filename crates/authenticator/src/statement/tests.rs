use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use ciborium::Value as Cbor;
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::wire::from_base64url;
use crate::{Attestation, Authenticator, CertificateLie, Error, KeyDescription, Lie, Maker, Making, Setup, Signer};
use crate::{TpmLie, Validity};

const ORIGIN: &str = "https://example.org";

/// What came out of a registration: the format, the statement, authenticator data and the client data's hash.
struct Made {
    format: String,
    statement: Cbor,
    authenticator_data: Vec<u8>,
    hash: Vec<u8>,
}

impl Made {
    fn of(setup: Setup, lies: &[Lie]) -> Result<Self, Error> {
        let options = json!({
            "rp": {"id": "example.org", "name": "Example"},
            "user": {"id": "dXNlcg", "name": "ada", "displayName": "Ada"},
            "challenge": "AQIDBA",
            "pubKeyCredParams": setup.algorithms.iter().map(|number| json!({"type": "public-key", "alg": number})).collect::<Vec<_>>(),
        });
        let mut authenticator = Authenticator::new(setup);
        for lie in lies {
            authenticator.lie(lie.clone());
        }
        let answer = authenticator.create(&options, ORIGIN)?;
        let bytes = |name: &str| from_base64url(answer["response"][name].as_str().expect("text")).expect("base64url");
        let object: Cbor = ciborium::from_reader(bytes("attestationObject").as_slice()).expect("CBOR");
        Ok(Self {
            format: member(&object, "fmt").as_text().expect("text").to_owned(),
            statement: member(&object, "attStmt").clone(),
            authenticator_data: member(&object, "authData").as_bytes().expect("bytes").clone(),
            hash: digest(&SHA256, &bytes("clientDataJSON")).as_ref().to_vec(),
        })
    }

    fn bytes(&self, name: &str) -> &[u8] {
        member(&self.statement, name).as_bytes().expect("bytes")
    }

    fn chain(&self) -> Vec<&[u8]> {
        let certificates = member(&self.statement, "x5c").as_array().expect("an array");
        certificates.iter().map(|der| der.as_bytes().expect("bytes").as_slice()).collect()
    }

    fn signed(&self) -> Vec<u8> {
        [self.authenticator_data.as_slice(), &self.hash].concat()
    }

    /// Whether the leaf's key signed the message.
    fn leaf_signed(&self, message: &[u8]) -> bool {
        let leaf = parsed(self.chain()[0]);
        let point = leaf.public_key().subject_public_key.data.as_ref();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, self.bytes("sig")).is_ok()
    }
}

fn member<'a>(map: &'a Cbor, name: &str) -> &'a Cbor {
    let (_, value) = map.as_map().expect("a map").iter().find(|(known, _)| known.as_text() == Some(name)).expect(name);
    value
}

fn parsed(der: &[u8]) -> X509Certificate<'_> {
    let (rest, certificate) = X509Certificate::from_der(der).expect("a certificate");
    assert!(rest.is_empty(), "nothing follows the certificate");
    certificate
}

/// Whether the certificate was signed with the key of the one above.
fn issued(der: &[u8], above: &[u8]) -> bool {
    let (certificate, issuer) = (parsed(der), parsed(above));
    let point = issuer.public_key().subject_public_key.data.as_ref();
    let tbs = certificate.tbs_certificate.as_ref();
    certificate.issuer() == issuer.subject()
        && UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(tbs, &certificate.signature_value.data).is_ok()
}

fn extension<'a>(certificate: &'a X509Certificate<'_>, oid: &str) -> Option<(bool, &'a [u8])> {
    let found = certificate.extensions().iter().find(|extension| extension.oid.to_id_string() == oid)?;
    Some((found.critical, found.value))
}

fn maker(intermediate: bool) -> Maker {
    Maker::new(Making { intermediate, ..Making::default() }).expect("a maker")
}

fn setup(attestation: Attestation, maker: &Maker) -> Setup {
    Setup { attestation, maker: Some(maker.clone()), ..Setup::phone() }
}

#[test]
fn chains_lead_to_the_makers_root() {
    for intermediate in [false, true] {
        let maker = maker(intermediate);
        for attestation in [Attestation::Packed, Attestation::Tpm, Attestation::AndroidKey, Attestation::Apple] {
            let made = Made::of(setup(attestation, &maker), &[]).expect("a statement");
            let mut chain = made.chain();
            assert_eq!(chain.len(), 1 + usize::from(intermediate), "{attestation:?}");
            chain.push(maker.root_der());
            assert!(chain.windows(2).all(|pair| issued(pair[0], pair[1])), "{attestation:?}");
            assert!(!parsed(chain[0]).is_ca() && chain[1..].iter().all(|der| parsed(der).is_ca()));
        }
        let u2f = Made::of(setup(Attestation::FidoU2f, &maker), &[]).expect("a statement");
        assert_eq!((u2f.chain().len(), issued(u2f.chain()[0], maker.root_der())), (1, true));
    }
    assert_ne!(maker(false).root_der(), maker(false).root_der(), "each maker has its own keys");
}

#[test]
fn packed_names_the_model_and_only_enterprises_learn_the_device() {
    let made = Made::of(setup(Attestation::Packed, &maker(false)), &[]).expect("a statement");
    assert!(made.format == "packed" && made.leaf_signed(&made.signed()));
    let leaf = parsed(made.chain()[0]);
    let aaguid = [&[4, 16], b"keystead-phone--".as_slice()].concat();
    assert_eq!(extension(&leaf, "1.3.6.1.4.1.45724.1.1.4"), Some((false, aaguid.as_slice())));
    assert_eq!(
        leaf.subject().to_string(),
        "C=SE, O=Keystead Test, OU=Authenticator Attestation, CN=Keystead Test Authenticator"
    );
    assert_eq!(extension(&leaf, "1.3.6.1.4.1.45724.1.1.2"), None);
}

#[test]
fn u2f_signs_its_own_bytes() {
    let made = Made::of(setup(Attestation::FidoU2f, &maker(false)), &[]).expect("a statement");
    let (rp_id_hash, id) = (&made.authenticator_data[..32], &made.authenticator_data[55..87]);
    let cose: Cbor = ciborium::from_reader(&made.authenticator_data[87..]).expect("CBOR");
    let coordinate = |label: i64| {
        let wanted = Cbor::Integer(label.into());
        let (_, value) = cose.as_map().unwrap().iter().find(|(known, _)| *known == wanted).expect("a coordinate");
        value.as_bytes().unwrap().clone()
    };
    let message = [&[0], rp_id_hash, &made.hash, id, &[4], &coordinate(-2), &coordinate(-3)].concat();
    assert!(made.leaf_signed(&message));
    let ed25519 = Setup { algorithms: vec![-8], ..setup(Attestation::FidoU2f, &maker(false)) };
    assert!(matches!(Made::of(ed25519, &[]), Err(Error::NoStatement)));
}

#[test]
fn a_tpm_certifies_the_key_under_its_name() {
    let made = Made::of(setup(Attestation::Tpm, &maker(false)), &[]).expect("a statement");
    let (info, area) = (made.bytes("certInfo"), made.bytes("pubArea"));
    assert!(made.leaf_signed(info));
    assert_eq!(info[..6], [0xff, 0x54, 0x43, 0x47, 0x80, 0x17]);
    let extra = digest(&SHA256, &made.signed());
    // After the signer's name of 34 bytes.
    assert_eq!(info[42..76], [&[0, 32], extra.as_ref()].concat());
    let name = [&[0, 34, 0, 0x0b], digest(&SHA256, area).as_ref()].concat();
    assert!(info[76 + 25..].starts_with(&name));
    assert_eq!(area[..4], [0, 0x23, 0, 0x0b]);

    let leaf = parsed(made.chain()[0]);
    assert_eq!(leaf.subject().iter().count(), 0);
    assert_eq!(extension(&leaf, "2.5.29.37").unwrap().1, [0x30, 7, 6, 5, 0x67, 0x81, 5, 8, 3]);
    assert!(extension(&leaf, "2.5.29.17").unwrap().0, "critical");

    let of_rsa = Setup { algorithms: vec![-257], ..setup(Attestation::Tpm, &maker(false)) };
    let made = Made::of(of_rsa, &[]).expect("a statement");
    assert_eq!(made.bytes("pubArea").len(), 10 + 6 + 4 + 2 + 256);
    let sha1 = Made::of(setup(Attestation::Tpm, &maker(false)), &[Lie::Tpm(TpmLie::Sha1Name)]).expect("a statement");
    let name = digest(&SHA1_FOR_LEGACY_USE_ONLY, sha1.bytes("pubArea"));
    assert!(sha1.bytes("certInfo")[101..].starts_with(&[&[0, 22, 0, 4], name.as_ref()].concat()));
}

#[test]
fn android_and_apple_certify_the_passkeys_own_key() {
    let android = Made::of(setup(Attestation::AndroidKey, &maker(false)), &[]).expect("a statement");
    let leaf = parsed(android.chain()[0]);
    assert!(android.leaf_signed(&android.signed()));
    assert!(android.authenticator_data.windows(32).any(|x| x == &leaf.public_key().subject_public_key.data[1..33]));
    let (_, description) = extension(&leaf, "1.3.6.1.4.1.11129.2.1.17").expect("a description");
    // Versions and levels, then the challenge.
    assert_eq!(description[2..16], [2, 1, 3, 10, 1, 1, 2, 1, 4, 10, 1, 1, 4, 32]);
    assert_eq!(description[16..48], android.hash);

    let apple = Made::of(setup(Attestation::Apple, &maker(false)), &[]).expect("a statement");
    let leaf = parsed(apple.chain()[0]);
    let nonce = digest(&SHA256, &apple.signed());
    let expected = [&[0x30, 0x24, 0xa1, 0x22, 4, 32], nonce.as_ref()].concat();
    assert_eq!(extension(&leaf, "1.2.840.113635.100.8.2"), Some((false, expected.as_slice())));
    assert!(apple.authenticator_data.windows(32).any(|x| x == &leaf.public_key().subject_public_key.data[1..33]));
}

#[test]
fn compound_holds_several_statements() {
    let made = Made::of(setup(Attestation::Compound, &maker(false)), &[]).expect("a statement");
    let statements = made.statement.as_array().expect("an array");
    let formats: Vec<_> = statements.iter().map(|each| member(each, "fmt").as_text().unwrap()).collect();
    assert_eq!((made.format.as_str(), formats), ("compound", vec!["packed", "tpm"]));
    let endless = Setup { compound: vec![Attestation::Compound], ..setup(Attestation::Compound, &maker(false)) };
    assert!(matches!(Made::of(endless, &[]), Err(Error::NoStatement)));
}

#[test]
fn lies_about_certificates_change_one_thing() {
    let maker = maker(true);
    let made = |lie| Made::of(setup(Attestation::Packed, &maker), &[Lie::Certificate(lie)]).expect("a statement");
    let roots = maker.root_der();

    let expired = made(CertificateLie::Validity(Validity::PAST));
    let validity = parsed(expired.chain()[0]).validity().clone();
    assert_eq!((validity.not_before.to_datetime().year(), validity.not_after.to_datetime().year()), (2020, 2021));
    assert!(issued(expired.chain()[0], expired.chain()[1]), "still signed by the right issuer");
    let expired = made(CertificateLie::IntermediateValidity(Validity::PAST));
    assert_eq!(parsed(expired.chain()[1]).validity().not_after.to_datetime().year(), 2021);
    assert!(issued(expired.chain()[1], roots));

    assert!(!parsed(made(CertificateLie::IntermediateNoAuthority).chain()[1]).is_ca());
    assert_eq!(made(CertificateLie::IntermediateMissing).chain().len(), 1);
    assert_eq!(made(CertificateLie::RootIncluded).chain()[2], roots);
    let reversed = made(CertificateLie::Reversed);
    assert!(issued(reversed.chain()[1], reversed.chain()[0]));
    let foreign = made(CertificateLie::ForeignIssuer);
    let (leaf, above) = (parsed(foreign.chain()[0]), parsed(foreign.chain()[1]));
    assert!(leaf.issuer() == above.subject() && !issued(foreign.chain()[0], foreign.chain()[1]));
    assert!(foreign.leaf_signed(&foreign.signed()));

    let other = made(CertificateLie::Subject("OU", Some("Other")));
    assert!(parsed(other.chain()[0]).subject().to_string().contains("OU=Other"));
    let nameless = made(CertificateLie::Subject("C", None));
    assert!(!parsed(nameless.chain()[0]).subject().to_string().contains("C=SE"));
    let without = made(CertificateLie::Extension("1.3.6.1.4.1.45724.1.1.4", None));
    assert_eq!(extension(&parsed(without.chain()[0]), "1.3.6.1.4.1.45724.1.1.4"), None);
    let told_anyway = made(CertificateLie::Extension("1.3.6.1.4.1.45724.1.1.4", Some((true, vec![4, 0]))));
    let leaf = parsed(told_anyway.chain()[0]);
    assert_eq!(extension(&leaf, "1.3.6.1.4.1.45724.1.1.4"), Some((true, [4, 0].as_slice())));
    assert!(parsed(made(CertificateLie::Authority).chain()[0]).is_ca());
    // Version 1 counts as 0.
    assert_eq!(parsed(made(CertificateLie::Version(1)).chain()[0]).version().0, 0);

    for vain in [
        Lie::Certificate(CertificateLie::OtherKey),
        Lie::Certificate(CertificateLie::Nonce(vec![])),
        Lie::Tpm(TpmLie::Name),
        Lie::KeyDescription(KeyDescription::Empty),
        Lie::ResponseMember("/no/such", None),
        Lie::ResponseMember("id", None),
    ] {
        let told = Made::of(setup(Attestation::Packed, &maker), std::slice::from_ref(&vain));
        assert!(matches!(told, Err(Error::CannotLie(_))), "{vain:?}");
    }
    let expired = [Lie::Certificate(CertificateLie::Validity(Validity::PAST))];
    let without = Made::of(setup(Attestation::PackedSelf, &maker), &expired);
    assert!(matches!(without, Err(Error::CannotLie(_))), "there is no certificate");
    let alone = setup(Attestation::FidoU2f, &maker);
    let lie = Lie::Certificate(CertificateLie::IntermediateMissing);
    assert!(matches!(Made::of(alone.clone(), &[lie]), Err(Error::CannotLie(_))));
    assert!(matches!(Made::of(alone, &[Lie::Certificate(CertificateLie::Reversed)]), Err(Error::CannotLie(_))));
}

#[test]
fn lies_about_keys_and_nonces_are_signed_like_the_truth() {
    let maker = maker(false);
    let made = |attestation, lie| Made::of(setup(attestation, &maker), &[lie]).expect("a statement");
    let other = made(Attestation::AndroidKey, Lie::Certificate(CertificateLie::OtherKey));
    let point = parsed(other.chain()[0]).public_key().subject_public_key.data[1..33].to_vec();
    assert!(other.leaf_signed(&other.signed()) && !other.authenticator_data.windows(32).any(|x| x == point));
    let nonce = made(Attestation::AndroidKey, Lie::Certificate(CertificateLie::Nonce(vec![9; 32])));
    assert!(nonce.leaf_signed(&nonce.signed()));
    assert!(nonce.chain()[0].windows(32).any(|bytes| bytes == [9; 32]));
    let imported = made(Attestation::AndroidKey, Lie::KeyDescription(KeyDescription::Imported));
    assert!(imported.chain()[0].windows(7).any(|bytes| bytes == [0xbf, 0x85, 0x3e, 3, 2, 1, 2]));

    for lie in [TpmLie::Magic(1), TpmLie::Type(2), TpmLie::ExtraData(vec![3]), TpmLie::Name, TpmLie::OtherKey] {
        let tpm = made(Attestation::Tpm, Lie::Tpm(lie.clone()));
        assert!(tpm.leaf_signed(tpm.bytes("certInfo")), "{lie:?}");
    }
    for signer in [Signer::Stranger, Signer::Passkey] {
        let made = made(Attestation::Packed, Lie::SignedBy(signer));
        assert!(!made.leaf_signed(&made.signed()), "{signer:?}");
    }
    let wrong_hash = made(Attestation::Packed, Lie::ClientDataHash(vec![7; 32]));
    assert!(wrong_hash.leaf_signed(&[wrong_hash.authenticator_data.as_slice(), &[7; 32]].concat()));
}

#[test]
fn members_of_statement_and_object_are_replaced_or_left_out() {
    let maker = maker(false);
    let object = |lies: &[Lie]| {
        let mut authenticator = Authenticator::new(setup(Attestation::Packed, &maker));
        for lie in lies {
            authenticator.lie(lie.clone());
        }
        let options = json!({
            "rp": {"id": "example.org"}, "user": {"id": "dXNlcg"}, "challenge": "AQIDBA", "pubKeyCredParams": [],
        });
        let answer: Value = authenticator.create(&options, ORIGIN).expect("created");
        let bytes = from_base64url(answer["response"]["attestationObject"].as_str().unwrap()).unwrap();
        ciborium::from_reader::<Cbor, _>(bytes.as_slice()).expect("CBOR")
    };
    let told = object(&[Lie::Statement("alg", Some(Cbor::Integer((-8).into()))), Lie::Statement("x5c", None)]);
    let statement = member(&told, "attStmt").as_map().unwrap();
    assert_eq!(statement.len(), 2);
    assert_eq!(statement[0], (Cbor::Text("alg".into()), Cbor::Integer((-8).into())));
    let told = object(&[Lie::ObjectMember("fmt", None), Lie::ObjectMember("authData", Some(Cbor::Bytes(vec![])))]);
    assert_eq!((told.as_map().unwrap().len(), member(&told, "authData")), (2, &Cbor::Bytes(vec![])));
    assert_eq!(object(&[Lie::Object(Cbor::Array(vec![]))]), Cbor::Array(vec![]));
}
