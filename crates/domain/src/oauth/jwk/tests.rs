use super::*;
use crate::oauth::jws::tests::key;
use crate::oauth::jws::{Algorithm, SigningKey};

fn p256() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    })
}

fn with(mut jwk: Value, name: &str, value: Value) -> Value {
    jwk[name] = value;
    jwk
}

#[test]
fn a_private_key_is_refused_whatever_else_it_says() {
    for name in PRIVATE {
        for value in [json!("AQ"), json!(null), json!(1)] {
            assert_eq!(Jwk::read(&with(p256(), name, value)), Err(NotAJwk::Private), "{name}");
        }
    }
    let secret = json!({ "kty": "oct", "k": "AAAA" });
    assert_eq!(Jwk::read(&secret), Err(NotAJwk::Private));
    let set = json!({ "keys": [p256(), { "kty": "oct", "k": "AAAA" }] });
    assert_eq!(Jwks::read(&set), Err(NotJwks::Private));
}

#[test]
fn a_key_comes_back_with_its_public_members_alone() {
    let jwk = with(with(with(p256(), "kid", json!("k")), "alg", json!("ES256")), "x5c", json!(["…"]));
    let read = Jwk::read(&jwk).unwrap();
    let mut expected = with(jwk, "use", json!("sig"));
    expected.as_object_mut().unwrap().remove("x5c");
    assert_eq!(read.to_json(), expected);
    assert_eq!(Jwk::read(&read.to_json()), Ok(read));
    for algorithm in Algorithm::ALL {
        let jwk = key(algorithm).public_jwk();
        assert_eq!(Jwk::read(&jwk).unwrap().to_json(), jwk);
    }
}

/// RFC 8037, A.3.
#[test]
fn the_thumbprint_of_an_edwards_key_is_that_of_the_standard() {
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    assert_eq!(Jwk::read(&jwk).unwrap().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

/// A second spelling of a key would be a second thumbprint of it.
#[test]
fn numbers_have_one_spelling() {
    let why = |name, value: &str| Jwk::read(&with(p256(), name, json!(value))).err();
    assert_eq!(why("x", "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs="), Some(NotAJwk::Numbers));
    assert_eq!(why("x", "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFt"), Some(NotAJwk::Numbers), "bits beyond the end");
    assert_eq!(why("x", "l8tFrhx+34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"), Some(NotAJwk::Numbers));
    assert_eq!(why("x", "AAAA"), Some(NotAJwk::Numbers));
    assert_eq!(why("y", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDE"), Some(NotAJwk::Numbers), "not on the curve");
    let rsa = key(Algorithm::Rs256).public_jwk();
    let n = decode(rsa["n"].as_str().unwrap()).unwrap();
    let rsa_with = |n: &[u8], e: &[u8]| Jwk::read(&json!({ "kty": "RSA", "n": encode(n), "e": encode(e) })).err();
    assert_eq!(rsa_with(&n, &[1, 0, 1]), None);
    assert_eq!(rsa_with(&[&[0], n.as_slice()].concat(), &[1, 0, 1]), Some(NotAJwk::Numbers));
    assert_eq!(rsa_with(&n, &[0, 1, 0, 1]), Some(NotAJwk::Numbers));
    for e in [&[][..], &[1], &[2], &[1, 0, 0, 0, 1]] {
        assert_eq!(rsa_with(&n, e), Some(NotAJwk::Numbers), "{e:?}");
    }
    assert_eq!(rsa_with(&n[..255], &[1, 0, 1]), Some(NotAJwk::Size));
    assert_eq!(rsa_with(&[&[0x7f], &n[1..]].concat(), &[1, 0, 1]), Some(NotAJwk::Size), "2,047 bits");
    assert_eq!(rsa_with(&[n.as_slice(), n.as_slice(), &[1]].concat(), &[1, 0, 1]), Some(NotAJwk::Size));
}

#[test]
fn kinds_and_purposes_that_we_do_not_know_are_refused() {
    for jwk in [
        with(p256(), "crv", json!("P-521")),
        with(p256(), "crv", json!("secp256k1")),
        with(p256(), "kty", json!("ec")),
        with(p256(), "kty", json!(2)),
        json!({ "kty": "OKP", "crv": "X25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }),
        json!({}),
    ] {
        assert_eq!(Jwk::read(&jwk), Err(NotAJwk::Kind), "{jwk}");
    }
    for jwk in [json!([]), json!("x"), json!(null)] {
        assert_eq!(Jwk::read(&jwk), Err(NotAJwk::NotAnObject));
    }
    for (name, value) in [
        ("use", json!("enc")),
        ("use", json!(1)),
        ("key_ops", json!(["sign"])),
        ("key_ops", json!("verify")),
        ("key_ops", json!(vec!["verify"; 11])),
        ("alg", json!("RS256")),
        ("alg", json!("ES384")),
        ("alg", json!("none")),
        ("alg", json!(1)),
    ] {
        assert_eq!(Jwk::read(&with(p256(), name, value.clone())), Err(NotAJwk::Purpose), "{name} {value}");
    }
    assert!(Jwk::read(&with(p256(), "key_ops", json!(["verify"]))).is_ok());
    assert_eq!(Jwk::read(&with(p256(), "kid", json!(1))), Err(NotAJwk::Kid));
    assert_eq!(Jwk::read(&with(p256(), "kid", json!("k".repeat(257)))), Err(NotAJwk::Kid));
}

#[test]
fn a_set_leaves_out_what_it_does_not_know() {
    let set = json!({ "keys": [{ "kty": "AKP" }, with(p256(), "use", json!("enc")), p256(), 5] });
    assert_eq!(Jwks::read(&set).unwrap().iter().count(), 1);
    assert_eq!(Jwks::read(&json!({ "keys": [{ "kty": "AKP" }] })), Err(NotJwks::Empty));
    assert_eq!(Jwks::read(&json!({ "keys": vec![p256(); 33] })), Err(NotJwks::TooMany));
    for value in [json!({}), json!([]), json!({ "keys": {} })] {
        assert_eq!(Jwks::read(&value), Err(NotJwks::NotASet));
    }
    let named = with(p256(), "kid", json!("a"));
    assert_eq!(Jwks::read(&json!({ "keys": [named, named] })), Err(NotJwks::KidTwice));
}

#[test]
fn a_key_is_found_by_its_name_or_as_the_only_one() {
    let other = SigningKey::generate(Algorithm::Es256).unwrap().0;
    let (es, rs) = (key(Algorithm::Es256), key(Algorithm::Rs256));
    let set = Jwks::read(&json!({ "keys": [es.public_jwk(), rs.public_jwk(), other.public_jwk()] })).unwrap();
    assert_eq!(set.find(Some(other.kid()), Alg::Es256), Some(other.public()));
    assert_eq!(set.find(Some(other.kid()), Alg::Rs256), None, "the name of a key for another algorithm");
    assert_eq!(set.find(Some("unknown"), Alg::Es256), None);
    assert_eq!(set.find(None, Alg::Rs256), Some(rs.public()), "the only one");
    assert_eq!(set.find(None, Alg::Es256), None, "either");
    assert_eq!(Jwks::read(&set.to_json()), Ok(set));
    let nameless = |jwks: &[Value]| {
        let set = Jwks::read(&json!({ "keys": jwks })).unwrap();
        set.find(Some("any"), Alg::Es256).map(Jwk::thumbprint)
    };
    let thumbprint = Jwk::read(&p256()).unwrap().thumbprint();
    assert_eq!(nameless(&[p256(), es.public_jwk()]), Some(thumbprint), "the only one without a name");
    assert_eq!(nameless(&[p256(), p256()]), None);
    assert_eq!(nameless(&[es.public_jwk()]), None, "its name is another");
}
