//! The self-service API: what an application does for the member whose access token it has. It fetches no token: a lost one takes the member.

use crate::connection::{Body, Call, Connection, Reply};
use crate::error::Error;
use crate::operations as op;
use crate::operations::Operation;
use crate::shapes::{Credential, Credentials, Me, Mode, Options};
use serde_json::{Value, json};
use std::fmt;

/// The member behind an access token.
#[derive(Clone)]
pub struct Myself {
    pub(crate) connection: Connection,
    pub(crate) tenant: String,
    pub(crate) workspace: String,
    pub(crate) token: String,
}

/// Without the token.
impl fmt::Debug for Myself {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = format!("{}/{}", self.tenant, self.workspace);
        f.debug_struct("Myself").field("place", &place).finish_non_exhaustive()
    }
}

impl Myself {
    /// Scope `view_ss_profile`.
    pub async fn get(&self) -> Result<Me, Error> {
        let reply = self.call(&op::ME, &[], None).await?;
        let mut found: Me = reply.read()?;
        found.etag = reply.etag;
        Ok(found)
    }

    /// This and all below: scope `manage_ss_profile`, and a sign-in of at most five minutes ago.
    pub async fn begin_passkey(&self, mode: Mode) -> Result<Options, Error> {
        let operation = match mode {
            Mode::Smart => op::OWN_SMART_BEGIN,
            Mode::Classic => op::OWN_CLASSIC_BEGIN,
        };
        self.call(&operation, &[], None).await?.read()
    }

    pub async fn complete_passkey(&self, mode: Mode, shown: &Value) -> Result<Credential, Error> {
        let operation = match mode {
            Mode::Smart => op::OWN_SMART_COMPLETE,
            Mode::Classic => op::OWN_CLASSIC_COMPLETE,
        };
        crate::only(self.call(&operation, &[], Some(shown)).await?.read::<Credentials>()?)
    }

    pub async fn name_passkey(&self, id: &str, name: &str) -> Result<(), Error> {
        self.call(&op::OWN_NAME, &[id], Some(&json!({ "name": name }))).await.map(drop)
    }

    /// The last one stays: `last_passkey`.
    pub async fn delete_passkey(&self, id: &str) -> Result<(), Error> {
        self.call(&op::OWN_DELETE, &[id], None).await.map(drop)
    }

    /// A first one.
    pub async fn set_password(&self, new: &str) -> Result<(), Error> {
        self.call(&op::SET_PASSWORD, &[], Some(&json!({ "new_password": new }))).await.map(drop)
    }

    pub async fn change_password(&self, old: &str, new: &str) -> Result<(), Error> {
        let body = json!({ "old_password": old, "new_password": new });
        self.call(&op::CHANGE_PASSWORD, &[], Some(&body)).await.map(drop)
    }

    async fn call(&self, operation: &Operation, names: &[&str], body: Option<&Value>) -> Result<Reply, Error> {
        let names: Vec<&str> =
            [self.tenant.as_str(), self.workspace.as_str()].into_iter().chain(names.iter().copied()).collect();
        let body = body.map_or(Ok(Body::None), Body::json)?;
        let authorization = Some(format!("Bearer {}", self.token));
        self.connection.send(Call { operation, names: &names, query: "", authorization, body }).await
    }
}
