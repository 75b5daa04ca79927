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
    source: &'static str,
}

static SOURCES: [Asset; 2] = [
    Asset {
        path: "/assets/style.css",
        kind: HeaderValue::from_static("text/css; charset=utf-8"),
        source: include_str!("../assets/style.css"),
    },
    Asset {
        path: "/assets/keystead.js",
        kind: HeaderValue::from_static("text/javascript; charset=utf-8"),
        source: include_str!("../assets/keystead.js"),
    },
];

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What is sent, and its version: one for all, because they are made for each other.
struct Served {
    texts: Vec<Bytes>,
    version: String,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let texts: Vec<Bytes> = SOURCES.iter().map(|asset| Bytes::from(lean(asset.source))).collect();
    let mut context = Context::new(&SHA256);
    for text in &texts {
        context.update(text);
    }
    let mut version = URL_SAFE_NO_PAD.encode(context.finish());
    version.truncate(12);
    Served { texts, version }
});

/// Without indentation and whole-line comments. No text in the sources spans lines, so no meaning is lost.
fn lean(source: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let mut text = String::with_capacity(source.len());
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What a browser loads beside the page.
#[cfg(test)]
pub(crate) fn weight() -> usize {
    SERVED.texts.iter().map(Bytes::len).sum()
}

pub(crate) fn version() -> &'static str {
    &SERVED.version
}

pub(crate) fn find(path: &str, query: Option<&str>, asked: &HeaderMap) -> Option<Response> {
    let (asset, text) = SOURCES.iter().zip(&SERVED.texts).find(|(asset, _)| asset.path == path)?;
    let tag = format!("\"{}\"", version());
    let is_known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let is_current = query.and_then(|query| query.strip_prefix("v=")) == Some(version());
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(text.clone())) };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, asset.kind.clone());
    headers.insert(CACHE_CONTROL, if is_current { FOR_EVER } else { ASK_AGAIN });
    // base64url always makes a header value.
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leanness_takes_indentation_and_comments_only() {
        assert_eq!(lean("// a\n\n  /** b */\n  c(\"// d\"); // e\n"), "c(\"// d\"); // e\n");
    }

    // Its lines would lose their indentation.
    #[test]
    fn the_sources_have_no_text_over_several_lines() {
        for asset in &SOURCES {
            for line in asset.source.lines() {
                assert_eq!(line.matches('`').count() % 2, 0, "{}: {line}", asset.path);
            }
        }
    }
}
