//! A client of Keystead's APIs for programs: the system part, self-service, and sign-in over JSON. It translates calls and answers and decides
//! nothing; it must never hold a rule of the server, and never call what `docs/developer/openapi.json` does not have.
#![doc = include_str!("../README.md")]

mod connection;
mod error;
mod myself;
pub mod operations;
mod shapes;
mod sign_in;
mod tokens;
mod users;

pub use error::{Error, Refusal};
pub use myself::Myself;
pub use shapes::{
    Came, Carrier, Credential, Me, Mode, NewSecret, Options, Session, SignedIn, Step, User, UserCredential, Whom,
};
pub use sign_in::Door;
pub use users::Users;

use connection::Connection;
use serde::de::Error as _;
use tokens::Tokens;

const IDENTITY: &str = "identity";

/// A Keystead installation.
#[derive(Debug, Clone)]
pub struct Keystead {
    connection: Connection,
}

impl Keystead {
    /// At `https://id.example.com`. The client brings its TLS, its proxy and its time limits.
    pub fn new(http: reqwest::Client, origin: &str) -> Self {
        Self { connection: Connection::new(http, origin) }
    }

    /// The users of a pool, for a program of its tenant (`keystead client add TENANT/system … --program --scope identity`).
    pub fn users(&self, tenant: &str, pool: &str, program: (&str, &str)) -> Users {
        let tokens = Tokens::new(self.connection.clone(), tenant, program, IDENTITY);
        Users { connection: self.connection.clone(), tokens, tenant: tenant.into(), pool: pool.into() }
    }

    /// The member behind an access token of this workspace.
    pub fn myself(&self, tenant: &str, workspace: &str, token: &str) -> Myself {
        let connection = self.connection.clone();
        Myself { connection, tenant: tenant.into(), workspace: workspace.into(), token: token.into() }
    }

    /// The front door of a workspace, to sign members in.
    pub fn door(&self, tenant: &str, workspace: &str) -> Door {
        Door { connection: self.connection.clone(), tenant: tenant.into(), workspace: workspace.into() }
    }
}

/// The one passkey that was made.
fn only(made: shapes::Credentials) -> Result<Credential, Error> {
    let source = || serde_json::Error::custom("there is no passkey in it");
    made.credentials
        .into_iter()
        .next()
        .ok_or_else(|| Error::Undescribed { status: reqwest::StatusCode::OK, source: source() })
}
