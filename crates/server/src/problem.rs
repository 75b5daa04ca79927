//! The one place where an error becomes an answer: JSON for programs, a page for people. The precise cause goes to the log and the audit;
//! the answer shows the catalogue's face of it and the reference that ties the two together, nothing else.

use crate::extract::cookies::CookieName;
use crate::extract::language;
use crate::extract::reader;
use crate::extract::seen::Seen;
use crate::extract::visit;
use crate::front::Server;
use crate::openapi::shapes;
use crate::router::{self, RouteLine};
use crate::web::{routes as web, steps};
use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::catalogue::{Action, Methods};
use domain::error::Error;
use domain::error::one_line;
use domain::random::NoRandomness;
use domain::signals::UnknownPasskey;
use domain::step_up::Challenge;
use domain::{FrontDoor, Language, Phase, Reason, Refused, Visit};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const BEARER: HeaderValue = HeaderValue::from_static("Bearer");
const SOON: HeaderValue = HeaderValue::from_static("2");

/// Why a handler or an extractor gives no answer of its own.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The domain refused, or failed.
    Domain(Error),
    /// The server refuses before the domain is asked.
    Early(Reason),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Domain(error)
    }
}

impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        Self::Early(reason)
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::Domain(error.into())
    }
}

/// A problem on its way from the handler to the front, which knows the route and the sender.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// The status by which the front counts what an answer costs, where that is not its own: of a refusal that is told by way of a redirect, or of one
/// that is no guess.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told(pub(crate) StatusCode);

/// Records, logs and answers. `cookies` are those of whoever opens a page; `left` are the headers that the router has set meanwhile.
pub(crate) async fn answer(
    server: &Server,
    (seen, cookies): (&Seen, &HeaderMap),
    failure: &Failure,
    left: &HeaderMap,
) -> Response {
    let route = seen.route().or_else(|| router::at(seen.path()));
    let phase = route.map(|route| route.phase).or_else(|| router::altered(seen.path())).unwrap_or(Phase::Page);
    let refused = match failure.0.as_ref() {
        Problem::Domain(Error::Refused(refused)) => refused.as_ref().clone(),
        Problem::Domain(error) => fault(server, seen, phase, error),
        Problem::Early(reason) => Refused::new(&server.app, phase, *reason),
    };
    let visit = visit::again(server, seen);
    let shared = visit.as_ref().map(|visit| &visit.door);
    let door = shared.map(Arc::as_ref);
    let as_page = seen.fails_as_page();
    if let Some(response) = as_page.then(|| detour(server, door, seen, &refused)).flatten() {
        return response;
    }
    record(server, (seen, route), visit.as_ref(), &refused).await;
    // A form goes back to the page that it stands on, where the words are shown.
    if let Some(door) = door.filter(|_| seen.fails_as_form() && refused.status() < 500) {
        let mut response = steps::back_to_form(door, seen, &refused);
        response.extensions_mut().insert(Told(status(&refused)));
        say_when(&mut response, &refused);
        return response;
    }
    let mut response = if as_page {
        let reader = match &visit {
            Some(visit) => reader::of_refusal(server, visit, cookies, status(&refused)).await,
            None => None,
        };
        web::failure(server, seen, (shared, reader.as_ref()), &refused)
    } else {
        json(seen.language, door, &refused)
    };
    if let Some(methods) = left.get(ALLOW) {
        response.headers_mut().insert(ALLOW, methods.clone());
    }
    say_when(&mut response, &refused);
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, SOON);
    }
    if let Some(challenge) = challenge(&refused) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// When it is worth while to ask again. Programs that send forms read it, too; browsers follow a redirect at once.
fn say_when(response: &mut Response, refused: &Refused) {
    if let Some(seconds) = refused.retry_after_s {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
}

/// Somebody who opens a page without a session, or with one that is not good enough, is not refused but shown the way.
fn detour(server: &Server, door: Option<&FrontDoor>, seen: &Seen, refused: &Refused) -> Option<Response> {
    match (refused.reason, door) {
        (Reason::NotSignedIn, _) => Some(web::to_sign_in(door, seen, false)),
        (Reason::SessionIdle, Some(door)) => {
            let mut response = web::to_sign_in(Some(door), seen, true);
            // Without its cookie the browser is not told twice (S0-33).
            CookieName::session(server.https, door).clear(response.headers_mut());
            Some(response)
        }
        (_, Some(door)) if refused.step_up.is_some() => Some(web::to_step_up(door, seen)),
        _ => None,
    }
}

/// What the client must bring to be let in (RFC 6750, RFC 9470).
fn challenge(refused: &Refused) -> Option<HeaderValue> {
    let Some(wanted) = refused.step_up else {
        return matches!(refused.reason, Reason::NotSignedIn | Reason::SessionIdle).then_some(BEARER);
    };
    let acr = wanted.acr_values().map(|acr| format!("acr_values=\"{acr}\""));
    let age = wanted.max_age.map(|seconds| format!("max_age=\"{seconds}\""));
    let error = Some("error=\"insufficient_user_authentication\"".to_owned());
    let parts: Vec<_> = [error, acr, age].into_iter().flatten().collect();
    HeaderValue::try_from(format!("Bearer {}", parts.join(", "))).ok()
}

/// What is not a refusal is a fault of ours: the whole chain into the log, the reference to the outside.
fn fault(server: &Server, seen: &Seen, phase: Phase, error: &Error) -> Refused {
    let reason = if error.is_temporary() { Reason::Unavailable } else { Reason::Internal };
    let refused = Refused::new(&server.app, phase, reason);
    tracing::error!(
        reference = %refused.reference,
        route = seen.route_pattern(),
        phase = phase.as_str(),
        error = one_line(error),
        "a request failed"
    );
    // There is nobody to tell but the log: the audit is in the database that may be what failed.
    Refused { audited: true, ..refused }
}

/// The log of every refusal, and the audit of those of a ceremony that the domain has not written itself.
async fn record(server: &Server, (seen, route): (&Seen, Option<&RouteLine>), visit: Option<&Visit>, refused: &Refused) {
    tracing::info!(
        reason = refused.reason.as_str(),
        reference = %refused.reference,
        method = %seen.method,
        route = route.map_or("-", |route| route.path),
        tenant = visit.map_or("-", |visit| visit.door.tenant.slug.as_str()),
        workspace = visit.map_or("-", |visit| visit.door.workspace.slug.as_str()),
        "refused"
    );
    server.app.meters().note_refusal(refused);
    // Looking changes nothing, and any page of any site can make a browser look: that is for the log alone.
    let is_ceremony = !matches!(refused.phase, Phase::Page | Phase::Session) && !seen.method.is_safe();
    if !is_ceremony || refused.audited {
        return;
    }
    let recorded = match visit {
        Some(visit) => {
            let actor = seen.administrator.get().copied();
            domain::audit::refusal(&server.app, visit, (refused.phase, seen.origin(), actor), refused).await
        }
        None if refused.phase == Phase::Setup => {
            domain::audit::refusal_at_setup(&server.app, &visit::setup_again(seen), refused).await
        }
        None => return,
    };
    if let Err(error) = recorded {
        tracing::error!(reference = %refused.reference, error = one_line(&error), "a refusal is not in the audit");
    }
}

/// The error body that every JSON route has in common.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ErrorBody<'a> {
    /// The HTTP status once more.
    #[schema(example = 401)]
    status_code: u16,
    /// One or two sentences for a person, in their language (`Accept-Language`).
    #[schema(example = "We could not verify your identity. Use another sign-in method to access your account.")]
    error: Cow<'static, str>,
    /// Stable; match on this.
    #[schema(example = "verification_failed")]
    error_code: &'static str,
    details: ErrorDetails<'a>,
    /// Under this code support finds the precise cause.
    #[schema(example = "7K2Q-9MXB")]
    reference: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ErrorDetails<'a> {
    #[schema(example = "Verification failed")]
    title: Cow<'static, str>,
    /// What the person can do next.
    #[schema(example = json!(["retry", "other_method"]))]
    actions: Vec<&'static str>,
    /// In Smart mode, where nobody holds the passkey that was used or made: hand it to `PublicKeyCredential.signalUnknownCredential`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shapes::UnknownSignal>)]
    signal: Option<&'a UnknownPasskey>,
    /// Why there is no session any more, told to whoever brought its token: `idle` where nobody was at work in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "idle")]
    reason: Option<&'static str>,
    /// Where a fresh proof is asked for: its greatest age in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 300)]
    max_age: Option<i64>,
    /// Where only a passkey will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "phr")]
    acr_values: Option<&'static str>,
    /// Which member of the body it is about, where that holds what cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "rp_id")]
    field: Option<&'static str>,
    /// What is wrong with it, or what follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    /// What has to stand in `confirmed` for it to be done all the same.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    confirm: &'a [String],
}

/// The methods that texts may name: those of the door's pool, and where there is no door the one that is always there.
pub(crate) fn methods(door: Option<&FrontDoor>) -> Methods {
    door.map_or(Methods::PasskeysOnly, |door| Methods::of(&door.policy.first, &door.policy.second))
}

impl<'a> ErrorBody<'a> {
    fn new(refused: &'a Refused, language: Language, methods: Methods) -> Self {
        let message = refused.message;
        let objection = refused.objection.as_deref();
        Self {
            status_code: refused.status(),
            error: refused.text(language, methods),
            error_code: message.code,
            details: ErrorDetails {
                title: message.title_in(language),
                actions: message.actions_for(methods).map(Action::as_str).collect(),
                signal: refused.signal.as_deref(),
                reason: (refused.reason == Reason::SessionIdle).then_some("idle"),
                max_age: refused.step_up.and_then(|wanted| wanted.max_age),
                acr_values: refused.step_up.and_then(Challenge::acr_values),
                field: objection.map(|objection| objection.field),
                problem: objection.map(|objection| objection.problem.as_str()),
                confirm: objection.map(|objection| objection.confirm.as_slice()).unwrap_or_default(),
            },
            reference: refused.reference.to_string(),
        }
    }
}

fn json(language: Language, door: Option<&FrontDoor>, refused: &Refused) -> Response {
    // Numbers, constants and short texts always make JSON.
    let body = serde_json::to_vec(&ErrorBody::new(refused, language, methods(door))).unwrap_or_default();
    let mut response = (status(refused), [(CONTENT_TYPE, JSON)], body).into_response();
    language::say(response.headers_mut(), language);
    response
}

pub(crate) fn status(refused: &Refused) -> StatusCode {
    StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
