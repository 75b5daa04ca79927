use proptest::prelude::*;

use super::{AuthorizationList, KeyDescription};
use crate::der::Malformed;

fn element(tag: &[u8], content: &[u8]) -> Vec<u8> {
    [tag, &[u8::try_from(content.len()).unwrap()], content].concat()
}

fn description(version: &[u8], software: &[u8], trusted: &[u8]) -> Vec<u8> {
    of_levels((&[1], &[1]), version, software, trusted)
}

fn of_levels((statement, key): (&[u8], &[u8]), version: &[u8], software: &[u8], trusted: &[u8]) -> Vec<u8> {
    let head =
        [element(&[2], version), element(&[0x0a], statement), element(&[2], &[4]), element(&[0x0a], key)].concat();
    let lists = [element(&[0x30], software), element(&[0x30], trusted)].concat();
    element(&[0x30], &[head, element(&[4], b"challenge"), element(&[4], &[]), lists].concat())
}

const PURPOSE_SIGN: [u8; 7] = [0xa1, 5, 0x31, 3, 2, 1, 2];
const ALL_APPLICATIONS: [u8; 5] = [0xbf, 0x84, 0x58, 2, 5];
const ORIGIN_GENERATED: [u8; 7] = [0xbf, 0x85, 0x3e, 3, 2, 1, 0];
/// [2], [3] and [704], as every real description has them.
const OTHERS: [u8; 17] = [0xa2, 3, 2, 1, 3, 0xa3, 4, 2, 2, 1, 0, 0xbf, 0x85, 0x40, 2, 0x30, 0];

#[test]
fn both_lists_are_read() {
    let trusted = [&PURPOSE_SIGN[..], &OTHERS[..11], &ORIGIN_GENERATED, &OTHERS[11..]].concat();
    let software = [&ALL_APPLICATIONS[..], &[0]].concat();
    let bytes = description(&[1, 0x2c], &software, &trusted);
    let found = KeyDescription::parse(&bytes).unwrap();
    assert_eq!(found.challenge, b"challenge");
    assert_eq!(found.software, AuthorizationList { all_applications: true, ..Default::default() });
    let expected = AuthorizationList { all_applications: false, origin: Some(0), purposes: Some(vec![2]) };
    assert_eq!(found.trusted, expected);
}

#[test]
fn both_levels_count() {
    for (statement, key, in_hardware) in [(1, 1, true), (2, 1, true), (1, 2, true), (0, 1, false), (1, 0, false)] {
        let bytes = of_levels((&[statement], &[key]), &[3], &[], &[]);
        assert_eq!(KeyDescription::parse(&bytes).unwrap().in_hardware, in_hardware, "{statement} {key}");
    }
    for odd in [&[][..], &[0x80], &[0, 0]] {
        assert_eq!(KeyDescription::parse(&of_levels((odd, &[1]), &[3], &[], &[])), Err(Malformed), "{odd:?}");
        assert_eq!(KeyDescription::parse(&of_levels((&[1], odd), &[3], &[], &[])), Err(Malformed), "{odd:?}");
    }
}

#[test]
fn silence_is_kept_as_silence() {
    let bytes = description(&[3], &[], &OTHERS);
    let found = KeyDescription::parse(&bytes).unwrap();
    assert_eq!((found.software, found.trusted), Default::default());
}

#[test]
fn every_version_so_far_is_read() {
    for version in [&[1][..], &[2], &[3], &[4], &[100], &[0, 200], &[1, 0x2c], &[1, 0x90]] {
        assert!(KeyDescription::parse(&description(version, &[], &[])).is_ok(), "{version:?}");
    }
    for version in [&[0][..], &[0x80], &[], &[0, 1]] {
        assert_eq!(KeyDescription::parse(&description(version, &[], &[])), Err(Malformed), "{version:?}");
    }
}

#[test]
fn what_says_a_thing_twice_or_wrongly_is_refused() {
    for list in [
        ORIGIN_GENERATED.repeat(2),
        PURPOSE_SIGN.repeat(2),
        [ALL_APPLICATIONS, ALL_APPLICATIONS].map(|member| [&member[..], &[0]].concat()).concat(),
        element(&[0xa1], &[2, 1, 2]),
        element(&[0xbf, 0x85, 0x3e], &[0x0a, 1, 0]),
        element(&[0xbf, 0x85, 0x3e], &[2, 1, 0, 2, 1, 0]),
        vec![0xa1],
    ] {
        assert_eq!(KeyDescription::parse(&description(&[3], &[], &list)), Err(Malformed), "{list:x?}");
        assert_eq!(KeyDescription::parse(&description(&[3], &list, &[])), Err(Malformed), "{list:x?}");
    }
}

#[test]
fn every_byte_is_needed_and_none_more() {
    let whole = description(&[3], &[], &PURPOSE_SIGN);
    for length in 0..whole.len() {
        assert_eq!(KeyDescription::parse(&whole[..length]), Err(Malformed), "{length}");
    }
    assert_eq!(KeyDescription::parse(&[whole, vec![0]].concat()), Err(Malformed));
}

proptest! {
    #[test]
    fn garbage_is_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = KeyDescription::parse(&bytes);
        let _ = KeyDescription::parse(&description(&[3], &bytes, &[]));
        let _ = KeyDescription::parse(&description(&bytes, &[], &[]));
    }
}
