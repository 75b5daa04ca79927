//! Proving again within a session.

use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::http::Method;
use domain::policy::{PasskeyRule, PolicyRules, Sensitive};
use domain::session::Presence;
use domain::{Client, Error, Reason, Session, Visit, step_up};
use serde_json::json;
use server::router::{self, Audience, Guard};

const BY_LINK: &str = "UPDATE sessions SET methods = 'magic_link', strength = 'single', amr = 'otp', acr = 'sfa'";
const BY_CODE: &str = "UPDATE sessions SET methods = 'email_code', strength = 'single', amr = 'otp', acr = 'sfa'";
const STALE: &str = "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"";
const NEEDS_PASSKEY: &str = "Bearer error=\"insufficient_user_authentication\", acr_values=\"phr\", max_age=\"300\"";
/// What leads out of a session that falls short.
const OPEN: &[&str] = &[
    "GET /{tenant}/{workspace}/step-up",
    "POST /{tenant}/{workspace}/step-up/prove",
    "POST /{tenant}/{workspace}/step-up/send",
    "POST /{tenant}/{workspace}/step-up/passkey/begin",
    "POST /{tenant}/{workspace}/step-up/passkey/finish",
    "GET /{tenant}/{workspace}/session",
    "DELETE /{tenant}/{workspace}/session",
    "POST /{tenant}/{workspace}/session/end",
    "POST /{tenant}/{workspace}/session/stay",
    "POST /{tenant}/{workspace}/oidc/logout/confirm",
    "GET /{tenant}/{workspace}/account/security",
    // The same at the console.
    "GET /admin/confirm",
    // A step-up with one passkey and no other.
    "POST /{tenant}/{workspace}/account/passkeys/{id}/test/begin",
    "POST /{tenant}/{workspace}/account/passkeys/{id}/test/finish",
    // Where the passkey that is missing is made.
    "GET /{tenant}/{workspace}/account/security/add",
    "GET /{tenant}/{workspace}/account/security/new-device",
    "GET /{tenant}/{workspace}/account/passkeys",
    "POST /{tenant}/{workspace}/account/passkeys/begin",
    // S0-18: whoever signed in by mail has lost their passkey.
    "POST /{tenant}/{workspace}/account/passkeys/replace",
    "POST /{tenant}/{workspace}/account/passkeys/finish",
];

/// As the extractors see a request of this program.
async fn seen(member: &Actor<'_>) -> (Visit, Session) {
    let (tenant, workspace) = member.base.trim_start_matches('/').split_once('/').unwrap();
    let door = member.app.app.snapshot().door(tenant, workspace).unwrap();
    let address = [127, 0, 0, 1].into();
    let visit = Visit {
        door,
        client: Client::App,
        address,
        user_agent: String::new(),
        language: domain::Language::English,
        device: None,
        offer: None,
        correlation: None,
    };
    let token = member.token.as_ref().unwrap();
    let found = domain::session::find(&member.app.app, &visit, token, Presence::AtWork).await.unwrap();
    (visit, found.living().unwrap())
}

/// The refusal of something sensitive, if it is refused: reason, status and greatest age.
async fn asked(member: &Actor<'_>, sensitive: Sensitive) -> Option<(Reason, u16, Option<i64>)> {
    let (visit, session) = seen(member).await;
    match step_up::require(&member.app.app, &visit, &session, sensitive).await {
        Ok(()) => None,
        Err(Error::Refused(refused)) => {
            Some((refused.reason, refused.message.status, refused.step_up.unwrap().max_age))
        }
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn assert_challenged(answer: &Answer, challenge: &str) {
    answer.assert_refused(403, "recent_authentication_required");
    assert_eq!(answer.header("www-authenticate"), challenge);
}

on_both_engines! {
    async fn a_proof_rotates_the_session(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let old = program.token.clone();
        app.advance_seconds(600);
        let before = program.get("/session").await.ok()["authenticated_at"].clone();
        program.step_up().await.ok();
        assert_ne!(program.token, old);
        assert_ne!(program.get("/session").await.ok()["authenticated_at"], before);
        program.token = old;
        program.get("/session").await.assert_refused(401, "not_signed_in");
    }

    async fn a_browser_gets_its_new_cookie(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let old = browser.cookies["ks.demo.community"].clone();
        let answer = browser.step_up().await;
        assert!(answer.ok().get("session_token").is_none());
        assert_ne!(browser.cookies["ks.demo.community"], old);
        browser.get("/session").await.ok();
    }

    async fn only_the_members_own_passkey_will_do(app: TestApp) {
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        let mut mallory = app.program(SMART);
        mallory.sign_up("mallory").await.ok();
        let begun = alice.post("/step-up/passkey/begin", &json!({})).await.ok();
        // Mallory's authenticator is made to answer for a list that does not name its passkey.
        let mut open = begun.clone();
        open["publicKey"]["allowCredentials"] = json!([]);
        let shown = mallory.show(&open);
        let answer = alice.post("/step-up/passkey/finish", &shown).await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "credential_not_allowed").await;
    }

    async fn a_challenge_of_another_session_is_refused(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let begun = program.post("/step-up/passkey/begin", &json!({})).await.ok();
        program.sign_in().await.ok();
        let shown = program.show(&begun);
        let answer = program.post("/step-up/passkey/finish", &shown).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "ceremony_not_found").await;
    }

    // S0-27, S3-25: 4:59 is fresh, 5:01 is not; the refusal is the challenge of RFC 9470 as well.
    async fn a_stale_proof_is_challenged(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(299);
        member.post("/account/passkeys/begin", &json!({})).await.ok();
        app.advance_seconds(2);
        let answer = member.post("/account/passkeys/begin", &json!({})).await;
        assert_challenged(&answer, STALE);
        assert_eq!(answer.json()["details"]["max_age"], 300);
        assert!(answer.json()["details"].get("acr_values").is_none());
        member.step_up().await.ok();
        member.post("/account/passkeys/begin", &json!({})).await.ok();
        // Where a passkey is required, the challenge says that nothing else will do.
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        app.advance_seconds(301);
        assert_challenged(&member.post("/account/passkeys/begin", &json!({})).await, NEEDS_PASSKEY);
    }

    // S0-26, S0-28: what administrators do and see is answered as RFC 9470 says.
    async fn the_console_asks_for_a_fresh_proof(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let kinds = [Sensitive::Administration, Sensitive::ElevatedPages];
        app.advance_seconds(300);
        for sensitive in kinds {
            assert_eq!(asked(&member, sensitive).await, None);
        }
        app.advance_seconds(1);
        for sensitive in kinds {
            assert_eq!(asked(&member, sensitive).await, Some((Reason::StepUpRequired, 401, Some(300))));
        }
        assert_eq!(app.audit(SMART).await[0].reason.as_deref(), Some("step_up_required"));
        member.step_up().await.ok();
        for sensitive in kinds {
            assert_eq!(asked(&member, sensitive).await, None);
        }
    }

    // S0-36: two roles, two results. A role may ask for more than the pool, never for less.
    async fn each_role_has_its_own_age_and_kinds(app: TestApp) {
        let only = |kind| PolicyRules { step_up_for: Some([kind].into()), ..PolicyRules::default() };
        app.set(SMART, |settings| settings.policy = only(Sensitive::Administration)).await;
        let (mut cashier, mut manager) = (app.program(SMART), app.program(SMART));
        let first = cashier.sign_up("cashier").await.ok();
        let second = manager.sign_up("manager").await.ok();
        let strict = PolicyRules { step_up_minutes: Some(1), ..only(Sensitive::Account) };
        app.give_role(SMART, &first["user_id"], ("cashier", only(Sensitive::Administration))).await;
        app.give_role(SMART, &second["user_id"], ("manager", strict)).await;
        app.advance_seconds(61);
        cashier.post("/account/passkeys/begin", &json!({})).await.ok();
        let answer = manager.post("/account/passkeys/begin", &json!({})).await;
        assert_challenged(&answer, &STALE.replace("300", "60"));
        app.advance_seconds(3600);
        cashier.post("/account/passkeys/begin", &json!({})).await.ok();
        assert_eq!(asked(&cashier, Sensitive::ElevatedPages).await, None);
        assert!(asked(&cashier, Sensitive::Administration).await.is_some());
    }

    // D3: a code that was sent is no step-up where there is a passkey; it opens the way to the first one.
    async fn a_code_stands_for_no_passkey(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.as_if_opened_by(BY_CODE).await;
        assert_challenged(&member.post("/account/passkeys/begin", &json!({})).await, NEEDS_PASSKEY);
        assert_challenged(&member.delete("/account/sessions").await, NEEDS_PASSKEY);

        app.as_if_opened_by("DELETE FROM passkeys").await;
        member.delete("/account/sessions").await.ok();
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        assert_challenged(&member.delete("/account/sessions").await, NEEDS_PASSKEY);
        // Two begun, one finished: the second is not the first any more.
        let begun = [
            member.post("/account/passkeys/begin", &json!({})).await.ok(),
            member.post("/account/passkeys/begin", &json!({})).await.ok(),
        ];
        let [first, mut second] = begun.map(|begun| {
            member.authenticator = authenticator::Authenticator::new(authenticator::Setup::phone());
            member.make(&begun, &json!({}))
        });
        member.post("/account/passkeys/finish", &first).await.ok();
        assert_challenged(&member.post("/account/passkeys/finish", &second).await, NEEDS_PASSKEY);
        second["name"] = "x".into();
        assert_challenged(&member.post("/account/passkeys/finish", &second).await, NEEDS_PASSKEY);
    }

    // S0-25: the role asks for a passkey after the magic link since this session was opened.
    async fn a_session_below_policy_is_good_for_a_step_up_only(app: TestApp) {
        let mut member = app.program(SMART);
        let user = member.sign_up("alice").await.ok();
        app.as_if_opened_by(BY_LINK).await;
        member.get("/account/sessions").await.ok();
        assert_eq!(member.get("/session").await.ok()["needs_step_up"], false);
        let rules = PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() };
        app.give_role(SMART, &user["user_id"], ("treasurer", rules)).await;

        assert_eq!(member.get("/session").await.ok()["needs_step_up"], true);
        let lines: Vec<_> = router::table().iter().map(|line| format!("{} {}", line.method, line.path)).collect();
        assert!(OPEN.iter().all(|open| lines.contains(&(*open).to_owned())), "a line that is no route");
        for line in router::table().iter().filter(|line| line.guard == Guard::SignedIn) {
            let path = line.path.replacen("/{tenant}/{workspace}", "", 1).replace("{id}", "018bcfe5-6801-7000-8000-000000000000");
            if OPEN.contains(&format!("{} {}", line.method, line.path).as_str()) {
                continue;
            }
            let answer = match line.method {
                Method::GET => member.get(&path).await,
                Method::DELETE => member.delete(&path).await,
                Method::PUT => member.put(&path, &json!({ "name": "x" })).await,
                _ => member.post(&path, &json!({})).await,
            };
            if line.audience == Audience::Page {
                // To where the proof can be given.
                assert_eq!(answer.status, 303, "{path}");
                assert!(answer.header("location").starts_with("/demo/community/account/security?confirm=1&continue="), "{path}");
                continue;
            }
            answer.assert_refused(401, "insufficient_user_authentication");
            let challenge = "Bearer error=\"insufficient_user_authentication\", acr_values=\"phr\"";
            assert_eq!(answer.header("www-authenticate"), challenge, "{path}");
        }
        member.post("/session/stay", &json!({})).await.ok();
        member.get("/account/passkeys").await.ok();
        let page = member.open("/account/security").await;
        assert!(page.status.is_success() && page.text.contains(r#""confirm":true"#), "{}", page.text);

        member.step_up().await.ok();
        assert_eq!(member.get("/session").await.ok()["needs_step_up"], false);
        member.get("/account/sessions").await.ok();
        // Also where another page has sent the browser here.
        let page = member.open("/account/security?confirm=1&continue=/demo/community/account/security").await;
        assert!(page.text.contains(r#""confirm":true"#), "{}", page.text);
        let page = member.open("/account/security").await;
        assert!(page.status.is_success() && !page.text.contains(r#""confirm""#), "{}", page.text);
    }

    // Whoever signs out is let go, however weak the session.
    async fn a_session_below_policy_can_be_left(app: TestApp) {
        let mut member = app.program(SMART);
        let user = member.sign_up("alice").await.ok();
        app.as_if_opened_by(BY_LINK).await;
        let rules = PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() };
        app.give_role(SMART, &user["user_id"], ("treasurer", rules)).await;
        assert_eq!(member.delete("/session").await.status, 204);
        member.get("/session").await.assert_refused(401, "not_signed_in");
    }
}
