//! Where a member is signed in, and ending that.

use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::Value;

async fn list(member: &mut Actor<'_>) -> Vec<Value> {
    member.get("/account/sessions").await.ok()["sessions"].as_array().unwrap().clone()
}

/// The same member on another device, signed in.
async fn elsewhere<'a>(app: &'a TestApp, member: &mut Actor<'a>) -> Actor<'a> {
    app.advance_seconds(1);
    let mut other = app.program(SMART);
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other.sign_in().await.ok();
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other
}

fn id(session: &Value) -> String {
    session["id"].as_str().unwrap().to_owned()
}

on_both_engines! {
    // ASVS 7.5.2: device, place and last activity, the current one marked.
    async fn a_member_sees_where_they_are_signed_in(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.program(SMART).sign_up("mallory").await.ok();
        let mut other = elsewhere(&app, &mut member).await;
        app.advance_seconds(2 * 3600);
        other.get("/account/passkeys").await.ok();
        let rows = list(&mut member).await;
        assert_eq!(rows.len(), 2, "{rows:?}");
        let shown = |row: &Value| (row["current"].clone(), row["device"].clone(), row["address"].clone());
        assert_eq!(shown(&rows[0]), (false.into(), "test".into(), "127.0.0.1".into()));
        assert_eq!(shown(&rows[1]), (true.into(), "test".into(), "127.0.0.1".into()));
        assert_eq!(rows[0]["last_active_at"], rows[1]["last_active_at"], "both at work now");
        assert_ne!(rows[0]["signed_in_at"], rows[0]["last_active_at"]);
        assert_ne!(rows[0]["signed_in_at"], rows[1]["signed_in_at"]);
        assert_eq!(rows[0]["amr"][0], "pop");
        // After a step-up too the row knows its device, and there is no other row for it.
        member.step_up().await.ok();
        let rows = list(&mut member).await;
        assert_eq!((rows.len(), &rows[0]["device"], &rows[0]["current"]), (2, &"test".into(), &true.into()));
    }

    async fn what_is_over_is_not_listed(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let mut left = elsewhere(&app, &mut member).await;
        let mut idle = elsewhere(&app, &mut member).await;
        assert_eq!(list(&mut member).await.len(), 3);
        left.delete("/session").await;
        assert_eq!(list(&mut member).await.len(), 2);
        app.set(SMART, |settings| settings.policy.idle_minutes = Some(15)).await;
        app.advance_seconds(900);
        member.get("/account/passkeys").await.ok();
        app.advance_seconds(45);
        assert_eq!(list(&mut member).await.len(), 1, "nobody has asked for the idle one yet");
        idle.get("/session").await.assert_refused(401, "not_signed_in");
        app.set(SMART, |settings| settings.policy.idle_minutes = None).await;
        assert_eq!(list(&mut member).await.len(), 1, "it stays ended");
        app.set(SMART, |settings| settings.policy.session_minutes = Some(20)).await;
        app.advance_seconds(240);
        member.sign_in().await.ok();
        assert_eq!(list(&mut member).await.len(), 2);
        app.advance_seconds(60);
        assert_eq!(list(&mut member).await.len(), 1, "past the absolute end of today's policy");
    }

    async fn one_is_ended(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let mut lost = elsewhere(&app, &mut member).await;
        let mut kept = elsewhere(&app, &mut member).await;
        let lost_id = id(&list(&mut lost).await.into_iter().find(|row| row["current"] == true).unwrap());
        let left = member.delete(&format!("/account/sessions/{lost_id}")).await.ok();
        assert_eq!(left["sessions"].as_array().unwrap().len(), 2);
        lost.get("/session").await.assert_refused(401, "not_signed_in");
        kept.get("/session").await.ok();
        let again = member.delete(&format!("/account/sessions/{lost_id}")).await;
        again.assert_refused(404, "session_gone");
        app.assert_refused(SMART, &again, "session_unknown").await;
        assert_eq!(app.audit(SMART).await.iter().filter(|entry| entry.kind == "session_revoked").count(), 1);
    }

    async fn ending_ones_own_is_signing_out(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let own = id(&list(&mut browser).await[0]);
        assert_eq!(browser.delete(&format!("/account/sessions/{own}")).await.ok()["sessions"], Value::Array(vec![]));
        assert!(!browser.cookies.contains_key("ks.demo.community"));
        browser.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // ASVS 7.4.3; a sign-in that is half-way is no way around it.
    async fn all_others_are_ended(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let mut first = elsewhere(&app, &mut member).await;
        let mut second = elsewhere(&app, &mut member).await;
        let mut stranger = app.program(SMART);
        stranger.sign_up("mallory").await.ok();
        let begun = first.post("/step-up/passkey/begin", &serde_json::json!({})).await.ok();
        let left = member.delete("/account/sessions").await.ok();
        let rows = left["sessions"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0]["current"]), (1, &true.into()));
        for other in [&mut first, &mut second] {
            other.get("/session").await.assert_refused(401, "not_signed_in");
        }
        let shown = member.show(&begun);
        first.post("/step-up/passkey/finish", &shown).await.assert_refused(401, "not_signed_in");
        member.get("/session").await.ok();
        stranger.get("/session").await.ok();
        // The one that is left goes on as before.
        member.step_up().await.ok();
        assert_eq!(list(&mut member).await.len(), 1);
        assert!(app.audit(SMART).await.iter().any(|entry| entry.kind == "other_sessions_revoked"));
    }

    // S0-27: sessions are sensitive.
    async fn ending_needs_a_fresh_proof(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let mut other = elsewhere(&app, &mut member).await;
        let own = id(&list(&mut other).await[0]);
        app.advance_seconds(301);
        for path in ["/account/sessions".to_owned(), format!("/account/sessions/{own}")] {
            let answer = member.delete(&path).await;
            answer.assert_refused(403, "recent_authentication_required");
            app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        }
        other.get("/session").await.ok();
        member.step_up().await.ok();
        member.delete("/account/sessions").await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // The session of another member, of another tenant, and of nobody: all are nothing.
    async fn another_ones_session_is_nothing(app: TestApp) {
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        let mut mallory = app.program(SMART);
        mallory.sign_up("mallory").await.ok();
        let mut there = app.program("/platform/smart");
        there.sign_up("alice").await.ok();
        let ids = [id(&list(&mut mallory).await[0]), id(&list(&mut there).await[0])];
        for id in ids.iter().map(String::as_str).chain(["018bcfe5-6801-7000-8000-000000000000", "no-id"]) {
            let answer = alice.delete(&format!("/account/sessions/{id}")).await;
            answer.assert_refused(404, "session_gone");
        }
        mallory.get("/session").await.ok();
        there.get("/session").await.ok();
        assert_eq!(list(&mut alice).await.len(), 1);
    }
}
