//! The hashes that TPM structures name.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512, digest};

/// A hash by its number in the TPM's registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn of_tpm(number: u16) -> Option<Self> {
        match number {
            0x0004 => Some(Self::Sha1),
            0x000b => Some(Self::Sha256),
            0x000c => Some(Self::Sha384),
            0x000d => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The hash that a name says it is made with.
    pub(super) fn of_name(name: &[u8]) -> Option<Self> {
        name.first_chunk().and_then(|number| Self::of_tpm(u16::from_be_bytes(*number)))
    }

    fn tpm(self) -> u16 {
        match self {
            Self::Sha1 => 0x0004,
            Self::Sha256 => 0x000b,
            Self::Sha384 => 0x000c,
            Self::Sha512 => 0x000d,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm: &Algorithm = match self {
            Self::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &SHA256,
            Self::Sha384 => &SHA384,
            Self::Sha512 => &SHA512,
        };
        digest(algorithm, bytes).as_ref().to_vec()
    }

    /// The name of an object: the number of the hash, and the hash of the object's public area.
    pub(super) fn name(self, public_area: &[u8]) -> Vec<u8> {
        [self.tpm().to_be_bytes().as_slice(), &self.digest(public_area)].concat()
    }
}
