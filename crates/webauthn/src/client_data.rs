//! clientDataJSON: what the browser says about the ceremony it ran.
//!
//! Nothing here is trusted until the authenticator's signature over these very bytes has been checked. It must never be
//! written out again: the signature is over the bytes as they came.

use std::borrow::Cow;
use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::{Embedding, Refusal, base64url};

/// The standard has five members and lets clients add more.
const MAX_MEMBERS: usize = 64;
/// 13.4.3. A shorter expectation is the caller's mistake, and matching an empty one would be a disaster.
const MIN_CHALLENGE: usize = 16;

/// Reads the challenge before anything else is known about the ceremony. It proves nothing: the verification that
/// follows compares it again.
pub fn challenge_of(client_data_json: &[u8]) -> Result<Vec<u8>, Refusal> {
    let client_data = ClientData::parse(client_data_json)?;
    base64url::decode(&client_data.challenge).ok_or(Refusal::ChallengeMismatch)
}

/// The origin that the client names, for telling a refusal in better words. It proves nothing.
pub fn origin_of(client_data_json: &[u8]) -> Option<String> {
    ClientData::parse(client_data_json).ok().map(|client_data| client_data.origin.into_owned())
}

/// What a ceremony expects of its client data.
pub(crate) struct Expected<'a> {
    pub(crate) kind: &'static str,
    pub(crate) challenge: &'a [u8],
    pub(crate) origins: &'a [String],
    pub(crate) embedding: Embedding<'a>,
}

#[derive(Debug)]
pub(crate) struct ClientData<'a> {
    pub(crate) kind: Cow<'a, str>,
    pub(crate) challenge: Cow<'a, str>,
    pub(crate) origin: Cow<'a, str>,
    pub(crate) cross_origin: bool,
    pub(crate) top_origin: Option<Cow<'a, str>>,
}

impl<'a> ClientData<'a> {
    /// 7.1 steps 5 and 6, 7.2 steps 8 and 9.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        // "UTF-8 decode": one byte order mark is stripped, and a server refuses what is not UTF-8.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::MalformedClientData)?;
        serde_json::from_str(text).map_err(|_| Refusal::MalformedClientData)
    }

    /// 7.1 steps 7 to 11, 7.2 steps 10 to 14.
    pub(crate) fn verify(&self, expected: &Expected<'_>) -> Result<(), Refusal> {
        // 7.1 step 7, 7.2 step 10: the type of ceremony.
        if self.kind != expected.kind {
            return Err(Refusal::TypeMismatch);
        }
        // 7.1 step 8, 7.2 step 11: the challenge, compared as the text it must be.
        let same = base64url::with_encoded(expected.challenge, |text| {
            verify_slices_are_equal(text.as_bytes(), self.challenge.as_bytes()).is_ok()
        });
        if !same || expected.challenge.len() < MIN_CHALLENGE {
            return Err(Refusal::ChallengeMismatch);
        }
        // 7.1 step 9, 7.2 step 12: the origin, exactly one of the list (13.5.9).
        if !expected.origins.iter().any(|origin| *origin == self.origin) {
            return Err(Refusal::OriginMismatch);
        }
        self.verify_embedding(expected.embedding)
    }

    /// 7.1 steps 10 and 11, 7.2 steps 13 and 14.
    fn verify_embedding(&self, embedding: Embedding<'_>) -> Result<(), Refusal> {
        match (embedding, &self.top_origin) {
            (_, None) if !self.cross_origin => Ok(()),
            (Embedding::Forbidden, _) => Err(Refusal::CrossOriginForbidden),
            // Clients before Level 3 do not name the top origin.
            (Embedding::Allowed { .. }, None) => Ok(()),
            // A client names the top origin only where the ceremony is cross-origin: this one contradicts itself.
            (Embedding::Allowed { .. }, Some(_)) if !self.cross_origin => Err(Refusal::CrossOriginForbidden),
            (Embedding::Allowed { top_origins }, Some(top)) => {
                if top_origins.iter().any(|origin| origin == top) {
                    Ok(())
                } else {
                    Err(Refusal::TopOriginMismatch)
                }
            }
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ClientData<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ClientDataVisitor)
    }
}

struct ClientDataVisitor;

impl<'de> Visitor<'de> for ClientDataVisitor {
    type Value = ClientData<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with type, challenge and origin")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut kind, mut challenge, mut origin, mut top_origin) = (None, None, None, None);
        let mut cross_origin = false;
        // Every name is kept, ours and those we ignore: parsers differ about duplicates, so there may be none.
        let mut seen: Vec<Cow<'de, str>> = Vec::with_capacity(8);
        while let Some(Text(name)) = members.next_key()? {
            if seen.len() == MAX_MEMBERS || seen.contains(&name) {
                return Err(A::Error::custom("a member twice, or too many members"));
            }
            match &*name {
                "type" => kind = Some(members.next_value::<Text<'de>>()?.0),
                "challenge" => challenge = Some(members.next_value::<Text<'de>>()?.0),
                "origin" => origin = Some(members.next_value::<Text<'de>>()?.0),
                "topOrigin" => top_origin = Some(members.next_value::<Text<'de>>()?.0),
                "crossOrigin" => cross_origin = members.next_value()?,
                "tokenBinding" => members.next_value::<TokenBinding>().map(|TokenBinding { .. }| ())?,
                _ => members.next_value::<IgnoredAny>().map(|_| ())?,
            }
            seen.push(name);
        }
        let (Some(kind), Some(challenge), Some(origin)) = (kind, challenge, origin) else {
            return Err(A::Error::custom("type, challenge or origin is missing"));
        };
        Ok(ClientData { kind, challenge, origin, cross_origin, top_origin })
    }
}

/// Reserved since Level 3. Old clients still send it, and only in this shape.
#[derive(serde::Deserialize)]
struct TokenBinding {
    #[serde(rename = "status")]
    _status: TokenBindingStatus,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TokenBindingStatus {
    Present,
    Supported,
    NotSupported,
}

/// Text borrowed from the input unless it holds escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests;
