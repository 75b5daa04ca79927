//! The pages below Account > Security: what stands on them for whom, and that they are nobody else's.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};
use store::identifier::{self, Identifier, IdentifierKind};

const ALL: [&str; 7] =
    ["password", "authenticator-app", "recovery-codes", "addresses", "linked-accounts", "sessions", "activity"];
const PASSWORD: &str = "bobsled over the rainbow hill";

fn address(part: &str) -> String {
    format!("/account/security/{part}")
}

/// A place that has passwords, apps and codes beside passkeys.
async fn offer_all(app: &TestApp) {
    app.set(SMART, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password];
        settings.methods.second = vec![Method::Totp, Method::RecoveryCode];
    })
    .await;
}

async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.browser(SMART);
    member.sign_up(name).await.ok();
    member
}

/// The parts that the Security page lists.
async fn listed(member: &mut Actor<'_>) -> Vec<&'static str> {
    let page = member.open("/account/security").await.text;
    ALL.into_iter().filter(|part| page.contains(&format!("security/{part}\""))).collect()
}

async fn text(member: &mut Actor<'_>, part: &str) -> String {
    let answer = member.open(&address(part)).await;
    assert_eq!(answer.status, 200, "{part}: {}", answer.text);
    answer.text
}

/// Kind and outcome of each event of the member's own activity.
async fn events(member: &mut Actor<'_>) -> Vec<(String, bool)> {
    let list = member.get("/account/activity").await.ok();
    let read = |row: &Value| (row["kind"].as_str().unwrap().to_owned(), row["refused"].as_bool().unwrap());
    let mut read: Vec<_> = list["events"].as_array().unwrap().iter().map(read).collect();
    // The test's clock stands still, so the order says nothing.
    read.sort();
    read
}

on_both_engines! {
    // S0-5: what policy does not offer is neither listed nor there.
    async fn only_what_there_is_for_a_member_is_listed_and_opens(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let before = listed(&mut ada).await;
        for part in ["sessions", "activity"] {
            assert!(before.contains(&part), "{part}");
        }
        assert!(!before.contains(&"password") && !before.contains(&"authenticator-app"), "{before:?}");
        for part in ALL {
            let status = if before.contains(&part) { 200 } else { 403 };
            assert_eq!(ada.open(&address(part)).await.status, status, "{part}");
        }
        offer_all(&app).await;
        let after = listed(&mut ada).await;
        for part in ["password", "authenticator-app", "recovery-codes"] {
            assert!(after.contains(&part) && text(&mut ada, part).await.contains("<h1>"), "{part}");
        }
    }

    // What is there may be looked at and removed where it is offered no longer.
    async fn what_a_member_still_has_keeps_its_page(app: TestApp) {
        offer_all(&app).await;
        let mut ada = member(&app, "ada").await;
        ada.post("/account/recovery-codes", &json!({})).await.ok();
        app.set(SMART, |settings| {
            settings.methods.second = Vec::new();
            settings.methods.recovery.retain(|method| *method != Method::RecoveryCode);
        })
        .await;
        assert!(listed(&mut ada).await.contains(&"recovery-codes"));
        let page = text(&mut ada, "recovery-codes").await;
        assert!(page.contains("no longer used here") && !page.contains("POST /account/recovery-codes"));
        assert_eq!(ada.open(&address("authenticator-app")).await.status, 403);
    }

    async fn a_stranger_signs_in_and_comes_back(app: TestApp) {
        offer_all(&app).await;
        let mut other = app.program("/platform/smart");
        other.sign_up("mallory").await.ok();
        let foreign = format!("ks.demo.community={}", other.token.clone().unwrap());
        for part in ALL {
            let to = format!("/demo/community/sign-in?continue=/demo/community{}", address(part));
            let answer = app.browser(SMART).open(&address(part)).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to.as_str()), "{part}");
            let mut forger = app.browser(SMART);
            let (name, value) = foreign.split_once('=').unwrap();
            forger.cookies.insert(name.to_owned(), value.to_owned());
            let answer = forger.open(&address(part)).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to.as_str()), "{part}");
        }
    }

    async fn a_password_is_told_by_its_page(app: TestApp) {
        offer_all(&app).await;
        let mut ada = member(&app, "ada").await;
        let page = text(&mut ada, "password").await;
        assert!(page.contains("Set password") && !page.contains("DELETE /account/password"));
        assert!(page.contains("At least 15 characters, at most 128."), "{page}");
        ada.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
        let page = text(&mut ada, "password").await;
        assert!(page.contains("Change password") && page.contains("DELETE /account/password"));
        assert!(!page.contains(PASSWORD));
    }

    // What stood on the account before its address was proved may be somebody else's: the page asks.
    async fn an_address_that_is_not_proved_is_proved_with_a_question(app: TestApp) {
        offer_all(&app).await;
        let mut ada = member(&app, "ada").await;
        ada.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
        let page = text(&mut ada, "addresses").await;
        assert!(page.contains("You have no address yet.") && !page.contains("name=\"keep\""));
        let user = ada.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let row = Identifier {
            pool_id: app.app.snapshot().door("demo", "community").unwrap().pool.id,
            folded: "ada@example.com".into(),
            kind: IdentifierKind::Email,
            value: "ada@example.com".into(),
            user_id: user,
            verified_at: None,
            created_at: 0,
        };
        assert!(app.store.write("address", move |tx| identifier::insert(tx, &row)).await.unwrap());
        let page = text(&mut ada, "addresses").await;
        assert!(page.contains("Not verified") && page.contains("data-unproved"));
        let passkey = ada.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
        let address = ada.get("/account/addresses").await.ok()["addresses"][0]["id"].as_str().unwrap().to_owned();
        for id in [passkey.as_str(), address.as_str(), "password"] {
            assert!(page.contains(&format!("name=\"keep\" type=\"checkbox\" value=\"{id}\"")), "{id}");
        }
        assert!(!page.contains("value=\"totp\"") && !page.contains("value=\"recovery_codes\""));
    }

    // Only our own words, whatever an address says.
    async fn what_was_done_is_said_once_and_only_in_our_words(app: TestApp) {
        offer_all(&app).await;
        let mut ada = member(&app, "ada").await;
        let page = ada.open("/account/security/password?done=password-set").await.text;
        assert!(page.contains(">Your password is set.</p>"));
        let page = ada.open("/account/security/password?done=You+have+won").await.text;
        assert!(!page.contains("have+won") && page.contains("data-notice hidden"));
    }

    async fn sessions_and_browsers_are_told_apart(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let mut ada = member(&app, "ada").await;
        let mut other = app.program(SMART);
        std::mem::swap(&mut other.authenticator, &mut ada.authenticator);
        other.sign_in().await.ok();
        let page = text(&mut ada, "sessions").await;
        assert_eq!(page.matches(">This session<").count(), 1);
        assert_eq!(page.matches("data-done=\"session-ended\"").count(), 1, "{page}");
        assert!(page.contains("DELETE /account/sessions\""));
        assert!(page.contains("DELETE /account/devices/"), "{page}");
        // From another tenant nothing of it is seen.
        let mut mallory = member(&app, "mallory").await;
        let page = text(&mut mallory, "sessions").await;
        assert!(!page.contains("session-ended") && !page.contains("End all others"));
    }

    async fn activity_is_the_members_own(app: TestApp) {
        offer_all(&app).await;
        let mut ada = member(&app, "ada").await;
        let mut mallory = member(&app, "mallory").await;
        ada.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
        let refused = ada.put("/account/password", &json!({ "password": "short" })).await;
        refused.assert_refused(422, "password_too_short");
        mallory.post("/account/recovery-codes", &json!({})).await.ok();
        let of = |rows: &[(&str, bool)]| rows.iter().map(|(kind, is)| ((*kind).to_owned(), *is)).collect::<Vec<_>>();
        let own = of(&[("password_changed", true), ("password_set", false), ("sign_up", false)]);
        assert_eq!(events(&mut ada).await, own);
        assert_eq!(events(&mut mallory).await, of(&[("recovery_codes_drawn", false), ("sign_up", false)]));

        let page = text(&mut ada, "activity").await;
        for words in ["Account created", "Password set", "Change of the password refused", "127.0.0.1"] {
            assert!(page.contains(words), "{words}");
        }
        let reference = refused.json()["reference"].as_str().unwrap().to_owned();
        assert!(page.contains(&reference));
        assert!(!page.contains("password_too_short") && !page.contains("Recovery codes made"));
    }

    // Somebody typed a name: a refusal that names nobody is nobody's.
    async fn a_refusal_that_names_nobody_is_shown_to_nobody(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let mut stranger = app.program(SMART);
        stranger.post("/sign-in/passkey/finish", &json!({})).await;
        app.program(SMART).post("/sign-in/start", &json!({ "identifier": "ada", "more": 1 })).await;
        assert!(app.audit(SMART).await.iter().any(|entry| entry.outcome == "refused"));
        assert_eq!(events(&mut ada).await, [("sign_up".to_owned(), false)]);
    }

    async fn activity_is_fifty_events_of_ninety_days(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        for _ in 0..55 {
            app.advance_seconds(1);
            ada.step_up().await.ok();
        }
        assert_eq!(events(&mut ada).await, vec![("step_up".to_owned(), false); 50]);
        app.advance_seconds(90 * 24 * 3600 + 1);
        ada.sign_in().await.ok();
        assert_eq!(events(&mut ada).await, [("sign_in".to_owned(), false)]);
    }

    // Another door's member, and another tenant's, read their own and nothing else.
    async fn another_tenant_has_its_own_activity(app: TestApp) {
        member(&app, "ada").await;
        let mut mallory = app.program("/platform/smart");
        mallory.sign_up("ada").await.ok();
        assert_eq!(events(&mut mallory).await, [("sign_up".to_owned(), false)]);
        mallory.at(CLASSIC).get("/account/activity").await.assert_refused(401, "not_signed_in");
    }

    // S1-27: the limit is told by its own name wherever it stands, before anybody runs into it.
    async fn the_limit_has_its_title_and_its_remedy(app: TestApp) {
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        let mut ada = member(&app, "ada").await;
        for (part, title) in [("", "h2"), ("/add", "h2"), ("/new-device", "h3")] {
            let page = ada.open(&format!("/account/security{part}")).await.text;
            let told = page.split_once(&format!("<{title}>Passkey Limit Reached</{title}>"));
            let words = "You have reached the maximum number of passkeys.";
            assert!(told.is_some_and(|(_, below)| below.contains(words)), "{part}: {page}");
            assert!(!page.contains("<div data-limit hidden>"), "{part}");
        }
        let list = "href=\"/demo/community/account/security#passkeys-title\">Show passkeys</a>";
        assert!(ada.open("/account/security/add").await.text.contains(list));
        app.set(SMART, |settings| settings.passkey_capacity = 2).await;
        assert!(ada.open("/account/security").await.text.contains("<div data-limit hidden>"));
        assert!(!ada.open("/account/security/add").await.text.contains("Passkey Limit Reached"));
    }

    // WCAG 4.1.3: what was done before the page came is told where the focus is.
    async fn what_was_done_has_the_focus(app: TestApp) {
        let mut ada = member(&app, "ada").await;
        let focused = "<p class=\"notice\" role=\"status\" tabindex=\"-1\" data-notice autofocus>";
        let news = ada.open("/account/security/new-device?done=passkey-deleted").await.text;
        assert!(news.contains(&format!("{focused}Passkey deleted.</p>")), "{news}");
        assert!(!ada.open("/account/security/new-device").await.text.contains("data-notice autofocus"));
        ada.delete("/session").await.ok();
        let out = ada.open("/sign-in?ended=out").await.text;
        assert!(out.contains(&format!("{focused}You are signed out.</p>")), "{out}");
        assert_eq!(out.matches("autofocus").count(), 1, "{out}");
    }
}
