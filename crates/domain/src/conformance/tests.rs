use super::{Begun, Failure, TestBed};
use crate::clock::SetClock;
use crate::random::SystemRandom;
use authenticator::{Authenticator, Setup};
use serde_json::{Value, json};
use std::sync::Arc;

const ORIGIN: &str = "https://id.example.com";

fn bed() -> (TestBed, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(1_700_000_000_000));
    let bed = TestBed::open(&ORIGIN.parse().unwrap(), None, clock.clone(), Arc::new(SystemRandom::default())).unwrap();
    (bed, clock)
}

fn begin(bed: &TestBed, username: &str) -> (String, Value) {
    let asked = json!({ "username": username, "displayName": username }).to_string();
    let Begun { ticket, body } = bed.begin_registration(asked.as_bytes()).unwrap();
    (ticket, serde_json::from_str(&body).unwrap())
}

fn finish(bed: &TestBed, ticket: &str, answer: &Value) -> Result<(), Failure> {
    bed.finish_registration(Some(ticket), answer.to_string().as_bytes())
}

#[test]
fn a_ticket_is_for_one_attempt_at_its_own_ceremony() {
    let (bed, clock) = bed();
    let mut device = Authenticator::new(Setup::security_key());
    let (ticket, options) = begin(&bed, "ada");
    let answer = device.create(&options, ORIGIN).unwrap();
    let other = bed.finish_authentication(Some(&ticket), answer.to_string().as_bytes());
    assert!(matches!(other, Err(Failure::NoCeremony)));
    assert!(matches!(finish(&bed, &ticket, &answer), Err(Failure::NoCeremony)), "the wrong call used it up");

    let (ticket, options) = begin(&bed, "ada");
    let answer = device.create(&options, ORIGIN).unwrap();
    assert!(matches!(bed.finish_registration(None, answer.to_string().as_bytes()), Err(Failure::NoCeremony)));
    finish(&bed, &ticket, &answer).unwrap();
    assert!(matches!(finish(&bed, &ticket, &answer), Err(Failure::NoCeremony)));

    let (ticket, options) = begin(&bed, "ben");
    let answer = Authenticator::new(Setup::security_key()).create(&options, ORIGIN).unwrap();
    clock.advance(600_001);
    assert!(matches!(finish(&bed, &ticket, &answer), Err(Failure::NoCeremony)), "too late");
}

#[test]
fn a_user_has_one_handle_and_no_other_users_passkeys() {
    let (bed, _) = bed();
    let handle = |username| begin(&bed, username).1["user"]["id"].clone();
    assert_eq!(handle("ada"), handle("ada"));
    assert_ne!(handle("ada"), handle("ben"));

    let mut device = Authenticator::new(Setup::security_key());
    for username in ["ada", "ben"] {
        let (ticket, options) = begin(&bed, username);
        assert_eq!(options["excludeCredentials"], json!([]));
        finish(&bed, &ticket, &device.create(&options, ORIGIN).unwrap()).unwrap();
    }
    let ask = |username| bed.begin_authentication(json!({ "username": username }).to_string().as_bytes());
    assert!(matches!(ask("eve"), Err(Failure::UnknownUser)));
    let (ada, ben) = (ask("ada").unwrap(), ask("ben").unwrap());
    let options: Value = serde_json::from_str(&ada.body).unwrap();
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
    let mut for_ben = options.clone();
    for_ben["allowCredentials"] = serde_json::from_str::<Value>(&ben.body).unwrap()["allowCredentials"].clone();
    let answer = device.get(&for_ben, ORIGIN).unwrap();
    let refused = bed.finish_authentication(Some(&ada.ticket), answer.to_string().as_bytes());
    assert!(matches!(refused, Err(Failure::Refused(webauthn::Refusal::CredentialNotAllowed))));
}

#[test]
fn what_is_no_request_is_said() {
    let (bed, _) = bed();
    let long = "x".repeat(257);
    for body in
        ["", "[]", r#"["ada","Ada"]"#, "null", "{", "{}", r#"{"username":"ada"}"#, r#"{"username":1,"displayName":""}"#]
    {
        let failure = bed.begin_registration(body.as_bytes()).unwrap_err();
        assert!(matches!(failure, Failure::NoObject | Failure::Malformed(_)), "{body}");
        let said: serde_json::Value = serde_json::from_str(&failure.body()).unwrap();
        let text = said["errorMessage"].as_str().unwrap();
        assert!(!failure.is_ours() && text.starts_with("the request is "), "{said}");
    }
    for name in ["", long.as_str()] {
        let asked = json!({ "username": name, "displayName": "Ada" }).to_string();
        assert!(matches!(bed.begin_registration(asked.as_bytes()), Err(Failure::Name)));
        assert!(matches!(bed.begin_authentication(asked.as_bytes()), Err(Failure::Name)));
    }
}
