//! The frame of the pages below Account > Security: who is signed in, the way back, and what was just done. It must never decide what there is
//! for a member: the domain says which of the pages are.

use super::confirm::{self, Way};
use super::labels::Labels;
use super::menu::Menu;
use super::refusal::parameter;
use super::routes::{door_chrome, messages};
use crate::extract::SignedIn;
use crate::front::Server;
use crate::page::{Chrome, Notice, script_text};
use crate::problem::Problem;
use axum::http::Uri;
use domain::account::{self, Part};
use domain::catalogue::PASSKEY_LIMIT_REACHED;
use domain::{FrontDoor, Method, Reason, Session};
use serde_json::json;
use std::borrow::Cow;

/// What these pages have in common.
#[derive(Clone, Debug)]
pub struct Account {
    pub part: Part,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    /// The pages that there are for the member.
    pub parts: Vec<Part>,
    /// What a password manager keeps the password under.
    pub identifier: String,
    /// With what the member may prove again who they are.
    pub proofs: Vec<Method>,
    pub notice: Option<Notice>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl Account {
    pub(super) fn title<'a>(&self, labels: &'a Labels) -> &'a str {
        title(labels, self.part)
    }

    pub(super) fn ways<'a>(&self, labels: &'a Labels) -> Vec<Way<'a>> {
        confirm::ways(labels, &self.proofs)
    }

    /// Whether anything but looking can be done on the page.
    pub(super) fn changes(&self) -> bool {
        changes(self.part)
    }

    /// The script that goes with the page: adding a passkey is a ceremony, the rest are calls.
    pub(super) fn module(&self) -> &'static str {
        if matches!(self.part, Part::AddPasskey | Part::NewDevice) { "register" } else { "account" }
    }

    pub(super) fn script(&self, labels: &Labels) -> String {
        script_text(self.module(), json!({ "base": self.base }), &self.messages_json, labels)
    }
}

fn changes(part: Part) -> bool {
    !matches!(part, Part::Activity | Part::Feedback)
}

/// The member's display name or, without one, the identifier.
fn name_of(session: &Session) -> String {
    let names = [Some(session.display_name.as_str()), session.identifier.as_deref()];
    names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}

pub(super) fn title(labels: &Labels, part: Part) -> &str {
    match part {
        Part::AddPasskey => &labels.register_title,
        Part::NewDevice => &labels.new_device,
        Part::Password => &labels.password,
        Part::AuthenticatorApp => &labels.method_totp,
        Part::RecoveryCodes => &labels.recovery_codes,
        Part::Addresses => &labels.addresses,
        Part::LinkedAccounts => &labels.linked_accounts,
        Part::Applications => &labels.applications,
        Part::Sessions => &labels.sessions,
        Part::Activity => &labels.activity,
        Part::Feedback => &labels.feedback_title,
    }
}

/// What `?done=…` says; nothing for a word that is none of ours, so that no address can make a page say something else.
fn news<'a>(labels: &'a Labels, word: &str) -> Option<&'a str> {
    Some(match word {
        "passkey-added" => &labels.added_notice,
        "passkey-deleted" => &labels.deleted_notice,
        "passkeys-replaced" => &labels.replaced_news,
        "password-set" => &labels.password_set_news,
        "password-removed" => &labels.password_removed_news,
        "app-added" => &labels.app_added_news,
        "app-removed" => &labels.app_removed_news,
        "address-added" => &labels.address_added_news,
        "address-removed" => &labels.address_removed_news,
        "account-unlinked" => &labels.link_removed_news,
        "disconnected" => &labels.application_disconnected_news,
        "session-ended" => &labels.session_ended_news,
        "sessions-ended" => &labels.sessions_ended_news,
        "feedback-given" => &labels.feedback_given_news,
        "browser-forgotten" => &labels.browser_forgotten_news,
        _ => return None,
    })
}

/// The frame of one of the pages, where there is that page for the member.
pub(super) async fn frame(
    server: &Server,
    SignedIn { visit, session }: &SignedIn,
    (part, uri): (Part, &Uri),
) -> Result<(Chrome, Account), Problem> {
    let chrome = door_chrome(server, visit)?.warns(visit.door.base(), session, server.app.now());
    let told = parameter(uri.query(), "done").and_then(|word| news(&chrome.labels, word));
    let parts = account::parts(&server.app, visit, session).await?;
    // Who has just removed the last of what is used here no more is told so, before the page is gone.
    if told.is_none() && !parts.contains(&part) {
        return Err(Reason::MethodNotUsedHere.into());
    }
    let account = Account {
        part,
        base: visit.door.base(),
        parts: parts.clone(),
        identifier: session.identifier.clone().unwrap_or_default(),
        proofs: confirm::proofs(&session.policy),
        notice: told.map(Notice::new),
        messages_json: if changes(part) { messages(visit.language, Some(&visit.door)) } else { String::new() },
    };
    Ok((chrome.with_menu(menu(&visit.door, session, (Some(part), parts))), account))
}

/// For a page below Account > Security, or for that page itself.
pub(super) fn menu(door: &FrontDoor, session: &Session, (at, parts): (Option<Part>, Vec<Part>)) -> Menu {
    let place = door.pool.settings.pages.menu;
    let is_administrator = door.is_home && session.grant.is_some();
    Menu { place, base: door.base(), member: name_of(session), at, is_outside: false, parts, is_administrator }
}

impl Chrome {
    /// A page that is there for everybody: whoever is signed in finds the way to their account on it, too.
    #[must_use]
    pub(super) fn read_by(self, reader: Option<(&FrontDoor, &Session)>, now: i64) -> Self {
        let Some((door, session)) = reader else { return self };
        let menu = Menu { is_outside: true, ..menu(door, session, (None, Vec::new())) };
        self.warns(door.base(), session, now).with_menu(menu)
    }

    /// What stands above the words of the limit (S1-27).
    pub(crate) fn limit_title(&self) -> Cow<'static, str> {
        PASSKEY_LIMIT_REACHED.title_in(self.language)
    }
}

pub(super) use crate::page::framed;
