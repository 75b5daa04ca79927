//! FIDO's conformance test over HTTP, served in place of the product: four calls and `/healthz`, nothing else.
//!
//! It is a test bed: no tenant, no database, everything in memory, and its own front without the proof against cross-site
//! requests, because the test tool sends what it likes. It must never run beside the product, or reach anything of it.

mod material;
mod serving;

use crate::extract::cookies::CookieName;
use crate::extract::json;
use crate::headers;
use crate::listener::Answers;
use crate::operations::healthz;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use domain::conformance::{ACCEPTED, Begun, Failure, TestBed, failed};
use domain::{Phase, Reason};
use std::net::IpAddr;
use std::sync::Arc;
use tower::Service;

pub(crate) use serving::{TestError, serve};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Longer than any ceremony lasts.
const COOKIE_SECONDS: i64 = 600;

type Begin = fn(&TestBed, &[u8]) -> Result<Begun, Failure>;
/// With the ceremony's ticket, if there is one.
type Finish = fn(&TestBed, Option<&str>, &[u8]) -> Result<(), Failure>;

macro_rules! routes {
    ($($method:ident $path:literal => $handler:path;)*) => {
        static TABLE: &[(Method, &str)] = &[$((Method::$method, $path)),*];

        fn every(router: Router<Arc<House>>) -> Router<Arc<House>> {
            router$(.route($path, on(MethodFilter::$method, $handler)))*
        }
    };
}

routes! {
    GET  "/healthz"             => healthz;
    POST "/attestation/options" => attestation_options;
    POST "/attestation/result"  => attestation_result;
    POST "/assertion/options"   => assertion_options;
    POST "/assertion/result"    => assertion_result;
}

/// Everything that is served here.
pub fn table() -> &'static [(Method, &'static str)] {
    TABLE
}

/// The whole of the HTTP surface in this mode.
#[derive(Debug)]
pub struct Conformance {
    routes: Router,
    https: bool,
}

/// What handlers share.
#[derive(Debug)]
struct House {
    bed: TestBed,
    https: bool,
}

impl Conformance {
    pub fn new(bed: TestBed, https: bool) -> Self {
        let routes = every(Router::new()).fallback(unknown).method_not_allowed_fallback(other_method);
        Self { routes: routes.with_state(Arc::new(House { bed, https })), https }
    }

    pub async fn answer(&self, request: Request<Body>) -> Response {
        let Ok(mut response) = self.routes.clone().call(request).await;
        headers::dress(response.headers_mut(), self.https);
        response
    }
}

impl Answers for Conformance {
    fn answer(&self, request: Request<Body>, _: IpAddr) -> impl Future<Output = Response> + Send {
        self.answer(request)
    }

    fn overdue(&self) -> Response {
        let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, failed("the answer took too long"));
        headers::dress(response.headers_mut(), self.https);
        response
    }
}

async fn attestation_options(State(house): State<Arc<House>>, request: Request<Body>) -> Response {
    begin(&house, request, TestBed::begin_registration).await
}

async fn attestation_result(State(house): State<Arc<House>>, request: Request<Body>) -> Response {
    finish(&house, request, TestBed::finish_registration).await
}

async fn assertion_options(State(house): State<Arc<House>>, request: Request<Body>) -> Response {
    begin(&house, request, TestBed::begin_authentication).await
}

async fn assertion_result(State(house): State<Arc<House>>, request: Request<Body>) -> Response {
    finish(&house, request, TestBed::finish_authentication).await
}

async fn unknown() -> Response {
    early(Reason::UnknownAddress)
}

async fn other_method() -> Response {
    early(Reason::MethodNotAllowed)
}

async fn begin(house: &House, request: Request<Body>, run: Begin) -> Response {
    let body = match json::body(request).await {
        Ok(body) => body,
        Err(reason) => return early(reason),
    };
    match run(&house.bed, &body) {
        Ok(begun) => {
            let mut response = said(StatusCode::OK, begun.body);
            cookie(house).set(response.headers_mut(), &begun.ticket, Some(COOKIE_SECONDS));
            response
        }
        Err(failure) => late(&failure),
    }
}

async fn finish(house: &House, request: Request<Body>, run: Finish) -> Response {
    let ticket = cookie(house).find(request.headers()).map(str::to_owned);
    let body = match json::body(request).await {
        Ok(body) => body,
        Err(reason) => return early(reason),
    };
    match run(&house.bed, ticket.as_deref(), &body) {
        Ok(()) => said(StatusCode::OK, ACCEPTED.to_owned()),
        Err(failure) => late(&failure),
    }
}

fn cookie(house: &House) -> CookieName<'static> {
    CookieName::conformance(house.https)
}

/// Refused before the test bed is asked.
fn early(reason: Reason) -> Response {
    let face = reason.face(Phase::Page);
    let status = StatusCode::from_u16(face.status).unwrap_or(StatusCode::BAD_REQUEST);
    refusal(status, failed(reason.as_str()))
}

fn late(failure: &Failure) -> Response {
    let status = if failure.is_ours() { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
    refusal(status, failure.body())
}

fn refusal(status: StatusCode, body: String) -> Response {
    tracing::info!(status = status.as_u16(), answer = body, "conformance test: failed");
    said(status, body)
}

fn said(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, JSON)], body).into_response()
}
