//! The files that browsers, password stores and phones fetch by the name of a host: by host, never by who asks, and never as a redirect.

use crate::support::app::{CLASSIC, PRESETS, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::{Method, Request};
use domain::settings::{AndroidApp, AppleApp};
use serde_json::{Value, json};

const FILES: [&str; 4] = ["webauthn", "passkey-endpoints", "assetlinks.json", "apple-app-site-association"];
const PRINT: &str = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";
const PLATFORM_SMART: &str = "/platform/smart";

fn ask(method: Method, host: &str, file: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(format!("/.well-known/{file}")).header("host", host)
}

async fn get(app: &TestApp, host: &str, file: &str) -> Answer {
    app.send(ask(Method::GET, host, file).body(Body::empty()).unwrap()).await
}

/// A file as everybody may read and keep it.
#[track_caller]
fn file(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("vary"), "");
    assert!(answer.cookies().is_empty());
    answer.json()
}

/// Each tenant on its own RP ID, with related origins and apps; the server's own host is nobody's.
async fn two_hosts(app: &TestApp) {
    let own = "https://red.example\nhttps://app.red.example:8443";
    app.change_pool(SMART, |pool| (pool.rp_id, pool.origins) = ("red.example".into(), own.into())).await;
    app.set(SMART, |settings| {
        settings.related_origins =
            vec!["https://red.de".into(), "http://localhost:8080".into(), "https://red.fr".into()];
        settings.native_apps.android = vec![AndroidApp {
            package: "example.red".into(),
            certificates: vec![PRINT.replace(':', "").to_lowercase()],
        }];
        settings.native_apps.apple = vec![AppleApp { team: "ABCDE12345".into(), bundle: "example.red".into() }];
    })
    .await;
    for base in [PLATFORM_SMART, CLASSIC] {
        app.change_pool(base, |pool| {
            pool.rp_id = "blue.example".into();
            pool.origins = "https://blue.example".into();
        })
        .await;
        app.set(base, |settings| settings.related_origins = vec!["https://blue.de".into()]).await;
    }
    move_others_away(app).await;
}

/// The other tenants have a host of their own.
async fn move_others_away(app: &TestApp) {
    for base in PRESETS {
        app.change_pool(base, |pool| pool.rp_id = "green.example".into()).await;
    }
}

/// A related origin and two apps, all named after a colour.
async fn list(app: &TestApp, base: &str, colour: &str) {
    app.set(base, |settings| {
        settings.related_origins = vec![format!("https://{colour}.example")];
        settings.native_apps.android =
            vec![AndroidApp { package: format!("example.{colour}"), certificates: vec![PRINT.into()] }];
        settings.native_apps.apple = vec![AppleApp { team: "ABCDE12345".into(), bundle: format!("example.{colour}") }];
    })
    .await;
}

/// Administrators sign in there from now on.
async fn make_home(app: &TestApp, base: &str) {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let id = app.app.snapshot().door(tenant, workspace).unwrap().workspace.id.to_string();
    let written = app.store.write("make home", move |tx| {
        store::installation::set(tx, "home_workspace", &id)?;
        store::installation::bump(tx)
    });
    written.await.unwrap();
    app.app.refresh().await.unwrap();
}

on_both_engines! {
    async fn the_host_decides(app: TestApp) {
        two_hosts(&app).await;
        let red = file(&get(&app, "red.example", "webauthn").await);
        assert_eq!(red, json!({ "origins": ["https://red.de", "http://localhost:8080", "https://red.fr"] }));
        // Two pools, each origin once; port and case are not looked at.
        let blue = file(&get(&app, "BLUE.example:8443", "webauthn").await);
        assert_eq!(blue, json!({ "origins": ["https://blue.de"] }));

        let page = "http://localhost:8080/demo/community/account/security";
        assert_eq!(file(&get(&app, "red.example", "passkey-endpoints").await), json!({ "enroll": page, "manage": page }));
        assert_eq!(file(&get(&app, "blue.example", "passkey-endpoints").await), json!({}));

        let links = file(&get(&app, "red.example", "assetlinks.json").await);
        assert_eq!(links, json!([{
            // Not also the host's links, set-up links among them: an app has no need of those.
            "relation": ["delegate_permission/common.get_login_creds"],
            "target": { "namespace": "android_app", "package_name": "example.red", "sha256_cert_fingerprints": [PRINT] },
        }]));
        let association = file(&get(&app, "red.example", "apple-app-site-association").await);
        assert_eq!(association, json!({ "webcredentials": { "apps": ["ABCDE12345.example.red"] } }));
        for name in ["assetlinks.json", "apple-app-site-association"] {
            get(&app, "blue.example", name).await.assert_refused(404, "not_found");
        }
        for host in ["localhost:8080", "app.red.example", "red.example.evil.example", "", "127.0.0.1:8080"] {
            for name in FILES {
                get(&app, host, name).await.assert_refused(404, "not_found");
            }
        }
    }

    // Of one tenant's doors it is where administrators sign in. Where tenants share the host, nobody learns of one from the other.
    async fn of_several_doors_of_one_tenant_the_home_is_named(app: TestApp) {
        let pages = || get(&app, "localhost:8080", "passkey-endpoints");
        assert_eq!(file(&pages().await), json!({}));
        // Nobody needs the list where every origin is on the RP ID's own domain.
        get(&app, "localhost:8080", "webauthn").await.assert_refused(404, "not_found");
        for base in [PLATFORM_SMART, CLASSIC] {
            app.change_pool(base, |pool| pool.rp_id = "blue.example".into()).await;
        }
        move_others_away(&app).await;
        let page = "http://localhost:8080/demo/community/account/security";
        assert_eq!(file(&pages().await), json!({ "enroll": page, "manage": page }));
        assert_eq!(file(&get(&app, "blue.example", "passkey-endpoints").await), json!({}));
        make_home(&app, CLASSIC).await;
        let page = "http://localhost:8080/platform/classic/account/security";
        assert_eq!(file(&get(&app, "blue.example", "passkey-endpoints").await), json!({ "enroll": page, "manage": page }));
        // The pages of this server lie outside that RP ID, so they are a related origin.
        assert_eq!(file(&get(&app, "blue.example", "webauthn").await), json!({ "origins": ["http://localhost:8080"] }));
    }

    // S3-45: a site or an app that one tenant lists could otherwise use the passkeys of all that share its RP ID.
    async fn of_tenants_that_share_an_rp_id_only_the_homes_lists_are_served(app: TestApp) {
        list(&app, SMART, "red").await;
        list(&app, PLATFORM_SMART, "blue").await;
        let host = "localhost:8080";
        assert_eq!(file(&get(&app, host, "webauthn").await), json!({ "origins": ["https://red.example"] }));
        let links = file(&get(&app, host, "assetlinks.json").await);
        assert_eq!(links.as_array().unwrap().len(), 1);
        assert_eq!(links[0]["target"]["package_name"], "example.red");
        let association = file(&get(&app, host, "apple-app-site-association").await);
        assert_eq!(association, json!({ "webcredentials": { "apps": ["ABCDE12345.example.red"] } }));
        let line = app.log.line_with("are not served on https://localhost");
        for piece in ["https://blue.example", "example.blue", "ABCDE12345.example.blue", "give each its own host and RP ID"] {
            assert!(line.contains(piece), "{piece}: {line}");
        }
        assert!(!line.contains("example.red"), "{line}");

        // Elsewhere than at home nobody may speak for the others.
        for base in [SMART, PLATFORM_SMART] {
            app.change_pool(base, |pool| (pool.rp_id, pool.origins) = ("both.example".into(), "https://both.example".into())).await;
        }
        app.change_pool(CLASSIC, |pool| pool.rp_id = "classic.example".into()).await;
        make_home(&app, CLASSIC).await;
        for name in ["webauthn", "assetlinks.json", "apple-app-site-association"] {
            get(&app, "both.example", name).await.assert_refused(404, "not_found");
        }
        let log = app.log.text();
        assert!(log.lines().any(|line| line.contains("are not served on https://both.example") && line.contains("example.red")));
        // Parted, each is served its own.
        app.change_pool(SMART, |pool| (pool.rp_id, pool.origins) = ("red.example".into(), "https://app.red.example".into())).await;
        assert_eq!(file(&get(&app, "both.example", "webauthn").await), json!({ "origins": ["https://blue.example"] }));
        assert_eq!(file(&get(&app, "red.example", "webauthn").await), json!({ "origins": ["https://red.example"] }));
    }

    // The pages of this server are the same for all tenants; without them nobody of either could sign in.
    async fn tenants_that_share_another_domain_keep_the_pages_of_this_server(app: TestApp) {
        for base in [SMART, PLATFORM_SMART, CLASSIC] {
            app.change_pool(base, |pool| pool.rp_id = "both.example".into()).await;
        }
        list(&app, SMART, "red").await;
        list(&app, CLASSIC, "blue").await;
        let listed = file(&get(&app, "both.example", "webauthn").await);
        assert_eq!(listed, json!({ "origins": ["http://localhost:8080", "https://red.example"] }));
        let log = app.log.text();
        let lines: Vec<_> = log.lines().filter(|line| line.contains("are not served on https://both.example")).collect();
        assert!(!lines.is_empty());
        assert!(lines.iter().all(|line| line.contains("https://blue.example") && !line.contains("http://localhost:8080")));
    }

    // What counts is the list that browsers read, of however many pools it is.
    async fn names_are_counted_over_the_list_that_is_served(app: TestApp) {
        let six = |front: &str| (0..6).map(|place| format!("https://{front}{place}.example")).collect::<Vec<_>>();
        let warning = "browsers need not look at more than 5";
        // Not served, so no browser ever counts it.
        app.set(CLASSIC, |settings| settings.related_origins = six("a")).await;
        assert!(!app.log.text().contains(warning));
        for (base, names) in [(PLATFORM_SMART, &six("b")[..3]), (CLASSIC, &six("a")[..3])] {
            app.set(base, |settings| settings.related_origins = names.to_vec()).await;
            app.change_pool(base, |pool| (pool.rp_id, pool.origins) = ("blue.example".into(), "https://blue.example".into())).await;
        }
        let line = app.log.line_with(warning);
        assert!(line.contains("blue.example have 6 different names") && line.contains("WARN"), "{line}");
    }

    // Readers follow no redirect, and a person who looks at the file on another host must see what they see.
    async fn nothing_is_redirected_and_nobody_is_asked_who_they_are(app: TestApp) {
        two_hosts(&app).await;
        let mut member = app.browser(CLASSIC);
        member.cookies.insert("ks.demo.community".into(), "x".repeat(43));
        let cookie = "ks.demo.community=x; ks-pre.demo.community=y";
        for name in FILES {
            let mut plain = get(&app, "red.example", name).await;
            // Each request has a trace of its own.
            plain.headers.remove("x-trace-id").unwrap();
            for (header, value) in [("accept", "text/html,*/*"), ("cookie", cookie), ("origin", "https://evil.example")] {
                let asked = ask(Method::GET, "red.example", name).header(header, value).body(Body::empty()).unwrap();
                let mut answer = app.send(asked).await;
                answer.headers.remove("x-trace-id").unwrap();
                assert_eq!(file(&answer), plain.json(), "{name} {header}");
                assert_eq!(answer.headers, plain.headers, "{name} {header}");
            }
            let head = app.send(ask(Method::HEAD, "red.example", name).body(Body::empty()).unwrap()).await;
            assert_eq!((head.status, head.text.as_str()), (plain.status, ""), "{name}");
            assert_eq!(head.header("content-type"), "application/json");
            let unknown = ask(Method::GET, "other.example", name).header("accept", "text/html").body(Body::empty()).unwrap();
            app.send(unknown).await.assert_refused(404, "not_found");
        }
        // HTTP/2 names the host in the address.
        let asked = Request::get("https://red.example/.well-known/webauthn").body(Body::empty()).unwrap();
        file(&app.send(asked).await);
        // Pages still lead to the one public address.
        let page = Request::get("/demo/community/sign-in").header("host", "red.example").header("accept", "text/html");
        assert_eq!(app.send(page.body(Body::empty()).unwrap()).await.status, 307);
    }

    // One bad line must not close every door; it is left out, and the log says so, once for each version of the settings.
    async fn what_is_malformed_is_left_out_and_logged(app: TestApp) {
        let before = app.log.text().len();
        app.change_pool(SMART, |pool| pool.origins = "http://localhost:8080\nhttps://evil.example".into()).await;
        app.set(SMART, |settings| {
            settings.related_origins = vec!["https://good.example".into(), "https://bad.example/path".into()];
            settings.native_apps.apple = vec![AppleApp { team: "\",{".into(), bundle: "x".into() }];
        })
        .await;
        for _ in 0..3 {
            app.app.refresh().await.unwrap();
        }
        let listed = file(&get(&app, "localhost:8080", "webauthn").await);
        assert_eq!(listed, json!({ "origins": ["https://good.example"] }));
        get(&app, "localhost:8080", "apple-app-site-association").await.assert_refused(404, "not_found");
        app.program(SMART).sign_up("alice").await.ok();
        let log = app.log.text().split_off(before);
        for piece in ["https://evil.example is left out", "\"https://bad.example/path\" is left out", "a team is the ten"] {
            let lines: Vec<_> = log.lines().filter(|line| line.contains(piece)).collect();
            assert_eq!(lines.len(), 1, "{piece}: {lines:?}");
            assert!(lines[0].contains("ERROR"), "{}", lines[0]);
        }
    }

    async fn tenants_that_share_an_rp_id_are_warned_about(app: TestApp) {
        let app = app.twin_at("https://id.example.com").await;
        let warning = app.log.line_with("share the RP ID id.example.com");
        assert!(warning.contains("WARN") && warning.contains("demo.id.example.com, forum.id.example.com"), "{warning}");
        move_others_away(&app).await;
        let before = app.log.text().matches("share the RP ID id.example.com").count();
        app.change_pool(SMART, |pool| pool.rp_id = "demo.example".into()).await;
        assert_eq!(app.log.text().matches("share the RP ID id.example.com").count(), before);
        let log = app.log.text();
        assert!(log.lines().any(|line| line.contains("lie outside the RP ID") && line.contains("demo.example")));
    }
}
