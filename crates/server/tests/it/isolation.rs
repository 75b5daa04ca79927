//! Tenant, workspace and pool keep apart (S3-45).

use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines};
use serde_json::json;

const OTHER_TENANT: &str = "/platform/smart";
const SAME_POOL: &str = "/demo/annex";

on_both_engines! {
    async fn a_passkey_of_one_tenant_is_unknown_to_another(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        member.token = None;
        for base in [OTHER_TENANT, CLASSIC] {
            let asked = if base == CLASSIC { json!({ "identifier": "alice" }) } else { json!({}) };
            let mut begun = member.at(base).post("/sign-in/passkey/begin", &asked).await.ok();
            begun["publicKey"]["allowCredentials"] = json!([]);
            let shown = member.show(&begun);
            let answer = member.post("/sign-in/passkey/finish", &shown).await;
            answer.assert_refused(401, "passkey_not_on_device");
            app.assert_refused(base, &answer, "credential_unknown").await;
        }
    }

    async fn a_session_opens_no_other_door(app: TestApp) {
        app.open_annex("{}").await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        for base in [OTHER_TENANT, SAME_POOL, CLASSIC] {
            for path in ["/session", "/account/passkeys"] {
                member.at(base).get(path).await.assert_refused(401, "not_signed_in");
            }
        }
        member.at(SMART).get("/session").await.ok();
    }

    // One pool behind two doors: the member signs in at both, but a challenge stays at its own.
    async fn a_pool_has_two_doors_and_each_its_challenges(app: TestApp) {
        app.open_annex("{}").await;
        let mut member = app.program(SMART);
        let user = member.sign_up("alice").await.ok()["user_id"].clone();
        let begun = member.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let shown = member.show(&begun);
        let answer = member.at(SAME_POOL).post("/sign-in/passkey/finish", &shown).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SAME_POOL, &answer, "ceremony_not_found").await;
        assert_eq!(member.sign_in().await.ok()["user_id"], user);
    }

    async fn a_name_may_be_taken_once_in_each_pool(app: TestApp) {
        let first = app.program(SMART).sign_up("alice").await.ok();
        let second = app.program(OTHER_TENANT).sign_up("alice").await.ok();
        assert_ne!(first["user_id"], second["user_id"]);
    }

    async fn the_audit_of_a_tenant_shows_nothing_of_another(app: TestApp) {
        app.program(SMART).sign_up("alice").await.ok();
        assert!(app.audit(OTHER_TENANT).await.is_empty());
    }

    async fn an_unknown_door_is_not_there(app: TestApp) {
        for base in ["/demo/nowhere", "/nobody/community", "/demo/smart"] {
            let mut program = app.program(base);
            program.post("/sign-in/passkey/begin", &json!({})).await.assert_refused(404, "not_found");
            program.get("/session").await.assert_refused(404, "not_found");
            assert_eq!(app.browser(base).open("/sign-in").await.status, 404);
        }
    }
}
