//! The steps of a journey that takes more than one tap: a name, a proof, perhaps another proof or a new passkey. Pages send forms here,
//! scripts and programs JSON. A browser carries its ticket in a cookie, a program in its requests.

use super::{Answer, begun, came_to, outcome, to};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, OnJourney, Posted, Previous, RawJson, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::steps;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::id::JourneyId;
use domain::journey::Purpose;
use domain::sign_in::{self, Carried, Outcome, Start, Typed};
use domain::wish::{CreationExtensions, Hint, Quiet};
use domain::{Method, Reason};
use serde::Deserialize;
use std::sync::Arc;

/// Two tabs are two journeys; nobody has ten.
const MOST_AT_ONCE: usize = 5;

/// What a program brings along where it has nothing else to say.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Brought {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    pub(super) ticket: Option<String>,
}

/// How another passkey is asked for.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PasskeyAsk {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    /// While members move to another RP ID: asks for a passkey from before.
    before: bool,
}

/// The same inside a body that the WebAuthn standard made.
#[derive(Debug, Default, Deserialize)]
struct Beside {
    ticket: Option<String>,
}

/// A proof that was typed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prove {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    #[schema(value_type = String, example = "password")]
    method: Method,
    #[schema(example = "correct horse battery staple")]
    value: String,
    /// Whether this browser is to be spared the second factor for a while, where policy allows it.
    #[serde(default, deserialize_with = "checked")]
    remember: bool,
    /// What password managers want to see beside the password. It is not read.
    #[serde(default, rename = "username")]
    _username: Option<String>,
}

/// A box of a form says "on"; a program says true.
pub(super) fn checked<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Box {
        Flag(bool),
        Text(String),
    }
    Ok(match Box::deserialize(deserializer)? {
        Box::Flag(flag) => flag,
        Box::Text(text) => matches!(text.as_str(), "on" | "true"),
    })
}

/// Begins to make the passkey that policy asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolBegin {
    ticket: Option<String>,
    name: Option<String>,
    hint: Option<Hint>,
    mediation: Option<Quiet>,
    extensions: Option<CreationExtensions>,
}

/// Begins a sign-in with a name
///
/// Answers what may be shown as first proof. An unknown name is answered like a known one.
#[utoipa::path(post, operation_id = "start_sign_in", path = "/{tenant}/{workspace}/sign-in/start", tag = "Sign in step by step",
    params(shapes::Door), request_body = shapes::Start, responses(shapes::Continue, shapes::Errors))]
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (uri, headers): (Uri, HeaderMap),
    Posted { body, by_form }: Posted<Start>,
) -> Answer {
    started(&server, &visit, (&uri, &headers), (Purpose::SignIn, body, by_form)).await
}

/// The first step of a journey.
pub(super) async fn started(
    server: &Server,
    visit: &domain::Visit,
    (uri, headers): (&Uri, &HeaderMap),
    (purpose, body, by_form): (Purpose, Start, bool),
) -> Answer {
    let ask = Start { go_on: steps::way_asked(&visit.door, uri), ..body };
    let going = Box::pin(sign_in::start(&server.app, visit, purpose, ask)).await?;
    let id = going.id;
    let mut response = outcome(server, visit, Outcome::Going(Box::new(going)), by_form)?;
    forget_oldest(server, visit, (headers, id), &mut response);
    Ok(response)
}

/// Makes the browser forget the oldest journeys where it goes on with this one besides.
pub(crate) fn forget_oldest(
    server: &Server,
    visit: &domain::Visit,
    (headers, kept): (&HeaderMap, JourneyId),
    response: &mut Response,
) {
    let mut had = CookieName::journeys(server.https, &visit.door, headers);
    had.retain(|id| *id != kept);
    let forgotten = had.len().saturating_sub(MOST_AT_ONCE - 1);
    for id in had.into_iter().take(forgotten) {
        CookieName::journey(server.https, &visit.door, id).clear(response.headers_mut());
    }
}

/// The journeys that a browser is on.
pub(crate) fn carried<'a>(server: &Server, visit: &domain::Visit, headers: &'a HeaderMap) -> Vec<Carried<'a>> {
    let ids = CookieName::journeys(server.https, &visit.door, headers);
    let ticket = |id| CookieName::journey(server.https, &visit.door, id).find(headers);
    ids.into_iter().filter_map(|id| Some(Carried { id, ticket: ticket(id)? })).collect()
}

/// Shows a proof
///
/// A password, or a code of the method that the step before has offered.
#[utoipa::path(post, operation_id = "prove", path = "/{tenant}/{workspace}/journey/{id}/prove", tag = "Sign in step by step",
    params(shapes::Door, shapes::JourneyId), request_body = Prove, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn prove(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Previous(previous): Previous,
    Posted { body, by_form }: Posted<Prove>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let typed = Typed { method: body.method, value: body.value, remember: body.remember };
    let came = Box::pin(sign_in::prove(&server.app, &on.visit, carried, typed, previous.as_ref())).await?;
    came_to(&server, &on, came, by_form)
}

/// Which way a code or a link is to be sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Send {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    /// `email_code`, `magic_link` or `sms_code`, where the step offers it.
    #[schema(value_type = String, example = "email_code")]
    method: Method,
}

/// Asks for a code or a link
///
/// The answer is the same whether anybody has the name, and whether one was sent a moment ago.
#[utoipa::path(post, operation_id = "send", path = "/{tenant}/{workspace}/journey/{id}/send", tag = "Sign in step by step",
    params(shapes::Door, shapes::JourneyId), request_body = Send, responses(shapes::Continue, shapes::Errors))]
pub(crate) async fn send(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Posted { body, by_form }: Posted<Send>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let going = Box::pin(sign_in::send(&server.app, &on.visit, carried, body.method)).await?;
    if by_form {
        return Ok(to(&steps::sent_path(&on.visit.door, on.id, body.method)));
    }
    outcome(&server, &on.visit, Outcome::Going(Box::new(going)), false)
}

/// Begins to show a passkey as another proof
#[utoipa::path(post, operation_id = "second_passkey_begin", path = "/{tenant}/{workspace}/journey/{id}/passkey/begin",
    tag = "Sign in step by step", params(shapes::Door, shapes::JourneyId), request_body = PasskeyAsk,
    responses(shapes::RequestOptions, shapes::Errors))]
pub(crate) async fn passkey_begin(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Json(body): Json<PasskeyAsk>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let answer = Box::pin(sign_in::begin_second(&server.app, &on.visit, carried, body.before)).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &on.visit.door)))
}

/// Shows a passkey as another proof
#[utoipa::path(post, operation_id = "second_passkey_finish", path = "/{tenant}/{workspace}/journey/{id}/passkey/finish",
    tag = "Sign in step by step", params(shapes::Door, shapes::JourneyId), request_body = shapes::JourneyPasskey,
    responses(shapes::Came, shapes::Errors))]
pub(crate) async fn passkey_finish(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Previous(previous): Previous,
    RawJson(body): RawJson,
) -> Answer {
    let beside = beside(&body)?;
    let carried = Carried { id: on.id, ticket: on.ticket(beside.ticket.as_deref()) };
    let came = Box::pin(sign_in::finish_second(&server.app, &on.visit, carried, &body, previous.as_ref())).await?;
    came_to(&server, &on, came, false)
}

/// Begins to make the passkey that policy asks for
#[utoipa::path(post, operation_id = "held_passkey_begin", path = "/{tenant}/{workspace}/journey/{id}/enrol/begin",
    tag = "Sign in step by step", params(shapes::Door, shapes::JourneyId), request_body = shapes::JourneyEnrolBegin,
    responses(shapes::CreationOptions, shapes::Errors))]
pub(crate) async fn enrol_begin(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Json(body): Json<EnrolBegin>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let EnrolBegin { name, hint, mediation, extensions, .. } = body;
    let ask = domain::passkeys::Begin { name, hint, mediation, extensions, plain_challenge: false };
    let answer = Box::pin(sign_in::begin_enrolment(&server.app, &on.visit, carried, ask)).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &on.visit.door)))
}

/// Makes the passkey that policy asks for, and signs in
#[utoipa::path(post, operation_id = "held_passkey_finish", path = "/{tenant}/{workspace}/journey/{id}/enrol/finish",
    tag = "Sign in step by step", params(shapes::Door, shapes::JourneyId), request_body = shapes::JourneyEnrolFinish,
    responses(shapes::Came, shapes::Errors))]
pub(crate) async fn enrol_finish(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Previous(previous): Previous,
    RawJson(body): RawJson,
) -> Answer {
    let beside = beside(&body)?;
    let carried = Carried { id: on.id, ticket: on.ticket(beside.ticket.as_deref()) };
    let came = Box::pin(sign_in::finish_enrolment(&server.app, &on.visit, carried, &body, previous.as_ref())).await?;
    came_to(&server, &on, came, false)
}

fn beside(body: &[u8]) -> Result<Beside, Reason> {
    serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)
}
