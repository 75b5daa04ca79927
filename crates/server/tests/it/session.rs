//! The session: who holds it, how it is shown, when it ends.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};

on_both_engines! {
    // ASVS 7.2.4: signing in anew ends what the same browser still had.
    async fn signing_in_again_leaves_no_session_behind(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let first = browser.cookies.clone();
        browser.sign_in().await.ok();
        assert_ne!(first, browser.cookies);
        let mut old = app.browser(SMART);
        old.cookies = first;
        old.get("/session").await.assert_refused(401, "not_signed_in");
        browser.get("/session").await.ok();
    }

    async fn cookie_and_token_are_worth_the_same(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let token = program.token.take().unwrap();
        let mut browser = app.browser(SMART);
        browser.cookies.insert("ks.demo.community".into(), token.clone());
        assert_eq!(browser.get("/session").await.ok()["identifier"], "alice");

        // The scheme in any case, and a wrong token is not made good by a right cookie.
        program.token = None;
        let request = program.request(axum::http::Method::GET, "/session").header("authorization", format!("bEARER {token}"));
        app.send(request.body("".into()).unwrap()).await.ok();
        browser.token = Some("wrong".into());
        browser.get("/session").await.assert_refused(401, "not_signed_in");
    }

    async fn what_is_no_session_is_refused(app: TestApp) {
        let mut program = app.program(SMART);
        for token in ["", "x", "ä", &"A".repeat(64), &"A".repeat(5000)] {
            program.token = Some(token.to_owned());
            let answer = program.get("/session").await;
            answer.assert_refused(401, "not_signed_in");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }

    async fn a_session_ends_when_it_is_over(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        app.advance_seconds(24 * 3600 - 1);
        program.get("/session").await.ok();
        app.advance_seconds(1);
        program.get("/session").await.assert_refused(401, "not_signed_in");
    }

    async fn signing_out_ends_this_session_only(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let first = program.token.take();
        program.sign_in().await.ok();
        assert_ne!(program.token, first);
        app.advance_seconds(1);
        assert_eq!(program.delete("/session").await.status, 204);
        program.delete("/session").await.assert_refused(401, "not_signed_in");
        program.token = first;
        program.get("/session").await.ok();
        assert_eq!(app.audit(SMART).await[0].kind, "sign_out");
    }

    async fn a_form_signs_out_too(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        browser.get("/session").await.ok();
        app.advance_seconds(1);
        let answer = browser.form("/session/end", "").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/sign-in?ended=out"));
        browser.get("/session").await.assert_refused(401, "not_signed_in");
        let page = browser.open("/sign-in?ended=out").await;
        assert!(page.text.contains("You are signed out."), "{}", page.text);
        // Again, as whoever comes back to an old page does.
        let answer = browser.form("/session/end", "").await;
        assert!(answer.header("location").starts_with("/demo/community/sign-in"), "{}", answer.text);
    }

    // No secret in the log, whatever was logged at `debug`.
    async fn the_log_holds_no_secret(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let mut program = app.program(SMART);
        program.sign_up("bob").await.ok();
        program.get("/session").await.ok();
        let link = domain::setup::issue(&app.app).await.unwrap();
        app.browser("").open(&format!("/setup/{}", link.token)).await;
        app.browser("").open(&format!("/setup/{}x", link.token)).await;
        let log = app.log.text();
        let secrets = browser.cookies.values().chain(program.token.as_ref()).chain([&link.token]);
        for secret in secrets {
            assert!(secret.len() >= 40 && !log.contains(secret.as_str()), "{log}");
        }
        assert!(log.contains("answered"), "{log}");
    }
}
