//! The plain listener: it answers what a directory asks for to see whether a name is ours (HTTP-01), and sends everybody else to the public address. It
//! must never answer anything else in the clear, and never send anybody to where a request says it came for.

use super::Shown;
use crate::headers;
use crate::listener::{self, Answers};
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

const PATH: &str = "/.well-known/acme-challenge/";

/// Answers there for as long as it is polled.
pub(super) async fn serve(listener: TcpListener, shown: Arc<Shown>, origin: String) {
    if let Ok(http) = listener.local_addr() {
        tracing::info!(%http, "plain HTTP is answered for certificates, and sent on to the public address");
    }
    listener::serve_many(listener, Arc::new(Plain { shown, origin })).await;
}

#[derive(Debug)]
struct Plain {
    shown: Arc<Shown>,
    origin: String,
}

impl Plain {
    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        if let Some(token) = request.uri().path().strip_prefix(PATH) {
            let answer = self.shown.answer(token);
            return answer.map_or_else(
                || StatusCode::NOT_FOUND.into_response(),
                |answer| {
                    ([(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))], answer).into_response()
                },
            );
        }
        let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        match HeaderValue::try_from(format!("{}/{}", self.origin, path.trim_start_matches('/'))) {
            Ok(there) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, there)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

impl Answers for Plain {
    async fn answer(&self, request: Request<Body>, _: IpAddr) -> Response<Body> {
        let mut response = self.respond(&request);
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
    use http_body_util::BodyExt;

    async fn ask(plain: &Plain, method: &str, uri: &str) -> (u16, String, String) {
        let request = Request::builder().method(method).uri(uri).header("host", "evil.example");
        let (parts, body) =
            plain.answer(request.body(Body::empty()).unwrap(), [127, 0, 0, 1].into()).await.into_parts();
        let there = parts.headers.get(LOCATION).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (parts.status.as_u16(), there, body)
    }

    // Issue 9, 8: the token alone opens, and nobody's Host is believed.
    #[tokio::test]
    async fn it_answers_tokens_and_sends_on_everything_else() {
        let shown = Arc::new(Shown::new(vec!["id.example.com".to_owned()]).unwrap());
        shown.challenge(vec![("id.example.com".into(), "tOken-1".into(), "tOken-1.print".into())]);
        let plain = Plain { shown, origin: "https://id.example.com".to_owned() };
        assert_eq!(ask(&plain, "GET", &format!("{PATH}tOken-1")).await, (200, String::new(), "tOken-1.print".into()));
        for wrong in ["tOken", "tOken-12", "token-1", "", "tOken-1/", "tOken%2D1", "../x"] {
            assert_eq!(ask(&plain, "GET", &format!("{PATH}{wrong}")).await.0, 404, "{wrong}");
        }
        for (uri, there) in [
            ("/", "https://id.example.com/"),
            ("/acme/staff?a=b&c", "https://id.example.com/acme/staff?a=b&c"),
            ("//evil.example/x", "https://id.example.com/evil.example/x"),
            ("http://evil.example/x", "https://id.example.com/x"),
            ("/.well-known/acme-challenge", "https://id.example.com/.well-known/acme-challenge"),
        ] {
            assert_eq!(ask(&plain, "GET", uri).await, (308, there.to_owned(), String::new()), "{uri}");
        }
        assert_eq!(ask(&plain, "POST", "/sign-in").await.0, 405);
        plain.shown.challenge(Vec::new());
        assert_eq!(ask(&plain, "GET", &format!("{PATH}tOken-1")).await.0, 404, "the order is over");
    }
}
