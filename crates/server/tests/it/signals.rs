//! What browsers may tell passkey managers (S1-20, S1-26, and the row "Unknown credential"). A signal deletes passkeys, so most of this says
//! when there is none.

mod list;

use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Lie, Setup};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::signals::{Confirmed, confirm_restore, note_restore};
use serde_json::{Value, json};

/// Another tenant's Smart workspace; its pool has the same RP ID by default.
const OTHER_TENANT: &str = "/platform/smart";
const DAY_S: i64 = 24 * 60 * 60;

/// The id of the passkey that this authenticator made last.
fn own_id(authenticator: &Authenticator) -> String {
    URL_SAFE_NO_PAD.encode(&authenticator.passkeys().last().unwrap().credential_id)
}

fn signal(answer: &Answer) -> Value {
    answer.json()["details"]["signal"].clone()
}

fn unknown(id: &str) -> Value {
    json!({ "rpId": "localhost", "credentialId": id })
}

/// The refusal without its reference and without the signal: what is left must not differ.
fn face(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body["reference"] = Value::Null;
    body["details"].as_object_mut().unwrap().remove("signal");
    (answer.status.as_u16(), body)
}

/// A sign-in with a passkey that this authenticator made for the RP ID, whatever the server lists.
async fn try_sign_in(visitor: &mut Actor<'_>, asked: &Value) -> Answer {
    let mut begun = visitor.post("/sign-in/passkey/begin", asked).await.ok();
    begun["publicKey"]["allowCredentials"] = json!([]);
    let shown = visitor.show(&begun);
    visitor.post("/sign-in/passkey/finish", &shown).await
}

/// A sign-in under another id.
async fn sign_in_with_id(visitor: &mut Actor<'_>, asked: &Value, id: &str) -> Answer {
    let mut begun = visitor.post("/sign-in/passkey/begin", asked).await.ok();
    begun["publicKey"]["allowCredentials"] = json!([]);
    let mut shown = visitor.show(&begun);
    shown["id"] = id.into();
    shown["rawId"] = id.into();
    visitor.post("/sign-in/passkey/finish", &shown).await
}

/// A visitor of `door` with a passkey for the RP ID that nobody has stored.
async fn with_a_stray_passkey<'a>(app: &'a TestApp, door: &str) -> Actor<'a> {
    let mut visitor = app.program(door);
    let begun = visitor.post("/sign-up/passkey/begin", &json!({ "identifier": "stray" })).await.ok();
    visitor.make(&begun, &json!({}));
    visitor
}

async fn decoy_of(app: &TestApp, door: &str) -> String {
    let begun = app.program(door).post("/sign-in/passkey/begin", &json!({ "identifier": "nobody" })).await.ok();
    begun["publicKey"]["allowCredentials"][0]["id"].as_str().unwrap().to_owned()
}

async fn set_installation(app: &TestApp, sql: &'static str) {
    let change = move |tx: &mut store::Tx<'_>| {
        store::testing::execute(tx, sql)?;
        store::installation::bump(tx)
    };
    app.store.write("set", change).await.unwrap();
    app.app.refresh().await.unwrap();
}

async fn accepted(member: &mut Actor<'_>) -> Value {
    member.get("/account/passkeys").await.ok()["signals"]["allAcceptedCredentials"]["allAcceptedCredentialIds"].clone()
}

/// Adds a passkey of another authenticator, and gives that back.
async fn add(member: &mut Actor<'_>) -> Authenticator {
    // Lists are oldest first.
    member.app.advance_seconds(1);
    let mut other = std::mem::replace(&mut member.authenticator, Authenticator::new(Setup::security_key()));
    member.enrol("/account/passkeys", &json!({})).await.ok();
    std::mem::swap(&mut member.authenticator, &mut other);
    other
}

on_both_engines! {
    // authentication/revoked-credential, S1-20.
    async fn a_deleted_passkey_may_be_forgotten(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        add(&mut member).await;
        let list = member.get("/account/passkeys").await.ok();
        let first = list["passkeys"][0]["id"].as_str().unwrap().to_owned();
        let left = member.delete(&format!("/account/passkeys/{first}")).await.ok();
        assert_eq!(left["passkeys"].as_array().unwrap().len(), 1);
        member.token = None;
        let answer = member.sign_in().await;
        answer.assert_refused(401, "passkey_not_on_device");
        assert_eq!(signal(&answer), unknown(&own_id(&member.authenticator)));
        app.assert_refused(SMART, &answer, "credential_unknown").await;
    }

    // authentication/revoked-credential: "unless another pool with that RP ID holds the id", of whichever tenant.
    async fn what_another_pool_holds_is_kept(app: TestApp) {
        let mut stray = with_a_stray_passkey(&app, SMART).await;
        let told = stray.sign_in().await;
        assert_eq!(signal(&told), unknown(&own_id(&stray.authenticator)));
        for holder in [OTHER_TENANT, CLASSIC] {
            let mut member = app.program(holder);
            member.sign_up("alice").await.ok();
            member.token = None;
            // Not a pool of the same tenant, nor one of another tenant.
            for door in [SMART, OTHER_TENANT].into_iter().filter(|door| *door != holder) {
                let answer = member.at(door).sign_in().await;
                answer.assert_refused(401, "passkey_not_on_device");
                assert_eq!(signal(&answer), Value::Null, "{holder} holds it, asked at {door}");
                assert_eq!(face(&answer), face(&told), "nothing but the signal differs");
            }
        }
    }

    // authentication/unknown-vs-bad-signature.
    async fn a_decoy_looks_like_a_bad_signature_and_an_unknown_id_does_not(app: TestApp) {
        let mut member = app.program(CLASSIC);
        member.sign_up("alice").await.ok();
        member.token = None;
        let asked = json!({ "identifier": "nobody" });
        let decoy = decoy_of(&app, CLASSIC).await;
        let as_decoy = sign_in_with_id(&mut member, &asked, &decoy).await;
        member.authenticator.lie(Lie::Signature);
        let bad_signature = try_sign_in(&mut member, &json!({ "identifier": "alice" })).await;
        as_decoy.assert_refused(401, "verification_failed");
        assert_eq!(face(&as_decoy), face(&bad_signature));
        for answer in [&as_decoy, &bad_signature] {
            assert_eq!(signal(answer), Value::Null);
        }
        let random = URL_SAFE_NO_PAD.encode([9; 24]);
        let in_classic = sign_in_with_id(&mut member, &asked, &random).await;
        let in_smart = sign_in_with_id(member.at(SMART), &json!({}), &random).await;
        assert_eq!(face(&in_classic), face(&in_smart));
        in_smart.assert_refused(401, "passkey_not_on_device");
        assert_eq!(signal(&in_classic), Value::Null, "Classic: managers keep nothing by themselves");
        assert_eq!(signal(&in_smart), unknown(&random));
    }

    // A signal about a decoy of any pool would tell that nobody has that name there.
    async fn no_decoy_of_any_pool_is_signalled(app: TestApp) {
        let decoy = decoy_of(&app, CLASSIC).await;
        for door in [SMART, OTHER_TENANT] {
            let mut stray = with_a_stray_passkey(&app, door).await;
            let answer = sign_in_with_id(&mut stray, &json!({}), &decoy).await;
            answer.assert_refused(401, "passkey_not_on_device");
            assert_eq!(signal(&answer), Value::Null, "{door}");
            stray.authenticator.lie(Lie::MadeAs(URL_SAFE_NO_PAD.decode(&decoy).unwrap()));
            let refused = stray.enrol("/sign-up/passkey", &json!({ "identifier": "sample.noor" })).await;
            assert_eq!((refused.status.as_u16(), signal(&refused)), (422, Value::Null), "{door}");
        }
    }

    // A passkey of the member's other mode is there: it has the face of an unknown one, and is never signalled.
    async fn a_passkey_of_the_other_mode_is_kept(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let (tenant, workspace) = (door.tenant.id, door.workspace.id);
        for mode in [store::workspace::Mode::Classic, store::workspace::Mode::Smart] {
            let switch = move |tx: &mut store::Tx<'_>| {
                store::workspace::set_mode(tx, tenant, workspace, mode)?;
                store::installation::bump(tx)
            };
            app.store.write("switch", switch).await.unwrap();
            app.app.refresh().await.unwrap();
            if mode == store::workspace::Mode::Classic {
                member.sign_up("bob").await.ok();
                member.token = None;
            }
        }
        // Both passkeys are in the authenticator; the one of Classic is shown here.
        let answer = member.sign_in().await;
        answer.assert_refused(401, "passkey_not_on_device");
        app.assert_refused(SMART, &answer, "passkey_of_other_mode").await;
        assert_eq!(signal(&answer), Value::Null);
    }

    // A restored database may have forgotten passkeys that people still use.
    async fn a_restore_keeps_silent_for_a_month_or_until_the_operator_confirms(app: TestApp) {
        let mut stray = with_a_stray_passkey(&app, SMART).await;
        let said = unknown(&own_id(&stray.authenticator));
        assert_eq!(confirm_restore(&app.app).await.unwrap(), Confirmed::Nothing);
        note_restore(&app.app).await.unwrap();
        let quiet = stray.sign_in().await;
        assert_eq!(signal(&quiet), Value::Null);
        let mut member = app.program(SMART);
        let joined = member.sign_up("alice").await.ok();
        let list = member.get("/account/passkeys").await.ok();
        for signals in [&joined["signals"], &list["signals"]] {
            assert_eq!(signals.get("allAcceptedCredentials"), None);
            assert_eq!(signals["currentUserDetails"]["name"], "alice");
        }
        let refused = stray.enrol("/sign-up/passkey", &json!({ "identifier": "alice" })).await;
        refused.assert_refused(422, "identifier_taken");
        assert_eq!(signal(&refused), Value::Null);

        app.advance_seconds(30 * DAY_S - 1);
        assert_eq!(signal(&stray.sign_in().await), Value::Null, "a second before the month is over");
        app.advance_seconds(1);
        let told = with_a_stray_passkey(&app, SMART).await.sign_in().await;
        assert_eq!(face(&told), face(&quiet), "nothing but the signal differs");
        assert_ne!(signal(&told), Value::Null);

        note_restore(&app.app).await.unwrap();
        assert_eq!(signal(&with_a_stray_passkey(&app, SMART).await.sign_in().await), Value::Null);
        assert_eq!(confirm_restore(&app.app).await.unwrap(), Confirmed::Restore);
        assert_eq!(confirm_restore(&app.app).await.unwrap(), Confirmed::Nothing);
        let mut first = with_a_stray_passkey(&app, SMART).await;
        assert_eq!(signal(&first.sign_in().await), unknown(&own_id(&first.authenticator)));
        assert_ne!(said, unknown(&own_id(&first.authenticator)));

        // The confirmation was of that restore and of no other.
        app.advance_seconds(60);
        note_restore(&app.app).await.unwrap();
        assert_eq!(signal(&first.sign_in().await), Value::Null);
        set_installation(&app, "UPDATE installation SET value = 'yesterday' WHERE name = 'restored_at'").await;
        app.advance_seconds(31 * DAY_S);
        assert_eq!(signal(&first.sign_in().await), Value::Null, "what cannot be read keeps silent");
        set_installation(&app, "DELETE FROM installation WHERE name = 'restored_at'").await;
        assert_eq!(signal(&first.sign_in().await), unknown(&own_id(&first.authenticator)));
    }

    // A spent challenge says nothing about passkeys.
    async fn a_replay_is_told_nothing(app: TestApp) {
        let mut stray = with_a_stray_passkey(&app, SMART).await;
        let begun = stray.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let shown = stray.show(&begun);
        assert_ne!(signal(&stray.post("/sign-in/passkey/finish", &shown).await), Value::Null);
        let again = stray.post("/sign-in/passkey/finish", &shown).await;
        again.assert_refused(400, "session_expired");
        assert_eq!(signal(&again), Value::Null);
    }

    // S1-26: no orphan remains in the authenticator, whatever refused it; but what somebody holds is no orphan.
    async fn a_refused_registration_leaves_no_orphan(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let held = own_id(&member.authenticator);

        let mut late = app.program(SMART);
        let taken = late.sign_up("ALICE").await;
        taken.assert_refused(422, "identifier_taken");
        assert_eq!(signal(&taken), unknown(&own_id(&late.authenticator)));
        let mut liar = app.program(SMART);
        liar.authenticator.lie(Lie::Origin("https://evil.example".into()));
        let forged = liar.sign_up("eve").await;
        forged.assert_refused(422, "setup_failed");
        assert_eq!(signal(&forged), unknown(&own_id(&liar.authenticator)));

        let mut copy = app.program(SMART);
        copy.authenticator.lie(Lie::MadeAs(URL_SAFE_NO_PAD.decode(&held).unwrap()));
        let twice = copy.sign_up("carol").await;
        twice.assert_refused(422, "passkey_already_registered");
        assert_eq!(signal(&twice), Value::Null, "alice holds it");
        let mut elsewhere = app.program(OTHER_TENANT);
        elsewhere.sign_up("alice").await.ok();
        elsewhere.authenticator.lie(Lie::MadeAs(URL_SAFE_NO_PAD.decode(&held).unwrap()));
        let other = elsewhere.sign_up("alice").await;
        other.assert_refused(422, "identifier_taken");
        assert_eq!(signal(&other), Value::Null, "another tenant's member holds it");

        let mut classic = app.program(CLASSIC);
        classic.sign_up("alice").await.ok();
        let kept = classic.sign_up("alice").await;
        kept.assert_refused(422, "identifier_taken");
        assert_eq!(signal(&kept), Value::Null);

        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let mut key = Authenticator::new(Setup::security_key());
        let made = key.create(&begun["publicKey"], ORIGIN).unwrap();
        app.advance_seconds(301);
        let stale = member.post("/account/passkeys/finish", &made).await;
        stale.assert_refused(403, "recent_authentication_required");
        assert_eq!(signal(&stale), unknown(&own_id(&key)));
    }

    // A passkey that comes to the wrong door is good at the right one still.
    async fn a_passkey_that_may_still_be_accepted_is_kept(app: TestApp) {
        let mut lost = app.program(SMART);
        let named = json!({ "identifier": "dora" });
        let begun = lost.post("/sign-up/passkey/begin", &named).await.ok();
        let made = lost.make(&begun, &named);
        let refused = lost.at(OTHER_TENANT).post("/sign-up/passkey/finish", &made).await;
        refused.assert_refused(400, "session_expired");
        assert_eq!(signal(&refused), Value::Null);
        lost.at(SMART).post("/sign-up/passkey/finish", &made).await.ok();
    }

    async fn a_refused_set_up_leaves_no_orphan(app: TestApp) {
        let app = app.empty_twin().await;
        let link = async || format!("/setup/{}", domain::setup::issue(&app.app).await.unwrap().token);
        let old = link().await;
        let mut browser = app.browser(&old);
        let asked = json!({ "organisation": "Example Ltd", "identifier": "root" });
        let begun = browser.post("/passkey/begin", &asked).await.ok();
        link().await;
        let made = browser.make(&begun, &asked);
        let refused = browser.post("/passkey/finish", &made).await;
        refused.assert_refused(404, "setup_link_invalid");
        assert_eq!(signal(&refused), unknown(&own_id(&browser.authenticator)));
    }
}
