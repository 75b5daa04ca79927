//! The keys of one party (RFC 7517, 5), and which of them a signature must be by. It must never be found out by trying.

use super::{Jwk, NotAJwk};
use crate::oauth::jws::Alg;
use serde_json::{Value, json};

const MOST_KEYS: usize = 32;

/// Why a value is no set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotJwks {
    #[error("a set of keys is an object with a list `keys`")]
    NotASet,
    #[error("a set has at most {MOST_KEYS} keys")]
    TooMany,
    #[error("a key carries its private half, which is lost now: make a new key and send the public half alone")]
    Private,
    #[error("the set has no key for signatures of EC P-256 or P-384, Ed25519 or RSA")]
    Empty,
    #[error("two keys have the same kid")]
    KidTwice,
}

/// Public keys of one party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Jwks(Vec<Jwk>);

impl Jwks {
    /// Keys of kinds or for purposes that we do not know are left out, as the standard wants it; a private one spoils the set.
    pub fn read(value: &Value) -> Result<Self, NotJwks> {
        let keys = value.get("keys").and_then(Value::as_array).ok_or(NotJwks::NotASet)?;
        if keys.len() > MOST_KEYS {
            return Err(NotJwks::TooMany);
        }
        let mut known: Vec<Jwk> = Vec::new();
        for key in keys {
            match Jwk::read(key) {
                Err(NotAJwk::Private) => return Err(NotJwks::Private),
                Err(_) => {}
                Ok(key) if key.kid.is_some() && known.iter().any(|other| other.kid == key.kid) => {
                    return Err(NotJwks::KidTwice);
                }
                Ok(key) => known.push(key),
            }
        }
        if known.is_empty() { Err(NotJwks::Empty) } else { Ok(Self(known)) }
    }

    /// The key that a signature names; without a name, the only one that it can be by (OpenID Connect Core, 10.1). So, too, where a name is
    /// given and the key was registered without one.
    pub fn find(&self, kid: Option<&str>, alg: Alg) -> Option<&Jwk> {
        let fitting = || self.0.iter().filter(|key| key.takes(alg));
        let Some(kid) = kid else { return only(fitting()) };
        let named = fitting().find(|key| key.kid.as_deref() == Some(kid));
        named.or_else(|| only(fitting().filter(|key| key.kid.is_none())))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Jwk> {
        self.0.iter()
    }

    pub fn to_json(&self) -> Value {
        json!({ "keys": self.0.iter().map(Jwk::to_json).collect::<Vec<_>>() })
    }
}

/// The one that there is; of several, none.
fn only<'a>(mut keys: impl Iterator<Item = &'a Jwk>) -> Option<&'a Jwk> {
    let first = keys.next()?;
    keys.next().is_none().then_some(first)
}

impl FromIterator<Jwk> for Jwks {
    fn from_iter<T: IntoIterator<Item = Jwk>>(keys: T) -> Self {
        Self(keys.into_iter().collect())
    }
}
