//! A member's own authenticator app: set up by a code of it, replaced and removed. The app of these tests is an independent one.

use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};
use totp_rs::Totp;

const APP: &str = "/account/totp";
const BEGIN: &str = "/account/totp/begin";
const CONFIRM: &str = "/account/totp/confirm";

/// A signed-in member of a place that lists authenticator apps as a second factor.
async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    app.set(SMART, |settings| settings.methods.second = vec![Method::Totp]).await;
    let mut member = app.program(SMART);
    member.sign_up(name).await.ok();
    member
}

/// Has a secret drawn, and an app that read its link.
async fn begin(member: &mut Actor<'_>) -> (Value, Totp) {
    let shown = member.post(BEGIN, &json!({})).await.ok();
    let phone = Totp::from_url(shown["url"].as_str().unwrap()).unwrap();
    (shown, phone)
}

/// What the app shows, by a clock that is off by so many seconds.
fn code(app: &TestApp, phone: &Totp, off: i64) -> Value {
    let seconds = app.app.now() / 1000 + off;
    json!({ "code": phone.generate(seconds.try_into().unwrap()).to_string() })
}

async fn set_up(app: &TestApp, member: &mut Actor<'_>) -> Answer {
    let (_, phone) = begin(member).await;
    member.post(CONFIRM, &code(app, &phone, 0)).await
}

/// The same member, signed in once more somewhere else.
async fn elsewhere<'a>(app: &'a TestApp, member: &mut Actor<'_>) -> Actor<'a> {
    let mut other = app.program(SMART);
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other.sign_in().await.ok();
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other
}

/// What was done, in the order of the names: the test's clock stands still, so that order says nothing.
async fn done(app: &TestApp) -> Vec<String> {
    let entries = app.audit(SMART).await.into_iter();
    let mut kinds: Vec<_> = entries.filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect();
    kinds.sort();
    kinds
}

on_both_engines! {
    async fn an_app_is_set_up_shown_and_removed(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        assert_eq!(ada.get(APP).await.ok(), json!({ "offered": true, "confirmed": false, "since": null }));
        let (shown, phone) = begin(&mut ada).await;
        let letters = shown["secret"].as_str().unwrap();
        assert_eq!((letters.len(), phone.secret().to_base32().as_str()), (32, letters));
        assert_eq!((phone.issuer(), phone.account_name()), (Some("Demo Community"), "ada"));
        assert!(shown["qr_svg"].as_str().unwrap().contains("<svg "));
        assert_eq!(ada.get(APP).await.ok()["confirmed"], false, "no code was typed back yet");

        let confirmed = ada.post(CONFIRM, &code(&app, &phone, 0)).await.ok();
        assert_eq!(confirmed["confirmed"], true);
        assert_eq!(ada.get(APP).await.ok(), confirmed);
        let removed = ada.delete(APP).await.ok();
        assert_eq!(removed, json!({ "offered": true, "confirmed": false, "since": null }));
        assert_eq!(ada.get(APP).await.ok(), removed);
        assert_eq!(done(&app).await, ["sign_up", "totp_added", "totp_removed"]);
        assert!(!app.log.text().contains(letters), "shown once, and to nobody else");
    }

    async fn what_is_not_there_is_not_removed(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let answer = ada.delete(APP).await;
        answer.assert_refused(404, "totp_gone");
        app.assert_refused(SMART, &answer, "totp_unknown").await;
        begin(&mut ada).await;
        ada.delete(APP).await.assert_refused(404, "totp_gone");
    }

    // The code that confirmed is spent, and so is the secret's waiting.
    async fn a_code_confirms_once(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let (_, phone) = begin(&mut ada).await;
        let code = code(&app, &phone, 0);
        ada.post(CONFIRM, &code).await.ok();
        let answer = ada.post(CONFIRM, &code).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "totp_not_begun").await;
    }

    // RFC 6238, 5.2: a clock may be one step off, not two.
    async fn clocks_may_differ_by_one_step(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        for (off, is_good) in [(-60, false), (60, false), (-30, true), (30, true)] {
            let (_, phone) = begin(&mut ada).await;
            let answer = ada.post(CONFIRM, &code(&app, &phone, off)).await;
            if is_good {
                answer.ok();
            } else {
                answer.assert_refused(422, "totp_code_wrong");
                app.assert_refused(SMART, &answer, "totp_code_wrong").await;
            }
        }
    }

    async fn of_two_confirmations_at_once_one_counts(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let (_, phone) = begin(&mut ada).await;
        let (now, before) = (code(&app, &phone, 0), code(&app, &phone, -30));
        let mut answers = ada.post_both(CONFIRM, [&now, &before]).await;
        answers.sort_by_key(|answer| answer.status);
        answers[0].ok();
        answers[1].assert_refused(400, "session_expired");
        assert_eq!(ada.get(APP).await.ok()["confirmed"], true);
        assert_eq!(done(&app).await, ["sign_up", "totp_added"]);
    }

    // The old one works until the new one is confirmed: beginning and going away changes nothing.
    async fn another_app_replaces_the_first_when_it_is_confirmed(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let first = set_up(&app, &mut ada).await.ok();
        app.advance_seconds(60);
        let (_, phone) = begin(&mut ada).await;
        ada.post(CONFIRM, &json!({ "code": "000000" })).await.assert_refused(422, "totp_code_wrong");
        assert_eq!(ada.get(APP).await.ok(), first);
        let second = ada.post(CONFIRM, &code(&app, &phone, 0)).await.ok();
        assert_ne!(second["since"], first["since"]);
        assert_eq!(ada.get(APP).await.ok(), second);
    }

    async fn a_secret_that_was_shown_again_is_void(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let (_, lost) = begin(&mut ada).await;
        let (_, phone) = begin(&mut ada).await;
        ada.post(CONFIRM, &code(&app, &lost, 0)).await.assert_refused(422, "totp_code_wrong");
        ada.post(CONFIRM, &code(&app, &phone, 0)).await.ok();
    }

    async fn a_secret_waits_for_a_quarter_of_an_hour(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        for (seconds, is_good) in [(899, true), (900, false)] {
            let (_, phone) = begin(&mut ada).await;
            app.advance_seconds(seconds);
            ada.step_up().await.ok();
            let answer = ada.post(CONFIRM, &code(&app, &phone, 0)).await;
            if is_good {
                answer.ok();
            } else {
                answer.assert_refused(400, "session_expired");
            }
        }
    }

    // DESIGN 3.3: what was opened without the factor, or with the one that is void, goes on nowhere.
    async fn a_change_ends_every_other_session(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let mut other = elsewhere(&app, &mut ada).await;
        set_up(&app, &mut ada).await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        let mut other = elsewhere(&app, &mut ada).await;
        begin(&mut ada).await;
        other.get("/session").await.ok();
        ada.delete(APP).await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        ada.get("/session").await.ok();
    }

    // S0-27, S0-36: at most five minutes old, to the second.
    async fn changes_need_a_fresh_proof(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        set_up(&app, &mut ada).await.ok();
        app.advance_seconds(299);
        let (_, phone) = begin(&mut ada).await;
        app.advance_seconds(2);
        let refused = [
            ada.post(BEGIN, &json!({})).await,
            ada.post(CONFIRM, &code(&app, &phone, 0)).await,
            ada.delete(APP).await,
        ];
        for answer in refused {
            answer.assert_refused(403, "recent_authentication_required");
            app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        }
        assert_eq!(ada.get(APP).await.ok()["confirmed"], true);
        ada.step_up().await.ok();
        ada.post(CONFIRM, &code(&app, &phone, 0)).await.ok();
    }

    // S3-15: listed as a first or as a second factor; what is there may be removed all the same.
    async fn only_where_the_place_lists_it(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        set_up(&app, &mut ada).await.ok();
        let (_, phone) = begin(&mut ada).await;
        app.set(SMART, |settings| settings.methods.second = vec![Method::RecoveryCode]).await;
        for answer in [ada.post(BEGIN, &json!({})).await, ada.post(CONFIRM, &code(&app, &phone, 0)).await] {
            answer.assert_refused(403, "method_not_allowed_here");
            app.assert_refused(SMART, &answer, "method_not_allowed_here").await;
        }
        let shown = ada.get(APP).await.ok();
        assert_eq!((&shown["offered"], &shown["confirmed"]), (&json!(false), &json!(true)));
        ada.delete(APP).await.ok();
        app.set(SMART, |settings| settings.methods.first.push(Method::Totp)).await;
        ada.post(BEGIN, &json!({})).await.ok();

        app.open_annex(r#"{"methods":["passkey"]}"#).await;
        ada.token = None;
        ada.at("/demo/annex").sign_in().await.ok();
        ada.post(BEGIN, &json!({})).await.assert_refused(403, "method_not_allowed_here");
    }

    async fn a_body_of_the_wrong_shape_is_refused(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let (_, phone) = begin(&mut ada).await;
        for typed in ["", "12345", "1234567", "12345a", "-12345", "１２３４５６", "\u{0}23456", &"1".repeat(60_000)] {
            let answer = ada.post(CONFIRM, &json!({ "code": typed })).await;
            answer.assert_refused(422, "totp_code_wrong");
        }
        for body in [json!({}), json!({ "code": 123_456 }), json!({ "code": null }), json!({ "code": "1", "more": 1 })] {
            ada.post(CONFIRM, &body).await.assert_refused(400, "malformed_request");
        }
        ada.post(BEGIN, &json!({ "secret": "mine" })).await.assert_refused(400, "malformed_request");
        let right = code(&app, &phone, 0)["code"].as_str().unwrap().to_owned();
        let (left, right) = right.split_at(3);
        ada.post(CONFIRM, &json!({ "code": format!(" {left} {right}") })).await.ok();
    }

    async fn what_another_member_or_tenant_began_is_not_ones_own(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let mut mallory = member(&app, "mallory").await;
        let (_, phone) = begin(&mut ada).await;
        mallory.post(CONFIRM, &code(&app, &phone, 0)).await.assert_refused(400, "session_expired");
        mallory.at("/platform/smart");
        let answers = [
            mallory.get(APP).await,
            mallory.post(BEGIN, &json!({})).await,
            mallory.post(CONFIRM, &code(&app, &phone, 0)).await,
            mallory.delete(APP).await,
        ];
        for answer in answers {
            answer.assert_refused(401, "not_signed_in");
        }
        ada.post(CONFIRM, &code(&app, &phone, 0)).await.ok();
    }
}
