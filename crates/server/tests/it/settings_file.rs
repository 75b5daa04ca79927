//! Settings as a file: what is exported is what is applied, what the console would refuse is refused, and what members would lose is said first.

use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines, says};
use domain::settings_file::{self, Applied};
use std::collections::BTreeMap;
use std::fmt::Write;

const TENANTS: [&str; 5] = ["forum", "workforce", "phone", "platform", "portal"];

async fn export(app: &TestApp, tenant: &str) -> String {
    settings_file::export(&app.app, Some(tenant.to_owned())).await.unwrap()
}

async fn plan(app: &TestApp, text: &str) -> Applied {
    settings_file::plan(&app.app, text).await.unwrap().remove(0)
}

async fn apply(app: &TestApp, text: &str, accept: &[&str]) -> (Applied, bool) {
    let accept: Vec<_> = accept.iter().map(|word| (*word).to_owned()).collect();
    let (mut plans, is_done) = settings_file::settle(&app.app, text, (&accept, &BTreeMap::new())).await.unwrap();
    (plans.remove(0), is_done)
}

fn lines(applied: &Applied) -> Vec<String> {
    applied.lines.iter().map(ToString::to_string).collect()
}

on_both_engines! {
    // Round trip: what one installation exports another one, empty before, exports as well.
    async fn what_is_exported_is_what_is_applied(app: TestApp) {
        let twin = app.empty_twin().await;
        for tenant in TENANTS {
            let text = export(&app, tenant).await;
            assert!(plan(&app, &text).await.lines.is_empty(), "{tenant}");
            let planned = plan(&twin, &text).await;
            assert_eq!((planned.refused, planned.accept), (None, Vec::<String>::new()), "{tenant}");
            assert!(settings_file::export(&twin.app, Some(tenant.to_owned())).await.is_err(), "a plan changes nothing");
            let (applied, is_done) = apply(&twin, &text, &[]).await;
            assert!(is_done && applied.lines == planned.lines && !applied.lines.is_empty(), "{tenant}");
            assert_eq!(export(&twin, tenant).await, text, "{tenant}");
            let (again, is_done) = apply(&twin, &text, &[]).await;
            assert!(is_done && again.lines.is_empty(), "{tenant}: once is enough");
            let (old, new) = [&app, &twin].map(|place| place.app.snapshot().door(tenant, "main").unwrap()).into();
            assert_eq!((&old.pool.settings, old.workspace.mode), (&new.pool.settings, new.workspace.mode));
            assert!(!says(&text, "ada"), "no member stands in a file");
        }
    }

    // The five presets and the four templates of S3-6 are such files.
    async fn a_tenant_is_made_of_each_preset(app: TestApp) {
        let twin = app.empty_twin().await;
        for name in domain::presets::names() {
            let text = settings_file::preset_file(name, (name, "main")).unwrap();
            let (applied, is_done) = apply(&twin, &text, &[]).await;
            assert!(is_done, "{name}: {applied:?}");
            let (door, preset) = (twin.app.snapshot().door(name, "main").unwrap(), domain::presets::find(name).unwrap());
            assert_eq!((&*door.pool.settings, door.workspace.mode, &*door.tenant.preset), (&preset.pool, preset.mode, name));
            assert_eq!(export(&twin, name).await, text);
        }
    }

    async fn a_change_is_read_line_by_line(app: TestApp) {
        let text = export(&app, "forum").await;
        let changed = text.replace("passkey = \"optional\"", "passkey = \"required\"\ngrace_sign_ins = 2").replace("suggest_passkey = true\n", "");
        let planned = plan(&app, &changed).await;
        assert_eq!(lines(&planned), [
            "~ forum.pools.\"Members members\".policy.passkey: optional → required",
            "+ forum.pools.\"Members members\".policy.grace_sign_ins: 2",
            "- forum.pools.\"Members members\".policy.suggest_passkey: true",
        ]);
        assert!(apply(&app, &changed, &[]).await.1);
        let door = app.app.snapshot().door("forum", "main").unwrap();
        assert!(door.policy.requires_passkey(app.app.now()), "in force at once");
        let kinds: Vec<_> = app.audit("/forum/main").await.into_iter().map(|entry| entry.kind).collect();
        assert!(kinds.contains(&"policy_changed".to_owned()) && kinds.contains(&"settings_applied".to_owned()), "{kinds:?}");
        // What a secret hides behind, and names of another release, stay where they are.
        app.change_pool("/forum/main", |pool| {
            let mut settings: serde_json::Value = serde_json::from_str(&pool.settings).unwrap();
            settings["of_a_later_release"] = 7.into();
            settings["methods"]["providers"] = serde_json::json!([{ "slug": "x", "label": "X", "issuer": "https://x.example", "client_id": "k", "client_secret": "sealed" }]);
            pool.settings = settings.to_string();
        }).await;
        let text = export(&app, "forum").await;
        assert!(!text.contains("sealed") && !text.contains("later_release"), "{text}");
        assert!(apply(&app, &text.replace("grace_sign_ins = 2", "grace_sign_ins = 3"), &[]).await.1);
        let stored = |app: &TestApp| {
            let (store, id) = (app.store.clone(), app.app.snapshot().door("forum", "main").unwrap().pool.id);
            async move { store.read("pools", store::pool::all).await.unwrap().into_iter().find(|row| row.id == id).unwrap().settings }
        };
        let row = stored(&app).await;
        assert!(row.contains("sealed") && row.contains("of_a_later_release"), "{row}");
        // Another issuer is sent no secret of this one.
        assert!(apply(&app, &text.replace("https://x.example", "https://evil.example"), &[]).await.1);
        assert!(!stored(&app).await.contains("sealed"));
    }

    // S2-17, S3-12: what members would lose has to be meant, and a number that has grown is asked again.
    async fn what_members_would_lose_is_said_first(app: TestApp) {
        let text = export(&app, "forum").await;
        let alone = text.replace("fallback = \"single\"", "fallback = \"phishing_resistant\"");
        let (told, is_done) = apply(&app, &alone, &[]).await;
        assert!(!is_done && told.accept == ["passkey_only"] && told.said[0].contains("passkey alone"), "{told:?}");
        assert_eq!(export(&app, "forum").await, text, "nothing is changed");
        assert!(!apply(&app, &alone, &["passkey_only", "phone:passkey_only"]).await.1, "said of another tenant");
        assert!(apply(&app, &alone, &["forum:passkey_only"]).await.1);
        // A role that is in the file no more.
        let text = export(&app, "workforce").await;
        let begin = text.find("[tenants.workforce.pools.\"Staff members\".roles.Administrator]").unwrap();
        let end = text[begin + 1..].find("[tenants.workforce.pools.\"Staff members\".roles.Member]").unwrap() + begin + 1;
        let without = format!("{}{}", &text[..begin], &text[end..]);
        let (told, is_done) = apply(&app, &without, &[]).await;
        assert!(!is_done && told.accept == ["removes:Administrator", "rules_lost"], "{told:?}");
        let accept = ["workforce:removes:Administrator", "workforce:rules_lost"];
        assert!(apply(&app, &without, &accept).await.1);
        assert_eq!(export(&app, "workforce").await, without);
        // Way in and mode.
        let mut member = app.browser("/platform/smart");
        member.sign_up("kim").await.ok();
        let text = export(&app, "platform").await;
        let classic = text.replace("mode = \"smart\"\nname = \"Smart mode\"", "mode = \"classic\"\nname = \"Smart mode\"");
        assert_ne!(classic, text);
        let (told, _) = apply(&app, &classic, &[]).await;
        assert_eq!(told.accept, ["mode:1"], "{told:?}");
        assert!(!apply(&app, &classic, &["platform:mode:0"]).await.1);
        assert!(apply(&app, &classic, &["platform:mode:2"]).await.1);
    }

    // S0c-5: a plan says how many it would hold, block and strand, and which administrators have no passkey; of what concerns nobody it says nothing.
    async fn a_plan_says_whom_it_concerns(app: TestApp) {
        let mut owner = app.owner().await;
        app.program("/platform/smart").sign_up("kim").await.ok();
        let text = export(&app, "platform").await;
        let classic = text.replace("mode = \"smart\"\nname = \"Smart mode\"", "mode = \"classic\"\nname = \"Smart mode\"");
        let planned = plan(&app, &classic).await;
        let [said] = planned.foreseen.as_slice() else { panic!("{planned:?}") };
        assert!(said.contains(" at smart: of 4 members ") && said.contains(" 1 have passkeys of the other mode alone"), "{said}");
        assert!(plan(&app, &text).await.foreseen.is_empty());
        let name = text.replace("name = \"Smart mode\"", "name = \"Anew\"");
        let planned = plan(&app, &name).await;
        assert!(!planned.lines.is_empty() && planned.foreseen.is_empty(), "{planned:?}");

        let (bea, _) = app.appointed(&mut owner, "bea", ("auditor", "installation")).await;
        drop(bea);
        let pool = app.pool(HOME);
        let gone = app.store.write("no passkey", move |tx| {
            let bea = store::identifier::find(tx, pool, "bea")?.unwrap().user_id;
            let row = store::passkey::of_user(tx, pool, bea)?.remove(0);
            store::passkey::delete(tx, pool, bea, row.id)
        });
        gone.await.unwrap();
        let tenant = HOME.trim_start_matches('/').split('/').next().unwrap();
        let text = export(&app, tenant).await;
        let pool = app.app.snapshot().home().unwrap().pool.name.clone();
        let asks = format!("{text}\n[tenants.{tenant}.pools.\"{pool}\".policy]\npasskey = \"required\"\n");
        let planned = plan(&app, &asks).await;
        assert!(planned.foreseen.iter().any(|said| said.ends_with("without a passkey here: bea.")), "{planned:?}");
        // Where nobody is there yet nobody is concerned.
        let twin = app.empty_twin().await;
        assert!(plan(&twin, &text).await.foreseen.is_empty());
    }

    // What would lock out the last administrator is refused, whoever says yes.
    async fn administrators_are_not_locked_out(app: TestApp) {
        app.owner().await;
        let tenant = HOME.trim_start_matches('/').split('/').next().unwrap();
        let text = export(&app, tenant).await;
        let pool = app.app.snapshot().home().unwrap().pool.name.clone();
        for (what, part) in [("off", "policy]\npasskey = \"off\"\n"), ("bound", "policy]\nfallback = \"device_bound\"\n"), ("methods", "settings.methods]\nfirst = [\"password\"]\n")] {
            let changed = format!("{text}\n[tenants.{tenant}.pools.\"{pool}\".{part}");
            let (told, is_done) = apply(&app, &changed, &["demo:passkeys_off", "demo:passkey_only"]).await;
            assert!(!is_done && told.refused.is_some(), "{what}: {told:?}");
        }
        let (told, is_done) = apply(&app, &text.replace("mode = \"smart\"", "mode = \"classic\""), &["demo:mode:9"]).await;
        assert!(!is_done && told.refused.as_ref().is_some_and(|why| why.contains("Administrators sign in here")), "{told:?}");
        assert_eq!(export(&app, tenant).await, text);
    }

    async fn what_is_no_such_file_is_refused_with_its_place(app: TestApp) {
        let text = export(&app, "forum").await;
        let pool = "tenants.forum.pools.\"Members members\"";
        for (change, words) in [
            ("format = 2".to_owned(), "another release"),
            ("formt = 1".to_owned(), "formt"),
            (format!("{text}\n[{pool}.settings.attestation]\nalow = []\n"), "attestation.alow"),
            (text.replace("passkey = \"optional\"", "passkey = \"requird\""), "requird"),
            (text.replace("[tenants.forum.pools.\"Members members\".policy]", &format!("[{pool}.policy]\nidle_minutes = 5")), "idle_minutes"),
            (text.replace("words = \"community\"", "words = \"comunity\""), "comunity"),
            (format!("{text}\n[{pool}.roles.member]\n"), "two that are called"),
            (format!("{text}\n[tenants.\"For um\"]\nname = \"x\"\n"), "lower-case"),
            (format!("{text}\n[[{pool}.settings.methods.providers]]\nslug = \"x\"\nclient_secret = \"s\"\n"), "client_secret"),
            ("x".repeat(settings_file::LARGEST + 1), "MiB"),
        ] {
            let error = settings_file::plan(&app.app, &change).await.unwrap_err().to_string();
            assert!(error.contains(words), "{words}: {error}");
        }
        for (change, words) in [
            ("format = 1\n[tenants.admin]\nname = \"x\"\n".to_owned(), "name of ours"),
            (text.replace("pool = \"Members members\"", "pool = \"Nowhere\""), "no such pool"),
            (text.replace("[tenants.forum.pools.\"Members members\"]", "[tenants.forum.pools.\"Members members\"]\nrp_id = \"example.com\""), "pages of this server"),
            (text.replace("first = [\n    \"passkey\",\n    \"password\",\n]", "first = []"), "at least one way in"),
        ] {
            let planned = plan(&app, &change).await;
            assert!(planned.refused.as_ref().is_some_and(|why| why.contains(words)), "{words}: {planned:?}");
            assert!(!apply(&app, &change, &[]).await.1);
        }
    }

    // If-Match: what somebody has changed since the plan was read is not written over.
    async fn a_plan_holds_for_what_it_has_seen(app: TestApp) {
        let text = export(&app, "forum").await;
        let changed = text.replace("suggest_passkey = true", "suggest_passkey = false");
        let seen = BTreeMap::from([("forum".to_owned(), plan(&app, &changed).await.version)]);
        app.set("/forum/main", |settings| settings.help = "Ask Noor.".into()).await;
        let error = settings_file::settle(&app.app, &changed, (&[], &seen)).await.unwrap_err().to_string();
        assert!(error.contains("have changed since"), "{error}");
        let (_, is_done) = settings_file::settle(&app.app, &changed, (&[], &BTreeMap::new())).await.unwrap();
        assert!(is_done);
        let mut all = String::new();
        write!(all, "{}", settings_file::export(&app.app, None).await.unwrap()).unwrap();
        assert!(TENANTS.iter().all(|tenant| all.contains(&format!("[tenants.{tenant}]"))));
    }

    // The address that alarms call is often all that keeps others from calling it.
    async fn a_webhook_is_a_secret(app: TestApp) {
        app.set("/forum/main", |settings| {
            settings.alarms.webhook = "https://hooks.example.com/token".into();
            settings.alarms.members = 7;
        }).await;
        let text = export(&app, "forum").await;
        assert!(!text.contains("hooks.example") && text.contains("members = 7"), "{text}");
        let (applied, is_done) = apply(&app, &text.replace("members = 7", "members = 8"), &[]).await;
        assert!(is_done && lines(&applied) == ["~ forum.pools.\"Members members\".settings.alarms.members: 7 → 8"], "{applied:?}");
        let alarms = app.app.snapshot().door("forum", "main").unwrap().pool.settings.alarms.clone();
        assert_eq!((&*alarms.webhook, alarms.members), ("https://hooks.example.com/token", 8));
        let own = text.replace("members = 7", "webhook = \"https://evil.example/x\"");
        let error = settings_file::plan(&app.app, &own).await.unwrap_err().to_string();
        assert!(error.contains("webhook") && !error.contains("evil"), "{error}");
        let told: Vec<_> = app.audit("/forum/main").await.into_iter().filter_map(|entry| entry.detail).collect();
        assert!(!told.is_empty() && !told.join(" ").contains("hooks.example"), "{told:?}");
    }

    // What the forms of the alarms and of the roll-out refuse a file is refused, too.
    async fn a_file_is_asked_what_the_forms_ask(app: TestApp) {
        let text = export(&app, "forum").await;
        let pool = "tenants.forum.pools.\"Members members\"";
        for (part, words) in [
            ("settings.alarms]\nmail = [\"nobody\"]\n", "no mail address"),
            ("settings.alarms]\nmail = [\" ops@example.com\"]\n", "written so"),
            ("settings.roll_out]\npilot = \"Nobody\"\n", "no group of this name"),
        ] {
            let changed = format!("{text}\n[{pool}.{part}");
            let (told, is_done) = apply(&app, &changed, &[]).await;
            assert!(!is_done && told.refused.as_ref().is_some_and(|why| why.contains(words)), "{words}: {told:?}");
        }
        let good = format!("{text}\n[{pool}.settings.alarms]\nmail = [\"ops@example.com\"]\n[{pool}.settings.roll_out]\npilot = \"Pilot\"\n[{pool}.groups.Pilot]\n");
        assert!(apply(&app, &good, &[]).await.1);
        // A group that went at the console leaves its name behind: other changes are not kept from anybody by that.
        let gone = app.store.write("group gone", |tx| {
            let group = store::group::all(tx)?.into_iter().find(|group| group.name == "Pilot").unwrap();
            store::group::retire(tx, group.pool_id, group.id)
        });
        gone.await.unwrap();
        let text = export(&app, "forum").await;
        assert!(apply(&app, &text.replace("suggest_passkey = true", "suggest_passkey = false"), &[]).await.1);
    }

    // Each tenant is a transaction of its own: what is done when another fails is in force, and said.
    async fn what_is_half_done_is_said(app: TestApp) {
        let seen = BTreeMap::from([("frum".to_owned(), "x".to_owned())]);
        let file = export(&app, "forum").await;
        let error = settings_file::settle(&app.app, &file, (&[], &seen)).await.unwrap_err().to_string();
        assert!(error.contains("frum"), "{error}");
        // Alone each may be called so, both may not.
        app.store.write("one name", |tx| store::testing::execute(tx, "CREATE UNIQUE INDEX one_name ON tenants (name)")).await.unwrap();
        let file = "format = 1\n[tenants.forum]\nname = \"Same\"\n[tenants.platform]\nname = \"Same\"\npreset = \"platform\"\n";
        let error = settings_file::settle(&app.app, file, (&[], &BTreeMap::new())).await.unwrap_err().to_string();
        assert!(error.starts_with("applied to forum, and to no other tenant: "), "{error}");
        assert_eq!(app.app.snapshot().door("forum", "main").unwrap().tenant.name, "Same");
    }
}
