//! The ceremonies as an actor goes through them.

use super::actors::Actor;
use super::answer::Answer;
use super::app::ORIGIN;
use authenticator::Lie;
use serde_json::{Value, json};

impl Actor<'_> {
    /// Signs up with a new passkey.
    pub(crate) async fn sign_up(&mut self, name: &str) -> Answer {
        self.enrol("/sign-up/passkey", &json!({ "identifier": name })).await
    }

    /// Begins with `asked`, makes a passkey, and finishes with the same members beside it.
    pub(crate) async fn enrol(&mut self, path: &str, asked: &Value) -> Answer {
        let begun = self.post(&format!("{path}/begin"), asked).await;
        if !begun.status.is_success() {
            return begun;
        }
        let made = self.make(&begun.ok(), asked);
        self.post(&format!("{path}/finish"), &made).await
    }

    /// A passkey made for these options, as the body of finish.
    pub(crate) fn make(&mut self, begun: &Value, beside: &Value) -> Value {
        let origin = self.origin(&begun["publicKey"]["rp"]["id"]);
        let mut made = self.authenticator.create(&begun["publicKey"], &origin).unwrap();
        for (name, value) in beside.as_object().unwrap() {
            made[name] = value.clone();
        }
        made
    }

    /// Signs in as whoever the passkey says.
    pub(crate) async fn sign_in(&mut self) -> Answer {
        self.prove("/sign-in/passkey", &json!({})).await
    }

    pub(crate) async fn sign_in_as(&mut self, name: &str) -> Answer {
        self.prove("/sign-in/passkey", &json!({ "identifier": name })).await
    }

    pub(crate) async fn step_up(&mut self) -> Answer {
        self.prove("/step-up/passkey", &json!({})).await
    }

    pub(crate) async fn prove(&mut self, path: &str, asked: &Value) -> Answer {
        let begun = self.post(&format!("{path}/begin"), asked).await;
        if !begun.status.is_success() {
            return begun;
        }
        let shown = self.show(&begun.ok());
        self.post(&format!("{path}/finish"), &shown).await
    }

    /// The authenticator's answer to these options, as the body of finish.
    pub(crate) fn show(&mut self, begun: &Value) -> Value {
        let origin = self.origin(&begun["publicKey"]["rpId"]);
        self.authenticator.get(&begun["publicKey"], &origin).unwrap()
    }

    /// As a browser does on a page that is related to the RP ID: the authenticator hears of that domain, the client data name the page.
    fn origin(&mut self, rp_id: &Value) -> String {
        match rp_id.as_str() {
            Some(rp_id) if rp_id.ends_with(".localhost") => {
                self.authenticator.lie(Lie::Origin(ORIGIN.into()));
                format!("http://{rp_id}:8080")
            }
            _ => ORIGIN.to_owned(),
        }
    }
}
