//! The digits of a code: how they are drawn, and how they are read. No code may be likelier than another.

use crate::random::{self, NoRandomness, Random};
use unicode_normalization::UnicodeNormalization;

/// Fewer are guessed too easily (ASVS 6.5.4), more are mistyped.
const FEWEST: u32 = 6;
pub(super) const MOST: u32 = 8;
/// Nobody types a code longer than this, whatever stands between its digits.
const LONGEST_TYPED: usize = 64;

/// Draws a code of 6 to 8 digits.
pub(super) fn draw(random: &dyn Random, digits: u32) -> Result<String, NoRandomness> {
    let digits = digits.clamp(FEWEST, MOST);
    let codes = 10_u64.pow(digits);
    // The numbers above the last whole multiple would make the low codes likelier.
    let end = u64::MAX - u64::MAX % codes;
    loop {
        let number = u64::from_be_bytes(random::bytes(random)?);
        if number < end {
            let width = usize::try_from(digits).unwrap_or_default();
            return Ok(format!("{:0width$}", number % codes));
        }
    }
}

/// What was typed, in plain digits: people copy the spaces of a message too, and some keyboards have wide digits.
pub(super) fn read(typed: &str) -> String {
    if typed.len() > LONGEST_TYPED {
        return String::new();
    }
    typed.nfkc().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use std::sync::Mutex;

    /// Gives these numbers, in their order.
    #[derive(Debug)]
    struct Given(Mutex<Vec<u64>>);

    impl Random for Given {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            let number = self.0.lock().unwrap().pop().ok_or(NoRandomness)?;
            bytes.copy_from_slice(&number.to_be_bytes());
            Ok(())
        }
    }

    fn drawn_of(numbers: &[u64]) -> Result<String, NoRandomness> {
        draw(&Given(Mutex::new(numbers.iter().rev().copied().collect())), 6)
    }

    #[test]
    fn a_code_has_six_to_eight_digits() {
        let random = SystemRandom::default();
        for (asked, given) in [(0, 6), (6, 6), (7, 7), (8, 8), (40, 8)] {
            let code = draw(&random, asked).unwrap();
            assert!(code.len() == given && code.bytes().all(|byte| byte.is_ascii_digit()), "{asked}: {code}");
        }
        assert_eq!(drawn_of(&[7_000_042]).as_deref(), Ok("000042"));
    }

    // Without that, the first 551,616 codes would be drawn once more than the others.
    #[test]
    fn numbers_beyond_the_last_whole_multiple_are_drawn_again() {
        assert_eq!(u64::MAX % 1_000_000, 551_615);
        assert_eq!(drawn_of(&[u64::MAX, u64::MAX - 551_615, 5]).as_deref(), Ok("000005"));
        assert_eq!(drawn_of(&[u64::MAX - 551_616, 5]).as_deref(), Ok("999999"));
        assert_eq!(drawn_of(&[u64::MAX]), Err(NoRandomness));
    }

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        for typed in ["123456", " 123 456\n", "123-456", "１２３４５６", "123\u{a0}456"] {
            assert_eq!(read(typed), "123456", "{typed:?}");
        }
        assert_eq!(read(&format!("123456{}", " ".repeat(60))), "");
    }
}
