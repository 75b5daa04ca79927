//! The modules of the basic plan that are about one parameter of the request, or about its form: when the user is asked again, and when not.

use super::suite::End::Passes;
use super::suite::{Suite, modules};
use crate::authorization::text;

modules! {
    "oidcc-display-page" => display_page, Passes;
    "oidcc-display-popup" => display_popup, Passes;
    "oidcc-prompt-login" => prompt_login, Passes;
    "oidcc-prompt-none-not-logged-in" => prompt_none_not_logged_in, Passes;
    "oidcc-prompt-none-logged-in" => prompt_none_logged_in, Passes;
    "oidcc-max-age-1" => max_age_1, Passes;
    "oidcc-max-age-10000" => max_age_10000, Passes;
    "oidcc-ensure-request-with-unknown-parameter-succeeds" => unknown_parameter, Passes;
    "oidcc-id-token-hint" => id_token_hint, Passes;
    "oidcc-login-hint" => login_hint, Passes;
    "oidcc-ui-locales" => ui_locales, Passes;
    "oidcc-claims-locales" => claims_locales, Passes;
    "oidcc-ensure-request-with-acr-values-succeeds" => acr_values, Passes;
    "oidcc-ensure-post-request-succeeds" => post_request, Passes;
}

/// One that changes nothing: the flow is the usual one.
async fn changes_nothing(suite: &mut Suite<'_>, name: &str, value: &str) {
    let tokens = suite.flow(&[(name, value)]).await;
    assert_eq!(tokens.asked, ["sign in", "consent"], "{name}");
    suite.userinfo(&tokens).await;
}

async fn display_page(suite: &mut Suite<'_>) {
    changes_nothing(suite, "display", "page").await;
}

async fn display_popup(suite: &mut Suite<'_>) {
    changes_nothing(suite, "display", "popup").await;
}

async fn unknown_parameter(suite: &mut Suite<'_>) {
    changes_nothing(suite, "extra", "foobar").await;
}

async fn login_hint(suite: &mut Suite<'_>) {
    changes_nothing(suite, "login_hint", "somebody@example.com").await;
}

async fn ui_locales(suite: &mut Suite<'_>) {
    changes_nothing(suite, "ui_locales", "se").await;
}

async fn claims_locales(suite: &mut Suite<'_>) {
    changes_nothing(suite, "claims_locales", "se").await;
}

/// Twice, the second time after this many seconds and with this parameter. Whether the user had to show it again, and that of the sign-in is
/// told what is so.
async fn twice(suite: &mut Suite<'_>, seconds: i64, more: &[(&str, &str)], again: bool) {
    let first = suite.flow(&[]).await;
    suite.app.advance_seconds(seconds);
    let second = suite.flow(more).await;
    let asked: &[&str] = if again { &["prove it again"] } else { &[] };
    assert_eq!(second.asked, asked, "{more:?}");
    assert_eq!(first.id["sub"], second.id["sub"]);
    let passed = if again { seconds } else { 0 };
    assert_eq!(second.auth_time(), first.auth_time() + passed, "{more:?}");
}

async fn prompt_login(suite: &mut Suite<'_>) {
    twice(suite, 2, &[("prompt", "login")], true).await;
}

async fn prompt_none_logged_in(suite: &mut Suite<'_>) {
    twice(suite, 2, &[("prompt", "none")], false).await;
}

async fn max_age_1(suite: &mut Suite<'_>) {
    twice(suite, 2, &[("max_age", "1")], true).await;
}

async fn max_age_10000(suite: &mut Suite<'_>) {
    twice(suite, 2, &[("max_age", "10000")], false).await;
}

async fn prompt_none_not_logged_in(suite: &mut Suite<'_>) {
    let came = suite.ask(&[("prompt", "none")]).await;
    assert_eq!((came.error().as_str(), &came.back()["state"]), ("login_required", &"the state".into()));
    assert!(came.asked.is_empty());
}

async fn id_token_hint(suite: &mut Suite<'_>) {
    let hint = suite.flow(&[]).await.hint().to_owned();
    twice(suite, 1, &[("prompt", "none"), ("id_token_hint", &hint)], false).await;
}

/// With everything that is advertised; the class that was reached is one of them.
async fn acr_values(suite: &mut Suite<'_>) {
    let document = suite.discovery().await;
    let all: Vec<_> = document["acr_values_supported"].as_array().unwrap().iter().map(text).collect();
    let tokens = suite.flow(&[("acr_values", &all.join(" "))]).await;
    assert!(all.contains(&text(&tokens.id["acr"])), "{}", tokens.id);
}

/// The form of the application's own page: it comes without our cookies.
async fn post_request(suite: &mut Suite<'_>) {
    let pairs = Suite::pairs(&[]);
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = suite.clients[0].post("/oauth2/authorize", None, &pairs).await;
    let came = suite.follow(answer).await;
    assert_eq!(came.asked, ["sign in", "consent"]);
    suite.finish(&[], came).await;
}
