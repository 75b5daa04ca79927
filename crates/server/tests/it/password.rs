//! A member's own password: the rules, who may change it, and what a change ends. Signing in with it is in the tests of sign-in.

use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use axum::http::Method as Verb;
use domain::Method;
use domain::method::Strength;
use domain::settings::LastPasskeyGuard;
use serde_json::{Value, json};
use store::password::Password;

const PATH: &str = "/account/password";
const GOOD: &str = "bobsled over the rainbow hill";
const BETTER: &str = "eleven quiet tractors in may";

/// Passwords beside passkeys.
async fn allow(app: &TestApp) {
    app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
}

async fn alice(app: &TestApp) -> Actor<'_> {
    let mut member = app.program(SMART);
    member.sign_up("alice").await.ok();
    member
}

/// The same member on another device.
async fn elsewhere<'a>(app: &'a TestApp, member: &mut Actor<'_>) -> Actor<'a> {
    let mut other = app.program(SMART);
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other.sign_in().await.ok();
    std::mem::swap(&mut other.authenticator, &mut member.authenticator);
    other
}

async fn put(member: &mut Actor<'_>, password: &str) -> Answer {
    member.put(PATH, &json!({ "password": password })).await
}

async fn stored(app: &TestApp, member: &mut Actor<'_>) -> Option<Password> {
    let user = member.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
    let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
    app.store.read("stored", move |tx| store::password::find(tx, pool, user)).await.unwrap()
}

/// Two changes at the same moment.
async fn put_both(app: &TestApp, [first, second]: [(&Actor<'_>, &str); 2]) -> [Answer; 2] {
    let send = |(actor, password): (&Actor<'_>, &str)| {
        let request = actor.request(Verb::PUT, PATH).header("content-type", "application/json");
        app.send(request.body(json!({ "password": password }).to_string().into()).unwrap())
    };
    tokio::join!(send(first), send(second)).into()
}

async fn done(app: &TestApp) -> Vec<String> {
    app.audit(SMART).await.into_iter().filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect()
}

on_both_engines! {
    // S2-17: passwords are there only where somebody has said so.
    async fn off_where_the_pool_does_not_list_them(app: TestApp) {
        let mut member = alice(&app).await;
        member.get(PATH).await.assert_refused(403, "method_not_allowed_here");
        for answer in [put(&mut member, GOOD).await, member.delete(PATH).await] {
            answer.assert_refused(403, "method_not_allowed_here");
            app.assert_refused(SMART, &answer, "method_not_allowed_here").await;
        }
        assert!(stored(&app, &mut member).await.is_none());
        // Beside another factor is enough.
        app.set(SMART, |settings| settings.methods.second = vec![Method::Password]).await;
        member.get(PATH).await.ok();
    }

    async fn is_set_changed_and_removed(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        let rules = json!({ "least_characters": 15, "most_characters": 128 });
        let shown = |is_set: bool, changed_at: Value| {
            let mut view = rules.clone();
            view["is_set"] = json!(is_set);
            view["may_remove"] = json!(is_set);
            view["changed_at"] = changed_at;
            view
        };
        assert_eq!(member.get(PATH).await.ok(), shown(false, Value::Null));

        app.advance_seconds(10);
        let set = put(&mut member, GOOD).await.ok();
        assert_eq!(set, shown(true, set["changed_at"].clone()));
        let first = stored(&app, &mut member).await.unwrap();
        assert!(first.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", first.hash);

        app.advance_seconds(10);
        let changed = put(&mut member, BETTER).await.ok();
        assert_ne!(changed["changed_at"], set["changed_at"]);
        assert_ne!(stored(&app, &mut member).await.unwrap().hash, first.hash);
        assert_eq!(member.get(PATH).await.ok(), changed);

        app.advance_seconds(10);
        assert_eq!(member.delete(PATH).await.ok(), shown(false, Value::Null));
        assert!(stored(&app, &mut member).await.is_none());
        let again = member.delete(PATH).await;
        again.assert_refused(404, "password_not_set");
        app.assert_refused(SMART, &again, "password_not_set").await;
        assert_eq!(done(&app).await, ["password_removed", "password_changed", "password_set", "sign_up"]);
        for secret in [GOOD, BETTER, "$argon2id$"] {
            assert!(!app.log.text().contains(secret), "{secret} is in the log");
        }
    }

    // S2-3: passkeys are additional. Adding one, and using it, leaves the password as it is.
    async fn a_new_passkey_leaves_the_password(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        put(&mut member, GOOD).await.ok();
        let before = stored(&app, &mut member).await;
        member.authenticator = Authenticator::new(Setup::security_key());
        member.enrol("/account/passkeys", &json!({})).await.ok();
        member.sign_in().await.ok();
        assert!(before.is_some());
        assert_eq!(stored(&app, &mut member).await, before);
        assert_eq!(member.get(PATH).await.ok()["is_set"], true);
    }

    // DESIGN 3.3: whoever knows the old password may be signed in with it, or on the way.
    async fn a_change_ends_every_other_session(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        let mut other = elsewhere(&app, &mut member).await;
        put(&mut member, GOOD).await.ok();
        // Nobody knows a password that was not there.
        other.get("/session").await.ok();
        let begun = other.post("/account/passkeys/begin", &json!({})).await.ok();
        put(&mut member, BETTER).await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        let made = Authenticator::new(Setup::phone()).create(&begun["publicKey"], crate::support::app::ORIGIN).unwrap();
        other.post("/account/passkeys/finish", &made).await.assert_refused(401, "not_signed_in");
        member.get("/session").await.ok();

        let mut other = elsewhere(&app, &mut member).await;
        member.delete(PATH).await.ok();
        other.get("/session").await.assert_refused(401, "not_signed_in");
        member.get("/session").await.ok();
        member.sign_in().await.ok();
    }

    // S0-27, S0-36: the fresh proof stands in for the old password.
    async fn changes_need_a_fresh_proof(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        app.advance_seconds(4 * 60 + 59);
        put(&mut member, GOOD).await.ok();
        app.advance_seconds(2);
        for answer in [put(&mut member, BETTER).await, member.delete(PATH).await] {
            answer.assert_refused(403, "recent_authentication_required");
            app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        }
        assert!(!done(&app).await.contains(&"password_changed".to_owned()));
        member.get(PATH).await.ok();
        member.step_up().await.ok();
        put(&mut member, BETTER).await.ok();
    }

    // security.md D2: length, a look at what is tried first, and nothing else.
    async fn a_password_that_is_not_good_is_refused_with_the_reason(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        let long = "bobsled-rainbow-".repeat(9);
        let refused = [
            ("", "password_too_short"),
            ("k7#m!Q2v9zR4tX", "password_too_short"),
            // 14 letters, 28 characters as typed.
            (&"e\u{308}".repeat(14), "password_too_short"),
            (&long[..129], "password_too_long"),
            ("passwordpassword", "password_common"),
            ("123456789012345", "password_common"),
            ("alice.alice.alice", "password_of_names"),
            ("Demo Community 2024", "password_of_names"),
            ("keystead-alice-keystead", "password_of_names"),
        ];
        for (password, code) in refused {
            let answer = put(&mut member, password).await;
            assert_eq!(answer.refusal(), (422, code.to_owned()), "{password}");
            app.assert_refused(SMART, &answer, code).await;
        }
        assert!(stored(&app, &mut member).await.is_none());
        for password in [&long[..128], "слоны едят зелёный чай", "83920174659203847", GOOD] {
            put(&mut member, password).await.ok();
        }
    }

    // S1-35: where a password is never the only factor, a shorter one will do.
    async fn beside_a_second_factor_it_may_be_shorter(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        put(&mut member, "k7#m!Q2v").await.assert_refused(422, "password_too_short");
        app.set(SMART, |settings| {
            settings.methods.second = vec![Method::Totp];
            settings.policy.fallback = Some(Strength::Multi);
        })
        .await;
        assert_eq!(member.get(PATH).await.ok()["least_characters"], 8);
        put(&mut member, "k7#m!Q2").await.assert_refused(422, "password_too_short");
        put(&mut member, "k7#m!Q2v").await.ok();
    }

    async fn a_body_without_end_is_not_read(app: TestApp) {
        allow(&app).await;
        let mut member = alice(&app).await;
        let answer = put(&mut member, &"x".repeat(1_000_000)).await;
        answer.assert_refused(413, "too_large");
        app.assert_refused(SMART, &answer, "body_too_large").await;
        // Within the limit of bodies, and far beyond that of passwords.
        put(&mut member, &"x".repeat(60_000)).await.assert_refused(422, "password_too_long");
        for body in [json!({}), json!({ "password": 1 }), json!({ "password": null }), json!({ "password": GOOD, "old": "x" })] {
            member.put(PATH, &body).await.assert_refused(400, "malformed_request");
        }
    }

    // Never the last way in.
    async fn the_last_way_in_stays(app: TestApp) {
        allow(&app).await;
        app.set(SMART, |settings| settings.last_passkey_guard = LastPasskeyGuard::Never).await;
        let mut member = alice(&app).await;
        put(&mut member, GOOD).await.ok();
        assert_eq!(member.get(PATH).await.ok()["may_remove"], true);
        // A passkey that policy does not let in is no way in.
        app.set(SMART, |settings| settings.policy.passkey = Some(domain::policy::PasskeyRule::Off)).await;
        member.delete(PATH).await.assert_refused(403, "last_way_in");
        app.set(SMART, |settings| settings.policy.passkey = None).await;
        let passkeys = member.get("/account/passkeys").await.ok();
        let id = passkeys["passkeys"][0]["id"].as_str().unwrap().to_owned();
        member.delete(&format!("/account/passkeys/{id}")).await.ok();
        let answer = member.delete(PATH).await;
        answer.assert_refused(403, "last_way_in");
        app.assert_refused(SMART, &answer, "last_way_in").await;
        let view = member.get(PATH).await.ok();
        assert_eq!((&view["is_set"], &view["may_remove"]), (&json!(true), &json!(false)));
        member.get("/session").await.ok();
    }

    async fn two_changes_at_once_leave_one_password_and_one_session(app: TestApp) {
        allow(&app).await;
        let mut here = alice(&app).await;
        let mut there = elsewhere(&app, &mut here).await;
        // Nobody has one yet: one sets it, the other changes it, and so ends the first one's session.
        let answers = put_both(&app, [(&here, GOOD), (&there, BETTER)]).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        let kinds = done(&app).await;
        let times = |kind: &str| kinds.iter().filter(|done| *done == kind).count();
        assert_eq!((times("password_set"), times("password_changed")), (1, 1), "{kinds:?}");
        let alive = [here.get("/session").await.status, there.get("/session").await.status];
        assert_eq!(alive.iter().filter(|status| **status == 200).count(), 1);
        // There is one now: the first change ends the session of the other.
        let mut member = here;
        member.sign_in().await.ok();
        let mut other = elsewhere(&app, &mut member).await;
        let answers = put_both(&app, [(&member, GOOD), (&other, BETTER)]).await;
        let mut refusals: Vec<_> = answers.iter().map(Answer::refusal).collect();
        refusals.sort();
        assert_eq!(refusals, [(200, String::new()), (401, "not_signed_in".to_owned())]);
        let alive = [member.get("/session").await.status, other.get("/session").await.status];
        assert_eq!(alive.map(|status| status == 200), [0, 1].map(|place: usize| answers[place].status == 200));
        // Two of one session: it goes on, with one of the two.
        member.sign_in().await.ok();
        let answers = put_both(&app, [(&member, GOOD), (&member, BETTER)]).await;
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.refusal() == (401, "not_signed_in".to_owned())), "{answers:?}");
        assert!(answers.iter().any(|answer| answer.status == 200));
        member.get("/session").await.ok();
        assert!(stored(&app, &mut member).await.is_some());
    }
}
