//! What has to be true of an accepted ceremony, computed once more and straight from the standard's text.
//!
//! It must never call the verifier, and never look at anything that was not signed.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::Value;
use webauthn::Embedding;
use webauthn::fuzzing::Item;

use crate::ceremony::{CHALLENGE, base64url};
use crate::reading;

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const ELIGIBLE: u8 = 0x08;
pub(crate) const BACKED_UP: u8 = 0x10;
pub(crate) const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

/// Steps 5 to 11 of a registration, 8 to 14 of an authentication.
pub(crate) fn client_data(bytes: &[u8], kind: &str, origins: &[String], embedding: Embedding<'_>) {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // An ignored member may hold what this reader has no form for. Then only the other target, `client_data`, can tell.
    let Ok(read) = serde_json::from_slice::<Value>(text) else { return };
    let is = |name: &str, text: &str| read[name] == *text;
    assert!(is("type", kind), "accepted client data of type {}", read["type"]);
    assert!(is("challenge", &base64url(&CHALLENGE)), "accepted another challenge: {}", read["challenge"]);
    assert!(origins.iter().any(|origin| is("origin", origin)), "accepted the origin {}", read["origin"]);
    let (crossed, top) = (read["crossOrigin"] == true, read.get("topOrigin"));
    match embedding {
        Embedding::Forbidden => assert!(!crossed && top.is_none(), "accepted in a frame"),
        Embedding::Allowed { top_origins } => {
            let listed = |top: &Value| top_origins.iter().any(|origin| top == origin.as_str());
            assert!(top.is_none_or(|top| crossed && listed(top)), "accepted below {top:?}");
        }
    }
}

/// Authenticator data taken apart by hand.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) rp_id_hash: &'a [u8],
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) attested: Option<Attested<'a>>,
}

#[derive(Debug)]
pub(crate) struct Attested<'a> {
    pub(crate) aaguid: &'a [u8],
    pub(crate) id: &'a [u8],
    pub(crate) key: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Panics unless every byte is explained.
    pub(crate) fn read(bytes: &'a [u8]) -> Self {
        let (rp_id_hash, rest) = bytes.split_at(32);
        let (&flags, rest) = rest.split_first().expect("there are flags");
        let (counter, mut rest) = rest.split_at(4);
        let attested = (flags & ATTESTED != 0).then(|| {
            let (aaguid, after) = rest.split_at(16);
            let (length, after) = after.split_first_chunk::<2>().expect("there is a length");
            let (id, after) = after.split_at(usize::from(u16::from_be_bytes(*length)));
            let (_, length) = reading::compared(after).expect("there is a key");
            let (key, after) = after.split_at(length);
            rest = after;
            Attested { aaguid, id, key }
        });
        if flags & EXTENDED == 0 {
            assert_eq!(rest, b"", "accepted with bytes that nothing announces");
        } else {
            let extensions = reading::compared_whole(rest);
            assert!(matches!(extensions, Some(Item::Map(_))), "accepted with extensions {extensions:?}");
        }
        let counter = u32::from_be_bytes(counter.try_into().expect("four bytes"));
        Self { rp_id_hash, flags, counter, attested }
    }

    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// The public key as the cryptographic library wants it, out of COSE.
pub(crate) fn raw_key(cose: &[u8]) -> (i64, Vec<u8>) {
    let (key, _) = reading::compared(cose).expect("a key is CBOR");
    let member = |label| reading::member(&key, &Item::Integer(label));
    let bytes = |label| match member(label) {
        Some(Item::Bytes(bytes)) => bytes.clone(),
        other => unreachable!("member {label} of an accepted key is {other:?}"),
    };
    let Some(Item::Integer(algorithm)) = member(3) else { unreachable!("a key without an algorithm") };
    let raw = match algorithm {
        -7 | -35 | -36 => [vec![4], bytes(-2), bytes(-3)].concat(),
        -8 => bytes(-2),
        -257 => rsa_der(&bytes(-1), &bytes(-2)),
        _ => bytes(-1),
    };
    (i64::try_from(*algorithm).expect("a short number"), raw)
}

/// `RSAPublicKey`: a sequence of two integers that are not negative.
fn rsa_der(n: &[u8], e: &[u8]) -> Vec<u8> {
    let element = |tag: u8, content: &[u8]| match u8::try_from(content.len()) {
        Ok(short @ ..=0x7f) => [&[tag, short], content].concat(),
        Ok(length) => [&[tag, 0x81, length], content].concat(),
        Err(_) => {
            let length = u16::try_from(content.len()).expect("a short number").to_be_bytes();
            [&[tag, 0x82], &length[..], content].concat()
        }
    };
    let number = |bytes: &[u8]| match bytes.first() {
        Some(0x80..) => element(2, &[&[0], bytes].concat()),
        _ => element(2, bytes),
    };
    element(0x30, &[number(n), number(e)].concat())
}

/// Whether this key, as the library writes it, made the signature.
pub(crate) fn signed(algorithm: i64, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let verification: &dyn VerificationAlgorithm = match algorithm {
        -7 => &signature::ECDSA_P256_SHA256_ASN1,
        -8 => &signature::ED25519,
        -35 => &signature::ECDSA_P384_SHA384_ASN1,
        -36 => &signature::ECDSA_P521_SHA512_ASN1,
        -48 => &signature::ML_DSA_44,
        -49 => &signature::ML_DSA_65,
        -50 => &signature::ML_DSA_87,
        -257 => &signature::RSA_PKCS1_2048_8192_SHA256,
        other => unreachable!("accepted a signature of algorithm {other}"),
    };
    UnparsedPublicKey::new(verification, key).verify(message, signature).is_ok()
}
