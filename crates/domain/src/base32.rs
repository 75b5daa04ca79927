//! Bytes as letters of five bits each, for people to read and type. The alphabet is the caller's; nothing is padded.

/// RFC 4648, as authenticator apps read it.
pub(crate) const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford's: no letter that a person takes for another.
pub(crate) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

pub(crate) fn letters(alphabet: &[u8; 32], bytes: &[u8]) -> String {
    bytes.chunks(5).flat_map(|chunk| of_chunk(alphabet, chunk)).collect()
}

/// Five bytes make eight letters; fewer make as many as their bits begin.
fn of_chunk(alphabet: &[u8; 32], chunk: &[u8]) -> impl Iterator<Item = char> {
    let bits = (0..5).fold(0_u64, |bits, place| bits << 8 | u64::from(chunk.get(place).copied().unwrap_or_default()));
    let count = (chunk.len() * 8).div_ceil(5);
    (0..8).take(count).filter_map(move |place| {
        let index = usize::try_from(bits >> (35 - 5 * place) & 31).ok()?;
        alphabet.get(index).copied().map(char::from)
    })
}

/// What RFC 4648's letters stand for, as people and programs write them: in either case, with blanks or padding.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes().filter(|letter| !matches!(letter, b' ' | b'-' | b'=')) {
        let letter = letter.to_ascii_uppercase();
        let value = RFC_4648.iter().position(|known| *known == letter)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4648, section 10, without its padding.
    #[test]
    fn the_vectors_of_the_standard() {
        let vectors =
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")];
        for (plain, expected) in vectors {
            assert_eq!(letters(RFC_4648, plain.as_bytes()), expected);
            assert_eq!(bytes(expected).unwrap(), plain.as_bytes());
        }
        assert_eq!(letters(RFC_4648, b"foobar"), "MZXW6YTBOI");
        assert_eq!(bytes("mzxw 6ytb-oi======").unwrap(), b"foobar");
        assert_eq!((bytes("MZXW1"), bytes("ä")), (None, None));
        assert_eq!(letters(CROCKFORD, &[0xff; 10]), "ZZZZZZZZZZZZZZZZ");
        assert_eq!(letters(CROCKFORD, &[0x00, 0x44, 0x32, 0x14, 0xc7]), "01234567");
    }
}
