//! The chain of seals: what a seal says, its hash, its signature, and where the chain ends. The signing key follows from the master key,
//! which is not in the database, so whoever can write there and nowhere else can neither change a seal nor add one.

use super::proof::{Parts, Proof};
use crate::keys::KeyRing;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;
use std::str::FromStr;
use store::audit_seal::Seal;
use store::id::EventId;

const ENTRY: usize = 48;

/// One seal, named: its number and its hash, which speaks for all seals before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    pub hash: [u8; 32],
}

impl Head {
    /// Before the first seal.
    pub(super) const NONE: Self = Self { number: 0, hash: [0; 32] };

    pub(super) fn of(seal: &Seal) -> Self {
        Self { number: seal.number, hash: hash(seal) }
    }

    /// As it is kept in the database: with a MAC, so that nobody shortens the chain and says so here.
    pub(super) fn kept(&self, ring: &KeyRing, purpose: &'static str) -> String {
        let text = self.to_string();
        let mac = ring.keyed(purpose, &[text.as_bytes()]);
        format!("{text} {}", Hex(&mac))
    }

    pub(super) fn read_kept(ring: &KeyRing, purpose: &'static str, kept: &str) -> Option<Self> {
        let head: Self = kept.split_once(' ')?.0.parse().ok()?;
        (head.kept(ring, purpose) == kept).then_some(head)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.number, Hex(&self.hash))
    }
}

/// The text names no seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal is written as its number, a hyphen and 64 hexadecimal digits, as the log has it")]
pub struct NoHead;

impl FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (number, digits) = text.split_once('-').ok_or(NoHead)?;
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(NoHead)?;
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(NoHead);
        }
        let mut hash = [0; 32];
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NoHead)?;
        }
        Ok(Self { number, hash })
    }
}

pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The hash of a seal: of all that it says, and of the one before.
pub(super) fn hash(seal: &Seal) -> [u8; 32] {
    let mut parts = Parts::of("keystead audit seal 1");
    parts.add(Some(&seal.number.to_be_bytes()));
    parts.add(Some(seal.tenant_id.as_bytes()));
    parts.add(Some(&seal.sealed_at.to_be_bytes()));
    parts.add(Some(&[u8::from(seal.is_late)]));
    for id in [seal.first_id, seal.last_id, seal.through_id, seal.checked_id] {
        parts.add(Some(id.as_bytes()));
    }
    parts.add(Some(&seal.entries));
    parts.add(Some(&seal.previous));
    parts.finish()
}

pub(super) struct SealKey(Ed25519KeyPair);

impl SealKey {
    pub(super) fn of(ring: &KeyRing) -> Option<Self> {
        Ed25519KeyPair::from_seed_unchecked(&ring.keyed("audit seal", &[b"ed25519"])).ok().map(Self)
    }

    /// The seal with its signature.
    pub(super) fn sign(&self, seal: Seal) -> Seal {
        Seal { signature: self.0.sign(&hash(&seal)).as_ref().to_vec(), ..seal }
    }

    pub(super) fn has_signed(&self, seal: &Seal) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0.public_key().as_ref()).verify(&hash(seal), &seal.signature).is_ok()
    }
}

/// What a seal says of its events.
pub(super) fn write_entries(entries: &[(EventId, Proof)]) -> Vec<u8> {
    entries.iter().flat_map(|(id, proof)| id.as_bytes().iter().chain(proof)).copied().collect()
}

pub(super) fn entries(seal: &Seal) -> impl Iterator<Item = (EventId, Proof)> {
    seal.entries.as_chunks::<ENTRY>().0.iter().map(|entry| {
        let (mut id, mut proof) = ([0; 16], [0; 32]);
        id.copy_from_slice(&entry[..16]);
        proof.copy_from_slice(&entry[16..]);
        (EventId::from_bytes(id), proof)
    })
}

/// The first id that an event of this millisecond could have.
pub(crate) fn id_at(ms: i64) -> EventId {
    let mut id = [0; 16];
    id[..6].copy_from_slice(&u64::try_from(ms).unwrap_or_default().to_be_bytes()[2..]);
    EventId::from_bytes(id)
}
