//! Style and scripts of the pages, compiled in: a script is a module of its own, served once and shared by the pages. Asked for under their
//! version they may be kept for ever; they hold nothing of anybody.

pub(crate) mod icons;
mod lean;
mod modules;

use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;
use aws_lc_rs::digest::{Context, SHA256, digest};
use axum::body::{Body, Bytes};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::LazyLock;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    Style,
    Script,
}

struct Asset {
    path: &'static str,
    kind: Kind,
    source: &'static str,
}

const fn picture(path: &'static str, source: &'static str) -> Asset {
    Asset { path, kind: Kind::Picture, source }
}

const fn style(path: &'static str, source: &'static str) -> Asset {
    Asset { path, kind: Kind::Style, source }
}

const fn script(path: &'static str, source: &'static str) -> Asset {
    Asset { path, kind: Kind::Script, source }
}

static SOURCES: [Asset; 34] = [
    picture("/assets/mark.svg", include_str!("../assets/mark.svg")),
    style("/assets/style.css", include_str!("../assets/style.css")),
    style("/assets/sidebar.css", include_str!("../assets/sidebar.css")),
    style("/assets/steps.css", include_str!("../assets/steps.css")),
    style("/assets/help.css", include_str!("../assets/help.css")),
    style("/assets/console.css", include_str!("../assets/console.css")),
    script("/assets/keystead.js", include_str!("../assets/script/keystead.js")),
    script("/assets/page.js", include_str!("../assets/script/page.js")),
    script("/assets/copy.js", include_str!("../assets/script/copy.js")),
    script("/assets/trace.js", include_str!("../assets/script/trace.js")),
    script("/assets/member.js", include_str!("../assets/script/member.js")),
    script("/assets/confirm.js", include_str!("../assets/script/confirm.js")),
    script("/assets/names.js", include_str!("../assets/script/names.js")),
    script("/assets/place.js", include_str!("../assets/script/place.js")),
    script("/assets/sign-in.js", include_str!("../assets/script/sign_in.js")),
    script("/assets/security.js", include_str!("../assets/script/security.js")),
    script("/assets/list.js", include_str!("../assets/script/list.js")),
    script("/assets/passkey.js", include_str!("../assets/script/passkey.js")),
    script("/assets/suggestion.js", include_str!("../assets/script/suggestion.js")),
    script("/assets/idle.js", include_str!("../assets/script/idle.js")),
    script("/assets/asks.js", include_str!("../assets/script/asks.js")),
    script("/assets/account.js", include_str!("../assets/script/account.js")),
    script("/assets/approval.js", include_str!("../assets/script/approval.js")),
    script("/assets/register.js", include_str!("../assets/script/register.js")),
    script("/assets/components.js", include_str!("../assets/script/components.js")),
    script("/assets/hand-over.js", include_str!("../assets/script/hand_over.js")),
    script("/assets/help.js", include_str!("../assets/script/help.js")),
    script("/assets/console.js", include_str!("../assets/script/console.js")),
    script("/assets/once.js", include_str!("../assets/script/once.js")),
    script("/assets/settings.js", include_str!("../assets/script/settings.js")),
    script("/assets/desk.js", include_str!("../assets/script/desk.js")),
    script("/assets/branding.js", include_str!("../assets/script/branding.js")),
    script("/assets/list-file.js", include_str!("../assets/script/list_file.js")),
    script("/assets/review.js", include_str!("../assets/script/review.js")),
];

/// The modules that pages of other origins load. They are the same for everybody and hold nothing of anybody, so any origin may.
const FOR_OTHER_SITES: [&str; 2] = ["/assets/keystead.js", "/assets/components.js"];
const ANY: HeaderValue = HeaderValue::from_static("*");

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What is sent, and its version: one for all, because they are made for each other.
struct Served {
    texts: Vec<Bytes>,
    version: String,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let texts: Vec<String> = SOURCES.iter().map(Asset::lean).collect();
    let mut context = Context::new(&SHA256);
    for text in &texts {
        context.update(text.as_bytes());
    }
    let mut version = URL_SAFE_NO_PAD.encode(context.finish());
    version.truncate(12);
    let sent = |(asset, text): (&Asset, String)| {
        if asset.is_script() { modules::with_version(&text, &version) } else { text }
    };
    let texts = SOURCES.iter().zip(texts).map(|pair| Bytes::from(sent(pair))).collect();
    Served { texts, version }
});

impl Asset {
    fn is_script(&self) -> bool {
        self.kind == Kind::Script
    }

    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static(match self.kind {
            Kind::Picture => "image/svg+xml",
            Kind::Style => "text/css; charset=utf-8",
            Kind::Script => "text/javascript; charset=utf-8",
        })
    }

    fn lean(&self) -> String {
        match self.kind {
            Kind::Picture => self.source.to_owned(),
            Kind::Style => lean::style(self.source),
            Kind::Script => lean::script(self.source),
        }
    }
}

/// What each script imports, and what that imports: all that must be there before it can begin.
static IMPORTED: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| SOURCES.iter().map(imported).collect());

fn imported(asset: &Asset) -> Vec<&'static str> {
    let mut found: Vec<&'static Asset> = Vec::new();
    let mut next: Vec<_> = modules::imports(asset.source).filter_map(by_name).collect();
    while let Some(part) = next.pop() {
        if found.iter().all(|other| other.path != part.path) {
            found.push(part);
            next.extend(modules::imports(part.source).filter_map(by_name));
        }
    }
    found.iter().map(|part| part.path).collect()
}

fn by_name(name: &str) -> Option<&'static Asset> {
    SOURCES.iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(name))
}

/// The modules that the one of this name waits for: a page names them too, so that a browser asks for all at once.
pub(crate) fn imported_by(name: &str) -> &'static [&'static str] {
    let path = format!("/assets/{name}.js");
    let found = SOURCES.iter().zip(&*IMPORTED).find(|(asset, _)| asset.path == path);
    found.map_or(&[], |(_, parts)| parts)
}

/// What the list of passkeys loads before anybody taps, by what stands on such a page. A browser is asked in `look.rs` of the browser tests.
#[cfg(test)]
const BY_THEMSELVES: [(&str, &str); 2] =
    [(" data-suggestion ", "/assets/suggestion.js"), ("\"confirm\":true", "/assets/confirm.js")];

/// What a browser loads beside this page until somebody taps: the files that it names, what its script then loads by itself, and all that these
/// import.
#[cfg(test)]
pub(crate) fn weight(html: &str) -> usize {
    let is_loaded = |asset: &&Asset| {
        let is_awaited = |(mark, path): &(&str, &str)| *path == asset.path && html.contains(mark);
        html.contains(asset.path) || BY_THEMSELVES.iter().any(is_awaited)
    };
    let named = SOURCES.iter().filter(is_loaded);
    let paths: std::collections::BTreeSet<_> =
        named.flat_map(|asset| imported(asset).into_iter().chain([asset.path])).collect();
    paths.into_iter().map(|path| sent(path).len()).sum()
}

#[cfg(test)]
fn sent(path: &str) -> &'static [u8] {
    SOURCES.iter().zip(&SERVED.texts).find(|(asset, _)| asset.path == path).unwrap().1
}

/// The sources of all scripts.
#[cfg(test)]
pub(crate) fn scripts() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().filter(|asset| asset.is_script()).map(|asset| asset.source)
}

/// What the pages of whoever is not signed in have within them.
pub(crate) fn entrance() -> &'static str {
    static LEAN: LazyLock<String> = LazyLock::new(|| lean::style(include_str!("../assets/entrance.css")));
    &LEAN
}

/// A style that is a page's own, in the words of the one that all share.
pub(crate) fn lean_style(text: &str) -> String {
    lean::style(text)
}

/// By which something that is kept for ever is told from what stood at its place before.
pub(crate) fn mark_of(text: &str) -> String {
    let mut mark = URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()));
    mark.truncate(12);
    mark
}

pub(crate) fn version() -> &'static str {
    &SERVED.version
}

pub(crate) fn find(path: &str, query: Option<&str>, asked: &HeaderMap) -> Option<Response> {
    let found = SOURCES.iter().zip(&SERVED.texts).find(|(asset, _)| asset.path == path);
    let Some((asset, text)) = found else { return icons::find(path) };
    let tag = format!("\"{}\"", version());
    let is_known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let is_current = query.and_then(|query| query.strip_prefix("v=")) == Some(version());
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(text.clone())) };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, asset.content_type());
    if FOR_OTHER_SITES.contains(&path) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    headers.insert(CACHE_CONTROL, if is_current { FOR_EVER } else { ASK_AGAIN });
    // base64url always makes a header value.
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    Some(response)
}

#[cfg(test)]
mod tests;
