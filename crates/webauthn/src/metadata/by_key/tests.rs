use serde_json::{Value, json};

use super::ByKey;
use crate::Aaguid;
use crate::metadata::entry::{Entry, Read};
use crate::metadata::tests::minting;
use crate::metadata::{Standing, Status};

const A: [u8; 20] = [0xa; 20];
const B: [u8; 20] = [0xb; 20];

fn entry(aaguid: Option<u8>, keys: &[[u8; 20]], reports: &Value) -> Entry {
    let hex = |key: &[u8; 20]| key.map(|byte| format!("{byte:02x}")).concat();
    let entry = json!({
        "aaguid": aaguid.map(|byte| Aaguid([byte; 16]).to_string()),
        "attestationCertificateKeyIdentifiers": keys.iter().map(hex).collect::<Vec<_>>(),
        "metadataStatement": { "attestationRootCertificates": [minting::base64(&minting::root("root"))] },
        "statusReports": reports,
    });
    let Read::Model(entry) = Entry::read(&entry) else { panic!("{entry}") };
    *entry
}

fn standing(nameless: &[Entry], named: &[Entry], key: &[u8; 20]) -> Option<Standing> {
    ByKey::of(nameless, named).get(key).map(Entry::standing)
}

fn revoked() -> Value {
    json!([{ "status": "REVOKED" }])
}

#[test]
fn a_revocation_is_not_hidden_by_another_entry_of_the_key() {
    let good = || json!([{ "status": "FIDO_CERTIFIED_L3" }]);
    for (nameless, named) in [
        (vec![entry(None, &[A], &revoked())], vec![entry(Some(1), &[A], &good())]),
        (vec![entry(None, &[A], &good())], vec![entry(Some(1), &[A], &revoked())]),
        (vec![], vec![entry(Some(1), &[A], &good()), entry(Some(2), &[A], &revoked())]),
        (vec![], vec![entry(Some(1), &[A], &revoked()), entry(Some(2), &[A], &good())]),
        (vec![entry(None, &[A], &good()), entry(None, &[B], &good()), entry(None, &[B, A], &revoked())], vec![]),
    ] {
        assert_eq!(standing(&nameless, &named, &A), Some(Standing::Revoked));
    }
}

#[test]
fn models_that_turn_out_to_be_one_are_one() {
    let good = json!([]);
    let nameless = [entry(None, &[A], &good), entry(None, &[B], &good), entry(None, &[B, A], &revoked())];
    let index = ByKey::of(&nameless, &[]);
    assert_eq!((index.nameless(), index.get(&A)), (1, index.get(&B)));
    assert_eq!(index.get(&B).map(|model| (model.roots().count(), model.standing())), Some((3, Standing::Revoked)));
    let index = ByKey::of(&nameless[..2], &[]);
    assert_eq!((index.nameless(), index.get(&A).unwrap().roots().count()), (2, 1));
}

/// Every report about the key counts, not only those that make one entry the worst.
#[test]
fn batches_that_leaked_are_known_from_every_entry() {
    let leaked = [minting::root("one"), minting::root("two")];
    let entries = [1, 2].map(|number: u8| {
        let certificate = minting::base64(&leaked[usize::from(number) - 1]);
        let report = json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": certificate }]);
        entry(Some(number), &[A], &report)
    });
    let index = ByKey::of(&[entry(None, &[A], &json!([]))], &entries);
    let model = index.get(&A).unwrap();
    assert_eq!(model.standing(), Standing::Good);
    for batch in leaked {
        assert_eq!(model.standing_of(&[batch]), Standing::Compromised(Status::AttestationKeyCompromise));
    }
}

#[test]
fn what_speaks_for_one_model_does_not_speak_for_another() {
    let named = [entry(Some(1), &[A, B], &json!([{ "status": "FIDO_CERTIFIED_L3" }]))];
    let nameless = [entry(None, &[A], &json!([]))];
    let index = ByKey::of(&nameless, &named);
    let model = index.get(&A).unwrap();
    assert_eq!((model.aaguid(), model.roots().count(), model.certification()), (None, 1, None));
    assert_eq!(index.get(&B), Some(&named[0]), "which no other model lists");
    assert_eq!(index.get(&[0; 20]), None);
}
