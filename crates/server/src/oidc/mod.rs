//! The endpoints for applications: OAuth 2 and OpenID Connect. A handler takes a request apart, asks the domain and answers in the form of the
//! standards. Cookies must never count here: whoever calls proves by the request itself who they are.

pub(crate) mod approval;
pub(crate) mod authorize;
pub(crate) mod cors;
pub(crate) mod device;
pub(crate) mod discovery;
pub(crate) mod forward_auth;
pub(crate) mod introspection;
pub(crate) mod logout;
pub(crate) mod pushed;
pub(crate) mod request;
pub(crate) mod revocation;
pub(crate) mod token;
pub(crate) mod userinfo;

use crate::problem::ErrorBody;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::applications::{Failed, Refusal, Word};
use domain::error::one_line;
use serde::Serialize;

pub(crate) use request::{AtIssuer, ClientRequest};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// What the next proof of possession has to carry.
pub(crate) const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
const BASIC: HeaderValue = HeaderValue::from_static("Basic realm=\"client\"");

/// What a client is told when it is refused.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OAuthError<'a> {
    /// A word of the standards; match on this.
    #[schema(example = "invalid_grant")]
    error: &'static str,
    /// For whoever writes the client.
    error_description: &'a str,
}

#[derive(utoipa::IntoResponses)]
#[response(status = 404, description = "There is no such issuer")]
#[expect(dead_code, reason = "read by the derive only")]
pub(crate) struct NoIssuer(ErrorBody<'static>);

/// An answer that nobody keeps.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let Ok(bytes) = serde_json::to_vec(body) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(PRAGMA, NO_CACHE);
    response
}

/// The refusal of an endpoint for clients (RFC 6749, 5.2). What is broken on our side is for the log.
pub(crate) fn refused(failed: &Failed) -> Response {
    let internal = |word: Word| Refusal::new(word, "the request could not be answered; try again later");
    let refusal = match failed {
        Failed::Refused(refusal) => refusal.clone(),
        Failed::Broken(error) => {
            tracing::error!(error = one_line(error), "a request of an application failed");
            internal(if error.is_temporary() { Word::TemporarilyUnavailable } else { Word::ServerError })
        }
    };
    let status = StatusCode::from_u16(refusal.word.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = OAuthError { error: refusal.word.as_str(), error_description: &refusal.description };
    let mut response = json(status, &body);
    if let Some(nonce) = refusal.nonce.as_deref().and_then(|nonce| HeaderValue::try_from(nonce).ok()) {
        response.headers_mut().insert(DPOP_NONCE, nonce);
    }
    if refusal.by_basic {
        response.headers_mut().insert(WWW_AUTHENTICATE, BASIC);
    }
    response
}

/// Either of the two.
pub(crate) fn answer(result: Result<impl Serialize, Failed>) -> Response {
    match result {
        Ok(body) => json(StatusCode::OK, &body),
        Err(failed) => refused(&failed),
    }
}
