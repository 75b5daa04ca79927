//! Invitations: one-time links by which somebody joins where strangers may not (issue 5, part 7).

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, TestApp, on_both_engines};
use domain::invitations::{self, InvitationView, Inviter};
use domain::{Error, FrontDoor, Reason};
use serde_json::json;
use std::sync::Arc;

const ADA: &str = "ada@example.com";

fn door(app: &TestApp, base: &str) -> Arc<FrontDoor> {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    app.app.snapshot().door(tenant, workspace).unwrap()
}

async fn invite(app: &TestApp, roles: &[String]) -> Result<InvitationView, Error> {
    invitations::invite(&app.app, &door(app, SMART), Inviter::Operator, (ADA, roles)).await
}

fn reason<T: std::fmt::Debug>(result: Result<T, Error>) -> Reason {
    match result.unwrap_err() {
        Error::Refused(refused) => refused.reason,
        error => panic!("{error}"),
    }
}

/// The path of the newest link that was sent, below its door.
async fn link(app: &TestApp) -> String {
    let mail = app.mail(ADA).await;
    assert_eq!(mail[0]["kind"], "invitation");
    let link = mail[0]["link"].as_str().unwrap().to_owned();
    link.split_once(SMART).unwrap().1.to_owned()
}

async fn closed(app: &TestApp) {
    app.set(SMART, |settings| settings.public_registration = false).await;
}

async fn take(browser: &mut Actor<'_>, link: &str) -> u16 {
    browser.form(link, "").await.status.as_u16()
}

async fn make(browser: &mut Actor<'_>) -> crate::support::Answer {
    browser.enrol("/sign-up/passkey", &json!({})).await
}

on_both_engines! {
    // It is of use for as long as its link, so it is tried for as long.
    async fn a_mail_that_cannot_be_sent_waits_as_long_as_its_link_lives(app: TestApp) {
        invite(&app, &[]).await.unwrap();
        app.advance_seconds(7 * 24 * 3_600 - 60);
        let due = domain::messages::next(&app.app, 10).await.unwrap();
        assert_eq!(due.iter().map(|due| due.to.as_str()).collect::<Vec<_>>(), [ADA]);
        domain::messages::settle(&app.app, &due[0], domain::messages::Outcome::Later("busy".into())).await.unwrap();
        app.advance_seconds(60);
        assert!(domain::messages::next(&app.app, 10).await.unwrap().is_empty(), "the link is over");
    }

    async fn who_is_invited_joins_with_the_roles_given(app: TestApp) {
        // A role to be given.
        let member = app.program(SMART).sign_up("first").await.ok();
        app.give_role(SMART, &member["user_id"], ("editor", domain::policy::PolicyRules::default())).await;
        closed(&app).await;
        assert_eq!(reason(invite(&app, &["no such role".to_owned()]).await), Reason::RoleUnknown);
        invite(&app, &["editor".to_owned()]).await.unwrap();
        let link = link(&app).await;
        let mut browser = app.browser(SMART);
        // Scanners of mail look, and nothing happens.
        for _ in 0..2 {
            let page = browser.open(&link).await;
            assert!(page.status == 200 && page.text.contains(ADA), "{}", page.text);
        }
        let answer = browser.form(&link, "").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/sign-up"));
        assert!(browser.open("/sign-up").await.text.contains(ADA));
        make(&mut browser).await.ok();
        let (user, verified) = app.holder(SMART, ADA).await.unwrap();
        assert!(verified.is_some());
        let pool = app.pool(SMART);
        let roles = app.store.read("roles", move |tx| store::role::of_user(tx, pool, user)).await.unwrap();
        assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["editor"]);
        assert!(app.kinds_done(SMART).await.contains(&"invitation_accepted".to_owned()));
        // Once.
        let mut again = app.browser(SMART);
        assert_eq!(again.open(&link).await.status, 404);
        assert_eq!(take(&mut again, &link).await, 404);
        assert!(invitations::pending(&app.app, &door(&app, SMART), Inviter::Operator).await.unwrap().is_empty());
        assert_eq!(reason(invite(&app, &[]).await), Reason::IdentifierTaken);
    }

    async fn two_at_once_are_one(app: TestApp) {
        closed(&app).await;
        invite(&app, &[]).await.unwrap();
        let link = link(&app).await;
        let (mut first, mut second) = (app.browser(SMART), app.browser(SMART));
        assert_eq!((take(&mut first, &link).await, take(&mut second, &link).await), (303, 303));
        let ready = async |browser: &mut Actor<'_>| {
            let begun = browser.post("/sign-up/passkey/begin", &json!({})).await.ok();
            browser.make(&begun, &json!({}))
        };
        let (one, two) = (ready(&mut first).await, ready(&mut second).await);
        let path = "/sign-up/passkey/finish";
        let (one, two) = tokio::join!(first.post(path, &one), second.post(path, &two));
        assert_eq!([&one, &two].iter().filter(|answer| answer.status == 200).count(), 1, "{one:?} {two:?}");
    }

    async fn a_week_and_no_longer(app: TestApp) {
        let view = invite(&app, &[]).await.unwrap();
        assert!(!view.expired);
        let link = link(&app).await;
        app.advance_seconds(7 * 24 * 3600 - 1);
        assert_eq!(app.browser(SMART).open(&link).await.status, 200);
        let mut late = app.browser(SMART);
        assert_eq!(take(&mut late, &link).await, 303);
        app.advance_seconds(1);
        assert_eq!(take(&mut app.browser(SMART), &link).await, 404);
        make(&mut late).await.assert_refused(404, "invitation_gone");
        let waiting = invitations::pending(&app.app, &door(&app, SMART), Inviter::Operator).await.unwrap();
        assert!(waiting.len() == 1 && waiting[0].expired);
    }

    async fn another_link_voids_the_one_before(app: TestApp) {
        let view = invite(&app, &[]).await.unwrap();
        let old = link(&app).await;
        app.advance_seconds(1);
        invitations::resend(&app.app, &door(&app, SMART), Inviter::Operator, view.id).await.unwrap();
        let new = link(&app).await;
        assert_ne!(old, new);
        assert_eq!(app.browser(SMART).open(&old).await.status, 404);
        assert_eq!(app.browser(SMART).open(&new).await.status, 200);
    }

    async fn one_that_was_taken_back_opens_nothing(app: TestApp) {
        closed(&app).await;
        let view = invite(&app, &[]).await.unwrap();
        let link = link(&app).await;
        let mut browser = app.browser(SMART);
        assert_eq!(take(&mut browser, &link).await, 303);
        let here = door(&app, SMART);
        invitations::revoke(&app.app, &here, Inviter::Operator, view.id).await.unwrap();
        // Not even for who had begun.
        make(&mut browser).await.assert_refused(404, "invitation_gone");
        assert_eq!(app.browser(SMART).open(&link).await.status, 404);
        assert_eq!(reason(invitations::revoke(&app.app, &here, Inviter::Operator, view.id).await), Reason::InvitationGone);
        assert_eq!(reason(invitations::resend(&app.app, &here, Inviter::Operator, view.id).await), Reason::InvitationGone);
    }

    async fn a_link_is_for_its_door(app: TestApp) {
        let view = invite(&app, &[]).await.unwrap();
        let link = link(&app).await;
        for base in [CLASSIC, "/platform/smart"] {
            assert_eq!(app.browser(base).open(&link).await.status, 404);
            assert_eq!(take(&mut app.browser(base), &link).await, 404);
        }
        let there = door(&app, CLASSIC);
        assert_eq!(reason(invitations::revoke(&app.app, &there, Inviter::Operator, view.id).await), Reason::InvitationGone);
        for token in ["x", &"A".repeat(43), &"A".repeat(5_000)] {
            assert_eq!(app.browser(SMART).open(&format!("/invitation/{token}")).await.status, 404);
        }
    }

    // Pre-hijacking: an account that bears the address unproved has nothing left when its holder comes by an invitation.
    async fn what_was_planted_is_gone(app: TestApp) {
        let mut attacker = app.browser(SMART);
        let id = attacker.sign_up("squatter").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, ADA).await;
        closed(&app).await;
        invite(&app, &[]).await.unwrap();
        let link = link(&app).await;
        let mut victim = app.browser(SMART);
        assert_eq!(take(&mut victim, &link).await, 303);
        make(&mut victim).await.ok();
        attacker.get("/session").await.assert_refused(401, "not_signed_in");
        assert_eq!(app.holder(SMART, ADA).await.unwrap().0, id);
    }
    // An administrator's account goes to nobody, so nobody is invited to it.
    async fn an_address_on_an_administrators_account_is_taken(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut boss, _) = app.appointed(&mut owner, "boss", ("support", "installation")).await;
        let id = boss.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, ADA).await;
        assert_eq!(reason(invite(&app, &[]).await), Reason::IdentifierTaken);
        assert!(app.mail(ADA).await.is_empty());
    }
}
