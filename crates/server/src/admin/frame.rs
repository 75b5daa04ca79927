//! The frame of every page of the console: where one is, where else one may go, and the dialog that asks for a fresh proof. It must never show
//! a place that the administrator may not enter.

use crate::assets;
use crate::front::Server;
use crate::page::{Chrome, Nonce, Notice, script_text};
use crate::problem::Problem;
use crate::web::confirm::{self, Way};
use crate::web::routes::messages;
use domain::administrators::{Acting, Power};
use domain::{Language, Method};
use serde_json::json;

/// A page of the console that stands in its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    Users,
    Authentication,
    Clients,
    Webhooks,
    Adoption,
    Health,
    Support,
    Administrators,
    Security,
    Guide,
}

impl Place {
    const ALL: [Self; 11] = [
        Self::Overview,
        Self::Users,
        Self::Authentication,
        Self::Clients,
        Self::Webhooks,
        Self::Adoption,
        Self::Health,
        Self::Support,
        Self::Security,
        Self::Administrators,
        Self::Guide,
    ];

    /// Below which of them a path lies.
    pub(super) fn of(path: &str) -> Self {
        let is_within = |place: &Self| *place != Self::Overview && path.starts_with(place.href());
        let usual = match path.split('/').nth(3) {
            Some("pools") => Self::Users,
            Some("clients") => Self::Clients,
            Some("webhooks") => Self::Webhooks,
            _ => Self::Overview,
        };
        Self::ALL.into_iter().find(is_within).unwrap_or(usual)
    }

    const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/admin",
            Self::Users => "/admin/users",
            Self::Authentication => "/admin/authentication",
            Self::Clients => "/admin/clients",
            Self::Webhooks => "/admin/webhooks",
            Self::Adoption => "/admin/adoption",
            Self::Health => "/admin/health",
            Self::Support => "/admin/support",
            Self::Administrators => "/admin/administrators",
            Self::Security => "/admin/security",
            Self::Guide => "/admin/guide",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Users => "Users",
            Self::Authentication => "Authentication",
            Self::Clients => "OAuth Clients",
            Self::Webhooks => "Webhooks",
            Self::Adoption => "Adoption",
            Self::Health => "Health",
            Self::Support => "Support desk",
            Self::Administrators => "Administrators",
            Self::Security => "Security Center",
            Self::Guide => "Guide",
        }
    }

    const fn power(self) -> Power {
        match self {
            Self::Overview
            | Self::Users
            | Self::Authentication
            | Self::Clients
            | Self::Webhooks
            | Self::Adoption
            | Self::Health
            | Self::Support
            | Self::Administrators
            | Self::Guide => Power::See,
            Self::Security => Power::Audit,
        }
    }
}

/// An entry of the menu.
pub(super) struct Entry {
    pub href: &'static str,
    pub title: &'static str,
    pub is_current: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub place: Place,
    /// Who is at work, and as what.
    pub administrator: String,
    pub role: &'static str,
    pub scope: String,
    /// Of the door at which administrators sign in.
    pub door: String,
    powers: Vec<Power>,
    proofs: Vec<Method>,
    pub notice: Option<Notice>,
    messages_json: String,
}

impl Frame {
    pub(super) fn menu(&self) -> Vec<Entry> {
        let open = Place::ALL.into_iter().filter(|place| self.may(place.power()));
        open.map(|place| Entry { href: place.href(), title: place.title(), is_current: place == self.place }).collect()
    }

    pub(super) fn may(&self, power: Power) -> bool {
        self.powers.contains(&power)
    }

    pub(super) fn ways<'a>(&self, chrome: &'a Chrome) -> Vec<Way<'a>> {
        confirm::ways(&chrome.labels, &self.proofs)
    }

    pub(super) fn script(&self, chrome: &Chrome) -> String {
        script_text("console", json!({ "base": self.door }), &self.messages_json, &chrome.labels)
    }
}

/// What `?done=…` says; nothing for a word that is none of ours.
fn news(word: &str) -> Option<&'static str> {
    Some(match word {
        "appointed" => "Administrator added.",
        "changed" => "Saved.",
        "examined" => "Looked at again.",
        "moving" => "The members are moving. Both RP IDs work side by side.",
        "turned-back" => "Turned back. No passkey has stopped working.",
        "moved" => "Finished. Passkeys from before open nothing here any more.",
        "added" => "Added. Say now what it asks for.",
        "removed" => "Removed.",
        "switched-off" => "Switched off. Nobody signs in with it, and its tokens are good for nothing.",
        "switched-on" => "Switched on.",
        "webhook-off" => "Switched off. What happens from now on is not told there.",
        "test-sent" => "Test event on its way. Open this page again in a few seconds: it says what has become of it.",
        "sent-again" => "On its way again.",
        "suspended" => "Suspended. Every session has ended.",
        "user-removed" => "Member removed. What is personal in the audit goes within minutes.",
        "restored" => "Restored. They can sign in again.",
        "sessions-ended" => "Every session has ended.",
        "pass-ended" => "The access pass and every session have ended.",
        "link-ended" => "The enrolment link and every session have ended.",
        "link-sent" => "Enrolment link sent. It works once within a day, and the member was told.",
        "passkey-made" => "Passkey added. The member was told.",
        "invited" => "Invited.",
        "pass-asked" => "Asked for. Another administrator must confirm it on this page within an hour.",
        "pass-request-ended" => "Request taken back.",
        "marked" => "Marked as a test account.",
        "unmarked" => "No longer a test account.",
        "allowed" => "The method can be used again.",
        "passkey-renamed" => "Passkey renamed.",
        "passkey-removed" => "Passkey removed. The member was told.",
        "passkey-set-aside" => "Passkey put aside. The member was told.",
        "passkey-released" => "Passkey in use again. The member was told.",
        "invitation-sent" => "Invitation sent again.",
        "invitation-revoked" => "Invitation taken back.",
        "scheduled" => "It has a date now.",
        "announced" => "Announcement written. It goes out a batch at a time.",
        "taken-back" => "Taken back.",
        "stopped" => "Stopped.",
        "group-joined" => "Put into the group.",
        "group-joined-grace" => {
            "Put into the group. They have no passkey yet and are let in only so many times more without one."
        }
        "group-joined-held" => "Put into the group. At their next sign-in they are held at enrolment.",
        "group-joined-blocked" => {
            "Put into the group. As things are they cannot sign in any more: no way in is enough."
        }
        "group-left" => "Taken out of the group.",
        "role-joined" => "Role given.",
        "role-joined-grace" => {
            "Role given. They have no passkey yet and are let in only so many times more without one."
        }
        "role-joined-held" => "Role given. At their next sign-in they are held at enrolment.",
        "role-joined-blocked" => "Role given. As things are they cannot sign in any more: no way in is enough.",
        "role-left" => "Role taken away.",
        "report-closed" => "Report closed.",
        "reports-closed" => "Reports closed.",
        "dismissed" => "Administrator removed. They are still a member.",
        _ => return None,
    })
}

pub(super) fn frame(
    server: &Server,
    acting: &Acting,
    (place, done): (Place, Option<&str>),
) -> Result<(Chrome, Frame), Problem> {
    let Acting { visit, session, grant } = acting;
    let chrome = Chrome::new("Keystead", Nonce::new(server.app.nonce()?), assets::version());
    let chrome = chrome.warns(visit.door.base(), session, server.app.now());
    let frame = Frame {
        place,
        administrator: session.identifier.clone().unwrap_or_else(|| session.display_name.clone()),
        role: role_name(grant.role.as_str()),
        scope: scope_name(server, &grant.scope.to_string()),
        door: visit.door.base(),
        powers: Power::ALL.into_iter().filter(|power| acting.may(*power, grant.scope)).collect(),
        proofs: confirm::proofs(&session.policy),
        notice: done.and_then(news).map(Notice::new),
        messages_json: messages(Language::English, Some(&visit.door)),
    };
    Ok((chrome, frame))
}

/// A role as the screen says it.
pub(super) fn role_name(word: &str) -> &'static str {
    match word {
        "owner" => "Owner",
        "administrator" => "Administrator",
        "support" => "Support",
        _ => "Auditor",
    }
}

/// A scope as the screen says it: by the names of tenant and pool.
pub(super) fn scope_name(server: &Server, scope: &str) -> String {
    use domain::administrators::Scope;
    let snapshot = server.app.snapshot();
    match scope.parse() {
        Ok(Scope::Installation) => "Everything".to_owned(),
        Ok(Scope::Tenant(tenant)) => snapshot
            .doors()
            .iter()
            .find(|door| door.tenant.id == tenant)
            .map_or_else(String::new, |door| door.tenant.name.clone()),
        Ok(Scope::Pool(_, pool)) => snapshot
            .doors()
            .iter()
            .find(|door| door.pool.id == pool)
            .map_or_else(String::new, |door| format!("{} › {}", door.tenant.name, door.pool.name)),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_below_a_place() {
        for (path, place) in [
            ("/admin", Place::Overview),
            ("/admin/security/alerts?tenant=x", Place::Security),
            ("/admin/demo/pools/x/users", Place::Users),
            ("/admin/demo/clients/new", Place::Clients),
            ("/admin/demo/webhooks/new", Place::Webhooks),
            ("/admin/demo/workspaces/x/branding", Place::Overview),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }

    // On a phone a cell stands without its head.
    #[test]
    fn every_cell_says_what_it_is_about() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/admin");
        let mut tables = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for body in text.split("<tbody>").skip(1).filter_map(|rest| rest.split("</tbody>").next()) {
                tables += 1;
                let cells: Vec<_> = body.split("<td").skip(1).filter(|cell| !cell.contains("class=\"acts")).collect();
                let named = cells.iter().filter(|cell| cell.starts_with(" data-label=\"")).count();
                // The last one may hold buttons alone.
                assert!(named >= 1 && named + 1 >= cells.len(), "{}: {body}", path.display());
            }
        }
        assert!(tables > 10);
    }
}
