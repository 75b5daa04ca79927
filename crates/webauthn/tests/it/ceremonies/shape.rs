//! The shape of answers, as FIDO's conformance test tries it (Resp-1 to Resp-3): members missing, empty, or of another type.

use authenticator::{Authenticator, Cbor, Lie};
use serde_json::{Value, json};
use webauthn::registration::Registered;
use webauthn::{Algorithm, Refusal, UserVerification};

use super::{STRICT, authenticate, register, registered, setup};

const REQUIRED: UserVerification = UserVerification::Required;

fn registering(lies: &[Lie]) -> Result<Registered, Refusal> {
    let mut authenticator = Authenticator::new(setup(Algorithm::Es256));
    for lie in lies {
        authenticator.lie(lie.clone());
    }
    register(&mut authenticator, REQUIRED)
}

fn authenticating(lies: &[Lie]) -> Result<u32, Refusal> {
    let (mut authenticator, known) = registered(Algorithm::Es256);
    for lie in lies {
        authenticator.lie(lie.clone());
    }
    authenticate(&mut authenticator, &known, &STRICT).map(|facts| facts.sign_count)
}

/// Every pair of a member and what is said in its place.
fn members(pointers: &[&'static str], told: &[Option<Value>]) -> Vec<Lie> {
    let each = |pointer: &&'static str| {
        let pointer = *pointer;
        told.iter().map(move |told| Lie::ResponseMember(pointer, told.clone())).collect::<Vec<_>>()
    };
    pointers.iter().flat_map(each).collect()
}

// Resp-1 of both ceremonies.
#[test]
fn answers_have_the_members_that_the_standard_names() {
    let missing = [None, Some(json!(5)), Some(json!({})), Some(Value::Null)];
    let not_base64url = [Some(json!("")), Some(json!("a+b/")), Some(json!("AQ==")), Some(json!("\u{e9}"))];
    let both = ["/id", "/type", "/response", "/response/clientDataJSON"];
    let mut lies = members(&both, &missing);
    lies.extend(members(&["/id", "/response/clientDataJSON"], &not_base64url));
    lies.extend(members(&["/type"], &[Some(json!("")), Some(json!("password"))]));
    lies.extend(members(&["/response"], &[Some(json!("text")), Some(json!([]))]));
    lies.extend(members(&["/rawId"], &[Some(json!(5)), Some(json!("AQ"))]));

    let mut at_registration = members(&["/response/attestationObject"], &missing);
    at_registration.extend(members(&["/response/attestationObject"], &not_base64url));
    for lie in lies.iter().chain(&at_registration) {
        assert_eq!(registering(std::slice::from_ref(lie)), Err(Refusal::MalformedJson), "{lie:?}");
    }
    let own = ["/response/authenticatorData", "/response/signature"];
    let mut at_authentication = members(&own, &missing);
    at_authentication.extend(members(&own, &not_base64url));
    at_authentication.extend(members(&["/response/userHandle"], &[Some(json!(5)), Some(json!("AQ=="))]));
    for lie in lies.iter().chain(&at_authentication) {
        assert_eq!(authenticating(std::slice::from_ref(lie)), Err(Refusal::MalformedJson), "{lie:?}");
    }
}

// Resp-2 of both ceremonies, all but the type of the other one.
#[test]
fn client_data_has_the_members_that_the_standard_names() {
    let member = |name, told: Option<Value>| Lie::ClientDataMember(name, told);
    let mut lies = vec![
        (member("type", Some(json!(""))), Refusal::TypeMismatch),
        (member("type", Some(json!("webauthn.other"))), Refusal::TypeMismatch),
        (member("challenge", Some(json!(""))), Refusal::ChallengeMismatch),
        (member("challenge", Some(json!("+/=="))), Refusal::ChallengeMismatch),
        (member("origin", Some(json!(""))), Refusal::OriginMismatch),
        (member("crossOrigin", Some(json!("no"))), Refusal::MalformedClientData),
        (member("topOrigin", Some(json!(5))), Refusal::MalformedClientData),
        (Lie::ClientDataPrefix(b"x".to_vec()), Refusal::MalformedClientData),
        (Lie::ClientDataPrefix(b"\xef\xbb\xbf\xef\xbb\xbf".to_vec()), Refusal::MalformedClientData),
    ];
    for name in ["type", "challenge", "origin"] {
        for told in [None, Some(json!(5)), Some(Value::Null)] {
            lies.push((member(name, told), Refusal::MalformedClientData));
        }
    }
    for shape in [json!("supported"), json!({}), json!({"id": "AQ"}), json!({"status": "maybe"}), json!({"status": 1})]
    {
        lies.push((member("tokenBinding", Some(shape)), Refusal::MalformedClientData));
    }
    for (lie, refusal) in &lies {
        assert_eq!(registering(std::slice::from_ref(lie)), Err(*refusal), "{lie:?}");
        assert_eq!(authenticating(std::slice::from_ref(lie)), Err(*refusal), "{lie:?}");
    }
    for harmless in [
        member("tokenBinding", Some(json!({"status": "supported"}))),
        member("tokenBinding", Some(json!({"status": "present", "id": "AQ"}))),
        member("futureMember", Some(json!([1]))),
        Lie::ClientDataPrefix(b"\xef\xbb\xbf".to_vec()),
    ] {
        assert!(registering(std::slice::from_ref(&harmless)).is_ok(), "{harmless:?}");
        assert!(authenticating(std::slice::from_ref(&harmless)).is_ok(), "{harmless:?}");
    }
}

// Resp-3 at registration.
#[test]
fn attestation_objects_have_the_members_that_the_standard_names() {
    let text = || Some(Cbor::Text("text".to_owned()));
    let object = Refusal::MalformedAttestationObject;
    let statement = Refusal::MalformedAttestationStatement;
    let data = Refusal::MalformedAuthData;
    let mut lies = vec![
        (vec![Lie::Object(Cbor::Array(vec![]))], object),
        (vec![Lie::Object(Cbor::Text("text".to_owned()))], object),
        (vec![Lie::ObjectMember("fmt", Some(Cbor::Integer(1.into())))], object),
        (vec![Lie::ObjectMember("attStmt", text())], object),
        (vec![Lie::ObjectMember("attStmt", Some(Cbor::Array(vec![])))], object),
        (vec![Lie::ObjectMember("authData", text())], object),
        (vec![Lie::ObjectMember("authData", Some(Cbor::Bytes(vec![])))], data),
        (vec![Lie::FlagsClear(0x40)], data),
        (vec![Lie::FlagsClear(0x40), Lie::WithoutAttested], Refusal::MissingAttestedCredentialData),
        (vec![Lie::WithoutAttested], data),
        (vec![Lie::TrailingBytes], data),
        (vec![Lie::IdLength(u16::MAX)], data),
        (vec![Lie::ObjectMember("attStmt", Some(Cbor::Map(vec![])))], statement),
        (vec![Lie::Statement("alg", None)], statement),
        (vec![Lie::Statement("alg", text())], statement),
        (vec![Lie::Statement("alg", Some(Cbor::Integer((-8).into())))], Refusal::AttestationAlgMismatch),
        (vec![Lie::Statement("sig", None)], statement),
        (vec![Lie::Statement("sig", text())], statement),
        (vec![Lie::Statement("sig", Some(Cbor::Bytes(vec![])))], statement),
    ];
    for name in ["fmt", "attStmt", "authData"] {
        lies.push((vec![Lie::ObjectMember(name, None)], object));
    }
    for (lies, refusal) in &lies {
        assert_eq!(registering(lies), Err(*refusal), "{lies:?}");
    }
}

// Resp-3 P-1 and P-8, and what the flag for extensions must agree with.
#[test]
fn extensions_in_authenticator_data_are_read_over() {
    let outputs = Lie::Extensions(Cbor::Map(vec![(Cbor::Text("credProtect".to_owned()), Cbor::Integer(2.into()))]));
    assert!(registering(std::slice::from_ref(&outputs)).is_ok());
    assert!(authenticating(std::slice::from_ref(&outputs)).is_ok());
    let unflagged = [outputs, Lie::FlagsClear(0x80)];
    assert_eq!(registering(&unflagged), Err(Refusal::MalformedAuthData));
    assert_eq!(authenticating(&unflagged), Err(Refusal::MalformedAuthData));
    let not_a_map = [Lie::Extensions(Cbor::Array(vec![]))];
    assert_eq!(registering(&not_a_map), Err(Refusal::MalformedAuthData));
    assert_eq!(authenticating(&not_a_map), Err(Refusal::MalformedAuthData));
}

// 5.8.5
#[test]
fn keys_are_sound_ones_of_their_algorithm() {
    let bytes = |length| Some(Cbor::Bytes(vec![7; length]));
    for lie in [
        Lie::KeyMember(1, Some(Cbor::Integer(1.into()))),
        Lie::KeyMember(-1, Some(Cbor::Integer(2.into()))),
        Lie::KeyMember(-2, bytes(33)),
        Lie::KeyMember(-3, Some(Cbor::Bool(true))),
        Lie::KeyMember(-3, None),
        // Not on the curve.
        Lie::KeyMember(-3, bytes(32)),
        // The private half.
        Lie::KeyMember(-4, bytes(32)),
        Lie::KeyMember(3, Some(Cbor::Text("ES256".to_owned()))),
    ] {
        assert_eq!(registering(std::slice::from_ref(&lie)), Err(Refusal::MalformedPublicKey), "{lie:?}");
    }
}

// Resp-3 F-3 at authentication: the signature is a good one, but over something else.
#[test]
fn signatures_are_over_this_very_client_data() {
    let wrong = [Lie::ClientDataHash(vec![0; 32])];
    assert_eq!(authenticating(&wrong), Err(Refusal::InvalidSignature));
    let stranger = [Lie::SignedBy(authenticator::Signer::Stranger)];
    assert_eq!(authenticating(&stranger), Err(Refusal::InvalidSignature));
}
