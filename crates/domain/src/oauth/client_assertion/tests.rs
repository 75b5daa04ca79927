use super::*;
use crate::oauth::jws::tests::{forge, key};
use crate::oauth::jws::{Algorithm, SigningKey};
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example/t/w";
const ENDPOINT: &str = "https://id.example/t/w/oauth2/token";
const NOW: i64 = 1_800_000_000;

fn claims() -> Value {
    json!({ "iss": "client", "sub": "client", "aud": ISSUER, "jti": "j", "exp": NOW + 60, "iat": NOW })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn judge(signer: &SigningKey, header: &Value, claims: &Value) -> Result<Proved, NotProved> {
    let keys = Algorithm::ALL.map(|algorithm| key(algorithm).public().clone()).into_iter().collect();
    let audiences = [ISSUER, ENDPOINT];
    let expected =
        Expected { client_id: "client", audiences: &audiences, keys: &keys, algorithms: &Alg::ALL, now: NOW };
    verify(&forge(signer, header, claims), &expected)
}

fn why(claims: &Value) -> Option<NotProved> {
    let key = key(Algorithm::Es256);
    judge(key, &json!({ "alg": "ES256", "kid": key.kid() }), claims).err()
}

#[test]
fn a_client_proves_itself_by_any_key_of_its_own() {
    for algorithm in Algorithm::ALL {
        let signer = key(algorithm);
        let proved = Ok(Proved { jti: "j".to_owned(), spent_until: NOW + 60 + SKEW_S });
        for header in [
            json!({ "alg": algorithm.as_str(), "kid": signer.kid() }),
            json!({ "alg": algorithm.as_str(), "typ": "JWT" }),
            json!({ "alg": algorithm.as_str(), "typ": "client-authentication+jwt" }),
        ] {
            assert_eq!(judge(signer, &header, &claims()), proved, "{header}");
        }
    }
    let token = key(Algorithm::Es256).sign("JWT", &claims()).unwrap();
    assert_eq!(claimed_client(&token), Ok("client".to_owned()));
    let token = key(Algorithm::Es256).sign("JWT", &with("iss", "other")).unwrap();
    assert_eq!(claimed_client(&token), Err(NotProved::Client));
}

#[test]
fn another_key_kind_or_algorithm_proves_nothing() {
    let stranger = SigningKey::generate(Algorithm::Es256).unwrap().0;
    let named = json!({ "alg": "ES256", "kid": key(Algorithm::Es256).kid() });
    assert_eq!(judge(&stranger, &named, &claims()), Err(NotProved::Token(NotAJws::Signature)));
    let own = json!({ "alg": "ES256", "kid": stranger.kid(), "jwk": stranger.public_jwk() });
    assert_eq!(judge(&stranger, &own, &claims()), Err(NotProved::NoKey), "a key that the token brings itself");
    let other = json!({ "alg": "RS256", "kid": key(Algorithm::Es256).kid() });
    assert_eq!(judge(key(Algorithm::Rs256), &other, &claims()), Err(NotProved::NoKey));
    for typ in ["dpop+jwt", "at+jwt", "logout+jwt"] {
        let header = json!({ "alg": "ES256", "typ": typ });
        assert_eq!(judge(key(Algorithm::Es256), &header, &claims()), Err(NotProved::Type));
    }
    let keys = [key(Algorithm::Es256).public().clone()].into_iter().collect();
    let expected =
        Expected { client_id: "client", audiences: &[ISSUER], keys: &keys, algorithms: &[Alg::Rs256], now: NOW };
    let token = key(Algorithm::Es256).sign("JWT", &claims()).unwrap();
    assert_eq!(verify(&token, &expected), Err(NotProved::Token(NotAJws::Algorithm)), "registered for RS256");
}

#[test]
fn it_is_the_client_of_itself_and_for_us_alone() {
    assert_eq!(why(&with("iss", "other")), Some(NotProved::Client));
    assert_eq!(why(&with("sub", "other")), Some(NotProved::Client));
    assert_eq!(why(&without("sub")), Some(NotProved::Client));
    for (aud, is_taken) in [
        (json!(ENDPOINT), true),
        (json!([ISSUER]), true),
        (json!([ISSUER, ENDPOINT]), true),
        (json!([ISSUER, "https://evil.example"]), false),
        (json!("https://id.example/t/w/"), false),
        (json!([]), false),
        (json!([1, ISSUER]), false),
        (json!(null), false),
    ] {
        let expected = if is_taken { None } else { Some(NotProved::Audience) };
        assert_eq!(why(&with("aud", aud.clone())), expected, "{aud}");
    }
    assert_eq!(why(&without("aud")), Some(NotProved::Audience));
}

#[test]
fn its_time_is_short_and_now() {
    assert_eq!(why(&without("exp")), Some(NotProved::Expired));
    assert_eq!(why(&with("exp", "soon")), Some(NotProved::Expired));
    assert_eq!(why(&with("exp", NOW - SKEW_S)), Some(NotProved::Expired));
    assert_eq!(why(&with("exp", NOW - SKEW_S + 1)), None);
    assert_eq!(why(&with("exp", NOW + LONGEST_LIFE_S + SKEW_S)), None);
    assert_eq!(why(&with("exp", NOW + LONGEST_LIFE_S + SKEW_S + 1)), Some(NotProved::TooLong));
    for name in ["iat", "nbf"] {
        assert_eq!(why(&with(name, NOW + SKEW_S)), None);
        assert_eq!(why(&with(name, NOW + SKEW_S + 1)), Some(NotProved::TooEarly), "{name}");
        assert_eq!(why(&with(name, "later")), Some(NotProved::TooEarly), "{name}");
        assert_eq!(why(&without(name)), None);
    }
}

#[test]
fn it_has_an_id_to_be_spent() {
    for id in [json!(null), json!(""), json!(1), json!("j".repeat(LONGEST_ID + 1))] {
        assert_eq!(why(&with("jti", id)), Some(NotProved::Id));
    }
    assert_eq!(why(&without("jti")), Some(NotProved::Id));
}
