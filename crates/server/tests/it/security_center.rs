//! The Security Center: what was recorded, what deserves a look, who may do what (S0c-2 to S0c-4).

use crate::support::app::{SMART, TestApp};
use crate::support::{Actor, on_both_engines};
use domain::id::{EventId, PoolId, TenantId};
use domain::policy::{PasskeyRule, PolicyRules};
use serde_json::{Value, json};
use store::audit_event::{self, AuditEvent};

async fn page(administrator: &mut Actor<'_>, path: &str) -> String {
    let answer = administrator.console("GET", path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

/// What the list says that happened, newest first.
fn told(page: &str) -> Vec<String> {
    let body = page.split("aria-label=\"Events\"").nth(1).unwrap_or_default();
    let rows = body.split("<tr><th scope=\"row\">").skip(1);
    rows.map(|row| row.split(['<', '\n']).next().unwrap().trim().to_owned()).collect()
}

/// The address behind the last button of the pages.
fn next(page: &str) -> Option<String> {
    let link = page.split("aria-label=\"Pages\"").nth(1)?.split("<a ").find(|link| link.contains("rel=\"next\""))?;
    Some(link.split("href=\"").nth(1)?.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
}

fn place(app: &TestApp, base: &str) -> (TenantId, PoolId) {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace).unwrap();
    (door.tenant.id, door.pool.id)
}

/// So many events of this kind, now.
async fn record(
    app: &TestApp,
    base: &str,
    (kind, outcome, reason): (&'static str, &'static str, Option<&'static str>),
    count: u32,
) {
    let ((tenant_id, pool), now) = (place(app, base), app.app.now());
    let write = move |tx: &mut store::Tx<'_>| {
        for number in 0..count {
            let [a, b, c, d] = number.to_be_bytes();
            let random = [kind.as_bytes()[0], kind.as_bytes()[1], 0, 0, 0, 0, a, b, c, d];
            let event = AuditEvent {
                tenant_id,
                id: EventId::from_parts(u64::try_from(now).unwrap(), random),
                pool_id: Some(pool),
                workspace_id: None,
                at: now,
                kind: kind.into(),
                outcome: outcome.into(),
                reason: reason.map(Into::into),
                actor_id: None,
                subject_id: None,
                passkey_id: None,
                passkey_label: None,
                address: Some("198.51.100.4".into()),
                user_agent_id: None,
                reference: None,
                detail: None,
                facts: None,
                salt: Some([1; 10]),
            };
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, store::Error>(())
    };
    app.store.write("record", write).await.unwrap();
    app.advance_seconds(1);
}

on_both_engines! {
    // S0c-2: text, actor, subject, date range, category and risk, each by itself.
    async fn events_are_found_by_each_filter(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(1);
        app.member(SMART, "alice").await;
        app.advance_seconds(1);
        record(&app, SMART, ("counter_regressed", "done", None), 1).await;
        record(&app, SMART, ("sign_in", "refused", Some("proof_wrong")), 1).await;
        record(&app, SMART, ("restored", "done", None), 1).await;
        record(&app, SMART, ("policy_changed", "done", None), 1).await;
        let all = told(&page(&mut owner, "/admin/security").await);
        assert_eq!(&all[..4], ["Policy changed", "Backup put back", "Signed in", "Signature counter went back"], "{all:?}");
        assert!(all.iter().any(|title| title == "Signed up"), "{all:?}");
        for (filter, found) in [
            ("q=counter", vec!["Signature counter went back"]),
            ("q=PROOF_wrong", vec!["Signed in"]),
            ("risk=high", vec!["Backup put back", "Signature counter went back"]),
            ("category=data-recovery", vec!["Backup put back"]),
            ("category=policy", vec!["Policy changed"]),
            ("actor=alice", vec!["Signed up"]),
            ("subject=Alice&category=auth", vec!["Signed up"]),
            ("actor=nobody-here", vec![]),
            ("from=2001-01-01&to=2001-12-31", vec![]),
            ("from=2001-01-01&to=nonsense&q=counter", vec!["Signature counter went back"]),
            ("tenant=forum", vec![]),
        ] {
            assert_eq!(told(&page(&mut owner, &format!("/admin/security?{filter}")).await), found, "{filter}");
        }
        let today = domain::passkeys::time(app.app.now())[..10].to_owned();
        assert!(told(&page(&mut owner, &format!("/admin/security?from={today}&to={today}")).await).len() >= 5);
        let named = page(&mut owner, "/admin/security?actor=alice").await;
        assert!(named.contains("<bdi>alice</bdi>"), "{named}");
    }

    async fn alerts_and_recovery_are_tabs_of_the_same_events(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(1);
        record(&app, SMART, ("guessing_stopped", "done", None), 1).await;
        record(&app, SMART, ("sign_in", "done", None), 1).await;
        record(&app, SMART, ("sign_in", "refused", Some("ceremony_replayed")), 1).await;
        record(&app, SMART, ("passkey_removed", "done", None), 1).await;
        record(&app, SMART, ("recovered", "done", None), 1).await;
        let alerts = told(&page(&mut owner, "/admin/security/alerts").await);
        assert_eq!(&alerts[..3], ["Account recovered", "Signed in", "Guessing stopped"], "{alerts:?}");
        let recovery = told(&page(&mut owner, "/admin/security/recovery").await);
        assert_eq!(&recovery[..2], ["Account recovered", "Passkey removed"], "{recovery:?}");
        let tabs = page(&mut owner, "/admin/security").await;
        for tab in ["Events", "Alerts", "Access Reviews", "Recovery"] {
            assert!(tabs.contains(&format!(">{tab}</a>")), "{tab}");
        }
    }

    // A page looks at so many events, says so, and goes on.
    async fn what_is_rare_is_found_a_page_at_a_time(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(1);
        record(&app, SMART, ("metadata_refreshed", "done", None), 1).await;
        record(&app, SMART, ("sign_in", "done", None), 5_200).await;
        let first = page(&mut owner, "/admin/security?q=metadata").await;
        assert!(told(&first).is_empty() && first.contains("Looked through 5000 events; go on for more."), "{first}");
        let second = page(&mut owner, &next(&first).unwrap()).await;
        assert_eq!(told(&second), ["Authenticator metadata refreshed"]);
        assert!(next(&second).is_none());
        // Without a filter, each event is met once.
        let (mut at, mut met) = ("/admin/security?category=auth".to_owned(), 0);
        for _ in 0..3 {
            let list = page(&mut owner, &at).await;
            met += told(&list).len();
            at = next(&list).unwrap();
        }
        assert_eq!(met, 150);
    }

    // S0c-2: from the oldest on, the same events the other way around.
    async fn events_are_read_in_either_direction(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(1);
        record(&app, SMART, ("sign_in", "done", None), 120).await;
        record(&app, SMART, ("restored", "done", None), 1).await;
        let walk = async |owner: &mut Actor<'_>, start: &str| {
            let (mut at, mut met) = (start.to_owned(), Vec::new());
            loop {
                let list = page(owner, &at).await;
                met.extend(told(&list));
                match next(&list) {
                    Some(way) => at = way,
                    None => return met,
                }
            }
        };
        for tab in ["", "/alerts", "/recovery"] {
            let start = format!("/admin/security{tab}");
            let newest = walk(&mut owner, &format!("{start}?q=")).await;
            let mut oldest = walk(&mut owner, &format!("{start}?sort=oldest")).await;
            assert_eq!(oldest.last().map(String::as_str), Some("Backup put back"), "{tab}");
            oldest.reverse();
            assert_eq!(oldest, newest, "{tab}");
        }
        let first = page(&mut owner, "/admin/security?sort=oldest").await;
        assert!(first.contains(">Newer</a>") && told(&first).len() == 50, "{first}");
        let today = domain::passkeys::time(app.app.now())[..10].to_owned();
        assert!(told(&page(&mut owner, &format!("/admin/security?sort=oldest&from={today}")).await).len() == 50);
        assert!(told(&page(&mut owner, "/admin/security?sort=oldest&to=2001-01-01").await).is_empty());
    }

    // S3-45: a tenant's, and a pool's; what is outside is not there.
    async fn a_scope_shows_its_own_events(app: TestApp) {
        let mut owner = app.owner().await;
        let ((forum, pool), (platform, _)) = (place(&app, "/forum/main"), place(&app, "/platform/smart"));
        record(&app, "/forum/main", ("restored", "done", None), 1).await;
        record(&app, "/platform/smart", ("counter_regressed", "done", None), 1).await;
        for (name, scope) in [("of-tenant", format!("tenant/{forum}")), ("of-pool", format!("pool/{forum}/{pool}"))] {
            let (mut auditor, _) = app.appointed(&mut owner, name, ("auditor", &scope)).await;
            let list = page(&mut auditor, "/admin/security").await;
            assert_eq!(told(&list), ["Administrator added", "Backup put back"], "{name}");
            assert!(!list.contains("platform") && !list.contains("Installation"), "{list}");
            for elsewhere in ["platform", "-", "nowhere"] {
                for tab in ["", "/alerts", "/recovery", "/access-reviews/export.json"] {
                    let path = format!("/admin/security{tab}?tenant={elsewhere}");
                    assert_eq!(auditor.console("GET", &path, &Value::Null).await.status, 404, "{path}");
                }
            }
        }
        let (mut other, _) = app.appointed(&mut owner, "other", ("administrator", &format!("tenant/{platform}"))).await;
        assert_eq!(told(&page(&mut other, "/admin/security").await), ["Administrator added", "Signature counter went back"]);
        // Grants over other tenants are given where administrators sign in, and are read there by nobody who looks after that tenant alone.
        let home = place(&app, SMART).0;
        let (mut at_home, _) = app.appointed(&mut owner, "at-home", ("auditor", &format!("tenant/{home}"))).await;
        let list = page(&mut at_home, "/admin/security").await;
        assert_eq!(told(&list).iter().filter(|title| *title == "Administrator added").count(), 1, "their own: {list}");
        let whole = page(&mut owner, "/admin/security?tenant=-").await;
        assert!(!told(&whole).contains(&"Administrator added".to_owned()), "{whole}");
        // An event of the tenant that belongs to no pool, or to another one, is none of a pool's.
        let hide = "UPDATE audit_events SET pool_id = NULL WHERE kind = 'restored'";
        app.store.write("hide", move |tx| store::testing::execute(tx, hide)).await.unwrap();
        let (mut auditor, _) = app.appointed(&mut owner, "again", ("auditor", &format!("pool/{forum}/{pool}"))).await;
        let of_pool = told(&page(&mut auditor, "/admin/security").await);
        assert!(of_pool.iter().all(|title| title == "Administrator added"), "{of_pool:?}");
        let whole = told(&page(&mut owner, "/admin/security?tenant=-").await);
        assert!(whole.iter().all(|title| title != "Backup put back"), "{whole:?}");
    }

    // S0c-3: privileged access, overrides, pending invites, passkey policy gaps; as a page, CSV and JSON; each on record.
    async fn a_snapshot_says_who_may_do_what(app: TestApp) {
        let mut owner = app.owner().await;
        app.appointed(&mut owner, "grace", ("support", "installation")).await;
        let (tenant, pool) = place(&app, SMART);
        let plant = move |tx: &mut store::Tx<'_>| {
            store::user::insert(tx, &store::user::User {
                pool_id: pool,
                id: domain::id::UserId::from_bytes([7; 16]),
                tenant_id: tenant,
                handle: vec![7; 32],
                display_name: "=HYPERLINK(\"x\")".into(),
                status: store::user::UserStatus::Active,
                epoch: 0,
                created_at: 0,
            })
        };
        app.store.write("plant", plant).await.unwrap();
        let empty = page(&mut owner, "/admin/security/access-reviews").await;
        assert!(empty.contains("Generate Snapshot") && !empty.contains("Passkey policy gaps</h2>"));
        let before: Value = owner.console("GET", "/admin/security/access-reviews/export.json", &Value::Null).await.json();
        assert_eq!(before["gaps"], json!([]), "nobody asks for a passkey");
        app.set(SMART, |settings| {
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
        })
        .await;
        let answer = owner.console("GET", "/admin/security/access-reviews/export.json", &Value::Null).await;
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"access-review.json\"");
        let taken: Value = answer.json();
        let names: Vec<_> = taken["privileged"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"The Root") && names.contains(&"grace"), "{taken}");
        let gaps: Vec<_> = taken["gaps"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert!(gaps.contains(&"=HYPERLINK(\"x\")"), "{taken}");
        assert!(!gaps.contains(&"The Root") && !gaps.contains(&"grace"), "who has a passkey is no gap: {taken}");
        let csv = owner.console("GET", "/admin/security/access-reviews/export.csv?tenant=demo", &Value::Null).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert!(csv.text.contains("\"passkey_policy_gap\",") && csv.text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", csv.text);
        let shown = page(&mut owner, "/admin/security/access-reviews?snapshot=1&tenant=demo").await;
        for said in ["Passkey policy gaps", "Privileged access", "Policy overrides", "Pending invites", "The Root", "export.csv?tenant=demo"] {
            assert!(shown.contains(said), "{said}");
        }
        let kept = app.audit(SMART).await;
        let mut how: Vec<_> = kept.iter().filter(|entry| entry.kind == "access_reviewed").map(|entry| entry.detail.clone().unwrap()).collect();
        how.sort();
        assert_eq!(how, ["console", "csv", "json", "json"]);
    }
}
