//! What a program has mailed or handed over to whoever has lost their way in: never an easier one than the pool's own recovery.

use crate::support::app::CLASSIC;
use crate::support::application::Api;
use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use crate::system_codes::{assert_error, at_pool, id_of};
use crate::system_register::{LONG, open, record, security_key};
use domain::Method;
use serde_json::{Value, json};
use totp_rs::Totp;

const REQUEST: &str = "/user/password/reset/request";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

async fn request(app: &TestApp, api: &Api<'_>, path: &str, address: &str) {
    // No address is written to twice a minute.
    app.advance_seconds(61);
    assert_eq!(api.call("POST", path, Some(&json!({ "address": address }))).await.status, 204);
}

/// The path of the newest link of a recovery there, below its door.
async fn link_to(app: &TestApp, address: &str) -> String {
    let letter = app.letter(address, "recovery_link").await.unwrap();
    letter["link"].as_str().unwrap().split_once(CLASSIC).unwrap().1.to_owned()
}

/// Opens the link and presses its button, in a browser that has asked for nothing; the page to which that leads.
async fn follow(browser: &mut Actor<'_>, link: &str) -> String {
    assert!(browser.open(link).await.text.contains("<button"));
    let taken = browser.form(link, "").await;
    let Some(place) = taken.header("location").strip_prefix(CLASSIC) else { return taken.text };
    browser.open(place).await.text
}

async fn count(app: &TestApp, kind: &str) -> usize {
    app.letters().await.into_iter().filter(|letter| letter["kind"] == kind).count()
}

fn shown_by(app: &TestApp, secret: &str) -> String {
    let phone = Totp::from_url(format!("otpauth://totp/Demo:alice?secret={secret}&issuer=Demo")).unwrap();
    phone.generate(u64::try_from(app.app.now() / 1000).unwrap()).to_string()
}

on_both_engines! {
    // S0-18, ADR 28: a link proves a mailbox in a recovery, and what that takes besides is asked for. No program makes a mailbox enough.
    async fn a_mailed_link_is_no_easier_way_in(app: TestApp) {
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        for path in [REQUEST, "/user/totp/reset/request"] {
            request(&app, &api, path, &address).await;
            let link = link_to(&app, &address).await;
            let mut browser = app.browser(CLASSIC);
            let page = follow(&mut browser, &link).await;
            assert!(!page.contains("Add a new passkey to finish the recovery"), "{page}");
            browser.get("/session").await.assert_refused(401, "not_signed_in");
            assert_eq!(browser.open(&link).await.status, 404, "once");
        }
        assert_eq!((count(&app, "enrolment_link").await, count(&app, "recovery_link").await), (0, 2));
        alice.get("/session").await.ok();
    }

    // S0-18: where a mailbox brings people back in, the link does, in any browser; also where the pool's own page sends codes alone.
    async fn a_mailed_link_leads_through_the_recovery(app: TestApp) {
        let (_, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        for recovery in [Method::EmailCode, Method::MagicLink] {
            open(&app, &[Method::Passkey, recovery]).await;
            app.set(CLASSIC, |settings| settings.methods.recovery = vec![recovery]).await;
            request(&app, &api, REQUEST, &address).await;
            let page = follow(&mut app.browser(CLASSIC), &link_to(&app, &address).await).await;
            assert!(page.contains("Add a new passkey to finish the recovery"), "{page}");
        }
        // A pool of passwords has no passkeys to make.
        open(&app, &[Method::Password]).await;
        request(&app, &api, REQUEST, &address).await;
        let page = follow(&mut app.browser(CLASSIC), &link_to(&app, &address).await).await;
        assert!(page.contains("new-password"), "{page}");
        // Where no recovery takes a mailbox, nobody is written to.
        let before = app.letters().await.len();
        app.set(CLASSIC, |settings| settings.methods.recovery = vec![Method::RecoveryCode]).await;
        request(&app, &api, REQUEST, &address).await;
        assert_eq!(app.letters().await.len(), before);
    }

    // S0-18: a recovery that waits does so after a link, too.
    async fn a_mailed_link_waits_where_recoveries_wait(app: TestApp) {
        open(&app, &[Method::Passkey, Method::EmailCode]).await;
        app.set(CLASSIC, |settings| settings.policy.recovery_wait_hours = Some(24)).await;
        let (_, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        request(&app, &api, REQUEST, &address).await;
        let page = follow(&mut app.browser(CLASSIC), &link_to(&app, &address).await).await;
        assert!(!page.contains("Add a new passkey to finish the recovery"), "{page}");
        assert_eq!(count(&app, "recovery_waits").await, 1);
    }

    // S3-37: however often a program asks, an address is written to five times an hour, and not at all for whom nobody is.
    async fn links_are_counted_as_all_messages_are(app: TestApp) {
        open(&app, &[Method::Passkey, Method::EmailCode]).await;
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let user = id_of(&mut alice).await;
        let (_, bob) = app.reachable(CLASSIC, "bob").await;
        let (_, carol) = app.reachable(CLASSIC, "carol").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let add = "/user/webauthn/add/request";
        // What an administrator has sent is not ended by what a stranger had a program ask for.
        let mut owner = app.owner().await;
        let at = format!("/admin/platform/pools/{}/users/{user}", app.pool(CLASSIC));
        owner.at(HOME).console("POST", &format!("{at}/enrolment-link"), &json!({})).await.ok();
        let sent = app.letter(&address, "enrolment_link").await.unwrap();
        request(&app, &api, add, &address).await;
        assert_eq!(app.letter(&address, "enrolment_link").await.unwrap(), sent);
        let link = sent["link"].as_str().unwrap().split_once(CLASSIC).unwrap().1.to_owned();
        assert_eq!(app.browser(CLASSIC).open(&link).await.status, 200);
        for _ in 0..7 {
            request(&app, &api, REQUEST, &bob).await;
            assert_eq!(api.call("POST", add, Some(&json!({ "address": carol }))).await.status, 204);
        }
        assert_eq!((count(&app, "recovery_link").await, count(&app, "enrolment_link").await), (5, 6));
        request(&app, &api, REQUEST, "nobody@example.com").await;
        assert_eq!(count(&app, "recovery_link").await, 5);
    }

    // ADR 28: the word of a program that its user reads a mailbox is nothing where the user has none.
    async fn a_code_that_is_handed_over_stands_for_a_mailbox(app: TestApp) {
        open(&app, &[Method::Passkey, Method::Password, Method::EmailCode]).await;
        let alone = app.browser(CLASSIC).sign_up("alone").await.ok()["user_id"].clone();
        let (mut alice, _) = app.reachable(CLASSIC, "alice").await;
        let alice = json!(id_of(&mut alice).await);
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        for (user, status) in [(alone, 422), (alice, 204)] {
            let ask = json!({ "type": "reset_password", "userID": user });
            let drawn = maker.call("POST", "/user/code/generate", Some(&ask)).await.json();
            let body = json!({ "code": drawn["extended_code"], "new_password": LONG });
            let answer = api.call("POST", "/user/password/reset/complete", Some(&body)).await;
            assert_eq!(answer.status, status, "{}", answer.text);
        }
    }

    // S3c-11: another authenticator app by a code that was sent; one that its user is setting up stays as it is until then.
    async fn an_authenticator_app_is_set_anew(app: TestApp) {
        open(&app, &[Method::Passkey, Method::EmailCode]).await;
        app.set(CLASSIC, |settings| settings.methods.second = vec![Method::Totp]).await;
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let begun = alice.post("/account/totp/begin", &json!({})).await.ok();
        let own = Totp::from_url(begun["url"].as_str().unwrap()).unwrap();
        let complete = "/user/totp/reset/complete";
        let body = |code: &str, shown: &str| json!({ "code": code, "address": address, "new_totp_secret": SECRET, "totp": shown });
        let code = async || {
            request(&app, &api, "/user/totp/reset/request?code_type_in_message=code", &address).await;
            app.letter(&address, "recovery_code").await.unwrap()["code"].as_str().unwrap().to_owned()
        };
        let sent = code().await;
        let wrong = if shown_by(&app, SECRET).starts_with('0') { "111111" } else { "000000" };
        assert_eq!(api.call("POST", complete, Some(&body(&sent, wrong))).await.status, 422);
        let code_of_own = own.generate(u64::try_from(app.app.now() / 1000).unwrap()).to_string();
        alice.post("/account/totp/confirm", &json!({ "code": code_of_own })).await.ok();
        // Whoever has one is asked for it in a recovery.
        let sent = code().await;
        assert_error(&api.call("POST", complete, Some(&body(&sent, &shown_by(&app, SECRET)))).await, 422, "reset_not_allowed");
        alice.delete("/account/totp").await.ok();
        let done = api.call("POST", complete, Some(&body(&sent, &shown_by(&app, SECRET)))).await;
        assert_eq!(done.status, 204, "{}", done.text);
        alice.get("/session").await.assert_refused(401, "not_signed_in");
        let kinds = app.kinds_done(CLASSIC).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "totp_added").count(), 2, "{kinds:?}");
    }

    // Two at once: one code, one new way in.
    async fn a_reset_is_taken_by_one(app: TestApp) {
        open(&app, &[Method::Passkey, Method::Password, Method::EmailCode]).await;
        let (_, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        request(&app, &api, "/user/password/reset/request?code_type_in_message=code", &address).await;
        let code = app.letter(&address, "recovery_code").await.unwrap()["code"].clone();
        let mut key = security_key(&app);
        let made = record(&app, &api, &mut key).await;
        let with = |member: &str, value: Value| {
            let mut body = json!({ "code": code, "address": address });
            body[member] = value;
            body
        };
        let bodies = [with("new_password", LONG.into()), with("new_web_authn", made)];
        let path = "/user/password/reset/complete";
        let (one, two) = tokio::join!(api.call("POST", path, Some(&bodies[0])), api.call("POST", path, Some(&bodies[1])));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 401], "{} {}", one.text, two.text);
    }
}
