//! Two at once: tabs, submits, and codes that are good once.

use super::world::{Came, PASSWORD, Speech, Walk, person, refused, text};
use crate::support::app::SMART;
use crate::support::{Answer, TestApp, on_both_engines};
use serde_json::{Value, json};

fn body(walk: &Walk<'_>, method: &str, value: &str) -> Value {
    let mut body = json!({ "method": method, "value": value });
    if let Some(ticket) = &walk.ticket {
        body["ticket"] = ticket.as_str().into();
    }
    body
}

/// The same proof on two journeys, or twice on one, at the same moment.
async fn at_once(app: &TestApp, [first, second]: [&Walk<'_>; 2], (method, value): (&str, &str)) -> [Answer; 2] {
    let send =
        |walk: &Walk<'_>| app.send(walk.request(&format!("/journey/{}/prove", walk.id), &body(walk, method, value)));
    tokio::join!(send(first), send(second)).into()
}

fn opened(answers: &[Answer]) -> usize {
    answers
        .iter()
        .filter(|answer| {
            answer.json()["status"] == "signed_in"
                || answer.cookies().iter().any(|line| line.starts_with("ks.demo.community="))
        })
        .count()
}

on_both_engines! {
    async fn two_tabs_do_not_spoil_each_other(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let eve = person(&app, SMART, "eve").await.without_passkey(&app).await;
        for speech in [Speech::Script, Speech::Form] {
            let mut one = Walk::new(&app, SMART, speech);
            one.start("ada").await.assert_step("first");
            let mut two = one.tab();
            two.start("eve").await.assert_step("first");
            assert_ne!(one.id, two.id);
            // One browser has one jar.
            one.actor.cookies.extend(two.actor.cookies.clone());
            one.prove("password", PASSWORD).await.assert_step("second");
            two.actor.cookies.extend(one.actor.cookies.clone());
            two.prove("password", PASSWORD).await.assert_step("second");
            one.actor.cookies.extend(two.actor.cookies.clone());
            one.prove("totp", &ada.totp(&app)).await.assert_in();
            assert_eq!(one.session().await["user_id"], ada.id);
            let session = one.actor.cookies["ks.demo.community"].clone();
            two.actor.cookies.extend(one.actor.cookies.clone());
            // The proofs of one tab are of no use in the other.
            assert_eq!(two.prove("totp", &ada.totp(&app)).await, refused("proof_wrong"));
            two.prove("totp", &eve.totp(&app)).await.assert_in();
            assert_eq!(two.session().await["user_id"], eve.id);
            // The browser has one session: the one before ended with the new one's beginning.
            one.actor.cookies.insert("ks.demo.community".into(), session);
            assert!(!one.is_in().await);
            assert_eq!((ada.sessions(&app).await, eve.sessions(&app).await), (0, 1));
            two.out().await;
        }
    }

    // Two journeys of one member in one browser: both are good, and the first one's end does not end the other's.
    async fn two_tabs_of_one_member_both_end_in_a_session(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut one = Walk::new(&app, SMART, Speech::Script);
        one.start("ada").await;
        let mut two = one.tab();
        two.start("ada").await;
        one.prove("password", PASSWORD).await.assert_step("second");
        two.prove("password", PASSWORD).await.assert_step("second");
        one.prove("totp", &ada.totp(&app)).await.assert_in();
        two.actor.cookies.extend(one.actor.cookies.clone());
        two.prove("totp", &ada.totp(&app)).await.assert_in();
        assert!(two.is_in().await);
        assert_eq!(ada.sessions(&app).await, 1, "what the browser had before ended");
    }

    async fn the_right_proof_sent_twice_opens_one_session(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        for speech in [Speech::Program, Speech::Script, Speech::Form] {
            let before = ada.sessions(&app).await;
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start(&ada.name).await;
            let answers = at_once(&app, [&walk, &walk], ("password", PASSWORD)).await;
            assert_eq!(opened(&answers), 1, "{answers:?}");
            assert_eq!(ada.sessions(&app).await, before + 1);
        }
    }

    async fn a_code_of_an_app_sent_twice_opens_one_session(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let code = ada.totp(&app);
        let answers = at_once(&app, [&walk, &walk], ("totp", &code)).await;
        assert_eq!(opened(&answers), 1, "{answers:?}");
        assert_eq!(ada.sessions(&app).await, 1);
    }

    // On two journeys: a code is good once, wherever.
    async fn a_code_is_good_on_one_journey(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let (mut one, mut two) = (Walk::new(&app, SMART, Speech::Program), Walk::new(&app, SMART, Speech::Script));
        for walk in [&mut one, &mut two] {
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
        }
        let code = ada.totp(&app);
        let answers = at_once(&app, [&one, &two], ("totp", &code)).await;
        assert_eq!(opened(&answers), 1, "{answers:?}");
        assert_eq!(two.prove("totp", &code).await, refused("proof_wrong"));
        let answers = at_once(&app, [&two, &two], ("recovery_code", &ada.codes[0])).await;
        assert!(opened(&answers) <= 1, "{answers:?}");
        let mut again = Walk::new(&app, SMART, Speech::Program);
        again.start("ada").await;
        again.prove("password", PASSWORD).await.assert_step("second");
        assert_eq!(again.prove("recovery_code", &ada.codes[0]).await, refused("proof_wrong"));
    }

    async fn a_code_by_mail_sent_twice_opens_one_session(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start(&ada.name).await;
        let code = text(&walk.send("email_code").await, "code");
        let answers = at_once(&app, [&walk, &walk], ("email_code", &code)).await;
        assert_eq!(opened(&answers), 1, "{answers:?}");
        assert_eq!(ada.sessions(&app).await, 1);
        assert_ne!(walk.prove("email_code", &code).await, Came::In(None));
    }
}
