//! A member's own mail addresses and phone numbers. Changes need a fresh proof, which the domain demands.

use super::{Answer, json, no_content};
use crate::extract::{FifthSegment, Json, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::addresses::{self, Add, Remove, Removing, Verify};
use std::sync::Arc;

/// Lists the member's addresses
#[utoipa::path(get, operation_id = "list_addresses", path = "/{tenant}/{workspace}/account/addresses", tag = "Addresses",
    params(shapes::Door), responses(shapes::Addresses, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&addresses::list(&server.app, &visit.door, &session).await?)
}

/// Begins to add an address
///
/// Sends a code there. The answer is the same for an address that somebody else has; its holder is told by the message.
#[utoipa::path(post, operation_id = "add_address", path = "/{tenant}/{workspace}/account/addresses", tag = "Addresses",
    params(shapes::Door), request_body = shapes::AddressAdd, responses((status = 204, description = "The code is on its way"), shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(body): Json<Add>,
) -> Answer {
    Box::pin(addresses::add(&server.app, &visit, &session, &body)).await?;
    Ok(no_content())
}

/// Takes the code, and the address is the member's
///
/// Ends every other session. Where the address stood on the account unproved, everything else that the account had is removed, except what
/// `keep` names; where no way to sign in would be left, nothing is: `last_way_in`.
#[utoipa::path(post, operation_id = "verify_address", path = "/{tenant}/{workspace}/account/addresses/verify", tag = "Addresses",
    params(shapes::Door), request_body = shapes::AddressVerify, responses(shapes::Addresses, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn verify(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(body): Json<Verify>,
) -> Answer {
    json(&Box::pin(addresses::verify(&server.app, &visit, &session, &body)).await?)
}

/// Removes an address
///
/// One that was proved is given up with a code that is sent there: without `code` it is sent (202), with it the address goes. The last one
/// that a way in or the recovery rests on stays: `last_way_in`. Ends every other session.
#[utoipa::path(delete, operation_id = "remove_address", path = "/{tenant}/{workspace}/account/addresses/{id}", tag = "Addresses",
    params(shapes::Door, shapes::AddressId), request_body = shapes::AddressRemove,
    responses(shapes::Addresses, (status = 202, description = "The code is on its way"), shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    FifthSegment(id): FifthSegment,
    Json(body): Json<Remove>,
) -> Answer {
    match Box::pin(addresses::remove(&server.app, &visit, &session, (&id, &body))).await? {
        Removing::CodeSent => Ok(StatusCode::ACCEPTED.into_response()),
        Removing::Removed(list) => json(&list),
    }
}
