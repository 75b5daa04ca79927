//! A request of this API: its token, its address, its body. The body is read once and in whatever form clients send it: empty, with members that
//! are `null`, with others that nobody knows.

use super::idempotency::{self, Begun};
use super::{Answer, ApiError};
use crate::extract::json as body;
use crate::extract::path::{self, unescaped};
use crate::extract::seen::Seen;
use crate::front::Server;
use crate::trace;
use axum::body::{Body, Bytes};
use axum::extract::FromRequest;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderName, Method, Request, Uri};
use axum::response::{IntoResponse, Response};
use domain::applications::resource::Presented;
use domain::identity::{self, Member, Program, Viewer, Word};
use domain::{Client, FrontDoor, Reason, Visit};
use serde::de::DeserializeOwned;
use std::sync::Arc;

const DPOP: HeaderName = HeaderName::from_static("dpop");

#[derive(Debug)]
pub(crate) struct Call {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    seen: Arc<Seen>,
}

impl FromRequest<Arc<Server>> for Call {
    type Rejection = ApiError;

    async fn from_request(request: Request<Body>, _: &Arc<Server>) -> Result<Self, ApiError> {
        let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
        let seen = request.extensions().get::<Arc<Seen>>().cloned().ok_or(Word::Malformed)?;
        let body = body::bytes(request).await.map_err(|reason| match reason {
            Reason::BodyTooLarge => Word::TooLarge,
            _ => Word::Malformed,
        })?;
        Ok(Self { method, uri, headers, body, seen })
    }
}

impl Call {
    /// Segment `index` of the path, without its escapes.
    pub(crate) fn segment(&self, index: usize) -> String {
        unescaped(path::segment(self.uri.path(), index).unwrap_or_default()).unwrap_or_default()
    }

    /// A parameter behind the question mark.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(self.uri.query().unwrap_or_default()).ok()?;
        pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as an object; nothing is one without members.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let bytes: &[u8] = if self.body.trim_ascii().is_empty() { b"{}" } else { &self.body };
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(ApiError::unreadable)?;
        // The library would also fill a struct from an array.
        if !value.is_object() || has_nul(bytes) {
            return Err(Word::Malformed.into());
        }
        serde_path_to_error::deserialize(value).map_err(ApiError::unreadable)
    }

    /// The body as a list, which RFC 6902 has.
    pub(crate) fn list<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let value: serde_json::Value = serde_json::from_slice(&self.body).map_err(ApiError::unreadable)?;
        if !value.is_array() || has_nul(&self.body) {
            return Err(Word::Malformed.into());
        }
        serde_path_to_error::deserialize(value).map_err(ApiError::unreadable)
    }

    fn proofs(&self) -> Vec<String> {
        let values = self.headers.get_all(&DPOP).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }

    /// Of two headers none is right.
    fn authorization(&self) -> Option<&str> {
        let mut values = self.headers.get_all(AUTHORIZATION).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        value.to_str().ok()
    }

    fn visit(&self, server: &Server) -> Result<Visit, Word> {
        let door = server.app.snapshot().door(&self.segment(0), &self.segment(1)).ok_or(Word::PoolNotFound)?;
        Ok(self.at(door))
    }

    /// A visit of this door, for which no cookie counts.
    pub(crate) fn at(&self, door: Arc<FrontDoor>) -> Visit {
        let (address, user_agent, language) =
            (self.seen.address, self.seen.user_agent().to_owned(), self.seen.language);
        let correlation = trace::correlation();
        Visit { door, client: Client::App, address, user_agent, language, device: None, offer: None, correlation }
    }

    /// The member behind the token, who looks.
    pub(crate) async fn viewer(&self, server: &Server) -> Result<Viewer, ApiError> {
        let (visit, proofs, url) = (self.visit(server)?, self.proofs(), self.url(server));
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        Ok(identity::viewer(&server.app, visit, self.presented(&proofs, &url), identity::VIEW_PROFILE).await?)
    }

    /// The member behind the token, who changes something.
    pub(crate) async fn member(&self, server: &Server) -> Result<Member, ApiError> {
        let (visit, proofs, url) = (self.visit(server)?, self.proofs(), self.url(server));
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        Ok(identity::member(&server.app, visit, self.presented(&proofs, &url), identity::MANAGE_PROFILE).await?)
    }

    /// The program behind the token, which covers one of these.
    pub(crate) async fn program(&self, server: &Server, scopes: &[&str]) -> Result<Program, ApiError> {
        let (proofs, url) = (self.proofs(), self.url(server));
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        let from = (self.seen.address, self.seen.user_agent(), trace::correlation());
        let presented = self.presented(&proofs, &url);
        Ok(identity::program(&server.app, &self.segment(2), presented, from, scopes).await?)
    }

    fn url(&self, server: &Server) -> String {
        format!("{}{}", server.origin, self.uri.path())
    }

    fn presented<'a>(&'a self, dpop: &'a [&'a str], url: &'a str) -> Presented<'a> {
        Presented { authorization: self.authorization(), dpop, method: self.method.as_str(), url }
    }

    /// Answers once for each `X-Idempotency-Key`: whoever calls again within a minute gets the same answer (S3c-3). `who` is whose key it is.
    pub(crate) async fn once(
        &self,
        server: &Server,
        who: &str,
        work: impl Future<Output = Answer>,
    ) -> Result<Response, ApiError> {
        let Some(key) = idempotency::key(&self.headers)? else { return Ok(work.await?.into_response()) };
        let place = [who, self.method.as_str(), self.uri.path(), key.as_str()];
        let request = [self.uri.query().unwrap_or_default().as_bytes(), &self.body];
        match server.replays.begin(&place, &request, server.app.now())? {
            Begun::Again(reply) => Ok(idempotency::replayed(reply)),
            Begun::Anew(slot) => {
                let reply = work.await?;
                slot.fill(reply.clone());
                Ok(reply.into_response())
            }
        }
    }
}

/// PostgreSQL keeps no U+0000.
fn has_nul(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|six| six.eq_ignore_ascii_case(b"\\u0000"))
}

/// Who calls, for keys of theirs.
pub(crate) fn of_member(member: &Member) -> String {
    format!("user {}", member.session.user_id)
}

pub(crate) fn of_program(program: &Program) -> String {
    format!("client {} {}", program.tenant, program.client.id)
}
