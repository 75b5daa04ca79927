//! The accept loop. Plain connections go straight to HTTP/1.1; TLS ones speak what was agreed in the handshake. It knows nothing of routes:
//! a request goes to whoever answers, its answer back. It must never lose a connection that it has accepted, not even while stopping, and never
//! keep one that does nothing.

mod patience;
mod places;
pub(crate) mod tls;

use crate::acme::TLS_ALPN;
use crate::front::Front;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use patience::{Activity, Patience, attend};
use places::{Mood, Place, Places};
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tls::Tls;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long to wait before accepting again when the process has run out of files.
const BREATH: Duration = Duration::from_millis(100);
/// Of connections that nobody has accepted yet: what the system grants to a listener.
const LONGEST_QUEUE: usize = 4096;
const LARGEST_HEAD: usize = 32 * 1024;
const STREAMS_AT_ONCE: u32 = 100;

/// What stands behind the listener: the product's front, or FIDO's conformance test in its place.
pub(crate) trait Answers: Send + Sync + 'static {
    fn answer(&self, request: Request<Body>, peer: IpAddr) -> impl Future<Output = Response<Body>> + Send;

    /// The answer to a request that could not be answered in time.
    fn overdue(&self) -> Response<Body>;
}

impl Answers for Front {
    fn answer(&self, request: Request<Body>, peer: IpAddr) -> impl Future<Output = Response<Body>> + Send {
        self.answer(request, peer)
    }

    fn overdue(&self) -> Response<Body> {
        self.overdue()
    }
}

/// Accepts and answers until `stop` is done, then finishes what was accepted.
pub(crate) async fn serve<A: Answers>(
    listener: TcpListener,
    tls: Option<Tls>,
    front: Arc<A>,
    stop: impl Future<Output = ()>,
) {
    let speaker = Speaker::new(front, tls, Patience::USUAL);
    serve_at(listener, Arc::new(speaker), Places::of_this_process(), stop).await;
}

/// The same for a few callers of this machine, as long as it is polled; no TLS.
pub(crate) async fn serve_few<A: Answers>(listener: TcpListener, front: Arc<A>) {
    let speaker = Speaker::new(front, None, Patience::USUAL);
    serve_at(listener, Arc::new(speaker), Places::few(), std::future::pending()).await;
}

/// The same for everybody, as long as it is polled, with places of its own: whoever holds all of them keeps nobody from signing in.
pub(crate) async fn serve_many<A: Answers>(listener: TcpListener, front: Arc<A>) {
    let speaker = Speaker::new(front, None, Patience::USUAL);
    serve_at(listener, Arc::new(speaker), Places::many(), std::future::pending()).await;
}

async fn serve_at<A: Answers>(
    listener: TcpListener,
    speaker: Arc<Speaker<A>>,
    mut places: Places,
    stop: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    loop {
        // A place first: what has none is not accepted, and waits where it costs us nothing.
        let place = tokio::select! {
            place = places.take() => place,
            () = &mut stop => break,
        };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    places.accepted();
                    speaker.take(stream, peer.ip(), place);
                }
                Err(error) if is_nobodys_loss(&error) => {}
                Err(error) => {
                    places.refused(&error);
                    tokio::time::sleep(BREATH).await;
                }
            },
            () = &mut stop => break,
        }
    }
    // What the system has accepted in our name is accepted: closing the listener would reset it. No more than its queue holds: where a service
    // manager listens on the same socket, others go on knocking, and they are for the process after this one.
    if let Ok(listener) = listener.into_std() {
        for (stream, peer) in std::iter::from_fn(|| listener.accept().ok()).take(LONGEST_QUEUE) {
            if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                speaker.take(stream, peer.ip(), places.extra());
            }
        }
    }
    if tokio::time::timeout(speaker.patience.stop, places.close()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

/// A connection that broke before it was accepted; anything else is a lack of files or memory and needs a pause, or the loop would spin.
fn is_nobodys_loss(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Speaks HTTP on accepted connections, each in a task of its own.
struct Speaker<A> {
    front: Arc<A>,
    tls: Option<Tls>,
    patience: Patience,
    one: http1::Builder,
    two: http2::Builder<TokioExecutor>,
}

impl<A: Answers> Speaker<A> {
    fn new(front: Arc<A>, tls: Option<Tls>, patience: Patience) -> Self {
        // The library's own timers stay off: `attend` watches heads, pings and silence alike, with one timer for all of them.
        let mut one = http1::Builder::new();
        one.header_read_timeout(None).max_header_size(LARGEST_HEAD);
        let mut two = http2::Builder::new(TokioExecutor::new());
        two.max_concurrent_streams(STREAMS_AT_ONCE)
            .max_header_list_size(u32::try_from(LARGEST_HEAD).unwrap_or(u32::MAX));
        Self { front, tls, patience, one, two }
    }

    fn take(self: &Arc<Self>, stream: TcpStream, peer: IpAddr, place: Place) {
        // Small answers go out at once; should the socket refuse, the answer is only later.
        stream.set_nodelay(true).ok();
        let speaker = Arc::clone(self);
        tokio::spawn(async move {
            let (caller, mut place) = (Caller::new(&speaker, peer), place);
            match &speaker.tls {
                None => speaker.speak_one(stream, caller, &mut place.mood).await,
                Some(tls) => Box::pin(speaker.speak_tls(tls, stream, caller, &mut place.mood)).await,
            }
        });
    }

    async fn speak_tls(&self, tls: &Tls, stream: TcpStream, caller: Arc<Caller<A>>, mood: &mut watch::Receiver<Mood>) {
        match tokio::time::timeout(self.patience.handshake, tls.acceptor().accept(stream)).await {
            // That was all: a directory has seen whose name it is.
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(TLS_ALPN) => {}
            // Without an agreement it is HTTP/1.1; nobody may begin HTTP/2 unasked.
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(tls::HTTP_2) => {
                self.speak_two(stream, caller, mood).await;
            }
            Ok(Ok(stream)) => self.speak_one(stream, caller, mood).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    async fn speak_one<S>(&self, stream: S, caller: Arc<Caller<A>>, mood: &mut watch::Receiver<Mood>)
    where
        S: AsyncRead + AsyncWrite + Unpin + 'static,
    {
        let service = service_fn(|request| answer(Busy::new(&caller), request));
        let connection = self.one.serve_connection(TokioIo::new(stream), service);
        note(attend(connection, &caller.activity, mood, &self.patience).await);
    }

    async fn speak_two<S>(&self, stream: S, caller: Arc<Caller<A>>, mood: &mut watch::Receiver<Mood>)
    where
        S: AsyncRead + AsyncWrite + Unpin + 'static,
    {
        let service = service_fn(|request| answer(Busy::new(&caller), request));
        let connection = self.two.serve_connection(TokioIo::new(stream), service);
        note(attend(connection, &caller.activity, mood, &self.patience).await);
    }
}

/// Who is on the other end of a connection.
struct Caller<A> {
    front: Arc<A>,
    peer: IpAddr,
    longest: Duration,
    activity: Activity,
}

impl<A: Answers> Caller<A> {
    fn new(speaker: &Speaker<A>, peer: IpAddr) -> Arc<Self> {
        let front = Arc::clone(&speaker.front);
        Arc::new(Self { front, peer, longest: speaker.patience.request, activity: Activity::new() })
    }
}

/// A caller for as long as one request is being answered, or until it is given up.
struct Busy<A>(Arc<Caller<A>>);

impl<A> Busy<A> {
    fn new(caller: &Arc<Caller<A>>) -> Self {
        caller.activity.begin();
        Self(Arc::clone(caller))
    }
}

impl<A> Drop for Busy<A> {
    fn drop(&mut self) {
        self.0.activity.end();
    }
}

async fn answer<A: Answers>(busy: Busy<A>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let Caller { front, peer, longest, .. } = busy.0.as_ref();
    let answered = tokio::time::timeout(*longest, front.answer(request.map(Body::new), *peer)).await;
    Ok(answered.unwrap_or_else(|_| front.overdue()))
}

/// Clients hang up all the time; that is worth a line only to somebody who looks for it.
fn note<E: std::fmt::Display>(done: Result<(), E>) {
    if let Err(error) = done {
        tracing::debug!(%error, "connection ended early");
    }
}

#[cfg(test)]
mod tests;
