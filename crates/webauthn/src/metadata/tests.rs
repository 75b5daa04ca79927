pub(super) mod minting;

use serde_json::{Value, json};

use super::entry::Read;
use super::{Combined, Entry, Metadata, MetadataError, Revocations, Standing};
use crate::Aaguid;
use crate::attestation::{Anchors, Model};

const ONE: Aaguid = Aaguid([1; 16]);
const TWO: Aaguid = Aaguid([2; 16]);
const KEY: [u8; 20] = [0xab; 20];

fn model(format: &str, aaguid: Aaguid, leaf_key_identifier: [u8; 20]) -> Model<'_> {
    Model { format, aaguid, leaf_key_identifier }
}

/// With that one root.
fn statement(aaguid: Option<Aaguid>, keys: &[[u8; 20]], root: &[u8]) -> Value {
    let hex = |key: &[u8; 20]| key.map(|byte| format!("{byte:02x}")).concat();
    json!({
        "aaguid": aaguid.map(|aaguid| aaguid.to_string()),
        "attestationCertificateKeyIdentifiers": keys.iter().map(hex).collect::<Vec<_>>(),
        "description": "A model",
        "attestationRootCertificates": [minting::base64(root)],
    })
}

fn metadata(statements: &[Value]) -> Metadata {
    let mut metadata = Metadata::new();
    for statement in statements {
        metadata.add_statement(statement.to_string().as_bytes()).unwrap();
    }
    metadata
}

/// Three, each of its own key.
fn roots() -> [Vec<u8>; 3] {
    ["one", "two", "three"].map(minting::root)
}

#[test]
fn models_are_found_by_aaguid_and_u2f_models_by_key() {
    let named = |name: &str, mut statement: Value| {
        statement["description"] = name.into();
        statement
    };
    let [root, other, _] = roots();
    let metadata =
        metadata(&[named("A", statement(Some(ONE), &[], &root)), named("B", statement(None, &[KEY], &other))]);
    let name = |model| metadata.model(&model).map(Entry::name);
    assert_eq!(name(model("packed", ONE, KEY)), Some("A"));
    assert_eq!(name(model("packed", TWO, KEY)), None, "the key is for U2F alone");
    assert_eq!(name(model("packed", Aaguid::default(), KEY)), None);
    assert_eq!(name(model("fido-u2f", Aaguid::default(), KEY)), Some("B"));
    assert_eq!(name(model("fido-u2f", ONE, KEY)), Some("B"), "U2F knows no AAGUID");
    assert_eq!(name(model("fido-u2f", ONE, [0; 20])), None);
    assert_eq!(metadata.names().collect::<Vec<_>>(), [(ONE, "A")]);
    assert_eq!((metadata.len(), metadata.is_empty()), (2, false));
}

#[test]
fn anchors_are_those_of_the_model() {
    let [one, two, own] = roots();
    let metadata = metadata(&[statement(Some(ONE), &[], &one), statement(Some(TWO), &[KEY], &two)]);
    assert_eq!(metadata.of(&model("packed", ONE, KEY)), [&one]);
    assert_eq!(metadata.of(&model("packed", TWO, KEY)), [&two]);
    assert!(metadata.of(&model("packed", Aaguid::default(), KEY)).is_empty());
    let own = [own];
    let combined = Combined { metadata: &metadata, own: &own, revocations: &Revocations::default() };
    assert_eq!(combined.of(&model("packed", ONE, KEY)), [&one]);
    assert_eq!(combined.of(&model("apple", Aaguid::default(), KEY)), own);
    assert!(!combined.is_revoked(b"issuer", b"serial"));
}

/// That somebody else's authority could vouch for it would make a leak worse than it is.
#[test]
fn own_authorities_do_not_vouch_for_known_models() {
    let [leaked, own, _] = roots();
    let entry = |aaguid: Aaguid, roots: Value, reports: Value| {
        let entry = json!({
            "aaguid": aaguid.to_string(),
            "metadataStatement": { "attestationRootCertificates": roots },
            "statusReports": reports,
        });
        let Read::Model(entry) = Entry::read(&entry) else { panic!("{entry}") };
        *entry
    };
    let leaked = minting::base64(&leaked);
    let report = json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": leaked }]);
    let mut metadata = Metadata::new();
    metadata.add(vec![entry(ONE, json!([leaked]), report), entry(TWO, json!(null), json!(null))]);
    let own = [own];
    let combined = Combined { metadata: &metadata, own: &own, revocations: &Revocations::default() };
    for aaguid in [ONE, TWO] {
        assert!(combined.of(&model("packed", aaguid, KEY)).is_empty(), "{aaguid}");
    }
    assert_eq!(combined.of(&model("packed", Aaguid([3; 16]), KEY)), own);
    assert_eq!(combined.of(&model("fido-u2f", ONE, KEY)), own, "the key is not listed");
}

#[test]
fn statements_about_one_model_add_up() {
    let [one, two, three] = roots();
    let metadata = metadata(&[
        statement(Some(ONE), &[], &one),
        statement(Some(ONE), &[], &two),
        statement(None, &[KEY], &two),
        statement(None, &[[0; 20], KEY], &three),
    ]);
    assert_eq!(metadata.len(), 2);
    assert_eq!(metadata.of(&model("packed", ONE, KEY)), [&one, &two]);
    for key in [KEY, [0; 20]] {
        assert_eq!(metadata.of(&model("fido-u2f", ONE, key)), [&two, &three]);
    }
}

/// Otherwise one maker's roots would speak for another maker's model.
#[test]
fn models_with_an_aaguid_are_never_mixed() {
    let [one, two, three] = roots();
    let metadata = metadata(&[
        statement(Some(ONE), &[KEY], &one),
        statement(Some(TWO), &[KEY], &two),
        statement(None, &[KEY], &three),
    ]);
    assert_eq!(metadata.len(), 3);
    assert_eq!(metadata.of(&model("packed", ONE, KEY)), [&one]);
    assert_eq!(metadata.of(&model("packed", TWO, KEY)), [&two]);
    assert_eq!(metadata.of(&model("fido-u2f", ONE, KEY)), [&three]);
}

#[test]
fn roots_that_cannot_be_read_are_counted() {
    let [one, two, three] = roots();
    let mut statement = statement(Some(ONE), &[], &one);
    statement["attestationRootCertificates"] = json!([
        minting::base64(&one),
        "AAAA",
        "!",
        7,
        "",
        minting::pem(&two) + &minting::pem(&[0x30, 0x80]) + &minting::pem(&three)
    ]);
    let metadata = metadata(&[statement.clone(), statement]);
    assert_eq!(metadata.of(&model("packed", ONE, KEY)), [&one, &two, &three, &one, &two, &three], "in PEM too");
    assert_eq!(metadata.unreadable_roots(), 10);
}

#[test]
fn what_is_no_statement_is_refused() {
    let mut metadata = Metadata::new();
    for wrong in ["", "7", "[]", "{}", r#"{"aaid":"1234#abcd"}"#, r#"{"aaguid":"x"}"#] {
        assert_eq!(metadata.add_statement(wrong.as_bytes()), Err(MetadataError::Statement), "{wrong}");
    }
    assert_eq!(metadata.add_statement(&vec![b' '; (4 << 20) + 1]), Err(MetadataError::TooLarge));
    assert!(metadata.is_empty());
}

#[test]
fn metadata_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&metadata(&[]));
    shared(&Revocations::default());
    shared(&Standing::Good);
}
