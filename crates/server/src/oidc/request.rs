//! Requests of clients: the issuer that their address names, and a form of parameters with whatever proves who sent it.

use super::refused;
use crate::extract::path::segment;
use crate::extract::{json, posted};
use crate::front::Server;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Request};
use axum::response::Response;
use domain::Reason;
use domain::applications::client_proof::Shown;
use domain::applications::{Failed, Issuer, Parameters, Word};
use std::sync::Arc;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// The issuer at `/{tenant}/{workspace}/…`, which is the tenant itself at the word `system`.
pub(crate) struct AtIssuer(pub(crate) Issuer);

impl FromRequestParts<Arc<Server>> for AtIssuer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let place = segment(path, 0).zip(segment(path, 1));
        let issuer = place.and_then(|(tenant, workspace)| Issuer::at(&server.app, tenant, workspace));
        issuer.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// A form that a client sent, or a look at something.
pub(crate) struct ClientRequest {
    pub(crate) parameters: Parameters,
    authorization: Option<String>,
    dpop: Vec<String>,
}

impl FromRequest<Arc<Server>> for ClientRequest {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, _: &Arc<Server>) -> Result<Self, Response> {
        let bad = |text: &'static str| refused(&Failed::because(Word::InvalidRequest, text));
        // What is only looked at has no body: who asks is said by a field of the header.
        let has_body = !request.method().is_safe();
        if has_body && !posted::is_form(request.headers()) {
            return Err(bad("the body is application/x-www-form-urlencoded"));
        }
        let authorization =
            one(request.headers(), &AUTHORIZATION).map_err(|()| bad("Authorization is there more than once"))?;
        let proofs = request.headers().get_all(&DPOP).iter();
        let dpop = proofs.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        if !has_body {
            return Ok(Self { parameters: Parameters::default(), authorization, dpop });
        }
        let bytes = json::bytes(request).await.map_err(|_| bad("the body is too long, or not whole"))?;
        let pairs = read(&bytes).ok_or_else(|| bad("the body is application/x-www-form-urlencoded"))?;
        let parameters = Parameters::read(pairs).map_err(|failed| refused(&failed))?;
        Ok(Self { parameters, authorization, dpop })
    }
}

/// What PostgreSQL could not keep is no text.
fn read(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).ok()?;
    pairs.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')).then_some(pairs)
}

fn one(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (first, None) => Ok(first.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())),
        _ => Err(()),
    }
}

impl ClientRequest {
    /// What came with it, to the endpoint of this address.
    pub(crate) fn shown<'a>(&'a self, endpoint: &'a str) -> Shown<'a> {
        Shown { authorization: self.authorization.as_deref(), parameters: &self.parameters, endpoint }
    }

    /// The values of its `DPoP` header fields.
    pub(crate) fn proofs(&self) -> Vec<&str> {
        self.dpop.iter().map(String::as_str).collect()
    }
}
