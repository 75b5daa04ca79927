//! The pages of an approval: what waits for a member, one question with the text exactly as the application stated it, and what has become of it.
//! They must never show a text that is not the one that is signed, nor more of who asks than the application may say.

use super::moment::Moment;
use crate::page::{Chrome, framed, script_text};
use askama::Template;
use domain::applications::approval::Asker;
use serde_json::json;

/// What an application asks, as the member reads it.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The application's.
    pub name: String,
    pub text: String,
    /// Who has asked there, where that must be somebody else.
    pub asker: Option<Asker>,
    pub until: Moment,
    pub has_passkey: bool,
    /// Where one is added.
    pub passkeys: String,
}

/// One that waits.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub href: String,
    pub name: String,
    pub text: String,
    pub until: Moment,
}

/// What stands on the page.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    List(Vec<Row>),
    Ask(Box<Question>),
    /// Who has asked may not answer.
    Own(Box<Question>),
    Answered {
        is_approved: bool,
        name: String,
        back: Option<String>,
        goes_by_itself: bool,
    },
    Gone,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/approval.html")]
pub(crate) struct ApprovalPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    /// Who is signed in.
    pub member: String,
    /// Where the buttons lead.
    pub action: String,
    pub part: Part,
    /// See [`script_text`].
    pub messages_json: String,
}

framed!(ApprovalPage);

impl ApprovalPage {
    fn title(&self) -> &str {
        let labels = &self.chrome.labels;
        match &self.part {
            Part::List(_) => &labels.approvals,
            Part::Ask(_) | Part::Own(_) => &labels.approval_title,
            Part::Answered { is_approved: true, .. } => &labels.approval_given_title,
            Part::Answered { .. } => &labels.approval_denied_title,
            Part::Gone => &labels.approval_gone_title,
        }
    }

    fn is_asked(&self) -> bool {
        matches!(self.part, Part::Ask(_))
    }

    fn goes_by_itself(&self) -> bool {
        matches!(self.part, Part::Answered { goes_by_itself: true, .. })
    }

    /// Where what waits is listed.
    fn list(&self) -> String {
        format!("{}/approve", self.base)
    }

    fn script(&self) -> String {
        // The script calls the door, whose part of the path it knows.
        let path = self.action.strip_prefix(&self.base).unwrap_or_default();
        let members = json!({ "base": self.base, "path": path });
        script_text("approval", members, &self.messages_json, &self.chrome.labels)
    }
}
