//! What must not be believed: tokens that prove nothing, states of other browsers, answers of other providers, and providers that cannot be
//! asked or misbehave.

use super::lying::{Lying, Manners, Signed};
use super::traveller::{arrive, audited, come_back, give_link, known, leave, leave_for, member, offer};
use super::{DOOR, assert_told, vouches};
use crate::support::{TestApp, on_both_engines};
use domain::single_sign_on::Outcome;
use serde_json::{Value, json};

/// Comes back from a provider that says this, and is not believed.
async fn assert_not_believed(app: &TestApp, provider: &Lying, claims: Value) {
    let mut browser = app.browser(DOOR);
    let away = leave_for(&mut browser, "office", provider, claims.clone()).await;
    let answer = come_back(&mut browser, "office", &away.query()).await;
    assert_eq!(answer.status, 401, "{claims}: {}", answer.text);
    assert_eq!(audited(app, DOOR).await, "provider_not_believed", "{claims}");
    assert!(
        !browser.cookies.contains_key("ks-offer.demo.community") && !browser.cookies.contains_key("ks.demo.community")
    );
}

on_both_engines! {
    // OpenID Connect Core 3.1.3.7, ASVS V9 and V10.5: one lie at a time.
    async fn a_token_that_proves_nothing_is_not_believed(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        let now = app.app.now() / 1000;
        for claims in [
            json!({ "nonce": "another" }),
            json!({ "nonce": null }),
            json!({ "exp": now - 61 }),
            json!({ "exp": null }),
            json!({ "iat": now + 61 }),
            json!({ "nbf": now + 61 }),
            json!({ "aud": "somebody else" }),
            json!({ "aud": ["keystead", "somebody else"] }),
            json!({ "aud": [] }),
            json!({ "azp": "somebody else" }),
            json!({ "iss": "https://elsewhere.example" }),
            json!({ "iss": null }),
            json!({ "sub": "" }),
            json!({ "sub": "s-1\u{0}" }),
            json!({ "sub": "s".repeat(256) }),
            json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }),
        ] {
            assert_not_believed(&app, &provider, claims).await;
        }
        for signed in [Signed::ByAStranger, Signed::WithTheSecret, Signed::NotAtAll] {
            provider.says(|says| says.signed = signed);
            assert_not_believed(&app, &provider, json!({})).await;
        }
        // The same without a lie, and with clocks that differ a little.
        provider.says(|says| says.signed = Signed::Rightly);
        for claims in [json!({}), json!({ "exp": now - 30 }), json!({ "iat": now + 30, "nbf": now + 30 }), json!({ "azp": "keystead" })] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, claims.clone()).await;
            assert!(arrive(&browser, "office", &away.query()).await.is_ok(), "{claims}");
        }
        assert!(!app.log.text().contains("the secret that both know"));
    }

    // Core 5.3.2: what is told beside the token is of the token's subject, or of nobody.
    async fn what_is_told_beside_the_token_is_of_its_subject(app: TestApp) {
        let provider = Lying::start().await;
        provider.says(|says| says.about = Some(json!({ "sub": "s-2", "email": "new@example.com", "email_verified": true })));
        offer(&app, DOOR, "office", &provider.issuer).await;
        assert_not_believed(&app, &provider, json!({})).await;
        provider.says(|says| says.about = Some(json!({ "sub": "s-1", "email": "new@example.com", "email_verified": true })));
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, json!({})).await;
        let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
        assert!(matches!(arrival.outcome, Outcome::Newcomer { .. }), "{:?}", arrival.outcome);
    }

    // Login CSRF: the browser that comes back must be the one that left, with the state it was given, once.
    async fn only_the_browser_that_left_comes_back(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let mallory_account = member(&app, DOOR, "mallory").await;
        give_link(&app, DOOR, mallory_account, (&provider.issuer, "s-1")).await;
        let mut mallory = app.browser(DOOR);
        let away = leave_for(&mut mallory, "office", &provider, json!({})).await;

        let mut victim = app.browser(DOOR);
        assert_eq!(come_back(&mut victim, "office", &away.query()).await.status, 400, "no cookie at all");
        leave(&mut victim, "office").await;
        assert_eq!(come_back(&mut victim, "office", &away.query()).await.status, 400, "a cookie of another state");
        let planted = mallory.cookies["ks-sso.demo.community"].clone();
        victim.cookies.insert("ks-sso.demo.community".to_owned(), planted);
        assert_eq!(come_back(&mut victim, "office", &away.query()).await.status, 400, "a planted cookie");
        app.log.line_with("reason=\"state_unknown\"");

        for query in ["code=a-code".to_owned(), "code=a-code&state=".to_owned(), format!("code=a-code&state={}A", away.state)] {
            assert_eq!(come_back(&mut mallory, "office", &query).await.status, 400, "{query}");
        }
        let twice = format!("{}&state={}", away.query(), away.state);
        assert_eq!(come_back(&mut mallory, "office", &twice).await.status, 400, "said twice");
        assert_eq!(provider.count("/token"), 0, "nobody's code was shown to the provider");
        assert_eq!(known(&arrive(&mallory, "office", &away.query()).await.unwrap().outcome), Some((mallory_account, false)));
    }

    async fn a_state_is_good_once_and_for_ten_minutes(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, json!({})).await;
        assert!(arrive(&browser, "office", &away.query()).await.is_ok());
        // With the cookie that a browser would have dropped.
        let answer = come_back(&mut browser, "office", &away.query()).await;
        assert_told(&app, &answer, 400, "ceremony_replayed").await;
        assert_eq!(provider.count("/token"), 1);

        // What fails is spent, too.
        let away = leave_for(&mut browser, "office", &provider, json!({ "nonce": "another" })).await;
        assert!(arrive(&browser, "office", &away.query()).await.is_err());
        provider.says(|says| says.claims["nonce"] = away.nonce.clone().into());
        let answer = come_back(&mut browser, "office", &away.query()).await;
        assert_told(&app, &answer, 400, "ceremony_replayed").await;

        let away = leave_for(&mut browser, "office", &provider, json!({ "exp": app.app.now() / 1000 + 3600 })).await;
        app.advance_seconds(600);
        assert_eq!(come_back(&mut browser, "office", &away.query()).await.status, 400);
        app.advance_seconds(-1);
        assert!(arrive(&browser, "office", &away.query()).await.is_ok());
    }

    // DESIGN 3.3: two tabs do not mix, and neither spoils the other's.
    async fn two_tabs_come_back_in_any_order(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        let mut browser = app.browser(DOOR);
        let first = leave(&mut browser, "office").await;
        let second = leave_for(&mut browser, "office", &provider, json!({})).await;
        assert_eq!(come_back(&mut browser, "office", &second.query()).await.status, 303);
        assert!(browser.cookies.contains_key("ks-sso.demo.community"), "the other is still on its way");
        provider.says(|says| says.claims["nonce"] = first.nonce.clone().into());
        assert_eq!(come_back(&mut browser, "office", &first.query()).await.status, 303);
        assert!(!browser.cookies.contains_key("ks-sso.demo.community"));
        for _ in 0..10 {
            leave(&mut browser, "office").await;
        }
        assert!(browser.cookies["ks-sso.demo.community"].len() < 4000, "a browser keeps 4096 bytes");
    }

    // RFC 9207 and RFC 9700, 4.4.
    async fn two_providers_are_not_mixed_up(app: TestApp) {
        let (honest, evil) = (Lying::start().await, Lying::start().await);
        offer(&app, DOOR, "office", &honest.issuer).await;
        offer(&app, DOOR, "evil", &evil.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&honest.issuer, "s-1")).await;
        let mut browser = app.browser(DOOR);

        let away = leave_for(&mut browser, "evil", &evil, json!({ "iss": honest.issuer })).await;
        let answer = come_back(&mut browser, "office", &away.query()).await;
        assert_told(&app, &answer, 401, "provider_mixed_up").await;
        assert_eq!((honest.count("/token"), evil.count("/token")), (0, 0), "the code went to nobody");

        // At its own address, but in the name of the other: by the parameter, by the token.
        let away = leave_for(&mut browser, "evil", &evil, json!({})).await;
        let answer = come_back(&mut browser, "evil", &format!("{}&iss={}", away.query(), honest.issuer)).await;
        assert_told(&app, &answer, 401, "provider_mixed_up").await;
        assert_eq!(evil.count("/token"), 0);
        let away = leave_for(&mut browser, "evil", &evil, json!({ "iss": honest.issuer })).await;
        let answer = come_back(&mut browser, "evil", &away.query()).await;
        assert_told(&app, &answer, 401, "provider_not_believed").await;

        // Who promises to say who it is must do so.
        let strict = Lying::start().await;
        strict.says(|says| says.names_itself = true);
        offer(&app, DOOR, "strict", &strict.issuer).await;
        let away = leave_for(&mut browser, "strict", &strict, vouches("new@example.com", true)).await;
        let answer = come_back(&mut browser, "strict", &away.query()).await;
        assert_told(&app, &answer, 401, "provider_mixed_up").await;
        let away = leave_for(&mut browser, "strict", &strict, vouches("new@example.com", true)).await;
        assert!(arrive(&browser, "strict", &format!("{}&iss={}", away.query(), strict.issuer)).await.is_ok());
    }

    async fn a_provider_says_no(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let mut browser = app.browser(DOOR);
        for (error, reason) in [("access_denied", "single_sign_on_cancelled"), ("server_error", "provider_refused")] {
            let away = leave(&mut browser, "office").await;
            let answer = come_back(&mut browser, "office", &format!("error={error}&state={}", away.state)).await;
            assert_told(&app, &answer, 401, reason).await;
        }
        let away = leave(&mut browser, "office").await;
        let answer = come_back(&mut browser, "office", &format!("state={}", away.state)).await;
        assert_told(&app, &answer, 400, "malformed_body").await;
    }

    // Security page, D4: https, no private addresses, no redirects, limits of size. The provider is asked once, not once per visitor.
    async fn a_provider_that_cannot_be_asked_is_said_to_be_away(app: TestApp) {
        for (manners, slug) in [
            (Manners::Huge, "huge"),
            (Manners::Redirecting, "redirecting"),
            (Manners::Nonsense, "nonsense"),
            (Manners::Impostor, "impostor"),
            (Manners::Insecure, "insecure"),
        ] {
            let provider = Lying::start().await;
            provider.says(|says| says.manners = manners);
            offer(&app, DOOR, slug, &provider.issuer).await;
            let mut browser = app.browser(DOOR);
            for _ in 0..3 {
                let answer = browser.open(&format!("/sign-in/with/{slug}")).await;
                assert_eq!(answer.status, 503, "{slug}: {}", answer.text);
            }
            assert_eq!(provider.count("/.well-known/openid-configuration"), 1, "{slug}");
            assert_eq!(provider.count("/elsewhere"), 0);
            provider.says(|says| says.manners = Manners::Good);
            app.advance_seconds(10);
            leave(&mut browser, slug).await;
        }
        let heard = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = heard.local_addr().unwrap().port();
        offer(&app, DOOR, "private", &format!("https://127.0.0.1:{port}")).await;
        offer(&app, DOOR, "lookalike", &format!("http://localhost.127.0.0.1:{port}")).await;
        let mut browser = app.browser(DOOR);
        for slug in ["private", "lookalike"] {
            assert_eq!(browser.open(&format!("/sign-in/with/{slug}")).await.status, 503, "{slug}");
        }
        let none = tokio::time::timeout(std::time::Duration::from_millis(50), heard.accept()).await;
        assert!(none.is_err(), "nobody connected to the private address");
        drop(heard);
        offer(&app, DOOR, "down", &format!("http://localhost:{port}")).await;
        assert_eq!(browser.open("/sign-in/with/down").await.status, 503);
        app.log.line_with("is in a private network");
    }

    async fn a_new_key_is_fetched_once_a_minute_at_most(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        let mut browser = app.browser(DOOR);
        leave(&mut browser, "office").await;
        for (rests, keys, works) in [(0, 2, true), (0, 2, false), (60, 3, true)] {
            provider.rotate();
            app.advance_seconds(rests);
            let away = leave_for(&mut browser, "office", &provider, json!({})).await;
            assert_eq!(arrive(&browser, "office", &away.query()).await.is_ok(), works);
            assert_eq!(provider.count("/jwks"), keys);
        }
    }
}
