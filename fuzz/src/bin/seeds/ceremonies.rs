//! Seeds of the two verify targets: scripts of switches and pieces, and a few whole answers as JSON.

use authenticator::{Attestation, Authenticator, Cbor, KeyPair, Lie, Passkey, Setup};
use aws_lc_rs::digest::{SHA256, digest};
use fuzz::ceremony::{AAGUID, APP_ID, CREDENTIAL_ID, HANDLE, Key, MAKER_LEAF, ORIGIN, RP_ID, TOP_ORIGIN, script};

use crate::{Answer, STATEMENTS, assertion, registration, write};

/// User handle named, its credential backup eligible.
const NAMED: u8 = 0b1_1000;

pub(crate) fn write_all() {
    sign_ins();
    registrations();
    recorded();
}

fn holder(key: Key) -> Authenticator {
    let pair = KeyPair::from_pkcs8(key.algorithm(), key.pkcs8()).expect("a fixed key");
    let mut passkey = Passkey::from_parts(pair, CREDENTIAL_ID.to_vec(), HANDLE.to_vec());
    RP_ID.clone_into(&mut passkey.rp_id);
    let mut authenticator = Authenticator::new(Setup::phone());
    authenticator.import(passkey);
    authenticator
}

fn sign_in(name: &str, switches: [u8; 4], lies: impl IntoIterator<Item = Lie>) {
    let key = if switches[2] & 1 == 1 { Key::Rsa } else { Key::Ed25519 };
    let answer = assertion(&mut holder(key), lies);
    let signature = answer.bytes("/response/signature");
    let pieces: [&[u8]; 5] = [CREDENTIAL_ID, &answer.client_data(), &answer.authenticator_data(), HANDLE, &signature];
    write("verify_authentication", name, &script(switches, &pieces));
}

fn sign_ins() {
    sign_in("eddsa", [0, NAMED, 0, 0], []);
    sign_in("rs256", [0, NAMED, 1, 0], []);
    sign_in("eddsa-recorded", [1, NAMED, 0, 0], []);
    sign_in("rs256-recorded", [1, NAMED, 1, 0], []);
    sign_in("framed", [0b100, NAMED, 0, 0], [Lie::TopOrigin(TOP_ORIGIN.into())]);
    sign_in("known-user", [0b100_0000, 0b1_0000, 0, 0], []);
    sign_in("asked-for", [0, NAMED | 0b110, 0, 0], []);
    sign_in("not-asked-for", [0, NAMED | 0b10, 0, 0], []);
    sign_in("counting", [0, NAMED, 0, 7], [Lie::Counter(8)]);
    sign_in("not-counting", [0, NAMED, 0, 7], [Lie::Counter(7)]);
    sign_in("warned", [0b1000, NAMED, 0, 7], [Lie::Counter(6)]);
    sign_in("eligible", [0b1_0000, 0b1000, 0, 0], []);
    sign_in("no-longer-eligible", [0b10_0000, NAMED, 0, 0], [Lie::FlagsClear(0x18)]);
    sign_in("by-app-id", [0b1000_0000, NAMED | 1, 0, 0], [Lie::RpId(APP_ID.into())]);
    sign_in("not-by-app-id", [0, NAMED | 1, 0, 0], [Lie::RpId(APP_ID.into())]);
    sign_in("absent", [0, NAMED, 0, 0], [Lie::FlagsClear(0x01)]);
    sign_in("absent-conformance", [0, NAMED | 0b10_0000, 0, 0], [Lie::FlagsClear(0x01)]);
    sign_in("unverified", [0b10, NAMED, 0, 0], [Lie::FlagsClear(0x04)]);
    let outputs = Cbor::Map(vec![(Cbor::Text("appid".into()), Cbor::Bool(true))]);
    sign_in("extended", [0, NAMED, 0, 0], [Lie::Extensions(outputs)]);
    sign_in("other-origin", [0, NAMED, 0, 0], [Lie::Origin(format!("{ORIGIN}.evil.example"))]);
    sign_in("other-type", [0, NAMED, 0, 0], [Lie::Type("webauthn.create".into())]);
    let answer = assertion(&mut holder(Key::Ed25519), [Lie::FlagsClear(0x18)]);
    write("verify_authentication", "json", answer.0.to_string().as_bytes());
}

/// Authenticator data of the fixed credential.
fn authenticator_data(key: Key, flags: u8) -> Vec<u8> {
    let length = u16::try_from(CREDENTIAL_ID.len()).expect("a short id").to_be_bytes();
    let rp_id_hash = digest(&SHA256, RP_ID.as_bytes());
    [rp_id_hash.as_ref(), &[flags], &[0; 4], &AAGUID, &length, CREDENTIAL_ID, key.cose()].concat()
}

fn fixed(name: &str, switches: [u8; 4], flags: u8, lies: impl IntoIterator<Item = Lie>) {
    let key = if switches[2] & 1 == 1 { Key::Rsa } else { Key::Ed25519 };
    let client_data = registration(Setup::phone(), lies).client_data();
    let data = authenticator_data(key, flags);
    let pieces: [&[u8]; 5] = [CREDENTIAL_ID, &client_data, &data, b"none", MAKER_LEAF];
    write("verify_registration", name, &script(switches, &pieces));
}

fn registrations() {
    fixed("self-eddsa", [0, 0, 0, 0], 0x5d, []);
    fixed("self-rs256", [0, 0, 1, 0], 0x5d, []);
    fixed("self-forbidden", [0b100_0000, 0, 0, 0], 0x45, []);
    fixed("maker", [1, 0, 0, 0], 0x45, []);
    fixed("maker-observed", [1, 1, 0, 0], 0x45, []);
    fixed("maker-required", [1, 2, 1, 0], 0x45, []);
    fixed("absent", [0, 0, 0, 0], 0x44, []);
    fixed("absent-conditional", [0b1000, 0, 0, 0], 0x44, []);
    fixed("unverified", [0b100, 0, 0, 0], 0x41, []);
    fixed("not-eligible", [0, 0, 0, 0], 0x55, []);
    fixed("framed", [0b1_0000, 0, 0, 0], 0x45, [Lie::TopOrigin(TOP_ORIGIN.into())]);
    fixed("other-origin", [0, 0, 0, 0], 0x45, [Lie::Origin(format!("{ORIGIN}.evil.example"))]);
    fixed("other-type", [0, 0, 0, 0], 0x45, [Lie::Type("webauthn.get".into())]);
}

/// Every statement as our own authenticator made it.
fn recorded() {
    for (name, attestation, algorithm) in STATEMENTS {
        let aaguid = if attestation == Attestation::FidoU2f { [0; 16] } else { Setup::phone().aaguid };
        let setup = Setup { attestation, algorithms: vec![algorithm], aaguid, ..Setup::phone() };
        let answer = registration(setup, []);
        let (format, statement) = statement(&answer);
        let pieces: [&[u8]; 5] =
            [&answer.bytes("/id"), &answer.client_data(), &answer.authenticator_data(), format.as_bytes(), &statement];
        write("verify_registration", &format!("recorded-{name}"), &script([2, 1, 0, 0], &pieces));
        if matches!(name, "none-es256" | "packed-es256") {
            write("verify_registration", &format!("json-{name}"), answer.0.to_string().as_bytes());
        }
    }
}

/// The format, and the statement as CBOR by itself.
fn statement(answer: &Answer) -> (String, Vec<u8>) {
    let object = answer.attestation_object();
    let object: Cbor = ciborium::from_reader(&object[..]).expect("an attestation object");
    let members = object.into_map().expect("a map");
    let take = |name: &str| {
        let found = members.iter().find(|(key, _)| key.as_text() == Some(name));
        found.map(|(_, value)| value.clone()).expect("a member of the object")
    };
    let mut written = Vec::new();
    ciborium::into_writer(&take("attStmt"), &mut written).expect("memory is all that writing needs");
    (take("fmt").into_text().expect("a text"), written)
}
