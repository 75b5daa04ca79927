//! `ETag` and `If-Match`: whoever has read something changes it only as they saw it (S3c-2).

use super::{Answer, ApiError, Reply, json};
use aws_lc_rs::digest::{SHA256, digest};
use axum::http::header::{HeaderValue, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::identity::Word;
use serde::Serialize;

/// What something that is shown as these bytes is known by.
fn tag(body: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest(&SHA256, body)))
}

fn require_tag(headers: &HeaderMap, tag: &str) -> Result<(), ApiError> {
    if is_meant(headers, tag) { Ok(()) } else { Err(Word::Changed.into()) }
}

/// Whether a request means the state that has this tag; one that names none means any.
pub(crate) fn is_meant(headers: &HeaderMap, tag: &str) -> bool {
    let Some(wanted) = headers.get(IF_MATCH) else { return true };
    let wanted = wanted.to_str().unwrap_or_default();
    wanted.split(',').map(str::trim).any(|one| one == "*" || one == tag)
}

/// An answer with the tag that the domain gave it.
pub(crate) fn known_by(tag: &str, status: StatusCode, body: &impl Serialize) -> Answer {
    Ok(Reply { etag: HeaderValue::try_from(tag).ok(), ..json(status, body)? })
}

/// An answer with its tag.
pub(crate) fn tagged(headers: &HeaderMap, body: &impl Serialize) -> Answer {
    let reply = json(StatusCode::OK, body)?;
    let tag = tag(&reply.body);
    require_tag(headers, &tag)?;
    Ok(Reply { etag: HeaderValue::try_from(tag).ok(), ..reply })
}
