//! What a member is known by, and how two spellings are found to be the same.

use crate::error::Reason;
use unicode_normalization::UnicodeNormalization;

/// The longest name that authenticators keep whole.
const LONGEST: usize = 64;

/// The form under which an identifier is looked up: trimmed, in one spelling (NFKC) and in lower case. Folding is done here, so that both
/// databases agree.
pub fn fold(typed: &str) -> String {
    typed.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// Whether a stranger may take this as a username. It must not look like an address, lest it pass for somebody's (WebAuthn 14.6.2).
pub fn username(typed: &str) -> Result<&str, Reason> {
    let name = typed.trim();
    let fits = !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'))
        && !name.chars().any(is_invisible)
        // A ligature, a fullwidth letter or a loose accent is another spelling of a plain name.
        && name.nfkc().eq(name.chars());
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
    let misleads =
        |letter: char| letter.is_control() || is_direction(letter) || matches!(letter, '\u{2028}' | '\u{2029}');
    let is_seen = name.chars().any(|letter| !letter.is_whitespace() && !is_invisible(letter));
    if name.chars().count() <= LONGEST && is_seen && !name.chars().any(misleads) { Ok(Some(name)) } else { Err(()) }
}

/// Characters that change the direction of what follows them: a name must not rewrite the line it stands in.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that draw nothing (Unicode's default ignorables, as far as names can hold them). Joiners are among them: emoji and
/// some scripts need them between others, so a display name may have them, but not be made of them.
fn is_invisible(letter: char) -> bool {
    is_direction(letter)
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        )
        || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(letter, '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
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
        assert_eq!(username("Zoë"), Ok("Zoë"));
        assert_eq!(username("아다"), Ok("아다"));
        let other_spellings = ["ada\u{3164}", "\u{115f}", "ada\u{ffa0}", "ａｄａ", "ﬁona", "Zoe\u{308}", "ada\u{200b}"];
        for refused in
            ["", "  ", "ada@example.com", "ada lovelace", "a\u{0}b", &"x".repeat(65)].into_iter().chain(other_spellings)
        {
            assert_eq!(username(refused), Err(Reason::IdentifierMalformed), "{refused:?}");
        }
    }

    #[test]
    fn a_display_name_is_seen_and_stays_in_its_line() {
        for good in ["Ada Lovelace", "👩‍👧 Ada", "می‌خواهم", "אדה"] {
            assert_eq!(display_name(Some(good)), Ok(Some(good)));
        }
        for bad in ["\u{200b}", "\u{3164}\u{3164}", "Ada\u{202e}nimda", "Ada\u{2028}b", "Ada\u{7}", &"x".repeat(65)] {
            assert_eq!(display_name(Some(bad)), Err(Reason::DisplayNameMalformed), "{bad:?}");
        }
        assert_eq!(display_name(Some("  ")), Ok(None));
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
