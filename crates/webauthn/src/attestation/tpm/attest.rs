//! `TPMS_ATTEST` (TPM 2.0 library, part 2, 10.12.12): what the TPM signed about the key.
//!
//! It must never accept a structure that something other than a TPM could have been made to sign: the magic number and the kind
//! are part of what is read.

use super::reader::{Malformed, Reader};

/// No TPM signs outside data that start like this.
const GENERATED_BY_TPM: u32 = 0xff54_4347;
const ATTEST_CERTIFY: u16 = 0x8017;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Certified<'a> {
    /// What the client had signed along.
    pub(super) extra: &'a [u8],
    /// The name of the key that is certified.
    pub(super) name: &'a [u8],
}

impl<'a> Certified<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        Reader::whole(bytes, |reader| {
            if reader.u32()? != GENERATED_BY_TPM || reader.u16()? != ATTEST_CERTIFY {
                return Err(Malformed);
            }
            let _signer = reader.sized()?;
            let extra = reader.sized()?;
            // Clock, resets, restarts, whether the clock is safe; firmware version.
            reader.skip::<17>()?;
            reader.skip::<8>()?;
            let name = reader.sized()?;
            let _qualified_name = reader.sized()?;
            Ok(Self { extra, name })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Certified, Malformed};

    fn attest() -> Vec<u8> {
        let mut bytes = vec![0xff, 0x54, 0x43, 0x47, 0x80, 0x17];
        bytes.extend([0, 1, 0xaa]);
        bytes.extend([0, 2, 1, 2]);
        bytes.extend([7; 25]);
        bytes.extend([0, 3, 0, 4, 9]);
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn extra_and_name_are_found() {
        assert_eq!(Certified::parse(&attest()), Ok(Certified { extra: &[1, 2], name: &[0, 4, 9] }));
    }

    #[test]
    fn every_byte_is_needed_and_none_more() {
        let whole = attest();
        for length in 0..whole.len() {
            assert_eq!(Certified::parse(&whole[..length]), Err(Malformed), "{length}");
        }
        assert_eq!(Certified::parse(&[whole, vec![0]].concat()), Err(Malformed));
    }

    #[test]
    fn other_magic_and_kinds_are_refused() {
        for at in 0..6 {
            let mut wrong = attest();
            wrong[at] ^= 1;
            assert_eq!(Certified::parse(&wrong), Err(Malformed), "{at}");
        }
    }

    proptest! {
        #[test]
        fn garbage_is_no_panic(bytes: Vec<u8>) {
            let _ = Certified::parse(&bytes);
            let _ = Certified::parse(&[attest(), bytes].concat());
        }
    }
}
