//! What stands between the public address and the server: a listener on this machine that passes requests on, and does to them what proxies do.

use super::{Doctor, Report, examine};
use crate::support::TestApp;
use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use server::outgoing::Outgoing;
use server::{Front, Server};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    Nothing,
    Nobody,
    AnotherInstallation,
    Forwards,
    IsTrusted,
    IsSilent,
    RenamesTheHost,
    TakesCookies,
    OpensCookies,
    RenamesCookies,
    KeepsPages,
    HasNoFiles,
    RedirectsFiles,
    OtherType,
    OtherList,
    TakesHsts,
}

/// An installation at a public address that really answers.
pub(super) struct Outside {
    pub(super) app: TestApp,
    pub(super) front: Front,
    listening: Option<AbortHandle>,
}

impl Drop for Outside {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

impl Outside {
    pub(super) async fn of(app: &TestApp, between: Between) -> Self {
        Self::open(app, between, None).await
    }

    /// The same with TLS, whose certificate the doctor believes or not.
    pub(super) async fn with_tls(app: &TestApp, between: Between, is_believed: bool) -> Self {
        Self::open(app, between, Some(is_believed)).await
    }

    async fn open(app: &TestApp, between: Between, tls: Option<bool>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let origin = format!("{scheme}://localhost:{}", listener.local_addr().unwrap().port());
        let twin = app.twin_at(origin.leak()).await;
        let believed = tls.filter(|is_believed| *is_believed).map(|_| certificates());
        let outgoing = Outgoing::believing(["localhost".to_owned()], believed);
        let trusted = vec!["10.0.0.0/8".parse().unwrap()];
        let server = Server::new(Arc::clone(&twin.app), trusted).looked_at_by(Doctor::calling(outgoing));
        let front = Front::new(server);
        let behind = match between {
            Between::AnotherInstallation => {
                let other = app.empty_twin().await;
                let front = Front::new(Server::new(Arc::clone(&other.app), Vec::new()));
                Some((front, Some(other)))
            }
            Between::Nobody => None,
            _ => Some((front.clone(), None)),
        };
        let listening = behind.map(|(front, kept)| {
            let acceptor = tls.map(|_| acceptor());
            let accept = async move {
                let _kept = kept;
                loop {
                    let (socket, _) = listener.accept().await.unwrap();
                    tokio::spawn(attend(socket, acceptor.clone(), (front.clone(), between)));
                }
            };
            tokio::spawn(accept).abort_handle()
        });
        Self { app: twin, front, listening }
    }

    pub(super) async fn examine(&self) -> Report {
        examine(self.front.server(), None).await
    }
}

fn certificates() -> Vec<CertificateDer<'static>> {
    vec![CertificateDer::from_pem_file(format!("{FIXTURES}/first.pem")).unwrap()]
}

fn acceptor() -> TlsAcceptor {
    let key = PrivateKeyDer::from_pem_file(format!("{FIXTURES}/first.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_single_cert(certificates(), key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn attend(socket: TcpStream, acceptor: Option<TlsAcceptor>, (front, between): (Front, Between)) {
    let service = service_fn(move |request: Request<Incoming>| {
        let front = front.clone();
        async move { Ok::<_, Infallible>(pass(&front, between, request).await) }
    });
    match acceptor {
        // Whoever does not believe the certificate hangs up.
        Some(acceptor) => {
            if let Ok(socket) = acceptor.accept(socket).await {
                http1::Builder::new().serve_connection(TokioIo::new(socket), service).await.ok();
            }
        }
        None => drop(http1::Builder::new().serve_connection(TokioIo::new(socket), service).await),
    }
}

async fn pass(front: &Front, between: Between, request: Request<Incoming>) -> Response<Body> {
    let mut request = request.map(Body::new);
    let is_file = request.uri().path().starts_with("/.well-known/");
    let forwarded = HeaderName::from_static("x-forwarded-for");
    let peer: IpAddr = match between {
        Between::Forwards => {
            request.headers_mut().insert(forwarded, HeaderValue::from_static("198.51.100.4"));
            [203, 0, 113, 7].into()
        }
        Between::IsTrusted => {
            request.headers_mut().insert(forwarded, HeaderValue::from_static("198.51.100.4"));
            [10, 0, 0, 7].into()
        }
        Between::IsSilent => [10, 0, 0, 7].into(),
        _ => [127, 0, 0, 1].into(),
    };
    if between == Between::RenamesTheHost && !is_file {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("inside:8080"));
    }
    let mut response = front.answer(request, peer).await;
    if is_file {
        return file(between, response);
    }
    change(between, response.headers_mut());
    response
}

fn file(between: Between, mut response: Response<Body>) -> Response<Body> {
    match between {
        Between::HasNoFiles => Response::builder().status(404).body(Body::from("nothing")).unwrap(),
        Between::RedirectsFiles => {
            Response::builder().status(301).header("location", "https://www.example.com/").body(Body::empty()).unwrap()
        }
        Between::OtherType => {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            response
        }
        Between::OtherList => Response::builder()
            .header("content-type", "application/json")
            .body(Body::from(r#"{"enroll": "https://elsewhere.example/"}"#))
            .unwrap(),
        _ => response,
    }
}

fn change(between: Between, headers: &mut HeaderMap) {
    let cookie = headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).map(str::to_owned);
    let written = |text: String| HeaderValue::try_from(text).unwrap();
    match (between, cookie) {
        (Between::TakesCookies, _) => drop(headers.remove(header::SET_COOKIE)),
        (Between::OpensCookies, Some(cookie)) => {
            headers.insert(header::SET_COOKIE, written(cookie.replace("; HttpOnly", "")));
        }
        (Between::RenamesCookies, Some(cookie)) => {
            headers.insert(header::SET_COOKIE, written(cookie.replace("__Host-", "")));
        }
        (Between::KeepsPages, _) => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600"));
        }
        (Between::TakesHsts, _) => drop(headers.remove(header::STRICT_TRANSPORT_SECURITY)),
        _ => {}
    }
}
