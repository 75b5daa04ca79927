//! What programs of a tenant do for its users, at `/api/identity/{tenant}/system/pools/{pool}/…`.

pub(crate) mod adding;
pub(crate) mod addresses;
pub(crate) mod clients;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod pools;
pub(crate) mod users;

use super::ApiError;
use super::call::{Call, of_program};
use crate::front::Server;
use domain::id::UserId;
use domain::identity::passkeys::{Pool, user_id};
use domain::identity::{IDENTITY, Program};

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
        let program = call.program(server, &[IDENTITY]).await?;
        Ok(Self { program, pool: call.segment(POOL), user: call.segment(USER) })
    }

    fn who(&self) -> String {
        of_program(&self.program)
    }

    fn target(&self, server: &Server) -> Result<(Pool, UserId), ApiError> {
        Ok((self.program.pool(&server.app, &self.pool)?, user_id(&self.user)?))
    }
}
