//! What is decided without a provider.

use super::*;

#[test]
fn the_way_on_stays_at_the_door() {
    let base = "/demo/community";
    for way in ["/demo/community/account/security", "/demo/community/a?b=c"] {
        assert!(is_way_on(way, base), "{way}");
    }
    let long = format!("/demo/community/{}", "a".repeat(LONGEST_WAY));
    for way in [
        "",
        "/",
        "//evil.example/demo/community/",
        "https://evil.example/demo/community/x",
        "/demo/communityx/y",
        "/demo/community",
        "/demo/community/\\evil",
        "/demo/community/a b",
        "/demo/community/\n",
        "/other/door/x",
        &long,
    ] {
        assert!(!is_way_on(way, base), "{way}");
    }
}

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
