//! `keystead user rescue`: whatever keeps an administrator out, the server's own terminal lets them in, and loudly (S2-34).

use crate::support::app::CLASSIC;
use crate::support::console::HOME;
use crate::support::lost::Recovery;
use crate::support::{TestApp, on_both_engines};
use domain::members::By;
use domain::{Error, Reason, access_pass, members, rescue};
use serde_json::{Value, json};
use std::sync::Arc;

fn home(app: &TestApp) -> Arc<domain::FrontDoor> {
    app.app.snapshot().home().cloned().unwrap()
}

on_both_engines! {
    // What a plain pass cannot do: a suspended account, and a second pass in a row.
    async fn whoever_is_shut_out_comes_in_again(app: TestApp) {
        let mut owner = app.owner().await;
        let root = owner.get("/session").await.ok()["user_id"].clone();
        app.give_address(HOME, &root, "root@example.com").await;
        let (mut grace, _) = app.appointed(&mut owner, "grace", ("owner", "installation")).await;
        let user = grace.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let door = home(&app);
        access_pass::issue_by_operator(&app.app, &door, "grace").await.unwrap();
        members::suspend(&app.app, By::Operator, door.pool.id, user).await.unwrap();
        let refused = access_pass::issue_by_operator(&app.app, &door, "grace").await;
        assert!(matches!(refused, Err(Error::Refused(_))));

        app.advance_seconds(1); // The later of two passes counts.
        let issued = rescue::rescue(&app.app, &door, "grace", false).await.unwrap();
        let mut lost = app.program(HOME);
        let recovery = Recovery::start(&mut lost, "grace").await;
        let answer = recovery.prove(&mut lost, "access_pass", &issued.code).await;
        Recovery::of(&answer).enrol(&mut lost, json!({})).await.ok();
        lost.at(HOME);
        let page = lost.console("GET", "/admin", &Value::Null).await;
        assert_eq!(page.status, 200, "{}", page.text);

        // Loudly: the other owner, the audit, the log; none of them holds the code.
        let letter = app.letter("root@example.com", "factor_changed").await.unwrap();
        let text = letter["text"].as_str().unwrap();
        assert!(text.contains("let an administrator back in") && !text.contains(&issued.code), "{text}");
        assert!(app.audit(HOME).await.iter().any(|entry| entry.kind == "rescued"));
        let (tenant, _) = HOME.trim_start_matches('/').split_once('/').unwrap();
        let alerts = owner.console("GET", &format!("/admin/security/alerts?tenant={tenant}"), &Value::Null).await.text;
        assert!(alerts.contains("Let back in at the server"), "{alerts}");
        assert!(app.log.text().contains("was rescued") && !app.log.text().contains(&issued.code));
    }

    // What was open before is over.
    async fn nothing_from_before_goes_on(app: TestApp) {
        let mut owner = app.owner().await;
        let before = access_pass::issue_by_operator(&app.app, &home(&app), "root").await.unwrap();
        app.advance_seconds(1);
        let issued = rescue::rescue(&app.app, &home(&app), "root", false).await.unwrap();
        assert_eq!(owner.get("/session").await.status, 401);
        let mut lost = app.program(HOME);
        let recovery = Recovery::start(&mut lost, "root").await;
        recovery.prove(&mut lost, "access_pass", &before.code).await.assert_refused(401, "proof_wrong");
        let again = Recovery::start(&mut lost, "root").await;
        assert_eq!(again.prove(&mut lost, "access_pass", &issued.code).await.ok()["held"], "recovery");
    }

    async fn a_member_becomes_an_owner_where_administrators_sign_in_and_nowhere_else(app: TestApp) {
        let mut owner = app.owner().await;
        app.colleague("grace").await;
        app.program(CLASSIC).sign_up("eve").await.ok();
        let (tenant, workspace) = CLASSIC.trim_start_matches('/').split_once('/').unwrap();
        let elsewhere = app.app.snapshot().door(tenant, workspace).unwrap();
        match rescue::rescue(&app.app, &elsewhere, "eve", true).await {
            Err(Error::Refused(refused)) => assert_eq!(refused.reason, Reason::NotPermitted),
            other => panic!("{other:?}"),
        }
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        for name in ["grace", "helper"] {
            rescue::rescue(&app.app, &home(&app), name, true).await.unwrap();
        }
        owner.sign_in().await.ok();
        let page = owner.console("GET", "/admin/administrators", &Value::Null).await.text;
        assert_eq!(page.matches("<td data-label=\"Role\">Owner</td><td data-label=\"Over\" dir=\"auto\">Everything</td>").count(), 3, "{page}");
        assert_eq!(helper.get("/session").await.status, 401, "what they were before is over");
        match rescue::rescue(&app.app, &home(&app), "nobody", true).await {
            Err(Error::Refused(refused)) => assert_eq!(refused.reason, Reason::MemberUnknown),
            other => panic!("{other:?}"),
        }
    }
}
