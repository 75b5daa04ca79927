//! Users, as directories find, make, change and remove them.

use super::dressed;
use super::shapes::{ListBody, PatchBody, ScimRefusals, UserBody};
use crate::front::Server;
use crate::identity::call::{Call, of_program};
use crate::identity::conditional::condition;
use crate::identity::{Answer, ApiError, Reply, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::HeaderValue;
use axum::response::{IntoResponse, Response};
use domain::id::UserId;
use domain::identity::passkeys::{Pool, user_id};
use domain::identity::scim::{self, Ask, Operation, Resource};
use domain::identity::{IDENTITY, Program};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

const POOL: usize = 5;
const USER: usize = 9;

/// A program, and whose users it means.
pub(super) struct Directory {
    program: Program,
    pub(super) pool: Pool,
}

impl Directory {
    pub(super) async fn of(server: &Server, call: &Call) -> Result<Self, ApiError> {
        let program = call.program(server, &[IDENTITY]).await?;
        let pool = program.pool(&server.app, &call.segment(POOL))?;
        Ok(Self { program, pool })
    }
}

fn user(call: &Call) -> Result<UserId, ApiError> {
    Ok(user_id(&call.segment(USER))?)
}

/// What of a resource is shown: all, or what the address names.
struct Shown {
    only: Option<Vec<String>>,
    without: Vec<String>,
}

impl Shown {
    fn of(call: &Call) -> Self {
        let list = |name: &str| {
            let text = call.parameter(name).filter(|text| !text.trim().is_empty())?;
            // Of `name.familyName` the whole name is shown.
            let top = |one: &str| {
                one.trim()
                    .rsplit(':')
                    .next()
                    .unwrap_or_default()
                    .split('.')
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase()
            };
            Some(text.split(',').map(top).collect::<Vec<_>>())
        };
        Self { only: list("attributes"), without: list("excludedAttributes").unwrap_or_default() }
    }

    fn body(&self, resource: &Resource) -> Map<String, Value> {
        let is_shown = |name: &String| {
            let lower = name.to_ascii_lowercase();
            // RFC 7643, 2.4: the id is always returned.
            ["schemas", "id"].contains(&name.as_str())
                || (self.only.as_ref().is_none_or(|only| only.contains(&lower)) && !self.without.contains(&lower))
        };
        let members = resource.body.iter().filter(|(name, _)| is_shown(name));
        members.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn answer(call: &Call, status: StatusCode, resource: &Resource) -> Answer {
    let reply = json(status, &Shown::of(call).body(resource))?;
    Ok(Reply { etag: HeaderValue::try_from(resource.version.as_str()).ok(), ..reply })
}

/// Lists users
///
/// Scope `identity`. `filter` is one `eq` of `userName`, `externalId`, `emails.value` or `id`. Pools with more than 10,000 users are walked with `cursor`
/// (RFC 9865): empty for the first page, then `nextCursor`.
#[utoipa::path(get, operation_id = "scimListUsers", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path),
        ("filter" = Option<String>, Query, description = "`userName eq \"ada\"`"), ("startIndex" = Option<i64>, Query),
        ("count" = Option<i64>, Query, description = "100 at most, 20 by default"), ("cursor" = Option<String>, Query),
        ("attributes" = Option<String>, Query), ("excludedAttributes" = Option<String>, Query)),
    responses((status = 200, description = "A page", body = ListBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn list(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), listed(&server, &call).await)
}

async fn listed(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    let ask = Ask {
        filter: call.parameter("filter"),
        start_index: call.parameter("startIndex"),
        count: call.parameter("count"),
        cursor: call.parameter("cursor"),
    };
    let (page, shown) = (scim::list(&server.app, &directory.pool, &ask).await?, Shown::of(call));
    Ok(json(StatusCode::OK, &page.body(|resource| shown.body(resource).into()))?.into_response())
}

/// Makes a user
///
/// Scope `identity`. An address counts as verified where `verified` says so. A password is taken where passwords are a way in.
#[utoipa::path(post, operation_id = "scimCreateUser", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path)),
    request_body(content = UserBody, content_type = "application/scim+json"),
    responses((status = 201, description = "The user; with `ETag` and `Location`", body = UserBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn create(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), created(&server, &call).await)
}

async fn created(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    let work = async {
        let body: Map<String, Value> = call.json()?;
        let made = Box::pin(scim::create(&server.app, &directory.pool, &body)).await?;
        let location = HeaderValue::try_from(made.location.as_str()).ok();
        Ok(Reply { location, ..answer(call, StatusCode::CREATED, &made)? })
    };
    call.once(server, &of_program(&directory.program), work).await
}

/// Shows a user
#[utoipa::path(get, operation_id = "scimGetUser", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path),
        ("attributes" = Option<String>, Query), ("excludedAttributes" = Option<String>, Query)),
    responses((status = 200, description = "The user; with `ETag`", body = UserBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn show(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), shown(&server, &call).await)
}

async fn shown(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    let found = scim::show(&server.app, &directory.pool, user(call)?).await?;
    Ok(answer(call, StatusCode::OK, &found)?.into_response())
}

/// Replaces a user
///
/// What is left out of names and addresses goes. `active: false` suspends, and every session ends. `If-Match` is looked at.
#[utoipa::path(put, operation_id = "scimReplaceUser", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body(content = UserBody, content_type = "application/scim+json"),
    responses((status = 200, description = "The user; with `ETag`", body = UserBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn replace(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), replaced(&server, &call).await)
}

async fn replaced(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    let (user, change) = (user(call)?, (condition(call.headers()), call.json()?));
    let then = Box::pin(scim::replace(&server.app, &directory.pool, user, change)).await?;
    Ok(answer(call, StatusCode::OK, &then)?.into_response())
}

#[derive(Deserialize)]
struct Patch {
    #[serde(rename = "Operations")]
    operations: Vec<Operation>,
}

/// Changes a user
///
/// `add`, `replace` and `remove` of `active`, `userName`, `externalId`, `name`, `displayName`, `emails` and `phoneNumbers`. `If-Match` is looked at.
#[utoipa::path(patch, operation_id = "scimPatchUser", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body(content = PatchBody, content_type = "application/scim+json"),
    responses((status = 200, description = "The user; with `ETag`", body = UserBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn patch(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), patched(&server, &call).await)
}

async fn patched(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    let user = user(call)?;
    let Patch { operations } = call.json()?;
    let change = (condition(call.headers()), operations);
    let then = Box::pin(scim::patch(&server.app, &directory.pool, user, change)).await?;
    Ok(answer(call, StatusCode::OK, &then)?.into_response())
}

/// Removes a user
///
/// For good, with all that is theirs. `If-Match` is looked at.
#[utoipa::path(delete, operation_id = "scimDeleteUser", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    responses((status = 204, description = "Done"), ScimRefusals))]
pub(crate) async fn delete(State(server): State<Arc<Server>>, call: Call) -> Response {
    dressed(call.headers(), deleted(&server, &call).await)
}

async fn deleted(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let directory = Directory::of(server, call).await?;
    scim::delete(&server.app, &directory.pool, user(call)?, condition(call.headers())).await?;
    Ok(no_content().into_response())
}
