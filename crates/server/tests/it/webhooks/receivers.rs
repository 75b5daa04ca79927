//! What follows from what a receiver answers: when it is called again, when it is left alone, and when it is switched off.

use super::{DAY, HOUR, MINUTE, added, answering, deliveries, receiver, tell, tested, told, waiting};
use crate::authorization::text;
use crate::support::app::SMART;
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use serde_json::{Value, json};

on_both_engines! {
    // The schedule of three days, each attempt under the same name; then it is left alone until somebody asks.
    async fn what_is_not_taken_is_told_again(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver([vec![500; 10], vec![202]].concat());
        let (page, secret) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        let first = told(&app, &calls).await;
        assert_eq!((first.len(), text(&first[0].json()["type"])), (1, "webhook.tested"));
        for wait in [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY] {
            app.advance_seconds(wait - 1);
            assert_eq!(told(&app, &calls).await.len(), 0, "not before {wait} s");
            app.advance_seconds(wait / 10 + 2);
            let again = told(&app, &calls).await;
            assert_eq!((again.len(), again[0].id(), &again[0].body), (1, first[0].id(), &first[0].body), "{wait}");
            assert!(again[0].header("webhook-timestamp") > first[0].header("webhook-timestamp"));
            assert_eq!(again[0].signed_by(&secret), 1);
        }
        app.advance_seconds(DAY);
        assert_eq!(told(&app, &calls).await.len(), 0, "given up");
        owner.sign_in().await.ok();
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("Given up") && seen.contains("it answered with status 500") && seen.contains("It has taken nothing since"), "{seen}");
        let retry = format!("{page}/deliveries/{}/retry", text(&first[0].json()["data"]["id"]));
        assert_eq!(owner.console("POST", &retry, &json!({})).await.status, 204);
        let last = told(&app, &calls).await;
        assert_eq!((last.len(), last[0].id()), (1, first[0].id()));
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("Taken") && !seen.contains("It has taken nothing since"), "{seen}");
    }

    // Nobody listens: all that waits for the address waits together, and comes once somebody does.
    async fn what_waits_for_one_that_is_away_waits_together(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (url, calls) = receiver(Vec::new());
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        waiting(&app, &page, 30).await;
        tell(&app).await;
        assert!(app.log.text().matches("a webhook does not take").count() <= 1, "{}", app.log.text());
        for wait in [5, 30, 2 * MINUTE, 10 * MINUTE] {
            let before = app.log.text().matches("a webhook does not take").count();
            app.advance_seconds(wait - 1);
            tell(&app).await;
            assert_eq!(app.log.text().matches("a webhook does not take").count(), before, "not before {wait} s");
            app.advance_seconds(1);
            tell(&app).await;
            assert_eq!(app.log.text().matches("a webhook does not take").count(), before + 1, "{wait}");
        }
        assert_eq!(calls.try_iter().count(), 0);
        owner.sign_in().await.ok();
        let (url, calls) = receiver(vec![200; 40]);
        owner.changes(&format!("{page}/settings"), &json!({ "url": url })).await.ok();
        app.advance_seconds(10 * HOUR);
        assert_eq!(told(&app, &calls).await.len(), 30);
    }

    // 410 switches it off at once, and five days without anything taken do, too.
    async fn an_address_that_is_gone_is_switched_off(app: TestApp) {
        let mut owner = app.owner().await;
        let root = app.store.read("root", store::administrator::all).await.unwrap().remove(0).user_id;
        app.give_address(HOME, &json!(root), "root@example.com").await;
        let (url, calls) = receiver(vec![410, 200, 200]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        app.advance_seconds(HOUR);
        owner.sign_in().await.ok();
        assert_eq!(told(&app, &calls).await.len(), 0);
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("gone for good (410)") && seen.contains("Switched off"), "{seen}");
        assert_eq!(owner.console("POST", &format!("{page}/enable"), &json!({})).await.status, 204);
        assert_eq!(told(&app, &calls).await.len(), 1, "what waited comes");
        let (url, calls) = receiver(vec![500; 3]);
        let (failing, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &failing).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        app.advance_seconds(5 * DAY);
        owner.sign_in().await.ok();
        tested(&mut owner, &failing).await;
        assert_eq!(told(&app, &calls).await.len(), 2);
        app.advance_seconds(DAY);
        assert_eq!(told(&app, &calls).await.len(), 0);
        owner.sign_in().await.ok();
        let seen = owner.console("GET", &failing, &Value::Null).await.text;
        assert!(seen.contains("taken nothing for five days"), "{seen}");
        let ends: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.kind == "webhook_disabled").collect();
        let mut why: Vec<_> = ends.iter().map(|entry| entry.detail.as_ref().unwrap().rsplit(' ').next().unwrap()).collect();
        why.sort_unstable();
        assert_eq!(why, ["failing", "gone"]);
        // By another way than the one that fails, and once each.
        let letters = app.letters().await;
        let mails: Vec<_> = letters.iter().filter(|letter| letter["kind"] == "webhook_off").collect();
        assert!(mails.len() == 2 && mails.iter().all(|letter| letter["to"] == "root@example.com"), "{mails:?}");
        let about = |words: &str| mails.iter().filter(|letter| text(&letter["text"]).contains(words)).count();
        assert_eq!((about("(410)"), about("for five days"), about("SIEM"), about("hidden")), (1, 1, 2, 0));
    }

    // DESIGN 13: no redirect, no answer without end, no private network.
    async fn no_address_leads_elsewhere(app: TestApp) {
        let mut owner = app.owner().await;
        let (inside, insiders) = receiver(vec![200]);
        let redirect = format!("HTTP/1.1 307 X\r\nlocation: {inside}\r\ncontent-length: 0\r\n\r\n");
        let huge = format!("HTTP/1.1 200 X\r\ncontent-length: 3000000\r\n\r\n{}", "x".repeat(3_000_000));
        let (url, calls) = answering(vec![redirect, huge]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        assert_eq!(deliveries(&mut owner, &page).await[0]["trouble"], "it answered with status 307");
        app.advance_seconds(6);
        assert_eq!(told(&app, &calls).await.len(), 1);
        let trouble = deliveries(&mut owner, &page).await[0]["trouble"].clone();
        assert!(text(&trouble).contains("too large"), "{trouble}");
        assert_eq!(insiders.try_iter().count(), 0);
        for url in ["https://127.0.0.1:9/in", "https://10.0.0.1/in", "https://[fd00::1]/in", "http://127.0.0.1:9/in"] {
            let (page, _) = added(&mut owner, url, &["recovery"]).await;
            tested(&mut owner, &page).await;
            tell(&app).await;
            let trouble = deliveries(&mut owner, &page).await[0]["trouble"].clone();
            assert!(text(&trouble).contains("the configuration"), "{url}: {trouble}");
        }
    }

    // Standard Webhooks: a receiver that has too much to do is not sent more, and says itself for how long.
    async fn one_that_asks_for_time_is_given_it(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let busy = |status: u16, wait: &str| format!("HTTP/1.1 {status} X\r\n{wait}content-length: 0\r\n\r\n");
        for status in [503, 429, 502, 504] {
            let (url, calls) = answering([vec![busy(status, ""); 4], vec![busy(status, "retry-after: 600\r\n"); 4]].concat());
            let (page, _) = added(&mut owner, &url, &["recovery"]).await;
            waiting(&app, &page, 30).await;
            assert_eq!(told(&app, &calls).await.len(), 4, "{status}");
            assert_eq!(deliveries(&mut owner, &page).await.iter().filter(|one| one["status"] == status).count(), 4);
            app.advance_seconds(4);
            assert_eq!(told(&app, &calls).await.len(), 0, "{status}");
            app.advance_seconds(1);
            assert_eq!(told(&app, &calls).await.len(), 4, "{status}");
            app.advance_seconds(599);
            assert_eq!(told(&app, &calls).await.len(), 0, "{status}");
            owner.sign_in().await.ok();
            let version = owner.version_of(&page).await;
            assert_eq!(owner.removes(&page, &version).await.status, 204);
        }
        // However long it asks for, an hour is enough; and where some of four were taken, it is left alone all the same.
        let mut answers = vec![busy(200, ""), busy(503, "retry-after: 86400\r\n"), busy(200, ""), busy(200, "")];
        answers.extend(vec![busy(200, ""); 9]);
        let (url, calls) = answering(answers);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        waiting(&app, &page, 6).await;
        assert_eq!(told(&app, &calls).await.len(), 4);
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(!seen.contains("It has taken nothing since"), "{seen}");
        app.advance_seconds(HOUR - 1);
        assert_eq!(told(&app, &calls).await.len(), 0);
        app.advance_seconds(1);
        assert_eq!(told(&app, &calls).await.len(), 3);
    }

    // What a name leads to in the operator's network is for the operator: an administrator of a tenant reads one text for all of it.
    async fn nobody_learns_which_hosts_there_are(app: TestApp) {
        let mut owner = app.owner().await;
        let mut said = Vec::new();
        // No part of a name is that long, so nobody is asked for it.
        let unknown = format!("{}.example", "x".repeat(64));
        for host in [unknown.as_str(), "127.0.0.1", "10.0.0.1"] {
            let (page, _) = added(&mut owner, &format!("https://{host}/in"), &["recovery"]).await;
            tested(&mut owner, &page).await;
            tell(&app).await;
            let trouble = deliveries(&mut owner, &page).await[0]["trouble"].clone();
            said.push(text(&trouble).replace(host, "HOST"));
        }
        assert!(said.iter().all(|one| *one == said[0] && one.contains("HOST")), "{said:?}");
        let log = app.log.text();
        assert!(log.contains("10.0.0.1 is in a private network") && log.contains(&format!("{unknown} cannot be found:")), "{log}");
    }
}
