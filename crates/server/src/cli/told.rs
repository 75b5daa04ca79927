//! How a command tells what came of it: in sentences for a person, or with `--json` as one document for a program. Each command hands both
//! over and prints nothing itself, so none forgets either of them.

use serde::Serialize;
use std::io::{self, Write};

/// In which of the two ways.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    json: bool,
}

impl Told {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) const fn is_json(self) -> bool {
        self.json
    }

    /// What came of it, and the same in sentences, each of which ends its own line.
    pub(crate) fn tell<T: Serialize + ?Sized>(self, outcome: &T, sentences: impl FnOnce() -> String) {
        say(&if self.json { document(outcome) } else { sentences() });
    }
}

fn document<T: Serialize + ?Sized>(outcome: &T) -> String {
    // Outcomes are plain data: their names are text, and nothing in them can fail.
    format!("{}\n", serde_json::to_string_pretty(outcome).unwrap_or_default())
}

/// Somebody who looks at the first lines alone has seen enough: a pipe that is closed is no failure.
pub(crate) fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_one_document() {
        #[derive(Serialize)]
        struct Outcome {
            members: u64,
            file: &'static str,
        }
        let text = document(&Outcome { members: 3, file: "a \"b\"" });
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, serde_json::json!({ "members": 3, "file": "a \"b\"" }));
        assert!(text.ends_with("}\n"));
    }
}
