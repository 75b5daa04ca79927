//! The token endpoint.

use super::{AtIssuer, ClientRequest, OAuthError, answer};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use axum::response::Response;
use domain::applications::token;
use std::sync::Arc;

/// What the token endpoint answers.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Tokens)]
pub(crate) struct TokensShape {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: String,
    #[schema(example = 600)]
    expires_in: i64,
    refresh_token: Option<String>,
    id_token: Option<String>,
    #[schema(example = "openid profile")]
    scope: String,
}

/// Exchanges a code, a refresh token or a client's own proof for tokens
///
/// RFC 6749 and its additions: PKCE (S256), DPoP, `private_key_jwt`. At the word `system` in the place of the workspace, for the tenant's own
/// programs.
#[utoipa::path(post, operation_id = "token", path = "/{tenant}/{workspace}/oauth2/token", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 200, description = "Tokens", body = TokensShape),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn exchange(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: ClientRequest,
) -> Response {
    let (endpoint, proofs) = (issuer.token_endpoint(), request.proofs());
    let asked = token::Request { shown: request.shown(&endpoint), dpop: &proofs };
    answer(token::exchange(&server.app, &issuer, asked).await)
}
