//! A small provider that says whatever a test wants, for the lies that no real provider can be made to tell. It signs with ES256 and keeps
//! what it was asked.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How a token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    Rightly,
    /// By a key that is not published, under the name of one that is.
    ByAStranger,
    WithTheSecret,
    NotAtAll,
}

/// What it does when it is asked for its configuration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manners {
    Good,
    Huge,
    Redirecting,
    Nonsense,
    /// Says that it is somebody else.
    Impostor,
    /// Sends browsers on without TLS, to another host.
    Insecure,
}

pub(super) struct Says {
    pub claims: Value,
    pub signed: Signed,
    pub manners: Manners,
    /// What it tells beside the token; nothing where there is no such address.
    pub about: Option<Value>,
    /// Whether it promises to say who it is in each answer (RFC 9207).
    pub names_itself: bool,
    pub access_token: &'static str,
    /// Paths and bodies, as they came.
    pub asked: Vec<(String, String)>,
    key: Arc<EcdsaKeyPair>,
    key_number: u32,
}

pub(super) struct Lying {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
    _running: JoinSet<()>,
}

pub(super) const SECRET: &str = "the secret that both know";

fn new_key() -> Arc<EcdsaKeyPair> {
    Arc::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
}

impl Lying {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let says = Arc::new(Mutex::new(Says {
            claims: json!({}),
            signed: Signed::Rightly,
            manners: Manners::Good,
            about: None,
            names_itself: false,
            access_token: "an access token",
            asked: Vec::new(),
            key: new_key(),
            key_number: 1,
        }));
        let (own, shared) = (issuer.clone(), Arc::clone(&says));
        let answer = move |request: Request<Body>| {
            let (own, shared) = (own.clone(), Arc::clone(&shared));
            async move { answer(&own, &shared, request).await }
        };
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await.unwrap() });
        Self { issuer, says, _running: running }
    }

    pub(super) fn says<T>(&self, change: impl FnOnce(&mut Says) -> T) -> T {
        change(&mut self.says.lock().unwrap())
    }

    /// A new key in place of the old one.
    pub(super) fn rotate(&self) {
        self.says(|says| {
            says.key = new_key();
            says.key_number += 1;
        });
    }

    pub(super) fn count(&self, path: &str) -> usize {
        self.says(|says| says.asked.iter().filter(|(asked, _)| asked == path).count())
    }
}

impl Says {
    fn jwks(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let kid = self.key_number.to_string();
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": text(&point[1..33]), "y": text(&point[33..]) }] })
    }

    fn token(&self) -> String {
        let (alg, key) = match self.signed {
            Signed::Rightly => ("ES256", Arc::clone(&self.key)),
            Signed::ByAStranger => ("ES256", new_key()),
            Signed::WithTheSecret => ("HS256", Arc::clone(&self.key)),
            Signed::NotAtAll => ("none", Arc::clone(&self.key)),
        };
        let head = json!({ "alg": alg, "kid": self.key_number.to_string(), "typ": "JWT" });
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(&head), text(&self.claims));
        let signature = match self.signed {
            Signed::WithTheSecret => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signed.as_bytes()).as_ref().to_vec()
            }
            Signed::NotAtAll => Vec::new(),
            _ => key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn configuration(&self, issuer: &str) -> Response<Body> {
        let named = if self.manners == Manners::Impostor { "http://localhost:1" } else { issuer };
        let pages = if self.manners == Manners::Insecure { "http://elsewhere.example" } else { issuer };
        let mut told = json!({
            "issuer": named,
            "authorization_endpoint": format!("{pages}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": self.names_itself,
        });
        if self.about.is_some() {
            told["userinfo_endpoint"] = format!("{issuer}/about").into();
        }
        match self.manners {
            Manners::Huge => text(format!("{{\"issuer\":\"{}\"}}", "x".repeat(2 * 1024 * 1024))),
            Manners::Nonsense => text("{".to_owned()),
            Manners::Redirecting => {
                let elsewhere = Response::builder().status(StatusCode::FOUND);
                elsewhere.header(header::LOCATION, format!("{issuer}/elsewhere")).body(Body::empty()).unwrap()
            }
            _ => text(told.to_string()),
        }
    }
}

fn text(json: String) -> Response<Body> {
    Response::builder().header(header::CONTENT_TYPE, "application/json").body(Body::from(json)).unwrap()
}

async fn answer(issuer: &str, says: &Mutex<Says>, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let mut says = says.lock().unwrap();
    says.asked.push((path.clone(), String::from_utf8(body.to_vec()).unwrap()));
    match path.as_str() {
        "/.well-known/openid-configuration" => says.configuration(issuer),
        // A redirect that is followed would find all that is asked for.
        "/elsewhere" => {
            says.manners = Manners::Good;
            says.configuration(issuer)
        }
        "/jwks" => text(says.jwks().to_string()),
        "/token" => text(
            json!({ "access_token": says.access_token, "token_type": "Bearer", "id_token": says.token() }).to_string(),
        ),
        "/about" => text(says.about.clone().unwrap_or_default().to_string()),
        _ => Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty()).unwrap(),
    }
}
