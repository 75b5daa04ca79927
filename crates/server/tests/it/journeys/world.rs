//! Members with every kind of factor, and walks through a journey as a program, a page's script and a form make them.

use crate::support::app::{CLASSIC, HOST, SMART};
use crate::support::{Actor, Answer, TestApp};
use axum::body::Body;
use axum::http::{Method as Verb, Request};
use domain::Method;
use domain::id::UserId;
use domain::settings::PoolSettings;
use serde_json::{Value, json};
use store::identifier::{Identifier, IdentifierKind};
use totp_rs::Totp;

pub(super) const PASSWORD: &str = "bobsled over the rainbow hill";
pub(super) const WRONG: &str = "eleven quiet tractors in may";
pub(super) const DAY: i64 = 24 * 3_600;

/// How a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// JSON with the ticket in the body.
    Program,
    /// JSON with the ticket in a cookie.
    Script,
    /// A form with the ticket in a cookie, answered with the next page.
    Form,
}

pub(super) const ALL: [Speech; 3] = [Speech::Program, Speech::Script, Speech::Form];

/// Where a step has led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// The step, and what it offers (a form's answer says nothing of that).
    Next(String, Vec<String>),
    /// Signed in, with what the member is invited to.
    In(Option<String>),
    Refused(String),
}

pub(super) fn next(step: &str, methods: &[&str]) -> Came {
    Came::Next(step.to_owned(), methods.iter().map(|method| (*method).to_owned()).collect())
}

pub(super) fn refused(code: &str) -> Came {
    Came::Refused(code.to_owned())
}

impl Came {
    #[track_caller]
    pub(super) fn assert_in(&self) {
        assert!(matches!(self, Self::In(_)), "{self:?}");
    }

    #[track_caller]
    pub(super) fn assert_step(&self, step: &str) {
        assert!(matches!(self, Self::Next(at, _) if at == step), "{self:?}");
    }
}

/// One client on one journey.
pub(super) struct Walk<'a> {
    pub(super) actor: Actor<'a>,
    pub(super) speech: Speech,
    pub(super) id: String,
    pub(super) ticket: Option<String>,
    pub(super) last: Option<Answer>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(app: &'a TestApp, base: &str, speech: Speech) -> Self {
        let actor = if speech == Speech::Program { app.program(base) } else { app.browser(base) };
        Self { actor, speech, id: String::new(), ticket: None, last: None }
    }

    /// Another tab of the same browser.
    pub(super) fn tab(&self) -> Self {
        let mut tab = Self::new(self.actor.app, &self.actor.base, self.speech);
        tab.actor.cookies = self.actor.cookies.clone();
        tab
    }

    pub(super) async fn start(&mut self, name: &str) -> Came {
        self.step("/sign-in/start", json!({ "identifier": name })).await
    }

    pub(super) async fn prove(&mut self, method: &str, value: &str) -> Came {
        self.go("prove", json!({ "method": method, "value": value })).await
    }

    /// Asks for a code or a link, and reads the mailbox.
    pub(super) async fn send(&mut self, method: &str) -> Value {
        let came = self.go("send", json!({ "method": method })).await;
        assert!(matches!(came, Came::Next(..)), "{came:?}");
        newest(self.actor.app).await
    }

    pub(super) async fn go(&mut self, what: &str, mut body: Value) -> Came {
        if let Some(ticket) = &self.ticket {
            body["ticket"] = ticket.as_str().into();
        }
        let path = format!("/journey/{}/{what}", self.id);
        self.step(&path, body).await
    }

    pub(super) fn request(&self, path: &str, body: &Value) -> Request<Body> {
        let request = self.actor.request(Verb::POST, path);
        if self.speech == Speech::Form {
            let pairs = body.as_object().unwrap().iter();
            let pairs: Vec<_> = pairs.map(|(name, value)| (name, value.as_str().unwrap())).collect();
            let kind = ("content-type", "application/x-www-form-urlencoded");
            return request.header(kind.0, kind.1).body(serde_urlencoded::to_string(pairs).unwrap().into()).unwrap();
        }
        request.header("content-type", "application/json").body(body.to_string().into()).unwrap()
    }

    async fn step(&mut self, path: &str, body: Value) -> Came {
        let request = self.request(path, &body);
        let answer = self.actor.send(request).await;
        self.read(answer).await
    }

    /// Where an answer leads; the client keeps what it was given.
    pub(super) async fn read(&mut self, answer: Answer) -> Came {
        self.last = Some(answer.clone());
        let body = answer.json();
        match (answer.status.as_u16(), body["status"].as_str()) {
            (200, Some("continue")) => {
                self.id = body["journey"].as_str().unwrap().to_owned();
                self.ticket = body["ticket"].as_str().map(str::to_owned);
                assert_eq!(self.ticket.is_some(), self.speech == Speech::Program, "a script never sees a ticket");
                let methods =
                    body["methods"].as_array().unwrap().iter().map(|method| method.as_str().unwrap().to_owned());
                Came::Next(body["step"].as_str().unwrap().to_owned(), methods.collect())
            }
            (200, Some("signed_in")) => Came::In(body["suggestion"].as_str().map(str::to_owned)),
            (303, _) => self.follow(answer.header("location").to_owned()).await,
            _ => Came::Refused(answer.refusal().1),
        }
    }

    async fn follow(&mut self, location: String) -> Came {
        let (path, query) = location.split_once('?').unwrap_or((&location, ""));
        if let Some(code) = query.split('&').find_map(|pair| pair.strip_prefix("problem=")) {
            return Came::Refused(code.to_owned());
        }
        if path.ends_with("/account/security") {
            return Came::In(query.strip_prefix("suggest=").map(str::to_owned));
        }
        self.id = path.rsplit_once('/').unwrap().1.to_owned();
        let page = self.actor.open(&format!("/journey/{}", self.id)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let step = page.text.split_once(r#""step":""#).unwrap().1.split_once('"').unwrap().0;
        Came::Next(step.to_owned(), Vec::new())
    }

    /// A passkey as a further proof.
    pub(super) async fn passkey(&mut self) -> Came {
        let ticket = self.ticket.clone();
        let body = ticket.as_ref().map_or(json!({}), |ticket| json!({ "ticket": ticket }));
        let begun = self.actor.post(&format!("/journey/{}/passkey/begin", self.id), &body).await;
        if !begun.status.is_success() {
            return Came::Refused(begun.refusal().1);
        }
        let mut shown = self.actor.show(&begun.ok());
        if let Some(ticket) = ticket {
            shown["ticket"] = ticket.into();
        }
        let answer = self.actor.post(&format!("/journey/{}/passkey/finish", self.id), &shown).await;
        self.read(answer).await
    }

    /// Signs in by passkey alone, as the mode has it.
    pub(super) async fn tap(&mut self, person: &Person) -> Came {
        let answer = match person.base {
            CLASSIC => self.actor.sign_in_as(&person.name).await,
            _ => self.actor.sign_in().await,
        };
        self.read(answer).await
    }

    /// The passkey that policy asks for.
    pub(super) async fn enrol(&mut self) -> Came {
        let body = self.ticket.as_ref().map_or(json!({}), |ticket| json!({ "ticket": ticket }));
        let answer = self.actor.enrol(&format!("/journey/{}/enrol", self.id), &body).await;
        self.read(answer).await
    }

    /// Draws the secret of the authenticator app that policy asks for, into one that nobody here wrote.
    pub(super) async fn app_of_its_own(&mut self) -> Totp {
        let body = self.ticket.as_ref().map_or(json!({}), |ticket| json!({ "ticket": ticket }));
        let request = self.request(&format!("/journey/{}/totp/begin", self.id), &body);
        let answer = self.actor.send(request).await;
        let url = if self.speech == Speech::Form {
            assert_eq!(answer.status, 200, "{}", answer.text);
            let link = answer.text.split_once("href=\"otpauth://").unwrap().1.split_once('"').unwrap().0;
            format!("otpauth://{}", link.replace("&#38;", "&"))
        } else {
            answer.ok()["url"].as_str().unwrap().to_owned()
        };
        Totp::from_url(&url).unwrap()
    }

    /// What the session says of itself.
    pub(super) async fn session(&mut self) -> Value {
        self.actor.get("/session").await.ok()
    }

    pub(super) async fn is_in(&mut self) -> bool {
        self.actor.get("/session").await.status == 200
    }

    pub(super) async fn out(&mut self) {
        assert_eq!(self.actor.delete("/session").await.status, 204);
        self.actor.token = None;
    }
}

/// The code that an authenticator app shows now.
pub(super) fn shown_by(app: &TestApp, phone: &Totp) -> String {
    phone.generate(seconds(app)).to_string()
}

/// The newest message that would have been sent.
pub(super) async fn newest(app: &TestApp) -> Value {
    let request = Request::get("/mailbox.json").header("host", HOST).body(Body::empty()).unwrap();
    app.send(request).await.ok()["messages"][0].clone()
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

/// A link of a mail, without what stands before the door's own addresses.
pub(super) fn path_of(link: &str, base: &str) -> String {
    link.split_once(base).unwrap().1.to_owned()
}

/// A member with a password, an authenticator app, recovery codes, a mail address and a phone.
pub(super) struct Person {
    pub(super) base: &'static str,
    pub(super) name: String,
    pub(super) user: UserId,
    pub(super) id: Value,
    pub(super) app: Totp,
    pub(super) codes: Vec<String>,
    pub(super) passkey: Option<authenticator::Authenticator>,
}

/// All methods, as far as a pool can have them.
pub(super) fn all_methods(settings: &mut PoolSettings) {
    settings.methods.first =
        vec![Method::Passkey, Method::Password, Method::EmailCode, Method::MagicLink, Method::SmsCode];
    settings.methods.second = vec![Method::Totp, Method::Passkey, Method::RecoveryCode, Method::Password];
}

pub(super) async fn person(app: &TestApp, base: &'static str, name: &str) -> Person {
    app.set(base, all_methods).await;
    let mut member = app.program(base);
    let id = member.sign_up(name).await.ok()["user_id"].clone();
    let user: UserId = id.as_str().unwrap().parse().unwrap();
    member.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
    let begun = member.post("/account/totp/begin", &json!({})).await.ok();
    let totp = Totp::from_url(begun["url"].as_str().unwrap()).unwrap();
    let code = totp.generate(seconds(app)).to_string();
    member.post("/account/totp/confirm", &json!({ "code": code })).await.ok();
    let codes = member.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
    let codes = codes.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    address(app, base, user, (IdentifierKind::Email, &format!("{name}@example.com"))).await;
    let digits: u32 = name.bytes().map(u32::from).sum();
    address(app, base, user, (IdentifierKind::Phone, &format!("+155501{digits:05}"))).await;
    assert_eq!(member.delete("/session").await.status, 204);
    let passkey = Some(member.authenticator);
    app.advance_seconds(60);
    Person { base, name: name.to_owned(), user, id, app: totp, codes, passkey }
}

fn seconds(app: &TestApp) -> u64 {
    (app.app.now() / 1000).try_into().unwrap()
}

pub(super) async fn address(app: &TestApp, base: &str, user: UserId, (kind, value): (IdentifierKind, &str)) {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let row = Identifier {
        pool_id: app.app.snapshot().door(tenant, workspace).unwrap().pool.id,
        folded: value.to_owned(),
        kind,
        value: value.to_owned(),
        user_id: user,
        verified_at: Some(1),
        // After the name itself, which is shown.
        created_at: app.app.now() + 1,
    };
    assert!(app.store.write("address", move |tx| store::identifier::insert(tx, &row)).await.unwrap());
}

impl Person {
    /// What the app shows; a code serves once, so half a minute passes.
    pub(super) fn totp(&self, app: &TestApp) -> String {
        app.advance_seconds(30);
        self.app.generate(seconds(app)).to_string()
    }

    pub(super) fn pool(&self, app: &TestApp) -> domain::id::PoolId {
        let (tenant, workspace) = self.base.trim_start_matches('/').split_once('/').unwrap();
        app.app.snapshot().door(tenant, workspace).unwrap().pool.id
    }

    /// As if there had never been a passkey.
    pub(super) async fn without_passkey(mut self, app: &TestApp) -> Self {
        let (pool, user) = (self.pool(app), self.user);
        let removed = app.store.write("no passkeys", move |tx| {
            for row in store::passkey::of_user(tx, pool, user)? {
                store::passkey::delete(tx, pool, user, row.id)?;
            }
            Ok::<_, store::Error>(())
        });
        removed.await.unwrap();
        self.passkey = None;
        self
    }

    pub(super) async fn without_totp(self, app: &TestApp) -> Self {
        let (pool, user) = (self.pool(app), self.user);
        app.store.write("no app", move |tx| store::totp::delete(tx, pool, user)).await.unwrap();
        self
    }

    /// Signs in with password alone, or with the app besides.
    pub(super) async fn signs_in(&self, walk: &mut Walk<'_>) -> Came {
        walk.start(&self.name).await;
        match walk.prove("password", PASSWORD).await {
            Came::Next(step, _) if step == "second" => {
                let code = self.totp(walk.actor.app);
                walk.prove("totp", &code).await
            }
            came => came,
        }
    }

    pub(super) async fn passkeys(&self, app: &TestApp) -> usize {
        let (pool, user) = (self.pool(app), self.user);
        app.store.read("passkeys", move |tx| store::passkey::of_user(tx, pool, user)).await.unwrap().len()
    }

    pub(super) async fn sessions(&self, app: &TestApp) -> usize {
        let (pool, user) = (self.pool(app), self.user);
        let read = app.store.read("sessions", move |tx| {
            let epoch = store::user::find(tx, pool, user)?.unwrap().epoch;
            store::session::of_user(tx, (pool, user, epoch), store::id::SessionId::NIL, 100)
        });
        read.await.unwrap().len()
    }
}

pub(super) fn doors() -> [&'static str; 2] {
    [SMART, CLASSIC]
}
