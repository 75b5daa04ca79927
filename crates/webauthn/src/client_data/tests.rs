use proptest::prelude::{any, prop, proptest};

use super::{ClientData, Expected, challenge_of};
use crate::{Embedding, Refusal};

const PLAIN: &str = r#"{"type":"webauthn.get","challenge":"AQEBAQEBAQEBAQEBAQEBAQ","origin":"https://example.org","crossOrigin":false}"#;

fn verify(text: &str, embedding: Embedding<'_>) -> Result<(), Refusal> {
    let origins = ["https://example.org".to_owned()];
    let expected = Expected { kind: "webauthn.get", challenge: &[1; 16], origins: &origins, embedding };
    ClientData::parse(text.as_bytes())?.verify(&expected)
}

#[test]
fn the_challenge_is_read_first() {
    assert_eq!(challenge_of(PLAIN.as_bytes()), Ok(vec![1; 16]));
    assert_eq!(
        challenge_of(PLAIN.replace("AQEBAQEBAQEBAQEBAQEBAQ", "AQEBAQEBAQEBAQEBAQEBAQ==").as_bytes()),
        Err(Refusal::ChallengeMismatch)
    );
    assert_eq!(challenge_of(b"{}"), Err(Refusal::MalformedClientData));
}

#[test]
fn an_expectation_that_anyone_could_guess_matches_nothing() {
    let origins = ["https://example.org".to_owned()];
    for challenge in [&[][..], &[1; 15]] {
        let text = crate::base64url::with_encoded(challenge, |text| PLAIN.replace("AQEBAQEBAQEBAQEBAQEBAQ", text));
        let expected = Expected { kind: "webauthn.get", challenge, origins: &origins, embedding: Embedding::Forbidden };
        let found = ClientData::parse(text.as_bytes()).and_then(|client_data| client_data.verify(&expected));
        assert_eq!(found, Err(Refusal::ChallengeMismatch));
    }
}

#[test]
fn escapes_mean_what_they_say() {
    assert_eq!(verify(&PLAIN.replace("https:", "https\\u003a"), Embedding::Forbidden), Ok(()));
    assert_eq!(verify(&PLAIN.replace("\"origin", "\"ori\\u0067in"), Embedding::Forbidden), Ok(()));
}

#[test]
fn no_member_comes_twice() {
    for duplicate in [r#""other":1,"other":2"#, r#""origin":"https://example.org""#, r#""ty\u0070e":"webauthn.get""#] {
        let text = PLAIN.replace('}', &format!(",{duplicate}}}"));
        assert_eq!(verify(&text, Embedding::Forbidden), Err(Refusal::MalformedClientData), "{text}");
    }
}

#[test]
fn embedding_is_refused_unless_allowed() {
    let top_origins = ["https://top.example".to_owned()];
    let allowed = Embedding::Allowed { top_origins: &top_origins };
    let framed = PLAIN.replace("false", "true");
    let below = |top: &str| PLAIN.replace("false", &format!(r#"true,"topOrigin":"{top}""#));
    let contradiction = PLAIN.replace("false", r#"false,"topOrigin":"https://top.example""#);

    assert_eq!(verify(PLAIN, allowed), Ok(()));
    assert_eq!(verify(&framed, Embedding::Forbidden), Err(Refusal::CrossOriginForbidden));
    assert_eq!(verify(&framed, allowed), Ok(()));
    assert_eq!(verify(&below("https://top.example"), allowed), Ok(()));
    assert_eq!(verify(&below("https://evil.example"), allowed), Err(Refusal::TopOriginMismatch));
    assert_eq!(verify(&below("https://top.example"), Embedding::Forbidden), Err(Refusal::CrossOriginForbidden));
    assert_eq!(verify(&contradiction, allowed), Err(Refusal::CrossOriginForbidden));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = challenge_of(&bytes);
    }

    #[test]
    fn damaged_client_data_never_panics(at in 0..PLAIN.len(), byte in any::<u8>()) {
        let mut bytes = PLAIN.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = challenge_of(&bytes);
    }
}
