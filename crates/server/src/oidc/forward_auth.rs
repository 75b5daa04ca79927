//! What a reverse proxy asks before each request for an application that knows no standard (ADR 26): may it pass, and as whom? Whatever it says of
//! the request is believed only where the proxy is one of ours. What we answer beside "yes" is meant for the browser, at the application's host.

use super::AtIssuer;
use crate::extract::cookies::CookieName;
use crate::extract::seen::{Seen, is_trusted};
use crate::extract::signed_in::presence;
use crate::front::Server;
use crate::problem::{BEARER, Problem, Told};
use axum::Extension;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Reason;
use domain::applications::forward_auth::{self, Asked, Decision, Identity, START_S, TICKET_S, Why};
use domain::oauth::claims::ACR_VALUES;
use domain::session::Presence;
use std::borrow::Cow;
use std::sync::Arc;

const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
const METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// How many groups a rule may name.
const MOST_GROUPS: usize = 32;

/// What the proxy says of a request.
struct Forwarded {
    https: bool,
    origin: String,
    uri: String,
    is_navigation: bool,
}

/// What stands in the address that the proxy is set up with.
#[derive(Default)]
struct Rule {
    acr: Option<String>,
    groups: Vec<String>,
    /// For proxies that take no redirect from us (nginx).
    is_told_only: bool,
}

/// Says whether a request may pass a proxy, and as whom
///
/// For Traefik's `ForwardAuth`, Caddy's `forward_auth` and nginx's `auth_request`, from `trusted_proxies` only. The request is described by
/// `X-Forwarded-Proto`, `-Host`, `-Uri` and `-Method`, and comes with its own cookies.
#[utoipa::path(get, operation_id = "forward_auth", path = "/{tenant}/{workspace}/forward-auth", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path),
        ("acr" = Option<String>, Query, description = "The class of sign-in that is asked for: `sfa`, `mfa`, `phr` or `phrh`"),
        ("group" = Option<String>, Query, description = "The member must be in it; several times: in one of them"),
        ("redirect" = Option<String>, Query, description = "`no`: 401 in the place of a redirect")),
    responses(super::NoIssuer,
        (status = 200, description = "It passes: `Remote-User`, `Remote-Subject`, `Remote-Name`, `Remote-Email`, `Remote-Groups`, `Remote-Acr`, `Remote-Auth-Time`"),
        (status = 303, description = "To the sign-in, or back from there"),
        (status = 401, description = "Not signed in, and no page is being opened", body = String, content_type = "text/plain"),
        (status = 403, description = "Never; or the question has a parameter that is unknown or stands twice", body = String, content_type = "text/plain")))]
pub(crate) async fn decide(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    Extension(seen): Extension<Arc<Seen>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let door = issuer.door.clone().ok_or(Reason::UnknownAddress)?;
    if !is_trusted(seen.peer, &server.trusted_proxies) {
        tracing::warn!(peer = %seen.peer, "a decision was asked for by a machine that is not among trusted_proxies");
        return Ok(told(StatusCode::FORBIDDEN, "This machine is not among trusted_proxies."));
    }
    let Some(forwarded) = forwarded(&headers) else {
        return Ok(told(StatusCode::FORBIDDEN, "X-Forwarded-Proto, -Host and -Uri must each be there once."));
    };
    let rule = match rule(uri.query().unwrap_or_default()) {
        Ok(rule) => rule,
        Err(name) => {
            let text = format!("The question's parameter {name:?} is unknown, stands too often or has no such value.");
            return Ok(told(StatusCode::FORBIDDEN, text));
        }
    };
    let names =
        Names { ticket: CookieName::proxy(forwarded.https, &door), way: CookieName::proxy_way(forwarded.https, &door) };
    let asked = Asked {
        origin: &forwarded.origin,
        uri: &forwarded.uri,
        is_navigation: forwarded.is_navigation,
        ticket: names.ticket.find(&headers),
        start: names.way.find(&headers),
        acr: rule.acr.as_deref(),
        groups: &rule.groups,
    };
    let decision = forward_auth::decide(&server.app, &issuer, asked).await?;
    let mut response = answer(decision, &names, &rule);
    if response.status() == StatusCode::UNAUTHORIZED && !forward_auth::is_forged(&server.app, &issuer, asked) {
        // Pages that stand open ask on and on after their session has ended: that is no guess, so it costs what any question costs.
        response.extensions_mut().insert(Told(StatusCode::OK));
    }
    Ok(response)
}

struct Names<'a> {
    ticket: CookieName<'a>,
    way: CookieName<'a>,
}

fn answer(decision: Decision, names: &Names<'_>, rule: &Rule) -> Response {
    match decision {
        Decision::Pass(identity) => pass(&identity),
        Decision::Unauthorized => not_signed_in(),
        Decision::SignIn { .. } if rule.is_told_only => not_signed_in(),
        Decision::SignIn { location, start } => {
            let mut response = Redirect::to(&location).into_response();
            names.way.set(response.headers_mut(), &start, Some(START_S));
            response
        }
        Decision::Enter { location, ticket } => {
            let mut response = Redirect::to(&location).into_response();
            names.ticket.set(response.headers_mut(), &ticket, Some(TICKET_S));
            response
        }
        Decision::Forbidden(why) => told(
            StatusCode::FORBIDDEN,
            match why {
                Why::UnknownOrigin => "No application is registered for this address.",
                Why::NotInGroup => "Your account is not among those that this application is for.",
                Why::NotSignedIn => "The sign-in was not completed. Open the address once more.",
            },
        ),
    }
}

/// All of them, each time: one that is empty takes the place of what a client has made up.
fn pass(identity: &Identity) -> Response {
    let at = identity.authenticated_at_s.to_string();
    let said = [
        ("remote-user", &identity.user),
        ("remote-subject", &identity.subject),
        ("remote-name", &identity.name),
        ("remote-email", &identity.email),
        ("remote-groups", &identity.groups),
        ("remote-acr", &identity.acr),
        ("remote-auth-time", &at),
    ];
    let mut response = StatusCode::OK.into_response();
    for (name, value) in said {
        // In UTF-8; what a header cannot hold was left out before.
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static(""));
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}

/// With a challenge that browsers ask nobody about (RFC 9110, 15.5.2).
fn not_signed_in() -> Response {
    let mut response = told(StatusCode::UNAUTHORIZED, "Not signed in.");
    response.headers_mut().insert(WWW_AUTHENTICATE, BEARER);
    response
}

fn told(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Response {
    (status, [(CONTENT_TYPE, TEXT)], text.into()).into_response()
}

/// Each once: of two, somebody else wrote one.
fn forwarded(headers: &HeaderMap) -> Option<Forwarded> {
    let one = |name: &HeaderName| {
        let mut values = headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        value.to_str().ok().filter(|value| !value.contains(','))
    };
    let https = match one(&PROTO)? {
        "https" | "wss" => true,
        "http" | "ws" => false,
        _ => return None,
    };
    let host = one(&HOST)?.to_ascii_lowercase();
    let host = host.strip_suffix(if https { ":443" } else { ":80" }).unwrap_or(&host);
    let origin = format!("{}://{host}", if https { "https" } else { "http" });
    // A comma may stand in an address.
    let mut uris = headers.get_all(&URI).iter();
    let uri = uris.next().filter(|_| uris.next().is_none())?.to_str().ok().filter(|uri| uri.starts_with('/'))?;
    let is_read = !headers.contains_key(&METHOD) || matches!(one(&METHOD), Some("GET" | "HEAD"));
    let opens = match one(&FETCH_MODE) {
        Some(mode) => mode == "navigate",
        None => {
            headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
        }
    };
    let is_now = presence(headers) == Presence::AtWork;
    Some(Forwarded { https, origin, uri: uri.to_owned(), is_navigation: is_read && opens && is_now })
}

/// Or the name of a parameter that is not understood: a rule that was mistyped must not let everybody in, and a class that nobody can reach must not
/// send members round in circles.
fn rule(query: &str) -> Result<Rule, String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| query.to_owned())?;
    let mut rule = Rule::default();
    for (name, value) in pairs {
        match name.as_str() {
            "acr" if rule.acr.is_none() && ACR_VALUES.contains(&value.as_str()) => rule.acr = Some(value),
            "group" if rule.groups.len() < MOST_GROUPS => rule.groups.push(value),
            "redirect" if !rule.is_told_only && value == "no" => rule.is_told_only = true,
            _ => return Err(name),
        }
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(lines: &[(&'static str, &str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        forwarded(&headers).map(|forwarded| forwarded.origin)
    }

    #[test]
    fn a_rule_is_understood_or_refused() {
        let right = rule("acr=phr&group=Editors&group=x%2Cy&redirect=no").ok().unwrap();
        assert_eq!((right.acr.as_deref(), right.groups.len(), right.is_told_only), (Some("phr"), 2, true));
        assert!(rule("").is_ok());
        for (query, name) in [
            ("groups=Editors", "groups"),
            ("acr=phr&Group=Editors", "Group"),
            ("acr_values=phr", "acr_values"),
            ("acr=phr&acr=mfa", "acr"),
            ("acr=", "acr"),
            ("acr=PHR", "acr"),
            ("acr=phr+mfa", "acr"),
            ("acr=urn:other", "acr"),
            ("redirect=no&redirect=no", "redirect"),
            ("redirect=No", "redirect"),
        ] {
            assert_eq!(rule(query).err().as_deref(), Some(name), "{query}");
        }
        assert_eq!(rule(&"group=x&".repeat(MOST_GROUPS + 1)).err().as_deref(), Some("group"));
    }

    #[test]
    fn each_line_of_a_proxy_stands_once() {
        let (proto, uri) = (("x-forwarded-proto", "https"), ("x-forwarded-uri", "/a,b"));
        let of = |host: &str| origin(&[proto, uri, ("x-forwarded-host", host)]);
        assert_eq!(of("Wiki.Example.com:443").as_deref(), Some("https://wiki.example.com"));
        assert_eq!(of("wiki.example.com:8443").as_deref(), Some("https://wiki.example.com:8443"));
        assert_eq!(of("evil.example, wiki.example.com"), None);
        let host = ("x-forwarded-host", "wiki.example.com");
        assert_eq!(origin(&[proto, uri, host, host]), None);
        assert_eq!(origin(&[proto, host]), None);
        assert_eq!(origin(&[("x-forwarded-proto", "ftp"), uri, host]), None);
        assert_eq!(origin(&[proto, host, ("x-forwarded-uri", "//evil")]).as_deref(), Some("https://wiki.example.com"));
        assert_eq!(origin(&[proto, host, ("x-forwarded-uri", "https://evil.example/")]), None);
    }
}
