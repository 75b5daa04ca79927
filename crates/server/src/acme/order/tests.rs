//! What an order makes of what directories answer.

use super::*;
use axum::http::{Request, Response};
use domain::id::AcmeCertificateId;
use http_body_util::Full;
use hyper::body::Bytes;
use instant_acme::{Account, BodyWrapper, BytesResponse, HttpClient};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::json;
use std::pin::Pin;
use std::sync::Mutex;

fn turn() -> Turn {
    Turn { id: AcmeCertificateId::from_bytes([1; 16]), name: "id.example.com".to_owned(), number: 1 }
}

// Issue 9, 8: after a failure the other way is tried.
#[test]
fn the_ways_take_turns() {
    use Challenge::{Http01, TlsAlpn01};
    let both = [TlsAlpn01, Http01];
    assert_eq!([1, 2, 3, 4].map(|number| chosen(&both, number)), [TlsAlpn01, Http01, TlsAlpn01, Http01]);
    assert_eq!([0, 1, 2, i64::MAX, -1].map(|number| chosen(&[Http01], number)), [Http01; 5]);
}

// Issue 9, 8: what a directory hands out is looked at before it is shown.
#[test]
fn what_is_not_what_was_ordered_is_refused() {
    let made = |names: &[&str]| {
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        (made.pem(), Zeroizing::new(key.serialize_der()))
    };
    let (good, key) = made(&["ID.example.com"]);
    assert!(judged(&turn(), (good.clone(), key.clone()), 0).is_ok());
    assert!(judged(&turn(), (good.clone(), key.clone()), i64::MIN).is_ok(), "our clock is behind");
    assert!(matches!(judged(&turn(), (good.clone(), key.clone()), i64::MAX), Err(OrderError::Expired)));
    assert!(matches!(judged(&turn(), made(&["login.example.com"]), 0), Err(OrderError::NotOurs)));
    assert!(matches!(judged(&turn(), made(&[]), 0), Err(OrderError::NotOurs)));
    assert!(judged(&turn(), (good, made(&["id.example.com"]).1), 0).is_err(), "another key");
    assert!(judged(&turn(), (String::new(), key), 0).is_err());
}

/// A status and a body; 0 is a connection that breaks.
type Answer = (u16, String);

/// A directory that answers by path, and by how often it was asked there.
struct Fake<A> {
    asked: Arc<Mutex<Vec<String>>>,
    answer: A,
}

impl<A: Fn(&str, usize) -> Answer + Send + Sync + 'static> HttpClient for Fake<A> {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, instant_acme::Error>> + Send>> {
        let path = request.uri().path().to_owned();
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|other| **other == path).count();
        asked.push(path.clone());
        let answer = match path.as_str() {
            "/dir" => {
                let at = |path: &str| format!("https://d{path}");
                let body = json!({ "newNonce": at("/nonce"), "newAccount": at("/account"), "newOrder": at("/order") });
                (200, body.to_string())
            }
            "/nonce" => (200, String::new()),
            path => (self.answer)(path, before),
        };
        let (status, body) = answer;
        let answer = if status == 0 {
            Err(instant_acme::Error::Other("broken".into()))
        } else {
            let answer = Response::builder().status(status).header("replay-nonce", "bm9uY2U");
            Ok(BytesResponse::from(answer.body(Full::new(Bytes::from(body))).unwrap()))
        };
        Box::pin(async { answer })
    }
}

fn broken() -> Answer {
    (0, String::new())
}

fn state(status: &str) -> Answer {
    let (finalize, certificate) = ("https://d/finalize", "https://d/certificate");
    let state = json!({ "status": status, "authorizations": [], "finalize": finalize, "certificate": certificate });
    (200, state.to_string())
}

fn problem(kind: &str) -> Answer {
    let problem = json!({ "type": format!("urn:ietf:params:acme:error:{kind}"), "detail": kind, "status": 403 });
    (403, problem.to_string())
}

/// An order there, and what it was asked.
async fn placed(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> (Order, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let key = PrivatePkcs8KeyDer::from(KeyPair::generate().unwrap().serialize_der());
    let http = Box::new(Fake { asked: Arc::clone(&asked), answer });
    let account = Account::builder_with_http(http).from_parts("https://d/me".into(), key, "https://d/dir".into());
    (account.await.unwrap().order("https://d/order".into()).await.unwrap(), asked)
}

// Issue 9, 8: what a directory has issued is fetched, though the connection broke while it was asked for it.
#[tokio::test]
async fn a_connection_that_breaks_drops_no_certificate() {
    // What the request is answered each time, and the order after it, and how often the request is made.
    type Case = (fn(usize) -> Answer, fn(usize) -> Answer, usize);
    let cases: [Case; 5] = [
        // It was heard.
        (|_| broken(), |after| state(["processing", "valid"][after.min(1)]), 1),
        // It was not.
        (
            |nth| if nth == 0 { broken() } else { state("processing") },
            |after| state(["ready", "valid"][after.min(1)]),
            2,
        ),
        // It was, and seen late.
        (
            |nth| if nth == 0 { broken() } else { problem("orderNotReady") },
            |after| state(["ready", "valid"][after.min(1)]),
            2,
        ),
        // Something in between answers for the directory.
        (|_| (502, "<html>".to_owned()), |after| state(["processing", "valid"][after.min(1)]), 1),
        // While it is waited for.
        (|_| state("processing"), |after| if after == 0 { broken() } else { state("valid") }, 1),
    ];
    for (number, (request, after, times)) in cases.into_iter().enumerate() {
        let answer = move |path: &str, nth: usize| match (path, nth) {
            ("/finalize", nth) => request(nth),
            ("/order", 0) => state("ready"),
            ("/order", nth) => after(nth - 1),
            _ => (200, "PEM".to_owned()),
        };
        let (mut order, asked) = placed(answer).await;
        assert_eq!(issued(&mut order, b"request").await.unwrap(), "PEM", "{number}");
        assert_eq!(asked.lock().unwrap().iter().filter(|path| *path == "/finalize").count(), times, "{number}");
    }
    let refuses = |path: &str, _| if path == "/finalize" { problem("badCSR") } else { state("ready") };
    let (mut order, asked) = placed(refuses).await;
    assert!(is_problem(&issued(&mut order, b"request").await.unwrap_err(), "urn:ietf:params:acme:error:badCSR"));
    assert_eq!(asked.lock().unwrap().last().unwrap(), "/finalize");
}

// Issue 9, 8: what is told of the operator's name is true: a directory that will not be asked has not looked.
#[tokio::test]
async fn only_an_order_that_failed_says_that_the_name_is_not_ours() {
    let (mut order, _) = placed(|_, nth| if nth == 0 { state("pending") } else { problem("rateLimited") }).await;
    let refused = seen(&mut order, Challenge::Http01).await.unwrap_err();
    assert!(matches!(refused, OrderError::Directory(_)), "{refused}");
    let (mut order, _) = placed(|_, nth| state(["pending", "invalid"][nth.min(1)])).await;
    let refused = seen(&mut order, Challenge::Http01).await.unwrap_err();
    assert!(matches!(refused, OrderError::NotSeen("http-01", _)), "{refused}");
    let failed = |_: &str, _| {
        let error = json!({ "type": "urn:ietf:params:acme:error:dns", "detail": "no such name", "status": 400 });
        let state = json!({ "status": "invalid", "authorizations": [], "finalize": "https://d/f", "error": error });
        (200, state.to_string())
    };
    let (mut order, _) = placed(failed).await;
    let refused = seen(&mut order, Challenge::TlsAlpn01).await.unwrap_err();
    assert!(refused.to_string().ends_with("is ours: no such name"), "{refused}");
    let (mut order, _) = placed(|_, nth| state(["pending", "ready"][nth.min(1)])).await;
    seen(&mut order, Challenge::TlsAlpn01).await.unwrap();
}
