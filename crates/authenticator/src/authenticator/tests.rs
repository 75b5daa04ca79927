use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::Authenticator;
use crate::wire::from_base64url;
use crate::{Counter, Error, Lie, Setup};

const ORIGIN: &str = "https://example.org";

fn creation(user: &str) -> Value {
    json!({
        "rp": {"id": "example.org", "name": "Example"},
        "user": {"id": user, "name": "ada", "displayName": "Ada"},
        "challenge": "AQIDBA",
        "pubKeyCredParams": [{"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -7}],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
        "extensions": {"credProps": true},
    })
}

fn request() -> Value {
    json!({"challenge": "AQIDBA", "rpId": "example.org", "userVerification": "preferred"})
}

fn with(mut options: Value, member: &str, value: Value) -> Value {
    options[member] = value;
    options
}

fn bytes(answer: &Value, pointer: &str) -> Vec<u8> {
    from_base64url(answer.pointer(pointer).and_then(Value::as_str).expect("a member")).expect("base64url")
}

fn client_data(answer: &Value) -> Value {
    serde_json::from_slice(&bytes(answer, "/response/clientDataJSON")).expect("JSON")
}

#[test]
fn create_does_what_the_options_say() {
    let mut key = Authenticator::new(Setup::security_key());
    let answer = key.create(&creation("dXNlcg"), ORIGIN).expect("created");
    assert_eq!(answer["response"]["publicKeyAlgorithm"], -8, "the server's preference decides");
    assert_eq!(answer["clientExtensionResults"]["credProps"]["rk"], true);
    assert_eq!(key.passkeys()[0].user_handle, b"user");

    let excluding =
        with(creation("b3RoZXI"), "excludeCredentials", json!([{"type": "public-key", "id": answer["id"]}]));
    assert!(matches!(key.create(&excluding, ORIGIN), Err(Error::AlreadyRegistered)));
    let foreign = with(creation("dXNlcg"), "pubKeyCredParams", json!([{"type": "public-key", "alg": -257}]));
    assert!(matches!(key.create(&foreign, ORIGIN), Err(Error::NoAlgorithm)));
    assert!(matches!(key.create(&creation("dXNlcg"), "https://evil.example"), Err(Error::RpIdForOrigin)));
    assert!(matches!(key.create(&with(creation("dXNlcg"), "challenge", json!("A=")), ORIGIN), Err(Error::Options(_))));
    assert!(matches!(key.create(&creation(""), ORIGIN), Err(Error::Options(_))));

    key.create(&creation("dXNlcg"), ORIGIN).expect("created again");
    assert_eq!(key.passkeys().len(), 1, "one discoverable passkey per account");
}

#[test]
fn what_is_required_is_refused_where_it_is_impossible() {
    let weak = Setup { discoverable: false, user_verification: false, ..Setup::security_key() };
    let mut weak = Authenticator::new(weak);
    assert!(matches!(weak.create(&creation("dXNlcg"), ORIGIN), Err(Error::Constraint)));
    let unverified = json!({"residentKey": "required"});
    let unverified = with(creation("dXNlcg"), "authenticatorSelection", unverified);
    assert!(matches!(weak.create(&unverified, ORIGIN), Err(Error::Constraint)), "not discoverable");
    let preferred = json!({"residentKey": "preferred", "userVerification": "preferred"});
    let created = weak.create(&with(creation("dXNlcg"), "authenticatorSelection", preferred), ORIGIN).expect("created");
    assert_eq!(created["clientExtensionResults"]["credProps"]["rk"], false);

    assert!(matches!(weak.get(&request(), ORIGIN), Err(Error::NoPasskey)), "not without its id");
    let named = with(request(), "allowCredentials", json!([{"type": "public-key", "id": created["id"]}]));
    let answer = weak.get(&named, ORIGIN).expect("an assertion");
    assert_eq!(answer["response"]["userHandle"], Value::Null);
    assert_eq!(bytes(&answer, "/response/authenticatorData")[32], 0x01, "present and nothing else");
    assert!(matches!(weak.get(&with(named, "userVerification", json!("required")), ORIGIN), Err(Error::Constraint)));
}

#[test]
fn counters_count_only_where_they_exist() {
    for (counter, expected) in [(Counter::Zero, [0, 0]), (Counter::Counting, [1, 2])] {
        let mut key = Authenticator::new(Setup { counter, ..Setup::phone() });
        key.create(&creation("dXNlcg"), ORIGIN).expect("created");
        for count in expected {
            let answer = key.get(&request(), ORIGIN).expect("an assertion");
            assert_eq!(bytes(&answer, "/response/authenticatorData")[33..], u32::to_be_bytes(count));
        }
    }
}

#[test]
fn a_lie_is_told_once() {
    let mut phone = Authenticator::default();
    phone.create(&creation("dXNlcg"), ORIGIN).expect("created");
    phone.lie(Lie::Origin("https://evil.example".into()));
    phone.lie(Lie::TopOrigin("https://top.example".into()));
    let told = client_data(&phone.get(&request(), ORIGIN).expect("a lie"));
    assert_eq!((&told["origin"], &told["topOrigin"]), (&json!("https://evil.example"), &json!("https://top.example")));
    assert_eq!(told["crossOrigin"], true);
    let honest = client_data(&phone.get(&request(), ORIGIN).expect("the truth"));
    assert_eq!((&honest["origin"], &honest["topOrigin"]), (&json!(ORIGIN), &Value::Null));
}

#[test]
fn the_fast_path_says_the_same() {
    let mut phone = Authenticator::new(Setup { algorithms: vec![-8], ..Setup::phone() });
    phone.create(&creation("dXNlcg"), ORIGIN).expect("created");
    let slow = phone.get(&request(), ORIGIN).expect("an assertion");
    let passkey = phone.passkeys()[0].clone();
    let rp_id_hash = digest(&SHA256, b"example.org").as_ref().try_into().expect("32 bytes");
    let mut fast: Value = serde_json::from_str(&passkey.assertion("AQIDBA", &rp_id_hash, ORIGIN, 0)).expect("JSON");
    // EdDSA signs the same bytes the same way, so even the signatures are equal.
    fast["authenticatorAttachment"] = json!("platform");
    assert_eq!(fast, slow);
}
