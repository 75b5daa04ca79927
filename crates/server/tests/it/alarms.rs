//! Alarms: each condition is provoked, raised once, told to whom the pool names, and cleared when it is over (S2-34).

use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::alarms;
use serde_json::{Value, json};
use server::post::Post;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

fn health(app: &TestApp, base: &str) -> String {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    format!("/admin/{tenant}/pools/{}", app.app.snapshot().door(tenant, workspace).unwrap().pool.id)
}

/// What is raised now, after everything was looked at.
async fn raised(app: &TestApp, base: &str) -> Vec<String> {
    alarms::watch(&app.app).await;
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let pool = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    let rows = app.store.read("alarms", move |tx| store::alarm::of_pool(tx, pool)).await.unwrap();
    rows.into_iter().filter(|row| row.cleared_at.is_none()).map(|row| row.kind).collect()
}

async fn told(app: &TestApp, base: &str) -> Vec<(String, String)> {
    let entries = app.audit(base).await.into_iter().filter(|entry| entry.kind.starts_with("alarm_"));
    entries.map(|entry| (entry.kind, entry.reason.unwrap_or_default())).collect()
}

/// Members who have a passkey, all from the web or all from the app.
async fn members(app: &TestApp, (number, in_app): (usize, bool)) -> Vec<Actor<'_>> {
    let mut all = Vec::new();
    for place in 0..number {
        let mut member = if in_app { app.program(HOME) } else { app.browser(HOME) };
        member.sign_up(&format!("member-{in_app}-{place}")).await.ok();
        all.push(member);
    }
    all
}

/// Shows a passkey with a signature that nobody made.
async fn fails(member: &mut Actor<'_>) {
    let begun = member.post("/sign-in/passkey/begin", &json!({})).await.ok();
    let mut shown = member.show(&begun);
    shown["response"]["signature"] = json!("MEUCIQ");
    member.post("/sign-in/passkey/finish", &shown).await.assert_refused(401, "verification_failed");
}

/// Shows it as from another address than the pool's.
async fn comes_from_elsewhere(member: &mut Actor<'_>) {
    let begun = member.post("/sign-in/passkey/begin", &json!({})).await.ok();
    let shown = member.authenticator.get(&begun["publicKey"], "http://other.localhost:8080").unwrap();
    member.post("/sign-in/passkey/finish", &shown).await.assert_refused(401, "verification_failed");
}

/// Answers each call with the next of these statuses, and says what came.
fn receiver(statuses: &'static [&'static str]) -> (u16, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut socket, _) = listener.accept().unwrap();
            let mut text = String::new();
            while !text.contains("\r\n\r\n") || !text.ends_with('}') {
                let mut bytes = [0; 4096];
                let read = socket.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            }
            socket.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            sender.send((head.to_ascii_lowercase(), body.to_owned())).unwrap();
        }
    });
    (port, asked)
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap_or_else(|| panic!("{name}: {head}"))
}

on_both_engines! {
    // S2-34: "fails for many users". Raised once, written down, shown, and over when the minutes are.
    async fn sign_in_fails_for_many(app: TestApp) {
        let mut owner = app.owner().await;
        let mut all = members(&app, (5, false)).await;
        app.advance_seconds(3600);
        for member in all.iter_mut().take(4) {
            fails(member).await;
        }
        assert!(raised(&app, HOME).await.is_empty(), "four are not five");
        fails(&mut all[4]).await;
        assert_eq!(raised(&app, HOME).await, ["fails_for_many"]);
        assert_eq!(raised(&app, HOME).await, ["fails_for_many"]);
        let other = app.other_node().await;
        alarms::watch(&other).await;
        assert_eq!(told(&app, HOME).await, [("alarm_raised".to_owned(), "fails_for_many".to_owned())]);
        owner.sign_in().await.ok();
        let page = owner.console("GET", &format!("{}/health", health(&app, HOME)), &Value::Null).await;
        for words in ["One alarm is raised.", "Sign-in fails for many users", "5 of 5 members failed within 15 minutes."] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert!(!page.text.contains("member-"), "no alarm says who it was");
        let list = owner.console("GET", "/admin/health", &Value::Null).await;
        assert!(list.text.contains("<li class=\"warn\">Sign-in fails for many users</li>"), "{}", list.text);
        app.advance_seconds(1);
        all[0].sign_in().await.ok();
        assert!(raised(&app, HOME).await.is_empty(), "one of them came in");
        assert_eq!(told(&app, HOME).await[0], ("alarm_cleared".to_owned(), "fails_for_many".to_owned()));
    }

    // S2-34: the app and the web are told apart by what an app does not send: an origin of a page.
    async fn passkeys_work_on_the_web_but_not_in_the_app(app: TestApp) {
        let mut in_app = members(&app, (5, true)).await;
        let mut on_web = members(&app, (6, false)).await;
        app.advance_seconds(3600);
        for member in &mut on_web {
            member.sign_in().await.ok();
        }
        for member in &mut in_app {
            fails(member).await;
        }
        assert_eq!(raised(&app, HOME).await, ["fails_for_many", "not_in_the_app"]);
        app.advance_seconds(16 * 60);
        assert!(raised(&app, HOME).await.is_empty(), "the minutes are over");
    }

    // S2-34: "repeated security or origin errors"; the number is the pool's.
    async fn security_errors_repeat(app: TestApp) {
        let mut all = members(&app, (1, false)).await;
        app.set(HOME, |settings| settings.alarms.members = 3).await;
        for _ in 0..2 {
            comes_from_elsewhere(&mut all[0]).await;
        }
        assert!(raised(&app, HOME).await.is_empty());
        comes_from_elsewhere(&mut all[0]).await;
        assert_eq!(raised(&app, HOME).await, ["security_errors"]);
    }

    // S2-34: "setup page missing" and "login lacks password fallback", both by what a workspace allows.
    async fn a_workspace_has_no_place_for_passkeys_or_nothing_else(app: TestApp) {
        let mut owner = app.owner().await;
        let (door, settings) = ("/platform/smart", "/admin/platform/workspaces/smart/settings");
        assert!(raised(&app, door).await.is_empty());
        app.set(door, |settings| settings.methods.first = vec![domain::Method::Passkey, domain::Method::Password]).await;
        owner.confirms(settings, &json!({ "authentication_mechanisms": ["password"] })).await.ok();
        assert_eq!(raised(&app, door).await, ["setup_page_missing"]);
        owner.confirms(settings, &json!({ "authentication_mechanisms": ["usernameless_webauthn"] })).await.ok();
        assert_eq!(raised(&app, door).await, ["no_fallback"]);
        // A pool that has decided for passkeys alone has no fallback to lack (S2-17).
        app.set(door, |settings| settings.methods.first = vec![domain::Method::Passkey]).await;
        assert!(raised(&app, door).await.is_empty());
    }

    // S2-34: "admin can use neither passkey nor password".
    async fn an_administrator_is_locked_out(app: TestApp) {
        let mut owner = app.owner().await;
        assert!(raised(&app, HOME).await.is_empty());
        let user = owner.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
        let pool = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let aside = app.store.write("put aside", move |tx| store::passkey::quarantine_others(tx, (pool, user), None, 1));
        assert_eq!(aside.await.unwrap(), 1);
        assert_eq!(raised(&app, HOME).await, ["administrator_locked_out"]);
    }

    // S2-34: a passkey of another domain, or one that cannot stand alone, opens nothing.
    async fn a_passkey_that_opens_nothing_is_none(app: TestApp) {
        let owner = app.owner().await;
        for (kind, is_raised) in [("elsewhere", true), ("here", false), ("second factor", true)] {
            let (pool, home) = (app.pool(HOME), app.app.snapshot().home().unwrap().rp_id.clone());
            let changed = app.store.write("another passkey", move |tx| {
                let root = store::administrator::all(tx)?.remove(0).user_id;
                let row = store::passkey::of_user(tx, pool, root)?.remove(0);
                store::passkey::delete(tx, pool, root, row.id)?;
                let rp_id = if kind == "elsewhere" { "elsewhere.example".into() } else { home.clone() };
                let is_weak = kind == "second factor";
                let discoverable = Some(!is_weak);
                store::passkey::insert(tx, &store::passkey::Passkey { rp_id, discoverable, user_verified: !is_weak, ..row })
            });
            changed.await.unwrap();
            assert_eq!(raised(&app, HOME).await.contains(&"administrator_locked_out".to_owned()), is_raised, "{kind}");
        }
        drop(owner);
    }

    // What goes wrong with one pool keeps nobody from hearing of the others.
    async fn one_pool_in_trouble_keeps_no_other_from_being_watched(app: TestApp) {
        let mut owner = app.owner().await;
        let mut doors: Vec<_> = ["forum/main", "workforce/main", "platform/smart"]
            .map(|door| app.app.snapshot().door(door.split_once('/').unwrap().0, door.split_once('/').unwrap().1).unwrap())
            .into();
        doors.sort_by_key(|door| (door.tenant.id, door.pool.id));
        for (place, door) in doors.iter().enumerate() {
            let (tenant, workspace) = (&door.tenant.slug, &door.workspace.slug);
            app.set(&format!("/{tenant}/{workspace}"), |settings| {
                settings.methods.first = vec![domain::Method::Passkey, domain::Method::Password];
            }).await;
            let way = if place == 2 { "password" } else { "usernameless_webauthn" };
            let path = format!("/admin/{tenant}/workspaces/{workspace}/settings");
            owner.confirms(&path, &json!({ "authentication_mechanisms": [way] })).await.ok();
        }
        // The second pool's alarm cannot be written.
        let sql = "CREATE UNIQUE INDEX trouble ON alarms (kind)";
        app.store.write("trouble", move |tx| store::testing::execute(tx, sql)).await.unwrap();
        let bases: Vec<_> = doors.iter().map(|door| format!("/{}/{}", door.tenant.slug, door.workspace.slug)).collect();
        assert_eq!(raised(&app, &bases[0]).await, ["no_fallback"]);
        assert!(raised(&app, &bases[1]).await.is_empty());
        assert_eq!(raised(&app, &bases[2]).await, ["setup_page_missing"]);
    }

    // S2-34: settable, and told by mail and by a signed call that is tried again.
    async fn whoever_is_named_is_told(app: TestApp) {
        let mut owner = app.owner().await;
        let (port, calls) = receiver(&["503 Not Now", "204 No Content"]);
        let place = format!("{}/alarms", health(&app, HOME));
        let hook = format!("http://localhost:{port}/hook");
        let ask = json!({ "members": 1, "percent": 1, "minutes": 5, "mail": ["ops@example.com"], "webhook": hook });
        owner.changes(&place, &ask).await.ok();
        for (wrong, field) in [
            (json!({ "members": 0 }), "members"),
            (json!({ "percent": 101 }), "percent"),
            (json!({ "minutes": 4 }), "minutes"),
            (json!({ "mail": ["nobody"] }), "mail"),
            (json!({ "webhook": "ftp://example.com" }), "webhook"),
        ] {
            let answer = owner.changes(&place, &wrong).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field);
        }
        owner.saves(&place, "another", &json!({ "members": 2 })).await.assert_refused(412, "changed_since");
        let read = owner.console("GET", &place, &Value::Null).await.ok();
        let secret = read["webhook_secret"].as_str().unwrap().to_owned();
        assert_eq!((&read["members"], secret.len()), (&json!(1), 64));

        let mut all = members(&app, (1, false)).await;
        app.advance_seconds(3600);
        fails(&mut all[0]).await;
        assert_eq!(raised(&app, HOME).await, ["fails_for_many"]);
        let waiting = app.store.read("waiting", |tx| store::outbox::waiting(tx, 10)).await.unwrap();
        assert_eq!(waiting.len(), 2, "a mail and a call");
        let letters = domain::messages::mailbox(&app.app).await.unwrap().unwrap();
        let mail = letters.iter().find(|kept| kept.to.as_str() == "ops@example.com").unwrap();
        assert!(mail.letter.text.contains("Sign-in fails for many users"), "{}", mail.letter.text);
        assert!(mail.letter.text.contains("1 of 1 members failed within 5 minutes."), "{}", mail.letter.text);
        assert!(mail.link.as_deref().unwrap().ends_with("/health"));

        let sender = Post::open(None, None, "id.example.com").unwrap();
        sender.deliver(&app.app).await.unwrap();
        let (first, body) = calls.recv_timeout(Duration::from_secs(10)).unwrap();
        let told: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((&told["type"], &told["alarm"]), (&json!("alarm_raised"), &json!("fails_for_many")));
        assert!(!body.contains("member-"), "{body}");
        let text = format!("{}.{body}", header(&first, "keystead-timestamp"));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
        let signed = aws_lc_rs::hmac::sign(&key, text.as_bytes());
        let expected = signed.as_ref().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(header(&first, "keystead-signature"), format!("v1={expected}"));
        // Not then: so it is called again, under the same id and a new time.
        app.advance_seconds(60);
        sender.deliver(&app.app).await.unwrap();
        let (second, again) = calls.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!((&again, header(&second, "keystead-id")), (&body, header(&first, "keystead-id")));
        assert_ne!(header(&second, "keystead-timestamp"), header(&first, "keystead-timestamp"));
    }

    // Whoever may only look sees neither the address that is called nor its secret.
    async fn an_auditor_sees_no_secret(app: TestApp) {
        let mut owner = app.owner().await;
        let place = format!("{}/alarms", health(&app, HOME));
        owner.changes(&place, &json!({ "webhook": "https://hooks.example.com/token" })).await.ok();
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let read = auditor.console("GET", &place, &Value::Null).await.ok();
        assert_eq!((&read["webhook"], &read["webhook_secret"]), (&json!(""), &Value::Null));
        let page = auditor.console("GET", &format!("{}/health", health(&app, HOME)), &Value::Null).await;
        assert!(!page.text.contains("hooks.example.com"));
        auditor.saves(&place, "x", &json!({ "members": 2 })).await.assert_refused(403, "not_permitted");
    }
}
