//! Keys through their life: what an old one still opens, when it goes, what is sealed anew, and two master keys at a time. On both engines.

use super::changing_master::{self, ChangeError};
use super::rotation::{self, RotateError, Rotating, Stage};
use super::*;
use crate::app::{App, AppOptions, OpenError};
use crate::applications::signing;
use crate::channels::Channels;
use crate::clock::SetClock;
use crate::factors::testing::{MEMBER, Place, on_each_engine};
use crate::public_url::PublicUrl;
use crate::random::SystemRandom;
use crate::single_sign_on::seal_secret;
use std::sync::Arc;
use store::id::{InvitationId, MessageId, WebhookId};
use store::sealed;
use store::{Tx, invitation, outbox, pool, signing_key, tenant, totp, webhook};

const JOURNEY_SEAL: Seal = Seal::Carried("journey");
const APP_SEAL: Seal = Seal::Kept(Kept::App);
const CONTEXT: &[u8] = b"somebody";
const PLAIN: &[u8] = b"what is sealed";
const HOUR_MS: i64 = 60 * 60 * 1000;

fn opens(app: &App, seal: Seal, sealed: &[u8]) -> bool {
    app.snapshot().ring.open_sealed(seal, CONTEXT, sealed).is_some_and(|plain| *plain == PLAIN)
}

async fn rotate(app: &App, kinds: &[Rotating]) {
    rotation::rotate(app, kinds, None).await.unwrap();
}

/// Another node of the same installation, with this master key.
async fn node(place: &Place, master: u8) -> Result<Arc<App>, OpenError> {
    let options = AppOptions {
        store: place.app.store().clone(),
        clock: Arc::<SetClock>::clone(&place.clock),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([master; 32]),
        public_url: PublicUrl::localhost(false, 8080),
        channels: Channels::default(),
        outgoing: Arc::new(crate::outgoing::CallsNobody),
        demo: true,
    };
    App::open(options).await
}

// Issue 9, 4: an old journey goes on, and no longer than it may live.
#[tokio::test]
async fn an_old_journey_key_opens_until_nothing_of_it_is_alive() {
    on_each_engine(async |place| {
        let app = &place.app;
        let first = app.seal(JOURNEY_SEAL, CONTEXT, PLAIN).unwrap();
        rotate(app, &[Rotating::Journey, Rotating::Challenge]).await;
        let resting = app.seal(JOURNEY_SEAL, CONTEXT, PLAIN).unwrap();
        place.clock.advance(REST_BEFORE_SIGNING_MS);
        let second = app.seal(JOURNEY_SEAL, CONTEXT, PLAIN).unwrap();
        for sealed in [&first, &resting, &second] {
            assert!(opens(app, JOURNEY_SEAL, sealed));
            assert!(!opens(app, Seal::Carried("joining"), sealed), "for another purpose");
        }
        // A challenge lives for ten minutes, a journey for an hour.
        assert_eq!(retire(app).await.unwrap(), 0);
        place.clock.advance(12 * 60 * 1000);
        assert_eq!(retire(app).await.unwrap(), 1, "the challenge key");
        assert!(opens(app, JOURNEY_SEAL, &first));
        place.clock.advance(HOUR_MS);
        assert_eq!(retire(app).await.unwrap(), 1, "the journey key");
        assert!(!opens(app, JOURNEY_SEAL, &first) && !opens(app, JOURNEY_SEAL, &resting));
        assert!(opens(app, JOURNEY_SEAL, &second));
        assert_eq!(retire(app).await.unwrap(), 0, "the newest stays");
    })
    .await;
}

// Issue 9, 4: several nodes. One that has not read the new key yet is never met by anything of it.
#[tokio::test]
async fn a_node_that_reads_later_opens_what_others_seal() {
    on_each_engine(async |place| {
        let other = node(place, 7).await.unwrap();
        rotate(&place.app, &Rotating::ALL).await;
        let sealed = place.app.seal(JOURNEY_SEAL, CONTEXT, PLAIN).unwrap();
        assert!(opens(&other, JOURNEY_SEAL, &sealed), "it has not read yet, and need not");
        other.refresh().await.unwrap();
        place.clock.advance(REST_BEFORE_SIGNING_MS);
        for (one, another) in [(&place.app, &other), (&other, &place.app)] {
            for seal in [JOURNEY_SEAL, APP_SEAL] {
                assert!(opens(another, seal, &one.seal(seal, CONTEXT, PLAIN).unwrap()));
            }
        }
    })
    .await;
}

/// Sealed for the row that these name.
fn sealed_for(app: &App, kept: Kept, parts: &[&[u8]]) -> Vec<u8> {
    app.seal(Seal::Kept(kept), &parts.concat(), PLAIN).unwrap()
}

fn letter(place: &Place) -> outbox::Outgoing {
    let (id, now) = (MessageId::from_bytes([1; 16]), place.app.now());
    outbox::Outgoing {
        id,
        tenant_id: place.visit.door.tenant.id,
        channel: outbox::Channel::Mail,
        state: outbox::State::Waiting,
        sealed: sealed_for(&place.app, Kept::Message, &[id.as_bytes()]),
        attempts: 0,
        created_at: now,
        due_at: now + 9 * HOUR_MS,
        expires_at: now + 9 * HOUR_MS,
        trouble: None,
    }
}

fn hook(place: &Place) -> webhook::Webhook {
    let (tenant_id, id, now) = (place.visit.door.tenant.id, WebhookId::from_bytes([2; 16]), place.app.now());
    let secret = sealed_for(&place.app, Kept::WebhookSecret, &[tenant_id.as_bytes(), id.as_bytes()]);
    webhook::Webhook {
        tenant_id,
        id,
        url: "https://example.com/".into(),
        description: String::new(),
        events: "sign_in".into(),
        enabled: true,
        off_because: None,
        since: now,
        sealed: secret.clone(),
        sealed_before: Some(secret),
        before_until: Some(now + HOUR_MS),
        created_at: now,
        changed_at: now,
        state: webhook::State::default(),
    }
}

fn guest(place: &Place) -> invitation::Invitation {
    let (door, id, now) = (&place.visit.door, InvitationId::from_bytes([3; 16]), place.app.now());
    invitation::Invitation {
        pool_id: door.pool.id,
        id,
        tenant_id: door.tenant.id,
        workspace_id: door.workspace.id,
        hash: [9; 32],
        kind: store::identifier::IdentifierKind::Email,
        address: "guest@example.com".into(),
        roles: String::new(),
        invited_by: None,
        created_at: now,
        expires_at: now + 9 * HOUR_MS,
        accepted_at: None,
        revoked_at: None,
        carried: Some(sealed_for(&place.app, Kept::Registration, &[door.pool.id.as_bytes(), id.as_bytes()])),
    }
}

/// An account of certificates, and the key of one.
async fn certified(app: &App) {
    let names = ["id.example.com".to_owned()];
    crate::acme::keep_account(app, "directory", PLAIN).await.unwrap();
    crate::acme::want(app, "directory", &names).await.unwrap();
    let turn = crate::acme::take_turns(app, "directory", &names, 1).await.unwrap().remove(0);
    let (chain, key) = ("PEM".to_owned(), zeroize::Zeroizing::new(PLAIN.to_vec()));
    let (not_before, not_after) = (app.now(), app.now() + 9 * HOUR_MS);
    crate::acme::keep(app, &turn, &crate::acme::Issued { chain, key, not_before, not_after }).await.unwrap();
}

/// A row of each kind that the database keeps sealed. Answers how many values that are.
async fn plant(place: &Place) -> usize {
    let (app, pool, now) = (&place.app, place.visit.door.pool.id, place.app.now());
    let user = place.subject(MEMBER).await.user;
    signing::of_tenant(app, place.visit.door.tenant.id).await.unwrap();
    let shown = sealed_for(app, Kept::App, &[pool.as_bytes(), user.as_bytes()]);
    let secret = seal_secret(app, pool, "google", "a secret of a provider").unwrap();
    let (letter, hook, guest) = (letter(place), hook(place), guest(place));
    let write = move |tx: &mut Tx<'_>| {
        let pending = totp::Pending { sealed: shown.clone(), at: now };
        totp::begin(tx, pool, user, &pending)?;
        totp::confirm(tx, totp::Step { pool_id: pool, user_id: user, sealed: &shown, step: 1 }, now)?;
        outbox::insert(tx, &letter)?;
        webhook::insert(tx, &hook)?;
        webhook::set_secret(tx, &hook)?;
        invitation::insert(tx, &guest)?;
        let row = pool::all(tx)?.into_iter().find(|row| row.id == pool).unwrap();
        let mut settings: serde_json::Value = serde_json::from_str(&row.settings).unwrap();
        settings["methods"]["providers"] = serde_json::json!([{ "slug": "google", "client_secret": secret }]);
        pool::update(tx, &pool::Pool { settings: settings.to_string(), ..row })?;
        Ok::<_, store::Error>(())
    };
    app.store().write("plant", write).await.unwrap();
    app.refresh().await.unwrap();
    certified(app).await;
    // App, message, registration, two of the webhook, a signing key of each algorithm, the provider, an account and a key of certificates.
    8 + crate::oauth::jws::Algorithm::ALL.len()
}

/// Everything that the database keeps sealed, but the secrets of providers, with its seal.
async fn kept(app: &App) -> Vec<(Seal, sealed::Sealed)> {
    let columns =
        Kept::ALL.into_iter().flat_map(|kept| resealing::columns(kept).iter().map(move |column| (kept, *column)));
    let mut all = Vec::new();
    for (kept, column) in columns {
        let read = move |tx: &mut Tx<'_>| sealed::page(tx, &column, (&[], &[]), 1_000);
        all.extend(app.store().read("kept", read).await.unwrap().into_iter().map(|row| (Seal::Kept(kept), row)));
    }
    all
}

fn opens_row(app: &App, (seal, row): &(Seal, sealed::Sealed)) -> bool {
    app.snapshot().ring.open_sealed(*seal, &resealing::context(*seal, row), &row.sealed).is_some()
}

// Issue 9, 4: what is kept is sealed anew, and a key goes only when nothing needs it.
#[tokio::test]
async fn what_is_kept_is_sealed_anew_before_its_key_goes() {
    on_each_engine(async |place| {
        let app = &place.app;
        let planted = plant(place).await;
        let before = kept(app).await;
        assert!(before.iter().filter(|row| opens_row(app, row)).count() >= planted - 1);
        rotate(app, &[Rotating::Sealing]).await;
        assert_eq!(reseal(app).await.unwrap(), Resealed::default(), "other nodes may not seal by it yet");
        place.clock.advance(2 * 60 * 1000);
        let done = reseal(app).await.unwrap();
        assert_eq!((done.left, done.keys_removed), (0, 0));
        assert!(done.sealed_anew >= u64::try_from(planted).unwrap(), "{done:?}");
        let after = kept(app).await;
        assert!(after.iter().zip(&before).all(|(now, then)| now.1.sealed != then.1.sealed && opens_row(app, now)));
        assert!(before.iter().all(|row| opens_row(app, row)), "somebody may hold it still");
        assert_eq!(reseal(app).await.unwrap(), Resealed::default(), "and nothing twice");
        place.clock.advance(2 * HOUR_MS);
        assert_eq!(reseal(app).await.unwrap(), Resealed { keys_removed: 1, ..Resealed::default() });
        assert!(before.iter().all(|row| !opens_row(app, row)), "the old key is gone");
        assert!(kept(app).await.iter().all(|row| opens_row(app, row)));
        let open = |door: &crate::FrontDoor| {
            let secret = door.pool.settings.methods.providers[0].client_secret.clone().unwrap();
            let opened = crate::single_sign_on::open_secret(&app.snapshot().ring, door.pool.id, "google", &secret);
            opened.as_deref() == Some("a secret of a provider")
        };
        assert!(open(&app.snapshot().door("demo", "community").unwrap()));
        // Again, now that no derivation stands for the first one.
        rotate(app, &[Rotating::Sealing]).await;
        place.clock.advance(2 * HOUR_MS);
        assert!(reseal(app).await.unwrap().sealed_anew >= u64::try_from(planted).unwrap());
        assert_eq!(reseal(app).await.unwrap().keys_removed, 1);
        assert!(node(place, 7).await.is_ok());
    })
    .await;
}

// Issue 9, 4: a column of what is sealed that is added later cannot be forgotten: it would be lost with the key.
#[test]
fn every_sealed_column_of_the_schema_is_sealed_anew() {
    // Under the master key; and what a member was shown, which is over before its key goes.
    let others = [("keys", "sealed"), ("keys", "sealed_too"), ("totps", "pending")];
    let words = ["sealed", "carried", "pending", "secret", "cipher", "encrypted"];
    let is_meant = |name: &str| {
        words.iter().any(|word| name.contains(word)) && !["_hash", "_at"].iter().any(|end| name.ends_with(end))
    };
    let all = store::whole::TABLES.iter().flat_map(|table| table.columns.iter().map(|name| (table.name, *name)));
    let mut found: Vec<_> = all.filter(|(_, name)| is_meant(name)).collect();
    let known = Kept::ALL.into_iter().flat_map(|kept| resealing::columns(kept).iter());
    let mut known: Vec<_> = known.map(|column| (column.table, column.name)).chain(others).collect();
    found.sort_unstable();
    known.sort_unstable();
    assert_eq!(found, known, "domain/src/keys/seal.rs, resealing.rs");
}

// Issue 9, 4: keys of several tenants are followed at once, and go when nothing that they signed is alive.
#[tokio::test]
async fn signing_keys_of_all_tenants_are_followed_and_go() {
    on_each_engine(async |place| {
        let app = &place.app;
        let tenants = app.store().read("tenants", tenant::all).await.unwrap();
        let tenants: Vec<_> = tenants.into_iter().map(|row| row.id).collect();
        for tenant in &tenants {
            signing::of_tenant(app, *tenant).await.unwrap();
        }
        let each = crate::oauth::jws::Algorithm::ALL.len();
        let lives = async || app.store().read("lives", signing_key::lives).await.unwrap();
        let first = lives().await;
        assert!(tenants.len() > 1 && first.len() == tenants.len() * each);
        rotate(app, &[Rotating::Signing]).await;
        assert_eq!(lives().await.len(), 2 * first.len());
        let rests = signing::PUBLISHED_S * 1000;
        place.clock.advance(rests + signing::LONGEST_TOKEN_S * 1000);
        assert_eq!(signing::retire(app).await.unwrap(), 0, "clocks of nodes may differ");
        place.clock.advance(60_000);
        assert_eq!(signing::retire(app).await.unwrap(), first.len());
        let left = lives().await;
        assert!(left.len() == first.len() && left.iter().all(|life| !first.contains(life)), "the newest stay");
        assert_eq!(signing::retire(app).await.unwrap(), 0);
        assert_eq!(app.snapshot().signers(tenants[0]).jwks(app.now())["keys"].as_array().unwrap().len(), each);
    })
    .await;
}

// Issue 9, 4: in two steps, so that several nodes agree, and back.
#[tokio::test]
async fn the_master_key_is_changed_while_nodes_have_either() {
    on_each_engine(async |place| {
        let (app, old, new) = (&place.app, || MasterKey::new([7; 32]), || MasterKey::new([8; 32]));
        let sealed = app.seal(APP_SEAL, CONTEXT, PLAIN).unwrap();
        assert!(matches!(changing_master::finish(app, new()).await, Err(ChangeError::NoChange)));
        assert!(matches!(changing_master::begin(app, old()).await, Err(ChangeError::IsTheSame)));
        assert!(node(place, 8).await.is_err());
        let keys = changing_master::begin(app, new()).await.unwrap();
        assert_eq!(changing_master::begin(app, new()).await.unwrap(), keys, "said again");
        let third = changing_master::begin(app, MasterKey::new([9; 32])).await;
        assert!(matches!(third, Err(ChangeError::AnotherChange)));
        for master in [7, 8] {
            assert!(opens(&node(place, master).await.unwrap(), APP_SEAL, &sealed), "{master}");
        }
        let rotated = rotation::rotate(app, &Rotating::ALL, None).await;
        assert!(matches!(rotated, Err(RotateError::MasterChanges)));
        // Given up.
        assert!(matches!(changing_master::abandon(app, new()).await, Err(ChangeError::ConfiguredIsNew)));
        assert_eq!(changing_master::abandon(app, old()).await.unwrap(), keys);
        assert!(node(place, 8).await.is_err() && node(place, 7).await.is_ok());
        // And done.
        let stale = node(place, 7).await.unwrap();
        changing_master::begin(app, new()).await.unwrap();
        let other = node(place, 8).await.unwrap();
        assert!(matches!(changing_master::finish(app, old()).await, Err(ChangeError::ConfiguredIsOld)));
        assert_eq!(changing_master::finish(app, new()).await.unwrap(), keys);
        assert!(node(place, 7).await.is_err(), "the old one opens nothing");
        assert!(opens(&node(place, 8).await.unwrap(), APP_SEAL, &sealed));
        // Whoever was not asked takes up nothing new, says so, and draws no key that nobody could open.
        stale.refresh().await.unwrap();
        assert!(stale.is_locked_out());
        let rotated = rotation::rotate(&stale, &[Rotating::Challenge], None).await;
        assert!(matches!(rotated, Err(RotateError::Key(_))), "{rotated:?}");
        assert_eq!(resealing::reseal(&stale).await.unwrap(), Resealed::default());
        assert!(!changing_master::take_up(&stale, old()).await.unwrap());
        assert!(changing_master::take_up(&stale, new()).await.unwrap());
        assert!(!stale.is_locked_out());
        for node in [app, &other, &stale] {
            node.refresh().await.unwrap();
            rotate(node, &[Rotating::Challenge, Rotating::Sealing]).await;
            assert!(opens(node, APP_SEAL, &sealed));
        }
    })
    .await;
}

#[tokio::test]
async fn the_list_says_where_each_key_is() {
    on_each_engine(async |place| {
        let app = &place.app;
        let stages = async |kind: &str| {
            let all = rotation::list(app).await.unwrap();
            all.iter().filter(|key| key.kind == kind).map(|key| key.state).collect::<Vec<_>>()
        };
        assert_eq!(stages("challenge").await, [Stage::InUse]);
        assert!(stages("journey").await.is_empty(), "the decoy key stands for it");
        signing::of_tenant(app, place.visit.door.tenant.id).await.unwrap();
        rotation::rotate(app, &[Rotating::Signing], Some("demo")).await.unwrap();
        assert_eq!(stages("signing").await, [Stage::Resting, Stage::InUse].repeat(3));
        rotate(app, &[Rotating::Challenge, Rotating::Journey]).await;
        assert_eq!(stages("journey").await, [Stage::Resting, Stage::InUse]);
        place.clock.advance(REST_BEFORE_SIGNING_MS);
        assert_eq!(stages("challenge").await, [Stage::InUse, Stage::Old]);
        assert_eq!(stages("decoy").await, [Stage::InUse]);
        let nobody = rotation::rotate(app, &[Rotating::Signing], Some("nobody")).await;
        assert!(matches!(nobody, Err(RotateError::NoTenant(_))));
    })
    .await;
}

// Issue 9, 1: what is only tried leaves nothing.
#[tokio::test]
async fn a_rehearsal_keeps_nothing() {
    on_each_engine(async |place| {
        let before = rotation::list(&place.app).await.unwrap();
        let rehearsal = place.app.rehearsal().unwrap();
        rotate(&rehearsal, &[Rotating::Challenge, Rotating::Sealing]).await;
        assert_eq!(rotation::list(&rehearsal).await.unwrap(), before);
        let refused = rotation::rotate(&rehearsal, &[Rotating::Signing], Some("nobody")).await;
        assert!(matches!(refused, Err(RotateError::NoTenant(_))), "and refuses as it would");
        assert_eq!(rotation::list(&place.app).await.unwrap(), before);
        rotate(&place.app, &[Rotating::Challenge]).await;
        assert_eq!(rotation::list(&place.app).await.unwrap().len(), before.len() + 1);
    })
    .await;
}
