//! Who is at this site, by its own cookie: first with the secret of a sign-in that has begun, later with the token of a session. Neither ever
//! leaves this server. They live in memory, because this is a sample.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const NAME: &str = "sample";
/// Sign-ins that were begun and never finished must not fill the memory.
const MOST: usize = 10_000;

#[derive(Clone)]
pub(crate) enum Visitor {
    /// Has been shown the sign-in, which is bound to this secret.
    Newcomer {
        secret: String,
    },
    Member {
        token: String,
    },
}

#[derive(Default)]
pub(crate) struct Visitors {
    known: Mutex<HashMap<String, Visitor>>,
}

impl Visitors {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Visitor>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps somebody under a new id, which is worth nothing before: the cookie of it.
    pub(crate) fn welcome(&self, visitor: Visitor) -> Option<String> {
        let id = drawn()?;
        let mut known = self.known();
        if known.len() >= MOST {
            known.retain(|_, visitor| matches!(visitor, Visitor::Member { .. }));
        }
        known.insert(id.clone(), visitor);
        Some(format!("{NAME}={id}; Path=/; HttpOnly; SameSite=Strict"))
    }

    pub(crate) fn find(&self, headers: &HeaderMap) -> Option<(String, Visitor)> {
        let id = id(headers)?;
        let visitor = self.known().get(&id).cloned()?;
        Some((id, visitor))
    }

    /// A step-up has renewed the session: the old token is worth nothing.
    pub(crate) fn renew(&self, id: &str, token: String) {
        if let Some(visitor) = self.known().get_mut(id) {
            *visitor = Visitor::Member { token };
        }
    }

    pub(crate) fn forget(&self, id: &str) {
        self.known().remove(id);
    }
}

fn id(headers: &HeaderMap) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split("; "));
    pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == NAME).map(|(_, id)| id.to_owned())
}

/// 256 bits that nobody can guess.
#[expect(clippy::disallowed_methods, reason = "a program of its own, with no clock and no randomness to set")]
pub(crate) fn drawn() -> Option<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// What the page may know of a secret.
pub(crate) fn s256(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, secret.as_bytes()))
}
