//! One recovery code: 80 random bits, as sixteen letters in four groups. How it is written, read, and hashed; who has it is not known here.
//!
//! Fewer than 112 bits, so they are kept under a password hash (OWASP ASVS 6.5.2).

use crate::app::App;
use crate::base32::{self, CROCKFORD};
use crate::error::Error;
use crate::random::{self, NoRandomness, Random};
use argon2::{Algorithm, Argon2, Params, Version};
use store::recovery_code::{Hash, Salt};
use zeroize::Zeroizing;

const BYTES: usize = 10;
const LETTERS: usize = 16;
const GROUP: usize = 4;
/// Nobody types more, even with something between all the letters.
const LONGEST_TYPED: usize = 64;

/// The cost of a hash: 19 MiB, two passes, one lane (OWASP). A stored hash does not say what it cost and cannot be made anew, because the
/// code is gone: whoever changes this must keep with each set what it was made with.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// A code without its hyphens.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Code(Zeroizing<[u8; LETTERS]>);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    pub(crate) fn draw(random: &dyn Random) -> Result<Self, NoRandomness> {
        let bits = Zeroizing::new(random::bytes::<BYTES>(random)?);
        let mut letters = Zeroizing::new([0; LETTERS]);
        for (place, letter) in letters.iter_mut().zip(base32::letters(CROCKFORD, bits.as_slice()).bytes()) {
            *place = letter;
        }
        Ok(Self(letters))
    }

    /// `7K2Q-9MXB-…`
    pub(crate) fn shown(&self) -> String {
        let group = |letters: &[u8]| letters.iter().copied().map(char::from).collect::<String>();
        self.0.chunks(GROUP).map(group).collect::<Vec<_>>().join("-")
    }

    /// However a person writes it: case, blanks and hyphens do not matter, and a letter that looks like a digit is that digit.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST_TYPED {
            return None;
        }
        let mut letters = Zeroizing::new([0; LETTERS]);
        let mut typed = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        for place in letters.iter_mut() {
            *place = folded(typed.next()?)?;
        }
        if typed.next().is_some() { None } else { Some(Self(letters)) }
    }

    /// Some thirty milliseconds and 19 MiB: never on a thread that answers requests.
    fn hash(&self, salt: &Salt) -> Result<Hash, argon2::Error> {
        let (memory, passes, lanes) = COST;
        let cost = Params::new(memory, passes, lanes, Some(size_of::<Hash>()))?;
        let mut hash = [0; size_of::<Hash>()];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
        argon.hash_password_into(self.0.as_slice(), salt, &mut hash)?;
        Ok(hash)
    }
}

fn folded(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    u8::try_from(letter).ok().filter(|letter| CROCKFORD.contains(letter))
}

/// The hashes of these codes, in their order, when their turn comes among all that is hashed.
pub(crate) async fn hashes(app: &App, salt: Salt, codes: Vec<Code>) -> Result<Vec<Hash>, Error> {
    let hash_all = move || codes.iter().map(|code| code.hash(&salt)).collect::<Result<Vec<_>, _>>();
    app.hashing.run(app, hash_all).await?.map_err(|_| Error::HashStopped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn typed_forms_are_folded() {
        let code = Code(Zeroizing::new(*b"0123ABCDEF10HJKM"));
        assert_eq!(code.shown(), "0123-ABCD-EF10-HJKM");
        let typed = [
            "0123-ABCD-EF10-HJKM",
            "0123abcdef10hjkm",
            " o i2 3-AbcD ef\tlO hjkm\n",
            "oI23-ABCD-EFio-HJKM",
            "OL23ABCDEFLOHJKM",
        ];
        for typed in typed {
            assert_eq!(Code::read(typed), Some(code.clone()), "{typed}");
        }
        let long = format!("{}0123ABCDEF10HJKM", " ".repeat(60));
        for typed in [
            "",
            "0123-ABCD-EF10-HJK",
            "0123-ABCD-EF10-HJKMN",
            "U123-ABCD-EF10-HJKM",
            "0123-ABCD-EF10-HJK\u{212a}",
            &long,
        ] {
            assert_eq!(Code::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_is_shown_reads_back_and_no_two_are_alike() {
        let random = SystemRandom::default();
        let codes: Vec<_> = (0..100).map(|_| Code::draw(&random).unwrap()).collect();
        for (index, code) in codes.iter().enumerate() {
            assert_eq!(code.shown().len(), 19);
            assert_eq!(Code::read(&code.shown()).as_ref(), Some(code));
            assert!(codes.iter().skip(index + 1).all(|other| other != code));
        }
        assert_eq!(format!("{:?}", codes.first()), "Some(Code(…))");
    }

    // Made with another implementation (argon2-cffi 25.1, the reference code): whoever changes the cost voids every stored code.
    #[test]
    fn the_hash_is_argon2id_of_that_cost() {
        let code = Code(Zeroizing::new(*b"0123ABCDEF10HJKM"));
        let hash = code.hash(b"sixteen byte one").unwrap();
        let expected: Hash = [
            0xc7, 0xcf, 0x16, 0xe4, 0xd7, 0x1a, 0x19, 0x0f, 0x83, 0xeb, 0x02, 0x12, 0x0a, 0x73, 0xfa, 0x76, 0x35, 0xec,
            0x9d, 0xed, 0xda, 0xd4, 0x70, 0xb4, 0x00, 0x53, 0x19, 0x1d, 0xc6, 0xbe, 0x58, 0xf6,
        ];
        assert_eq!(hash, expected);
        assert_ne!(code.hash(b"sixteen byte two").unwrap(), hash);
    }
}
