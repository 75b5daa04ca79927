//! People whom a program registers, and who become users when they prove their address. Whether an address is somebody's shows to nobody but its holder.

use super::{Entered, carrier};
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::code::{ActivateBody, ActivationBody, Missing, RegisterBody, UserIdBody};
use crate::identity::shapes::{Accepted, Malformed, SilentRefusals, UserBody};
use crate::identity::{Answer, ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::Word;
use domain::identity::activating::{self, Activate};
use domain::identity::registering::{self, Register};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What the operations declare.
const DECLARED: &[u16] = &[400, 401, 404, 412, 422, 429];

#[derive(Deserialize)]
struct To {
    #[serde(default)]
    address: Option<String>,
    /// As older clients call it; it wins.
    #[serde(default)]
    identifier: Option<String>,
}

/// Registers somebody
///
/// Scope `identity`. 201 whoever has the address: its holder reads in the message that it is theirs already. The pool's sign-up must be open for the
/// kind of name. There is no account before the address is proved; the id will be that of the account. With a link, its page asks for the first factor.
#[utoipa::path(post, operation_id = "selfRegisterUser", path = "/api/identity/{tenant}/system/pools/{pool}/user/register",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path),
        ("send_activation_message" = Option<bool>, Query, description = "`true` by default"),
        ("code_type_in_message" = Option<String>, Query, description = "`link` (default) or `code`")),
    request_body = RegisterBody,
    responses((status = 201, description = "The id of the account to be", body = UserIdBody), Malformed, Missing, SilentRefusals))]
pub(crate) async fn register(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    registered(&server, &call).await.map_err(|error| error.within(DECLARED))
}

async fn registered(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let how = match call.parameter("send_activation_message").as_deref() {
            None | Some("true") => Some(carrier(call)?),
            Some("false") => None,
            Some(_) => return Err(Word::Malformed.into()),
        };
        let ask: Register = call.json()?;
        let user = registering::register(&server.app, &entered.pool(server)?, &ask, how).await?;
        json(StatusCode::CREATED, &json!({ "id": user }))
    };
    call.once(server, &entered.who(), work).await
}

/// Makes the account of an extended code
///
/// Scope `identity`. The first factor comes now, unless it came at registration: a passkey or, where that is a way in, a password.
#[utoipa::path(post, operation_id = "activateUser", path = "/api/identity/{tenant}/system/pools/{pool}/user/activate",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = ActivateBody,
    responses((status = 201, description = "The user", body = UserBody), Malformed, Missing, SilentRefusals))]
pub(crate) async fn activate(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    activated(&server, &call, false).await.map_err(|error| error.within(DECLARED))
}

/// Makes the account of this id
///
/// As `user/activate`, with the code as it was typed.
#[utoipa::path(post, operation_id = "activateUserOfId", path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activate",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = ActivateBody,
    responses((status = 201, description = "The user", body = UserBody), Malformed, Missing, SilentRefusals))]
pub(crate) async fn activate_of_id(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    activated(&server, &call, true).await.map_err(|error| error.within(DECLARED))
}

async fn activated(server: &Server, call: &Call, is_named: bool) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let ask: Activate = call.json()?;
        let user = Some(entered.user.as_str()).filter(|_| is_named);
        let pool = entered.pool(server)?;
        json(StatusCode::CREATED, &Box::pin(activating::activate(&server.app, &pool, user, &ask)).await?)
    };
    call.once(server, &entered.who(), work).await
}

/// Writes to somebody who has yet to come in
///
/// Scope `identity`. 204 whether there is such a one: who is registered, or has an account that nobody has proved an address of.
#[utoipa::path(post, operation_id = "sendActivationMessage",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activation/send",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path),
        ("code_type_in_message" = Option<String>, Query, description = "`link` (default) or `code`")),
    request_body = ActivationBody, responses(Accepted, Malformed, Missing, SilentRefusals))]
pub(crate) async fn send(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    sent(&server, &call).await.map_err(|error| error.within(DECLARED))
}

async fn sent(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let how = carrier(call)?;
        let To { address, identifier } = call.json()?;
        let given = identifier.filter(|text| !text.is_empty()).or(address);
        registering::send(&server.app, &entered.pool(server)?, (&entered.user, given.as_deref()), how).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}
