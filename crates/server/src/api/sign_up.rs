//! Signing up, where strangers may: with a username and a new passkey right away, or with an address, whose code comes first. A browser
//! carries what it has proved in a cookie, a program in its requests.

use super::{Answer, begun, forget_offer, json, moment, outcome, to};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, Posted, Previous, RawJson, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::routes::sign_up_path;
use crate::web::steps::{way_asked, with_way};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::password::Typed;
use domain::sign_in::Outcome;
use domain::sign_up::{self, Step};
use domain::{Client, Method};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Somebody is on the way to an account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JoiningBody<'a> {
    #[schema(value_type = shapes::SaysContinue, inline)]
    status: &'static str,
    /// `verify`: the code is next. `enrol`: the address is proved, and the account's first factor is next.
    #[schema(example = "verify")]
    step: &'static str,
    /// Bring it along with the next step. Left out for browsers, which get a cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    /// With what the account is made: `passkey`, `password`, or the method of its address.
    #[schema(value_type = Vec<String>, example = json!(["passkey"]))]
    methods: &'a [Method],
    #[schema(format = "date-time")]
    expires_at: String,
}

/// The code that was sent.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifySignUp {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    #[schema(example = "123456")]
    code: String,
}

/// A password for the new account.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpPassword {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    #[schema(value_type = String, max_length = 128)]
    password: Typed,
    /// What password managers want to see beside the password. It is not read.
    #[serde(default, rename = "username")]
    _username: Option<String>,
}

/// A browser's ticket is never taken from the body, where a script could read it.
fn carried<'a>(
    server: &Server,
    visit: &domain::Visit,
    headers: &'a HeaderMap,
    body: Option<&'a str>,
) -> Option<&'a str> {
    match visit.client {
        Client::Browser { .. } => CookieName::joining(server.https, &visit.door).find(headers),
        Client::App => body,
        Client::Embedded { .. } => None,
    }
}

/// The next step, with its cookies.
pub(crate) fn step(
    server: &Server,
    visit: &domain::Visit,
    step: &Step,
    (by_form, way): (bool, Option<&str>),
) -> Answer {
    let is_browser = matches!(visit.client, Client::Browser { .. });
    let mut response = if by_form {
        to(&with_way(&sign_up_path(&visit.door), &[], way))
    } else {
        json(&JoiningBody {
            status: "continue",
            step: if step.is_proved { "enrol" } else { "verify" },
            ticket: (!is_browser).then_some(step.sealed.as_str()),
            methods: &step.methods,
            expires_at: moment(step.expires_at),
        })?
    };
    if is_browser {
        let seconds = (step.expires_at - server.app.now()) / 1000;
        CookieName::joining(server.https, &visit.door).set(response.headers_mut(), &step.sealed, Some(seconds));
    }
    if let Some(value) = &step.pre_auth {
        CookieName::pre_auth(server.https, &visit.door).set(response.headers_mut(), value, None);
    }
    Ok(response)
}

/// The account is there.
fn joined(server: &Server, visit: &domain::Visit, headers: &HeaderMap, response: &mut Response) {
    forget_offer(server, visit, response);
    let cookie = CookieName::joining(server.https, &visit.door);
    if cookie.find(headers).is_some() {
        cookie.clear(response.headers_mut());
    }
}

/// Begins a sign-up with an address
///
/// Sends a code there. An address that a member has already is answered like any other; its holder is told by the message.
#[utoipa::path(post, operation_id = "sign_up_start", path = "/{tenant}/{workspace}/sign-up/start", tag = "Sign up", params(shapes::Door),
    request_body = shapes::SignUpStart, responses(shapes::Joining, shapes::Errors))]
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    Posted { body, by_form }: Posted<sign_up::Start>,
) -> Answer {
    let next = Box::pin(sign_up::start(&server.app, &visit, body)).await?;
    step(&server, &visit, &next, (by_form, way_asked(&visit.door, &uri).as_deref()))
}

/// Takes the code
#[utoipa::path(post, operation_id = "sign_up_verify", path = "/{tenant}/{workspace}/sign-up/verify", tag = "Sign up", params(shapes::Door),
    request_body = VerifySignUp, responses(shapes::Joining, shapes::Errors))]
pub(crate) async fn verify(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (headers, uri): (HeaderMap, Uri),
    Posted { body, by_form }: Posted<VerifySignUp>,
) -> Answer {
    let carried = carried(&server, &visit, &headers, body.ticket.as_deref());
    let next = Box::pin(sign_up::verify(&server.app, &visit, carried, &body.code)).await?;
    step(&server, &visit, &next, (by_form, way_asked(&visit.door, &uri).as_deref()))
}

/// Makes the account with a password
///
/// Where passkeys are no way in. The address must be proved. Policy may ask for more before the session.
#[utoipa::path(post, operation_id = "sign_up_password", path = "/{tenant}/{workspace}/sign-up/password", tag = "Sign up", params(shapes::Door),
    request_body = SignUpPassword, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn password(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    (headers, uri): (HeaderMap, Uri),
    Posted { body, by_form }: Posted<SignUpPassword>,
) -> Answer {
    let carried = carried(&server, &visit, &headers, body.ticket.as_deref());
    let end = (previous.as_ref(), way_asked(&visit.door, &uri));
    let came: Outcome = Box::pin(sign_up::with_password(&server.app, &visit, carried, &body.password, end)).await?;
    let mut response = outcome(&server, &visit, came, by_form)?;
    joined(&server, &visit, &headers, &mut response);
    Ok(response)
}

/// What a program brings along to make an account with its address alone.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpAddress {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
}

/// Makes the account with its address alone
///
/// Where neither passkeys nor passwords are a way in, and a message to the address is. Policy may ask for more before the session.
#[utoipa::path(post, operation_id = "sign_up_address", path = "/{tenant}/{workspace}/sign-up/address", tag = "Sign up", params(shapes::Door),
    request_body = SignUpAddress, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn address(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    (headers, uri): (HeaderMap, Uri),
    Posted { body, by_form }: Posted<SignUpAddress>,
) -> Answer {
    let carried = carried(&server, &visit, &headers, body.ticket.as_deref());
    let end = (previous.as_ref(), way_asked(&visit.door, &uri));
    let came = Box::pin(sign_up::with_address(&server.app, &visit, carried, end)).await?;
    let mut response = outcome(&server, &visit, came, by_form)?;
    joined(&server, &visit, &headers, &mut response);
    Ok(response)
}

/// Begins a sign-up
///
/// With a username, or with the ticket of whoever has proved an address. A taken name is answered like a free one and refused at finish.
#[utoipa::path(post, operation_id = "sign_up_begin", path = "/{tenant}/{workspace}/sign-up/passkey/begin", tag = "Sign up", params(shapes::Door),
    request_body = shapes::SignUpBegin, responses(shapes::CreationOptions, shapes::Errors))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    headers: HeaderMap,
    Json(ask): Json<sign_up::Begin>,
) -> Answer {
    let ticket = carried(&server, &visit, &headers, ask.ticket.as_deref()).map(str::to_owned);
    let answer = sign_up::begin(&server.app, &visit, sign_up::Begin { ticket, ..ask }).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Finishes a sign-up
///
/// Takes the browser's `RegistrationResponseJSON` with the identifier, and the display name where begin had one. The member exists from
/// here on and is signed in, unless policy asks for more.
#[utoipa::path(post, operation_id = "sign_up_finish", path = "/{tenant}/{workspace}/sign-up/passkey/finish", tag = "Sign up", params(shapes::Door),
    request_body = shapes::SignUpFinish, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Answer {
    let cookie = CookieName::joining(server.https, &visit.door).find(&headers);
    let came = Box::pin(sign_up::finish(&server.app, &visit, (&body, cookie), previous.as_ref())).await?;
    let mut response = outcome(&server, &visit, came, false)?;
    joined(&server, &visit, &headers, &mut response);
    Ok(response)
}
