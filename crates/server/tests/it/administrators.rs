//! Who may open the console, what for, and over what (S0-26, S0-28).

use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Method;
use domain::administrators::{self, Grant, Power, Role, Scope};
use domain::pool_policy::{self, RulesAsk};
use domain::pool_settings::{self, PoolAsk};
use domain::workspace_settings::{self, WorkspaceAsk};
use serde_json::{Value, json};
use server::router::{self, Audience, Guard};
use store::id::UserId;
use store::user::{self, User, UserStatus};

const NOBODY: &str = "018bcfe5-6801-7000-8000-000000000000";
const ROLES: [Role; 4] = [Role::Auditor, Role::Support, Role::Administrator, Role::Owner];

/// The lines of the console, with the power that each asks for.
fn lines() -> impl Iterator<Item = (&'static router::RouteLine, Power)> {
    router::table().iter().filter_map(|line| match line.guard {
        Guard::Console(power) => Some((line, power)),
        _ => None,
    })
}

/// Where a line is tried: at the pool in which administrators sign in. Pages are there, what is changed is not.
fn path(app: &TestApp, line: &router::RouteLine) -> String {
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace);
    let pool = door.map_or_else(|| NOBODY.to_owned(), |door| door.pool.id.to_string());
    let user = if line.audience == Audience::Page { MEMBER.to_string() } else { NOBODY.to_owned() };
    let filled = line.path.replace("{id}", NOBODY).replace("{tenant}", tenant).replace("{pool}", &pool);
    let filled = filled.replace("{user}", &user).replace("{method}", "password").replace("{event}", NOBODY);
    filled.replace("{workspace}", workspace).replace("{role}", NOBODY).replace("{group}", NOBODY)
}

/// A role and a group of that pool, again where somebody has removed them.
async fn plant_holders(app: &TestApp) {
    use store::{group, role};
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    let pool_id = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    let role = role::Role {
        pool_id,
        id: NOBODY.parse().unwrap(),
        name: "Teller".into(),
        policy: String::new(),
        elevated: false,
    };
    let group = group::Group { pool_id, id: NOBODY.parse().unwrap(), name: "Branch".into(), policy: String::new() };
    let plant = app.store.write("plant holders", move |tx| {
        assert!(role::release(tx, pool_id, role.id, 100)? && group::release(tx, pool_id, group.id, 100)?);
        role::insert(tx, &role)?;
        group::insert(tx, &group)
    });
    plant.await.unwrap();
}

/// An application under the id of nobody, with all that its page can show.
async fn plant_client(app: &TestApp) {
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace).unwrap();
    let row = store::client::Client {
        tenant_id: door.tenant.id,
        workspace_id: door.workspace.id,
        id: NOBODY.to_owned(),
        name: "Wiki".to_owned(),
        secret_hash: Some([7; 32]),
        settings: "{}".to_owned(),
        enabled: true,
        created_at: 0,
    };
    app.store.write("plant client", move |tx| store::client::insert(tx, &row)).await.unwrap();
}

/// Somebody to look at.
const MEMBER: UserId = UserId::from_bytes([7; 16]);

async fn plant_member(app: &TestApp) {
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace).unwrap();
    let row = User {
        pool_id: door.pool.id,
        id: MEMBER,
        tenant_id: door.tenant.id,
        handle: vec![7; 32],
        display_name: "Somebody".into(),
        status: UserStatus::Active,
        epoch: 0,
        created_at: 0,
    };
    app.store.write("plant member", move |tx| user::insert(tx, &row)).await.unwrap();
}

fn tenant(app: &TestApp, base: &str) -> (String, String) {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let door = app.app.snapshot().door(tenant, workspace).unwrap();
    (format!("tenant/{}", door.tenant.id), format!("pool/{}/{}", door.tenant.id, door.pool.id))
}

async fn names(administrator: &mut Actor<'_>) -> Vec<String> {
    let page = administrator.console("GET", "/admin/administrators", &Value::Null).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let rows = page.text.split("<th scope=\"row\"><span dir=\"auto\">").skip(1);
    rows.map(|row| row.split('<').next().unwrap().to_owned()).collect()
}

on_both_engines! {
    // Wrong role: each line of the console, by each of the roles, by a member without any, and by a stranger.
    async fn each_route_asks_for_its_power(app: TestApp) {
        let mut owner = app.owner().await;
        plant_member(&app).await;
        for role in ROLES {
            plant_holders(&app).await;
            let (mut administrator, _) =
                app.appointed(&mut owner, &format!("a-{}", role.as_str()), (role.as_str(), "installation")).await;
            for (line, power) in lines() {
                let answer = administrator.console(line.method.as_str(), &path(&app, line), &json!({})).await;
                let may = Grant { role, scope: Scope::Installation }.may(power);
                let (status, code) = answer.refusal();
                assert_eq!(status == 403 || code == "not_permitted", !may, "{role:?} {} {}: {}", line.method, line.path, answer.text);
                let found = if line.path.contains("{id}") { answer.status == 404 } else { answer.status.is_success() };
                assert!(!may || line.audience != Audience::Page || found, "{role:?} {}: {}", line.path, answer.text);
            }
        }
        let (mut colleague, mut stranger) = (app.colleague("colleague").await, app.browser(HOME));
        let mut member = app.browser("/platform/smart");
        member.sign_up("root").await.ok();
        for (line, _) in lines() {
            let answer = colleague.console(line.method.as_str(), &path(&app, line), &json!({})).await;
            assert_eq!(answer.status, 403, "{} {}", line.method, line.path);
            // Who is signed in elsewhere is nobody here, whatever they are called there.
            for other in [&mut stranger, &mut member] {
                let answer = other.console(line.method.as_str(), &path(&app, line), &json!({})).await;
                if line.audience == Audience::Page {
                    assert_eq!(answer.header("location"), format!("{HOME}/sign-in?continue={}", path(&app, line)));
                } else {
                    answer.assert_refused(401, "not_signed_in");
                }
            }
        }
    }

    // S0-26, S0-28: stale at 5:01, whoever asks; a passkey later it goes on.
    async fn each_route_asks_for_a_fresh_proof(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(301);
        for (line, _) in lines() {
            let answer = owner.console(line.method.as_str(), &path(&app, line), &json!({})).await;
            if line.audience == Audience::Page {
                let way = format!("/admin/confirm?continue={}", path(&app, line).replace('/', "%2F"));
                assert_eq!((answer.status.as_u16(), answer.header("location")), (303, way.as_str()));
            } else {
                answer.assert_refused(401, "insufficient_user_authentication");
                app.assert_refused(HOME, &answer, "step_up_required").await;
            }
        }
        owner.step_up().await.ok();
        assert_eq!(owner.console("GET", "/admin", &Value::Null).await.status, 200);
        let ask = json!({ "identifier": "nobody", "role": "support", "scope": "installation" });
        owner.console("POST", "/admin/administrators", &ask).await.assert_refused(404, "member_gone");
    }

    // DESIGN 7: a page of the console with style and script, before compression, as every page.
    async fn each_page_of_the_console_keeps_its_weight(app: TestApp) {
        let mut owner = app.owner().await;
        plant_member(&app).await;
        plant_holders(&app).await;
        plant_client(&app).await;
        app.app.refresh().await.unwrap();
        for (line, _) in lines().filter(|(line, _)| line.audience == Audience::Page) {
            let page = owner.console("GET", &path(&app, line), &Value::Null).await;
            // One is downloaded, and there is nobody to look at under an id of nobody.
            if page.status != 200 || !page.header("content-type").starts_with("text/html") {
                continue;
            }
            let named = page.text.split(['"', '\'']).filter(|part| part.starts_with("/assets/") && !part.contains("mark.svg"));
            let mut weight = page.text.len();
            for asset in named.collect::<std::collections::BTreeSet<_>>() {
                weight += owner.console("GET", asset, &Value::Null).await.text.len();
            }
            println!("{} {weight}", line.path);
            // Two forms have a control for each of some thirty settings, with its words; one of them is also that of a role and of a group.
            let most = match line.path.rsplit('/').next() {
                Some("sign-in-and-sign-up") => 70,
                Some("policies") => 66,
                Some("{role}" | "{group}") => 62,
                _ => 60,
            };
            assert!(weight > 20_000 && weight < most * 1024, "{} weighs {weight}", line.path);
        }
    }

    // S0-28: the page that asks for a fresh proof goes on to where one was, with what was looked for there, and never elsewhere.
    async fn the_console_asks_who_it_is_at_its_own_page(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(301);
        let answer = owner.console("GET", "/admin/administrators?q=ada&at=x", &Value::Null).await;
        assert_eq!(answer.header("location"), "/admin/confirm?continue=%2Fadmin%2Fadministrators%3Fq%3Dada%26at%3Dx");
        let page = owner.console("GET", answer.header("location"), &Value::Null).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("data-gate=\"/admin/administrators?q=ada&#38;at=x\""), "{}", page.text);
        assert!(page.text.contains("data-way=\"passkey\"") && page.text.contains("<a href=\"/admin/administrators\" aria-current=\"page\">"), "{}", page.text);
        for asked in ["https://evil.example/", "//evil.example/admin", "/admin/../x", "/demo/community/account/security", "javascript:alert(1)", "/admin/confirm?continue=%2Fadmin", &format!("/admin/{}", "a".repeat(5_000))] {
            let page = owner.console("GET", &format!("/admin/confirm?{}", serde_urlencoded::to_string([("continue", asked)]).unwrap()), &Value::Null).await;
            assert!(page.text.contains("data-gate=\"/admin\""), "{asked}: {}", page.text);
        }
        // What is too long to be kept whole goes back to the page alone.
        let answer = owner.console("GET", &format!("/admin/administrators?q={}", "a".repeat(5_000)), &Value::Null).await;
        assert_eq!(answer.header("location"), "/admin/confirm?continue=%2Fadmin%2Fadministrators");
        owner.step_up().await.ok();
        assert_eq!(owner.console("GET", "/admin/administrators", &Value::Null).await.status, 200);
        let mut colleague = app.colleague("colleague").await;
        assert_eq!(colleague.console("GET", "/admin/confirm", &Value::Null).await.status, 403);
        let stranger = app.browser(HOME).console("GET", "/admin/confirm", &Value::Null).await;
        assert_eq!(stranger.header("location"), format!("{HOME}/sign-in?continue=/admin/confirm"));
    }

    // The way to the console leads through the sign-in and back; at no other door, and nowhere else.
    async fn the_sign_in_leads_back_to_the_console(app: TestApp) {
        let mut owner = app.owner().await;
        for (asked, way) in [
            ("/admin", "/admin"),
            ("/admin/administrators", "/admin/administrators"),
            ("/administrators", "/demo/community/account/security"),
            ("/admin/../x", "/demo/community/account/security"),
            ("//admin/x", "/demo/community/account/security"),
        ] {
            let answer = owner.open(&format!("/sign-in?continue={asked}")).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, way), "{asked}");
        }
        let mut elsewhere = app.browser("/platform/smart");
        elsewhere.sign_up("root").await.ok();
        let answer = elsewhere.open("/sign-in?continue=/admin").await;
        assert_eq!(answer.header("location"), "/platform/smart/account/security");
    }

    async fn before_there_is_a_home_there_is_no_console(app: TestApp) {
        let app = app.empty_twin().await;
        for (line, _) in lines() {
            let answer = app.browser("").console(line.method.as_str(), &path(&app, line), &json!({})).await;
            assert_eq!(answer.status, 404, "{}", line.path);
        }
    }

    // S3-45: who looks after one tenant sees no sign of another, and gives nobody more than they have.
    async fn a_scope_ends_where_it_ends(app: TestApp) {
        let mut owner = app.owner().await;
        let (platform, platform_pool) = tenant(&app, "/platform/smart");
        let (forum, forum_pool) = tenant(&app, "/forum/main");
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("owner", &platform)).await;
        app.appointed(&mut owner, "elsewhere", ("support", &forum)).await;
        app.colleague("newcomer").await;

        let page = delegate.console("GET", "/admin", &Value::Null).await.text;
        assert!(page.contains("/platform/smart/sign-in") && !page.contains("forum") && !page.contains("community/sign-in"), "{page}");
        let all = owner.console("GET", "/admin", &Value::Null).await.text;
        assert!(all.contains("/demo/community/sign-in") && all.contains("/forum/main/sign-in") && all.contains("Console"));
        assert_eq!(names(&mut delegate).await, ["delegate"]);
        assert_eq!(names(&mut owner).await, ["delegate", "elsewhere", "The Root"]);

        for scope in ["installation", &forum, &forum_pool] {
            let ask = json!({ "identifier": "newcomer", "role": "auditor", "scope": scope });
            delegate.console("POST", "/admin/administrators", &ask).await.assert_refused(404, "not_found");
        }
        let ask = json!({ "identifier": "newcomer", "role": "auditor", "scope": platform_pool });
        delegate.console("POST", "/admin/administrators", &ask).await.ok();
        delegate.console("POST", "/admin/administrators", &ask).await.assert_refused(422, "administrator_already");
        assert_eq!(names(&mut delegate).await, ["delegate", "newcomer"]);
        // It is written down where it counts.
        let entry = &app.audit("/platform/smart").await.into_iter().find(|entry| entry.kind == "administrator_appointed").unwrap();
        assert_eq!(entry.outcome, "done");
    }

    // Who is set over another place is nobody for whoever looks after this one.
    async fn who_is_appointed_elsewhere_is_not_told(app: TestApp) {
        let mut owner = app.owner().await;
        let (platform, _) = tenant(&app, "/platform/smart");
        let (forum, _) = tenant(&app, "/forum/main");
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("owner", &platform)).await;
        app.appointed(&mut owner, "elsewhere", ("support", &forum)).await;
        for name in ["elsewhere", "nobody"] {
            let ask = json!({ "identifier": name, "role": "auditor", "scope": platform });
            delegate.console("POST", "/admin/administrators", &ask).await.assert_refused(404, "member_gone");
        }
    }

    // Only who could work in the console is let into it: active, under a proved name, with a passkey that signs in here.
    async fn who_could_not_come_in_is_not_appointed(app: TestApp) {
        let mut owner = app.owner().await;
        for (name, lacks, status, code) in [
            ("suspended", "UPDATE users SET status = 'disabled' WHERE display_name = 'suspended'", 404, "member_gone"),
            ("without", "UPDATE passkeys SET quarantined_at = 1 WHERE user_id = (SELECT id FROM users WHERE display_name = 'without')", 422, "administrator_without_passkey"),
            ("moved", "UPDATE passkeys SET rp_id = 'old.example' WHERE user_id = (SELECT id FROM users WHERE display_name = 'moved')", 422, "administrator_without_passkey"),
            ("unproved", "UPDATE identifiers SET kind = 'email', verified_at = NULL WHERE value = 'unproved'", 404, "member_gone"),
        ] {
            app.colleague(name).await;
            app.as_if_opened_by(lacks).await;
            let ask = json!({ "identifier": name, "role": "support", "scope": "installation" });
            owner.console("POST", "/admin/administrators", &ask).await.assert_refused(status, code);
        }
    }

    // An owner counts who could come in, and no other.
    async fn the_last_owner_is_the_last_who_could_come_in(app: TestApp) {
        let mut owner = app.owner().await;
        let (_, second) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let rows = app.store.read("administrators", store::administrator::all).await.unwrap();
        let root = rows.iter().find(|row| row.id.to_string() != second).unwrap().id;
        let own = format!("/admin/administrators/{root}");
        for (lacks, heals) in [
            ("UPDATE users SET status = 'disabled' WHERE display_name = 'second'", "UPDATE users SET status = 'active' WHERE display_name = 'second'"),
            (
                "UPDATE passkeys SET quarantined_at = 1 WHERE user_id = (SELECT id FROM users WHERE display_name = 'second')",
                "UPDATE passkeys SET quarantined_at = NULL",
            ),
            (
                "UPDATE passkeys SET rp_id = 'old.example' WHERE user_id = (SELECT id FROM users WHERE display_name = 'second')",
                "UPDATE passkeys SET rp_id = 'localhost'",
            ),
        ] {
            app.as_if_opened_by(lacks).await;
            owner.console("DELETE", &own, &Value::Null).await.assert_refused(422, "last_owner");
            app.as_if_opened_by(heals).await;
        }
        assert_eq!(owner.console("DELETE", &own, &Value::Null).await.status, 204);
    }

    // The right is read again where it is used: who lost it between the request and its write appoints nobody.
    async fn a_right_that_ended_meanwhile_is_none(app: TestApp) {
        let mut owner = app.owner().await;
        let (second, _) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        app.colleague("newcomer").await;
        let door = app.app.snapshot().home().unwrap().clone();
        let visit = domain::Visit {
            door,
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
        let session = found.living().unwrap();
        let enter = administrators::enter(&app.app, (visit, session), (Power::Appoint, administrators::Intent::Change));
        let acting = enter.await.unwrap();
        app.as_if_opened_by("UPDATE administrators SET role = 'support' WHERE user_id = (SELECT id FROM users WHERE display_name = 'second')").await;
        let ask: administrators::Appointment =
            serde_json::from_value(json!({ "identifier": "newcomer", "role": "owner", "scope": "installation" })).unwrap();
        let error = administrators::appoint(&app.app, &acting, ask).await.unwrap_err();
        assert!(matches!(error, domain::Error::Refused(refused) if refused.reason == domain::Reason::NotPermitted));
        // Nor does a setting change, whatever was seen of it.
        let door = app.app.snapshot().door("platform", "smart").unwrap();
        let (place, pool) = (("platform", "smart"), ("platform", door.pool.id));
        let seen = String::new;
        let results = [
            workspace_settings::save(&app.app, &acting, place, (seen(), WorkspaceAsk::default())).await,
            pool_settings::save(&app.app, &acting, pool, (seen(), PoolAsk::default())).await,
            pool_policy::save(&app.app, &acting, pool, (seen(), RulesAsk::default())).await,
            pool_policy::add(&app.app, &acting, pool, (true, RulesAsk::default())).await.map(|_| seen()),
        ];
        for error in results.map(Result::unwrap_err) {
            assert!(matches!(error, domain::Error::Refused(refused) if refused.reason == domain::Reason::NotPermitted));
        }
    }

    // What the console refuses it refuses in its own language.
    async fn the_console_speaks_one_language(app: TestApp) {
        let request = app.browser("").request(Method::DELETE, &format!("/admin/administrators/{NOBODY}")).header("accept-language", "de");
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-language"), "en");
        answer.assert_refused(401, "not_signed_in");
    }

    // Nobody acts on their equals; what an owner of the whole does is done at once.
    async fn who_stands_lower_is_changed_and_dismissed(app: TestApp) {
        let mut owner = app.owner().await;
        let (platform, _) = tenant(&app, "/platform/smart");
        let (mut second, second_id) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let (mut helper, helper_id) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("owner", &platform)).await;
        let (at, helper_at) = (format!("/admin/administrators/{second_id}"), format!("/admin/administrators/{helper_id}"));

        owner.console("DELETE", &at, &Value::Null).await.assert_refused(403, "not_permitted");
        owner.console("PUT", &at, &json!({ "role": "support", "scope": "installation" })).await.assert_refused(403, "not_permitted");
        // Outside the scope is not there.
        delegate.console("DELETE", &helper_at, &Value::Null).await.assert_refused(404, "member_gone");
        helper.console("DELETE", &helper_at, &Value::Null).await.assert_refused(403, "not_permitted");

        let ask = json!({ "role": "administrator", "scope": platform });
        assert_eq!(owner.console("PUT", &helper_at, &ask).await.status, 204);
        helper.get("/session").await.assert_refused(401, "not_signed_in");
        helper.sign_in().await.ok();
        let page = helper.console("GET", "/admin", &Value::Null).await.text;
        assert!(!page.contains("/forum/main"), "the new scope holds at once: {page}");
        assert_eq!(owner.console("DELETE", &helper_at, &Value::Null).await.status, 204);
        helper.console("DELETE", &helper_at, &Value::Null).await.assert_refused(403, "not_permitted");
        assert_eq!(helper.get("/session").await.ok()["is_administrator"], false, "a member still");

        // An owner may leave, but not as the last one who could come in.
        assert_eq!(second.console("DELETE", &at, &Value::Null).await.status, 204);
        let rows = app.store.read("administrators", store::administrator::all).await.unwrap();
        let root = rows.iter().find(|row| row.role == Role::Owner && row.scope == "installation").unwrap().id;
        let own = format!("/admin/administrators/{root}");
        owner.console("DELETE", &own, &Value::Null).await.assert_refused(422, "last_owner");
        owner.console("PUT", &own, &json!({ "role": "auditor", "scope": "installation" })).await.assert_refused(422, "last_owner");
        owner.console("PUT", &own, &json!({ "role": "owner", "scope": platform })).await.assert_refused(422, "last_owner");
        assert_eq!(owner.console("PUT", &own, &json!({ "role": "owner", "scope": "installation" })).await.status, 204);
    }

    // S3-16: of two owners who change somebody at once, the second is told that the first was there.
    async fn what_was_changed_meanwhile_is_not_overwritten(app: TestApp) {
        let mut owner = app.owner().await;
        let (platform, _) = tenant(&app, "/platform/smart");
        let (_, id) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let at = format!("/admin/administrators/{id}");
        let seen = owner.version_of(&at).await;
        let list = owner.console("GET", "/admin/administrators", &Value::Null).await.text;
        assert!(!seen.is_empty() && list.contains(&format!("data-version=\"{seen}\"")), "{list}");
        let (auditor, narrow) = (json!({ "role": "auditor", "scope": "installation" }), json!({ "role": "support", "scope": platform }));
        for nothing in ["", "AAAA"] {
            owner.saves(&at, nothing, &auditor).await.assert_refused(412, "changed_since");
            owner.removes(&at, nothing).await.assert_refused(412, "changed_since");
        }
        let saved = owner.saves(&at, &seen, &auditor).await;
        assert_eq!(saved.status, 204);
        let now = owner.version_of(&at).await;
        assert!(now != seen && saved.header("etag") == format!("\"{now}\""));
        let refused = owner.saves(&at, &seen, &narrow).await;
        refused.assert_refused(412, "changed_since");
        app.assert_refused(HOME, &refused, "changed_since").await;
        let tenant = app.app.snapshot().home().unwrap().tenant.id;
        let who = owner.get("/session").await.ok()["user_id"].as_str().map(str::to_owned);
        let events = app.store.read("audit", move |tx| store::audit_event::latest(tx, tenant, 5)).await.unwrap();
        let event = events.into_iter().find(|event| event.reason.as_deref() == Some("changed_since")).unwrap();
        assert_eq!(event.actor_id.map(|id| id.to_string()), who, "whose request it was");
        owner.removes(&at, &seen).await.assert_refused(412, "changed_since");
        let rows = app.store.read("administrators", store::administrator::all).await.unwrap();
        assert!(rows.iter().any(|row| row.role == Role::Auditor && row.scope == "installation"), "{rows:?}");
        assert_eq!(owner.removes(&at, &now).await.status, 204);
    }

    // Two who leave at the same moment: one stays.
    async fn of_two_owners_who_leave_at_once_one_stays(app: TestApp) {
        let mut owner = app.owner().await;
        let (second, second_id) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let rows = app.store.read("administrators", store::administrator::all).await.unwrap();
        let root = rows.iter().find(|row| row.id.to_string() != second_id).unwrap().id;
        let version = owner.version_of(&format!("/admin/administrators/{root}")).await;
        let request = |who: &Actor<'_>, id: &str| {
            let mut at_console = app.browser("");
            at_console.cookies = who.cookies.clone();
            let request = at_console.request(Method::DELETE, &format!("/admin/administrators/{id}"));
            request.header("if-match", format!("\"{version}\"")).body(Body::empty()).unwrap()
        };
        let both = [request(&owner, &root.to_string()), request(&second, &second_id)].map(|request| app.send(request));
        let [first, other] = both;
        let statuses = tokio::join!(first, other);
        let mut statuses = [statuses.0.status.as_u16(), statuses.1.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 422]);
        assert_eq!(app.store.read("administrators", store::administrator::all).await.unwrap().len(), 1);
    }

    // A row that was changed by hand gives no rights.
    async fn a_scope_that_cannot_be_read_is_over_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        app.as_if_opened_by("UPDATE administrators SET scope = 'everything'").await;
        assert_eq!(owner.console("GET", "/admin", &Value::Null).await.status, 403);
    }

    async fn what_is_no_role_is_refused(app: TestApp) {
        let mut owner = app.owner().await;
        for (line, _) in lines().filter(|(line, _)| [Method::POST, Method::PUT].contains(&line.method)) {
            let at_console = |kind: &str, body: &str| {
                let mut console = app.browser("");
                console.cookies = owner.cookies.clone();
                let request = console.request(line.method.clone(), &path(&app, line)).header("content-type", kind);
                app.send(request.body(Body::from(body.to_owned())).unwrap())
            };
            at_console("text/plain", "{}").await.assert_refused(415, "unsupported_media_type");
            at_console("application/json", r#"["root","owner","installation"]"#).await.assert_refused(400, "malformed_request");
        }
        for ask in [
            json!({ "identifier": "root", "role": "god", "scope": "installation" }),
            json!({ "identifier": "root", "role": "owner", "scope": "world" }),
            json!({ "identifier": "root", "role": "owner" }),
            json!({ "identifier": "root", "role": "owner", "scope": "installation", "more": 1 }),
        ] {
            owner.console("POST", "/admin/administrators", &ask).await.assert_refused(400, "malformed_request");
        }
        let nowhere = json!({ "identifier": "root", "role": "owner", "scope": format!("tenant/{NOBODY}") });
        owner.console("POST", "/admin/administrators", &nowhere).await.assert_refused(404, "not_found");
    }
}
