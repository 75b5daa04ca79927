//! The cases of registration by format: packed, none, fido-u2f, tpm, android-key, and the one that is not implemented.

use super::case::{Case, Cases, accepted, check, refused};
use super::client::{Client, ORIGIN, REGISTER};
use super::devices;
use authenticator::{Authenticator, Cbor, CertificateLie, Lie, Signer, TpmLie, Validity};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::Random;
use domain::conformance::Material;
use domain::random::NoRandomness;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const PACKED: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-5";
const BY_ITSELF: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-6";
const NONE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-7";
const U2F: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-8";
const TPM: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-9";
const ANDROID: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-A";
const SAFETYNET: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-B";

const SIGNATURE: &str = "the attestation signature is wrong";
const STATEMENT: &str = "the attestation statement is not what";
const UNTRUSTED: &str = "leads to no trusted authority";
const FORMAT: &str = "the attestation format is not supported";
const NONCE: &str = "the attestation is for another ceremony";
const KEY: &str = "the attestation is for another key";

pub(super) fn cases() -> Cases {
    let formats = [
        (PACKED, packed()),
        (BY_ITSELF, by_itself()),
        (NONE, none()),
        (U2F, u2f()),
        (TPM, tpm()),
        (ANDROID, android()),
        (SAFETYNET, safetynet()),
    ];
    formats
        .into_iter()
        .flat_map(|(module, cases)| cases.into_iter().map(move |(id, case)| ((module, id), case)))
        .collect()
}

type Format = Vec<(&'static str, Case)>;

fn certificate(lie: CertificateLie) -> Vec<Lie> {
    vec![Lie::Certificate(lie)]
}

fn called(format: &str) -> Vec<Lie> {
    vec![Lie::ObjectMember("fmt", Some(Cbor::Text(format.to_owned())))]
}

fn packed() -> Format {
    let flat = |lies, why| Case::unmade(devices::packed(), lies, why);
    let deep = |lie, why| Case::unmade(devices::packed_deep(), certificate(lie), why);
    let said = |told| vec![Lie::Statement("x5c", told)];
    vec![
        ("P-1", Case::Scenario(listed_leaf)),
        ("P-2", Case::made(devices::packed_deep(), Vec::new())),
        ("F-1", flat(called("packed2"), FORMAT)),
        ("F-2", flat(vec![Lie::Signature], SIGNATURE)),
        ("F-3", flat(said(None), SIGNATURE)),
        ("F-4", flat(said(Some(Cbor::Bytes(vec![0x30]))), STATEMENT)),
        ("F-5", flat(said(Some(Cbor::Array(Vec::new()))), STATEMENT)),
        ("F-6", flat(certificate(CertificateLie::Validity(Validity::PAST)), UNTRUSTED)),
        ("F-7", flat(certificate(CertificateLie::Validity(Validity::FUTURE)), UNTRUSTED)),
        ("F-8", Case::unmade(devices::packed_otherwise(), Vec::new(), "signs with other algorithms")),
        ("F-9", deep(CertificateLie::ForeignIssuer, UNTRUSTED)),
        ("F-10", deep(CertificateLie::RootIncluded, UNTRUSTED)),
        ("F-11", deep(CertificateLie::Reversed, SIGNATURE)),
        ("F-12", deep(CertificateLie::IntermediateValidity(Validity::PAST), UNTRUSTED)),
        ("F-13", flat(vec![Lie::SignedBy(Signer::Stranger)], SIGNATURE)),
        ("F-14", flat(vec![Lie::SignedBy(Signer::Passkey)], SIGNATURE)),
    ]
}

/// The same bytes in the same order for everyone who has one.
#[derive(Debug)]
struct Repeated(AtomicU8);

impl Random for Repeated {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}

/// The metadata names the leaf itself. It is made for one ceremony, so that a second test bed has to begin the same one.
fn listed_leaf(_: &Client) -> Result<(), String> {
    let open = |material: &Material| Client::open(Some(material), Arc::new(Repeated(AtomicU8::new(1))));
    let (setup, asked) = (devices::packed(), json!({"attestation": "direct"}));
    let mut said = devices::statement(&setup);
    let foreign = devices::packed_deep().maker.ok_or("no maker")?;
    said["attestationRootCertificates"] = json!([BASE64_STANDARD.encode(foreign.root_der())]);
    let material = |said: &Value| Material {
        statements: vec![devices::file("statement.json", said.to_string().as_bytes())],
        ..Material::default()
    };

    let client = open(&material(&said));
    let begun = client.begin(REGISTER, "ada", &asked);
    let answer = Authenticator::new(setup).create(&begun.options, ORIGIN).map_err(|error| error.to_string())?;
    refused(&client.finish(REGISTER, &begun, answer.clone()), UNTRUSTED)?;

    said["attestationRootCertificates"] = json!([BASE64_STANDARD.encode(leaf(&answer)?)]);
    let client = open(&material(&said));
    let again = client.begin(REGISTER, "ada", &asked);
    check(again.options["challenge"] == begun.options["challenge"], "another challenge", &again.options)?;
    accepted(&client.finish(REGISTER, &again, answer))
}

/// The first certificate of a packed statement: the one item of CBOR that opens like it.
fn leaf(answer: &Value) -> Result<Vec<u8>, String> {
    let object = answer["response"]["attestationObject"].as_str().unwrap_or_default();
    let object = BASE64_URL_SAFE_NO_PAD.decode(object).map_err(|error| error.to_string())?;
    let name = object.windows(4).position(|window| window == b"cx5c").ok_or("no x5c")?;
    // An array of one, a byte string with two bytes of length.
    match object.get(name + 4..).unwrap_or_default() {
        [0x81, 0x59, high, low, rest @ ..] => {
            let length = usize::from(*high) << 8 | usize::from(*low);
            rest.get(..length).map(<[u8]>::to_vec).ok_or_else(|| "a short certificate".to_owned())
        }
        _ => Err("x5c is not one certificate".to_owned()),
    }
}

fn by_itself() -> Format {
    let full = authenticator::Setup { attestation: authenticator::Attestation::Packed, ..devices::packed_self() };
    vec![
        ("P-1", Case::made(devices::packed_self(), Vec::new())),
        ("F-1", Case::unmade(devices::packed_self(), vec![Lie::Signature], SIGNATURE)),
        // A model that attests by itself has no root in its statement.
        ("F-2", Case::unmade(full, Vec::new(), UNTRUSTED)),
        ("F-3", Case::unmade(devices::packed_self(), called("packed2"), FORMAT)),
    ]
}

fn none() -> Format {
    let statement = [("alg", Cbor::Integer((-7).into())), ("sig", Cbor::Bytes(vec![0x30; 70]))];
    let statement = statement.map(|(name, value)| (Cbor::Text(name.to_owned()), value)).to_vec();
    let filled = vec![Lie::ObjectMember("attStmt", Some(Cbor::Map(statement)))];
    vec![
        ("P-1", Case::unasked(devices::unattested(), Vec::new(), "")),
        ("P-2", Case::unasked(devices::packed_self(), Vec::new(), "")),
        ("F-1", Case::unasked(devices::unattested(), filled, STATEMENT)),
    ]
}

fn u2f() -> Format {
    vec![
        ("P-1", Case::made(devices::u2f(), Vec::new())),
        ("F-1", Case::unmade(devices::u2f(), vec![Lie::Aaguid(*b"not-zero--------")], "not acceptable by policy")),
        ("F-2", Case::unmade(devices::u2f(), vec![Lie::Signature], SIGNATURE)),
    ]
}

fn tpm() -> Format {
    const TPM: &str = "what the TPM attests is not what";
    let wrong = |lie, why| Case::unmade(devices::tpm(), vec![Lie::Tpm(lie)], why);
    vec![
        ("P-1", Case::made(devices::tpm(), Vec::new())),
        ("P-2", Case::made(devices::tpm_sha1(), Vec::new())),
        ("P-3", Case::made(devices::tpm(), vec![Lie::Tpm(TpmLie::NameAlgorithm)])),
        ("F-1", Case::unmade(devices::tpm_deep(), certificate(CertificateLie::Reversed), SIGNATURE)),
        ("F-2", wrong(TpmLie::ExtraData(vec![7; 32]), TPM)),
        ("F-3", wrong(TpmLie::Magic(0xff54_4348), TPM)),
        ("F-4", wrong(TpmLie::OtherKey, KEY)),
    ]
}

fn android() -> Format {
    let wrong = |lie, why| Case::unmade(devices::android(), certificate(lie), why);
    vec![
        ("P-1", Case::made(devices::android(), Vec::new())),
        ("F-1", wrong(CertificateLie::Nonce(vec![7; 32]), NONCE)),
        ("F-2", wrong(CertificateLie::OtherKey, KEY)),
        ("F-3", Case::unmade(devices::android_deep(), certificate(CertificateLie::Reversed), SIGNATURE)),
    ]
}

fn safetynet() -> Format {
    const DEAD: &str =
        "android-safetynet is not implemented: Google ended the service, and the standard drops the format";
    ["P-1", "F-1", "F-2", "F-3", "F-4", "F-5", "F-6", "F-7"].map(|id| (id, Case::NotRun(DEAD))).into()
}
