//! The member's own linked accounts: list, link while signed in, remove.

use super::lying::Lying;
use super::traveller::{Away, audited, come_back, give_address, give_link, leave, links_of, member, offer};
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::{Value, json};

const PATH: &str = "/account/linked-accounts";

async fn signed_up<'a>(app: &'a TestApp, name: &str) -> (Actor<'a>, store::id::UserId) {
    let mut browser = app.browser(SMART);
    let user = browser.sign_up(name).await.ok()["user_id"].as_str().unwrap().parse().unwrap();
    (browser, user)
}

/// Goes to the provider to link, and has it say this subject.
async fn leave_to_link(browser: &mut Actor<'_>, provider: &Lying, subject: &str) -> Away {
    let begun = browser.post(&format!("{PATH}/office"), &json!({})).await.ok();
    let away = Away::of(begun["location"].as_str().unwrap());
    let now = browser.app.app.now() / 1000;
    let claims = json!({ "iss": provider.issuer, "aud": "keystead", "sub": subject, "nonce": away.nonce, "iat": now, "exp": now + 600,
        "email": "ada@office.example", "email_verified": false });
    provider.says(|says| says.claims = claims);
    away
}

async fn accounts(browser: &mut Actor<'_>) -> Vec<Value> {
    browser.get(PATH).await.ok()["accounts"].as_array().unwrap().clone()
}

on_both_engines! {
    async fn a_member_links_lists_and_removes(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        let mut other = app.browser(SMART);
        std::mem::swap(&mut other.authenticator, &mut ada.authenticator);
        other.sign_in().await.ok();
        let listed = ada.get(PATH).await.ok();
        assert_eq!(listed, json!({ "accounts": [], "providers": [{ "provider": "office", "label": "The office" }] }));

        app.advance_seconds(1);
        let away = leave_to_link(&mut ada, &provider, "s-1").await;
        let answer = come_back(&mut ada, "office", &away.query()).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/account/security"));
        let found = accounts(&mut ada).await;
        assert_eq!((&found[0]["provider"], &found[0]["label"], &found[0]["may_delete"]), (&json!("office"), &json!("The office"), &json!(true)));
        assert_eq!(links_of(&app, SMART, user).await.len(), 1);
        // Once more changes nothing.
        let away = leave_to_link(&mut ada, &provider, "s-1").await;
        assert_eq!(come_back(&mut ada, "office", &away.query()).await.status, 303);

        let id = found[0]["id"].as_str().unwrap().to_owned();
        let page = ada.open("/account/security/linked-accounts").await.text;
        assert!(page.contains(&format!("DELETE {PATH}/{id}")) && page.contains("Link an account at The office"));
        app.advance_seconds(1);
        let left = ada.delete(&format!("{PATH}/{id}")).await.ok();
        assert_eq!(left["accounts"], json!([]));
        ada.delete(&format!("{PATH}/{id}")).await.assert_refused(404, "linked_account_gone");
        ada.get("/session").await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect();
        assert_eq!(kinds[..2], ["account_unlinked", "account_linked"], "{kinds:?}");
    }

    // S0-27: at most five minutes old, at the beginning and at the end.
    async fn linking_and_removing_need_a_fresh_proof(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        give_link(&app, SMART, user, (&provider.issuer, "s-0")).await;
        let id = accounts(&mut ada).await[0]["id"].as_str().unwrap().to_owned();
        app.advance_seconds(299);
        let away = leave_to_link(&mut ada, &provider, "s-1").await;
        app.advance_seconds(2);
        // A page asks for the proof at once.
        let answer = come_back(&mut ada, "office", &away.query()).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").contains("confirm=1"), "{}", answer.header("location"));
        assert_eq!(audited(&app, SMART).await, "recent_authentication_required");
        for answer in [ada.post(&format!("{PATH}/office"), &json!({})).await, ada.delete(&format!("{PATH}/{id}")).await] {
            answer.assert_refused(403, "recent_authentication_required");
            app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        }
        assert_eq!(links_of(&app, SMART, user).await.len(), 1);
        ada.step_up().await.ok();
        assert_eq!(ada.delete(&format!("{PATH}/{id}")).await.status, 200);
    }

    // Nobody comes back from a provider into a step-up, so nothing is offered; the page has a new sign-in for it.
    async fn whoever_has_nothing_else_signs_in_again(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        give_link(&app, SMART, user, (&provider.issuer, "s-0")).await;
        app.as_if_opened_by("DELETE FROM passkeys").await;
        app.as_if_opened_by("UPDATE sessions SET methods = 'single_sign_on', strength = 'single', amr = 'fed', acr = 'sfa'").await;
        app.advance_seconds(301);
        ada.delete("/account/sessions").await.assert_refused(403, "recent_authentication_required");
        assert_eq!(ada.get("/step-up").await.ok()["methods"], json!([]));
        let page = ada.open("/account/security?confirm=1&continue=/demo/community/account/security").await;
        assert!(page.text.contains(r#""confirm":true"#) && page.text.contains(r#"data-way="sign_in""#), "{}", page.text);
    }

    // Whoever comes back must be signed in as the member who left: nobody's account is linked with another's.
    async fn a_link_is_for_the_session_that_wanted_it(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, ada_id) = signed_up(&app, "ada").await;
        let (mut eve, eve_id) = signed_up(&app, "eve").await;
        let away = leave_to_link(&mut ada, &provider, "s-1").await;
        // The same browser, where eve has signed in meanwhile.
        let session = eve.cookies["ks.demo.community"].clone();
        ada.cookies.insert("ks.demo.community".to_owned(), session);
        let answer = come_back(&mut ada, "office", &away.query()).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").starts_with("/demo/community/sign-in?continue="), "{}", answer.header("location"));
        assert_eq!(audited(&app, SMART).await, "not_signed_in");
        // And one who only signs in links nothing.
        let away = leave(&mut eve, "office").await;
        provider.says(|says| says.claims["nonce"] = away.nonce.clone().into());
        assert_eq!(come_back(&mut eve, "office", &away.query()).await.status, 403);
        assert!(links_of(&app, SMART, ada_id).await.is_empty() && links_of(&app, SMART, eve_id).await.is_empty());
    }

    async fn an_account_opens_one_account_here(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let eve = member(&app, SMART, "eve").await;
        give_link(&app, SMART, eve, (&provider.issuer, "s-1")).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        let away = leave_to_link(&mut ada, &provider, "s-1").await;
        assert_eq!(come_back(&mut ada, "office", &away.query()).await.status, 422);
        assert_eq!(audited(&app, SMART).await, "linked_elsewhere");
        assert!(links_of(&app, SMART, user).await.is_empty());
        // Another member's link is nobody's.
        let id = {
            let (mut other, other_id) = signed_up(&app, "other").await;
            give_link(&app, SMART, other_id, (&provider.issuer, "s-2")).await;
            accounts(&mut other).await[0]["id"].as_str().unwrap().to_owned()
        };
        for name in [id.as_str(), "no-such", "%00"] {
            ada.delete(&format!("{PATH}/{name}")).await.assert_refused(404, "linked_account_gone");
        }
        assert_eq!(ada.post(&format!("{PATH}/nowhere"), &json!({})).await.status, 404);
    }

    // S0-22, S3-23: the last usable way in stays.
    async fn the_last_way_in_is_kept(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut ada, user) = signed_up(&app, "ada").await;
        give_link(&app, SMART, user, (&provider.issuer, "s-1")).await;
        let id = accounts(&mut ada).await[0]["id"].as_str().unwrap().to_owned();
        app.set(SMART, |settings| settings.methods.first = vec![domain::Method::SingleSignOn, domain::Method::EmailCode]).await;
        assert_eq!(accounts(&mut ada).await[0]["may_delete"], false, "passkeys open nothing now");
        let answer = ada.delete(&format!("{PATH}/{id}")).await;
        answer.assert_refused(403, "last_way_in");
        app.assert_refused(SMART, &answer, "last_way_in").await;
        give_address(&app, SMART, user, "ada@example.com", false).await;
        ada.delete(&format!("{PATH}/{id}")).await.assert_refused(403, "last_way_in");
        give_address(&app, SMART, user, "ada@example.org", true).await;
        assert_eq!(ada.delete(&format!("{PATH}/{id}")).await.status, 200, "a code by mail opens, too");
    }
}
