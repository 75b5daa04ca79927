//! A recovery that ends in a new password, as a form brings it.

use super::world::{PASSWORD, Speech, Walk, newest, person, text};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::policy::{PasskeyRule, PolicyRules};
use serde_json::{Value, json};

const NEW: &str = "nineteen yellow herons";

on_both_engines! {
    // D3 "after recovery": other sessions end where the member asks for it. A box that is not ticked is left out of a form; a program that
    // leaves it out has said nothing.
    async fn the_box_decides_about_other_sessions(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = Vec::new();
            settings.methods.recovery = vec![Method::EmailCode];
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Off), ..PolicyRules::default() };
        })
        .await;
        let mut password = PASSWORD;
        for (speech, answer, stays) in [
            (Speech::Form, json!({}), true),
            (Speech::Form, json!({ "end_other_sessions": "on" }), false),
            (Speech::Script, json!({}), false),
            (Speech::Script, json!({ "end_other_sessions": false }), true),
        ] {
            let mut other = Walk::new(&app, SMART, Speech::Program);
            other.start(&ada.name).await;
            other.prove("password", password).await.assert_in();

            app.advance_seconds(3_600);
            let mut walk = Walk::new(&app, SMART, speech);
            let request = walk.request("/recovery/start", &json!({ "identifier": ada.name }));
            let started = walk.actor.send(request).await;
            walk.read(started).await;
            walk.send("email_code").await;
            let code = text(&newest(&app).await, "code");
            walk.prove("email_code", &code).await.assert_step("enrol");
            let page = walk.actor.open(&format!("/journey/{}", walk.id)).await;
            assert!(page.text.contains("Sign me out everywhere else") && page.text.contains("type=\"checkbox\" checked"), "{}", page.text);
            let mut body: Value = answer.clone();
            body["value"] = NEW.into();
            walk.go("password", body).await.assert_in();
            assert_eq!(other.is_in().await, stays, "{speech:?} {answer}");
            password = NEW;
        }
    }
}
