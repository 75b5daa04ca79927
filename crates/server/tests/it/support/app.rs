//! A whole installation in the test's process: a fresh database, the demo's tenants, and a clock that the test sets.

use super::actors::Actor;
use super::answer::Answer;
use super::contract;
use super::log::Log;
use axum::body::Body;
use axum::http::Request;
use domain::audit::Entry;
use domain::backup::{self, Identity, Recipient, Source, Stream};
use domain::{App, AppOptions, Clock, MasterKey, SetClock, Store, SystemClock, SystemRandom};
use server::outgoing::Outgoing;
use server::{Front, Server};
use std::io::Cursor;
use std::net::IpAddr;
use std::sync::Arc;
use store::testing::{Engine, Guard, filled_on, location_on};

pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const HOST: &str = "localhost:8080";
/// Smart, public registration.
pub(crate) const SMART: &str = "/demo/community";
/// Classic, of another tenant.
pub(crate) const CLASSIC: &str = "/platform/classic";
/// The doors of the demo whose tenants are what their presets make of them.
pub(crate) const PRESETS: [&str; 5] =
    ["/platform/main", "/forum/main", "/workforce/main", "/phone/main", "/portal/main"];

const PASSPHRASE: &str = "three blue herons";

pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) store: Store,
    pub(crate) log: Log,
    engine: Engine,
    front: Front,
    _guard: Guard,
}

impl TestApp {
    /// With the demo's tenants.
    pub(crate) async fn start(engine: Engine) -> Self {
        Self::open(engine, Options { demo: true, public_url: ORIGIN }).await
    }

    /// Bytes as this engine reads them in a statement.
    pub(crate) fn literal(&self, bytes: &[u8]) -> String {
        let hex = bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        match self.engine {
            Engine::Embedded => format!("x'{hex}'"),
            Engine::Postgres => format!("'\\x{hex}'::bytea"),
        }
    }

    /// An installation on the same engine as it really starts: empty, with no tenant.
    pub(crate) async fn empty_twin(&self) -> Self {
        Self::open(self.engine, Options { demo: false, public_url: ORIGIN }).await
    }

    /// The demo at another public address.
    pub(crate) async fn twin_at(&self, public_url: &'static str) -> Self {
        Self::open(self.engine, Options { demo: true, public_url }).await
    }

    /// The same installation, as it is after its public address was changed.
    pub(crate) async fn moved_to(&self, public_url: &str) -> Arc<App> {
        installation(self.store.clone(), Arc::clone(&self.clock), (public_url, false), near()).await
    }

    /// The demo's installation after a restart: nothing is left but the database.
    pub(crate) async fn restarted(self) -> Self {
        let app = self.other_node().await;
        let front = Front::new(Server::new(Arc::clone(&app), Vec::new()));
        Self { app, front, ..self }
    }

    /// The demo's installation as it is where it is not on this machine alone: the hosts that its operator has listed are none of strangers'.
    pub(crate) async fn far_from_strangers(self) -> Self {
        let outgoing = Outgoing::new(["localhost".to_owned()]);
        let app = installation(self.store.clone(), Arc::clone(&self.clock), (ORIGIN, true), outgoing).await;
        let front = Front::new(Server::new(Arc::clone(&app), Vec::new()));
        Self { app, front, ..self }
    }

    /// Everything as a backup of now holds it.
    pub(crate) async fn backed_up(&self) -> Vec<u8> {
        let making = backup::of(&self.app, Recipient::Passphrase(PASSPHRASE.to_owned().into()), false, "1");
        let make = move || {
            let mut file = Vec::new();
            making.write(&SystemRandom::default(), &mut file, &mut |_| {}).unwrap();
            file
        };
        tokio::task::spawn_blocking(make).await.unwrap()
    }

    /// What a backup holds, put back into an empty place on this engine and opened there.
    pub(crate) async fn put_back(&self, file: Vec<u8>, engine: Engine) -> Self {
        let (location, guard) = location_on(engine);
        let open = move || -> std::io::Result<Stream> { Ok(Box::new(Cursor::new(file.clone()))) };
        let identity = Identity::Passphrase(PASSPHRASE.to_owned().into());
        let source = Source { open: &open, identity: &identity };
        let inspected = backup::inspect(&source, &mut |_| {}).unwrap();
        let (clock, random) = (self.clock.as_ref(), SystemRandom::default());
        let master = MasterKey::new([7; 32]);
        backup::restore((&source, &inspected), &location, &master, (clock, &random), &mut |_| {}).await.unwrap();
        let store = tokio::task::spawn_blocking(move || Store::open(&location)).await.unwrap().unwrap();
        let app = installation(store.clone(), Arc::clone(&self.clock), (ORIGIN, true), near()).await;
        let front = Front::new(Server::new(Arc::clone(&app), Vec::new()));
        Self { app, clock: Arc::clone(&self.clock), store, log: Log::start(), engine, front, _guard: guard }
    }

    /// The same with limits, which a demo has not.
    pub(crate) fn limited(self, percent: u32) -> Self {
        let trusted = vec!["10.0.0.0/8".parse().unwrap()];
        let front = Front::new(Server::new(Arc::clone(&self.app), trusted).limited(percent));
        Self { front, ..self }
    }

    /// The same for whoever watches it with this token.
    pub(crate) fn watched_with(self, token: &str) -> Self {
        let front = Front::new(Server::new(Arc::clone(&self.app), Vec::new()).watched_with(token));
        Self { front, ..self }
    }

    /// What handlers share.
    pub(crate) fn server(&self) -> &Server {
        self.front.server()
    }

    /// Another node of the demo's installation.
    pub(crate) async fn other_node(&self) -> Arc<App> {
        installation(self.store.clone(), Arc::clone(&self.clock), (ORIGIN, true), near()).await
    }

    async fn open(engine: Engine, options: Options) -> Self {
        let log = Log::start();
        let (location, guard) = filled_on(engine);
        let store = tokio::task::spawn_blocking(move || Store::open(&location)).await.unwrap().unwrap();
        let now = SystemClock.now_ms();
        // At a whole second: no test passes into the next one, or into the next code of an authenticator app, by a chance of its start.
        let clock = Arc::new(SetClock::at(now - now % 1000));
        let app = installation(store.clone(), Arc::clone(&clock), (options.public_url, options.demo), near()).await;
        let trusted = vec!["10.0.0.0/8".parse().unwrap()];
        let front = Front::new(Server::new(Arc::clone(&app), trusted));
        Self { app, clock, store, log, engine, front, _guard: guard }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        self.send_from(request, [127, 0, 0, 1].into()).await
    }

    pub(crate) async fn send_from(&self, request: Request<Body>, peer: IpAddr) -> Answer {
        let (request, sent) = contract::seen(request).await;
        let answer = Answer::read(self.front.answer(request, peer).await).await;
        contract::hold(&sent, &answer);
        answer
    }

    /// A browser at a front door: keeps cookies, sends `Origin` and `Sec-Fetch-Site`.
    pub(crate) fn browser(&self, base: &str) -> Actor<'_> {
        Actor::browser(self, base)
    }

    /// A program at a front door: keeps its token, sends neither.
    pub(crate) fn program(&self, base: &str) -> Actor<'_> {
        Actor::program(self, base)
    }

    /// A program whose member has signed up and has no session.
    pub(crate) async fn member(&self, base: &str, name: &str) -> Actor<'_> {
        let mut member = self.program(base);
        member.sign_up(name).await.ok();
        member.token = None;
        member
    }

    /// The latest events of the tenant of `base`, newest first.
    pub(crate) async fn audit(&self, base: &str) -> Vec<Entry> {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let door = self.app.snapshot().door(tenant, workspace).unwrap();
        domain::audit::latest(&self.app, door.tenant.id, 10_000).await.unwrap()
    }

    /// Asserts that the latest refusal stands in log and audit with this reason, and under the reference that the answer showed.
    pub(crate) async fn assert_refused(&self, base: &str, answer: &Answer, reason: &str) {
        let reference = answer.json()["reference"].as_str().unwrap_or_default().to_owned();
        assert_eq!(reference.len(), 9, "{answer:?}");
        let line = self.log.line_with(&reference);
        assert!(line.contains(&format!("reason=\"{reason}\"")), "log: {line}");
        let entries = self.audit(base).await;
        let entry = entries.iter().find(|entry| entry.reference.as_deref() == Some(&reference));
        let entry = entry.unwrap_or_else(|| panic!("{reference} is not in the audit: {entries:?}"));
        assert_eq!((entry.outcome.as_str(), entry.reason.as_deref()), ("refused", Some(reason)));
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.clock.advance(seconds * 1000);
    }
}

/// The tests' own providers are on this machine, and so are those who publish documents.
fn near() -> Outgoing {
    let hosts = ["localhost".to_owned()];
    Outgoing::new(hosts.clone()).with_strangers_at(&hosts)
}

async fn installation(
    store: Store,
    clock: Arc<SetClock>,
    (public_url, demo): (&str, bool),
    outgoing: Outgoing,
) -> Arc<App> {
    let options = AppOptions {
        store,
        clock,
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([7; 32]),
        public_url: public_url.parse().unwrap(),
        channels: domain::Channels::default(),
        outgoing: Arc::new(outgoing),
        demo,
    };
    App::open(options).await.unwrap()
}

/// How an installation is opened.
struct Options {
    demo: bool,
    public_url: &'static str,
}
