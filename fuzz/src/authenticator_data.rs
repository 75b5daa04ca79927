//! Authenticator data: its pieces add up to its length, and each is where the standard puts it.
//!
//! The target must never take the end of the key from the verifier alone: another reader of CBOR says where it is.

use webauthn::fuzzing::{self, Item};

use crate::reading;

/// RP ID hash, flags, counter.
const HEAD: usize = 32 + 1 + 4;
/// AAGUID and the length of the id.
const ATTESTED_HEAD: usize = 16 + 2;

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    let Ok(parsed) = fuzzing::authenticator_data(input) else { return false };
    assert_eq!(Some(&parsed.rp_id_hash[..]), input.get(..32));
    let flags = *input.get(32).expect("there are flags");
    for (flag, bit) in
        [(parsed.user_present, 0), (parsed.user_verified, 2), (parsed.backup_eligible, 3), (parsed.backed_up, 4)]
    {
        assert_eq!(flag, flags >> bit & 1 == 1, "bit {bit} of {flags:#x}");
    }
    let counter = input.get(33..HEAD).expect("there is a counter");
    assert_eq!(parsed.sign_count.to_be_bytes(), counter);
    assert_eq!(parsed.attested.is_some(), flags & 0x40 != 0, "attested data is there when the flag says so");

    let mut end = HEAD;
    if let Some(attested) = &parsed.attested {
        let at = |from: usize, length: usize| input.get(from..from + length).expect("the piece is in the input");
        assert_eq!(attested.aaguid, at(HEAD, 16));
        let length = attested.credential_id.len();
        assert!(length > 0, "an id is never empty");
        assert_eq!(u16::try_from(length).expect("two bytes").to_be_bytes(), at(HEAD + 16, 2));
        assert_eq!(attested.credential_id, at(HEAD + ATTESTED_HEAD, length));
        end += ATTESTED_HEAD + length;
        let (_, key) = reading::compared(input.get(end..).unwrap_or_default()).expect("the key is CBOR");
        assert_eq!(attested.public_key, at(end, key), "the key ends elsewhere");
        end += key;
    }
    let rest = input.get(end..).expect("the pieces are within the input");
    if flags & 0x80 == 0 {
        assert_eq!(rest, b"", "bytes that nothing announces");
    } else {
        let extensions = reading::compared_whole(rest);
        assert!(matches!(extensions, Some(Item::Map(_))), "extensions are {extensions:?}");
    }
    true
}
