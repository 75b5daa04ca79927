use proptest::prelude::{any, prop, proptest};

use super::{Malformed, Value, item, whole};

#[test]
fn reads_what_authenticators_write() {
    let input = b"\xa3\x01\x20\x61\x61\x42\xff\xfe\x20\x82\xf5\xfb\0\0\0\0\0\0\0\0";
    let Ok(Value::Map(map)) = whole(input) else { panic!("a map") };
    assert_eq!(map.label(1), Some(&Value::Integer(-1)));
    assert_eq!(map.text("a"), Some(&Value::Bytes(&[0xff, 0xfe])));
    assert_eq!(map.label(-1), Some(&Value::Array(vec![Value::Other, Value::Other])));
    assert_eq!(map.len(), 3);
    assert_eq!(item(b"\x01\x02"), Ok((Value::Integer(1), &b"\x02"[..])));
    assert_eq!(whole(b"\x58\x01\x07"), Ok(Value::Bytes(&[7])), "a longer length than needed is real life");
}

#[test]
fn refuses_what_is_ambiguous_or_too_much() {
    let too_deep = [&[0x81; 17][..], &[0x00]].concat();
    let too_wide = [&[0xb8, 65][..], &(24..89_u8).flat_map(|key| [0x18, key, 0]).collect::<Vec<_>>()].concat();
    let refused: [&[u8]; 16] = [
        b"",                                     // nothing
        b"\x01\x02",                             // trailing byte
        b"\xa2\x01\x00\x01\x00",                 // duplicate key
        b"\xa2\x01\0\x18\x01\0",                 // the same key in a longer form
        b"\xbf\x01\x00\xff",                     // indefinite map
        b"\x5f\x41\x00\xff",                     // indefinite bytes
        b"\x9f\xff",                             // indefinite array
        b"\x58\xff\x00",                         // length past the end
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", // a huge declared array
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff", // a huge declared map
        b"\x61\xff",                             // not UTF-8
        b"\xa1\x80\x00",                         // an array as key
        b"\xf8\x10",                             // a simple value in the wrong form
        b"\x1c",                                 // reserved
        &too_deep,
        &too_wide,
    ];
    for input in refused {
        assert_eq!(whole(input), Err(Malformed), "{input:02x?}");
    }
    assert!(whole(&[&[0x81; 16][..], &[0x00]].concat()).is_ok(), "sixteen levels are the limit, not above it");
}

proptest! {
    /// Never a panic, and never an acceptance of what an independent reader refuses.
    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if whole(&bytes).is_ok() {
            let independent = ciborium::from_reader::<ciborium::Value, _>(&bytes[..]);
            // It knows fewer simple values, and reads tags which we only skip.
            let skipped = bytes.iter().any(|byte| byte >> 5 >= 6);
            assert!(independent.is_ok() || skipped, "{bytes:02x?}");
        }
    }
}
