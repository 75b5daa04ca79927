//! The installation's keys: drawn once, sealed under the master key, kept in the database, opened into memory at the start.
//!
//! Challenge, journey and sealing keys come in generations. A new one signs and seals only after every node has read it; an old one is believed until the last
//! thing of it has expired (`retiring.rs`), or was sealed anew (`resealing.rs`). The decoy key never rotates: a decoy that changed would tell that
//! it is one. Where journey or sealing keys were never rotated, the decoy key stands for their first generation.

pub mod changing_master;
mod master;
mod resealing;
mod retiring;
pub mod rotation;
mod seal;

use crate::challenge::LONGEST_LIFE_S;
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use store::id::KeyId;
use store::key;
use zeroize::Zeroizing;

pub use master::{KeyError, MasterKey};
pub use resealing::{Resealed, reseal};
pub use retiring::retire;
pub use rotation::NewKeyError;
pub(crate) use rotation::first;
pub(crate) use seal::{Kept, Seal};

/// Nodes read the keys each second; a new key waits this long before it signs.
pub const REST_BEFORE_SIGNING_MS: i64 = 10_000;
/// Longer than anything that a visitor carries sealed is good for.
pub const LONGEST_JOURNEY_MS: i64 = 60 * 60 * 1000;

const CHALLENGE: &str = "challenge";
pub(crate) const DECOY: &str = "decoy";
const JOURNEY: &str = "journey";
const SEALING: &str = "sealing";

/// One generation of challenge keys.
#[derive(Debug)]
pub struct ChallengeKeys {
    pub(crate) mask: hmac::Key,
    pub(crate) mac: hmac::Key,
    pub(crate) handle: hmac::Key,
    signs_from_ms: i64,
    /// When the last challenge of this generation has expired, once a newer one signs.
    verifies_until_ms: Option<i64>,
}

/// One generation of keys that seal.
#[derive(Debug)]
struct SealingKeys {
    id: KeyId,
    secret: hmac::Key,
    seals_from_ms: i64,
}

impl SealingKeys {
    fn open(master: &MasterKey, row: &key::Key) -> Result<Self, KeyError> {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, master.open(row)?.as_slice());
        Ok(Self { id: row.id, secret, seals_from_ms: row.signs_from })
    }

    fn cipher(&self, seal: Seal) -> Result<RandomizedNonceKey, KeyError> {
        let key = hmac::sign(&keyed_for(&self.secret, seal.purpose()), b"seal");
        RandomizedNonceKey::new(&AES_256_GCM_SIV, key.as_ref()).map_err(|_| KeyError::Cipher)
    }

    fn open_sealed(&self, seal: Seal, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (body, nonce) = sealed.split_at(sealed.len().checked_sub(12)?);
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.cipher(seal).ok()?.open_in_place(nonce, Aad::from(context), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

/// All keys in memory. The generations of each kind are newest first.
#[derive(Debug)]
pub struct KeyRing {
    challenge: Vec<ChallengeKeys>,
    journey: Vec<SealingKeys>,
    sealing: Vec<SealingKeys>,
    pub(crate) decoy: hmac::Key,
}

/// The rows of one kind, newest first.
fn generations<'a>(rows: &'a [key::Key], purpose: &str) -> Vec<&'a key::Key> {
    let mut found: Vec<_> = rows.iter().filter(|row| row.purpose == purpose).collect();
    found.sort_by_key(|row| std::cmp::Reverse((row.signs_from, row.id)));
    found
}

impl KeyRing {
    /// Opens the rows. `None` where a purpose has no key yet.
    pub(crate) fn open(master: &MasterKey, rows: &[key::Key]) -> Result<Option<Self>, KeyError> {
        let mut challenge = Vec::new();
        let mut verifies_until_ms = None;
        for row in generations(rows, CHALLENGE) {
            let seed = master.open(row)?;
            challenge.push(ChallengeKeys {
                mask: derived(seed.as_slice(), b"challenge mask"),
                mac: derived(seed.as_slice(), b"challenge mac"),
                handle: derived(seed.as_slice(), b"user handle"),
                signs_from_ms: row.signs_from,
                verifies_until_ms,
            });
            verifies_until_ms = Some(row.signs_from + i64::from(LONGEST_LIFE_S) * 1000);
        }
        let Some(decoy) = rows.iter().find(|row| row.purpose == DECOY) else { return Ok(None) };
        if challenge.is_empty() {
            return Ok(None);
        }
        let sealing = |purpose| -> Result<Vec<SealingKeys>, KeyError> {
            let mut found = generations(rows, purpose);
            if found.is_empty() {
                found.push(decoy);
            }
            found.into_iter().map(|row| SealingKeys::open(master, row)).collect()
        };
        let (journey, sealing) = (sealing(JOURNEY)?, sealing(SEALING)?);
        let decoy = hmac::Key::new(hmac::HMAC_SHA256, master.open(decoy)?.as_slice());
        Ok(Some(Self { challenge, journey, sealing, decoy }))
    }

    /// The generation that signs now: the newest whose rest is over.
    pub(crate) fn signing(&self, now_ms: i64) -> Option<&ChallengeKeys> {
        self.challenge.iter().find(|keys| keys.signs_from_ms <= now_ms).or_else(|| self.challenge.last())
    }

    /// The generations whose challenges may still be alive.
    pub(crate) fn verifying(&self, now_ms: i64) -> impl Iterator<Item = &ChallengeKeys> {
        self.challenge.iter().filter(move |keys| keys.verifies_until_ms.is_none_or(|until| now_ms < until))
    }

    /// A hash that nobody without our keys can compute: names and codes are kept as this. What it is for is part of it, and so is where
    /// each part ends.
    pub(crate) fn keyed(&self, purpose: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        // Derived from the key that never rotates, so what is hashed stays good. No input of a decoy begins with a letter.
        let mut context = hmac::Context::with_key(&keyed_for(&self.decoy, purpose));
        for part in parts {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.sign().as_ref());
        hash
    }

    /// Of what seals what is kept, newest first.
    pub(crate) fn sealing_ids(&self) -> Vec<KeyId> {
        self.sealing.iter().map(|keys| keys.id).collect()
    }

    fn of(&self, seal: Seal) -> &[SealingKeys] {
        match seal {
            Seal::Carried(_) => &self.journey,
            Seal::Kept(_) => &self.sealing,
        }
    }

    /// The newest generation whose rest is over, and all that are older than that.
    fn sealing_at(&self, seal: Seal, now_ms: i64) -> (Option<&SealingKeys>, &[SealingKeys]) {
        let all = self.of(seal);
        let place = all.iter().position(|keys| keys.seals_from_ms <= now_ms).unwrap_or(all.len().saturating_sub(1));
        (all.get(place), all.get(place + 1..).unwrap_or_default())
    }

    /// Seals what must be read again, such as the secret of an authenticator app. It opens only with the same purpose and context.
    pub(crate) fn seal(&self, now_ms: i64, seal: Seal, (context, plain): (&[u8], &[u8])) -> Result<Vec<u8>, KeyError> {
        let keys = self.sealing_at(seal, now_ms).0.ok_or(KeyError::Cipher)?;
        let mut sealed = plain.to_vec();
        let nonce = keys
            .cipher(seal)?
            .seal_in_place_append_tag(Aad::from(context), &mut sealed)
            .map_err(|_| KeyError::Cipher)?;
        sealed.extend_from_slice(nonce.as_ref());
        Ok(sealed)
    }

    /// `None` for whatever was not sealed so. A generation that may not seal yet is believed already: other clocks may be ahead.
    pub(crate) fn open_sealed(&self, seal: Seal, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.of(seal).iter().find_map(|keys| keys.open_sealed(seal, context, sealed))
    }

    /// Sealed by the newest generation what an older one has sealed. `None` where the newest has sealed it, or nobody has.
    pub(crate) fn resealed(&self, now_ms: i64, seal: Seal, (context, sealed): (&[u8], &[u8])) -> Option<Vec<u8>> {
        let older = self.sealing_at(seal, now_ms).1;
        let plain = older.iter().find_map(|keys| keys.open_sealed(seal, context, sealed))?;
        self.seal(now_ms, seal, (context, &plain)).ok()
    }
}

fn derived(seed: &[u8], label: &[u8]) -> hmac::Key {
    let seed = hmac::Key::new(hmac::HMAC_SHA256, seed);
    keyed_with(&seed, label)
}

fn keyed_for(secret: &hmac::Key, purpose: &'static str) -> hmac::Key {
    keyed_with(secret, purpose.as_bytes())
}

fn keyed_with(secret: &hmac::Key, label: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(secret, label).as_ref())
}

#[cfg(test)]
mod tests;
