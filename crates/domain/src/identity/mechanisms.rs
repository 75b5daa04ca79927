//! Authentication mechanisms in the words of this API. Of passkeys there is one word for each mode, and no place has both (S3-44).

use super::denied::Word;
use crate::method::{Method, each_once};
use crate::settings::Mode;

/// The word of a mode.
pub fn of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Smart => "usernameless_webauthn",
        Mode::Classic => "webauthn",
    }
}

/// The words of methods; those that only we have are left out.
pub fn words(mode: Mode, methods: &[Method]) -> Vec<&'static str> {
    methods.iter().filter_map(|method| word(mode, *method)).collect()
}

fn word(mode: Mode, method: Method) -> Option<&'static str> {
    match method {
        Method::Passkey => Some(of_mode(mode)),
        Method::Password => Some("password"),
        Method::Totp => Some("totp"),
        Method::EmailCode => Some("email_otp"),
        Method::SmsCode => Some("sms_otp"),
        _ => None,
    }
}

/// What a list of words means: the methods, and the mode where it names passkeys.
pub fn read(words: &[String]) -> Result<(Vec<Method>, Option<Mode>), Word> {
    let has = |mode| words.iter().any(|word| word == of_mode(mode));
    if has(Mode::Smart) && has(Mode::Classic) {
        return Err(Word::MechanismsExclusive);
    }
    let mode = [Mode::Smart, Mode::Classic].into_iter().find(|mode| has(*mode));
    let all = [Method::Passkey, Method::Password, Method::Totp, Method::EmailCode, Method::SmsCode];
    let method = |text: &String| {
        // `otp` is whatever code the user can be sent.
        if text == "otp" {
            return Ok(Method::EmailCode);
        }
        let is_it = |method: &Method| word(mode.unwrap_or(Mode::Smart), *method) == Some(text.as_str());
        all.into_iter().find(is_it).ok_or(Word::MechanismUnknown)
    };
    let methods = words.iter().map(method).collect::<Result<Vec<_>, _>>()?;
    Ok((each_once(methods), mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    // S3-44.
    #[test]
    fn the_two_modes_exclude_each_other() {
        assert_eq!(read(&list(&["webauthn", "usernameless_webauthn"])), Err(Word::MechanismsExclusive));
        let (methods, mode) = read(&list(&["usernameless_webauthn", "password"])).unwrap();
        assert_eq!((methods, mode), (vec![Method::Passkey, Method::Password], Some(Mode::Smart)));
        assert_eq!(read(&list(&["webauthn"])).unwrap(), (vec![Method::Passkey], Some(Mode::Classic)));
        assert_eq!(read(&list(&["totp", "otp", "email_otp"])).unwrap(), (vec![Method::Totp, Method::EmailCode], None));
        assert_eq!(read(&list(&["fax"])), Err(Word::MechanismUnknown));
    }

    #[test]
    fn what_is_written_reads_back() {
        let methods = [Method::Passkey, Method::Totp, Method::SmsCode];
        for mode in [Mode::Smart, Mode::Classic] {
            let words = words(mode, &methods);
            assert_eq!(read(&list(&words)).unwrap(), (methods.to_vec(), Some(mode)));
        }
        assert!(words(Mode::Smart, &[Method::RecoveryCode, Method::MagicLink]).is_empty());
    }
}
