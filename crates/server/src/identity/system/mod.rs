//! What programs of a tenant do for its users, at `/api/identity/{tenant}/system/pools/{pool}/…`.

pub(crate) mod adding;
pub(crate) mod addresses;
pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod pools;
pub(crate) mod proving;
pub(crate) mod registering;
pub(crate) mod resetting;
pub(crate) mod users;

use super::ApiError;
use super::call::{Call, of_program};
use crate::front::Server;
use domain::id::UserId;
use domain::identity::adding::Carrier;
use domain::identity::passkeys::{Pool, user_id};
use domain::identity::{IDENTITY, Program, Word};

const POOL: usize = 5;
const USER: usize = 7;
const CREDENTIAL: usize = 9;

/// A program, and whom it means.
struct Entered {
    program: Program,
    pool: String,
    user: String,
}

impl Entered {
    async fn of(server: &Server, call: &Call) -> Result<Self, ApiError> {
        Self::with(server, call, IDENTITY).await
    }

    /// The same with another scope than the usual one.
    async fn with(server: &Server, call: &Call, scope: &str) -> Result<Self, ApiError> {
        let program = call.program(server, &[scope]).await?;
        Ok(Self { program, pool: call.segment(POOL), user: call.segment(USER) })
    }

    fn who(&self) -> String {
        of_program(&self.program)
    }

    fn pool(&self, server: &Server) -> Result<Pool, ApiError> {
        Ok(self.program.pool(&server.app, &self.pool)?)
    }

    fn target(&self, server: &Server) -> Result<(Pool, UserId), ApiError> {
        Ok((self.program.pool(&server.app, &self.pool)?, user_id(&self.user)?))
    }
}

/// How a user is written to.
fn carrier(call: &Call) -> Result<Carrier, Word> {
    match call.parameter("code_type_in_message").as_deref() {
        None | Some("link") => Ok(Carrier::Link),
        Some("code") => Ok(Carrier::Code),
        Some(_) => Err(Word::Malformed),
    }
}
