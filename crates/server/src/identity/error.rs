//! Every refusal of this API: always JSON, in the four members that its clients read, and with a status that the operation declares. 401 with
//! `invalid_access_token` stands for a token that is no good and for nothing else, because clients fetch another one for it and call again.

use super::{JSON, NO_STORE};
use crate::oidc::DPOP_NONCE;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use domain::applications::{self, Word as OAuthWord};
use domain::catalogue::Methods;
use domain::error::one_line;
use domain::identity::{Denied, Word};
use domain::{Error, Language, Reason, Refused};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt::Display;

const MAX_AGE: i64 = 300;
/// It may quote the body.
const LONGEST_PROBLEM: usize = 200;
const RECENT: HeaderValue =
    HeaderValue::from_static("Bearer error=\"insufficient_user_authentication\", max_age=\"300\"");
const TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");
const NONCE: HeaderValue = HeaderValue::from_static("DPoP error=\"use_dpop_nonce\"");
const DPOP: HeaderValue = HeaderValue::from_static("DPoP error=\"invalid_dpop_proof\"");

/// Why a handler has no answer.
#[derive(Debug)]
pub(crate) struct ApiError {
    why: Box<Denied>,
    /// The statuses that the operation declares, where they are fewer than usual.
    declared: Option<&'static [u16]>,
    /// What of a body could not be read.
    problem: Option<String>,
}

impl<T: Into<Denied>> From<T> for ApiError {
    fn from(why: T) -> Self {
        Self { why: Box::new(why.into()), declared: None, problem: None }
    }
}

impl ApiError {
    /// In the form of SCIM (RFC 7644, 3.12), which knows no 422. The members of all other refusals stand beside it: clients look at them first.
    pub(crate) fn scim(self) -> Response {
        let told = Told::of(&self);
        let status_code = if told.status_code == 422 { 400 } else { told.status_code };
        tracing::info!(code = told.error_code, status = status_code, "refused");
        let mut body = json!({
            "schemas": [domain::identity::scim::ERROR], "status": status_code.to_string(), "detail": told.error,
            "status_code": status_code, "error": told.error, "error_code": told.error_code, "details": told.details,
        });
        if let Some(word) = scim_type(status_code, told.error_code) {
            body["scimType"] = word.into();
        }
        let status = StatusCode::from_u16(status_code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        told.dressed((status, [(CONTENT_TYPE, JSON), (CACHE_CONTROL, NO_STORE)], body.to_string()).into_response())
    }

    /// A body, and where in it what stands that cannot be read: whoever sent it writes the client.
    pub(crate) fn unreadable(problem: impl Display) -> Self {
        let problem = problem.to_string().chars().take(LONGEST_PROBLEM).collect();
        Self { problem: Some(problem), ..Word::Malformed.into() }
    }

    /// Told with one of these statuses: clients do not read the body of any other.
    pub(crate) fn within(self, declared: &'static [u16]) -> Self {
        Self { declared: Some(declared), ..self }
    }
}

#[derive(Serialize)]
struct Told {
    status_code: u16,
    error: Cow<'static, str>,
    error_code: &'static str,
    details: Value,
    #[serde(skip)]
    challenge: Option<HeaderValue>,
    #[serde(skip)]
    nonce: Option<HeaderValue>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl Told {
    fn new(status_code: u16, error_code: &'static str, error: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status_code,
            error: error.into(),
            error_code,
            details: json!({}),
            challenge: None,
            nonce: None,
            retry_after: None,
        }
    }

    fn of(error: &ApiError) -> Self {
        let told = Self::denied(&error.why);
        match &error.problem {
            Some(problem) => Self { details: json!({ "problem": problem }), ..told },
            None => told,
        }
    }

    fn denied(denied: &Denied) -> Self {
        match denied {
            Denied::Word(word) => Self::word(*word),
            Denied::Lacking(scope) => Self::lacking(scope),
            Denied::Token(applications::Failed::Refused(refusal)) => match refusal.word {
                OAuthWord::InvalidDpopProof => {
                    Self { challenge: Some(DPOP), ..Self::new(401, "invalid_dpop_proof", refusal.description.clone()) }
                }
                OAuthWord::UseDpopNonce => {
                    let nonce = refusal.nonce.as_deref().and_then(|nonce| HeaderValue::try_from(nonce).ok());
                    let told = Self::new(401, "use_dpop_nonce", refusal.description.clone());
                    Self { challenge: Some(NONCE), nonce, ..told }
                }
                _ => Self::no_token(),
            },
            Denied::Token(applications::Failed::Broken(error)) | Denied::Failed(error) => Self::failed(error),
        }
    }

    fn word(word: Word) -> Self {
        let told = Self::new(word.status(), word.code(), word.text());
        match word {
            Word::RecentAuthenticationRequired => Self::recent(),
            Word::IdempotencyKeyBusy => Self { retry_after: Some(1), ..told },
            _ => told,
        }
    }

    /// RFC 6750, 3.1: which would do, any one of them.
    fn lacking(scope: &str) -> Self {
        let word = Word::InsufficientScope;
        let challenge = HeaderValue::try_from(format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"")).ok();
        Self { challenge, details: json!({ "scope": scope }), ..Self::new(word.status(), word.code(), word.text()) }
    }

    /// RFC 9470: what would do.
    fn recent() -> Self {
        let word = Word::RecentAuthenticationRequired;
        let details = json!({ "max_age": MAX_AGE });
        Self { challenge: Some(RECENT), details, ..Self::new(word.status(), word.code(), word.text()) }
    }

    fn no_token() -> Self {
        let told = Self::new(401, "invalid_access_token", "The access token is unknown, over or revoked.");
        Self { challenge: Some(TOKEN), ..told }
    }

    fn failed(error: &Error) -> Self {
        if let Error::Refused(refused) = error {
            return Self::refused(refused);
        }
        tracing::error!(error = one_line(error), "a request of the identity API failed");
        let (status, code) = if error.is_temporary() { (503, "unavailable") } else { (500, "internal_error") };
        Self::new(status, code, "The request could not be answered; try again later.")
    }

    fn refused(refused: &Refused) -> Self {
        match refused.reason {
            Reason::NotSignedIn | Reason::SessionIdle => return Self::no_token(),
            Reason::RecentAuthenticationRequired | Reason::StepUpRequired => return Self::recent(),
            Reason::ChangedSince => return Self::word(Word::Changed),
            _ => {}
        }
        let message = refused.message;
        let text = refused.text(Language::English, Methods::PasskeysOnly);
        let mut details = json!({ "title": message.title, "reference": refused.reference.to_string() });
        if let (Some(objection), Some(members)) = (&refused.objection, details.as_object_mut()) {
            members.insert("field".to_owned(), objection.field.into());
            members.insert("problem".to_owned(), objection.problem.as_str().into());
            members.insert("confirm".to_owned(), objection.confirm.as_slice().into());
        }
        let told = Self::new(declared(message.status), message.code, text);
        Self { details, retry_after: refused.retry_after_s, ..told }
    }
}

/// A status of the catalogue as this API has it: no refused ceremony is a bad token.
fn declared(status: u16) -> u16 {
    match status {
        401 | 409 => 422,
        410 => 404,
        413 | 415 => 400,
        other => other,
    }
}

/// The nearest of those that are declared.
fn nearest((status, is_scope): (u16, bool), declared: &[u16]) -> u16 {
    if status >= 429 || declared.contains(&status) {
        return status;
    }
    let other = if status == 403 && is_scope { 401 } else { 422 };
    declared.iter().copied().find(|known| *known == other).unwrap_or(status)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let told = Told::of(&self);
        let status = self.declared.map_or(told.status_code, |declared| {
            nearest((told.status_code, told.error_code == Word::InsufficientScope.code()), declared)
        });
        let told = Told { status_code: status, ..told };
        tracing::info!(code = told.error_code, status, "refused");
        // Numbers, constants and short texts always make JSON.
        let body = serde_json::to_vec(&told).unwrap_or_default();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        told.dressed((status, [(CONTENT_TYPE, JSON), (CACHE_CONTROL, NO_STORE)], body).into_response())
    }
}

impl Told {
    fn dressed(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(nonce) = self.nonce {
            headers.insert(DPOP_NONCE, nonce);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// What kind of refusal that is to a directory.
fn scim_type(status: u16, code: &str) -> Option<&'static str> {
    match (status, code) {
        (409, _) => Some("uniqueness"),
        (400, "filter_refused") => Some("invalidFilter"),
        (400, "cursor_refused") => Some("invalidCursor"),
        (400, "too_many_users") => Some("tooMany"),
        (400, "path_refused") => Some("invalidPath"),
        (400, "no_target") => Some("noTarget"),
        (400, "attribute_fixed") => Some("mutability"),
        (400, "malformed_request" | "too_large") => Some("invalidSyntax"),
        (400, _) => Some("invalidValue"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_leaves_the_statuses_that_are_declared() {
        for (status, expected) in [(401, 422), (409, 422), (413, 400), (415, 400), (403, 403), (422, 422), (404, 404)] {
            assert_eq!(declared(status), expected);
        }
        for (status, expected) in [(403, 422), (404, 422), (400, 422), (401, 401), (429, 429), (503, 503)] {
            assert_eq!(nearest((status, false), &[401, 412, 422]), expected, "{status}");
        }
        assert_eq!(nearest((403, true), &[401, 412, 422]), 401);
    }
}
