//! What both ceremonies share: options read, client data and authenticator data written, lies told.
//!
//! It must never tell a lie that was not asked for, nor sign anything before the lies about it are told.

use aws_lc_rs::digest::{SHA256, digest};
use ciborium::Value as Cbor;
use serde_json::Value;

use crate::lie::{Lie, Lies, Signer};
use crate::wire::{ClientData, base64url, cbor, from_base64url};
use crate::{Error, KeyPair, Setup};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const BACKED_UP: u8 = 0x18;
pub(crate) const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// What the options say, at different places for the two ceremonies.
pub(crate) struct Asked<'a> {
    pub(crate) challenge: &'a Value,
    pub(crate) rp_id: &'a Value,
    pub(crate) user_verification: &'a Value,
    pub(crate) origin: &'a str,
    /// Conditional creation: nobody is asked anything.
    pub(crate) quietly: bool,
}

/// A ceremony whose options were accepted.
#[derive(Debug)]
pub(crate) struct Ceremony<'a> {
    pub(crate) rp_id: String,
    pub(crate) lies: Lies,
    /// Of presence and verification.
    user: u8,
    challenge: &'a str,
    pub(crate) origin: &'a str,
}

/// What the authenticator says of itself and of the passkey.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    /// The RP ID, or the `AppID` of U2F.
    pub(crate) answers_for: &'a str,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) attested: &'a [u8],
    pub(crate) extensions: Option<Cbor>,
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
        let able = setup.user_verification && !asked.quietly;
        if asked.user_verification == "required" && !able && !setup.answers_anyway {
            return Err(Error::Constraint);
        }
        // Unknown values count as "preferred". Whoever unlocks a phone is verified, asked or not.
        let wanted = asked.user_verification != "discouraged" || setup.synced;
        let present = if asked.quietly { 0 } else { PRESENT };
        let user = present | if able && wanted { VERIFIED } else { 0 };
        Ok(Self { rp_id: rp_id.to_owned(), lies: Lies(lies), user, challenge, origin })
    }

    /// As in U2F, where nobody is verified.
    pub(crate) fn forget_verification(&mut self) {
        self.user &= !VERIFIED;
    }

    pub(crate) fn client_data(&self, kind: &str) -> Result<Vec<u8>, Error> {
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
        let honest = ClientData {
            kind: told.unwrap_or(kind),
            challenge: challenge.as_deref().unwrap_or(self.challenge),
            origin: origin.unwrap_or(self.origin),
            cross_origin: top_origin.is_some() || self.lies.has(&Lie::CrossOrigin),
            top_origin,
        };
        self.told_client_data(honest.to_json())
    }

    fn told_client_data(&self, honest: String) -> Result<Vec<u8>, Error> {
        let mut text = honest;
        for lie in &self.lies.0 {
            if let Lie::ClientDataMember(name, told) = lie {
                let mut members: Value = serde_json::from_str(&text)?;
                tell(&mut members, &format!("/{name}"), told.clone())?;
                text = members.to_string();
            }
        }
        let prefix = self.lies.last(|lie| match lie {
            Lie::ClientDataPrefix(bytes) => Some(bytes.as_slice()),
            _ => None,
        });
        Ok([prefix.unwrap_or_default(), text.as_bytes()].concat())
    }

    /// What is signed in place of the client data.
    pub(crate) fn client_data_hash(&self, client_data: &[u8]) -> Vec<u8> {
        let told = self.lies.last(|lie| match lie {
            Lie::ClientDataHash(told) => Some(told.clone()),
            _ => None,
        });
        told.unwrap_or_else(|| digest(&SHA256, client_data).as_ref().to_vec())
    }

    pub(crate) fn authenticator_data(&self, contents: &Contents<'_>) -> Result<Vec<u8>, Error> {
        let rp_id = self.lies.last(|lie| match lie {
            Lie::RpId(rp_id) => Some(rp_id.as_str()),
            _ => None,
        });
        let counter = self.lies.last(|lie| match lie {
            Lie::Counter(told) => Some(*told),
            _ => None,
        });
        let extensions = self.lies.last(|lie| match lie {
            Lie::Extensions(told) => Some(told),
            _ => None,
        });
        let extensions = extensions.or(contents.extensions.as_ref()).map(cbor).transpose()?;
        let extended = if extensions.is_some() { EXTENDED } else { 0 };
        let mut written = digest(&SHA256, rp_id.unwrap_or(contents.answers_for).as_bytes()).as_ref().to_vec();
        written.push(self.lies.flags(contents.flags | self.user | extended));
        written.extend_from_slice(&counter.unwrap_or(contents.counter).to_be_bytes());
        written.extend_from_slice(contents.attested);
        written.extend(extensions.unwrap_or_default());
        if self.lies.has(&Lie::TrailingBytes) {
            written.push(0);
        }
        Ok(written)
    }

    /// Signs with the key, unless a lie names another; `own` is the passkey's.
    pub(crate) fn sign(&self, key: &KeyPair, own: &KeyPair, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signer = self.lies.last(|lie| match lie {
            Lie::SignedBy(signer) => Some(*signer),
            _ => None,
        });
        let signature = match signer {
            None => key.sign(message)?,
            Some(Signer::Passkey) => own.sign(message)?,
            Some(Signer::Stranger) => KeyPair::fresh(key.algorithm())?.sign(message)?,
        };
        Ok(self.told_signature(signature))
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
    fn told_signature(&self, mut honest: Vec<u8>) -> Vec<u8> {
        if let Some(last) = honest.last_mut().filter(|_| self.lies.has(&Lie::Signature)) {
            *last ^= 1;
        }
        honest
    }

    /// The whole answer, with its members changed last of all.
    pub(crate) fn told_answer(&self, mut answer: Value) -> Result<Value, Error> {
        for lie in &self.lies.0 {
            if let Lie::ResponseMember(pointer, told) = lie {
                tell(&mut answer, pointer, told.clone())?;
            }
        }
        Ok(answer)
    }
}

/// Puts a value at a JSON pointer, or removes what is there.
fn tell(json: &mut Value, pointer: &str, told: Option<Value>) -> Result<(), Error> {
    let (parent, name) = pointer.rsplit_once('/').ok_or(Error::CannotLie("this is no JSON pointer"))?;
    let Some(Value::Object(members)) = json.pointer_mut(parent) else {
        return Err(Error::CannotLie("there is no object to have the member"));
    };
    match told {
        Some(told) => drop(members.insert(name.to_owned(), told)),
        None => drop(members.remove(name)),
    }
    Ok(())
}

/// The host of a web origin; native origins have none.
pub(crate) fn host(origin: &str) -> Option<&str> {
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
