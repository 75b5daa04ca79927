//! Account > Security: a member's own passkeys. The list is in the page, so it can be read without a script; the script adds, renames and
//! deletes. It must never decide whether a change is allowed: it shows what the domain says, and the API refuses again.

use askama::Template;
use serde_json::json;

use super::account;
use super::confirm::{self, Way};
use super::moment::Moment;
use crate::page::{Chrome, Framed, Notice, script_saying};
use domain::Method;
use domain::account::Part;
use domain::journey::Suggestion;
use domain::language::{Place, times};
use domain::notices::NoticeView;
use domain::passkeys::{PasskeyKind, Why};
use domain::signals::Signals;

/// One row of "Registered passkeys".
#[derive(Clone, Debug, Default)]
pub struct PasskeyRow {
    pub id: String,
    pub name: String,
    pub kind: PasskeyKind,
    /// Who keeps the passkey, if known, such as "iCloud Keychain".
    pub provider: Option<String>,
    pub synced: bool,
    /// Why it stays, by the code of the refusal.
    pub kept: Option<&'static str>,
    pub added: Moment,
    /// Only if it was changed after it was added.
    pub updated: Option<Moment>,
    pub last_used: Option<Moment>,
    /// In which browser and from where it was used last.
    pub place: String,
    /// Whether it was put aside and waits to be confirmed.
    pub quarantined: bool,
    /// Where it works, where new ones are made for another address.
    pub rp_id: Option<String>,
}

impl PasskeyRow {
    /// The provider, where the name does not say it already.
    fn provider_beside_name(&self) -> &str {
        self.provider.as_deref().filter(|provider| *provider != self.name).unwrap_or_default()
    }
}

/// A passkey suggested after a sign-in, helpful and never in the way (S2-19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer(Suggestion);

impl Offer {
    /// What `?suggest=…` says.
    pub fn find(word: &str) -> Option<Self> {
        let all = [Suggestion::First, Suggestion::Here, Suggestion::Again, Suggestion::Soon];
        all.into_iter().find(|suggestion| suggestion.as_str() == word).map(Self)
    }

    /// Addresses can be kept: nobody is offered a first passkey who has one, or another who has none (S2-18).
    pub fn is_for(self, passkeys: usize) -> bool {
        match self.0 {
            Suggestion::First => passkeys == 0,
            Suggestion::Here => passkeys > 0,
            Suggestion::Again | Suggestion::Soon => true,
        }
    }

    /// Which suggestion is put off.
    fn put_off(self) -> &'static str {
        if self.0 == Suggestion::Here { "here" } else { "first" }
    }
}

/// An application that waits until the member has given a fresh proof.
#[derive(Clone, Debug)]
pub struct Asking {
    pub name: String,
    /// Where it is told that there will be none.
    pub action: String,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the page shows or not")]
#[derive(Clone, Debug, Template)]
#[template(path = "web/security.html", whitespace = "minimize")]
pub struct SecurityPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub passkeys: Vec<PasskeyRow>,
    /// Whether passkeys are used here at all.
    pub takes_passkeys: bool,
    pub may_add: bool,
    /// Whether a second way in would be wise, and there is room for it.
    pub advise_backup: bool,
    /// Whose devices alone the passkeys reach.
    pub only_brand: Option<&'static str>,
    pub required_by_policy: bool,
    /// Whether a passkey is a second factor and nothing else.
    pub is_second_factor: bool,
    /// With what a member may prove again who they are, as far as policy says.
    pub proofs: Vec<Method>,
    /// The pages below this one; others are its tabs.
    pub parts: Vec<Part>,
    pub notice: Option<Notice>,
    pub asks: Option<Asking>,
    pub suggestion: Option<Offer>,
    /// Whether the browser may try to save one without asking.
    pub upgrades: bool,
    /// Where the member wanted to go when the suggestion came between.
    pub go_on: Option<String>,
    /// What could not be told by any other channel.
    pub notices: Vec<NoticeView>,
    /// Until when a recovery waits that the member may stop.
    pub waiting: Option<i64>,
    /// What the script tells the browser's passkey manager.
    pub signals: Option<Signals>,
    /// Whether it asks for a proof at once, before anything else.
    pub confirm: bool,
    /// See [`crate::page::script_text`].
    pub messages_json: String,
}

impl SecurityPage {
    /// What the member is told of a recovery that waits.
    fn waits(&self) -> Option<String> {
        let time = times::moment(self.chrome.language, self.waiting?);
        Some(self.chrome.labels.recovery_waits.with(&[("time", Place::Text(&time))]))
    }

    /// What the script clones when a passkey is added.
    fn blank() -> PasskeyRow {
        PasskeyRow { quarantined: true, updated: Some(Moment::default()), ..PasskeyRow::default() }
    }

    /// The words of the suggestion.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn words_of(&self, offer: &Offer) -> (&str, &str) {
        let labels = &self.chrome.labels;
        match offer.0 {
            Suggestion::First => (&labels.suggest_title, &labels.suggest_lead),
            Suggestion::Here => (&labels.suggest_here_title, &labels.suggest_here_lead),
            Suggestion::Again => (&labels.suggest_again_title, &labels.suggest_again_lead),
            Suggestion::Soon => (&labels.suggest_soon_title, &labels.suggest_soon_lead),
        }
    }

    /// Passkeys that are put aside are none to sign in with.
    fn in_use(&self) -> usize {
        self.passkeys.iter().filter(|passkey| !passkey.quarantined).count()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn title_of(&self, part: &Part) -> &str {
        account::title(&self.chrome.labels, *part)
    }

    fn ways(&self) -> Vec<Way<'_>> {
        confirm::ways(&self.chrome.labels, &self.proofs)
    }

    /// Whether something on this page is not the member's to change (S0-5).
    fn is_locked(&self) -> bool {
        let keeps = self.passkeys.iter().any(|passkey| passkey.kept.is_some());
        !self.may_add || self.required_by_policy || keeps
    }

    fn locked(&self) -> String {
        self.chrome.labels.locked.with(&[("organization", Place::Text(&self.chrome.organisation))])
    }

    fn why_kept(&self, code: &str) -> &str {
        self.chrome.labels.why_kept(code)
    }

    /// S1-8
    fn only_brand(&self) -> String {
        self.only_brand.map(|brand| self.chrome.labels.only_brand.replace("{brand}", brand)).unwrap_or_default()
    }

    /// What each kind is and where it is kept (S1-4 to S1-6), once for the whole list. The script reads the names here, too.
    fn kinds(&self) -> [(PasskeyKind, &str); 3] {
        let labels = &self.chrome.labels;
        [
            (PasskeyKind::Device, &labels.kind_device),
            (PasskeyKind::Phone, &labels.kind_phone),
            (PasskeyKind::Key, &labels.kind_key),
        ]
    }

    /// Why a passkey goes (S0-21).
    fn reasons(&self) -> [(&'static str, &str); 3] {
        let labels = &self.chrome.labels;
        Why::ALL.map(|why| {
            let text = match why {
                Why::Lost => &labels.delete_why_lost,
                Why::Retired => &labels.delete_why_retired,
                Why::Replaced => &labels.delete_why_replaced,
            };
            (why.as_str(), text.as_ref())
        })
    }

    fn script(&self) -> String {
        let mut members = json!({ "base": self.base, "signals": self.signals });
        if self.confirm {
            members["confirm"] = true.into();
        }
        if self.is_second_factor {
            members["added"] = json!([self.chrome.labels.added_software, self.chrome.labels.added_hardware]);
        }
        if let Some(offer) = self.suggestion {
            members["suggested"] = offer.0.as_str().into();
            members["saved"] = json!(self.upgrades.then_some(&self.chrome.labels.saved_notice));
        }
        // Without a way to go on there is none around a passkey (S1-23).
        let said = self.chrome.labels.said_on(if self.go_on.is_some() { "security" } else { "account" });
        script_saying(said, "security", members, &self.messages_json)
    }
}

impl Framed for SecurityPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
