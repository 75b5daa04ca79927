//! The accept loop. Plain connections go straight to HTTP/1.1; TLS ones speak HTTP/1.1 or HTTP/2. It knows nothing of routes: a request
//! goes to the front, its answer back. It must never lose a connection that it has accepted, not even while stopping.

pub(crate) mod tls;

use crate::front::Front;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tls::Tls;
use tokio::net::{TcpListener, TcpStream};

/// Slow heads are dropped, and so are connections that stay silent this long between two requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(75);
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
/// How long requests in flight may still take once the server is told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before accepting again when the process has run out of files.
const BREATH: Duration = Duration::from_millis(100);
const LARGEST_HEAD: usize = 32 * 1024;
const STREAMS_AT_ONCE: u32 = 100;

/// Accepts and answers until `stop` is done, then finishes what was accepted.
pub(crate) async fn serve(listener: TcpListener, tls: Option<Tls>, front: Arc<Front>, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let speaker = Speaker::new(front, tls);
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => speaker.take(stream, peer.ip(), graceful.watcher()),
                Err(error) => rest_after(&error).await,
            },
            () = &mut stop => break,
        }
    }
    // What the system has accepted in our name is accepted: closing the listener would reset it.
    if let Ok(listener) = listener.into_std() {
        while let Ok((stream, peer)) = listener.accept() {
            if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                speaker.take(stream, peer.ip(), graceful.watcher());
            }
        }
    }
    if tokio::time::timeout(STOP_PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

/// A connection that broke before it was accepted is nobody's loss; a lack of files or memory needs a pause, or the loop would spin.
async fn rest_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "cannot accept connections");
        tokio::time::sleep(BREATH).await;
    }
}

/// Speaks HTTP on accepted connections, each in a task of its own.
struct Speaker {
    front: Arc<Front>,
    tls: Option<Tls>,
    plain: http1::Builder,
    either: Arc<auto::Builder<TokioExecutor>>,
}

impl Speaker {
    fn new(front: Arc<Front>, tls: Option<Tls>) -> Self {
        let mut plain = http1::Builder::new();
        plain.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).max_header_size(LARGEST_HEAD);
        let mut either = auto::Builder::new(TokioExecutor::new());
        either.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).max_buf_size(2 * LARGEST_HEAD);
        either
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_AT_ONCE)
            .max_header_list_size(u32::try_from(LARGEST_HEAD).unwrap_or(u32::MAX))
            .keep_alive_interval(HEAD_PATIENCE);
        Self { front, tls, plain, either: Arc::new(either) }
    }

    fn take(&self, stream: TcpStream, peer: IpAddr, watcher: Watcher) {
        // Small answers go out at once; should the socket refuse, the answer is only later.
        stream.set_nodelay(true).ok();
        let front = Arc::clone(&self.front);
        let service = service_fn(move |request| answer(Arc::clone(&front), request, peer));
        match &self.tls {
            None => {
                let connection = self.plain.serve_connection(TokioIo::new(stream), service);
                tokio::spawn(async move { note(watcher.watch(connection).await) });
            }
            Some(tls) => {
                let (acceptor, either) = (tls.acceptor(), Arc::clone(&self.either));
                tokio::spawn(async move {
                    match tokio::time::timeout(HANDSHAKE_PATIENCE, acceptor.accept(stream)).await {
                        Ok(Ok(stream)) => {
                            let connection = either.serve_connection(TokioIo::new(stream), service).into_owned();
                            note(watcher.watch(connection).await);
                        }
                        Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
                        Err(_) => tracing::debug!("TLS handshake took too long"),
                    }
                });
            }
        }
    }
}

async fn answer(front: Arc<Front>, request: Request<Incoming>, peer: IpAddr) -> Result<Response<Body>, Infallible> {
    Ok(front.answer(request.map(Body::new), peer).await)
}

/// Clients hang up all the time; that is worth a line only to somebody who looks for it.
fn note<E: std::fmt::Display>(done: Result<(), E>) {
    if let Err(error) = done {
        tracing::debug!(%error, "connection ended early");
    }
}
