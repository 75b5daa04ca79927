//! How a backup is sealed: each has a key of its own, under which its pieces are sealed one after the other (AES-256-GCM; its number and
//! whether it is the last are part of each piece's seal). That key is sealed in turn: to a passphrase by Argon2id, or to a public key by HPKE
//! (RFC 9180), so that a server can write what it cannot read. A piece that is changed, missing, swapped or appended is noticed.

use super::holders::{Held, Identity, Recipient};
use crate::random::{self, NoRandomness, Random};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{
    AES_256_GCM, AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, RandomizedNonceKey, UnboundKey,
};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256 as HPKE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

const MAGIC: &[u8] = b"keystead backup 1\n";
/// Of plain text in one piece.
const PIECE: usize = 256 * 1024;
const TAG: usize = 16;
const LONGEST_BEGINNING: usize = 4096;

/// A guess at a passphrase costs 64 MiB and three passes: nobody waits for it but whoever makes or opens a backup.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
/// A file that comes from elsewhere may ask for this much, and no more.
const MOST_MEMORY_KIB: u32 = 1_048_576;
const MOST_PASSES: u32 = 20;

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("this is no backup of Keystead")]
    Foreign,
    #[error("this passphrase does not open the backup, or its beginning is damaged")]
    WrongPassphrase,
    #[error("this key does not open the backup, or its beginning is damaged: it is sealed to {0}")]
    WrongKey(String),
    #[error("the backup is sealed to a passphrase, not to a key")]
    WantsPassphrase,
    #[error("the backup is sealed to {0}, not to a passphrase: its private key opens it")]
    WantsKey(String),
    #[error("the backup is damaged or cut off: piece {0} does not open")]
    Damaged(u64),
    #[error("the backup cannot be read or written")]
    File(#[from] io::Error),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error("the cipher refused")]
    Cipher,
}

/// How the key of a backup is sealed; it stands in clear at the beginning, and is part of the seal of each piece.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
enum Head {
    Passphrase { memory_kib: u32, passes: u32, salt: String, key: String },
    Key { recipient: String, encapsulated: String, key: String },
}

impl Head {
    fn seal(held: &Held, recipient: &Recipient, random: &dyn Random) -> Result<Self, SealError> {
        match recipient {
            Recipient::Passphrase(passphrase) => {
                let salt = random::bytes::<16>(random)?;
                let mut sealed = held.0.to_vec();
                let nonce = stretched(passphrase, &salt, (MEMORY_KIB, PASSES))?
                    .seal_in_place_append_tag(Aad::from(MAGIC), &mut sealed)
                    .map_err(|_| SealError::Cipher)?;
                sealed.extend_from_slice(nonce.as_ref());
                let (salt, key) = (URL_SAFE_NO_PAD.encode(salt), URL_SAFE_NO_PAD.encode(sealed));
                Ok(Self::Passphrase { memory_kib: MEMORY_KIB, passes: PASSES, salt, key })
            }
            Recipient::Key(public) => {
                let public = HpkePublicKey(public.to_vec());
                let sealed = HPKE.seal(MAGIC, b"", held.0.as_slice(), &public).map_err(|_| SealError::Cipher)?;
                let (EncapsulatedSecret(encapsulated), key) = sealed;
                let (encapsulated, key) = (URL_SAFE_NO_PAD.encode(encapsulated), URL_SAFE_NO_PAD.encode(key));
                Ok(Self::Key { recipient: recipient.to_string(), encapsulated, key })
            }
        }
    }

    fn open(&self, identity: &Identity) -> Result<Held, SealError> {
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::Foreign);
        match (self, identity) {
            (_, Identity::Held(held)) => Ok(held.clone()),
            (Self::Passphrase { memory_kib, passes, salt, key }, Identity::Passphrase(passphrase)) => {
                if *memory_kib > MOST_MEMORY_KIB || *passes > MOST_PASSES {
                    return Err(SealError::Foreign);
                }
                let (salt, sealed) = (decoded(salt)?, decoded(key)?);
                let cipher = stretched(passphrase, &salt, (*memory_kib, *passes))?;
                opened(&cipher, &sealed).ok_or(SealError::WrongPassphrase)
            }
            (Self::Key { recipient, encapsulated, key }, Identity::Key(private)) => {
                let wrong = || SealError::WrongKey(recipient.chars().take(80).collect());
                let encapsulated = EncapsulatedSecret(decoded(encapsulated)?);
                let private = HpkePrivateKey::from(private.0.to_vec());
                let plain = HPKE.open(&encapsulated, MAGIC, b"", &decoded(key)?, &private).map_err(|_| wrong())?;
                let plain = Zeroizing::new(plain);
                plain.as_slice().try_into().map(|key| Held(Zeroizing::new(key))).map_err(|_| wrong())
            }
            (Self::Passphrase { .. }, Identity::Key(_)) => Err(SealError::WantsPassphrase),
            (Self::Key { recipient, .. }, Identity::Passphrase(_)) => {
                Err(SealError::WantsKey(recipient.chars().take(80).collect()))
            }
        }
    }
}

fn stretched(passphrase: &str, salt: &[u8], (memory, passes): (u32, u32)) -> Result<RandomizedNonceKey, SealError> {
    let params = Params::new(memory, passes, 1, Some(32)).map_err(|_| SealError::Foreign)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| SealError::Foreign)?;
    RandomizedNonceKey::new(&AES_256_GCM_SIV, key.as_slice()).map_err(|_| SealError::Cipher)
}

fn opened(cipher: &RandomizedNonceKey, sealed: &[u8]) -> Option<Held> {
    let (body, nonce) = sealed.split_at(sealed.len().checked_sub(NONCE_LEN)?);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = Zeroizing::new(body.to_vec());
    let plain = cipher.open_in_place(nonce, Aad::from(MAGIC), &mut body).ok()?;
    (&*plain).try_into().ok().map(|key| Held(Zeroizing::new(key)))
}

/// The key of one backup at work: the number of the next piece, and what all of them are bound to.
struct Pieces {
    key: LessSafeKey,
    beginning: [u8; 32],
    number: u64,
}

impl Pieces {
    fn new(held: &Held, beginning: &[u8]) -> Result<Self, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, held.0.as_slice()).map_err(|_| SealError::Cipher)?;
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, beginning).as_ref());
        Ok(Self { key: LessSafeKey::new(key), beginning: hash, number: 0 })
    }

    /// No number comes twice under one key, so no nonce does.
    fn next(&mut self, is_last: bool) -> (Nonce, Aad<Vec<u8>>) {
        let mut nonce = [0; NONCE_LEN];
        nonce[NONCE_LEN - 8..].copy_from_slice(&self.number.to_be_bytes());
        self.number += 1;
        let mut bound = self.beginning.to_vec();
        bound.push(u8::from(is_last));
        (Nonce::assume_unique_for_key(nonce), Aad::from(bound))
    }
}

/// Seals what is written to it.
pub(super) struct Sealer<W> {
    out: W,
    pieces: Pieces,
    plain: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn begin(mut out: W, recipient: &Recipient, random: &dyn Random) -> Result<(Self, Held), SealError> {
        let held = Held(Zeroizing::new(random::bytes(random)?));
        let beginning = Head::seal(&held, recipient, random)?;
        let beginning = serde_json::to_vec(&beginning).map_err(io::Error::from)?;
        out.write_all(MAGIC)?;
        out.write_all(&length(beginning.len())?)?;
        out.write_all(&beginning)?;
        let pieces = Pieces::new(&held, &beginning)?;
        Ok((Self { out, pieces, plain: Zeroizing::new(Vec::with_capacity(PIECE + TAG)) }, held))
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), SealError> {
        while !bytes.is_empty() {
            // Only what is followed by more is known not to be the last.
            if self.plain.len() == PIECE {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, SealError> {
        self.seal(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn seal(&mut self, is_last: bool) -> Result<(), SealError> {
        let (nonce, bound) = self.pieces.next(is_last);
        self.pieces.key.seal_in_place_append_tag(nonce, bound, &mut *self.plain).map_err(|_| SealError::Cipher)?;
        self.out.write_all(&length(self.plain.len())?)?;
        self.out.write_all(&self.plain)?;
        self.plain.clear();
        Ok(())
    }
}

/// Opens what a [`Sealer`] has written.
pub(super) struct Opener<R> {
    from: R,
    pieces: Pieces,
    plain: Zeroizing<Vec<u8>>,
    at: usize,
    /// Of the piece after this one; `None` after the last.
    next: Option<usize>,
}

impl<R: Read> Opener<R> {
    pub(super) fn begin(mut from: R, identity: &Identity) -> Result<Self, SealError> {
        let mut magic = [0; MAGIC.len()];
        from.read_exact(&mut magic).map_err(foreign)?;
        let size = next_length(&mut from)?.filter(|size| *size <= LONGEST_BEGINNING).ok_or(SealError::Foreign)?;
        if magic != MAGIC {
            return Err(SealError::Foreign);
        }
        let mut beginning = vec![0; size];
        from.read_exact(&mut beginning).map_err(foreign)?;
        let read: Head = serde_json::from_slice(&beginning).map_err(|_| SealError::Foreign)?;
        let held = read.open(identity)?;
        let pieces = Pieces::new(&held, &beginning)?;
        let next = next_length(&mut from)?;
        Ok(Self { from, pieces, plain: Zeroizing::default(), at: 0, next })
    }

    /// Fills the bytes; `false` where the end stands before the first of them.
    pub(super) fn fill(&mut self, bytes: &mut [u8]) -> Result<bool, SealError> {
        let mut filled = 0;
        while filled < bytes.len() {
            if self.at == self.plain.len() && !self.open_next()? {
                return if filled == 0 { Ok(false) } else { Err(SealError::Damaged(self.pieces.number)) };
            }
            let take = (bytes.len() - filled).min(self.plain.len() - self.at);
            bytes[filled..filled + take].copy_from_slice(&self.plain[self.at..self.at + take]);
            filled += take;
            self.at += take;
        }
        Ok(true)
    }

    fn open_next(&mut self) -> Result<bool, SealError> {
        let Some(size) = self.next else { return Ok(false) };
        let number = self.pieces.number;
        if !(TAG..=PIECE + TAG).contains(&size) {
            return Err(SealError::Damaged(number));
        }
        let mut sealed = Zeroizing::new(vec![0; size]);
        self.from.read_exact(&mut sealed).map_err(|error| cut(error, number))?;
        self.next = next_length(&mut self.from).map_err(|_| SealError::Damaged(number + 1))?;
        let (nonce, bound) = self.pieces.next(self.next.is_none());
        let plain =
            self.pieces.key.open_in_place(nonce, bound, &mut sealed).map_err(|_| SealError::Damaged(number))?.len();
        sealed.truncate(plain);
        (self.plain, self.at) = (sealed, 0);
        Ok(true)
    }
}

fn foreign(error: io::Error) -> SealError {
    if error.kind() == io::ErrorKind::UnexpectedEof { SealError::Foreign } else { error.into() }
}

fn cut(error: io::Error, piece: u64) -> SealError {
    if error.kind() == io::ErrorKind::UnexpectedEof { SealError::Damaged(piece) } else { error.into() }
}

fn length(of: usize) -> Result<[u8; 4], SealError> {
    Ok(u32::try_from(of).map_err(|_| SealError::Cipher)?.to_be_bytes())
}

/// `None` at the end of the file.
fn next_length(from: &mut impl Read) -> Result<Option<usize>, SealError> {
    let mut bytes = [0; 4];
    let mut read = 0;
    while read < bytes.len() {
        match from.read(&mut bytes[read..]) {
            Ok(0) if read == 0 => return Ok(None),
            Ok(0) => return Err(SealError::Damaged(0)),
            Ok(some) => read += some,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(usize::try_from(u32::from_be_bytes(bytes)).ok())
}
