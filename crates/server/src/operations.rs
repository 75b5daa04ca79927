//! What those who run the server ask it: does it live, can it serve, how much does it do, what is its interface. It must never tell anything about
//! tenants.

use crate::doctor::probe;
use crate::extract::seen::Seen;
use crate::front::Server;
use crate::metrics::place;
use crate::openapi;
use crate::openapi::shapes;
use crate::problem::Problem;
use crate::web::refusal::parameter;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::Reason;
use domain::error::one_line;
use std::sync::Arc;

/// The process answers
#[utoipa::path(get, path = "/healthz", tag = "Operations", responses((status = 200, description = "It lives", body = String,
    content_type = "text/plain")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The server can serve
///
/// Fails while the database does not answer or its disk is full, or when its clock and ours are more than 30 seconds apart.
#[utoipa::path(get, path = "/readyz", tag = "Operations", responses(
    (status = 200, description = "Ready", body = String, content_type = "text/plain"),
    (status = 503, description = "Not ready; the log says why", body = String, content_type = "text/plain")))]
pub(crate) async fn readyz(
    State(server): State<Arc<Server>>,
    Extension(seen): Extension<Arc<Seen>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let mut response = ready(&server).await;
    if let Some(mark) = probe::answer(&server, parameter(uri.query(), "probe"), (&seen, &headers)) {
        probe::show(response.headers_mut(), mark);
    }
    response
}

async fn ready(server: &Server) -> Response {
    match server.app.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(error = one_line(&error), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Numbers for Prometheus
///
/// Only with the token of the configuration (`[metrics] token_file`), as `Authorization: Bearer …`; to anybody else there is nothing here.
#[utoipa::path(get, path = "/metrics", tag = "Operations", responses(
    (status = 200, description = "Text format 0.0.4", body = String, content_type = "text/plain"), shapes::Errors))]
pub(crate) async fn metrics(State(server): State<Arc<Server>>, headers: HeaderMap) -> Result<Response, Problem> {
    if !server.metrics.lets_in(&headers) {
        return Err(Reason::UnknownAddress.into());
    }
    Ok(place::answer(&server))
}

/// This description
#[utoipa::path(get, path = "/openapi.json", tag = "Operations", responses((status = 200, description = "OpenAPI 3.1",
    content_type = "application/json", body = Object)))]
pub(crate) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], Bytes::from_static(openapi::text().as_bytes())).into_response()
}
