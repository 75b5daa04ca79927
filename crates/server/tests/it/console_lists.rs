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
}
