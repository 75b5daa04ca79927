//! TPM 2.0 structures: integers in big-endian, byte strings behind a length of two bytes.
//!
//! It must never read past the end or leave anything unread: a structure is exactly its bytes.

/// The bytes are not the structure they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads a structure that is all of the input.
    pub(super) fn whole<T, E: From<Malformed>>(
        input: &'a [u8],
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut reader = Self(input);
        let structure = read(&mut reader)?;
        if reader.0.is_empty() { Ok(structure) } else { Err(Malformed.into()) }
    }

    pub(super) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    /// A `TPM2B`: a length and that many bytes.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], Malformed> {
        let length = usize::from(self.u16()?);
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn skip<const N: usize>(&mut self) -> Result<(), Malformed> {
        self.array::<N>().map(|_| ())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }
}
