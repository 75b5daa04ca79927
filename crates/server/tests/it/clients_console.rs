//! Console > OAuth Clients: the applications of a tenant, found, added, changed and removed by those who look after it (issue 7, 1; S0-26, S0-28).
//! What an administrator says holds at the endpoints at once, and a secret is shown once.

use crate::authorization::{CALLBACK, authorize, redeem, refresh, said, userinfo};
use crate::support::app::SMART;
use crate::support::application::Application;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::administrators::{self, Power};
use domain::applications::clients::{self, ClientAsk, NewClientAsk};
use domain::applications::{ClientSettings, GrantType, Issuer, roster};
use serde_json::{Value, json};
use store::client::{self, Client};
use store::id::WorkspaceId;
use store::{Tx, installation};

const LIST: &str = "/admin/demo/clients";

fn wiki() -> Value {
    json!({ "name": "Wiki", "workspace": "community", "kind": "web", "redirect_uris": [CALLBACK], "first_party": true })
}

async fn added<'a>(app: &'a TestApp, owner: &mut Actor<'_>, ask: &Value) -> (Application<'a>, String) {
    let answer = owner.console("POST", LIST, ask).await.ok();
    let client = Application::drawn(app, "demo", &answer);
    let page = format!("{LIST}/{}/{}", answer["workspace"].as_str().unwrap(), client.id);
    // As the application sends it from now on.
    let settings = format!("{page}/settings");
    owner.changes(&settings, &json!({ "token_endpoint_auth_method": "client_secret_post" })).await.ok();
    (client, page)
}

/// Those of the list, in its order.
fn rows(page: &str) -> Vec<&str> {
    let rows = page.split("<th scope=\"row\"><a href=\"").skip(1);
    rows.map(|row| row.split_once("dir=\"auto\">").unwrap().1.split('<').next().unwrap()).collect()
}

async fn listed(owner: &mut Actor<'_>, query: &str) -> Vec<String> {
    let page = owner.console("GET", &format!("{LIST}{query}"), &Value::Null).await;
    assert_eq!(page.status, 200, "{}", page.text);
    rows(&page.text).into_iter().map(str::to_owned).collect()
}

async fn plant_many(app: &TestApp) {
    let door = app.app.snapshot().door("demo", "community").unwrap();
    let (tenant, workspace) = (door.tenant.id, door.workspace.id);
    let plant = move |tx: &mut Tx<'_>| {
        for number in 0..120_i64 {
            let is_program = number % 10 == 0;
            let settings = ClientSettings {
                grant_types: if is_program {
                    vec![GrantType::ClientCredentials]
                } else {
                    vec![GrantType::AuthorizationCode]
                },
                ..ClientSettings::default()
            };
            let row = Client {
                tenant_id: tenant,
                workspace_id: if is_program { WorkspaceId::NIL } else { workspace },
                id: format!("app-{number:03}"),
                name: format!("Board {number:03}"),
                secret_hash: None,
                settings: serde_json::to_string(&settings).unwrap(),
                enabled: number % 4 != 1,
                created_at: number * 1000,
            };
            assert!(client::insert(tx, &row)?);
        }
        installation::bump(tx)
    };
    app.store.write("plant applications", plant).await.unwrap();
    app.app.refresh().await.unwrap();
}

fn next(page: &str) -> Option<String> {
    let link = page.split("<a class=\"button\" href=\"").find(|part| part.contains("rel=\"next\""))?;
    Some(link.split('"').next()?.replace("&#38;", "&"))
}

on_both_engines! {
    // Issue 7, 1: every list with search, filter, sort and paging.
    async fn the_list_finds_filters_and_goes_on(app: TestApp) {
        let mut owner = app.owner().await;
        let empty = owner.console("GET", LIST, &Value::Null).await;
        assert!(empty.text.contains("There is no application yet.") && empty.text.contains("Add an application"), "{}", empty.text);
        plant_many(&app).await;
        let (mut query, mut met) = (String::new(), Vec::new());
        loop {
            let page = owner.console("GET", &format!("{LIST}{query}"), &Value::Null).await;
            met.extend(rows(&page.text).into_iter().map(str::to_owned));
            match next(&page.text) {
                Some(on) => query = on,
                None => break,
            }
        }
        assert_eq!(met, (0..120).map(|number| format!("Board {number:03}")).collect::<Vec<_>>());
        assert_eq!(listed(&mut owner, "?q=app-017").await, ["Board 017"]);
        assert_eq!(listed(&mut owner, "?q=board+01").await.len(), 10);
        assert_eq!(listed(&mut owner, "?kind=program").await.len(), 12);
        assert_eq!(listed(&mut owner, "?workspace=system").await.len(), 12);
        assert_eq!(listed(&mut owner, "?workspace=community&q=board+00").await.len(), 9);
        assert_eq!(listed(&mut owner, "?state=off").await.len(), 30);
        assert_eq!(listed(&mut owner, "?kind=public").await.len(), 0);
        assert_eq!(listed(&mut owner, "?sort=backwards").await[0], "Board 119");
        // What was changed last comes first.
        owner.console("POST", &format!("{LIST}/community/app-001/enable"), &json!({})).await.ok();
        assert_eq!(listed(&mut owner, "?sort=changed").await[..2], ["Board 001", "Board 119"]);
        let tenants = owner.console("GET", "/admin/clients", &Value::Null).await.text;
        assert!(tenants.contains("120 applications") && tenants.contains("href=\"/admin/clients\" aria-current"), "{tenants}");
    }

    // S0-28: a secret is in the answer that draws it, and nowhere afterwards.
    async fn a_secret_is_shown_once_and_works(app: TestApp) {
        let mut owner = app.owner().await;
        let answer = owner.console("POST", LIST, &json!({ "name": "Sync", "workspace": "system", "kind": "program", "scope": "identity" })).await.ok();
        let client = Application::drawn(&app, "demo", &answer);
        assert!(answer["discovery"].as_str().unwrap().ends_with("/demo/system/.well-known/openid-configuration"));
        let grant = [("grant_type", "client_credentials")];
        assert_eq!(client.post("/oauth2/token", Some(&client.basic()), &grant).await.ok()["scope"], "identity");
        let page = format!("{LIST}/system/{}", client.id);
        for path in [LIST.to_owned(), page.clone(), format!("{page}/tokens"), format!("{page}/settings")] {
            let seen = owner.console("GET", &path, &Value::Null).await;
            assert!(seen.status == 200 && !seen.text.contains(&client.secret) && !seen.text.contains("secret_hash"), "{}", seen.text);
        }
        let (place, id) = ((client.tenant, WorkspaceId::NIL), client.id.clone());
        let row = app.store.read("client", move |tx| client::find(tx, place, &id)).await.unwrap().unwrap();
        assert!(row.secret_hash.is_some() && !format!("{row:?}").contains(&client.secret));
        // Another one, and the old one is nothing any more.
        let renewed = owner.console("POST", &format!("{page}/secret"), &json!({})).await.ok();
        let newer = Application::drawn(&app, "demo", &renewed);
        assert!(newer.secret != client.secret && newer.id == client.id);
        newer.post("/oauth2/token", Some(&newer.basic()), &grant).await.ok();
        assert_eq!(client.post("/oauth2/token", Some(&client.basic()), &grant).await.status, 401);
        // Who can keep none has none, and is given none.
        let board = json!({ "name": "Board", "workspace": "community", "kind": "public", "redirect_uris": ["http://127.0.0.1/back"] });
        let answer = owner.console("POST", LIST, &board).await.ok();
        assert!(answer["client_secret"].is_null(), "{answer}");
        let path = format!("{LIST}/community/{}/secret", answer["client_id"].as_str().unwrap());
        owner.console("POST", &path, &json!({})).await.assert_refused(404, "not_found");
        // Each was written down with who did it, and without the secret.
        let tenant = client.tenant;
        let events = app.store.read("events", move |tx| store::audit_event::latest(tx, tenant, 20)).await.unwrap();
        let done: Vec<_> = events.iter().filter(|event| event.kind.starts_with("client_") && event.outcome == "done").collect();
        // All at one moment of the tests' clock, so in no order.
        let mut kinds: Vec<_> = done.iter().map(|event| event.kind.as_ref()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["client_added", "client_added", "client_secret_renewed"]);
        assert!(done.iter().all(|event| event.actor_id.is_some()));
        assert!(!format!("{events:?}").contains(&newer.secret) && !format!("{events:?}").contains(&client.secret));
    }

    // RFC 9700, 2.1: what could lead a code elsewhere is refused beside its field, when it is added and when it is changed.
    async fn what_cannot_be_kept_is_said_beside_its_field(app: TestApp) {
        let mut owner = app.owner().await;
        let (_, page) = added(&app, &mut owner, &wiki()).await;
        let settings = format!("{page}/settings");
        for uri in ["http://wiki.example/back", "https://wiki.example/#x", "https://*.example/", "javascript:alert(1)", "//wiki.example", "https://a@wiki.example/"] {
            let mut ask = wiki();
            ask["redirect_uris"] = json!([CALLBACK, uri]);
            let answers = [owner.console("POST", LIST, &ask).await, owner.changes(&settings, &json!({ "redirect_uris": [uri] })).await];
            for answer in answers {
                answer.assert_refused(422, "setting_refused");
                assert_eq!(answer.json()["details"]["field"], "redirect_uris");
                assert!(answer.json()["details"]["problem"].as_str().unwrap().starts_with(uri), "{}", answer.text);
            }
        }
        for (member, value, field) in [
            ("name", json!(" "), "name"),
            ("name", json!("x".repeat(101)), "name"),
            ("workspace", json!("smart"), "workspace"),
            ("workspace", json!("system"), "kind"),
            ("kind", json!("symbol"), "kind"),
            ("redirect_uris", json!([]), "redirect_uris"),
            ("scope", json!("a\"b"), "scope"),
        ] {
            let mut ask = wiki();
            ask[member] = value;
            let answer = owner.console("POST", LIST, &ask).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field, "{member}");
        }
        for (member, value, field) in [
            ("access_token_seconds", json!(59), "access_token_seconds"),
            ("refresh_seconds", Value::Null, "refresh_seconds"),
            ("id_token_signed_response_alg", json!("none"), "id_token_signed_response_alg"),
            ("token_endpoint_auth_method", json!("private_key_jwt"), "jwks"),
            ("jwks", json!("{"), "jwks"),
            ("grant_types", json!([]), "grant_types"),
        ] {
            let answer = owner.changes(&settings, &json!({ member: value })).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field, "{member}");
        }
        for member in ["require_pkce", "changed_at", "nothing"] {
            owner.changes(&settings, &json!({ member: false })).await.assert_refused(400, "malformed_request");
        }
        assert_eq!(listed(&mut owner, "").await, ["Wiki"]);
    }

    // S3-16: of two who save what they both have read, the second is told; what no form shows stays.
    async fn a_save_says_what_it_has_seen(app: TestApp) {
        let mut owner = app.owner().await;
        let (client, page) = added(&app, &mut owner, &wiki()).await;
        let settings = format!("{page}/settings");
        let (place, id) = ((client.tenant, client.workspace), client.id.clone());
        let later = move |tx: &mut Tx<'_>| {
            let row = client::find(tx, place, &id)?.unwrap();
            let settings = row.settings.replacen('{', r#"{"of_a_later_release":7,"#, 1);
            client::update(tx, &Client { settings, ..row })?;
            installation::bump(tx)
        };
        app.store.write("later", later).await.unwrap();
        let version = owner.console("GET", &settings, &Value::Null).await.ok()["version"].as_str().unwrap().to_owned();
        let ask = json!({ "name": "Garden Wiki", "redirect_uris": [CALLBACK, "https://wiki.example/back"], "id_token_signed_response_alg": "EdDSA" });
        let newer = owner.saves(&settings, &version, &ask).await.ok()["version"].as_str().unwrap().to_owned();
        assert_ne!(newer, version);
        for stale in [version.as_str(), "", "*"] {
            owner.saves(&settings, stale, &json!({ "name": "x" })).await.assert_refused(412, "changed_since");
            owner.removes(&page, stale).await.assert_refused(412, "changed_since");
        }
        let seen = owner.console("GET", &settings, &Value::Null).await.ok();
        assert_eq!((&seen["name"], &seen["version"], &seen["first_party"]), (&json!("Garden Wiki"), &json!(newer), &json!(true)));
        let entries = app.audit(SMART).await;
        let told = |entry: &domain::audit::Entry| {
            let detail = entry.detail.clone().unwrap_or_default();
            detail.starts_with(&client.id) && detail.contains("name: Wiki → Garden Wiki") && detail.contains("redirect_uris: added https://wiki.example/back")
        };
        assert!(entries.iter().any(|entry| entry.kind == "client_changed" && told(entry)), "{entries:?}");
        // A new secret, or off and on, is no change of what the form shows.
        for act in ["secret", "disable", "enable"] {
            let answer = owner.console("POST", &format!("{page}/{act}"), &json!({})).await;
            assert!(answer.status.is_success(), "{act}");
        }
        assert!(owner.console("GET", &page, &Value::Null).await.text.contains(&newer));
        let (place, id) = ((client.tenant, client.workspace), client.id.clone());
        let row = app.store.read("client", move |tx| client::find(tx, place, &id)).await.unwrap().unwrap();
        assert!(row.settings.contains("of_a_later_release"), "{}", row.settings);
    }

    // Switched off, nobody signs in with it and nothing that it holds is good; on again, it goes on.
    async fn what_is_switched_off_signs_nobody_in(app: TestApp) {
        let mut owner = app.owner().await;
        let (client, page) = added(&app, &mut owner, &wiki()).await;
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let code = said(&authorize(&mut alice, &client.id, &[]).await)["code"].as_str().unwrap().to_owned();
        let tokens = redeem(&client, &code, &[]).await.ok();
        let (access, renewal) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
        assert_eq!(userinfo(&app, SMART, access).await.status, 200);
        // What is taken from it is in no further token.
        owner.changes(&format!("{page}/settings"), &json!({ "scope": "openid" })).await.ok();
        let narrower = refresh(&client, renewal).await.ok();
        assert_eq!((&tokens["scope"], &narrower["scope"]), (&json!("openid profile"), &json!("openid")));
        let renewal = narrower["refresh_token"].as_str().unwrap();
        owner.console("POST", &format!("{page}/disable"), &json!({})).await;
        assert_eq!(authorize(&mut alice, &client.id, &[]).await.status, 400);
        assert_eq!(userinfo(&app, SMART, access).await.status, 401);
        assert_eq!(refresh(&client, renewal).await.status, 401);
        assert!(owner.console("GET", &page, &Value::Null).await.text.contains("Switched off"));
        owner.console("POST", &format!("{page}/enable"), &json!({})).await;
        assert_eq!(userinfo(&app, SMART, access).await.status, 200);
        refresh(&client, renewal).await.ok();
    }

    // Removing says how many members it concerns; nothing of it is left, also for another one of the same name.
    async fn what_is_removed_is_gone_with_its_tokens(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut client, page) = added(&app, &mut owner, &wiki()).await;
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let code = said(&authorize(&mut alice, &client.id, &[]).await)["code"].as_str().unwrap().to_owned();
        let tokens = redeem(&client, &code, &[]).await.ok();
        let unspent = said(&authorize(&mut alice, &client.id, &[]).await)["code"].as_str().unwrap().to_owned();
        assert!(owner.console("GET", &page, &Value::Null).await.text.contains("<dt>Connected members</dt><dd>1</dd>"));
        let version = owner.version_of(&page).await;
        let asked = owner.removes(&page, &version).await;
        asked.assert_refused(422, "confirmation_needed");
        assert_eq!(asked.json()["details"]["confirm"], json!(["connected:1"]));
        assert!(asked.json()["details"]["problem"].as_str().unwrap().starts_with("1 member has signed in with it"), "{}", asked.text);
        assert_eq!(listed(&mut owner, "").await, ["Wiki"]);
        assert_eq!(owner.removes(&format!("{page}?confirmed=connected:1"), &version).await.status, 204);
        assert!(app.audit(SMART).await.iter().any(|entry| entry.kind == "client_removed" && entry.outcome == "done"));
        assert!(listed(&mut owner, "").await.is_empty());
        for path in [page.clone(), format!("{page}/tokens"), format!("{page}/settings")] {
            assert_eq!(owner.console("GET", &path, &Value::Null).await.status, 404);
        }
        assert_eq!(authorize(&mut alice, &client.id, &[]).await.status, 400);
        assert_eq!(userinfo(&app, SMART, tokens["access_token"].as_str().unwrap()).await.status, 401);
        // Another one under its id has nothing of it.
        app.advance_seconds(2);
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        let settings = ClientSettings {
            redirect_uris: vec![CALLBACK.into()],
            token_endpoint_auth_method: domain::applications::AuthMethod::ClientSecretPost,
            ..ClientSettings::default()
        };
        let draft = roster::Draft { id: Some(client.id.clone()), name: "Other".into(), enabled: true, settings };
        let secret = roster::add(&app.app, &issuer, draft).await.unwrap().secret.unwrap();
        client.secret = secret;
        assert_eq!(client.introspect(tokens["refresh_token"].as_str().unwrap()).await.ok()["active"], false);
        assert_eq!(redeem(&client, &unspent, &[]).await.status, 400);
        assert_eq!(refresh(&client, tokens["refresh_token"].as_str().unwrap()).await.status, 400);
        assert_eq!(userinfo(&app, SMART, tokens["access_token"].as_str().unwrap()).await.status, 401);
    }

    // S0-26, S3-45: who may do what, and that nothing of others is there.
    async fn each_looks_after_their_own(app: TestApp) {
        let mut owner = app.owner().await;
        let (client, page) = added(&app, &mut owner, &wiki()).await;
        let sync = json!({ "name": "Sync", "workspace": "system", "kind": "program" });
        let (_, program) = added(&app, &mut owner, &sync).await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let forum = app.app.snapshot().door("forum", "main").unwrap().tenant.id;
        let (mut other, _) = app.appointed(&mut owner, "other", ("owner", &format!("tenant/{forum}"))).await;
        for path in [LIST, &format!("{LIST}/new"), &page, &page.replace("/demo/", "/forum/"), &page.replace("/demo/", "/nowhere/")] {
            assert_eq!(other.console("GET", path, &Value::Null).await.status, 404, "{path}");
        }
        for act in ["secret", "enable", "disable"] {
            other.console("POST", &format!("{page}/{act}"), &json!({})).await.assert_refused(404, "not_found");
        }
        other.saves(&format!("{page}/settings"), "x", &json!({})).await.assert_refused(404, "not_found");
        other.removes(&page, "x").await.assert_refused(404, "not_found");
        other.console("POST", LIST, &wiki()).await.assert_refused(404, "not_found");
        // Who looks is shown everything but what changes it.
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let seen = auditor.console("GET", &page, &Value::Null).await;
        assert!(seen.status == 200 && !seen.text.contains("New secret</button>") && seen.text.contains("You can look at these settings."), "{}", seen.text);
        assert!(!auditor.console("GET", LIST, &Value::Null).await.text.contains("Add an application"));
        auditor.console("POST", &format!("{page}/secret"), &json!({})).await.assert_refused(403, "not_permitted");
        // The administrator of a pool has the applications of its workspaces, and not the tenant's own programs.
        let pool = format!("pool/{}/{}", door.tenant.id, door.pool.id);
        let (mut local, _) = app.appointed(&mut owner, "local", ("administrator", &pool)).await;
        assert_eq!(listed(&mut local, "").await, ["Wiki"]);
        assert_eq!(local.console("GET", &program, &Value::Null).await.status, 404);
        local.console("POST", &format!("{program}/secret"), &json!({})).await.assert_refused(404, "not_found");
        local.console("POST", LIST, &sync).await.assert_refused(422, "setting_refused");
        local.changes(&format!("{page}/settings"), &json!({ "name": "Garden" })).await.ok();
        // An old proof changes nothing.
        app.advance_seconds(301);
        owner.console("POST", &format!("{page}/secret"), &json!({})).await.assert_refused(401, "insufficient_user_authentication");
        assert!(!client.secret.is_empty());
    }

    // S0-26: the right is read again where it is used.
    async fn a_right_that_ended_meanwhile_changes_no_application(app: TestApp) {
        let mut owner = app.owner().await;
        let (_, page) = added(&app, &mut owner, &wiki()).await;
        let id = page.rsplit('/').next().unwrap();
        let seen = owner.version_of(&page).await;
        let (second, _) = app.appointed(&mut owner, "second", ("administrator", "installation")).await;
        let visit = domain::Visit {
            door: app.app.snapshot().home().unwrap().clone(),
            client: domain::Client::App,
            address: [127, 0, 0, 1].into(),
            user_agent: String::new(),
            language: domain::Language::English,
            device: None,
            offer: None,
            correlation: None,
        };
        let token = &second.cookies["ks.demo.community"];
        let found = domain::session::find(&app.app, &visit, token, domain::session::Presence::AtWork).await.unwrap();
        let who = (visit, found.living().unwrap());
        let acting = administrators::enter(&app.app, who, (Power::Configure, administrators::Intent::Change)).await.unwrap();
        app.as_if_opened_by("UPDATE administrators SET role = 'support' WHERE user_id = (SELECT id FROM users WHERE display_name = 'second')").await;
        let ask: NewClientAsk = serde_json::from_value(wiki()).unwrap();
        let change: ClientAsk = serde_json::from_value(json!({ "name": "x" })).unwrap();
        let at = ("demo", "community", id);
        let results = [
            clients::add(&app.app, &acting, "demo", ask).await.map(drop),
            clients::save(&app.app, &acting, at, (seen.clone(), change)).await.map(drop),
            clients::enable(&app.app, &acting, at, false).await,
            clients::renew_secret(&app.app, &acting, at).await.map(drop),
            clients::remove(&app.app, &acting, at, (seen, Vec::new())).await,
        ];
        for error in results.map(Result::unwrap_err) {
            assert!(matches!(error, domain::Error::Refused(refused) if refused.reason == domain::Reason::NotPermitted));
        }
        assert_eq!(listed(&mut owner, "").await, ["Wiki"]);
    }
}
