//! Reports of problems in great number: who is heard all the same, who is told that they are not, and how the desk gets rid of them.

use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use crate::support_desk::{by_form, cancelled, desk};
use domain::id::TenantId;
use serde_json::{Value, json};
use store::problem_report::{self, Filter, ProblemReport, Standing, Within};

/// So many more reports like the one that waits, from somebody else each.
async fn flood(app: &TestApp, tenant: TenantId, standing: Standing, number: u32) {
    let copy = app.store.write("flood", move |tx| {
        let of = Filter { standing: Some(standing), ..Filter::default() };
        let first = problem_report::open(tx, Within::Tenant(tenant), &of, None, 1)?.remove(0);
        for number in 0..number {
            let [a, b, c, d] = number.to_be_bytes();
            let id =
                store::id::ReportId::from_parts(u64::try_from(first.at).unwrap() + 1, [1, 1, 1, 1, 1, 1, a, b, c, d]);
            let address = format!("198.51.{c}.{d}");
            problem_report::insert(tx, &ProblemReport { id, address, ..first.clone() })?;
        }
        Ok::<_, store::Error>(())
    });
    copy.await.unwrap();
}

async fn waiting(app: &TestApp, within: Within) -> i64 {
    let count = app.store.read("count", move |tx| problem_report::count(tx, within, &Filter::default(), None));
    count.await.unwrap()
}

// A flood at one tenant hides nothing at another; at its own it keeps out no member and nobody who names a failure, and whoever it keeps out
// is told so.
on_both_engines! {
async fn a_flood_of_reports_takes_nothing_from_those_who_are_known(app: TestApp) {
        let mut owner = app.owner().await;
        let doors = app.app.snapshot();
        let tenant = doors.home().unwrap().tenant.id;
        let elsewhere = doors.doors().iter().find(|door| door.tenant.id != tenant).unwrap();
        let scope = format!("tenant/{}", elsewhere.tenant.id);
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", &scope)).await;
        let told = json!({ "doing": "setup", "password": "yes", "words": "the one that counts" });
        assert_eq!(app.browser(&elsewhere.base()).post("/report", &told).await.status, 204);
        let mut eve = app.browser(HOME);
        let nothing = json!({ "doing": "setup", "password": "no" });
        assert_eq!(eve.post("/report", &nothing).await.status, 204);
        flood(&app, tenant, Standing::Stranger, 499).await;
        let refused = eve.post("/report", &nothing).await;
        refused.assert_refused(503, "reports_full");
        assert_eq!(waiting(&app, Within::Tenant(tenant)).await, 500, "told, and not kept");
        app.assert_refused(HOME, &refused, "desk_full").await;
        // The form's page says it in the catalogue's words, with a code.
        let page = by_form(&mut eve, "doing=setup&password=no&words=").await;
        assert!(page.contains("done=refused&problem=reports_full&reference="), "{page}");
        let text = eve.open(&page).await.text;
        let entry = domain::catalogue::find("reports_full").unwrap();
        assert!(text.contains(entry.title) && text.contains(entry.text) && !text.contains("name=\"words\""), "{text}");

        // Whoever names a failure of this door, and whoever is signed in, is heard all the same.
        let code = eve.post("/incidents", &cancelled()).await.ok()["reference"].as_str().unwrap().to_owned();
        let traced = json!({ "reference": code, "doing": "setup", "password": "no", "words": "I have a code" });
        assert_eq!(eve.post("/report", &traced).await.status, 204);
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        assert_eq!(ada.post("/report", &json!({ "doing": "setup", "password": "no", "words": "I am a member" })).await.status, 204);
        assert!(desk(&mut helper, "").await.contains("the one that counts"));
        let page = desk(&mut owner, "").await;
        assert!(page.contains("<b>Full.</b>") && page.contains("500 reports wait of “Neither”"), "{page}");
        let heard = owner.console("GET", "/admin/support?standing=traced", &Value::Null).await.text;
        assert!(heard.contains("I have a code") && !heard.contains("I am a member"), "{heard}");
        let heard = owner.console("GET", "/admin/support?standing=member", &Value::Null).await.text;
        assert!(heard.contains("I am a member") && !heard.contains("I have a code"), "{heard}");
        assert!(!desk(&mut helper, "").await.contains("<b>Full.</b>"), "another tenant's room");
        // One member alone does not fill it either.
        for _ in 0..19 {
            assert_eq!(ada.post("/report", &nothing).await.status, 204);
        }
        ada.post("/report", &nothing).await.assert_refused(503, "reports_full");
}
}

// From one address strangers send so many and no more: the rest of the room is for others.
on_both_engines! {
async fn one_address_does_not_fill_the_desk(app: TestApp) {
        let mut eve = app.browser(HOME);
        let nothing = json!({ "doing": "sign_in", "password": "no" });
        for _ in 0..40 {
            assert_eq!(eve.post("/report", &nothing).await.status, 204);
        }
        eve.post("/report", &nothing).await.assert_refused(503, "reports_full");
        assert_eq!(waiting(&app, Within::All).await, 40);
}
}

// All that match are closed at once, once somebody has said yes to so many; what came later and what is elsewhere stays.
on_both_engines! {
async fn a_flood_is_closed_at_once(app: TestApp) {
        let mut owner = app.owner().await;
        let doors = app.app.snapshot();
        let tenant = doors.home().unwrap().tenant.id;
        let elsewhere = doors.doors().iter().find(|door| door.tenant.id != tenant).unwrap();
        let nothing = json!({ "doing": "setup", "password": "no" });
        for base in [HOME.to_owned(), elsewhere.base()] {
            assert_eq!(app.browser(&base).post("/report", &nothing).await.status, 204);
        }
        flood(&app, tenant, Standing::Stranger, 300).await;
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        assert_eq!(ada.post("/report", &json!({ "doing": "setup", "password": "no", "words": "keep me" })).await.status, 204);
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", &format!("tenant/{tenant}"))).await;
        let (mut auditor, _) = app.appointed(&mut owner, "aud", ("auditor", "installation")).await;
        let at = "/admin/support/reports/close";
        app.advance_seconds(1);
        let mut ask = json!({ "standing": "stranger", "until": app.app.now() });
        auditor.console("POST", at, &ask).await.assert_refused(403, "not_permitted");
        helper.console("POST", at, &json!({ "standing": "everybody", "until": 0 })).await.assert_refused(400, "malformed_request");
        let answer = helper.console("POST", at, &ask).await;
        answer.assert_refused(422, "confirmation_needed");
        assert_eq!(answer.json()["details"]["confirm"], json!(["close:301"]));
        assert!(answer.json()["details"]["problem"].as_str().unwrap().contains("closes 301 reports"), "{}", answer.text);
        // A yes to fewer is none.
        ask["confirmed"] = json!(["close:300"]);
        helper.console("POST", at, &ask).await.assert_refused(422, "confirmation_needed");
        app.advance_seconds(1);
        assert_eq!(app.browser(HOME).post("/report", &json!({ "doing": "setup", "password": "no", "words": "later" })).await.status, 204);
        ask["confirmed"] = json!(["close:301"]);
        assert_eq!(helper.console("POST", at, &ask).await.status, 204);
        let page = desk(&mut helper, "").await;
        assert!(page.contains("keep me") && page.contains("later") && !page.contains("198.51."), "{page}");
        assert_eq!(waiting(&app, Within::Tenant(elsewhere.tenant.id)).await, 1, "outside the scope");
        let closed: Vec<_> = app.audit(HOME).await.into_iter().filter(|event| event.kind == "reports_closed").collect();
        let mut said: Vec<_> = closed.iter().map(|event| event.detail.clone().unwrap()).collect();
        said.sort_unstable();
        assert_eq!(said, ["101 reports; of stranger, from anywhere", "200 reports; of stranger, from anywhere"]);
        // By one address.
        let one = json!({ "address": "127.0.0.1", "until": app.app.now(), "confirmed": ["close:9"] });
        assert_eq!(helper.console("POST", at, &one).await.status, 204);
        assert!(desk(&mut helper, "").await.contains("None waits."));
}
}
