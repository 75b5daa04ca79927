//! Devices without a keyboard (RFC 8628): the endpoint where one begins, and the pages on which its user types the code and answers. Opening an
//! address never answers: the code in it stands in a field, and each step is a form of our own page, with its proof against cross-site requests.

use super::authorize::{Decision, Said};
use super::{AtIssuer, ClientRequest, OAuthError, answer};
use crate::api::to;
use crate::extract::cookies::CookieName;
use crate::extract::path::segment;
use crate::extract::seen::Seen;
use crate::extract::{Posted, SignedIn, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::Page;
use crate::web::device::{DevicePage, Part, Problem, Request};
use crate::web::refusal::parameter;
use crate::web::routes::{Answer, door_chrome, security_path, sign_in_path, way_to};
use axum::Extension;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::applications::device::{self, Answered, Entered, Waiting, read_user_code};
use domain::applications::{Failed, client_proof};
use domain::{FrontDoor, session};
use serde::Deserialize;
use std::sync::Arc;

/// What a device is told.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct DeviceAuthorization {
    device_code: String,
    #[schema(example = "WDJB-MJHT")]
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    #[schema(example = 600)]
    expires_in: i64,
    #[schema(example = 5)]
    interval: i64,
}

/// Begins to wait for a device's user
///
/// RFC 8628. The device shows the code and the address, and then asks the token endpoint, as often as it is told.
#[utoipa::path(post, operation_id = "device_authorization", path = "/{tenant}/{workspace}/device/authorization", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::DeviceForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 200, description = "The codes", body = DeviceAuthorization),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    Extension(seen): Extension<Arc<Seen>>,
    request: ClientRequest,
) -> Response {
    let endpoint = format!("{}/device/authorization", issuer.url);
    let begun: Result<_, Failed> = async {
        let client = client_proof::recognize(&server.app, &issuer, request.shown(&endpoint)).await?;
        let sender = (&request.parameters, seen.address, seen.user_agent());
        device::begin(&server.app, &issuer, &client, sender).await
    }
    .await;
    answer(begun)
}

/// Where a code is typed.
pub(crate) async fn page(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let code = read_user_code(&parameter(uri.query(), "user_code").unwrap_or_default().replace('+', " "));
    typed(&server, &visit, (code, None))
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedCode {
    #[schema(example = "WDJB-MJHT")]
    user_code: String,
}

/// Takes the code that a device shows
///
/// By the form of the page. Who is not signed in does so first.
#[utoipa::path(post, operation_id = "enter_user_code", path = "/{tenant}/{workspace}/device", tag = "Applications",
    params(shapes::Door), request_body = TypedCode,
    responses((status = 303, description = "To the question, or to the sign-in first"), (status = 400, description = "No device shows this code", body = crate::problem::ErrorBody),
        shapes::Errors))]
pub(crate) async fn enter(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    signed_in: Option<SignedIn>,
    Posted { body, .. }: Posted<TypedCode>,
) -> Answer {
    let code = read_user_code(&body.user_code);
    let Some(SignedIn { session, .. }) = signed_in.filter(|_| !code.is_empty()) else {
        if code.is_empty() {
            return typed(&server, &visit, (code, Some(Problem::Unknown)));
        }
        return Ok(to(&way_to(&sign_in_path(&visit.door), &typing(&visit.door, &code))));
    };
    match device::enter(&server.app, &visit, &session, &code).await? {
        Entered::Found(handle) => Ok(to(&path(&visit.door, &handle))),
        Entered::Unknown => typed(&server, &visit, (code, Some(Problem::Unknown))),
        Entered::TooOften { seconds } => {
            let mut response = typed(&server, &visit, (code, Some(Problem::TooOften)))?;
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            Ok(response)
        }
    }
}

/// What the device wants.
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let Some(SignedIn { session, .. }) = signed_in else {
        return Ok(to(&way_to(&sign_in_path(&visit.door), uri.path())));
    };
    match device::waiting(&server.app, &visit, &session, handle(&uri)).await? {
        Some(waiting) => asked(&server, (&visit, &session), (&waiting, uri.path())),
        None => gone(&server, &visit),
    }
}

/// Answers whether the device may
///
/// By the form of the page that asks. Allowing needs a passkey that was shown since the device began.
#[utoipa::path(post, operation_id = "answer_device", path = "/{tenant}/{workspace}/device/request/{handle}", tag = "Applications",
    params(shapes::Door, ("handle" = String, Path)), request_body = Decision,
    responses((status = 200, description = "A page that says what was done"),
        (status = 303, description = "To a fresh proof, or to the sign-in as somebody else"),
        (status = 400, description = "The request is over", body = crate::problem::ErrorBody), shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn decide(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    uri: Uri,
    Posted { body, .. }: Posted<Decision>,
) -> Answer {
    let waiting = device::waiting(&server.app, &visit, &session, handle(&uri)).await?;
    if body.answer == Said::Switch {
        session::sign_out(&server.app, &visit, &session).await?;
        // The request is this member's: somebody else is shown the code in its field, and sends it themselves.
        let code = waiting.map(|waiting| waiting.user_code).unwrap_or_default();
        let mut response = to(&way_to(&sign_in_path(&visit.door), &typing(&visit.door, &code)));
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
        return Ok(response);
    }
    let Some(waiting) = waiting else { return gone(&server, &visit) };
    let is_allowed = body.answer == Said::Allow;
    let answered = if is_allowed {
        device::allow(&server.app, &visit, &session, &waiting).await?
    } else {
        device::deny(&server.app, &visit, &session, &waiting).await?
    };
    match answered {
        Answered::Done => {
            let part = if is_allowed { Part::Allowed } else { Part::Refused };
            let name = Some(waiting.client.name.clone());
            let page = DevicePage { chrome: door_chrome(&server, &visit)?, name, member: None, part };
            Ok(Page::ok(page).into_response())
        }
        Answered::Gone => gone(&server, &visit),
        Answered::NotReady(device::Readiness::Stale) => Ok(to(&proof(&visit.door, uri.path()))),
        Answered::NotReady(_) => asked(&server, (&visit, &session), (&waiting, uri.path())),
    }
}

fn handle(uri: &Uri) -> &str {
    segment(uri.path(), 4).unwrap_or_default()
}

fn path(door: &FrontDoor, handle: &str) -> String {
    format!("{}/device/request/{handle}", door.base())
}

/// Where a code is typed, with one in its field.
fn typing(door: &FrontDoor, code: &str) -> String {
    format!("{}/device?user_code={code}", door.base())
}

/// Where a fresh proof is given, and back.
fn proof(door: &FrontDoor, back: &str) -> String {
    format!("{}&confirm=1", way_to(&security_path(door), back))
}

fn typed(server: &Server, visit: &domain::Visit, (code, problem): (String, Option<Problem>)) -> Answer {
    let status = match problem {
        None => StatusCode::OK,
        Some(Problem::Unknown) => StatusCode::BAD_REQUEST,
        Some(Problem::TooOften) => StatusCode::TOO_MANY_REQUESTS,
    };
    let part = Part::Type { action: format!("{}/device", visit.door.base()), code, problem };
    let page = DevicePage { chrome: door_chrome(server, visit)?, name: None, member: None, part };
    Ok(Page::with_status(status, page).into_response())
}

/// The question, at its own path.
fn asked(
    server: &Server,
    (visit, session): (&domain::Visit, &domain::Session),
    (waiting, action): (&Waiting, &str),
) -> Answer {
    let door = &visit.door;
    let request = Request {
        user_code: waiting.user_code.clone(),
        scopes: waiting.scopes.iter().map(str::to_owned).collect(),
        address: waiting.address.clone(),
        user_agent: waiting.user_agent.clone(),
        readiness: device::readiness(&server.app, session, waiting),
        proof: proof(door, action),
        passkeys: security_path(door),
        action: action.to_owned(),
    };
    let page = DevicePage {
        chrome: door_chrome(server, visit)?,
        name: Some(waiting.client.name.clone()),
        member: Some(session.identifier.clone().unwrap_or_else(|| session.display_name.clone())),
        part: Part::Ask(Box::new(request)),
    };
    Ok(Page::ok(page).into_response())
}

fn gone(server: &Server, visit: &domain::Visit) -> Answer {
    let part = Part::Gone { again: format!("{}/device", visit.door.base()) };
    let page = DevicePage { chrome: door_chrome(server, visit)?, name: None, member: None, part };
    Ok(Page::with_status(StatusCode::BAD_REQUEST, page).into_response())
}
