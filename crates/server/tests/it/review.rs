//! The review between a change and its save (S0c-5): who is named there, how one reads on, and that it outlives a proof and says only what is ours.

use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use domain::policy::PolicyRules;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::role;
use store::user::{self, User, UserStatus};

const BASE: &str = "/platform/smart";
/// Members of the demonstration, who have nothing to sign in with.
const STRANGERS: u64 = 3;

fn at(app: &TestApp) -> String {
    format!("/admin/platform/pools/{}", app.pool(BASE))
}

/// Members with a password and nothing else, the first of them the oldest.
async fn plant(app: &TestApp, number: u32) -> Vec<UserId> {
    plant_with(app, number, 1).await
}

/// The same, but that only one of so many is not suspended: these.
async fn plant_with(app: &TestApp, number: u32, each: u32) -> Vec<UserId> {
    app.set(BASE, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password];
        settings.policy = PolicyRules { fallback: Some(Strength::Single), ..PolicyRules::default() };
    })
    .await;
    let door = app.app.snapshot().door("platform", "smart").unwrap();
    let (pool_id, tenant_id, now, forum) = (door.pool.id, door.tenant.id, app.app.now(), app.pool("/forum/main"));
    let planted = app.store.write("plant members", move |tx| {
        let ada = identifier::find(tx, forum, "ada")?.unwrap().user_id;
        let hash = store::password::find(tx, forum, ada)?.unwrap().hash;
        let mut all = Vec::new();
        for place in 0..number {
            let mut random = [0; 10];
            random[..4].copy_from_slice(&place.to_be_bytes());
            // Before all others.
            let id = UserId::from_parts(1_000, random);
            let (handle, display_name) = (place.to_be_bytes().repeat(8), format!("Member {place}"));
            let status = if place.is_multiple_of(each) { UserStatus::Active } else { UserStatus::Disabled };
            user::insert(
                tx,
                &User { pool_id, id, tenant_id, handle, display_name, status, epoch: 0, created_at: now },
            )?;
            let (kind, value) = (IdentifierKind::Username, format!("m{place}"));
            let folded = value.clone();
            let row = Identifier { pool_id, folded, kind, value, user_id: id, verified_at: None, created_at: now };
            assert!(identifier::insert(tx, &row)?);
            let password = store::password::Password { pool_id, user_id: id, hash: hash.clone(), changed_at: now };
            store::password::insert(tx, &password)?;
            all.extend((status == UserStatus::Active).then_some(id));
        }
        Ok::<_, store::Error>(all)
    });
    planted.await.unwrap()
}

async fn version(owner: &mut Actor<'_>, path: &str) -> String {
    let read = owner.console("GET", path, &Value::Null).await.ok();
    read["version"].as_str().or_else(|| read["policy"]["version"].as_str()).unwrap().to_owned()
}

/// The address of the review, as the console's script makes it.
fn review(app: &TestApp, (form, body, version): (&str, &Value, &str)) -> String {
    let pairs = [("form", form), ("body", &body.to_string()), ("version", version)];
    format!("{}/review?{}", at(app), serde_urlencoded::to_string(pairs).unwrap())
}

/// Where the page's links with these words lead.
fn links(page: &str, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in page.split("<a ").skip(1) {
        let (tag, rest) = part.split_once('>').unwrap();
        if rest.starts_with(words) {
            let (_, href) = tag.split_once("href=\"").unwrap();
            found.push(href.split('"').next().unwrap().replace("&#38;", "&"));
        }
    }
    found
}

/// Members whom the page names.
fn named(page: &str) -> BTreeSet<String> {
    let ids = page.split("/users/").skip(1).map(|part| part.split('"').next().unwrap().to_owned());
    ids.filter(|id| id.len() == 36).collect()
}

/// What the page's buttons with these words send.
fn buttons(page: &str, words: &str) -> Vec<String> {
    let all = page.split("<button ").skip(1).filter_map(|part| part.split_once('>'));
    let all = all.filter(|(_, rest)| rest.starts_with(words));
    all.map(|(tag, _)| tag.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()).collect()
}

/// The address that such a button leads to, with all that its form holds.
fn with_names(page: &str, path: &str, names: &str) -> String {
    let form = page.split_once("<form id=\"names\" method=\"get\">").unwrap().1.split("</form>").next().unwrap();
    let mut pairs = Vec::new();
    for input in form.split("<input ").skip(1) {
        let of = |what: &str| input.split_once(&format!("{what}=\"")).unwrap().1.split('"').next().unwrap();
        pairs.push((of("name").to_owned(), of("value").replace("&#34;", "\"").replace("&#38;", "&")));
    }
    pairs.push(("names".to_owned(), names.to_owned()));
    format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap())
}

/// All pages of the review: all names, and the last page.
async fn reads_all(owner: &mut Actor<'_>, first: &str) -> (BTreeSet<String>, String) {
    let (path, mut all, mut address) = (first.split('?').next().unwrap().to_owned(), BTreeSet::new(), first.to_owned());
    loop {
        let part = owner.console("GET", &address, &Value::Null).await;
        assert_eq!(part.status, 200, "{}", part.text);
        assert!(part.text.len() < 60 * 1024, "{} bytes", part.text.len());
        all.extend(named(&part.text));
        // Each list of this part to its end.
        for more in buttons(&part.text, "More names") {
            let list = more.split('.').next().unwrap().to_owned();
            let mut next = Some(more);
            while let Some(names) = next {
                let page = owner.console("GET", &with_names(&part.text, &path, &names), &Value::Null).await.text;
                assert!(page.contains(&format!("id=\"list-{list}\" open")), "{page}");
                assert_eq!(buttons(&page, "First names"), [list.as_str()]);
                all.extend(named(&page));
                next = buttons(&page, "More names").into_iter().find(|names| names.starts_with(&format!("{list}.")));
            }
        }
        let Some(on) = links(&part.text, "Go on").pop() else { return (all, part.text) };
        address = format!("{path}{on}");
    }
}

async fn dry_run(owner: &mut Actor<'_>, ask: &Value) -> Value {
    let app = owner.app;
    owner.console("POST", &format!("{}/dry-run", at(app)), ask).await.ok()
}

on_both_engines! {
    // S0c-5: every name stands on some page, and the figures at the end are of all.
    async fn every_name_can_be_reached(app: TestApp) {
        let mut owner = app.owner().await;
        let all = plant_with(&app, 620, 4).await;
        let rules = json!({ "passkey": "everybody" });
        let seen = version(&mut owner, &format!("{}/policy", at(&app))).await;
        let (names, last) = reads_all(&mut owner, &review(&app, ("policy", &rules, &seen))).await;
        let missing: Vec<_> = all.iter().filter(|id| !names.contains(&id.to_string())).collect();
        assert!(missing.is_empty(), "{} of {} are nowhere", missing.len(), all.len());
        let total = 620 + STRANGERS;
        assert!(last.contains(&format!("Looked through {total} members: all there are.")), "{last}");
        assert!(all.len() == 155 && last.contains("155 held at enrolment"), "{last}");
    }

    // S0-3, S0c-5: whoever manages others is named on the first page, wherever they stand in the pool, and counted the same on the second.
    async fn who_manages_others_is_named_first(app: TestApp) {
        let mut owner = app.owner().await;
        let oldest = plant(&app, 620).await[0].to_string();
        app.give_role(BASE, &json!(oldest), ("Clerk", PolicyRules::default())).await;
        let read = owner.console("GET", &format!("{}/policy", at(&app)), &Value::Null).await.ok();
        let clerk = read["roles"].as_array().unwrap().iter().find(|role| role["name"] == "Clerk").unwrap()["id"].clone();
        // The change itself is what makes them one.
        let change = json!({ "role": { "role": clerk, "rules": { "elevated": true } } });
        let first = dry_run(&mut owner, &json!({ "change": change })).await;
        let second = dry_run(&mut owner, &json!({ "change": change, "place": first["next"] })).await;
        for told in [&first, &second] {
            let door = &told["doors"][0];
            let names: Vec<_> = door["elevated_without_passkey"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            assert_eq!((&door["counts"]["elevated_without_passkey"], names), (&json!(1), vec![&json!(oldest)]), "{door}");
        }
        assert_eq!(second["next"], Value::Null);
        let pool = app.pool(BASE);
        app.store.write("clerk", move |tx| {
            let clerk = role::of_pool(tx, pool)?.into_iter().find(|role| role.name == "Clerk").unwrap();
            role::update(tx, &role::Role { elevated: true, ..clerk })?;
            store::installation::bump(tx)
        }).await.unwrap();
        app.app.refresh().await.unwrap();
        let seen = version(&mut owner, &format!("{}/policy", at(&app))).await;
        let page = review(&app, ("policy", &json!({ "passkey": "everybody" }), &seen));
        let page = owner.console("GET", &page, &Value::Null).await.text;
        assert!(page.contains("1 with elevated permissions and without a passkey") && named(&page).contains(&oldest), "{page}");
    }

    // S0c-5: what saving would answer is tried once, at the beginning, and carried; nobody else's words are shown, and saving decides anew.
    async fn it_is_tried_once_and_decided_at_the_save(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 620).await;
        let policy = format!("{}/policy", at(&app));
        let seen = version(&mut owner, &policy).await;
        let change = json!({ "policy": { "fallback": "phishing_resistant" } });
        let first = dry_run(&mut owner, &json!({ "change": change, "version": seen })).await;
        assert!(first["needs"].as_str().is_some_and(|needs| needs.contains("passkey alone")), "{first}");
        owner.saves(&policy, &seen, &json!({ "idle": "60" })).await.ok();
        // Trying it once more would find that.
        let second = dry_run(&mut owner, &json!({ "change": change, "version": seen, "place": first["next"] })).await;
        assert_eq!((&second["needs"], &second["confirm"], &second["refused"]), (&first["needs"], &first["confirm"], &Value::Null));
        assert_eq!(second["looked_at"], json!(620 + STRANGERS));
        let again = dry_run(&mut owner, &json!({ "change": change, "version": seen })).await;
        assert!(again["refused"].as_str().is_some_and(|why| why.contains("changed since")), "{again}");
        let mut ask = change["policy"].clone();
        ask["confirmed"] = first["confirm"].clone();
        owner.saves(&policy, &seen, &ask).await.assert_refused(412, "changed_since");
        // A place is good for its change alone, and is nobody's to write.
        let other = json!({ "policy": { "passkey": "everybody" } });
        let forged = "eyJmcm9tIjpudWxsLCJjb3VudHMiOltdLCJ2ZXJkaWN0Ijp7InJlZnVzZWQiOiJldmlsIn19";
        for (change, place) in [(&other, &first["next"]), (&change, &json!(forged)), (&change, &json!("%"))] {
            let told = dry_run(&mut owner, &json!({ "change": change, "place": place })).await;
            assert_eq!((&told["looked_at"], &told["refused"]), (&json!(500), &Value::Null), "{told}");
        }
    }

    // S0-28, S3-16: whoever reads for more than five minutes proves themselves anew, and finds the change where it was.
    async fn a_change_outlives_the_proof(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 620).await;
        for (form, path) in [("policy", "policy"), ("settings", "settings")] {
            owner.step_up().await.ok();
            let read = owner.console("GET", &format!("{}/{path}", at(&app)), &Value::Null).await.ok();
            let seen = read["version"].as_str().or_else(|| read["policy"]["version"].as_str()).unwrap();
            // As large as the forms are.
            let body = if form == "policy" {
                json!({
                    "passkey": "everybody", "required_from": "", "grace_sign_ins": 3, "least_passkeys": 2, "passkey_after_magic_link": false,
                    "fallback": "single", "idle": "60", "step_up_minutes": 5, "step_up_for": ["administration", "account", "elevated_pages"],
                })
            } else {
                json!({
                    "first": ["passkey", "password"], "second": ["totp", "recovery_code"], "rp_id": "", "timeout_seconds": 120,
                    "last_passkey_guard": "always", "attestation": "none", "device_bound_only": false, "second_factor_passkeys": false,
                    "passkey_capacity": 10, "max_factors": 100, "public_registration": true,
                })
            };
            let first = review(&app, (form, &body, seen));
            let page = owner.console("GET", &first, &Value::Null).await;
            assert!(page.text.contains("What would change"), "{}", page.text);
            let first = links(&page.text, "Go on").pop().map_or(first, |on| format!("{}/review{on}", at(&app)));
            assert!(first.len() > 300 && first.len() < 4_096, "{} characters", first.len());
            app.advance_seconds(301);
            let answer = owner.console("GET", &first, &Value::Null).await;
            assert_eq!(answer.status, 303);
            let confirm = answer.header("location").to_owned();
            assert!(confirm.len() < 8_000, "{}", confirm.len());
            let gate = owner.console("GET", &confirm, &Value::Null).await.text;
            let gate = gate.split_once("data-gate=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
            assert_eq!(gate, first);
            owner.step_up().await.ok();
            let again = owner.console("GET", &gate, &Value::Null).await.text;
            assert!(!again.contains("There is no change to look at") && again.contains(seen), "{again}");
        }
    }

    // S3-16: the page knows which of its links keep the change, and asks about the one that gives it up.
    async fn what_waits_is_marked(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 620).await;
        let seen = version(&mut owner, &format!("{}/policy", at(&app))).await;
        let page = owner.console("GET", &review(&app, ("policy", &json!({ "passkey": "everybody" }), &seen)), &Value::Null).await.text;
        let form = page.split("<form ").find(|form| form.contains("data-pending")).unwrap();
        assert!(form.contains("data-call=\"PUT /admin/platform/") && form.contains("Save anyway"), "{form}");
        let tag = |words: &str| {
            let before = page.split(words).next().unwrap();
            before.rsplit('<').next().unwrap().to_owned()
        };
        assert!(tag(">Go on").contains("data-keeps") && tag(">More names").contains("data-keeps"), "{page}");
        assert!(tag(">Back without saving").contains("data-question=\"Leave without saving?\""), "{page}");
    }

    // S0c-5, S3-6: a preset goes the way of every change: who is held, blocked and stranded, and which administrators have no passkey, before it is saved.
    async fn a_preset_is_looked_at_first(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 7).await;
        let mut member = app.browser(BASE);
        member.sign_up("pia").await.ok();
        let preset = json!({ "preset": "bring-your-own-device" });
        let page = owner.console("GET", &format!("{}/presets?preset=bring-your-own-device", at(&app)), &Value::Null).await.text;
        assert!(page.contains("data-form=\"preset\"") && !page.contains("data-call=\"POST"), "{page}");
        let seen = page.split_once("data-version=\"").unwrap().1.split('"').next().unwrap();
        let first = review(&app, ("preset", &preset, seen));
        let page = owner.console("GET", &first, &Value::Null).await.text;
        assert!(page.contains("settings.policy.passkey") && page.contains("/preset?review="), "{page}");
        let told = dry_run(&mut owner, &json!({ "change": { "preset": preset }, "version": seen })).await;
        assert_eq!(told["doors"][0]["counts"]["members"], json!(8 + STRANGERS), "{told}");
        assert!(told["refused"].is_null() && told["changes"].as_array().unwrap().len() < 60, "{told}");
        // A form that was not looked at leads there, and saves nothing.
        let mut hard = json!({ "preset": "workforce-device-bound" });
        let path = format!("{}/preset", at(&app));
        let before = app.app.snapshot().door("platform", "smart").unwrap();
        let answer = owner.posts(&format!("{path}?review=first"), seen, &hard).await.ok();
        let lead = answer["review"].as_str().unwrap().to_owned();
        assert_eq!(app.app.snapshot().door("platform", "smart").unwrap().pool.settings, before.pool.settings);
        let page = owner.console("GET", &lead, &Value::Null).await.text;
        assert!(page.contains(" held at enrolment") || page.contains(" blocked: no way in"), "{page}");
        let form = page.split("<form ").find(|form| form.contains("data-pending")).unwrap();
        assert!(form.contains("Save anyway"), "{form}");
        let call = form.split_once("data-call=\"POST ").unwrap().1.split('"').next().unwrap().to_owned();
        let body = form.split_once("data-body=\"").unwrap().1.split('"').next().unwrap();
        hard = serde_json::from_str(&body.replace("&#34;", "\"").replace("&quot;", "\"")).unwrap();
        assert!(!hard["confirmed"].as_array().unwrap().is_empty(), "what has to be said yes to goes along: {hard}");
        owner.posts(&call, seen, &hard).await.ok();
        let is = app.app.snapshot().door("platform", "smart").unwrap();
        let preset = domain::presets::find("workforce-device-bound").unwrap();
        assert_eq!((&is.pool.settings.policy, is.workspace.mode), (&preset.pool.policy, preset.mode));
        owner.posts(&call, seen, &hard).await.assert_refused(412, "changed_since");
    }

    // S0c-5, S2-17: where administrators sign in, those of them without a passkey are named, and none is locked out.
    async fn a_preset_locks_no_administrator_out(app: TestApp) {
        let mut owner = app.owner().await;
        let (bea, _) = app.appointed(&mut owner, "bea", ("auditor", "installation")).await;
        drop(bea);
        let (pool, tenant) = (app.pool(HOME), HOME.trim_start_matches('/').split('/').next().unwrap());
        app.store.write("no passkey", move |tx| {
            let bea = identifier::find(tx, pool, "bea")?.unwrap().user_id;
            let row = store::passkey::of_user(tx, pool, bea)?.remove(0);
            store::passkey::delete(tx, pool, bea, row.id)
        }).await.unwrap();
        let path = format!("/admin/{tenant}/pools/{pool}/dry-run");
        for (preset, is_refused) in [("bring-your-own-device", false), ("workforce-device-bound", true)] {
            let told = owner.console("POST", &path, &json!({ "change": { "preset": { "preset": preset } } })).await.ok();
            assert_eq!(told["administrators_without_passkey"], json!(["bea"]), "{preset}");
            assert_eq!(told["refused"].as_str().is_some(), is_refused, "{preset}: {}", told["refused"]);
        }
    }

    // S2-13: a preset may have a date, too.
    async fn a_preset_is_started_from_on_its_date(app: TestApp) {
        let mut owner = app.owner().await;
        let page = owner.console("GET", &format!("{}/presets?preset=consumer", at(&app)), &Value::Null).await.text;
        let seen = page.split_once("data-version=\"").unwrap().1.split('"').next().unwrap();
        let due = domain::passkeys::time(app.app.now() + 240_000);
        let mut ask = json!({ "change": { "preset": { "preset": "consumer" } }, "version": seen, "due": due });
        let changes = format!("{}/schedule/changes", at(&app));
        let answer = owner.console("POST", &changes, &ask).await;
        if answer.status == 422 {
            ask["confirmed"] = answer.json()["details"]["confirm"].clone();
            owner.console("POST", &changes, &ask).await.ok();
        }
        app.advance_seconds(240);
        domain::scheduled::apply_due(&app.app).await.unwrap();
        app.app.refresh().await.unwrap();
        let listed = owner.console("GET", &changes, &Value::Null).await.ok();
        assert_eq!(listed["changes"][0]["state"], "applied", "{listed}");
        let preset = domain::presets::find("consumer").unwrap();
        assert_eq!(app.app.snapshot().door("platform", "smart").unwrap().pool.settings.policy, preset.pool.policy);
    }
}
