//! New passwords, passkeys and authenticator apps for users who have lost theirs, by a code that is sent to them. Whoever is asked for, and whatever is
//! wrong with a code, the answer is the same.

use super::{Entered, carrier};
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::code::{ResetAppBody, ResetBody};
use crate::identity::shapes::{Accepted, AddRequestBody, Malformed, SilentRefusals};
use crate::identity::{Answer, ApiError, no_content};
use axum::extract::State;
use axum::response::Response;
use domain::identity::codes::CodeType;
use domain::identity::{Whom, Word, resetting, resetting_app};
use std::sync::Arc;

/// What the operations declare.
const OF_REQUEST: &[u16] = &[400, 401, 412, 422, 429];
const OF_COMPLETE: &[u16] = &[401, 412, 422, 429];

/// Sends a code or a link to a user who has lost their way in
///
/// Scope `identity`. 204 whoever has the address. A link leads to a page of ours; a code is for `password/reset/complete`.
#[utoipa::path(post, operation_id = "requestResetPassword", path = "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/request",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path),
        ("code_type_in_message" = Option<String>, Query, description = "`link` (default) or `code`")),
    request_body = AddRequestBody, responses(Accepted, Malformed, SilentRefusals))]
pub(crate) async fn request(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    requested(&server, &call, CodeType::ResetPassword).await.map_err(|error| error.within(OF_REQUEST))
}

/// Sends a code or a link to a user who has lost their authenticator app
///
/// As `password/reset/request`; the code is for `totp/reset/complete`.
#[utoipa::path(post, operation_id = "requestResetTotp", path = "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/request",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path),
        ("code_type_in_message" = Option<String>, Query, description = "`link` (default) or `code`")),
    request_body = AddRequestBody, responses(Accepted, Malformed, SilentRefusals))]
pub(crate) async fn request_app(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    requested(&server, &call, CodeType::ResetTotp).await.map_err(|error| error.within(OF_REQUEST))
}

async fn requested(server: &Server, call: &Call, purpose: CodeType) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let how = carrier(call)?;
        let whom: Whom = call.json()?;
        if whom.address().is_none() || whom.is_twofold() {
            return Err(Word::Malformed.into());
        }
        resetting::request(&server.app, &entered.pool(server)?, &whom, (purpose, how)).await?;
        Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}

/// Gives a user a new password or passkey, by the code
///
/// Scope `identity`. A recovery in one step: what the pool asks of one besides is refused, passkeys that the user has not confirmed are put aside, and
/// every session ends. Every code that is not taken is refused alike: 401 `invalid_code`.
#[utoipa::path(post, operation_id = "completeResetPassword", path = "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)),
    request_body = ResetBody, responses(Accepted, SilentRefusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    completed(&server, &call).await.map_err(|error| error.within(OF_COMPLETE))
}

async fn completed(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let ask: resetting::Complete = call.json()?;
        Box::pin(resetting::complete(&server.app, &entered.pool(server)?, &ask)).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}

/// Gives a user another authenticator app, by the code
///
/// Scope `identity`. Where the app is asked for beside something else, one code does not go around it. A code of the new app proves its secret.
#[utoipa::path(post, operation_id = "completeResetTotp", path = "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)),
    request_body = ResetAppBody, responses(Accepted, SilentRefusals))]
pub(crate) async fn complete_app(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    app_completed(&server, &call).await.map_err(|error| error.within(OF_COMPLETE))
}

async fn app_completed(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let ask: resetting_app::Complete = call.json()?;
        Box::pin(resetting_app::complete(&server.app, &entered.pool(server)?, &ask)).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}
