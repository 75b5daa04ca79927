//! What an application reads before anything else: where our endpoints are, what they can do, and our public keys. It must never promise what
//! is not there: a client that believes it would be refused by us.

use super::{AtIssuer, json};
use crate::extract::path::segment;
use crate::front::Server;
use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use domain::applications::signing::{self, PUBLISHED_S};
use domain::applications::{AuthMethod, GrantType, Issuer, metadata_document};
use domain::oauth::claims::ACR_VALUES;
use domain::oauth::jws::{Alg, Algorithm};
use domain::{Language, Reason};
use serde_json::{Value, json as value};
use std::sync::Arc;

const FOR_ALL: HeaderValue = HeaderValue::from_static("cross-origin");
const ANYBODY: HeaderValue = HeaderValue::from_static("*");

/// What anybody may read, and keep for a while.
fn public(body: &Value) -> Response {
    let mut response = json(StatusCode::OK, body);
    let headers = response.headers_mut();
    headers.remove(axum::http::header::PRAGMA);
    if let Ok(age) = HeaderValue::try_from(format!("public, max-age={PUBLISHED_S}")) {
        headers.insert(CACHE_CONTROL, age);
    }
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, FOR_ALL);
    response
}

/// Says what the issuer can do
///
/// OpenID Connect Discovery and RFC 8414.
#[utoipa::path(get, operation_id = "discovery", path = "/{tenant}/{workspace}/.well-known/openid-configuration", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses(super::NoIssuer, (status = 200, description = "Where the endpoints are, and what they can do", body = Value)))]
pub(crate) async fn appended(AtIssuer(issuer): AtIssuer) -> Response {
    public(&document(&issuer))
}

/// The same in the place that RFC 8414 gives it
///
/// The path of the issuer stands behind the well-known name.
#[utoipa::path(get, operation_id = "authorization_server", path = "/.well-known/oauth-authorization-server/{tenant}/{workspace}", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses(super::NoIssuer, (status = 200, description = "Where the endpoints are, and what they can do", body = Value)))]
pub(crate) async fn inserted(State(server): State<Arc<Server>>, uri: Uri) -> Result<Response, Problem> {
    let place = segment(uri.path(), 2).zip(segment(uri.path(), 3));
    let issuer = place.and_then(|(tenant, workspace)| Issuer::at(&server.app, tenant, workspace));
    Ok(public(&document(&issuer.ok_or(Reason::UnknownAddress)?)))
}

/// Our public keys
///
/// A new one is listed before it signs, an old one until the last token that it signed is over.
#[utoipa::path(get, operation_id = "jwks", path = "/{tenant}/{workspace}/.well-known/jwks.json", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses(super::NoIssuer, (status = 200, description = "The keys, as RFC 7517 has them", body = Value)))]
pub(crate) async fn jwks(State(server): State<Arc<Server>>, AtIssuer(issuer): AtIssuer) -> Result<Response, Problem> {
    let signers = signing::of_tenant(&server.app, issuer.tenant).await?;
    Ok(public(&signers.jwks(server.app.now())))
}

fn document(issuer: &Issuer) -> Value {
    let url = &issuer.url;
    let at = |path: &str| format!("{url}{path}");
    let grants: Vec<_> = GrantType::ALL.into_iter().map(GrantType::as_str).collect();
    let proofs: Vec<_> = AuthMethod::ALL.into_iter().map(AuthMethod::as_str).collect();
    let confidential: Vec<_> = proofs.iter().filter(|proof| **proof != "none").collect();
    let signed: Vec<_> = Algorithm::ALL.into_iter().map(Algorithm::as_str).collect();
    let taken: Vec<_> = Alg::ALL.into_iter().map(Alg::as_str).collect();
    let mut document = value!({
        "issuer": url,
        "token_endpoint": at("/oauth2/token"),
        "introspection_endpoint": at("/oauth2/introspect"),
        "revocation_endpoint": at("/oauth2/revoke"),
        "jwks_uri": at("/.well-known/jwks.json"),
        "response_types_supported": ["code"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": signed,
        "token_endpoint_auth_methods_supported": proofs,
        "token_endpoint_auth_signing_alg_values_supported": taken,
        "introspection_endpoint_auth_methods_supported": confidential,
        "revocation_endpoint_auth_methods_supported": proofs,
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": taken,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": true,
    });
    // Members sign in at workspaces only.
    if let (Some(_), Some(members)) = (&issuer.door, document.as_object_mut()) {
        let languages: Vec<_> = Language::ALL.into_iter().map(Language::tag).collect();
        members.extend([
            ("authorization_endpoint".to_owned(), at("/oauth2/authorize").into()),
            ("device_authorization_endpoint".to_owned(), at("/device/authorization").into()),
            ("approval_endpoint".to_owned(), at("/approvals").into()),
            ("userinfo_endpoint".to_owned(), at("/userinfo").into()),
            ("end_session_endpoint".to_owned(), at("/oidc/logout").into()),
            ("backchannel_logout_supported".to_owned(), true.into()),
            ("backchannel_logout_session_supported".to_owned(), true.into()),
            ("pushed_authorization_request_endpoint".to_owned(), at("/par").into()),
            ("response_modes_supported".to_owned(), value!(["query", "form_post"])),
            ("scopes_supported".to_owned(), value!(["openid", "profile", "email", "phone", "offline_access"])),
            ("claims_supported".to_owned(), value!(CLAIMS)),
            ("acr_values_supported".to_owned(), value!(ACR_VALUES)),
            ("prompt_values_supported".to_owned(), value!(["none", "login", "consent", "select_account", "create"])),
            ("authorization_response_iss_parameter_supported".to_owned(), true.into()),
            ("require_pushed_authorization_requests".to_owned(), false.into()),
            ("ui_locales_supported".to_owned(), value!(languages)),
        ]);
        if metadata_document::is_taken(issuer) {
            members.insert("client_id_metadata_document_supported".to_owned(), true.into());
        }
    }
    document
}

/// What tokens and userinfo may say.
const CLAIMS: [&str; 17] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "sid",
    "name",
    "preferred_username",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
];
