//! Codes by which a program finds out that it is the user. Whoever is asked for, and whatever is wrong with a code, the answer is the same.

use super::Entered;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::code::{
    CodeBody, GenerateBody, GeneratedBody, InspectBody, InspectedBody, Missing, UserIdBody, WhomBody,
};
use crate::identity::shapes::{Accepted, Malformed, SilentRefusals};
use crate::identity::{ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::codes::{self, CodeType, code_type};
use domain::identity::{SELF_REGISTRATION, Whom, Word};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What the operations declare.
const SILENT: &[u16] = &[401, 412, 422, 429];
const OF_GENERATE: &[u16] = &[400, 401, 404, 412, 422, 429];

#[derive(Deserialize)]
struct Typed {
    code: String,
    #[serde(flatten)]
    whom: Whom,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(rename = "type")]
    kind: String,
    #[serde(flatten)]
    whom: Whom,
}

/// Sends a code to a user
///
/// Scope `identity`. 204 whoever has the address. One code lives of each type; only addresses that the user has verified are written to.
#[utoipa::path(post, operation_id = "requestOTPChallenge", path = "/api/identity/{tenant}/system/pools/{pool}/user/otp/request",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)),
    request_body = WhomBody, responses(Accepted, SilentRefusals))]
pub(crate) async fn request(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    requested(&server, &call).await.map_err(|error| error.within(SILENT))
}

async fn requested(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let whom: Whom = call.json()?;
        if !whom.is_any() || whom.is_twofold() {
            return Err(Word::Malformed.into());
        }
        codes::request(&server.app, &entered.pool(server)?, &whom, CodeType::Challenge).await?;
        Ok(no_content())
    };
    call.once(server, &entered.who(), work).await
}

/// Takes a code that was sent by `otp/request`
///
/// Scope `identity`. The code of `identifier` or `userID`, or an extended code, which says itself whose it is. Every code that is not taken is refused
/// alike: 401 `invalid_code`.
#[utoipa::path(post, operation_id = "verifyOTP", path = "/api/identity/{tenant}/system/pools/{pool}/user/otp/verify",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = CodeBody,
    responses((status = 200, description = "Whose code it was", body = UserIdBody), SilentRefusals))]
pub(crate) async fn verify(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    verified(&server, &call, CodeType::Challenge).await.map_err(|error| error.within(SILENT))
}

/// Takes a code of the type `authentication`
///
/// As `otp/verify`. It says who it is, and opens no session here.
#[utoipa::path(post, operation_id = "verifyAuthenticationCode",
    path = "/api/identity/{tenant}/system/pools/{pool}/user/authentication-code/verify",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = CodeBody,
    responses((status = 200, description = "Whose code it was", body = UserIdBody), SilentRefusals))]
pub(crate) async fn verify_authentication(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    verified(&server, &call, CodeType::Authentication).await.map_err(|error| error.within(SILENT))
}

async fn verified(server: &Server, call: &Call, purpose: CodeType) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let Typed { code, whom } = call.json()?;
        let user = codes::verify(&server.app, &entered.pool(server)?, &whom, (purpose, &code)).await?;
        json(StatusCode::OK, &json!({ "id": user }))
    };
    call.once(server, &entered.who(), work).await
}

/// Looks at an extended code without using it up
///
/// Scope `identity`. For the page on which somebody activates an account or gets back in. A wrong one counts as a try.
#[utoipa::path(post, operation_id = "inspectOTP", path = "/api/identity/{tenant}/system/pools/{pool}/user/otp/inspect",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = InspectBody,
    responses((status = 200, description = "Whose code it is, and for what", body = InspectedBody), SilentRefusals))]
pub(crate) async fn inspect(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    inspected(&server, &call).await.map_err(|error| error.within(SILENT))
}

async fn inspected(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let Typed { code, .. } = call.json()?;
        json(StatusCode::OK, &codes::inspect(&server.app, &entered.pool(server)?, &code).await?)
    };
    call.once(server, &entered.who(), work).await
}

/// Hands a code to the program
///
/// Scope `identity_self_registration`. It is sent to nobody: the program brings it to the user, the extended one mostly in a link. One code lives of
/// each type. `activation` wants somebody who has yet to come in, `verify_address` an address that is still to be proved.
#[utoipa::path(post, operation_id = "generateCodeForUser", path = "/api/identity/{tenant}/system/pools/{pool}/user/code/generate",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = GenerateBody,
    responses((status = 201, description = "The code, in both forms", body = GeneratedBody), Malformed, Missing, SilentRefusals))]
pub(crate) async fn generate(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    generated(&server, &call).await.map_err(|error| error.within(OF_GENERATE))
}

async fn generated(server: &Server, call: &Call) -> Result<Response, ApiError> {
    let entered = Entered::with(server, call, SELF_REGISTRATION).await?;
    let work = async {
        let Wanted { kind, whom } = call.json()?;
        let purpose = code_type(&kind).ok_or(Word::CodeTypeUnknown)?;
        let pool = entered.pool(server)?;
        json(StatusCode::CREATED, &codes::generate(&server.app, &pool, &whom, purpose).await?)
    };
    call.once(server, &entered.who(), work).await
}
