//! `ETag` and `If-Match` in the headers (S3c-2); what they mean is the domain's.

use super::{Answer, Reply, json};
use axum::http::header::{HeaderValue, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use domain::identity::Word;
use domain::identity::condition::{Condition, tag};
use serde::Serialize;

/// Under which a change may be made.
pub(crate) fn condition(headers: &HeaderMap) -> Condition {
    Condition::of(headers.get(IF_MATCH).map(|wanted| wanted.to_str().unwrap_or_default()))
}

/// An answer with its tag, to who has not seen another one.
pub(crate) fn tagged(headers: &HeaderMap, body: &impl Serialize) -> Answer {
    let reply = labelled(StatusCode::OK, body)?;
    if condition(headers).is_met(&reply.body) { Ok(reply) } else { Err(Word::Changed.into()) }
}

/// The same of what was changed just now.
pub(crate) fn labelled(status: StatusCode, body: &impl Serialize) -> Answer {
    let reply = json(status, body)?;
    Ok(Reply { etag: HeaderValue::try_from(tag(&reply.body)).ok(), ..reply })
}
