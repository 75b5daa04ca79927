//! What stands in for the suite: its clients, its browser with a user who does what they are asked, and its checks of tokens. What it believes
//! of a token it has verified with the published keys.

use crate::authorization::{CALLBACK, claims, question, said, text, userinfo};
use crate::support::app::{ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings};
use domain::oauth::jwk::Jwks;
use domain::oauth::jws::{Alg, Unverified};
use serde_json::{Value, json};
use std::pin::Pin;
use url::Url;

/// By `client_secret_basic`.
pub(super) const BASIC: &str = "suite-basic";
/// By `client_secret_post`.
pub(super) const POST: &str = "suite-post";
pub(super) const GOODBYE: &str = "https://app.example/goodbye";
pub(super) const NONCE: &str = "the nonce";
const STATE: &str = "the state";

/// How the published suite would end with a module, and why not simply well.
pub(super) enum End {
    Passes,
    /// Well, with a remark.
    Warns(&'static str),
    /// The suite leaves out what is not advertised; what is left of the module is run.
    Skipped(&'static str),
}

impl End {
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Warns(_) => "passes with a warning",
            Self::Skipped(_) => "skipped by the suite",
        }
    }

    pub(super) fn why(&self) -> &'static str {
        match self {
            Self::Passes => "",
            Self::Warns(why) | Self::Skipped(why) => why,
        }
    }
}

type Run = for<'a> fn(&'a mut Suite<'_>) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) end: End,
    pub(super) run: Run,
}

/// A table of modules: name, the function that walks it, how it ends.
macro_rules! modules {
    ($($name:literal => $run:path, $end:expr;)+) => {
        pub(super) const MODULES: &[crate::mirror::suite::Module] = &[
            $(crate::mirror::suite::Module { name: $name, end: $end, run: |suite| Box::pin($run(suite)) }),+
        ];
    };
}
pub(super) use modules;

pub(super) struct Suite<'a> {
    pub(super) app: &'a TestApp,
    pub(super) clients: Vec<Application<'a>>,
    pub(super) browser: Actor<'a>,
    number: usize,
}

/// Where the browser is after an authorization request, and what its user was asked on the way.
pub(super) struct Came {
    pub(super) asked: Vec<&'static str>,
    pub(super) answer: Answer,
}

impl Came {
    /// What the application is told.
    pub(super) fn back(&self) -> Value {
        said(&self.answer)
    }

    pub(super) fn error(&self) -> String {
        self.back()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// A page for the user, which leads to no application.
    pub(super) fn is_error_page(&self) -> bool {
        self.answer.status == 400 && self.answer.header("location").is_empty() && !self.answer.text.contains("data-now")
    }
}

/// What came of a whole flow.
pub(super) struct Tokens {
    pub(super) asked: Vec<&'static str>,
    /// The answer of the token endpoint.
    pub(super) answer: Value,
    /// The claims of the verified ID token.
    pub(super) id: Value,
}

impl Tokens {
    pub(super) fn access(&self) -> &str {
        text(&self.answer["access_token"])
    }

    pub(super) fn hint(&self) -> &str {
        text(&self.answer["id_token"])
    }

    pub(super) fn auth_time(&self) -> i64 {
        self.id["auth_time"].as_i64().unwrap()
    }
}

pub(super) fn settings(method: AuthMethod) -> ClientSettings {
    ClientSettings {
        redirect_uris: vec![CALLBACK.into()],
        post_logout_redirect_uris: vec![GOODBYE.into()],
        token_endpoint_auth_method: method,
        id_token_signed_response_alg: "RS256".into(),
        require_pkce: false,
        ..ClientSettings::default()
    }
}

impl<'a> Suite<'a> {
    pub(super) async fn start(app: &'a TestApp) -> Self {
        let mut suite = Self { app, clients: Vec::new(), browser: app.browser(SMART), number: 0 };
        suite.register(BASIC, settings(AuthMethod::ClientSecretBasic)).await;
        suite.register(POST, settings(AuthMethod::ClientSecretPost)).await;
        suite
    }

    pub(super) async fn register(&mut self, id: &str, settings: ClientSettings) {
        self.clients.push(Application::of_workspace(self.app, ("demo", "community"), id, settings).await);
    }

    fn client(&self, id: &str) -> &Application<'a> {
        self.clients.iter().find(|client| client.id == id).unwrap()
    }

    /// A new browser; its user has an account with an address and a number, and is not signed in.
    pub(super) async fn next(&mut self) {
        self.number += 1;
        self.browser = self.app.browser(SMART);
        let id = self.browser.sign_up(&format!("user{}", self.number)).await.ok()["user_id"].clone();
        self.app.give_address(SMART, &id, &format!("user{}@example.com", self.number)).await;
        self.app.give_address(SMART, &id, &format!("+1555010{:04}", self.number)).await;
        self.browser.delete("/session").await.ok();
        self.app.advance_seconds(1);
    }

    /// The parameters of a request, with these in their stead or beside them; an empty one is left out.
    pub(super) fn pairs(more: &[(&str, &str)]) -> Vec<(String, String)> {
        let usual = [
            ("client_id", BASIC),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", STATE),
            ("nonce", NONCE),
        ];
        let usual = usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let all = usual.chain(more.iter().copied()).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The browser goes to the authorization endpoint, its user does what is asked there, and it comes back.
    pub(super) async fn ask(&mut self, more: &[(&str, &str)]) -> Came {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(Self::pairs(more)).finish();
        let answer = self.browser.open(&format!("/oauth2/authorize?{query}")).await;
        self.follow(answer).await
    }

    pub(super) async fn follow(&mut self, mut answer: Answer) -> Came {
        let mut asked = Vec::new();
        while asked.len() < 4 {
            let place = answer.header("location").strip_prefix(SMART).unwrap_or_default().to_owned();
            answer = if place.starts_with("/sign-in?") {
                asked.push("sign in");
                self.browser.sign_in().await.ok();
                self.browser.open(&way_on(&place)).await
            } else if place.starts_with("/account/security?") {
                asked.push("prove it again");
                self.browser.step_up().await.ok();
                self.browser.open(&way_on(&place)).await
            } else if !place.is_empty() {
                self.browser.open(&place).await
            } else if answer.status == 200 && answer.text.contains("value=\"allow\"") {
                asked.push("consent");
                self.browser.post(&question(&answer), &json!({ "answer": "allow" })).await
            } else {
                return Came { asked, answer };
            };
        }
        panic!("asked without end: {asked:?}");
    }

    /// From the request to the verified tokens.
    pub(super) async fn flow(&mut self, more: &[(&str, &str)]) -> Tokens {
        let came = self.ask(more).await;
        self.finish(more, came).await
    }

    pub(super) async fn finish(&mut self, more: &[(&str, &str)], came: Came) -> Tokens {
        let value = |name: &str| Self::pairs(more).into_iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let (back, client) = (came.back(), value("client_id").unwrap());
        assert_eq!((&back["state"], &back["iss"]), (&STATE.into(), &issuer().into()), "{back}");
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", text(&back["code"]))];
        pairs.push(("redirect_uri", CALLBACK));
        pairs.extend(
            more.iter().copied().find(|(name, _)| *name == "code_challenge").map(|_| ("code_verifier", VERIFIER)),
        );
        let answer = self.token(&client, &pairs).await;
        assert_eq!((answer.header("cache-control"), answer.header("content-type")), ("no-store", "application/json"));
        let answer = answer.ok();
        assert_eq!(answer["token_type"], "Bearer");
        let id = self.verified(&answer, &client).await;
        assert_eq!(id["nonce"], value("nonce").map_or(Value::Null, Value::from));
        Tokens { asked: came.asked, answer, id }
    }

    /// A request to the token endpoint, with the client's own proof.
    pub(super) async fn token(&self, client: &str, pairs: &[(&str, &str)]) -> Answer {
        let client = self.client(client);
        if client.id == BASIC {
            client.post("/oauth2/token", Some(&client.basic()), pairs).await
        } else {
            client.token(pairs).await
        }
    }

    /// The claims of an ID token, once everything of Core, 3.1.3.7, was looked at.
    pub(super) async fn verified(&self, answer: &Value, client: &str) -> Value {
        let token = text(&answer["id_token"]);
        let read = Unverified::read(token).unwrap();
        let keys = Jwks::read(&self.keys().await).unwrap();
        let key = keys.find(Some(read.kid().unwrap()), Alg::Rs256).unwrap();
        assert!(read.verify(key, &[Alg::Rs256]).is_ok(), "signed by us with RS256");
        let (id, now) = (claims(token), self.app.app.now() / 1000);
        assert_eq!((&id["iss"], &id["aud"]), (&issuer().into(), &client.into()));
        assert!(text(&id["sub"]).len() <= 255 && id["exp"].as_i64().unwrap() > now && id["iat"] == now, "{id}");
        let hash = digest(&SHA256, text(&answer["access_token"]).as_bytes());
        assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
        id
    }

    pub(super) async fn keys(&self) -> Value {
        self.app.browser(SMART).get("/.well-known/jwks.json").await.ok()
    }

    pub(super) async fn discovery(&self) -> Value {
        self.app.browser(SMART).get("/.well-known/openid-configuration").await.ok()
    }

    pub(super) async fn userinfo(&self, tokens: &Tokens) -> Value {
        let info = userinfo(self.app, SMART, tokens.access()).await.ok();
        assert_eq!(info["sub"], tokens.id["sub"]);
        info
    }

    /// Whether nobody is signed in any more.
    pub(super) async fn is_signed_out(&mut self) -> bool {
        self.ask(&[("prompt", "none")]).await.error() == "login_required"
    }
}

pub(super) const VERIFIER: &str = "a-verifier-of-the-length-that-it-has-to-have-0123";

pub(super) fn issuer() -> String {
    format!("{ORIGIN}{SMART}")
}

/// Where a page of ours leads once its visitor has done what it is for.
fn way_on(place: &str) -> String {
    let url = Url::parse(&format!("{ORIGIN}{place}")).unwrap();
    let way = url.query_pairs().find(|(name, _)| name == "continue").unwrap().1.into_owned();
    way.strip_prefix(SMART).unwrap().to_owned()
}
