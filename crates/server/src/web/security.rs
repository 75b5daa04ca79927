//! Account > Security: a member's own passkeys. The list is in the page, so it can be read without a script; the script adds, renames and
//! deletes. It must never decide whether a change is allowed: it shows what the domain says, and the API refuses again.

use askama::Template;
use serde_json::json;

use super::moment::Moment;
use super::sign_in::Mode;
use crate::page::{Chrome, Framed, Notice, script_text};
use domain::signals::Signals;

/// One row of "Registered passkeys".
#[derive(Clone, Debug, Default)]
pub struct PasskeyRow {
    pub id: String,
    pub name: String,
    /// The kind's name as the member reads it, such as "Passkey - Platform Authenticators".
    pub kind: String,
    /// Who keeps the passkey, if known, such as "iCloud Keychain".
    pub provider: Option<String>,
    pub synced: bool,
    /// Whether it is the last usable way in and therefore stays; at most one of a list is.
    pub is_guarded: bool,
    pub added: Moment,
    /// Only if it was changed after it was added.
    pub updated: Option<Moment>,
    pub last_used: Option<Moment>,
}

impl PasskeyRow {
    /// The provider, where the name does not say it already.
    fn provider_beside_name(&self) -> &str {
        self.provider.as_deref().filter(|provider| *provider != self.name).unwrap_or_default()
    }

    /// The picture that goes with the kind; a kind that is not known gets the plain passkey.
    fn icon(&self) -> &'static str {
        match self.kind.as_str() {
            "Passkey - Platform Authenticators" => "device",
            "Passkey Cross-Platform Authenticator" => "phone",
            "Security Keys" => "key",
            _ => "passkey",
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/security.html")]
pub struct SecurityPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub mode: Mode,
    /// The member's display name or, without one, the identifier.
    pub member: String,
    pub passkeys: Vec<PasskeyRow>,
    pub may_add: bool,
    /// Whether a second way in would be wise, and there is room for it.
    pub advise_backup: bool,
    pub required_by_policy: bool,
    pub notice: Option<Notice>,
    /// What the script tells the browser's passkey manager.
    pub signals: Option<Signals>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SecurityPage {
    /// What the script clones when a passkey is added.
    fn blank() -> PasskeyRow {
        PasskeyRow::default()
    }

    fn guards_none(&self) -> bool {
        !self.passkeys.iter().any(|passkey| passkey.is_guarded)
    }

    fn script(&self) -> String {
        let members = json!({ "base": self.base, "mode": self.mode.as_str(), "signals": self.signals });
        script_text("security", members, &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for SecurityPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
