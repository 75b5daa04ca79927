//! The one ceremony that all seeds belong to, its fixed keys, and how an input of a verify target is cut into switches and pieces.
//!
//! Only Ed25519 and RSA sign here: both sign the same message alike each time, so that a finding can be repeated.

use std::sync::LazyLock;

use authenticator::KeyPair;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

pub const RP_ID: &str = "example.org";
pub const ORIGIN: &str = "https://login.example.org";
pub const TOP_ORIGIN: &str = "https://shop.example";
pub const APP_ID: &str = "https://login.example.org/appid.json";
pub const HANDLE: &[u8] = b"0123456789abcdef0123456789abcdef";
pub const CREDENTIAL_ID: &[u8] = b"the id of the fuzzed credential";
pub const CHALLENGE: [u8; 39] = [0xfb; 39];
/// As the leaf in `keys/` names it.
pub const AAGUID: [u8; 16] = *b"keystead-fuzz---";
/// For whom the metadata service's certificate is.
pub const METADATA_HOST: &str = "mds.keystead.example";
/// 2030-01-01: the certificates in `keys/` are valid then.
pub const NOW: i64 = 1_893_456_000;

/// The authority that issued the two leaves. Its private key is gone.
pub const ROOT: &[u8] = include_bytes!("../keys/root.der");
/// The maker's certificate, for [`Key::Maker`].
pub const MAKER_LEAF: &[u8] = include_bytes!("../keys/maker.der");
/// The metadata service's certificate, for [`Key::Rsa`].
pub const METADATA_LEAF: &[u8] = include_bytes!("../keys/metadata.der");

/// The fixed keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Ed25519,
    Rsa,
    Maker,
}

static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::from_pkcs8(Key::Rsa.pkcs8()).expect("the fixed RSA key"));
static ED25519: LazyLock<Ed25519KeyPair> = LazyLock::new(|| edwards(Key::Ed25519));
static MAKER: LazyLock<Ed25519KeyPair> = LazyLock::new(|| edwards(Key::Maker));

fn edwards(key: Key) -> Ed25519KeyPair {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.pkcs8()).expect("a fixed Ed25519 key")
}

impl Key {
    pub fn pkcs8(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => include_bytes!("../keys/ed25519.pk8"),
            Self::Rsa => include_bytes!("../keys/rsa.pk8"),
            Self::Maker => include_bytes!("../keys/maker.pk8"),
        }
    }

    /// The COSE number.
    pub fn algorithm(self) -> i64 {
        match self {
            Self::Rsa => -257,
            Self::Ed25519 | Self::Maker => -8,
        }
    }

    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519 => ED25519.sign(message).as_ref().to_vec(),
            Self::Maker => MAKER.sign(message).as_ref().to_vec(),
            Self::Rsa => {
                let mut signature = vec![0; RSA.public_modulus_len()];
                RSA.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("an RSA signature");
                signature
            }
        }
    }

    /// The public half as COSE.
    pub fn cose(self) -> &'static [u8] {
        static COSE: LazyLock<[KeyPair; 3]> = LazyLock::new(|| {
            [Key::Ed25519, Key::Rsa, Key::Maker]
                .map(|key| KeyPair::from_pkcs8(key.algorithm(), key.pkcs8()).expect("a fixed key"))
        });
        let place = match self {
            Self::Ed25519 => 0,
            Self::Rsa => 1,
            Self::Maker => 2,
        };
        COSE[place].cose()
    }

    /// The public half as the cryptographic library writes it, never out of COSE.
    pub(crate) fn public(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => ED25519.public_key().as_ref(),
            Self::Maker => MAKER.public_key().as_ref(),
            Self::Rsa => RSA.public_key().as_ref(),
        }
    }
}

/// An input of a verify target: four bytes of switches, then pieces, each but the last with its length in two bytes before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script<'a> {
    switches: [u8; 4],
    rest: &'a [u8],
}

impl<'a> Script<'a> {
    pub(crate) fn read(input: &'a [u8]) -> Option<Self> {
        let (switches, rest) = input.split_first_chunk::<4>()?;
        Some(Self { switches: *switches, rest })
    }

    /// Some bits of a byte of switches.
    pub(crate) fn bits(&self, byte: usize, from: u8, count: u8) -> u8 {
        (self.switches[byte] >> from) & (u8::MAX >> (8 - count))
    }

    pub(crate) fn is_on(&self, byte: usize, bit: u8) -> bool {
        self.bits(byte, bit, 1) == 1
    }

    /// The next piece; one that is cut short ends with the input.
    pub(crate) fn piece(&mut self) -> &'a [u8] {
        let Some((length, rest)) = self.rest.split_first_chunk::<2>() else { return self.last() };
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        self.rest = rest;
        piece
    }

    pub(crate) fn last(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }
}

/// The input for these switches and pieces.
pub fn script(switches: [u8; 4], pieces: &[&[u8]]) -> Vec<u8> {
    let mut input = switches.to_vec();
    let (last, front) = pieces.split_last().expect("at least one piece");
    for piece in front {
        input.extend(u16::try_from(piece.len()).expect("a short piece").to_be_bytes());
        input.extend_from_slice(piece);
    }
    input.extend_from_slice(last);
    input
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}
