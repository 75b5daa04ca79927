//! To whom a backup is sealed and who opens it, with the texts of keys. A private key, a passphrase, or the key of a file is never shown by `Debug`.

use super::sealing::SealError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256 as HPKE;
use rustls::crypto::hpke::Hpke;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

const PUBLIC: &str = "keystead-backup-public-";
const PRIVATE: &str = "keystead-backup-private-";

/// To whom a backup is sealed.
#[derive(Clone)]
pub enum Recipient {
    Passphrase(Zeroizing<String>),
    Key([u8; 32]),
}

/// Who opens one.
pub enum Identity {
    Passphrase(Zeroizing<String>),
    Key(PrivateKey),
    /// Whoever has just made it, to look at it once more.
    Held(Held),
}

/// The other half of a recipient's key.
pub struct PrivateKey(pub(super) Zeroizing<[u8; 32]>);

/// The key of one backup.
#[derive(Clone)]
pub struct Held(pub(super) Zeroizing<[u8; 32]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that is no key for backups: `keystead backup key` makes one")]
pub struct NotBackupKey;

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase(_) => f.write_str("Passphrase(…)"),
            Self::Key(_) => write!(f, "{self}"),
        }
    }
}

/// Only a key is said: a passphrase is nobody's to read.
impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase(_) => f.write_str("a passphrase"),
            Self::Key(bytes) => write!(f, "{PUBLIC}{}", URL_SAFE_NO_PAD.encode(bytes)),
        }
    }
}

impl FromStr for Recipient {
    type Err = NotBackupKey;

    fn from_str(text: &str) -> Result<Self, NotBackupKey> {
        text.trim().strip_prefix(PUBLIC).and_then(bytes32).map(Self::Key).ok_or(NotBackupKey)
    }
}

impl FromStr for PrivateKey {
    type Err = NotBackupKey;

    fn from_str(text: &str) -> Result<Self, NotBackupKey> {
        text.trim().strip_prefix(PRIVATE).and_then(bytes32).map(Zeroizing::new).map(Self).ok_or(NotBackupKey)
    }
}

impl PrivateKey {
    /// As its file holds it.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PRIVATE}{}", URL_SAFE_NO_PAD.encode(self.0.as_slice())))
    }
}

macro_rules! says_nothing {
    ($($type:ident),+) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    )+};
}
says_nothing!(Identity, PrivateKey, Held);

fn bytes32(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// A new pair of keys; the library draws it.
pub fn generate_key() -> Result<(Recipient, PrivateKey), SealError> {
    let (public, private) = HPKE.generate_key_pair().map_err(|_| SealError::Cipher)?;
    let public = public.0.try_into().map_err(|_| SealError::Cipher)?;
    let private = private.secret_bytes().try_into().map_err(|_| SealError::Cipher)?;
    Ok((Recipient::Key(public), PrivateKey(Zeroizing::new(private))))
}
