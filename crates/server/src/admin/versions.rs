//! Settings as JSON, with the version by which a change of them says what it has seen.

use super::Answer;
use crate::api::json;
use axum::http::HeaderValue;
use axum::http::header::ETAG;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

/// The settings themselves.
pub(super) fn with_version(body: &impl Serialize, version: &str) -> Answer {
    Ok(tagged(json(body)?, version))
}

/// The version alone.
pub(super) fn tagged(mut response: Response, version: &str) -> Response {
    // Letters, digits, `-` and `_`.
    if let Ok(tag) = HeaderValue::try_from(format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// What is in force after a change.
pub(super) fn saved(version: &str) -> Answer {
    with_version(&json!({ "version": version }), version)
}
