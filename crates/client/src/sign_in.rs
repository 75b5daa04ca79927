//! The sign-in API for applications without a browser: a journey from its first step to the session. What follows is decided by the server
//! alone; this only carries the ticket along.

use crate::connection::{Body, Call, Connection, Reply};
use crate::error::Error;
use crate::operations as op;
use crate::operations::Operation;
use crate::shapes::{Came, NewSecret, Options, Session, Step};
use serde_json::{Value, json};

/// The front door of a workspace.
#[derive(Debug, Clone)]
pub struct Door {
    pub(crate) connection: Connection,
    pub(crate) tenant: String,
    pub(crate) workspace: String,
}

impl Door {
    /// Begins with a passkey. In Smart workspaces the name may be left out.
    pub async fn begin_passkey(&self, identifier: Option<&str>) -> Result<Options, Error> {
        let body = identifier.map_or_else(|| json!({}), |name| json!({ "identifier": name }));
        self.call(&op::SIGN_IN_BEGIN, None, Some(&body)).await?.read()
    }

    pub async fn finish_passkey(&self, shown: &Value) -> Result<Came, Error> {
        self.call(&op::SIGN_IN_FINISH, None, Some(shown)).await?.read()
    }

    /// Begins with a name; the answer is the same whether anybody has it.
    pub async fn start(&self, identifier: &str) -> Result<Came, Error> {
        self.call(&op::START, None, Some(&json!({ "identifier": identifier }))).await?.read()
    }

    /// For a member who has lost their way in.
    pub async fn recover(&self, identifier: &str) -> Result<Came, Error> {
        self.call(&op::RECOVER, None, Some(&json!({ "identifier": identifier }))).await?.read()
    }

    /// Has a code or a link sent, where the step offers `email_code`, `sms_code` or `magic_link`.
    pub async fn send(&self, at: &Step, method: &str) -> Result<Came, Error> {
        self.go(&op::SEND, at, json!({ "method": method })).await?.read()
    }

    /// A password or a code.
    pub async fn prove(&self, at: &Step, method: &str, value: &str) -> Result<Came, Error> {
        self.go(&op::PROVE, at, json!({ "method": method, "value": value })).await?.read()
    }

    /// Begins with a passkey where a step offers one.
    pub async fn begin_step(&self, at: &Step) -> Result<Options, Error> {
        self.go(&op::SECOND_BEGIN, at, json!({})).await?.read()
    }

    pub async fn finish_step(&self, at: &Step, shown: &Value) -> Result<Came, Error> {
        self.go(&op::SECOND_FINISH, at, shown.clone()).await?.read()
    }

    /// Makes the passkey that an `enrol` step asks for.
    pub async fn begin_enrolment(&self, at: &Step) -> Result<Options, Error> {
        self.go(&op::ENROL_BEGIN, at, json!({})).await?.read()
    }

    pub async fn finish_enrolment(&self, at: &Step, made: &Value) -> Result<Came, Error> {
        self.go(&op::ENROL_FINISH, at, made.clone()).await?.read()
    }

    /// Makes the authenticator app that an `enrol` step asks for.
    pub async fn begin_totp(&self, at: &Step) -> Result<NewSecret, Error> {
        self.go(&op::TOTP_BEGIN, at, json!({})).await?.read()
    }

    pub async fn confirm_totp(&self, at: &Step, code: &str) -> Result<Came, Error> {
        self.go(&op::TOTP_CONFIRM, at, json!({ "code": code })).await?.read()
    }

    /// Sets the password that an `enrol` step asks for.
    pub async fn set_password(&self, at: &Step, password: &str) -> Result<Came, Error> {
        self.go(&op::NEW_PASSWORD, at, json!({ "value": password })).await?.read()
    }

    /// Who is signed in with this session.
    pub async fn session(&self, token: &str) -> Result<Session, Error> {
        self.call(&op::SESSION, Some(token), None).await?.read()
    }

    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        self.call(&op::SIGN_OUT, Some(token), None).await.map(drop)
    }

    async fn go(&self, operation: &Operation, at: &Step, mut body: Value) -> Result<Reply, Error> {
        body["ticket"] = at.ticket.as_str().into();
        let names = [self.tenant.as_str(), self.workspace.as_str(), at.journey.as_str()];
        let call = Call { operation, names: &names, query: "", authorization: None, body: Body::json(&body)? };
        self.connection.send(call).await
    }

    async fn call(&self, operation: &Operation, token: Option<&str>, body: Option<&Value>) -> Result<Reply, Error> {
        let names = [self.tenant.as_str(), self.workspace.as_str()];
        let body = body.map_or(Ok(Body::None), Body::json)?;
        let authorization = token.map(|token| format!("Bearer {token}"));
        self.connection.send(Call { operation, names: &names, query: "", authorization, body }).await
    }
}
