//! The pages of the site, and what its server does for their components: it exchanges the code of a sign-in, forwards what a member does with
//! their passkeys, and signs out. It must never hand a token to a browser, and never forward anything that is not listed.

use crate::keystead::{Call, Door};
use crate::visitors::{Visitor, Visitors, drawn, s256};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, SET_COOKIE,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) struct Site {
    door: Door,
    visitors: Visitors,
}

impl Site {
    pub(crate) fn new(door: Door) -> Self {
        Self { door, visitors: Visitors::default() }
    }
}

/// Below this address the server stands in for the front door.
const FORWARDED: &str = "/my";

pub(crate) fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/passkeys", get(passkeys))
        .route("/signed-in", post(signed_in))
        .route("/sign-out", post(sign_out))
        .route("/my/{*path}", any(forward))
        .route("/site.js", get(|| async { asset("text/javascript; charset=utf-8", include_str!("../pages/site.js")) }))
        .route("/site.css", get(|| async { asset("text/css; charset=utf-8", include_str!("../pages/site.css")) }))
        .with_state(site)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// A page of ours, which loads the components from Keystead and talks to it.
fn page(site: &Site, text: &str) -> Response {
    let origin = site.door.origin();
    let policy = format!(
        "default-src 'none'; script-src 'self' {origin}; connect-src 'self' {origin}; style-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let text = text.replace("{origin}", origin).replace("{door}", &site.door.url());
    let kind = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    let mut response = (kind, text).into_response();
    response.headers_mut().extend(HeaderValue::try_from(policy).ok().map(|policy| (CONTENT_SECURITY_POLICY, policy)));
    response
}

fn with_cookie(mut response: Response, cookie: Option<String>) -> Response {
    let value = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok());
    response.headers_mut().extend(value.map(|value| (SET_COOKIE, value)));
    response
}

/// The sign-in. Each showing draws a secret of its own; the page is given its hash.
async fn front(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some((id, visitor)) = site.visitors.find(&headers) {
        if let Visitor::Member { .. } = visitor {
            return Redirect::to("/passkeys").into_response();
        }
        site.visitors.forget(&id);
    }
    let Some(secret) = drawn() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let text = include_str!("../pages/sign_in.html").replace("{binding}", &s256(&secret));
    with_cookie(page(&site, &text), site.visitors.welcome(Visitor::Newcomer { secret }))
}

async fn passkeys(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    match site.visitors.find(&headers) {
        Some((_, Visitor::Member { .. })) => page(&site, include_str!("../pages/passkeys.html")),
        _ => Redirect::to("/").into_response(),
    }
}

/// The page has a code: it is exchanged here, with the secret that only this server knows.
async fn signed_in(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((id, Visitor::Newcomer { secret })) = site.visitors.find(&headers).filter(|_| is_own(&headers)) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let code = serde_json::from_slice::<Value>(&body).map(|body| body["code"].clone()).unwrap_or_default();
    let ask = json!({ "code": code, "secret": secret }).to_string();
    let call = Call {
        method: Method::POST,
        path: "/session/exchange",
        token: None,
        language: headers.get(ACCEPT_LANGUAGE),
        body: ask.into(),
    };
    match site.door.call(call).await {
        Ok((StatusCode::OK, session)) => {
            // A new id: whoever knew the old one must not be signed in by it.
            site.visitors.forget(&id);
            let token = session["session_token"].as_str().unwrap_or_default().to_owned();
            with_cookie(StatusCode::NO_CONTENT.into_response(), site.visitors.welcome(Visitor::Member { token }))
        }
        Ok((status, refusal)) => as_json(status, &refusal),
        Err(error) => unreachable(&*error),
    }
}

/// What may be forwarded: what the component for passkeys asks for, and nothing else of the member's account.
fn is_forwarded(method: &Method, path: &str) -> bool {
    let parts: Vec<_> = path.split('/').skip(1).collect();
    matches!(
        (method.as_str(), parts.as_slice()),
        ("GET", ["account", "passkeys"])
            | ("POST", ["account", "passkeys", "begin" | "finish"] | ["step-up", "passkey", "begin" | "finish"])
            | ("PUT", ["account", "passkeys", _, "name"])
            | ("DELETE", ["account", "passkeys", _])
    )
}

async fn forward(
    State(site): State<Arc<Site>>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().strip_prefix(FORWARDED).unwrap_or_default();
    if !is_forwarded(&method, path) || !is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some((id, Visitor::Member { token })) = site.visitors.find(&headers) else {
        // In Keystead's form, so that the component can tell it.
        let signed_out = json!({
            "error_code": "not_signed_in",
            "error": "Sign in to go on.",
            "details": { "title": "You are not signed in" },
        });
        return as_json(StatusCode::UNAUTHORIZED, &signed_out);
    };
    let call = Call { method, path, token: Some(&token), language: headers.get(ACCEPT_LANGUAGE), body };
    match site.door.call(call).await {
        Ok((status, mut answer)) => {
            // A fresh proof renews the session. The new token stays here.
            let renewed = answer.as_object_mut().and_then(|answer| answer.remove("session_token"));
            if let Some(Value::String(token)) = renewed {
                site.visitors.renew(&id, token);
            }
            as_json(status, &answer)
        }
        Err(error) => unreachable(&*error),
    }
}

async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if !is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some((id, visitor)) = site.visitors.find(&headers) {
        site.visitors.forget(&id);
        if let Visitor::Member { token } = visitor {
            let body = Bytes::new();
            let call = Call { method: Method::DELETE, path: "/session", token: Some(&token), language: None, body };
            if let Err(error) = site.door.call(call).await {
                eprintln!("the session at Keystead ends by itself, because it could not be told: {error}");
            }
        }
    }
    Redirect::to("/").into_response()
}

/// Whether a page of this site sent it. Every current browser says so.
fn is_own(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

fn as_json(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

fn unreachable(error: &dyn std::error::Error) -> Response {
    eprintln!("Keystead does not answer: {error}");
    StatusCode::BAD_GATEWAY.into_response()
}
