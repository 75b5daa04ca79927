//! clientDataJSON: another reader of JSON finds the same members, each once.
//!
//! The target must never compare less than what verification rests on: type, challenge, origin, and the two about frames.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use webauthn::fuzzing;

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    let Ok(parsed) = fuzzing::client_data(input) else {
        assert!(webauthn::challenge_of(input).is_err(), "a challenge out of what is no client data");
        return false;
    };
    let text = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let text = std::str::from_utf8(text).expect("client data is UTF-8");
    let Names(mut names) = serde_json::from_str(text).expect("client data is one JSON object");
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a member is there twice");
    let decoded = crate::ceremony::from_base64url(&parsed.challenge);
    assert_eq!(webauthn::challenge_of(input).ok(), decoded, "two challenges");

    // Members that are ignored may hold what this reader has no form for: a number beyond all floats, half a surrogate pair.
    let Ok(Value::Object(members)) = serde_json::from_str(text) else { return true };
    assert_eq!(members.len(), count);
    let is = |name: &str, text: &str| members.get(name) == Some(&Value::from(text));
    assert!(is("type", &parsed.kind) && is("challenge", &parsed.challenge) && is("origin", &parsed.origin));
    let crossed = members.get("crossOrigin");
    assert!(
        crossed == Some(&Value::Bool(parsed.cross_origin)) || (crossed.is_none() && !parsed.cross_origin),
        "crossOrigin is {crossed:?}"
    );
    assert_eq!(members.get("topOrigin"), parsed.top_origin.map(Value::from).as_ref());
    true
}

/// The names of an object's members, as often as they are there.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Names;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = members.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
