//! The pages of a journey, as somebody meets them who mistypes or goes back.

use super::world::{PASSWORD, Speech, Walk, path_of, person, text};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::policy::{PasskeyRule, PolicyRules};
use serde_json::json;

on_both_engines! {
    // A wrong code leaves its field where it was, whatever stands first in the list, and so does a second send.
    async fn a_wrong_code_leaves_its_field_where_it_was(app: TestApp) {
        person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start("ada").await;
        walk.send("sms_code").await;
        let page = format!("/journey/{}", walk.id);
        let shown = walk.actor.open(&format!("{page}?method=sms_code&sent=1")).await.text;
        for form in ["prove", "send"] {
            let action = format!("{page}/{form}?method=sms_code&#38;sent=1");
            assert!(shown.contains(&action), "{action}: {shown}");
        }
        let wrong = walk.request(&format!("{page}/prove?method=sms_code&sent=1"), &json!({ "method": "sms_code", "value": "000000" }));
        let back = walk.actor.send(wrong).await.header("location").to_owned();
        assert!(back.contains("?method=sms_code&sent=1&problem=proof_wrong"), "{back}");
        let again = walk.actor.open(back.strip_prefix(SMART).unwrap()).await.text;
        assert!(again.contains(r#"name="method" value="sms_code""#) && again.contains(r#"name="value""#), "{again}");
        // Nobody's words get into the address by it.
        let odd = walk.request(&format!("{page}/prove?method=%0d%0ax"), &json!({ "method": "sms_code", "value": "000000" }));
        assert!(walk.actor.send(odd).await.header("location").contains("?problem=proof_wrong"));
    }

    // Whoever goes back after a sign-in does not find a step that looks alive.
    async fn a_journey_that_is_over_is_forgotten(app: TestApp) {
        let ada = person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        ada.signs_in(&mut walk).await.assert_in();
        let page = format!("/journey/{}", walk.id);
        let back = walk.actor.open(&page).await;
        assert_eq!((back.status.as_u16(), back.header("location")), (303, "/demo/community/account/security"));
        walk.out().await;
        let over = walk.actor.open(&page).await;
        assert!(over.status == 400 && over.text.contains("Session Expired"), "{}", over.text);
    }

    // A link ends the journeys that it was asked for on, and no other: those of another name and those that have come further go on.
    async fn a_link_ends_the_journeys_that_asked_for_it(app: TestApp) {
        let names = ["ada", "bob"];
        for name in names {
            person(&app, SMART, name).await.without_passkey(&app).await.without_totp(&app).await;
        }
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start("ada").await;
        let first = walk.id.clone();
        app.advance_seconds(61);
        let mut others = Vec::new();
        for name in ["ada", "bob"] {
            walk.start(name).await;
            others.push(walk.id.clone());
        }
        walk.id.clone_from(&first);
        let link = text(&walk.send("magic_link").await, "link");
        let held = |walk: &Walk<'_>, id: &str| walk.actor.cookies.keys().any(|name| name.ends_with(id));
        assert!([&first, &others[0], &others[1]].into_iter().all(|id| held(&walk, id)));
        let request = walk.request(&path_of(&link, SMART), &json!({}));
        let answer = walk.actor.send(request).await;
        assert!(answer.header("location").contains("/account/security"), "{}", answer.text);
        let left = [&first, &others[0], &others[1]].map(|id| held(&walk, id));
        assert_eq!(left, [false, false, true], "of one name no step is left that looks alive");
    }

    // "Why was I asked?" is answered once, and as exactly as it is known.
    async fn a_held_page_says_its_reason_once(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        person(&app, SMART, "bob").await.without_passkey(&app).await.without_totp(&app).await;
        let rules = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
        app.give_role(SMART, &ada.id, ("Teller", rules)).await;
        for (name, lead) in [
            ("ada", "Your role Teller requires a passkey. Add a passkey, and you are signed in."),
            ("bob", "Your organization requires a passkey. Add one, and you are signed in."),
        ] {
            if name == "bob" {
                app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
            }
            let mut walk = Walk::new(&app, SMART, Speech::Form);
            walk.start(name).await;
            walk.prove("password", PASSWORD).await.assert_step("enrol");
            let page = walk.actor.open(&format!("/journey/{}", walk.id)).await.text;
            let main = page.split("<main").nth(1).unwrap();
            assert!(main.contains(&format!("<p class=\"lead\">{lead}</p>")), "{main}");
            assert_eq!(main.matches("requires").count(), 1, "{main}");
        }
    }
}
