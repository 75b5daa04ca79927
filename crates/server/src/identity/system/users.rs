//! Users, as programs see them.

use super::Entered;
use crate::front::Server;
use crate::identity::ApiError;
use crate::identity::call::Call;
use crate::identity::conditional;
use crate::identity::shapes::{Refusals, UserBody};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::identity::passkeys;
use std::sync::Arc;

/// Shows a user
///
/// Scope `identity`. Passkeys are the `credentials` of type `webauthn`; `discoverable_id` is empty of those that were made in Classic mode.
#[utoipa::path(get, operation_id = "systemGetUser", path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    responses((status = 200, description = "The user; with `ETag`", body = UserBody), Refusals))]
pub(crate) async fn show(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let (pool, user) = entered.target(&server)?;
    let found = passkeys::show(&server.app, &pool, user).await?;
    Ok(conditional::tagged(call.headers(), &found)?.into_response())
}
