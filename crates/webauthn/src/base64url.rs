//! base64url as WebAuthn writes it: no padding, only the URL alphabet, a canonical last character.
//!
//! It must never be lenient on what is kept or looked up: two texts for one credential id would be two ids to a database.

use std::fmt;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::Serializer;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// Encodings up to this length need no allocation: every challenge, and credential ids up to 192 bytes.
const ON_STACK: usize = 256;

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// Hands the encoded text to `use_text`, from the stack where it fits.
pub(crate) fn with_encoded<R>(bytes: &[u8], use_text: impl FnOnce(&str) -> R) -> R {
    let mut buffer = [0_u8; ON_STACK];
    let written = BASE64_URL_SAFE_NO_PAD.encode_slice(bytes, &mut buffer).ok();
    match written.and_then(|length| buffer.get(..length)).and_then(|text| std::str::from_utf8(text).ok()) {
        Some(text) => use_text(text),
        None => use_text(&BASE64_URL_SAFE_NO_PAD.encode(bytes)),
    }
}

/// For `#[serde(serialize_with)]`.
pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    with_encoded(bytes, |text| serializer.serialize_str(text))
}

/// Bytes that a JSON text carries as base64url, decoded straight from the text.
#[derive(Debug, Default)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BytesVisitor)
    }
}

/// The same, or base64 in the other alphabet, padded or not. Only to be compared with bytes that were read strictly.
#[derive(Debug)]
pub(crate) struct LenientBytes(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for LenientBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(LenientVisitor)
    }
}

struct LenientVisitor;

impl Visitor<'_> for LenientVisitor {
    type Value = LenientBytes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("base64")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LenientBytes, E> {
        // Nearly all write it strictly, so that nothing is translated then.
        let translated = || decode(&text.trim_end_matches('=').replace('+', "-").replace('/', "_"));
        decode(text).or_else(translated).map(LenientBytes).ok_or_else(|| E::custom("not base64"))
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("base64url without padding")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        decode(text).map(Bytes).ok_or_else(|| E::custom("not base64url without padding"))
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, with_encoded};

    #[test]
    fn only_the_canonical_form_is_read() {
        assert_eq!(decode("_-8"), Some(vec![0xff, 0xef]));
        for refused in ["_-8=", "/+8", "_-9", "_", "_- 8", "_-8\n"] {
            assert_eq!(decode(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn short_and_long_encode_alike() {
        for length in [0, 1, 39, 191, 192, 193, 1023] {
            let bytes = vec![0xa5; length];
            assert_eq!(with_encoded(&bytes, decode), Some(bytes));
        }
    }
}
