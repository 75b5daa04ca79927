//! Recovery from the lost passkey to the new one, and what becomes of the old one.

use crate::support::app::{CLASSIC, SMART};
use crate::support::lost::Recovery;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::Method;
use domain::method::Strength;
use domain::policy::{PasskeyRule, PolicyRules};
use serde_json::{Value, json};
use store::user::{self, UserStatus};

/// As far as the step that makes the new passkey.
async fn proved(app: &TestApp, lost: &mut Actor<'_>, (name, address): (&str, &str)) -> Recovery {
    let recovery = Recovery::start(lost, name).await;
    recovery.send(lost, "email_code").await.ok();
    let code = app.code_for(address).await;
    Recovery::of(&recovery.prove(lost, "email_code", &code).await)
}

/// By the passkey of a signed-in member, somewhere else.
async fn elsewhere<'a>(app: &'a TestApp, member: &mut Actor<'_>) -> Actor<'a> {
    let mut other = app.program(&member.base);
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other.sign_in().await.ok();
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other
}

fn passkeys(listed: &Value) -> Vec<(bool, bool)> {
    let passkeys = listed["passkeys"].as_array().unwrap();
    passkeys.iter().map(|row| (row["quarantined"] == true, row["may_delete"] == true)).collect()
}

fn id_of(listed: &Value, index: usize) -> String {
    listed["passkeys"][index]["id"].as_str().unwrap().to_owned()
}

/// Signs in with a code that is sent by mail.
async fn sign_in_by_mail(app: &TestApp, who: &mut Actor<'_>, (name, address): (&str, &str)) -> Answer {
    let started = who.post("/sign-in/start", &json!({ "identifier": name })).await;
    let journey = Recovery::of(&started);
    journey.send(who, "email_code").await.ok();
    let letter = app.letter(address, "sign_in_code").await.unwrap();
    journey.prove(who, "email_code", letter["code"].as_str().unwrap()).await
}

on_both_engines! {
    // S0-18, S2-27, D3 "after recovery": the old passkey opens nothing until it is confirmed, everything else that was open is shut.
    async fn the_old_passkey_is_put_aside_until_it_is_confirmed(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.give_address(SMART, &ada.get("/session").await.ok()["user_id"], "+15550100").await;
        let mut other = elsewhere(&app, &mut ada).await;
        app.advance_seconds(1);
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        ada.get("/session").await.ok();
        let signed_in = held.enrol(&mut lost, json!({ "name": "New" })).await.ok();
        assert_eq!(signed_in["status"], "signed_in");
        for shut in [&mut ada, &mut other] {
            shut.get("/session").await.assert_refused(401, "not_signed_in");
        }
        let listed = lost.get("/account/passkeys").await.ok();
        // Mail opens this door as well, so that none is the last way in (S2-23).
        assert_eq!(passkeys(&listed), [(true, true), (false, true)]);

        let answer = ada.sign_in().await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "passkey_quarantined").await;
        assert!(lost.post("/step-up/passkey/begin", &json!({})).await.ok()["publicKey"]["allowCredentials"].as_array().unwrap().len() == 1);

        let old = id_of(&listed, 0);
        let listed = lost.post(&format!("/account/passkeys/{old}/confirm"), &json!({})).await.ok();
        assert_eq!(passkeys(&listed), [(false, true), (false, true)]);
        lost.post(&format!("/account/passkeys/{old}/confirm"), &json!({})).await.assert_refused(404, "passkey_gone");
        ada.sign_in().await.ok();
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect();
        for kind in ["recovered", "passkey_confirmed", "passkey_added"] {
            assert_eq!(kinds.iter().filter(|found| *found == kind).count(), 1, "{kind}: {kinds:?}");
        }
    }

    async fn in_classic_mode_it_is_not_even_listed(app: TestApp) {
        app.with_recovery(CLASSIC).await;
        let (mut ada, address) = app.reachable(CLASSIC, "ada").await;
        let mut lost = app.program(CLASSIC);
        proved(&app, &mut lost, ("ada", &address)).await.enrol(&mut lost, json!({})).await.ok();
        let old = ada.authenticator.passkeys()[0].credential_id.clone();
        let begun = ada.post("/sign-in/passkey/begin", &json!({ "identifier": "ada" })).await.ok();
        let listed = begun["publicKey"]["allowCredentials"].as_array().unwrap();
        let new = lost.authenticator.passkeys()[0].credential_id.clone();
        let ids: Vec<_> = listed.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        let text = |id: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, id);
        assert_eq!(ids, [text(&new)]);
        assert_ne!(text(&old), text(&new));
    }

    // "On request": the member may stay signed in where they are.
    async fn other_sessions_stay_where_the_member_wants_it(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        held.enrol(&mut lost, json!({ "end_other_sessions": false })).await.ok();
        ada.get("/session").await.ok();
        lost.get("/session").await.ok();
    }

    // S1-27: no limit is asked before the old ones are put aside.
    async fn a_recovery_has_room_at_the_limit(app: TestApp) {
        app.with_recovery(SMART).await;
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        held.enrol(&mut lost, json!({})).await.ok();
        lost.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "passkey_limit_reached");
    }

    async fn a_ticket_that_comes_back_opens_nothing(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        held.enrol(&mut lost, json!({})).await.ok();
        lost.token = None;
        held.enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");
    }

    async fn of_two_recoveries_at_once_one_comes_to_its_end(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        let mut first = app.program(SMART);
        let mut second = app.program(SMART);
        let by_mail = proved(&app, &mut first, ("ada", &address)).await;
        let recovery = Recovery::start(&mut second, "ada").await;
        let by_code = Recovery::of(&recovery.prove(&mut second, "recovery_code", codes[0].as_str().unwrap()).await);
        let mut made = Vec::new();
        for (who, held) in [(&mut first, &by_mail), (&mut second, &by_code)] {
            let begun = who.post(&held.path("enrol/begin"), &held.with(json!({}))).await.ok();
            made.push((held.path("enrol/finish"), who.make(&begun, &held.with(json!({})))));
        }
        let (one, two) = (&made[0], &made[1]);
        let (a, b) = tokio::join!(first.post(&one.0, &one.1), second.post(&two.0, &two.1));
        assert_eq!([&a, &b].iter().filter(|answer| answer.status.is_success()).count(), 1, "{a:?} {b:?}");
        let winner = if a.status.is_success() { &mut first } else { &mut second };
        let listed = winner.get("/account/passkeys").await.ok();
        assert_eq!(passkeys(&listed).iter().filter(|(aside, _)| !aside).count(), 1, "{listed}");
    }

    async fn what_was_sent_before_is_void(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        let mut thief = app.program(SMART);
        let asked = Recovery::start(&mut thief, "ada").await;
        asked.send(&mut thief, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        let held = Recovery::of(&recovery.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await);
        held.enrol(&mut lost, json!({})).await.ok();
        asked.prove(&mut thief, "email_code", &code).await.assert_refused(401, "proof_wrong");
    }

    // A suspended member does not come back by recovering.
    async fn a_disabled_member_recovers_nothing(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        let user = ada.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        app.store.write("disable", move |tx| user::set_status(tx, pool, user, UserStatus::Disabled)).await.unwrap();
        held.enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");
        let again = Recovery::start(&mut lost, "ada").await;
        again.prove(&mut lost, "recovery_code", codes[1].as_str().unwrap()).await.assert_refused(401, "proof_wrong");
        again.send(&mut lost, "email_code").await.ok();
        let codes = app.letters().await.into_iter().filter(|letter| letter["to"] == address.as_str());
        let sent = codes.filter(|letter| letter["kind"] == "recovery_code").count();
        assert_eq!(sent, 1, "only the code from before");
    }

    async fn at_another_door_there_is_no_such_journey(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let held = proved(&app, &mut lost, ("ada", &address)).await;
        lost.at("/platform/smart");
        held.enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");
    }

    // Nothing shows whether anybody has the name; without one there is nothing to begin.
    async fn unknown_names_begin_alike(app: TestApp) {
        app.with_recovery(SMART).await;
        app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let shape = |answer: &Answer| {
            let body = answer.ok();
            (body["step"].clone(), body["methods"].clone(), body.as_object().unwrap().len())
        };
        let known = lost.post("/recovery/start", &json!({ "identifier": "ada" })).await;
        let unknown = lost.post("/recovery/start", &json!({ "identifier": "eve" })).await;
        assert_eq!(shape(&known), shape(&unknown));
        lost.post("/recovery/start", &json!({})).await.assert_refused(400, "identifier_missing");
        let nobody = Recovery::of(&unknown);
        nobody.send(&mut lost, "email_code").await.ok();
        nobody.prove(&mut lost, "email_code", "000000").await.assert_refused(401, "proof_wrong");
    }

    // NIST 4.2: where nothing but a passkey signs in, a mailbox alone recovers nothing (row "Lost passkey").
    async fn where_a_passkey_is_required_a_code_on_paper_is_needed_besides(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        app.set(SMART, |settings| {
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
        }).await;
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let second = recovery.prove(&mut lost, "email_code", &code).await;
        assert_eq!(second.ok()["step"], "second");
        let second = Recovery::of(&second);
        second.enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");
        let held = Recovery::of(&second.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await);
        held.enrol(&mut lost, json!({})).await.ok();
    }

    // A portal, where a sign-in begins with the password: whoever forgot it has a new one afterwards, and comes in with it.
    async fn a_forgotten_password_is_replaced_where_passkeys_are_second_factors(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::Password];
            settings.methods.recovery = vec![Method::RecoveryCode, Method::EmailCode];
        })
        .await;
        ada.put("/account/password", &json!({ "password": "seventeen purple otters" })).await.ok();
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = vec![Method::Passkey, Method::RecoveryCode];
            settings.policy = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
        })
        .await;
        let mut lost = app.program(SMART);
        let second = proved(&app, &mut lost, ("ada", &address)).await;
        let held = second.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await;
        assert_eq!((&held.ok()["held"], &held.ok()["methods"]), (&json!("new_password"), &json!(["password"])));
        let held = Recovery::of(&held);
        let body = held.with(json!({ "value": "nineteen yellow herons" }));
        assert_eq!(lost.post(&held.path("password"), &body).await.ok()["status"], "signed_in");
        // Tomorrow.
        let mut again = app.program(SMART);
        let begun = Recovery::of(&again.post("/sign-in/start", &json!({ "identifier": "ada" })).await);
        let second = begun.prove(&mut again, "password", "nineteen yellow herons").await;
        assert_eq!(second.ok()["step"], "second");
        let came = Recovery::of(&second).prove(&mut again, "recovery_code", codes[1].as_str().unwrap()).await;
        assert_eq!(came.ok()["status"], "signed_in");
    }

    // Whoever reads both channels that carried codes is not the only one who hears of it.
    async fn what_carried_a_code_is_told_of_nothing(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let id = ada.get("/session").await.ok()["user_id"].clone();
        app.give_address(SMART, &id, "+15550100").await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::Password];
            settings.methods.recovery = vec![Method::EmailCode, Method::SmsCode];
            settings.policy = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
        })
        .await;
        let mut lost = app.program(SMART);
        let second = proved(&app, &mut lost, ("ada", &address)).await;
        second.send(&mut lost, "sms_code").await.ok();
        let code = app.code_for("+15550100").await;
        let held = Recovery::of(&second.prove(&mut lost, "sms_code", &code).await);
        held.enrol(&mut lost, json!({})).await.ok();
        assert!(app.letters().await.iter().all(|letter| letter["kind"] != "recovered"));
        let session = lost.get("/session").await.ok();
        assert_eq!(session["notices"][0]["kind"], "recovered");
        assert_eq!(session["notices"][0]["may_dismiss"], false, "sensitive changes wait");
    }

    // Where there are no passkeys, a recovery ends in a new password.
    async fn without_passkeys_it_ends_in_a_new_password(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        ada.put("/account/password", &json!({ "password": "seventeen purple otters" })).await.ok();
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = Vec::new();
            settings.methods.recovery = vec![Method::EmailCode];
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Off), ..PolicyRules::default() };
        }).await;
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let held = recovery.prove(&mut lost, "email_code", &code).await;
        assert_eq!(held.ok()["held"], "new_password");
        let held = Recovery::of(&held);
        let weak = lost.post(&held.path("password"), &held.with(json!({ "value": "short" }))).await;
        weak.assert_refused(422, "password_too_short");
        held.enrol(&mut lost, json!({})).await.assert_refused(400, "session_expired");
        let body = held.with(json!({ "value": "nineteen yellow herons" }));
        lost.post(&held.path("password"), &body).await.ok();
        lost.get("/session").await.ok();
        ada.get("/session").await.assert_refused(401, "not_signed_in");
        lost.post(&held.path("password"), &body).await.assert_refused(400, "session_expired");
        for (password, status) in [("seventeen purple otters", 401), ("nineteen yellow herons", 200)] {
            let mut someone = app.program(SMART);
            let started = Recovery::of(&someone.post("/sign-in/start", &json!({ "identifier": "ada" })).await);
            assert_eq!(started.prove(&mut someone, "password", password).await.status.as_u16(), status, "{password}");
        }
    }

    // S2-27, S2-28: whoever sits at a browser that makes no passkeys is not left outside where a password is enough.
    async fn a_new_password_will_do_where_one_signs_in_by_itself(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::Password];
            settings.methods.recovery = vec![Method::RecoveryCode, Method::EmailCode];
        }).await;
        ada.put("/account/password", &json!({ "password": "seventeen purple otters" })).await.ok();
        let mut lost = app.browser(SMART);
        let begun = lost.post("/recovery/start", &json!({ "identifier": "ada" })).await;
        let recovery = Recovery::of(&begun);
        // The mailbox is nearer than the sheet with the codes.
        let page = lost.open(&format!("/journey/{}", recovery.journey)).await;
        assert!(page.text.contains("We send a code to your email address."), "{}", page.text);
        recovery.send(&mut lost, "email_code").await.ok();
        let held = recovery.prove(&mut lost, "email_code", &app.code_for(&address).await).await;
        assert_eq!((&held.ok()["held"], &held.ok()["methods"]), (&json!("recovery"), &json!(["passkey", "password"])));
        let page = lost.open(&format!("/journey/{}", recovery.journey)).await;
        assert!(page.text.contains("?method=password\" data-way=\"password\">Choose a new password</a>"), "{}", page.text);
        let page = lost.open(&format!("/journey/{}?method=password", recovery.journey)).await;
        assert!(page.text.contains("At least 15 characters"), "{}", page.text);
        // A short one is told of where it was typed.
        let form = lost.request(axum::http::Method::POST, &format!("{}?method=password", recovery.path("password")));
        let form = form.header("content-type", "application/x-www-form-urlencoded").body("value=short".into()).unwrap();
        let refused = lost.send(form).await;
        let back = refused.header("location").strip_prefix(SMART).unwrap().to_owned();
        let page = lost.open(&back).await.text;
        assert!(page.contains("autocomplete=\"new-password\"") && page.contains("id=\"problem\""), "{back}: {page}");
        let body = recovery.with(json!({ "value": "nineteen yellow herons" }));
        lost.post(&recovery.path("password"), &body).await.ok();
        // All that a recovery does, it has done: the passkey waits for a word of its owner.
        assert_eq!(passkeys(&lost.get("/account/passkeys").await.ok()), [(true, false)]);
        ada.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // The row "Lost passkey", S0-23: an email sign-in of the last five minutes opens "replace" and nothing else.
    async fn an_email_sign_in_replaces_and_does_nothing_else(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.give_address(SMART, &ada.get("/session").await.ok()["user_id"], "+15550100").await;
        let mut lost = app.program(SMART);
        sign_in_by_mail(&app, &mut lost, ("ada", &address)).await.ok();
        let old = id_of(&lost.get("/account/passkeys").await.ok(), 0);
        let sensitive = "recent_authentication_required";
        lost.post("/account/passkeys/begin", &json!({})).await.assert_refused(403, sensitive);
        app.advance_seconds(301);
        lost.post("/account/passkeys/replace", &json!({})).await.assert_refused(403, sensitive);

        sign_in_by_mail(&app, &mut lost, ("ada", &address)).await.ok();
        app.advance_seconds(299);
        let listed = lost.post("/account/passkeys/replace", &json!({})).await.ok();
        assert_eq!(passkeys(&listed), [(true, true)]);
        ada.get("/session").await.assert_refused(401, "not_signed_in");
        assert!(app.letter("+15550100", "factor_changed").await.is_some());
        // Not even now: what was put aside is still a passkey that the mailbox does not stand for.
        for (answer, what) in [
            (lost.post(&format!("/account/passkeys/{old}/confirm"), &json!({})).await, "confirm"),
            (lost.delete(&format!("/account/passkeys/{old}")).await, "remove"),
            (lost.post("/account/recovery-codes", &json!({})).await, "draw"),
        ] {
            assert_eq!(answer.refusal(), (403, sensitive.to_owned()), "{what}");
        }
        let listed = lost.enrol("/account/passkeys", &json!({ "name": "New" })).await.ok();
        assert_eq!(passkeys(&listed), [(true, true), (false, true)]);
        lost.step_up().await.ok();
        assert_eq!(passkeys(&lost.delete(&format!("/account/passkeys/{old}")).await.ok()), [(false, true)]);
    }

    async fn where_a_passkey_is_required_mail_alone_replaces_nothing(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        sign_in_by_mail(&app, &mut lost, ("ada", &address)).await.ok();
        app.set(SMART, |settings| {
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
        }).await;
        let answer = lost.post("/account/passkeys/replace", &json!({})).await;
        answer.assert_refused(403, "recent_authentication_required");
    }

    // S2-30, row "Lost or new device": the old one at once, then the new one, then the old one goes.
    async fn whoever_has_another_device_puts_the_lost_one_aside(app: TestApp) {
        let (mut ada, _) = app.reachable(SMART, "ada").await;
        let phone = std::mem::replace(&mut ada.authenticator, Authenticator::new(Setup::security_key()));
        app.advance_seconds(1);
        ada.enrol("/account/passkeys", &json!({ "name": "Key" })).await.ok();
        ada.sign_in().await.ok();
        app.advance_seconds(301);
        ada.post("/account/passkeys/replace", &json!({})).await.assert_refused(403, "recent_authentication_required");
        ada.step_up().await.ok();
        let listed = ada.post("/account/passkeys/replace", &json!({})).await.ok();
        assert_eq!(passkeys(&listed), [(true, true), (false, false)], "the key at hand stays");
        let key = std::mem::replace(&mut ada.authenticator, phone);
        let mut thief = app.program(SMART);
        std::mem::swap(&mut thief.authenticator, &mut ada.authenticator);
        thief.sign_in().await.assert_refused(401, "verification_failed");
        ada.authenticator = key;
        ada.sign_in().await.ok();
    }

    // The passkey at hand is all that there is: nothing was lost, so nobody is told so or held.
    async fn nothing_is_put_aside_where_nothing_else_is(app: TestApp) {
        let (mut ada, _) = app.reachable(SMART, "ada").await;
        let before = app.kinds_done(SMART).await.len();
        let listed = ada.post("/account/passkeys/replace", &json!({})).await.ok();
        assert_eq!((&listed["passkeys"][0]["quarantined"], app.kinds_done(SMART).await.len()), (&json!(false), before));
        assert_eq!(ada.get("/session").await.ok()["notices"].as_array().map_or(0, Vec::len), 0);
    }

    // D3: nobody could be told, so nothing is taken away for a day; adding is no such thing, and the notice cannot be hidden.
    async fn a_hold_ends_after_a_day(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        ada.post("/account/recovery-codes", &json!({})).await.ok();
        let mut lost = app.program(SMART);
        proved(&app, &mut lost, ("ada", &address)).await.enrol(&mut lost, json!({})).await.ok();
        // Other codes would void those that the true holder has on paper.
        lost.post("/account/recovery-codes", &json!({})).await.assert_refused(403, "account_held");
        lost.post("/account/passkeys/replace", &json!({})).await.assert_refused(403, "account_held");
        let notice = lost.get("/session").await.ok()["notices"][0].clone();
        let seen = format!("/account/notices/{}/seen", notice["id"].as_str().unwrap());
        let old = format!("/account/passkeys/{}", id_of(&lost.get("/account/passkeys").await.ok(), 0));
        lost.delete(&old).await.assert_refused(403, "account_held");
        // What waits has no button, and says why.
        let listed = lost.get("/account/passkeys").await.ok();
        let row = &listed["passkeys"][0];
        assert_eq!((&row["may_delete"], &row["kept_because"]), (&json!(false), &json!("account_held")));
        assert_eq!(listed["may_replace"], false);
        let page = lost.get("/account/security/new-device").await.text;
        assert!(page.contains("Until a day has passed") && !page.contains("data-call=\"POST /account/passkeys/replace"));
        lost.post(&seen, &json!({})).await.assert_refused(403, "account_held");
        let new = std::mem::replace(&mut lost.authenticator, Authenticator::new(Setup::security_key()));
        lost.enrol("/account/passkeys", &json!({})).await.ok();
        lost.authenticator = new;

        app.advance_seconds(24 * 3_600 - 1);
        lost.sign_in().await.ok();
        lost.delete(&old).await.assert_refused(403, "account_held");
        app.advance_seconds(1);
        assert_eq!(lost.get("/session").await.ok()["notices"][0]["may_dismiss"], true);
        lost.post(&seen, &json!({})).await.ok();
        assert_eq!(lost.get("/session").await.ok()["notices"], json!([]));
        lost.post(&seen, &json!({})).await.assert_refused(404, "notice_gone");
        lost.delete(&old).await.ok();
    }

    // S2-27: from the sign-in page and from every failure page at a door.
    async fn pages_lead_to_the_recovery(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut browser = app.browser(SMART);
        let link = "href=\"/demo/community/recovery\"";
        assert!(browser.open("/sign-in").await.text.contains(link));
        assert!(browser.open("/journey/018bcfe5-6801-7000-8000-000000000000").await.text.contains(link));
        assert!(browser.open("/recovery").await.text.contains("Trouble signing in?"));
        // Also in the middle of a sign-in.
        let going = browser.post("/sign-in/start", &json!({ "identifier": "ada" })).await.ok();
        let page = browser.open(&format!("/journey/{}", going["journey"].as_str().unwrap())).await;
        assert!(page.status == 200 && page.text.contains(link), "{}", page.text);

        let form = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let mut went = Vec::new();
        for (path, text) in [form("/recovery/start", "identifier=ada"), form("/recovery/start", "identifier=")] {
            let request = browser.request(axum::http::Method::POST, &path);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = browser.send(request.body(text.into()).unwrap()).await;
            assert_eq!(answer.status, 303, "{}", answer.text);
            went.push(answer.header("location").to_owned());
        }
        assert!(went[0].contains("/journey/"), "{went:?}");
        assert!(went[1].starts_with("/demo/community/recovery?problem=identifier_missing"), "{went:?}");
        let page = browser.open(went[0].strip_prefix(SMART).unwrap()).await;
        assert!(page.text.contains("Trouble signing in?") && page.text.contains("Recovery code"), "{}", page.text);
        assert!(!page.text.contains(&address));
    }
}
