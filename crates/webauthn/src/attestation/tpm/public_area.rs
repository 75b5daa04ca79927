//! `TPMT_PUBLIC` (TPM 2.0 library, part 2, 12.2.4): the key as the TPM describes it.
//!
//! It must never judge the key by itself: it says whether it is the one that the authenticator data carries.

use super::hash::Hash;
use super::reader::{Malformed, Reader};
use crate::Refusal;
use crate::cose::Material;

const RSA: u16 = 0x0001;
const AES: u16 = 0x0006;
const NULL: u16 = 0x0010;
const SM4: u16 = 0x0013;
const RSASSA: u16 = 0x0014;
const RSAES: u16 = 0x0015;
const RSAPSS: u16 = 0x0016;
const OAEP: u16 = 0x0017;
const ECDSA: u16 = 0x0018;
const ECDAA: u16 = 0x001a;
const SM2: u16 = 0x001b;
const EC_SCHNORR: u16 = 0x001c;
const ECC: u16 = 0x0023;
const CAMELLIA: u16 = 0x0026;

/// `TPMA_OBJECT`: fixedTPM, fixedParent, sensitiveDataOrigin. Neither the key nor what it hangs on can be moved to another TPM, and the
/// private half was not brought in.
const MADE_INSIDE: u32 = 1 << 1 | 1 << 4 | 1 << 5;
/// What the exponent 0 stands for.
const DEFAULT_EXPONENT: u32 = 65_537;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublicArea<'a> {
    /// With which the TPM makes the name of the key.
    pub(super) name_hash: Hash,
    /// Says that the TPM made the key itself and that the key can never leave it.
    pub(super) is_made_inside: bool,
    key: Key<'a>,
}

#[derive(Debug, PartialEq, Eq)]
enum Key<'a> {
    Rsa { modulus: &'a [u8], exponent: u32 },
    Ecc { curve: Curve, x: &'a [u8], y: &'a [u8] },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    P256,
    P384,
    P521,
}

/// Why the bytes are no public area for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotPublicArea {
    Malformed,
    /// A type of key, a curve or a hash that no credential here has.
    Unsupported,
}

impl From<Malformed> for NotPublicArea {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<NotPublicArea> for Refusal {
    fn from(reason: NotPublicArea) -> Self {
        match reason {
            NotPublicArea::Malformed => Self::AttestationTpmInvalid,
            NotPublicArea::Unsupported => Self::UnsupportedAlgorithm,
        }
    }
}

impl<'a> PublicArea<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, NotPublicArea> {
        Reader::whole(bytes, |reader| {
            let kind = reader.u16()?;
            if !matches!(kind, RSA | ECC) {
                return Err(NotPublicArea::Unsupported);
            }
            let name_hash = Hash::of_tpm(reader.u16()?).ok_or(NotPublicArea::Unsupported)?;
            let is_made_inside = reader.u32()? & MADE_INSIDE == MADE_INSIDE;
            let _policy = reader.sized()?;
            let key = if kind == RSA { rsa(reader)? } else { ecc(reader)? };
            Ok(Self { name_hash, is_made_inside, key })
        })
    }

    /// Whether this is the credential's key.
    pub(super) fn describes(&self, key: Material<'_>) -> bool {
        match self.key {
            Key::Rsa { modulus, exponent } => {
                key == Material::Rsa { n: stripped(modulus), e: stripped(&exponent.to_be_bytes()) }
            }
            Key::Ecc { curve, x, y } => curve.point(x, y).is_some_and(|point| {
                key == match curve {
                    Curve::P256 => Material::P256(&point),
                    Curve::P384 => Material::P384(&point),
                    Curve::P521 => Material::P521(&point),
                }
            }),
        }
    }
}

impl Curve {
    /// `TPM_ECC_CURVE`.
    fn numbered(number: u16) -> Option<Self> {
        match number {
            0x0003 => Some(Self::P256),
            0x0004 => Some(Self::P384),
            0x0005 => Some(Self::P521),
            _ => None,
        }
    }

    /// 0x04, x, y. TPMs may leave out leading zeros.
    fn point(self, x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
        let coordinate = match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        };
        Some([&[4], padded(x, coordinate)?.as_slice(), padded(y, coordinate)?.as_slice()].concat())
    }
}

/// `TPMS_RSA_PARMS` and `TPM2B_PUBLIC_KEY_RSA`.
fn rsa<'a>(reader: &mut Reader<'a>) -> Result<Key<'a>, NotPublicArea> {
    symmetric(reader)?;
    scheme(reader)?;
    let _key_bits = reader.u16()?;
    let exponent = match reader.u32()? {
        0 => DEFAULT_EXPONENT,
        exponent => exponent,
    };
    Ok(Key::Rsa { modulus: reader.sized()?, exponent })
}

/// `TPMS_ECC_PARMS` and `TPMS_ECC_POINT`.
fn ecc<'a>(reader: &mut Reader<'a>) -> Result<Key<'a>, NotPublicArea> {
    symmetric(reader)?;
    scheme(reader)?;
    let curve = Curve::numbered(reader.u16()?).ok_or(NotPublicArea::Unsupported)?;
    // The key derivation: nothing, or a scheme and its hash.
    if reader.u16()? != NULL {
        let _hash = reader.u16()?;
    }
    Ok(Key::Ecc { curve, x: reader.sized()?, y: reader.sized()? })
}

/// `TPMT_SYM_DEF_OBJECT`: nothing for a key that signs, but legal: a block cipher, its key size and its mode.
fn symmetric(reader: &mut Reader<'_>) -> Result<(), NotPublicArea> {
    match reader.u16()? {
        NULL => Ok(()),
        AES | SM4 | CAMELLIA => Ok(reader.skip::<4>()?),
        _ => Err(NotPublicArea::Malformed),
    }
}

/// `TPMT_RSA_SCHEME` or `TPMT_ECC_SCHEME`: most have a hash, one has a counter besides, one has nothing.
fn scheme(reader: &mut Reader<'_>) -> Result<(), NotPublicArea> {
    match reader.u16()? {
        NULL | RSAES => Ok(()),
        RSASSA | RSAPSS | OAEP | ECDSA | SM2 | EC_SCHNORR => Ok(reader.skip::<2>()?),
        ECDAA => Ok(reader.skip::<4>()?),
        _ => Err(NotPublicArea::Malformed),
    }
}

fn stripped(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn padded(number: &[u8], length: usize) -> Option<Vec<u8>> {
    let number = stripped(number);
    let mut padded = vec![0; length.checked_sub(number.len())?];
    padded.extend_from_slice(number);
    Some(padded)
}

#[cfg(test)]
mod tests;
