use proptest::prelude::{any, prop, proptest};
use serde_json::{Value, json};

use super::{AuthenticationResponse, RegistrationResponse};
use crate::Refusal;

fn registration() -> Value {
    json!({
        "id": "AQID", "rawId": "AQID", "type": "public-key", "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": true}, "prf": {"enabled": true}},
        "response": {"clientDataJSON": "e30", "attestationObject": "oA", "transports": ["internal", "warp"], "publicKey": 1},
        "name": "Ada's phone",
    })
}

fn authentication() -> Value {
    json!({
        "id": "AQID", "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "oA", "signature": "MA", "userHandle": "BAU"},
    })
}

fn register(body: &Value) -> Result<RegistrationResponse, Refusal> {
    RegistrationResponse::parse(body.to_string().as_bytes())
}

fn authenticate(body: &Value) -> Result<AuthenticationResponse, Refusal> {
    AuthenticationResponse::parse(body.to_string().as_bytes())
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    *body.pointer_mut(pointer).expect("a member") = value;
    body
}

#[test]
fn reads_what_matters_and_ignores_the_rest() {
    let response = register(&registration()).expect("a registration");
    assert_eq!((response.id, response.client_data_json), (vec![1, 2, 3], b"{}".to_vec()));
    assert_eq!((response.attestation_object, response.cred_props_rk), (vec![0xa0], Some(true)));
    assert_eq!(
        (response.transports, response.attachment),
        (vec!["internal".into(), "warp".into()], Some("platform".into()))
    );
    let response = authenticate(&authentication()).expect("an authentication");
    assert_eq!((response.authenticator_data, response.signature), (vec![0xa0], vec![0x30]));
    assert_eq!((response.user_handle, response.attachment), (Some(vec![4, 5]), None));
}

#[test]
fn absent_null_and_unknown_are_no_errors() {
    let nothing = with(registration(), "/response/transports", Value::Null);
    assert_eq!(register(&nothing).expect("null transports").transports, Vec::<String>::new());
    let odd = with(registration(), "/authenticatorAttachment", json!("teleport"));
    assert_eq!(register(&odd).expect("unknown attachment").attachment, None);
    for cred_props in [json!(null), json!("x"), json!({"rk": "yes"}), json!({})] {
        let odd = with(registration(), "/clientExtensionResults/credProps", cred_props);
        assert_eq!(register(&odd).expect("odd credProps").cred_props_rk, None);
    }
    for handle in [Value::Null, json!("")] {
        let none = with(authentication(), "/response/userHandle", handle);
        assert_eq!(authenticate(&none).expect("no handle").user_handle, None);
    }
}

/// Whatever an extension of ours says, and however deep: it costs the hint and nothing else, as with an unknown one.
#[test]
fn a_hint_never_fails_the_response() {
    let deep = format!("{}{}", "[".repeat(130), "]".repeat(130));
    let inside = |text: &str| format!(r#"{{"rk":{text}}}"#);
    let odd = ["1e999", "5", "null", "\"x\"", "[true]", "{}", deep.as_str(), &inside("1e999"), &inside(&deep)];
    let registration = registration().to_string();
    let with_results = |body: &str, results: &str| {
        let body = body.strip_suffix('}').expect("an object");
        format!(r#"{body},"clientExtensionResults":{results}}}"#)
    };
    for told in odd {
        let told = [r#"{"rk":true}"#, r#"{"enabled":true}"#].iter().fold(registration.clone(), |body, honest| {
            assert!(body.contains(honest));
            body.replace(honest, told)
        });
        let response = RegistrationResponse::parse(told.as_bytes()).expect("a registration");
        assert_eq!(response.cred_props_rk, None, "{told}");
    }
    for told in odd {
        let body = with_results(&authentication().to_string(), &format!(r#"{{"appid":{told},"other":{told}}}"#));
        let response = AuthenticationResponse::parse(body.as_bytes()).expect("an authentication");
        assert!(!response.app_id_used, "{told}");
    }
    // What is odd beside a hint does not spoil it, nor does the hint of the other ceremony.
    let mixed = registration.replace(r#"{"rk":true}"#, r#"{"more":1e999,"rk":true},"appid":1e999"#);
    assert_eq!(RegistrationResponse::parse(mixed.as_bytes()).expect("a registration").cred_props_rk, Some(true));
    for (told, used) in [(r#"{"appid":true,"credProps":1e999}"#, true), (r#"{"appid":false}"#, false)] {
        let body = with_results(&authentication().to_string(), told);
        assert_eq!(AuthenticationResponse::parse(body.as_bytes()).expect("an authentication").app_id_used, used);
    }
    // Not JSON stays not JSON.
    let broken = with_results(&authentication().to_string(), r#"{"appid":tru}"#);
    assert_eq!(AuthenticationResponse::parse(broken.as_bytes()), Err(Refusal::MalformedJson));
}

/// Clients have sent `rawId` in plain base64. It is only compared: the id is always read from `id`.
#[test]
fn the_raw_id_may_be_written_otherwise() {
    let ids = |id: &str, raw_id: &str| {
        let body = with(with(registration(), "/id", json!(id)), "/rawId", json!(raw_id));
        register(&body).map(|response| response.id)
    };
    for raw_id in ["-_7_AA", "+/7/AA", "+/7/AA==", "-_7_AA=="] {
        assert_eq!(ids("-_7_AA", raw_id), Ok(vec![0xfb, 0xfe, 0xff, 0]), "{raw_id}");
    }
    for raw_id in ["+/7/AQ==", "+/7/", "", "==", "+/7/A", "+/7/AB==", "+/7/A=A", "+/7/ AA", "!"] {
        assert_eq!(ids("-_7_AA", raw_id), Err(Refusal::MalformedJson), "{raw_id}");
    }
    assert_eq!(ids("+/7/AA==", "+/7/AA=="), Err(Refusal::MalformedJson), "the id itself is read strictly");
}

#[test]
fn transports_are_names_in_order_each_once() {
    let odd = json!(["usb", "hybrid", "usb", "warp-2", "x y", "<b>", "n\u{0}fc", "", "x".repeat(33)]);
    let response = register(&with(registration(), "/response/transports", odd)).expect("odd transports");
    assert_eq!(response.transports, ["hybrid", "usb", "warp-2"]);
}

#[test]
fn refuses_what_is_not_a_response() {
    let registrations = [
        with(registration(), "/rawId", json!("AQIE")),
        with(registration(), "/id", json!("")),
        with(registration(), "/id", json!("AQI=")),
        with(registration(), "/type", json!("password")),
        with(registration(), "/clientExtensionResults", json!("x")),
        with(registration(), "/response/transports", json!(vec!["x"; 17])),
        with(registration(), "/response/transports", json!("internal")),
        json!([]),
    ];
    for body in registrations {
        assert_eq!(register(&body), Err(Refusal::MalformedJson), "{body}");
    }
    let handle = with(authentication(), "/response/userHandle", json!("A".repeat(88)));
    assert_eq!(authenticate(&handle), Err(Refusal::MalformedJson));
    let twice = authentication().to_string().replace("\"id\"", "\"id\":\"AQID\",\"id\"");
    assert_eq!(AuthenticationResponse::parse(twice.as_bytes()), Err(Refusal::MalformedJson));
    assert_eq!(RegistrationResponse::parse(b"{\"x\":\"\xff\"}"), Err(Refusal::MalformedJson));
}

#[test]
fn an_array_is_no_object() {
    let members = json!(["e30", "oA", ["internal"]]);
    assert_eq!(register(&with(registration(), "/response", members)), Err(Refusal::MalformedJson));
    assert_eq!(register(&with(registration(), "/clientExtensionResults", json!([null]))), Err(Refusal::MalformedJson));
    let whole = json!(["AQID", "AQID", "public-key", null, null, {"clientDataJSON": "e30", "attestationObject": "oA"}]);
    assert_eq!(register(&whole), Err(Refusal::MalformedJson));
}

#[test]
fn deep_bodies_do_not_exhaust_the_stack() {
    let deep = format!("{{\"other\":{}{}}}", "[".repeat(60_000), "]".repeat(60_000));
    assert_eq!(RegistrationResponse::parse(deep.as_bytes()), Err(Refusal::MalformedJson));
    assert_eq!(AuthenticationResponse::parse("[".repeat(60_000).as_bytes()), Err(Refusal::MalformedJson));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = RegistrationResponse::parse(&bytes);
        let _ = AuthenticationResponse::parse(&bytes);
    }
}
