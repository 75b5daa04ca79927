//! What a save at the console does to the ways in: none leaves a workspace that nobody can enter, and what is taken away is said.

use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::method::Method;
use domain::settings::Mode;
use serde_json::{Value, json};
use store::id::{GroupId, PasskeyId, PoolId};
use store::passkey::Passkey;

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

    // S3-12: where administrators sign in, mode and policy together must leave an owner a passkey, whichever is saved last, and on whichever node.
    async fn an_owner_keeps_a_passkey_that_will_do(app: TestApp) {
        let mut owner = app.owner().await;
        let home = app.app.snapshot().home().unwrap().clone();
        let (at, workspace) = ("/admin/demo/pools/".to_owned() + &home.pool.id.to_string() + "/policy", format!("/admin/demo/workspaces/{}/settings", home.workspace.slug));
        let other_mode = if home.workspace.mode == Mode::Smart { Mode::Classic } else { Mode::Smart };
        let pool = home.pool.id;
        // Another passkey of the owner: of the other mode, and one that a manager keeps.
        plant(&app, pool, move |passkey| Passkey { mode: other_mode, backup_eligible: true, ..passkey }).await;
        let vault = app.store.write("vault", move |tx| {
            let policy = r#"{"fallback":"device_bound"}"#.to_owned();
            store::group::insert(tx, &store::group::Group { pool_id: pool, id: GroupId::from_bytes([1; 16]), name: "Vault".into(), policy })
        });
        vault.await.unwrap();
        let switch = json!({ "mode": other_mode.as_str(), "confirmed": ["mode:9"] });
        let answer = owner.changes(&workspace, &switch).await;
        answer.assert_refused(422, "setting_refused");
        assert!(answer.json()["details"]["problem"].as_str().unwrap().contains("nobody could come in any more"), "{}", answer.text);

        // One of this mode cannot leave its device, but another node has switched the mode, which this one has not read yet.
        plant(&app, pool, |passkey| Passkey { backup_eligible: false, ..passkey }).await;
        let row = home.workspace.id;
        let switched = app.store.write("switch", move |tx| {
            let row = store::workspace::all(tx)?.into_iter().find(|other| other.id == row).unwrap();
            store::workspace::update(tx, &store::workspace::Workspace { mode: other_mode, ..row })
        });
        assert!(switched.await.unwrap());
        let read = owner.console("GET", &at, &Value::Null).await.ok();
        let ask = json!({ "fallback": "device_bound", "confirmed": ["passkey_only"] });
        let answer = owner.saves(&at, read["policy"]["version"].as_str().unwrap(), &ask).await;
        answer.assert_refused(422, "setting_refused");
        assert_eq!(answer.json()["details"]["field"], "fallback");
    }
}

/// Another passkey of the first administrator, made from the one they have.
async fn plant(app: &TestApp, pool: PoolId, change: impl Fn(Passkey) -> Passkey + Send + Sync + 'static) {
    let planted = app.store.write("plant", move |tx| {
        let owner = store::administrator::all(tx)?.into_iter().find(|row| row.pool_id == pool).unwrap();
        let own = store::passkey::of_user(tx, pool, owner.user_id)?;
        let number = u8::try_from(own.len()).unwrap();
        let first = own.into_iter().find(|passkey| passkey.name != "planted").unwrap();
        let (id, credential_id) = (PasskeyId::from_bytes([number; 16]), vec![number; 20]);
        store::passkey::insert(tx, &change(Passkey { id, credential_id, name: "planted".into(), ..first }))
    });
    assert!(planted.await.unwrap());
}
