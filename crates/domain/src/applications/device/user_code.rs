//! Codes that a device shows and a person types: eight consonants with a hyphen, as RFC 8628, 6.1 has them, so that none is a word and none
//! looks like another. 34 bits are little: they are good for minutes, and guesses are counted.

use crate::app::App;
use crate::keys::KeyRing;
use crate::random::{self, NoRandomness};
use store::id::WorkspaceId;

const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
pub(super) const LENGTH: usize = 8;

/// Eight letters. Bytes that would make some letters likelier than others are left out.
pub(super) fn draw(app: &App) -> Result<String, NoRandomness> {
    let mut code = String::with_capacity(LENGTH);
    loop {
        for byte in random::bytes::<32>(app.random())? {
            let letter = LETTERS.get(usize::from(byte) % LETTERS.len()).filter(|_| byte < 240);
            code.extend(letter.map(|letter| char::from(*letter)));
            if code.len() == LENGTH {
                return Ok(code);
            }
        }
    }
}

/// With its hyphen.
pub(super) fn written(code: &str) -> String {
    code.split_at_checked(LENGTH / 2).map_or_else(String::new, |(first, second)| format!("{first}-{second}"))
}

/// What a person typed, whatever the case and with or without hyphen and spaces; none where no device could have shown it.
pub(super) fn read(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|char| !char.is_whitespace() && !matches!(char, '-' | '\u{2010}'..='\u{2015}'));
    let code: String = letters.take(LENGTH + 1).map(|char| char.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte))).then_some(code)
}

/// As it is shown again in the field; empty where it is none.
pub fn readable(typed: &str) -> String {
    read(typed).map_or_else(String::new, |code| written(&code))
}

pub(super) fn hash(ring: &KeyRing, workspace: WorkspaceId, code: &str) -> [u8; 32] {
    ring.keyed("device user code", &[workspace.as_bytes(), code.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 8628, 6.1: what people type is taken as they mean it.
    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "WDJB\u{2013}MJHT", "wd-jb-mj-ht"] {
            assert_eq!(readable(typed), "WDJB-MJHT", "{typed}");
        }
        for typed in
            ["", "WDJB-MJH", "WDJB-MJHTX", "WDJA-MJHT", "WDJ8-MJHT", "WDJB_MJHT", "ßDJBMJHT", &"B".repeat(10_000)]
        {
            assert_eq!(readable(typed), "", "{typed}");
        }
    }
}
