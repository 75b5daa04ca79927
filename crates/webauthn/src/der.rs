//! A strict reader for the little DER that we take apart ourselves: Android's key description, the shell of a certificate, and the two
//! halves of a signature.
//!
//! It must never accept an indefinite or overlong length, and never read past the end.

/// The bytes are not the DER they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

pub(crate) const INTEGER: Tag = Tag::universal(0x02, false);
pub(crate) const BIT_STRING: Tag = Tag::universal(0x03, false);
pub(crate) const OCTET_STRING: Tag = Tag::universal(0x04, false);
pub(crate) const OBJECT_IDENTIFIER: Tag = Tag::universal(0x06, false);
pub(crate) const ENUMERATED: Tag = Tag::universal(0x0a, false);
pub(crate) const SEQUENCE: Tag = Tag::universal(0x10, true);
pub(crate) const SET: Tag = Tag::universal(0x11, true);

/// The class and whether there is something inside, as the first byte has them; and the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    class: u8,
    number: u32,
}

impl Tag {
    const fn universal(number: u32, constructed: bool) -> Self {
        Self { class: if constructed { 0x20 } else { 0 }, number }
    }

    /// The number of a context-specific tag around one element, as Android tags everything.
    pub(crate) fn context(self) -> Option<u32> {
        (self.class == 0xa0).then_some(self.number)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self(input)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element, whatever it is.
    pub(crate) fn element(&mut self) -> Result<(Tag, &'a [u8]), Malformed> {
        let tag = self.tag()?;
        let length = self.length()?;
        let (content, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok((tag, content))
    }

    /// The content of the next element, which must be of this kind.
    pub(crate) fn expect(&mut self, expected: Tag) -> Result<&'a [u8], Malformed> {
        let (tag, content) = self.element()?;
        if tag == expected { Ok(content) } else { Err(Malformed) }
    }

    /// The content of the one element that the input must be.
    pub(crate) fn only(input: &'a [u8], expected: Tag) -> Result<&'a [u8], Malformed> {
        let mut reader = Self(input);
        let content = reader.expect(expected)?;
        if reader.is_empty() { Ok(content) } else { Err(Malformed) }
    }

    fn tag(&mut self) -> Result<Tag, Malformed> {
        let first = self.byte()?;
        let (class, short) = (first & 0xe0, first & 0x1f);
        if short != 0x1f {
            return Ok(Tag { class, number: u32::from(short) });
        }
        // The long form: seven bits a byte, without a leading zero, only for what does not fit the short one.
        let mut number: u32 = 0;
        for at in 0..4 {
            let byte = self.byte()?;
            if at == 0 && byte == 0x80 {
                return Err(Malformed);
            }
            number = number << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return if number < 0x1f { Err(Malformed) } else { Ok(Tag { class, number }) };
            }
        }
        Err(Malformed)
    }

    fn length(&mut self) -> Result<usize, Malformed> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        let width = first & 0x7f;
        if !(1..=4).contains(&width) {
            return Err(Malformed);
        }
        let mut length: usize = 0;
        for at in 0..width {
            let byte = self.byte()?;
            if at == 0 && byte == 0 {
                return Err(Malformed);
            }
            length = length << 8 | usize::from(byte);
        }
        if length < 0x80 { Err(Malformed) } else { Ok(length) }
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        let (byte, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*byte)
    }
}

/// The bytes of an INTEGER or ENUMERATED that is not negative, without leading zeros: none at all for zero.
pub(crate) fn magnitude(content: &[u8]) -> Result<&[u8], Malformed> {
    match content {
        [] => Err(Malformed),
        // Negative, or with a leading zero that is not needed.
        [first, ..] if *first >= 0x80 => Err(Malformed),
        [0, second, ..] if *second < 0x80 => Err(Malformed),
        [0, rest @ ..] => Ok(rest),
        _ => Ok(content),
    }
}

/// An INTEGER or ENUMERATED that is not negative and of at most four bytes.
pub(crate) fn number(content: &[u8]) -> Result<u32, Malformed> {
    let magnitude = magnitude(content)?;
    if content.len() > 4 {
        return Err(Malformed);
    }
    Ok(magnitude.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{INTEGER, Malformed, OCTET_STRING, Reader, magnitude, number};

    #[test]
    fn long_tags_and_lengths_are_read() {
        // [702] around an INTEGER 0.
        let mut reader = Reader::new(&[0xbf, 0x85, 0x3e, 3, 2, 1, 0, 2, 1, 5]);
        let (tag, content) = reader.element().unwrap();
        assert_eq!((tag.context(), content), (Some(702), &[2, 1, 0][..]));
        assert_eq!(reader.expect(INTEGER), Ok(&[5][..]));
        assert!(reader.is_empty());
        let long = [&[4, 0x81, 0x80][..], &[7; 128]].concat();
        assert_eq!(Reader::only(&long, OCTET_STRING), Ok(&[7; 128][..]));
    }

    #[test]
    fn other_encodings_of_the_same_are_refused() {
        for wrong in [
            &[][..],
            &[4],
            &[4, 1],
            &[4, 0x80, 0, 0],
            &[4, 0x81, 1, 7],
            &[4, 0x82, 0, 1, 7],
            &[4, 0x85, 0, 0, 0, 0, 1, 7],
            &[0xbf, 0x80, 0x3e, 0],
            &[0xbf, 0x05, 0],
            &[0xbf, 0xff, 0xff, 0xff, 0xff, 0x7f, 0],
        ] {
            assert_eq!(Reader::new(wrong).element().map(|_| ()), Err(Malformed), "{wrong:x?}");
        }
        assert_eq!(Reader::only(&[4, 0, 0], OCTET_STRING), Err(Malformed), "something behind it");
        assert_eq!(Reader::only(&[4, 0], INTEGER), Err(Malformed));
    }

    #[test]
    fn numbers_are_small_and_canonical() {
        assert_eq!([&[0][..], &[2], &[0, 0x80], &[1, 0x2c]].map(number), [Ok(0), Ok(2), Ok(128), Ok(300)]);
        for wrong in [&[][..], &[0x80], &[0, 1], &[1, 2, 3, 4, 5]] {
            assert_eq!(number(wrong), Err(Malformed), "{wrong:x?}");
        }
        assert_eq!([&[0][..], &[0, 0x80], &[7]].map(magnitude), [Ok(&[][..]), Ok(&[0x80]), Ok(&[7])]);
    }

    proptest! {
        #[test]
        fn elements_cover_the_input_or_fail(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            let mut taken = 0;
            while !reader.is_empty() {
                match reader.element() {
                    Ok((_, content)) => taken += content.len(),
                    Err(Malformed) => break,
                }
            }
            prop_assert!(taken < bytes.len().max(1));
        }
    }
}
