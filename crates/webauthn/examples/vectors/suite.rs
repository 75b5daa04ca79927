//! Files of test vectors, and what came of each vector. Shared by the program that runs any such file and by the tests.
//!
//! It must never count a vector as passed because something about it was not understood.

mod context;
mod derived;
mod standard;
mod text;

use std::path::Path;
use std::{fmt, fs, io};

use serde_json::Value;

/// The vectors of one file.
pub(crate) enum Suite {
    Standard(standard::File),
    Derived(derived::File),
}

/// Why a file could not be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    Io(io::Error),
    Json(serde_json::Error),
    NoVectors,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "cannot be read: {error}"),
            Self::Json(error) => write!(formatter, "is not a file of vectors: {error}"),
            Self::NoVectors => formatter.write_str("holds no vectors of a kind that is known here"),
        }
    }
}

/// What came of one ceremony.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// Passed, and why that deserves a word.
    PassedBy(String),
    Missed {
        expected: String,
        found: String,
    },
}

/// Accepted, or the code of the refusal.
type Verdict = Result<(), &'static str>;

impl Suite {
    pub(crate) fn read(path: &Path) -> Result<Self, Unreadable> {
        Self::parse(&fs::read(path).map_err(Unreadable::Io)?)
    }

    pub(crate) fn parse(json: &[u8]) -> Result<Self, Unreadable> {
        let file: Value = serde_json::from_slice(json).map_err(Unreadable::Json)?;
        let first = file.get("vectors").and_then(|vectors| vectors.get(0)).ok_or(Unreadable::NoVectors)?;
        if first.get("ceremony").is_some() {
            serde_json::from_value(file).map(Self::Derived).map_err(Unreadable::Json)
        } else if first.get("registration").or(first.get("authentication")).is_some() {
            serde_json::from_value(file).map(Self::Standard).map_err(Unreadable::Json)
        } else {
            Err(Unreadable::NoVectors)
        }
    }

    /// Each ceremony by its name, in the order of the file.
    pub(crate) fn run(&self) -> Vec<(String, Outcome)> {
        match self {
            Self::Standard(file) => file.run(),
            Self::Derived(file) => file.run(),
        }
    }
}

impl Outcome {
    fn missed(expected: &str, found: impl fmt::Display) -> Self {
        Self::Missed { expected: expected.to_owned(), found: found.to_string() }
    }

    /// A ceremony that must be accepted.
    fn of_accepted(found: Verdict, is_ed448: bool) -> Self {
        match found {
            Ok(()) => Self::Passed,
            Err("unsupported_algorithm") if is_ed448 => {
                Self::PassedBy("refused as unsupported_algorithm: nothing here verifies Ed448 (-53)".to_owned())
            }
            Err(code) => Self::missed("accept", code),
        }
    }

    /// A ceremony that must be refused. The refusal is what counts; where our order of checks meets another reason first, that is
    /// said.
    fn of_refused(found: Verdict, code: Option<&str>) -> Self {
        match (found, code) {
            (Ok(()), code) => Self::missed(code.unwrap_or("reject"), "accept"),
            (Err(found), Some(code)) if found != code => {
                Self::PassedBy(format!("refused for another reason: expected {code}, found {found}"))
            }
            (Err(_), _) => Self::Passed,
        }
    }
}

/// COSE's number of Ed448, which no library that we would trust with it verifies.
const ED448: i64 = -53;

/// Whether the client says that the key of a registration is one of Ed448.
fn is_ed448(credential: &Value) -> bool {
    credential.pointer("/response/publicKeyAlgorithm").and_then(Value::as_i64) == Some(ED448)
}
