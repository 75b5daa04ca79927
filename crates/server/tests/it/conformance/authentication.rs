//! The cases of authentication: options, the result's structure, client data, authenticator data.

use super::case::{Authentication, Case, Cases, accepted, check};
use super::client::{Client, REGISTER, SIGN_IN};
use super::devices;
use super::registration::{NO_JSON, bytes_of, wrong_client_data};
use authenticator::{Authenticator, Cbor, Counter, Lie, Setup};
use serde_json::{Value, json};

const OPTIONS: &str = "Server-ServerPublicKeyCredentialGetOptionsResponse-Req-1";
const STRUCTURE: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-1";
const CLIENT_DATA: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-2";
const AUTH_DATA: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-3";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;

pub(super) fn cases() -> Cases {
    [options(), structure(), client_data(), authenticator_data()].into_iter().flatten().collect()
}

fn options() -> Cases {
    Cases::from([((OPTIONS, "P-1"), Case::Scenario(complete)), ((OPTIONS, "P-2"), Case::Scenario(fresh))])
}

fn registered(client: &Client) -> Result<(String, Value), String> {
    let (mut device, name) = (Authenticator::new(devices::packed()), client.name());
    let begun = client.begin(REGISTER, &name, &json!({"attestation": "direct"}));
    let answer = device.create(&begun.options, super::client::ORIGIN).map_err(|error| error.to_string())?;
    let id = answer["id"].clone();
    accepted(&client.finish(REGISTER, &begun, answer))?;
    Ok((name, id))
}

fn complete(client: &Client) -> Result<(), String> {
    let (name, id) = registered(client)?;
    for wish in ["required", "preferred", "discouraged"] {
        let asked = json!({"userVerification": wish, "extensions": {"example.extension": "what for"}});
        let told = client.begin(SIGN_IN, &name, &asked).options;
        check((16..=64).contains(&bytes_of(&told["challenge"])), "challenge", &told)?;
        check(told["extensions"] == asked["extensions"], "extensions", &told)?;
        check(told["timeout"].as_u64() > Some(0), "timeout", &told)?;
        check(told["rpId"] == "id.example.com", "rpId", &told)?;
        let allowed = told["allowCredentials"].as_array().ok_or("no allowCredentials")?;
        let is_it = allowed.len() == 1 && allowed[0]["id"] == id && allowed[0]["type"] == "public-key";
        check(is_it, "allowCredentials", &told)?;
        check(told["userVerification"] == wish, "userVerification", &told)?;
    }
    let told = client.begin(SIGN_IN, &name, &json!({})).options;
    check(told["userVerification"] == "preferred" && told.get("extensions").is_none(), "what nobody asked for", &told)
}

fn fresh(client: &Client) -> Result<(), String> {
    let (name, _) = registered(client)?;
    let [one, other] = [(); 2].map(|()| client.begin(SIGN_IN, &name, &json!({})).options["challenge"].clone());
    check(one != other, "the same challenge twice", &one)
}

fn proven(user_verification: &'static str, lies: Vec<Lie>, why: &'static str) -> Case {
    with(devices::packed_self(), user_verification, vec![lies], why)
}

fn with(device: Setup, user_verification: &'static str, lies: Vec<Vec<Lie>>, why: &'static str) -> Case {
    Case::Authentication(Box::new(Authentication { device, user_verification, lies, why }))
}

fn structure() -> Cases {
    const NO_BASE64: &str = "not+base64/url==";
    let wrong = |id, pointer, told: Option<Value>| {
        ((STRUCTURE, id), proven("preferred", vec![Lie::ResponseMember(pointer, told)], NO_JSON))
    };
    let (client_data, auth_data, signature) =
        ("/response/clientDataJSON", "/response/authenticatorData", "/response/signature");
    let cases = [
        wrong("F-1", "/id", None),
        wrong("F-2", "/id", Some(json!(7))),
        wrong("F-3", "/id", Some(json!(NO_BASE64))),
        wrong("F-4", "/type", None),
        wrong("F-5", "/type", Some(json!(7))),
        wrong("F-6", "/type", Some(json!("password"))),
        wrong("F-7", "/response", None),
        wrong("F-8", "/response", Some(json!(["e30", "AA", "AA", ""]))),
        wrong("F-9", client_data, None),
        wrong("F-10", client_data, Some(json!(7))),
        wrong("F-11", client_data, Some(json!(""))),
        wrong("F-12", auth_data, None),
        wrong("F-13", auth_data, Some(json!([]))),
        wrong("F-14", auth_data, Some(json!(NO_BASE64))),
        wrong("F-15", auth_data, Some(json!(""))),
        wrong("F-16", signature, None),
        wrong("F-17", signature, Some(json!(true))),
        wrong("F-18", signature, Some(json!(NO_BASE64))),
        wrong("F-19", signature, Some(json!(""))),
        wrong("F-21", "/response/userHandle", Some(json!(7))),
    ];
    let others = [
        ((STRUCTURE, "P-1"), proven("preferred", Vec::new(), "")),
        ((STRUCTURE, "F-20"), proven("preferred", vec![Lie::Signature], "the signature is wrong")),
    ];
    cases.into_iter().chain(others).collect()
}

fn client_data() -> Cases {
    let wrong = wrong_client_data("webauthn.create").into_iter();
    wrong.map(|(id, lie, why)| ((CLIENT_DATA, id), proven("preferred", vec![lie], why))).collect()
}

fn authenticator_data() -> Cases {
    let counting = devices::packed_self();
    let zero = Setup { counter: Counter::Zero, ..devices::packed_self() };
    let extensions = Cbor::Map(vec![(Cbor::Text("example.extension".to_owned()), Cbor::Bool(true))]);
    let (set, clear) = (Lie::FlagsSet, Lie::FlagsClear);
    let good = [
        ("P-1", with(zero, "preferred", vec![Vec::new(), Vec::new()], "")),
        ("P-2", proven("required", vec![set(VERIFIED), clear(PRESENT)], "")),
        ("P-3", proven("required", vec![set(VERIFIED | PRESENT)], "")),
        ("P-4", proven("preferred", vec![clear(VERIFIED | PRESENT)], "")),
        ("P-5", proven("discouraged", vec![set(PRESENT), clear(VERIFIED)], "")),
        ("P-6", proven("discouraged", vec![set(VERIFIED), clear(PRESENT)], "")),
        ("P-7", proven("discouraged", vec![clear(VERIFIED | PRESENT)], "")),
        ("P-8", proven("preferred", vec![Lie::Extensions(extensions)], "")),
    ];
    let wrong = [
        ("F-1", proven("preferred", vec![Lie::TrailingBytes], "the authenticator data is not what")),
        ("F-2", proven("preferred", vec![Lie::RpId("evil.example".to_owned())], "answered for another RP ID")),
        ("F-3", proven("preferred", vec![Lie::ClientDataHash(vec![7; 32])], "the signature is wrong")),
        (
            "F-4",
            with(counting, "preferred", vec![Vec::new(), vec![Lie::Counter(1)]], "the signature counter did not grow"),
        ),
        ("F-5", proven("required", vec![set(PRESENT), clear(VERIFIED)], "the user was not verified")),
    ];
    good.into_iter().chain(wrong).map(|(id, case)| ((AUTH_DATA, id), case)).collect()
}
