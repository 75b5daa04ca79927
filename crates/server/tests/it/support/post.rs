//! What the demonstration's mailbox holds, and forms as pages send them.

use super::actors::Actor;
use super::answer::Answer;
use super::app::{HOST, TestApp};
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::settings::IdentifierKind;
use serde_json::Value;
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier};

impl TestApp {
    /// The messages to an address, newest first.
    pub(crate) async fn mail(&self, to: &str) -> Vec<Value> {
        let request = Request::get("/mailbox.json").header("host", HOST).body(Body::empty()).unwrap();
        let kept = self.send(request).await.ok();
        let messages = kept["messages"].as_array().unwrap().clone();
        messages.into_iter().filter(|message| message["to"] == to).collect()
    }

    /// The code of the newest message there.
    pub(crate) async fn code(&self, to: &str) -> String {
        self.mail(to).await[0]["code"].as_str().unwrap().to_owned()
    }

    /// Lets strangers join with mail addresses and phone numbers, too.
    pub(crate) async fn take_addresses(&self, base: &str) {
        self.set(base, |settings| {
            settings.public_registration = true;
            settings.identifier_kinds = vec![IdentifierKind::Username, IdentifierKind::Email, IdentifierKind::Phone];
        })
        .await;
    }

    pub(crate) fn pool(&self, base: &str) -> PoolId {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        self.app.snapshot().door(tenant, workspace).unwrap().pool.id
    }

    /// What an import does: the address stands on the account, and nobody has proved it.
    pub(crate) async fn give_unproved(&self, base: &str, user: UserId, address: &str) {
        let row = Identifier {
            pool_id: self.pool(base),
            folded: address.to_owned(),
            kind: identifier::IdentifierKind::Email,
            value: address.to_owned(),
            user_id: user,
            verified_at: None,
            created_at: self.app.now(),
        };
        assert!(self.store.write("address", move |tx| identifier::insert(tx, &row)).await.unwrap());
    }

    /// Who has the name, and since when it is proved.
    pub(crate) async fn holder(&self, base: &str, folded: &'static str) -> Option<(UserId, Option<i64>)> {
        let pool = self.pool(base);
        let row = self.store.read("holder", move |tx| identifier::find(tx, pool, folded)).await.unwrap();
        row.map(|row| (row.user_id, row.verified_at))
    }

    /// Kinds of what was done, newest first.
    pub(crate) async fn kinds_done(&self, base: &str) -> Vec<String> {
        self.audit(base).await.into_iter().filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect()
    }
}

impl Actor<'_> {
    /// Sends a form as a page without a script does.
    pub(crate) async fn form(&mut self, path: &str, body: &str) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::ACCEPT, "text/html,*/*")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn delete_with(&mut self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::DELETE, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }
}
