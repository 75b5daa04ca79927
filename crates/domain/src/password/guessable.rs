//! Whether a password is among those that are tried first: by how many guesses an attacker with word lists needs for it, and by what is
//! left of it without the names that everybody knows. Offline: the lists are compiled in. It must never ask for kinds of characters.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// What is found within so many guesses is refused. Eight random characters stand a hundred times as many.
const TOO_FEW_GUESSES: u64 = 1_000_000;
/// As much is looked at from either end: the estimate takes time that grows faster than the text.
const LOOKED_AT: usize = 32;
/// Shorter names stand in other words by chance.
const SHORTEST_NAME: usize = 4;

/// Why a password is too easy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessable {
    Common,
    OfNames,
}

pub(super) fn judge(password: &str, names: &[String]) -> Option<Guessable> {
    if is_easy(password) {
        return Some(Guessable::Common);
    }
    let rest = without(password, names);
    rest.is_some_and(|rest| is_easy(&rest)).then_some(Guessable::OfNames)
}

/// Both ends must be easy: a long password is as hard as its harder end.
fn is_easy(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let head: String = letters.iter().take(LOOKED_AT).collect();
    let tail: String = letters.iter().skip(letters.len().saturating_sub(LOOKED_AT)).collect();
    let is_easy = |piece: &str| zxcvbn::zxcvbn(piece, &[]).guesses() <= TOO_FEW_GUESSES;
    is_easy(&head) && (head == tail || is_easy(&tail))
}

/// The letters and digits that are left without the names; none where no name is in it.
fn without(password: &str, names: &[String]) -> Option<String> {
    let mut rest = folded(password);
    let whole = rest.len();
    for word in words(names) {
        rest = rest.replace(&word, " ");
    }
    (rest.len() != whole).then(|| rest.chars().filter(|letter| letter.is_alphanumeric()).collect())
}

/// The names themselves and the words in them, longest first, so that no piece of a name is left behind.
fn words(names: &[String]) -> Vec<String> {
    let mut words = BTreeSet::new();
    for name in names {
        let name = folded(name);
        for word in name.split(|letter: char| !letter.is_alphanumeric()).chain([name.as_str()]) {
            let length = word.chars().count();
            if length >= SHORTEST_NAME {
                words.insert((std::cmp::Reverse(length), word.to_owned()));
            }
        }
    }
    words.into_iter().map(|(_, word)| word).collect()
}

fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn names() -> Vec<String> {
        ["keystead", "Demo Community", "Ada Lovelace", "ada.lovelace@example.com", "Bo"].map(str::to_owned).to_vec()
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        let easy = [
            "password",
            "passwordpassword",
            "password12345678",
            "P@ssw0rdP@ssw0rd",
            "iloveyouiloveyou",
            "aaaaaaaaaaaaaaa",
            "123456789012345",
            "qwertyuiop12345",
            "abcdefghijklmnop",
            "letmeinletmein123",
            "               ",
            "19991999199919991999",
        ];
        for password in easy.map(str::to_owned).into_iter().chain(["a".repeat(128), "password".repeat(16)]) {
            assert_eq!(judge(&password, &names()), Some(Guessable::Common), "{password}");
        }
    }

    #[test]
    fn names_make_no_password() {
        let made_of_names = [
            "keystead-keystead",
            "Demo Community 2024",
            "keysteadcommunity1",
            "ada.lovelace@example.com",
            "LOVELACE#lovelace",
            "ada.lovelace12345",
            "Ｋｅｙｓｔｅａｄ lovelace",
        ];
        for password in made_of_names {
            assert!(judge(password, &names()).is_some(), "{password}");
        }
        assert_eq!(judge("Demo Community 2024", &names()), Some(Guessable::OfNames));
    }

    // No rules of composition (D2): words alone, digits alone, any script.
    #[test]
    fn nothing_is_asked_but_that_it_is_hard_to_guess() {
        let good = [
            "correct horse battery staple",
            "blauer himmel ueber berlin",
            "83920174659203847",
            "x7Kq9mPz",
            "слоны едят зелёный чай",
            "猫は夜に窓を開ける人",
            "lovelace met a horse at noon",
            "bobsled over the rainbow hill",
        ];
        for password in good {
            assert_eq!(judge(password, &names()), None, "{password}");
        }
        assert_eq!(judge(&format!("{}v8#kQ2!mZ4wL", "a".repeat(100)), &names()), None, "as hard as its harder end");
    }

    // A hostile text must not cost seconds: the estimate tries every reading of letters that look like others.
    #[test]
    fn the_longest_takes_a_moment_only() {
        let hostile: String = "4@8({[<369|!1|7$5+20%".chars().cycle().take(128).collect();
        let began = Instant::now();
        assert_eq!(judge(&hostile, &names()), None);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}
