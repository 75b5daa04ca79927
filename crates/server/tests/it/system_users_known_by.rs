//! What users are known by, as programs of their tenant list them, find them, and change it; and whether a password is theirs.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application};
use crate::support::{TestApp, on_both_engines};
use crate::system_users::{assert_error, at_pool, named};
use domain::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

async fn make(api: &Api<'_>, name: &str) -> String {
    let made = api.call("POST", "/users", Some(&named(name))).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

fn query(key: &str) -> String {
    let text: String =
        url::form_urlencoded::byte_serialize(json!({ "user_key": key }).to_string().as_bytes()).collect();
    format!("query={text}")
}

async fn ids(api: &Api<'_>, query: &str) -> Vec<String> {
    let found = api.call("GET", &format!("/users?{query}"), None).await.ok();
    found["users"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    // In the order of their ids, forth and back, a page at a time.
    async fn users_are_listed_a_page_at_a_time(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let before = ids(&api, "limit=100").await;
        let mut made = Vec::new();
        for name in ["anna", "anton", "bert", "berta", "carl"] {
            app.advance_seconds(1);
            made.push(make(&api, name).await);
        }
        let after = |from: &str| format!("after_user_id={from}");
        let last = before.last().map(|id| after(id)).unwrap_or_default();
        assert_eq!(ids(&api, &last).await, made);
        assert_eq!(ids(&api, &format!("{}&limit=2", after(&made[0]))).await, made[1..3]);
        assert_eq!(ids(&api, &format!("before_user_id={}&limit=2", made[4])).await, made[2..4]);
        let newest = ids(&api, "order=desc&limit=2").await;
        assert_eq!(newest, [made[4].clone(), made[3].clone()]);
        assert_eq!(ids(&api, &format!("order=desc&limit=2&before_user_id={}", made[1])).await, [made[3].clone(), made[2].clone()]);
        assert!(ids(&api, &after(&made[4])).await.is_empty());
        // By the beginning of an identifier, or by an id.
        assert_eq!(ids(&api, &query("an")).await, made[..2]);
        assert_eq!(ids(&api, &query(" BERT")).await, made[2..4]);
        assert_eq!(ids(&api, &format!("{}&limit=1&{}", query("bert"), after(&made[2]))).await, made[3..4]);
        assert_eq!(ids(&api, &query(&made[4])).await, made[4..]);
        assert!(ids(&api, &query("zzz")).await.is_empty());
        for bad in ["limit=0", "limit=101", "limit=x", "order=up", "after_user_id=x", "query=ada", "query=%7B%22metadata%22%3A%7B%7D%7D"] {
            assert_error(&api.call("GET", &format!("/users?{bad}"), None).await, 422, "query_refused");
        }
    }

    async fn a_list_says_what_users_are_known_by(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let user = make(&api, "ada").await;
        let address = json!({ "address": "ada@example.com", "type": "email", "status": "active", "verified": true });
        api.call("POST", &format!("/users/{user}/addresses/add"), Some(&address)).await.ok();
        let listed = api.call("GET", &format!("/users?{}", query("ada@")), None).await.ok()["users"][0].clone();
        assert_eq!((&listed["id"], &listed["status"], &listed["payload"]["name"]), (&user.as_str().into(), &"active".into(), &"ada".into()));
        assert_eq!((&listed["identifiers"], &listed["verified addresses"]), (&json!(["ada", "ada@example.com"]), &json!(["ada@example.com"])));
        assert_eq!(listed["addresses"], json!([{ "address": "ada@example.com", "verified": true }]));
        assert!(listed.get("credentials").is_none());
    }

    // Administrators are in no list and found by nothing; nobody changes them.
    async fn administrators_are_not_there(app: TestApp) {
        let mut owner = app.owner().await;
        let root = owner.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        app.browser(SMART).sign_up("rooted").await.ok();
        let api = at_pool(&app, SMART, "identity").await;
        let mut from = String::new();
        loop {
            let page = ids(&api, &format!("limit=3{from}")).await;
            assert!(!page.contains(&root));
            // No hole in a page says that somebody is left out.
            if page.len() < 3 {
                break;
            }
            from = format!("&after_user_id={}", page[2]);
        }
        assert_eq!(ids(&api, &query("root")).await.len(), 1);
        assert!(ids(&api, &query(&root)).await.is_empty());
        assert_error(&api.call("POST", "/users/by_key", Some(&json!({ "identifier": "root" }))).await, 404, "user_not_found");
        let path = |end: &str| format!("/users/{root}{end}");
        for (method, end, body) in [
            ("PUT", "", json!({ "status": "inactive" })),
            ("PATCH", "", json!({ "status": "inactive" })),
            ("DELETE", "", Value::Null),
            ("POST", "/identifiers/add", json!({ "identifier": "eve", "type": "uid" })),
            ("POST", "/identifiers/remove", json!({ "identifier": "root" })),
            ("POST", "/addresses/add", json!({ "address": "eve@example.com", "type": "email", "verified": true })),
            ("POST", "/addresses/update", json!({ "address": "eve@example.com", "status": "active", "verified": true })),
            ("POST", "/addresses/remove", json!({ "address": "eve@example.com" })),
        ] {
            let body = Some(body).filter(|body| !body.is_null());
            assert_error(&api.call(method, &path(end), body.as_ref()).await, 404, "user_not_found");
        }
        owner.get("/session").await.ok();
        // Their name is taken all the same, as for any sign-up.
        assert_error(&api.call("POST", "/users", Some(&named("root"))).await, 409, "identifier_taken");
    }

    // S3-32, S3-45: scope, tenant and pool, for each operation.
    async fn strangers_are_answered_as_if_nothing_were_there(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let user = make(&api, "ada").await;
        let narrow = at_pool(&app, CLASSIC, "audit").await;
        let foreign = at_pool(&app, SMART, "identity").await;
        // The pool of another tenant, asked for at one's own, and the other way round.
        let own = Api { app: &app, base: api.base.replace("/platform/", "/demo/"), token: foreign.token.clone() };
        let other = Api { app: &app, base: api.base.clone(), token: foreign.token.clone() };
        // A user of another pool, in one's own.
        let elsewhere = Api { app: &app, base: foreign.base.clone(), token: foreign.token.clone() };
        let of_user = format!("/users/{user}");
        for (method, end, body) in [
            ("GET", "/users".to_owned(), Value::Null),
            ("POST", "/users".to_owned(), named("eve")),
            ("POST", "/users/by_key".to_owned(), json!({ "identifier": "ada" })),
            ("PUT", of_user.clone(), json!({ "status": "inactive" })),
            ("PATCH", of_user.clone(), json!({ "status": "inactive" })),
            ("DELETE", of_user.clone(), Value::Null),
            ("POST", format!("{of_user}/identifiers/add"), json!({ "identifier": "eve", "type": "uid" })),
            ("POST", format!("{of_user}/identifiers/remove"), json!({ "identifier": "ada" })),
            ("POST", format!("{of_user}/addresses/add"), json!({ "address": "eve@example.com", "type": "email", "verified": true })),
            ("POST", format!("{of_user}/addresses/update"), json!({ "address": "eve@example.com", "status": "active", "verified": true })),
            ("POST", format!("{of_user}/addresses/remove"), json!({ "address": "eve@example.com" })),
        ] {
            let body = Some(body).filter(|body| !body.is_null());
            assert_error(&narrow.call(method, &end, body.as_ref()).await, 403, "insufficient_scope");
            assert_error(&own.call(method, &end, body.as_ref()).await, 404, "pool_not_found");
            assert_error(&other.call(method, &end, body.as_ref()).await, 401, "invalid_access_token");
            if end.starts_with(&of_user) {
                assert_error(&elsewhere.call(method, &end, body.as_ref()).await, 404, "user_not_found");
            }
        }
        assert_eq!(api.call("GET", &of_user, None).await.ok()["status"], "active");
    }

    // S3c-2: identifiers and addresses come and go; each is one user's.
    async fn identifiers_come_and_go(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let made = api.call("POST", "/users", Some(&named("ada"))).await;
        let (user, seen) = (made.json()["id"].as_str().unwrap().to_owned(), made.header("etag").to_owned());
        make(&api, "bob").await;
        let base = format!("{}/users/{user}", api.base);
        let api = Api { app: &app, base, token: api.token };
        let uid = |name: &str| json!({ "identifier": name, "type": "uid", "metadata": null });
        let added = api.with("POST", "/identifiers/add", Some(&uid("Ada.L")), &[("if-match", &seen)]).await.ok();
        assert_eq!((&added["identifier"], &added["identifier_lc"], &added["type"]), (&"Ada.L".into(), &"ada.l".into(), &"uid".into()));
        assert_error(&api.with("POST", "/identifiers/add", Some(&uid("lovelace")), &[("if-match", &seen)]).await, 412, "precondition_failed");
        assert_eq!(api.call("POST", "/identifiers/add", Some(&uid("ada.l"))).await.ok(), added, "the same again");
        for (body, status, code) in [
            (uid("BOB"), 409, "identifier_taken"),
            (uid("a b"), 422, "identifier_malformed"),
            (json!({ "identifier": "x", "type": "external" }), 422, "identifier_type_unknown"),
            (json!({ "identifier": null, "type": "uid" }), 400, "malformed_request"),
        ] {
            assert_error(&api.call("POST", "/identifiers/add", Some(&body)).await, status, code);
        }
        let (one, other) = (uid("lovelace"), uid("Lovelace"));
        let (one, other) = tokio::join!(api.call("POST", "/identifiers/add", Some(&one)), api.call("POST", "/identifiers/add", Some(&other)));
        assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200), "one of them made it, and both have it");
        for name in ["ada.l", "LOVELACE"] {
            assert_eq!(api.call("POST", "/identifiers/remove", Some(&json!({ "identifier": name }))).await.status, 204);
            assert_error(&api.call("POST", "/identifiers/remove", Some(&json!({ "identifier": name }))).await, 404, "identifier_not_found");
        }
        assert_error(&api.call("POST", "/identifiers/remove", Some(&json!({ "identifier": "bob" }))).await, 404, "identifier_not_found");
        assert_error(&api.call("POST", "/identifiers/remove", Some(&json!({ "identifier": "ada" }))).await, 403, "last_identifier");
        for number in 1..20 {
            api.call("POST", "/identifiers/add", Some(&uid(&format!("ada{number}")))).await.ok();
        }
        assert_error(&api.call("POST", "/identifiers/add", Some(&uid("ada20"))).await, 422, "identifier_limit_reached");
    }

    // An address is written to once it is verified; those that are there hear of one that comes or goes.
    async fn addresses_come_and_go(app: TestApp) {
        let (mut alice, first) = app.reachable(CLASSIC, "alice").await;
        let user = alice.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_pool(&app, CLASSIC, "identity").await;
        let api = Api { app: &app, base: format!("{}/users/{user}", api.base), token: api.token };
        let address = |verified: bool| json!({ "address": "Alice@Other.example", "type": "email", "status": null, "verified": verified });
        let added = api.call("POST", "/addresses/add", Some(&address(false))).await.ok();
        assert_eq!((&added["address"], &added["verified"]), (&"alice@other.example".into(), &false.into()));
        assert!(app.letter(&first, "address_changed").await.is_some());
        let update = |verified: bool| json!({ "address": "alice@other.example", "status": "active", "verified": verified });
        assert_eq!(api.call("POST", "/addresses/update", Some(&update(true))).await.ok()["verified"], true);
        assert_error(&api.call("POST", "/addresses/update", Some(&update(false))).await, 422, "address_stays_verified");
        let inactive = json!({ "address": "alice@other.example", "status": "inactive", "verified": true });
        assert_error(&api.call("POST", "/addresses/update", Some(&inactive)).await, 422, "status_unknown");
        for name in ["alice", "nobody@example.com"] {
            let body = json!({ "address": name, "status": "active", "verified": true });
            assert_error(&api.call("POST", "/addresses/update", Some(&body)).await, 404, "identifier_not_found");
            assert_error(&api.call("POST", "/addresses/remove", Some(&json!({ "address": name }))).await, 404, "identifier_not_found");
        }
        alice.get("/session").await.ok();
        assert_eq!(api.call("POST", "/addresses/remove", Some(&json!({ "address": "ALICE@other.example" }))).await.status, 204);
        alice.get("/session").await.assert_refused(401, "not_signed_in");
        assert!(app.letter("alice@other.example", "address_changed").await.is_some(), "the one that goes is told, too");
        let kinds = app.kinds_done(CLASSIC).await;
        assert!(["address_added", "user_changed", "address_removed"].iter().all(|kind| kinds.contains(&(*kind).to_owned())), "{kinds:?}");
        // Somebody else's is theirs.
        let bob = make(&at_pool(&app, CLASSIC, "identity address").await, "bob").await;
        let of_bob = Api { app: &app, base: api.base.replace(&user, &bob), token: api.token.clone() };
        let taken = json!({ "address": first, "type": "email", "status": "active", "verified": true });
        assert_error(&of_bob.call("POST", "/addresses/add", Some(&taken)).await, 409, "identifier_taken");
    }

    // A password is looked at under the limits of the sign-in page, and in the words that are documented.
    async fn a_password_is_verified(app: TestApp) {
        app.set(CLASSIC, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let mut body = named("ada");
        body["credentials"] = json!([{ "type": "password", "password": PASSWORD }]);
        let user = api.call("POST", "/users", Some(&body)).await.ok()["id"].as_str().unwrap().to_owned();
        let without = make(&api, "bob").await;
        let verify = |body: Value| {
            let api = &api;
            async move { api.call("POST", "/user/password/v2/verify", Some(&body)).await }
        };
        let told = |id: &str, result: &str| json!({ "id": id, "state": "valid", "result": result });
        for (body, expected) in [
            (json!({ "identifier": "ADA", "password": PASSWORD, "userID": "" }), told(&user, "password_correct")),
            (json!({ "userID": user, "password": PASSWORD }), told(&user, "password_correct")),
            (json!({ "id": user, "userID": without, "password": PASSWORD }), told(&user, "password_correct")),
            (json!({ "identifier": "ada", "password": "wrong" }), told(&user, "password_incorrect")),
            (json!({ "identifier": "ada", "password": "x".repeat(3_000) }), told(&user, "password_incorrect")),
            (json!({ "identifier": "bob", "password": PASSWORD }), told(&without, "no_password")),
            (json!({ "identifier": "nobody", "password": PASSWORD }), told("", "user_not_found")),
            (json!({ "userID": "nothing", "password": PASSWORD }), told("", "user_not_found")),
        ] {
            assert_eq!(verify(body).await.ok(), expected);
        }
        let old = |password: &str| json!({ "identifier": "ada", "password": password });
        let answer = api.call("POST", "/user/password/verify", Some(&old(PASSWORD))).await.ok();
        assert_eq!(answer, json!({ "id": user, "state": "valid" }));
        for body in [old("wrong"), json!({ "identifier": "nobody", "password": PASSWORD })] {
            assert_error(&api.call("POST", "/user/password/verify", Some(&body)).await, 401, "invalid_password");
        }
        for body in [json!({}), json!({ "password": PASSWORD }), json!({ "password": 1, "identifier": "ada" })] {
            assert_error(&verify(body).await, 422, "malformed_request");
        }
        // In statuses that are declared.
        let narrow = at_pool(&app, CLASSIC, "audit").await;
        assert_error(&narrow.call("POST", "/user/password/v2/verify", Some(&old(PASSWORD))).await, 401, "insufficient_scope");
        // Whoever guesses waits, at our own pages, too.
        for _ in 0..5 {
            verify(old("wrong")).await;
        }
        let held = verify(old(PASSWORD)).await;
        assert_error(&held, 429, "wait");
        assert!(!held.header("retry-after").is_empty());
        let mut ada = app.program(CLASSIC);
        let begun = ada.post("/sign-in/start", &json!({ "identifier": "ada" })).await.ok();
        let prove = json!({ "ticket": begun["ticket"], "method": "password", "value": PASSWORD });
        let path = format!("/journey/{}/prove", begun["journey"].as_str().unwrap_or_default());
        assert_eq!(ada.post(&path, &prove).await.status, 429);
        app.advance_seconds(300);
        assert_eq!(verify(old(PASSWORD)).await.ok()["result"], "password_correct");
        api.call("PUT", &format!("/users/{user}"), Some(&json!({ "status": "inactive" }))).await.ok();
        assert_error(&verify(old(PASSWORD)).await, 422, "user_inactive");
        app.set(CLASSIC, |settings| settings.methods.first = vec![Method::Passkey]).await;
        assert_error(&verify(old(PASSWORD)).await, 422, "method_not_allowed_here");
    }

    // An administrator's password is nobody's to try: guesses of programs neither find nor stop it.
    async fn an_administrators_password_is_not_there(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let mut owner = app.owner().await;
        let root = owner.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        owner.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
        let api = at_pool(&app, SMART, "identity").await;
        for _ in 0..7 {
            for body in [json!({ "identifier": "root", "password": PASSWORD }), json!({ "userID": root, "password": PASSWORD })] {
                let answer = api.call("POST", "/user/password/v2/verify", Some(&body)).await.ok();
                assert_eq!(answer, json!({ "id": "", "state": "valid", "result": "user_not_found" }));
            }
        }
    }

    // PUT me: the name, under what was seen.
    async fn a_member_changes_their_name(app: TestApp) {
        let client = Application::of_members(&app, SMART).await;
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let token = client.token_of(&mut alice, "openid view_ss_profile manage_ss_profile").await;
        let api = Api { app: &app, base: format!("{SMART}/identity/v2/self"), token };
        let seen = api.call("GET", "/me", None).await;
        let name = |name: Value| json!({ "payload": { "name": name, "department": "Engines" }, "preferences": null, "more": 1 });
        let etag = [("if-match", seen.header("etag"))];
        let then = api.with("PUT", "/me", Some(&name("Alice A.".into())), &etag).await;
        assert_eq!(then.ok()["payload"], json!({ "name": "Alice A." }));
        assert_error(&api.with("PUT", "/me", Some(&name("Eve".into())), &etag).await, 412, "precondition_failed");
        let shown = api.call("GET", "/me", None).await;
        assert_eq!((shown.ok(), shown.header("etag")), (then.ok(), then.header("etag")));
        assert_eq!(alice.get("/session").await.ok()["display_name"], "Alice A.");
        assert_eq!(api.call("PUT", "/me", Some(&json!({ "payload": null }))).await.ok(), then.ok());
        assert_eq!(api.call("PUT", "/me", None).await.ok(), then.ok());
        assert_eq!(api.call("PUT", "/me", Some(&name(Value::Null))).await.ok()["payload"]["name"], "alice");
        for (body, status, code) in [
            (name(json!(["x"])), 422, "payload_refused"),
            (name("a\u{202e}b".into()), 422, "payload_refused"),
            (json!({ "payload": 1 }), 400, "malformed_request"),
            (name("x".repeat(70_000).into()), 400, "too_large"),
        ] {
            assert_error(&api.call("PUT", "/me", Some(&body)).await, status, code);
        }
        let narrow = client.token_of(&mut alice, "openid view_ss_profile").await;
        let narrow = Api { app: &app, base: api.base.clone(), token: narrow };
        assert_error(&narrow.call("PUT", "/me", Some(&name("Eve".into()))).await, 403, "insufficient_scope");
        let mut owner = app.owner().await;
        let root = client.token_of(&mut owner, "openid view_ss_profile manage_ss_profile").await;
        let root = Api { app: &app, base: api.base.clone(), token: root };
        assert_error(&root.call("PUT", "/me", Some(&name("Eve".into()))).await, 403, "administrator_refused");
        assert_eq!(app.kinds_done(SMART).await.iter().filter(|kind| *kind == "user_changed").count(), 2);
    }
}
