//! Tickets in hostile hands: finished, rolled back, old, swapped, and of other places.

use super::world::{Came, PASSWORD, Speech, WRONG, Walk, person, refused};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines, says};
use axum::http::Method as Verb;
use domain::policy::PolicyRules;
use serde_json::json;
use store::user::{self, UserStatus};

const GONE: &str = "session_expired";

/// The cookie of the journey that the walk is on.
fn cookie(walk: &Walk<'_>) -> (String, String) {
    let found = walk.actor.cookies.iter().find(|(name, _)| name.ends_with(&walk.id)).unwrap();
    (found.0.clone(), found.1.clone())
}

fn pool(app: &TestApp) -> domain::id::PoolId {
    app.app.snapshot().door("demo", "community").unwrap().pool.id
}

on_both_engines! {
    async fn a_finished_journeys_cookie_opens_nothing(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in [Speech::Script, Speech::Form] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            let kept = walk.actor.cookies.clone();
            let code = ada.totp(&app);
            walk.prove("totp", &code).await.assert_in();
            let session = walk.actor.cookies["ks.demo.community"].clone();
            walk.actor.cookies = kept;
            walk.actor.cookies.insert("ks.demo.community".into(), session.clone());
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, refused(GONE));
            assert_eq!(walk.actor.cookies["ks.demo.community"], session, "and what was opened goes on");
            assert!(walk.is_in().await);
            assert_eq!(ada.sessions(&app).await, 1);
            walk.out().await;
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, refused(GONE));
            assert!(!walk.is_in().await);
        }
    }

    async fn a_rolled_back_journey_opens_no_second_session(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in [Speech::Program, Speech::Script] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await;
            let (before, ticket) = (walk.actor.cookies.clone(), walk.ticket.clone());
            walk.prove("password", PASSWORD).await.assert_step("second");
            let code = ada.totp(&app);
            walk.prove("totp", &code).await.assert_in();
            // From its very beginning, with all proofs anew.
            (walk.actor.cookies, walk.ticket, walk.actor.token) = (before, ticket, None);
            walk.prove("password", PASSWORD).await.assert_step("second");
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, refused(GONE));
            assert!(!walk.is_in().await);
        }
        assert_eq!(ada.sessions(&app).await, 2);
    }

    // The proofs of an older ticket are its own: going back forgets what came after.
    async fn a_rolled_back_ticket_has_lost_its_later_proofs(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        let first = walk.ticket.clone();
        walk.prove("password", PASSWORD).await.assert_step("second");
        walk.ticket = first;
        let code = ada.totp(&app);
        assert_eq!(walk.prove("totp", &code).await, refused(GONE));
    }

    async fn a_ticket_from_before_a_password_change_is_void(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        for speech in [Speech::Program, Speech::Script] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            let mut owner = app.program(SMART);
            owner.authenticator = ada.passkey.take().unwrap();
            owner.sign_in().await.ok();
            owner.put("/account/password", &json!({ "password": WRONG })).await.ok();
            owner.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
            ada.passkey = Some(owner.authenticator);
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, refused(GONE));
            assert!(!walk.is_in().await);
        }
    }

    // The old password was looked at, and changed before its journey ended: the session must not outlive the change.
    async fn a_password_that_is_changed_while_it_is_checked_opens_nothing(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        let (mut now, mut other) = (PASSWORD, WRONG);
        for pause in 0..12_u64 {
            let mut owner = app.program(SMART);
            owner.authenticator = ada.passkey.take().unwrap();
            owner.sign_in().await.ok();
            let mut walk = Walk::new(&app, SMART, Speech::Program);
            walk.start("ada").await;
            let thief = async {
                tokio::time::sleep(std::time::Duration::from_millis(pause * 12)).await;
                walk.prove("password", now).await
            };
            let body = json!({ "password": other });
            let (came, changed) = tokio::join!(thief, owner.put("/account/password", &body));
            changed.ok();
            // Before the change it was right, and ended with it; after it, it is wrong.
            assert!(!walk.is_in().await, "{pause}: {came:?}");
            owner.get("/session").await.ok();
            ada.passkey = Some(owner.authenticator);
            std::mem::swap(&mut now, &mut other);
        }
    }

    async fn an_epoch_raised_midway_ends_the_journey(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let (pool, user) = (pool(&app), ada.user);
        app.store.write("raise", move |tx| user::raise_epoch(tx, pool, user)).await.unwrap();
        let code = ada.totp(&app);
        assert_eq!(walk.prove("totp", &code).await, refused(GONE));
        // One that has proved nothing yet goes on.
        let mut other = Walk::new(&app, SMART, Speech::Program);
        other.start("ada").await;
        app.store.write("raise", move |tx| user::raise_epoch(tx, pool, user)).await.unwrap();
        other.prove("password", PASSWORD).await.assert_step("second");
        other.prove("totp", &ada.totp(&app)).await.assert_in();
    }

    async fn a_member_disabled_midway_gets_nowhere(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let (pool, user) = (pool(&app), ada.user);
        for after_first in [false, true] {
            let mut walk = Walk::new(&app, SMART, Speech::Script);
            walk.start("ada").await;
            if after_first {
                walk.prove("password", PASSWORD).await.assert_step("second");
            }
            app.store.write("off", move |tx| user::set_status(tx, pool, user, UserStatus::Disabled)).await.unwrap();
            let code = ada.totp(&app);
            let came = if after_first { walk.prove("totp", &code).await } else { walk.prove("password", PASSWORD).await };
            assert!(matches!(came, Came::Refused(_)), "{came:?}");
            assert!(!walk.is_in().await);
            app.store.write("on", move |tx| user::set_status(tx, pool, user, UserStatus::Active)).await.unwrap();
        }
    }

    // S1-28: a quarter of an hour.
    async fn a_journey_lives_for_a_quarter_of_an_hour(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.methods.second = Vec::new()).await;
        for speech in [Speech::Program, Speech::Script, Speech::Form] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(&ada.name).await;
            app.advance_seconds(14 * 60 + 59);
            walk.prove("password", PASSWORD).await.assert_in();
            let mut late = Walk::new(&app, SMART, speech);
            late.start(&ada.name).await;
            app.advance_seconds(15 * 60);
            assert_eq!(late.prove("password", PASSWORD).await, refused(GONE));
            assert!(!late.is_in().await);
        }
    }

    // A proof makes no journey live longer.
    async fn a_step_renews_no_journey(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        app.advance_seconds(10 * 60);
        walk.prove("password", PASSWORD).await.assert_step("second");
        app.advance_seconds(5 * 60 - 30);
        assert_eq!(walk.prove("totp", &ada.totp(&app)).await, refused(GONE));
    }

    async fn a_ticket_is_of_its_browser(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let (name, value) = cookie(&walk);
        let mut thief = Walk::new(&app, SMART, Speech::Script);
        thief.start("eve").await;
        thief.actor.cookies.insert(name, value.clone());
        thief.id.clone_from(&walk.id);
        assert_eq!(thief.prove("recovery_code", "x").await, refused(GONE));
        // Nor is it a program's, and a program's is no browser's.
        let mut program = Walk::new(&app, SMART, Speech::Program);
        (program.id, program.ticket) = (walk.id.clone(), Some(value));
        assert_eq!(program.prove("recovery_code", "x").await, refused(GONE));
        program.start("ada").await;
        program.prove("password", PASSWORD).await.assert_step("second");
        let mut browser = Walk::new(&app, SMART, Speech::Script);
        browser.start("eve").await;
        let own = cookie(&browser).0.replace(&browser.id, &program.id);
        browser.actor.cookies.insert(own, program.ticket.clone().unwrap());
        browser.id.clone_from(&program.id);
        assert_eq!(browser.prove("recovery_code", "x").await, refused(GONE));
    }

    async fn a_ticket_is_of_its_door(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        app.open_annex("{}").await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        for base in ["/demo/annex", CLASSIC, "/platform/smart"] {
            walk.actor.at(base);
            assert_eq!(walk.prove("recovery_code", "x").await, refused(GONE), "{base}");
        }
        walk.actor.at(SMART);
        assert_eq!(walk.prove("recovery_code", "x").await, refused("proof_wrong"));
    }

    async fn a_ticket_is_of_its_id_and_whole(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        let (mut walk, mut other) = (Walk::new(&app, SMART, Speech::Program), Walk::new(&app, SMART, Speech::Program));
        walk.start("ada").await;
        other.start("ada").await;
        let (ticket, foreign) = (walk.ticket.clone().unwrap(), other.ticket.clone().unwrap());
        let mut bytes = ticket.clone().into_bytes();
        bytes[40] = if bytes[40] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let (short, longest, longer) = (ticket[..ticket.len() - 4].to_owned(), "A".repeat(3_000), "A".repeat(3_001));
        for bad in [foreign.as_str(), &changed, &short, "", "=", "ä", &longest, &longer] {
            walk.ticket = Some(bad.to_owned());
            assert_eq!(walk.prove("password", PASSWORD).await, refused(GONE), "{bad:.20}");
        }
        walk.ticket = None;
        assert_eq!(walk.prove("password", PASSWORD).await, refused(GONE));
        walk.ticket = Some(ticket);
        walk.prove("password", PASSWORD).await.assert_step("second");
    }

    // What a name folds into is in the ticket, too: a ticket that nobody can bring back is not given out.
    async fn a_name_that_no_ticket_can_hold_is_refused(app: TestApp) {
        person(&app, SMART, "ada").await;
        let long = "\u{fdfa}".repeat(106);
        let quotes = "\"".repeat(320);
        for (name, is_taken) in [("a".repeat(320), true), ("a".repeat(321), false), (long, false), (quotes, true), ("\u{1}".repeat(320), false)] {
            let mut walk = Walk::new(&app, SMART, Speech::Script);
            let came = walk.start(&name).await;
            if !is_taken {
                assert_eq!(came, refused("malformed_request"), "{name:.20}");
                continue;
            }
            came.assert_step("first");
            assert!(cookie(&walk).1.len() <= 3_000);
            assert_eq!(walk.prove("password", PASSWORD).await, refused("proof_wrong"));
        }
    }

    async fn of_six_journeys_at_once_the_oldest_is_forgotten(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        let mut ids = Vec::new();
        for _ in 0..6 {
            walk.start("ada").await.assert_step("first");
            ids.push(walk.id.clone());
            app.advance_seconds(1);
        }
        let kept: Vec<_> = walk.actor.cookies.keys().filter_map(|name| name.strip_prefix("ks-journey.demo.community.")).collect();
        assert_eq!(kept, ids[1..].iter().map(String::as_str).collect::<Vec<_>>());
        let mut first = walk.tab();
        first.id.clone_from(&ids[0]);
        assert_eq!(first.prove("password", PASSWORD).await, refused(GONE));
        for id in &ids[1..] {
            walk.id.clone_from(id);
            walk.prove("password", PASSWORD).await.assert_step("second");
        }
    }

    // A page of a journey that is over begins anew, without a word about whose it was.
    async fn pages_of_dead_journeys_begin_anew(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start("ada").await;
        app.advance_seconds(15 * 60);
        let page = walk.actor.open(&format!("/journey/{}", walk.id)).await;
        assert!(!says(&page.text, "ada"), "{}", page.text);
        let request = walk.actor.request(Verb::POST, &format!("/journey/{}/prove", walk.id));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = app.send(request.body("method=password&value=x".into()).unwrap()).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").starts_with("/demo/community/sign-in?problem=session_expired"), "{}", answer.header("location"));
    }

    // Row "Altered URL". Any page of any site can make a browser look, so looking leaves no trace but a line of the log.
    async fn looking_at_no_journey_is_told_and_writes_nothing(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start("ada").await;
        let before = app.audit(SMART).await.len();
        let unknown = "018bcfe5-6801-7000-8000-000000000000";
        for id in ["xyz", "%00", &walk.id.to_uppercase()[1..], unknown] {
            let page = walk.actor.open(&format!("/journey/{id}")).await;
            assert_eq!(page.status, 400, "{id}");
            assert!(page.text.contains("Session Expired") && page.text.contains("/demo/community/sign-in\""), "{}", page.text);
        }
        let (id, cookies) = (walk.id.clone(), std::mem::take(&mut walk.actor.cookies));
        let page = walk.actor.open(&format!("/journey/{id}")).await;
        assert!(page.status == 400 && page.text.contains("Session Expired"), "{}", page.text);
        walk.actor.cookies = cookies;
        app.advance_seconds(15 * 60);
        assert_eq!(walk.actor.open(&format!("/journey/{id}")).await.status, 400);
        assert_eq!(app.audit(SMART).await.len(), before);
    }

    // S1-16, S1-22, row "Altered URL": an address within a passkey step that is unknown or cannot be read.
    async fn an_altered_step_is_unavailable(app: TestApp) {
        let mut eve = app.program(SMART);
        for (path, code) in [
            ("/sign-in/passkey/begun", "passkey_unavailable"),
            ("/journey/xyz/passkey/begin", "passkey_unavailable"),
            ("/journey/xyz/enrol/begin", "setup_unavailable"),
            ("/journey/xyz/enrol/begun", "setup_unavailable"),
            ("/sign-up/passkey/ended", "setup_unavailable"),
        ] {
            eve.post(path, &json!({})).await.assert_refused(404, code);
        }
        eve.post("/journey/xyz/prove", &json!({ "method": "password", "value": "x" })).await.assert_refused(400, "session_expired");
        eve.post("/sign-in/elsewhere", &json!({})).await.assert_refused(404, "not_found");
    }

    // A guess that somebody makes under several names of one member is counted once, as the member's.
    async fn second_factors_are_counted_by_member(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await;
        app.set(SMART, |settings| settings.policy = PolicyRules::default()).await;
        let names = ["ada", "ada@example.com", "+15550100294"];
        let mut codes = Vec::new();
        for name in names.iter().cycle().take(6) {
            let mut walk = Walk::new(&app, SMART, Speech::Program);
            walk.start(name).await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            let Came::Refused(code) = walk.prove("totp", "000000").await else { panic!() };
            codes.push(code);
        }
        assert_eq!(codes, ["proof_wrong", "proof_wrong", "proof_wrong", "proof_wrong", "proof_wrong", "wait"]);
    }
}
