//! Browsers that a member signed in with before: of one member, one pool, and never a way in.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines};
use domain::devices::{self, Left, MOST_IN_A_BROWSER, MOST_OF_A_MEMBER, Member};
use domain::id::UserId;
use domain::{Client, Visit};

const DAY: i64 = 24 * 3_600;
const COOKIE: &str = "ks-device.demo.community";
const OTHER_POOL: &str = "/platform/smart";

fn visit(app: &TestApp, base: &str, cookie: Option<&str>) -> Visit {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    Visit {
        door: app.app.snapshot().door(tenant, workspace).unwrap(),
        client: Client::Browser { pre_auth: None },
        address: [192, 0, 2, 7].into(),
        user_agent: "A browser".into(),
        language: domain::Language::English,
        device: cookie.map(str::to_owned),
        offer: None,
        correlation: None,
    }
}

async fn sign_up(app: &TestApp, base: &str, name: &str) -> Member {
    let answer = app.program(base).sign_up(name).await.ok();
    Member {
        user: serde_json::from_value(answer["user_id"].clone()).unwrap(),
        epoch: epoch(app, base, &answer["user_id"]).await,
    }
}

async fn epoch(app: &TestApp, base: &str, id: &serde_json::Value) -> i64 {
    let (pool, user) = (visit(app, base, None).door.pool.id, serde_json::from_value(id.clone()).unwrap());
    app.store.read("epoch", move |tx| store::user::find(tx, pool, user)).await.unwrap().unwrap().epoch
}

async fn remember(app: &TestApp, member: Member, cookie: Option<&str>, trust_ms: Option<i64>) -> Option<String> {
    devices::remember(&app.app, &visit(app, SMART, cookie), member, Left { trust_ms, passkey: None }).await.unwrap()
}

async fn is_known(app: &TestApp, base: &str, cookie: &str, user: UserId) -> bool {
    devices::known(&app.app, &visit(app, base, Some(cookie)), user).await.unwrap().is_some()
}

async fn is_trusted(app: &TestApp, cookie: &str, user: UserId) -> bool {
    let device = devices::known(&app.app, &visit(app, SMART, Some(cookie)), user).await.unwrap();
    device.is_some_and(|device| device.trusted_until.is_some())
}

async fn raise_epoch(app: &TestApp, member: Member) {
    let pool = visit(app, SMART, None).door.pool.id;
    app.store.write("raise", move |tx| store::user::raise_epoch(tx, pool, member.user)).await.unwrap();
}

on_both_engines! {
    async fn a_browser_is_known_for_its_member_only(app: TestApp) {
        let (ada, bob) = (sign_up(&app, SMART, "ada").await, sign_up(&app, SMART, "bob").await);
        let cookie = remember(&app, ada, None, None).await.unwrap();
        assert_eq!(cookie.len(), 64);
        assert!(is_known(&app, SMART, &cookie, ada.user).await);
        assert!(!is_known(&app, SMART, &cookie, bob.user).await);
        assert!(!is_known(&app, SMART, &cookie, UserId::NIL).await);
        // Of another tenant and another pool it is nothing, even for whoever has the same id there.
        for base in [OTHER_POOL, CLASSIC] {
            assert!(!is_known(&app, base, &cookie, ada.user).await);
        }
        // A secret that was guessed, and what is no cookie of ours.
        let wrong = format!("{}{}", &cookie[..63], if cookie.ends_with('A') { 'B' } else { 'A' });
        for junk in [wrong.as_str(), "", ".", "....", &"A".repeat(64), &cookie[1..], &cookie.repeat(2)] {
            assert!(!is_known(&app, SMART, junk, ada.user).await, "{junk}");
        }
        assert!(is_known(&app, SMART, &format!("x.{cookie}"), ada.user).await);
    }

    async fn a_browser_of_several_knows_each(app: TestApp) {
        let mut members = Vec::new();
        let mut cookie = None;
        for number in 0..=MOST_IN_A_BROWSER {
            let member = sign_up(&app, SMART, &format!("member{number}")).await;
            cookie = remember(&app, member, cookie.as_deref(), None).await;
            members.push(member);
            if number == 2 {
                // Whoever signs in again stands last again.
                app.advance_seconds(2 * DAY);
                cookie = remember(&app, members[0], cookie.as_deref(), None).await;
            }
        }
        let cookie = cookie.unwrap();
        let mut known = Vec::new();
        for member in &members {
            known.push(is_known(&app, SMART, &cookie, member.user).await);
        }
        assert_eq!(known, [true, false, true, true, true, true], "the one seen longest ago is dropped");
        assert_eq!(cookie.split('.').count(), MOST_IN_A_BROWSER);
    }

    // Once a day is enough; and one row a browser.
    async fn a_browser_that_was_just_seen_is_not_written_again(app: TestApp) {
        let ada = sign_up(&app, SMART, "ada").await;
        let cookie = remember(&app, ada, None, None).await.unwrap();
        assert_eq!(remember(&app, ada, Some(&cookie), None).await, None);
        app.advance_seconds(DAY);
        assert_eq!(remember(&app, ada, Some(&cookie), None).await, Some(cookie.clone()));
        app.advance_seconds(399 * DAY);
        assert!(is_known(&app, SMART, &cookie, ada.user).await);
        app.advance_seconds(DAY);
        assert!(!is_known(&app, SMART, &cookie, ada.user).await);
    }

    async fn a_member_has_at_most_twenty(app: TestApp) {
        let ada = sign_up(&app, SMART, "ada").await;
        let mut cookies = Vec::new();
        for _ in 0..=MOST_OF_A_MEMBER {
            cookies.push(remember(&app, ada, None, None).await.unwrap());
            app.advance_seconds(1);
        }
        assert!(!is_known(&app, SMART, &cookies[0], ada.user).await);
        for cookie in &cookies[1..] {
            assert!(is_known(&app, SMART, cookie, ada.user).await);
        }
    }

    async fn trust_ends_by_time_and_by_the_epoch(app: TestApp) {
        let mut ada = sign_up(&app, SMART, "ada").await;
        let trust = Some(7 * DAY * 1000);
        let cookie = remember(&app, ada, None, None).await.unwrap();
        assert!(!is_trusted(&app, &cookie, ada.user).await, "nobody has asked for it");
        app.advance_seconds(1);
        let cookie = remember(&app, ada, Some(&cookie), trust).await.unwrap();
        assert_eq!(app.audit(SMART).await[0].kind, "device_trusted");
        app.advance_seconds(7 * DAY - 1);
        assert!(is_trusted(&app, &cookie, ada.user).await);
        // A sign-in in between makes it no longer.
        remember(&app, ada, Some(&cookie), None).await.unwrap();
        app.advance_seconds(1);
        assert!(!is_trusted(&app, &cookie, ada.user).await);
        assert!(is_known(&app, SMART, &cookie, ada.user).await);

        let cookie = remember(&app, ada, Some(&cookie), trust).await.unwrap();
        raise_epoch(&app, ada).await;
        assert!(!is_trusted(&app, &cookie, ada.user).await);
        // A sign-in that began before is not remembered, and one after it brings no trust back.
        assert_eq!(remember(&app, ada, None, trust).await, None);
        ada.epoch += 1;
        app.advance_seconds(DAY);
        remember(&app, ada, Some(&cookie), None).await.unwrap();
        assert!(!is_trusted(&app, &cookie, ada.user).await);
    }

    async fn a_program_is_no_browser(app: TestApp) {
        let ada = sign_up(&app, SMART, "ada").await;
        let program = Visit { client: Client::App, ..visit(&app, SMART, None) };
        assert_eq!(devices::remember(&app.app, &program, ada, Left::default()).await.unwrap(), None);
    }

    async fn members_see_and_forget_their_browsers(app: TestApp) {
        let mut ada = app.browser(SMART);
        let answer = ada.sign_up("ada").await.ok();
        let user = serde_json::from_value(answer["user_id"].clone()).unwrap();
        let member = Member { user, epoch: epoch(&app, SMART, &answer["user_id"]).await };
        let here = remember(&app, member, None, Some(1_000_000)).await.unwrap();
        app.advance_seconds(1);
        let there = remember(&app, member, None, None).await.unwrap();
        ada.cookies.insert(COOKIE.into(), here.clone());
        let list = ada.get("/account/devices").await.ok();
        let rows = list["devices"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!([&rows[0]["is_this"], &rows[1]["is_this"]], [false, true]);
        assert!(rows[0]["trusted_until"].is_null() && rows[1]["trusted_until"].is_string(), "{list}");
        assert_eq!((rows[1]["user_agent"].as_str(), rows[1]["address"].as_str()), (Some("A browser"), Some("192.0.2.7")));
        assert!(!list.to_string().contains(&here) && !app.log.text().contains(&here));

        let id = rows[0]["id"].as_str().unwrap().to_owned();
        // Not another member, and not at another door.
        let mut bob = app.program(SMART);
        bob.sign_up("bob").await.ok();
        bob.delete(&format!("/account/devices/{id}")).await.assert_refused(404, "device_gone");
        ada.delete("/account/devices/none").await.assert_refused(404, "device_gone");
        app.advance_seconds(1);
        let list = ada.delete(&format!("/account/devices/{id}")).await.ok();
        assert_eq!(list["devices"].as_array().unwrap().len(), 1);
        assert_eq!(app.audit(SMART).await[0].kind, "device_forgotten");
        assert!(!is_known(&app, SMART, &there, user).await);
        ada.delete(&format!("/account/devices/{id}")).await.assert_refused(404, "device_gone");
        ada.get("/session").await.ok();
    }

    // The cookie alone opens nothing.
    async fn the_cookie_signs_nobody_in(app: TestApp) {
        let ada = sign_up(&app, SMART, "ada").await;
        let cookie = remember(&app, ada, None, Some(1_000_000)).await.unwrap();
        let mut browser = app.browser(SMART);
        for name in [COOKIE, "ks.demo.community"] {
            browser.cookies.insert(name.into(), cookie.clone());
        }
        browser.get("/session").await.assert_refused(401, "not_signed_in");
        browser.get("/account/devices").await.assert_refused(401, "not_signed_in");
    }
}
