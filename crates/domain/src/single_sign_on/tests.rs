//! What is decided without a provider.

use super::*;

#[test]
fn a_journey_is_an_id() {
    assert!(is_journey("Ab9_-"));
    for text in ["", "a b", "ä", "a/b", &"a".repeat(65)] {
        assert!(!is_journey(text), "{text}");
    }
}

#[test]
fn what_is_sealed_is_not_shown() {
    assert_eq!(format!("{:?}", Sealed("secret".to_owned())), "Sealed(…)");
}
