//! The way to passkeys in three steps: figures that match the database, a pilot group that is asked five questions, and texts of one's own.

use crate::support::{Actor, TestApp, on_both_engines};
use domain::policy::PolicyRules;
use serde_json::{Value, json};

const BASE: &str = "/platform/smart";

fn at(app: &TestApp) -> String {
    format!("/admin/platform/pools/{}/roll-out", app.pool(BASE))
}

/// The group is the pilot group under another name, too.
async fn under_another_name(app: &TestApp, owner: &mut Actor<'_>) {
    let page = at(app);
    let progress = format!("{page}/progress");
    let at_pool = page.trim_end_matches("/roll-out");
    let rules = owner.console("GET", &format!("{at_pool}/policy"), &Value::Null).await.ok();
    let group = rules["groups"].as_array().unwrap().iter().find(|group| group["name"] == "Pilot").unwrap().clone();
    let path = format!("{at_pool}/groups/{}", group["id"].as_str().unwrap());
    owner.saves(&path, group["version"].as_str().unwrap(), &json!({ "name": "Pioneers" })).await.ok();
    let read = owner.console("GET", &progress, &Value::Null).await.ok();
    assert_eq!((&read["pilot"], &read["pilots"]["all"]), (&json!("Pioneers"), &json!(1)));
    let told = app.audit(BASE).await.into_iter().find(|entry| entry.kind == "group_changed").unwrap().detail.unwrap();
    assert!(told.contains("roll_out.pilot: Pilot → Pioneers"), "{told}");
}

on_both_engines! {
    // S2-11, S2-12, S2-13, S2-32, S2-33
    async fn three_steps_with_figures_that_match(app: TestApp) {
        let mut owner = app.owner().await;
        let mut pilot = app.browser(BASE);
        let user = pilot.sign_up("pia").await.ok()["user_id"].clone();
        let mut boss = app.browser(BASE);
        let boss_id = boss.sign_up("bo").await.ok()["user_id"].clone();
        app.put_in_group(BASE, &user, ("Pilot", PolicyRules::default())).await;
        app.give_role(BASE, &boss_id, ("Boss", PolicyRules::default())).await;
        app.store.write("elevate", |tx| store::testing::execute(tx, "UPDATE roles SET elevated = 1 WHERE name = 'Boss'")).await.unwrap();
        let (page, progress) = (at(&app), format!("{}/progress", at(&app)));
        let text = owner.console("GET", &page, &Value::Null).await.text;
        for words in [
            "1. Administrators first", "2. A small trusted group", "3. Everyone",
            "Whether adding a passkey is easy to understand.", "Whether sign-in works on their device.", "Whether the wording in prompts is clear.",
            "Whether password fallback is easy to find.", "Whether any device or browser causes confusion.",
            "You can now add a passkey to sign in faster and more securely.", "To get started, go to Settings &#62; Passkeys",
            "1 of 1 have a passkey", "Confirm that your password still works.", "Test again after major updates",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // Three members of the demonstration have none.
        let read = owner.console("GET", &progress, &Value::Null).await.ok();
        assert_eq!((&read["everybody"]["with"], &read["everybody"]["all"], &read["everybody"]["is_all"]), (&json!(2), &json!(5), &json!(true)));
        assert_eq!((&read["administrators"]["with"], &read["administrators"]["all"]), (&json!(1), &json!(1)));

        // S2-33: what is the pool's own stands in the help, the sample says what stands there anyway.
        owner.changes(&progress, &json!({ "help": "Ask Noor about <b>passkeys</b>." })).await.ok();
        let help = pilot.open("/help").await.text;
        assert!(help.contains("Ask Noor about ") && !help.contains("<b>passkeys"), "{help}");
        // Nobody is asked before there is a pilot group, and afterwards only those who are in it.
        assert!(pilot.open("/account/security/feedback").await.text.contains("That is not used here"));
        let answer = owner.changes(&progress, &json!({ "pilot": "Nobody" })).await;
        answer.assert_refused(422, "setting_refused");
        owner.changes(&progress, &json!({ "pilot": "Pilot", "announcement": "Passkeys are here.", "help": "" })).await.ok();
        let form = pilot.open("/account/security/feedback").await;
        assert_eq!(form.status, 200, "{}", form.text);
        assert!(form.text.contains("Whether password fallback is easy to find.") && form.text.contains("method=\"post\""));
        assert!(boss.open("/account/security/feedback").await.text.contains("That is not used here"));
        let say = |works: &str| json!({ "understand": "yes", "works": works, "wording": "partly", "fallback": "yes", "confusion": "no", "remark": "<b>Nice</b>" });
        assert!(!boss.post("/account/feedback", &say("yes")).await.status.is_success());
        assert_eq!(pilot.post("/account/feedback", &json!({ "understand": "perhaps" })).await.status, 400);
        assert_eq!(pilot.post("/account/feedback", &say("no")).await.status, 204);
        assert_eq!(pilot.post("/account/feedback", &say("yes")).await.status, 204, "whoever answers again has changed their mind");
        let body = "understand=yes&works=yes&wording=partly&fallback=yes&confusion=no&remark=%3Cb%3ENice%3C%2Fb%3E";
        assert_eq!(pilot.form("/account/feedback", body).await.status, 303);
        let read = owner.console("GET", &progress, &Value::Null).await.ok();
        assert_eq!((&read["given"], &read["pilots"]["with"], &read["pilots"]["all"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!(read["answers"][1], json!({ "yes": 1, "partly": 0, "no": 0 }));
        assert_eq!(read["answers"][2], json!({ "yes": 0, "partly": 1, "no": 0 }));
        assert_eq!((&read["announcement"], &read["remarks"]), (&json!("Passkeys are here."), &json!(["<b>Nice</b>"])));
        let text = owner.console("GET", &page, &Value::Null).await.text;
        assert!(!text.contains("<b>Nice</b>") && text.contains("/platform/smart/account/security/feedback"), "{text}");
        under_another_name(&app, &mut owner).await;
        // The texts stand in the file of the settings, with the group.
        let file = domain::settings_file::export(&app.app, Some("platform".into())).await.unwrap();
        assert!(file.contains("pilot = \"Pioneers\"") && file.contains("Passkeys are here."), "{file}");
    }
}
