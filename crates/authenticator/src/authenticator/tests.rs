use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::Authenticator;
use crate::wire::from_base64url;
use crate::{Attestation, Cbor, Counter, Error, Lie, Setup};

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

#[test]
fn every_algorithm_makes_and_uses_a_passkey() {
    for algorithm in [-7, -8, -35, -36, -48, -49, -50, -257, -65535] {
        let mut phone = Authenticator::new(Setup { algorithms: vec![algorithm], ..Setup::phone() });
        let asked = with(creation("dXNlcg"), "pubKeyCredParams", json!([{"type": "public-key", "alg": algorithm}]));
        assert_eq!(phone.create(&asked, ORIGIN).expect("created")["response"]["publicKeyAlgorithm"], algorithm);
        let signature = bytes(&phone.get(&request(), ORIGIN).expect("an assertion"), "/response/signature");
        assert!(signature.len() >= 64, "{algorithm}");
    }
}

#[test]
fn a_u2f_key_refuses_what_it_cannot_do_unless_told_to_answer_anyway() {
    let wishes = |verification: &str, resident: &str| {
        with(
            with(creation("dXNlcg"), "attestation", json!("direct")),
            "authenticatorSelection",
            json!({"userVerification": verification, "residentKey": resident}),
        )
    };
    let mut key = Authenticator::new(Setup::u2f_key());
    assert!(matches!(key.create(&wishes("required", "discouraged"), ORIGIN), Err(Error::Constraint)));
    assert!(matches!(key.create(&wishes("preferred", "required"), ORIGIN), Err(Error::Constraint)));
    let only_ed25519 =
        with(wishes("preferred", "preferred"), "pubKeyCredParams", json!([{"type": "public-key", "alg": -8}]));
    assert!(matches!(key.create(&only_ed25519, ORIGIN), Err(Error::NoAlgorithm)));

    let made = key.create(&wishes("preferred", "preferred"), ORIGIN).expect("created");
    let data = bytes(&made, "/response/authenticatorData");
    assert_eq!((data[32], &data[37..53]), (0x41, &[0; 16][..]), "present, no AAGUID");
    assert_eq!(made["clientExtensionResults"]["credProps"]["rk"], false);
    assert_eq!(made["response"]["transports"], json!(["usb"]));
    let object = bytes(&made, "/response/attestationObject");
    assert!(object.windows(8).any(|text| text == b"fido-u2f"));
    assert!(matches!(key.get(&request(), ORIGIN), Err(Error::NoPasskey)), "not without its id");

    let mut stubborn = Authenticator::new(Setup { answers_anyway: true, ..Setup::u2f_key() });
    let made = stubborn.create(&wishes("required", "required"), ORIGIN).expect("answered anyway");
    assert_eq!(bytes(&made, "/response/authenticatorData")[32], 0x41, "and does not claim to have verified anyone");
    let named = with(request(), "allowCredentials", json!([{"type": "public-key", "id": made["id"]}]));
    let answer = stubborn.get(&with(named, "userVerification", json!("required")), ORIGIN).expect("answered anyway");
    assert_eq!(bytes(&answer, "/response/authenticatorData")[32], 0x01);
}

#[test]
fn passkeys_of_u2f_answer_for_their_app_id() {
    const APP_ID: &str = "https://example.org/u2f/app-id.json";
    let mut key = Authenticator::new(Setup::security_key());
    let made = key.create(&creation("dXNlcg"), ORIGIN).expect("created");
    key.keep_under_app_id(&bytes(&made, "/id"), APP_ID).expect("kept");
    assert!(matches!(key.keep_under_app_id(b"unknown", APP_ID), Err(Error::NoPasskey)));

    let named = with(request(), "allowCredentials", json!([{"type": "public-key", "id": made["id"]}]));
    assert!(matches!(key.get(&named, ORIGIN), Err(Error::NoPasskey)), "not for the RP ID");
    let asked = with(named.clone(), "extensions", json!({"appid": APP_ID}));
    let answer = key.get(&asked, ORIGIN).expect("an assertion");
    let data = bytes(&answer, "/response/authenticatorData");
    assert_eq!((&data[..32], data[32]), (digest(&SHA256, APP_ID.as_bytes()).as_ref(), 0x01), "and nobody is verified");
    assert_eq!(answer["clientExtensionResults"], json!({"appid": true}));
    assert!(matches!(key.get(&with(asked, "userVerification", json!("required")), ORIGIN), Err(Error::Constraint)));
    let foreign = with(named.clone(), "extensions", json!({"appid": "https://evil.example/app-id.json"}));
    assert!(matches!(key.get(&foreign, ORIGIN), Err(Error::AppIdForOrigin)));

    let excluded = with(creation("dXNlcg"), "excludeCredentials", named["allowCredentials"].clone());
    let both = with(excluded.clone(), "extensions", json!({"appidExclude": APP_ID}));
    assert!(matches!(key.create(&both, ORIGIN), Err(Error::AlreadyRegistered)));
    key.create(&excluded, ORIGIN).expect("without the extension it goes unseen");
    let own = key.get(&with(request(), "extensions", json!({"appid": APP_ID})), ORIGIN).expect("an assertion");
    assert_eq!(own["clientExtensionResults"], json!({"appid": false}), "the RP ID comes first");
}

#[test]
fn browsers_convey_what_was_asked_for() {
    let says = |setup: &Setup, asked: &str, what: &[u8]| {
        let options = with(creation("dXNlcg"), "attestation", json!(asked));
        let made = Authenticator::new(setup.clone()).create(&options, ORIGIN).expect("created");
        let object = bytes(&made, "/response/attestationObject");
        assert!(object.windows(16).any(|bytes| bytes == setup.aaguid), "the AAGUID stays");
        object.windows(what.len()).any(|bytes| bytes == what)
    };
    let key = Setup::security_key_over("ble");
    for (asked, expected) in
        [("none", false), ("unknown", false), ("indirect", true), ("direct", true), ("enterprise", true)]
    {
        assert_eq!(says(&key, asked, b"x5c"), expected, "{asked}");
    }
    assert!(says(&Setup::security_key(), "none", b"packed"), "this one is not asked");
    let nameless = Setup { aaguid: [0; 16], attestation: Attestation::PackedSelf, ..key.clone() };
    assert!(says(&nameless, "none", b"packed"), "self attestation of no model tells nothing");

    let device = b"keystead-device-1";
    let enterprise = Setup { enterprise: true, ..key.clone() };
    assert!(says(&enterprise, "enterprise", device));
    assert!(!says(&enterprise, "direct", device) && !says(&key, "enterprise", device));
}

#[test]
fn quiet_creation_asks_nobody() {
    let mut phone = Authenticator::default();
    let quiet = with(
        creation("dXNlcg"),
        "authenticatorSelection",
        json!({"residentKey": "required", "userVerification": "preferred"}),
    );
    let made = phone.create_quietly(&quiet, ORIGIN).expect("created");
    assert_eq!(bytes(&made, "/response/authenticatorData")[32], 0x58, "neither present nor verified");
    assert!(
        matches!(phone.create_quietly(&creation("dXNlcg"), ORIGIN), Err(Error::Constraint)),
        "verification required"
    );
    assert_eq!(bytes(&phone.get(&request(), ORIGIN).expect("used"), "/response/authenticatorData")[32], 0x1d);
}

#[test]
fn extensions_are_answered_where_they_are_asked_and_known() {
    let able = Setup { prf: true, large_blob: true, cred_protect: Some(2), ..Setup::security_key() };
    let mut key = Authenticator::new(able);
    let asked = json!({"prf": {"eval": {"first": "AQ"}}, "largeBlob": {"support": "required"}});
    let made = key.create(&with(creation("dXNlcg"), "extensions", asked.clone()), ORIGIN).expect("created");
    let outputs = &made["clientExtensionResults"];
    assert_eq!((&outputs["prf"]["enabled"], &outputs["largeBlob"]["supported"]), (&json!(true), &json!(true)));
    let data = bytes(&made, "/response/authenticatorData");
    assert_eq!(data[32], 0xc5, "extended");
    assert!(data.ends_with(b"\xa1\x6bcredProtect\x02"));

    let extended = |extensions: Value| with(request(), "extensions", extensions);
    let mut outputs =
        |extensions| key.get(&extended(extensions), ORIGIN).expect("used")["clientExtensionResults"].clone();
    let both = outputs(json!({"prf": {"eval": {"first": "AQ", "second": "Ag"}}}));
    assert_eq!(both["prf"]["results"]["first"], made["clientExtensionResults"]["prf"]["results"]["first"]);
    assert_ne!(both["prf"]["results"]["first"], both["prf"]["results"]["second"]);
    let own = outputs(json!({"prf": {"evalByCredential": {made["id"].as_str().unwrap(): {"first": "Ag"}}}}));
    assert_eq!(own["prf"]["results"]["first"], both["prf"]["results"]["second"]);
    assert_eq!(outputs(json!({"largeBlob": {"read": true}})), json!({"largeBlob": {}}));
    assert_eq!(outputs(json!({"largeBlob": {"write": "AQID"}})), json!({"largeBlob": {"written": true}}));
    assert_eq!(outputs(json!({"largeBlob": {"read": true}})), json!({"largeBlob": {"blob": "AQID"}}));
    assert_eq!(outputs(json!({})), json!({}));

    let mut phone = Authenticator::default();
    let refused = phone.create(&with(creation("dXNlcg"), "extensions", asked), ORIGIN);
    assert!(matches!(refused, Err(Error::Constraint)), "a blob is required");
    let asked = json!({"prf": {"eval": {"first": "AQ"}}, "largeBlob": {"support": "preferred"}});
    let made = phone.create(&with(creation("dXNlcg"), "extensions", asked), ORIGIN).expect("created");
    let expected = json!({"prf": {"enabled": false}, "largeBlob": {"supported": false}});
    assert_eq!(made["clientExtensionResults"], expected);
}

#[test]
fn members_of_answer_and_client_data_are_replaced_or_left_out() {
    let mut phone = Authenticator::default();
    phone.create(&creation("dXNlcg"), ORIGIN).expect("created");
    for lie in [
        Lie::ClientDataMember("challenge", None),
        Lie::ClientDataMember("tokenBinding", Some(json!({"status": "present"}))),
        Lie::ResponseMember("/type", Some(json!(5))),
        Lie::ResponseMember("/response/signature", None),
    ] {
        phone.lie(lie);
    }
    let told = phone.get(&request(), ORIGIN).expect("a lie");
    let expected =
        json!({"type": "webauthn.get", "origin": ORIGIN, "crossOrigin": false, "tokenBinding": {"status": "present"}});
    assert_eq!(client_data(&told), expected);
    assert_eq!((&told["type"], told["response"].get("signature")), (&json!(5), None));
    phone.lie(Lie::ResponseMember("/response", Some(json!("text"))));
    phone.lie(Lie::ClientDataPrefix(vec![0xef, 0xbb, 0xbf]));
    assert_eq!(phone.get(&request(), ORIGIN).expect("a lie")["response"], "text");
}

#[test]
fn authenticator_data_is_cut_stretched_and_mislabelled() {
    let made = |lies: Vec<Lie>| {
        let mut phone = Authenticator::default();
        for lie in lies {
            phone.lie(lie);
        }
        bytes(&phone.create(&creation("dXNlcg"), ORIGIN).expect("created"), "/response/authenticatorData")
    };
    let honest = made(vec![]);
    assert_eq!(made(vec![Lie::WithoutAttested]).len(), 37);
    assert_eq!(made(vec![Lie::IdLength(1023)])[53..55], [3, 255]);
    assert_eq!(made(vec![Lie::Aaguid([9; 16])])[37..53], [9; 16]);
    // The AAGUID, two bytes of length, the id of 32; then the map's head, which counts the members.
    assert_eq!((honest[87], made(vec![Lie::KeyMember(-3, None)])[87]), (0xa5, 0xa4));
    assert!(made(vec![Lie::KeyMember(-4, Some(Cbor::Bytes(vec![7; 3])))]).ends_with(&[0x23, 0x43, 7, 7, 7]));
    let extended = made(vec![Lie::Extensions(Cbor::Map(vec![]))]);
    assert_eq!((extended[32], extended.last(), extended.len()), (0xdd, Some(&0xa0), honest.len() + 1));
}
