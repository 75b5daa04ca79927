//! Writes the seeds anew: `cargo run --release` in this folder. Each is what our own software authenticator made.
//!
//! Most hold keys or signatures drawn at random, so that every run writes other bytes of the same kind; nobody has to run it again
//! unless a format changes. It must never overwrite a seed that a finding left (`found-…`).

#![expect(clippy::expect_used, reason = "a seed that cannot be made is a fault of the authenticator, and ends the run")]

mod blobs;
mod ceremonies;
mod parsers;

use std::fs;
use std::path::Path;

use authenticator::{Attestation, Authenticator, Lie, Setup};
use fuzz::ceremony::{CHALLENGE, HANDLE, ORIGIN, RP_ID, base64url, from_base64url};
use serde_json::{Value, json};

fn main() {
    parsers::write_all();
    ceremonies::write_all();
    blobs::write_all();
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("a file");
    let check = match target {
        "attestation_object" => fuzz::attestation_object::check,
        "authenticator_data" => fuzz::authenticator_data::check,
        "cose_key" => fuzz::cose_key::check,
        "client_data" => fuzz::client_data::check,
        "metadata_blob" => fuzz::metadata_blob::check,
        "verify_registration" => fuzz::verify_registration::check,
        _ => fuzz::verify_authentication::check,
    };
    println!("{target}/{name}: {}", if check(bytes) { "accepted" } else { "refused" });
}

/// Every statement with an algorithm that it can speak about.
const STATEMENTS: [(&str, Attestation, i64); 16] = [
    ("none-es256", Attestation::None, -7),
    ("none-eddsa", Attestation::None, -8),
    ("none-es384", Attestation::None, -35),
    ("none-es512", Attestation::None, -36),
    ("none-rs256", Attestation::None, -257),
    ("self-es256", Attestation::PackedSelf, -7),
    ("self-eddsa", Attestation::PackedSelf, -8),
    ("self-rs256", Attestation::PackedSelf, -257),
    ("packed-es256", Attestation::Packed, -7),
    ("packed-eddsa", Attestation::Packed, -8),
    ("fido-u2f", Attestation::FidoU2f, -7),
    ("tpm-es256", Attestation::Tpm, -7),
    ("tpm-rs256", Attestation::Tpm, -257),
    ("android-key", Attestation::AndroidKey, -7),
    ("apple", Attestation::Apple, -7),
    ("compound", Attestation::Compound, -7),
];

/// What came back from a ceremony, decoded.
struct Answer(Value);

impl Answer {
    fn bytes(&self, member: &str) -> Vec<u8> {
        let text = self.0.pointer(member).and_then(Value::as_str).expect("a member of the answer");
        from_base64url(text).expect("base64url")
    }

    fn client_data(&self) -> Vec<u8> {
        self.bytes("/response/clientDataJSON")
    }

    fn authenticator_data(&self) -> Vec<u8> {
        self.bytes("/response/authenticatorData")
    }

    fn attestation_object(&self) -> Vec<u8> {
        self.bytes("/response/attestationObject")
    }
}

fn registration(setup: Setup, lies: impl IntoIterator<Item = Lie>) -> Answer {
    registered(setup, lies).0
}

fn registered(setup: Setup, lies: impl IntoIterator<Item = Lie>) -> (Answer, Authenticator) {
    let parameters: Vec<Value> =
        setup.algorithms.iter().map(|number| json!({"type": "public-key", "alg": number})).collect();
    let options = json!({
        "challenge": base64url(&CHALLENGE),
        "rp": {"id": RP_ID, "name": "Example"},
        "user": {"id": base64url(HANDLE), "name": "ada", "displayName": "Ada"},
        "pubKeyCredParams": parameters,
        "authenticatorSelection": {"userVerification": "preferred", "residentKey": "preferred"},
        "attestation": "direct",
    });
    let mut authenticator = Authenticator::new(setup);
    lies.into_iter().for_each(|lie| authenticator.lie(lie));
    let answer = authenticator.create(&options, ORIGIN).expect("a registration");
    (Answer(answer), authenticator)
}

fn assertion(authenticator: &mut Authenticator, lies: impl IntoIterator<Item = Lie>) -> Answer {
    let options = json!({
        "challenge": base64url(&CHALLENGE),
        "rpId": RP_ID,
        "userVerification": "preferred",
        "allowCredentials": authenticator.passkeys().iter()
            .map(|passkey| json!({"type": "public-key", "id": base64url(&passkey.credential_id)})).collect::<Vec<_>>(),
    });
    lies.into_iter().for_each(|lie| authenticator.lie(lie));
    Answer(authenticator.get(&options, ORIGIN).expect("an assertion"))
}
