//! The one module of the configuration's plan, at an installation behind https.

use super::suite::End::Passes;
use super::suite::{Suite, modules};
use crate::authorization::text;
use crate::support::app::SMART;
use crate::support::{Answer, TestApp};
use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use std::collections::BTreeSet;

modules! {
    "oidcc-discovery-endpoint-verification" => discovery_endpoint_verification, Passes;
}

const HTTPS: &str = "https://id.example.com";

async fn get(app: &TestApp, url: &str) -> Answer {
    let path = url.strip_prefix(HTTPS).unwrap();
    app.send(Request::get(path).header("host", "id.example.com").body(Body::empty()).unwrap()).await
}

async fn discovery_endpoint_verification(suite: &mut Suite<'_>) {
    let app = suite.app.twin_at(HTTPS).await;
    let address = format!("{HTTPS}{SMART}/.well-known/openid-configuration");
    let answer = get(&app, &address).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    let document = answer.ok();
    assert_eq!(format!("{}/.well-known/openid-configuration", text(&document["issuer"])), address);
    for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
        assert!(document[name].is_string(), "{name}");
    }
    for (name, value) in document.as_object().unwrap() {
        assert!(is_of_its_type(name, value), "{name}: {value}");
    }
    for (name, word) in [
        ("response_types_supported", "code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("scopes_supported", "openid"),
        ("claims_supported", "sub"),
        ("code_challenge_methods_supported", "S256"),
        ("grant_types_supported", "authorization_code"),
        ("token_endpoint_auth_methods_supported", "client_secret_basic"),
        ("token_endpoint_auth_methods_supported", "client_secret_post"),
    ] {
        assert!(document[name].as_array().unwrap().contains(&word.into()), "{name}: {word}");
    }
    assert_eq!(document["claims_parameter_supported"], true);
    assert_eq!(
        (&document["request_parameter_supported"], &document["request_uri_parameter_supported"]),
        (&false.into(), &false.into())
    );
    // What nobody can send needs no algorithms.
    assert!(document.as_object().unwrap().keys().all(|name| !name.starts_with("request_object_")));
    for tag in document["ui_locales_supported"].as_array().unwrap() {
        assert!(
            text(tag)
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())),
            "{tag}"
        );
    }
    keys_are_public(&get(&app, text(&document["jwks_uri"])).await);
}

/// Beside those whose names say so.
const IS_OR_NOT: [&str; 3] =
    ["require_pushed_authorization_requests", "backchannel_logout_supported", "backchannel_logout_session_supported"];

/// Nothing is there that no standard has, and each is what its name promises.
fn is_of_its_type(name: &str, value: &Value) -> bool {
    let is_https = |value: &Value| value.as_str().is_some_and(|url| url.starts_with("https://id.example.com/"));
    match name {
        "issuer" | "jwks_uri" => is_https(value),
        name if name.ends_with("_endpoint") => is_https(value),
        name if name.ends_with("_parameter_supported") || IS_OR_NOT.contains(&name) => value.is_boolean(),
        name if name.ends_with("_supported") => {
            value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string))
        }
        _ => false,
    }
}

fn keys_are_public(answer: &Answer) {
    let keys = answer.ok();
    let keys = keys["keys"].as_array().unwrap();
    let kids: BTreeSet<_> = keys.iter().map(|key| text(&key["kid"])).collect();
    assert!(!keys.is_empty() && kids.len() == keys.len());
    for key in keys {
        assert!(["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().all(|name| key[name].is_null()), "{key}");
        assert!(key["use"] == "sig" && key["alg"].is_string(), "{key}");
    }
    assert!(domain::oauth::jwk::Jwks::read(&answer.ok()).is_ok());
}
