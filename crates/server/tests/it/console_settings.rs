//! Workspaces and pools at the console: what is saved, what is refused, and that members meet it at once.

use crate::support::console::HOME;
use crate::support::{Answer, TestApp, on_both_engines};
use domain::settings::Mode;
use serde_json::{Value, json};

/// At the sign-in page, where a password is a way in.
const PASSWORD_BUTTON: &str = "data-plain>Use Password<";
const SMART: &str = "/admin/platform/workspaces/smart/settings";

fn pool(app: &TestApp, base: &str) -> String {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let id = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    format!("/admin/{tenant}/pools/{id}/settings")
}

/// What stands beside which field.
fn objection(answer: &Answer) -> (String, String) {
    let details = &answer.json()["details"];
    (
        details["field"].as_str().unwrap_or_default().to_owned(),
        details["problem"].as_str().unwrap_or_default().to_owned(),
    )
}

async fn told(app: &TestApp, base: &str, kind: &str) -> Vec<String> {
    let entries = app.audit(base).await.into_iter().filter(|entry| entry.kind == kind && entry.outcome == "done");
    entries.map(|entry| entry.detail.unwrap()).collect()
}

/// Where the words stand in a page, in their order.
fn places(text: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| text.find(word).unwrap_or_else(|| panic!("{word}: {text}"))).collect()
}

on_both_engines! {
    // S3-2, S3-9, S3-11, S3-12, S3-44, S3-45: each workspace for itself, and members meet the new mode at once.
    async fn a_workspace_changes_its_mode(app: TestApp) {
        let mut owner = app.owner().await;
        let page = owner.console("GET", "/admin/platform/workspaces/smart/authentication/settings/methods", &Value::Null).await;
        for words in [
            "<a href=\"/admin/authentication\">Authentication</a> &gt; Settings &gt; Methods",
            "Allowed Authentication Methods",
            "Users sign in without entering a username. The authenticator presents available passkeys automatically.",
            "Users enter a username first, then verify with a passkey.",
        ] {
            assert!(page.text.contains(words), "{words}");
        }
        assert!(!page.text.contains("If you switch"), "nobody has anything to lose");
        let read = owner.console("GET", SMART, &Value::Null).await;
        assert!(read.header("etag").starts_with('"'));
        assert_eq!((&read.ok()["mode"], &read.ok()["authentication_mechanisms"][0]), (&json!("smart"), &json!("usernameless_webauthn")));

        let both = json!({ "authentication_mechanisms": ["usernameless_webauthn", "webauthn"] });
        let answer = owner.changes(SMART, &both).await;
        answer.assert_refused(422, "setting_refused");
        assert_eq!(objection(&answer).0, "authentication_mechanisms");
        assert!(owner.get("/session").await.status.is_success());

        // S3-12: whoever has passkeys of one mode alone is counted before they would have to enrol again.
        let mut member = app.browser("/platform/smart");
        member.sign_up("ada").await.ok();
        let classic = json!({ "mode": "classic" });
        let answer = owner.changes(SMART, &classic).await;
        answer.assert_refused(422, "confirmation_needed");
        let (field, problem) = objection(&answer);
        assert_eq!((field.as_str(), &answer.json()["details"]["confirm"]), ("mode", &json!(["mode:1"])));
        assert!(problem.starts_with("1 member has passkeys of the present mode alone and must enrol again."), "{problem}");
        let page = owner.console("GET", "/admin/platform/workspaces/smart/authentication/settings/methods", &Value::Null).await;
        assert!(page.text.contains("If you switch: 1 member has passkeys"), "{}", page.text);
        let confirmed = json!({ "mode": "classic", "confirmed": ["mode:1"] });
        let modes = || ["smart", "classic", "main"].map(|workspace| app.app.snapshot().door("platform", workspace).unwrap().workspace.mode);
        let before = modes();
        assert_eq!(before[0], Mode::Smart);
        owner.changes(SMART, &confirmed).await.ok();
        assert_eq!(told(&app, "/platform/smart", "workspace_changed").await, ["mode: smart → classic"]);
        assert_eq!(modes(), [Mode::Classic, before[1], before[2]], "of this workspace and no other");
        // The sign-in page asks for a name first now; a passkey of the other mode is refused, and works again after switching back.
        member.post("/sign-in/passkey/begin", &json!({})).await.assert_refused(400, "identifier_missing");
        owner.changes(SMART, &json!({ "mode": "smart" })).await.ok();
        let mut again = app.browser("/platform/smart");
        assert_eq!(again.post("/sign-in/passkey/begin", &json!({})).await.status, 200);
    }

    // S3-14's document: a method of a pool is usable only if the workspace allows it.
    async fn a_workspace_allows_methods(app: TestApp) {
        let mut owner = app.owner().await;
        let main = "/admin/forum/workspaces/main/settings";
        assert!(app.browser("/forum/main").open("/sign-in").await.text.contains(PASSWORD_BUTTON));
        owner.confirms(main, &json!({ "authentication_mechanisms": ["passkey", "totp", "recovery_code", "email_otp"] })).await.ok();
        assert!(!app.browser("/forum/main").open("/sign-in").await.text.contains(PASSWORD_BUTTON));
        let detail = told(&app, "/forum/main", "workspace_changed").await;
        assert!(detail[0].starts_with("methods: not set → [\"passkey\""), "{detail:?}");

        for (ask, words) in [
            (json!({ "authentication_mechanisms": [] }), "at least one way in"),
            (json!({ "authentication_mechanisms": ["totp"] }), "Nobody could sign in"),
            (json!({ "authentication_mechanisms": ["symbol"] }), "cannot be used here"),
        ] {
            let answer = owner.changes(main, &ask).await;
            answer.assert_refused(422, "setting_refused");
            assert!(objection(&answer).1.contains(words), "{}", answer.text);
        }
        // Where administrators sign in nobody shuts them out.
        let home = format!("/admin{}/settings", HOME.replacen("/demo/", "/demo/workspaces/", 1));
        let answer = owner.changes(&home, &json!({ "authentication_mechanisms": ["password", "email_otp"] })).await;
        assert!(objection(&answer).1.contains("they stay allowed"), "{}", answer.text);
        let moved = json!({ "first": ["password"], "second": ["passkey"] });
        let answer = owner.changes(&pool(&app, HOME), &moved).await;
        assert!(objection(&answer).1.contains("they stay a first factor"), "{}", answer.text);
        let answer = owner.changes(&home, &json!({ "mode": "classic", "confirmed": ["mode:9"] })).await;
        answer.assert_refused(422, "setting_refused");
        assert!(objection(&answer).1.contains("nobody could come in any more"), "{}", answer.text);
    }

    // S3-10: a pool's pages lead to each other, and all are found under "Users".
    async fn the_pages_of_a_pool_lead_to_each_other(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/forum/main").replace("/settings", "");
        let tabs = [("users", "Users"), ("sign-in-and-sign-up", "Sign-in and Sign-up"), ("policies", "Policies")];
        for (here, _) in tabs {
            let page = owner.console("GET", &format!("{at}/{here}"), &Value::Null).await.text;
            assert!(page.contains("<a href=\"/admin/users\" aria-current=\"page\">Users</a>"), "{here}: the menu");
            assert!(page.contains("<p class=\"path\"><a href=\"/admin/users\">Users</a> &gt; "), "{here}: the path");
            for (there, title) in tabs {
                let current = if there == here { " aria-current=\"page\"" } else { "" };
                let tab = format!("<a href=\"{at}/{there}\"{current}>{title}</a>");
                assert!(page.contains(&tab), "{here}: {tab}");
            }
        }
    }

    // S3-10, S3-13, S3-14, S3-16: the lists, and that the preferred method comes first at once.
    async fn a_pool_lists_its_methods(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/forum/main");
        let page = owner.console("GET", &at.replace("/settings", "/sign-in-and-sign-up"), &Value::Null).await.text;
        let sections = places(&page, &["<h2>Sign-in</h2>", "First-Factor Authentication Methods", "Second-Factor Authentication Methods", "<h2>Pool Limits</h2>", "<h2>Passkey Settings</h2>"]);
        assert!(sections.is_sorted(), "Passkey Settings is at the bottom");
        for words in ["+ Add method", "Make Preferred", "Move to 2FA", "Remove", "data-guarded", "&gt; Sign-in and Sign-up", "The domain your passkeys work on.", "The full URLs of pages where users register or sign in with passkeys.", "WebAuthn Credentials Capacity", "Max Credentials"] {
            assert!(page.contains(words), "{words}");
        }
        let before = app.app.snapshot().door("forum", "main").unwrap().pool.settings.clone();
        for preferred in ["password", "passkey"] {
            owner.changes(&at, &json!({ "preferred_first": preferred })).await.ok();
            let first = app.app.snapshot().door("forum", "main").unwrap().policy.first.clone();
            assert_eq!(first[0].as_str(), preferred, "in force at once");
            let page = app.browser("/forum/main").open("/sign-in").await.text;
            let [password, passkey] = places(&page, &[PASSWORD_BUTTON, ">Continue with passkey<"])[..] else { panic!() };
            assert_eq!(password < passkey, preferred == "password", "at the sign-in page, too");
            assert_eq!(page.matches("class=\"button primary").count(), 1);
        }
        let moved = json!({ "first": ["passkey", "password", "email_otp"], "second": ["totp", "passkey"], "preferred_first": "" });
        owner.changes(&at, &moved).await.ok();
        let page = app.browser("/forum/main").open("/sign-in").await.text;
        assert_eq!((page.matches("class=\"button wide").count(), page.matches("class=\"button primary").count()), (2, 0), "all show equally");
        let after = app.app.snapshot().door("forum", "main").unwrap().pool.settings.clone();
        assert_eq!(after.methods.second.iter().map(|method| method.as_str()).collect::<Vec<_>>(), ["totp", "passkey"]);
        assert_eq!((&after.pages, &after.policy, &after.methods.providers), (&before.pages, &before.policy, &before.methods.providers), "the rest is kept");
        let detail = told(&app, "/forum/main", "pool_changed").await;
        assert!(detail.iter().any(|text| text.contains("methods.first: ") && text.contains("methods.second: ")), "{detail:?}");

        // S2-17: passkeys alone have to be meant.
        let answer = owner.changes(&at, &json!({ "first": ["passkey"] })).await;
        answer.assert_refused(422, "confirmation_needed");
        owner.changes(&at, &json!({ "first": ["passkey"], "confirmed": answer.json()["details"]["confirm"] })).await.ok();
        assert!(!app.browser("/forum/main").open("/sign-in").await.text.contains(PASSWORD_BUTTON));
        let answer = owner.changes(&at, &json!({ "first": [] })).await;
        assert_eq!(objection(&answer), ("first".to_owned(), "Members need at least one way in.".to_owned()));
    }

    // S3-17, S3-18, S3-20, S3-21, S3-44: told beside the field, and nothing of it is saved.
    async fn what_cannot_be_is_refused_with_its_field(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        let before = owner.console("GET", &at, &Value::Null).await.ok();
        assert_eq!((&before["passkey_capacity"], &before["max_factors"]), (&json!(10), &json!(100)));
        for (ask, field) in [
            (json!({ "rp_id": "http://localhost" }), "rp_id"),
            (json!({ "rp_id": "localhost:8080" }), "rp_id"),
            (json!({ "rp_id": "localhost/sign-in" }), "rp_id"),
            (json!({ "rp_id": "example.com" }), "rp_id"),
            (json!({ "relying_party_origins": ["localhost"] }), "relying_party_origins"),
            (json!({ "relying_party_origins": ["http://localhost:8080/platform/smart/sign-in"] }), "relying_party_origins"),
            (json!({ "relying_party_origins": ["http://localhost:8080", "https://example.com"] }), "relying_party_origins"),
            (json!({ "passkey_capacity": 0 }), "passkey_capacity"),
            (json!({ "passkey_capacity": 101 }), "passkey_capacity"),
            (json!({ "passkey_capacity": 6, "max_factors": 5 }), "passkey_capacity"),
            (json!({ "max_factors": 1001 }), "max_factors"),
            (json!({ "timeout_seconds": 5, "max_factors": 50 }), "timeout_seconds"),
            // S3-44
            (json!({ "first": ["usernameless_webauthn", "webauthn"] }), "first"),
        ] {
            let answer = owner.changes(&at, &ask).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(objection(&answer).0, field, "{ask}: {}", answer.text);
            app.assert_refused(HOME, &answer, "setting_refused").await;
        }
        assert_eq!(owner.console("GET", &at, &Value::Null).await.ok(), before);
        let good = json!({ "rp_id": "localhost", "relying_party_origins": ["http://localhost:8080", "http://app.localhost:8080"], "passkey_capacity": 1, "max_factors": 1000 });
        owner.changes(&at, &good).await.ok();
        let door = app.app.snapshot().door("platform", "smart").unwrap();
        assert_eq!(door.origins.own, ["http://localhost:8080", "http://app.localhost:8080"]);
        // The limit holds at once.
        let mut member = app.browser("/platform/smart");
        member.sign_up("ada").await.ok();
        member.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "passkey_limit_reached");
        // Blank is the server's.
        let blank = json!({ "rp_id": "", "relying_party_origins": [] });
        let answer = owner.changes(&at, &blank).await;
        answer.assert_refused(422, "confirmation_needed");
        assert!(objection(&answer).1.contains("refused on pages of http://app.localhost:8080"), "{}", answer.text);
        owner.confirms(&at, &blank).await.ok();
        let door = app.app.snapshot().door("platform", "smart").unwrap();
        assert_eq!((door.rp_id.as_str(), &door.origins.own[..]), ("localhost", &["http://localhost:8080".to_owned()][..]));
    }

    // S3-17: another RP ID strands what was registered for this one, and the number has to be said.
    async fn another_rp_id_says_what_is_stranded(app: TestApp) {
        let mut owner = app.owner().await;
        app.set("/platform/smart", |settings| settings.related_origins = vec!["http://localhost:8080".into()]).await;
        let at = pool(&app, "/platform/smart");
        for name in ["ada", "bob"] {
            app.browser("/platform/smart").sign_up(name).await;
        }
        let to = |confirmed: &[&str]| json!({ "rp_id": "id.localhost", "confirmed": confirmed });
        let answer = owner.changes(&at, &to(&[])).await;
        answer.assert_refused(422, "confirmation_needed");
        assert!(objection(&answer).1.starts_with("2 passkeys work on localhost alone"), "{}", answer.text);
        owner.changes(&at, &to(&["rp_id:1"])).await.assert_refused(422, "confirmation_needed");
        owner.changes(&at, &to(&["rp_id:2"])).await.ok();
        assert_eq!(told(&app, "/platform/smart", "pool_changed").await, ["rp_id: blank → id.localhost"]);
        // Where administrators sign in there is no yes.
        let home = pool(&app, HOME);
        app.set(HOME, |settings| settings.related_origins = vec!["http://localhost:8080".into()]).await;
        let answer = owner.changes(&home, &json!({ "rp_id": "id.localhost", "confirmed": ["rp_id:99"] })).await;
        answer.assert_refused(422, "setting_refused");
    }

    // Of two who save what they both have read, the second is told.
    async fn the_second_of_two_is_told(app: TestApp) {
        let mut owner = app.owner().await;
        for at in [SMART.to_owned(), pool(&app, "/platform/smart")] {
            let version = owner.console("GET", &at, &Value::Null).await.ok()["version"].as_str().unwrap().to_owned();
            let ask = if at == SMART { json!({ "authentication_mechanisms": ["passkey", "password"] }) } else { json!({ "max_factors": 50 }) };
            let answer = owner.saves(&at, &version, &ask).await;
            let newer = answer.ok()["version"].as_str().unwrap().to_owned();
            assert_eq!(answer.header("etag"), format!("\"{newer}\""));
            for stale in [version.as_str(), "", "*"] {
                owner.saves(&at, stale, &ask).await.assert_refused(412, "changed_since");
            }
            owner.console("PUT", &at, &ask).await.assert_refused(412, "changed_since");
            // What changes nothing is no event.
            assert_eq!(owner.saves(&at, &newer, &ask).await.ok()["version"], newer.as_str());
        }
        assert_eq!(told(&app, "/platform/smart", "pool_changed").await, ["max_factors: 100 → 50"]);
        assert_eq!(told(&app, "/platform/smart", "workspace_changed").await.len(), 1);
        assert!(told(&app, HOME, "pool_changed").await.is_empty(), "it stands where it happened");
    }

    // However long a list is, the audit says what came to it and what went.
    async fn a_list_that_changes_is_told_by_what_changed(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        let mut origins = vec!["http://localhost:8080".to_owned()];
        origins.extend((0..8).map(|number| format!("http://a-long-name-of-site-{number}.localhost:8080")));
        owner.changes(&at, &json!({ "relying_party_origins": origins })).await.ok();
        origins.push("http://evil.localhost".to_owned());
        owner.changes(&at, &json!({ "relying_party_origins": origins })).await.ok();
        origins.remove(1);
        owner.confirms(&at, &json!({ "relying_party_origins": origins })).await.ok();
        let all = told(&app, "/platform/smart", "pool_changed").await;
        for detail in ["origins: added http://evil.localhost", "origins: removed http://a-long-name-of-site-0.localhost:8080"] {
            assert!(all.iter().any(|text| text == detail), "{all:?}");
        }
        assert!(all.iter().any(|text| text.contains("site-7")), "{all:?}");
    }

    // S3-45: outside of one's scope there is nothing; who only looks changes nothing.
    async fn who_may_change_what(app: TestApp) {
        let mut owner = app.owner().await;
        let snapshot = app.app.snapshot();
        let door = snapshot.door("platform", "smart").unwrap();
        let own = format!("pool/{}/{}", door.tenant.id, door.pool.id);
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("administrator", &own)).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let here = pool(&app, "/platform/smart");
        delegate.changes(SMART, &json!({ "mode": "smart" })).await.ok();
        delegate.changes(&here, &json!({ "max_factors": 60 })).await.ok();
        let page = delegate.console("GET", "/admin/authentication", &Value::Null).await;
        assert_eq!(page.header("location"), "/admin/platform/workspaces/smart/authentication/settings/methods", "there is but one");
        for elsewhere in ["/admin/platform/workspaces/classic/settings", "/admin/forum/workspaces/main/settings", "/admin/nowhere/workspaces/x/settings", &pool(&app, "/forum/main"), &here.replace("/platform/", "/forum/")] {
            delegate.console("GET", elsewhere, &Value::Null).await.assert_refused(404, "not_found");
            delegate.saves(elsewhere, "x", &json!({})).await.assert_refused(404, "not_found");
        }
        let version = auditor.console("GET", &here, &Value::Null).await.ok()["version"].as_str().unwrap().to_owned();
        auditor.saves(&here, &version, &json!({ "max_factors": 70 })).await.assert_refused(403, "not_permitted");
        let page = auditor.console("GET", &here.replace("/settings", "/sign-in-and-sign-up"), &Value::Null).await.text;
        assert!(page.contains("<fieldset class=\"all\" disabled>") && !page.contains(">Save</button>") && !page.contains("+ Add method"));
        for bad in [json!({ "max_factor": 1 }), json!({ "max_factors": "many" })] {
            owner.changes(&here, &bad).await.assert_refused(400, "malformed_request");
        }
    }

    // What a stored row holds beyond this release stays, and what is out of bounds is mended by whoever saves.
    async fn a_change_keeps_what_no_form_shows(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, "/platform/smart");
        app.change_pool("/platform/smart", |pool| pool.settings = r#"{"later": {"x": 1}, "passkey_capacity": 0, "public_registration": true}"#.into()).await;
        assert_eq!(owner.console("GET", &at, &Value::Null).await.ok()["passkey_capacity"], 1);
        owner.changes(&at, &json!({ "passkey_capacity": 1, "timeout_seconds": 60 })).await.ok();
        let rows = app.store.read("pools", store::pool::all).await.unwrap();
        let row = rows.iter().find(|row| at.contains(&row.id.to_string())).unwrap();
        let stored: Value = serde_json::from_str(&row.settings).unwrap();
        assert_eq!((&stored["later"], &stored["passkey_capacity"], &stored["timeout_ms"]), (&json!({ "x": 1 }), &json!(1), &json!(60_000)));
    }
}
