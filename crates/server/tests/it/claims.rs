//! The parameter `claims` (OpenID Connect Core, 5.5): what an application wishes to hear by name, from whom, and how they must have signed in.

use crate::authorization::{
    application, authorize, claims, code, error, member, question, redeem, refresh, said, settings, text, userinfo,
};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::applications::ClientSettings;
use serde_json::{Value, json};

on_both_engines! {
    // oidcc-claims-essential
    async fn what_is_wished_for_by_name_is_said_where_it_was_wished(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let wish = json!({
            "userinfo": { "name": { "essential": true }, "email": null, "birthdate": null },
            "id_token": { "preferred_username": null, "auth_time": { "essential": true }, "acr": null },
            "elsewhere": { "anything": 1 },
        });
        let wish = wish.to_string();
        let code_of = code(&mut alice, "app", &[("scope", "openid"), ("claims", &wish)]).await;
        let tokens = redeem(&client, &code_of, &[]).await.ok();
        let id = claims(text(&tokens["id_token"]));
        assert_eq!((&id["preferred_username"], &id["name"]), (&"alice".into(), &Value::Null));
        assert!(id["auth_time"].is_i64() && id["acr"].is_string() && id["sid"].is_string());
        let info = userinfo(&app, SMART, text(&tokens["access_token"])).await.ok();
        assert!(info["name"].is_string(), "{info}");
        assert_eq!((&info["preferred_username"], &info["birthdate"], &info["sub"]), (&Value::Null, &Value::Null, &id["sub"]));
        // Also after a refresh.
        let next = refresh(&client, text(&tokens["refresh_token"])).await.ok();
        assert_eq!(claims(text(&next["id_token"]))["preferred_username"], "alice");
        // Without the wish, what the scope covers alone.
        let code_of = code(&mut alice, "app", &[("scope", "openid")]).await;
        let tokens = redeem(&client, &code_of, &[]).await.ok();
        assert!(userinfo(&app, SMART, text(&tokens["access_token"])).await.ok()["name"].is_null());
    }

    // What a scope would have to be agreed to for is agreed to by name, too; what the client may never have it is not told.
    async fn nothing_is_said_by_name_that_nobody_agreed_to(app: TestApp) {
        let asking = ClientSettings { first_party: false, ..settings() };
        let client = application(&app, "app", asking.clone()).await;
        let mut alice = member(&app, "alice").await;
        let page = authorize(&mut alice, "app", &[("scope", "openid")]).await;
        alice.post(&question(&page), &json!({ "answer": "allow" })).await;
        let wish = r#"{"userinfo":{"name":null,"phone_number":null}}"#;
        let quiet = [("scope", "openid"), ("claims", wish), ("prompt", "none")];
        assert_eq!(error(&authorize(&mut alice, "app", &quiet).await), "consent_required");
        let page = authorize(&mut alice, "app", &quiet[..2]).await;
        assert!(page.text.contains("See your name and username") && page.text.contains("See your phone number"), "{}", page.text);
        alice.post(&question(&page), &json!({ "answer": "allow" })).await;
        let code = text(&said(&authorize(&mut alice, "app", &quiet).await)["code"]).to_owned();
        let tokens = redeem(&client, &code, &[]).await.ok();
        assert_eq!(tokens["scope"], "openid", "a wish is no scope");
        let narrow = ClientSettings { scope: "openid email".into(), first_party: true, ..asking };
        let client = application(&app, "narrow", narrow).await;
        let code = crate::authorization::code(&mut alice, "narrow", &quiet).await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        let info = userinfo(&app, SMART, text(&tokens["access_token"])).await.ok();
        assert_eq!(info.as_object().unwrap().len(), 1, "{info}");
    }

    // 5.5.1: who is named must be who is there; and an essential class of sign-in is met, or said to be unmet.
    async fn a_wish_for_somebody_or_for_strength_decides(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code_of = code(&mut alice, "app", &[]).await;
        let own = text(&claims(text(&redeem(&client, &code_of, &[]).await.ok()["id_token"]))["sub"]).to_owned();
        let ask = async |alice: &mut crate::support::Actor<'_>, wish: Value| {
            let wish = json!({ "id_token": wish }).to_string();
            authorize(alice, "app", &[("claims", &wish), ("prompt", "none")]).await
        };
        for (wish, word) in [
            (json!({ "sub": { "value": own } }), ""),
            (json!({ "sub": { "values": ["x", own] } }), ""),
            (json!({ "sub": null }), ""),
            (json!({ "sub": { "value": "somebody" } }), "login_required"),
            (json!({ "acr": { "essential": true, "values": ["phrh", "phr"] } }), ""),
            (json!({ "acr": { "essential": true, "value": "phrh" } }), "unmet_authentication_requirements"),
            (json!({ "acr": { "essential": true } }), ""),
            (json!({ "acr": { "value": "phrh" } }), ""),
        ] {
            assert_eq!(error(&ask(&mut alice, wish.clone()).await), word, "{wish}");
        }
        let other = r#"{"id_token":{"sub":{"value":"somebody"}}}"#;
        let page = authorize(&mut alice, "app", &[("claims", other)]).await;
        assert!(page.status == 200 && page.text.contains("Use another account"), "{}", page.text);
        for bad in ["x", "[]", "null", r#"{"userinfo":[]}"#, r#"{"id_token":{"sub":1}}"#, r#"{"id_token":{"name":{"essential":"yes"}}}"#] {
            assert_eq!(error(&authorize(&mut alice, "app", &[("claims", bad)]).await), "invalid_request", "{bad}");
        }
        let document = alice.get("/.well-known/openid-configuration").await.ok();
        assert_eq!(document["claims_parameter_supported"], true);
    }
}
