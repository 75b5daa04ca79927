//! Administrators at the console: they sign in where the installation is at home, and work beside it.

use super::actors::Actor;
use super::answer::Answer;
use super::app::{SMART, TestApp};
use serde_json::{Value, json};

/// Where the administrators of a demonstration sign in.
pub(crate) const HOME: &str = SMART;

impl TestApp {
    /// The first administrator: an owner of everything.
    pub(crate) async fn owner(&self) -> Actor<'_> {
        let link = format!("/setup/{}", domain::setup::issue(&self.app).await.unwrap().token);
        let mut owner = self.browser(&link);
        let ask = json!({ "identifier": "root", "display_name": "The Root" });
        assert_eq!(owner.enrol("/passkey", &ask).await.ok()["location"], format!("{HOME}/account/security"));
        owner.at(HOME);
        owner
    }

    /// A member of the administrators' pool without any rights.
    pub(crate) async fn colleague(&self, name: &str) -> Actor<'_> {
        let mut colleague = self.browser(HOME);
        colleague.sign_up(name).await.ok();
        colleague
    }

    /// Another administrator, appointed by this one; with the id of the appointment.
    pub(crate) async fn appointed(
        &self,
        owner: &mut Actor<'_>,
        name: &str,
        (role, scope): (&str, &str),
    ) -> (Actor<'_>, String) {
        let colleague = self.colleague(name).await;
        let ask = json!({ "identifier": name, "role": role, "scope": scope });
        let answer = owner.console("POST", "/admin/administrators", &ask).await.ok();
        (colleague, answer["id"].as_str().unwrap().to_owned())
    }
}

impl Actor<'_> {
    /// A request at the console, with a body where the method has one.
    pub(crate) async fn console(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let door = std::mem::take(&mut self.base);
        let answer = match method {
            "GET" => self.open(path).await,
            "DELETE" => self.delete(path).await,
            "PUT" => self.put(path, body).await,
            "POST" => self.post(path, body).await,
            other => panic!("{other}"),
        };
        self.base = door;
        answer
    }
}
