//! Every kind of bad input that the ceremonies must withstand: refused, with the precise code in log and audit, the outside face as the
//! catalogue has it, and nothing changed. What needs a history to be bad, such as a challenge that was spent, is in `scenarios`.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::Lie;
use axum::http::Method;
use serde_json::{Value, json};

const BEGIN: &str = "/sign-in/passkey/begin";
const FINISH: &str = "/sign-in/passkey/finish";

async fn begin(actor: &mut Actor<'_>) -> Value {
    actor.post(BEGIN, &json!({})).await.ok()
}

/// Posts bytes of any type.
async fn post_raw(actor: &mut Actor<'_>, path: &str, kind: &str, body: String) -> Answer {
    let request = actor.request(Method::POST, path).header("content-type", kind).body(body.into()).unwrap();
    actor.send(request).await
}

on_both_engines! {
    async fn lies_of_the_authenticator(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let lies = [
            (Lie::Origin("https://evil.example".into()), 401, "verification_failed", "origin_mismatch"),
            (Lie::Origin("http://localhost:8081".into()), 401, "verification_failed", "origin_mismatch"),
            (Lie::RpId("evil.example".into()), 401, "verification_failed", "rp_id_mismatch"),
            (Lie::Type("webauthn.create".into()), 401, "verification_failed", "type_mismatch"),
            (Lie::Signature, 401, "verification_failed", "invalid_signature"),
            (Lie::UserHandle(Some(vec![1; 32])), 401, "verification_failed", "user_handle_mismatch"),
            (Lie::FlagsClear(0x01), 401, "verification_failed", "user_not_present"),
            (Lie::FlagsClear(0x04), 401, "user_not_verified", "user_not_verified"),
            (Lie::CrossOrigin, 401, "verification_failed", "cross_origin_forbidden"),
            (Lie::Challenge(vec![0; 39]), 400, "session_expired", "ceremony_not_found"),
            (Lie::Challenge(vec![0; 16]), 400, "session_expired", "ceremony_not_found"),
            (Lie::CredentialId(vec![9; 32]), 401, "passkey_not_on_device", "credential_unknown"),
        ];
        for (lie, status, code, reason) in lies {
            let begun = begin(&mut member).await;
            member.authenticator.lie(lie.clone());
            let shown = member.show(&begun);
            let answer = member.post(FINISH, &shown).await;
            assert_eq!(answer.refusal(), (status, code.to_owned()), "{lie:?}");
            app.assert_refused(SMART, &answer, reason).await;
        }
        member.sign_in().await.ok();
    }

    // An escape in an address that is none, or a zero byte, which one of the databases would take and the other would not.
    async fn a_name_in_an_address_that_is_none(app: TestApp) {
        let mut owner = app.owner().await;
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let program = Application::program(&app, "demo", "read_configuration").await;
        let api = Api { app: &app, base: String::new(), token: program.own_token().await };
        for name in ["%00", "a%00b", "%+f", "%ff"] {
            let own = alice.delete(&format!("/account/applications/{name}")).await;
            let console = owner.console("GET", &format!("/admin/demo/clients/community/{name}"), &Value::Null).await;
            let system = api.call("GET", &format!("/api/identity/demo/system/workspaces/community/clients/{name}"), None).await;
            for answer in [own, console, system] {
                assert_eq!(answer.status, 404, "{name}: {}", answer.text);
            }
        }
    }

    async fn a_challenge_of_another_user(app: TestApp) {
        let mut alice = app.program(CLASSIC);
        alice.sign_up("alice").await.ok();
        let mut bob = app.program(CLASSIC);
        bob.sign_up("bob").await.ok();
        let mut begun = alice.post(BEGIN, &json!({ "identifier": "alice" })).await.ok();
        begun["publicKey"]["allowCredentials"] = json!([]);
        let shown = bob.show(&begun);
        let answer = bob.post(FINISH, &shown).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(CLASSIC, &answer, "ceremony_not_found").await;
    }

    async fn a_challenge_of_another_purpose(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let stepping = member.post("/step-up/passkey/begin", &json!({})).await.ok();
        let shown = member.show(&stepping);
        let answer = member.post(FINISH, &shown).await;
        answer.assert_refused(400, "session_expired");
        let signing = begin(&mut member).await;
        let shown = member.show(&signing);
        let answer = member.post("/step-up/passkey/finish", &shown).await;
        answer.assert_refused(400, "session_expired");
        // Step-up and adding share member, session and door: here the purpose alone tells them apart.
        let stepping = member.post("/step-up/passkey/begin", &json!({})).await.ok();
        let mut adding = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let add_challenge = adding["publicKey"]["challenge"].clone();
        adding["publicKey"]["challenge"] = stepping["publicKey"]["challenge"].clone();
        adding["publicKey"]["excludeCredentials"] = json!([]);
        let mut other = authenticator::Authenticator::new(authenticator::Setup::phone());
        let made = other.create(&adding["publicKey"], crate::support::app::ORIGIN).unwrap();
        let answer = member.post("/account/passkeys/finish", &made).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "ceremony_of_other_purpose").await;
        let mut proving = stepping.clone();
        proving["publicKey"]["challenge"] = add_challenge;
        let proved = member.show(&proving);
        let answer = member.post("/step-up/passkey/finish", &proved).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "ceremony_of_other_purpose").await;
        // An assertion is no registration, whatever the route.
        let answer = member.post("/account/passkeys/finish", &shown).await;
        answer.assert_refused(400, "malformed_request");
    }

    async fn an_oversized_body(app: TestApp) {
        let mut program = app.program(SMART);
        let large = json!({ "identifier": "x".repeat(64 * 1024) }).to_string();
        for path in [BEGIN, FINISH, "/sign-up/passkey/begin", "/sign-up/passkey/finish"] {
            let answer = post_raw(&mut program, path, "application/json", large.clone()).await;
            answer.assert_refused(413, "too_large");
            app.assert_refused(SMART, &answer, "body_too_large").await;
        }
        // Announced by its length it is not even read; without a length it is cut off.
        let chunks = axum::body::Body::new(Endless);
        let request = program.request(Method::POST, BEGIN).header("content-type", "application/json").body(chunks).unwrap();
        program.send(request).await.assert_refused(413, "too_large");
    }

    async fn an_unknown_member(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let asks = [
            (BEGIN, json!({ "username": "alice" })),
            ("/sign-up/passkey/begin", json!({ "identifier": "bob", "role": "administrator" })),
            ("/step-up/passkey/begin", json!({ "identifier": "alice" })),
            ("/account/passkeys/begin", json!({ "name": "x", "user_id": "y" })),
        ];
        for (path, body) in asks {
            let answer = program.post(path, &body).await;
            answer.assert_refused(400, "malformed_request");
            app.assert_refused(SMART, &answer, "unknown_member").await;
        }
    }

    // The standard may add members to what a browser returns.
    async fn an_unknown_member_of_the_standards_json(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        let begun = begin(&mut member).await;
        let mut shown = member.show(&begun);
        shown["futureMember"] = json!({ "deep": [1, 2, 3] });
        shown["response"]["another"] = json!(1);
        member.post(FINISH, &shown).await.ok();
    }

    async fn what_is_no_json(app: TestApp) {
        let mut program = app.program(SMART);
        for body in ["", "null", "[]", "{", "{\"identifier\":1}", "{} {}", "\u{feff}{}"] {
            let answer = post_raw(&mut program, BEGIN, "application/json", body.to_owned()).await;
            answer.assert_refused(400, "malformed_request");
            app.assert_refused(SMART, &answer, "malformed_body").await;
        }
        let deep = "[".repeat(60_000);
        for body in ["", "null", "{}", "{\"id\":1}", deep.as_str()] {
            let answer = post_raw(&mut program, FINISH, "application/json", body.to_owned()).await;
            answer.assert_refused(400, "malformed_request");
            app.assert_refused(SMART, &answer, "malformed_json").await;
        }
    }

    // csrf/text-plain-json
    async fn json_under_another_name(app: TestApp) {
        let mut browser = app.browser(SMART);
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"] {
            let answer = post_raw(&mut browser, BEGIN, kind, "{}".to_owned()).await;
            answer.assert_refused(415, "unsupported_media_type");
            app.assert_refused(SMART, &answer, "unsupported_media_type").await;
        }
    }

    // A refused request leaves no member, no passkey and no session behind.
    async fn a_refused_sign_up_leaves_nothing(app: TestApp) {
        let mut program = app.program(SMART);
        let asked = json!({ "identifier": "alice" });
        let begun = program.post("/sign-up/passkey/begin", &asked).await.ok();
        program.authenticator.lie(Lie::Origin("https://evil.example".into()));
        let made = program.make(&begun, &asked);
        let answer = program.post("/sign-up/passkey/finish", &made).await;
        answer.assert_refused(422, "setup_failed");
        app.assert_refused(SMART, &answer, "origin_mismatch").await;
        program.sign_in().await.assert_refused(401, "passkey_not_on_device");
        program.sign_up("alice").await.ok();
        assert_eq!(program.get("/session").await.ok()["identifier"], "alice");
    }
}

/// A body without end.
struct Endless;

impl hyper::body::Body for Endless {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(axum::body::Bytes::from_static(&[b' '; 4096])))))
    }
}
