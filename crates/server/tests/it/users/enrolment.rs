//! How support brings a member to a new passkey (S2-8): a link that is mailed, a passkey that is made at the desk, and where either takes two.

use super::*;
use domain::members::{self, By};
use domain::settings::Mode;

/// Somebody from an import: a verified address and no way in.
async fn import(app: &TestApp) -> (String, &'static str, String) {
    plant(app, vec![(1, "Grace Hopper".to_owned())]).await;
    let id = planted(app, 1, "").0.id.to_string();
    let at = format!("{}/{id}", list_of(app, HOME));
    (id, "m1@planted.example", at)
}

/// The path of the newest link that was sent to this address, below its door.
async fn link_to(app: &TestApp, address: &str) -> String {
    let letter = app.letter(address, "enrolment_link").await.unwrap();
    letter["link"].as_str().unwrap().split_once(HOME).unwrap().1.to_owned()
}

/// Takes a link, and makes a passkey on the journey to which it leads.
async fn follow(browser: &mut Actor<'_>, link: &str) -> Answer {
    let taken = browser.form(link, "").await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    let journey = taken.header("location").rsplit('/').next().unwrap().to_owned();
    assert!(browser.open(&format!("/journey/{journey}")).await.text.contains("passkey"));
    Recovery { journey, ticket: Value::Null }.enrol(browser, json!({})).await
}

async fn send(who: &mut Actor<'_>, at: &str) -> Answer {
    who.console("POST", &format!("{at}/enrolment-link"), &json!({})).await
}

/// Begins at the desk; what is made is the body of finish.
async fn made(who: &mut Actor<'_>, at: &str, key: &mut Actor<'_>) -> Value {
    let begun = who.console("POST", &format!("{at}/passkeys/begin"), &json!({ "name": "Her key" })).await.ok();
    key.make(&begun, &json!({ "name": "Her key" }))
}

/// Says in the pool's rules whether a pass takes two.
async fn rule(owner: &mut Actor<'_>, path: &str, two: bool) {
    let read = owner.console("GET", path, &Value::Null).await.ok();
    let version = read["policy"]["version"].as_str().unwrap().to_owned();
    owner.saves(path, &version, &json!({ "two_persons_for_access_pass": two })).await.ok();
}

on_both_engines! {
    // S2-8: nobody but the member sees it, looking spends nothing, and it ends in a passkey and a session.
    async fn a_member_without_a_way_in_follows_an_enrolment_link(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (id, address, at) = import(&app).await;
        let support_id = user_id(&mut support).await;
        let sent = send(&mut support, &at).await;
        assert_eq!(sent.ok()["to"], address);
        let link = link_to(&app, address).await;
        let token = link.rsplit('/').next().unwrap();
        let page = open(&mut support, &at).await;
        assert!(page.contains("End link") && page.contains(address) && !page.contains(token), "{page}");
        assert!(!sent.text.contains(token) && !app.log.text().contains(token));
        assert_recorded(&app, "enrolment_link_sent", (&support_id, &id)).await;
        let told = app.letter(address, "factor_changed").await.unwrap()["text"].as_str().unwrap().to_owned();
        assert!(told.contains("An administrator sent you a link") && !told.contains(token), "{told}");
        let mut grace = app.browser(HOME);
        for _ in 0..2 {
            let page = grace.open(&link).await;
            assert!(page.status == 200 && page.text.contains(address), "{}", page.text);
        }
        assert_eq!(follow(&mut grace, &link).await.ok()["status"], "signed_in");
        assert_eq!(user_id(&mut grace).await, id);
        assert_eq!(app.browser(HOME).open(&link).await.status, 404, "once");
        assert_eq!(app.browser(HOME).form(&link, "").await.status, 404, "once");
        grace.cookies.clear();
        grace.sign_in().await.ok();
        assert!(!open(&mut support, &at).await.contains("End link"));
    }

    // S2-8: in Classic as in Smart, and it stands in for what the member lost.
    async fn a_link_replaces_what_was_lost_in_classic_too(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut ada, address) = app.reachable(CLASSIC, "ada").await;
        let at = format!("{}/{}", list_of(&app, CLASSIC), user_id(&mut ada).await);
        send(&mut owner, &at).await.ok();
        let letter = app.letter(&address, "enrolment_link").await.unwrap();
        let link = letter["link"].as_str().unwrap().split_once(CLASSIC).unwrap().1.to_owned();
        let mut found = app.browser(CLASSIC);
        assert_eq!(follow(&mut found, &link).await.ok()["status"], "signed_in");
        assert!(is_signed_out(&mut ada).await);
        assert!(open(&mut owner, &at).await.contains("Put aside</span>"), "what was lost opens nothing");
    }

    async fn a_link_lives_a_day_until_another_is_sent_or_it_is_ended(app: TestApp) {
        let mut owner = app.owner().await;
        let (id, address, at) = import(&app).await;
        send(&mut owner, &at).await.ok();
        let first = link_to(&app, address).await;
        // Whoever has opened it comes no further when another one is sent.
        let mut opened = app.browser(HOME);
        let taken = opened.form(&first, "").await;
        let journey = taken.header("location").rsplit('/').next().unwrap().to_owned();
        app.advance_seconds(1);
        send(&mut owner, &at).await.ok();
        let second = link_to(&app, address).await;
        assert_ne!(first, second);
        assert_eq!(app.browser(HOME).open(&first).await.status, 404);
        let stopped = Recovery { journey, ticket: Value::Null }.enrol(&mut opened, json!({})).await;
        assert!(stopped.status.is_client_error(), "{}", stopped.text);
        app.advance_seconds(DAY - 1);
        assert_eq!(app.browser(HOME).open(&second).await.status, 200);
        app.advance_seconds(1);
        assert_eq!(app.browser(HOME).open(&second).await.status, 404);
        owner.sign_in().await.ok();
        send(&mut owner, &at).await.ok();
        let third = link_to(&app, address).await;
        assert_done(&owner.console("DELETE", &format!("{at}/access-pass"), &Value::Null).await);
        assert_eq!(app.browser(HOME).open(&third).await.status, 404);
        app.advance_seconds(1);
        send(&mut owner, &at).await.ok();
        let fourth = link_to(&app, address).await;
        // Nor is it good for an address that is the member's no longer, nor for one who is suspended.
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        assert_eq!(app.browser(HOME).open(&fourth).await.status, 404);
        assert_done(&owner.console("POST", &format!("{at}/restore"), &json!({})).await);
        assert_eq!(app.browser(HOME).open(&fourth).await.status, 404);
        app.advance_seconds(1);
        send(&mut owner, &at).await.ok();
        let fifth = link_to(&app, address).await;
        assert_eq!(app.browser(CLASSIC).open(&fifth).await.status, 404, "of another pool");
        let (pool, user) = (door(&app, HOME).pool.id, id.parse().unwrap());
        let taken = app.store.write("take away", move |tx| identifier::delete(tx, pool, user, address));
        taken.await.unwrap();
        assert_eq!(app.browser(HOME).open(&fifth).await.status, 404);
    }

    async fn no_link_goes_where_none_may(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut boss, _) = app.appointed(&mut owner, "boss", ("administrator", "installation")).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let mut plain = app.colleague("plain").await;
        let plain = format!("{}/{}", list_of(&app, HOME), user_id(&mut plain).await);
        // Nobody has proved to read any address of theirs.
        app.assert_refused(HOME, &send(&mut owner, &plain).await, "address_unknown").await;
        assert!(!open(&mut owner, &plain).await.contains("Send an enrolment link"));
        let (_, _, at) = import(&app).await;
        assert!(open(&mut owner, &at).await.contains("Send an enrolment link"));
        send(&mut auditor, &at).await.assert_refused(403, "not_permitted");
        let elsewhere = owner.console("POST", &format!("{at}/enrolment-link"), &json!({ "to": "me@evil.example" })).await;
        app.assert_refused(HOME, &elsewhere, "address_unknown").await;
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        app.assert_refused(HOME, &send(&mut owner, &at).await, "member_unknown").await;
        // For an administrator it takes two, and a link is one of the two ways to confirm.
        let id = user_id(&mut boss).await;
        app.give_address(HOME, &json!(id), "boss@example.com").await;
        let at = format!("{}/{id}", list_of(&app, HOME));
        app.assert_refused(HOME, &send(&mut owner, &at).await, "access_pass_for_administrator").await;
        let begun = owner.console("POST", &format!("{at}/passkeys/begin"), &json!({})).await;
        app.assert_refused(HOME, &begun, "access_pass_for_administrator").await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let confirm = format!("{at}/enrolment-link/confirm");
        second.console("POST", &confirm, &json!({})).await.assert_refused(404, "pass_request_gone");
        assert_done(&owner.console("POST", &format!("{at}/access-pass/request"), &json!({})).await);
        owner.console("POST", &confirm, &json!({})).await.assert_refused(422, "two_persons");
        assert!(open(&mut second, &at).await.contains("Confirm as a link"));
        second.console("POST", &confirm, &json!({})).await.ok();
        assert!(app.letter("boss@example.com", "enrolment_link").await.is_some());
    }

    // Issue 7: two persons where policy asks.
    async fn policy_may_ask_for_two_persons(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("support", "installation")).await;
        let (id, address, at) = import(&app).await;
        let rules = format!("{}/policy", list_of(&app, HOME).trim_end_matches("/users"));
        rule(&mut owner, &rules, true).await;
        let policies = open(&mut owner, &rules.replace("/policy", "/policies")).await;
        let tick = policies.split("id=\"two_persons_for_access_pass\"").nth(1).unwrap();
        assert!(tick.split('>').next().unwrap().contains("checked"), "{tick}");
        let page = open(&mut owner, &at).await;
        assert!(page.contains("Policy says") && page.contains("given out by two administrators"), "{page}");
        for (path, body) in [("access-pass", json!({})), ("enrolment-link", json!({})), ("passkeys/begin", json!({}))] {
            let refused = owner.console("POST", &format!("{at}/{path}"), &body).await;
            app.assert_refused(HOME, &refused, "access_pass_for_administrator").await;
        }
        assert_done(&owner.console("POST", &format!("{at}/access-pass/request"), &json!({})).await);
        owner.console("POST", &format!("{at}/access-pass/confirm"), &json!({})).await.assert_refused(422, "two_persons");
        second.console("POST", &format!("{at}/enrolment-link/confirm"), &json!({})).await.ok();
        let mut grace = app.browser(HOME);
        follow(&mut grace, &link_to(&app, address).await).await.ok();
        assert_eq!(user_id(&mut grace).await, id);
        // A group may ask for it alone.
        rule(&mut owner, &rules, false).await;
        let mut ada = app.colleague("ada").await;
        let ada_id = user_id(&mut ada).await;
        let strict = PolicyRules { two_persons_for_access_pass: Some(true), ..PolicyRules::default() };
        app.give_role(HOME, &json!(ada_id), ("Vault", strict)).await;
        let pass = owner.console("POST", &format!("{}/{ada_id}/access-pass", list_of(&app, HOME)), &json!({})).await;
        pass.assert_refused(422, "two_persons");
    }

    // S2-8: made in the administrator's browser, of the member alone.
    async fn a_passkey_is_made_at_the_desk(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (id, address, at) = import(&app).await;
        let support_id = user_id(&mut support).await;
        assert!(open(&mut support, &at).await.contains("Add a passkey for this member"));
        let mut key = app.browser(HOME);
        let body = made(&mut support, &at, &mut key).await;
        let finish = format!("{at}/passkeys/finish");
        // Neither another administrator nor another member is put in the place of those who began.
        let refused = owner.console("POST", &finish, &body).await;
        app.assert_refused(HOME, &refused, "ceremony_not_found").await;
        let mut plain = app.colleague("plain").await;
        let other = format!("{}/{}/passkeys/finish", list_of(&app, HOME), user_id(&mut plain).await);
        let refused = support.console("POST", &other, &body).await;
        app.assert_refused(HOME, &refused, "ceremony_not_found").await;
        app.advance_seconds(1);
        let answer = support.console("POST", &finish, &body).await;
        assert_done(&answer);
        assert!(answer.cookies().is_empty() && answer.text.is_empty(), "no session of the member's");
        assert_recorded(&app, "passkey_added", (&support_id, &id)).await;
        assert!(app.audit(HOME).await.iter().any(|entry| entry.detail.as_deref() == Some("on_behalf")));
        let again = support.console("POST", &finish, &body).await;
        assert!(again.status.is_client_error(), "{}", again.text);
        assert_eq!(user_id(&mut support).await, support_id);
        let told = app.letter(address, "factor_changed").await.unwrap()["text"].as_str().unwrap().to_owned();
        assert!(told.contains("An administrator made a passkey"), "{told}");
        assert!(open(&mut support, &at).await.contains("Her key"));
        key.sign_in().await.ok();
        assert_eq!(user_id(&mut key).await, id);
        // Whoever made it may hold it: as after a pass, nobody is appointed for as long as that would take to be noticed.
        appoint(&mut owner, address).await.assert_refused(422, "access_pass_lately");
    }

    // S3-20, S1-27: the limits are the member's, and show before the prompt. Whoever lost the right meanwhile makes nothing.
    async fn the_desk_keeps_to_limits_and_rights(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, appointment) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (mut peer, _) = app.appointed(&mut owner, "peer", ("support", "installation")).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let (_, _, at) = import(&app).await;
        let begin = format!("{at}/passkeys/begin");
        auditor.console("POST", &begin, &json!({})).await.assert_refused(403, "not_permitted");
        let of_peer = format!("{}/{}/passkeys/begin", list_of(&app, HOME), user_id(&mut peer).await);
        support.console("POST", &of_peer, &json!({})).await.assert_refused(403, "not_permitted");
        let own = format!("{}/{}/passkeys/begin", list_of(&app, HOME), user_id(&mut support).await);
        support.console("POST", &own, &json!({})).await.assert_refused(403, "not_permitted");
        let mut key = app.browser(HOME);
        let body = made(&mut support, &at, &mut key).await;
        assert_done(&owner.console("DELETE", &format!("/admin/administrators/{appointment}"), &Value::Null).await);
        let late = support.console("POST", &format!("{at}/passkeys/finish"), &body).await;
        assert!(late.status.is_client_error(), "{}", late.text);
        app.set(HOME, |settings| settings.passkey_capacity = 1).await;
        let mut key = app.browser(HOME);
        let body = made(&mut owner, &at, &mut key).await;
        assert_done(&owner.console("POST", &format!("{at}/passkeys/finish"), &body).await);
        let full = owner.console("POST", &begin, &json!({})).await;
        app.assert_refused(HOME, &full, "passkey_limit").await;
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        owner.console("POST", &begin, &json!({})).await.assert_refused(404, "member_gone");
    }

    // S3-12, S2-24: what is in the list and opens nothing says so.
    async fn a_passkey_of_the_other_mode_says_that_it_opens_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.member(CLASSIC, "ada").await;
        ada.sign_in_as("ada").await.ok();
        let at = format!("{}/{}", list_of(&app, CLASSIC), user_id(&mut ada).await);
        assert!(!open(&mut owner, &at).await.contains("Opens nothing"));
        let id = door(&app, CLASSIC).workspace.id;
        let switched = app.store.write("switch", move |tx| {
            let row = store::workspace::all(tx)?.into_iter().find(|row| row.id == id).unwrap();
            store::workspace::update(tx, &store::workspace::Workspace { mode: Mode::Smart, ..row })?;
            store::installation::bump(tx)
        });
        switched.await.unwrap();
        app.app.refresh().await.unwrap();
        assert!(open(&mut owner, &at).await.contains("Opens nothing: made in Classic mode"));
    }

    // S2-37: the document's four walks, where a test account is.
    async fn a_test_account_has_its_four_walks(app: TestApp) {
        let mut owner = app.owner().await;
        let (_, _, at) = import(&app).await;
        assert!(!open(&mut owner, &at).await.contains("How to Test as an Admin"));
        assert_done(&owner.console("PUT", &format!("{at}/test-account"), &json!({ "test_account": true })).await);
        let page = open(&mut owner, &at).await;
        for words in [
            "How to Test as an Admin",
            "Add a Passkey",
            "Give the passkey a clear name, such as Admin iPhone or Office Laptop.",
            "Confirm that the passkey appears in the list.",
            "Sign In With a Passkey",
            "Make sure you are signed in successfully.",
            "Test Password Fallback",
            "This confirms members can still access their accounts if a passkey is unavailable.",
            "Rename and Delete a Passkey",
            "Sign out and confirm that password sign-in still works.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }

    // Issue 7: people are invited in the console, all of a form or none.
    async fn support_invites_people(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let at = list_of(&app, HOME).replace("/users", "/invitations");
        let ask = json!({ "addresses": ["mia@example.com", "", " noa@example.com ", "Mia@example.com"] });
        auditor.console("POST", &at, &ask).await.assert_refused(403, "not_permitted");
        assert_eq!(support.console("POST", &at, &ask).await.ok()["invited"], 2);
        let (support_id, tenant) = (user_id(&mut support).await, door(&app, HOME).tenant.id);
        let read = app.store.read("audit", move |tx| store::audit_event::latest(tx, tenant, 100));
        let events: Vec<_> = read.await.unwrap().into_iter().filter(|event| event.kind == "invited").collect();
        assert!(events.len() == 2 && events.iter().all(|event| event.actor_id.unwrap().to_string() == support_id));
        assert!(app.letter("mia@example.com", "invitation").await.is_some());
        let page = open(&mut support, &at).await;
        assert!(page.contains("noa@example.com") && !open(&mut auditor, &at).await.contains("id=\"addresses\""));
        let (_, taken, _) = import(&app).await;
        for (wrong, piece) in [(taken, "has this address already"), ("no address", "no mail address"), ("", "one to 50")] {
            let refused = support.console("POST", &at, &json!({ "addresses": [wrong] })).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            assert!(refused.json()["details"]["problem"].as_str().unwrap().contains(piece), "{}", refused.text);
        }
        let beside = json!({ "addresses": ["lea@example.com", taken] });
        assert_eq!(support.console("POST", &at, &beside).await.status, 422);
        assert!(app.letter("lea@example.com", "invitation").await.is_none(), "all or none");
    }

    // Issue 9, 6: a list says what would come of it before anything is sent, and what was seen is what is sent.
    async fn support_invites_people_of_a_list(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let at = list_of(&app, HOME).replace("/users", "/invitations");
        let one = support.console("POST", &at, &json!({ "list": "\n mia@example.com\n" })).await;
        assert_eq!(one.ok()["invited"], 1);
        let table = "address,roles\r\nmia@example.com,\r\nnoa@example.com,\r\nlea@example.com,editor\r\nNoa@example.com,\r\nno address,\r\nzoe@example.com,\r\n";
        let asked = support.console("POST", &at, &json!({ "list": table })).await;
        asked.assert_refused(422, "confirmation_needed");
        let details = asked.json()["details"].clone();
        let told = details["problem"].as_str().unwrap();
        let whole = "2 people will be invited. 1 has an invitation that is still good, and gets no other. Left out: ";
        assert!(told.starts_with(whole), "{told}");
        for piece in ["lea@example.com: no role is given here", "Noa@example.com: an earlier line has the same address", "no address: "] {
            assert!(told.contains(piece), "{piece}: {told}");
        }
        assert!(app.letter("noa@example.com", "invitation").await.is_none());
        // By what was confirmed for this list no other one is sent.
        let other = json!({ "list": format!("{table}ben@example.com,\n"), "confirmed": details["confirm"] });
        support.console("POST", &at, &other).await.assert_refused(422, "confirmation_needed");
        let sent = support.console("POST", &at, &json!({ "list": table, "confirmed": details["confirm"] })).await;
        assert_eq!(sent.ok()["invited"], 2);
        assert!(app.letter("zoe@example.com", "invitation").await.is_some());
        assert!(app.letter("ben@example.com", "invitation").await.is_none());
        let again = support.console("POST", &at, &json!({ "list": "mia@example.com\nzoe@example.com" })).await;
        again.assert_refused(422, "setting_refused");
        let nobody = "Nobody would be invited. 2 have an invitation that is still good, and get no other.";
        assert_eq!(again.json()["details"]["problem"], nobody);
        let many = (0..=1000).map(|number| format!("m{number}@example.com")).collect::<Vec<_>>().join("\n");
        for (wrong, piece) in [(many.as_str(), "one to 1000"), (" \n", "one to 1000"), ("address,salary\na@example.com,1\n", "cannot be read")] {
            let refused = support.console("POST", &at, &json!({ "list": wrong })).await;
            refused.assert_refused(422, "setting_refused");
            assert!(refused.json()["details"]["problem"].as_str().unwrap().contains(piece), "{}", refused.text);
        }
        let both = json!({ "list": "ian@example.com", "addresses": ["ian@example.com"] });
        support.console("POST", &at, &both).await.assert_refused(422, "setting_refused");
        let some = (0..51).map(|number| format!("p{number}@example.com")).collect::<Vec<_>>().join("\n");
        let asked = support.console("POST", &at, &json!({ "list": some })).await;
        assert_eq!(asked.json()["details"]["problem"], "51 people will be invited.", "{}", asked.text);
    }

    // Issue 7: the last owner cannot be lost, not even at the terminal.
    async fn the_operator_does_not_suspend_the_last_owner(app: TestApp) {
        let mut owner = app.owner().await;
        let (pool, id) = (door(&app, HOME).pool.id, user_id(&mut owner).await.parse().unwrap());
        match members::suspend(&app.app, By::Operator, pool, id).await {
            Err(Error::Refused(refused)) => assert_eq!(refused.reason, Reason::LastOwner),
            other => panic!("{other:?}"),
        }
        assert!(open(&mut owner, "/admin").await.contains("Owner"));
        app.appointed(&mut owner, "second", ("owner", "installation")).await;
        assert!(members::suspend(&app.app, By::Operator, pool, id).await.unwrap());
    }
}
