//! A member's own addresses: added by a code to the new one, given up by a code to the old one (ASVS 6.3.7, 7.5.1; S3c-11).

use crate::support::app::{CLASSIC, SMART};
use crate::support::lost::Recovery;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use domain::settings::PoolSettings;
use serde_json::{Value, json};
use store::id::UserId;
use store::linked_account::{self, LinkedAccount};

const PATH: &str = "/account/addresses";
const OLD: &str = "old@example.com";
const NEW: &str = "new@example.com";
const PASSWORD: &str = "bobsled over the rainbow hill";

async fn alice(app: &TestApp) -> Actor<'_> {
    let mut browser = app.browser(SMART);
    browser.sign_up("alice").await.ok();
    browser
}

async fn ask(actor: &mut Actor<'_>, address: &str) {
    // No address is written to twice a minute.
    actor.app.advance_seconds(61);
    actor.post(PATH, &json!({ "address": address })).await.ok();
}

async fn add(actor: &mut Actor<'_>, address: &str) -> Value {
    ask(actor, address).await;
    let code = actor.app.code(address).await;
    actor.post("/account/addresses/verify", &json!({ "address": address, "code": code })).await.ok()
}

fn id_of(list: &Value, address: &str) -> String {
    let found = list["addresses"].as_array().unwrap().iter().find(|row| row["address"] == address);
    found.unwrap_or_else(|| panic!("{list}"))["id"].as_str().unwrap().to_owned()
}

on_both_engines! {
    // S3c-11: changing an address is adding the new and giving up the old, each proved; everybody else hears of it.
    async fn an_address_is_changed_with_proof_of_both(app: TestApp) {
        let mut member = alice(&app).await;
        let list = add(&mut member, OLD).await;
        let mut other = app.browser(SMART);
        std::mem::swap(&mut other.authenticator, &mut member.authenticator);
        other.sign_in().await.ok();
        let list = { assert_eq!(list["addresses"][0]["verified"], true); add(&mut member, NEW).await };
        other.get("/session").await.assert_refused(401, "not_signed_in");
        let told = app.mail(OLD).await[0].clone();
        assert_eq!(told["kind"], "address_changed");
        assert!(app.mail(NEW).await.iter().all(|mail| mail["kind"] != "address_changed"));

        let path = format!("{PATH}/{}", id_of(&list, OLD));
        app.advance_seconds(61);
        assert_eq!(member.delete_with(&path, &json!({})).await.status, 202);
        member.delete_with(&path, &json!({ "code": "000000" })).await.assert_refused(401, "code_wrong");
        // The new one's code does not give the old one up.
        app.advance_seconds(61);
        member.post(PATH, &json!({ "address": NEW })).await.ok();
        let code = app.code(NEW).await;
        member.delete_with(&path, &json!({ "code": code })).await.assert_refused(401, "code_wrong");
        let code = app.mail(OLD).await[0]["code"].as_str().unwrap().to_owned();
        let left = member.delete_with(&path, &json!({ "code": code })).await.ok();
        assert_eq!(left["addresses"].as_array().unwrap().len(), 1);
        assert_eq!(app.holder(SMART, OLD).await, None);
        member.delete_with(&path, &json!({ "code": code })).await.assert_refused(404, "address_gone");
        let done = app.kinds_done(SMART).await;
        assert!(done.contains(&"address_added".to_owned()) && done.contains(&"address_removed".to_owned()));
    }

    // S0-27, ASVS 7.5.1
    async fn every_change_needs_a_fresh_proof(app: TestApp) {
        let mut member = alice(&app).await;
        let list = add(&mut member, OLD).await;
        let path = format!("{PATH}/{}", id_of(&list, OLD));
        app.advance_seconds(301);
        member.get(PATH).await.ok();
        member.post(PATH, &json!({ "address": NEW })).await.assert_refused(403, "recent_authentication_required");
        let body = json!({ "address": NEW, "code": "123456" });
        member.post("/account/addresses/verify", &body).await.assert_refused(403, "recent_authentication_required");
        member.delete_with(&path, &json!({})).await.assert_refused(403, "recent_authentication_required");
        member.step_up().await.ok();
        member.post(PATH, &json!({ "address": NEW })).await.ok();
    }

    // ASVS 6.6.3: each code bears five tries, whatever was typed at others.
    async fn a_code_bears_five_tries(app: TestApp) {
        let mut member = alice(&app).await;
        ask(&mut member, NEW).await;
        let (wrong, late) = (json!({ "address": NEW, "code": "no code" }), json!({ "address": NEW, "code": app.code(NEW).await }));
        for _ in 0..5 {
            member.post("/account/addresses/verify", &wrong).await.assert_refused(401, "code_wrong");
        }
        member.post("/account/addresses/verify", &late).await.assert_refused(401, "code_wrong");
        ask(&mut member, NEW).await;
        member.post("/account/addresses/verify", &wrong).await.assert_refused(401, "code_wrong");
        let body = json!({ "address": NEW, "code": app.code(NEW).await });
        member.post("/account/addresses/verify", &body).await.ok();
    }

    // Whoever proves again while the code is on its way has another session, and is still the one who asked.
    async fn a_code_outlives_a_step_up(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let mut member = alice(&app).await;
        member.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
        for (address, by_password) in [(OLD, false), (NEW, true)] {
            ask(&mut member, address).await;
            app.advance_seconds(301);
            let body = json!({ "address": address, "code": app.code(address).await });
            member.post("/account/addresses/verify", &body).await.assert_refused(403, "recent_authentication_required");
            if by_password {
                let shown = json!({ "method": "password", "value": "bobsled over the rainbow hill" });
                member.post("/step-up/prove", &shown).await.ok();
            } else {
                member.step_up().await.ok();
            }
            member.post("/account/addresses/verify", &body).await.ok();
        }
    }

    // WebAuthn 14.6.2: whose an address is shows to nobody but its holder.
    async fn an_address_of_somebody_else_is_answered_alike(app: TestApp) {
        let mut holder = alice(&app).await;
        add(&mut holder, OLD).await;
        let mut eve = app.browser(SMART);
        eve.sign_up("eve").await.ok();
        app.advance_seconds(61);
        let taken = eve.post(PATH, &json!({ "address": OLD })).await;
        let free = eve.post(PATH, &json!({ "address": NEW })).await;
        assert_eq!((taken.status, &taken.text), (free.status, &free.text));
        assert_eq!(app.mail(OLD).await[0]["kind"], "already_a_member");
        let body = json!({ "address": OLD, "code": "123456" });
        eve.post("/account/addresses/verify", &body).await.assert_refused(401, "code_wrong");
        // Her code for one address proves no other.
        let code = app.code(NEW).await;
        let body = json!({ "address": "third@example.com", "code": code });
        eve.post("/account/addresses/verify", &body).await.assert_refused(401, "code_wrong");
    }

    async fn a_code_is_for_its_session_and_its_purpose(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut member = alice(&app).await;
        ask(&mut member, NEW).await;
        let code = app.code(NEW).await;
        let mut eve = app.browser(SMART);
        eve.sign_up("eve").await.ok();
        let body = json!({ "address": NEW, "code": code });
        eve.post("/account/addresses/verify", &body).await.assert_refused(401, "code_wrong");
        // One that was sent for a sign-up.
        app.advance_seconds(61);
        let mut stranger = app.browser(SMART);
        stranger.post("/sign-up/start", &json!({ "identifier": NEW })).await.ok();
        let other = json!({ "address": NEW, "code": app.code(NEW).await });
        eve.post("/account/addresses/verify", &other).await.assert_refused(401, "code_wrong");
        member.post("/account/addresses/verify", &body).await.ok();
        // Once.
        member.post("/account/addresses/verify", &body).await.assert_refused(401, "code_wrong");
        // Another tenant's member is nobody here.
        let mut there = app.browser(CLASSIC);
        there.sign_up("alice").await.ok();
        assert_eq!(there.get(PATH).await.ok()["addresses"], json!([]));
    }

    // S3-23: nothing goes that a way in or the recovery rests on.
    async fn the_last_one_that_something_rests_on_stays(app: TestApp) {
        let mut member = alice(&app).await;
        let list = add(&mut member, OLD).await;
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::EmailCode]).await;
        assert_eq!(member.get(PATH).await.ok()["addresses"][0]["may_delete"], false);
        let path = format!("{PATH}/{}", id_of(&list, OLD));
        app.advance_seconds(61);
        // Nor is a code sent for it.
        let sent = app.mail(OLD).await.len();
        member.delete_with(&path, &json!({})).await.assert_refused(403, "last_way_in");
        assert_eq!(app.mail(OLD).await.len(), sent);
        let list = add(&mut member, NEW).await;
        assert!(list["addresses"].as_array().unwrap().iter().all(|row| row["may_delete"] == true), "{list}");
    }

    // The first proof of an address that was put there by somebody else removes what was made before, except what its holder names.
    async fn the_first_proof_removes_what_was_there(app: TestApp) {
        let mut member = alice(&app).await;
        let id = member.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, OLD).await;
        let kept = member.get("/account/passkeys").await.ok()["passkeys"][0]["id"].clone();
        let mut attacker = app.browser(SMART);
        std::mem::swap(&mut attacker.authenticator, &mut member.authenticator);
        attacker.sign_in().await.ok();
        std::mem::swap(&mut attacker.authenticator, &mut member.authenticator);
        // A second passkey, which nobody will name.
        std::mem::swap(&mut attacker.cookies, &mut member.cookies);
        attacker.enrol("/account/passkeys", &json!({ "name": "planted" })).await.ok();
        std::mem::swap(&mut attacker.cookies, &mut member.cookies);

        ask(&mut member, OLD).await;
        let body = json!({ "address": OLD, "code": app.code(OLD).await, "keep": [kept] });
        member.post("/account/addresses/verify", &body).await.ok();
        let left = member.get("/account/passkeys").await.ok();
        let ids: Vec<_> = left["passkeys"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, [kept]);
        attacker.get("/session").await.assert_refused(401, "not_signed_in");
        attacker.cookies.clear();
        assert_eq!(attacker.sign_in().await.status, 401);
        assert!(app.kinds_done(SMART).await.contains(&"factors_cleared".to_owned()));
        // Nothing is removed the next time: it is no first proof any more.
        member.step_up().await.ok();
        add(&mut member, NEW).await;
        assert_eq!(member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
    }

    // Whatever else there is can be confirmed, too; and whoever would shut themselves out with it is told so.
    async fn its_holder_confirms_each_thing(app: TestApp) {
        let mut member = alice(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::Password];
            settings.methods.second = Vec::new();
            settings.methods.recovery = vec![Method::RecoveryCode];
        })
        .await;
        let user_id: UserId = member.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        member.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
        member.post("/account/recovery-codes", &json!({})).await.ok();
        let pool_id = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        for subject in ["hers", "planted"] {
            let (issuer, subject) = ("https://provider.example".to_owned(), subject.to_owned());
            let link = LinkedAccount { pool_id, issuer, subject, user_id, email: None, linked_at: app.app.now() };
            assert!(app.store.write("link", move |tx| linked_account::insert(tx, &link)).await.unwrap());
        }
        app.give_unproved(SMART, user_id, OLD).await;
        let links = member.get("/account/linked-accounts").await.ok()["accounts"].clone();
        for (keep, is_enough) in [(json!([links[0]["id"]]), false), (json!(["password", links[0]["id"]]), true)] {
            ask(&mut member, OLD).await;
            let body = json!({ "address": OLD, "code": app.code(OLD).await, "keep": keep });
            let answer = member.post("/account/addresses/verify", &body).await;
            let links_left = member.get("/account/linked-accounts").await.ok()["accounts"].as_array().unwrap().len();
            let passkeys = member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len();
            let has_codes = member.get("/account/recovery-codes").await.ok()["left"] != 0;
            if is_enough {
                answer.ok();
                assert_eq!((links_left, passkeys, has_codes), (1, 0, false));
            } else {
                answer.assert_refused(403, "last_way_in");
                assert_eq!((links_left, passkeys, has_codes), (2, 1, true));
            }
        }
        assert_eq!(member.get("/account/linked-accounts").await.ok()["accounts"][0]["id"], links[0]["id"]);
        let mut fresh = app.program(SMART);
        let journey = Recovery::of(&fresh.post("/sign-in/start", &json!({ "identifier": "alice" })).await);
        assert_eq!(journey.prove(&mut fresh, "password", PASSWORD).await.ok()["status"], "signed_in");
    }

    // An address that stands unproved on another account is whoever's who reads it.
    async fn an_unproved_address_of_another_account_is_free(app: TestApp) {
        let mut squatter = app.browser(SMART);
        let id = squatter.sign_up("squatter").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, NEW).await;
        let mut member = alice(&app).await;
        add(&mut member, NEW).await;
        assert_eq!(squatter.get(PATH).await.ok()["addresses"], json!([]));
        assert_ne!(app.holder(SMART, NEW).await.unwrap().0, id);
    }

    // A refusal costs no code: what was wrong can be put right, and the same code be typed again.
    async fn a_refused_change_leaves_its_code_good(app: TestApp) {
        let mut member = alice(&app).await;
        let kept = member.get("/account/passkeys").await.ok()["passkeys"][0]["id"].clone();
        let id = member.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, OLD).await;
        ask(&mut member, OLD).await;
        let typed = |keep: Value, code: &str| json!({ "address": OLD, "code": code, "keep": keep });
        let code = app.code(OLD).await;
        // Whoever names nothing would shut themselves out.
        for _ in 0..2 {
            let answer = member.post("/account/addresses/verify", &typed(json!([]), &code)).await;
            answer.assert_refused(403, "last_way_in");
        }
        member.post("/account/addresses/verify", &typed(json!([kept]), &code)).await.ok();
        member.post("/account/addresses/verify", &typed(json!([kept]), &code)).await.assert_refused(401, "code_wrong");

        // The same where one is given up: it stays as long as a way in rests on it.
        let path = format!("{PATH}/{}", id_of(&member.get(PATH).await.ok(), OLD));
        let by_mail = |takes: bool| if takes { vec![Method::Passkey, Method::EmailCode] } else { vec![Method::Passkey] };
        let mails = async |takes: bool| {
            let set = |settings: &mut PoolSettings| {
                settings.methods.first = by_mail(takes);
                settings.methods.recovery = vec![Method::RecoveryCode];
            };
            app.set(SMART, set).await;
        };
        mails(false).await;
        app.advance_seconds(61);
        assert_eq!(member.delete_with(&path, &json!({})).await.status, 202);
        let code = app.code(OLD).await;
        mails(true).await;
        member.delete_with(&path, &json!({ "code": code })).await.assert_refused(403, "last_way_in");
        mails(false).await;
        member.delete_with(&path, &json!({ "code": code })).await.ok();
    }

    // ASVS 6.6.3: where the change would be refused anyway, nobody guesses more often.
    async fn a_change_that_is_refused_lends_no_further_tries(app: TestApp) {
        let mut member = alice(&app).await;
        let id = member.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, OLD).await;
        ask(&mut member, OLD).await;
        let typed = |code: &str| json!({ "address": OLD, "code": code, "keep": [] });
        let code = app.code(OLD).await;
        for _ in 0..4 {
            member.post("/account/addresses/verify", &typed("no code")).await.assert_refused(401, "code_wrong");
        }
        // The right one is no guess.
        member.post("/account/addresses/verify", &typed(&code)).await.assert_refused(403, "last_way_in");
        member.post("/account/addresses/verify", &typed("no code")).await.assert_refused(401, "code_wrong");
        let late = member.post("/account/addresses/verify", &typed(&code)).await;
        late.assert_refused(401, "code_wrong");
    }
}
