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

fn behind_proxy() -> ClientSettings {
    ClientSettings {
        proxy_origins: vec!["https://wiki.example".to_owned()],
        redirect_uris: vec!["https://wiki.example/.keystead/callback".to_owned()],
        grant_types: vec![GrantType::AuthorizationCode],
        token_endpoint_auth_method: AuthMethod::None,
        first_party: true,
        ..ClientSettings::default()
    }
}

fn private_key() -> Value {
    let (x, d) = ("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x, "d": d }] })
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

    // An origin moves from one entry to another; what goes from the file keeps none.
    async fn an_origin_moves_within_the_file(app: TestApp) {
        let at = |id: &str| Declared { id: id.to_owned(), settings: behind_proxy(), ..board() };
        declared::apply(&app.app, &[at("wiki")]).await.unwrap();
        declared::apply(&app.app, &[at("wiki2")]).await.unwrap();
        assert_eq!(declared::standing(&app.app, &at("wiki2")), Standing::InForce);
        declared::apply(&app.app, &[at("wiki2")]).await.unwrap();
        let known = app.app.snapshot();
        let door = known.door("demo", "community").unwrap();
        let gone = known.client(door.tenant.id, door.workspace.id, "wiki").unwrap();
        assert!(gone.settings.proxy_origins.is_empty() && !gone.enabled);
        // From one that stays to a new one, and back from one that the file takes over.
        let bare = Declared { id: "wiki2".to_owned(), ..board() };
        declared::apply(&app.app, &[bare.clone(), at("wiki")]).await.unwrap();
        assert_eq!(declared::standing(&app.app, &at("wiki")), Standing::InForce);
        declared::apply(&app.app, &[at("wiki2"), Declared { id: "wiki".to_owned(), ..board() }]).await.unwrap();
        // What somebody else has registered keeps its own.
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        let other = ClientSettings { proxy_origins: vec!["https://other.example".into()], redirect_uris: vec!["https://other.example/.keystead/callback".into()], ..behind_proxy() };
        let draft = roster::Draft { id: None, name: "Other".into(), enabled: true, settings: other.clone() };
        roster::add(&app.app, &issuer, draft).await.unwrap();
        let why = declared::apply(&app.app, &[Declared { settings: other, ..at("wiki3") }]).await.unwrap_err();
        assert!(domain::error::one_line(&why).contains("https://other.example is no origin"), "{why}");
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
            (wrong(&|entry| entry.settings.grant_types.clear()), "grant_types names one at least"),
            (wrong(&|entry| entry.settings.jwks = Some(private_key())), "jwks: a key carries its private half"),
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
