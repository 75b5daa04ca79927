//! The lists of the console that are in memory: searched by the beginning of a word, filtered, put in order and cut into pages (S3-9, S0c-1).

use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::Value;
use store::id::RoleId;

async fn open(administrator: &mut Actor<'_>, path: &str) -> String {
    let page = administrator.console("GET", path, &Value::Null).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    page.text
}

fn link(page: &str, rel: &str) -> Option<String> {
    let before = page.split_once(&format!("\" rel=\"{rel}\""))?.0;
    Some(before.rsplit_once("href=\"")?.1.replace("&#38;", "&"))
}

on_both_engines! {
    // S3-9
    async fn workspaces_and_tenants_are_found(app: TestApp) {
        let mut owner = app.owner().await;
        let methods = |name: &str| format!("aria-label=\"Methods of {name}\"");
        for (query, there, not_there) in [
            ("", vec!["Smart mode", "Classic mode"], vec![]),
            ("?q=classic", vec!["Classic mode"], vec!["Smart mode"]),
            ("?q=SMA+mo", vec!["Smart mode"], vec!["Classic mode"]),
            ("?kind=classic", vec!["Classic mode"], vec!["Smart mode"]),
            ("?q=lassic", vec![], vec!["Smart mode", "Classic mode"]),
            ("?q=%22%3E%3Cb%3E", vec![], vec!["Smart mode"]),
        ] {
            let page = open(&mut owner, &format!("/admin/authentication{query}")).await;
            for name in there {
                assert!(page.contains(&methods(name)), "{query} {name}: {page}");
            }
            for name in not_there {
                assert!(!page.contains(&methods(name)), "{query} {name}: {page}");
            }
            assert!(!page.contains("\"><b>"), "{page}");
        }
        assert!(open(&mut owner, "/admin/authentication?q=lassic").await.contains("Nothing fits."));
        let place = |page: &str, name: &str| page.find(&methods(name)).unwrap();
        let page = open(&mut owner, "/admin/authentication?sort=backwards&q=mode").await;
        assert!(place(&page, "Smart mode") < place(&page, "Classic mode"));
        for path in ["/admin", "/admin/users", "/admin/adoption", "/admin/health"] {
            let [all, found, none] = [open(&mut owner, path).await, open(&mut owner, &format!("{path}?q=forum")).await, open(&mut owner, &format!("{path}?q=nowhere")).await];
            assert!(all.contains("/admin/platform/") && all.contains("/admin/forum/"), "{path}: {all}");
            assert!(!found.contains("/admin/platform/") && found.contains("/admin/forum/"), "{path}: {found}");
            assert!(none.contains("Nothing fits.") && !none.contains("/admin/forum/"), "{path}: {none}");
        }
    }

    // S0c-1: fifty a page, each once, on the way on and back.
    async fn roles_are_found(app: TestApp) {
        let mut owner = app.owner().await;
        let door = app.app.snapshot().door("forum", "main").unwrap();
        let pool_id = door.pool.id;
        let plant = app.store.write("plant", move |tx| {
            for number in 0..60_u8 {
                let (name, elevated) = (format!("Desk {number:02}"), number == 7);
                store::role::insert(tx, &store::role::Role { pool_id, id: RoleId::from_bytes([number + 1; 16]), name, policy: "{}".into(), elevated })?;
            }
            store::installation::bump(tx)
        });
        plant.await.unwrap();
        app.app.refresh().await.unwrap();
        let at = format!("/admin/forum/pools/{pool_id}/policies");
        let desks = |page: &str| page.matches("aria-label=\"Remove Desk ").count();
        let first = open(&mut owner, &at).await;
        let next = link(&first, "next").unwrap();
        assert!(next.starts_with("?roles="), "the groups stay where they are: {next}");
        let second = open(&mut owner, &format!("{at}{next}")).await;
        assert_eq!(desks(&first) + desks(&second), 60);
        let back = open(&mut owner, &format!("{at}{}", link(&second, "prev").unwrap())).await;
        assert_eq!(desks(&back), desks(&first));
        let found = open(&mut owner, &format!("{at}?q=desk+07")).await;
        assert!(desks(&found) == 1 && link(&found, "next").is_none(), "{found}");
        let elevated = open(&mut owner, &format!("{at}?kind=elevated&q=desk")).await;
        assert!(desks(&elevated) == 1 && elevated.contains("Remove Desk 07"), "{elevated}");
    }

    // S3-9: who works here is found by name, role and scope.
    async fn administrators_are_found(app: TestApp) {
        let mut owner = app.owner().await;
        let tenant = format!("tenant/{}", app.app.snapshot().door("platform", "smart").unwrap().tenant.id);
        app.appointed(&mut owner, "grace", ("support", "installation")).await;
        app.appointed(&mut owner, "mary", ("support", &tenant)).await;
        app.appointed(&mut owner, "alan", ("auditor", "installation")).await;
        let names = async |owner: &mut Actor<'_>, query: &str| {
            let page = open(owner, &format!("/admin/administrators{query}")).await;
            let rows = page.split("<th scope=\"row\"><span dir=\"auto\">").skip(1);
            rows.map(|row| row.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for (query, found) in [
            ("", vec!["alan", "grace", "mary", "The Root"]),
            ("?sort=backwards", vec!["The Root", "mary", "grace", "alan"]),
            ("?q=roo", vec!["The Root"]),
            ("?q=GRA", vec!["grace"]),
            ("?kind=support", vec!["grace", "mary"]),
            ("?kind=support&over=installation", vec!["grace"]),
            (&format!("?over={tenant}"), vec!["mary"]),
            ("?kind=owner&q=alan", vec![]),
        ] {
            assert_eq!(names(&mut owner, query).await, found, "{query}");
        }
        assert!(open(&mut owner, "/admin/administrators?q=nobody").await.contains("Nobody fits."));
        // Fifty a page.
        let home = app.app.snapshot().home().unwrap().clone();
        let plant = app.store.write("plant", move |tx| {
            for number in 0..60_u8 {
                let user = store::id::UserId::from_bytes([number + 1; 16]);
                let (pool_id, tenant_id) = (home.pool.id, home.tenant.id);
                store::user::insert(tx, &store::user::User {
                    pool_id,
                    id: user,
                    tenant_id,
                    handle: vec![number; 32],
                    display_name: format!("Desk {number:02}"),
                    status: store::user::UserStatus::Active,
                    epoch: 0,
                    created_at: 0,
                })?;
                let id = store::id::AdministratorId::from_bytes([number + 1; 16]);
                let (scope, role) = ("installation".into(), store::administrator::AdministratorRole::Auditor);
                store::administrator::insert(tx, &store::administrator::Administrator { tenant_id, id, pool_id, user_id: user, scope, created_at: 0, role })?;
            }
            Ok::<_, store::Error>(())
        });
        plant.await.unwrap();
        let at = "/admin/administrators?q=desk&kind=auditor";
        let first = open(&mut owner, at).await;
        let next = link(&first, "next").unwrap();
        assert!(next.contains("q=desk") && next.contains("kind=auditor"), "{next}");
        let second = open(&mut owner, &format!("/admin/administrators{next}")).await;
        let desks = |page: &str| page.matches(">Desk ").count();
        assert_eq!((desks(&first), desks(&second), link(&second, "next")), (50, 10, None));
    }

    // S2-8: invitations by the beginning of an address and by what became of them, in both orders, each once.
    async fn invitations_are_found(app: TestApp) {
        let mut owner = app.owner().await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let at = format!("/admin/demo/pools/{}/invitations", door.pool.id);
        let now = app.app.now();
        let plant = app.store.write("plant", move |tx| {
            for number in 0..130_i64 {
                let part = u8::try_from(number).unwrap();
                let row = store::invitation::Invitation {
                    pool_id: door.pool.id,
                    id: store::id::InvitationId::from_parts(u64::try_from(now - 1_000_000 + number).unwrap(), [part; 10]),
                    tenant_id: door.tenant.id,
                    workspace_id: door.workspace.id,
                    hash: [part; 32],
                    kind: store::identifier::IdentifierKind::Email,
                    address: format!("guest-{number:03}@example.com"),
                    roles: String::new(),
                    invited_by: None,
                    created_at: now - 1_000_000 + number,
                    expires_at: if number % 10 == 1 { now - 1 } else { now + 1_000_000 },
                    accepted_at: (number % 10 == 2).then_some(now),
                    revoked_at: (number % 10 == 3).then_some(now),
                    carried: None,
                };
                store::invitation::insert(tx, &row)?;
            }
            Ok::<_, store::Error>(())
        });
        plant.await.unwrap();
        let addresses = |page: &str| {
            let rows = page.split("<tr><th scope=\"row\" dir=\"auto\">").skip(1);
            rows.map(|row| row.split('@').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for (query, number, first) in [
            ("", 104, "guest-129"),
            ("sort=oldest", 104, "guest-000"),
            ("kind=pending", 91, "guest-129"),
            ("kind=expired", 13, "guest-121"),
            ("kind=accepted", 13, "guest-122"),
            ("kind=revoked&sort=oldest", 13, "guest-003"),
            ("kind=all", 130, "guest-129"),
            ("kind=all&q=GUEST-01", 10, "guest-010"),
            ("q=guest-012", 0, ""),
            ("q=guest", 104, "guest-000"),
        ] {
            let (mut met, mut page) = (Vec::new(), open(&mut owner, &format!("{at}?{query}")).await);
            loop {
                met.extend(addresses(&page));
                let Some(next) = link(&page, "next") else { break };
                page = open(&mut owner, &next).await;
            }
            assert_eq!((met.len(), met.first().map_or("", String::as_str)), (number, first), "{query}");
            let each: std::collections::BTreeSet<_> = met.iter().collect();
            assert_eq!(each.len(), number, "{query}: each once");
        }
        let accepted = open(&mut owner, &format!("{at}?kind=accepted")).await;
        assert!(accepted.contains(">Accepted <time") && !accepted.contains("Send again"), "{accepted}");
        assert!(open(&mut owner, &format!("{at}?q=nobody")).await.contains("Nothing fits."));
    }

    // What had a date long ago is reached, too.
    async fn an_older_schedule_is_a_page_further(app: TestApp) {
        let mut owner = app.owner().await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let base = format!("/admin/demo/pools/{}/schedule", door.pool.id);
        let plant = app.store.write("plant", move |tx| {
            for number in 0..60_u8 {
                let row = store::scheduled_change::ScheduledChange {
                    pool_id: door.pool.id,
                    id: store::id::ChangeId::from_bytes([number + 1; 16]),
                    tenant_id: door.tenant.id,
                    change: "{}".into(),
                    seen: String::new(),
                    lines: format!("line {number:02}"),
                    due_at: 5,
                    by: (door.pool.id, store::id::UserId::NIL),
                    created_at: 1,
                    state: store::scheduled_change::State::Applied,
                    settled_at: Some(6),
                    reason: None,
                };
                store::scheduled_change::insert(tx, &row)?;
            }
            Ok::<_, store::Error>(())
        });
        plant.await.unwrap();
        let lines = |page: &str| page.matches("<code dir=\"ltr\">line ").count();
        let first = open(&mut owner, &base).await;
        let second = open(&mut owner, &format!("{base}{}", link(&first, "next").unwrap())).await;
        assert_eq!((lines(&first), lines(&second), link(&second, "next")), (50, 10, None));
        assert!(second.contains("line 00") && second.contains(">First</a>") && !first.contains(">First</a>"), "{second}");
        let told: Value = owner.console("GET", &format!("{base}/changes"), &Value::Null).await.json();
        let before = told["changes_before"].as_str().unwrap();
        let rest: Value = owner.console("GET", &format!("{base}/changes?changes_before={before}"), &Value::Null).await.json();
        assert_eq!((rest["changes"].as_array().unwrap().len(), &rest["changes_before"]), (10, &Value::Null));
        assert_eq!(lines(&open(&mut owner, &format!("{base}?changes_before=nonsense")).await), 50);
    }

}
