//! A change that waits in the address of its review: which form it is of, and where it is saved. It must never be believed: whatever stands there is
//! tried as if the form had sent it.

use axum::http::Uri;
use domain::dry_run::Proposal;
use domain::id::{ChangeId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A change as the address of the review has it.
pub(super) fn written(change: &Proposal) -> Option<(String, String)> {
    fn text(ask: &impl Serialize) -> Option<String> {
        serde_json::to_string(ask).ok()
    }
    Some(match change {
        Proposal::Policy(ask) => ("policy".to_owned(), text(ask)?),
        Proposal::Settings(ask) => ("settings".to_owned(), text(ask)?),
        Proposal::Workspace { workspace, settings } => (format!("workspace:{workspace}"), text(settings)?),
        Proposal::Role { role, rules } => (format!("role:{role}"), text(rules)?),
        Proposal::Group { group, rules } => (format!("group:{group}"), text(rules)?),
        Proposal::Preset(ask) => ("preset".to_owned(), text(ask)?),
        Proposal::NewRole(_) | Proposal::NewGroup(_) => return None,
    })
}

/// A form that waits to be saved, as its page has put it into the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Waiting {
    /// Which form: `policy`, `settings`, `workspace:SLUG`, `role:ID`, `group:ID` or `preset`.
    form: String,
    /// What it would send.
    body: String,
    /// What its settings were when they were read.
    pub(super) version: String,
    /// Where to go on among the members.
    pub(super) at: Option<String>,
    /// In place of all these: a change with a date, which is looked at again.
    pub(super) scheduled: Option<ChangeId>,
    /// Of which list names are read on, and behind whom: `0-held.USER`; from the beginning of the list where nobody is named.
    names: String,
}

/// How a form is tried out and saved, and where it stands.
pub(super) struct Form {
    pub(super) change: Value,
    /// Method and address.
    pub(super) call: String,
    pub(super) back: String,
}

impl Waiting {
    pub(super) fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    pub(super) fn form(&self, (tenant, pool): (&str, &str)) -> Option<Form> {
        let body: Value = serde_json::from_str(&self.body).ok().filter(Value::is_object)?;
        let (kind, id) = self.form.split_once(':').unwrap_or((&self.form, ""));
        let id = if kind == "preset" { body.get("preset").and_then(Value::as_str).unwrap_or_default() } else { id };
        // What stands in an address is nothing that was checked.
        let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let base = format!("/admin/{tenant}/pools/{pool}");
        let (change, call, back) = match kind {
            "policy" => {
                (serde_json::json!({ "policy": body }), format!("PUT {base}/policy"), format!("{base}/policies"))
            }
            "settings" => (
                serde_json::json!({ "settings": body }),
                format!("PUT {base}/settings"),
                format!("{base}/sign-in-and-sign-up"),
            ),
            "workspace" => (
                serde_json::json!({ "workspace": { "workspace": id, "settings": body } }),
                format!("PUT /admin/{tenant}/workspaces/{id}/settings"),
                format!("/admin/{tenant}/workspaces/{id}/authentication/settings/methods"),
            ),
            "role" => (
                serde_json::json!({ "role": { "role": id, "rules": body } }),
                format!("PUT {base}/roles/{id}"),
                format!("{base}/roles/{id}"),
            ),
            "group" => (
                serde_json::json!({ "group": { "group": id, "rules": body } }),
                format!("PUT {base}/groups/{id}"),
                format!("{base}/groups/{id}"),
            ),
            "preset" => (
                serde_json::json!({ "preset": body }),
                format!("POST {base}/preset"),
                format!("{base}/presets?preset={id}"),
            ),
            _ => return None,
        };
        is_plain.then_some(Form { change, call, back })
    }

    /// The same change, farther on among the members.
    pub(super) fn on(&self, at: &str) -> String {
        let pairs: Vec<_> =
            self.parts().into_iter().filter(|(name, _)| *name != "at").chain([("at", at.to_owned())]).collect();
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    /// The change, and where one is among the members: for whoever asks for other names of a list.
    pub(super) fn parts(&self) -> Vec<(&'static str, String)> {
        let own = |name, text: &String| (name, text.clone());
        let change = match self.scheduled {
            Some(id) => vec![("scheduled", id.to_string())],
            None => vec![own("form", &self.form), own("body", &self.body), own("version", &self.version)],
        };
        change.into_iter().chain(self.at.iter().map(|at| own("at", at))).collect()
    }

    /// Whether the names of this list are being read.
    pub(super) fn reads(&self, list: &str) -> bool {
        self.names.split('.').next() == Some(list)
    }

    /// Behind whom.
    pub(super) fn behind(&self) -> Option<UserId> {
        self.names.split_once('.')?.1.parse().ok()
    }
}
