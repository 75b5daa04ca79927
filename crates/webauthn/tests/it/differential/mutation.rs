//! Mutations: lies that are told before signing, so that only the rule they break can catch them, and damage afterwards.
//!
//! The same case is the same mutation each time; only keys and signatures differ. It must never make every case a refused one: most
//! lies are about what may be either way.

use authenticator::{Cbor, CertificateLie, Lie};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};

use super::{ORIGIN, base64url};

/// Numbers that look random (`SplitMix64`).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(case: usize) -> Self {
        Self(u64::try_from(case).expect("few cases"))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).expect("a small number");
        usize::try_from(self.roll() % count).expect("a small number")
    }

    /// Once in so many times.
    pub(super) fn chance(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn byte(&mut self) -> u8 {
        self.roll().to_be_bytes()[0]
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

pub(super) fn lies(dice: &mut Dice, creating: bool) -> Vec<Lie> {
    let count = dice.below(3);
    (0..count).map(|_| if creating && dice.chance(2) { lie_at_creation(dice) } else { lie(dice) }).collect()
}

fn lie(dice: &mut Dice) -> Lie {
    match dice.below(16) {
        0 => Lie::FlagsSet(1 << dice.below(8)),
        1 => Lie::FlagsClear(1 << dice.below(8)),
        2 => Lie::FlagsClear(dice.byte()),
        3 => Lie::Counter(dice.pick(&[0, 1, 2, 1 << 31, u32::MAX])),
        4 => Lie::Origin(origin(dice)),
        5 => Lie::Type(dice.pick(&["webauthn.create", "webauthn.get", "", "Webauthn.Get"]).to_owned()),
        6 => Lie::Challenge(dice.pick(&[vec![0xfb; 31], vec![0xfb; 33], vec![], vec![0xfb; 32]])),
        7 => dice.pick(&[Lie::CrossOrigin, Lie::TopOrigin(ORIGIN.into())]),
        8 => Lie::RpId(dice.pick(&["example.org", "login.example.org", "org", "example.com"]).to_owned()),
        9 => Lie::Extensions(extensions(dice)),
        10 | 11 => {
            let (name, told) = client_data_member(dice);
            Lie::ClientDataMember(name, told)
        }
        12 => Lie::ClientDataPrefix(dice.pick(&[b"\xef\xbb\xbf".to_vec(), b" \n".to_vec(), b"\xff".to_vec()])),
        13 => dice.pick(&[Lie::Signature, Lie::TrailingBytes, Lie::CredentialId(vec![7; 32])]),
        _ => {
            let (pointer, told) = response_member(dice);
            Lie::ResponseMember(pointer, told)
        }
    }
}

fn lie_at_creation(dice: &mut Dice) -> Lie {
    let value = cbor(dice);
    let told = (!dice.chance(3)).then_some(value);
    match dice.below(9) {
        0 => Lie::KeyMember(dice.pick(&[1, 2, 3, 4, 5, -1, -2, -3, -4, 100]), told),
        1 => Lie::Algorithm(dice.pick(&[-7, -35, -257, -8, -65535])),
        2 => Lie::MadeAs(vec![dice.byte(); dice.pick(&[1, 15, 16, 64, 255, 256, 1023, 1024])]),
        3 => Lie::Aaguid(dice.pick(&[[0; 16], [0xff; 16], *b"keystead-phone--"])),
        4 => Lie::IdLength(dice.pick(&[0, 31, 32, 33, 0xffff])),
        5 => Lie::Statement(dice.pick(&["alg", "sig", "x5c", "ver", "ecdaaKeyId"]), told),
        6 => Lie::ObjectMember(dice.pick(&["fmt", "attStmt", "authData", "epAtt", "new"]), told),
        _ => Lie::Certificate(certificate_lie(dice)),
    }
}

fn certificate_lie(dice: &mut Dice) -> CertificateLie {
    match dice.below(6) {
        0 => CertificateLie::Subject(dice.pick(&["C", "O", "OU", "CN"]), dice.pick(&[None, Some("XX"), Some("")])),
        1 => {
            let oid = dice.pick(&["1.3.6.1.4.1.45724.1.1.4", "2.5.29.19", "2.5.29.15", "1.3.6.1.4.1.45724.2.1.1"]);
            let right = [&[4, 16], &b"keystead-phone--"[..]].concat();
            let content = dice.pick(&[right, [&[4, 16], &[0; 16][..]].concat(), vec![0x30, 0], vec![]]);
            CertificateLie::Extension(oid, dice.pick(&[None, Some((false, content.clone())), Some((true, content))]))
        }
        2 => CertificateLie::Version(dice.pick(&[1, 2, 3])),
        3 => CertificateLie::Authority,
        4 => CertificateLie::RootIncluded,
        _ => dice.pick(&[CertificateLie::OtherKey, CertificateLie::ForeignIssuer]),
    }
}

fn origin(dice: &mut Dice) -> String {
    let origins = [
        "https://login.example.org",
        "https://login.example.org/",
        "https://login.example.org:443",
        "https://LOGIN.example.org",
        "https://login.example.org.evil.example",
        "https://example.org",
        "https://a.login.example.org",
        "http://login.example.org",
        "android:apk-key-hash:AAAA",
        "",
    ];
    dice.pick(&origins).to_owned()
}

fn cbor(dice: &mut Dice) -> Cbor {
    let number = |value: i64| Cbor::Integer(value.into());
    match dice.below(8) {
        0 => number(dice.pick(&[0, 1, 2, 3, -7, -35, -257])),
        1 => Cbor::Bytes(vec![dice.byte(); dice.pick(&[0, 1, 16, 32, 48, 256])]),
        2 => Cbor::Text(dice.pick(&["", "none", "packed", "fido-u2f", "2.0"]).to_owned()),
        3 => Cbor::Array(vec![]),
        4 => Cbor::Map(vec![]),
        5 => Cbor::Array(vec![number(1), Cbor::Bytes(vec![1])]),
        6 => Cbor::Bool(dice.chance(2)),
        _ => Cbor::Null,
    }
}

fn extensions(dice: &mut Dice) -> Cbor {
    let names = ["credProtect", "hmac-secret", "minPinLength", "new", "appid", "credBlob", "uvm"];
    if dice.chance(8) {
        return cbor(dice);
    }
    let count = dice.below(3);
    Cbor::Map((0..count).map(|_| (Cbor::Text(dice.pick(&names).to_owned()), cbor(dice))).collect())
}

fn json_value(dice: &mut Dice) -> Value {
    let values = [json!(null), json!(true), json!(false), json!(1), json!(""), json!("AAAA"), json!([]), json!({})];
    dice.pick(&values)
}

fn client_data_member(dice: &mut Dice) -> (&'static str, Option<Value>) {
    let names = ["type", "challenge", "origin", "crossOrigin", "topOrigin", "tokenBinding", "new", "hashAlgorithm"];
    let binding = [json!({"status": "supported"}), json!({"status": "present", "id": "AA"}), json!({"status": "x"})];
    match dice.below(4) {
        0 => (dice.pick(&names), None),
        1 => ("tokenBinding", Some(dice.pick(&binding))),
        _ => (dice.pick(&names), Some(json_value(dice))),
    }
}

fn response_member(dice: &mut Dice) -> (&'static str, Option<Value>) {
    let names = [
        "/id",
        "/rawId",
        "/type",
        "/authenticatorAttachment",
        "/clientExtensionResults",
        "/clientExtensionResults/credProps",
        "/clientExtensionResults/appid",
        "/clientExtensionResults/new",
        "/response/transports",
        "/response/userHandle",
        "/response/signature",
        "/response/publicKeyAlgorithm",
        "/new",
    ];
    let name = dice.pick(&names);
    (name, if dice.chance(3) { None } else { Some(json_value(dice)) })
}

/// One byte of what came back is another, is missing, or is there twice; every fourth time. `most` is damaged most.
pub(super) fn damage(dice: &mut Dice, answer: &mut Value, most: &str) {
    if !dice.chance(4) {
        return;
    }
    let place = dice.pick(&[most, most, "/response/clientDataJSON", "/response/signature"]);
    let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    let Some(mut bytes) = answer.pointer(place).and_then(Value::as_str).and_then(decode) else { return };
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    match dice.below(4) {
        0 => drop(bytes.remove(at)),
        1 => bytes.insert(at, dice.byte()),
        _ => bytes[at] ^= 1 << dice.below(8),
    }
    if let Some(text) = answer.pointer_mut(place) {
        *text = json!(base64url(&bytes));
    }
}
