//! The sign-in API. A handler takes a request apart, asks the domain, and puts its answer together; it holds no rule.

pub(crate) mod passkeys;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod step_up;
pub(crate) mod well_known;

use crate::extract::cookies::CookieName;
use crate::front::Server;
use crate::openapi::shapes;
use crate::problem::Problem;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use domain::id::UserId;
use domain::signals::Signals;
use domain::{Begun, Client, Error, FrontDoor, SignedIn};
use jiff::Timestamp;
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(crate) type Answer = Result<Response, Problem>;

fn text(text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn json(body: &impl Serialize) -> Answer {
    Ok(text(serde_json::to_vec(body).map_err(Error::Answer)?))
}

fn no_content() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The options of a ceremony, and the cookie that binds it to a browser which had none.
fn begun(begun: Begun, cookie: CookieName<'_>) -> Response {
    let mut response = text(begun.options);
    if let Some(value) = begun.pre_auth {
        cookie.set(response.headers_mut(), &value, None);
    }
    response
}

/// A ceremony ended in a session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SignedInBody<'a> {
    #[schema(example = "signed_in")]
    status: &'static str,
    #[schema(value_type = String, format = "uuid")]
    user_id: UserId,
    /// Show it as `Authorization: Bearer …`. Left out for browsers, which get a cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    #[schema(format = "date-time")]
    expires_at: String,
    /// How the member proved themselves (RFC 8176).
    #[schema(example = json!(["hwk", "user", "mfa"]))]
    amr: &'a [&'static str],
    acr: &'static str,
    /// After set-up: where the new administrator goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// After sign-up. After a sign-in the list of passkeys has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shapes::MemberSignals>)]
    signals: Option<&'a Signals>,
}

/// Hands the session to its holder: to a browser as a cookie that no script can read, to another client as a token.
fn signed_in(
    server: &Server,
    door: &FrontDoor,
    client: &Client,
    signed_in: &SignedIn,
    location: Option<String>,
) -> Answer {
    let is_browser = matches!(client, Client::Browser { .. });
    let mut response = json(&SignedInBody {
        status: "signed_in",
        user_id: signed_in.user_id,
        session_token: (!is_browser).then_some(signed_in.session_token.as_str()),
        expires_at: moment(signed_in.expires_at),
        amr: &signed_in.amr,
        acr: signed_in.acr,
        location,
        signals: signed_in.signals.as_deref(),
    })?;
    if is_browser {
        let seconds = (signed_in.expires_at - server.app.now()) / 1000;
        CookieName::session(server.https, door).set(response.headers_mut(), &signed_in.session_token, Some(seconds));
    }
    Ok(response)
}

/// Unix milliseconds as RFC 3339.
fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}
