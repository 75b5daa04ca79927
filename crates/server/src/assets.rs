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

/// A page's script: what all have in common, its own, and the beginning.
macro_rules! script {
    ($path:literal, $($own:literal),+) => {
        Asset {
            path: $path,
            kind: HeaderValue::from_static("text/javascript; charset=utf-8"),
            source: concat!(
                include_str!("../assets/script/core.js"),
                $(include_str!($own),)+
                include_str!("../assets/script/start.js")
            ),
        }
    };
}

static SOURCES: [Asset; 9] = [
    Asset {
        path: "/assets/mark.svg",
        kind: HeaderValue::from_static("image/svg+xml"),
        source: include_str!("../assets/mark.svg"),
    },
    Asset {
        path: "/assets/style.css",
        kind: HeaderValue::from_static("text/css; charset=utf-8"),
        source: include_str!("../assets/style.css"),
    },
    Asset {
        path: "/assets/steps.css",
        kind: HeaderValue::from_static("text/css; charset=utf-8"),
        source: include_str!("../assets/steps.css"),
    },
    Asset {
        path: "/assets/help.css",
        kind: HeaderValue::from_static("text/css; charset=utf-8"),
        source: include_str!("../assets/help.css"),
    },
    Asset {
        path: "/assets/help.js",
        kind: HeaderValue::from_static("text/javascript; charset=utf-8"),
        source: include_str!("../assets/script/help.js"),
    },
    script!("/assets/sign-in.js", "../assets/script/place.js", "../assets/script/sign_in.js"),
    script!(
        "/assets/security.js",
        "../assets/script/time.js",
        "../assets/script/confirm.js",
        "../assets/script/security.js"
    ),
    script!(
        "/assets/account.js",
        "../assets/script/time.js",
        "../assets/script/confirm.js",
        "../assets/script/account.js"
    ),
    script!(
        "/assets/register.js",
        "../assets/script/time.js",
        "../assets/script/confirm.js",
        "../assets/script/place.js",
        "../assets/script/account.js",
        "../assets/script/register.js"
    ),
];

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What is sent, and its version: one for all, because they are made for each other.
struct Served {
    texts: Vec<Bytes>,
    version: String,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let texts: Vec<Bytes> = SOURCES.iter().map(|asset| Bytes::from(asset.lean())).collect();
    let mut context = Context::new(&SHA256);
    for text in &texts {
        context.update(text);
    }
    let mut version = URL_SAFE_NO_PAD.encode(context.finish());
    version.truncate(12);
    Served { texts, version }
});

impl Asset {
    fn lean(&self) -> String {
        let text = lean(self.source);
        tight(&text, if self.kind.as_bytes().starts_with(b"text/css") { &PAIRS } else { &SCRIPT_PAIRS })
    }
}

/// What stands between the parts of a style, and what is enough.
const PAIRS: [(&str, &str); 19] = [
    (" {", "{"),
    ("{ ", "{"),
    ("; ", ";"),
    (": ", ":"),
    (" }", "}"),
    (", ", ","),
    (" > ", ">"),
    (";\n", ";"),
    ("{\n", "{"),
    ("}\n", "}"),
    (";}", "}"),
    // The names that are said most often, and by nobody else.
    ("--step-", "--s"),
    ("--accent", "--a"),
    ("--quiet", "--q"),
    ("--surface", "--f"),
    ("--round", "--r"),
    ("--small", "--m"),
    ("--alarm", "--l"),
    ("--line", "--n"),
];

/// The same in a script. A line that ends otherwise stays one: scripts may leave their semicolons away.
const SCRIPT_PAIRS: [(&str, &str); 18] = [
    (" => ", "=>"),
    (" === ", "==="),
    (" = ", "="),
    (" && ", "&&"),
    (" || ", "||"),
    (" ?? ", "??"),
    (" ? ", "?"),
    (" : ", ":"),
    (": ", ":"),
    (", ", ","),
    ("{ ", "{"),
    (" }", "}"),
    (") {", "){"),
    (";\n", ";"),
    ("{\n", "{"),
    (",\n", ","),
    (" !== ", "!=="),
    (" < ", "<"),
];

/// A source without the blanks that only its readers need. No text in ours holds one of these pairs.
fn tight(source: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(source.to_owned(), |text, (pair, instead)| text.replace(pair, instead))
}

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

/// What a browser loads beside this page: the files that it names.
#[cfg(test)]
pub(crate) fn weight(html: &str) -> usize {
    let named = SOURCES.iter().zip(&SERVED.texts).filter(|(asset, _)| html.contains(asset.path));
    named.map(|(_, text)| text.len()).sum()
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

    #[test]
    fn a_style_loses_blanks_between_its_parts_only() {
        let style = "@media (max-width: 40rem) {\n.a .b > c, d:not(.e) { margin: 0 auto; color: red }\n}\n";
        assert_eq!(tight(style, &PAIRS), "@media (max-width:40rem){.a .b>c,d:not(.e){margin:0 auto;color:red}}");
        // Blanks in quotes would go, too.
        for text in include_str!("../assets/style.css").split('"').skip(1).step_by(2) {
            assert!(PAIRS.iter().all(|(pair, _)| !text.contains(pair)), "{text:?}");
        }
    }

    #[test]
    fn a_script_loses_blanks_outside_of_its_texts_only() {
        let script = "const a = ({ b, c }) => (b ? c : b);";
        assert_eq!(tight(script, &SCRIPT_PAIRS), "const a=({b,c})=>(b?c:b);");
        for asset in SOURCES.iter().filter(|asset| !asset.path.contains("style")) {
            // Within a line, what stands at odd places between quotes is text.
            for line in lean(asset.source).lines() {
                assert!(
                    !line.contains("; //") && !line.contains("{ //") && !line.contains(", //"),
                    "{}: what follows would be comment",
                    asset.path
                );
                for text in line.split('"').skip(1).step_by(2).chain(line.split('`').skip(1).step_by(2)) {
                    let is_text = |pair: &str| text.contains(pair) && !text.contains("${");
                    assert!(SCRIPT_PAIRS.iter().all(|(pair, _)| !is_text(pair)), "{}: {text:?}", asset.path);
                }
            }
        }
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
