//! An installation with two members: Ada, who has proved her addresses, and Bo, who has not.

use super::super::address::{self, Reach};
use super::super::{Ask, Proof, Purpose, prove, sending};
use crate::Channels;
use crate::app::{App, AppOptions};
use crate::clock::SetClock;
use crate::devices::{self, Left, Member};
use crate::error::{Error, Reason};
use crate::keys::MasterKey;
use crate::messages::{Address, Kind, Message};
use crate::method::Method;
use crate::public_url::PublicUrl;
use crate::random::{NoRandomness, Random, SystemRandom};
use crate::settings::PoolSettings;
use crate::subject::Subject;
use crate::visit::{Client, Visit};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::id::{PoolId, UserId, WorkspaceId};
use store::identifier::{Identifier, IdentifierKind};
use store::user::{User, UserStatus};
use store::{Store, Tx};

pub(super) const HERE: &[u8] = b"this browser";
pub(super) const THERE: &[u8] = b"another browser";
const DOOR: (&str, &str) = ("platform", "classic");
pub(super) const START_MS: i64 = 1_700_000_000_000;

/// Draws as the system does, until it is told to draw nothing but zeros.
#[derive(Debug, Default)]
struct Stoppable {
    system: SystemRandom,
    is_stopped: AtomicBool,
}

impl Random for Stoppable {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        if self.is_stopped.load(Ordering::SeqCst) {
            bytes.fill(0);
            return Ok(());
        }
        self.system.fill(bytes)
    }
}

/// What a test asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) door: (&'a str, &'a str),
    pub(super) name: &'a str,
    pub(super) purpose: Purpose,
    pub(super) method: Method,
    pub(super) binding: &'a [u8],
    /// The cookie of a browser that signed in before.
    pub(super) device: Option<&'a str>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            door: DOOR,
            name: "ada",
            purpose: Purpose::SignIn,
            method: Method::EmailCode,
            binding: HERE,
            device: None,
        }
    }
}

pub(super) struct World {
    pub(super) app: Arc<App>,
    clock: Arc<SetClock>,
    random: Arc<Stoppable>,
    pub(super) ada: UserId,
    pub(super) bo: UserId,
}

/// Runs a test on an installation of its own, on each engine.
pub(super) async fn on_each_engine(test: impl AsyncFn(&World)) {
    store::testing::on_each_engine(async |store| {
        let world = World::open(store).await;
        test(&world).await;
    })
    .await;
}

/// What would be sent, before it is sealed.
pub(super) struct Sent(Option<Message>);

impl Sent {
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn to(&self) -> &str {
        match &self.0.as_ref().unwrap().to {
            Address::Mail(to) | Address::Phone(to) | Address::Webhook(to) => to,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.0.as_ref().unwrap().kind
    }

    pub(super) fn word(&self, name: &str) -> String {
        let words = &self.0.as_ref().unwrap().words;
        words.iter().find(|(known, _)| *known == name).unwrap().1.clone()
    }
}

impl World {
    async fn open(store: Store) -> Self {
        let clock = Arc::new(SetClock::at(START_MS));
        let random = Arc::new(Stoppable::default());
        let app = App::open(AppOptions {
            store,
            clock: clock.clone(),
            random: random.clone(),
            master_key: MasterKey::new([7; 32]),
            public_url: "https://id.example.com".parse::<PublicUrl>().unwrap(),
            channels: Channels::default(),
            outgoing: std::sync::Arc::new(crate::outgoing::CallsNobody),
            demo: true,
        })
        .await
        .unwrap();
        let (ada, bo) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let door = app.snapshot().door(DOOR.0, DOOR.1).unwrap();
        let (tenant, pool) = (door.tenant.id, door.pool.id);
        let seed = move |tx: &mut Tx<'_>| {
            for (id, name) in [(ada, "Ada"), (bo, "Bo")] {
                let user = User {
                    pool_id: pool,
                    id,
                    tenant_id: tenant,
                    handle: id.as_bytes().to_vec(),
                    display_name: name.to_owned(),
                    status: UserStatus::Active,
                    epoch: 0,
                    created_at: 1,
                };
                store::user::insert(tx, &user)?;
            }
            for row in names(pool, ada, bo) {
                assert!(store::identifier::insert(tx, &row)?);
            }
            let first = store::workspace::all(tx)?.into_iter().find(|row| row.pool_id == pool).unwrap();
            let second = store::workspace::Workspace {
                id: WorkspaceId::from_bytes([9; 16]),
                slug: "second".to_owned(),
                ..first
            };
            store::workspace::insert(tx, &second)?;
            store::installation::bump(tx)
        };
        app.store().write("seed", seed).await.unwrap();
        app.refresh().await.unwrap();
        Self { app, clock, random, ada, bo }
    }

    /// The cookie of a browser that Ada signs in with.
    pub(super) async fn browser_of_ada(&self) -> String {
        let browser = Visit { client: Client::Browser { pre_auth: None }, ..self.visit(DOOR) };
        let member = Member { user: self.ada, epoch: 0 };
        devices::remember(&self.app, &browser, member, Left::default()).await.unwrap().unwrap()
    }

    pub(super) fn advance(&self, ms: i64) {
        self.clock.advance(ms);
    }

    /// From now on every code is made of zeros.
    pub(super) fn stop_drawing(&self) {
        self.random.is_stopped.store(true, Ordering::SeqCst);
    }

    pub(super) fn visit(&self, (tenant, workspace): (&str, &str)) -> Visit {
        Visit {
            door: self.app.snapshot().door(tenant, workspace).unwrap(),
            client: Client::App,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: String::new(),
            language: crate::Language::English,
            device: None,
            offer: None,
            correlation: None,
        }
    }

    pub(super) async fn set(&self, change: impl Fn(&mut PoolSettings) + Send + 'static) {
        let id = self.visit(DOOR).door.pool.id;
        let write = self.app.store().write("set", move |tx| {
            let mut pool = store::pool::all(tx)?.into_iter().find(|pool| pool.id == id).unwrap();
            let mut settings: PoolSettings = serde_json::from_str(&pool.settings).unwrap();
            change(&mut settings);
            pool.settings = serde_json::to_string(&settings).unwrap();
            assert!(store::pool::update(tx, &pool)?);
            store::installation::bump(tx)
        });
        write.await.unwrap();
        self.app.refresh().await.unwrap();
    }

    async fn draft(&self, asked: Asked<'_>) -> Result<sending::Draft, Error> {
        let visit = Visit { device: asked.device.map(str::to_owned), ..self.visit(asked.door) };
        let subject = Subject::look_up(&self.app, &visit, asked.name).await?;
        let Asked { purpose, method, binding, .. } = asked;
        sending::draft(&self.app, &visit, &Ask { subject: &subject, purpose, method, binding }).await
    }

    /// What a send that is due says. Whether it was due shows in the outbox alone.
    pub(super) async fn send(&self, asked: Asked<'_>) -> Sent {
        self.send_after(asked, None).await
    }

    /// Sends as well; how many digits were drawn, also for a name that nobody has.
    pub(super) async fn draws(&self, asked: Asked<'_>) -> usize {
        let draft = self.draft(asked).await.unwrap();
        let digits = draft.like.words.iter().find(|(known, _)| *known == "code").unwrap().1.len();
        let prepared = draft.seal(&self.app).unwrap();
        self.app.store().write("send", move |tx| prepared.write(tx)).await.unwrap();
        digits
    }

    /// The same, where something happens between drawing and writing.
    pub(super) async fn send_after(&self, asked: Asked<'_>, meanwhile: Option<&'static str>) -> Sent {
        let draft = self.draft(asked).await.unwrap();
        let sent = Sent(draft.message.clone());
        let prepared = draft.seal(&self.app).unwrap();
        if let Some(sql) = meanwhile {
            self.execute(sql).await;
        }
        self.app.store().write("send", move |tx| prepared.write(tx)).await.unwrap();
        sent
    }

    pub(super) async fn refusal(&self, asked: Asked<'_>) -> Option<Reason> {
        match self.draft(asked).await {
            Ok(_) => None,
            Err(Error::Refused(refused)) => Some(refused.reason),
            Err(error) => panic!("{error}"),
        }
    }

    pub(super) async fn prove(&self, asked: Asked<'_>, typed: &str) -> Proof {
        let visit = self.visit(asked.door);
        let subject = Subject::look_up(&self.app, &visit, asked.name).await.unwrap();
        let Asked { purpose, method, binding, .. } = asked;
        prove(&self.app, &visit, &Ask { subject: &subject, purpose, method, binding }, typed).await.unwrap()
    }

    pub(super) async fn reach(&self, user: UserId) -> Reach {
        let pool = self.visit(DOOR).door.pool.id;
        self.app.store().read("reach", move |tx| address::has_channel(tx, pool, user)).await.unwrap()
    }

    /// How many rows a statement touched.
    pub(super) async fn execute(&self, sql: &'static str) -> u64 {
        self.app.store().write("execute", move |tx| store::testing::execute(tx, sql)).await.unwrap()
    }

    /// How many messages were put into the outbox since the last look, blank ones too.
    pub(super) async fn outbox(&self) -> u64 {
        self.execute("DELETE FROM outbox").await
    }

    /// How many codes were really sent, ever.
    pub(super) async fn mailed(&self) -> u64 {
        self.execute("UPDATE one_time_codes SET tries = tries WHERE mailed_at IS NOT NULL").await
    }
}

fn names(pool_id: PoolId, ada: UserId, bo: UserId) -> Vec<Identifier> {
    use IdentifierKind::{Email, Phone, Username};
    let name = |created_at, (kind, folded): (IdentifierKind, &str), user_id, verified_at| Identifier {
        pool_id,
        folded: folded.to_owned(),
        kind,
        value: folded.to_owned(),
        user_id,
        verified_at,
        created_at,
    };
    vec![
        name(1, (Username, "ada"), ada, None),
        name(2, (Email, "unproved@example.com"), ada, None),
        name(3, (Email, "ada@example.com"), ada, Some(3)),
        name(4, (Email, "ada@work.example"), ada, Some(4)),
        name(5, (Phone, "+4712345678"), ada, Some(5)),
        name(1, (Username, "bo"), bo, None),
        name(2, (Email, "bo@example.com"), bo, None),
    ]
}
