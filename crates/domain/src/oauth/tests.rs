//! Every case of the OAuth vectors, by the rules of this module. It must never pass with a case fewer than the file holds today.

use super::{claims, jwk::Jwk, pkce, redirect_uri};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// `None`, loudly, where the vectors are not at hand; in CI they have to be.
#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
pub(super) fn vectors() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/oauth.json");
    match fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap()),
        Err(error) => {
            println!("SKIPPED: oauth.json could not be read: {error}");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must run the vectors");
            None
        }
    }
}

pub(super) fn text<'a>(case: &'a Value, name: &str) -> Option<&'a str> {
    case.get(name).and_then(Value::as_str)
}

/// Which error a client that must use PKCE meets: at the authorization endpoint, or when it redeems the code.
fn pkce_error(case: &Value) -> Option<&'static str> {
    let (challenge, verifier) = (text(case, "challenge"), text(case, "verifier"));
    let never_asked = case.get("challenge").is_some_and(Value::is_null);
    if !never_asked && super::authorize::tests::pkce_error(text(case, "method"), challenge).is_some() {
        return Some("invalid_request");
    }
    let redeems = never_asked || case.get("verifier").is_some();
    (redeems && !pkce::may_redeem(challenge, verifier)).then_some("invalid_grant")
}

#[test]
fn vectors_of_pkce() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["pkce"].as_array().unwrap();
    for case in cases {
        assert_eq!(pkce_error(case), text(case, "error"), "{case}");
        assert_eq!(text(case, "expect") == Some("accept"), text(case, "error").is_none(), "{case}");
    }
    assert_eq!(cases.len(), 15);
}

#[test]
fn vectors_of_redirect_uris() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["redirect_uri_match"].as_array().unwrap();
    for case in cases {
        let (registered, presented) = (text(case, "registered").unwrap(), text(case, "presented").unwrap());
        assert_eq!(redirect_uri::matches(registered, presented), case["match"].as_bool().unwrap(), "{case}");
    }
    assert_eq!(cases.len(), 24);
}

#[test]
fn vectors_of_registration() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["redirect_uri_registration"].as_array().unwrap();
    for case in cases {
        let allowed = match redirect_uri::may_register(text(case, "uri").unwrap()) {
            Ok(()) => Value::Bool(true),
            Err(redirect_uri::NotRedirectUri::OnlyInDevelopment) => Value::from("only in development tenants"),
            Err(_) => Value::Bool(false),
        };
        assert_eq!(allowed, case["allowed"], "{case}");
    }
    assert_eq!(cases.len(), 12);
}

#[test]
fn vectors_of_thumbprints_and_hashes() {
    let Some(vectors) = vectors() else { return };
    let rfc7638 = &vectors["jwk_thumbprint_rfc7638"];
    assert_eq!(Jwk::read(&rfc7638["jwk"]).unwrap().thumbprint(), text(rfc7638, "thumbprint").unwrap());
    let dpop = &vectors["dpop"];
    assert_eq!(Jwk::read(&dpop["jwk"]).unwrap().thumbprint(), text(dpop, "jkt").unwrap());
    assert_eq!(super::dpop::token_hash(text(dpop, "access_token").unwrap()), text(dpop, "ath").unwrap());
    let hashes = &vectors["oidc_hashes"];
    let algorithm = super::jws::Algorithm::Rs256;
    assert_eq!(claims::at_hash(algorithm, text(hashes, "access_token").unwrap()), text(hashes, "at_hash").unwrap());
    assert_eq!(claims::c_hash(algorithm, text(hashes, "code").unwrap()), text(hashes, "c_hash").unwrap());
}
