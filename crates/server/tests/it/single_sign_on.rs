//! Signing in from an outside provider (issue 5, part 1): who is let in, who is offered a link, and every lie that must not be believed.

mod certified;
mod distrust;
mod journeys;
mod links;
mod lying;
mod traveller;

use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use axum::http::Request;
use domain::single_sign_on::Outcome;
use lying::Lying;
use serde_json::{Value, json};
use traveller::{
    arrive, audited, come_back, confirm, give_address, give_link, known, leave, leave_for, links_of, member, offer,
    visit_of,
};

const DOOR: &str = SMART;

/// A page that says no, for a reason that stands in the log and the audit.
async fn assert_told(app: &TestApp, answer: &Answer, status: u16, reason: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(audited(app, DOOR).await, reason);
    app.log.line_with(&format!("reason=\"{reason}\""));
}

fn vouches(address: &str, verified: bool) -> Value {
    json!({ "email": address, "email_verified": verified, "name": "Ada Lovelace" })
}

on_both_engines! {
    async fn the_request_says_what_it_must(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let mut browser = app.browser(DOOR);
        let away = leave(&mut browser, "office").await;
        let value = |name: &str| away.url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned());
        assert!(away.url.as_str().starts_with(&format!("{}/authorize?", provider.issuer)));
        assert_eq!(value("response_type").as_deref(), Some("code"));
        assert_eq!(value("client_id").as_deref(), Some("keystead"));
        assert_eq!(value("redirect_uri"), Some(format!("{ORIGIN}/demo/community/sign-in/with/office/callback")));
        assert_eq!(value("scope").as_deref(), Some("openid email profile"));
        assert_eq!(value("code_challenge_method").as_deref(), Some("S256"));
        assert_eq!((away.state.len(), away.nonce.len(), value("code_challenge").unwrap().len()), (43, 43, 43));
        // The code goes back with the verifier of that challenge, and with the secret.
        leave_for(&mut browser, "office", &provider, json!({})).await;
        come_back(&mut browser, "office", &away.query()).await;
        let asked = provider.says(|says| says.asked.clone());
        let (_, body) = asked.iter().find(|(path, _)| path == "/token").unwrap();
        assert!(body.contains("code=a-code") && body.contains("code_verifier="), "{body}");
        // One look at the configuration for all.
        assert_eq!(provider.count("/.well-known/openid-configuration"), 1);
    }

    async fn a_linked_account_is_its_member(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        for (claims, mfa) in [
            (json!({}), false),
            (json!({ "amr": ["pwd"] }), false),
            (json!({ "amr": ["pwd", "mfa"] }), true),
            (json!({ "acr": "phr" }), true),
            (json!({ "acr": "urn:mfa-or-so" }), false),
            // Neither its address nor its name matters any more.
            (vouches("somebody@else.example", true), false),
        ] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, claims.clone()).await;
            let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
            assert_eq!(known(&arrival.outcome), Some((ada, mfa)), "{claims}");
        }
        // Another subject is another person, and so is the same one of another issuer.
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, json!({ "sub": "S-1" })).await;
        assert!(arrive(&browser, "office", &away.query()).await.is_err());
        let other = Lying::start().await;
        offer(&app, DOOR, "other", &other.issuer).await;
        let away = leave_for(&mut browser, "other", &other, json!({})).await;
        assert!(arrive(&browser, "other", &away.query()).await.is_err());
    }

    // A change of the member's factors voids what a provider said before it.
    async fn a_change_meanwhile_voids_what_a_provider_said(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        for changes in [false, true] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, json!({})).await;
            let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
            let Outcome::Known { user, mfa, epoch } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
            let visit = visit_of(&browser);
            if changes {
                let pool = visit.door.pool.id;
                assert!(app.store.write("change", move |tx| store::user::raise_epoch(tx, pool, user)).await.unwrap());
            }
            let came = domain::sign_in::vouched(&app.app, &visit, (None, None), (user, mfa, epoch), None).await;
            assert_eq!(came.is_err(), changes, "{came:?}");
        }
    }

    async fn it_goes_on_where_it_was_going(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        for (asked, journey, go_on) in [
            ("?journey=abc-1&continue=/demo/community/account/security", Some("abc-1"), Some("/demo/community/account/security")),
            ("?journey=a%20b&continue=https://evil.example/demo/community/", None, None),
            ("?continue=//evil.example", None, None),
        ] {
            let mut browser = app.browser(DOOR);
            let begun = browser.open(&format!("/sign-in/with/office{asked}")).await;
            let away = traveller::Away::of(begun.header("location"));
            let now = app.app.now() / 1000;
            provider.says(|says| says.claims = json!({ "iss": provider.issuer, "aud": "keystead", "sub": "s-1", "nonce": away.nonce, "iat": now, "exp": now + 60 }));
            let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
            assert_eq!((arrival.journey.as_deref(), arrival.go_on.as_deref()), (journey, go_on), "{asked}");
        }
    }

    async fn a_suspended_member_is_not_let_in(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let (ada, pool) = (member(&app, DOOR, "ada").await, traveller::pool_of(&app, DOOR));
        give_link(&app, DOOR, ada, (&provider.issuer, "s-1")).await;
        give_address(&app, DOOR, ada, "ada@example.com", true).await;
        let status = store::user::UserStatus::Disabled;
        app.store.write("disable", move |tx| store::user::set_status(tx, pool, ada, status)).await.unwrap();
        for claims in [json!({}), json!({ "sub": "s-2", "email": "ada@example.com", "email_verified": true })] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, claims).await;
            let answer = come_back(&mut browser, "office", &away.query()).await;
            assert_told(&app, &answer, 401, "account_unavailable").await;
        }
    }

    // An unverified address is nobody's word: the same answer whether anybody has it or not.
    async fn an_address_that_is_not_verified_opens_nothing(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_address(&app, DOOR, ada, "ada@example.com", true).await;
        let mut pages = Vec::new();
        for claims in [
            vouches("ada@example.com", false),
            vouches("nobody@example.com", false),
            json!({ "email": "ada@example.com" }),
            json!({}),
        ] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, claims).await;
            let answer = come_back(&mut browser, "office", &away.query()).await;
            assert_told(&app, &answer, 403, "address_not_vouched_for").await;
            pages.push(answer.text.len());
        }
        assert!(pages.iter().all(|length| *length == pages[0]), "{pages:?}");
        assert_eq!(links_of(&app, DOOR, ada).await, []);
    }

    async fn a_verified_address_is_offered_and_waits_for_its_member(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let (ada, eve) = (member(&app, DOOR, "ada").await, member(&app, DOOR, "eve").await);
        give_address(&app, DOOR, ada, "Ada@Example.com", true).await;
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, vouches("ada@example.COM", true)).await;
        let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
        let Outcome::MayLink { user, email, offer } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
        assert_eq!((user, email.as_str()), (ada, "ada@example.COM"));
        assert_eq!(links_of(&app, DOOR, ada).await, [], "nothing is linked by itself");
        // Neither by another member, nor in another browser, nor after ten minutes.
        assert!(!confirm(&browser, &offer.0, eve).await);
        let mut stranger = app.browser(DOOR);
        leave(&mut stranger, "office").await;
        assert!(!confirm(&stranger, &offer.0, ada).await);
        app.advance_seconds(600);
        assert!(!confirm(&browser, &offer.0, ada).await);
        app.advance_seconds(-1);
        assert!(confirm(&browser, &offer.0, ada).await);
        assert!(!confirm(&browser, &offer.0, ada).await, "an account is linked once");
        let links = links_of(&app, DOOR, ada).await;
        assert_eq!((links.len(), links[0].subject.as_str(), links[0].email.as_deref()), (1, "s-1", Some("ada@example.COM")));
        assert!(app.audit(DOOR).await.iter().any(|entry| entry.kind == "account_linked" && entry.outcome == "done"));
        let away = leave_for(&mut browser, "office", &provider, json!({})).await;
        let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
        assert_eq!(known(&arrival.outcome), Some((ada, false)));
    }

    // What the offer rests on is read again when it is taken up.
    async fn an_offer_does_not_outlive_its_address(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let ada = member(&app, DOOR, "ada").await;
        give_address(&app, DOOR, ada, "ada@example.com", true).await;
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, vouches("ada@example.com", true)).await;
        let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
        let Outcome::MayLink { offer, .. } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
        app.store.write("forget", |tx| store::testing::execute(tx, "UPDATE identifiers SET verified_at = NULL")).await.unwrap();
        assert!(!confirm(&browser, &offer.0, ada).await);
        assert_eq!(links_of(&app, DOOR, ada).await, []);
    }

    // The page gives the browser the offer and sends it to prove itself; an address that its member has not proved is nobody's.
    async fn an_address_that_nobody_has_proved_is_a_newcomers(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let (ada, squatter) = (member(&app, DOOR, "ada").await, member(&app, DOOR, "squatter").await);
        give_address(&app, DOOR, ada, "ada@example.com", true).await;
        give_address(&app, DOOR, squatter, "new@example.com", false).await;
        for (address, target) in [("ada@example.com", "/demo/community/sign-in"), ("new@example.com", "/demo/community/sign-up")] {
            let mut browser = app.browser(DOOR);
            let away = leave_for(&mut browser, "office", &provider, vouches(address, true)).await;
            let answer = come_back(&mut browser, "office", &away.query()).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, target));
            assert!(browser.cookies.contains_key("ks-offer.demo.community"));
            assert!(!browser.cookies.contains_key("ks-sso.demo.community"), "nothing is on its way any more");
            assert!(!browser.cookies.contains_key("ks.demo.community"), "nobody is signed in");
        }
    }

    async fn a_newcomer_links_the_account_that_they_make(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let old = member(&app, DOOR, "old").await;
        app.advance_seconds(1);
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, vouches("new@example.com", true)).await;
        let arrival = arrive(&browser, "office", &away.query()).await.unwrap();
        let Outcome::Newcomer { email, name, offer } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
        assert_eq!((email.as_str(), name.as_deref()), ("new@example.com", Some("Ada Lovelace")));
        assert!(!confirm(&browser, &offer.0, old).await, "an account that was there before is not a newcomer's");
        app.advance_seconds(1);
        let new = member(&app, DOOR, "new").await;
        assert!(confirm(&browser, &offer.0, new).await);
    }

    async fn where_strangers_may_not_sign_up_nobody_is_made(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        app.set(DOOR, |settings| settings.public_registration = false).await;
        let mut browser = app.browser(DOOR);
        let away = leave_for(&mut browser, "office", &provider, vouches("new@example.com", true)).await;
        let answer = come_back(&mut browser, "office", &away.query()).await;
        assert_told(&app, &answer, 403, "not_a_member").await;
    }

    // Off, not set up, not offered, not there: one answer, and nobody is asked.
    async fn a_provider_that_is_not_offered_is_not_there(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        let change = async |change: fn(&mut domain::settings::PoolSettings)| {
            app.set(DOOR, change).await;
            for path in ["/sign-in/with/office", "/sign-in/with/office/callback?state=x&code=y", "/sign-in/with/nowhere"] {
                assert_eq!(app.browser(DOOR).open(path).await.status, 404, "{path}");
            }
        };
        change(|settings| settings.methods.providers[0].enabled = false).await;
        change(|settings| { settings.methods.providers[0].enabled = true; settings.methods.providers[0].client_id.clear(); }).await;
        change(|settings| { settings.methods.providers[0].client_id = "keystead".into(); settings.methods.first = vec![domain::Method::Passkey]; }).await;
        assert_eq!(provider.says(|says| says.asked.len()), 0);
        // The neighbour's is not ours.
        assert_eq!(app.browser(CLASSIC).open("/sign-in/with/office").await.status, 404);
    }

    // A secret that was sealed for another provider, or by hand, opens nothing and is sent to nobody.
    async fn a_secret_belongs_to_its_provider(app: TestApp) {
        let (first, second) = (Lying::start().await, Lying::start().await);
        offer(&app, DOOR, "first", &first.issuer).await;
        offer(&app, DOOR, "second", &second.issuer).await;
        app.set(DOOR, |settings| {
            let secret = settings.methods.providers[0].client_secret.clone();
            settings.methods.providers[1].client_secret = secret;
        }).await;
        let mut browser = app.browser(DOOR);
        leave(&mut browser, "first").await;
        assert_eq!(browser.open("/sign-in/with/second").await.status, 503);
        app.log.line_with("was sealed for another provider");
    }

    // ASVS 7.6.2: nobody is signed in without wanting it.
    async fn another_site_cannot_send_a_browser_to_a_provider(app: TestApp) {
        let provider = Lying::start().await;
        offer(&app, DOOR, "office", &provider.issuer).await;
        for site in ["cross-site", "same-site"] {
            let request = Request::get("/demo/community/sign-in/with/office").header("host", crate::support::app::HOST);
            let request = request.header("sec-fetch-site", site).header("accept", "text/html").body(axum::body::Body::empty());
            let answer = app.send(request.unwrap()).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/sign-in"));
            assert!(answer.cookies().is_empty());
        }
        // A program is answered as the browser that it must be; the cookies bind it.
        let answer = app.program(DOOR).get("/sign-in/with/office").await;
        assert_eq!((answer.status.as_u16(), answer.cookies().len()), (303, 2));
        assert!(answer.cookies().iter().all(|line| line.contains("HttpOnly; SameSite=Lax")));
    }
}

/// A browser that has been here before keeps its pre-auth cookie.
#[tokio::test]
async fn the_binding_is_the_pre_auth_cookie() {
    let app = TestApp::start(store::testing::Engine::Embedded).await;
    let provider = Lying::start().await;
    offer(&app, DOOR, "office", &provider.issuer).await;
    let mut browser = app.browser(DOOR);
    leave(&mut browser, "office").await;
    let before = visit_of(&browser).client;
    leave(&mut browser, "office").await;
    assert_eq!(visit_of(&browser).client, before);
}
