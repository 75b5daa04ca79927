//! Users, as programs see, make, change and remove them.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::conditional::{self, condition};
use crate::identity::shapes::user::{KeyBody, NewUserBody, UpdateUserBody, UsersBody};
use crate::identity::shapes::{Accepted, Conflict, Refusals, UserBody};
use crate::identity::{ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::changing::{self, Change};
use domain::identity::listing::{self, Ask, Key};
use domain::identity::{Word, creating, passkeys};
use serde_json::json;
use std::sync::Arc;

/// Lists users
///
/// Scope `identity`. In the order of their ids. `query` is JSON: `{"user_key": "…"}` finds by what an identifier begins with, or by an id.
#[utoipa::path(get, operation_id = "systemListUsers", path = "/api/identity/{tenant}/system/pools/{pool}/users",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path),
        ("after_user_id" = Option<String>, Query), ("before_user_id" = Option<String>, Query),
        ("order" = Option<String>, Query, description = "`asc` (default) or `desc`"),
        ("limit" = Option<u32>, Query, description = "1 to 100, 20 by default"), ("query" = Option<String>, Query)),
    responses((status = 200, description = "A page", body = UsersBody), Refusals))]
pub(crate) async fn list(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let pool = entered.program.pool(&server.app, &entered.pool)?;
    let ask = Ask {
        after: call.parameter("after_user_id"),
        before: call.parameter("before_user_id"),
        order: call.parameter("order"),
        limit: call.parameter("limit"),
        query: call.parameter("query"),
    };
    let users = listing::list(&server.app, &pool, &ask).await?;
    Ok(json(StatusCode::OK, &json!({ "users": users }))?.into_response())
}

/// Makes a user
///
/// Scope `identity`. Passkeys are handed over as records; they count as user-verified or device-bound only once a sign-in has shown it.
#[utoipa::path(post, operation_id = "systemCreateUser", path = "/api/identity/{tenant}/system/pools/{pool}/users",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = NewUserBody,
    responses((status = 201, description = "The user; with `ETag`", body = UserBody), Conflict, Refusals))]
pub(crate) async fn create(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let pool = entered.program.pool(&server.app, &entered.pool)?;
        let made = creating::create_user(&server.app, &pool, &call.json()?).await?;
        conditional::labelled(StatusCode::CREATED, &made)
    };
    call.once(&server, &entered.who(), work).await
}

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

/// Changes a user
///
/// Scope `identity`. Status, and the name in the payload; what is left out or null stays. `If-Match` is looked at.
#[utoipa::path(put, operation_id = "systemUpdateUser", path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = UpdateUserBody,
    responses((status = 200, description = "The user; with `ETag`", body = UserBody), Refusals))]
pub(crate) async fn update(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let change = Change::Put(call.json()?);
    changed(&server, &call, &entered, change).await
}

/// Patches a user
///
/// Scope `identity`. A merge patch (RFC 7396), or with `rfc_version=6902` a JSON Patch, over the members of a change.
#[utoipa::path(patch, operation_id = "systemPatchUser", path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path),
        ("rfc_version" = Option<String>, Query, description = "`7396` (default) or `6902`")),
    request_body = UpdateUserBody,
    responses((status = 200, description = "The user; with `ETag`", body = UserBody), Refusals))]
pub(crate) async fn patch(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let change = match call.parameter("rfc_version").as_deref() {
        None | Some("" | "7396") => Change::Merge(call.json()?),
        Some("6902") => Change::Patch(call.list()?),
        Some(_) => return Err(Word::PatchRefused.into()),
    };
    changed(&server, &call, &entered, change).await
}

async fn changed(server: &Server, call: &Call, entered: &Entered, change: Change) -> Result<Response, ApiError> {
    let (pool, user) = entered.target(server)?;
    let then = changing::update(&server.app, &pool, user, (condition(call.headers()), change)).await?;
    Ok(conditional::labelled(StatusCode::OK, &then)?.into_response())
}

/// Removes a user
///
/// Scope `identity`. For good, with all that is theirs. `If-Match` is looked at.
#[utoipa::path(delete, operation_id = "systemDeleteUser", path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    responses(Accepted, Refusals))]
pub(crate) async fn delete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let (pool, user) = entered.target(&server)?;
    changing::delete(&server.app, &pool, user, condition(call.headers())).await?;
    Ok(no_content().into_response())
}

/// Finds a user
///
/// Scope `identity`. By an identifier, or by an address that they have verified.
#[utoipa::path(post, operation_id = "systemGetUserByKey", path = "/api/identity/{tenant}/system/pools/{pool}/users/by_key",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = KeyBody,
    responses((status = 200, description = "The user; with `ETag`", body = UserBody), Refusals))]
pub(crate) async fn by_key(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let pool = entered.program.pool(&server.app, &entered.pool)?;
    let key: Key = call.json()?;
    let found = listing::by_key(&server.app, &pool, &key).await?;
    Ok(conditional::tagged(call.headers(), &found)?.into_response())
}
