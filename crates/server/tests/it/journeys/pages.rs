//! The pages of a journey, as somebody meets them who mistypes or goes back.

use super::world::{Speech, Walk, person};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
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
}
