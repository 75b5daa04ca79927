//! The installation's keys: drawn once, sealed under the master key, kept in the database, opened into memory at the start.
//!
//! Challenge keys come in generations. A new one signs only after every node has read it, an old one verifies until its last challenge
//! has expired. The decoy key never rotates: a decoy that changed would tell that it is one.

use crate::challenge::LONGEST_LIFE_S;
use crate::error::Error;
use crate::random::{self, Random};
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use store::id::KeyId;
use store::key;
use zeroize::Zeroizing;

/// Nodes read the keys each second; a new key waits this long before it signs.
pub const REST_BEFORE_SIGNING_MS: i64 = 10_000;

const CHALLENGE: &str = "challenge";
const DECOY: &str = "decoy";

/// The key that seals all others. It is never in the database.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// 64 hexadecimal digits, as its file holds it: for a backup that carries it inside of its seal, and for nothing else.
    pub fn to_text(&self) -> Zeroizing<String> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
        Zeroizing::new(self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect())
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, KeyError> {
        RandomizedNonceKey::new(&AES_256_GCM_SIV, self.0.as_slice()).map_err(|_| KeyError::Cipher)
    }

    fn seal(&self, purpose: &str, id: KeyId, secret: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut sealed = secret.to_vec();
        let nonce =
            self.cipher()?.seal_in_place_append_tag(aad(purpose, id), &mut sealed).map_err(|_| KeyError::Cipher)?;
        sealed.extend_from_slice(nonce.as_ref());
        Ok(sealed)
    }

    fn open(&self, row: &key::Key) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let split = row.sealed.len().checked_sub(12).ok_or(KeyError::WrongMasterKey)?;
        let (body, nonce) = row.sealed.split_at(split);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyError::WrongMasterKey)?;
        let mut body = Zeroizing::new(body.to_vec());
        let cipher = self.cipher()?;
        let plain =
            cipher.open_in_place(nonce, aad(&row.purpose, row.id), &mut body).map_err(|_| KeyError::WrongMasterKey)?;
        (&*plain).try_into().map(Zeroizing::new).map_err(|_| KeyError::WrongMasterKey)
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// A sealed key opens only in its own row: its purpose and id are part of the seal.
fn aad(purpose: &str, id: KeyId) -> Aad<Vec<u8>> {
    Aad::from([purpose.as_bytes(), &[0], id.as_bytes().as_slice()].concat())
}

/// Why keys could not be opened or sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the master key does not open the keys of this database: give the master key that it was made with")]
    WrongMasterKey,
    #[error("the cipher refused the key")]
    Cipher,
}

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

/// All keys in memory.
#[derive(Debug)]
pub struct KeyRing {
    /// Newest first.
    challenge: Vec<ChallengeKeys>,
    pub(crate) decoy: hmac::Key,
}

impl KeyRing {
    /// Opens the rows. `None` where a purpose has no key yet.
    pub(crate) fn open(master: &MasterKey, rows: &[key::Key]) -> Result<Option<Self>, KeyError> {
        let mut generations: Vec<&key::Key> = rows.iter().filter(|row| row.purpose == CHALLENGE).collect();
        generations.sort_by_key(|row| std::cmp::Reverse((row.signs_from, row.id)));
        let mut challenge = Vec::with_capacity(generations.len());
        let mut verifies_until_ms = None;
        for row in generations {
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
        let decoy = hmac::Key::new(hmac::HMAC_SHA256, master.open(decoy)?.as_slice());
        Ok(Some(Self { challenge, decoy }))
    }

    /// The generation that signs now: the newest whose rest is over.
    pub(crate) fn signing(&self, now_ms: i64) -> Option<&ChallengeKeys> {
        self.challenge.iter().find(|keys| keys.signs_from_ms <= now_ms).or_else(|| self.challenge.last())
    }

    /// The generations whose challenges may still be alive.
    pub(crate) fn verifying(&self, now_ms: i64) -> impl Iterator<Item = &ChallengeKeys> {
        self.challenge.iter().filter(move |keys| keys.verifies_until_ms.is_none_or(|until| now_ms < until))
    }
}

impl KeyRing {
    /// A hash that nobody without our keys can compute: names and codes are kept as this. What it is for is part of it, and so is where
    /// each part ends.
    pub(crate) fn keyed(&self, purpose: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.secret(purpose));
        for part in parts {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.sign().as_ref());
        hash
    }

    /// Seals what must be read again, such as the secret of an authenticator app. It opens only with the same purpose and context.
    pub(crate) fn seal(&self, purpose: &'static str, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut sealed = plain.to_vec();
        let nonce = self
            .cipher(purpose)?
            .seal_in_place_append_tag(Aad::from(context), &mut sealed)
            .map_err(|_| KeyError::Cipher)?;
        sealed.extend_from_slice(nonce.as_ref());
        Ok(sealed)
    }

    /// `None` for whatever was not sealed so.
    pub(crate) fn open_sealed(
        &self,
        purpose: &'static str,
        context: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (body, nonce) = sealed.split_at(sealed.len().checked_sub(12)?);
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.cipher(purpose).ok()?.open_in_place(nonce, Aad::from(context), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }

    fn cipher(&self, purpose: &'static str) -> Result<RandomizedNonceKey, KeyError> {
        let key = hmac::sign(&self.secret(purpose), b"seal");
        RandomizedNonceKey::new(&AES_256_GCM_SIV, key.as_ref()).map_err(|_| KeyError::Cipher)
    }

    /// Derived from the key that never rotates, so what is sealed or hashed stays good. No input of a decoy begins with a letter.
    fn secret(&self, purpose: &'static str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&self.decoy, purpose.as_bytes()).as_ref())
    }
}

fn derived(seed: &[u8], label: &[u8]) -> hmac::Key {
    let seed = hmac::Key::new(hmac::HMAC_SHA256, seed);
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&seed, label).as_ref())
}

/// The rows of a new installation.
pub(crate) fn first(master: &MasterKey, random: &dyn Random, now_ms: i64) -> Result<Vec<key::Key>, NewKeyError> {
    [CHALLENGE, DECOY].into_iter().map(|purpose| fresh(master, random, purpose, (now_ms, now_ms))).collect()
}

/// A new generation of challenge keys, which begins to sign when every node has read it.
pub(crate) fn next_generation(master: &MasterKey, random: &dyn Random, now_ms: i64) -> Result<key::Key, NewKeyError> {
    fresh(master, random, CHALLENGE, (now_ms, now_ms + REST_BEFORE_SIGNING_MS))
}

/// Why no new key could be made.
#[derive(Debug, thiserror::Error)]
pub enum NewKeyError {
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    #[error(transparent)]
    Key(#[from] KeyError),
}

fn fresh(
    master: &MasterKey,
    random: &dyn Random,
    purpose: &str,
    (created_at, signs_from): (i64, i64),
) -> Result<key::Key, NewKeyError> {
    let id = KeyId::from_parts(u64::try_from(created_at).unwrap_or_default(), random::bytes(random)?);
    let secret = Zeroizing::new(random::bytes::<32>(random)?);
    let sealed = master.seal(purpose, id, secret.as_slice())?;
    Ok(key::Key { purpose: purpose.to_owned(), id, sealed, created_at, signs_from, verifies_until: None })
}

/// Draws a new generation of challenge keys and stores it.
pub async fn rotate(app: &crate::App) -> Result<(), RotateError> {
    let row = next_generation(app.master_key(), app.random(), app.now())?;
    app.store()
        .write("rotate challenge keys", move |tx| {
            key::insert(tx, &row)?;
            store::installation::bump(tx)?;
            Ok::<_, Error>(())
        })
        .await?;
    app.refresh().await?;
    Ok(())
}

/// Why keys were not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error(transparent)]
    Key(#[from] NewKeyError),
    #[error(transparent)]
    Store(#[from] Error),
}
