//! The last owner is locked out by no setting: what no single form sees, because each of their things looks good by itself, is seen by whoever asks
//! the decision of sign-in.

use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::settings_file;
use serde_json::json;
use std::collections::BTreeMap;
use store::passkey::{self, Passkey};

const WHY: &str = "no owner of everything could come in any more";

/// The owner has a password, and a passkey that a device finds only for whoever has said their name.
async fn plant(app: &TestApp) {
    app.set(HOME, |settings| settings.methods.first = vec![Method::Password, Method::Passkey]).await;
    let (pool, forum, now) = (app.pool(HOME), app.pool("/forum/main"), app.app.now());
    let planted = app.store.write("owner", move |tx| {
        let root = store::administrator::all(tx)?.remove(0).user_id;
        let ada = store::identifier::find(tx, forum, "ada")?.unwrap().user_id;
        let hash = store::password::find(tx, forum, ada)?.unwrap().hash;
        let row = store::password::Password { pool_id: pool, user_id: root, hash, changed_at: now };
        store::password::insert(tx, &row)?;
        let row = passkey::of_user(tx, pool, root)?.remove(0);
        passkey::delete(tx, pool, root, row.id)?;
        passkey::insert(tx, &Passkey { discoverable: Some(false), ..row })
    });
    planted.await.unwrap();
}

on_both_engines! {
    // S0c-5, S2-17: asked of a change before it is saved, at its form, and of a file.
    async fn the_last_owner_keeps_a_way_in(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app).await;
        let tenant = HOME.trim_start_matches('/').split('/').next().unwrap();
        let at = format!("/admin/{tenant}/pools/{}", app.pool(HOME));
        let ask = json!({ "first": ["passkey"] });
        let dry_run = format!("{at}/dry-run");
        let told = owner.console("POST", &dry_run, &json!({ "change": { "settings": ask } })).await.ok();
        assert!(told["refused"].as_str().is_some_and(|why| why.contains(WHY)), "{told}");
        let told = owner.console("POST", &dry_run, &json!({ "change": { "policy": {} } })).await.ok();
        assert!(told["refused"].is_null(), "{told}");

        let answer = owner.confirms(&format!("{at}/settings"), &ask).await;
        answer.assert_refused(422, "setting_refused");
        assert!(answer.json()["details"]["problem"].as_str().unwrap().contains(WHY), "{}", answer.text);

        let text = settings_file::export(&app.app, Some(tenant.to_owned())).await.unwrap();
        let both = "first = [\n    \"password\",\n    \"passkey\",\n]";
        assert_eq!(text.matches(both).count(), 1, "{text}");
        let alone = text.replace(both, "first = [\"passkey\"]");
        let accept = settings_file::plan(&app.app, &alone).await.unwrap().remove(0).accept;
        let accept: Vec<_> = accept.iter().map(|word| format!("{tenant}:{word}")).collect();
        let (told, is_done) = settings_file::settle(&app.app, &alone, (&accept, &BTreeMap::new())).await.unwrap();
        assert!(!is_done && told[0].refused.as_ref().is_some_and(|why| why.contains(WHY)), "{told:?}");
        assert_eq!(settings_file::export(&app.app, Some(tenant.to_owned())).await.unwrap(), text);
    }

    // A passkey of another domain opens nothing, so whoever has no other has none.
    async fn a_passkey_of_another_domain_is_none(app: TestApp) {
        let mut owner = app.owner().await;
        let (colleague, _) = app.appointed(&mut owner, "bea", ("auditor", "installation")).await;
        let tenant = HOME.trim_start_matches('/').split('/').next().unwrap();
        let dry_run = format!("/admin/{tenant}/pools/{}/dry-run", app.pool(HOME));
        let ask = json!({ "change": { "policy": {} } });
        let told = owner.console("POST", &dry_run, &ask).await.ok();
        assert_eq!(told["administrators_without_passkey"], json!([]));
        let pool = app.pool(HOME);
        let moved = app.store.write("elsewhere", move |tx| {
            let bea = store::identifier::find(tx, pool, "bea")?.unwrap().user_id;
            let row = passkey::of_user(tx, pool, bea)?.remove(0);
            passkey::delete(tx, pool, bea, row.id)?;
            passkey::insert(tx, &Passkey { rp_id: "elsewhere.example".into(), ..row })
        });
        moved.await.unwrap();
        let told = owner.console("POST", &dry_run, &ask).await.ok();
        assert_eq!(told["administrators_without_passkey"], json!(["bea"]));
        drop(colleague);
    }
}
