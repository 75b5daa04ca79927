//! The modules of the plans of signing out: by the application's own request, and what it hears of it.

use super::suite::End::Passes;
use super::suite::{GOODBYE, Suite, Tokens, issuer, modules, settings};
use crate::authorization::{claims, text};
use crate::back_channel::{header, heard, receiver};
use crate::support::Answer;
use crate::support::app::SMART;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings};
use domain::oauth::jwk::Jwks;
use domain::oauth::jws::{Alg, Algorithm, SigningKey, Unverified};
use serde_json::{Value, json};

modules! {
    "oidcc-rp-initiated-logout-discovery-endpoint-verification" => discovery, Passes;
    "oidcc-rp-initiated-logout" => with_everything, Passes;
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri" => bad_uri, Passes;
    "oidcc-rp-initiated-logout-modified-id-token-hint" => modified_hint, Passes;
    "oidcc-rp-initiated-logout-no-id-token-hint" => no_hint, Passes;
    "oidcc-rp-initiated-logout-no-params" => no_parameters, Passes;
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri" => no_uri, Passes;
    "oidcc-rp-initiated-logout-no-state" => no_state, Passes;
    "oidcc-rp-initiated-logout-only-state" => only_state, Passes;
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri" => query_added, Passes;
    "oidcc-rp-initiated-logout-bad-id-token-hint" => bad_hint, Passes;
    "oidcc-backchannel-logout-discovery-endpoint-verification" => back_channel_discovery, Passes;
    "oidcc-backchannel-rp-initiated-logout" => back_channel, Passes;
}

const BACK: (&str, &str) = ("post_logout_redirect_uri", GOODBYE);
const STATE: (&str, &str) = ("state", "a state of its own");

async fn leave(suite: &mut Suite<'_>, pairs: &[(&str, &str)]) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    suite.browser.open(&format!("/oidc/logout?{query}")).await
}

async fn discovery(suite: &mut Suite<'_>) {
    assert_eq!(suite.discovery().await["end_session_endpoint"], format!("{}/oidc/logout", issuer()));
}

/// Straight to the application.
async fn is_sent(suite: &mut Suite<'_>, pairs: &[(&str, &str)], place: &str) {
    let answer = leave(suite, pairs).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, place), "{pairs:?}");
    assert!(suite.is_signed_out().await);
}

async fn with_everything(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let place = format!("{GOODBYE}?state=a%20state%20of%20its%20own");
    is_sent(suite, &[("id_token_hint", tokens.hint()), BACK, STATE], &place).await;
}

async fn no_state(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    is_sent(suite, &[("id_token_hint", tokens.hint()), BACK], GOODBYE).await;
}

/// The user is asked, and nobody is sent anywhere; whoever says yes ends at a page of ours.
async fn is_asked(suite: &mut Suite<'_>, pairs: &[(&str, &str)]) {
    let page = leave(suite, pairs).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (200, ""), "{pairs:?}");
    assert!(page.text.contains("<h1>Sign out?</h1>") && !page.text.contains("data-now"), "{pairs:?}");
    assert!(!suite.is_signed_out().await, "{pairs:?}");
    let body: Value = pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let done = suite.browser.post("/oidc/logout/confirm", &body).await;
    is_over(suite, &done).await;
}

/// At a page of ours that says so.
async fn is_over(suite: &mut Suite<'_>, answer: &Answer) {
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, format!("{SMART}/sign-in?ended=out").as_str())
    );
    let page = suite.browser.open("/sign-in?ended=out").await;
    assert!(page.status == 200 && page.text.contains("signed out"), "{}", page.text);
    assert!(suite.is_signed_out().await);
}

async fn bad_uri(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let uri = ("post_logout_redirect_uri", "https://app.example/goodbye/unregistered");
    is_asked(suite, &[("id_token_hint", tokens.hint()), uri, STATE]).await;
}

async fn query_added(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let uri = ("post_logout_redirect_uri", "https://app.example/goodbye?foo=bar");
    is_asked(suite, &[("id_token_hint", tokens.hint()), uri, STATE]).await;
}

async fn modified_hint(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let unsigned = format!("{none}.{}.", tokens.hint().split('.').nth(1).unwrap());
    is_asked(suite, &[("id_token_hint", &unsigned), BACK, STATE]).await;
}

/// The right claims under the right name, by a key that is not ours.
async fn bad_hint(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let (_, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let kid = text(&header(tokens.hint())["kid"]).to_owned();
    let foreign = SigningKey::from_pkcs8(Algorithm::Rs256, &kid, &pkcs8).unwrap();
    let hint = foreign.sign("JWT", &tokens.id).unwrap();
    is_asked(suite, &[("id_token_hint", &hint), BACK, STATE]).await;
}

async fn no_hint(suite: &mut Suite<'_>) {
    suite.flow(&[]).await;
    is_asked(suite, &[BACK, STATE]).await;
}

async fn no_parameters(suite: &mut Suite<'_>) {
    suite.flow(&[]).await;
    is_asked(suite, &[]).await;
}

async fn only_state(suite: &mut Suite<'_>) {
    suite.flow(&[]).await;
    is_asked(suite, &[STATE]).await;
}

async fn no_uri(suite: &mut Suite<'_>) {
    let tokens = suite.flow(&[]).await;
    let answer = leave(suite, &[("id_token_hint", tokens.hint())]).await;
    is_over(suite, &answer).await;
}

async fn back_channel_discovery(suite: &mut Suite<'_>) {
    let document = suite.discovery().await;
    for name in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(document[name], true, "{name}");
    }
}

async fn back_channel(suite: &mut Suite<'_>) {
    let (url, calls) = receiver(vec![200]);
    let told = ClientSettings {
        backchannel_logout_uri: Some(url),
        backchannel_logout_session_required: true,
        ..settings(AuthMethod::ClientSecretPost)
    };
    suite.register("suite-told", told).await;
    let tokens = suite.flow(&[("client_id", "suite-told")]).await;
    let place = format!("{GOODBYE}?state=a%20state%20of%20its%20own");
    is_sent(suite, &[("id_token_hint", tokens.hint()), BACK, STATE], &place).await;
    is_logout_token(suite, &heard(suite.app, &calls).await.unwrap(), &tokens).await;
}

async fn is_logout_token(suite: &Suite<'_>, token: &str, tokens: &Tokens) {
    let (read, keys) = (Unverified::read(token).unwrap(), Jwks::read(&suite.keys().await).unwrap());
    let key = keys.find(Some(read.kid().unwrap()), Alg::Rs256).unwrap();
    assert!(read.verify(key, &[Alg::Rs256]).is_ok() && read.typ() == Some("logout+jwt"));
    let (said, now) = (claims(token), suite.app.app.now() / 1000);
    for name in ["iss", "aud", "sub", "sid"] {
        assert_eq!(said[name], tokens.id[name], "{name}");
    }
    assert!(said["sid"].is_string() && said["jti"].is_string() && said["nonce"].is_null(), "{said}");
    assert!(
        said["iat"].as_i64().unwrap() <= now && (now + 1..=now + 120).contains(&said["exp"].as_i64().unwrap()),
        "{said}"
    );
    assert_eq!(said["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
}
