//! The cases of registration that every format shares: options, the result's structure, client data, the attestation object, algorithms.

use super::case::{Case, Cases, accepted, check};
use super::client::{Client, REGISTER};
use super::devices;
use authenticator::{Authenticator, Cbor, Lie};
use serde_json::{Value, json};

const OPTIONS: &str = "Server-ServerPublicKeyCredentialCreationOptions-Req-1";
const STRUCTURE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-1";
const CLIENT_DATA: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-2";
const OBJECT: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-3";
const ALGORITHMS: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-4";

pub(super) const NO_JSON: &str = "the response is not the JSON";
const NO_OBJECT: &str = "the attestation object is not what";
const NO_STATEMENT: &str = "the attestation statement is not what";
const NO_AUTH_DATA: &str = "the authenticator data is not what";

pub(super) fn cases() -> Cases {
    let parts = [options(), structure(), client_data(), object(), algorithms()];
    parts.into_iter().flatten().collect()
}

fn options() -> Cases {
    [("P-1", Case::Scenario(complete)), ("P-2", Case::Scenario(none_is_none)), ("P-3", Case::Scenario(fresh))]
        .into_iter()
        .map(|(id, case)| ((OPTIONS, id), case))
        .collect()
}

/// The length of unpadded base64url without any other character.
pub(super) fn bytes_of(text: &Value) -> usize {
    let text = text.as_str().unwrap_or_default();
    let pure = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if pure { text.len() * 3 / 4 } else { 0 }
}

fn complete(client: &Client) -> Result<(), String> {
    let asked = json!({
        "displayName": "Ada L.",
        "authenticatorSelection": {"requireResidentKey": false, "residentKey": "preferred", "authenticatorAttachment": "cross-platform", "userVerification": "preferred"},
        "attestation": "direct",
        "extensions": {"example.extension": "what for", "example.other": {"deep": [1]}},
    });
    let name = client.name();
    let told = client.begin(REGISTER, &name, &asked).options;
    let user = &told["user"];
    check(user["name"] == name && user["displayName"] == "Ada L.", "user", user)?;
    check((1..=64).contains(&bytes_of(&user["id"])), "user.id", user)?;
    check(told["rp"]["id"] == "id.example.com" && told["rp"]["name"].is_string(), "rp", &told["rp"])?;
    check((16..=64).contains(&bytes_of(&told["challenge"])), "challenge", &told["challenge"])?;
    let offered = told["pubKeyCredParams"].as_array().ok_or("no algorithms")?;
    let has = |number: i64| offered.contains(&json!({"type": "public-key", "alg": number}));
    check([-7, -257, -65535].into_iter().all(has), "pubKeyCredParams", &told["pubKeyCredParams"])?;
    check(told["timeout"].as_u64() > Some(0), "timeout", &told["timeout"])?;
    check(told["excludeCredentials"] == json!([]), "excludeCredentials", &told)?;
    for echoed in ["authenticatorSelection", "attestation", "extensions"] {
        check(told[echoed] == asked[echoed], echoed, &told[echoed])?;
    }
    Ok(())
}

fn none_is_none(client: &Client) -> Result<(), String> {
    for asked in [json!({}), json!({"attestation": "none"})] {
        let told = client.begin(REGISTER, &client.name(), &asked).options;
        check(told["attestation"] == "none", "attestation", &told)?;
    }
    Ok(())
}

fn fresh(client: &Client) -> Result<(), String> {
    let name = client.name();
    let [one, other] = [(); 2].map(|()| client.begin(REGISTER, &name, &json!({})).options["challenge"].clone());
    check(one != other, "the same challenge twice", &one)
}

fn structure() -> Cases {
    let wrong = |id, pointer, told: Option<Value>| {
        ((STRUCTURE, id), Case::unmade(devices::packed(), vec![Lie::ResponseMember(pointer, told)], NO_JSON))
    };
    let cases = [
        wrong("F-1", "/id", None),
        wrong("F-2", "/id", Some(json!(7))),
        wrong("F-3", "/id", Some(json!("not+base64/url=="))),
        wrong("F-4", "/type", None),
        wrong("F-5", "/type", Some(json!(["public-key"]))),
        wrong("F-6", "/type", Some(json!("password"))),
        wrong("F-7", "/response", None),
        wrong("F-8", "/response", Some(json!(["e30", "oA"]))),
        wrong("F-9", "/response/clientDataJSON", None),
        wrong("F-10", "/response/clientDataJSON", Some(json!({}))),
        wrong("F-11", "/response/clientDataJSON", Some(json!(""))),
        wrong("F-12", "/response/attestationObject", None),
        wrong("F-13", "/response/attestationObject", Some(json!(7))),
        wrong("F-14", "/response/attestationObject", Some(json!(""))),
    ];
    cases.into_iter().chain([((STRUCTURE, "P-1"), Case::Scenario(excluded))]).collect()
}

/// After a registration the next options for that user list the passkey.
fn excluded(client: &Client) -> Result<(), String> {
    let (mut device, name) = (Authenticator::new(devices::packed()), client.name());
    accepted(&client.register(&mut device, &name, &json!({}), Vec::new()))?;
    let told = client.begin(REGISTER, &name, &json!({})).options;
    let made = client.begin(super::client::SIGN_IN, &name, &json!({})).options;
    let excluded = &told["excludeCredentials"];
    check(excluded.as_array().is_some_and(|list| list.len() == 1), "excludeCredentials", excluded)?;
    check(
        excluded[0]["type"] == "public-key" && *excluded == made["allowCredentials"],
        "excludeCredentials",
        excluded,
    )?;
    // And the device believes it.
    check(device.create(&told, super::client::ORIGIN).is_err(), "the device made a second passkey", excluded)
}

/// What is wrong with client data, whatever the ceremony; `other` is the type of the other one.
pub(super) fn wrong_client_data(other: &str) -> Vec<(&'static str, Lie, &'static str)> {
    const MALFORMED: &str = "clientDataJSON is not what";
    const TYPE: &str = "the client data belongs to another kind";
    const CHALLENGE: &str = "the challenge is not the one";
    const ORIGIN: &str = "the origin is not one of ours";
    let told = |name, value: Value| Lie::ClientDataMember(name, Some(value));
    vec![
        ("F-1", Lie::ClientDataMember("type", None), MALFORMED),
        ("F-2", told("type", json!(7)), MALFORMED),
        ("F-3", told("type", json!("")), TYPE),
        ("F-4", told("type", json!("webauthn.make")), TYPE),
        ("F-5", told("type", json!(other)), TYPE),
        ("F-6", Lie::ClientDataMember("challenge", None), MALFORMED),
        ("F-7", told("challenge", json!([1])), MALFORMED),
        ("F-8", told("challenge", json!("")), CHALLENGE),
        ("F-9", told("challenge", json!("not+base64/url==")), CHALLENGE),
        ("F-10", Lie::Challenge(vec![7; 32]), CHALLENGE),
        ("F-11", Lie::ClientDataMember("origin", None), MALFORMED),
        ("F-12", told("origin", json!({})), MALFORMED),
        ("F-13", told("origin", json!("")), ORIGIN),
        ("F-14", told("origin", json!("https://evil.example")), ORIGIN),
        ("F-15", told("tokenBinding", json!("present")), MALFORMED),
        ("F-16", told("tokenBinding", json!({"id": "AAAA"})), MALFORMED),
        ("F-17", told("tokenBinding", json!({"status": "perhaps"})), MALFORMED),
    ]
}

fn client_data() -> Cases {
    let wrong = wrong_client_data("webauthn.get").into_iter();
    wrong.map(|(id, lie, why)| ((CLIENT_DATA, id), Case::unmade(devices::packed(), vec![lie], why))).collect()
}

fn object() -> Cases {
    let member = |name, told: Option<Cbor>| vec![Lie::ObjectMember(name, told)];
    let said = |name, told: Option<Cbor>| vec![Lie::Statement(name, told)];
    let text = |text: &str| Some(Cbor::Text(text.to_owned()));
    let wrong = [
        ("F-1", vec![Lie::Object(Cbor::Array(Vec::new()))], NO_OBJECT),
        ("F-2", member("fmt", None), NO_OBJECT),
        ("F-3", member("fmt", Some(Cbor::Integer(7.into()))), NO_OBJECT),
        ("F-4", member("attStmt", None), NO_OBJECT),
        ("F-5", member("attStmt", Some(Cbor::Array(Vec::new()))), NO_OBJECT),
        ("F-6", member("authData", None), NO_OBJECT),
        ("F-7", member("authData", text("data")), NO_OBJECT),
        ("F-8", member("authData", Some(Cbor::Bytes(Vec::new()))), NO_AUTH_DATA),
        ("F-9", vec![Lie::FlagsClear(0x40)], NO_AUTH_DATA),
        ("F-10", vec![Lie::FlagsClear(0x40), Lie::WithoutAttested], "the authenticator data carries no credential"),
        ("F-11", vec![Lie::WithoutAttested], NO_AUTH_DATA),
        ("F-12", vec![Lie::TrailingBytes], NO_AUTH_DATA),
        ("F-13", member("attStmt", Some(Cbor::Map(Vec::new()))), NO_STATEMENT),
        ("F-14", said("alg", None), NO_STATEMENT),
        ("F-15", said("alg", text("-7")), NO_STATEMENT),
        ("F-17", said("sig", None), NO_STATEMENT),
        ("F-18", said("sig", text("sig")), NO_STATEMENT),
        ("F-19", said("sig", Some(Cbor::Bytes(Vec::new()))), NO_STATEMENT),
    ];
    let wrong = wrong.into_iter().map(|(id, lies, why)| ((OBJECT, id), Case::unmade(devices::packed(), lies, why)));
    let extensions = Cbor::Map(vec![(Cbor::Text("example.extension".to_owned()), Cbor::Bool(true))]);
    let others = [
        ("P-1", Case::made(devices::packed(), vec![Lie::Extensions(extensions)])),
        ("F-16", Case::unmade(devices::packed_self_otherwise(), Vec::new(), "signs with other algorithms")),
    ];
    wrong.chain(others.into_iter().map(|(id, case)| ((OBJECT, id), case))).collect()
}

fn algorithms() -> Cases {
    let signed = |number| Case::made(devices::signing_with(number), Vec::new());
    let cases = [
        ("P-1", Case::NotRun("optional; ES256K (-47) is not supported")),
        ("P-2", Case::NotRun("optional; PS256 (-37) is not supported")),
        ("P-3", Case::NotRun("optional; PS384 (-38) is not supported")),
        ("P-4", Case::NotRun("optional; PS512 (-39) is not supported")),
        ("P-5", signed(-257)),
        ("P-6", Case::NotRun("optional; RS384 (-258) is not supported")),
        ("P-7", Case::NotRun("optional; RS512 (-259) is not supported")),
        ("P-8", signed(-65535)),
        ("P-9", signed(-7)),
        ("P-10", signed(-35)),
        ("P-11", signed(-36)),
        ("P-12", signed(-8)),
    ];
    cases.into_iter().map(|(id, case)| ((ALGORITHMS, id), case)).collect()
}
