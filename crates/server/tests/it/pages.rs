//! The pages as a browser's address bar meets them: where they lead, and that they are ours. What stands on them is tested beside them.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;

fn assert_page(answer: &Answer, piece: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.text.contains(piece), "{piece} is not in {}", answer.text);
}

on_both_engines! {
    async fn a_member_goes_from_door_to_door(app: TestApp) {
        let mut browser = app.browser("");
        assert_page(&browser.open("/").await, "/demo/community");
        assert_page(&browser.at(SMART).open("/sign-in").await, "Continue with passkey");
        assert_page(&browser.open("/sign-up").await, "Sign up");
        let away = browser.open("/account/security").await;
        assert_eq!(away.status, 303);
        assert_eq!(away.header("location"), "/demo/community/sign-in?continue=/demo/community/account/security");

        browser.sign_up("alice").await.ok();
        assert_page(&browser.open("/account/security").await, "Registered passkeys");
        for path in ["/sign-in", "/sign-up", "/settings/passkeys"] {
            let answer = browser.open(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/account/security"), "{path}");
        }
        assert_page(&browser.at(CLASSIC).open("/sign-in").await, "Continue with passkey");
    }

    async fn the_front_page_follows_the_installation(app: TestApp) {
        let app = app.empty_twin().await;
        let waiting = app.browser("").open("/").await;
        assert_page(&waiting, "waiting for its set-up");
        let link = format!("/setup/{}", domain::setup::issue(&app.app).await.unwrap().token);
        assert!(!waiting.text.contains("/setup/"));
        let mut browser = app.browser(&link);
        assert_page(&browser.open("").await, "Organization");
        let asked = serde_json::json!({ "organisation": "Example Ltd", "identifier": "root" });
        browser.enrol("/passkey", &asked).await.ok();
        let front = browser.at("").open("/").await;
        assert_eq!((front.status.as_u16(), front.header("location")), (303, "/example-ltd/main/sign-in"));
        // Its members do not sign up by themselves.
        let closed = app.browser("/example-ltd/main").open("/sign-up").await;
        assert_eq!(closed.status, 403);
        assert!(closed.text.contains("Sign-up is closed") && closed.text.contains("/example-ltd/main/sign-in"));
        app.program("/example-ltd/main").sign_up("eve").await.assert_refused(403, "registration_closed");
    }

    async fn a_failure_is_a_page_where_pages_are(app: TestApp) {
        let answer = app.browser("").open("/no/such/place").await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (404, "text/html; charset=utf-8"));
        assert!(answer.text.contains("There is nothing here"));
        let answer = app.browser(SMART).open("/session").await;
        answer.assert_refused(401, "not_signed_in");
    }

    // A passkey works under the public name only.
    async fn another_name_of_the_server_leads_to_the_public_one(app: TestApp) {
        let ask = |host: &str, accept: &str, path: &str| {
            Request::get(path).header("host", host).header("accept", accept).body(Body::empty()).unwrap()
        };
        let answer = app.send(ask("127.0.0.1:8080", "text/html", "/demo/community/sign-in?a=b")).await;
        assert_eq!(answer.status, 307);
        assert_eq!(answer.header("location"), "http://localhost:8080/demo/community/sign-in?a=b");
        for (host, accept, path) in [
            ("127.0.0.1:8080", "*/*", "/healthz"),
            ("127.0.0.1:8080", "application/json", "/openapi.json"),
            ("LOCALHOST:8080", "text/html", "/demo/community/sign-in"),
        ] {
            assert_eq!(app.send(ask(host, accept, path)).await.status, 200, "{host} {path}");
        }
    }

    async fn assets_are_kept_under_their_version(app: TestApp) {
        let page = app.browser(SMART).open("/sign-in").await.text;
        let at = page.find("/assets/style.css?v=").unwrap();
        let address = page[at..].split('"').next().unwrap().to_owned();
        let mut browser = app.browser("");
        let answer = browser.get(&address).await;
        assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(browser.get("/assets/style.css?v=old").await.header("cache-control"), "no-cache");
        let tag = answer.header("etag").to_owned();
        let again = Request::get("/assets/style.css").header("if-none-match", tag).body(Body::empty()).unwrap();
        assert_eq!(app.send(again).await.status, 304);
        assert_eq!(browser.get("/assets/none.css").await.status, 404);
    }
}
