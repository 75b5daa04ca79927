//! The key that seals all others. It is never in the database. While it is changed, each key is sealed under both, so that a node may have either.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, Nonce, RandomizedNonceKey};
use store::id::KeyId;
use store::key;
use zeroize::Zeroizing;

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

    pub(super) fn seal(&self, purpose: &str, id: KeyId, secret: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut sealed = secret.to_vec();
        let nonce =
            self.cipher()?.seal_in_place_append_tag(aad(purpose, id), &mut sealed).map_err(|_| KeyError::Cipher)?;
        sealed.extend_from_slice(nonce.as_ref());
        Ok(sealed)
    }

    /// Opens a row that is sealed under this key, alone or beside another.
    pub(super) fn open(&self, row: &key::Key) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        match (self.unseal(row, &row.sealed), &row.sealed_too) {
            (Err(KeyError::WrongMasterKey), Some(sealed)) => self.unseal(row, sealed),
            (opened, _) => opened,
        }
    }

    pub(super) fn unseal(&self, row: &key::Key, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let split = sealed.len().checked_sub(12).ok_or(KeyError::WrongMasterKey)?;
        let (body, nonce) = sealed.split_at(split);
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
