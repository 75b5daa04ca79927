//! Whether a password is a user's. Guesses are counted as at our own pages.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::SilentRefusals;
use crate::identity::shapes::user::{PasswordBody, PasswordStateBody, VerifiedPasswordBody};
use crate::identity::{Answer, ApiError, json};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::Word;
use domain::identity::verifying::{self, Outcome, Verified, Verify};
use serde_json::json;
use std::sync::Arc;

/// What the operations declare.
const DECLARED: &[u16] = &[401, 412, 422, 429];

/// Verifies a password
///
/// Scope `identity`. By an identifier or an id. `result` is `password_correct`, `password_incorrect`, `no_password` or `user_not_found`. Whoever
/// guesses is held up (429).
#[utoipa::path(post, operation_id = "systemUserPasswordVerifyV2",
    path = "/api/identity/{tenant}/system/pools/{pool}/user/password/v2/verify", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path)), request_body = PasswordBody,
    responses((status = 200, description = "What became of it", body = VerifiedPasswordBody), SilentRefusals))]
pub(crate) async fn verify_v2(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    verified(&server, &call, |verified| json(StatusCode::OK, &verified)).await
}

/// Verifies a password, as before
///
/// Scope `identity`. Whatever is wrong is 401 `invalid_password`.
#[utoipa::path(post, operation_id = "systemUserPasswordVerify",
    path = "/api/identity/{tenant}/system/pools/{pool}/user/password/verify", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path)), request_body = PasswordBody,
    responses((status = 200, description = "It is right", body = PasswordStateBody), SilentRefusals))]
pub(crate) async fn verify(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let told = |verified: Verified| match verified.result {
        Outcome::PasswordCorrect => json(StatusCode::OK, &json!({ "id": verified.id, "state": verified.state })),
        _ => Err(Word::PasswordRefused.into()),
    };
    verified(&server, &call, told).await
}

async fn verified(server: &Server, call: &Call, told: impl FnOnce(Verified) -> Answer) -> Result<Response, ApiError> {
    let work = async {
        let entered = Entered::of(server, call).await?;
        let work = async {
            let pool = entered.program.pool(&server.app, &entered.pool)?;
            let ask: Verify = call.json()?;
            told(verifying::password(&server.app, &pool, &ask).await?)
        };
        call.once(server, &entered.who(), work).await
    };
    work.await.map_err(|error: ApiError| error.within(DECLARED))
}
