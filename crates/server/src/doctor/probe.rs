//! Questions that the doctor asks of itself by way of the public address: `/readyz?probe=…`. Whoever answers shows that it has this
//! installation's keys, and where it is this very process, it notes how the question arrived. Nobody else's questions are noted.

use crate::extract::seen::Seen;
use crate::front::Server;
use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName, HeaderValue};
use domain::doctor;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Shows which installation has answered.
pub(super) const INSTANCE: HeaderName = HeaderName::from_static("keystead-instance");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How a question arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Who opened the connection.
    pub(super) peer: IpAddr,
    /// Who is believed to have asked.
    pub(super) address: IpAddr,
    pub(super) host: String,
    pub(super) forwarded_for: bool,
    pub(super) proto: Option<String>,
}

/// Questions that are on their way.
#[derive(Debug, Default)]
pub(crate) struct Probes(Mutex<HashMap<String, Option<Arrived>>>);

impl Probes {
    pub(super) fn expect(&self, token: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), None);
    }

    pub(super) fn take(&self, token: &str) -> Option<Arrived> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token).flatten()
    }

    fn note(&self, token: &str, arrived: Arrived) {
        if let Some(place) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(token) {
            *place = Some(arrived);
        }
    }
}

/// What the answer to such a question carries; nothing for what is none.
pub(crate) fn answer(
    server: &Server,
    token: Option<&str>,
    (seen, headers): (&Seen, &HeaderMap),
) -> Option<HeaderValue> {
    let token = token.filter(|token| token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let arrived = Arrived {
        peer: seen.peer,
        address: seen.address,
        host: text(header::HOST).unwrap_or_default().to_owned(),
        forwarded_for: headers.contains_key(FORWARDED_FOR),
        proto: text(FORWARDED_PROTO).map(str::to_owned),
    };
    server.doctor.probes().note(token, arrived);
    HeaderValue::try_from(doctor::mark(&server.app, token)).ok()
}

/// The headers that the answer shows it by.
pub(crate) fn show(headers: &mut HeaderMap, mark: HeaderValue) {
    headers.insert(INSTANCE, mark);
}
