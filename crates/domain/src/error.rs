//! How a use case fails. A refusal has a precise reason for the log and the audit, and one face from the catalogue for the person or
//! client outside; the two are never mixed.

use crate::app::App;
use crate::catalogue::{self, Message};
use crate::random::{self, NoRandomness};
use crate::signals::UnknownPasskey;
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
    #[error("an answer could not be written as JSON")]
    Answer(#[source] serde_json::Error),
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
    /// What the browser may tell the authenticator's passkey manager about it.
    pub signal: Option<Box<UnknownPasskey>>,
}

impl Refused {
    pub fn new(app: &App, phase: Phase, reason: Reason) -> Self {
        Self { reason, phase, message: reason.face(phase), reference: app.reference(), audited: false, signal: None }
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
    Page,
}

impl Phase {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignUp => "sign_up",
            Self::StepUp => "step_up",
            Self::Enrol => "enrol",
            Self::Setup => "setup",
            Self::Session => "session",
            Self::Page => "page",
        }
    }

    fn is_registration(self) -> bool {
        matches!(self, Self::SignUp | Self::Enrol | Self::Setup)
    }
}

/// The precise cause. Never shown outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A step of the WebAuthn verification.
    Webauthn(webauthn::Refusal),
    /// The challenge is not one of ours for this tenant, workspace, user, client and subject.
    CeremonyNotFound,
    CeremonyExpired,
    /// One challenge, one attempt.
    CeremonyReplayed,
    /// A challenge of ours for something else.
    CeremonyOfOtherPurpose,
    /// A browser came without the cookie its ceremony is bound to.
    BindingMissing,
    /// Nobody holds that passkey.
    PasskeyUnknown,
    PasskeyOfOtherMode,
    /// A passkey belongs to one member (WebAuthn 7.1, step 26).
    PasskeyAlreadyRegistered,
    PasskeyNotDiscoverable,
    PasskeyLimit,
    LastPasskey,
    NameMalformed,
    AccountUnavailable,
    /// The row changed between reading and writing, again and again.
    ChangedMeanwhile,
    RegistrationClosed,
    /// The pool's settings do not let applications use this extension.
    ExtensionNotAllowed,
    /// What the metadata says about the passkey's model has become so bad that the pool does not let it in.
    ModelNotTrusted,
    IdentifierMalformed,
    /// A Classic workspace was asked without a name.
    IdentifierMissing,
    IdentifierTaken,
    DisplayNameMalformed,
    RecentAuthenticationRequired,
    NotSignedIn,
    SetupLinkInvalid,
    BodyTooLarge,
    MalformedBody,
    UnknownMember,
    UnsupportedMediaType,
    CrossSite,
    UnknownAddress,
    MethodNotAllowed,
    Unavailable,
    Internal,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webauthn(refusal) => refusal.code(),
            Self::CeremonyNotFound => "ceremony_not_found",
            Self::CeremonyExpired => "ceremony_expired",
            Self::CeremonyReplayed => "ceremony_replayed",
            Self::CeremonyOfOtherPurpose => "ceremony_of_other_purpose",
            Self::BindingMissing => "binding_missing",
            Self::PasskeyUnknown => "credential_unknown",
            Self::PasskeyOfOtherMode => "passkey_of_other_mode",
            Self::PasskeyAlreadyRegistered => "credential_already_registered",
            Self::PasskeyNotDiscoverable => "passkey_not_discoverable",
            Self::PasskeyLimit => "passkey_limit",
            Self::LastPasskey => "last_passkey",
            Self::NameMalformed => "name_malformed",
            Self::AccountUnavailable => "account_unavailable",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::RegistrationClosed => "registration_closed",
            Self::ExtensionNotAllowed => "extension_not_allowed",
            Self::ModelNotTrusted => "model_not_trusted",
            Self::IdentifierMalformed => "identifier_malformed",
            Self::IdentifierMissing => "identifier_missing",
            Self::IdentifierTaken => "identifier_taken",
            Self::DisplayNameMalformed => "display_name_malformed",
            Self::RecentAuthenticationRequired => "recent_authentication_required",
            Self::NotSignedIn => "not_signed_in",
            Self::SetupLinkInvalid => "setup_link_invalid",
            Self::BodyTooLarge => "body_too_large",
            Self::MalformedBody => "malformed_body",
            Self::UnknownMember => "unknown_member",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::CrossSite => "cross_site",
            Self::UnknownAddress => "unknown_address",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The face outside. Whatever would tell a stranger something about an account looks like every other failed verification.
    pub fn face(self, phase: Phase) -> &'static Message {
        match self {
            Self::CeremonyNotFound
            | Self::CeremonyExpired
            | Self::CeremonyReplayed
            | Self::CeremonyOfOtherPurpose
            | Self::BindingMissing => &catalogue::SESSION_EXPIRED,
            Self::Webauthn(refusal) => face_of_verification(refusal, phase),
            Self::PasskeyUnknown if phase == Phase::Enrol => &catalogue::PASSKEY_GONE,
            Self::PasskeyUnknown | Self::PasskeyOfOtherMode => &catalogue::PASSKEY_NOT_ON_DEVICE,
            Self::AccountUnavailable if phase.is_registration() => &catalogue::SETUP_FAILED,
            Self::AccountUnavailable | Self::ModelNotTrusted => &catalogue::VERIFICATION_FAILED,
            Self::PasskeyAlreadyRegistered => &catalogue::PASSKEY_ALREADY_REGISTERED,
            Self::PasskeyNotDiscoverable => &catalogue::NO_COMPATIBLE_DEVICE,
            Self::PasskeyLimit => &catalogue::PASSKEY_LIMIT_REACHED,
            Self::LastPasskey => &catalogue::LAST_PASSKEY,
            Self::NameMalformed | Self::DisplayNameMalformed => &catalogue::NAME_MALFORMED,
            Self::RegistrationClosed => &catalogue::REGISTRATION_CLOSED,
            Self::IdentifierMalformed => &catalogue::IDENTIFIER_MALFORMED,
            Self::IdentifierMissing => &catalogue::IDENTIFIER_MISSING,
            Self::IdentifierTaken => &catalogue::IDENTIFIER_TAKEN,
            Self::RecentAuthenticationRequired => &catalogue::RECENT_AUTHENTICATION_REQUIRED,
            Self::NotSignedIn => &catalogue::NOT_SIGNED_IN,
            Self::SetupLinkInvalid => &catalogue::SETUP_LINK_INVALID,
            Self::BodyTooLarge => &catalogue::TOO_LARGE,
            Self::MalformedBody | Self::UnknownMember => &catalogue::MALFORMED_REQUEST,
            Self::ExtensionNotAllowed => &catalogue::EXTENSION_NOT_ALLOWED,
            Self::UnsupportedMediaType => &catalogue::UNSUPPORTED_MEDIA_TYPE,
            Self::CrossSite => &catalogue::CROSS_SITE,
            Self::UnknownAddress => &catalogue::NOT_FOUND,
            Self::MethodNotAllowed => &catalogue::METHOD_NOT_ALLOWED,
            Self::Unavailable | Self::ChangedMeanwhile if phase.is_registration() => &catalogue::SETUP_UNAVAILABLE,
            Self::Unavailable | Self::ChangedMeanwhile => &catalogue::PASSKEY_UNAVAILABLE,
            Self::Internal => &catalogue::INTERNAL,
        }
    }
}

fn face_of_verification(refusal: webauthn::Refusal, phase: Phase) -> &'static Message {
    use webauthn::Refusal;
    match refusal {
        // Not even the JSON form: nothing about an account can follow from it.
        Refusal::MalformedJson => &catalogue::MALFORMED_REQUEST,
        Refusal::UserNotVerified => &catalogue::USER_NOT_VERIFIED,
        // "Attestation policy unmet" (S1-31): another device would do.
        Refusal::AttestationPolicy | Refusal::UntrustedAttestation if phase.is_registration() => {
            &catalogue::NO_COMPATIBLE_DEVICE
        }
        // "Authenticator lacks required algorithms" (S1-29).
        Refusal::AlgorithmNotAllowed | Refusal::UnsupportedAlgorithm if phase.is_registration() => {
            &catalogue::PASSKEYS_NOT_SUPPORTED
        }
        _ if phase.is_registration() => &catalogue::SETUP_FAILED,
        _ => &catalogue::VERIFICATION_FAILED,
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
