//! Each method on its own and beside another, for programs, scripts and forms.

use super::world::{ALL, Came, DAY, PASSWORD, Speech, WRONG, Walk, newest, next, path_of, person, refused, text};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use domain::policy::PolicyRules;
use serde_json::json;

const FIRSTS: [&str; 5] = ["passkey", "password", "email_code", "magic_link", "sms_code"];

on_both_engines! {
    async fn a_password_and_an_app(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in ALL {
            let mut walk = Walk::new(&app, SMART, speech);
            let came = walk.start("ada").await;
            came.assert_step("first");
            if speech != Speech::Form {
                assert_eq!(came, next("first", &FIRSTS));
            }
            assert_eq!(walk.prove("password", WRONG).await, refused("proof_wrong"));
            let came = walk.prove("password", PASSWORD).await;
            came.assert_step("second");
            if speech != Speech::Form {
                assert_eq!(came, next("second", &["totp", "recovery_code"]));
            }
            assert!(!walk.is_in().await);
            assert_eq!(walk.prove("totp", "000000").await, refused("proof_wrong"));
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, Came::In(Some("first".into())));
            let session = walk.session().await;
            assert_eq!((session["amr"].clone(), session["acr"].clone()), (json!(["pwd", "otp", "mfa"]), json!("mfa")));
        }
    }

    async fn a_password_alone(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.methods.second = Vec::new()).await;
        for speech in ALL {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await.assert_step("first");
            walk.prove("password", PASSWORD).await.assert_in();
            let session = walk.session().await;
            assert_eq!((session["amr"].clone(), session["acr"].clone()), (json!(["pwd"]), json!("sfa")));
        }
    }

    async fn codes_by_mail_and_text_message(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        for speech in ALL {
            for (method, channel, amr) in [("email_code", "mail", json!(["otp"])), ("sms_code", "phone", json!(["otp", "sms"]))] {
                let mut walk = Walk::new(&app, SMART, speech);
                walk.start(&ada.name).await.assert_step("first");
                let sent = walk.send(method).await;
                assert_eq!(sent["channel"], channel);
                let code = text(&sent, "code");
                let wrong = if code == "000000" { "000001" } else { "000000" };
                assert_eq!(walk.prove(method, wrong).await, refused("proof_wrong"));
                walk.prove(method, &code).await.assert_in();
                assert_eq!(walk.session().await["amr"], amr);
                // Once.
                let mut again = walk.tab();
                again.actor.token = None;
                again.start(&ada.name).await;
                assert_eq!(again.prove(method, &code).await, refused("proof_wrong"));
                app.advance_seconds(3_600);
            }
        }
    }

    // A code that another method asked for, and one that was asked for in another browser.
    async fn a_code_is_of_its_method_and_its_browser(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        for speech in [Speech::Program, Speech::Script] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(&ada.name).await;
            let code = text(&walk.send("email_code").await, "code");
            assert_eq!(walk.prove("sms_code", &code).await, refused("proof_wrong"));
            assert_eq!(walk.prove("magic_link", &code).await, refused("proof_wrong"));
            let mut other = Walk::new(&app, SMART, speech);
            other.start(&ada.name).await;
            assert_eq!(other.prove("email_code", &code).await, refused("proof_wrong"));
            walk.prove("email_code", &code).await.assert_in();
            app.advance_seconds(3_600);
        }
    }

    async fn a_link_in_the_same_browser(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start(&ada.name).await.assert_step("first");
        let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
        // Scanners of mail look, in any browser: nothing changes.
        for _ in 0..3 {
            assert_eq!(app.browser(SMART).open(&link).await.status, 200);
            assert_eq!(walk.actor.open(&link).await.status, 200);
        }
        assert!(!walk.is_in().await);
        let taken = walk.request(&link, &json!({}));
        let answer = walk.actor.send(taken).await;
        walk.read(answer).await.assert_in();
        assert!(walk.is_in().await);
        let journeys = walk.actor.cookies.keys().filter(|name| name.starts_with("ks-journey.")).count();
        assert_eq!(journeys, 0, "a journey that is over leaves nothing");
        let session = walk.session().await;
        assert_eq!(session["amr"], json!(["otp"]));
        // Once.
        walk.out().await;
        assert_eq!(walk.actor.open(&link).await.status, 404);
        let taken = walk.request(&link, &json!({}));
        assert_eq!(walk.actor.send(taken).await.status, 404);
        assert!(!walk.is_in().await);
    }

    async fn a_link_in_another_browser_shows_a_code(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        for speech in ALL {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(&ada.name).await.assert_step("first");
            let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
            let mut phone = Walk::new(&app, SMART, Speech::Form);
            let taken = phone.request(&link, &json!({}));
            let page = phone.actor.send(taken).await;
            assert_eq!(page.status, 200, "{}", page.text);
            assert!(page.cookies().is_empty() && !phone.is_in().await, "the other browser is not signed in");
            let code: String = page.text.split_once("class=\"code\"").map_or_else(
                || panic!("{}", page.text),
                |(_, rest)| rest.chars().skip_while(|letter| *letter != '>').filter(char::is_ascii_digit).take(8).collect(),
            );
            assert_eq!(walk.prove("email_code", &code).await, refused("proof_wrong"));
            walk.prove("magic_link", &code).await.assert_in();
            app.advance_seconds(3_600);
        }
    }

    // A link that is asked for as a later proof leads back into the journey that asked, and proves nothing outside of it.
    async fn a_link_may_be_the_second_proof(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::MagicLink];
        })
        .await;
        for here in [true, false] {
            let mut walk = Walk::new(&app, SMART, Speech::Form);
            // Another tab is on a journey of its own.
            let mut other = walk.tab();
            other.start(&ada.name).await;
            walk.actor.cookies.extend(other.actor.cookies.clone());
            walk.start(&ada.name).await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
            if here {
                assert!(walk.actor.open(&link).await.text.contains("<button"));
                let taken = walk.request(&link, &json!({}));
                let answer = walk.actor.send(taken).await;
                walk.read(answer).await.assert_in();
            } else {
                let mut phone = Walk::new(&app, SMART, Speech::Form);
                let taken = phone.request(&link, &json!({}));
                let page = phone.actor.send(taken).await;
                let code = page.text.split_once("class=\"code\"").unwrap().1;
                let code: String = code.chars().skip_while(|it| *it != '>').filter(char::is_ascii_digit).take(8).collect();
                let mut tab = walk.tab();
                tab.start(&ada.name).await;
                tab.prove("password", PASSWORD).await.assert_step("second");
                assert_eq!(tab.prove("magic_link", &code).await, refused("proof_wrong"), "of another journey");
                walk.prove("magic_link", &code).await.assert_in();
            }
            let session = walk.session().await;
            assert_eq!(session["amr"], json!(["pwd", "otp", "mfa"]));
            app.advance_seconds(3_600);
        }
    }

    // A link that comes too late for its journey begins none.
    async fn a_link_is_nothing_without_its_journey(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![Method::MagicLink];
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start(&ada.name).await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
        walk.actor.cookies.retain(|name, _| !name.ends_with(&walk.id));
        let taken = walk.request(&link, &json!({}));
        let answer = walk.actor.send(taken).await;
        assert!(answer.text.contains("class=\"code\""), "it is for the journey that asked: {}", answer.text);
        assert!(!walk.is_in().await);
    }

    // Two tabs are two journeys; nobody has ten, however they began.
    async fn links_begin_no_more_journeys_than_a_browser_keeps(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        for _ in 0..7 {
            walk.start(&ada.name).await;
            let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
            let taken = walk.request(&link, &json!({}));
            let answer = walk.actor.send(taken).await;
            walk.read(answer).await.assert_step("second");
            let journeys = walk.actor.cookies.keys().filter(|name| name.starts_with("ks-journey.")).count();
            assert!(journeys <= 5, "{journeys}");
            app.advance_seconds(1_300);
        }
    }

    async fn a_recovery_code_is_a_second_factor_once(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for (speech, code) in ALL.into_iter().zip(&ada.codes) {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            walk.prove("recovery_code", code).await.assert_in();
            let mut again = Walk::new(&app, SMART, speech);
            again.start("ada").await;
            again.prove("password", PASSWORD).await.assert_step("second");
            assert_eq!(again.prove("recovery_code", code).await, refused("proof_wrong"));
        }
    }

    // A proof that the step does not ask for proves nothing, right as it may be.
    async fn only_what_the_step_asks_for(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in ALL {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await;
            let code = ada.totp(&app);
            assert_eq!(walk.prove("totp", &code).await, refused("session_expired"));
            for method in ["recovery_code", "single_sign_on", "access_pass", "passkey"] {
                assert_ne!(walk.prove(method, &ada.codes[9]).await, Came::In(None), "{method}");
            }
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            assert_eq!(walk.prove("password", PASSWORD).await, refused("session_expired"));
            assert_eq!(walk.prove("email_code", "000000").await, refused("session_expired"));
            walk.prove("totp", &code).await.assert_in();
        }
    }

    // The box "remember": only where policy has it, only after both factors, and only as long as it says.
    async fn a_remembered_browser_is_spared_the_second_factor(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let with_box = |method: &str, value: &str| json!({ "method": method, "value": value, "remember": "on" });
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start("ada").await;
        walk.go("prove", with_box("password", PASSWORD)).await.assert_step("second");
        let code = ada.totp(&app);
        walk.go("prove", with_box("totp", &code)).await.assert_in();
        walk.out().await;
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        app.set(SMART, |settings| settings.policy.remember_device_days = Some(7)).await;
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let code = ada.totp(&app);
        walk.go("prove", with_box("totp", &code)).await.assert_in();
        walk.out().await;
        app.advance_seconds(7 * DAY - 60);
        walk.start("ada").await;
        // Spared, and no proof that it may be remembered for longer.
        walk.go("prove", with_box("password", PASSWORD)).await.assert_in();
        walk.out().await;
        app.advance_seconds(120);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        // Another browser never was.
        let mut other = Walk::new(&app, SMART, Speech::Form);
        other.start("ada").await;
        other.prove("password", PASSWORD).await.assert_step("second");
    }

    // Whoever knows a password alone plants no trust for the day on which there is a second factor.
    async fn one_factor_makes_no_browser_trusted(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.remember_device_days = Some(7)).await;
        let mut thief = Walk::new(&app, SMART, Speech::Form);
        thief.start(&ada.name).await;
        thief.go("prove", json!({ "method": "password", "value": PASSWORD, "remember": "on" })).await.assert_in();
        let devices = thief.actor.get("/account/devices").await.ok();
        assert_eq!(devices["devices"][0]["trusted_until"], json!(null), "{devices}");
        thief.out().await;
        app.set(SMART, |settings| settings.policy.fallback = Some(Strength::Multi)).await;
        thief.start(&ada.name).await;
        let came = thief.prove("password", PASSWORD).await;
        assert!(!matches!(came, Came::In(_)), "{came:?}");
    }

    // S0-19: enabled alone is not enough, configured alone neither.
    async fn links_are_off_once_single_sign_on_is_on_and_configured(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let provider = |enabled, client: &str| domain::settings::ProviderSettings {
            slug: "acme".into(),
            label: "Acme".into(),
            enabled,
            issuer: "https://id.example".into(),
            client_id: client.into(),
            ..domain::settings::ProviderSettings::default()
        };
        app.set(SMART, |settings| {
            settings.methods.first.push(Method::SingleSignOn);
            settings.methods.links_off_with_single_sign_on = true;
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        for (enabled, client) in [(false, "client"), (true, "")] {
            app.set(SMART, |settings| settings.methods.providers = vec![provider(enabled, client)]).await;
            let Came::Next(_, methods) = walk.start(&ada.name).await else { panic!() };
            assert!(methods.contains(&"magic_link".to_owned()), "{enabled} {client}: {methods:?}");
        }
        let pointer = "Magic links are disabled because SSO is enabled. Use your organization’s SSO recovery process or contact an administrator.";
        for page in ["/sign-in", "/recovery"] {
            assert!(!walk.actor.open(page).await.text.contains(pointer), "{page}");
        }
        let mut browser = Walk::new(&app, SMART, Speech::Form);
        browser.start(&ada.name).await;
        let link = path_of(&text(&browser.send("magic_link").await, "link"), SMART);
        app.set(SMART, |settings| settings.methods.providers = vec![provider(true, "client")]).await;
        let Came::Next(_, methods) = walk.start(&ada.name).await else { panic!() };
        assert!(!methods.contains(&"magic_link".to_owned()), "{methods:?}");
        for page in ["/sign-in", "/recovery"] {
            assert!(walk.actor.open(page).await.text.contains(pointer), "{page}");
        }
        assert_eq!(walk.go("send", json!({ "method": "magic_link" })).await, refused("session_expired"));
        // One that was on its way is closed, too.
        let taken = browser.request(&link, &json!({}));
        browser.actor.send(taken).await;
        assert!(!browser.is_in().await);
    }

    // What cannot be sent says so: no mail settings, no mail methods.
    async fn what_was_sent_goes_to_proved_addresses_only(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start(&ada.name).await;
        walk.send("email_code").await;
        assert_eq!(newest(&app).await["to"], "ada@example.com");
        app.set(SMART, |settings| settings.policy = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() }).await;
        let code = text(&newest(&app).await, "code");
        walk.prove("email_code", &code).await.assert_step("second");
        assert_eq!(walk.prove("password", PASSWORD).await, Came::In(Some("first".into())));
        assert_eq!(walk.session().await["acr"], "mfa");
    }
}
