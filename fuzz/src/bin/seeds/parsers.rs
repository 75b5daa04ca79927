//! Seeds of the four parsers: honest pieces of both ceremonies, and some that only just pass or only just do not.

use authenticator::{Attestation, Cbor, KeyPair, Lie, Setup};
use fuzz::ceremony::TOP_ORIGIN;
use serde_json::json;

use crate::{STATEMENTS, assertion, registered, registration, write};

pub(crate) fn write_all() {
    objects();
    authenticator_data();
    keys();
    client_data();
}

fn objects() {
    for (name, attestation, algorithm) in STATEMENTS {
        let setup = Setup { attestation, algorithms: vec![algorithm], ..Setup::phone() };
        write("attestation_object", name, &registration(setup, []).attestation_object());
    }
    let odd = Cbor::Map(vec![
        (Cbor::Text("f".into()), Cbor::Float(1.5)),
        (Cbor::Integer((-1).into()), Cbor::Tag(1, Box::new(Cbor::Integer(u64::MAX.into())))),
        (Cbor::Bytes(vec![1; 30]), Cbor::Array(vec![Cbor::Null, Cbor::Bool(true), Cbor::Text("ä".repeat(150))])),
    ]);
    let extra = Lie::ObjectMember("extra", Some(odd));
    write("attestation_object", "extra-member", &registration(Setup::phone(), [extra]).attestation_object());
    write("attestation_object", "long-forms", b"\xb9\x00\x01\x1b\0\0\0\0\0\0\0\x01\x9a\0\0\0\x02\x18\x01\xf9\x3c\x00");
    write("attestation_object", "twice", b"\xa2\x61a\x01\x61a\x02");
    write("attestation_object", "indefinite", b"\xbf\x61a\x9f\x01\xff\xff");
    write("attestation_object", "deep", &[&[0x81; 15][..], b"\xa1\x01\x02"].concat());
}

fn authenticator_data() {
    for (name, attestation, algorithm) in STATEMENTS.into_iter().filter(|(name, ..)| name.starts_with("none")) {
        let setup = Setup { attestation, algorithms: vec![algorithm], ..Setup::phone() };
        write("authenticator_data", name, &registration(setup, []).authenticator_data());
    }
    let extended = Setup { cred_protect: Some(2), ..Setup::security_key() };
    let (answer, mut key) = registered(extended, []);
    write("authenticator_data", "extended", &answer.authenticator_data());
    write("authenticator_data", "assertion", &assertion(&mut key, []).authenticator_data());
    let trailing = assertion(&mut key, [Lie::TrailingBytes]);
    write("authenticator_data", "trailing", &trailing.authenticator_data());
    let outputs = Cbor::Map(vec![(Cbor::Text("hmac-secret".into()), Cbor::Bytes(vec![7; 32]))]);
    let answer = assertion(&mut key, [Lie::Extensions(outputs)]);
    write("authenticator_data", "assertion-extended", &answer.authenticator_data());
    let short = registration(Setup::phone(), [Lie::IdLength(31)]);
    write("authenticator_data", "wrong-length", &short.authenticator_data());
    let long = registration(Setup::phone(), [Lie::MadeAs(vec![5; 1023])]);
    write("authenticator_data", "long-id", &long.authenticator_data());
}

fn keys() {
    for (name, algorithm) in [
        ("es256", -7),
        ("eddsa", -8),
        ("es384", -35),
        ("es512", -36),
        ("ml-dsa-44", -48),
        ("ml-dsa-65", -49),
        ("ml-dsa-87", -50),
        ("rs256", -257),
    ] {
        let key = KeyPair::generate(algorithm).expect("a key");
        write("cose_key", name, key.cose());
        if algorithm > -36 {
            // A map has room for one member more: a key id, which is harmless, and a private half, which is not.
            let mut told = key.cose().to_vec();
            told[0] += 1;
            write("cose_key", &format!("{name}-with-id"), &[&told[..], b"\x02\x44name"].concat());
            write("cose_key", &format!("{name}-private"), &[&told[..], b"\x23\x58\x20", &[9; 32]].concat());
        }
    }
    // Order 8, with the sign bit, and y = 1 in its unreduced form.
    let mut small = vec![0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 0x20];
    small.extend_from_slice(&[0xee]);
    small.extend_from_slice(&[0xff; 30]);
    small.push(0x7f);
    write("cose_key", "eddsa-small-order", &small);
}

fn client_data() {
    let create = |lies: Vec<Lie>| registration(Setup::phone(), lies).client_data();
    let told = |name, value| Lie::ClientDataMember(name, Some(value));
    write("client_data", "create", &create(vec![]));
    write("client_data", "framed", &create(vec![Lie::CrossOrigin]));
    write("client_data", "framed-by", &create(vec![Lie::TopOrigin(TOP_ORIGIN.into())]));
    write("client_data", "marked", &create(vec![Lie::ClientDataPrefix(b"\xef\xbb\xbf".to_vec())]));
    write("client_data", "escaped", &create(vec![told("origin", json!("https://\u{1}\u{1f600}.example"))]));
    write("client_data", "token-binding", &create(vec![told("tokenBinding", json!({"status": "supported"}))]));
    write("client_data", "others", &create(vec![told("new", json!({"a": [1, 2.5e300, null, "\\"]}))]));
    let (_, mut key) = registered(Setup { attestation: Attestation::None, ..Setup::phone() }, []);
    write("client_data", "get", &assertion(&mut key, []).client_data());
    let twice = br#"{"type":"webauthn.get","challenge":"AAAA","origin":"a","\u006frigin":"b","crossOrigin":true}"#;
    write("client_data", "twice", twice);
    write("client_data", "huge", br#"{"type":"t","challenge":"_w","origin":"\ud83d\ude00","x":1e999,"y":"\ud800"}"#);
}
