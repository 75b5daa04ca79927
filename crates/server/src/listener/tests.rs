//! What connections may not do, each tried on a socket, with patience counted in tenths of a second.

use super::places::Places;
use super::tls::Tls;
use super::*;
use crate::config::TlsFiles;
use crate::front::Server;
use domain::{App, AppOptions, Location, MasterKey, Store, SystemClock, SystemRandom};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const BRIEF: Patience = Patience {
    handshake: Duration::from_millis(300),
    silence: Duration::from_millis(300),
    silence_in_a_crowd: Duration::from_millis(100),
    farewell: Duration::from_millis(200),
    request: Duration::from_millis(600),
    stop: Duration::from_secs(5),
};
/// By then whatever is to end has ended, on a busy machine too.
const LATEST: Duration = Duration::from_secs(5);
const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const PING: &[u8] = b"\0\0\x08\x06\0\0\0\0\0\0\0\0\0\0\0\0\0";

struct House {
    address: SocketAddr,
    _data: tempfile::TempDir,
}

impl House {
    async fn open(tls: bool, places: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open_with(&Location::Embedded { file: data.path().join("keystead.db") }, None).unwrap();
        let options = AppOptions {
            store,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom::default()),
            master_key: MasterKey::new([7; 32]),
            public_url: "http://localhost:8080".parse().unwrap(),
            channels: domain::Channels::default(),
            outgoing: Arc::new(domain::CallsNobody),
            demo: true,
        };
        let front = Front::new(Server::new(App::open(options).await.unwrap(), Vec::new()));
        let files = TlsFiles { cert: fixture("first.pem"), key: fixture("first.key") };
        let speaker = Speaker::new(Arc::new(front), tls.then(|| Tls::open(files).unwrap()), BRIEF);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let places = Places::new(places, Duration::from_millis(200));
        tokio::spawn(serve_at(listener, Arc::new(speaker), places, std::future::pending()));
        Self { address, _data: data }
    }

    async fn enter(&self, said: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(said).await.unwrap();
        stream
    }

    async fn enter_tls(&self, protocols: &[&[u8]], said: &[u8]) -> TlsStream<TcpStream> {
        let mut trusted = rustls::RootCertStore::empty();
        trusted.add(CertificateDer::from_pem_file(fixture("first.pem")).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = config.unwrap().with_root_certificates(trusted).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = "localhost".try_into().unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, self.enter(b"").await).await.unwrap();
        stream.write_all(said).await.unwrap();
        stream
    }
}

fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/it/fixtures", name].iter().collect()
}

/// Says `more` every 50 ms until the other side is gone, and returns what it has said by then.
async fn until_gone(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), more: &[u8]) -> Vec<u8> {
    let mut heard = Vec::new();
    let gone = async {
        let mut part = [0; 4096];
        loop {
            match timeout(Duration::from_millis(50), stream.read(&mut part)).await {
                Ok(Ok(0) | Err(_)) => return,
                Ok(Ok(read)) => heard.extend_from_slice(&part[..read]),
                Err(_) if more.is_empty() => {}
                Err(_) => {
                    if stream.write_all(more).await.is_err() || stream.flush().await.is_err() {
                        return;
                    }
                }
            }
        }
    };
    timeout(LATEST, gone).await.expect("the connection is still open");
    heard
}

/// The connection ends, and not before its time.
async fn ends(mut stream: impl AsyncRead + AsyncWrite + Unpin, more: &[u8]) -> Vec<u8> {
    let began = Instant::now();
    let heard = until_gone(&mut stream, more).await;
    assert!(began.elapsed() > Duration::from_millis(200), "ended after {:?}", began.elapsed());
    heard
}

#[tokio::test]
async fn what_asks_nothing_is_ended() {
    let house = House::open(false, 100).await;
    let half = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ";
    tokio::join!(
        async { assert_eq!(ends(house.enter(b"").await, b"").await, b"", "nothing at all") },
        async { assert_eq!(ends(house.enter(half).await, b"").await, b"", "half a head") },
        async { assert_eq!(ends(house.enter(half).await, b"y").await, b"", "a head without end") },
        async { assert!(ends(house.enter(ASK).await, b"").await.starts_with(b"HTTP/1.1 200"), "after a request") },
    );
}

#[tokio::test]
async fn what_asks_nothing_under_tls_is_ended() {
    let house = House::open(true, 100).await;
    let (one, two): (&[&[u8]], &[&[u8]]) = (&[b"http/1.1"], &[b"h2"]);
    tokio::join!(
        async { assert_eq!(ends(house.enter(b"").await, b"").await, b"", "no handshake") },
        async { assert_eq!(ends(house.enter_tls(&[], b"").await, b"").await, b"", "no agreement, then nothing") },
        async { assert_eq!(ends(house.enter_tls(one, b"").await, b"").await, b"", "HTTP/1.1, then nothing") },
        async { assert!(ends(house.enter_tls(one, ASK).await, b"").await.starts_with(b"HTTP/1.1 200")) },
        async {
            ends(house.enter_tls(two, b"").await, b"").await;
        },
        async {
            ends(house.enter_tls(two, b"PRI * HTTP/2").await, b"").await;
        },
        async {
            ends(house.enter_tls(two, PREFACE).await, b"").await;
        },
        async {
            ends(house.enter_tls(two, PREFACE).await, PING).await;
        },
    );
}

// HTTP/2 is what is agreed upon, not what is begun unasked.
#[tokio::test]
async fn the_agreement_decides_what_is_spoken() {
    let house = House::open(true, 100).await;
    let mut stream = house.enter_tls(&[b"http/1.1"], PREFACE).await;
    let began = Instant::now();
    assert_eq!(until_gone(&mut stream, b"").await, b"", "not a frame");
    assert!(began.elapsed() < BRIEF.silence, "refused, not waited out");
    let mut stream = house.enter_tls(&[b"h2"], PREFACE).await;
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "the first frame is SETTINGS");
}

#[tokio::test]
async fn answers_that_nobody_reads_are_ended() {
    let house = House::open(false, 100).await;
    let mut stream = house.enter(b"").await;
    let asked = async {
        let began = Instant::now();
        // Until neither side takes any more; then an error, once it is cut off.
        while stream.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n").await.is_ok() {}
        began.elapsed()
    };
    timeout(4 * LATEST, asked).await.expect("the connection is still open");
}

#[tokio::test]
async fn what_is_at_work_stays() {
    let house = House::open(false, 100).await;
    let mut stream = house.enter(b"").await;
    for _ in 0..8 {
        sleep(Duration::from_millis(100)).await;
        stream.write_all(ASK).await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        let rest = timeout(Duration::from_millis(20), until_gone(&mut stream, b"")).await;
        assert!(rest.is_err(), "it has ended");
    }
}

#[tokio::test]
async fn a_request_has_its_time_and_no_more() {
    let house = House::open(false, 100).await;
    let head =
        "POST /demo/community/sign-in/passkey/begin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let said = format!("{head}Connection: close\r\nContent-Length: 2\r\n\r\n{{");
    // Longer than silence may last, and still in flight.
    let mut stream = house.enter(said.as_bytes()).await;
    sleep(Duration::from_millis(450)).await;
    stream.write_all(b"}").await.unwrap();
    assert!(until_gone(&mut stream, b"").await.starts_with(b"HTTP/1.1 200"));
    let answer = ends(house.enter(said.as_bytes()).await, b"").await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 2") && answer.contains("nosniff"));
}

#[tokio::test]
async fn who_finds_no_place_waits_for_a_silent_one() {
    let house = House::open(false, 2).await;
    let (first, second) = (house.enter(ASK).await, house.enter(b"").await);
    sleep(Duration::from_millis(50)).await;
    let began = Instant::now();
    let mut third = house.enter(ASK).await;
    let mut answer = [0; 15];
    timeout(LATEST, third.read_exact(&mut answer)).await.expect("nobody made room").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    assert!(began.elapsed() < BRIEF.silence, "a crowd has less patience: {:?}", began.elapsed());
    drop((first, second));
}
