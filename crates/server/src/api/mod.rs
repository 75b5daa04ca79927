//! The sign-in API. A handler takes a request apart, asks the domain, and puts its answer together; it holds no rule.

pub(crate) mod activity;
pub(crate) mod addresses;
pub(crate) mod applications;
pub(crate) mod components;
pub(crate) mod devices;
pub(crate) mod incidents;
pub(crate) mod journey;
pub(crate) mod linked_accounts;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod recovery;
pub(crate) mod recovery_codes;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod step_up;
pub(crate) mod totp;
pub(crate) mod well_known;

use crate::extract::OnJourney;
use crate::extract::cookies::CookieName;
use crate::front::Server;
use crate::openapi::shapes;
use crate::problem::Problem;
use crate::web::steps;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{JourneyId, UserId};
use domain::journey::Suggestion;
use domain::policy;
use domain::sign_in::{Going, Next, Outcome};
use domain::signals::Signals;
use domain::{Begun, Client, Error, FrontDoor, Method, SignedIn, Visit};
use jiff::Timestamp;
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(crate) type Answer = Result<Response, Problem>;

pub(crate) fn text(text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

pub(crate) fn json(body: &impl Serialize) -> Answer {
    Ok(text(serde_json::to_vec(body).map_err(Error::Answer)?))
}

pub(crate) fn no_content() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The options of a ceremony, and the cookie that binds it to a browser which had none.
pub(crate) fn begun(begun: Begun, cookie: CookieName<'_>) -> Response {
    let mut response = text(begun.options);
    if let Some(value) = begun.pre_auth {
        cookie.set(response.headers_mut(), &value, None);
    }
    response
}

/// A ceremony ended in a session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SignedInBody<'a> {
    #[schema(value_type = shapes::SaysSignedIn, inline)]
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
    /// Where to go on: after set-up, and where the visitor said so at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// After sign-up. After a sign-in the list of passkeys has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shapes::MemberSignals>)]
    signals: Option<&'a Signals>,
    /// A passkey that the member is invited to make: `first`, `here`, `again` or `soon`. They may leave it for later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "first")]
    suggestion: Option<&'static str>,
    /// How many more sign-ins there are without the passkey that policy asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    grace_left: Option<u32>,
}

/// A page of another origin has signed somebody in: its site's server exchanges the code.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CodeBody<'a> {
    #[schema(value_type = shapes::SaysCode, inline)]
    status: &'static str,
    code: &'a str,
    /// When the code is worth nothing any more.
    #[schema(format = "date-time")]
    expires_at: String,
}

/// A journey goes on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ContinueBody<'a> {
    #[schema(value_type = shapes::SaysContinue, inline)]
    status: &'static str,
    /// Part of the addresses of the next step.
    #[schema(value_type = String, format = "uuid")]
    journey: JourneyId,
    /// Bring it along with the next step. Left out for browsers, which get a cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    /// `identify`, `first`, `second`, `enrol` or `wait`.
    #[schema(example = "second")]
    step: &'static str,
    /// What may be shown now, or made where the step is `enrol`; the preferred one first.
    #[schema(value_type = Vec<String>, example = json!(["passkey", "totp"]))]
    methods: &'a [Method],
    /// Why a passkey must be made first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "required")]
    held: Option<&'static str>,
    /// Which rule asks for it, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Your role Administrator requires a passkey.")]
    why: Option<String>,
    /// From when a recovery that waits may go on. Until then it can be stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time")]
    until: Option<String>,
    #[schema(format = "date-time")]
    expires_at: String,
}

/// What came of a step: the next one, or the session. A form is sent to the page of it.
pub(crate) fn outcome(server: &Server, visit: &Visit, outcome: Outcome, by_form: bool) -> Answer {
    let is_over = matches!(outcome, Outcome::SignedIn(_));
    let mut response = answered(server, visit, outcome, by_form)?;
    if is_over {
        forget_offer(server, visit, &mut response);
    }
    Ok(response)
}

/// What came of a step of this journey. Once it is over, its browser forgets it: a page that is left of it must not look as if it went on.
pub(crate) fn came_to(server: &Server, on: &OnJourney, came: Outcome, by_form: bool) -> Answer {
    let is_over = matches!(came, Outcome::SignedIn(_)) && matches!(on.visit.client, Client::Browser { .. });
    let mut response = outcome(server, &on.visit, came, by_form)?;
    if is_over {
        CookieName::journey(server.https, &on.visit.door, on.id).clear(response.headers_mut());
    }
    Ok(response)
}

/// What came of the offer is decided by now.
pub(crate) fn forget_offer(server: &Server, visit: &Visit, response: &mut Response) {
    if visit.offer.is_some() {
        CookieName::offer(server.https, &visit.door).clear(response.headers_mut());
    }
}

fn answered(server: &Server, visit: &Visit, outcome: Outcome, by_form: bool) -> Answer {
    match outcome {
        Outcome::Going(going) => goes_on(server, visit, &going, by_form),
        Outcome::SignedIn(answer) if by_form => {
            let mut response = to(&steps::landing_path(&visit.door, &answer));
            set_session(server, &visit.door, &answer, &mut response);
            Ok(response)
        }
        Outcome::SignedIn(answer) => signed_in(server, &visit.door, &visit.client, &answer, None),
    }
}

fn goes_on(server: &Server, visit: &Visit, going: &Going, by_form: bool) -> Answer {
    let is_browser = matches!(visit.client, Client::Browser { .. });
    let mut response = if by_form {
        to(&steps::journey_path(&visit.door, going.id))
    } else {
        json(&ContinueBody {
            status: "continue",
            journey: going.id,
            ticket: (!is_browser).then_some(going.sealed.as_str()),
            step: going.next.as_str(),
            methods: going.next.methods(),
            until: if let Next::Wait(until) = going.next { Some(moment(until)) } else { None },
            held: if let Next::Enrol(held, _) = &going.next { Some(held.as_str()) } else { None },
            why: going.why.as_ref().map(|why| policy::explain(visit.language, why)),
            expires_at: moment(going.expires_at),
        })?
    };
    if is_browser {
        let seconds = (going.expires_at - server.app.now()) / 1000;
        CookieName::journey(server.https, &visit.door, going.id).set(
            response.headers_mut(),
            &going.sealed,
            Some(seconds),
        );
    }
    if let Some(value) = &going.pre_auth {
        CookieName::pre_auth(server.https, &visit.door).set(response.headers_mut(), value, None);
    }
    Ok(response)
}

pub(crate) fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Hands the session to its holder: to a browser as a cookie that no script can read, to another client as a token.
fn signed_in(
    server: &Server,
    door: &FrontDoor,
    client: &Client,
    signed_in: &SignedIn,
    location: Option<String>,
) -> Answer {
    if let Client::Embedded { .. } = client {
        let (code, expires_at) = (signed_in.session_token.as_str(), moment(signed_in.expires_at));
        return json(&CodeBody { status: "code", code, expires_at });
    }
    let is_browser = matches!(client, Client::Browser { .. });
    let mut response = json(&SignedInBody {
        status: "signed_in",
        user_id: signed_in.user_id,
        session_token: (!is_browser).then_some(signed_in.session_token.as_str()),
        expires_at: moment(signed_in.expires_at),
        amr: &signed_in.amr,
        acr: signed_in.acr,
        location: location.or_else(|| signed_in.go_on.clone()),
        signals: signed_in.signals.as_deref(),
        suggestion: signed_in.suggestion.map(Suggestion::as_str),
        grace_left: signed_in.grace_left,
    })?;
    if is_browser {
        set_session(server, door, signed_in, &mut response);
    }
    Ok(response)
}

fn set_session(server: &Server, door: &FrontDoor, signed_in: &SignedIn, response: &mut Response) {
    let seconds = (signed_in.expires_at - server.app.now()) / 1000;
    CookieName::session(server.https, door).set(response.headers_mut(), &signed_in.session_token, Some(seconds));
    if let Some(value) = &signed_in.device_cookie {
        let seconds = domain::devices::LIFE_MS / 1000;
        CookieName::device(server.https, door).set(response.headers_mut(), value, Some(seconds));
    }
}

/// Unix milliseconds as RFC 3339.
fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}
