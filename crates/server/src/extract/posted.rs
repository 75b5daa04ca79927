//! Bodies that a page's form sends as well as a program: JSON, or `application/x-www-form-urlencoded`, so that the steps of a journey work
//! without a script. The proof against cross-site requests is the same for both.

use super::json;
use crate::front::Server;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Request};
use domain::Reason;
use serde::de::DeserializeOwned;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Posted<T> {
    pub(crate) body: T,
    /// Whether a form sent it, so that the answer is the next page.
    pub(crate) by_form: bool,
}

impl<T: DeserializeOwned> FromRequest<Arc<Server>> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, _: &Arc<Server>) -> Result<Self, Problem> {
        if !is_form(request.headers()) {
            let bytes = json::body(request).await?;
            return Ok(Self { body: json::read(&bytes)?, by_form: false });
        }
        let bytes = json::bytes(request).await?;
        let body = serde_urlencoded::from_bytes(&bytes).map_err(|_| Reason::MalformedBody)?;
        Ok(Self { body, by_form: true })
    }
}

pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split_once(';').map_or(kind, |(essence, _)| essence);
    essence.trim_end().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
