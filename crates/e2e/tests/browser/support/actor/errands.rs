//! Whole errands: what a person does on several pages, told once for all tests.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{PATIENCE, Person};

/// Of every sample member who has one, as the demo's front page says.
pub(crate) const PASSWORD: &str = "seven sheep on a hill";

impl Person<'_> {
    /// Signs up behind this door (`/tenant/workspace`) and stands on the security page.
    pub(crate) async fn signs_up(&self, door: &str, name: &str) {
        self.opens(&format!("{door}/sign-up")).await;
        self.types("Username", name).await;
        self.taps("Create passkey").await;
        self.arrives_at(&format!("{door}/account/security")).await;
    }

    /// Signs out and stands on the sign-in page, where a prompt for autofill may be waiting.
    pub(crate) async fn signs_out(&self, door: &str) {
        self.taps("Sign out").await;
        self.arrives_at(&format!("{door}/sign-in")).await;
    }

    /// Whether the message was not read before; from now on it was.
    fn reads(&self, id: &Value) -> bool {
        self.read.lock().unwrap().insert(id.as_str().unwrap_or_default().to_owned())
    }

    /// What has come for this address and was not read yet: the `code` or the `link` in it. Mail and phone are looked at elsewhere, so
    /// the page stays as it is.
    pub(crate) async fn receives(&self, what: &str, to: &str) -> String {
        let start = Instant::now();
        loop {
            let mailbox = self.looks("fetch('/mailbox.json').then((answer) => answer.json())").await;
            let messages = mailbox["messages"].as_array().cloned().unwrap_or_default();
            // What only tells of a change bears a link, too.
            let is_notice = |message: &Value| matches!(message["kind"].as_str(), Some("factor_changed" | "recovered"));
            let asked_for = |message: &&Value| message["to"] == to && !is_notice(message) && self.reads(&message["id"]);
            if let Some(message) = messages.iter().find(asked_for) {
                return message[what].as_str().unwrap_or_else(|| panic!("no {what} in {message}")).to_owned();
            }
            assert!(start.elapsed() < PATIENCE, "nothing came for {to}\n{}", self.surroundings().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// From the sign-in page by the name, which is a field's label and what is typed there, to the password, and on.
    pub(crate) async fn signs_in_with_password(&self, (label, name): (&str, &str), button: &str) {
        self.types(label, name).await;
        self.taps(button).await;
        self.types("Password", PASSWORD).await;
        self.taps("Continue").await;
    }
}
