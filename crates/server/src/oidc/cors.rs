//! Applications in a browser call the endpoints for clients from their own origin. A browser lets them read the answer where a client of this
//! issuer is at home there. Nothing is allowed by it that a program could not do: no cookie counts here.

use crate::extract::path::segment;
use crate::front::Server;
use crate::router::{Audience, RouteLine, find};
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use domain::applications::Issuer;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE");
const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, dpop, if-match, x-correlation-id, x-idempotency-key");
const EXPOSED: HeaderValue =
    HeaderValue::from_static("www-authenticate, dpop-nonce, etag, x-correlation-id, x-idempotent-replayed, x-trace-id");
const TEN_MINUTES: HeaderValue = HeaderValue::from_static("600");

/// What a request to an endpoint for clients is to browsers.
#[derive(Debug, Default)]
pub(crate) struct Cors {
    is_open: bool,
    origin: Option<HeaderValue>,
    is_preflight: bool,
}

impl Cors {
    pub(crate) fn of(server: &Server, (method, path): (&Method, &str), headers: &HeaderMap) -> Self {
        let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD).filter(|_| *method == Method::OPTIONS);
        let is_asking = asked.is_some();
        let wanted = asked.and_then(|asked| Method::from_bytes(asked.as_bytes()).ok());
        // Nearly no request comes here: only such a path is looked up.
        let is_open = is_likely(path) && find(wanted.as_ref().unwrap_or(method), path).is_some_and(is_for_clients);
        if !is_open {
            return Self::default();
        }
        let origin = headers.get(ORIGIN).filter(|origin| is_home(server, path, origin).unwrap_or_default());
        Self { is_open, is_preflight: is_asking && origin.is_some(), origin: origin.cloned() }
    }

    /// Whether the proof against cross-site requests does not apply: there is no cookie to misuse.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(crate) fn preflight(&self) -> Option<Response<Body>> {
        self.is_preflight.then(|| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            headers.insert(ACCESS_CONTROL_MAX_AGE, TEN_MINUTES);
            response
        })
    }

    pub(crate) fn dress(self, headers: &mut HeaderMap) {
        if !self.is_open || headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
            return;
        }
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = self.origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
}

/// The endpoints for clients all have one of these words in their address.
fn is_likely(path: &str) -> bool {
    const OURS: [&str; 8] = [
        "/oauth2/",
        "/oidc/",
        "/.well-known/",
        "/userinfo",
        "/par",
        "/device/authorization",
        "/approvals",
        "/identity/",
    ];
    OURS.iter().any(|word| path.contains(word))
}

fn is_for_clients(line: &RouteLine) -> bool {
    line.audience == Audience::Client
}

/// Whether pages of this origin belong to a client of the issuer that the path names.
fn is_home(server: &Server, path: &str, origin: &HeaderValue) -> Option<bool> {
    let issuer = Issuer::at(&server.app, segment(path, 0)?, segment(path, 1)?)?;
    let snapshot = server.app.snapshot();
    let origin = origin.to_str().ok()?;
    let mut clients = snapshot.clients(issuer.tenant, issuer.workspace());
    Some(clients.any(|client| client.enabled && client.is_at_home_on(origin)))
}
