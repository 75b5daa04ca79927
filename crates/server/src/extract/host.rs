//! The host that a client asked for, as it wrote it. It is the client's word: nothing may be trusted because of it.

use crate::front::Server;
use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};
use std::convert::Infallible;
use std::sync::Arc;

/// Host and port, from the address (HTTP/2) or the header.
pub(crate) fn named<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let header = || headers.get(HOST).and_then(|host| host.to_str().ok());
    uri.authority().map(Authority::as_str).or_else(header)
}

/// Without the port; empty where none is named.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamedHost(pub(crate) String);

impl FromRequestParts<Arc<Server>> for NamedHost {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Infallible> {
        Ok(Self(without_port(named(&parts.uri, &parts.headers).unwrap_or_default()).to_owned()))
    }
}

pub(crate) fn without_port(authority: &str) -> &str {
    let parted = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    parted.map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_left_out() {
        for (authority, host) in [
            ("id.example.com", "id.example.com"),
            ("id.example.com:8443", "id.example.com"),
            ("[2001:db8::1]:443", "[2001:db8::1]"),
            ("[2001:db8::a]", "[2001:db8::a]"),
            ("me@id.example.com:1", "me@id.example.com"),
            (":80", ""),
            ("", ""),
        ] {
            assert_eq!(without_port(authority), host, "{authority}");
        }
    }
}
