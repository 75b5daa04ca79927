//! Style and script of the pages, compiled in. Asked for under their version they may be kept for ever; they hold nothing of anybody.

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::LazyLock;

struct Asset {
    path: &'static str,
    kind: HeaderValue,
    text: &'static str,
}

static ASSETS: [Asset; 2] = [
    Asset {
        path: "/assets/style.css",
        kind: HeaderValue::from_static("text/css; charset=utf-8"),
        text: include_str!("../assets/style.css"),
    },
    Asset {
        path: "/assets/keystead.js",
        kind: HeaderValue::from_static("text/javascript; charset=utf-8"),
        text: include_str!("../assets/keystead.js"),
    },
];

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// One version for all: they are made for each other.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut context = Context::new(&SHA256);
    for asset in &ASSETS {
        context.update(asset.text.as_bytes());
    }
    let mut version = URL_SAFE_NO_PAD.encode(context.finish());
    version.truncate(12);
    version
});

pub(crate) fn version() -> &'static str {
    &VERSION
}

pub(crate) fn find(path: &str, query: Option<&str>, asked: &HeaderMap) -> Option<Response> {
    let asset = ASSETS.iter().find(|asset| asset.path == path)?;
    let tag = format!("\"{}\"", version());
    let is_known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let is_current = query.and_then(|query| query.strip_prefix("v=")) == Some(version());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(Bytes::from_static(asset.text.as_bytes())))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, asset.kind.clone());
    headers.insert(CACHE_CONTROL, if is_current { FOR_EVER } else { ASK_AGAIN });
    // base64url always makes a header value.
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    Some(response)
}
