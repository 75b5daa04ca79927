//! Attestation objects, and CBOR in general: two readers see the same, down to the last byte.
//!
//! The target must never judge the statement; whether that holds is for `verify_registration`.

use webauthn::fuzzing::{self, Item};

use crate::reading;

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    let whole = reading::compared_whole(input);
    let Ok(object) = fuzzing::attestation_object(input) else { return false };
    let whole = whole.expect("an attestation object is one item of CBOR and nothing behind it");
    assert_eq!(reading::member(&whole, &reading::text("fmt")), Some(&reading::text(&object.format)));
    assert_eq!(reading::member(&whole, &reading::text("attStmt")), Some(&object.statement));
    let authenticator_data = Item::Bytes(object.authenticator_data);
    assert_eq!(reading::member(&whole, &reading::text("authData")), Some(&authenticator_data));
    match object.statement {
        Item::Map(_) => {}
        Item::Array(_) => assert_eq!(object.format, "compound", "only compound statements are arrays"),
        other => unreachable!("a statement is {other:?}"),
    }
    true
}
