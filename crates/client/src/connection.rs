//! How calls travel: an operation with its names filled in, a token, a body. It holds no secret, follows the description, and never calls again
//! by itself.

use crate::error::{Error, Refusal};
use crate::operations::Operation;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderValue, RETRY_AFTER};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a segment of an address may hold as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Debug, Clone)]
pub(crate) struct Connection {
    http: reqwest::Client,
    origin: String,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    /// In the order of the address.
    pub(crate) names: &'a [&'a str],
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    None,
    Json(Vec<u8>),
    Form(String),
}

impl Body {
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Error> {
        serde_json::to_vec(value).map(Self::Json).map_err(Error::Body)
    }
}

/// A success.
#[derive(Debug)]
pub(crate) struct Reply {
    status: reqwest::StatusCode,
    pub(crate) etag: Option<String>,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|source| Error::Undescribed { status: self.status, source })
    }
}

impl Connection {
    pub(crate) fn new(http: reqwest::Client, origin: &str) -> Self {
        Self { http, origin: origin.trim_end_matches('/').to_owned() }
    }

    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Reply, Error> {
        let path = filled(call.operation.path, call.names).ok_or(Error::Name)?;
        let url = format!("{}{path}{}", self.origin, call.query);
        let mut request = self.http.request(call.operation.method.clone(), url).header(ACCEPT, JSON);
        if let Some(value) = call.authorization {
            request = request.header(AUTHORIZATION, value);
        }
        request = match call.body {
            Body::None => request,
            Body::Json(bytes) => request.header(CONTENT_TYPE, JSON).body(bytes),
            Body::Form(text) => request.header(CONTENT_TYPE, FORM).body(text),
        };
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        let body = response.bytes().await?.to_vec();
        if status.is_success() {
            return Ok(Reply { status, etag: headers.get(ETAG).and_then(text), body });
        }
        let retry_after = headers.get(RETRY_AFTER).and_then(text).and_then(|seconds| seconds.parse().ok());
        let refusal = Refusal::read(status, retry_after, &body);
        Err(refusal
            .map_or_else(|source| Error::Undescribed { status, source }, |refusal| Error::Refused(Box::new(refusal))))
    }
}

/// A path with its names filled in, each escaped. None where one would lead to another address: nothing escapes dots.
fn filled(path: &str, names: &[&str]) -> Option<String> {
    let mut names = names.iter();
    let segments = path.split('/').map(|segment| {
        if !segment.starts_with('{') {
            return Some(segment.to_owned());
        }
        let name = names.next().filter(|name| !matches!(**name, "" | "." | ".."))?;
        Some(utf8_percent_encode(name, PLAIN).to_string())
    });
    Some(segments.collect::<Option<Vec<_>>>()?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // An id may come from anywhere: none leads to another address.
    #[test]
    fn names_cannot_leave_their_segment() {
        let path = "/{tenant}/system/users/{user}";
        assert_eq!(filled(path, &["acme", "42"]).as_deref(), Some("/acme/system/users/42"));
        let hostile = filled(path, &["acme", "../x?y#z/é"]);
        assert_eq!(hostile.as_deref(), Some("/acme/system/users/..%2Fx%3Fy%23z%2F%C3%A9"));
        for name in ["", ".", ".."] {
            assert_eq!(filled(path, &["acme", name]), None);
        }
    }
}
