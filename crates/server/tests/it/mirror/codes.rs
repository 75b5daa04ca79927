//! The modules of the basic plan in which something is refused, and that of refresh tokens, which are refused to others.

use super::suite::End::{Passes, Skipped};
use super::suite::{BASIC, POST, Suite, modules};
use crate::authorization::{CALLBACK, refused, text, userinfo};
use crate::support::Answer;
use crate::support::app::SMART;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const NO_OBJECTS: &str =
    "requests inside of tokens are not advertised; they are refused by the word that the standard has for it";

modules! {
    "oidcc-response-type-missing" => response_type_missing, Passes;
    "oidcc-codereuse" => code_reuse, Passes;
    "oidcc-codereuse-30seconds" => code_reuse_30_seconds, Passes;
    "oidcc-ensure-registered-redirect-uri" => registered_redirect_uri, Passes;
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported" => request_uri, Skipped(NO_OBJECTS);
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported" => request_object, Skipped(NO_OBJECTS);
    "oidcc-ensure-request-object-with-redirect-uri" => request_object_with_redirect_uri, Skipped("the same; the address in the open counts, and gets an error page");
    "oidcc-refresh-token" => refresh_token, Passes;
}

async fn response_type_missing(suite: &mut Suite<'_>) {
    let came = suite.ask(&[("response_type", "")]).await;
    assert_eq!((came.error().as_str(), &came.back()["state"]), ("invalid_request", &"the state".into()));
}

/// A code that is exchanged a second time after so many seconds.
async fn reuse(suite: &mut Suite<'_>, seconds: i64) {
    let code = text(&suite.ask(&[]).await.back()["code"]).to_owned();
    let pairs = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let tokens = suite.token(BASIC, &pairs).await.ok();
    let access = text(&tokens["access_token"]);
    userinfo(suite.app, SMART, access).await.ok();
    suite.app.advance_seconds(seconds);
    assert_eq!(refused(&suite.token(BASIC, &pairs).await), (400, "invalid_grant"));
    // And what came of the first exchange is over.
    assert_eq!(refused(&userinfo(suite.app, SMART, access).await), (401, "invalid_token"));
}

async fn code_reuse(suite: &mut Suite<'_>) {
    reuse(suite, 0).await;
}

async fn code_reuse_30_seconds(suite: &mut Suite<'_>) {
    reuse(suite, 30).await;
}

async fn registered_redirect_uri(suite: &mut Suite<'_>) {
    let came = suite.ask(&[("redirect_uri", "https://app.example/callback/unregistered")]).await;
    assert!(came.is_error_page() && came.asked.is_empty(), "{}", came.answer.text);
}

/// An unsigned token with the whole request.
fn object(more: &[(&str, &str)]) -> String {
    let claims: Value = Suite::pairs(more).into_iter().map(|(name, value)| (name, Value::from(value))).collect();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims))
}

async fn objects_are_not_advertised(suite: &Suite<'_>, name: &str) {
    let document = suite.discovery().await;
    assert_eq!(document[name], false);
    assert!(document["request_object_signing_alg_values_supported"].is_null());
}

async fn request_uri(suite: &mut Suite<'_>) {
    objects_are_not_advertised(suite, "request_uri_parameter_supported").await;
    let came = suite.ask(&[("request_uri", "https://app.example/request.jwt")]).await;
    assert_eq!(came.error(), "request_uri_not_supported");
}

async fn request_object(suite: &mut Suite<'_>) {
    objects_are_not_advertised(suite, "request_parameter_supported").await;
    let came = suite.ask(&[("request", &object(&[]))]).await;
    assert_eq!(came.error(), "request_not_supported");
}

async fn request_object_with_redirect_uri(suite: &mut Suite<'_>) {
    let object = object(&[]);
    let came = suite.ask(&[("request", &object), ("redirect_uri", "https://app.example/invalid")]).await;
    assert!(came.is_error_page(), "{}", came.answer.text);
}

async fn refresh(suite: &Suite<'_>, client: &str, token: &str) -> Answer {
    suite.token(client, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn refresh_token(suite: &mut Suite<'_>) {
    let more = [("scope", "openid offline_access"), ("prompt", "consent")];
    let first = suite.flow(&more).await;
    let token = text(&first.answer["refresh_token"]);
    assert!(token.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "RFC 6749, A.17");
    suite.app.advance_seconds(1);
    let answer = refresh(suite, BASIC, token).await.ok();
    assert_ne!(answer["access_token"], first.answer["access_token"]);
    let id = suite.verified(&answer, BASIC).await;
    for name in ["iss", "sub", "aud", "auth_time", "azp"] {
        assert_eq!(id[name], first.id[name], "{name}");
    }
    assert_ne!(id["iat"], first.id["iat"]);
    assert_eq!(userinfo(suite.app, SMART, text(&answer["access_token"])).await.ok()["sub"], id["sub"]);
    // That of another client is nothing to this one.
    let other = suite.flow(&[more[0], more[1], ("client_id", POST)]).await;
    assert_eq!(refused(&refresh(suite, BASIC, text(&other.answer["refresh_token"])).await), (400, "invalid_grant"));
}
