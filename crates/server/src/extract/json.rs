//! JSON bodies: at most 64 KiB, declared as JSON, read once. What is wrong is told apart for the log; the sender learns only that the body
//! was not what the documentation says.

use crate::front::Server;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::FromRequest;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use domain::Reason;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

const LARGEST: usize = 64 * 1024;
/// A body that is not there by then is not coming.
const PATIENCE: Duration = Duration::from_secs(15);

/// A body of our own making, which knows its members: `T` refuses others.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

/// A body that the WebAuthn standard made; the domain reads it, and tolerates members that the standard may add.
#[derive(Debug)]
pub(crate) struct RawJson(pub(crate) Bytes);

impl<T: DeserializeOwned> FromRequest<Arc<Server>> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, _: &Arc<Server>) -> Result<Self, Problem> {
        let bytes = body(request).await?;
        Ok(Self(read(&bytes)?))
    }
}

impl FromRequest<Arc<Server>> for RawJson {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, _: &Arc<Server>) -> Result<Self, Problem> {
        Ok(Self(body(request).await?))
    }
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Reason> {
    // The library also fills a struct from an array, member by member; no document of ours says so.
    let first = bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    if first != Some(&b'{') {
        return Err(Reason::MalformedBody);
    }
    serde_json::from_slice(bytes).map_err(|error| reason(&error))
}

/// The library tells an unknown member by its text only.
fn reason(error: &serde_json::Error) -> Reason {
    let unknown = error.is_data() && error.to_string().starts_with("unknown field");
    if unknown { Reason::UnknownMember } else { Reason::MalformedBody }
}

pub(crate) async fn body(request: Request<Body>) -> Result<Bytes, Reason> {
    if !is_json(request.headers()) {
        return Err(Reason::UnsupportedMediaType);
    }
    bytes(request).await
}

/// The body, whatever it is.
pub(crate) async fn bytes(request: Request<Body>) -> Result<Bytes, Reason> {
    let headers = request.headers();
    // A body that says it is too long is not read at all.
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST) {
        return Err(Reason::BodyTooLarge);
    }
    match tokio::time::timeout(PATIENCE, Limited::new(request.into_body(), LARGEST).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Reason::BodyTooLarge),
        Ok(Err(_)) | Err(_) => Err(Reason::MalformedBody),
    }
}

/// `application/json`, with or without a charset. A form or `text/plain` needs no preflight, so it is refused (csrf/text-plain-json).
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split_once(';').map_or(kind, |(essence, _)| essence);
    essence.trim_end().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ask {
        identifier: Option<String>,
    }

    fn refusal(text: &str) -> Reason {
        read::<Ask>(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn only_an_object_is_a_body() {
        for text in [r#"["ada"]"#, r#" ["ada", null]"#, "[]", "null", "\"ada\"", "1", "", " ", "\u{b}{}"] {
            assert_eq!(refusal(text), Reason::MalformedBody, "{text}");
        }
        assert_eq!(read::<Ask>(b"\r\n\t {\"identifier\":\"ada\"} ").unwrap().identifier.as_deref(), Some("ada"));
        assert_eq!(read::<Ask>(b"{}").unwrap().identifier, None);
    }

    #[test]
    fn an_unknown_member_is_told_from_bad_json() {
        assert_eq!(refusal(r#"{"identifier":"a","extra":1}"#), Reason::UnknownMember);
        assert_eq!(refusal(r#"{"identifier":1}"#), Reason::MalformedBody);
        assert_eq!(refusal(r#"{"identifier":"unknown field"#), Reason::MalformedBody);
        assert_eq!(refusal(r#"{"identifier":"a","identifier":"b"}"#), Reason::MalformedBody);
    }

    #[test]
    fn only_json_is_json() {
        let is = |kind: &str| is_json(&HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]));
        assert!(is("application/json") && is("Application/JSON; charset=utf-8"));
        assert!(!is("text/plain") && !is("application/json5") && !is("application/x-www-form-urlencoded") && !is(""));
        assert!(!is_json(&HeaderMap::new()));
    }
}
