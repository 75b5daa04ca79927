//! What is wrong with one field of a form, in words that stand beside it. Administrators alone meet it, so it speaks English alone.

use super::Reason;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The name of the field, as it was sent.
    pub field: &'static str,
    pub problem: String,
    /// What has to be sent along as `confirmed`, where somebody may have it so all the same.
    pub confirm: Vec<String>,
}

impl Objection {
    pub fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into(), confirm: Vec::new() }
    }

    pub(crate) fn reason(&self) -> Reason {
        if self.confirm.is_empty() { Reason::SettingRefused } else { Reason::ConfirmationNeeded }
    }
}
