use super::*;
use crate::{AppOptions, Channels, Client, MasterKey, Method, PublicUrl, SystemClock, SystemRandom};
use std::sync::Arc;
use store::password::Password;
use store::{Location, Store, identifier, pool};

/// The demo's member whose password the tests set.
const MEMBER: &str = "sample.noor";
/// Another, who has none.
const WITHOUT: &str = "sample.yuki";
const RIGHT: &str = "correct horse battery staple";

async fn app(folder: &tempfile::TempDir) -> Arc<App> {
    App::open(AppOptions {
        store: Store::open(&Location::Embedded { file: folder.path().join("test.db") }).unwrap(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([7; 32]),
        public_url: PublicUrl::localhost(false, 8080),
        channels: Channels::default(),
        outgoing: std::sync::Arc::new(crate::outgoing::CallsNobody),
        demo: true,
    })
    .await
    .unwrap()
}

fn visit(app: &App) -> Visit {
    let door = app.snapshot().door("demo", "community").unwrap();
    Visit {
        door,
        client: Client::App,
        address: [127, 0, 0, 1].into(),
        user_agent: String::new(),
        language: crate::Language::English,
        device: None,
        offer: None,
        correlation: None,
    }
}

async fn store_hash(app: &App, visit: &Visit, hash: String) {
    let pool_id = visit.door.pool.id;
    let written = app.store().write("set", move |tx| {
        let user_id = identifier::find(tx, pool_id, MEMBER)?.unwrap().user_id;
        let row = Password { pool_id, user_id, hash: hash.clone(), changed_at: 7 };
        Ok::<_, store::Error>(password::insert(tx, &row)? || password::replace(tx, &row)?)
    });
    assert!(written.await.unwrap());
}

async fn stored(app: &App, visit: &Visit) -> Password {
    let pool = visit.door.pool.id;
    let read = app.store().read("stored", move |tx| {
        let user = identifier::find(tx, pool, MEMBER)?.unwrap().user_id;
        password::find(tx, pool, user)
    });
    read.await.unwrap().unwrap()
}

async fn proved(app: &App, visit: &Visit, name: &str, typed: &str) -> Proved {
    let subject = Subject::look_up(app, visit, name).await.unwrap();
    prove(app, visit, &subject, typed).await.unwrap()
}

fn hash_of(typed: &str) -> String {
    hashing::hash(&Spelled::read(typed).unwrap(), [9; 16]).unwrap()
}

// S2-4: a member's password is right in each of its spellings, and nobody else's is.
#[tokio::test]
async fn right_for_its_member_and_wrong_for_everybody_else() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let visit = visit(&app);
    store_hash(&app, &visit, hash_of("Zoë kauft Brötchen")).await;
    let right = Proved::Right;
    assert_eq!(proved(&app, &visit, MEMBER, "Zoë kauft Brötchen").await, right);
    assert_eq!(proved(&app, &visit, " SAMPLE.Noor ", "Zoe\u{308} kauft Bro\u{308}tchen").await, right);
    for typed in ["", "zoë kauft brötchen", "Zoë kauft Brötchen ", &"x".repeat(129), &"x".repeat(1_000_000)] {
        assert_eq!(proved(&app, &visit, MEMBER, typed).await, Proved::Wrong);
    }
    for name in [WITHOUT, "nobody", ""] {
        assert_eq!(proved(&app, &visit, name, "Zoë kauft Brötchen").await, Proved::Wrong);
    }
    app.close().await;
}

#[tokio::test]
async fn the_next_right_password_takes_todays_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let visit = visit(&app);
    // "correct horse battery staple" with 8 KiB and one pass.
    let weak = {
        use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, Some(32)).unwrap());
        argon2.hash_password_with_salt(RIGHT.as_bytes(), b"sixteen bytes!!!").unwrap().to_string()
    };
    store_hash(&app, &visit, weak.clone()).await;
    assert_eq!(proved(&app, &visit, MEMBER, "wrong").await, Proved::Wrong);
    assert_eq!(stored(&app, &visit).await.hash, weak);
    assert_eq!(proved(&app, &visit, MEMBER, RIGHT).await, Proved::Right);
    let now = stored(&app, &visit).await;
    assert!(now.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    // The same password: its age is no other.
    assert_eq!(now.changed_at, 7);
    assert_eq!(proved(&app, &visit, MEMBER, RIGHT).await, Proved::Right);
    assert_eq!(stored(&app, &visit).await.hash, now.hash);
    app.close().await;
}

#[tokio::test]
async fn a_corrupt_hash_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let visit = visit(&app);
    store_hash(&app, &visit, RIGHT.to_owned()).await;
    assert_eq!(proved(&app, &visit, MEMBER, RIGHT).await, Proved::Wrong);
    app.close().await;
}

// S2-17: off until a pool lists it.
#[tokio::test]
async fn passwords_are_off_by_default() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    assert!(!rules::are_used(&visit(&app).door.policy));
    let pool_id = visit(&app).door.pool.id;
    let changed = app.store().write("list", move |tx| {
        let mut row = pool::all(tx)?.into_iter().find(|row| row.id == pool_id).unwrap();
        let mut settings: crate::settings::PoolSettings = serde_json::from_str(&row.settings).unwrap();
        settings.methods.first.push(Method::Password);
        row.settings = serde_json::to_string(&settings).unwrap();
        store::installation::bump(tx)?;
        pool::update(tx, &row)
    });
    assert!(changed.await.unwrap());
    app.refresh().await.unwrap();
    assert!(rules::are_used(&visit(&app).door.policy));
    app.close().await;
}
