//! What a save at the console does to the ways in: none leaves a workspace that nobody can enter, and what is taken away is said.

use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::method::Method;
use serde_json::{Value, json};

const FORUM: &str = "/forum/main";
const WORKSPACE: &str = "/admin/forum/workspaces/main/settings";

fn pool(app: &TestApp) -> String {
    format!("/admin/forum/pools/{}/settings", app.app.snapshot().door("forum", "main").unwrap().pool.id)
}

/// Passkeys can be turned off by the policy alone.
async fn policy(owner: &mut Actor<'_>, at: &str, passkey: &str) -> Answer {
    let at = at.replace("/settings", "/policy");
    let read = owner.console("GET", &at, &Value::Null).await.ok();
    let ask = json!({ "passkey": passkey, "confirmed": ["passkeys_off"] });
    owner.saves(&at, read["policy"]["version"].as_str().unwrap(), &ask).await
}

fn assert_shut(answer: &Answer, field: &str) {
    answer.assert_refused(422, "setting_refused");
    let details = &answer.json()["details"];
    assert_eq!(details["field"], field, "{}", answer.text);
    assert!(details["problem"].as_str().unwrap().contains("Nobody could sign in"), "{}", answer.text);
}

on_both_engines! {
    // S3-14's document: methods, workspace and policy together decide who can come in, whichever of them is saved last.
    async fn no_save_leaves_a_workspace_that_nobody_can_enter(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app);
        app.set(FORUM, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        policy(&mut owner, &at, "off").await.ok();
        assert_shut(&owner.confirms(&at, &json!({ "first": ["passkey"] })).await, "first");
        assert_shut(&owner.confirms(WORKSPACE, &json!({ "authentication_mechanisms": ["passkey", "totp"] })).await, "authentication_mechanisms");
        policy(&mut owner, &at, "optional").await.ok();
        owner.confirms(&at, &json!({ "first": ["passkey"] })).await.ok();
        assert_shut(&policy(&mut owner, &at, "off").await, "passkey");
        assert_eq!(app.app.snapshot().door("forum", "main").unwrap().policy.first, [Method::Passkey]);
        assert!(app.browser(FORUM).open("/sign-in").await.text.contains(">Continue with passkey<"));
    }

    // S2-17, S3-14: whoever has nothing but what is taken away is locked out, so it is said first, at the pool and at its workspaces.
    async fn what_is_taken_away_is_said(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app);
        app.set(FORUM, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::Password, Method::EmailCode];
            settings.methods.second = vec![Method::Totp];
        }).await;
        let ways = || app.app.snapshot().door("forum", "main").unwrap().policy.first.clone();
        let before = ways();
        for (path, ask, word) in [
            (&*at, json!({ "first": ["password", "email_otp"] }), "ways_lost:passkey"),
            // S3-16: "Move to 2FA" takes the way in, too.
            (&*at, json!({ "first": ["password", "email_otp"], "second": ["totp", "passkey"] }), "ways_lost:passkey"),
            (&*at, json!({ "first": ["email_otp"] }), "ways_lost:passkey+password"),
            (WORKSPACE, json!({ "authentication_mechanisms": ["passkey", "totp", "email_otp"] }), "ways_lost:password"),
        ] {
            for confirmed in [json!([]), json!(["ways_lost:email_code"])] {
                let mut ask = ask.clone();
                ask["confirmed"] = confirmed;
                let answer = owner.changes(path, &ask).await;
                answer.assert_refused(422, "confirmation_needed");
                let details = &answer.json()["details"];
                assert_eq!(details["confirm"], json!([word]), "{ask}");
                assert!(details["problem"].as_str().unwrap().contains("whoever has no other way in is locked out"), "{}", answer.text);
            }
            assert_eq!(ways(), before, "nothing of it is saved");
        }
        // Another order takes nothing away, nor does what nobody could use: this pool has no provider.
        app.set(FORUM, |settings| settings.methods.first.push(Method::SingleSignOn)).await;
        owner.changes(&at, &json!({ "first": ["password", "passkey", "email_otp"], "second": [] })).await.ok();
        owner.confirms(&at, &json!({ "first": ["password", "email_otp"] })).await.ok();
        assert_eq!(ways(), [Method::Password, Method::EmailCode]);
        owner.confirms(WORKSPACE, &json!({ "authentication_mechanisms": ["email_otp"] })).await.ok();
        assert_eq!(ways(), [Method::EmailCode]);
    }
}
