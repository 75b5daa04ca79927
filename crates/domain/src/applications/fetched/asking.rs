//! Asking an application's server for what it publishes. It follows nobody elsewhere, and reads nothing that is not JSON or too large; whose address
//! it is decides how far the question may go.

use super::NotFetched;
use crate::app::App;
use crate::outgoing::HttpRequest;
use openidconnect::http::StatusCode;
use openidconnect::http::header::{ACCEPT, AGE, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use openidconnect::url::Url;
use serde_json::Value;

/// No sooner is one asked again, and no later.
const SHORTEST_S: i64 = 5 * 60;
const USUAL_S: i64 = 60 * 60;
const LONGEST_S: i64 = 24 * 60 * 60;
/// A document of an application, or some keys: both are far smaller.
pub(super) const LARGEST: usize = 16 * 1024;

/// Who has named an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// Somebody who registered an application here.
    Us,
    /// Anybody.
    Stranger,
}

/// What stands there, and for how many seconds.
pub(super) async fn fetch(app: &App, by: NamedBy, url: &Url) -> Result<(Value, i64), NotFetched> {
    let mut request = HttpRequest::new(Vec::new());
    *request.uri_mut() = url.as_str().parse().map_err(|_| NotFetched::Address)?;
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = match by {
        NamedBy::Us => app.outgoing().send(request).await?,
        NamedBy::Stranger => app.outgoing().send_to_stranger(request).await?,
    };
    // A redirect is no answer: it could lead anywhere.
    if answer.status() != StatusCode::OK {
        return Err(NotFetched::Status(answer.status().as_u16()));
    }
    if !is_json(answer.headers()) {
        return Err(NotFetched::NotJson(None));
    }
    if answer.body().len() > LARGEST {
        return Err(NotFetched::Large);
    }
    let value = serde_json::from_slice(answer.body()).map_err(|error| NotFetched::NotJson(Some(error)))?;
    Ok((value, seconds(answer.headers())))
}

/// `application/json`, or a type that is written in it.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// How long an answer may be kept (RFC 9111), within bounds.
fn seconds(headers: &HeaderMap) -> i64 {
    let control = headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let words: Vec<_> = control.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
    if words.iter().any(|word| matches!(word.as_str(), "no-store" | "no-cache")) {
        return SHORTEST_S;
    }
    let age = headers.get(AGE).and_then(|value| value.to_str().ok()?.parse::<i64>().ok()).unwrap_or_default();
    let most = words.iter().find_map(|word| word.strip_prefix("max-age=")?.trim_matches('"').parse::<i64>().ok());
    most.map_or(USUAL_S, |most| most.saturating_sub(age.max(0))).clamp(SHORTEST_S, LONGEST_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn what_its_server_says_holds_within_bounds() {
        for (control, age, expected) in [
            ("", "", USUAL_S),
            ("max-age=600", "", 600),
            ("public, max-age=7200", "3600", 3600),
            ("max-age=1", "", SHORTEST_S),
            ("max-age=99999999", "", LONGEST_S),
            ("max-age=-5", "", SHORTEST_S),
            ("no-store", "", SHORTEST_S),
            ("max-age=7200, no-cache", "", SHORTEST_S),
            ("nonsense", "x", USUAL_S),
        ] {
            assert_eq!(seconds(&headers(&[("cache-control", control), ("age", age)])), expected, "{control}");
        }
        assert_eq!(seconds(&HeaderMap::new()), USUAL_S);
    }

    #[test]
    fn only_json_is_read() {
        for (kind, is_taken) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/jwk-set+json", true),
            ("text/html", false),
            ("text/json", false),
            ("", false),
        ] {
            assert_eq!(is_json(&headers(&[("content-type", kind)])), is_taken, "{kind}");
        }
    }
}
