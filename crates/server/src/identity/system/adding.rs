//! Passkeys that users add by a code or a link, at the word of a program. Whoever is asked for, the answer is the same.

use super::{Entered, carrier};
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::{Accepted, AddCompleteBody, AddRequestBody, Malformed, SilentRefusals};
use crate::identity::{Answer, ApiError, no_content};
use axum::extract::State;
use axum::response::Response;
use domain::Mode;
use domain::identity::adding;
use domain::identity::passkeys::Pool;
use domain::identity::record::Credential;
use domain::identity::{Whom, Word};
use serde::Deserialize;
use std::sync::Arc;

/// What the operations declare.
const OF_REQUEST: &[u16] = &[400, 401, 412, 422, 429];
const OF_COMPLETE: &[u16] = &[401, 412, 422, 429];

#[derive(Debug, Deserialize)]
struct Complete {
    code: String,
    new_web_authn: Credential,
    #[serde(flatten)]
    whom: Whom,
}

fn pool(server: &Server, entered: &Entered) -> Result<Pool, ApiError> {
    Ok(entered.program.pool_in(&server.app, &entered.pool, Mode::Classic)?)
}

/// Asks for a code or a link for a passkey
///
/// Scope `identity`. 204 whoever has the address. A link leads to a page of ours on which the user makes the passkey; a code is handed over with
/// it at `add/complete`. Only addresses that the user has verified are written to.
#[utoipa::path(post, operation_id = "requestAddWebAuthn", path = "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/request",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path),
        ("code_type_in_message" = Option<String>, Query, description = "`link` (default) or `code`")),
    request_body = AddRequestBody, responses(Accepted, Malformed, SilentRefusals))]
pub(crate) async fn request(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    asked(&server, &call).await.map_err(|error| error.within(OF_REQUEST))
}

async fn asked(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let carrier = carrier(call)?;
        let whom: Whom = call.json()?;
        // Of the two names of a user one is enough, and an address there must be.
        if whom.address().is_none() || whom.is_twofold() {
            return Err(Word::Malformed.into());
        }
        adding::request(&server.app, &pool(server, &entered)?, &whom, carrier).await?;
        Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}

/// Adds a passkey by a code
///
/// Scope `identity`. The passkey is handed over as a record; it counts as user-verified or device-bound only once a sign-in has shown it. Every
/// code that is not taken is refused alike: 401 `invalid_code`.
#[utoipa::path(post, operation_id = "completeAddWebAuthn", path = "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)),
    request_body = AddCompleteBody, responses(Accepted, SilentRefusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    completed(&server, &call).await.map_err(|error| error.within(OF_COMPLETE))
}

async fn completed(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let Complete { code, new_web_authn, whom } = call.json()?;
        let pool = pool(server, &entered)?;
        adding::complete(&server.app, &pool, &whom, (&code, &new_web_authn)).await?;
        Answer::Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}
