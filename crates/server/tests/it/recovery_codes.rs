//! A member's own recovery codes: drawn, counted, and void when others are drawn.

use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CODES: &str = "/account/recovery-codes";

/// A signed-in member of a place that lists recovery codes.
async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    app.set(SMART, |settings| settings.methods.second = vec![Method::RecoveryCode]).await;
    let mut member = app.program(SMART);
    member.sign_up(name).await.ok();
    member
}

/// The same member, signed in once more somewhere else.
async fn elsewhere<'a>(app: &'a TestApp, member: &mut Actor<'_>) -> Actor<'a> {
    let mut other = app.program(SMART);
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other.sign_in().await.ok();
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other
}

fn codes(drawn: &Value) -> BTreeSet<String> {
    drawn["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

fn is_code(code: &str) -> bool {
    let groups: Vec<_> = code.split('-').collect();
    let is_group = |group: &&str| {
        group.len() == 4 && group.bytes().all(|letter| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&letter))
    };
    groups.len() == 4 && groups.iter().all(is_group)
}

on_both_engines! {
    async fn ten_are_drawn_and_shown_once(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        assert_eq!(ada.get(CODES).await.ok(), json!({ "offered": true, "left": 0, "drawn_at": null }));
        let drawn = ada.post(CODES, &json!({})).await.ok();
        let first = codes(&drawn);
        assert_eq!(first.len(), 10);
        assert!(first.iter().all(|code| is_code(code)), "{first:?}");
        let shown = ada.get(CODES).await.ok();
        assert_eq!((&shown["left"], &shown["drawn_at"], shown.get("codes")), (&json!(10), &drawn["drawn_at"], None));

        app.advance_seconds(1);
        let again = ada.post(CODES, &json!({})).await.ok();
        assert!(codes(&again).is_disjoint(&first));
        let shown = ada.get(CODES).await.ok();
        assert_eq!((&shown["left"], &shown["drawn_at"]), (&json!(10), &again["drawn_at"]));
        assert_ne!(again["drawn_at"], drawn["drawn_at"]);

        let mut kinds: Vec<_> = app.audit(SMART).await.into_iter().map(|entry| entry.kind).collect();
        kinds.sort();
        assert_eq!(kinds, ["recovery_codes_drawn", "recovery_codes_drawn", "sign_up"]);
        let log = app.log.text();
        assert!(first.iter().chain(&codes(&again)).all(|code| !log.contains(code.as_str())));
    }

    // A sheet in other hands may have opened a session; a first sheet cannot.
    async fn drawing_anew_ends_every_other_session(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let mut other = elsewhere(&app, &mut ada).await;
        ada.post(CODES, &json!({})).await.ok();
        other.get("/session").await.ok();
        ada.post(CODES, &json!({})).await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        ada.get("/session").await.ok();
    }

    async fn two_draws_at_once_leave_one_set(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let none = json!({});
        let answers = ada.post_both(CODES, [&none, &none]).await;
        assert!(answers.iter().any(|answer| answer.status.is_success()), "{answers:?}");
        assert_eq!(ada.get(CODES).await.ok()["left"], 10);
    }

    // S0-27, S0-36: at most five minutes old, to the second.
    async fn drawing_needs_a_fresh_proof(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        app.advance_seconds(300);
        let drawn = ada.post(CODES, &json!({})).await.ok();
        app.advance_seconds(1);
        let answer = ada.post(CODES, &json!({})).await;
        answer.assert_refused(403, "recent_authentication_required");
        app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        assert_eq!(ada.get(CODES).await.ok()["drawn_at"], drawn["drawn_at"]);
        ada.step_up().await.ok();
        ada.post(CODES, &json!({})).await.ok();
    }

    async fn only_where_the_place_lists_them(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        ada.post(CODES, &json!({})).await.ok();
        app.set(SMART, |settings| {
            settings.methods.second = vec![Method::Totp];
            settings.methods.recovery = vec![Method::EmailCode];
        })
        .await;
        let answer = ada.post(CODES, &json!({})).await;
        answer.assert_refused(403, "method_not_allowed_here");
        app.assert_refused(SMART, &answer, "method_not_allowed_here").await;
        let shown = ada.get(CODES).await.ok();
        assert_eq!((&shown["offered"], &shown["left"]), (&json!(false), &json!(10)));
        // A sheet may serve for a recovery alone.
        app.set(SMART, |settings| settings.methods.recovery.push(Method::RecoveryCode)).await;
        ada.post(CODES, &json!({})).await.ok();
    }

    async fn a_body_of_the_wrong_shape_is_refused(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        for body in [json!([]), json!(null), json!({ "count": 1000 })] {
            ada.post(CODES, &body).await.assert_refused(400, "malformed_request");
        }
        assert_eq!(ada.get(CODES).await.ok()["left"], 0);
    }

    async fn each_member_has_a_set_of_their_own(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let mut mallory = member(&app, "mallory").await;
        ada.post(CODES, &json!({})).await.ok();
        assert_eq!(mallory.get(CODES).await.ok()["left"], 0);
        mallory.at("/platform/smart");
        mallory.get(CODES).await.assert_refused(401, "not_signed_in");
        mallory.post(CODES, &json!({})).await.assert_refused(401, "not_signed_in");
        assert_eq!(ada.get(CODES).await.ok()["left"], 10);
    }
}
