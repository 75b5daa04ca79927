use super::*;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{ClientId, IssuerUrl, Nonce};
use proptest::prelude::*;
use serde_json::json;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// One key of each algorithm for all tests: an RSA key takes its time.
pub(in crate::oauth) fn key(algorithm: Algorithm) -> &'static SigningKey {
    static KEYS: [OnceLock<SigningKey>; 3] = [const { OnceLock::new() }; 3];
    let place = Algorithm::ALL.iter().position(|known| *known == algorithm).unwrap();
    KEYS[place].get_or_init(|| SigningKey::generate(algorithm).unwrap().0)
}

/// A token with this header and these claims, signed whatever they say.
pub(in crate::oauth) fn forge(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = key.sign_bytes(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn what_is_signed_here_is_believed_here() {
    for algorithm in Algorithm::ALL {
        let (new, pkcs8) = SigningKey::generate(algorithm).unwrap();
        let again = SigningKey::from_pkcs8(algorithm, new.kid(), &pkcs8).unwrap();
        assert_eq!((new.public_jwk(), again.algorithm()), (again.public_jwk(), algorithm));
        assert_eq!(new.kid(), new.public().thumbprint());
        let token = again.sign("at+jwt", &json!({ "sub": "ada", "exp": 12.9 })).unwrap();
        let unverified = Unverified::read(&token).unwrap();
        assert_eq!((unverified.typ(), unverified.kid()), (Some("at+jwt"), Some(new.kid())));
        let claims = unverified.verify(new.public(), &[algorithm.into()]).unwrap();
        assert_eq!((claims.text("sub"), claims.second("exp")), (Some("ada"), Some(12)));
        let other = SigningKey::generate(algorithm).unwrap().0;
        assert_eq!(unverified.verify(other.public(), &Alg::ALL), Err(NotAJws::Signature));
        let wrong = Algorithm::ALL.into_iter().find(|other| *other != algorithm).unwrap();
        assert_eq!(unverified.verify(new.public(), &[wrong.into()]), Err(NotAJws::Algorithm));
        assert!(SigningKey::from_pkcs8(wrong, "x", &pkcs8).is_err(), "a key of another algorithm");
    }
}

#[test]
fn published_keys_say_what_they_are_for_and_nothing_private() {
    for (algorithm, members) in [
        (Algorithm::Es256, vec!["alg", "crv", "kid", "kty", "use", "x", "y"]),
        (Algorithm::EdDsa, vec!["alg", "crv", "kid", "kty", "use", "x"]),
        (Algorithm::Rs256, vec!["alg", "e", "kid", "kty", "n", "use"]),
    ] {
        let jwk = key(algorithm).public_jwk();
        let mut names: Vec<_> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, members);
        assert_eq!((&jwk["use"], &jwk["alg"]), (&json!("sig"), &json!(algorithm.as_str())));
        assert_eq!(format!("{:?}", key(algorithm)).matches(key(algorithm).kid()).count(), 1);
    }
}

/// An implementation that shares no code with ours, down to the cryptography, believes our ID tokens and refuses bent ones.
#[test]
fn another_implementation_believes_our_tokens() {
    let claims = json!({
        "iss": "https://id.example/t/w", "aud": "client", "sub": "ada", "exp": 2000, "iat": 1000, "nonce": "n",
        "at_hash": "x", "acr": "phr", "amr": ["pop", "user", "mfa"], "auth_time": 900,
    });
    for (algorithm, theirs) in [
        (Algorithm::Rs256, CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
        (Algorithm::Es256, CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        (Algorithm::EdDsa, CoreJwsSigningAlgorithm::EdDsa),
    ] {
        let jwk: CoreJsonWebKey = serde_json::from_value(key(algorithm).public_jwk()).unwrap();
        let issuer = IssuerUrl::new("https://id.example/t/w".to_owned()).unwrap();
        let keys = CoreJsonWebKeySet::new(vec![jwk]);
        let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new("client".to_owned()), issuer, keys)
            .set_allowed_algs([theirs])
            .set_time_fn(|| (SystemTime::UNIX_EPOCH + Duration::from_mins(25)).into());
        let token = key(algorithm).sign("JWT", &claims).unwrap();
        let read: CoreIdToken = token.parse().unwrap();
        let believed = read.claims(&verifier, &Nonce::new("n".to_owned())).unwrap();
        assert_eq!(believed.subject().as_str(), "ada");
        let place = token.rfind('.').unwrap() + 9;
        let bent = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
        let mut bent_token = token.clone();
        bent_token.replace_range(place..=place, bent);
        let read: CoreIdToken = bent_token.parse().unwrap();
        assert!(read.claims(&verifier, &Nonce::new("n".to_owned())).is_err());
        assert_eq!(
            Unverified::read(&bent_token).unwrap().verify(key(algorithm).public(), &Alg::ALL),
            Err(NotAJws::Signature)
        );
    }
}

#[test]
fn what_a_header_may_not_say_is_refused() {
    let key = key(Algorithm::Es256);
    let why = |header: Value| Unverified::read(&forge(key, &header, &json!({}))).err();
    assert_eq!(why(json!({ "alg": "ES256" })), None);
    assert_eq!(why(json!({ "alg": "ES256", "x5u": "https://evil.example", "jku": 1 })), None, "ignored");
    for alg in ["none", "None", "HS256", "HS512", "ES512", "RS1", "es256", "", "EdDSA "] {
        assert_eq!(why(json!({ "alg": alg })), Some(NotAJws::Algorithm), "{alg}");
    }
    for header in [json!({}), json!({ "alg": 1 }), json!([]), json!("ES256"), json!(null)] {
        assert_eq!(why(header.clone()), Some(NotAJws::Header), "{header}");
    }
    assert_eq!(why(json!({ "alg": "ES256", "typ": 1 })), Some(NotAJws::Header));
    assert_eq!(why(json!({ "alg": "ES256", "kid": ["a"] })), Some(NotAJws::Header));
    for crit in [json!(["b64"]), json!([]), json!(null)] {
        assert_eq!(why(json!({ "alg": "ES256", "crit": crit, "b64": false })), Some(NotAJws::Critical));
    }
    assert_eq!(why(json!({ "alg": "ES256", "pad": "x".repeat(LONGEST_HEADER) })), Some(NotAJws::TooLong));
}

#[test]
fn only_three_parts_in_base64url_are_a_token() {
    let good = key(Algorithm::Es256).sign("JWT", &json!({ "a": 1 })).unwrap();
    let parts: Vec<_> = good.split('.').collect();
    let joined = |parts: &[&str]| parts.join(".");
    for bad in [
        String::new(),
        "..".to_owned(),
        joined(&parts[..2]),
        joined(&[parts[0], parts[1], ""]),
        joined(&[parts[0], parts[1], parts[2], ""]),
        joined(&[parts[0], parts[1], parts[2], parts[2]]),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        good.replace('.', "+"),
    ] {
        assert!(matches!(Unverified::read(&bad).err(), Some(NotAJws::Shape | NotAJws::Header)), "{bad:?}");
    }
    let long = key(Algorithm::Es256).sign("JWT", &json!({ "a": "x".repeat(LONGEST) })).unwrap();
    assert_eq!(Unverified::read(&long).err(), Some(NotAJws::TooLong));
    for claims in [json!([]), json!("x"), json!(1)] {
        let token = forge(key(Algorithm::Es256), &json!({ "alg": "ES256" }), &claims);
        let read = Unverified::read(&token).unwrap();
        assert_eq!(read.verify(key(Algorithm::Es256).public(), &Alg::ALL), Err(NotAJws::Claims));
    }
}

/// A public key is known to everybody, so it must never serve as the secret of a MAC, nor one RSA padding for the other where the key says.
#[test]
fn the_algorithm_is_the_keys() {
    let rsa = key(Algorithm::Rs256);
    let token = forge(rsa, &json!({ "alg": "PS256" }), &json!({}));
    let read = Unverified::read(&token).unwrap();
    assert_eq!(read.verify(rsa.public(), &Alg::ALL), Err(NotAJws::Signature), "the key says RS256");
    let mut open = rsa.public_jwk();
    open.as_object_mut().unwrap().remove("alg");
    assert_eq!(read.verify(&Jwk::read(&open).unwrap(), &Alg::ALL), Err(NotAJws::Signature), "the padding is another");
    let token = forge(rsa, &json!({ "alg": "ES256" }), &json!({}));
    assert_eq!(Unverified::read(&token).unwrap().verify(rsa.public(), &Alg::ALL), Err(NotAJws::Signature));
}

/// PS256, which we verify and never sign with, and P-384: signed with the library's own calls.
#[test]
fn other_algorithms_of_clients_are_verified() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PSS_SHA256, RsaKeyPair,
    };
    let signed = |alg: &str| {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(json!({ "alg": alg })), part(json!({ "sub": "c" })))
    };
    let believed = |signed: &str, signature: &[u8], jwk: Value| {
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        let read = Unverified::read(&token).unwrap();
        read.verify(&Jwk::read(&jwk).unwrap(), &Alg::ALL).map(|claims| claims.text("sub").map(str::to_owned))
    };
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let text = signed("ES384");
    let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..49]), URL_SAFE_NO_PAD.encode(&point[49..]));
    let jwk = json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y, "alg": "ES384" });
    assert_eq!(Jwk::read(&jwk).unwrap().to_json()["y"], json!(y));
    assert_eq!(believed(&text, signature.as_ref(), jwk), Ok(Some("c".to_owned())));

    let (key, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let pair = RsaKeyPair::from_pkcs8(&pkcs8).unwrap();
    let text = signed("PS256");
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    let mut jwk = key.public_jwk();
    jwk["alg"] = json!("PS256");
    assert_eq!(believed(&text, &signature, jwk), Ok(Some("c".to_owned())));
    assert_eq!(believed(&text, &signature, key.public_jwk()), Err(NotAJws::Signature));
}

#[test]
fn a_claim_of_another_type_is_none() {
    let claims =
        Claims::read(br#"{"a":-1,"b":1e300,"c":"5","d":253402300801,"e":1e3,"f":null,"aud":["x",1]}"#).unwrap();
    for name in ["a", "b", "c", "d", "f", "g"] {
        assert_eq!(claims.second(name), None, "{name}");
    }
    assert_eq!(claims.second("e"), Some(1000));
    assert_eq!(claims.text("a"), None);
    assert!(claims.audiences().is_empty());
    assert_eq!(Claims::read(br#"{"aud":["x","y"]}"#).unwrap().audiences(), ["x", "y"]);
    assert_eq!(format!("{:?}", Claims::read(br#"{"sub":"ada"}"#).unwrap()), r#"{"sub"}"#, "no values in a log");
}

proptest! {
    /// Nothing that was bent anywhere is believed, and nothing panics.
    #[test]
    fn a_bent_token_is_never_believed(place in 0_usize..400, byte in 0_u8..=127) {
        let key = key(Algorithm::EdDsa);
        let token = key.sign("JWT", &json!({ "sub": "ada", "aud": "client", "exp": 5 })).unwrap();
        let mut bent = token.clone().into_bytes();
        let place = place % bent.len();
        prop_assume!(bent[place] != byte);
        bent[place] = byte;
        let bent = String::from_utf8(bent).unwrap();
        let believed = Unverified::read(&bent).and_then(|read| read.verify(key.public(), &Alg::ALL));
        prop_assert!(believed.is_err(), "{bent}");
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,200}", header in "[A-Za-z0-9_-]{0,40}") {
        let _ = Unverified::read(&text);
        let _ = Unverified::read(&format!("{header}.{header}.{header}"));
    }
}
