//! What a member is known by, and how two spellings are found to be the same.

use crate::error::Reason;
use crate::public_url::is_domain;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// The longest name that authenticators keep whole.
const LONGEST: usize = 64;

/// The longest mail address (RFC 5321, 4.5.3.1.3, without the brackets), and the longest name before its @.
const LONGEST_MAIL: usize = 254;
const LONGEST_LOCAL: usize = 64;
/// The longest phone number as people write it; E.164 itself has at most 15 digits.
const LONGEST_PHONE: usize = 40;

/// The form under which an identifier is looked up: trimmed, in one spelling (NFKC) and in lower case; a phone number also without what
/// people put between its digits. Folding is done here, so that both databases agree.
pub fn fold(typed: &str) -> String {
    let folded = store::user_word::folded(typed);
    e164(&folded).unwrap_or(folded)
}

/// A mail address that we would write to, in its folded form: that is the one written to, so that no other spelling can be somebody
/// else's. Only the plain form is taken: no display name, no quotes, no comment, and a domain in ASCII.
pub fn email(typed: &str) -> Result<String, Reason> {
    if typed.len() > LONGEST_MAIL + LONGEST_LOCAL {
        return Err(Reason::AddressMalformed);
    }
    let address = fold(typed);
    let is_good = address.len() <= LONGEST_MAIL
        && address
            .split_once('@')
            .is_some_and(|(local, host)| is_local(local) && host.contains('.') && is_domain(host));
    if is_good { Ok(address) } else { Err(Reason::AddressMalformed) }
}

/// What stands before the @: the words of RFC 5322's dot-atom.
fn is_local(local: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= LONGEST_LOCAL && local.split('.').all(|word| !word.is_empty() && word.bytes().all(is_letter))
}

/// A phone number as E.164 has it: `+`, the country's code and the number, 15 digits at most.
pub fn phone(typed: &str) -> Result<String, Reason> {
    if typed.len() > LONGEST_PHONE {
        return Err(Reason::AddressMalformed);
    }
    e164(&fold(typed)).ok_or(Reason::AddressMalformed)
}

/// Nothing is guessed: a number without its country, or with a zero that is dialled only at home, is none.
fn e164(folded: &str) -> Option<String> {
    let number = folded.strip_prefix('+').filter(|number| !number.contains("(0"))?;
    let digits: String = number.chars().filter(|letter| !matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    let is_good = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_good.then(|| format!("+{digits}"))
}

/// Whether a stranger may take this as a username. It must not look like an address, lest it pass for somebody's (WebAuthn 14.6.2),
/// and not like an id: applications call those by it who have no name.
pub fn username(typed: &str) -> Result<&str, Reason> {
    let name = typed.trim();
    let fits = !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'))
        && !name.chars().any(is_invisible)
        // A ligature, a fullwidth letter or a loose accent is another spelling of a plain name.
        && name.nfkc().eq(name.chars())
        && Uuid::try_parse(name).is_err();
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
pub(crate) fn is_invisible(letter: char) -> bool {
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
    fn a_mail_address_is_plain_and_in_lower_case() {
        for (typed, address) in [
            (" Ada.Lovelace@Example.COM ", "ada.lovelace@example.com"),
            ("ada+codes@mail.example", "ada+codes@mail.example"),
            ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
            // Written to in the spelling that it is looked up by, so that it is nobody else's.
            ("ａda@example.com", "ada@example.com"),
        ] {
            assert_eq!(email(typed).as_deref(), Ok(address), "{typed:?}");
            assert_eq!(fold(typed), address);
        }
        let (long_local, long_host) =
            (format!("{}@a.example", "x".repeat(65)), format!("a@{}a.example", "x.".repeat(130)));
        for refused in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@localhost",
            "ada@@example.com",
            "ada@b@example.com",
            "a b@example.com",
            "Ada <ada@example.com>",
            "\"ada\"@example.com",
            "ada(x)@example.com",
            ".ada@example.com",
            "ada.@example.com",
            "a..b@example.com",
            "ada@example.com.",
            "ada@-example.com",
            "ada@bücher.example",
            "jürgen@example.com",
            "ada@127.0.0.1",
            "ada@[127.0.0.1]",
            "ada@example.com\r\nBcc: b@example.com",
            "ada\0@example.com",
            "ada,b@example.com",
            "ada@example.com,b@example.com",
            &long_local,
            &long_host,
            &"x".repeat(100_000),
        ] {
            assert_eq!(email(refused), Err(Reason::AddressMalformed), "{refused:?}");
        }
    }

    #[test]
    fn a_phone_number_has_its_country_and_nothing_between_its_digits() {
        for typed in [
            "+4712345678",
            " +47 123 45 678",
            "+47-123.45/678",
            "+47 (123) 45678",
            "＋４７12345678",
            "+47\u{a0}12345678",
        ] {
            assert_eq!(phone(typed).as_deref(), Ok("+4712345678"), "{typed:?}");
            assert_eq!(fold(typed), "+4712345678");
        }
        for refused in [
            "",
            "+",
            "12345678",
            "004712345678",
            "+04712345678",
            "+44 (0)20 7946 0000",
            "+123456",
            "+1234567890123456",
            "+47123456a",
            "+47 123+45678",
            "+4712345678;ext=1",
            &format!("+47{}12345678", " ".repeat(40)),
        ] {
            assert_eq!(phone(refused), Err(Reason::AddressMalformed), "{refused:?}");
        }
        assert_eq!(fold("+ada"), "+ada");
    }

    #[test]
    fn a_username_is_no_address() {
        assert_eq!(username(" ada "), Ok("ada"));
        assert_eq!(username("Zoë"), Ok("Zoë"));
        assert_eq!(username("아다"), Ok("아다"));
        let member = "018bcfe5-6801-7000-8000-000000000000";
        for id in [member, &member.to_uppercase(), &member.replace('-', "")] {
            assert_eq!(username(id), Err(Reason::IdentifierMalformed), "{id}");
        }
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
