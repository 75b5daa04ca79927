//! Answers that are given again: a client that heard nothing sends its request once more, with the same key, and must not be answered as if it
//! were another one. They are kept in memory, for a minute and by each node for itself.

use super::Reply;
use aws_lc_rs::digest::{Context, SHA256};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use domain::identity::Word;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

const KEY: HeaderName = HeaderName::from_static("x-idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("x-idempotent-replayed");
const LENGTHS: std::ops::RangeInclusive<usize> = 32..=255;
const LIFE_MS: i64 = 60_000;
/// More than one node answers in a minute with answers of this size; beyond them a key does nothing.
const MOST: usize = 10_000;

type Hash = [u8; 32];

#[derive(Debug)]
struct Kept {
    request: Hash,
    at: i64,
    /// None while it is being answered.
    reply: Option<Reply>,
}

/// The answers of the last minute.
#[derive(Debug, Default, Clone)]
pub(crate) struct Replays(Arc<Mutex<HashMap<Hash, Kept>>>);

/// What a key stands for.
pub(crate) enum Begun {
    Anew(Slot),
    Again(Reply),
}

/// Room for an answer. Whoever drops it without one leaves the key as if it had not come.
pub(crate) struct Slot {
    replays: Replays,
    place: Hash,
    is_filled: bool,
}

/// The key of a request, where it has one.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<String>, Word> {
    let Some(value) = headers.get(&KEY) else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| LENGTHS.contains(&text.len()));
    let text = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
    text.map(|text| Some(text.to_owned())).ok_or(Word::IdempotencyKeyMalformed)
}

pub(crate) fn replayed(reply: Reply) -> Response {
    let mut response = reply.into_response();
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

impl Replays {
    pub(crate) fn begin(&self, place: &[&str], request: &[&[u8]], now: i64) -> Result<Begun, Word> {
        let place = hash(place.iter().map(|part| part.as_bytes()));
        let request = hash(request.iter().copied());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&place).filter(|known| now - known.at < LIFE_MS) {
            return match &known.reply {
                _ if known.request != request => Err(Word::IdempotencyKeyReused),
                Some(reply) => Ok(Begun::Again(reply.clone())),
                None => Err(Word::IdempotencyKeyBusy),
            };
        }
        if kept.len() >= MOST {
            kept.retain(|_, known| now - known.at < LIFE_MS);
        }
        if kept.len() < MOST {
            kept.insert(place, Kept { request, at: now, reply: None });
        }
        Ok(Begun::Anew(Slot { replays: self.clone(), place, is_filled: false }))
    }
}

impl Slot {
    pub(crate) fn fill(mut self, reply: Reply) {
        let mut kept = self.replays.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get_mut(&self.place) {
            known.reply = Some(reply);
        }
        drop(kept);
        self.is_filled = true;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if !self.is_filled {
            self.replays.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.place);
        }
    }
}

/// Each part led by its length, so that no two lists run into the same bytes.
fn hash<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::no_content;

    // S3c-3.
    #[test]
    fn a_key_stands_for_one_request_and_for_one_minute() {
        let replays = Replays::default();
        let place = ["who", "POST", "/path", "key"];
        let begin = |body: &[u8], now| replays.begin(&place, &[body], now);
        let Ok(Begun::Anew(slot)) = begin(b"one", 0) else { panic!("it is new") };
        assert!(matches!(begin(b"one", 1), Err(Word::IdempotencyKeyBusy)));
        slot.fill(no_content());
        assert!(matches!(begin(b"one", LIFE_MS - 1), Ok(Begun::Again(_))));
        assert!(matches!(begin(b"two", LIFE_MS - 1), Err(Word::IdempotencyKeyReused)));
        assert!(matches!(begin(b"two", LIFE_MS), Ok(Begun::Anew(_))));
    }

    #[test]
    fn what_failed_may_be_tried_again() {
        let replays = Replays::default();
        drop(replays.begin(&["place"], &[b"body"], 0));
        assert!(matches!(replays.begin(&["place"], &[b"other"], 1), Ok(Begun::Anew(_))));
    }

    #[test]
    fn keys_have_32_to_255_characters() {
        let of = |text: &str| key(&HeaderMap::from_iter([(KEY, HeaderValue::from_str(text).unwrap())]));
        assert_eq!(key(&HeaderMap::new()), Ok(None));
        assert!(of(&"a".repeat(32)).unwrap().is_some() && of(&"a".repeat(255)).unwrap().is_some());
        for text in ["a".repeat(31), "a".repeat(256), " a".repeat(20)] {
            assert_eq!(of(&text), Err(Word::IdempotencyKeyMalformed));
        }
    }
}
