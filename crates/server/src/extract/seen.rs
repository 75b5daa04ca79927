//! What is remembered of a request while it is answered: enough to name its route and its sender when it is refused after its body and
//! headers are gone. It must never hold a cookie or a token.

use crate::router::{self, Audience, RouteLine};
use axum::body::Body;
use axum::http::header::{ACCEPT, COOKIE, HeaderName, HeaderValue, ORIGIN, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, Uri};
use domain::Language;
use domain::id::UserId;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

pub(crate) const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A request with `Origin`, `Sec-Fetch-Site` or a cookie comes from a browser (DESIGN 3.1).
    Browser,
    /// A page of a listed foreign origin, to a route that answers such pages.
    Embedded,
    Program,
}

impl Sender {
    fn of(headers: &HeaderMap) -> Self {
        let is_browser = [ORIGIN, SEC_FETCH_SITE, COOKIE].iter().any(|name| headers.contains_key(name));
        if is_browser { Self::Browser } else { Self::Program }
    }
}

#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    uri: Uri,
    /// Who opened the connection.
    pub(crate) peer: IpAddr,
    pub(crate) address: IpAddr,
    user_agent: Option<HeaderValue>,
    origin: Option<HeaderValue>,
    pub(crate) sender: Sender,
    accepts_html: bool,
    is_form: bool,
    pub(crate) language: Language,
    /// The administrator who asks, once that is known: for the audit of a refusal.
    pub(crate) administrator: OnceLock<UserId>,
}

impl Seen {
    pub(crate) fn of(request: &Request<Body>, peer: IpAddr, trusted: &[IpNet], https: bool) -> Self {
        let headers = request.headers();
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            peer: peer.to_canonical(),
            address: client_address(headers, peer.to_canonical(), trusted),
            user_agent: headers.get(USER_AGENT).cloned(),
            origin: headers.get(ORIGIN).cloned(),
            sender: Sender::of(headers),
            accepts_html: headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html")),
            is_form: super::posted::is_form(headers),
            language: super::language::of(request.uri(), headers, https),
            administrator: OnceLock::new(),
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The user agent as text; one that is not text says nothing.
    pub(crate) fn user_agent(&self) -> &str {
        self.user_agent.as_ref().and_then(|agent| agent.to_str().ok()).unwrap_or_default()
    }

    /// As the request names it; support is shown it where the request is refused.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.origin.as_ref().and_then(|origin| origin.to_str().ok())
    }

    pub(crate) fn route(&self) -> Option<&'static RouteLine> {
        router::find(&self.method, self.path())
    }

    /// The route as the table writes it. The path itself may hold a set-up token and must not be logged.
    pub(crate) fn route_pattern(&self) -> &'static str {
        self.route().map_or("-", |route| route.path)
    }

    /// Whether a person's browser is opening a page.
    pub(crate) fn wants_page(&self) -> bool {
        self.accepts_html && matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether a form of one of our pages was refused: it goes back to where it stands.
    pub(crate) fn fails_as_form(&self) -> bool {
        self.is_form && self.route().is_some_and(|route| route.audience == Audience::Form)
    }

    /// Whether a failure is shown as a page: on the address of a page, or where there is nothing and a browser asks.
    pub(crate) fn fails_as_page(&self) -> bool {
        match self.route().or_else(|| router::at(self.path())) {
            Some(route) => route.audience == Audience::Page,
            None => self.wants_page(),
        }
    }
}

/// Whether what this machine says of others is believed.
pub(crate) fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&peer))
}

/// The rightmost address that is no proxy of ours: what stands further left was written by whoever asked.
fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let mut nearest = peer;
    for line in headers.get_all(X_FORWARDED_FOR).iter().rev() {
        for hop in line.to_str().unwrap_or_default().rsplit(',') {
            let Some(address) = hop_address(hop.trim()) else { return nearest };
            nearest = address;
            if !is_trusted(address, trusted) {
                return nearest;
            }
        }
    }
    nearest
}

/// Some proxies write the port too.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()));
    bare.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, line.parse().unwrap());
        }
        let trusted = ["127.0.0.1/32".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
        client_address(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    #[test]
    fn only_listed_peers_are_believed() {
        assert_eq!(address("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(address("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn the_rightmost_stranger_counts() {
        assert_eq!(address("127.0.0.1", &["6.6.6.6, 198.51.100.1, 10.1.2.3"]), "198.51.100.1");
        assert_eq!(address("127.0.0.1", &["6.6.6.6", "198.51.100.1", "10.1.2.3"]), "198.51.100.1");
        assert_eq!(address("127.0.0.1", &["6.6.6.6, [2001:db8::1]:4711"]), "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(address("127.0.0.1", &["198.51.100.1, unknown, 10.1.2.3"]), "10.1.2.3");
        assert_eq!(address("127.0.0.1", &[""]), "127.0.0.1");
        assert_eq!(address("127.0.0.1", &[]), "127.0.0.1");
    }
}
