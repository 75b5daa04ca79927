//! How a use case fails. A refusal has a precise reason for the log and the audit, and one face from the catalogue for the person or
//! client outside; the two are never mixed.

mod objection;
mod reason;

pub use objection::Objection;
pub use reason::Reason;

use crate::app::App;
use crate::catalogue::{Message, Methods};
use crate::language::Language;
use crate::random::{self, NoRandomness};
use crate::signals::UnknownPasskey;
use crate::step_up::Challenge;
use std::borrow::Cow;
use std::fmt;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("refused: {}", .0.reason.as_str())]
    Refused(Box<Refused>),
    #[error("the database did not do what was asked")]
    Store(#[from] store::Error),
    #[error("no random bytes")]
    Random(#[from] NoRandomness),
    #[error("no challenge key is loaded")]
    NoKeys,
    #[error("a message cannot be written: its {0}")]
    Message(&'static str),
    #[error("an answer could not be written as JSON")]
    Answer(#[source] serde_json::Error),
    #[error("a secret could not be sealed")]
    Seal(#[from] crate::keys::KeyError),
    #[error("a token was not signed")]
    Signing(#[source] Option<crate::oauth::jws::NotSigned>),
    #[error("a password hash was not computed")]
    HashStopped,
    #[error(transparent)]
    Hashing(#[from] crate::password::HashingError),
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl Error {
    /// Whether trying again later may help: the difference between 503 and 500.
    pub fn is_temporary(&self) -> bool {
        use store::Error::{Busy, Closed, DiskFull, Serialization, Unavailable};
        let Self::Store(error) = self else { return false };
        matches!(error, Busy { .. } | Closed | DiskFull { .. } | Serialization { .. } | Unavailable { .. })
    }
}

/// A refusal: the same thing told twice, once to those who run the place and once to whoever asked.
#[derive(Debug, Clone)]
pub struct Refused {
    pub reason: Reason,
    pub phase: Phase,
    pub message: &'static Message,
    pub reference: Reference,
    /// Whether the audit has it already, written with the effects of the refusal.
    pub audited: bool,
    /// After how many seconds another try may be worth it.
    pub retry_after_s: Option<u32>,
    /// What the browser may tell the authenticator's passkey manager about it.
    pub signal: Option<Box<UnknownPasskey>>,
    /// Which proof would have done.
    pub step_up: Option<Challenge>,
    /// What is wrong with a field of a form, or must be said twice.
    pub objection: Option<Box<Objection>>,
}

impl Refused {
    pub fn new(app: &App, phase: Phase, reason: Reason) -> Self {
        let reference = app.reference();
        Self {
            reason,
            phase,
            message: reason.face(phase),
            reference,
            audited: false,
            retry_after_s: None,
            signal: None,
            step_up: None,
            objection: None,
        }
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// The same, about a field.
    #[must_use]
    pub fn about(self, objection: Objection) -> Self {
        Self { objection: Some(Box::new(objection)), ..self }
    }

    /// The HTTP status: that of the text, unless it is shown for something else than usual.
    pub fn status(&self) -> u16 {
        if self.reason == Reason::AlteredAddress { 404 } else { self.message.status }
    }

    /// What the person reads. The catalogue leaves open how long to wait.
    pub fn text(&self, language: Language, methods: Methods) -> Cow<'static, str> {
        self.message.told(language, methods, self.retry_after_s)
    }
}

/// The short code by which support finds what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference([u8; 5]);

impl Reference {
    pub(crate) fn draw(random: &dyn random::Random) -> Self {
        // Without randomness there is still a refusal to be shown; its code is then merely not unique.
        Self(random::bytes(random).unwrap_or_default())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Crockford's alphabet: no letter that a person on the telephone takes for another.
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = self.0.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in 0..8 {
            if place == 4 {
                f.write_str("-")?;
            }
            let index = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
            let letter = LETTERS.get(index).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

/// What was being done when it failed. The same reason can have another face in another phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    SignIn,
    SignUp,
    StepUp,
    Enrol,
    Setup,
    Session,
    /// A member's own password.
    Password,
    Page,
    /// Changing one's own factors other than passkeys.
    Account,
    /// What administrators do.
    Administration,
    /// What applications ask by themselves.
    Application,
}

impl Phase {
    pub const ALL: [Self; 11] = [
        Self::SignIn,
        Self::SignUp,
        Self::StepUp,
        Self::Enrol,
        Self::Setup,
        Self::Session,
        Self::Password,
        Self::Page,
        Self::Account,
        Self::Administration,
        Self::Application,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignUp => "sign_up",
            Self::StepUp => "step_up",
            Self::Enrol => "enrol",
            Self::Setup => "setup",
            Self::Session => "session",
            Self::Password => "password",
            Self::Page => "page",
            Self::Account => "account",
            Self::Administration => "administration",
            Self::Application => "application",
        }
    }

    pub(super) fn is_registration(self) -> bool {
        matches!(self, Self::SignUp | Self::Enrol | Self::Setup)
    }
}

/// An error and its causes on one line, each said once: some libraries repeat the cause in their own text.
pub fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = next.source();
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_like_two_words() {
        assert_eq!(Reference([0; 5]).to_string(), "0000-0000");
        assert_eq!(Reference([255; 5]).to_string(), "ZZZZ-ZZZZ");
        assert_eq!(Reference([0, 0, 0, 0, 33]).to_string(), "0000-0011");
    }

    // Scenario authentication/unknown-vs-bad-signature: a decoy and a bad signature look alike, a suspended member too.
    #[test]
    fn what_would_reveal_an_account_has_one_face() {
        let faces = [
            Reason::Webauthn(webauthn::Refusal::InvalidSignature),
            Reason::Webauthn(webauthn::Refusal::OriginMismatch),
            Reason::Webauthn(webauthn::Refusal::UserHandleMismatch),
            Reason::AccountUnavailable,
        ];
        for reason in faces {
            assert_eq!(reason.face(Phase::SignIn).code, "verification_failed", "{reason:?}");
        }
    }
}
