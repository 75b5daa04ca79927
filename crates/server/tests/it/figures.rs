//! Figures, from what members do to the page that shows it.

use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines, says};
use domain::figures;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::id::PoolId;
use store::rollup;

/// The demonstration has three members without a passkey.
const AS_IT_IS: &str = "3 of 5 members have no passkey that works.";
/// Everything is counted that is old enough; the last minute is not.
const A_WHILE: i64 = 120;

fn pool(app: &TestApp) -> PoolId {
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    app.app.snapshot().door(tenant, workspace).unwrap().pool.id
}

/// What is counted, over all days, by name and value.
async fn counted(app: &TestApp) -> BTreeMap<String, i64> {
    let pool = pool(app);
    let sums = app.store.read("sums", move |tx| rollup::sums(tx, pool, (1, i64::MAX))).await.unwrap();
    sums.into_iter().map(|row| (format!("{} {}", row.name, row.value), row.number)).collect()
}

async fn count(app: &TestApp) {
    app.advance_seconds(A_WHILE);
    while figures::fold(&app.app, 1).await.unwrap() {}
}

on_both_engines! {
    // DESIGN 3.6: figures from rollups per pool and day; what is younger than a minute may still get an older neighbour.
    async fn what_members_do_is_counted_once(app: TestApp) {
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        app.advance_seconds(2);
        ada.sign_in().await.ok();
        figures::fold(&app.app, u32::MAX).await.unwrap();
        assert!(counted(&app).await.is_empty(), "all of it is younger than a minute");
        count(&app).await;
        let once = counted(&app).await;
        for (name, number) in [("sign_in passkey", 1), ("holder passkey", 1), ("surface_done web", 1), ("browser_done Other", 1), ("time_passkey 1", 1)] {
            assert_eq!(once.get(name), Some(&number), "{name}: {once:?}");
        }
        for stage in ["offered", "started", "created", "used"] {
            assert_eq!(once.get(&format!("funnel {stage}")), Some(&1), "{stage}: {once:?}");
        }
        // Nor by another node, nor after a restart.
        let other = app.other_node().await;
        figures::fold(&other, u32::MAX).await.unwrap();
        figures::fold(&app.app, u32::MAX).await.unwrap();
        assert_eq!(counted(&app).await, once);
        let mut program = app.program(HOME);
        program.authenticator = ada.authenticator;
        program.sign_in().await.ok();
        count(&app).await;
        let more = counted(&app).await;
        assert_eq!((more.get("funnel again"), more.get("surface_done app")), (Some(&1), Some(&1)), "{more:?}");
    }

    // S2-37: figures unchanged.
    async fn a_test_account_is_in_no_figure(app: TestApp) {
        let mut ada = app.browser(HOME);
        let user = ada.sign_up("ada").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pool = pool(&app);
        app.store.write("mark", move |tx| store::user::mark_for_tests(tx, pool, user, true)).await.unwrap();
        ada.sign_in().await.ok();
        ada.post("/account/passkeys/begin", &json!({})).await.ok();
        count(&app).await;
        assert!(counted(&app).await.is_empty());
        let members = async || {
            app.advance_seconds(3600);
            figures::count_members(&app.app).await;
            app.store.read("census", move |tx| store::census::find(tx, pool)).await.unwrap().unwrap().members
        };
        let without = members().await;
        app.store.write("mark", move |tx| store::user::mark_for_tests(tx, pool, user, false)).await.unwrap();
        assert_eq!(members().await, without + 1);
    }

    // What could not be written is written in the next round.
    async fn who_has_begun_is_not_forgotten_in_trouble(app: TestApp) {
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        ada.post("/account/passkeys/begin", &json!({})).await.ok();
        app.store.write("trouble", |tx| store::testing::execute(tx, "CREATE UNIQUE INDEX trouble ON rollups (pool_id)")).await.unwrap();
        assert!(figures::fold(&app.app, 1).await.is_err());
        app.store.write("no trouble", |tx| store::testing::execute(tx, "DROP INDEX trouble")).await.unwrap();
        figures::fold(&app.app, 1).await.unwrap();
        assert_eq!(counted(&app).await.get("funnel started"), Some(&1));
    }

    // A pool that cannot be counted keeps no other from it.
    async fn one_pool_in_trouble_keeps_no_other_from_being_counted(app: TestApp) {
        let mut pools: Vec<_> = app.app.snapshot().doors().iter().map(|door| door.pool.id).collect();
        pools.sort_unstable();
        pools.dedup();
        let [one, other] = [pools[0], pools[1]].map(|pool| app.literal(pool.as_bytes()));
        let sql = format!("CREATE UNIQUE INDEX trouble ON censuses (at) WHERE pool_id IN ({one}, {other})").leak();
        app.store.write("trouble", |tx| store::testing::execute(tx, sql)).await.unwrap();
        figures::count_members(&app.app).await;
        let all = pools.clone();
        let read = app.store.read("censuses", move |tx| {
            all.iter().map(|pool| Ok(store::census::find(tx, *pool)?.is_some())).collect::<Result<Vec<_>, store::Error>>()
        });
        let counted = read.await.unwrap();
        assert!(counted[0] && !counted[1] && counted.len() > 2 && counted[2..].iter().all(|is| *is), "{counted:?}");
    }

    // What writes nothing is counted too: a ceremony that has begun, for each member once, and before the server stops.
    async fn who_has_begun_is_counted(app: TestApp) {
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        // What a browser tries by itself, the member has not begun.
        ada.post("/account/passkeys/begin", &json!({ "mediation": "conditional" })).await.ok();
        figures::fold(&app.app, 1).await.unwrap();
        assert!(counted(&app).await.is_empty());
        for _ in 0..3 {
            ada.post("/account/passkeys/begin", &json!({})).await.ok();
        }
        figures::fold(&app.app, 1).await.unwrap();
        let found = counted(&app).await;
        assert_eq!((found.get("funnel offered"), found.get("funnel started")), (Some(&1), Some(&1)), "{found:?}");
        count(&app).await;
        assert_eq!(counted(&app).await.get("funnel started"), Some(&1), "{found:?}");
    }

    // The page shows what was counted, as charts and as tables, and never whose it is.
    async fn the_page_shows_charts_and_the_same_numbers(app: TestApp) {
        let mut owner = app.owner().await;
        let page = format!("/admin/demo/pools/{}/adoption", pool(&app));
        let empty = owner.console("GET", &page, &Value::Null).await;
        assert!(empty.text.contains("Nothing yet.") && empty.text.contains("Members are counted within an hour."));
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        ada.sign_in().await.ok();
        let begun = ada.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let mut shown = ada.show(&begun);
        shown["response"]["signature"] = json!("MEUCIQ");
        ada.post("/sign-in/passkey/finish", &shown).await;
        count(&app).await;
        figures::count_members(&app.app).await;
        owner.sign_in().await.ok();
        let html = owner.console("GET", &format!("{page}?days=7"), &Value::Null).await;
        for words in [
            "Ready to enforce",
            "<svg class=\"chart\" role=\"img\" aria-label=\"Chart: From eligible to used again\"",
            "From eligible to used again",
            "<tr><th scope=\"row\" dir=\"auto\">Eligible</th>",
            "<tr><th scope=\"row\" dir=\"auto\">Used</th><td data-label=\"Members\">1</td><td data-label=\"In this range\">1</td></tr>",
            "<tr><th scope=\"row\" dir=\"auto\">Passkey</th>",
            "50.0 %",
            "aria-current=\"page\">7 days</a>",
            "of all attempts to sign in are refused.",
        ] {
            assert!(html.text.contains(words), "{words}: {}", html.text);
        }
        assert!(!says(&html.text, "ada") && !html.text.contains("style="), "{}", html.text);
        // A range that there is not is the usual one.
        let other = owner.console("GET", &format!("{page}?days=100000"), &Value::Null).await;
        assert!(other.text.contains("aria-current=\"page\">30 days</a>"));
        let list = owner.console("GET", "/admin/adoption", &Value::Null).await;
        assert!(list.text.contains(&page));
    }

    // S3-12, S2-34, S0c-3: what opens no door readies nobody, in the figures, in the list and in the review alike; and as soon as it is so.
    async fn what_opens_no_door_readies_nobody(app: TestApp) {
        let mut owner = app.owner().await;
        app.member(HOME, "ada").await;
        let pool = pool(&app);
        let at = format!("/admin/demo/pools/{pool}");
        app.set(HOME, |settings| settings.policy.passkey = Some(domain::policy::PasskeyRule::Required)).await;
        figures::count_members(&app.app).await;
        let mut looks = async || {
            owner.sign_in().await.ok();
            let adoption = owner.console("GET", &format!("{at}/adoption"), &Value::Null).await.text;
            let without = owner.console("GET", &format!("{at}/users?passkeys=without"), &Value::Null).await.text;
            let review = owner.console("GET", "/admin/security/access-reviews/export.json?tenant=demo", &Value::Null).await.json();
            let gaps = review["gaps"].as_array().unwrap().iter().any(|gap| gap["name"] == "ada");
            (adoption, without.contains(">ada</a>"), gaps)
        };
        let (adoption, without, gap) = looks().await;
        assert!(adoption.contains(AS_IT_IS) && !without && !gap, "{adoption}");
        for (breaks, heals) in [
            ("UPDATE passkeys SET mode = 'classic' WHERE {}", "UPDATE passkeys SET mode = 'smart' WHERE {}"),
            ("UPDATE passkeys SET rp_id = 'old.example' WHERE {}", "UPDATE passkeys SET rp_id = 'localhost' WHERE {}"),
            ("UPDATE passkeys SET quarantined_at = 1 WHERE {}", "UPDATE passkeys SET quarantined_at = NULL WHERE {}"),
        ] {
            let of_ada = |sql: &str| -> &'static str {
                sql.replace("{}", "user_id = (SELECT id FROM users WHERE display_name = 'ada')").leak()
            };
            app.as_if_opened_by(of_ada(breaks)).await;
            // A pool of this size is looked at each minute.
            figures::count_members(&app.app).await;
            let (adoption, without, gap) = looks().await;
            assert!(adoption.contains("4 of 5 members have no passkey that works.") && without && gap, "{breaks}: {adoption}");
            app.as_if_opened_by(of_ada(heals)).await;
        }
        figures::count_members(&app.app).await;
        assert!(looks().await.0.contains(AS_IT_IS));
    }

    // S3-1: whom a role lets use device-bound passkeys alone has none in a synced one; what was counted before the rule says nothing.
    async fn a_role_that_asks_for_more_readies_fewer(app: TestApp) {
        let mut owner = app.owner().await;
        let ada = app.program(HOME).sign_up("ada").await.ok()["user_id"].clone();
        app.as_if_opened_by("UPDATE passkeys SET backup_eligible = 1").await;
        let pool = pool(&app);
        let at = format!("/admin/demo/pools/{pool}");
        figures::count_members(&app.app).await;
        let rules = domain::policy::PolicyRules { device_bound_only: Some(true), ..<_>::default() };
        app.give_role(HOME, &ada, ("teller", rules)).await;
        let adoption = owner.console("GET", &format!("{at}/adoption"), &Value::Null).await.text;
        assert!(adoption.contains("has changed since members were counted"), "{adoption}");
        figures::count_members(&app.app).await;
        let adoption = owner.console("GET", &format!("{at}/adoption"), &Value::Null).await.text;
        assert!(adoption.contains("4 of 5 members have no passkey that works."), "{adoption}");
        let list = owner.console("GET", &format!("{at}/users?passkeys=without"), &Value::Null).await.text;
        assert!(list.contains(">ada</a>") && !list.contains(">The Root</a>"), "{list}");
        app.set(HOME, |settings| settings.policy.device_bound_only = Some(true)).await;
        figures::count_members(&app.app).await;
        let census = app.store.read("census", move |tx| store::census::find(tx, pool)).await.unwrap().unwrap();
        assert_eq!((census.members, census.holders), (5, 0), "nor the owner's own");
    }

    // No step has more members than there are, whoever has left since.
    async fn nobody_who_left_is_in_the_funnel(app: TestApp) {
        let mut owner = app.owner().await;
        for name in ["ada", "grace", "mary"] {
            let mut member = app.browser(HOME);
            member.sign_up(name).await.ok();
            member.sign_in().await.ok();
        }
        count(&app).await;
        figures::count_members(&app.app).await;
        owner.sign_in().await.ok();
        let pool = pool(&app);
        let at = format!("/admin/demo/pools/{pool}/adoption");
        let row = |name: &str, members: i64| format!("<tr><th scope=\"row\" dir=\"auto\">{name}</th><td data-label=\"Members\">{members}</td>");
        let before = owner.console("GET", &at, &Value::Null).await.text;
        assert!(before.contains(&row("Eligible", 7)) && before.contains(&row("Used", 3)), "{before}");
        app.as_if_opened_by("UPDATE users SET status = 'disabled' WHERE display_name = 'grace'").await;
        app.as_if_opened_by("UPDATE users SET test_account = 1 WHERE display_name = 'mary'").await;
        app.as_if_opened_by("DELETE FROM adoptions WHERE user_id = (SELECT id FROM users WHERE display_name = 'ada')").await;
        figures::count_members(&app.app).await;
        let after = owner.console("GET", &at, &Value::Null).await.text;
        assert!(after.contains(&row("Eligible", 5)) && after.contains(&row("Used", 0)) && after.contains(&row("Offered", 0)), "{after}");
        assert!(after.contains("members who have left since"), "{after}");
    }

    // Whoever looks after another tenant finds nothing here.
    async fn figures_of_others_are_not_there(app: TestApp) {
        let mut owner = app.owner().await;
        let tenant = app.app.snapshot().door("platform", "main").unwrap().tenant.id;
        let (mut other, _) = app.appointed(&mut owner, "other", ("owner", &format!("tenant/{tenant}"))).await;
        for page in ["adoption", "health", "alarms"] {
            let answer = other.console("GET", &format!("/admin/demo/pools/{}/{page}", pool(&app)), &Value::Null).await;
            assert_eq!(answer.status, 404, "{page}");
        }
        let list = other.console("GET", "/admin/health", &Value::Null).await;
        assert!(!list.text.contains("/admin/demo/"), "{}", list.text);
    }
}
