//! How far programs of a tenant may go with its applications (issue 8, 1; ADR 31): never beyond what they have themselves when something is
//! written, never at the administrators' own workspace, and never in two steps of which one fails.

use crate::clients_api::{MANAGE, Robot, error, program, refused, wiki};
use crate::support::application::Application;
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use domain::applications::{Issuer, roster};
use serde_json::{Value, json};
use store::{Tx, client, installation};

const PATH: &str = "smart/clients";
const BOTH: &str = "manage_configuration identity";

/// Changes the row of a program behind the back of the node: what it holds in memory is as before.
async fn rewrite(app: &TestApp, program: &Application<'_>, change: impl Fn(&mut client::Client) + Send + 'static) {
    let (place, id) = ((program.tenant, program.workspace), program.id.clone());
    let write = move |tx: &mut Tx<'_>| {
        let mut row = client::find(tx, place, &id)?.unwrap();
        change(&mut row);
        client::update(tx, &row)
    };
    assert!(app.store.write("rewrite", write).await.unwrap());
}

fn set(row: &mut client::Client, name: &str, value: Value) {
    let mut settings: Value = serde_json::from_str(&row.settings).unwrap();
    settings[name] = value;
    row.settings = settings.to_string();
}

async fn events(app: &TestApp) -> Vec<(String, String)> {
    let events = app.audit("/platform/smart").await.into_iter();
    events.map(|event| (event.kind, event.detail.unwrap_or_default())).collect()
}

fn acting() -> Value {
    let mut ask = wiki();
    ask["scope"] = "openid manage_ss_profile".into();
    ask
}

on_both_engines! {
    // ADR 31: the right is read again where something is written, as it is then.
    async fn a_right_that_went_meanwhile_gives_nothing(app: TestApp) {
        let both = Application::program(&app, "platform", BOTH).await;
        let robot = Robot::of(&app, &both).await;
        assert_eq!(robot.call("POST", PATH, Some(&acting())).await.status, 201);
        rewrite(&app, &both, |row| set(row, "scope", MANAGE.into())).await;
        let answer = robot.call("POST", PATH, Some(&acting())).await;
        assert_eq!(error(&answer), refused(403, "not_permitted"), "{}", answer.text);
        assert_eq!(robot.call("POST", PATH, Some(&wiki())).await.status, 201);
        let audience = json!(["https://api.example"]);
        rewrite(&app, &both, |row| row.enabled = false).await;
        assert_eq!(error(&robot.call("POST", PATH, Some(&wiki())).await), refused(403, "not_permitted"));
        assert_eq!(events(&app).await.iter().filter(|(kind, _)| kind == "client_added").count(), 2);
        // Audiences are a right like scopes.
        let mine = Application::program(&app, "platform", "manage_configuration audit").await;
        rewrite(&app, &mine, { let audience = audience.clone(); move |row| set(row, "audiences", audience.clone()) }).await;
        app.store.write("bump", installation::bump).await.unwrap();
        app.app.refresh().await.unwrap();
        let (robot, mut ask) = (Robot::of(&app, &mine).await, program(MANAGE));
        ask["audiences"] = audience;
        assert_eq!(robot.call("POST", "system/clients", Some(&ask)).await.status, 201);
        rewrite(&app, &mine, |row| set(row, "audiences", json!([]))).await;
        assert_eq!(error(&robot.call("POST", "system/clients", Some(&ask)).await), refused(403, "not_permitted"));
    }

    // ADR 31: for whom tokens are is as much as what they cover; and asking members nothing is for who may look after them.
    async fn a_program_gives_no_audience_and_no_consent_that_it_has_not(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let mut foreign = program(MANAGE);
        foreign["audiences"] = json!(["https://api.example"]);
        assert_eq!(error(&robot.call("POST", "system/clients", Some(&foreign)).await), refused(403, "scope_not_held"));
        let made = robot.call("POST", "system/clients", Some(&program(MANAGE))).await.json();
        let path = format!("system/clients/{}", made["client_id"].as_str().unwrap());
        let wider = json!({ "audiences": ["https://api.example"] });
        assert_eq!(error(&robot.call("PUT", &path, Some(&wider)).await), refused(403, "scope_not_held"));
        let mut ours = wiki();
        ours["first_party"] = true.into();
        assert_eq!(error(&robot.call("POST", PATH, Some(&ours)).await), refused(403, "scope_not_held"));
        let both = Robot::new(&app, BOTH).await;
        let made = both.call("POST", PATH, Some(&ours)).await.json();
        assert_eq!(made["first_party"], true);
        // Whoever draws its secret is it.
        let path = format!("{PATH}/{}", made["client_id"].as_str().unwrap());
        for (method, path) in [("PUT", path.clone()), ("POST", format!("{path}/secret")), ("DELETE", path)] {
            assert_eq!(error(&robot.call(method, &path, Some(&json!({}))).await), refused(403, "scope_not_held"), "{method}");
        }
    }

    // As the API of pools: what administrators meet is the console's.
    async fn no_program_adds_to_the_way_in_of_administrators(app: TestApp) {
        let robot = Robot::of(&app, &Application::program(&app, "demo", BOTH).await).await;
        let path = format!("community/clients/{}", Application::of_members(&app, HOME).await.id);
        let home = refused(403, "pool_of_administrators");
        assert_eq!(error(&robot.call("POST", "community/clients", Some(&wiki())).await), home);
        for (method, path) in [("PUT", path.clone()), ("POST", format!("{path}/secret")), ("DELETE", path.clone())] {
            assert_eq!(error(&robot.call(method, &path, Some(&json!({}))).await), home, "{method}");
        }
        assert_eq!(robot.call("GET", &path, None).await.status, 200);
        assert_eq!(robot.call("POST", "system/clients", Some(&program(MANAGE))).await.status, 201);
    }

    // All of a change or nothing, where it is still what was looked at.
    async fn a_change_is_one(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let mut ask = wiki();
        ask["enabled"] = false.into();
        let made = robot.call("POST", PATH, Some(&ask)).await.json();
        assert_eq!(made["enabled"], false);
        let id = made["client_id"].as_str().unwrap().to_owned();
        let path = format!("{PATH}/{id}");
        let shown = robot.call("GET", &path, None).await;
        let etag = shown.header("etag").to_owned();
        assert_eq!(shown.json()["enabled"], false);
        let told = events(&app).await;
        assert!(told.iter().any(|(kind, detail)| kind == "client_added" && detail.contains("; switched off; api:")), "{told:?}");
        let both = json!({ "enabled": true, "client_name": "Our wiki" });
        let changed = robot.with("PUT", &path, Some(&both), &[("if-match", &etag)]).await.ok();
        assert_eq!((&changed["enabled"], &changed["client_name"]), (&true.into(), &"Our wiki".into()));
        let told = events(&app).await;
        let (_, changed) = told.iter().find(|(kind, _)| kind == "client_changed").unwrap();
        assert!(changed.contains("name: Wiki → Our wiki") && changed.contains("enabled"), "{changed}");
        assert!(!told.iter().any(|(kind, _)| kind == "client_enabled"), "{told:?}");
        // Switched off by somebody else: whoever looked before changes nothing.
        let etag = robot.call("GET", &path, None).await.header("etag").to_owned();
        roster::enable(&app.app, &Issuer::at(&app.app, "platform", "smart").unwrap(), &id, false).await.unwrap();
        let late = robot.with("PUT", &path, Some(&json!({ "client_name": "Mine" })), &[("if-match", &etag)]).await;
        assert_eq!(error(&late), refused(412, "precondition_failed"));
        for (method, path) in [("POST", PATH), ("PUT", path.as_str())] {
            let mut ask = wiki();
            ask["client_name"] = " ".into();
            let answer = robot.call(method, path, Some(&ask)).await;
            assert_eq!((error(&answer), &answer.json()["details"]["field"]), (refused(422, "setting_refused"), &"client_name".into()));
        }
    }

    // All applications are in memory: a program in a circle does not fill it.
    async fn programs_add_so_many_and_no_more(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let door = app.app.snapshot().door("platform", "smart").unwrap();
        let (tenant, workspace) = (door.tenant.id, door.workspace.id);
        let write = move |tx: &mut Tx<'_>| {
            for number in 0..999 {
                let row = client::Client {
                    tenant_id: tenant,
                    workspace_id: workspace,
                    id: format!("filler-{number}"),
                    name: "Filler".into(),
                    secret_hash: None,
                    settings: "{}".into(),
                    enabled: true,
                    created_at: 0,
                };
                client::insert(tx, &row)?;
            }
            installation::bump(tx)
        };
        app.store.write("fill", write).await.unwrap();
        assert_eq!(robot.call("POST", PATH, Some(&wiki())).await.status, 201);
        assert_eq!(error(&robot.call("POST", PATH, Some(&wiki())).await), refused(422, "client_limit_reached"));
        assert_eq!(robot.call("POST", "system/clients", Some(&program(MANAGE))).await.status, 201);
    }
}
