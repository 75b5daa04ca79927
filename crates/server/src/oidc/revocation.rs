//! Revocation: a client gives a token back.

use super::{AtIssuer, ClientRequest, OAuthError, refused};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::applications::revocation;
use std::sync::Arc;

/// Revokes a token
///
/// RFC 7009. With a refresh token goes all that came of it. A token that is unknown is answered like one that was revoked.
#[utoipa::path(post, operation_id = "revoke", path = "/{tenant}/{workspace}/oauth2/revoke", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::ShownToken, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 200, description = "The token is good for nothing, if it ever was"),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn revoke(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: ClientRequest,
) -> Response {
    let endpoint = format!("{}/oauth2/revoke", issuer.url);
    match revocation::revoke(&server.app, &issuer, request.shown(&endpoint)).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(failed) => refused(&failed),
    }
}
