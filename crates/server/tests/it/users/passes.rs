//! Access passes that administrators give out: what ends them, whom they keep from the console, and where it takes two persons (S0-24, S4c-1).

use super::*;

on_both_engines! {
    // A pass opens no console: it ends when its member is appointed, and so does every session, which another pass may have opened.
    async fn a_pass_ends_when_its_member_is_appointed(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut ada, mut grace) = (app.colleague("ada").await, app.colleague("grace").await);
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut ada).await);
        access_pass::issue_by_operator(&app.app, &door(&app, HOME), "ada").await.unwrap();
        assert!(open(&mut owner, &at).await.contains("In full until"));
        appoint(&mut owner, "ada").await.ok();
        assert!(!open(&mut owner, &at).await.contains("In full until"));
        assert!(is_signed_out(&mut ada).await);
        ada.sign_in().await.ok();
        assert!(open(&mut ada, "/admin").await.contains("Support"));
        appoint(&mut owner, "grace").await.ok();
        assert!(is_signed_out(&mut grace).await, "also where no pass lives");
    }

    // Nor does it open more of it: whoever is given more than they had begins anew, and nobody else does.
    async fn a_pass_ends_when_its_administrator_is_given_more(app: TestApp) {
        let mut owner = app.owner().await;
        let tenant = format!("tenant/{}", door(&app, HOME).tenant.id);
        let (mut helper, id) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut helper).await);
        access_pass::issue_by_operator(&app.app, &door(&app, HOME), "helper").await.unwrap();
        let place = format!("/admin/administrators/{id}");
        assert_done(&owner.console("PUT", &place, &json!({ "role": "support", "scope": tenant })).await);
        assert!(open(&mut owner, &at).await.contains("In full until"));
        assert!(!is_signed_out(&mut helper).await);
        assert_done(&owner.console("PUT", &place, &json!({ "role": "owner", "scope": tenant })).await);
        assert!(!open(&mut owner, &at).await.contains("In full until"));
        assert!(is_signed_out(&mut helper).await);
        helper.sign_in().await.ok();
        assert!(open(&mut helper, "/admin").await.contains("Owner"));
    }

    // What was made with a pass outlives it, so whoever had one lately is not appointed: neither as it was given out, nor as it was used.
    async fn who_had_a_pass_lately_is_not_appointed(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut ada).await);
        let pass = owner.console("POST", &format!("{at}/access-pass"), &json!({})).await.ok();
        appoint(&mut owner, "ada").await.assert_refused(422, "access_pass_lately");
        app.advance_seconds(DAY);
        let mut thief = app.program(HOME);
        let journey = Recovery::start(&mut thief, "ada").await;
        let proved = journey.prove(&mut thief, "access_pass", pass["code"].as_str().unwrap()).await;
        Recovery::of(&proved).enrol(&mut thief, json!({})).await.ok();
        owner.sign_in().await.ok();
        let refused = appoint(&mut owner, "ada").await;
        app.assert_refused(HOME, &refused, "access_pass_lately").await;
        app.advance_seconds(12 * DAY - 1);
        owner.sign_in().await.ok();
        appoint(&mut owner, "ada").await.assert_refused(422, "access_pass_lately");
        app.advance_seconds(1);
        thief.sign_in().await.ok();
        appoint(&mut owner, "ada").await.ok();
        assert!(is_signed_out(&mut thief).await);
    }

    // Two who give out a pass for somebody below them do not stand above what that one becomes.
    async fn who_had_a_pass_lately_is_given_no_more(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut first, _) = app.appointed(&mut owner, "first", ("administrator", "installation")).await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("administrator", "installation")).await;
        let (mut helper, id) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let pass = format!("{}/{}/access-pass", list_of(&app, HOME), user_id(&mut helper).await);
        assert_done(&first.console("POST", &format!("{pass}/request"), &json!({})).await);
        second.console("POST", &format!("{pass}/confirm"), &json!({})).await.ok();
        let (place, whole) = (format!("/admin/administrators/{id}"), json!({ "role": "owner", "scope": "installation" }));
        let refused = owner.console("PUT", &place, &whole).await;
        refused.assert_refused(422, "access_pass_lately");
        app.assert_refused(HOME, &refused, "access_pass_lately").await;
        let less = json!({ "role": "support", "scope": format!("tenant/{}", door(&app, HOME).tenant.id) });
        assert_done(&owner.console("PUT", &place, &less).await);
        app.advance_seconds(12 * DAY);
        owner.sign_in().await.ok();
        assert_done(&owner.console("PUT", &place, &whole).await);
    }

    // A pass that was told to the wrong person must not open the account again once it is restored; nor what two were about to give out.
    async fn a_suspended_member_has_no_access_pass_any_more(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let mut ada = app.colleague("ada").await;
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut ada).await);
        let pass = owner.console("POST", &format!("{at}/access-pass"), &json!({})).await.ok();
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        assert_done(&owner.console("POST", &format!("{at}/restore"), &json!({})).await);
        assert!(!open(&mut owner, &at).await.contains("In full until"));
        let mut thief = app.program(HOME);
        let journey = Recovery::start(&mut thief, "ada").await;
        let proved = journey.prove(&mut thief, "access_pass", pass["code"].as_str().unwrap()).await;
        proved.assert_refused(401, "proof_wrong");

        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut helper).await);
        assert_done(&owner.console("POST", &format!("{at}/access-pass/request"), &json!({})).await);
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        assert_done(&owner.console("POST", &format!("{at}/restore"), &json!({})).await);
        let confirmed = second.console("POST", &format!("{at}/access-pass/confirm"), &json!({})).await;
        confirmed.assert_refused(404, "pass_request_gone");
    }

    // S0-24, S4c-1: shown once, and never twice in a row.
    async fn support_gives_out_an_access_pass(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (mut ada, address) = app.reachable(HOME, "ada").await;
        let (support_id, id) = (user_id(&mut support).await, user_id(&mut ada).await);
        let at = format!("{}/{id}", list_of(&app, HOME));
        let pass = support.console("POST", &format!("{at}/access-pass"), &json!({})).await.ok();
        let code = pass["code"].as_str().unwrap();
        assert_recorded(&app, "access_pass_issued", (&support_id, &id)).await;
        let page = open(&mut support, &at).await;
        assert!(page.contains("Temporary access pass") && !page.contains(code) && !app.log.text().contains(code));
        assert!(!app.letter(&address, "factor_changed").await.unwrap()["text"].as_str().unwrap().contains(code));
        let again = support.console("POST", &format!("{at}/access-pass"), &json!({})).await;
        app.assert_refused(HOME, &again, "access_pass_again").await;
        // One that was told to the wrong person is ended, with what it may have opened.
        assert_done(&support.console("DELETE", &format!("{at}/access-pass"), &Value::Null).await);
        assert_recorded(&app, "access_pass_ended", (&support_id, &id)).await;
        assert!(is_signed_out(&mut ada).await);
        assert!(!open(&mut support, &at).await.contains("End pass"));
        let events = app.audit(HOME).await.len();
        assert_done(&support.console("DELETE", &format!("{at}/access-pass"), &Value::Null).await);
        assert_eq!(app.audit(HOME).await.len(), events, "twice is once");
    }

    // Issue 7: for an administrator it takes two persons, of whom each stands above them, within an hour.
    async fn a_pass_for_an_administrator_takes_two(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let (mut boss, _) = app.appointed(&mut owner, "boss", ("administrator", "installation")).await;
        let (mut peer, _) = app.appointed(&mut owner, "peer", ("administrator", "installation")).await;
        let mut plain = app.colleague("plain").await;
        let (owner_id, second_id) = (user_id(&mut owner).await, user_id(&mut second).await);
        let id = user_id(&mut boss).await;
        let at = format!("{}/{id}", list_of(&app, HOME));
        let (request, confirm) = (format!("{at}/access-pass/request"), format!("{at}/access-pass/confirm"));
        let nothing = json!({});
        second.console("POST", &confirm, &nothing).await.assert_refused(404, "pass_request_gone");
        peer.console("POST", &request, &nothing).await.assert_refused(403, "not_permitted");
        boss.console("POST", &request, &nothing).await.assert_refused(403, "not_permitted");
        assert!(open(&mut owner, &at).await.contains("needs two persons"));
        assert_done(&owner.console("POST", &request, &nothing).await);
        assert_recorded(&app, "access_pass_asked", (&owner_id, &id)).await;
        // Not by the one who asked, nor by who could not have asked.
        owner.console("POST", &confirm, &nothing).await.assert_refused(422, "two_persons");
        peer.console("POST", &confirm, &nothing).await.assert_refused(403, "not_permitted");
        assert!(open(&mut owner, &at).await.contains("Waits for a second administrator"));
        let page = open(&mut second, &at).await;
        assert!(page.contains("The Root") && page.contains("/access-pass/confirm"), "{page}");
        // It waits an hour, and no longer.
        app.advance_seconds(3_600);
        second.step_up().await.ok();
        second.console("POST", &confirm, &nothing).await.assert_refused(404, "pass_request_gone");
        owner.step_up().await.ok();
        assert_done(&owner.console("POST", &request, &nothing).await);
        assert_done(&owner.console("DELETE", &request, &Value::Null).await);
        assert_recorded(&app, "access_pass_request_ended", (&owner_id, &id)).await;
        second.console("POST", &confirm, &nothing).await.assert_refused(404, "pass_request_gone");
        assert_done(&owner.console("POST", &request, &nothing).await);
        let pass = second.console("POST", &confirm, &nothing).await.ok();
        assert_eq!(pass["code"].as_str().unwrap().len(), 19);
        assert_recorded(&app, "access_pass_issued", (&second_id, &id)).await;
        second.console("POST", &confirm, &nothing).await.assert_refused(404, "pass_request_gone");
        // For a plain member nothing is asked: one is enough.
        let plain = format!("{}/{}/access-pass", list_of(&app, HOME), user_id(&mut plain).await);
        owner.console("POST", &format!("{plain}/request"), &nothing).await.assert_refused(404, "pass_request_gone");
        owner.console("POST", &plain, &nothing).await.ok();
    }

    // Nobody gets around the second person by dismissing an administrator, to appoint them again with the pass in hand.
    async fn whoever_was_an_administrator_lately_takes_two(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("owner", "installation")).await;
        let (mut boss, boss_id) = app.appointed(&mut owner, "boss", ("administrator", "installation")).await;
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut boss).await);
        let (pass, nothing) = (format!("{at}/access-pass"), json!({}));
        assert_done(&owner.console("DELETE", &format!("/admin/administrators/{boss_id}"), &Value::Null).await);
        app.advance_seconds(12 * DAY - 1);
        owner.sign_in().await.ok();
        owner.console("POST", &pass, &nothing).await.assert_refused(422, "two_persons");
        let page = open(&mut owner, &at).await;
        assert!(page.contains("within the last twelve days") && !page.contains("data-shows=\"pass\""), "{page}");
        assert_done(&owner.console("POST", &format!("{pass}/request"), &nothing).await);
        second.sign_in().await.ok();
        second.console("POST", &format!("{pass}/confirm"), &nothing).await.ok();
        // Twelve days later they are a member like any other, who has signed in by other means since.
        app.advance_seconds(1);
        boss.sign_in().await.ok();
        app.advance_seconds(1);
        owner.console("POST", &pass, &nothing).await.ok();
    }

    // Who has asked and is no administrator any more has asked for nothing.
    async fn a_request_ends_with_the_rights_of_who_asked(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut asker, asker_id) = app.appointed(&mut owner, "asker", ("administrator", "installation")).await;
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let at = format!("{}/{}/access-pass", list_of(&app, HOME), user_id(&mut helper).await);
        assert_done(&asker.console("POST", &format!("{at}/request"), &json!({})).await);
        assert_done(&owner.console("DELETE", &format!("/admin/administrators/{asker_id}"), &Value::Null).await);
        owner.console("POST", &format!("{at}/confirm"), &json!({})).await.assert_refused(404, "pass_request_gone");
    }
}
