//! What a member is known by, and how two spellings are found to be the same.

use crate::error::Reason;

/// The longest name that authenticators keep whole.
const LONGEST: usize = 64;

/// The form under which an identifier is looked up: trimmed and in lower case. Folding is done here, so that both databases agree.
pub fn fold(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Whether a stranger may take this as a username. It must not look like an address, lest it pass for somebody's (WebAuthn 14.6.2).
pub fn username(typed: &str) -> Result<&str, Reason> {
    let name = typed.trim();
    let fits = !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'));
    if fits { Ok(name) } else { Err(Reason::IdentifierMalformed) }
}

/// A display name, where one is given; an empty one counts as none.
pub fn display_name(typed: Option<&str>) -> Result<Option<&str>, Reason> {
    one_line(typed).map_err(|()| Reason::DisplayNameMalformed)
}

/// A passkey's name, where one is given; an empty one counts as none.
pub fn passkey_name(typed: Option<&str>) -> Result<Option<&str>, Reason> {
    one_line(typed).map_err(|()| Reason::NameMalformed)
}

fn one_line(typed: Option<&str>) -> Result<Option<&str>, ()> {
    let Some(name) = typed.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    if name.chars().count() <= LONGEST && !name.chars().any(char::is_control) { Ok(Some(name)) } else { Err(()) }
}

/// At most 64 bytes, cut between characters: what an authenticator keeps.
pub(crate) fn short(name: &str) -> &str {
    let end = (0..=LONGEST.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        assert_eq!(fold("  Ada.Lovelace "), fold("ada.lovelace"));
        assert_eq!(fold("ÄRGER"), "ärger");
    }

    #[test]
    fn a_username_is_no_address() {
        assert_eq!(username(" ada "), Ok("ada"));
        for refused in ["", "  ", "ada@example.com", "ada lovelace", "a\u{0}b", &"x".repeat(65)] {
            assert_eq!(username(refused), Err(Reason::IdentifierMalformed), "{refused:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(short("Ada"), "Ada");
        let long = "é".repeat(40);
        assert_eq!(short(&long).len(), 64);
        let odd = format!("x{long}");
        assert_eq!(short(&odd).len(), 63);
    }
}
