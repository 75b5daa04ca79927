//! Who calls: a browser or a program, each at one front door, with an authenticator in hand.

use super::answer::Answer;
use super::app::{HOST, ORIGIN, TestApp};
use authenticator::{Authenticator, Setup};
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, Request, header};
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) struct Actor<'a> {
    pub(crate) app: &'a TestApp,
    /// `/{tenant}/{workspace}`, or the address of a set-up link.
    pub(crate) base: String,
    pub(crate) is_browser: bool,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) token: Option<String>,
    pub(crate) authenticator: Authenticator,
}

impl<'a> Actor<'a> {
    pub(crate) fn browser(app: &'a TestApp, base: &str) -> Self {
        Self::new(app, base, true)
    }

    pub(crate) fn program(app: &'a TestApp, base: &str) -> Self {
        Self::new(app, base, false)
    }

    fn new(app: &'a TestApp, base: &str, is_browser: bool) -> Self {
        let authenticator = Authenticator::new(Setup::phone());
        Self { app, base: base.to_owned(), is_browser, cookies: BTreeMap::new(), token: None, authenticator }
    }

    /// The same person at another door, with the same passkeys and cookies.
    pub(crate) fn at(&mut self, base: &str) -> &mut Self {
        base.clone_into(&mut self.base);
        self
    }

    /// What this client adds to each request by itself.
    pub(crate) fn request(&self, method: Method, path: &str) -> Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(header::HOST, HOST)
            .header(header::USER_AGENT, "test");
        if self.is_browser {
            request = request.header(header::ORIGIN, ORIGIN).header("sec-fetch-site", "same-origin");
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        let answer = self.app.send(request).await;
        self.keep(&answer);
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Opens a page as a browser's address bar does.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let request =
            self.request(Method::GET, path).header(header::ACCEPT, "text/html,*/*").body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        let request = self.request(Method::DELETE, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send_json(Method::POST, path, body).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: &Value) -> Answer {
        self.send_json(Method::PUT, path, body).await
    }

    /// Two requests at once; what they bring is not kept.
    pub(crate) async fn post_both(&self, path: &str, bodies: [&Value; 2]) -> [Answer; 2] {
        let [first, second] = bodies.map(|body| self.app.send(self.json(Method::POST, path, body)));
        tokio::join!(first, second).into()
    }

    async fn send_json(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(self.json(method, path, body)).await
    }

    fn json(&self, method: Method, path: &str, body: &Value) -> Request<Body> {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        request.body(Body::from(body.to_string())).unwrap()
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.cookies() {
            let pair = line.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(token) = answer.json()["session_token"].as_str() {
            self.token = Some(token.to_owned());
        }
    }
}
