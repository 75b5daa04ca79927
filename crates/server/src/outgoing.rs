//! Calls to others over HTTP: to the operator's gateways, and to the identity providers that administrators name. One address, one
//! request, one answer.
//!
//! It must never be a way into the operator's own network: the address that is connected to is the one that was looked at, so a name that
//! answers differently a second time changes nothing. It follows no redirect, keeps no cookie, and never speaks without TLS but to this
//! machine and where the operator listed the host.

mod place;
#[cfg(test)]
mod tests;

use crate::roots;
use axum::http::header::{self, HeaderValue};
use axum::http::uri::{PathAndQuery, Scheme};
use axum::http::{Request, Response, Uri};
use domain::PublicUrl;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use place::{is_loopback, is_public};
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName};
use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tracing::Instrument;

/// From the first look-up to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// One address among several that does not answer must not use up all of that.
const PATIENCE_PER_ADDRESS: Duration = Duration::from_secs(4);
const MOST_ADDRESSES: usize = 4;
/// A provider's configuration, its keys or a token are far smaller.
pub const LARGEST_ANSWER: usize = 1024 * 1024;
const LARGEST_HEAD: usize = 64 * 1024;

/// Why there is no answer. None of these tells the path or the query: both may hold secrets.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    #[error("not an address that can be called: it needs https://, a host, and no user name")]
    Address,
    #[error("{0} is asked without TLS; that is for hosts of this machine which the configuration lists")]
    Insecure(String),
    #[error("{0} cannot be found")]
    Unknown(String, #[source] std::io::Error),
    #[error("{0} is in a private network, and the configuration does not list it")]
    Private(String),
    #[error("{0} does not take connections")]
    Unreachable(String, #[source] Option<std::io::Error>),
    #[error("no TLS with {0}")]
    Tls(String, #[source] std::io::Error),
    #[error("{0} did not answer in HTTP")]
    Http(String, #[source] hyper::Error),
    #[error("the answer of {0} broke off or is too large")]
    Body(String, #[source] Box<dyn StdError + Send + Sync>),
    #[error("{0} did not answer in time")]
    Late(String),
    #[error("TLS cannot be set up")]
    Setup(#[from] rustls::Error),
}

impl OutgoingError {
    /// The same for whoever may name an address and need not know which names there are in the operator's network, or what is listed.
    pub fn told(&self) -> String {
        match self {
            Self::Unknown(host, _) | Self::Private(host) | Self::Insecure(host) => {
                format!(
                    "{host} cannot be found, or must not be called so: the configuration lists hosts in private networks"
                )
            }
            other => other.to_string(),
        }
    }
}

/// The one client. Clones share it.
#[derive(Debug, Clone)]
pub struct Outgoing {
    shared: Arc<Shared>,
    /// The same as `listed` for addresses that strangers name: none but where the whole installation is this machine's.
    near_strangers: Arc<[String]>,
}

#[derive(Debug)]
struct Shared {
    /// Hosts that may be in a private network: names or addresses, in lower case, some with a port.
    listed: Vec<String>,
    own_roots: Option<Vec<CertificateDer<'static>>>,
    /// Made at the first call: most installations never make one.
    tls: OnceLock<Arc<ClientConfig>>,
}

impl Outgoing {
    /// `listed` are the hosts that may be private or, on this machine, without TLS. No one but the operator may add to it.
    pub fn new(listed: impl IntoIterator<Item = String>) -> Self {
        Self::believing(listed, None)
    }

    /// The same with other authorities than the system's.
    pub fn believing(
        listed: impl IntoIterator<Item = String>,
        own_roots: Option<Vec<CertificateDer<'static>>>,
    ) -> Self {
        let listed = listed.into_iter().map(|host| host.to_ascii_lowercase()).collect();
        let shared = Shared { listed, own_roots, tls: OnceLock::new() };
        Self { shared: Arc::new(shared), near_strangers: Arc::default() }
    }

    /// That of an installation. What it lists is open to strangers' addresses as well where it is on this machine alone: so are the applications
    /// that are tried with it.
    pub fn of_installation(listed: &[String], public_url: &PublicUrl) -> Self {
        let near = if public_url.is_local() { listed } else { &[] };
        Self::new(listed.iter().cloned()).with_strangers_at(near)
    }

    /// Hosts that may be private or without TLS also where a stranger has named them.
    #[must_use]
    pub fn with_strangers_at(self, hosts: &[String]) -> Self {
        Self { near_strangers: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(), ..self }
    }

    /// Sends a request and reads the answer whole. A redirect is an answer like any other.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutgoingError> {
        self.send_where(&self.shared.listed, request).await
    }

    /// The same to an address that nobody here has chosen: what the operator has listed does not count.
    pub async fn send_to_stranger(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutgoingError> {
        self.send_where(&self.near_strangers, request).await
    }

    async fn send_where(
        &self,
        listed: &[String],
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, OutgoingError> {
        let target = Target::of(request.uri())?;
        let host = target.host.clone();
        // For traces of requests that wait for it.
        let span = tracing::trace_span!(target: "keystead::trace", "call", host);
        match tokio::time::timeout(PATIENCE, self.exchange(listed, target, request)).instrument(span).await {
            Ok(answer) => answer,
            Err(_) => Err(OutgoingError::Late(host)),
        }
    }

    async fn exchange(
        &self,
        listed: &[String],
        target: Target,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, OutgoingError> {
        let request = target.dress(request)?;
        let socket = connect(listed, &target).await?;
        if !target.encrypted {
            return converse(&target.host, socket, request).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| OutgoingError::Address)?;
        let connected = TlsConnector::from(self.tls()?).connect(name, socket).await;
        let socket = connected.map_err(|error| OutgoingError::Tls(target.host.clone(), error))?;
        converse(&target.host, socket, request).await
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, OutgoingError> {
        if let Some(tls) = self.shared.tls.get() {
            return Ok(Arc::clone(tls));
        }
        let mut tls = match &self.shared.own_roots {
            Some(roots) => roots::client(roots)?,
            None => roots::client(&roots::of_system())?,
        };
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::clone(self.shared.tls.get_or_init(|| Arc::new(tls))))
    }
}

/// With all its ports, or with this one.
fn is_listed(listed: &[String], host: &str, port: u16) -> bool {
    let alone = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    listed.iter().any(|listed| listed == host || *listed == alone)
}

/// Connects to one of the host's addresses that may be called.
async fn connect(listed: &[String], target: &Target) -> Result<TcpStream, OutgoingError> {
    let host = &target.host;
    let is_listed = is_listed(listed, host, target.port);
    let found = lookup_host((host.as_str(), target.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|error| OutgoingError::Unknown(host.clone(), error))?.collect();
    let may_call = |address: IpAddr| {
        if target.encrypted { is_listed || is_public(address) } else { is_listed && is_loopback(address) }
    };
    let allowed: Vec<SocketAddr> = found.into_iter().filter(|address| may_call(address.ip())).collect();
    if allowed.is_empty() {
        let why = if target.encrypted { OutgoingError::Private } else { OutgoingError::Insecure };
        return Err(why(host.clone()));
    }
    let mut last = None;
    for address in allowed.into_iter().take(MOST_ADDRESSES) {
        match tokio::time::timeout(PATIENCE_PER_ADDRESS, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) => last = Some(error),
            Err(_) => {}
        }
    }
    Err(OutgoingError::Unreachable(host.clone(), last))
}

/// Where a request goes.
#[derive(Debug)]
struct Target {
    encrypted: bool,
    /// In lower case, an IPv6 address without its brackets.
    host: String,
    port: u16,
    authority: String,
}

impl Target {
    fn of(uri: &Uri) -> Result<Self, OutgoingError> {
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let encrypted = uri.scheme() == Some(&Scheme::HTTPS);
        let is_known = encrypted || uri.scheme() == Some(&Scheme::HTTP);
        if !is_known || host.is_empty() || authority.contains('@') {
            return Err(OutgoingError::Address);
        }
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        Ok(Self { encrypted, host, port, authority })
    }

    /// The request as it goes over the line: without scheme and host in its first line, with what every request says.
    fn dress(&self, request: Request<Vec<u8>>) -> Result<Request<Full<Bytes>>, OutgoingError> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        parts.uri = path.parse().map_err(|_| OutgoingError::Address)?;
        let authority = HeaderValue::from_str(&self.authority).map_err(|_| OutgoingError::Address)?;
        parts.headers.insert(header::HOST, authority);
        parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("Keystead"));
        parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        Ok(Request::from_parts(parts, Full::new(Bytes::from(body))))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that calls others over HTTP")]
async fn converse(
    host: &str,
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Vec<u8>>, OutgoingError> {
    let failed = |error| OutgoingError::Http(host.to_owned(), error);
    let mut builder = http1::Builder::new();
    builder.max_buf_size(LARGEST_HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(socket)).await.map_err(failed)?;
    // Ends with this function, whatever way it ends.
    let mut running = JoinSet::new();
    running.spawn(connection);
    let (parts, body) = sender.send_request(request).await.map_err(failed)?.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await;
    let body = body.map_err(|error| OutgoingError::Body(host.to_owned(), error))?;
    Ok(Response::from_parts(parts, body.to_bytes().into()))
}
