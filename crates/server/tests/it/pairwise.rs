//! Applications that know members by names of their own (OpenID Connect Core, 8): two of them that lay their lists side by side see nobody twice.

use crate::authorization::{
    application, authorize, claims, code, error, member, redeem, refresh, said, settings, text, userinfo,
};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::applications::roster::{self, Draft, NotKept};
use domain::applications::{ClientSettings, Issuer, SubjectType};
use serde_json::json;

fn pairwise(host: &str) -> ClientSettings {
    let redirect_uris = vec!["https://app.example/callback".to_owned(), format!("https://{host}/other")];
    ClientSettings { subject_type: SubjectType::Pairwise, redirect_uris, ..settings() }
}

on_both_engines! {
    async fn each_knows_a_member_by_another_name(app: TestApp) {
        let mut alice = member(&app, "alice").await;
        let mut names = Vec::new();
        let other = ClientSettings { redirect_uris: vec!["https://app.example/callback".into()], ..pairwise("app.example") };
        for (id, settings) in [("one", pairwise("app.example")), ("sister", other), ("open", settings())] {
            let client = application(&app, id, settings).await;
            let code_of = code(&mut alice, id, &[]).await;
            let tokens = redeem(&client, &code_of, &[]).await.ok();
            let sub = text(&claims(text(&tokens["id_token"]))["sub"]).to_owned();
            // Wherever it is said, it is the same.
            let access = text(&tokens["access_token"]);
            assert_eq!(claims(access)["sub"], *sub);
            assert_eq!(userinfo(&app, SMART, access).await.ok()["sub"], *sub);
            assert_eq!(client.introspect(access).await.ok()["sub"], *sub);
            assert_eq!(client.introspect(text(&tokens["refresh_token"])).await.ok()["sub"], *sub);
            let next = refresh(&client, text(&tokens["refresh_token"])).await.ok();
            assert_eq!(claims(text(&next["id_token"]))["sub"], *sub);
            // And it is understood where it comes back.
            let hint = text(&tokens["id_token"]);
            let quiet = [("id_token_hint", hint), ("prompt", "none")];
            assert!(said(&authorize(&mut alice, id, &quiet).await)["code"].is_string());
            let wish = json!({ "id_token": { "sub": { "value": sub } } }).to_string();
            assert!(said(&authorize(&mut alice, id, &[("claims", &wish), ("prompt", "none")]).await)["code"].is_string());
            let mut bob = app.browser(SMART);
            bob.sign_up(&format!("bob-{id}")).await.ok();
            assert_eq!(error(&authorize(&mut bob, id, &quiet).await), "login_required");
            names.push(sub);
        }
        assert_eq!(names[0], names[1], "of one host, and so of one hand");
        assert_ne!(names[0], names[2]);
        assert!(names[2].parse::<store::id::UserId>().is_ok() && names[0].parse::<store::id::UserId>().is_err());
    }

    async fn one_that_is_at_home_at_two_hosts_is_refused(app: TestApp) {
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        let draft = |host: &str| Draft { id: None, name: "Board".into(), enabled: true, settings: pairwise(host) };
        assert!(matches!(roster::add(&app.app, &issuer, draft("other.example")).await, Err(NotKept::Sector)));
        assert!(roster::add(&app.app, &issuer, draft("app.example")).await.is_ok());
        for (uri, kept) in [("https://app.example/out", true), ("http://app.example/out", false), ("com.example.app:/out", false), ("x", false)] {
            let settings = ClientSettings { backchannel_logout_uri: Some(uri.to_owned()), ..settings() };
            let added = roster::add(&app.app, &issuer, Draft { id: None, name: "Board".into(), enabled: true, settings }).await;
            assert_eq!(added.is_ok(), kept, "{uri}");
        }
    }

    // All names of its members hang on its host: whoever saves another one would part it from all of them.
    async fn one_that_moves_keeps_its_host(app: TestApp) {
        let mut owner = app.owner().await;
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        let draft = |id: &str, settings: ClientSettings| Draft { id: Some(id.into()), name: "Board".into(), enabled: true, settings };
        roster::add(&app.app, &issuer, draft("board", pairwise("app.example"))).await.unwrap();
        roster::add(&app.app, &issuer, draft("open", settings())).await.unwrap();
        for (id, uri, status) in [("board", "https://other.example/x", 422), ("board", "https://app.example/x", 200), ("open", "https://other.example/x", 200)] {
            let page = format!("/admin/demo/clients/community/{id}/settings");
            let saved = owner.changes(&page, &json!({ "redirect_uris": [uri] })).await;
            assert_eq!(saved.status, status, "{id} {uri} {}", saved.text);
            assert!(status == 200 || saved.json()["details"]["field"] == "redirect_uris", "{}", saved.text);
        }
    }
}
