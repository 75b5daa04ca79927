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
