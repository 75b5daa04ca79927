//! A recovery by messages alone waits where policy says so: the member hears of it by every address, and may stop it.

use crate::support::app::SMART;
use crate::support::lost::Recovery;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use serde_json::{Value, json};

const DAY: i64 = 24 * HOUR;
const HOUR: i64 = 3_600;

async fn patient(app: &TestApp) {
    app.with_recovery(SMART).await;
    app.set(SMART, |settings| settings.policy.recovery_wait_hours = Some(24)).await;
}

/// A recovery by the code of a mail, as far as it goes.
async fn by_mail(app: &TestApp, lost: &mut Actor<'_>, address: &str) -> Answer {
    // No address is written to twice a minute.
    app.advance_seconds(61);
    let recovery = Recovery::start(lost, "ada").await;
    recovery.send(lost, "email_code").await.ok();
    let code = app.code_for(address).await;
    recovery.prove(lost, "email_code", &code).await
}

/// A sign-in with a code that is sent by mail, as far as it goes.
async fn sign_in_by_mail(app: &TestApp, who: &mut Actor<'_>, address: &str) -> Answer {
    app.advance_seconds(61);
    let journey = Recovery::of(&who.post("/sign-in/start", &json!({ "identifier": "ada" })).await);
    journey.send(who, "email_code").await.ok();
    let letter = app.letter(address, "sign_in_code").await.unwrap();
    journey.prove(who, "email_code", letter["code"].as_str().unwrap()).await
}

async fn told(app: &TestApp) -> Vec<Value> {
    app.letters().await.into_iter().filter(|letter| letter["kind"] == "recovery_waits").collect()
}

/// The path of the link in what was sent, below the door.
fn stop_path(letter: &Value) -> String {
    let link = letter["link"].as_str().unwrap();
    link.split_once(SMART).unwrap().1.to_owned()
}

on_both_engines! {
    async fn it_goes_on_after_the_wait_and_not_before(app: TestApp) {
        patient(&app).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.give_address(SMART, &ada.get("/session").await.ok()["user_id"], "+15550100").await;
        assert_eq!(ada.get("/account/recovery").await.ok()["goes_on_at"], Value::Null);
        let mut lost = app.program(SMART);
        let waits = by_mail(&app, &mut lost, &address).await;
        let body = waits.ok();
        assert_eq!((&body["status"], &body["step"], &body["methods"]), (&json!("continue"), &json!("wait"), &json!([])));
        let until = body["until"].as_str().unwrap().to_owned();
        // By every address, the one that was used among them: its holder may not be who asked.
        let letters = told(&app).await;
        assert_eq!(letters.len(), 2, "{letters:?}");
        assert_eq!(ada.get("/account/recovery").await.ok()["goes_on_at"], until.as_str());
        Recovery::of(&waits).enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");

        // A second one waits for no shorter or longer, and within the hour nobody is told twice.
        app.advance_seconds(HOUR - 62);
        assert_eq!(by_mail(&app, &mut lost, &address).await.ok()["until"], until.as_str());
        assert_eq!(told(&app).await.len(), 2);

        app.advance_seconds(DAY - HOUR);
        let held = by_mail(&app, &mut lost, &address).await;
        assert_eq!(held.ok()["held"], "recovery");
        let came = Recovery::of(&held).enrol(&mut lost, json!({})).await;
        assert_eq!(came.ok()["status"], "signed_in");
        assert_eq!(lost.get("/account/recovery").await.ok()["goes_on_at"], Value::Null);
        // It is spent: the next one waits anew.
        app.advance_seconds(DAY);
        assert_eq!(by_mail(&app, &mut app.program(SMART), &address).await.ok()["step"], "wait");
    }

    async fn any_of_its_links_stops_it(app: TestApp) {
        patient(&app).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.give_address(SMART, &ada.get("/session").await.ok()["user_id"], "+15550100").await;
        by_mail(&app, &mut app.program(SMART), &address).await.ok();
        let path = stop_path(&told(&app).await[1]);
        let mut phone = app.browser(SMART);
        // Looking stops nothing, and neither does another door or a token of one's own.
        assert_eq!(phone.open(&path).await.status, 200);
        assert_eq!(app.browser("/platform/smart").open(&path).await.status, 404);
        let token = path.rsplit_once('/').unwrap().1;
        let other = format!("{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
        assert_eq!(phone.open(&format!("/recovery/stop/{other}")).await.status, 404);
        assert_ne!(ada.get("/account/recovery").await.ok()["goes_on_at"], Value::Null);
        let stopped = phone.form(&path, "").await;
        assert!(stopped.status == 200 && stopped.text.contains("The recovery is stopped"), "{}", stopped.text);
        assert_eq!(phone.form(&path, "").await.status, 404, "once");
        assert_eq!(phone.open(&path).await.status, 404);
        assert_eq!(ada.get("/account/recovery").await.ok()["goes_on_at"], Value::Null);
        assert!(app.kinds_done(SMART).await.contains(&"recovery_stopped".to_owned()));
        // Whoever asked begins anew; the old link stops nothing of that.
        app.advance_seconds(DAY);
        assert_eq!(by_mail(&app, &mut app.program(SMART), &address).await.ok()["step"], "wait");
        assert_eq!(phone.form(&path, "").await.status, 404);
        ada.get("/session").await.assert_refused(401, "not_signed_in");
    }

    async fn the_member_stops_it_on_their_own_page(app: TestApp) {
        patient(&app).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let mut page = app.browser(SMART);
        std::mem::swap(&mut page.authenticator, &mut ada.authenticator);
        page.sign_in().await.ok();
        assert!(!page.open("/account/security").await.text.contains("/account/recovery/stop"));
        page.post("/account/recovery/stop", &json!({})).await.assert_refused(404, "recovery_gone");
        by_mail(&app, &mut app.program(SMART), &address).await.ok();
        assert!(page.open("/account/security").await.text.contains("/account/recovery/stop"));
        // A stranger stops nothing.
        let mut eve = app.program(SMART);
        eve.sign_up("eve").await.ok();
        eve.post("/account/recovery/stop", &json!({})).await.assert_refused(404, "recovery_gone");
        assert_eq!(page.form("/account/recovery/stop", "").await.status, 303);
        assert!(!page.open("/account/security").await.text.contains("/account/recovery/stop"));
    }

    // The member may have missed the first message, or somebody else joins what they have begun themselves.
    async fn whoever_asks_again_makes_the_member_hear_of_it_again(app: TestApp) {
        patient(&app).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let waits = by_mail(&app, &mut app.program(SMART), &address).await.ok()["until"].clone();
        app.advance_seconds(HOUR);
        for _ in 0..2 {
            let mut thief = app.program(SMART);
            assert_eq!(by_mail(&app, &mut thief, &address).await.ok()["until"], waits);
        }
        let letters = told(&app).await;
        assert_eq!(letters.len(), 2, "{letters:?}");
        // Any of the links, the first as well as the last.
        assert_eq!(stop_path(&letters[0]), stop_path(&letters[1]));
        assert_eq!(app.browser(SMART).form(&stop_path(&letters[1]), "").await.status, 200);
        assert_eq!(app.kinds_done(SMART).await.iter().filter(|kind| *kind == "recovery_waits").count(), 2);
    }

    // What it was to replace is there after all, so nobody may go on with it days later.
    async fn a_sign_in_with_a_passkey_ends_it(app: TestApp) {
        patient(&app).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password, Method::EmailCode];
            settings.methods.second = vec![Method::Passkey];
        })
        .await;
        let mut journey = app.program(SMART);
        std::mem::swap(&mut journey.authenticator, &mut ada.authenticator);
        for by_tap in [false, true] {
            by_mail(&app, &mut app.program(SMART), &address).await.ok();
            assert_ne!(ada.get("/account/recovery").await.ok()["goes_on_at"], Value::Null);
            if by_tap {
                app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::EmailCode]).await;
                journey.sign_in().await.ok();
            } else {
                app.set(SMART, |settings| settings.policy.fallback = Some(Strength::Multi)).await;
                let half = Recovery::of(&sign_in_by_mail(&app, &mut journey, &address).await);
                let begun = journey.post(&half.path("passkey/begin"), &half.with(json!({}))).await.ok();
                let shown = half.with(journey.show(&begun));
                journey.post(&half.path("passkey/finish"), &shown).await.ok();
                app.set(SMART, |settings| settings.policy.fallback = None).await;
            }
            assert_eq!(ada.get("/account/recovery").await.ok()["goes_on_at"], Value::Null, "{by_tap}");
            let stopped = app.kinds_done(SMART).await.iter().filter(|kind| *kind == "recovery_stopped").count();
            assert_eq!(stopped, if by_tap { 2 } else { 1 });
        }
        app.advance_seconds(DAY);
        assert_eq!(by_mail(&app, &mut app.program(SMART), &address).await.ok()["step"], "wait");
    }

    // What a thief of a mailbox does not have opens at once.
    async fn a_saved_code_waits_for_nothing(app: TestApp) {
        patient(&app).await;
        let (mut ada, _) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        let held = recovery.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await;
        assert_eq!(held.ok()["held"], "recovery");
        assert!(told(&app).await.is_empty());
    }

    // Nor does it go around the wait to put the passkeys aside instead: that takes a saved code, too.
    async fn mail_alone_puts_no_passkey_aside(app: TestApp) {
        patient(&app).await;
        app.set(SMART, |settings| settings.methods.second = vec![Method::RecoveryCode]).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        let mut thief = app.program(SMART);
        sign_in_by_mail(&app, &mut thief, &address).await.ok();
        assert_eq!(thief.get("/session").await.ok()["amr"].as_array().map(Vec::is_empty), Some(false));
        let answer = thief.post("/account/passkeys/replace", &json!({})).await;
        answer.assert_refused(403, "recent_authentication_required");
        // The member has what they saved.
        app.set(SMART, |settings| settings.policy.fallback = Some(Strength::Multi)).await;
        let mut lost = app.program(SMART);
        let half = Recovery::of(&sign_in_by_mail(&app, &mut lost, &address).await);
        let came = half.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await;
        assert_eq!(came.ok()["status"], "signed_in");
        let listed = lost.post("/account/passkeys/replace", &json!({})).await.ok();
        assert_eq!(listed["passkeys"][0]["quarantined"], true);
    }

    // What ends the member's sessions ends a recovery that waits, too, and one that nobody goes on with in time is over.
    async fn it_does_not_wait_for_ever(app: TestApp) {
        patient(&app).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let first = by_mail(&app, &mut lost, &address).await.ok()["until"].clone();
        app.advance_seconds(DAY + 3 * DAY);
        let mut fresh = app.program(SMART);
        std::mem::swap(&mut fresh.authenticator, &mut ada.authenticator);
        fresh.sign_in().await.ok();
        let second = by_mail(&app, &mut lost, &address).await.ok();
        assert_eq!(second["step"], "wait");
        assert_ne!(second["until"], first);
        assert_eq!(fresh.delete("/account/sessions").await.status, 200);
        app.advance_seconds(DAY);
        let third = by_mail(&app, &mut lost, &address).await.ok();
        assert_eq!(third["step"], "wait", "it rested on what is no more");
    }
}
