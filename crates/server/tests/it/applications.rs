//! Applications at the endpoints for clients: their own proofs, tokens for themselves, introspection, revocation, keys.

use crate::support::app::{HOST, ORIGIN};
use crate::support::application::Application;
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::applications::{AuthMethod, ClientSettings, GrantType, signing};
use serde_json::Value;
use store::id::WorkspaceId;

fn program(scope: &str) -> ClientSettings {
    ClientSettings {
        grant_types: vec![GrantType::ClientCredentials],
        token_endpoint_auth_method: AuthMethod::ClientSecretPost,
        scope: scope.to_owned(),
        ..ClientSettings::default()
    }
}

fn refusal(answer: &Answer) -> (u16, String) {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer.status.as_u16(), body["error"].as_str().unwrap_or_default().to_owned())
}

async fn get(app: &TestApp, path: &str) -> Answer {
    app.send(Request::get(path).header("host", HOST).body(Body::empty()).unwrap()).await
}

on_both_engines! {
    // S3-32: a program of the tenant has a token of its own, at the tenant's own issuer.
    async fn a_program_gets_a_token_for_itself(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity audit")).await;
        let tokens = client.token(&[("grant_type", "client_credentials"), ("scope", "identity")]).await.ok();
        assert_eq!((&tokens["token_type"], &tokens["scope"], &tokens["expires_in"]), (&"Bearer".into(), &"identity".into(), &600.into()));
        assert!(tokens["refresh_token"].is_null() && tokens["id_token"].is_null());
        let known = client.introspect(tokens["access_token"].as_str().unwrap()).await.ok();
        assert_eq!(known["active"], true);
        assert_eq!(known["iss"], format!("{ORIGIN}/demo/system"));
        assert_eq!((&known["sub"], &known["client_id"], &known["scope"]), (&"sync".into(), &"sync".into(), &"identity".into()));
        // Without a scope, all that it has.
        let all = client.token(&[("grant_type", "client_credentials")]).await.ok();
        assert_eq!(all["scope"], "identity audit");
        // An hour later it is nothing.
        app.clock.advance(600_000);
        let later = client.introspect(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(later.text, r#"{"active":false}"#);
    }

    // RFC 6749, 5.2: whoever is not known, in whatever way, hears one and the same word.
    async fn a_client_that_does_not_prove_itself_gets_nothing(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity")).await;
        let grant = ("grant_type", "client_credentials");
        for pairs in [
            vec![grant, ("client_id", "sync"), ("client_secret", "wrong")],
            vec![grant, ("client_id", "sync")],
            vec![grant, ("client_id", "other"), ("client_secret", client.secret.as_str())],
            vec![grant],
        ] {
            let answer = client.post("/oauth2/token", None, &pairs).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{pairs:?}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        // The right secret in another way than the registered one.
        let answer = client.post("/oauth2/token", Some(&client.basic()), &[grant]).await;
        assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()));
        assert!(answer.header("www-authenticate").starts_with("Basic"));
        // At another workspace, and at another tenant, nobody knows it.
        for place in ["/demo/community", "/platform/system"] {
            let answer = client.post_at(place, "/oauth2/token", None, &client.with_secret(&[grant])).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{place}");
        }
        assert_eq!(client.post_at("/nobody/system", "/oauth2/token", None, &[grant]).await.status, 404);
    }

    async fn what_is_asked_wrongly_is_said_by_its_word(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity")).await;
        for (pairs, status, word) in [
            (vec![("grant_type", "password")], 400, "unsupported_grant_type"),
            (vec![("grant_type", "authorization_code"), ("code", "x")], 400, "unauthorized_client"),
            (vec![], 400, "invalid_request"),
            (vec![("grant_type", "client_credentials"), ("scope", "identity admin")], 400, "invalid_scope"),
            (vec![("grant_type", "client_credentials"), ("scope", "\"")], 400, "invalid_scope"),
            (vec![("grant_type", "client_credentials"), ("grant_type", "client_credentials")], 400, "invalid_request"),
        ] {
            assert_eq!(refusal(&client.token(&pairs).await), (status, word.to_owned()), "{pairs:?}");
        }
    }

    // Scenario oauth/introspect-other-client, and a token that was given back.
    async fn a_token_is_known_to_its_own_tenant_until_it_is_revoked(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity")).await;
        let other = Application::of_tenant(&app, "platform", "sync", program("identity")).await;
        let tokens = client.token(&[("grant_type", "client_credentials")]).await.ok();
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(other.introspect(token).await.text, r#"{"active":false}"#);
        // Another client cannot give it back, and is not told so.
        let sister = Application::of_tenant(&app, "demo", "sister", program("identity")).await;
        assert_eq!(sister.revoke(token).await.status, 200);
        assert_eq!(client.introspect(token).await.ok()["active"], true);
        assert_eq!(client.revoke(token).await.status, 200);
        assert_eq!(client.introspect(token).await.text, r#"{"active":false}"#);
        assert_eq!(client.revoke("no token").await.status, 200);
        // Nobody asks without a proof.
        let open = client.post("/oauth2/introspect", None, &[("token", token)]).await;
        assert_eq!(refusal(&open), (401, "invalid_client".to_owned()));
    }

    // A client that is switched off takes its tokens along.
    async fn a_disabled_client_has_no_tokens(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity")).await;
        let watcher = Application::of_tenant(&app, "demo", "watcher", program("identity")).await;
        let tokens = client.token(&[("grant_type", "client_credentials")]).await.ok();
        client.disable().await;
        assert_eq!(watcher.introspect(tokens["access_token"].as_str().unwrap()).await.text, r#"{"active":false}"#);
        assert_eq!(refusal(&client.token(&[("grant_type", "client_credentials")]).await), (401, "invalid_client".to_owned()));
    }

    // Both well-known forms, and nothing promised that is not there.
    async fn the_issuer_says_where_its_endpoints_are(app: TestApp) {
        let appended = get(&app, "/demo/community/.well-known/openid-configuration").await;
        let inserted = get(&app, "/.well-known/oauth-authorization-server/demo/community").await;
        assert_eq!(appended.text, inserted.text);
        assert_eq!(appended.header("access-control-allow-origin"), "*");
        let document = appended.ok();
        assert_eq!(document["issuer"], format!("{ORIGIN}/demo/community"));
        for (name, value) in document.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
            let path = value.as_str().unwrap().strip_prefix(ORIGIN).unwrap();
            let served = get(&app, path).await.status.as_u16();
            assert!(served != 404, "{name}");
        }
        let system = get(&app, "/demo/system/.well-known/openid-configuration").await.ok();
        assert_eq!(system["issuer"], format!("{ORIGIN}/demo/system"));
        for path in ["/demo/nowhere/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/no/where"] {
            assert_eq!(get(&app, path).await.status, 404);
        }
    }

    // Scenario oauth/key-rotation: published before it signs, and kept until the last token that it signed is over.
    async fn keys_are_published_before_they_sign(app: TestApp) {
        let client = Application::of_tenant(&app, "demo", "sync", program("identity")).await;
        let kids = async || {
            let keys = get(&app, "/demo/system/.well-known/jwks.json").await.ok();
            let keys = keys["keys"].as_array().unwrap().clone();
            assert!(keys.iter().all(|key| key["d"].is_null() && key["use"] == "sig"));
            keys.iter().map(|key| (key["alg"].as_str().unwrap().to_owned(), key["kid"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
        };
        let token = async || {
            let tokens = client.token(&[("grant_type", "client_credentials")]).await.ok();
            tokens["access_token"].as_str().unwrap().to_owned()
        };
        let first = kids().await;
        assert_eq!(first.len(), 3);
        let old = token().await;
        signing::rotate(&app.app, &[client.tenant]).await.unwrap();
        assert_eq!(kids().await.len(), 6);
        assert_eq!(kid(&token().await), kid(&old), "the new one rests");
        app.clock.advance(signing::PUBLISHED_S * 1000);
        let new = token().await;
        assert_ne!(kid(&new), kid(&old));
        assert_eq!(client.introspect(&old).await.ok()["active"], true);
        app.clock.advance(signing::LONGEST_TOKEN_S * 1000);
        let last = kids().await;
        assert!(last.len() == 3 && last.iter().all(|key| !first.contains(key)));
        // The tenants share no key, and after a restart they are the same.
        assert!(get(&app, "/platform/system/.well-known/jwks.json").await.ok()["keys"].as_array().unwrap().iter().all(|key| last.iter().all(|(_, kid)| key["kid"] != *kid)));
        let app = app.restarted().await;
        let again = get(&app, "/demo/community/.well-known/jwks.json").await.ok();
        assert!(again["keys"].as_array().unwrap().iter().all(|key| last.iter().any(|(_, kid)| key["kid"] == *kid)));
    }

    // A page may read what we answer where a client of this workspace is at home there.
    async fn pages_of_a_client_may_read_the_answers(app: TestApp) {
        let settings = ClientSettings {
            redirect_uris: vec!["https://app.example/callback".into()],
            token_endpoint_auth_method: AuthMethod::None,
            ..ClientSettings::default()
        };
        let client = Application::of_workspace(&app, ("demo", "community"), "spa", settings).await;
        assert_ne!(client.workspace, WorkspaceId::NIL);
        for (origin, may) in [("https://app.example", true), ("https://evil.example", false)] {
            let request = Request::options("/demo/community/oauth2/token").header("host", HOST);
            let request = request.header("origin", origin).header("access-control-request-method", "POST");
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.header("access-control-allow-origin") == origin, may, "{origin}");
            assert_eq!(answer.status == 204, may, "{origin}");
        }
    }
}

fn kid(token: &str) -> String {
    use base64::Engine;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}
