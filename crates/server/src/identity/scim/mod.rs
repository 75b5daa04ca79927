//! SCIM 2.0 at `/api/identity/{tenant}/system/pools/{pool}/scim/v2/…`: users as directories provision them. A handler takes a request apart, asks the
//! domain and answers in the media type of that standard, refusals too.

pub(crate) mod documents;
pub(crate) mod shapes;
pub(crate) mod users;

use super::{ApiError, Reply};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};

const MEDIA: HeaderValue = HeaderValue::from_static("application/scim+json");

/// Whether the caller reads plain JSON alone.
fn wants_plain(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("application/json") && !accepted.contains("scim+json")
}

/// The answer in the media type of the standard.
pub(super) fn dressed(headers: &HeaderMap, answer: Result<Response, ApiError>) -> Response {
    let mut response = answer.unwrap_or_else(ApiError::scim);
    if response.headers().contains_key(CONTENT_TYPE) && !wants_plain(headers) {
        response.headers_mut().insert(CONTENT_TYPE, MEDIA);
    }
    response
}

/// The same of what needs no waiting for.
pub(super) fn plain(headers: &HeaderMap, reply: Result<Reply, ApiError>) -> Response {
    dressed(headers, reply.map(IntoResponse::into_response))
}
