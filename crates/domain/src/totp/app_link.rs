//! How a secret comes into an authenticator app: as letters to type, as a link, and as a picture of that link. Whoever sees any of them has
//! the secret, so they are made once, for the member who asked, and kept nowhere.

use crate::base32;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// What a link needs no escape for (RFC 3986, 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The longest names that apps show, and that surely fit into a picture.
const LONGEST_NAME: usize = 64;
/// Pixels of one module; the picture is scaled where it is shown.
const MODULE: u32 = 4;

/// The secret as letters.
pub(super) fn letters(secret: &[u8]) -> String {
    base32::letters(base32::RFC_4648, secret)
}

/// `otpauth://totp/…`. The issuer stands twice because apps read it in either place.
pub(super) fn link(letters: &str, issuer: &str, account: &str) -> String {
    let (issuer, account) = (escaped(issuer), escaped(account));
    format!("otpauth://totp/{issuer}:{account}?secret={letters}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

fn escaped(name: &str) -> String {
    let short: String = name.chars().take(LONGEST_NAME).collect();
    utf8_percent_encode(&short, ESCAPED).to_string()
}

/// The link as an SVG document. `None` for a link that is too long for one.
pub(super) fn picture(link: &str) -> Option<String> {
    // The least redundancy: a screen has no scratches, and larger modules are read from further away.
    let code = QrCode::with_error_correction_level(link, EcLevel::L).ok()?;
    Some(code.render::<svg::Color<'_>>().module_dimensions(MODULE, MODULE).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_cut() {
        let made = link("ABC", "Ada & Söhne: Ltd", "ada@example.com");
        assert_eq!(
            made,
            "otpauth://totp/Ada%20%26%20S%C3%B6hne%3A%20Ltd:ada%40example.com?secret=ABC\
             &issuer=Ada%20%26%20S%C3%B6hne%3A%20Ltd&algorithm=SHA1&digits=6&period=30"
        );
        assert!(link("ABC", &"x".repeat(65), "a").starts_with(&format!("otpauth://totp/{}:a?", "x".repeat(64))));
    }

    #[test]
    fn the_longest_names_fit_into_a_picture() {
        let name = "\u{1f511}".repeat(LONGEST_NAME + 1);
        let picture = picture(&link(&letters(&[0xff; 20]), &name, &name)).unwrap();
        assert!(picture.contains("<svg") && picture.len() < 256 * 1024, "{}", picture.len());
        assert!(super::picture(&"x".repeat(3000)).is_none());
    }
}
