//! Applications that the configuration file declares (issue 8, 1: clients by configuration file): in force at start, the same at the next one,
//! and nobody's to change but the file's.

use crate::authorization::CALLBACK;
use crate::support::application::Application;
use crate::support::{TestApp, on_both_engines};
use domain::applications::declared::{self, Declared, Standing};
use domain::applications::roster::NotKept;
use domain::applications::{AuthMethod, ClientSettings, GrantType, Issuer, roster};
use domain::doctor::State;
use serde_json::{Value, json};

const SECRET: &str = "declared-0123456789-0123456789-0123456789";
const PAGE: &str = "/admin/demo/clients/system/sync";

fn sync() -> Declared {
    Declared {
        place: "demo/system".to_owned(),
        id: "sync".to_owned(),
        name: "Sync".to_owned(),
        enabled: true,
        secret: Some(SECRET.to_owned()),
        settings: ClientSettings {
            grant_types: vec![GrantType::ClientCredentials],
            token_endpoint_auth_method: AuthMethod::ClientSecretPost,
            scope: "identity".to_owned(),
            ..ClientSettings::default()
        },
    }
}

fn board() -> Declared {
    let settings = ClientSettings {
        redirect_uris: vec![CALLBACK.to_owned()],
        token_endpoint_auth_method: AuthMethod::None,
        ..ClientSettings::default()
    };
    Declared {
        place: "demo/community".to_owned(),
        id: "board".to_owned(),
        name: "Board".to_owned(),
        secret: None,
        settings,
        ..sync()
    }
}

fn as_client<'a>(app: &'a TestApp, secret: &str) -> Application<'a> {
    Application::drawn(app, "demo", &json!({ "workspace": "system", "client_id": "sync", "client_secret": secret }))
}

async fn scope_of(app: &TestApp, secret: &str) -> Option<Value> {
    let answer = as_client(app, secret).token(&[("grant_type", "client_credentials")]).await;
    (answer.status == 200).then(|| answer.json()["scope"].clone())
}

on_both_engines! {
    // Issue 8, 1.
    async fn what_is_declared_is_in_force_and_stays_so(app: TestApp) {
        declared::apply(&app.app, &[sync(), board()]).await.unwrap();
        assert_eq!(scope_of(&app, SECRET).await, Some("identity".into()));
        assert_eq!(declared::standing(&app.app, &board()), Standing::InForce);
        // The next start changes nothing, and says nothing.
        let events = app.audit("/demo/community").await.len();
        declared::apply(&app.app, &[board(), sync()]).await.unwrap();
        assert_eq!(app.audit("/demo/community").await.len(), events);
        // Another secret, another scope.
        let newer = SECRET.replace("declared", "replaced");
        let mut other = sync();
        other.secret = Some(newer.clone());
        other.settings.scope = "identity audit".into();
        declared::apply(&app.app, &[other, board()]).await.unwrap();
        assert_eq!((scope_of(&app, SECRET).await, scope_of(&app, &newer).await), (None, Some("identity audit".into())));
        let told: Vec<_> = app.audit("/demo/community").await.into_iter().map(|event| (event.kind, event.detail.unwrap_or_default())).collect();
        assert!(told.iter().any(|(kind, detail)| kind == "client_added" && detail == "board; by the configuration file"), "{told:?}");
        assert!(!format!("{told:?}").contains("0123456789"));
    }

    // Nobody changes it but the file, whatever they may otherwise.
    async fn nobody_else_changes_what_is_declared(app: TestApp) {
        declared::apply(&app.app, &[sync()]).await.unwrap();
        let mut owner = app.owner().await;
        let page = owner.console("GET", PAGE, &Value::Null).await;
        assert!(page.text.contains("kept by the configuration file") && page.text.contains("<fieldset class=\"all\" disabled>"), "{}", page.text);
        assert!(!page.text.contains("New secret</button>") && !page.text.contains("Remove application</button>"));
        let list = owner.console("GET", "/admin/demo/clients", &Value::Null).await;
        assert!(list.text.contains("Configuration file"), "{}", list.text);
        let shown = owner.console("GET", &format!("{PAGE}/settings"), &Value::Null).await.ok();
        assert_eq!(shown["declared"], true);
        owner.changes(&format!("{PAGE}/settings"), &json!({ "name": "Mine" })).await.assert_refused(422, "setting_refused");
        for path in ["secret", "disable", "enable"] {
            let answer = owner.console("POST", &format!("{PAGE}/{path}"), &json!({})).await;
            answer.assert_refused(422, "setting_refused");
        }
        let issuer = Issuer::at(&app.app, "demo", "system").unwrap();
        assert!(matches!(roster::remove(&app.app, &issuer, "sync").await, Err(NotKept::Declared(_))));
        assert_eq!(declared::standing(&app.app, &sync()), Standing::InForce);
    }

    // What goes from the file is switched off and not lost.
    async fn what_is_no_longer_declared_is_off_and_the_consoles(app: TestApp) {
        declared::apply(&app.app, &[sync(), board()]).await.unwrap();
        declared::apply(&app.app, &[board()]).await.unwrap();
        assert_eq!(scope_of(&app, SECRET).await, None);
        assert_eq!(declared::standing(&app.app, &sync()), Standing::Other);
        let mut owner = app.owner().await;
        assert_eq!(owner.console("GET", &format!("{PAGE}/settings"), &Value::Null).await.ok()["enabled"], false);
        assert_eq!(owner.console("POST", &format!("{PAGE}/enable"), &json!({})).await.status, 204);
        // Once it is the console's, a start leaves it alone; declared again, it is the file's again.
        declared::apply(&app.app, &[board()]).await.unwrap();
        assert_eq!(scope_of(&app, SECRET).await, Some("identity".into()));
        declared::apply(&app.app, &[sync(), board()]).await.unwrap();
        assert_eq!(declared::standing(&app.app, &sync()), Standing::InForce);
    }

    // All or none, and the entry is named.
    async fn a_wrong_declaration_puts_nothing_in_force(app: TestApp) {
        let wrong = |how: &dyn Fn(&mut Declared)| {
            let mut entry = sync();
            entry.id = "other".into();
            how(&mut entry);
            entry
        };
        for (entry, said) in [
            (wrong(&|entry| entry.place = "demo/nowhere".into()), "workspace: there is no demo/nowhere"),
            (wrong(&|entry| entry.id = "sync".into()), "client_id: sync is declared twice there"),
            (wrong(&|entry| entry.secret = None), "client_secret_file: it proves itself by a secret"),
            (wrong(&|entry| entry.secret = Some("short".to_owned())), "client_secret_file: a secret has 32 to 512"),
            (wrong(&|entry| entry.settings.token_endpoint_auth_method = AuthMethod::None), "an application that can keep no secret"),
            (wrong(&|entry| entry.settings.access_token_seconds = 1), "access_token_seconds is out of bounds"),
            (wrong(&|entry| entry.name = String::new()), "an application's name"),
        ] {
            let error = declared::apply(&app.app, &[sync(), entry.clone()]).await.unwrap_err();
            let text = domain::error::one_line(&error);
            assert!(text.starts_with(said), "{text}");
            assert_eq!(declared::standing(&app.app, &sync()), Standing::Missing, "{text}");
            let found = domain::doctor::of_clients(&app.app, &[sync(), entry]).unwrap();
            assert!(found.state == State::Wrong && found.found.contains(said), "{found:?}");
        }
        assert_eq!(domain::doctor::of_clients(&app.app, &[sync()]).unwrap().state, State::Wrong);
        declared::apply(&app.app, &[sync()]).await.unwrap();
        assert_eq!(domain::doctor::of_clients(&app.app, &[sync()]).unwrap().state, State::Good);
        assert!(domain::doctor::of_clients(&app.app, &[]).is_none());
    }
}
