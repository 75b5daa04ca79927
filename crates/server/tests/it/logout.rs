//! Applications send their members here to be signed out (OpenID Connect RP-Initiated Logout 1.0): at once, after a question, and never to an
//! address that nobody has registered. The modules of the certification's plan for it are mirrored by their names.

use crate::authorization::{
    application, authorize, code, error, member, redeem, refresh, refused, said, settings, text,
};
use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::ClientSettings;
use serde_json::{Value, json};
use store::Tx;
use store::identifier::{self, IdentifierKind};

const GOODBYE: &str = "https://app.example/goodbye";

fn leaving() -> ClientSettings {
    ClientSettings { post_logout_redirect_uris: vec![GOODBYE.into()], ..settings() }
}

async fn log_out(member: &mut Actor<'_>, pairs: &[(&str, &str)]) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    member.open(&format!("/oidc/logout?{query}")).await
}

/// What the application knows after a sign-in.
async fn tokens(app: &TestApp, member: &mut Actor<'_>, id: &str) -> Value {
    let client = crate::support::application::Application::known(app, ("demo", "community"), id);
    let code = code(member, id, &[]).await;
    redeem(&client, &code, &[]).await.ok()
}

async fn is_signed_in(member: &mut Actor<'_>) -> bool {
    member.get("/session").await.status.is_success()
}

/// Asked, and nothing else has happened.
async fn assert_asked(member: &mut Actor<'_>, answer: &Answer, case: &str) {
    assert_eq!((answer.status.as_u16(), answer.header("location")), (200, ""), "{case}");
    assert!(answer.text.contains("<h1>Sign out?</h1>"), "{case}: {}", answer.text);
    assert!(is_signed_in(member).await, "{case}");
}

on_both_engines! {
    // oidc.md, C9: logout_hint. Whoever is meant is signed out at once, nobody else.
    async fn a_hint_of_somebody_else_signs_nobody_out_unasked(app: TestApp) {
        application(&app, "app", leaving()).await;
        let mut alice = member(&app, "alice").await;
        let tokens = tokens(&app, &mut alice, "app").await;
        let (token, sub) = (text(&tokens["id_token"]), crate::authorization::claims(text(&tokens["id_token"]))["sub"].clone());
        for hint in ["bob", "alice2", "018bcfe5-6801-7000-8000-000000000000"] {
            let answer = log_out(&mut alice, &[("id_token_hint", token), ("logout_hint", hint)]).await;
            assert_asked(&mut alice, &answer, hint).await;
        }
        // A hint is no proof.
        let answer = log_out(&mut alice, &[("client_id", "app"), ("logout_hint", "alice")]).await;
        assert_asked(&mut alice, &answer, "no token").await;
        for (number, hint) in ["Alice", text(&sub)].into_iter().enumerate() {
            if number > 0 {
                alice.sign_in().await.ok();
            }
            let tokens = self::tokens(&app, &mut alice, "app").await;
            let answer = log_out(&mut alice, &[("id_token_hint", text(&tokens["id_token"])), ("logout_hint", hint)]).await;
            assert_eq!(answer.status, 303, "{hint}");
            assert!(!is_signed_in(&mut alice).await, "{hint}");
        }
    }

    // oidc.md, C9: any name by which the member signs in is theirs, not only the one that is shown.
    async fn a_hint_may_be_any_name_of_the_member(app: TestApp) {
        application(&app, "app", leaving()).await;
        let (mut alice, _bob) = (member(&app, "alice").await, member(&app, "bob").await);
        let tokens = tokens(&app, &mut alice, "app").await;
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let write = move |tx: &mut Tx<'_>| {
            let own = identifier::find(tx, pool, "alice")?.unwrap();
            let (folded, value) = ("alice@mail.example".to_owned(), "Alice@mail.example".to_owned());
            identifier::insert(tx, &identifier::Identifier { folded, value, kind: IdentifierKind::Email, ..own })
        };
        assert!(app.store.write("another name", write).await.unwrap());
        let token = text(&tokens["id_token"]);
        let asked = log_out(&mut alice, &[("id_token_hint", token), ("logout_hint", "bob")]).await;
        assert_asked(&mut alice, &asked, "bob").await;
        let answer = log_out(&mut alice, &[("id_token_hint", token), ("logout_hint", "ALICE@mail.example")]).await;
        assert_eq!(answer.status, 303);
        assert!(!is_signed_in(&mut alice).await);
    }

    // oidcc-rp-initiated-logout, -no-state, -no-post-logout-redirect-uri
    async fn a_token_of_this_session_ends_it_at_once(app: TestApp) {
        let client = application(&app, "app", leaving()).await;
        for (number, (more, place)) in [
            (vec![("post_logout_redirect_uri", GOODBYE), ("state", "a b&c")], format!("{GOODBYE}?state=a%20b%26c")),
            (vec![("post_logout_redirect_uri", GOODBYE)], GOODBYE.to_owned()),
            (vec![("post_logout_redirect_uri", GOODBYE), ("client_id", "app")], GOODBYE.to_owned()),
            (vec![], format!("{SMART}/sign-in?ended=out")),
        ].into_iter().enumerate() {
            let mut alice = member(&app, &format!("alice{number}")).await;
            let tokens = tokens(&app, &mut alice, "app").await;
            // Long after the token has ended: it is a hint.
            app.clock.advance(2 * 60 * 60 * 1000);
            let mut pairs = vec![("id_token_hint", text(&tokens["id_token"]))];
            pairs.extend(more);
            let answer = log_out(&mut alice, &pairs).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, place.as_str()));
            assert!(answer.cookies().iter().any(|cookie| cookie.starts_with("ks.demo.community=;")), "{:?}", answer.cookies());
            assert!(!is_signed_in(&mut alice).await);
            assert_eq!(error(&authorize(&mut alice, "app", &[("prompt", "none")]).await), "login_required");
            assert_eq!(refused(&refresh(&client, text(&tokens["refresh_token"])).await), (400, "invalid_grant"));
            assert!(app.audit(SMART).await.iter().any(|entry| entry.kind == "sign_out"));
            // Again, with nobody there: back, or to the sign-in.
            let again = log_out(&mut alice, &pairs).await;
            assert_eq!(again.header("location"), place.replace("?ended=out", ""));
        }
    }

    // oidcc-rp-initiated-logout-no-params, -only-state, -no-id-token-hint, -bad-id-token-hint, -modified-id-token-hint
    async fn whoever_cannot_show_a_token_of_the_session_only_asks(app: TestApp) {
        application(&app, "app", leaving()).await;
        application(&app, "other", leaving()).await;
        let mut alice = member(&app, "alice").await;
        let token = text(&tokens(&app, &mut alice, "app").await["id_token"]).to_owned();
        let mut bob = member(&app, "bob").await;
        let foreign = text(&tokens(&app, &mut bob, "app").await["id_token"]).to_owned();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let unsigned = format!("{none}.{}.", token.split('.').nth(1).unwrap());
        let back = ("post_logout_redirect_uri", GOODBYE);
        for pairs in [
            vec![],
            vec![("state", "s")],
            vec![back],
            vec![back, ("client_id", "app")],
            vec![back, ("client_id", "nobody")],
            vec![back, ("id_token_hint", foreign.as_str())],
            vec![back, ("id_token_hint", unsigned.as_str())],
            vec![back, ("id_token_hint", "x")],
            vec![back, ("id_token_hint", token.as_str()), ("client_id", "other")],
            vec![back, back, ("id_token_hint", token.as_str())],
        ] {
            let answer = log_out(&mut alice, &pairs).await;
            assert_asked(&mut alice, &answer, &format!("{pairs:?}")).await;
        }
        // The token of an earlier session of the same member is none of this one.
        alice.delete("/session").await.ok();
        alice.sign_in().await.ok();
        let answer = log_out(&mut alice, &[back, ("id_token_hint", &token)]).await;
        assert_asked(&mut alice, &answer, "an earlier session").await;
    }

    // oidcc-rp-initiated-logout-bad-post-logout-redirect-uri, -query-added-to-post-logout-redirect-uri
    async fn nobody_is_sent_where_the_application_is_not_at_home(app: TestApp) {
        application(&app, "app", leaving()).await;
        for (place, uri) in [
            "https://app.example/goodbye?foo=bar", "https://app.example/goodbye/", "https://evil.example/", "javascript:alert(1)",
            "https://app.example/callback",
        ].into_iter().enumerate() {
            let mut alice = member(&app, &format!("alice{place}")).await;
            let token = text(&tokens(&app, &mut alice, "app").await["id_token"]).to_owned();
            let page = log_out(&mut alice, &[("id_token_hint", &token), ("post_logout_redirect_uri", uri)]).await;
            assert_asked(&mut alice, &page, uri).await;
            let done = alice.post("/oidc/logout/confirm", &json!({ "id_token_hint": token, "post_logout_redirect_uri": uri })).await;
            assert_eq!(done.header("location"), format!("{SMART}/sign-in?ended=out"), "{uri}");
            let mut bob = member(&app, &format!("bob{place}")).await;
            let page = log_out(&mut bob, &[("client_id", "app"), ("post_logout_redirect_uri", uri)]).await;
            assert_asked(&mut bob, &page, uri).await;
            let done = bob.post("/oidc/logout/confirm", &json!({ "client_id": "app", "post_logout_redirect_uri": uri })).await;
            assert_eq!(done.header("location"), format!("{SMART}/sign-in?ended=out"), "{uri}");
        }
        // Nor anybody of whom the application has shown nothing.
        let mut stranger = app.browser(SMART);
        let answer = log_out(&mut stranger, &[("client_id", "app"), ("post_logout_redirect_uri", GOODBYE)]).await;
        assert_eq!(answer.header("location"), format!("{SMART}/sign-in"));
    }

    // The question works without a script, in the member's language, and what an application said is text on it.
    async fn whoever_is_asked_says_yes_and_is_sent_back(app: TestApp) {
        application(&app, "app", leaving()).await;
        let mut alice = member(&app, "alice").await;
        let said_state = "\"><b>";
        let pairs = [("client_id", "app"), ("post_logout_redirect_uri", GOODBYE), ("state", said_state), ("ui_locales", "xx de")];
        let page = log_out(&mut alice, &pairs).await;
        assert!(page.text.contains("<h1>Abmelden?</h1>") && page.text.contains("alice"), "{}", page.text);
        assert!(page.text.contains(&format!("action=\"{SMART}/oidc/logout/confirm\"")) && !page.text.contains("<b>"), "{}", page.text);
        let body = json!({ "client_id": "app", "post_logout_redirect_uri": GOODBYE, "state": said_state });
        let done = alice.post("/oidc/logout/confirm", &body).await;
        assert_eq!((done.status.as_u16(), &said(&done)["state"]), (200, &said_state.into()));
        assert!(!is_signed_in(&mut alice).await);
        alice.post("/oidc/logout/confirm", &body).await.assert_refused(401, "not_signed_in");
    }

    // A form of the application's own page comes without our cookies: the browser is sent once more.
    async fn a_logout_may_come_as_a_form(app: TestApp) {
        let client = application(&app, "app", leaving()).await;
        let mut alice = member(&app, "alice").await;
        let token = text(&tokens(&app, &mut alice, "app").await["id_token"]).to_owned();
        let pairs = [("id_token_hint", token.as_str()), ("post_logout_redirect_uri", GOODBYE)];
        let answer = client.post("/oidc/logout", None, &pairs).await;
        assert_eq!(answer.status, 303);
        let way = answer.header("location").trim_start_matches(SMART).to_owned();
        assert_eq!(alice.open(&way).await.header("location"), GOODBYE);
    }

    // oidcc-rp-initiated-logout-discovery-endpoint-verification, oidcc-backchannel-logout-discovery-endpoint-verification
    async fn the_issuer_says_that_it_can(app: TestApp) {
        let mut stranger = app.browser(SMART);
        let document = stranger.get("/.well-known/openid-configuration").await.ok();
        assert!(text(&document["end_session_endpoint"]).ends_with("/demo/community/oidc/logout"));
        assert_eq!((&document["backchannel_logout_supported"], &document["backchannel_logout_session_supported"]), (&true.into(), &true.into()));
        let mut system = app.browser("/demo/system");
        assert!(system.get("/.well-known/openid-configuration").await.ok()["end_session_endpoint"].is_null());
    }
}
