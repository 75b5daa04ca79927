//! What a browser tells of a failure that only it has seen, so that support finds it by its code.

use super::{Answer, json};
use crate::extract::{Json, Previous, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use domain::incidents::{self, Told};
use serde::Serialize;
use std::sync::Arc;

/// A failure has been recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Recorded {
    /// Shown to the member, who may read it out to support.
    #[schema(example = "7K2Q-9MXB")]
    reference: String,
}

/// Tells of a failure in the browser
///
/// What the browser answers when a passkey cannot be used or made never reaches the server by itself. Tell it here, with the `reference` of
/// the server's own refusal where there is one, and show the code that comes back.
#[utoipa::path(post, operation_id = "tell_incident", path = "/{tenant}/{workspace}/incidents", tag = "Support",
    params(shapes::Door), request_body = shapes::Incident, responses((status = 200, description = "Recorded", body = Recorded), shapes::Errors))]
pub(crate) async fn tell(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    headers: HeaderMap,
    Json(told): Json<Told>,
) -> Answer {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let reference = Box::pin(incidents::tell(&server.app, (&visit, previous.as_ref()), origin, told)).await?;
    json(&Recorded { reference })
}
