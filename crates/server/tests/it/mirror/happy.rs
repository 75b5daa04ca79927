//! The modules of the basic plan in which everything is as it should be: the flow itself, ID tokens, userinfo and scopes.

use super::suite::End::{Passes, Skipped, Warns};
use super::suite::{BASIC, POST, Suite, VERIFIER, modules};
use crate::authorization::text;
use crate::support::Answer;
use crate::support::app::{HOST, SMART};
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::collections::BTreeSet;

modules! {
    "oidcc-server" => server, Passes;
    "oidcc-idtoken-signature" => id_token_signature, Passes;
    "oidcc-idtoken-unsigned" => id_token_unsigned, Skipped("unsigned ID tokens are never made, nor advertised");
    "oidcc-userinfo-get" => userinfo_get, Passes;
    "oidcc-userinfo-post-header" => userinfo_post_header, Passes;
    "oidcc-userinfo-post-body" => userinfo_post_body, Passes;
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow" => without_nonce, Passes;
    "oidcc-scope-profile" => scope_profile, Warns("of the fourteen claims of `profile` a member here has `name` and `preferred_username`");
    "oidcc-scope-email" => scope_email, Passes;
    "oidcc-scope-address" => scope_address, Skipped("members have no postal address here, and the scope is not advertised");
    "oidcc-scope-phone" => scope_phone, Passes;
    "oidcc-scope-all" => scope_all, Skipped("it wants `address` too; the other three scopes together are tested");
    "oidcc-alternate-happy-flow" => alternate_happy_flow, Passes;
    "oidcc-server-client-secret-post" => client_secret_post, Passes;
    "oidcc-claims-essential" => claims_essential, Passes;
    "oidcc-ensure-request-with-valid-pkce-succeeds" => valid_pkce, Passes;
}

async fn server(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    assert_eq!(tokens.asked, ["sign in", "consent"]);
    suite.userinfo(&tokens).await;
    let keys = suite.keys().await;
    let keys = keys["keys"].as_array().unwrap();
    let kids: BTreeSet<_> = keys.iter().map(|key| text(&key["kid"])).collect();
    assert_eq!(kids.len(), keys.len(), "each key has a name of its own");
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
    assert!(keys.iter().all(|key| private.iter().all(|name| key[name].is_null())), "{keys:?}");
}

/// There are several keys, so the token names its own. That it is by that key, and RS256, every flow looks at.
async fn id_token_signature(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let header = crate::back_channel::header(tokens.hint());
    assert_eq!((&header["alg"], header["kid"].is_string()), (&"RS256".into(), true));
}

async fn id_token_unsigned(suite: &mut Suite<'_>) {
    let document = suite.discovery().await;
    let offered = document["id_token_signing_alg_values_supported"].as_array().unwrap();
    assert!(offered.contains(&"RS256".into()) && !offered.contains(&"none".into()));
}

async fn ask_userinfo(suite: &Suite<'_>, method: &str, token: Option<&str>, body: String) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("{SMART}/userinfo")).header("host", HOST);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    suite.app.send(request.body(Body::from(body)).unwrap()).await
}

async fn userinfo_get(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let answer = ask_userinfo(suite, "GET", Some(tokens.access()), String::new()).await;
    assert_eq!((&answer.ok()["sub"], answer.header("content-type")), (&tokens.id["sub"], "application/json"));
}

async fn userinfo_post_header(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let answer = ask_userinfo(suite, "POST", Some(tokens.access()), String::new()).await;
    assert_eq!(answer.ok()["sub"], tokens.id["sub"]);
}

async fn userinfo_post_body(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let answer = ask_userinfo(suite, "POST", None, format!("access_token={}", tokens.access())).await;
    assert_eq!(answer.ok()["sub"], tokens.id["sub"]);
}

async fn without_nonce(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[("nonce", "")]).await;
    assert!(tokens.id["nonce"].is_null());
}

/// What userinfo says for this scope, in the order of the names.
async fn said_for(suite: &mut Suite<'_>, scope: &str) -> Vec<String> {
    let tokens = suite.flow(&[("scope", scope)]).await;
    let info = suite.userinfo(&tokens).await;
    for (name, value) in info.as_object().unwrap() {
        assert_eq!(value.is_boolean(), name.ends_with("_verified"), "{name}: {value}");
    }
    let mut names: Vec<_> = info.as_object().unwrap().keys().cloned().collect();
    names.sort();
    names
}

async fn scope_profile(suite: &mut Suite<'_>) {
    assert_eq!(said_for(suite, "openid profile").await, ["name", "preferred_username", "sub"]);
}

async fn scope_email(suite: &mut Suite<'_>) {
    assert_eq!(said_for(suite, "openid email").await, ["email", "email_verified", "sub"]);
}

async fn is_advertised(suite: &Suite<'_>, scope: &str) -> bool {
    suite.discovery().await["scopes_supported"].as_array().unwrap().contains(&scope.into())
}

/// Whoever asks for it all the same is not refused.
async fn scope_address(suite: &mut Suite<'_>) {
    assert!(!is_advertised(suite, "address").await);
    assert_eq!(said_for(suite, "openid address").await, ["sub"]);
}

async fn scope_phone(suite: &mut Suite<'_>) {
    assert_eq!(said_for(suite, "openid phone").await, ["phone_number", "phone_number_verified", "sub"]);
}

async fn scope_all(suite: &mut Suite<'_>) {
    assert!(!is_advertised(suite, "address").await);
    let all = ["email", "email_verified", "name", "phone_number", "phone_number_verified", "preferred_username", "sub"];
    assert_eq!(said_for(suite, "openid profile email address phone").await, all);
}

async fn alternate_happy_flow(suite: &mut Suite<'_>) {
    let more = [("scope", "phone email openid")];
    let pairs = Suite::pairs(&more).into_iter().rev();
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let answer = suite.browser.open(&format!("/oauth2/authorize?{query}")).await;
    let came = suite.follow(answer).await;
    let tokens = suite.finish(&more, came).await;
    assert!(suite.userinfo(&tokens).await["email"].is_string());
}

async fn client_secret_post(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[("client_id", POST)]).await;
    suite.userinfo(&tokens).await;
    // Each of the two clients has registered one way, and no other is taken.
    let other = suite.clients.iter().find(|client| client.id == BASIC).unwrap();
    assert_eq!(other.token(&[("grant_type", "authorization_code"), ("code", "x")]).await.status, 401);
}

async fn claims_essential(suite: &mut Suite<'_>) {
    assert_eq!(suite.discovery().await["claims_parameter_supported"], true);
    let wish = json!({ "userinfo": { "name": { "essential": true } } }).to_string();
    let tokens = suite.flow(&[("claims", &wish)]).await;
    assert!(suite.userinfo(&tokens).await["name"].is_string());
}

async fn valid_pkce(suite: &mut Suite<'_>) {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    let more = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let tokens = suite.flow(&more).await;
    suite.userinfo(&tokens).await;
}
