//! Policies at the console: what a pool, a role and a group ask for, that it is in force at once, and that each says what another decides.

use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::{Value, json};

const FORUM: &str = "/forum/main";

fn pool(app: &TestApp, base: &str) -> String {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let id = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    format!("/admin/{tenant}/pools/{id}")
}

/// Changes what stands under this name in the list of rules.
async fn change(owner: &mut Actor<'_>, at: &str, (list, name): (&str, &str), body: &Value) -> crate::support::Answer {
    let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
    let found = read[list].as_array().unwrap().iter().find(|rules| rules["name"] == name).unwrap().clone();
    let path = format!("{at}/{list}/{}", found["id"].as_str().unwrap());
    owner.saves(&path, found["version"].as_str().unwrap(), body).await
}

async fn save(owner: &mut Actor<'_>, at: &str, body: &Value) -> crate::support::Answer {
    let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
    owner.saves(&format!("{at}/policy"), read["policy"]["version"].as_str().unwrap(), body).await
}

async fn told(app: &TestApp, base: &str, kind: &str) -> Vec<String> {
    let entries = app.audit(base).await.into_iter().filter(|entry| entry.kind == kind && entry.outcome == "done");
    entries.map(|entry| entry.detail.unwrap()).collect()
}

on_both_engines! {
    // S0-2, S0-3, S2-17
    async fn a_pool_asks_all_its_members(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, FORUM);
        let page = owner.console("GET", &format!("{at}/policies"), &Value::Null).await;
        for words in ["Require passkeys for all users", "Require passkeys for privileged users", "Idle auto logout", "Require passkey after magic-link sign-in", ">15m<", ">30m<", ">1h<", ">4h<", ">8h<", ">24h<", ">Off<", ">Custom<", "&gt; Policies", "data-guarded"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        save(&mut owner, &at, &json!({ "passkey": "everybody" })).await.ok();
        let door = app.app.snapshot().door("forum", "main").unwrap();
        assert!(door.policy.requires_passkey(app.app.now()), "in force at once");
        save(&mut owner, &at, &json!({ "passkey": "elevated" })).await.ok();
        let door = app.app.snapshot().door("forum", "main").unwrap();
        assert!(!door.policy.requires_passkey(app.app.now()), "whoever is not known has no elevated role");
        let detail = told(&app, FORUM, "policy_changed").await;
        assert_eq!(detail.len(), 2);
        assert!(detail.iter().any(|text| text == "policy.passkey: optional → required"), "{detail:?}");

        // What leaves no way but a passkey, and what leaves no passkeys, has to be meant.
        for (ask, word) in [(json!({ "fallback": "phishing_resistant" }), "passkey_only"), (json!({ "passkey": "off", "fallback": "" }), "passkeys_off")] {
            let answer = save(&mut owner, &at, &ask).await;
            answer.assert_refused(422, "confirmation_needed");
            assert_eq!(answer.json()["details"]["confirm"], json!([word]));
            let mut ask = ask.clone();
            ask["confirmed"] = json!([word]);
            save(&mut owner, &at, &ask).await.ok();
        }
        let answer = save(&mut owner, &pool(&app, HOME), &json!({ "passkey": "off", "confirmed": ["passkeys_off"] })).await;
        answer.assert_refused(422, "setting_refused");
        let answer = save(&mut owner, &pool(&app, HOME), &json!({ "step_up_minutes": 61 })).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["details"]["field"]), (422, &json!("step_up_minutes")));
    }

    // S0-26, S0-28, S0-36: an administrator binds the owners, too, so a fresh proof before the console is left out for nobody; elsewhere it is said.
    async fn a_fresh_proof_is_left_out_on_purpose(app: TestApp) {
        let mut owner = app.owner().await;
        let home = pool(&app, HOME);
        for less in [json!([]), json!(["account", "elevated_pages"]), json!(["administration", "account"])] {
            let answer = save(&mut owner, &home, &json!({ "step_up_for": less, "confirmed": ["no_fresh_proof"] })).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], "step_up_for", "{less}");
        }
        for at in [home, pool(&app, FORUM)] {
            let mut ask = json!({ "step_up_for": ["administration", "elevated_pages"] });
            let answer = save(&mut owner, &at, &ask).await;
            answer.assert_refused(422, "confirmation_needed");
            assert_eq!(answer.json()["details"]["confirm"], json!(["no_fresh_proof"]));
            ask["confirmed"] = json!(["no_fresh_proof"]);
            save(&mut owner, &at, &ask).await.ok();
            // More of it needs no word, and a role that never asked for any leaves out nothing.
            save(&mut owner, &at, &json!({ "step_up_for": ["administration", "elevated_pages", "account"] })).await.ok();
            owner.console("POST", &format!("{at}/roles"), &json!({ "name": "Clerk", "step_up_for": ["account"] })).await.ok();
        }
        change(&mut owner, &pool(&app, HOME), ("roles", "Clerk"), &json!({ "step_up_for": [] })).await.assert_refused(422, "confirmation_needed");
        app.advance_seconds(6 * 60);
        owner.console("GET", &format!("{}/policy", pool(&app, HOME)), &Value::Null).await.assert_refused(401, "insufficient_user_authentication");
    }

    // S0-4, S0-30, S0-36, S0c-1: the holder of a role is asked for more, from the next request on.
    async fn a_role_asks_its_holders_for_more(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        let mut member = app.browser("/platform/smart");
        let user = member.sign_up("ada").await.ok()["user_id"].clone();
        let added = owner.console("POST", &format!("{at}/roles"), &json!({ "name": " Teller " })).await.ok();
        let role: store::id::RoleId = added["id"].as_str().unwrap().parse().unwrap();
        let door = app.app.snapshot().door("platform", "smart").unwrap();
        let (pool_id, user_id) = (door.pool.id, user.as_str().unwrap().parse().unwrap());
        assert!(app.store.write("give", move |tx| store::role::give(tx, pool_id, user_id, role)).await.unwrap());
        for (name, words) in [("Teller", "already"), ("", "1 to 64"), ("teller", "already"), (&*"x".repeat(65), "1 to 64")] {
            let answer = owner.console("POST", &format!("{at}/roles"), &json!({ "name": name })).await;
            answer.assert_refused(422, "setting_refused");
            assert!(answer.json()["details"]["problem"].as_str().unwrap().contains(words), "{}", answer.text);
        }
        let page = owner.console("GET", &format!("{at}/roles/{role}"), &Value::Null).await;
        for words in ["Require users to enroll a passkey", "Require passkey after magic-link sign-in", "Idle auto logout", "Renew passkeys made before", "Days without a second factor on the same device"] {
            assert!(page.text.contains(words), "{words}");
        }
        let ask = json!({ "idle": "15", "require_passkey": true, "passkey_after_magic_link": true, "step_up_minutes": "2" });
        change(&mut owner, &at, ("roles", "Teller"), &ask).await.ok();
        // A little longer, because not every request is written down as work.
        app.advance_seconds(16 * 60);
        member.get("/session").await.assert_refused(401, "not_signed_in");
        let detail = told(&app, "/platform/smart", "role_changed").await;
        assert!(detail[0].starts_with("Teller: ") && detail[0].contains("idle_minutes: not set → 15"), "{detail:?}");

        // Renamed, and privileged from now on.
        owner.step_up().await.ok();
        change(&mut owner, &at, ("roles", "Teller"), &json!({ "name": "Cashier", "elevated": true })).await.ok();
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        assert_eq!((&read["roles"][0]["name"], &read["roles"][0]["elevated"], &read["roles"][0]["rules"]["idle_minutes"]), (&json!("Cashier"), &json!(true), &json!(15)));
        // Removed, and asked for no more.
        let version = read["roles"][0]["version"].as_str().unwrap();
        assert_eq!(owner.removes(&format!("{at}/roles/{role}?confirmed=rules_lost"), version).await.status, 204);
        owner.console("DELETE", &format!("{at}/roles/{role}"), &Value::Null).await.assert_refused(404, "not_found");
        let held = app.store.read("held", move |tx| store::role::ids_of_user(tx, pool_id, user_id)).await.unwrap();
        assert!(held.is_empty());
        assert_eq!(told(&app, "/platform/smart", "role_removed").await, ["Cashier"]);
    }

    // S2-17, S3-14's document: what would hold members, or leave them a passkey alone, has to be meant, whoever asks for it.
    async fn who_is_held_is_said_beforehand(app: TestApp) {
        let mut owner = app.owner().await;
        let (at, workspace) = (pool(&app, FORUM), "/admin/forum/workspaces/main/settings");
        let without = json!({ "authentication_mechanisms": ["password", "email_otp"] });
        owner.confirms(workspace, &without).await.ok();
        let confirm = |answer: &crate::support::Answer| answer.json()["details"]["confirm"].clone();
        for ask in [json!({ "passkey": "everybody" }), json!({ "passkey_after_magic_link": true })] {
            let answer = save(&mut owner, &at, &ask).await;
            answer.assert_refused(422, "confirmation_needed");
            assert_eq!(confirm(&answer), json!(["passkeys_needed"]));
        }
        owner.changes(workspace, &json!({ "authentication_mechanisms": ["password", "email_otp", "passkey"] })).await.ok();
        // The other way round: a role asks for one already, and with its rules it was added.
        let night = json!({ "name": "Night", "elevated": true, "require_passkey": true, "idle": "15" });
        owner.console("POST", &format!("{at}/roles"), &night).await.ok();
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        let roles = read["roles"].as_array().unwrap();
        let role = roles.iter().find(|role| role["name"] == "Night").unwrap();
        assert_eq!((&role["elevated"], &role["rules"]["passkey"], &role["rules"]["idle_minutes"]), (&json!(true), &json!("required"), &json!(15)));
        let detail = told(&app, FORUM, "role_added").await;
        assert!(detail[0].starts_with("Night: ") && detail[0].contains("passkey: not set → required"), "{detail:?}");
        let answer = owner.changes(workspace, &without).await;
        answer.assert_refused(422, "confirmation_needed");
        assert_eq!(confirm(&answer), json!(["ways_lost:passkey", "passkeys_needed"]));

        let alone = json!({ "fallback": "phishing_resistant" });
        let answer = change(&mut owner, &at, ("roles", "Night"), &alone).await;
        answer.assert_refused(422, "confirmation_needed");
        assert_eq!(confirm(&answer), json!(["passkey_only"]));
        for (ask, field) in [(json!({ "passkey": "off" }), "passkey"), (json!({ "passkey_after_magic_link": true, "idle": "5" }), "idle")] {
            let answer = change(&mut owner, &at, ("roles", "Night"), &ask).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field);
        }
        // No owner could meet it where administrators sign in.
        let bound = json!({ "name": "Vault", "fallback": "device_bound", "confirmed": ["passkey_only"] });
        let answer = owner.console("POST", &format!("{}/groups", pool(&app, HOME)), &bound).await;
        answer.assert_refused(422, "setting_refused");
        assert_eq!(answer.json()["details"]["field"], "fallback");
    }

    // S0-26, S0-28, S0-30: what protects administrators less than before has to be meant; elsewhere it is nobody's business.
    async fn what_protects_administrators_less_is_said(app: TestApp) {
        let mut owner = app.owner().await;
        let home = pool(&app, HOME);
        save(&mut owner, &home, &json!({ "step_up_minutes": 4, "idle": "15", "fallback": "multi" })).await.ok();
        for (ask, word) in [
            (json!({ "step_up_minutes": 30 }), "looser_proof"),
            (json!({ "idle": "30" }), "looser_idle"),
            (json!({ "idle": "off" }), "looser_idle"),
            (json!({ "fallback": "single" }), "looser_fallback"),
        ] {
            let answer = save(&mut owner, &home, &ask).await;
            answer.assert_refused(422, "confirmation_needed");
            assert_eq!(answer.json()["details"]["confirm"], json!([word]), "{ask}");
            assert!(answer.json()["details"]["problem"].as_str().unwrap().starts_with("Administrators sign in here."), "{}", answer.text);
        }
        let ask = json!({ "step_up_minutes": 30, "idle": "off", "confirmed": ["looser_proof", "looser_idle"] });
        save(&mut owner, &home, &ask).await.ok();
        save(&mut owner, &home, &json!({ "step_up_minutes": 2, "idle": "15" })).await.ok();
        let forum = pool(&app, FORUM);
        save(&mut owner, &forum, &json!({ "step_up_minutes": 4, "idle": "15" })).await.ok();
        save(&mut owner, &forum, &json!({ "step_up_minutes": 30, "idle": "off" })).await.ok();
    }

    // S0-2, S0-4, S0-30: what nobody else asks for is not taken away in passing, nor what somebody has made of it meanwhile.
    async fn a_rule_is_removed_on_purpose(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        for (list, ask, words) in [
            ("roles", json!({ "require_passkey": true }), "requires a passkey"),
            ("roles", json!({ "elevated": true }), "privileged users alone"),
            ("groups", json!({ "idle": "15" }), "signs you out"),
        ] {
            let added = owner.console("POST", &format!("{at}/{list}"), &json!({ "name": "Teller" })).await.ok();
            let path = format!("{at}/{list}/{}", added["id"].as_str().unwrap());
            let version = async |owner: &mut Actor<'_>| {
                let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
                let rules = read[list].as_array().unwrap().iter().find(|rules| rules["name"] == "Teller").cloned();
                rules.unwrap()["version"].as_str().unwrap().to_owned()
            };
            let read = version(&mut owner).await;
            owner.saves(&path, &read, &ask).await.ok();
            for stale in [&*read, ""] {
                owner.removes(&path, stale).await.assert_refused(412, "changed_since");
            }
            owner.console("DELETE", &path, &Value::Null).await.assert_refused(412, "changed_since");
            let read = version(&mut owner).await;
            let page = owner.console("GET", &format!("{at}/policies"), &Value::Null).await.text;
            assert!(page.contains(&format!("data-call=\"DELETE {path}\" data-version=\"{read}\"")), "{page}");
            let answer = owner.removes(&path, &read).await;
            answer.assert_refused(422, "confirmation_needed");
            assert_eq!(answer.json()["details"]["confirm"], json!(["rules_lost"]));
            assert!(answer.json()["details"]["problem"].as_str().unwrap().contains(words), "{}", answer.text);
            assert_eq!(version(&mut owner).await, read, "it is there still");
            assert_eq!(owner.removes(&format!("{path}?confirmed=rules_lost"), &read).await.status, 204);
        }
        // What asks for nothing that the pool does not ask for anyway goes without another word.
        save(&mut owner, &at, &json!({ "passkey": "everybody" })).await.ok();
        let added = owner.console("POST", &format!("{at}/roles"), &json!({ "name": "Clerk", "require_passkey": true })).await.ok();
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        let path = format!("{at}/roles/{}", added["id"].as_str().unwrap());
        assert_eq!(owner.removes(&path, read["roles"][0]["version"].as_str().unwrap()).await.status, 204);
    }

    // A million holders are not taken from in one go: what stopped half-way gives nothing, is shown nowhere, and is finished by the next sweep.
    async fn what_is_left_of_a_removed_role_is_swept(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        let mut member = app.browser("/platform/smart");
        let user: store::id::UserId = member.sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pool_id = app.app.snapshot().door("platform", "smart").unwrap().pool.id;
        let teller = json!({ "name": "Teller", "elevated": true, "idle": "15" });
        let added = owner.console("POST", &format!("{at}/roles"), &teller).await.ok();
        let role: store::id::RoleId = added["id"].as_str().unwrap().parse().unwrap();
        // As if the server had been stopped right after the removal.
        let stopped = app.store.write("stop", move |tx| {
            store::installation::bump(tx)?;
            Ok::<_, store::Error>(store::role::give(tx, pool_id, user, role)? && store::role::retire(tx, pool_id, role)?)
        });
        assert!(stopped.await.unwrap());
        app.app.refresh().await.unwrap();
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        assert_eq!(read["roles"], json!([]));
        assert_eq!(owner.console("GET", &format!("{at}/roles/{role}"), &Value::Null).await.status, 404);
        owner.removes(&format!("{at}/roles/{role}"), "").await.assert_refused(404, "not_found");
        owner.console("POST", &format!("{at}/roles"), &teller).await.ok();
        app.advance_seconds(16 * 60);
        member.get("/session").await.ok();
        app.app.sweep().await.unwrap();
        let left = app.store.read("left", move |tx| {
            Ok::<_, store::Error>((store::role::retired(tx)?, store::role::ids_of_user(tx, pool_id, user)?))
        });
        assert_eq!(left.await.unwrap(), (Vec::new(), Vec::new()));
    }

    // A policy explains itself: what a stricter rule decides stands beside the control.
    async fn what_another_rule_decides_is_said(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        let group = owner.console("POST", &format!("{at}/groups"), &json!({ "name": "Pilot" })).await.ok();
        let page = format!("{at}/groups/{}", group["id"].as_str().unwrap());
        change(&mut owner, &at, ("groups", "Pilot"), &json!({ "idle": "30" })).await.ok();
        let text = owner.console("GET", &format!("{at}/policies"), &Value::Null).await.text;
        assert!(text.contains("Your group Pilot") || text.contains("Your group \u{2068}Pilot"), "{text}");
        save(&mut owner, &at, &json!({ "idle": "15", "passkey": "everybody" })).await.ok();
        let text = owner.console("GET", &page, &Value::Null).await.text;
        for words in ["Your organization requires a passkey.", "Your organization signs you out"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let text = owner.console("GET", &format!("{at}/policies"), &Value::Null).await.text;
        assert!(!text.contains("Your group"), "the pool is as strict: {text}");
    }

    // Of two who save the second is told; who only looks, or looks after another place, changes nothing.
    async fn rules_are_saved_by_those_who_may(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        owner.console("POST", &format!("{at}/roles"), &json!({ "name": "Teller" })).await.ok();
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        let role = format!("{at}/roles/{}", read["roles"][0]["id"].as_str().unwrap());
        for (path, version) in [(format!("{at}/policy"), &read["policy"]["version"]), (role.clone(), &read["roles"][0]["version"])] {
            let version = version.as_str().unwrap();
            owner.saves(&path, version, &json!({ "idle": "60" })).await.ok();
            owner.saves(&path, version, &json!({ "idle": "30" })).await.assert_refused(412, "changed_since");
        }
        // Other settings of the pool are another matter.
        let policy = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        owner.changes(&format!("{at}/settings"), &json!({ "max_factors": 50 })).await.ok();
        owner.saves(&format!("{at}/policy"), policy["policy"]["version"].as_str().unwrap(), &json!({ "idle": "off" })).await.ok();

        let forum = app.app.snapshot().door("forum", "main").unwrap();
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("administrator", &format!("tenant/{}", forum.tenant.id))).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        for (method, path) in [("PUT", format!("{at}/policy")), ("PUT", role.clone()), ("DELETE", role.clone()), ("POST", format!("{at}/groups")), ("POST", format!("{at}/roles"))] {
            let ask = json!({ "name": "x" });
            delegate.console(method, &path, &ask).await.assert_refused(404, "not_found");
            auditor.console(method, &path, &ask).await.assert_refused(403, "not_permitted");
        }
        // A role of this pool is none of another's.
        let elsewhere = role.replace(&at, &pool(&app, FORUM));
        delegate.console("DELETE", &elsewhere, &Value::Null).await.assert_refused(404, "not_found");
        delegate.console("PUT", &elsewhere, &json!({})).await.assert_refused(404, "not_found");
        let page = auditor.console("GET", &role, &Value::Null).await.text;
        assert!(page.contains("disabled") && !page.contains(">Save</button>"));
    }
}
