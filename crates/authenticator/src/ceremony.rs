//! What both ceremonies share: options read, client data and authenticator data written, lies told.
//!
//! It must never sign anything but authenticator data followed by the client data's hash.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;

use crate::lie::{Lie, Lies};
use crate::wire::{ClientData, base64url, from_base64url};
use crate::{Error, Setup};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const BACKED_UP: u8 = 0x18;
pub(crate) const ATTESTED: u8 = 0x40;

/// What the options say, at different places for the two ceremonies.
pub(crate) struct Asked<'a> {
    pub(crate) challenge: &'a Value,
    pub(crate) rp_id: &'a Value,
    pub(crate) user_verification: &'a Value,
    pub(crate) origin: &'a str,
}

/// A ceremony whose options were accepted.
pub(crate) struct Ceremony<'a> {
    pub(crate) rp_id: String,
    pub(crate) lies: Lies,
    user_verified: bool,
    challenge: &'a str,
    origin: &'a str,
}

impl<'a> Ceremony<'a> {
    pub(crate) fn begin(asked: &Asked<'a>, setup: &Setup, lies: Vec<Lie>) -> Result<Self, Error> {
        let challenge = asked.challenge.as_str().ok_or(Error::Options("challenge"))?;
        from_base64url(challenge).filter(|bytes| !bytes.is_empty()).ok_or(Error::Options("challenge"))?;
        let origin = asked.origin;
        let rp_id = match asked.rp_id {
            Value::Null => host(origin).ok_or(Error::Options("rp.id"))?,
            other => other.as_str().ok_or(Error::Options("rp.id"))?,
        };
        if host(origin).is_some_and(|host| !covers(rp_id, host)) {
            return Err(Error::RpIdForOrigin);
        }
        if asked.user_verification == "required" && !setup.user_verification {
            return Err(Error::Constraint);
        }
        // Unknown values count as "preferred". Whoever unlocks a phone is verified, asked or not.
        let wanted = asked.user_verification != "discouraged" || setup.synced;
        let user_verified = setup.user_verification && wanted;
        Ok(Self { rp_id: rp_id.to_owned(), lies: Lies(lies), user_verified, challenge, origin })
    }

    pub(crate) fn client_data(&self, kind: &str) -> String {
        let challenge = self.lies.last(|lie| match lie {
            Lie::Challenge(bytes) => Some(base64url(bytes)),
            _ => None,
        });
        let top_origin = self.lies.last(|lie| match lie {
            Lie::TopOrigin(top) => Some(top.as_str()),
            _ => None,
        });
        let origin = self.lies.last(|lie| match lie {
            Lie::Origin(origin) => Some(origin.as_str()),
            _ => None,
        });
        let told = self.lies.last(|lie| match lie {
            Lie::Type(kind) => Some(kind.as_str()),
            _ => None,
        });
        ClientData {
            kind: told.unwrap_or(kind),
            challenge: challenge.as_deref().unwrap_or(self.challenge),
            origin: origin.unwrap_or(self.origin),
            cross_origin: top_origin.is_some() || self.lies.has(&Lie::CrossOrigin),
            top_origin,
        }
        .to_json()
    }

    pub(crate) fn authenticator_data(&self, flags: u8, counter: u32, attested: &[u8]) -> Vec<u8> {
        let rp_id = self.lies.last(|lie| match lie {
            Lie::RpId(rp_id) => Some(rp_id.as_str()),
            _ => None,
        });
        let counter = self
            .lies
            .last(|lie| match lie {
                Lie::Counter(told) => Some(*told),
                _ => None,
            })
            .unwrap_or(counter);
        let verified = if self.user_verified { VERIFIED } else { 0 };
        let mut written = digest(&SHA256, rp_id.unwrap_or(&self.rp_id).as_bytes()).as_ref().to_vec();
        written.push(self.lies.flags(flags | PRESENT | verified));
        written.extend_from_slice(&counter.to_be_bytes());
        written.extend_from_slice(attested);
        if self.lies.has(&Lie::TrailingBytes) {
            written.push(0);
        }
        written
    }

    /// The id that the passkey is made under, where it is not drawn.
    pub(crate) fn made_as(&self) -> Option<Vec<u8>> {
        self.lies.last(|lie| match lie {
            Lie::MadeAs(id) => Some(id.clone()),
            _ => None,
        })
    }

    /// The id that the answer names.
    pub(crate) fn told_id(&self, honest: &[u8]) -> String {
        base64url(
            self.lies
                .last(|lie| match lie {
                    Lie::CredentialId(told) => Some(told.as_slice()),
                    _ => None,
                })
                .unwrap_or(honest),
        )
    }

    /// Damages the last byte, so that the form of the signature stays what it was.
    pub(crate) fn told_signature(&self, mut honest: Vec<u8>) -> Vec<u8> {
        if let Some(last) = honest.last_mut().filter(|_| self.lies.has(&Lie::Signature)) {
            *last ^= 1;
        }
        honest
    }
}

/// The host of a web origin; native origins have none.
fn host(origin: &str) -> Option<&str> {
    let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
    rest.split(':').next()
}

/// An RP ID covers its own host and those below it.
fn covers(rp_id: &str, host: &str) -> bool {
    host.strip_suffix(rp_id).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// The ids in a list of descriptors; other types than public keys are ignored, as the standard has it.
pub(crate) fn ids(list: &Value) -> Result<Vec<Vec<u8>>, Error> {
    let Some(list) = list.as_array() else { return Ok(Vec::new()) };
    list.iter()
        .filter(|descriptor| descriptor["type"] == "public-key")
        .map(|descriptor| descriptor["id"].as_str().and_then(from_base64url).ok_or(Error::Options("a descriptor's id")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{covers, host};

    #[test]
    fn an_rp_id_covers_its_host_and_those_below() {
        assert_eq!(host("http://localhost:8080"), Some("localhost"));
        assert_eq!(host("android:apk-key-hash:abc"), None);
        assert!(covers("example.org", "example.org") && covers("example.org", "id.example.org"));
        assert!(!covers("example.org", "badexample.org") && !covers("id.example.org", "example.org"));
    }
}
