//! A member who has lost their way in, step by step; and what the demo's mailbox has for them.

use super::actors::Actor;
use super::answer::Answer;
use super::app::{HOST, TestApp};
use axum::body::Body;
use axum::http::Request;
use domain::Method;
use serde_json::{Value, json};
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};

/// A recovery in somebody's hands.
#[derive(Clone)]
pub(crate) struct Recovery {
    pub(crate) journey: String,
    pub(crate) ticket: Value,
}

impl Recovery {
    pub(crate) async fn start(who: &mut Actor<'_>, name: &str) -> Self {
        let answer = who.post("/recovery/start", &json!({ "identifier": name })).await;
        Self::of(&answer)
    }

    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        let body = answer.ok();
        assert_eq!(body["status"], "continue", "{}", answer.text);
        Self { journey: body["journey"].as_str().unwrap().to_owned(), ticket: body["ticket"].clone() }
    }

    pub(crate) fn path(&self, step: &str) -> String {
        format!("/journey/{}/{step}", self.journey)
    }

    /// A program brings the ticket along.
    pub(crate) fn with(&self, mut body: Value) -> Value {
        if !self.ticket.is_null() {
            body["ticket"] = self.ticket.clone();
        }
        body
    }

    pub(crate) async fn send(&self, who: &mut Actor<'_>, method: &str) -> Answer {
        who.post(&self.path("send"), &self.with(json!({ "method": method }))).await
    }

    pub(crate) async fn prove(&self, who: &mut Actor<'_>, method: &str, value: &str) -> Answer {
        who.post(&self.path("prove"), &self.with(json!({ "method": method, "value": value }))).await
    }

    pub(crate) async fn enrol(&self, who: &mut Actor<'_>, beside: Value) -> Answer {
        let begun = who.post(&self.path("enrol/begin"), &self.with(json!({}))).await;
        if !begun.status.is_success() {
            return begun;
        }
        let made = who.make(&begun.ok(), &self.with(beside));
        who.post(&self.path("enrol/finish"), &made).await
    }
}

impl TestApp {
    /// What was sent, newest first.
    pub(crate) async fn letters(&self) -> Vec<Value> {
        let request = Request::get("/mailbox.json").header("host", HOST).body(Body::empty()).unwrap();
        self.send(request).await.ok()["messages"].as_array().unwrap().clone()
    }

    /// The newest letter to this address of this kind.
    pub(crate) async fn letter(&self, to: &str, kind: &str) -> Option<Value> {
        self.letters().await.into_iter().find(|letter| letter["to"] == to && letter["kind"] == kind)
    }

    pub(crate) async fn code_for(&self, to: &str) -> String {
        let letter = self.letter(to, "recovery_code").await.unwrap();
        letter["code"].as_str().unwrap().to_owned()
    }

    /// Gives a member, by the id that their sign-up answered, a verified address or number.
    pub(crate) async fn give_address(&self, base: &str, user: &Value, value: &str) {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let pool_id = self.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let kind = if value.contains('@') { IdentifierKind::Email } else { IdentifierKind::Phone };
        let now = self.app.now();
        let user_id: UserId = user.as_str().unwrap().parse().unwrap();
        let (folded, value) = (value.to_owned(), value.to_owned());
        let row = Identifier { pool_id, folded, kind, value, user_id, verified_at: Some(now), created_at: now };
        assert!(self.store.write("address", move |tx| identifier::insert(tx, &row)).await.unwrap());
    }

    /// A place where one factor signs in, and where addresses and codes on paper recover.
    pub(crate) async fn with_recovery(&self, base: &str) {
        self.set(base, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::EmailCode];
            settings.methods.second = Vec::new();
            settings.methods.recovery = vec![Method::RecoveryCode, Method::EmailCode, Method::MagicLink];
        })
        .await;
    }

    /// A program whose member has a passkey and this address; signed in.
    pub(crate) async fn reachable(&self, base: &str, name: &str) -> (Actor<'_>, String) {
        let mut member = self.program(base);
        let signed_up = member.sign_up(name).await.ok();
        let address = format!("{name}@example.com");
        self.give_address(base, &signed_up["user_id"], &address).await;
        (member, address)
    }
}
