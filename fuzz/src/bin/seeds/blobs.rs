//! Seeds of the metadata target: blobs of our own makers' models, and the other files that an operator may supply.

use authenticator::{Attestation, Blob, Maker, Making, Setup};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use fuzz::ceremony::{METADATA_LEAF, ROOT, from_base64url, script};
use serde_json::{Value, json};

use crate::write;

pub(crate) fn write_all() {
    let maker = Maker::new(Making::default()).expect("a maker");
    let header = json!({"alg": "RS256", "typ": "JWT", "x5c": [BASE64_STANDARD.encode(METADATA_LEAF)]});
    let both = [METADATA_LEAF, ROOT].map(|der| BASE64_STANDARD.encode(der));
    let with_root = json!({"alg": "RS256", "x5c": both});
    for (name, statuses) in [
        ("certified", &[("FIDO_CERTIFIED_L1", "2020-01-01"), ("FIDO_CERTIFIED_L2", "2024-02-29")][..]),
        ("revoked", &[("FIDO_CERTIFIED", "2020-01-01"), ("REVOKED", "2021-05-05")]),
        ("compromised", &[("USER_KEY_REMOTE_COMPROMISE", "2020-01-01"), ("FIDO_CERTIFIED_L3plus", "2022-01-01")]),
        ("leaked", &[("ATTESTATION_KEY_COMPROMISE", "2020-01-01")]),
        ("unknown-status", &[("UPDATE_AVAILABLE", "yesterday"), ("SOMETHING_NEW", "2020-01-01")]),
    ] {
        script_of(name, 0, &header, &payload(&maker, &[entry(&maker, &Setup::laptop(), statuses)]));
    }
    let models = [
        entry(&maker, &Setup::u2f_key(), &[("FIDO_CERTIFIED", "2019-01-01")]),
        entry(&maker, &Setup::security_key_over("usb"), &[]),
        json!({"aaid": "4e4e#4005", "statusReports": []}),
        json!({"aaguid": "broken"}),
    ];
    script_of("several", 0, &header, &payload(&maker, &models));
    script_of("with-root", 0, &with_root, &payload(&maker, &[]));
    script_of("any-host", 4, &header, &payload(&maker, &[]));
    script_of("other-host", 2, &header, &payload(&maker, &[]));
    script_of("too-early", 8, &header, &payload(&maker, &[]));
    script_of("unsigned", 1, &header, &payload(&maker, &[]));
    let critical = json!({"alg": "RS256", "crit": ["b64"], "x5c": header["x5c"]});
    script_of("critical", 0, &critical, &payload(&maker, &[]));
    write("metadata_blob", "file-of-another", signed(&maker, &[]).as_bytes());
    files(&maker);
}

fn files(maker: &Maker) {
    let setup = Setup { attestation: Attestation::Packed, ..Setup::security_key() };
    let statement = maker.metadata_statement(&setup, "A key").to_string();
    write("metadata_blob", "file-statement", statement.as_bytes());
    let pem = |label: &str, der: &[u8]| {
        let body = BASE64_STANDARD.encode(der);
        let lines: Vec<String> = body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    write("metadata_blob", "file-certificate", pem("CERTIFICATE", ROOT).as_bytes());
    let revoked = maker.revocation_list(&[vec![1], vec![2, 3]]).expect("a list");
    write("metadata_blob", "file-revocations", &revoked);
    write("metadata_blob", "file-revocations-pem", pem("X509 CRL", &revoked).as_bytes());
}

fn entry(maker: &Maker, setup: &Setup, statuses: &[(&str, &str)]) -> Value {
    maker.metadata_entry(setup, "A model", statuses)
}

fn signed(maker: &Maker, entries: &[Value]) -> String {
    let blob = Blob { entries: entries.to_vec(), number: 7, next_update: "2030-02-01".into(), lies: Vec::new() };
    maker.metadata_blob(&blob).expect("a blob")
}

/// What the maker would sign.
fn payload(maker: &Maker, entries: &[Value]) -> Vec<u8> {
    signed(maker, entries).split('.').nth(1).and_then(from_base64url).expect("a payload")
}

fn script_of(name: &str, switches: u8, header: &Value, payload: &[u8]) {
    let header = header.to_string();
    let pieces: [&[u8]; 3] = [header.as_bytes(), payload, b"no signature"];
    write("metadata_blob", name, &script([switches, 0, 0, 0], &pieces));
}
