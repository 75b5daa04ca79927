//! How a command tells what came of it: in sentences for a person, or with `--json` as one document for a program. Each command hands both
//! over and prints nothing itself, so none forgets either of them.

use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// In which of the two ways, and whether it was only tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    json: bool,
    is_rehearsal: bool,
}

impl Told {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json, is_rehearsal: false }
    }

    /// Of a command that was told to change nothing.
    pub(crate) const fn rehearsed(self, is_rehearsal: bool) -> Self {
        Self { is_rehearsal, ..self }
    }

    pub(crate) const fn is_json(self) -> bool {
        self.json
    }

    /// What came of it, and the same in sentences, each of which ends its own line.
    pub(crate) fn tell<T: Serialize + ?Sized>(self, outcome: &T, sentences: impl FnOnce() -> String) {
        say(&match (self.json, self.is_rehearsal) {
            (true, false) => document(outcome),
            (true, true) => document(&json!({ "dry_run": true, "outcome": outcome })),
            (false, false) => sentences(),
            (false, true) => format!("Nothing is changed (--dry-run). Without it this would be said:\n{}", sentences()),
        });
    }

    /// Why nothing came of it, on standard error: one line, or one document in a line.
    pub(crate) fn fail(self, why: &str) {
        let text = if self.json { Value::to_string(&json!({ "error": why })) } else { format!("keystead: {why}") };
        io::stderr().write_all(format!("{text}\n").as_bytes()).ok();
    }

    /// What whoever looks at it should know besides, on standard error; a program has it in the document.
    pub(crate) fn warn(self, what: &str) {
        if !self.json {
            io::stderr().write_all(format!("keystead: {what}\n").as_bytes()).ok();
        }
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

/// A number with what it counts: "1 member", "2 members".
pub(crate) fn counted<N: Copy + std::fmt::Display + PartialEq + From<u8>>(
    number: N,
    one: &str,
    several: &str,
) -> String {
    let what = if number == N::from(1) { one } else { several };
    format!("{number} {what}")
}

/// What somebody has written into a name or a file moves no cursor.
pub(crate) fn without_controls(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_several() {
        let told = |number: u64| counted(number, "entry", "entries");
        assert_eq!([told(0), told(1), told(2)], ["0 entries", "1 entry", "2 entries"]);
    }

    #[test]
    fn a_program_gets_one_document() {
        #[derive(Serialize)]
        struct Outcome {
            members: u64,
            file: &'static str,
        }
        let text = document(&Outcome { members: 3, file: "a \"b\"" });
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({ "members": 3, "file": "a \"b\"" }));
        assert!(text.ends_with("}\n"));
    }
}
