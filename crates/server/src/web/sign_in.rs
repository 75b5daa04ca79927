//! The sign-in page: one box with autofill, one button. It must never say whether a name exists.

use askama::Template;
use domain::Method;
use domain::settings::IdentifierKind;
use serde_json::json;

use crate::page::{Chrome, Framed, Notice, script_text};
use crate::web::refusal::Refusal;
use crate::web::steps::with_way;

/// Whether the passkey names the member (Smart) or the member is named first (Classic).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Smart,
    Classic,
}

impl Mode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smart => "smart",
            Self::Classic => "classic",
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/sign_in.html")]
#[expect(clippy::struct_excessive_bools, reason = "each says by itself whether something stands on the page")]
pub struct SignInPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub mode: Mode,
    /// Whether a passkey is a way in here.
    pub takes_passkeys: bool,
    /// Whether members move to another RP ID, and those who have not yet use the passkey that they have.
    pub offers_before: bool,
    /// The others.
    pub others: Vec<Method>,
    /// What the pool prefers: it stands first. Without a preference all look alike, and the passkey is only the nearest (S3-14).
    pub preferred: Option<Method>,
    /// What members are known by.
    pub kinds: Vec<IdentifierKind>,
    pub may_sign_up: bool,
    /// Whether links by mail have given way to single sign-on.
    pub links_gave_way: bool,
    /// The provider whose account could be linked.
    pub offer: Option<String>,
    pub problem: Option<Refusal>,
    /// The organisation's own words for whoever cannot go on.
    pub help: String,
    pub notice: Option<Notice>,
    /// Where the visitor wants to go on once they are signed in.
    pub go_on: Option<String>,
    /// Who comes, as an application guesses: it stands in the field, whoever that is.
    pub hint: Option<String>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SignInPage {
    /// Without passkeys nothing but the name can say who comes.
    fn needs_name(&self) -> bool {
        self.mode == Mode::Classic || !self.takes_passkeys
    }

    /// An address of this door that takes along where the visitor wants to go on.
    fn at(&self, place: &str) -> String {
        with_way(&format!("{}{place}", self.base), &[], self.go_on.as_deref())
    }

    fn takes_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Whether another way stands before the passkey.
    fn prefers_another(&self) -> bool {
        self.takes_passkeys && self.preferred.is_some_and(|method| method != Method::Passkey)
    }

    /// Whether the passkey's button is the one that is meant first.
    fn is_passkey_first(&self) -> bool {
        self.preferred == Some(Method::Passkey) || !self.takes_others()
    }

    /// What browsers may fill in: passkeys beside names only where the page waits for one. In Classic the name comes first.
    fn autocomplete(&self) -> &'static str {
        if self.has_autofill() { "username webauthn" } else { "username" }
    }

    fn has_autofill(&self) -> bool {
        self.mode == Mode::Smart && self.takes_passkeys
    }

    /// The way on for those who use no passkey, called by its name where it is the only one.
    fn other_label(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.others.as_slice() {
            _ if self.prefers_another() && self.preferred == Some(Method::Password) => &labels.method_password,
            _ if !self.takes_passkeys || self.prefers_another() => &labels.go_on,
            [Method::Password] => &labels.method_password, // S2-22
            _ => &labels.other_way,
        }
    }

    /// Classic has no autofill: without a name its server has no ids to ask for.
    fn script(&self) -> String {
        let members = json!({ "base": self.base, "mode": self.mode.as_str(), "autofill": self.has_autofill() });
        script_text("sign_in", members, &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for SignInPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
