//! Identity pools of the program's tenant.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::conditional::{self, condition};
use crate::identity::shapes::Refusals;
use crate::identity::shapes::pool::{PoolBody, PoolUpdateBody, PoolsBody};
use crate::identity::{ApiError, json};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::IDENTITY;
use domain::identity::pools::{self, Ask, PoolUpdate};
use serde_json::json;
use std::sync::Arc;

const WORKSPACE: usize = 5;

/// Lists pools
///
/// Scope `identity`. Those of the program's tenant.
#[utoipa::path(get, operation_id = "systemListPools", path = "/api/identity/{tenant}/system/pools",
    tag = "Identity system", params(("tenant" = String, Path), ("search_phrase" = Option<String>, Query),
        ("after_pool_id" = Option<String>, Query), ("before_pool_id" = Option<String>, Query),
        ("order" = Option<String>, Query, description = "`asc` (default) or `desc`"),
        ("limit" = Option<String>, Query, description = "1 to 100, 20 by default")),
    responses((status = 200, description = "A page", body = PoolsBody), Refusals))]
pub(crate) async fn list(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    listed(&server, &call, None).await
}

/// Lists the pools of a workspace
///
/// Scope `identity`. There is one. The workspace is named as in addresses, or by its id.
#[utoipa::path(get, operation_id = "systemListWorkspacePools", path = "/api/identity/{tenant}/system/workspace/{workspace}/pools",
    tag = "Identity system", params(("tenant" = String, Path), ("workspace" = String, Path),
        ("search_phrase" = Option<String>, Query), ("after_pool_id" = Option<String>, Query),
        ("before_pool_id" = Option<String>, Query), ("order" = Option<String>, Query), ("limit" = Option<String>, Query)),
    responses((status = 200, description = "A page", body = PoolsBody), Refusals))]
pub(crate) async fn list_of_workspace(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    listed(&server, &call, Some(call.segment(WORKSPACE))).await
}

async fn listed(server: &Server, call: &Call, workspace: Option<String>) -> Result<Response, ApiError> {
    let program = call.program(server, &[IDENTITY]).await?;
    let given = |name: &str| call.parameter(name).filter(|text| !text.is_empty());
    let ask = Ask {
        phrase: given("search_phrase"),
        after: given("after_pool_id"),
        before: given("before_pool_id"),
        order: given("order"),
        limit: given("limit"),
    };
    let pools = pools::list(&server.app, &program, (workspace, &ask)).await?;
    Ok(json(StatusCode::OK, &json!({ "pools": pools }))?.into_response())
}

/// Shows a pool
///
/// Scope `identity`. `relying_party_id`, `relying_party_origins`, `webauthn_credentials_capacity` and `max_credentials` are members of ours.
#[utoipa::path(get, operation_id = "systemGetPool", path = "/api/identity/{tenant}/system/pools/{pool}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)),
    responses((status = 200, description = "The pool; with `ETag`", body = PoolBody), Refusals))]
pub(crate) async fn show(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let pool = entered.program.pool(&server.app, &entered.pool)?;
    let found = pools::show(&server.app, &pool).await?;
    Ok(conditional::tagged(call.headers(), &found)?.into_response())
}

/// Changes a pool
///
/// Scope `identity`. What is left out or null stays. `If-Match` is looked at. What members would lose has to be said twice: `details.confirm` has
/// the words for `confirmed`.
#[utoipa::path(put, operation_id = "systemUpdatePool", path = "/api/identity/{tenant}/system/pools/{pool}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = PoolUpdateBody,
    responses((status = 200, description = "The pool; with `ETag`", body = PoolBody), Refusals))]
pub(crate) async fn update(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let pool = entered.program.pool(&server.app, &entered.pool)?;
    let update: PoolUpdate = call.json()?;
    let then = pools::update(&server.app, &pool, (condition(call.headers()), update)).await?;
    Ok(conditional::labelled(StatusCode::OK, &then)?.into_response())
}
