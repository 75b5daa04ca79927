//! Who may read the metrics. On the public address only a scraper with the token of the configuration; to anybody else there is nothing there. Where a
//! listener of its own is bound to loopback, everybody on this machine, but no web page: a proxy in front of the public address never leads there, and
//! that is why the address of whoever asks counts for nothing on the public one.

use super::page::MEDIA_TYPE;
use crate::config::messages::Secret;
use crate::extract::host;
use crate::front::Server;
use crate::headers;
use crate::listener::{self, Answers};
use crate::start::StartError;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Where they are, on the public address and on that of their own.
pub(crate) const PATH: &str = "/metrics";

/// The token of the configuration, as its hash.
#[derive(Clone)]
pub(crate) struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl From<&Secret> for Token {
    fn from(secret: &Secret) -> Self {
        Self::of(secret.expose())
    }
}

impl Token {
    pub(crate) fn of(text: &str) -> Self {
        Self(hash(text.as_bytes()))
    }

    /// Whether these headers bring it. Hashes are compared, so that no time tells how much was right.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let only = values.next().filter(|_| values.next().is_none());
        let shown = only.and_then(|value| value.as_bytes().split_at_checked(b"Bearer ".len()));
        let shown = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer "));
        shown.is_some_and(|(_, token)| verify_slices_are_equal(&self.0, &hash(token)).is_ok())
    }
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut hashed = [0; 32];
    hashed.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hashed
}

/// The metrics as an answer.
pub(crate) fn answer(server: &Server) -> Response<Body> {
    ([(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))], super::text(server)).into_response()
}

/// The listener of their own, where one is configured.
pub(crate) async fn bind(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    let Some(address) = address else { return Ok(None) };
    TcpListener::bind(address).await.map(Some).map_err(|error| StartError::Listen(address, error))
}

/// Answers there for as long as it is polled.
pub(crate) async fn serve(listener: TcpListener, server: Arc<Server>) {
    let address = listener.local_addr();
    if let Ok(metrics) = address {
        tracing::info!(%metrics, "the metrics have an address of their own");
    }
    // Unknown, it is as good as any other: the token is asked for.
    let is_near = address.is_ok_and(|address| address.ip().is_loopback());
    listener::serve_few(listener, Arc::new(Own { server, is_near })).await;
}

/// What stands behind that listener.
#[derive(Debug)]
struct Own {
    server: Arc<Server>,
    /// Whether it is bound to loopback, where no token is asked for.
    is_near: bool,
}

impl Own {
    fn lets_in(&self, request: &Request<Body>) -> bool {
        if !self.is_near {
            return self.server.metrics.lets_in(request.headers());
        }
        // A page that a browser of this machine has open may have had its name lead here; then the name it asks for is its own.
        host::named(request.uri(), request.headers()).is_some_and(is_own_name)
    }
}

fn is_own_name(host: &str) -> bool {
    let bare = host::without_port(host).trim_matches(['[', ']']);
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Answers for Own {
    async fn answer(&self, request: Request<Body>, _: IpAddr) -> Response<Body> {
        let is_asked_for = request.uri().path() == PATH && matches!(*request.method(), Method::GET | Method::HEAD);
        let mut response = if is_asked_for && self.lets_in(&request) {
            answer(&self.server)
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
        headers::dress(response.headers_mut(), false);
        response
    }

    fn overdue(&self) -> Response<Body> {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let values = values.iter().map(|value| (AUTHORIZATION, HeaderValue::from_str(value).unwrap()));
        let mut headers = HeaderMap::new();
        values.for_each(|(name, value)| {
            headers.append(name, value);
        });
        headers
    }

    // Issue 9, 7.
    #[test]
    fn only_the_whole_token_opens() {
        let token = Token(hash(b"right"));
        assert!(token.is_in(&headers(&["Bearer right"])) && token.is_in(&headers(&["bearer right"])));
        let wrong: [&[&str]; 8] = [
            &[],
            &["right"],
            &["Bearer"],
            &["Bearer "],
            &["Bearer righ"],
            &["Bearer right "],
            &["Basic right"],
            &["Bearer right", "Bearer right"],
        ];
        for values in wrong {
            assert!(!token.is_in(&headers(values)), "{values:?}");
        }
        assert!(!format!("{token:?}").contains("right"));
    }

    #[test]
    fn a_page_whose_name_was_led_here_reads_nothing() {
        for name in ["localhost", "localhost:9464", "127.0.0.1:9464", "[::1]:9464", "127.0.0.2"] {
            assert!(is_own_name(name), "{name}");
        }
        for name in ["evil.example", "evil.example:9464", "localhost.evil.example", "10.0.0.1:9464", "", "[::1].evil"] {
            assert!(!is_own_name(name), "{name}");
        }
    }
}
