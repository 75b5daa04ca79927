//! The system API: what a program of a tenant does for the users of one pool.

use crate::connection::Connection;
use crate::connection::{Body, Call, Reply};
use crate::error::Error;
use crate::operations as op;
use crate::operations::Operation;
use crate::shapes::{Carrier, Credential, Credentials, Mode, Options, User, Whom};
use crate::tokens::Tokens;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The one word for which another token is fetched.
const TOKEN_OVER: &str = "invalid_access_token";

/// The users of a pool. It carries the program's token, which it fetches by itself.
#[derive(Debug, Clone)]
pub struct Users {
    pub(crate) connection: Connection,
    pub(crate) tokens: Tokens,
    pub(crate) tenant: String,
    pub(crate) pool: String,
}

impl Users {
    /// A user with all factors.
    pub async fn get(&self, user: &str) -> Result<User, Error> {
        let reply = self.call(&op::USER, &[user], "", None).await?;
        let mut found: User = reply.read()?;
        found.etag = reply.etag;
        Ok(found)
    }

    /// Begins to make a passkey for a user: options for their browser.
    pub async fn begin_passkey(&self, mode: Mode, user: &str) -> Result<Options, Error> {
        let operation = match mode {
            Mode::Smart => op::SMART_BEGIN,
            Mode::Classic => op::CLASSIC_BEGIN,
        };
        self.call(&operation, &[user], "", None).await?.read()
    }

    /// Finishes it with what the browser made, as `PublicKeyCredential.toJSON()` writes it. Answers the new passkey.
    pub async fn complete_passkey(&self, mode: Mode, user: &str, shown: &Value) -> Result<Credential, Error> {
        let operation = match mode {
            Mode::Smart => op::SMART_COMPLETE,
            Mode::Classic => op::CLASSIC_COMPLETE,
        };
        crate::only(self.call(&operation, &[user], "", Some(shown)).await?.read::<Credentials>()?)
    }

    /// 1 to 64 characters on one line.
    pub async fn name_passkey(&self, user: &str, id: &str, name: &str) -> Result<(), Error> {
        self.call(&op::NAME, &[user, id], "", Some(&json!({ "name": name }))).await.map(drop)
    }

    /// Also the last one.
    pub async fn delete_passkey(&self, user: &str, id: &str) -> Result<(), Error> {
        self.call(&op::DELETE, &[user, id], "", None).await.map(drop)
    }

    /// Sends a link or a code to one of a user's verified addresses. It succeeds whoever has the address.
    pub async fn add_request(&self, carrier: Carrier, address: &str, whom: Whom<'_>) -> Result<(), Error> {
        let query = match carrier {
            Carrier::Link => "?code_type_in_message=link",
            Carrier::Code => "?code_type_in_message=code",
        };
        let mut body = named(whom);
        body["address"] = address.into();
        self.call(&op::ADD_REQUEST, &[], query, Some(&body)).await.map(drop)
    }

    /// Adds a passkey that was made elsewhere, by the code that its user was sent.
    pub async fn add_complete(
        &self,
        code: &str,
        passkey: &Credential,
        address: &str,
        whom: Whom<'_>,
    ) -> Result<(), Error> {
        let mut body = named(whom);
        body["address"] = address.into();
        body["code"] = code.into();
        body["new_web_authn"] = serde_json::to_value(passkey).map_err(Error::Body)?;
        self.call(&op::ADD_COMPLETE, &[], "", Some(&body)).await.map(drop)
    }

    async fn call(
        &self,
        operation: &Operation,
        names: &[&str],
        query: &str,
        body: Option<&Value>,
    ) -> Result<Reply, Error> {
        let token = self.tokens.get().await?;
        match self.call_with(&token, operation, (names, query), body).await {
            // Tokens end; once is enough to know whether it was that.
            Err(Error::Refused(refusal))
                if refusal.status == StatusCode::UNAUTHORIZED && refusal.code == TOKEN_OVER =>
            {
                let token = self.tokens.after(&token).await?;
                self.call_with(&token, operation, (names, query), body).await
            }
            other => other,
        }
    }

    async fn call_with(
        &self,
        token: &str,
        operation: &Operation,
        (names, query): (&[&str], &str),
        body: Option<&Value>,
    ) -> Result<Reply, Error> {
        let names: Vec<&str> =
            [self.tenant.as_str(), self.pool.as_str()].into_iter().chain(names.iter().copied()).collect();
        let body = body.map_or(Ok(Body::None), Body::json)?;
        let call = Call { operation, names: &names, query, authorization: Some(format!("Bearer {token}")), body };
        self.connection.send(call).await
    }
}

fn named(whom: Whom<'_>) -> Value {
    match whom {
        Whom::Address => json!({}),
        Whom::Identifier(name) => json!({ "identifier": name }),
        Whom::User(id) => json!({ "userID": id }),
    }
}
