//! What a provider's word opens: a session where policy is content with it, the next step where not, and a link only after a yes and another
//! proof (issue 5, part 1).

use super::lying::Lying;
use super::traveller::{Away, come_back, give_address, give_link, leave, leave_for, links_of, member, offer};
use super::vouches;
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use serde_json::json;
use store::id::UserId;

/// The browser of somebody who has just come back from the provider.
async fn back<'a>(
    app: &'a TestApp,
    provider: &Lying,
    claims: serde_json::Value,
) -> (Actor<'a>, crate::support::Answer) {
    let mut browser = app.browser(SMART);
    let away = leave_for(&mut browser, "office", provider, claims).await;
    let answer = come_back(&mut browser, "office", &away.query()).await;
    (browser, answer)
}

async fn signed_up<'a>(app: &'a TestApp, name: &str) -> (Actor<'a>, UserId) {
    let mut browser = app.browser(SMART);
    let user = browser.sign_up(name).await.ok()["user_id"].as_str().unwrap().parse().unwrap();
    browser.cookies.clear();
    (browser, user)
}

on_both_engines! {
    async fn a_linked_account_opens_a_session(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let ada = member(&app, SMART, "ada").await;
        give_link(&app, SMART, ada, (&provider.issuer, "s-1")).await;
        let (mut browser, answer) = back(&app, &provider, json!({ "amr": ["pwd", "mfa"] })).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert!(answer.header("location").starts_with("/demo/community/account/security"), "{}", answer.header("location"));
        let session = browser.get("/session").await.ok();
        assert_eq!(session["user_id"], ada.to_string());
        assert!(session["amr"].as_array().unwrap().contains(&json!("mfa")), "{session}");
        let event = app.audit(SMART).await.into_iter().find(|entry| entry.kind == "sign_in" && entry.outcome == "done").unwrap();
        assert_eq!(event.detail.as_deref(), Some("single_sign_on"));
        let (mut browser, _) = back(&app, &provider, json!({})).await;
        let session = browser.get("/session").await.ok();
        assert!(!session["amr"].as_array().unwrap().contains(&json!("mfa")), "{session}");
    }

    // Where two factors are asked, a provider that asked for one is one.
    async fn policy_may_ask_for_more(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        give_link(&app, SMART, user, (&provider.issuer, "s-1")).await;
        app.set(SMART, |settings| {
            settings.methods.second = vec![Method::Passkey];
            settings.policy.fallback = Some(Strength::Multi);
        }).await;
        let (mut browser, answer) = back(&app, &provider, json!({})).await;
        let page = answer.header("location").to_owned();
        assert!(page.starts_with("/demo/community/journey/"), "{page}");
        browser.get("/session").await.assert_refused(401, "not_signed_in");
        std::mem::swap(&mut browser.authenticator, &mut ada.authenticator);
        let path = format!("{}/passkey", page.trim_start_matches("/demo/community"));
        browser.prove(&path, &json!({})).await.ok();
        assert_eq!(browser.get("/session").await.ok()["user_id"], user.to_string());
        let (mut trusted, _) = back(&app, &provider, json!({ "amr": ["mfa"] })).await;
        trusted.get("/session").await.ok();
    }

    // What one has proved is not another's: a journey of eve's does not become ada's.
    async fn a_journey_is_its_members(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (ada, _) = (member(&app, SMART, "ada").await, member(&app, SMART, "eve").await);
        give_link(&app, SMART, ada, (&provider.issuer, "s-1")).await;
        for name in ["ada", "eve", "nobody"] {
            let mut browser = app.browser(SMART);
            let begun = browser.post("/sign-in/start", &json!({ "identifier": name })).await.ok();
            let journey = begun["journey"].as_str().unwrap();
            let left = browser.open(&format!("/sign-in/with/office?journey={journey}")).await;
            let away = Away::of(left.header("location"));
            let now = app.app.now() / 1000;
            let claims = json!({ "iss": provider.issuer, "aud": "keystead", "sub": "s-1", "nonce": away.nonce, "iat": now, "exp": now + 60 });
            provider.says(|says| says.claims = claims);
            assert_eq!(come_back(&mut browser, "office", &away.query()).await.status, 303, "{name}");
            assert_eq!(browser.get("/session").await.ok()["user_id"], ada.to_string(), "{name}");
        }
    }

    async fn an_offer_becomes_a_link_after_a_yes_and_another_proof(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        give_address(&app, SMART, user, "ada@example.com", true).await;
        let claims = || vouches("ada@example.com", true);
        // Without a word, and after a no, signing in links nothing.
        for said in [None, Some("no"), Some("yes")] {
            let (mut browser, answer) = back(&app, &provider, claims()).await;
            assert_eq!(answer.header("location"), "/demo/community/sign-in");
            assert!(browser.open("/sign-in").await.text.contains("The office"), "the page asks");
            if let Some(said) = said {
                assert_eq!(browser.form("/sign-in/offer", &format!("link={said}")).await.status, 303);
                assert!(!browser.open("/sign-in").await.text.contains("The office"), "it was answered");
            }
            assert_eq!(links_of(&app, SMART, user).await, [], "a yes alone is no link");
            std::mem::swap(&mut browser.authenticator, &mut ada.authenticator);
            browser.sign_in().await.ok();
            std::mem::swap(&mut browser.authenticator, &mut ada.authenticator);
            assert_eq!(links_of(&app, SMART, user).await.len(), usize::from(said == Some("yes")), "{said:?}");
            assert!(!browser.cookies.contains_key("ks-offer.demo.community"));
        }
        let (mut browser, _) = back(&app, &provider, json!({})).await;
        assert_eq!(browser.get("/session").await.ok()["user_id"], user.to_string());
    }

    // The yes of whoever sits there links nobody else's account.
    async fn another_member_takes_no_offer(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (_, user) = signed_up(&app, "ada").await;
        let (mut eve, eve_id) = signed_up(&app, "eve").await;
        give_address(&app, SMART, user, "ada@example.com", true).await;
        let (mut browser, _) = back(&app, &provider, vouches("ada@example.com", true)).await;
        browser.form("/sign-in/offer", "link=yes").await;
        std::mem::swap(&mut browser.authenticator, &mut eve.authenticator);
        browser.sign_in().await.ok();
        assert!(links_of(&app, SMART, user).await.is_empty() && links_of(&app, SMART, eve_id).await.is_empty());
    }

    async fn a_newcomer_says_yes_and_signs_up(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut browser, answer) = back(&app, &provider, vouches("new@example.com", true)).await;
        assert_eq!(answer.header("location"), "/demo/community/sign-up");
        assert!(browser.open("/sign-up").await.text.contains("The office"));
        assert_eq!(browser.form("/sign-in/offer", "link=yes&newcomer=1").await.header("location"), "/demo/community/sign-up");
        let user = browser.sign_up("new").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(links_of(&app, SMART, user).await.len(), 1);
        browser.cookies.clear();
        leave(&mut browser, "office").await;
    }
}
