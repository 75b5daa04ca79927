//! Signing in, in both modes.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, TestApp, assert_answer, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::keys::rotation::Rotating;
use serde_json::{Value, json};

fn authenticator_id(member: &Actor<'_>) -> String {
    URL_SAFE_NO_PAD.encode(&member.authenticator.passkeys()[0].credential_id)
}

fn listed(begun: &Value) -> Vec<&str> {
    let list = begun["publicKey"]["allowCredentials"].as_array();
    list.into_iter().flatten().map(|entry| entry["id"].as_str().unwrap()).collect()
}

on_both_engines! {
    // S3-3: one tap, no name, nothing listed.
    async fn smart_needs_no_name(app: TestApp) {
        let mut program = app.program(SMART);
        let user = program.sign_up("alice").await.ok()["user_id"].clone();
        assert_eq!(program.delete("/session").await.status, 204);
        program.get("/session").await.assert_refused(401, "not_signed_in");
        program.token = None;

        let begun = program.post("/sign-in/passkey/begin", &json!({})).await.ok();
        assert!(listed(&begun).is_empty());
        assert_eq!(begun["publicKey"]["userVerification"], "required");
        let answer = program.sign_in().await;
        assert_eq!(answer.ok()["user_id"], user);
        assert_answer!(answer.shown(), @r#"
        200 OK
        {
          "acr": "phr",
          "amr": [
            "pop",
            "swk",
            "user",
            "mfa"
          ],
          "expires_at": "[expires_at]",
          "session_token": "[session_token]",
          "status": "signed_in",
          "user_id": "[user_id]"
        }
        "#);
        assert_answer!(program.get("/session").await.shown(), @r#"
        200 OK
        {
          "acr": "phr",
          "amr": [
            "pop",
            "swk",
            "user",
            "mfa"
          ],
          "authenticated_at": "[authenticated_at]",
          "display_name": "alice",
          "expires_at": "[expires_at]",
          "identifier": "alice",
          "idle_ends_at": null,
          "is_administrator": false,
          "needs_step_up": false,
          "notices": [],
          "server_time": "[server_time]",
          "user_id": "[user_id]",
          "warn_at": null
        }
        "#);
    }

    // S3-3: a name lists nothing in Smart mode, whoever it is.
    async fn smart_lists_nothing_for_a_name(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        for name in ["alice", "nobody"] {
            let begun = program.post("/sign-in/passkey/begin", &json!({ "identifier": name })).await.ok();
            assert!(listed(&begun).is_empty(), "{name}");
        }
        program.sign_in_as("alice").await.ok();
    }

    // S3-4: the server sends the member's registered ids.
    async fn classic_lists_the_members_passkeys(app: TestApp) {
        let mut program = app.program(CLASSIC);
        let made = program.sign_up("bob").await;
        made.ok();
        let begun = program.post("/sign-in/passkey/begin", &json!({ "identifier": " BOB " })).await.ok();
        assert_eq!(listed(&begun).len(), 1);
        program.sign_in_as("bob").await.ok();
        let nameless = program.post("/sign-in/passkey/begin", &json!({})).await;
        nameless.assert_refused(400, "identifier_missing");
    }

    // S3-4, webauthn A8: unknown names and members without passkeys get stable decoys.
    // S3-1: every algorithm that is offered, with and without an attestation by the key itself, in both modes.
    async fn every_algorithm_signs_up_and_in(app: TestApp) {
        use authenticator::{Attestation, Authenticator, Setup};
        let attestations = || [Attestation::None, Attestation::PackedSelf].into_iter().zip(["none", "self"]);
        for (algorithm, name) in [(-7, "es256"), (-8, "eddsa"), (-257, "rs256")] {
            for (attestation, told) in attestations() {
                for door in [SMART, CLASSIC] {
                    let name = format!("{name}-{told}");
                    let mut member = app.program(door);
                    let setup = Setup { algorithms: vec![algorithm], attestation, ..Setup::phone() };
                    member.authenticator = Authenticator::new(setup);
                    let joined = member.sign_up(&name).await.ok();
                    member.token = None;
                    assert_eq!(member.sign_in_as(&name).await.ok()["user_id"], joined["user_id"], "{name} at {door}");
                }
            }
        }
    }

    // ASVS 7.4.2: a disabled member's sessions end, and the passkey opens none.
    async fn a_disabled_member_is_let_in_nowhere(app: TestApp) {
        let mut member = app.program(SMART);
        let user = member.sign_up("alice").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let disable = move |tx: &mut store::Tx<'_>| {
            store::user::set_status(tx, pool, user, store::user::UserStatus::Disabled)
        };
        assert!(app.store.write("disable", disable).await.unwrap());
        member.get("/session").await.assert_refused(401, "not_signed_in");
        let answer = member.sign_in().await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "account_unavailable").await;
    }

    // S3-12: what was begun under one mode is not finished under the other, and passkeys of the other mode are refused.
    async fn a_switch_of_mode_takes_effect_at_finish(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let begun = member.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let shown = member.show(&begun);
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let (tenant, workspace) = (door.tenant.id, door.workspace.id);
        let switch = move |tx: &mut store::Tx<'_>| {
            store::workspace::set_mode(tx, tenant, workspace, store::workspace::Mode::Classic)?;
            store::installation::bump(tx)
        };
        app.store.write("switch", switch).await.unwrap();
        app.app.refresh().await.unwrap();
        let answer = member.post("/sign-in/passkey/finish", &shown).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "ceremony_of_other_purpose").await;
        // The old passkey is kept but not listed: the name is answered with decoys.
        let begun = member.post("/sign-in/passkey/begin", &json!({ "identifier": "alice" })).await.ok();
        let own = authenticator_id(&member);
        assert!(!listed(&begun).is_empty() && !listed(&begun).contains(&own.as_str()));
    }

    // A counter that goes back on a device-bound passkey is refused; the stored value stays.
    async fn a_copied_key_is_noticed(app: TestApp) {
        let mut member = app.program(SMART);
        member.authenticator = authenticator::Authenticator::new(authenticator::Setup::security_key());
        member.sign_up("alice").await.ok();
        member.authenticator.lie(authenticator::Lie::Counter(50));
        member.sign_in().await.ok();
        member.authenticator.lie(authenticator::Lie::Counter(50));
        let answer = member.sign_in().await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "counter_regression").await;
        member.authenticator.lie(authenticator::Lie::Counter(51));
        member.sign_in().await.ok();
    }

    async fn classic_decoys_are_stable_and_differ(app: TestApp) {
        let mut program = app.program(CLASSIC);
        let mut ids = Vec::new();
        // `sample.noor` is a seeded member without a passkey.
        for name in ["nobody", "sample.noor"] {
            let first = program.post("/sign-in/passkey/begin", &json!({ "identifier": name })).await.ok();
            // The decoy key stays when the others rotate: a decoy that changed would tell that it is one.
            domain::keys::rotation::rotate(&app.app, &[Rotating::Challenge], None).await.unwrap();
            app.advance_seconds(86_400);
            let second = program.post("/sign-in/passkey/begin", &json!({ "identifier": name })).await.ok();
            assert_eq!(first["publicKey"]["allowCredentials"], second["publicKey"]["allowCredentials"], "{name}");
            assert!(!listed(&first).is_empty());
            ids.push(listed(&first).join(" "));
        }
        assert_ne!(ids[0], ids[1]);
    }

    async fn a_browser_gets_a_cookie_instead_of_the_token(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("carol").await.ok();
        let signed_out = browser.delete("/session").await;
        assert_eq!(signed_out.cookies(), ["ks.demo.community=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]);
        let answer = browser.sign_in().await;
        assert!(answer.ok().get("session_token").is_none());
        assert!(answer.cookies()[0].starts_with("ks.demo.community="));
        assert_eq!(browser.get("/session").await.ok()["identifier"], "carol");
    }

    // DESIGN 3.1: one sign of a browser is enough to keep the token from it.
    async fn any_sign_of_a_browser_counts(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("dora").await.ok();
        member.token = None;
        let signs: [&[(&str, &str)]; 3] =
            [&[("origin", "http://localhost:8080")], &[("sec-fetch-site", "none")], &[("sec-fetch-site", "same-origin"), ("cookie", "a=b")]];
        for headers in signs {
            let mut request = member.request(axum::http::Method::POST, "/sign-in/passkey/begin").header("content-type", "application/json");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let begun = app.send(request.body("{}".into()).unwrap()).await;
            let pre_auth = begun.cookies()[0].split(';').next().unwrap().to_owned();
            let shown = member.show(&begun.ok());
            // Finish shows the cookie; that alone makes it a browser, so it needs `Origin` as well.
            let request = member
                .request(axum::http::Method::POST, "/sign-in/passkey/finish")
                .header("content-type", "application/json")
                .header("cookie", pre_auth)
                .header("origin", "http://localhost:8080");
            let finished = app.send(request.body(shown.to_string().into()).unwrap()).await;
            assert!(finished.ok().get("session_token").is_none(), "{headers:?}");
            assert_eq!(finished.cookies().len(), 1);
        }
    }

    // A program may bind its ceremony to a secret; whoever does not know it cannot finish.
    async fn a_program_can_bind_its_ceremony(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("erin").await.ok();
        // S256 of "correct horse", base64url.
        let asked = json!({ "binding": "QQTTb42iwlQ0n4WDZ5Pr4CngyVcGOjTJHC6SAxh7VjE" });
        let begun = program.post("/sign-in/passkey/begin", &asked).await;
        let begun = begun.ok();
        let stolen = program.show(&begun);
        program.post("/sign-in/passkey/finish", &stolen).await.assert_refused(400, "session_expired");
        let mut shown = program.show(&begun);
        shown["binding_secret"] = "wrong horse".into();
        program.post("/sign-in/passkey/finish", &shown).await.assert_refused(400, "session_expired");
        shown["binding_secret"] = "correct horse".into();
        program.post("/sign-in/passkey/finish", &shown).await.ok();
        let malformed = program.post("/sign-in/passkey/begin", &json!({ "binding": "short" })).await;
        malformed.assert_refused(400, "malformed_request");
    }
}
