//! A program's own access token: fetched when it is first needed, kept, and fetched anew once the server says that it is over. Nobody's clock is
//! asked for that.

use crate::connection::{Body, Call, Connection};
use crate::error::Error;
use crate::operations::TOKEN;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// In the place of a workspace: the tenant's own programs.
const SYSTEM: &str = "system";

#[derive(Clone)]
pub(crate) struct Tokens {
    connection: Connection,
    tenant: String,
    id: String,
    secret: String,
    scope: &'static str,
    kept: Arc<Mutex<Option<String>>>,
}

/// Without what is secret.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("tenant", &self.tenant).field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

impl Tokens {
    pub(crate) fn new(connection: Connection, tenant: &str, (id, secret): (&str, &str), scope: &'static str) -> Self {
        let kept = Arc::default();
        Self { connection, tenant: tenant.into(), id: id.into(), secret: secret.into(), scope, kept }
    }

    pub(crate) async fn get(&self) -> Result<String, Error> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some(token) => Ok(token),
            None => self.fetch().await,
        }
    }

    /// Another one for one that was refused; whoever was refused later finds it there.
    pub(crate) async fn after(&self, refused: &str) -> Result<String, Error> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.as_deref() == Some(refused) {
                *kept = None;
            }
        }
        self.get().await
    }

    async fn fetch(&self) -> Result<String, Error> {
        let form = [("grant_type", "client_credentials"), ("scope", self.scope)];
        // Two words never fail to be a form.
        let form = serde_urlencoded::to_string(form).unwrap_or_default();
        let call = Call {
            operation: &TOKEN,
            names: &[&self.tenant, SYSTEM],
            query: "",
            authorization: Some(self.basic()),
            body: Body::Form(form),
        };
        let Granted { access_token } = self.connection.send(call).await?.read()?;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(access_token.clone());
        Ok(access_token)
    }

    /// RFC 6749, 2.3.1: each of both is escaped as in a form first.
    fn basic(&self) -> String {
        let escaped = |text: &str| serde_urlencoded::to_string([("", text)]).unwrap_or_default().replacen('=', "", 1);
        format!("Basic {}", STANDARD.encode(format!("{}:{}", escaped(&self.id), escaped(&self.secret))))
    }
}
