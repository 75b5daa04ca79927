//! Where members wanted to go when they were asked to sign in, and where they are in the end.

use super::world::{PASSWORD, Speech, WRONG, Walk, newest, path_of, person, text};
use crate::support::app::SMART;
use crate::support::{Answer, TestApp, on_both_engines};
use domain::Method;
use serde_json::json;

const WAY: &str = "/demo/community/account/security?from=app";
const ASKED: &str = "continue=%2Fdemo%2Fcommunity%2Faccount%2Fsecurity%3Ffrom%3Dapp";

/// The answer to a form, as it came.
async fn posted(walk: &mut Walk<'_>, path: &str, body: &serde_json::Value) -> Answer {
    let request = walk.request(path, body);
    walk.actor.send(request).await
}

/// On a journey that was begun by the form of this sign-in page.
async fn begun<'a>(app: &'a TestApp, page: &str) -> Walk<'a> {
    let mut walk = Walk::new(app, SMART, Speech::Form);
    let shown = walk.actor.open(page).await.text;
    let action = shown.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = posted(&mut walk, action.strip_prefix(SMART).unwrap(), &json!({ "identifier": "ada" })).await;
    answer.header("location").rsplit_once('/').unwrap().1.clone_into(&mut walk.id);
    walk
}

/// Where the form of the last step sends the browser.
async fn proved(walk: &mut Walk<'_>, method: &str, value: &str) -> String {
    let path = format!("/journey/{}/prove", walk.id);
    posted(walk, &path, &json!({ "method": method, "value": value })).await.header("location").to_owned()
}

on_both_engines! {
    async fn forms_lead_to_where_the_member_wanted_to_go(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        app.set(SMART, |settings| settings.policy.suggest_passkey = Some(false)).await;
        let page = format!("/sign-in?{ASKED}");
        let mut walk = begun(&app, &page).await;
        // A wrong one comes between, and a second factor.
        assert!(proved(&mut walk, "password", WRONG).await.contains("problem=proof_wrong"));
        assert!(proved(&mut walk, "password", PASSWORD).await.contains("/journey/"));
        let code = ada.totp(&app);
        assert_eq!(proved(&mut walk, "totp", &code).await, WAY);
        assert_eq!(walk.actor.open(&page).await.header("location"), WAY, "whoever is signed in goes there at once");
    }

    async fn a_name_left_out_forgets_nothing(app: TestApp) {
        person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        let answer = posted(&mut walk, &format!("/sign-in/start?{ASKED}"), &json!({ "identifier": "a\u{1}" })).await;
        assert!(answer.header("location").ends_with(&format!("&{ASKED}")), "{}", answer.header("location"));
        let answer = posted(&mut walk, &format!("/sign-in/start?{ASKED}"), &json!({ "identifier": "" })).await;
        let page = walk.actor.open(answer.header("location").strip_prefix(SMART).unwrap()).await;
        assert_eq!(page.header("location"), format!("/demo/community/sign-in?problem=identifier_missing&{ASKED}"));
        let page = walk.actor.open(page.header("location").strip_prefix(SMART).unwrap()).await;
        assert!(page.text.contains(&format!("/recovery?{ASKED}")), "{}", page.text);
    }

    async fn a_link_leads_there_too(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.suggest_passkey = Some(false)).await;
        let mut walk = begun(&app, &format!("/sign-in?{ASKED}")).await;
        let path = format!("/journey/{}/send", walk.id);
        let sent = posted(&mut walk, &path, &json!({ "method": "magic_link" })).await;
        assert_eq!(sent.status, 303);
        let link = text(&newest(&app).await, "link");
        let answer = posted(&mut walk, &path_of(&link, SMART), &json!({})).await;
        assert_eq!(answer.header("location"), WAY);
    }

    // A suggestion comes between, and knows the way on.
    async fn a_suggestion_goes_on_there(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.suggest_passkey = Some(true)).await;
        let mut walk = begun(&app, &format!("/sign-in?{ASKED}")).await;
        let there = proved(&mut walk, "password", PASSWORD).await;
        assert_eq!(there, format!("/demo/community/account/security?suggest=first&{ASKED}"));
        let page = walk.actor.open(there.strip_prefix(SMART).unwrap()).await;
        assert!(page.text.contains(&format!("name=\"continue\" value=\"{WAY}\"")), "{}", page.text);
        let later = json!({ "suggestion": "first", "continue": WAY });
        assert_eq!(posted(&mut walk, "/account/later", &later).await.header("location"), WAY);
        let evil = json!({ "suggestion": "first", "continue": "//evil.example" });
        assert_eq!(posted(&mut walk, "/account/later", &evil).await.header("location"), "/demo/community/account/security");
    }

    // A script is told, as its page may be another by then.
    async fn a_script_is_told_the_way(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut walk = begun(&app, &format!("/sign-in?{ASKED}")).await;
        let body = json!({ "method": "password", "value": PASSWORD });
        let answer = walk.actor.post(&format!("/journey/{}/prove", walk.id.clone()), &body).await.ok();
        assert_eq!(answer["location"], WAY);
    }

    // Whoever writes the address decides on no other place than one of this door.
    async fn no_other_place_is_a_way_on(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.suggest_passkey = Some(false)).await;
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        for place in ["https://evil.example/", "//evil.example/demo/community/", "/platform/smart/sign-in", "/demo/community/%5Cevil", "javascript:alert(1)"] {
            let mut walk = begun(&app, &format!("/sign-in?continue={place}")).await;
            assert_eq!(proved(&mut walk, "password", PASSWORD).await, "/demo/community/account/security", "{place}");
        }
    }
}
