//! Administrators at the console: they sign in where the installation is at home, and work beside it.

use super::actors::Actor;
use super::answer::Answer;
use super::app::{SMART, TestApp};
use axum::body::Body;
use axum::http::{Method, header};
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
        let mut colleague = self.colleague(name).await;
        let ask = json!({ "identifier": name, "role": role, "scope": scope });
        let answer = owner.console("POST", "/admin/administrators", &ask).await.ok();
        // Whoever is appointed begins anew.
        colleague.sign_in().await.ok();
        (colleague, answer["id"].as_str().unwrap().to_owned())
    }
}

impl Actor<'_> {
    /// Changes what was read under this version.
    pub(crate) async fn saves(&mut self, path: &str, version: &str, body: &Value) -> Answer {
        self.versioned(Method::PUT, (path, version), body).await
    }

    /// Does what changes something that was read under this version.
    pub(crate) async fn posts(&mut self, path: &str, version: &str, body: &Value) -> Answer {
        self.versioned(Method::POST, (path, version), body).await
    }

    async fn versioned(&mut self, method: Method, (path, version): (&str, &str), body: &Value) -> Answer {
        let door = std::mem::take(&mut self.base);
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::IF_MATCH, format!("\"{version}\"")).body(Body::from(body.to_string()));
        let answer = self.send(request.unwrap()).await;
        self.base = door;
        answer
    }

    /// The same with the version that is in force now.
    pub(crate) async fn changes(&mut self, path: &str, body: &Value) -> Answer {
        let read = self.console("GET", path, &Value::Null).await.ok();
        self.saves(path, read["version"].as_str().unwrap(), body).await
    }

    /// The same, and says yes to what is asked about it.
    pub(crate) async fn confirms(&mut self, path: &str, body: &Value) -> Answer {
        let answer = self.changes(path, body).await;
        if answer.status != 422 || answer.json()["details"]["confirm"].is_null() {
            return answer;
        }
        let mut body = body.clone();
        body["confirmed"] = answer.json()["details"]["confirm"].clone();
        self.changes(path, &body).await
    }

    /// Removes what was read under this version.
    pub(crate) async fn removes(&mut self, path: &str, version: &str) -> Answer {
        let door = std::mem::take(&mut self.base);
        let request = self.request(Method::DELETE, path).header(header::IF_MATCH, format!("\"{version}\""));
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        self.base = door;
        answer
    }

    /// The version of an administrator that their page shows, if it shows any.
    pub(crate) async fn version_of(&mut self, path: &str) -> String {
        let door = std::mem::take(&mut self.base);
        let page = self.open(path).await.text;
        self.base = door;
        page.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }

    /// A request at the console, with a body where the method has one. What an administrator is to be is sent as their page sends it.
    pub(crate) async fn console(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let is_of_one = path.starts_with("/admin/administrators/");
        if let (true, "PUT" | "DELETE") = (is_of_one, method) {
            let version = self.version_of(path).await;
            return match method {
                "PUT" => self.saves(path, &version, body).await,
                _ => self.removes(path, &version).await,
            };
        }
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
