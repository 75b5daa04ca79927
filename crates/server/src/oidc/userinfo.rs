//! Userinfo: what an application is told about the member behind its token.

use super::{AtIssuer, json, refused};
use crate::extract::json as body;
use crate::extract::posted;
use crate::front::Server;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, Request, StatusCode};
use axum::response::Response;
use domain::applications::resource::{self, Presented};
use domain::applications::{Failed, Issuer, Word, userinfo};

use std::sync::Arc;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// Says who the member is
///
/// OpenID Connect Core, 5.3: the claims that the token's scopes cover. With `Authorization: Bearer`, or `DPoP` and its proof.
#[utoipa::path(get, operation_id = "userinfo", path = "/{tenant}/{workspace}/userinfo", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses(super::NoIssuer,
        (status = 200, description = "The claims", body = serde_json::Value),
        (status = 401, description = "The token is unknown, over or revoked", body = super::OAuthError),
        (status = 403, description = "The token does not cover it", body = super::OAuthError)))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: Request<Body>,
) -> Response {
    answer(&server, &issuer, request).await
}

/// Says who the member is, to a form
///
/// The same; the token may also stand in the form, as `access_token`.
#[utoipa::path(post, operation_id = "userinfo_by_form", path = "/{tenant}/{workspace}/userinfo", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses(super::NoIssuer,
        (status = 200, description = "The claims", body = serde_json::Value),
        (status = 401, description = "The token is unknown, over or revoked", body = super::OAuthError),
        (status = 403, description = "The token does not cover it", body = super::OAuthError)))]
pub(crate) async fn show_by_form(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: Request<Body>,
) -> Response {
    answer(&server, &issuer, request).await
}

async fn answer(server: &Server, issuer: &Issuer, request: Request<Body>) -> Response {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let mut authorization = header(&headers);
    // RFC 6750, 2.2; of two places none is right.
    if posted::is_form(&headers) && authorization.is_none() {
        let bytes = body::bytes(request).await.unwrap_or_default();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
        let token = pairs.into_iter().find(|(name, _)| name == "access_token");
        authorization = token.map(|(_, token)| format!("Bearer {token}"));
    }
    let proofs: Vec<String> =
        headers.get_all(&DPOP).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
    let url = format!("{}/userinfo", issuer.url);
    let presented =
        Presented { authorization: authorization.as_deref(), dpop: &proofs, method: method.as_str(), url: &url };
    let claims = match resource::enter(&server.app, Some(issuer), presented).await {
        Ok(bearer) => userinfo::claims(&server.app, &bearer).await,
        Err(failed) => Err(failed),
    };
    match claims {
        Ok(claims) => json(StatusCode::OK, &claims),
        Err(failed) => challenged(&failed),
    }
}

fn header(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok().map(str::to_owned)
}

/// A refusal at a resource (RFC 6750, 3).
pub(crate) fn challenged(failed: &Failed) -> Response {
    let mut response = refused(failed);
    if let Failed::Refused(refusal) = failed {
        let word = refusal.word.as_str();
        let is_about_proof = matches!(refusal.word, Word::InvalidDpopProof | Word::UseDpopNonce);
        let scheme = if is_about_proof { "DPoP" } else { "Bearer" };
        if let Ok(value) = HeaderValue::try_from(format!("{scheme} error=\"{word}\"")) {
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        if is_about_proof {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
        }
    }
    response
}
