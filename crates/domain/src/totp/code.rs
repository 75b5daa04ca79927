//! Codes by time (RFC 6238): SHA-1, six digits, thirty seconds, which is what every authenticator app knows. A pure function of secret and
//! time; which of the codes were used before is not known here.
//!
//! Ours, and not a crate's: it is the dozen lines below on the HMAC that we have, held by the vectors of the standard and by an independent
//! authenticator app in the HTTP tests. The crates for it bring a second library for HMAC and SHA-1.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

pub(super) const SECRET_BYTES: usize = 20;
const STEP_MS: i64 = 30_000;
const MODULUS: u32 = 1_000_000;
/// Nobody types more, even with blanks between the digits.
const LONGEST_TYPED: usize = 32;

/// A code that somebody typed: six digits.
#[derive(Clone, Copy)]
pub(super) struct Code(u32);

impl Code {
    /// Apps show the digits in groups, so blanks are left out.
    pub(super) fn read(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST_TYPED {
            return None;
        }
        let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
        let is_code = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_code { digits.parse().ok().map(Self) } else { None }
    }

    /// The steps around this moment whose code it is, oldest first: the present one, one back and one ahead, because clocks differ
    /// (RFC 6238, 5.2). All three are computed, whatever was found before.
    pub(super) fn steps(self, secret: &[u8], now_ms: i64) -> Vec<i64> {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
        let now = now_ms.div_euclid(STEP_MS);
        (now - 1..=now + 1).filter(|step| self.is(at(&key, *step))).collect()
    }

    fn is(self, expected: Option<u32>) -> bool {
        expected.is_some_and(|expected| verify_slices_are_equal(&self.0.to_be_bytes(), &expected.to_be_bytes()).is_ok())
    }
}

/// RFC 4226, 5.3, with the step as the counter.
fn at(key: &hmac::Key, step: i64) -> Option<u32> {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let offset = usize::from(tag.as_ref().last()? & 0x0f);
    let four = tag.as_ref().get(offset..)?.first_chunk::<4>()?;
    Some((u32::from_be_bytes(*four) & 0x7fff_ffff) % MODULUS)
}

/// What an app shows at a moment.
#[cfg(test)]
pub(super) fn shown(secret: &[u8], now_ms: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    at(&key, now_ms.div_euclid(STEP_MS)).map(|code| format!("{code:06}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    // RFC 6238, appendix B: its codes have eight digits, ours are the last six of them.
    #[test]
    fn the_vectors_of_the_standard() {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET);
        let vectors = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (seconds, eight) in vectors {
            assert_eq!(at(&key, seconds / 30), Some(eight % MODULUS), "{seconds}");
            let six = format!("{:06}", eight % MODULUS);
            assert_eq!(Code::read(&six).unwrap().steps(SECRET, seconds * 1000), [seconds / 30]);
        }
    }

    // One step back and one ahead, to the millisecond.
    #[test]
    fn a_code_lives_for_three_steps() {
        let (code, step) = (Code::read("287082").unwrap(), 1);
        for (now_ms, lives) in [(-1, false), (0, true), (30_000, true), (59_999, true), (89_999, true), (90_000, false)]
        {
            assert_eq!(code.steps(SECRET, now_ms), if lives { vec![step] } else { vec![] }, "{now_ms}");
        }
        assert!(code.steps(b"another secret of ours", 59_000).is_empty());
    }

    #[test]
    fn a_code_is_six_digits() {
        for typed in ["287082", " 287 082 ", "2 8 7 0 8 2"] {
            assert!(Code::read(typed).is_some(), "{typed}");
        }
        for typed in
            ["", "28708", "2870820", "28708a", "-28708", "+28708", "２８７０８２", "287.82", &" 287082".repeat(9)]
        {
            assert!(Code::read(typed).is_none(), "{typed}");
        }
    }
}
