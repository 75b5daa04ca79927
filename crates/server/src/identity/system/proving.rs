//! Addresses of users, proved by a code at the word of a program.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::code::{AddressBody, Missing, ProveBody};
use crate::identity::shapes::{Accepted, Malformed, SilentRefusals};
use crate::identity::{Answer, ApiError, no_content};
use axum::extract::State;
use axum::response::Response;
use domain::identity::proving::{self, Complete};
use serde::Deserialize;
use std::sync::Arc;

/// What the operations declare.
const DECLARED: &[u16] = &[400, 401, 404, 409, 412, 422, 429];

#[derive(Deserialize)]
struct Asked {
    address: String,
}

/// Sends a code to an address that is still to be proved
///
/// Scope `identity`. The address stands on the account of the user, and nobody has verified it.
#[utoipa::path(post, operation_id = "requestAddressVerification",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/request",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = AddressBody, responses(Accepted, Malformed, Missing, SilentRefusals))]
pub(crate) async fn request(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    requested(&server, &call).await.map_err(|error| error.within(DECLARED))
}

async fn requested(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let Asked { address } = call.json()?;
        proving::request(&server.app, &entered.pool(server)?, (&entered.user, &address)).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}

/// Takes the code, and the address is verified
///
/// Scope `identity`. What the account had until then was made without that proof: of it stays what `keep` names, and every session ends.
#[utoipa::path(post, operation_id = "completeAddressVerification",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = ProveBody, responses(Accepted, Malformed, Missing, SilentRefusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    completed(&server, &call).await.map_err(|error| error.within(DECLARED))
}

async fn completed(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let ask: Complete = call.json()?;
        proving::complete(&server.app, &entered.pool(server)?, &entered.user, &ask).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}
