//! Temporary access passes: issued to a member who lost everything, worth less as they age, never given out twice in a row (S4c-1, S0-24).

use crate::support::app::SMART;
use crate::support::lost::Recovery;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::access_pass::{self, Issued};
use domain::members::By;
use domain::{Error, Method, Reason};
use serde_json::json;
use store::id::UserId;

const DAY: i64 = 24 * 3_600;

async fn issue(app: &TestApp, name: &str) -> Result<Issued, Error> {
    let door = app.app.snapshot().door("demo", "community").unwrap();
    access_pass::issue_by_operator(&app.app, &door, name).await
}

#[track_caller]
fn assert_refused(issued: Result<Issued, Error>, expected: Reason) {
    match issued {
        Err(Error::Refused(refused)) => assert_eq!(refused.reason, expected),
        other => panic!("{other:?}"),
    }
}

async fn show<'a>(app: &'a TestApp, pass: &str) -> (Actor<'a>, Answer) {
    let mut lost = app.program(SMART);
    let recovery = Recovery::start(&mut lost, "ada").await;
    let answer = recovery.prove(&mut lost, "access_pass", pass).await;
    (lost, answer)
}

async fn sign_in_by_pass(app: &TestApp, pass: &str) -> Answer {
    let mut lost = app.program(SMART);
    let started = Recovery::of(&lost.post("/sign-in/start", &json!({ "identifier": "ada" })).await);
    started.prove(&mut lost, "access_pass", pass).await
}

on_both_engines! {
    async fn a_pass_makes_a_new_passkey_and_is_over(app: TestApp) {
        let mut ada = app.member(SMART, "ada").await;
        let pass = issue(&app, "Ada").await.unwrap();
        assert_eq!((pass.full_until - app.app.now(), pass.expires_at - app.app.now()), (2 * DAY * 1000, 12 * DAY * 1000));
        assert!(!format!("{pass:?}").contains(&pass.code));
        assert!(!app.log.text().contains(&pass.code));
        app.advance_seconds(1);
        let (mut lost, answer) = show(&app, &pass.code.to_lowercase().replace('-', " ")).await;
        assert_eq!(answer.ok()["held"], "recovery");
        Recovery::of(&answer).enrol(&mut lost, json!({})).await.ok();
        ada.sign_in().await.assert_refused(401, "verification_failed");
        show(&app, &pass.code).await.1.assert_refused(401, "proof_wrong");
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().map(|entry| entry.kind).collect();
        assert!(kinds.contains(&"access_pass_issued".to_owned()), "{kinds:?}");
        // Nobody else could be told, so the member is told now: of the pass, and of the recovery.
        let notices = lost.get("/session").await.ok()["notices"].clone();
        assert_eq!((&notices[0]["kind"], &notices[1]["kind"]), (&"access_pass_issued".into(), &"recovered".into()));
    }

    async fn the_member_hears_of_it(app: TestApp) {
        let (_, address) = app.reachable(SMART, "ada").await;
        let pass = issue(&app, "ada").await.unwrap();
        let letter = app.letter(&address, "factor_changed").await.unwrap();
        assert!(!letter["text"].as_str().unwrap().contains(&pass.code));
    }

    // S4c-1: two days of full rights, then ten of enrolment only.
    async fn its_rights_shrink(app: TestApp) {
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::AccessPass];
            settings.methods.recovery = vec![Method::AccessPass];
        }).await;
        app.member(SMART, "ada").await;
        let pass = issue(&app, "ada").await.unwrap();
        app.advance_seconds(2 * DAY - 1);
        assert_eq!(sign_in_by_pass(&app, &pass.code).await.ok()["status"], "signed_in");
        app.advance_seconds(1);
        sign_in_by_pass(&app, &pass.code).await.assert_refused(401, "proof_wrong");
        assert_eq!(show(&app, &pass.code).await.1.ok()["held"], "recovery");
        app.advance_seconds(10 * DAY - 1);
        assert_eq!(show(&app, &pass.code).await.1.ok()["held"], "recovery");
        app.advance_seconds(1);
        show(&app, &pass.code).await.1.assert_refused(401, "proof_wrong");
    }

    // Where a passkey is the only way in, one factor recovers nothing: within its full time the pass is two, later it is one.
    async fn beyond_its_full_time_it_is_one_factor(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey]).await;
        app.member(SMART, "ada").await;
        let pass = issue(&app, "ada").await.unwrap();
        assert_eq!(show(&app, &pass.code).await.1.ok()["held"], "recovery");
        app.advance_seconds(2 * DAY);
        show(&app, &pass.code).await.1.assert_refused(403, "no_method");
    }

    async fn never_twice_in_a_row(app: TestApp) {
        let mut ada = app.member(SMART, "ada").await;
        let first = issue(&app, "ada").await.unwrap();
        assert_refused(issue(&app, "ada").await, Reason::AccessPassAgain);
        // That it is too old is no sign-in by other means.
        app.advance_seconds(13 * DAY);
        assert_refused(issue(&app, "ada").await, Reason::AccessPassAgain);
        ada.sign_in().await.ok();
        app.advance_seconds(1);
        let second = issue(&app, "ada").await.unwrap();
        assert_ne!(first.code, second.code);
        show(&app, &first.code).await.1.assert_refused(401, "proof_wrong");
        assert_eq!(show(&app, &second.code).await.1.ok()["held"], "recovery");
    }

    // S4c-1: what was lost on its way can be replaced; what was used cannot, however it ended.
    async fn one_that_nobody_used_is_ended_and_replaced(app: TestApp) {
        let user: UserId = app.program(SMART).sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let lost = issue(&app, "ada").await.unwrap();
        assert_refused(issue(&app, "ada").await, Reason::AccessPassAgain);
        assert!(access_pass::end(&app.app, By::Operator, &door, user).await.unwrap());
        app.advance_seconds(1);
        let second = issue(&app, "ada").await.unwrap();
        show(&app, &lost.code).await.1.assert_refused(401, "proof_wrong");
        assert_eq!(show(&app, &second.code).await.1.ok()["held"], "recovery");
        assert!(access_pass::end(&app.app, By::Operator, &door, user).await.unwrap());
        app.advance_seconds(1);
        assert_refused(issue(&app, "ada").await, Reason::AccessPassAgain);
    }

    async fn an_administrator_ends_it(app: TestApp) {
        let user: UserId = app.program(SMART).sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pass = issue(&app, "ada").await.unwrap();
        let door = app.app.snapshot().door("demo", "community").unwrap();
        assert!(access_pass::end(&app.app, By::Operator, &door, user).await.unwrap());
        assert!(!access_pass::end(&app.app, By::Operator, &door, user).await.unwrap());
        show(&app, &pass.code).await.1.assert_refused(401, "proof_wrong");
    }

    async fn a_suspension_ends_it(app: TestApp) {
        let user: UserId = app.program(SMART).sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pass = issue(&app, "ada").await.unwrap();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        assert!(domain::members::suspend(&app.app, By::Operator, pool, user).await.unwrap());
        assert!(domain::members::restore(&app.app, By::Operator, pool, user).await.unwrap());
        show(&app, &pass.code).await.1.assert_refused(401, "proof_wrong");
    }

    async fn adding_a_passkey_ends_it(app: TestApp) {
        let mut ada = app.program(SMART);
        ada.sign_up("ada").await.ok();
        let pass = issue(&app, "ada").await.unwrap();
        ada.authenticator = authenticator::Authenticator::new(authenticator::Setup::security_key());
        ada.enrol("/account/passkeys", &json!({})).await.ok();
        show(&app, &pass.code).await.1.assert_refused(401, "proof_wrong");
    }

    // 80 bits are not guessed: a stranger's tries must not stop the member's last way in.
    async fn wrong_ones_keep_nobody_out(app: TestApp) {
        app.member(SMART, "ada").await;
        let pass = issue(&app, "ada").await.unwrap();
        for _ in 0..6 {
            show(&app, "0123-ABCD-EF10-HJKM").await.1.assert_refused(401, "proof_wrong");
        }
        assert_eq!(show(&app, &pass.code).await.1.ok()["held"], "recovery");
    }

    async fn nobody_has_one_who_is_not_there(app: TestApp) {
        assert_refused(issue(&app, "eve").await, Reason::MemberUnknown);
        let user: UserId = app.program(SMART).sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let door = app.app.snapshot().door("demo", "community").unwrap();
        domain::members::suspend(&app.app, By::Operator, door.pool.id, user).await.unwrap();
        assert_refused(issue(&app, "ada").await, Reason::MemberUnknown);
        // Another pool's member is none of ours.
        let other = app.app.snapshot().door("platform", "smart").unwrap();
        assert_refused(access_pass::issue_by_operator(&app.app, &other, "ada").await, Reason::MemberUnknown);
    }
}
