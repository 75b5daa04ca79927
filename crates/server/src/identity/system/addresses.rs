//! Identifiers and addresses of users. An address is an identifier here, and is removed as either.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::conditional::condition;
use crate::identity::shapes::user::{
    AddressBody, AddressUpdateBody, IdentifierBody, NamedAddressBody, NamedIdentifierBody, NewAddressBody,
    NewIdentifierBody,
};
use crate::identity::shapes::{Accepted, Conflict, Refusals};
use crate::identity::{ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::addresses::{self, AddressUpdate, As};
use domain::identity::naming::{NewAddress, NewIdentifier};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
struct NamedIdentifier {
    identifier: String,
}

#[derive(Deserialize)]
struct NamedAddress {
    address: String,
}

/// Adds an identifier
///
/// Scope `identity`. What somebody else has is refused; what the user has already is no error.
#[utoipa::path(post, operation_id = "systemAddUserIdentifier",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/add", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)), request_body = NewIdentifierBody,
    responses((status = 200, description = "The identifier", body = IdentifierBody), Conflict, Refusals))]
pub(crate) async fn add_identifier(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let ((pool, user), new) = (entered.target(&server)?, call.json::<NewIdentifier>()?);
        let seen = (condition(call.headers()), &new);
        json(StatusCode::OK, &addresses::add_identifier(&server.app, &pool, user, seen).await?)
    };
    call.once(&server, &entered.who(), work).await
}

/// Removes an identifier
///
/// Scope `identity`. The last one stays. Every session of the user ends.
#[utoipa::path(post, operation_id = "systemRemoveUserIdentifier",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/remove", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = NamedIdentifierBody, responses(Accepted, Refusals))]
pub(crate) async fn remove_identifier(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let NamedIdentifier { identifier } = call.json()?;
        remove(&server, &call, &entered, (&identifier, As::Identifier)).await?;
        Ok(no_content())
    };
    call.once(&server, &entered.who(), work).await
}

async fn remove(server: &Server, call: &Call, entered: &Entered, (typed, meant): (&str, As)) -> Result<(), ApiError> {
    let (pool, user) = entered.target(server)?;
    let seen = (condition(call.headers()), typed, meant);
    Ok(addresses::remove(&server.app, &pool, user, seen).await?)
}

/// Adds an address
///
/// Scope `identity`. It is an identifier, too: the user signs in by it.
#[utoipa::path(post, operation_id = "systemAddUserVerifiableAddress",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/add", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)), request_body = NewAddressBody,
    responses((status = 200, description = "The address", body = AddressBody), Conflict, Refusals))]
pub(crate) async fn add_address(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let ((pool, user), new) = (entered.target(&server)?, call.json::<NewAddress>()?);
        let seen = (condition(call.headers()), &new);
        json(StatusCode::OK, &addresses::add_address(&server.app, &pool, user, seen).await?)
    };
    call.once(&server, &entered.who(), work).await
}

/// Changes an address
///
/// Scope `identity`. It becomes verified, and stays so.
#[utoipa::path(post, operation_id = "systemUpdateUserVerifiableAddress",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/update", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = AddressUpdateBody,
    responses((status = 200, description = "The address", body = AddressBody), Refusals))]
pub(crate) async fn update_address(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let ((pool, user), update) = (entered.target(&server)?, call.json::<AddressUpdate>()?);
        let seen = (condition(call.headers()), &update);
        json(StatusCode::OK, &addresses::update_address(&server.app, &pool, user, seen).await?)
    };
    call.once(&server, &entered.who(), work).await
}

/// Removes an address
///
/// Scope `identity`. As an identifier is removed.
#[utoipa::path(post, operation_id = "systemRemoveUserVerifiableAddress",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/remove", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = NamedAddressBody, responses(Accepted, Refusals))]
pub(crate) async fn remove_address(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let work = async {
        let NamedAddress { address } = call.json()?;
        remove(&server, &call, &entered, (&address, As::Address)).await?;
        Ok(no_content())
    };
    call.once(&server, &entered.who(), work).await
}
