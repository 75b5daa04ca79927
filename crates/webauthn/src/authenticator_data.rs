//! Authenticator data (6.1): the bytes that the authenticator signs.
//!
//! It must never leave a byte unexplained: what the flags announce is there, and nothing else.

use crate::{Aaguid, Refusal, cbor};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// Bits 1 and 5 are reserved and ignored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags(u8);

impl Flags {
    pub(crate) fn user_present(self) -> bool {
        self.0 & PRESENT != 0
    }

    pub(crate) fn user_verified(self) -> bool {
        self.0 & VERIFIED != 0
    }

    pub(crate) fn backup_eligible(self) -> bool {
        self.0 & BACKUP_ELIGIBLE != 0
    }

    pub(crate) fn backed_up(self) -> bool {
        self.0 & BACKED_UP != 0
    }
}

#[derive(Debug)]
pub(crate) struct AuthenticatorData<'a> {
    pub(crate) rp_id_hash: &'a [u8; 32],
    pub(crate) flags: Flags,
    pub(crate) sign_count: u32,
    pub(crate) attested: Option<Attested<'a>>,
}

/// Attested credential data (6.5.1).
#[derive(Debug)]
pub(crate) struct Attested<'a> {
    pub(crate) aaguid: Aaguid,
    pub(crate) credential_id: &'a [u8],
    /// The COSE key as received. Here only its end was found; the key itself is not judged yet.
    pub(crate) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(Refusal::MalformedAuthData)?;
        let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or(Refusal::MalformedAuthData)?;
        let (sign_count, rest) = rest.split_first_chunk::<4>().ok_or(Refusal::MalformedAuthData)?;
        let (attested, rest) = if flags & ATTESTED == 0 {
            (None, rest)
        } else {
            let (attested, rest) = Attested::parse(rest)?;
            (Some(attested), rest)
        };
        if flags & EXTENDED == 0 {
            if !rest.is_empty() {
                return Err(Refusal::MalformedAuthData);
            }
        } else if !matches!(cbor::whole(rest), Ok(cbor::Value::Map(_))) {
            return Err(Refusal::MalformedAuthData);
        }
        Ok(Self { rp_id_hash, flags: Flags(flags), sign_count: u32::from_be_bytes(*sign_count), attested })
    }
}

impl<'a> Attested<'a> {
    fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Refusal> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(Refusal::MalformedAuthData)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(Refusal::MalformedAuthData)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (credential_id, rest) = rest.split_at_checked(length).ok_or(Refusal::MalformedAuthData)?;
        if credential_id.is_empty() || rest.is_empty() {
            return Err(Refusal::MalformedAuthData);
        }
        let (_, after) = cbor::item(rest).map_err(|_| Refusal::MalformedPublicKey)?;
        let public_key = rest.split_at_checked(rest.len() - after.len()).ok_or(Refusal::MalformedPublicKey)?.0;
        Ok((Self { aaguid: Aaguid(*aaguid), credential_id, public_key }, after))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::AuthenticatorData;
    use crate::Refusal;

    fn with(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[7; 32][..], &[flags], &[0, 0, 1, 0], rest].concat()
    }

    #[test]
    fn flags_and_bytes_agree() {
        let plain = with(0x1d, &[]);
        let parsed = AuthenticatorData::parse(&plain).expect("plain");
        assert_eq!((parsed.sign_count, parsed.attested.is_none()), (256, true));
        assert!(parsed.flags.user_present() && parsed.flags.user_verified());
        assert!(parsed.flags.backup_eligible() && parsed.flags.backed_up());
        assert!(AuthenticatorData::parse(&with(0x80, b"\xa1\x61a\x01")).is_ok());
        for (flags, rest) in
            [(0x01, &b"\0"[..]), (0x80, b""), (0x80, b"\x01"), (0x80, b"\xa0\0"), (0x40, b""), (0x40, &[0; 18])]
        {
            let refused = AuthenticatorData::parse(&with(flags, rest)).map(|_| ());
            assert_eq!(refused, Err(Refusal::MalformedAuthData), "{flags:x} {rest:?}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(flags in any::<u8>(), rest in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = AuthenticatorData::parse(&rest);
            let _ = AuthenticatorData::parse(&with(flags, &rest));
        }
    }
}
