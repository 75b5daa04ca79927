use super::*;
use crate::oauth::jws::tests::{forge, key};
use crate::oauth::jws::{Algorithm, SigningKey};
use crate::oauth::tests::{text, vectors};
use serde_json::{Value, json};
use std::collections::HashSet;

const URL: &str = "https://id.example/t/w/oauth2/token";
const NOW: i64 = 1_800_000_000;
const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

/// A proof, and the request that it comes with; each test changes what it is about.
struct Case {
    signer: &'static SigningKey,
    header: Value,
    claims: Value,
    headers: usize,
    at_resource: bool,
    nonces: Option<&'static str>,
}

impl Case {
    fn new() -> Self {
        let signer = key(Algorithm::Es256);
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": signer.public_jwk() });
        let claims = json!({ "jti": "e1j3V_bKic8-LAEB", "htm": "POST", "htu": URL, "iat": NOW });
        Self { signer, header, claims, headers: 1, at_resource: false, nonces: None }
    }

    fn header(mut self, name: &str, value: Value) -> Self {
        self.header[name] = value;
        self
    }

    fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.header.as_object_mut().unwrap().remove(name);
        self.claims.as_object_mut().unwrap().remove(name);
        self
    }

    fn at_resource(mut self) -> Self {
        self.at_resource = true;
        self
    }

    fn verify(&self) -> Result<Proof, DpopError> {
        let proof = forge(self.signer, &self.header, &self.claims);
        let headers = vec![proof.as_str(); self.headers];
        let is_fresh = |nonce: &str| self.nonces == Some(nonce);
        let judge: &dyn Fn(&str) -> bool = &is_fresh;
        verify(&Asked {
            headers: &headers,
            method: "POST",
            url: URL,
            now: NOW,
            access_token: self.at_resource.then_some(TOKEN),
            is_fresh_nonce: self.nonces.map(|_| judge),
        })
    }

    fn word(&self) -> Option<&'static str> {
        self.verify().err().map(DpopError::word)
    }
}

/// The cases of the vectors, each by its own words; every answer of a list must be the same.
fn answers(case: &str) -> Vec<Option<&'static str>> {
    let new = Case::new;
    let word = |result: Result<(), DpopError>| result.err().map(DpopError::word);
    let proof = || new().verify().unwrap();
    match case {
        "valid proof, typ dpop+jwt, asymmetric alg, jwk public, htm/htu match, iat fresh, jti new" => {
            [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa].map(|algorithm| of(algorithm).word()).into()
        }
        "two DPoP headers" => vec![Case { headers: 2, ..new() }.word(), Case { headers: 0, ..new() }.word()],
        "typ missing or JWT" => vec![new().without("typ").word(), new().header("typ", json!("JWT")).word()],
        "alg none" => vec![new().header("alg", json!("none")).word()],
        "alg HS256" => vec![new().header("alg", json!("HS256")).word()],
        "jwk carries private d" => {
            let mut jwk = new().header["jwk"].clone();
            jwk["d"] = json!("AAAA");
            vec![new().header("jwk", jwk).word(), new().without("jwk").word()]
        }
        "signature by another key" => vec![new().header("jwk", other().public_jwk()).word()],
        "htm GET for POST" => vec![new().claim("htm", "GET").word(), new().claim("htm", "post").word()],
        "htu other host" => ["https://evil.example/t/w/oauth2/token", "http://id.example/t/w/oauth2/token", "/token"]
            .map(|htu| new().claim("htu", htu).word())
            .into(),
        "htu differs only in query or fragment (must be ignored)" => {
            ["?a=1", "#f", "?a=1#f", "?"].map(|more| new().claim("htu", format!("{URL}{more}")).word()).into()
        }
        "htu differs only in case of scheme/host or default port (normalise)" => {
            ["HTTPS://id.example/t/w/oauth2/token", "https://ID.Example:443/t/w/oauth2/token"]
                .map(|htu| new().claim("htu", htu).word())
                .into()
        }
        "iat older than the window" => vec![new().claim("iat", NOW - OLDEST_S - 1).word(), new().without("iat").word()],
        "iat in the future beyond skew" => vec![new().claim("iat", NOW + SKEW_S + 1).word()],
        "jti reused inside the window for the same htu" => {
            let mut spent = HashSet::from([proof().once]);
            vec![(!spent.insert(new().claim("iat", NOW - 5).verify().unwrap().once)).then(|| DpopError::Spent.word())]
        }
        "jti missing" => vec![new().without("jti").word(), new().claim("jti", "").word(), new().claim("jti", 5).word()],
        "nonce required and missing or stale: answer carries DPoP-Nonce" => {
            let asked = || Case { nonces: Some("fresh"), ..new() };
            vec![asked().word(), asked().claim("nonce", "stale").word(), asked().claim("nonce", 1).word()]
        }
        "resource: ath missing" => vec![new().at_resource().word()],
        "resource: ath of another token" => vec![new().at_resource().claim("ath", token_hash("other")).word()],
        "resource: DPoP-bound token sent as Bearer" => vec![word(may_use(Some(&proof().jkt), None))],
        "resource: cnf.jkt differs from the proof key" => {
            let other = other().public().thumbprint();
            vec![word(may_use(Some(&other), Some(&proof()))), word(may_use(None, Some(&proof())))]
        }
        "authorization request dpop_jkt differs from proof key at token endpoint"
        | "public client refresh token used with another DPoP key" => {
            let other = other().public().thumbprint();
            vec![word(may_redeem(Some(&other), Some(&proof()))), word(may_redeem(Some(&other), None))]
        }
        unknown => panic!("a case that nobody tests: {unknown}"),
    }
}

fn of(algorithm: Algorithm) -> Case {
    let case = Case::new().header("alg", json!(algorithm.as_str())).header("jwk", key(algorithm).public_jwk());
    Case { signer: key(algorithm), ..case }
}

fn other() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap().0
}

#[test]
fn vectors_of_dpop() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["dpop"]["cases"].as_array().unwrap();
    for case in cases {
        let answers = answers(text(case, "case").unwrap());
        assert!(!answers.is_empty() && answers.iter().all(|word| *word == text(case, "error")), "{case}: {answers:?}");
        assert_eq!(text(case, "expect") == Some("accept"), text(case, "error").is_none(), "{case}");
    }
    assert_eq!(cases.len(), 22);
}

#[test]
fn a_proof_says_what_has_to_be_kept() {
    let proof = Case { nonces: Some("fresh"), ..Case::new() }.claim("nonce", "fresh").verify().unwrap();
    let jkt = key(Algorithm::Es256).public().thumbprint();
    assert_eq!((proof.jkt.as_str(), proof.jti.as_str(), proof.iat), (jkt.as_str(), "e1j3V_bKic8-LAEB", NOW));
    assert_eq!(proof.nonce.as_deref(), Some("fresh"));
    assert!(may_use(Some(&jkt), Some(&proof)).is_ok() && may_redeem(Some(&jkt), Some(&proof)).is_ok());
    assert!(may_redeem(None, Some(&proof)).is_ok() && may_redeem(None, None).is_ok() && may_use(None, None).is_ok());
    assert_eq!(proof.spent_until, NOW + OLDEST_S + 1);
}

/// What was spent may be forgotten only when the proof is too old to come back.
#[test]
fn the_window_is_as_long_as_what_was_spent_is_kept() {
    let oldest = Case::new().claim("iat", NOW - OLDEST_S).verify().unwrap();
    assert!(oldest.spent_until > NOW);
    assert!(Case::new().claim("iat", NOW + SKEW_S).verify().is_ok());
    assert_eq!(Case::new().claim("iat", "now").verify(), Err(DpopError::Time));
    assert_eq!(Case::new().claim("iat", i64::MAX).verify(), Err(DpopError::Time));
}

#[test]
fn another_key_id_or_address_is_another_proof() {
    let once = Case::new().verify().unwrap().once;
    assert_ne!(once, Case::new().claim("jti", "other").verify().unwrap().once);
    assert_ne!(once, of(Algorithm::EdDsa).verify().unwrap().once);
    assert_eq!(once, Case::new().claim("htu", format!("{URL}?x")).verify().unwrap().once, "a query makes no other");
}

#[test]
fn at_a_resource_the_hash_is_that_of_the_token() {
    assert!(Case::new().at_resource().claim("ath", token_hash(TOKEN)).verify().is_ok());
    assert_eq!(Case::new().at_resource().claim("ath", json!([])).verify(), Err(DpopError::TokenHash));
}

#[test]
fn other_addresses_are_not_bent_into_ours() {
    for htu in [
        "https://me@id.example/t/w/oauth2/token",
        "https://id.example/t/w/oauth2/token/",
        "https://id.example/T/w/oauth2/token",
        "https://id.example:8443/t/w/oauth2/token",
        "urn:id.example",
        "",
    ] {
        assert_eq!(Case::new().claim("htu", htu).verify(), Err(DpopError::Address), "{htu}");
    }
    let long = format!("{URL}?{}", "x".repeat(LONGEST_URL));
    assert_eq!(Case::new().claim("htu", long).verify(), Err(DpopError::Address));
    assert_eq!(Case::new().claim("jti", "x".repeat(LONGEST_ID + 1)).verify(), Err(DpopError::Id));
}

/// The example of RFC 9449, 4.1, signed by somebody else's code.
#[test]
fn the_proof_of_the_standard_is_verified() {
    const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    let asked = Asked {
        headers: &[PROOF],
        method: "POST",
        url: "https://server.example.com/token",
        now: 1_562_262_616,
        access_token: None,
        is_fresh_nonce: None,
    };
    assert_eq!(verify(&asked).unwrap().jkt, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    assert_eq!(verify(&Asked { method: "GET", ..asked }), Err(DpopError::Method));
}
