//! An installation that was put back from a backup, over HTTP: whoever had a passkey when it was made signs in, and nothing that was handed out
//! before opens anything.

use crate::authorization::{application, code, member, redeem, refresh, refused, settings, text};
use crate::support::app::SMART;
use crate::support::application::Application;
use crate::support::{TestApp, on_both_engines};
use domain::backup::{self, Last, TakenAway, Wanted};
use domain::doctor::{Check, State};
use domain::members::{self, By};
use domain::policy::PasskeyRule;
use serde_json::json;
use store::installation;
use store::testing::engines;

on_both_engines! {
    // Issue 9, 2: into SQLite and into PostgreSQL, whichever it was made of.
    async fn members_sign_in_and_no_session_of_before_lives(app: TestApp) {
        let mut ada = app.program(SMART);
        ada.sign_up("ada").await.ok();
        ada.get("/account/passkeys").await.ok();
        let begun = app.program(SMART).post("/sign-in/passkey/begin", &json!({})).await.ok();
        let file = app.backed_up().await;
        let mut authenticator = Some(ada.authenticator);
        let session = ada.token.clone();
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            let mut old = there.program(SMART);
            old.token.clone_from(&session);
            assert_eq!(old.get("/account/passkeys").await.status, 401, "a session of before is over");
            // A challenge of before, answered as it should be.
            let mut ada = there.program(SMART);
            ada.authenticator = authenticator.take().unwrap();
            let shown = ada.show(&begun);
            let refused = ada.post("/sign-in/passkey/finish", &shown).await;
            assert!(!refused.status.is_success(), "a challenge of before opens nothing: {refused:?}");
            ada.sign_in().await.ok();
            ada.get("/account/passkeys").await.ok();
            authenticator = Some(ada.authenticator);
        }
    }

    // Issue 9, 2: two installations that write into one directory know their own files, also where one was put back from a backup of the other.
    async fn files_of_backups_are_known_by_a_mark_of_their_own(app: TestApp) {
        let mark = backup::mark(&app.app).await.unwrap();
        assert!(mark.len() == 8 && backup::mark(&app.app).await.unwrap() == mark, "{mark}");
        let file = app.backed_up().await;
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            assert_ne!(backup::mark(&there.app).await.unwrap(), mark);
        }
    }

    // Issue 9, 2: refresh families, codes, and what applications hold.
    async fn no_grant_of_before_lives(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let tokens = {
            let code = code(&mut alice, "app", &[("scope", "openid offline_access")]).await;
            redeem(&client, &code, &[]).await.ok()
        };
        let code = code(&mut alice, "app", &[]).await;
        let file = app.backed_up().await;
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            let client = Application::known(&there, ("demo", "community"), "app");
            assert_eq!(refused(&refresh(&client, text(&tokens["refresh_token"])).await), (400, "invalid_grant"));
            assert_eq!(refused(&redeem(&client, &code, &[]).await), (400, "invalid_grant"));
        }
        refresh(&client, text(&tokens["refresh_token"])).await.ok();
    }

    // Issue 9, 2: what visitors carry.
    async fn no_journey_of_before_goes_on(app: TestApp) {
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.least_passkeys = Some(2);
        })
        .await;
        let mut ada = app.program(SMART);
        let held = ada.sign_up("ada").await.ok();
        assert_eq!(held["status"], "continue");
        let path = format!("/journey/{}/enrol/begin", held["journey"].as_str().unwrap());
        let ticket = json!({ "ticket": held["ticket"] });
        let file = app.backed_up().await;
        ada.post(&path, &ticket).await.ok();
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            let answer = there.program(SMART).post(&path, &ticket).await;
            assert!(!answer.status.is_success(), "{answer:?}");
        }
    }

    // Issue 9, 2: a passkey that only the backup has forgotten is not deleted from anybody's manager.
    async fn unknown_passkeys_are_not_signalled(app: TestApp) {
        let mut stranger = app.program(SMART);
        let begun = stranger.post("/sign-up/passkey/begin", &json!({ "identifier": "stranger" })).await.ok();
        stranger.make(&begun, &json!({}));
        assert!(!stranger.sign_in().await.json()["details"]["signal"].is_null(), "nobody here holds it, so it may go");
        let file = app.backed_up().await;
        let mut late = app.program(SMART);
        late.sign_up("late").await.ok();
        let mut authenticator = Some(late.authenticator);
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            let mut late = there.program(SMART);
            late.authenticator = authenticator.take().unwrap();
            let answer = late.sign_in().await;
            assert!(!answer.status.is_success());
            assert!(answer.json()["details"]["signal"].is_null() && !answer.text.contains("credentialId"), "{answer:?}");
            let restored = there.store.read("restored", |tx| installation::get(tx, domain::signals::RESTORED_AT)).await;
            assert!(restored.unwrap().is_some());
            authenticator = Some(late.authenticator);
        }
    }

    // Issue 9, 2: what was taken away since is told by the stream of the audit, and by nothing else.
    async fn what_was_taken_away_since_is_listed(app: TestApp) {
        let mut ada = app.program(SMART);
        ada.sign_up("ada").await.ok();
        let mut eve = app.program(SMART);
        eve.sign_up("eve").await.ok();
        suspend(&app, "ada").await;
        let early = streamed(&app).await;
        assert_eq!(early.matches("user_suspended").count(), 1);
        let made_at = domain::Clock::now_ms(app.clock.as_ref());
        let file = app.backed_up().await;
        suspend(&app, "eve").await;
        let stream = early + &streamed(&app).await;
        assert_eq!(stream.matches("user_suspended").count(), 2, "{stream}");
        for engine in engines() {
            let there = app.put_back(file.clone(), *engine).await;
            let told = TakenAway::read(stream.as_bytes(), made_at).unwrap();
            let found = told.unknown_to(&there.store).await.unwrap();
            assert!(!found.has_more);
            let kinds: Vec<_> = found.list.iter().map(|found| found.kind.as_str()).collect();
            assert_eq!(kinds, ["user_suspended"], "the one that the backup does not know");
        }
    }

    // Issue 9, 2: planted, the doctor finds it; one node takes each backup, and what failed is not tried at once.
    async fn what_became_of_backups_is_known(app: TestApp) {
        const HOUR: i64 = 60 * 60 * 1000;
        let app = app.empty_twin().await;
        let state = async |plan: Option<(&str, i64)>| {
            let finding = domain::doctor::of_backup(&app.app, plan).await.unwrap();
            assert_eq!(finding.check, Check::Backup);
            finding.state
        };
        let plan = Some(("/backups", 24 * HOUR));
        assert_eq!(state(plan).await, State::ToLookAt, "none yet");
        let taker = backup::Taker::draw(&domain::SystemRandom::default()).unwrap();
        let turn = async || backup::take_turn(&app.app, &taker, (24 * HOUR, HOUR / 4)).await.unwrap();
        assert!(turn().await && !turn().await, "another node is at it");
        backup::note(&app.app, Wanted::ByClock, Err("no room is left".to_owned())).await.unwrap();
        assert_eq!(state(plan).await, State::Wrong);
        assert!(!turn().await, "what failed rests");
        app.advance_seconds(15 * 60);
        assert!(turn().await);
        let made_at = Some(domain::Clock::now_ms(app.clock.as_ref()));
        let last = Last { made_at, file: "/backups/one".into(), rows: 7, ..Last::default() };
        backup::note(&app.app, Wanted::ByHand, Ok(last.clone())).await.unwrap();
        assert_eq!((state(None).await, state(plan).await), (State::Good, State::Wrong), "one by hand lies anywhere");
        app.advance_seconds(15 * 60);
        assert!(turn().await, "and none by the clock is put off for it");
        backup::note(&app.app, Wanted::ByClock, Ok(last.clone())).await.unwrap();
        assert_eq!(backup::last(&app.app).await.unwrap(), last);
        assert_eq!((state(plan).await, turn().await), (State::Good, false));
        app.advance_seconds(24 * 60 * 60);
        assert!(turn().await, "a day later");
        app.advance_seconds(25 * 60 * 60);
        assert_eq!(state(plan).await, State::Wrong, "too old");
        let events = app.store.read("events", |tx| store::audit_event::latest(tx, store::id::TenantId::NIL, 10)).await.unwrap();
        assert_eq!(events.iter().filter(|event| event.kind == "backed_up").count(), 2);
    }
}

async fn suspend(app: &TestApp, name: &str) {
    let door = app.app.snapshot().door("demo", "community").unwrap();
    let user = members::by_name(&app.app, &door, name).await.unwrap();
    assert!(members::suspend(&app.app, By::Operator, door.pool.id, user).await.unwrap());
}

/// What the stream would have sent since it was last asked.
async fn streamed(app: &TestApp) -> String {
    // What was recorded is sealed a minute later.
    app.advance_seconds(120);
    domain::audit::seal(&app.app).await.unwrap();
    let mut text = String::new();
    while let Some(batch) = domain::audit::stream::next(&app.app, "me", false).await.unwrap() {
        text += &batch.text();
        assert!(domain::audit::stream::sent(&app.app, batch).await.unwrap());
    }
    text
}
