//! DER, as much of it as certificates and their extensions need.
//!
//! Values are written inside out: each function takes finished contents and returns a finished value. It must never be used
//! to read anything from outside; [`value`] takes apart only what this crate or its library wrote.

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    with_identifier(&[tag], content)
}

pub(crate) fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &members.concat())
}

/// DER wants the members of a set in order of their bytes.
pub(crate) fn set(members: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted = members.to_vec();
    sorted.sort();
    tlv(0x31, &sorted.concat())
}

/// A number that is not negative, from big-endian bytes.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let significant = bytes.iter().position(|byte| *byte != 0).and_then(|first| bytes.get(first..)).unwrap_or(&[0]);
    let sign: &[u8] = if significant.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(0x02, &[sign, significant].concat())
}

pub(crate) fn integer(number: u64) -> Vec<u8> {
    unsigned(&number.to_be_bytes())
}

pub(crate) fn enumerated(number: u8) -> Vec<u8> {
    tlv(0x0a, &[number])
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0 }])
}

pub(crate) fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

/// Whole bytes, so that no bit is left unused.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

pub(crate) fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// From the dotted form. What is no number in it counts as zero, which no identifier of ours has by accident.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().unwrap_or(0));
    let first = arcs.next().unwrap_or(0) * 40 + arcs.next().unwrap_or(0);
    let content: Vec<u8> = std::iter::once(first).chain(arcs).flat_map(base_128).collect();
    tlv(0x06, &content)
}

/// A moment, written `YYYYMMDDHHMMSSZ`. RFC 5280 wants the two-digit form before 2050.
pub(crate) fn time(moment: &str) -> Vec<u8> {
    match moment.strip_prefix("20") {
        Some(short) if short < "50" => tlv(0x17, short.as_bytes()),
        _ => tlv(0x18, moment.as_bytes()),
    }
}

/// A value under an explicit tag, which may be any number.
pub(crate) fn explicit(number: u64, inner: &[u8]) -> Vec<u8> {
    match u8::try_from(number) {
        Ok(small) if small < 31 => tlv(0xa0 | small, inner),
        _ => with_identifier(&[&[0xbf], base_128(number).as_slice()].concat(), inner),
    }
}

/// The content of the first value, if it has the tag, and what follows it.
pub(crate) fn value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = if length < 0x80 {
        (usize::from(length), rest)
    } else {
        let (length, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
        (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
    };
    if found == tag { rest.split_at_checked(length) } else { None }
}

fn with_identifier(identifier: &[u8], content: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => vec![short],
        _ => {
            let bytes = content.len().to_be_bytes();
            let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            let count = u8::try_from(significant.len()).unwrap_or(u8::MAX);
            [&[0x80 | count], significant.as_slice()].concat()
        }
    };
    [identifier, &length, content].concat()
}

/// Seven bits a byte, the first bit set in all but the last.
fn base_128(number: u64) -> Vec<u8> {
    let mut rest = number;
    let mut reversed = Vec::new();
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or(0);
        reversed.push(if reversed.is_empty() { low } else { low | 0x80 });
        rest >>= 7;
        if rest == 0 {
            break;
        }
    }
    reversed.reverse();
    reversed
}

#[cfg(test)]
mod tests {
    use super::{explicit, integer, null, octets, oid, set, time, unsigned, value};

    #[test]
    fn lengths_numbers_and_tags_are_minimal() {
        assert_eq!(octets(&[7; 127])[..2], [0x04, 127]);
        assert_eq!(octets(&[7; 128])[..3], [0x04, 0x81, 128]);
        assert_eq!(octets(&[7; 256])[..4], [0x04, 0x82, 1, 0]);
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(unsigned(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(explicit(3, &null()), [0xa3, 2, 5, 0]);
        // Android's `origin` is tag 702.
        assert_eq!(explicit(702, &integer(0)), [0xbf, 0x85, 0x3e, 3, 2, 1, 0]);
        assert_eq!(set(&[integer(9), integer(2)]), [0x31, 6, 2, 1, 2, 2, 1, 9]);
    }

    #[test]
    fn identifiers_and_times_are_as_the_standards_print_them() {
        assert_eq!(oid("1.2.840.10045.4.3.2"), [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
        assert_eq!(oid("2.23.133.8.3"), [6, 5, 0x67, 0x81, 5, 8, 3]);
        assert_eq!(time("20491231235959Z")[..4], [0x17, 13, b'4', b'9']);
        assert_eq!(time("20500101000000Z")[..4], [0x18, 15, b'2', b'0']);
    }

    #[test]
    fn what_was_written_is_taken_apart() {
        let long = octets(&[7; 300]);
        assert_eq!(value(&[long.clone(), null()].concat(), 4), Some((&[7; 300][..], &[5, 0][..])));
        assert_eq!(value(&long, 2), None);
        assert_eq!(value(&long[..200], 4), None);
    }
}
