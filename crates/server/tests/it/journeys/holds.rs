//! Who is held before the session until there is a passkey, and who is let in for now.

use super::world::{Came, DAY, PASSWORD, Person, Speech, Walk, next, person, refused, shown_by};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::Method;
use domain::method::Strength;
use domain::policy::{PasskeyRule, PolicyRules, RequiredOf};
use domain::settings::PoolSettings;
use serde_json::json;

async fn without_factors(app: &TestApp, name: &str) -> Person {
    person(app, SMART, name).await.without_passkey(app).await.without_totp(app).await
}

async fn elevate(app: &TestApp, name: &str, ada: &Person) {
    let rules = PolicyRules::default();
    app.give_role(SMART, &ada.id, (name, rules)).await;
    let changed = app.store.write("elevate", |tx| store::testing::execute(tx, "UPDATE roles SET elevated = 1"));
    changed.await.unwrap();
    app.set(SMART, |_| ()).await;
}

on_both_engines! {
    // S0-24: where a member is held, refused or has lost their way in, the organisation says itself what to do.
    async fn whoever_cannot_go_on_reads_the_organisations_own_help(app: TestApp) {
        without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.help = "Call <b>Noor</b>, 555 0100,\nor come to the office.".into();
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        let help = "Call &#60;b&#62;Noor&#60;/b&#62;, 555 0100,\nor come to the office.";
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        assert!(!walk.actor.open("/sign-in").await.text.contains(help));
        walk.start("ada").await;
        let journey = format!("/journey/{}", walk.id);
        assert!(!walk.actor.open(&journey).await.text.contains(help));
        walk.prove("password", PASSWORD).await.assert_step("enrol");
        let stuck = ["/sign-in?problem=no_method", &format!("{journey}?problem=proof_wrong"), &journey, "/recovery", "/journey/xyz"];
        for path in stuck {
            let page = walk.actor.open(path).await;
            assert!(page.text.contains(help), "{path}: {}", page.text);
        }
        // Another door has words of its own.
        assert!(!walk.actor.at("/platform/smart").open("/recovery").await.text.contains("555 0100"));
    }

    // S0-2: held at enrolment, and signed in by the new passkey.
    async fn passkeys_for_all(app: TestApp) {
        for (speech, name) in [(Speech::Program, "ada"), (Speech::Script, "bob"), (Speech::Form, "eve")] {
            let ada = without_factors(&app, name).await;
            app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(name).await;
            walk.prove("password", PASSWORD).await.assert_step("enrol");
            if speech != Speech::Form {
                assert_eq!(walk.last.as_ref().unwrap().json()["held"], "required");
            }
            assert!(!walk.is_in().await);
            assert_eq!(ada.sessions(&app).await, 0);
            walk.enrol().await.assert_in();
            assert_eq!((ada.passkeys(&app).await, ada.sessions(&app).await), (1, 1));
            assert_eq!(walk.session().await["acr"], "phr");
            // From now on the password alone is not held any more; the passkey is.
            walk.out().await;
            walk.actor.sign_in().await.ok();
            app.set(SMART, |settings| settings.policy.passkey = None).await;
        }
    }

    // Passkeys that policy no longer wants take no room of whoever is held for want of another: they could remove none of them.
    async fn what_policy_no_longer_wants_takes_no_room(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        app.set(SMART, |settings| {
            settings.passkey_capacity = 1;
            settings.policy.device_bound_only = Some(true);
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        let tapped = walk.actor.sign_in().await;
        walk.read(tapped).await.assert_step("enrol");
        walk.actor.authenticator = Authenticator::new(Setup::laptop());
        walk.enrol().await.assert_in();
        assert_eq!(ada.passkeys(&app).await, 2);
        let list = walk.actor.get("/account/passkeys").await.ok();
        assert_eq!(list["may_add"], false, "{list}");
    }

    // S3c-6: passkeys that were made before a day are made anew where they are shown, once each and on the same device, too; other ways in, and
    // newer ones, stay as they are.
    async fn older_passkeys_are_made_anew(app: TestApp) {
        for base in [SMART, CLASSIC] {
            let mut ada = person(&app, base, "ada").await;
            let mut bob = person(&app, base, "bob").await;
            let mut walk = Walk::new(&app, base, Speech::Program);
            walk.actor.authenticator = bob.passkey.take().unwrap();
            walk.tap(&bob).await.assert_in();
            let day = walk.actor.get("/account/passkeys").await.ok()["passkeys"][0]["added_at"].clone();
            let day = day.as_str().unwrap().to_owned();
            walk.out().await;
            app.set(base, |settings| {
                settings.passkey_capacity = 1;
                settings.policy.renew_passkeys_before = Some(day.clone());
            })
            .await;
            // Made on that day, and not before.
            walk.tap(&bob).await.assert_in();
            walk.out().await;
            ada.signs_in(&mut walk).await.assert_in();
            walk.out().await;

            walk.actor.authenticator = ada.passkey.take().unwrap();
            walk.tap(&ada).await.assert_step("enrol");
            let held = walk.last.as_ref().unwrap().json();
            assert!(held["held"] == "renewal" && held["why"].as_str().unwrap().contains("made before"), "{held}");
            assert!(!walk.is_in().await);
            walk.enrol().await.assert_in();
            assert_eq!((ada.passkeys(&app).await, walk.session().await["acr"].clone()), (2, json!("phr")));
            let told = app.audit(base).await;
            let kinds: Vec<_> = told.iter().map(|event| event.kind.as_str()).collect();
            assert!(kinds.contains(&"passkey_set_aside") && kinds.contains(&"passkey_added"), "{kinds:?}");
            for _ in 0..2 {
                walk.out().await;
                walk.tap(&ada).await.assert_in();
            }
        }
    }

    // S3c-6: within a session an older passkey proves who somebody is, and prolongs nothing.
    async fn an_older_passkey_prolongs_no_session(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        ada.signs_in(&mut walk).await.assert_in();
        app.advance_seconds(600);
        let first = walk.session().await["expires_at"].clone();
        walk.actor.step_up().await.ok();
        let longer = walk.session().await["expires_at"].clone();
        assert_ne!(longer, first);
        let day = jiff::Timestamp::from_millisecond(app.app.now()).unwrap().to_string();
        app.set(SMART, |settings| settings.policy.renew_passkeys_before = Some(day.clone())).await;
        app.advance_seconds(600);
        walk.actor.step_up().await.ok();
        assert_eq!(walk.session().await["expires_at"], longer);
    }

    // S3c-6: on the page the member reads why; a day that is to come asks nothing yet.
    async fn whoever_renews_reads_why(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        app.set(SMART, |settings| settings.policy.renew_passkeys_before = Some("2999-01-01T00:00:00Z".into())).await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        walk.actor.sign_in().await.ok();
        walk.out().await;
        let now = jiff::Timestamp::from_millisecond(app.app.now()).unwrap().to_string();
        app.set(SMART, |settings| settings.policy.renew_passkeys_before = Some(now.clone())).await;
        let tapped = walk.actor.sign_in().await;
        walk.read(tapped).await.assert_step("enrol");
        let page = walk.actor.open(&format!("/journey/{}", walk.id)).await.text;
        assert!(page.contains("passkeys that were made some time ago"), "{page}");
        walk.actor.authenticator = Authenticator::new(Setup::laptop());
        walk.enrol().await.assert_in();
    }

    // "Why was I asked?": the rule of the member's own role or group, by name, to programs and on the page.
    async fn the_rule_that_holds_a_member_is_named(app: TestApp) {
        let (ada, bob) = (without_factors(&app, "ada").await, without_factors(&app, "bob").await);
        let strict = || PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
        app.give_role(SMART, &ada.id, ("Teller", strict())).await;
        app.put_in_group(SMART, &bob.id, ("Pilot", strict())).await;
        for (name, why) in [("ada", "Your role Teller requires a passkey."), ("bob", "Your group Pilot requires a passkey.")] {
            let mut program = Walk::new(&app, SMART, Speech::Program);
            program.start(name).await;
            program.prove("password", PASSWORD).await.assert_step("enrol");
            assert_eq!(program.last.as_ref().unwrap().json()["why"], why);
            let mut form = Walk::new(&app, SMART, Speech::Form);
            form.start(name).await;
            form.prove("password", PASSWORD).await.assert_step("enrol");
            assert!(form.actor.open(&format!("/journey/{}", form.id)).await.text.contains(why));
        }
    }

    // S0-3
    async fn passkeys_for_elevated_roles(app: TestApp) {
        let (ada, bob) = (without_factors(&app, "ada").await, without_factors(&app, "bob").await);
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.required_of = Some(RequiredOf::Elevated);
        })
        .await;
        elevate(&app, "manager", &ada).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        bob.signs_in(&mut walk).await.assert_in();
        walk.out().await;
        ada.signs_in(&mut walk).await.assert_step("enrol");
        assert_eq!(walk.last.as_ref().unwrap().json()["why"], "Your organization requires a passkey.");
    }

    async fn grace_is_so_many_sign_ins(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.grace_sign_ins = Some(2);
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        for left in [1, 0] {
            assert_eq!(ada.signs_in(&mut walk).await, Came::In(Some("soon".into())));
            assert_eq!(walk.last.as_ref().unwrap().json()["grace_left"], left);
            walk.out().await;
        }
        ada.signs_in(&mut walk).await.assert_step("enrol");
        // A journey that was not finished uses no grace up, and two at once use up two.
        walk.enrol().await.assert_in();
    }

    // Two at once, one grace: one is let in.
    async fn grace_is_counted_when_it_is_used(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.grace_sign_ins = Some(1);
        })
        .await;
        let (mut first, mut second) = (Walk::new(&app, SMART, Speech::Program), Walk::new(&app, SMART, Speech::Program));
        first.start("ada").await;
        second.start("ada").await;
        let bodies = [&first, &second].map(|walk| json!({ "method": "password", "value": PASSWORD, "ticket": walk.ticket }));
        let send = |walk: &Walk<'_>, body| app.send(walk.request(&format!("/journey/{}/prove", walk.id), body));
        let answers: [_; 2] = tokio::join!(send(&first, &bodies[0]), send(&second, &bodies[1])).into();
        let signed_in = answers.iter().filter(|answer| answer.json()["status"] == "signed_in").count();
        assert_eq!(signed_in, 1, "{answers:?}");
        assert_eq!(ada.sessions(&app).await, 1);
    }

    async fn a_date_is_kept(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        let from = jiff::Timestamp::from_millisecond(app.app.now() + 10 * DAY * 1000).unwrap().to_string();
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.required_from = Some(from);
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        app.advance_seconds(10 * DAY - 60);
        assert_eq!(ada.signs_in(&mut walk).await, Came::In(Some("soon".into())));
        walk.out().await;
        app.advance_seconds(60);
        ada.signs_in(&mut walk).await.assert_step("enrol");
    }

    // S1-35: two factors are asked, and the member has one: they make the second on the spot.
    async fn a_missing_second_factor_is_made_first(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::Totp, Method::Passkey];
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("enrol");
        assert_eq!(walk.last.as_ref().unwrap().json()["held"], "second_factor");
        walk.enrol().await.assert_in();
        assert_eq!(ada.passkeys(&app).await, 1);
    }

    // A place without passkeys: the app is set up before the session, by its first code, which is spent.
    async fn an_authenticator_app_is_made_first(app: TestApp) {
        let rules = |settings: &mut PoolSettings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::Totp];
        };
        for (speech, name) in [(Speech::Program, "ada"), (Speech::Script, "bob"), (Speech::Form, "eve")] {
            app.set(SMART, |settings| settings.policy = PolicyRules::default()).await;
            let member = without_factors(&app, name).await;
            let mut before = Walk::new(&app, SMART, Speech::Program);
            member.signs_in(&mut before).await.assert_in();
            app.set(SMART, rules).await;
            app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Off)).await;
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(name).await;
            let came = walk.prove("password", PASSWORD).await;
            came.assert_step("enrol");
            if speech != Speech::Form {
                assert_eq!(came, next("enrol", &["totp"]));
            }
            let early = walk.go("totp/confirm", json!({ "code": "000000" })).await;
            assert_eq!(early, refused("session_expired"));
            let phone = walk.app_of_its_own().await;
            assert_eq!(walk.go("totp/confirm", json!({ "code": "none" })).await, refused("totp_code_wrong"));
            assert!(!walk.is_in().await);
            let code = shown_by(&app, &phone);
            // Two tabs at once make one.
            let mut tab = walk.tab();
            (tab.id, tab.ticket) = (walk.id.clone(), walk.ticket.clone());
            walk.go("totp/confirm", json!({ "code": code })).await.assert_in();
            assert_eq!(tab.go("totp/confirm", json!({ "code": code })).await, refused("session_expired"));
            assert_eq!(walk.session().await["amr"], json!(["pwd", "otp", "mfa"]));
            // What was opened without the second factor is over.
            assert!(!before.is_in().await);
            walk.out().await;
            walk.start(name).await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            assert_eq!(walk.prove("totp", &code).await, refused("proof_wrong"));
            app.advance_seconds(30);
            walk.prove("totp", &shown_by(&app, &phone)).await.assert_in();
        }
    }

    // The member chooses where both are taken; whoever has a passkey shows it instead.
    async fn an_authenticator_app_may_stand_in_for_a_passkey(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        person(&app, SMART, "bob").await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::Totp, Method::Passkey];
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        assert_eq!(walk.prove("password", PASSWORD).await, next("enrol", &["passkey", "totp"]));
        let phone = walk.app_of_its_own().await;
        let mut late = walk.tab();
        (late.id, late.ticket) = (walk.id.clone(), walk.ticket.clone());
        walk.enrol().await.assert_in();
        // Begun before there was a passkey, and brought back after.
        let code = shown_by(&app, &phone);
        assert_eq!(late.go("totp/confirm", json!({ "code": code })).await, refused("session_expired"));
        assert_eq!(ada.passkeys(&app).await, 1);
        walk.out().await;
        walk.start("bob").await;
        assert_eq!(walk.prove("password", PASSWORD).await, next("second", &["passkey"]));
        let answer = walk.go("totp/begin", json!({})).await;
        assert_eq!(answer, refused("session_expired"));
    }

    // Where passkeys are off, whoever is held for want of an authenticator app makes no passkey that would be of no use.
    async fn nobody_makes_a_passkey_where_passkeys_are_off(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Off);
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::Totp];
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("enrol");
        assert_eq!(walk.enrol().await, refused("session_expired"));
        assert_eq!(ada.passkeys(&app).await, 0);
        assert!(!walk.is_in().await);
    }

    // What is made where a passkey is required is that passkey: a key that verifies nobody is refused, and not kept.
    async fn a_silent_key_is_not_what_is_asked_for(app: TestApp) {
        let ada = person(&app, CLASSIC, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let walk_to_hold = async || {
            let mut walk = Walk::new(&app, CLASSIC, Speech::Program);
            let silent = Setup { answers_anyway: true, ..Setup::u2f_key() };
            walk.actor.authenticator = Authenticator::new(silent);
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("enrol");
            walk
        };
        app.set(CLASSIC, |settings| {
            settings.second_factor_passkeys = true;
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        let mut walk = walk_to_hold().await;
        let begun = walk.actor.post(&format!("/journey/{}/enrol/begin", walk.id), &json!({ "ticket": walk.ticket })).await.ok();
        assert_eq!(begun["publicKey"]["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(walk.enrol().await, refused("key_without_pin"));
        assert_eq!(ada.passkeys(&app).await, 0);

        // As a second factor it will do, where policy takes such.
        app.set(CLASSIC, |settings| {
            settings.policy.passkey = None;
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::Passkey];
            settings.user_verification_second = true;
        })
        .await;
        assert_eq!(walk_to_hold().await.enrol().await, refused("key_without_pin"));
        assert_eq!(ada.passkeys(&app).await, 0);
        app.set(CLASSIC, |settings| settings.user_verification_second = false).await;
        let mut walk = walk_to_hold().await;
        walk.enrol().await.assert_in();
        assert_eq!((walk.session().await["acr"].clone(), ada.passkeys(&app).await), (json!("mfa"), 1));
    }

    // A quiet upgrade verifies nobody, and is no answer to a passkey that is required.
    async fn nobody_is_let_in_by_a_quiet_upgrade(app: TestApp) {
        let ada = without_factors(&app, "ada").await;
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("enrol");
        let body = json!({ "ticket": walk.ticket, "mediation": "conditional" });
        let begun = walk.actor.post(&format!("/journey/{}/enrol/begin", walk.id), &body).await;
        begun.assert_refused(400, "malformed_request");
        assert_eq!(ada.passkeys(&app).await, 0);
    }

    // Nothing can be made and nothing shown: told so, and not held at a page that leads nowhere.
    async fn nothing_to_make_is_told(app: TestApp) {
        without_factors(&app, "ada").await;
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Off);
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = Vec::new();
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        assert_eq!(walk.prove("password", PASSWORD).await, refused("no_method"));
    }
}
