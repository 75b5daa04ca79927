//! Console > Webhooks: who looks after them, what is kept, and the secret that is shown once.

use super::{DAY, HOUR, LIST, added, key, receiver, tested, told};
use crate::authorization::text;
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::webhooks::operator::{self, Done, Wish};
use serde_json::{Value, json};

on_both_engines! {
    // Two secrets for a day.
    async fn a_new_secret_leaves_the_one_before_good_for_a_day(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, first) = added(&mut owner, &url, &["recovery"]).await;
        let answer = owner.console("POST", &format!("{page}/secret"), &json!({})).await.ok();
        let second = text(&answer["secret"]).to_owned();
        assert_ne!(first, second);
        tested(&mut owner, &page).await;
        let call = told(&app, &calls).await.remove(0);
        assert_eq!((call.signed_by(&first), call.signed_by(&second), call.header("webhook-signature").split(' ').count()), (1, 1, 2));
        app.advance_seconds(DAY);
        owner.sign_in().await.ok();
        tested(&mut owner, &page).await;
        let call = told(&app, &calls).await.remove(0);
        assert_eq!((call.signed_by(&first), call.signed_by(&second), call.header("webhook-signature").split(' ').count()), (0, 1, 1));
        // In no answer but those that drew them, and in no event.
        for path in [LIST.to_owned(), page.clone(), format!("{page}/settings"), format!("{page}/deliveries")] {
            let seen = owner.console("GET", &path, &Value::Null).await;
            assert!(seen.status == 200 && !seen.text.contains(&first) && !seen.text.contains(&second) && !seen.text.contains("sealed"), "{}", seen.text);
        }
        let events = format!("{:?}", app.audit(SMART).await);
        assert!(events.contains("webhook_secret_renewed") && !events.contains("whsec_") && !events.contains("key=hidden"), "{events}");
        let whose = key(&app, &page);
        let row = app.store.read("webhook", move |tx| store::webhook::find(tx, whose)).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains(&second[6..]));
    }

    // Somebody draws another one before the receiver has the last: what it has is good until its day is over.
    async fn a_second_new_secret_leaves_the_receivers_good(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, first) = added(&mut owner, &url, &["recovery"]).await;
        let one = owner.console("POST", &format!("{page}/secret"), &json!({})).await.ok();
        app.advance_seconds(HOUR);
        owner.sign_in().await.ok();
        let two = owner.console("POST", &format!("{page}/secret"), &json!({})).await.ok();
        assert_eq!(two["before_until"], one["before_until"]);
        let (second, third) = (text(&one["secret"]), text(&two["secret"]));
        tested(&mut owner, &page).await;
        let call = told(&app, &calls).await.remove(0);
        assert_eq!((call.signed_by(&first), call.signed_by(second), call.signed_by(third)), (1, 0, 1));
        app.advance_seconds(DAY - HOUR);
        owner.sign_in().await.ok();
        tested(&mut owner, &page).await;
        let call = told(&app, &calls).await.remove(0);
        assert_eq!((call.signed_by(&first), call.signed_by(second), call.signed_by(third)), (0, 0, 1));
    }

    // S0-26: support reads no audit, and what was told is what the audit says.
    async fn what_was_told_is_for_whoever_reads_the_audit(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        let list = format!("{page}/deliveries");
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        assert!(auditor.console("GET", &page, &Value::Null).await.text.contains("msg_"));
        assert_eq!(auditor.console("GET", &list, &Value::Null).await.ok()["deliveries"].as_array().unwrap().len(), 1);
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let seen = support.console("GET", &page, &Value::Null).await;
        assert!(seen.status == 200 && seen.text.contains("localhost") && !seen.text.contains("msg_"), "{}", seen.text);
        assert!(!seen.text.contains("webhook.tested") && !seen.text.contains("Deliveries"), "{}", seen.text);
        support.console("GET", &list, &Value::Null).await.assert_refused(403, "not_permitted");
    }

    // What cannot be kept is said beside its field, and of two who save the second is told.
    async fn a_save_says_what_it_has_seen(app: TestApp) {
        let mut owner = app.owner().await;
        let (page, _) = added(&mut owner, "https://hooks.example/in", &["sign_in"]).await;
        let settings = format!("{page}/settings");
        for (member, value) in [
            ("url", json!("http://hooks.example/in")),
            ("url", json!("https://ada@hooks.example/in")),
            ("description", json!("x".repeat(101))),
            ("events", json!([])),
            ("events", json!(["sign_in", "everything"])),
        ] {
            let mut ask = json!({ "url": "https://hooks.example/in", "description": "", "events": ["sign_in"] });
            ask[member] = value.clone();
            for answer in [owner.console("POST", LIST, &ask).await, owner.changes(&settings, &json!({ member: value })).await] {
                answer.assert_refused(422, "setting_refused");
                assert_eq!(answer.json()["details"]["field"], member);
            }
        }
        owner.changes(&settings, &json!({ "secret": "x" })).await.assert_refused(400, "malformed_request");
        let version = text(&owner.console("GET", &settings, &Value::Null).await.ok()["version"]).to_owned();
        owner.saves(&settings, &version, &json!({ "events": ["policy", "sign_in"] })).await.ok();
        for stale in [version.as_str(), "", "*"] {
            owner.saves(&settings, stale, &json!({ "description": "x" })).await.assert_refused(412, "changed_since");
            owner.removes(&page, stale).await.assert_refused(412, "changed_since");
        }
        let seen = owner.console("GET", &settings, &Value::Null).await.ok();
        assert_eq!(seen["events"], json!(["sign_in", "policy"]));
        assert_eq!(owner.removes(&page, text(&seen["version"])).await.status, 204);
        assert_eq!(owner.console("GET", &page, &Value::Null).await.status, 404);
        let told: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.kind.starts_with("webhook_")).collect();
        let changed = told.iter().find(|entry| entry.kind == "webhook_changed").unwrap();
        assert!(changed.detail.as_ref().unwrap().contains("events: sign_in → sign_in policy"), "{changed:?}");
        assert!(told.iter().any(|entry| entry.kind == "webhook_removed"));
        for number in 0..20 {
            added(&mut owner, &format!("https://hooks.example/{number}"), &["sign_in"]).await;
        }
        let ask = json!({ "url": "https://hooks.example/in", "events": ["sign_in"] });
        owner.console("POST", LIST, &ask).await.assert_refused(422, "setting_refused");
    }

    // S0-26: who looks after the whole tenant, and nobody else, with an eye on what the path may hold.
    async fn only_who_looks_after_the_tenant_has_them(app: TestApp) {
        let mut owner = app.owner().await;
        let (page, _) = added(&mut owner, "https://hooks.example/in/s3cret", &["sign_in"]).await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let ask = json!({ "url": "https://hooks.example/in", "events": ["sign_in"] });
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        for path in [LIST.to_owned(), page.clone(), format!("{page}/settings")] {
            let seen = auditor.console("GET", &path, &Value::Null).await;
            assert!(seen.status == 200 && seen.text.contains("https://hooks.example/") && !seen.text.contains("s3cret"), "{}", seen.text);
        }
        auditor.console("POST", LIST, &ask).await.assert_refused(403, "not_permitted");
        let platform = app.app.snapshot().doors().iter().find(|other| other.tenant.id != door.tenant.id).unwrap().tenant.id;
        let scopes = [("local", format!("pool/{}/{}", door.tenant.id, door.pool.id)), ("foreign", format!("tenant/{platform}"))];
        for (name, scope) in scopes {
            let (mut other, _) = app.appointed(&mut owner, name, ("administrator", &scope)).await;
            for path in [LIST, &page] {
                assert_eq!(other.console("GET", path, &Value::Null).await.status, 404, "{name} {path}");
            }
            other.console("POST", LIST, &ask).await.assert_refused(404, "not_found");
            for act in ["secret", "enable", "disable", "test", "deliveries/018bcfe5-6801-7000-8000-000000000000/retry"] {
                other.console("POST", &format!("{page}/{act}"), &json!({})).await.assert_refused(404, "not_found");
            }
            other.removes(&page, "x").await.assert_refused(404, "not_found");
        }
        // Below another tenant it is not there, either, and of another's events nothing is told.
        let elsewhere = page.replace("/demo/", "/platform/");
        assert_eq!(owner.console("GET", &elsewhere, &Value::Null).await.status, 404);
        owner.console("POST", &format!("{elsewhere}/secret"), &json!({})).await.assert_refused(404, "not_found");
        app.advance_seconds(301);
        owner.console("POST", &format!("{page}/secret"), &json!({})).await.assert_refused(401, "insufficient_user_authentication");
    }

    // Whoever is at the server's own terminal does the same, and it is recorded.
    async fn the_operator_looks_after_them_too(app: TestApp) {
        let (url, calls) = receiver(vec![200; 3]);
        let add = Wish::Add { url, description: "SIEM".into(), events: vec!["recovery".into()] };
        let Done::Drawn(drawn) = operator::carry_out(&app.app, "demo", add).await.unwrap() else { panic!() };
        operator::carry_out(&app.app, "demo", Wish::Test { id: drawn.id }).await.unwrap();
        let call = told(&app, &calls).await.remove(0);
        assert_eq!((call.signed_by(&drawn.secret), call.json()["data"]["actor"].clone()), (1, Value::Null));
        let Done::Drawn(second) = operator::carry_out(&app.app, "demo", Wish::Secret { id: drawn.id }).await.unwrap() else { panic!() };
        assert_ne!(second.secret, drawn.secret);
        operator::carry_out(&app.app, "demo", Wish::Enable { id: drawn.id, enabled: false }).await.unwrap();
        let Done::List(list) = operator::carry_out(&app.app, "demo", Wish::List).await.unwrap() else { panic!() };
        assert_eq!((list.len(), list[0].enabled, list[0].events.clone()), (1, false, vec!["recovery".to_owned()]));
        operator::carry_out(&app.app, "demo", Wish::Remove { id: drawn.id }).await.unwrap();
        let unfit = Wish::Add { url: "http://hooks.example".into(), description: String::new(), events: vec!["recovery".into()] };
        for (tenant, wish, why) in [
            ("demo", Wish::Test { id: drawn.id }, "there is no webhook"),
            ("nowhere", Wish::List, "there is no tenant nowhere"),
            ("demo", unfit, "This must begin with https://"),
        ] {
            let refused = operator::carry_out(&app.app, tenant, wish).await.unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
        }
        let mut kinds: Vec<_> = app.audit(SMART).await.into_iter().map(|entry| entry.kind).filter(|kind| kind.starts_with("webhook")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["webhook_added", "webhook_disabled", "webhook_removed", "webhook_secret_renewed", "webhook_tested"]);
    }
}
