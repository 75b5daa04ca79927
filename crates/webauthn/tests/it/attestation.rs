//! Statements that the vectors do not hold: chains of every shape, compounds, and lies about certificates.

mod ceremony;
mod compound;
mod reexamination;

use std::sync::Mutex;

use ceremony::{AAGUID, Ceremony, Minted, authority, leaf, leaf_but, map, mint, x5c};
use ciborium::Value;
use proptest::prelude::{any, prop, proptest};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, KeyPair, PKCS_ECDSA_P384_SHA384, SerialNumber,
    SigningKey as _,
};
use webauthn::attestation::{Anchors, Kind, Model, Policy, Roots, Trust, Verdict};
use webauthn::{Aaguid, Refusal};

fn roots(anchors: &[&Minted]) -> Roots {
    Roots(anchors.iter().map(|anchor| anchor.der().to_vec()).collect())
}

fn required(anchors: &dyn Anchors) -> Policy<'_> {
    Policy { trust: Trust::Required(anchors), root_in_chain: false, ..Policy::ANY }
}

#[test]
fn a_chain_is_judged_as_policy_says() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let middle = authority("middle", Some(&root));
    let leaf = leaf(&middle);
    let statement = ceremony.packed(&leaf, &[&middle]);
    let (known, unknown) = (roots(&[&root]), roots(&[&authority("root", None)]));

    let attestation = ceremony.register(&statement, required(&known)).unwrap().attestation;
    assert_eq!((attestation.format, attestation.kind), ("packed", Kind::Certified));
    assert_eq!((attestation.verdict, attestation.algorithm), (Verdict::Trusted, Some(-7)));
    assert_eq!(attestation.trust_path, [leaf.der().to_vec(), middle.der().to_vec()]);
    assert!(attestation.leaf_key_identifier.is_some());

    assert_eq!(ceremony.refusal(&statement, required(&unknown)), Some(Refusal::UntrustedAttestation));
    for (trust, verdict) in [
        (Trust::Observed(&known), Verdict::Trusted),
        (Trust::Observed(&unknown), Verdict::Untrusted),
        (Trust::NotJudged, Verdict::NotJudged),
    ] {
        let registered = ceremony.register(&statement, Policy { trust, ..Policy::ANY }).unwrap();
        assert_eq!(registered.attestation.verdict, verdict, "{trust:?}");
    }
    assert_eq!(ceremony.refusal(&statement, required(&roots(&[&leaf]))), None, "a listed leaf is its own anchor");
    assert_eq!(ceremony.refusal(&statement, required(&roots(&[&middle]))), None, "a listed intermediate is no root");
}

/// FIDO's Resp-5 F-10.
#[test]
fn a_root_may_be_sent_where_policy_says_so() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let statement = ceremony.packed(&leaf(&root), &[&root]);
    let anchors = roots(&[&root]);
    assert_eq!(ceremony.refusal(&statement, required(&anchors)), Some(Refusal::UntrustedAttestation));
    assert_eq!(ceremony.refusal(&statement, Policy { root_in_chain: true, ..required(&anchors) }), None);
}

#[test]
fn nine_certificates_are_too_many() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let leaf = leaf(&root);
    let policy = Policy::ANY;
    assert_eq!(ceremony.refusal(&ceremony.packed(&leaf, &[&root; 7]), policy), None, "not judged");
    let refused = ceremony.refusal(&ceremony.packed(&leaf, &[&root; 8]), policy);
    assert_eq!(refused, Some(Refusal::MalformedAttestationStatement));
}

/// What was asked of the anchors, and which serial number is revoked.
#[derive(Debug)]
struct Asked {
    root: Vec<u8>,
    revoked: u8,
    models: Mutex<Vec<(String, Aaguid, [u8; 20])>>,
}

impl Anchors for Asked {
    fn of(&self, model: &Model<'_>) -> Vec<&[u8]> {
        self.models.lock().unwrap().push((model.format.to_owned(), model.aaguid, model.leaf_key_identifier));
        vec![&self.root]
    }

    fn is_revoked(&self, issuer: &[u8], serial: &[u8]) -> bool {
        // The name of the issuer ends with the text of its common name.
        issuer.ends_with(b"root") && serial == [self.revoked]
    }
}

#[test]
fn anchors_are_asked_for_the_model_and_for_revocations() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let leaf = leaf_but(&root, |params| params.serial_number = Some(SerialNumber::from_slice(&[5])));
    let statement = ceremony.packed(&leaf, &[]);
    let asked = Asked { root: root.der().to_vec(), revoked: 4, models: Mutex::default() };
    let attestation = ceremony.register(&statement, required(&asked)).unwrap().attestation;
    let model = ("packed".to_owned(), AAGUID, attestation.leaf_key_identifier.unwrap());
    assert_eq!(*asked.models.lock().unwrap(), [model]);
    let revoking = Asked { revoked: 5, ..asked };
    assert_eq!(ceremony.refusal(&statement, required(&revoking)), Some(Refusal::UntrustedAttestation));
}

/// What makes a leaf another one.
type Change = Box<dyn FnOnce(&mut CertificateParams)>;

/// 8.2.1 and 8.2.2.
#[test]
fn a_packed_leaf_is_made_for_it() {
    fn named(kind: DnType, text: &'static str) -> Change {
        Box::new(move |params| params.distinguished_name.push(kind, text))
    }
    fn extended(oid: &'static [u64], content: Vec<u8>, critical: bool) -> Change {
        let mut extension = CustomExtension::from_oid_content(oid, content);
        extension.set_criticality(critical);
        Box::new(|params| params.custom_extensions.push(extension))
    }
    const SERIAL_NUMBER: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 2];
    const MODEL: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
    let of_model = |length: usize| [&[4, 16], &[7; 17][..length]].concat();
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let cases: [(&str, Change, bool); 14] = [
        ("country of three letters", named(DnType::CountryName, "AAA"), false),
        ("country of digits", named(DnType::CountryName, "12"), false),
        ("organization without a name", named(DnType::OrganizationName, ""), false),
        ("unit in another case", named(DnType::OrganizationalUnitName, "authenticator attestation"), false),
        ("unit and more", named(DnType::OrganizationalUnitName, "Authenticator Attestation CA"), false),
        ("no common name", Box::new(|params| assert!(params.distinguished_name.remove(DnType::CommonName))), false),
        ("no basic constraints", Box::new(|params| params.is_ca = IsCa::NoCa), false),
        ("authority", Box::new(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)), false),
        ("serial number, critical", extended(SERIAL_NUMBER, vec![4, 1, 1], true), false),
        ("serial number", extended(SERIAL_NUMBER, vec![4, 1, 1], false), true),
        ("model", extended(MODEL, of_model(16), false), true),
        ("model, cut short", extended(MODEL, of_model(15), false), false),
        ("model and more", extended(MODEL, of_model(17), false), false),
        ("unknown, critical, but nobody judges chains", extended(&[1, 2, 3], vec![5, 0], true), true),
    ];
    for (why, change, accepted) in cases {
        let statement = ceremony.packed(&leaf_but(&root, change), &[]);
        let expected = (!accepted).then_some(Refusal::AttestationCertInvalid);
        assert_eq!(ceremony.refusal(&statement, Policy::ANY), expected, "{why}");
    }
}

#[test]
fn a_statement_has_its_members_and_no_others() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let (format, statement) = ceremony.packed(&leaf(&root), &[]);
    let Value::Map(members) = statement else { unreachable!() };
    let refusal = |members: &[(Value, Value)]| ceremony.refusal(&(format, Value::Map(members.to_vec())), Policy::ANY);
    assert_eq!(refusal(&members), None);
    let malformed = Some(Refusal::MalformedAttestationStatement);
    assert_eq!(refusal(&[&members[..], &[("ecdaaKeyId".into(), vec![1_u8].into())]].concat()), malformed);
    for without in ["alg", "sig"] {
        let rest: Vec<_> = members.iter().filter(|(name, _)| *name != without.into()).cloned().collect();
        assert_eq!(refusal(&rest), malformed, "{without}");
    }
    for x5c in [Value::Null, Value::Array(vec![]), Value::Array(vec!["text".into()]), vec![1_u8].into()] {
        let mut changed = members.clone();
        changed[2].1 = x5c.clone();
        assert_eq!(refusal(&changed), malformed, "{x5c:?}");
    }
}

#[test]
fn u2f_is_on_p256_throughout() {
    let (mut ceremony, root) = (Ceremony::new(), authority("root", None));
    let u2f = |ceremony: &Ceremony, leaf: &Minted, more: &[&Minted]| {
        let signature = leaf.key().sign(&ceremony.signed_by_u2f()).unwrap();
        ("fido-u2f", map(&[("sig", signature.into()), ("x5c", x5c(&[&[leaf], more].concat()))]))
    };
    let good = leaf(&root);
    let attestation = ceremony.register(&u2f(&ceremony, &good, &[]), required(&roots(&[&root]))).unwrap().attestation;
    assert_eq!((attestation.format, attestation.algorithm), ("fido-u2f", Some(-7)));
    let two = ceremony.refusal(&u2f(&ceremony, &good, &[&root]), Policy::ANY);
    assert_eq!(two, Some(Refusal::MalformedAttestationStatement));
    let on_p384 = mint(KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap(), Some(&root), |_| ());
    let refused = ceremony.refusal(&u2f(&ceremony, &on_p384, &[]), Policy::ANY);
    assert_eq!(refused, Some(Refusal::AttestationCertInvalid));
    let larger = Ceremony::with(KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap());
    let refused = larger.refusal(&u2f(&larger, &good, &[]), Policy::ANY);
    assert_eq!(refused, Some(Refusal::AttestationAlgMismatch));

    // FIDO's Resp-8 F-1.
    let no_model = Policy { u2f_zero_aaguid: true, ..Policy::ANY };
    assert_eq!(ceremony.refusal(&u2f(&ceremony, &good, &[]), no_model), Some(Refusal::AttestationPolicy));
    ceremony.aaguid = Aaguid::default();
    assert_eq!(ceremony.refusal(&u2f(&ceremony, &good, &[]), no_model), None);
}

#[test]
fn apple_certifies_this_key_for_this_ceremony() {
    let root = authority("root", None);
    let key = KeyPair::generate().unwrap();
    let same = KeyPair::try_from(key.serialize_der()).unwrap();
    let ceremony = Ceremony::with(key);
    let nonce = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &ceremony.signed());
    let nonce = [&[0x30, 0x24, 0xa1, 0x22, 0x04, 0x20], nonce.as_ref()].concat();
    let leaf = |key: KeyPair, nonce: &[u8]| {
        let extension = CustomExtension::from_oid_content(&[1, 2, 840, 113_635, 100, 8, 2], nonce.to_vec());
        mint(key, Some(&root), |params| params.custom_extensions.push(extension))
    };
    let statement = |leaf: &Minted| ("apple", map(&[("alg", (-7).into()), ("x5c", x5c(&[leaf]))]));
    let another = leaf(KeyPair::generate().unwrap(), &nonce);
    assert_eq!(ceremony.refusal(&statement(&another), Policy::ANY), Some(Refusal::AttestationKeyMismatch));
    let leaf_of_another_day = leaf(KeyPair::generate().unwrap(), &nonce[..37]);
    let refused = ceremony.refusal(&statement(&leaf_of_another_day), Policy::ANY);
    assert_eq!(refused, Some(Refusal::AttestationNonceMismatch));
    let own = leaf(same, &nonce);
    let attestation = ceremony.register(&statement(&own), required(&roots(&[&root]))).unwrap().attestation;
    assert_eq!((attestation.verdict, attestation.algorithm), (Verdict::Trusted, None));
}

proptest! {
    #[test]
    fn garbage_for_a_certificate_is_refused(
        garbage in prop::collection::vec(any::<u8>(), 0..200),
        signature in prop::collection::vec(any::<u8>(), 1..80),
    ) {
        let ceremony = Ceremony::new();
        let x5c = Value::Array(vec![garbage.into()]);
        let (sig, alg) = (Value::from(signature), Value::from(-7));
        for statement in [
            ("packed", map(&[("alg", alg.clone()), ("sig", sig.clone()), ("x5c", x5c.clone())])),
            ("android-key", map(&[("alg", alg), ("sig", sig.clone()), ("x5c", x5c.clone())])),
            ("fido-u2f", map(&[("sig", sig), ("x5c", x5c.clone())])),
            ("apple", map(&[("x5c", x5c)])),
        ] {
            let refused = ceremony.refusal(&statement, Policy::ANY);
            assert_eq!(refused, Some(Refusal::AttestationCertInvalid), "{}", statement.0);
        }
    }
}

/// Where the leaf is sound and what follows is not, the chain leads nowhere.
#[test]
fn garbage_above_the_leaf_is_untrusted() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let good = leaf(&root);
    let signature = good.key().sign(&ceremony.signed()).unwrap();
    let chain = Value::Array(vec![good.der().as_ref().into(), vec![0x30_u8, 0].into()]);
    let statement = ("packed", map(&[("alg", (-7).into()), ("sig", signature.into()), ("x5c", chain)]));
    let anchors = roots(&[&root]);
    assert_eq!(ceremony.refusal(&statement, required(&anchors)), Some(Refusal::UntrustedAttestation));
}
