//! Applications of a tenant, looked after by its programs, at `/api/identity/{tenant}/system/workspaces/{workspace}/clients`. A secret stands in the
//! answer that draws it, and in no other.

use crate::front::Server;
use crate::identity::call::{Call, of_program};
use crate::identity::conditional::{is_meant, known_by};
use crate::identity::shapes::{
    Accepted, ClientMetadataBody, ClientPageBody, ClientRecordBody, LookRefusals, Refusals, RegisteredClientBody,
};
use crate::identity::{ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::clients::{self, ClientWish};
use domain::identity::{MANAGE_CONFIGURATION, Program, READ_CONFIGURATION};
use std::sync::Arc;

const WORKSPACE: usize = 5;
const CLIENT: usize = 7;

async fn looking(server: &Server, call: &Call) -> Result<Program, ApiError> {
    call.program(server, &[READ_CONFIGURATION, MANAGE_CONFIGURATION]).await
}

async fn changing(server: &Server, call: &Call) -> Result<Program, ApiError> {
    call.program(server, &[MANAGE_CONFIGURATION]).await
}

/// Lists the clients of a workspace
///
/// Scope `read_configuration` or `manage_configuration`. `system` stands for the tenant's own programs.
#[utoipa::path(get, operation_id = "listClients", path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<i64>, Query, description = "1 to 100; 50 without it")),
    responses((status = 200, description = "By `client_id`", body = ClientPageBody), LookRefusals))]
pub(crate) async fn list(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = looking(&server, &call).await?;
    let (cursor, limit) = (call.parameter("cursor"), call.parameter("limit"));
    let asked = (cursor.as_deref(), limit.as_deref());
    let page = clients::list(&server.app, &program, &call.segment(WORKSPACE), asked).await?;
    Ok(json(StatusCode::OK, &page)?.into_response())
}

/// Shows a client
///
/// Scope `read_configuration` or `manage_configuration`. Its secret is nowhere.
#[utoipa::path(get, operation_id = "getClient", path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses((status = 200, description = "The client; with `ETag`", body = ClientRecordBody), LookRefusals))]
pub(crate) async fn show(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = looking(&server, &call).await?;
    let place = (call.segment(WORKSPACE), call.segment(CLIENT));
    let shown = clients::show(&server.app, &program, (&place.0, &place.1)).await?;
    Ok(known_by(&shown.tag, StatusCode::OK, &shown)?.into_response())
}

/// Registers a client
///
/// Scope `manage_configuration`, with a token that is bound to a key (DPoP) and five minutes old at most. What the client may not be given by this
/// token is 403 `scope_not_held`; what cannot be kept safely is 422 `setting_refused`, with the field in `details`. Its secret is in this answer alone.
#[utoipa::path(post, operation_id = "registerClient", path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path)), request_body = ClientMetadataBody,
    responses((status = 201, description = "The client with its secret", body = RegisteredClientBody), Refusals))]
pub(crate) async fn register(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = changing(&server, &call).await?;
    let work = async {
        let wish: ClientWish = call.json()?;
        let made = clients::register(&server.app, &program, &call.segment(WORKSPACE), wish).await?;
        known_by(&made.client.tag, StatusCode::CREATED, &made)
    };
    call.once(&server, &of_program(&program), work).await
}

/// Changes a client
///
/// What is left out stays. Scope and proof as for a new one; with `If-Match` only what is still so.
#[utoipa::path(put, operation_id = "changeClient", path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    request_body = ClientMetadataBody,
    responses((status = 200, description = "The client as it is now; with `ETag`", body = ClientRecordBody), Refusals))]
pub(crate) async fn change(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = changing(&server, &call).await?;
    let (place, wish) = ((call.segment(WORKSPACE), call.segment(CLIENT)), call.json::<ClientWish>()?);
    let seen = |tag: &str| is_meant(call.headers(), tag);
    let changed = clients::change(&server.app, &program, (&place.0, &place.1), (seen, wish)).await?;
    Ok(known_by(&changed.tag, StatusCode::OK, &changed)?.into_response())
}

/// Draws another secret for a client
///
/// It is in this answer alone; the old one is good for nothing from then on. Scope and proof as for a new client.
#[utoipa::path(post, operation_id = "renewClientSecret",
    path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}/secret",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses((status = 200, description = "The client with its secret", body = RegisteredClientBody), Refusals))]
pub(crate) async fn renew_secret(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = changing(&server, &call).await?;
    let work = async {
        let place = (call.segment(WORKSPACE), call.segment(CLIENT));
        let drawn = clients::renew_secret(&server.app, &program, (&place.0, &place.1)).await?;
        json(StatusCode::OK, &drawn)
    };
    call.once(&server, &of_program(&program), work).await
}

/// Removes a client
///
/// Its tokens end at once, and so does what members have granted it. Scope, proof and `If-Match` as for a change.
#[utoipa::path(delete, operation_id = "removeClient", path = "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}",
    tag = "Clients", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses(Accepted, Refusals))]
pub(crate) async fn remove(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let program = changing(&server, &call).await?;
    let place = (call.segment(WORKSPACE), call.segment(CLIENT));
    let seen = |tag: &str| is_meant(call.headers(), tag);
    clients::remove(&server.app, &program, (&place.0, &place.1), seen).await?;
    Ok(no_content().into_response())
}
