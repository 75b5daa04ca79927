//! Changes that are made on a date, and announcements that go out a batch at a time (S2-13, S2-33).

use crate::support::app::CLASSIC;
use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::messages;
use domain::{App, announcements, scheduled};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User, UserStatus};

const BASE: &str = "/platform/smart";
/// Until a change comes.
const SOON: i64 = 240;

fn at(app: &TestApp) -> String {
    format!("/admin/platform/pools/{}", app.pool(BASE))
}

fn in_seconds(app: &TestApp, seconds: i64) -> String {
    domain::passkeys::time(app.app.now() + seconds * 1000)
}

async fn version(owner: &mut Actor<'_>, path: &str) -> String {
    let read = owner.console("GET", path, &Value::Null).await.ok();
    read["version"].as_str().or_else(|| read["policy"]["version"].as_str()).unwrap().to_owned()
}

/// What the pool asks of everybody, due soon.
async fn schedules(owner: &mut Actor<'_>, rules: Value) -> String {
    let app = owner.app;
    let version = version(owner, &format!("{}/policy", at(app))).await;
    let ask = json!({ "change": { "policy": rules }, "version": version, "due": in_seconds(app, SOON) });
    let answer = owner.console("POST", &format!("{}/schedule/changes", at(app)), &ask).await.ok();
    answer["id"].as_str().unwrap().to_owned()
}

async fn listed(owner: &mut Actor<'_>) -> Value {
    let app = owner.app;
    owner.console("GET", &format!("{}/schedule/changes", at(app)), &Value::Null).await.ok()
}

async fn count(app: &TestApp, kind: &str) -> usize {
    app.audit(BASE).await.iter().filter(|entry| entry.kind == kind).count()
}

fn idle(app: &TestApp) -> Option<u32> {
    app.app.snapshot().door("platform", "smart").unwrap().pool.settings.policy.idle_minutes
}

/// Members with a mail address each, none of whom has a passkey.
async fn plant(app: &TestApp, number: u32) {
    plant_at(app, BASE, number).await;
}

async fn plant_at(app: &TestApp, base: &str, number: u32) {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace).unwrap();
    let (pool_id, tenant_id, now) = (door.pool.id, door.tenant.id, app.app.now());
    let planted = app.store.write("plant members", move |tx| {
        for place in 0..number {
            let mut random = [0; 10];
            random[..4].copy_from_slice(&place.to_be_bytes());
            let id = UserId::from_parts(u64::try_from(now).unwrap() - 1000, random);
            let (handle, display_name) = (place.to_be_bytes().repeat(8), format!("Member {place}"));
            let status = UserStatus::Active;
            user::insert(
                tx,
                &User { pool_id, id, tenant_id, handle, display_name, status, epoch: 0, created_at: now },
            )?;
            let value = format!("member-{place}@example.com");
            let folded = value.clone();
            let kind = IdentifierKind::Email;
            let row = Identifier { pool_id, folded, kind, value, user_id: id, verified_at: Some(now), created_at: now };
            assert!(identifier::insert(tx, &row)?);
        }
        Ok::<_, store::Error>(())
    });
    planted.await.unwrap();
}

/// To whom announcements went, and how often.
async fn told(app: &App) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    loop {
        let due = messages::next(app, 100).await.unwrap();
        if due.is_empty() {
            return all;
        }
        for message in due {
            assert!(message.letter.text.contains("/platform/"), "{}", message.letter.text);
            *all.entry(message.to.as_str().to_owned()).or_default() += 1;
            messages::settle(app, &message, messages::Outcome::Sent).await.unwrap();
        }
    }
}

on_both_engines! {
    // S2-13: nothing happens before its time; then it is in force, as sign-in shows, and on record under the name of whoever asked for it.
    async fn a_change_is_made_on_its_date(app: TestApp) {
        let mut owner = app.owner().await;
        let mut member = app.program(BASE);
        let id = member.sign_up("mo").await.ok()["user_id"].clone();
        app.give_address(BASE, &id, "mo@example.com").await;
        let path = "/admin/platform/workspaces/smart/settings";
        let change = json!({ "workspace": { "workspace": "smart", "settings": { "mode": "classic" } } });
        let seen = version(&mut owner, path).await;
        let mut ask = json!({
            "change": change, "version": seen, "due": in_seconds(&app, SOON), "announce": "now", "audience": "all", "language": "de",
        });
        let changes = format!("{}/schedule/changes", at(&app));
        // What members would lose is said yes to beforehand, as at the form.
        let answer = owner.console("POST", &changes, &ask).await;
        answer.assert_refused(422, "confirmation_needed");
        assert!(answer.text.contains("a yes holds for as many as 101"), "{}", answer.text);
        ask["confirmed"] = answer.json()["details"]["confirm"].clone();
        owner.console("POST", &changes, &ask).await.ok();
        // Members go on enrolling, and the yes was to fewer; somebody mends the look of the workspace.
        app.program(BASE).sign_up("late").await.ok();
        let look = "/admin/platform/workspaces/smart/branding/settings";
        owner.changes(look, &json!({ "name": "Anew" })).await.ok();
        for (due, field) in [(in_seconds(&app, -1), "due"), (in_seconds(&app, 400 * 86_400), "due"), ("soon".into(), "due")] {
            let answer = owner.console("POST", &changes, &json!({ "change": change, "version": seen, "due": due })).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field, "{due}");
        }
        // S2-13: who is told is told of the date, in the words that were chosen, with the way to the guide.
        announcements::send_due(&app.app).await.unwrap();
        let letter = app.letter("mo@example.com", "announcement").await.unwrap()["text"].as_str().unwrap().to_owned();
        for words in ["Sie können jetzt einen Passkey hinzufügen", " UTC wird bei der Anmeldung mehr verlangt", "/platform/smart/help/guide", "/platform/smart/account/security"] {
            assert!(letter.contains(words), "{words}: {letter}");
        }
        app.advance_seconds(SOON - 1);
        scheduled::apply_due(&app.app).await.unwrap();
        member.sign_in().await.ok();
        assert_eq!(listed(&mut owner).await["changes"][0]["state"], "pending");
        app.advance_seconds(1);
        // Two nodes at once, one of which does it.
        let other = app.other_node().await;
        let (one, two) = tokio::join!(scheduled::apply_due(&app.app), scheduled::apply_due(&other));
        one.and(two).unwrap();
        app.app.refresh().await.unwrap();
        assert!(!member.sign_in().await.status.is_success(), "the mode is another one");
        let change = listed(&mut owner).await["changes"][0].clone();
        assert_eq!((&change["state"], &change["by"]), (&json!("applied"), &json!("The Root")));
        assert!(change["lines"][0].as_str().unwrap().contains("smart"), "{change}");
        assert_eq!((count(&app, "scheduled_change_applied").await, count(&app, "workspace_changed").await), (1, 2));
        assert_eq!(count(&app, "change_scheduled").await, 1);
        let page = owner.console("GET", &format!("{}/schedule", at(&app)), &Value::Null).await.text;
        assert!(page.contains("Made") && page.contains(" UTC") && page.contains("The Root"), "{page}");
    }

    // S2-13: what somebody has changed meanwhile is not overwritten, and whoever may change it is told.
    async fn what_was_changed_meanwhile_stays(app: TestApp) {
        let mut owner = app.owner().await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let root = app.store.read("root", store::administrator::all).await.unwrap().remove(0).user_id;
        assert_eq!(door.base(), HOME);
        app.give_address(HOME, &json!(root), "root@example.com").await;
        schedules(&mut owner, json!({ "idle": "15" })).await;
        let policy = format!("{}/policy", at(&app));
        let seen = version(&mut owner, &policy).await;
        owner.saves(&policy, &seen, &json!({ "idle": "60" })).await.ok();
        app.advance_seconds(SOON);
        scheduled::apply_due(&app.app).await.unwrap();
        scheduled::apply_due(&app.app).await.unwrap();
        app.app.refresh().await.unwrap();
        assert_eq!(idle(&app), Some(60));
        let change = listed(&mut owner).await["changes"][0].clone();
        assert_eq!(change["state"], "refused");
        assert!(change["reason"].as_str().unwrap().contains("changed since"), "{change}");
        assert_eq!((count(&app, "scheduled_change_refused").await, count(&app, "scheduled_change_applied").await), (1, 0));
        let letter = app.letter("root@example.com", "change_refused").await.unwrap();
        assert!(letter["text"].as_str().unwrap().contains("changed since"), "{letter}");
        assert_eq!(app.letters().await.iter().filter(|letter| letter["kind"] == "change_refused").count(), 1);
    }

    // S2-13: the right is that of the day, and not that of whoever asked for it once.
    async fn whoever_lost_the_right_changes_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut adam, appointment) = app.appointed(&mut owner, "adam", ("administrator", "installation")).await;
        let first = schedules(&mut adam, json!({ "idle": "15" })).await;
        let ask = json!({ "role": "support", "scope": "installation" });
        owner.console("PUT", &format!("/admin/administrators/{appointment}"), &ask).await.ok();
        app.advance_seconds(SOON);
        scheduled::apply_due(&app.app).await.unwrap();
        app.app.refresh().await.unwrap();
        let changes = listed(&mut owner).await["changes"].clone();
        assert_eq!((&changes[0]["id"], &changes[0]["state"]), (&json!(first), &json!("refused")));
        assert!(changes[0]["reason"].as_str().unwrap().contains("may not change"), "{changes}");
        assert_eq!(idle(&app), None);
    }

    // S2-13: what another form of the pool saves meanwhile is in nobody's way.
    async fn what_was_changed_elsewhere_does_not_matter(app: TestApp) {
        let mut owner = app.owner().await;
        let settings = format!("{}/settings", at(&app));
        let ask = json!({
            "change": { "settings": { "timeout_seconds": 120 } }, "version": version(&mut owner, &settings).await, "due": in_seconds(&app, SOON),
        });
        owner.console("POST", &format!("{}/schedule/changes", at(&app)), &ask).await.ok();
        let seen = version(&mut owner, &format!("{}/policy", at(&app))).await;
        owner.saves(&format!("{}/policy", at(&app)), &seen, &json!({ "idle": "60" })).await.ok();
        owner.changes(&format!("{}/roll-out/progress", at(&app)), &json!({ "announcement": "Passkeys come." })).await.ok();
        app.advance_seconds(SOON);
        scheduled::apply_due(&app.app).await.unwrap();
        app.app.refresh().await.unwrap();
        let change = listed(&mut owner).await["changes"][0].clone();
        assert_eq!(change["state"], "applied", "{change}");
        let settings = app.app.snapshot().door("platform", "smart").unwrap().pool.settings.clone();
        assert_eq!((settings.timeout_ms, settings.policy.idle_minutes), (120_000, Some(60)));
    }

    // S2-13: a refusal is told to those who may still change these settings, and to nobody who was suspended.
    async fn whoever_is_suspended_is_not_told(app: TestApp) {
        let mut owner = app.owner().await;
        let home = app.pool(HOME);
        for name in ["adam", "berta"] {
            drop(app.appointed(&mut owner, name, ("administrator", "installation")).await);
        }
        let all = app.store.read("administrators", store::administrator::all).await.unwrap();
        for (place, row) in all.iter().enumerate() {
            app.give_address(HOME, &json!(row.user_id), &format!("admin-{place}@example.com")).await;
        }
        // The last owner cannot be suspended.
        let suspended = all.iter().rposition(|row| row.role != store::administrator::AdministratorRole::Owner).unwrap();
        schedules(&mut owner, json!({ "idle": "15" })).await;
        let policy = format!("{}/policy", at(&app));
        let seen = version(&mut owner, &policy).await;
        owner.saves(&policy, &seen, &json!({ "idle": "60" })).await.ok();
        assert!(domain::members::suspend(&app.app, domain::members::By::Operator, home, all[suspended].user_id).await.unwrap());
        app.advance_seconds(SOON);
        scheduled::apply_due(&app.app).await.unwrap();
        let letters = app.letters().await;
        let told: BTreeSet<_> = letters.iter().filter(|letter| letter["kind"] == "change_refused").map(|letter| letter["to"].to_string()).collect();
        let others = (0..all.len()).filter(|place| *place != suspended).map(|place| json!(format!("admin-{place}@example.com")).to_string());
        assert_eq!(told, others.collect());
    }

    // S2-13: nor does their text go out in the tenant's name.
    async fn whoever_lost_the_right_announces_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 130).await;
        let (mut adam, appointment) = app.appointed(&mut owner, "adam", ("administrator", "installation")).await;
        let path = format!("{}/schedule/announcements", at(&app));
        adam.console("POST", &path, &json!({ "audience": "all", "language": "en" })).await.ok();
        announcements::send_due(&app.app).await.unwrap();
        let before = told(&app.app).await.len();
        assert!((1..130).contains(&before));
        let ask = json!({ "role": "support", "scope": "installation" });
        owner.console("PUT", &format!("/admin/administrators/{appointment}"), &ask).await.ok();
        for _ in 0..2 {
            announcements::send_due(&app.app).await.unwrap();
        }
        assert_eq!(told(&app.app).await, BTreeMap::new());
        assert_eq!(listed(&mut owner).await["announcements"][0]["state"], "cancelled");
        assert_eq!((count(&app, "announcement_cancelled").await, count(&app, "announcement_sent").await), (1, 0));
    }

    // S2-13: the members of one pool do not wait for all those of another.
    async fn announcements_of_two_pools_take_turns(app: TestApp) {
        let mut owner = app.owner().await;
        for base in [BASE, CLASSIC] {
            plant_at(&app, base, 230).await;
            let path = format!("/admin/platform/pools/{}/schedule/announcements", app.pool(base));
            owner.console("POST", &path, &json!({ "audience": "all", "language": "en" })).await.ok();
        }
        let mut sent = Vec::new();
        for _ in 0..4 {
            announcements::send_due(&app.app).await.unwrap();
            let mut of_both = Vec::new();
            for base in [BASE, CLASSIC] {
                let path = format!("/admin/platform/pools/{}/schedule/changes", app.pool(base));
                of_both.push(owner.console("GET", &path, &Value::Null).await.ok()["announcements"][0]["sent"].as_i64().unwrap());
            }
            sent.push(of_both.into_iter().filter(|sent| *sent > 0).count());
        }
        assert_eq!(sent, [1, 2, 2, 2]);
    }

    // S2-13: taken back, it never comes, and what was to tell of it neither; somebody of another tenant finds none of it.
    async fn what_is_taken_back_never_comes(app: TestApp) {
        let mut owner = app.owner().await;
        let policy = format!("{}/policy", at(&app));
        let seen = version(&mut owner, &policy).await;
        let ask = json!({
            "change": { "policy": { "idle": "15" } }, "version": seen, "due": in_seconds(&app, 3 * 86_400),
            "announce": "before", "days": 2, "audience": "all", "language": "de",
        });
        let changes = format!("{}/schedule/changes", at(&app));
        let id = owner.console("POST", &changes, &ask).await.ok()["id"].clone();
        let mut late = ask.clone();
        late["days"] = json!(4);
        let answer = owner.console("POST", &changes, &late).await;
        assert_eq!(answer.json()["details"]["field"], "days", "{}", answer.text);
        let view = listed(&mut owner).await;
        assert_eq!((&view["announcements"][0]["state"], &view["announcements"][0]["change"]), (&json!("pending"), &id));
        let page = owner.console("GET", &format!("{}/review?scheduled={}", at(&app), id.as_str().unwrap()), &Value::Null).await.text;
        assert!(page.contains("This change has a date") && page.contains("idle_minutes") && !page.contains("Give it this date"), "{page}");
        let cancel = format!("{}/schedule/cancel", at(&app));
        let elsewhere = format!("/admin/forum/pools/{}/schedule/cancel", app.pool("/forum/main"));
        owner.console("POST", &elsewhere, &json!({ "change": id })).await.assert_refused(404, "not_found");
        let answer = owner.console("POST", &cancel, &json!({ "change": id })).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        owner.console("POST", &cancel, &json!({ "change": id })).await.assert_refused(412, "changed_since");
        app.advance_seconds(4 * 86_400);
        scheduled::apply_due(&app.app).await.unwrap();
        announcements::send_due(&app.app).await.unwrap();
        app.app.refresh().await.unwrap();
        assert_eq!((idle(&app), told(&app.app).await), (None, BTreeMap::new()));
        owner.sign_in().await.ok();
        let view = listed(&mut owner).await;
        assert_eq!((&view["changes"][0]["state"], &view["announcements"][0]["state"]), (&json!("cancelled"), &json!("cancelled")));
        assert_eq!(count(&app, "change_cancelled").await, 1);
    }

    // S2-13: stopped between two batches, and sent by two nodes at once, it reaches everybody once.
    async fn an_announcement_reaches_everybody_once(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 230).await;
        let mut holder = app.program(BASE);
        let holder_id = holder.sign_up("hal").await.ok()["user_id"].clone();
        app.give_address(BASE, &holder_id, "hal@example.com").await;
        let view = listed(&mut owner).await;
        assert_eq!((&view["reached"]["all"], &view["reached"]["without_passkey"], &view["reached"]["is_all"]), (&json!(231), &json!(230), &json!(true)));
        let ask = json!({ "audience": "without_passkey", "language": "en", "at": "" });
        let path = format!("{}/schedule/announcements", at(&app));
        owner.console("POST", &path, &ask).await.ok();
        let wrong = owner.console("POST", &path, &json!({ "audience": "some" })).await;
        assert_eq!(wrong.json()["details"]["field"], "audience", "{}", wrong.text);
        announcements::send_due(&app.app).await.unwrap();
        let view = listed(&mut owner).await;
        let sent = view["announcements"][0]["sent"].as_i64().unwrap();
        assert!((1..230).contains(&sent) && view["announcements"][0]["total"] == 230, "{view}");
        let page = owner.console("GET", &format!("{}/schedule", at(&app)), &Value::Null).await.text;
        assert!(page.contains(&format!("Sent to {sent} of about 230 members.")), "{page}");
        drop((owner, holder));
        let app = app.restarted().await;
        let other = app.other_node().await;
        for _ in 0..5 {
            let (one, two) = tokio::join!(announcements::send_due(&app.app), announcements::send_due(&other));
            one.and(two).unwrap();
        }
        let told = told(&app.app).await;
        assert_eq!((told.len(), told.values().max()), (230, Some(&1)));
        assert!(!told.contains_key("hal@example.com"));
        assert_eq!(count(&app, "announcement_sent").await, 1);
    }

    // S2-13: whoever was told is told, and nobody else any more.
    async fn an_announcement_can_be_stopped(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, 130).await;
        let ask = json!({ "audience": "all", "language": "ja" });
        let id = owner.console("POST", &format!("{}/schedule/announcements", at(&app)), &ask).await.ok()["id"].clone();
        announcements::send_due(&app.app).await.unwrap();
        let cancel = format!("{}/schedule/cancel", at(&app));
        assert_eq!(owner.console("POST", &cancel, &json!({ "announcement": id })).await.status, 204);
        for _ in 0..3 {
            announcements::send_due(&app.app).await.unwrap();
        }
        let view = listed(&mut owner).await;
        assert_eq!(view["announcements"][0]["state"], "cancelled");
        let told = told(&app.app).await;
        assert_eq!(i64::try_from(told.len()).unwrap(), view["announcements"][0]["sent"].as_i64().unwrap());
        assert!(told.len() < 130);
    }

    // S0c-5: a form that would hold somebody leads to the review, which saves exactly what was looked at; a program saves as before.
    async fn a_form_is_looked_at_first(app: TestApp) {
        let mut owner = app.owner().await;
        // Each comes in with a code by mail.
        app.with_recovery(BASE).await;
        plant(&app, 2).await;
        let (policy, rules) = (format!("{}/policy", at(&app)), json!({ "passkey": "everybody" }));
        let seen = version(&mut owner, &policy).await;
        let first = format!("{policy}?review=first");
        let harmless = owner.saves(&first, &seen, &json!({ "idle": "60" })).await.ok();
        let seen = harmless["version"].as_str().unwrap().to_owned();
        // What holds nobody today and somebody later is looked at as well.
        app.program(BASE).sign_up("zoe").await.ok();
        for later in [
            json!({ "passkey": "everybody", "required_from": "2099-12-24" }),
            json!({ "passkey": "everybody", "grace_sign_ins": 2 }),
            // S3c-6
            json!({ "renew_passkeys_before": "2099-12-24" }),
        ] {
            let told = owner.saves(&first, &seen, &later).await.ok();
            let page = owner.console("GET", told["review"].as_str().unwrap(), &Value::Null).await.text;
            assert!(page.contains("Save anyway") && page.contains("their sign-ins without a passkey are spent"), "{page}");
        }
        let told = owner.saves(&first, &seen, &rules).await.ok();
        let review = told["review"].as_str().unwrap().to_owned();
        assert_eq!(version(&mut owner, &policy).await, seen, "nothing is saved");
        let page = owner.console("GET", &review, &Value::Null).await.text;
        assert!(page.contains("Save anyway") && page.contains("Give it this date"), "{page}");
        let call = page.split("data-call=\"PUT ").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(call.starts_with(&format!("{policy}?review=")), "{call}");
        let another = owner.saves(&call, &seen, &json!({ "passkey": "everybody", "grace_sign_ins": 0 })).await.ok();
        assert!(another["review"].is_string(), "another change was not looked at: {another}");
        assert!(owner.saves(&call, &seen, &rules).await.ok()["version"].is_string());
    }

    // S0c-5: a review that says yes is not followed by a no: it asks what saving asks, and leaves nothing behind.
    async fn a_review_knows_what_saving_would_say(app: TestApp) {
        let mut owner = app.owner().await;
        let tenant = HOME.trim_start_matches('/').split('/').next().unwrap();
        let home = format!("/admin/{tenant}/pools/{}", app.pool(HOME));
        let kinds = app.kinds_done(HOME).await;
        for (change, refused, needs) in [
            (json!({ "policy": { "fallback": "device_bound" } }), Some("no owner of everything"), None),
            (json!({ "policy": { "step_up_for": ["account"] } }), Some("behind a fresh proof"), None),
            (json!({ "policy": { "fallback": "phishing_resistant" } }), None, Some("nothing else to fall back on")),
            (json!({ "new_role": { "name": "Teller", "require_passkey": true } }), None, None),
            (json!({ "new_group": { "name": "", "idle": "15" } }), Some("A name has 1 to 64"), None),
        ] {
            let told = owner.console("POST", &format!("{home}/dry-run"), &json!({ "change": change })).await.ok();
            let has = |field: &str, words: Option<&str>| match words {
                Some(words) => told[field].as_str().is_some_and(|text| text.contains(words)),
                None => told[field].is_null(),
            };
            assert!(has("refused", refused) && has("needs", needs), "{change}: {told}");
        }
        let stale = json!({ "change": { "policy": { "idle": "15" } }, "version": "another" });
        let told = owner.console("POST", &format!("{home}/dry-run"), &stale).await.ok();
        assert!(told["refused"].as_str().unwrap().contains("changed since"), "{told}");
        assert_eq!(app.kinds_done(HOME).await, kinds);
        let rules = owner.console("GET", &format!("{home}/policy"), &Value::Null).await.ok();
        assert!(!rules["roles"].to_string().contains("Teller"), "{rules}");
    }
}
