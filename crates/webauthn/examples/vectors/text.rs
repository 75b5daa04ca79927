//! Bytes as the files write them.
//!
//! Read here with a hand of its own: the verifier's reader is part of what is being tested.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

#[derive(Debug, Clone, Default)]
pub(super) struct Hex(pub(super) Vec<u8>);

#[derive(Debug, Clone, Default)]
pub(super) struct Base64Url(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> =
            text.as_bytes().chunks(2).map(|chunk| pair(chunk).filter(|_| chunk.len() == 2)).collect();
        bytes.map(Self).ok_or_else(|| D::Error::custom(format!("{text:?} is not hexadecimal")))
    }
}

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).map(Self);
        bytes.map_err(|error| D::Error::custom(format!("{text:?} is not base64url: {error}")))
    }
}
