//! An answer, read whole.

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// The body; null where there is none or it is no JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self.json()
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["error_code"].as_str().unwrap_or_default().to_owned())
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.refusal(), (status, code.to_owned()), "{}", self.text);
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect()
    }

    /// The whole answer, byte for byte, but for the reference code and the trace id.
    pub(crate) fn but_reference(&self) -> (u16, HeaderMap, String) {
        let reference = self.json()["reference"].as_str().unwrap().to_owned();
        let mut headers = self.headers.clone();
        // Drawn for each request.
        headers.remove("x-trace-id");
        (self.status.as_u16(), headers, self.text.replace(&reference, "[reference]"))
    }

    /// Status and body with what differs each time left out, to be compared as a whole.
    pub(crate) fn shown(&self) -> String {
        let mut body = self.json();
        for name in
            ["reference", "user_id", "session_token", "expires_at", "authenticated_at", "server_time", "signals"]
        {
            if let Some(value) = body.get_mut(name) {
                *value = format!("[{name}]").into();
            }
        }
        format!("{}\n{}", self.status, serde_json::to_string_pretty(&sorted(body)).unwrap())
    }
}

/// In the order of the names, whatever order the JSON library keeps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.into_iter().collect();
            Value::Object(members.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        other => other,
    }
}
