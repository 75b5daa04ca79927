//! Introspection: what a token is worth.

use super::{AtIssuer, ClientRequest, OAuthError, answer};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::response::Response;
use domain::applications::introspection;
use std::sync::Arc;

/// What is said of a token; of one that is not active, nothing else.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Introspected)]
pub(crate) struct IntrospectedShape {
    active: bool,
    iss: Option<String>,
    sub: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
    token_type: Option<String>,
    exp: Option<i64>,
    iat: Option<i64>,
    nbf: Option<i64>,
    aud: Option<Vec<String>>,
    jti: Option<String>,
    auth_time: Option<i64>,
    acr: Option<String>,
    amr: Option<Vec<String>>,
    /// Of a token that is bound to a key: its `jkt`.
    #[schema(value_type = Option<Object>)]
    cnf: Option<serde_json::Value>,
}

/// Says what a token is worth
///
/// RFC 7662. Whoever asks proves who they are as at the token endpoint.
#[utoipa::path(post, operation_id = "introspect", path = "/{tenant}/{workspace}/oauth2/introspect", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::ShownToken, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 200, description = "What is known of the token", body = IntrospectedShape),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn introspect(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: ClientRequest,
) -> Response {
    let endpoint = format!("{}/oauth2/introspect", issuer.url);
    answer(introspection::introspect(&server.app, &issuer, request.shown(&endpoint)).await)
}
