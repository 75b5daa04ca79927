//! Pages of other origins that embed a sign-in (DESIGN 3.1): which origins may call which routes, and what browsers are told about it. Only
//! origins that the pool lists, only what the components need, and never with credentials: such a request is judged as if it had no cookie.

use crate::extract::path::segment;
use crate::extract::seen::{SEC_FETCH_SITE, Seen};
use crate::front::Server;
use crate::router;
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use axum::http::{HeaderMap, Method, Response, StatusCode};

/// The routes that the components call from a foreign page, below a door.
const ROUTES: [(&Method, &str); 3] = [
    (&Method::GET, "/{tenant}/{workspace}/components"),
    (&Method::POST, "/{tenant}/{workspace}/sign-in/passkey/begin"),
    (&Method::POST, "/{tenant}/{workspace}/sign-in/passkey/finish"),
];

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
const HEADERS: HeaderValue = HeaderValue::from_static("content-type");
/// What browsers may remember of it. Short, because a list of origins may change.
const TEN_MINUTES: HeaderValue = HeaderValue::from_static("600");

/// What a request is to this: of a route that some foreign page may call, and of a page that may.
#[derive(Debug, Default)]
pub(crate) struct Embedding {
    /// The route answers foreign origins, so its answer depends on who asks.
    is_open: bool,
    /// The listed foreign origin that asks.
    origin: Option<HeaderValue>,
    is_preflight: bool,
}

impl Embedding {
    pub(crate) fn of(server: &Server, method: &Method, seen: &Seen, headers: &HeaderMap) -> Self {
        let asked = if *method == Method::OPTIONS { headers.get(ACCESS_CONTROL_REQUEST_METHOD) } else { None };
        let wanted = asked.map_or(method.as_str().as_bytes(), HeaderValue::as_bytes);
        // Every request asks, so none is looked for in the whole table.
        let fits = |(method, pattern): &(&Method, &str)| {
            method.as_str().as_bytes() == wanted && router::fits(pattern, seen.path())
        };
        let is_open = ROUTES.iter().any(fits);
        if !is_open {
            return Self::default();
        }
        let origin = listed(server, seen.path(), headers);
        Self { is_open, is_preflight: asked.is_some() && origin.is_some(), origin }
    }

    /// Whether a foreign page asks that may.
    pub(crate) fn is_foreign(&self) -> bool {
        self.origin.is_some()
    }

    /// The answer to the question that browsers ask before they send JSON to another origin.
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

    /// Lets the page read the answer, also a refusal: its reference is what support asks for.
    pub(crate) fn dress(self, headers: &mut HeaderMap) {
        if self.is_open {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = self.origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }
}

/// The foreign origin of this request, where the pool of its door lists it. Headers that tell different stories are no such request.
fn listed(server: &Server, path: &str, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return None };
    let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
    let is_foreign = match (sites.next(), sites.next()) {
        (None, _) => true,
        (Some(site), None) => matches!(site.as_bytes(), b"same-site" | b"cross-site"),
        (Some(_), Some(_)) => false,
    };
    if !is_foreign || origin.as_bytes() == server.origin.as_bytes() {
        return None;
    }
    let door = server.app.snapshot().door(segment(path, 0)?, segment(path, 1)?)?;
    let is_listed = door.origins.takes_components && door.origins.web().any(|own| own.as_bytes() == origin.as_bytes());
    is_listed.then(|| origin.clone())
}
