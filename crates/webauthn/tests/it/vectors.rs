//! The vectors of the standard and those derived from them, run by the same code as `examples/vectors.rs`.
//!
//! It must never pass with a vector fewer than the files hold today, or with a refusal for another reason than theirs.

#[path = "../../examples/vectors/suite.rs"]
mod suite;

use std::fs;
use std::path::Path;

use suite::{Outcome, Suite, Unreadable};

const DERIVED: usize = 215;
const CEREMONIES_OF_THE_STANDARD: usize = 2 * 15;

#[test]
fn derived_vectors() {
    let Some(outcomes) = outcomes("derived.json") else { return };
    let wrong: Vec<_> = outcomes.iter().filter(|(_, outcome)| *outcome != Outcome::Passed).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(outcomes.len(), DERIVED);
}

#[test]
fn vectors_of_the_standard() {
    let Some(outcomes) = outcomes("w3c-webauthn-l3.json") else { return };
    let missed = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Missed { .. }));
    assert_eq!(missed.collect::<Vec<_>>(), Vec::<&(String, Outcome)>::new());
    assert_eq!(outcomes.len(), CEREMONIES_OF_THE_STANDARD);
    let noted = outcomes.iter().filter(|(_, outcome)| *outcome != Outcome::Passed).map(|(name, _)| name.as_str());
    let expected = ["packed-ed448/registration", "packed-ed448/authentication", "android-key-es256/registration"];
    assert_eq!(noted.collect::<Vec<_>>(), expected);
}

/// A runner that took everything for passed would be worth nothing.
#[test]
fn what_is_wrong_is_missed() {
    let Some(text) = file("derived.json") else { return };
    let is_missed = |outcomes: Vec<(String, Outcome)>| {
        outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Missed { .. })).count()
    };
    let turned = text.replace("\"expect\": \"accept\"", "\"expect\": \"\"");
    let turned = turned.replace("\"expect\": \"reject\"", "\"expect\": \"accept\"");
    assert_eq!(is_missed(Suite::parse(turned.as_bytes()).expect("vectors").run()), DERIVED);
    let unknown = text.replace("\"allowNone\": true", "\"allowNobody\": true");
    assert_ne!(text, unknown);
    assert_eq!(is_missed(Suite::parse(unknown.as_bytes()).expect("vectors").run()), DERIVED);
}

#[test]
fn other_files_are_refused() {
    assert!(matches!(Suite::read(Path::new("no such file")), Err(Unreadable::Io(_))));
    assert!(matches!(Suite::parse(b"[1"), Err(Unreadable::Json(_))));
    for file in ["{}", "[]", r#"{"vectors":[]}"#, r#"{"vectors":[{"id":"a"}]}"#, r#"{"vectors":{"ceremony":1}}"#] {
        assert!(matches!(Suite::parse(file.as_bytes()), Err(Unreadable::NoVectors)), "{file}");
    }
    let misshapen = r#"{"vectors":[{"ceremony":"registration"}],"contextDefaults":1}"#;
    assert!(matches!(Suite::parse(misshapen.as_bytes()), Err(Unreadable::Json(_))));
}

fn outcomes(name: &str) -> Option<Vec<(String, Outcome)>> {
    file(name).map(|text| Suite::parse(text.as_bytes()).expect("vectors").run())
}

/// `None`, loudly, where the vectors are not at hand; in CI they have to be.
#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
fn file(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("SKIPPED: {name} could not be read: {error}");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must run the vectors");
            None
        }
    }
}
