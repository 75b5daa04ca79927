//! The API that is compatible with `SecureAuth`'s: self-service of members through an application, and what programs of a tenant do for its users.
//! A handler takes a request apart, asks the domain and answers in the shapes of that API. Cookies must never count here: whoever calls shows an
//! access token.

pub(crate) mod call;
pub(crate) mod conditional;
pub(crate) mod encoding;
pub(crate) mod error;
pub(crate) mod hosted;
pub(crate) mod idempotency;
pub(crate) mod scim;
pub(crate) mod self_service;
pub(crate) mod shapes;
pub(crate) mod system;

use crate::trace::Trace;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub(crate) use error::ApiError;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(crate) type Answer = Result<Reply, ApiError>;

/// An answer that is known whole, so that it can be given again.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: StatusCode,
    body: Vec<u8>,
    etag: Option<HeaderValue>,
    location: Option<HeaderValue>,
}

/// With a body.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(body).map_err(domain::Error::Answer)?;
    Ok(Reply { status, body, etag: None, location: None })
}

/// A body that the domain has written.
pub(crate) fn written(body: String) -> Reply {
    Reply { status: StatusCode::OK, body: body.into_bytes(), etag: None, location: None }
}

pub(crate) fn no_content() -> Reply {
    Reply { status: StatusCode::NO_CONTENT, body: Vec::new(), etag: None, location: None }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let has_body = !self.body.is_empty();
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, NO_STORE);
        if has_body {
            headers.insert(CONTENT_TYPE, JSON);
        }
        if let Some(etag) = self.etag {
            headers.insert(ETAG, etag);
        }
        if let Some(location) = self.location {
            headers.insert(LOCATION, location);
        }
        response
    }
}

/// Whether an address belongs to this API.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with("/api/identity/") || path.contains("/identity/v2/self/") || path.contains("/register/webauthn/")
}

/// Tells the log by what the caller finds this request again, where it names something (S3c-4). The front says it back.
pub(crate) fn note(path: &str) {
    if is_ours(path) {
        Trace::current(|trace| {
            if let Some(correlation) = trace.correlation() {
                tracing::info!(correlation, trace = %trace.id(), "a request of the identity API");
            }
        });
    }
}
