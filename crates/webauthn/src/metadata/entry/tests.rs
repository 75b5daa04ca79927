use proptest::prelude::*;
use rcgen::KeyPair;
use serde_json::{Value, json};

use super::{Entry, Read};
use crate::Algorithm;
use crate::metadata::tests::minting;
use crate::metadata::{Standing, Status};

fn read(entry: &Value) -> Entry {
    match Entry::read(entry) {
        Read::Model(entry) => *entry,
        other => panic!("{other:?}"),
    }
}

fn entry() -> Value {
    json!({
        "aaguid": "3789da91-f943-46bc-95c3-50ea2012f03a",
        "metadataStatement": {
            "description": "  A \u{0007}key\n",
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw", "something_new", 7],
            "attestationTypes": ["basic_full"],
            "keyProtection": ["hardware", "secure_element"],
            "attestationRootCertificates": [],
            "icon": "data:image/png;base64,AAAA",
        },
        "statusReports": [{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2020-01-01" }],
    })
}

#[test]
fn a_model_is_described() {
    let (one, other) = (minting::root("one"), minting::root("other"));
    let mut value = entry();
    let broken = format!("\n\n{}\n", minting::base64(&one).replace('M', "\nM"));
    value["metadataStatement"]["attestationRootCertificates"] = json!([broken, "!", 7, "", minting::pem(&other)]);
    let entry = read(&value);
    assert_eq!(entry.aaguid().unwrap().to_string(), "3789da91-f943-46bc-95c3-50ea2012f03a");
    assert_eq!(entry.name(), "A key");
    assert_eq!(entry.attestation_types(), ["basic_full"]);
    assert_eq!(entry.key_protection(), ["hardware", "secure_element"]);
    assert_eq!((entry.roots().collect::<Vec<_>>(), entry.unreadable_roots()), (vec![&*one, &other], 3));
    assert_eq!((entry.standing(), entry.reports().len()), (Standing::Good, 1));
}

#[test]
fn the_stated_algorithms_are_compared() {
    let mut value = entry();
    assert!(read(&value).allows_algorithm(Algorithm::Es256.cose()));
    assert!(!read(&value).allows_algorithm(Algorithm::Rs256.cose()));
    assert!(!read(&value).allows_algorithm(0));
    value["metadataStatement"]["authenticationAlgorithms"] = json!([]);
    assert!(read(&value).allows_algorithm(Algorithm::Rs256.cose()), "what is not said is not held against it");
}

#[test]
fn a_leaked_root_anchors_nothing() {
    let key = KeyPair::generate().unwrap();
    let [leaked, renewed] = ["one", "renewed"].map(|name| minting::root_of(name, &key));
    let sound = minting::root("other");
    let mut value = entry();
    let roots = [&leaked, &renewed, &sound].map(|root| minting::base64(root));
    value["metadataStatement"]["attestationRootCertificates"] = json!(roots);
    value["statusReports"] =
        json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": minting::base64(&leaked) }]);
    let entry = read(&value);
    assert_eq!(entry.roots().collect::<Vec<_>>(), [&sound], "nor does another certificate of the same key");
    assert_eq!(entry.standing(), Standing::Good, "as for the other batches");
    let compromised = Standing::Compromised(Status::AttestationKeyCompromise);
    assert_eq!(
        [leaked, renewed, sound].map(|root| entry.standing_of(&[root])),
        [compromised.clone(), compromised, Standing::Good]
    );
}

/// A list of reports in a form that we do not know may say anything.
#[test]
fn reports_that_cannot_be_read_speak_against_the_model() {
    for reports in
        [json!({}), json!("REVOKED"), json!(7), json!(true), json!([7]), json!([{ "status": 7 }]), json!([null])]
    {
        let mut value = entry();
        value["statusReports"] = reports;
        let entry = read(&value);
        assert_eq!(entry.standing(), Standing::Compromised(Status::Illegible), "{value}");
        assert_eq!(entry.certification(), None);
    }
    for reports in [json!(null), json!([])] {
        let mut value = entry();
        value["statusReports"] = reports;
        assert_eq!(read(&value).standing(), Standing::Good, "{value}");
    }
}

#[test]
fn reports_outlive_a_broken_statement() {
    for statement in [json!(null), json!(7), json!([]), json!({ "description": 7, "attestationRootCertificates": "x" })]
    {
        let value = json!({
            "aaguid": "3789DA91-F943-46BC-95C3-50EA2012F03A",
            "metadataStatement": statement,
            "statusReports": [7, { "status": "REVOKED", "effectiveDate": "long ago" }],
        });
        let entry = read(&value);
        assert_eq!((entry.standing(), entry.name()), (Standing::Revoked, ""), "{statement}");
    }
}

#[test]
fn what_several_entries_say_adds_up() {
    let [one, other] = ["one", "other"].map(minting::root);
    let with = |root: &[u8], reports: Value| {
        let mut value = entry();
        value["metadataStatement"]["attestationRootCertificates"] = json!([minting::base64(root), "!"]);
        value["statusReports"] = reports;
        read(&value)
    };
    let mut sum = with(&one, json!([]));
    sum.absorb(with(&other, json!([{ "status": "REVOKED" }])));
    assert_eq!((sum.roots().count(), sum.unreadable_roots(), sum.standing()), (2, 2, Standing::Revoked));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(Value::from("3789da91-f943-46bc-95c3-50ea2012f03a")),
        Just(Value::from("REVOKED")),
    ];
    let name = prop::sample::select(vec![
        "aaguid",
        "aaid",
        "attestationCertificateKeyIdentifiers",
        "attestationRootCertificates",
        "authenticationAlgorithms",
        "certificate",
        "description",
        "effectiveDate",
        "metadataStatement",
        "status",
        "statusReports",
    ]);
    leaf.prop_recursive(4, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_is_a_panic(value in any_json()) {
        let _ = Entry::of_statement(&value);
        if let Read::Model(entry) = Entry::read(&value) {
            let _ = (entry.standing(), entry.certification(), entry.roots().count());
        }
    }
}
