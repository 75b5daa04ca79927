//! Pushed authorization requests: a client says by itself, and proved, what its user's browser would else have carried.

use super::{AtIssuer, ClientRequest, OAuthError, json, refused};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::applications::{Failed, authorize, client_proof};
use serde::Serialize;
use std::sync::Arc;

/// Under what the request is kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PushedRequest {
    #[schema(example = "urn:ietf:params:oauth:request_uri:AZq…")]
    request_uri: String,
    #[schema(example = 60)]
    expires_in: i64,
}

/// Keeps an authorization request
///
/// RFC 9126. What is wrong with it is said at once. The browser then comes with `client_id` and `request_uri`, once.
#[utoipa::path(post, operation_id = "par", path = "/{tenant}/{workspace}/par", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::PushedForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 201, description = "Kept", body = PushedRequest),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn push(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: ClientRequest,
) -> Response {
    let endpoint = format!("{}/par", issuer.url);
    let pushed: Result<_, Failed> = async {
        let client = client_proof::recognize(&server.app, &issuer, request.shown(&endpoint)).await?;
        authorize::push(&server.app, &issuer, &client, &request.parameters).await
    }
    .await;
    match pushed {
        Ok((request_uri, expires_in)) => json(StatusCode::CREATED, &PushedRequest { request_uri, expires_in }),
        Err(failed) => refused(&failed),
    }
}
