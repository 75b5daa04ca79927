//! The ways in which members prove who they are, and what each is worth. It must never ask who the member is.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One way to prove who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Passkey,
    Password,
    MagicLink,
    EmailCode,
    SmsCode,
    Totp,
    RecoveryCode,
    SingleSignOn,
    /// Given by an administrator to a member who lost everything else.
    AccessPass,
}

/// What a proof rests on. Two proofs of one kind are still one factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Knowledge,
    /// Something that only the holder of a device or of a sheet of codes can show.
    Possession,
    /// Whoever reads the mail or the messages of an address can show it.
    Address,
    /// Another provider says so.
    Federation,
}

impl Method {
    pub const ALL: [Self; 9] = [
        Self::Passkey,
        Self::Password,
        Self::MagicLink,
        Self::EmailCode,
        Self::SmsCode,
        Self::Totp,
        Self::RecoveryCode,
        Self::SingleSignOn,
        Self::AccessPass,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Password => "password",
            Self::MagicLink => "magic_link",
            Self::EmailCode => "email_code",
            Self::SmsCode => "sms_code",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery_code",
            Self::SingleSignOn => "single_sign_on",
            Self::AccessPass => "access_pass",
        }
    }

    /// The method of a word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Password => Kind::Knowledge,
            Self::Passkey | Self::Totp | Self::RecoveryCode | Self::AccessPass => Kind::Possession,
            Self::MagicLink | Self::EmailCode | Self::SmsCode => Kind::Address,
            Self::SingleSignOn => Kind::Federation,
        }
    }

    pub fn needs_mail(self) -> bool {
        matches!(self, Self::MagicLink | Self::EmailCode)
    }

    pub fn needs_text_messages(self) -> bool {
        self == Self::SmsCode
    }

    /// Whether somebody who tries long enough finds it, so that failures are counted (NIST 800-63B, 3.1.2.2 and 3.2.2). Recovery codes and
    /// access passes are of 80 bits: to count their failures would only let strangers stop the member's last way in. So would it at codes that
    /// are sent: each dies of five wrong tries, and how many there are is limited where they are sent.
    pub fn is_guessable(self) -> bool {
        matches!(self, Self::Password | Self::Totp)
    }

    /// What RFC 8176 calls it. A passkey has more to say, see `journey::assurance`.
    pub(crate) fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Passkey => &["pop", "swk", "user"],
            Self::Password => &["pwd"],
            Self::SmsCode => &["otp", "sms"],
            Self::MagicLink | Self::EmailCode | Self::Totp | Self::RecoveryCode | Self::AccessPass => &["otp"],
            Self::SingleSignOn => &["fed"],
        }
    }
}

/// How strong a sign-in is. A stronger one satisfies whoever asks for less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// One factor.
    #[default]
    Single,
    /// Two factors of different kinds.
    Multi,
    /// A passkey that verified its user.
    PhishingResistant,
    /// The same, and the passkey cannot leave its device.
    DeviceBound,
}

impl Strength {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multi => "multi",
            Self::PhishingResistant => "phishing_resistant",
            Self::DeviceBound => "device_bound",
        }
    }

    /// As `acr` (`phr` is of the EAP profile of OpenID, the others are ours).
    pub fn acr(self) -> &'static str {
        match self {
            Self::Single => "sfa",
            Self::Multi => "mfa",
            Self::PhishingResistant | Self::DeviceBound => "phr",
        }
    }
}

/// Methods in the order in which they are offered; each once.
pub fn each_once(methods: impl IntoIterator<Item = Method>) -> Vec<Method> {
    let mut seen = BTreeSet::new();
    methods.into_iter().filter(|method| seen.insert(*method)).collect()
}
