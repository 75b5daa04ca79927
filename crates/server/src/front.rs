//! What every request passes on its way in and every answer on its way out, in one place and without a tower of layers: the public host,
//! the budget of the sender, the proof against cross-site requests, the router, refusals with their audit, the security headers. It decides nothing about members.

use crate::doctor::Doctor;
use crate::embedding::Embedding;
use crate::extract::seen::{Seen, Sender};
use crate::extract::{csrf, host, reader};
use crate::identity;
use crate::identity::idempotency::Replays;
use crate::master_key::Source;
use crate::metrics::Metrics;
use crate::metrics::place::Token;
use crate::oidc::cors::Cors;
use crate::problem::{self, Failure, Problem, Told};
use crate::router::{self, Audience, RouteLine};
use crate::trace::Traces;
use crate::web::look::Looks;
use crate::{headers, web};
use axum::Router;
use axum::body::Body;
use axum::http::header::RETRY_AFTER;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use axum::response::IntoResponse;
use domain::rates::{Class, Rates};
use domain::{App, Error, FrontDoor, Phase, Reason, Refused};
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use tower::Service;

const SOON: HeaderValue = HeaderValue::from_static("2");

/// What handlers and extractors share.
#[derive(Debug)]
pub struct Server {
    pub app: Arc<App>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// `http://localhost:8080`, as browsers write it into `Origin`.
    pub(crate) origin: String,
    /// `localhost:8080`, as browsers write it into `Host`.
    pub(crate) authority: String,
    pub(crate) https: bool,
    pub(crate) looks: Looks,
    pub(crate) doctor: Doctor,
    /// Where the master key is; none in tests that have it from elsewhere.
    pub(crate) master_key: Option<Source>,
    pub(crate) replays: Replays,
    pub(crate) metrics: Metrics,
    pub(crate) traces: Traces,
    /// None in a demo, and nowhere else.
    rates: Option<Rates>,
}

impl Server {
    pub fn new(app: Arc<App>, trusted_proxies: Vec<IpNet>) -> Self {
        let origin = app.public_url().origin();
        let https = app.public_url().is_https();
        let authority = origin.split_once("://").map_or_else(String::new, |(_, rest)| rest.to_owned());
        let (looks, doctor) = (Looks::default(), Doctor::new(app.public_url(), &[]));
        let replays = Replays::default();
        let (metrics, traces) = (Metrics::started_at(app.now()), Traces::of(&app));
        let server = Self {
            app,
            trusted_proxies,
            origin,
            authority,
            https,
            looks,
            doctor,
            master_key: None,
            replays,
            metrics,
            traces,
            rates: None,
        };
        if server.app.is_demo() { server } else { server.limited(100) }
    }

    /// Looked at by this doctor.
    #[must_use]
    pub fn looked_at_by(self, doctor: Doctor) -> Self {
        Self { doctor, ..self }
    }

    /// With the master key in this place.
    #[must_use]
    pub(crate) fn keyed_by(self, source: Source) -> Self {
        Self { master_key: Some(source), ..self }
    }

    /// Whoever shows this token may read the metrics on the public address.
    #[must_use]
    pub fn watched_with(mut self, token: &str) -> Self {
        self.metrics.token = Some(Token::of(token));
        self
    }

    /// With so many percent of the usual budgets.
    #[must_use]
    pub fn limited(self, percent: u32) -> Self {
        // Without randomness nothing can be served; then the seed does not matter either.
        let seed = self.app.nonce().unwrap_or_default();
        Self { rates: Some(Rates::new(percent, seed)), ..self }
    }

    /// Takes a request from the budget of its sender.
    fn admit(&self, class: Class, seen: &Seen) -> Result<(), Problem> {
        let Some(Err(wait)) = self.rates.as_ref().map(|rates| rates.take(class, seen.address, self.app.now())) else {
            return Ok(());
        };
        self.metrics.requests.note_limited(class);
        let phase = seen.route().map_or(Phase::Page, |line| line.phase);
        let refused = Refused::new(&self.app, phase, Reason::TooManyRequests).after(wait.seconds);
        // For the log alone: a flood must not fill the audit.
        Err(Error::from(Refused { audited: true, ..refused }).into())
    }

    /// A proof that was wrong costs more. Applications prove themselves with each request, also with those that only read.
    fn charge(&self, class: Class, seen: &Seen, status: StatusCode) {
        let is_wrong = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS);
        let Some(rates) = self.rates.as_ref().filter(|_| is_wrong) else { return };
        let is_of_client = || seen.route().is_some_and(|line| line.audience == Audience::Client);
        if matches!(class, Class::Finish | Class::Application) || is_of_client() {
            rates.charge(class, seen.address, self.app.now());
        }
    }

    /// The one-time address that enrols an administrator. It is a secret: print it, never log it.
    pub(crate) fn setup_link(&self, token: &str) -> String {
        format!("{}/setup/{token}", self.origin)
    }

    /// Where a member's passkeys are.
    pub(crate) fn security_address(&self, door: &FrontDoor) -> String {
        format!("{}{}", self.origin, web::routes::security_path(door))
    }

    pub(crate) fn sign_in_address(&self, door: &FrontDoor) -> String {
        format!("{}{}", self.origin, web::routes::sign_in_path(door))
    }
}

/// The whole of the HTTP surface as one function.
#[derive(Debug, Clone)]
pub struct Front {
    server: Arc<Server>,
    routes: Router,
}

impl Front {
    pub fn new(server: Server) -> Self {
        let server = Arc::new(server);
        Self { routes: router::routes(Arc::clone(&server)), server }
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    /// Answers one request that came from `peer`, and counts it.
    pub async fn answer(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let (begun, server) = (Instant::now(), &self.server);
        let place = router::place(request.method(), request.uri().path());
        let from = (peer.to_canonical(), server.trusted_proxies.as_slice());
        let trace = server.traces.begin(request.headers(), from, server.app.now());
        let mut response = trace.while_answering(self.answer_within(request, peer)).await;
        trace.dress(response.headers_mut());
        server.metrics.requests.note(place, response.status(), begun.elapsed());
        server.traces.end(&trace, router::names(place), response.status().as_u16());
        response
    }

    async fn answer_within(&self, mut request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let mut seen = Seen::of(&request, peer, &self.server.trusted_proxies, self.server.https);
        let embedding = Embedding::of(&self.server, request.method(), &seen, request.headers());
        if embedding.is_foreign() {
            seen.sender = Sender::Embedded;
        }
        let cors = Cors::of(&self.server, (request.method(), seen.path()), request.headers());
        let seen = Arc::new(seen);
        let cookies = if seen.wants_page() { reader::cookies(request.headers()) } else { HeaderMap::new() };
        identity::note(seen.path());
        let class = router::class(&seen.method, seen.path());
        let admitted = self.server.admit(class, &seen);
        let is_admitted = admitted.is_ok();
        let mut response = if let Err(problem) = admitted {
            problem.into_response()
        } else if let Some(response) = self.before(&request, &seen, (&embedding, &cors)) {
            response
        } else {
            request.extensions_mut().insert(Arc::clone(&seen));
            let Ok(response) = self.routes.clone().call(request).await;
            response
        };
        if let Some(failure) = response.extensions_mut().remove::<Failure>() {
            // Boxed: it is rare and large, and every request would carry its size along.
            response = Box::pin(problem::answer(&self.server, (&seen, &cookies), &failure, response.headers())).await;
        }
        if is_admitted {
            let told = response.extensions().get::<Told>().map_or(response.status(), |told| told.0);
            self.server.charge(class, &seen, told);
        }
        headers::dress(response.headers_mut(), self.server.https);
        embedding.dress(response.headers_mut());
        cors.dress(response.headers_mut());
        tracing::debug!(method = %seen.method, route = seen.route_pattern(), status = response.status().as_u16(), "answered");
        response
    }

    /// The answer to a request that could not be answered in time. It says little: whatever would say more may be what hangs.
    pub(crate) fn overdue(&self) -> Response<Body> {
        tracing::error!("a request took too long and was given up");
        self.server.metrics.requests.note_overdue();
        let mut response = (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, SOON)]).into_response();
        headers::dress(response.headers_mut(), self.server.https);
        response
    }

    /// What is answered before any handler is asked.
    fn before(
        &self,
        request: &Request<Body>,
        seen: &Seen,
        (embedding, cors): (&Embedding, &Cors),
    ) -> Option<Response<Body>> {
        if let Some(target) = self.other_host(request, seen) {
            return Some(axum::response::Redirect::temporary(&target).into_response());
        }
        if embedding.is_foreign() {
            // Listed, and without anything that its browser has here: there is nothing that it could forge.
            return embedding.preflight();
        }
        if cors.is_open() {
            return cors.preflight();
        }
        let refusal = csrf::check(request.method(), request.headers(), &self.server.origin).err()?;
        Some(Problem::from(refusal).into_response())
    }

    /// Somebody who opens a page under another name of this server (127.0.0.1, say) is sent to the public one: a passkey works under no
    /// other. Programs and health checks are left alone.
    fn other_host(&self, request: &Request<Body>, seen: &Seen) -> Option<String> {
        // The files that browsers and phones look for belong to the host that was asked, and a proxy asks about its own.
        let is_meant =
            |line: &RouteLine| line.path.starts_with(router::WELL_KNOWN) || line.path.ends_with(router::FORWARD_AUTH);
        if !seen.wants_page() || seen.route().is_some_and(is_meant) {
            return None;
        }
        let host = host::named(request.uri(), request.headers())?;
        if host.eq_ignore_ascii_case(&self.server.authority) {
            return None;
        }
        // `*` and an absolute address without a path are no place on this server; glued to the origin they would change its port.
        let rest = request.uri().path_and_query().map(PathAndQuery::as_str).filter(|rest| rest.starts_with('/'));
        let rest = rest.unwrap_or("/");
        Some(format!("{}{rest}", self.server.origin))
    }
}
