//! Scenarios of signing in: the challenge, the session, and a passkey that its member has removed. What an authenticator changes about
//! itself is in `drift`, what strangers may learn in `strangers`.

mod drift;
mod strangers;

use super::{OTHER_TENANT, ROUNDS, SIGN_IN, assert_bound_to_browser, assert_bound_to_tenant, assert_expired};
use super::{events_of, one_accepted};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, TestApp};
use authenticator::{Authenticator, Lie};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::members::{self, By};
use serde_json::{Value, json};

const FINISH: &str = SIGN_IN.1;
const COOKIE: &str = "ks.demo.community";
const PRE_AUTH_COOKIE: &str = "ks-pre.demo.community";

pub(super) fn names() -> Vec<&'static str> {
    [NAMES, drift::NAMES, strangers::NAMES].concat()
}

/// Begins a sign-in and shows the passkey for it.
async fn shown(member: &mut Actor<'_>) -> Value {
    let begun = member.post(SIGN_IN.0, &json!({})).await.ok();
    member.show(&begun)
}

/// Which session a token is of: the half that is no secret.
fn session_id(token: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token).unwrap()[..16].to_vec()
}

scenarios! {
    async fn challenge_replay(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let shown = shown(&mut member).await;
        member.post(FINISH, &shown).await.ok();
        let again = member.post(FINISH, &shown).await;
        assert_expired(&app, SMART, &again, "ceremony_replayed").await;
        assert!(again.json().get("session_token").is_none());
        assert_eq!(events_of(&app, SMART, "sign_in").await, 1);
    }

    async fn challenge_consumed_by_failure(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let begun = member.post(SIGN_IN.0, &json!({})).await.ok();
        member.authenticator.lie(Lie::Signature);
        let forged = member.show(&begun);
        let valid = member.show(&begun);
        let first = member.post(FINISH, &forged).await;
        first.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &first, "invalid_signature").await;
        let second = member.post(FINISH, &valid).await;
        assert_expired(&app, SMART, &second, "ceremony_replayed").await;
        assert_eq!(events_of(&app, SMART, "sign_in").await, 0);
        member.sign_in().await.ok();
    }

    // With two processes: `two_nodes`.
    async fn challenge_race(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        for _ in 0..ROUNDS {
            let shown = shown(&mut member).await;
            let answers = member.post_both(FINISH, [&shown, &shown]).await;
            let (accepted, refused) = one_accepted(answers, |answer| answer.status.is_success());
            assert!(accepted.json()["session_token"].is_string());
            assert_expired(&app, SMART, &refused, "ceremony_replayed").await;
        }
        assert_eq!(events_of(&app, SMART, "sign_in").await, ROUNDS);
    }

    async fn challenge_expired(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let in_time = shown(&mut member).await;
        app.advance_seconds(359);
        member.post(FINISH, &in_time).await.ok();
        let late = shown(&mut member).await;
        app.advance_seconds(360);
        let answer = member.post(FINISH, &late).await;
        assert_expired(&app, SMART, &answer, "ceremony_expired").await;
        assert_eq!(events_of(&app, SMART, "sign_in").await, 1);
        member.sign_in().await.ok();
    }

    async fn challenge_other_session(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.authenticator = app.member(SMART, "alice").await.authenticator;
        let shown = shown(&mut browser).await;
        assert_bound_to_browser(&mut browser, SIGN_IN, &json!({}), &shown).await;
    }

    async fn challenge_other_tenant(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let here = shown(&mut member).await;
        assert_bound_to_tenant(&mut member, FINISH, &here).await;
        // A challenge that was drawn there opens nothing here either.
        let there = shown(member.at(OTHER_TENANT)).await;
        let answer = member.at(SMART).post(FINISH, &there).await;
        assert_expired(&app, SMART, &answer, "ceremony_not_found").await;
    }

    // What the browser is told to forget, and when not: `signals`.
    async fn revoked_credential(app: TestApp) {
        for base in [SMART, CLASSIC] {
            let mut member = app.program(base);
            member.sign_up("alice").await.ok();
            let list = member.get("/account/passkeys").await.ok();
            let first = format!("/account/passkeys/{}", list["passkeys"][0]["id"].as_str().unwrap());
            let removed = std::mem::take(&mut member.authenticator);
            member.enrol("/account/passkeys", &json!({})).await.ok();
            let asked = json!({ "identifier": "alice" });
            let begun_before = app.program(base).post(SIGN_IN.0, &asked).await.ok();
            member.delete(&first).await.ok();
            let begun_after = app.program(base).post(SIGN_IN.0, &asked).await.ok();

            let mut finder = app.program(base);
            finder.authenticator = removed;
            for mut begun in [begun_before, begun_after] {
                // As a list of ids from before would have it.
                begun["publicKey"]["allowCredentials"] = json!([]);
                let shown = finder.show(&begun);
                let answer = finder.post(FINISH, &shown).await;
                answer.assert_refused(401, "passkey_not_on_device");
                app.assert_refused(base, &answer, "credential_unknown").await;
            }
            finder.get("/session").await.assert_refused(401, "not_signed_in");
            member.sign_in_as("alice").await.ok();
        }
    }

    // ASVS 7.4.2. Refresh tokens come with OAuth.
    async fn suspended_user(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let user = member.sign_in().await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let mut browser = app.browser(SMART);
        std::mem::swap(&mut browser.authenticator, &mut member.authenticator);
        browser.sign_in().await.ok();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let begun_before = browser.post(SIGN_IN.0, &json!({})).await.ok();
        let shown_before = browser.show(&begun_before);

        assert!(members::suspend(&app.app, By::Operator, pool, user).await.unwrap());
        assert!(!members::suspend(&app.app, By::Operator, pool, user).await.unwrap(), "once");
        for holder in [&mut member, &mut browser] {
            holder.get("/session").await.assert_refused(401, "not_signed_in");
        }
        let answers = [browser.post(FINISH, &shown_before).await, browser.sign_in().await];
        for answer in answers {
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &answer, "account_unavailable").await;
            assert!(answer.cookies().is_empty());
        }
        assert_eq!(events_of(&app, SMART, "user_suspended").await, 1);

        // What has ended stays ended when the member is back.
        assert!(members::restore(&app.app, By::Operator, pool, user).await.unwrap());
        for holder in [&mut member, &mut browser] {
            holder.get("/session").await.assert_refused(401, "not_signed_in");
        }
        browser.sign_in().await.ok();
        assert_eq!(events_of(&app, SMART, "user_restored").await, 1);
        let nobody = domain::id::UserId::NIL;
        assert!(!members::suspend(&app.app, By::Operator, pool, nobody).await.unwrap());
    }

    // ASVS 7.2.4.
    async fn session_fixation(app: TestApp) {
        let mut victim = app.browser(SMART);
        victim.authenticator = app.member(SMART, "alice").await.authenticator;
        let mut attacker = app.browser(SMART);
        attacker.sign_up("mallory").await.ok();
        let planted = attacker.cookies.clone();
        // Both the anonymous cookie and a session that is not the victim's were there before the sign-in.
        victim.cookies = planted.clone();
        let answer = victim.sign_in().await;
        answer.ok();
        assert_eq!(answer.cookies().len(), 1, "{answer:?}");
        assert_ne!(session_id(&victim.cookies[COOKIE]), session_id(&planted[COOKIE]));
        assert_eq!(victim.get("/session").await.ok()["identifier"], "alice");

        let anonymous = &planted[PRE_AUTH_COOKIE];
        assert!(!victim.cookies[COOKIE].contains(anonymous.as_str()));
        let worthless = [(PRE_AUTH_COOKIE, anonymous), (COOKIE, anonymous), (COOKIE, &planted[COOKIE])];
        for (name, value) in worthless {
            attacker.cookies = [(name.to_owned(), value.clone())].into();
            attacker.get("/session").await.assert_refused(401, "not_signed_in");
        }

        // The same member once more: no id comes back.
        let first = victim.cookies.clone();
        victim.sign_in().await.ok();
        assert_ne!(session_id(&victim.cookies[COOKIE]), session_id(&first[COOKIE]));
        victim.cookies = first;
        victim.get("/session").await.assert_refused(401, "not_signed_in");
    }
}

/// A device-bound passkey with a counter.
async fn with_a_key<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.program(SMART);
    member.authenticator = Authenticator::new(authenticator::Setup::security_key());
    member.sign_up(name).await.ok();
    member.token = None;
    member
}
