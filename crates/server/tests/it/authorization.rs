//! Members sign in to applications: the way of a code, and everything that a code, a token or a request must not do.

use crate::support::app::{ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{Method, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings};
use domain::members::{self, By};
use serde_json::{Value, json};
use url::Url;

pub(crate) const CALLBACK: &str = "https://app.example/callback";
const VERIFIER: &str = "a-verifier-of-the-length-that-it-has-to-have-0123";

pub(crate) fn settings() -> ClientSettings {
    ClientSettings {
        redirect_uris: vec![CALLBACK.into(), "https://app.example/other".into()],
        token_endpoint_auth_method: AuthMethod::ClientSecretPost,
        first_party: true,
        ..ClientSettings::default()
    }
}

pub(crate) async fn application<'a>(app: &'a TestApp, id: &str, settings: ClientSettings) -> Application<'a> {
    Application::of_workspace(app, ("demo", "community"), id, settings).await
}

/// The usual parameters, with these in their stead or beside them; an empty one is left out.
pub(crate) fn query(id: &str, more: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    let mut pairs = vec![
        ("client_id", id.to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid profile".to_owned()),
        ("state", "the state".to_owned()),
        ("nonce", "the nonce".to_owned()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
    ];
    for (name, value) in more {
        pairs.retain(|(known, _)| known != name);
        pairs.push((name, (*value).to_owned()));
    }
    pairs.retain(|(_, value)| !value.is_empty());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).finish()
}

pub(crate) async fn authorize(member: &mut Actor<'_>, id: &str, more: &[(&str, &str)]) -> Answer {
    member.open(&format!("/oauth2/authorize?{}", query(id, more))).await
}

/// What an answer says to the application.
pub(crate) fn said(answer: &Answer) -> Value {
    let target = if answer.status == 303 {
        answer.header("location").to_owned()
    } else {
        let link = answer.text.split("data-now").next().unwrap().rsplit("href=\"").next().unwrap();
        link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    };
    let url = Url::parse(&target).unwrap_or_else(|_| panic!("{} {target} {}", answer.status, answer.text));
    assert!(url.as_str().starts_with("https://app.example/"), "{url}");
    let pairs = url.query_pairs().map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())));
    Value::Object(pairs.collect())
}

pub(crate) fn error(answer: &Answer) -> String {
    said(answer)["error"].as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn code(member: &mut Actor<'_>, id: &str, more: &[(&str, &str)]) -> String {
    said(&authorize(member, id, more).await)["code"].as_str().unwrap().to_owned()
}

pub(crate) async fn redeem(client: &Application<'_>, code: &str, more: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in more {
        pairs.retain(|(known, _)| known != name);
        pairs.push((name, value));
    }
    client.token(&pairs).await
}

pub(crate) async fn refresh(client: &Application<'_>, token: &str) -> Answer {
    client.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

pub(crate) fn refused(answer: &Answer) -> (u16, &'static str) {
    let words = ["invalid_grant", "invalid_scope", "invalid_token", "invalid_request", "insufficient_scope"];
    let word = words.into_iter().find(|word| answer.json()["error"] == *word);
    (answer.status.as_u16(), word.unwrap_or("?"))
}

pub(crate) async fn userinfo(app: &TestApp, base: &str, token: &str) -> Answer {
    let request =
        Request::builder().method(Method::GET).uri(format!("{base}/userinfo")).header("host", "localhost:8080");
    app.send(request.header("authorization", format!("Bearer {token}")).body(axum::body::Body::empty()).unwrap()).await
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

pub(crate) fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// Where the answer to the question of a page goes.
pub(crate) fn question(page: &Answer) -> String {
    let action = page.text.split("action=\"").find(|part| part.contains("/oauth2/authorize/")).unwrap();
    action.split('"').next().unwrap().trim_start_matches(SMART).to_owned()
}

pub(crate) async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.browser(SMART);
    member.sign_up(name).await.ok();
    member
}

on_both_engines! {
    // The whole way: code, tokens, who it is, and tokens again.
    async fn a_member_signs_in_to_an_application(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let answer = said(&authorize(&mut alice, "app", &[]).await);
        assert_eq!((&answer["state"], &answer["iss"]), (&"the state".into(), &format!("{ORIGIN}{SMART}").into()));
        let tokens = redeem(&client, text(&answer["code"]), &[]).await.ok();
        let (id, access) = (claims(text(&tokens["id_token"])), claims(text(&tokens["access_token"])));
        assert_eq!(id["iss"], format!("{ORIGIN}{SMART}"));
        assert_eq!((&id["aud"], &id["nonce"], &id["acr"]), (&"app".into(), &"the nonce".into(), &"phr".into()));
        assert_eq!(id["amr"], json!(["pop", "swk", "user", "mfa"]), "{id}");
        assert!(id["sid"].is_string() && id["at_hash"].is_string() && id["auth_time"].is_i64());
        assert_eq!((&access["sub"], &access["client_id"], &access["scope"]), (&id["sub"], &"app".into(), &"openid profile".into()));
        let who = userinfo(&app, SMART, text(&tokens["access_token"])).await.ok();
        assert_eq!((&who["sub"], &who["preferred_username"]), (&id["sub"], &"alice".into()));
        assert!(who["email"].is_null());
        let next = refresh(&client, text(&tokens["refresh_token"])).await.ok();
        assert_eq!(claims(text(&next["access_token"]))["sub"], id["sub"]);
        assert_ne!(next["refresh_token"], tokens["refresh_token"]);
        // The session that it hangs on ends, and everything with it.
        alice.delete("/session").await.ok();
        assert_eq!(refused(&refresh(&client, text(&next["refresh_token"])).await), (400, "invalid_grant"));
        assert_eq!(userinfo(&app, SMART, text(&next["access_token"])).await.status, 401);
    }

    async fn what_is_to_outlive_the_session_does(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[("scope", "openid offline_access")]).await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        alice.delete("/session").await.ok();
        let next = refresh(&client, text(&tokens["refresh_token"])).await.ok();
        app.clock.advance(ClientSettings::default().refresh_idle_seconds * 1000);
        assert_eq!(refused(&refresh(&client, text(&next["refresh_token"])).await), (400, "invalid_grant"));
    }

    // Scenario oauth/code-replay.
    async fn a_code_that_comes_twice_ends_what_came_of_it(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        assert_eq!(refused(&redeem(&client, &code, &[]).await), (400, "invalid_grant"));
        assert_eq!(client.introspect(text(&tokens["access_token"])).await.text, r#"{"active":false}"#);
        assert_eq!(refused(&refresh(&client, text(&tokens["refresh_token"])).await), (400, "invalid_grant"));
    }

    // Scenarios oauth/code-other-client and oauth/code-redirect-differs, the verifier, and the code's end.
    async fn a_code_is_good_for_nothing_but_its_own_exchange(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let other = application(&app, "other", settings()).await;
        let mut alice = member(&app, "alice").await;
        let wrong: &[(&str, &str)] = &[
            ("redirect_uri", "https://app.example/other"),
            ("code_verifier", "another-verifier-of-the-length-that-it-has-01234"),
            ("code_verifier", ""),
            ("redirect_uri", ""),
        ];
        for pair in wrong {
            let code = code(&mut alice, "app", &[]).await;
            assert_eq!(refused(&redeem(&client, &code, &[*pair]).await), (400, "invalid_grant"), "{pair:?}");
            assert_eq!(refused(&redeem(&client, &code, &[]).await), (400, "invalid_grant"), "dead after {pair:?}");
        }
        let stolen = code(&mut alice, "app", &[]).await;
        assert_eq!(refused(&redeem(&other, &stolen, &[]).await), (400, "invalid_grant"));
        assert_eq!(refused(&redeem(&client, &stolen, &[]).await), (400, "invalid_grant"));
        let late = code(&mut alice, "app", &[]).await;
        app.clock.advance(60_000);
        assert_eq!(refused(&redeem(&client, &late, &[]).await), (400, "invalid_grant"));
        for junk in ["x", "", &late[1..], &format!("{late}A")] {
            assert!(redeem(&client, junk, &[]).await.status == 400, "{junk}");
        }
    }

    // Two at once with one code: one has the tokens, and they are dead.
    async fn one_code_is_exchanged_once(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let (first, second) = tokio::join!(redeem(&client, &code, &[]), redeem(&client, &code, &[]));
        let good: Vec<_> = [&first, &second].into_iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(good.len(), 1, "{} {}", first.text, second.text);
    }

    // Scenario oauth/refresh-rotation-reuse.
    async fn a_refresh_token_that_comes_again_ends_its_family(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let first = redeem(&client, &code, &[]).await.ok();
        let second = refresh(&client, text(&first["refresh_token"])).await.ok();
        app.clock.advance(10_000);
        assert_eq!(refused(&refresh(&client, text(&first["refresh_token"])).await), (400, "invalid_grant"));
        assert_eq!(refused(&refresh(&client, text(&second["refresh_token"])).await), (400, "invalid_grant"));
        assert_eq!(client.introspect(text(&second["access_token"])).await.text, r#"{"active":false}"#);
    }

    // Scenario oauth/refresh-rotation-race: an answer that was lost costs nobody their session.
    async fn two_at_once_get_the_same_successor(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let first = redeem(&client, &code, &[]).await.ok();
        let token = text(&first["refresh_token"]);
        let (one, two) = tokio::join!(refresh(&client, token), refresh(&client, token));
        assert_eq!(one.ok()["refresh_token"], two.ok()["refresh_token"]);
        refresh(&client, text(&one.ok()["refresh_token"])).await.ok();
    }

    // Scenarios oauth/refresh-scope-widening and oauth/revoke-then-introspect.
    async fn a_grant_never_grows_and_ends_when_it_is_given_back(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        let token = text(&tokens["refresh_token"]);
        let wider = client.token(&[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid email")]).await;
        assert_eq!(refused(&wider), (400, "invalid_scope"));
        let narrow = client.token(&[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid")]).await.ok();
        assert_eq!(narrow["scope"], "openid");
        let access = text(&narrow["access_token"]);
        assert!(userinfo(&app, SMART, access).await.ok()["preferred_username"].is_null());
        client.revoke(text(&narrow["refresh_token"])).await;
        assert_eq!(client.introspect(access).await.text, r#"{"active":false}"#);
        assert_eq!(refused(&userinfo(&app, SMART, access).await), (401, "invalid_token"));
    }

    // Scenarios oauth/prompt-none-consent-needed and oauth/prompt-none-plus-login; consent is asked once, and remembered.
    async fn a_member_is_asked_whether_an_application_may(app: TestApp) {
        let client = application(&app, "app", ClientSettings { first_party: false, ..settings() }).await;
        let mut alice = member(&app, "alice").await;
        assert_eq!(error(&authorize(&mut alice, "app", &[("prompt", "none")]).await), "consent_required");
        assert_eq!(error(&authorize(&mut alice, "app", &[("prompt", "none login")]).await), "invalid_request");
        let page = authorize(&mut alice, "app", &[]).await;
        assert!(page.status == 200 && page.text.contains("See your name and username"), "{}", page.text);
        let path = question(&page);
        let denied = alice.post(&path, &json!({ "answer": "deny" })).await;
        assert_eq!(error(&denied), "access_denied");
        let allowed = alice.post(&path, &json!({ "answer": "allow" })).await;
        redeem(&client, text(&said(&allowed)["code"]), &[]).await.ok();
        // From now on without a word; for more, again.
        assert!(said(&authorize(&mut alice, "app", &[("prompt", "none")]).await)["code"].is_string());
        let more = authorize(&mut alice, "app", &[("prompt", "none"), ("scope", "openid profile email")]).await;
        assert_eq!(error(&more), "consent_required");
        // Who is asked for less has not taken anything back.
        let less = authorize(&mut alice, "app", &[("prompt", "consent"), ("scope", "openid")]).await;
        assert!(!less.text.contains("See your name and username"), "{}", less.text);
        alice.post(&question(&less), &json!({ "answer": "allow" })).await;
        assert!(said(&authorize(&mut alice, "app", &[("prompt", "none")]).await)["code"].is_string());
    }

    // Scenario oauth/max-age-0, and prompt=login: a fresh proof, and then the code.
    async fn a_fresh_proof_is_asked_where_the_application_wants_one(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        for more in [[("max_age", "0")], [("prompt", "login")]] {
            app.clock.advance(5_000);
            let answer = authorize(&mut alice, "app", &more).await;
            let way = answer.header("location").to_owned();
            assert!(way.starts_with(&format!("{SMART}/account/security?continue=")) && way.contains("confirm=1"), "{way}");
            let url = Url::parse(&format!("{ORIGIN}{way}")).unwrap();
            let back = url.query_pairs().find(|(name, _)| name == "continue").unwrap().1.trim_start_matches(SMART).to_owned();
            // The page says who asks, and lets the member send them away.
            let page = alice.open(way.trim_start_matches(SMART)).await;
            assert!(page.text.contains("asks you to confirm that it is you") && page.text.contains("<bdi>app</bdi>"), "{}", page.text);
            assert!(page.text.contains(&format!("action=\"{SMART}{back}\"")), "{}", page.text);
            // Without a proof it is the same again.
            assert_eq!(alice.open(&back).await.header("location").split('?').next(), way.split('?').next());
            app.clock.advance(1_000);
            alice.step_up().await.ok();
            let tokens = redeem(&client, text(&said(&alice.open(&back).await)["code"]), &[]).await.ok();
            assert_eq!(claims(text(&tokens["id_token"]))["auth_time"], app.app.now() / 1000);
        }
        assert_eq!(error(&authorize(&mut alice, "app", &[("max_age", "0"), ("prompt", "none")]).await), "login_required");
    }

    // Scenario oauth/step-up (RFC 9470): what cannot be met is said.
    async fn a_class_that_cannot_be_reached_is_said_so(app: TestApp) {
        application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        assert!(said(&authorize(&mut alice, "app", &[("acr_values", "phr")]).await)["code"].is_string());
        let none = authorize(&mut alice, "app", &[("acr_values", "phrh"), ("prompt", "none")]).await;
        assert_eq!(error(&none), "unmet_authentication_requirements");
    }

    // Scenario oauth/id-token-hint-other-user, and a stranger.
    async fn who_is_meant_must_be_who_is_there(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[]).await;
        let hint = text(&redeem(&client, &code, &[]).await.ok()["id_token"]).to_owned();
        let mut bob = member(&app, "bob").await;
        let quiet = [("id_token_hint", hint.as_str()), ("prompt", "none")];
        assert_eq!(error(&authorize(&mut bob, "app", &quiet).await), "login_required");
        assert!(said(&authorize(&mut alice, "app", &quiet).await)["code"].is_string());
        let page = authorize(&mut bob, "app", &quiet[..1]).await;
        assert!(page.status == 200 && page.text.contains("Use another account"), "{}", page.text);
        let mut stranger = app.browser(SMART);
        assert_eq!(error(&authorize(&mut stranger, "app", &[("prompt", "none")]).await), "login_required");
        let to = authorize(&mut stranger, "app", &[]).await;
        assert!(to.header("location").starts_with(&format!("{SMART}/sign-in?continue=")), "{}", to.header("location"));
    }

    // Unknown client, unregistered address: nobody is sent anywhere.
    async fn nobody_is_sent_where_no_client_is_at_home(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        for (more, why) in [
            (("client_id", "nobody"), "no such client"),
            (("client_id", ""), "names no client"),
            (("redirect_uri", ""), "names no redirect_uri"),
            (("redirect_uri", "https://app.example/callback/"), "has not registered this redirect_uri"),
            (("redirect_uri", "https://evil.example/callback"), "has not registered this redirect_uri"),
        ] {
            let answer = authorize(&mut alice, "app", &[more]).await;
            // For whoever looks after the application: on the page, and in the log with what was named.
            assert!(answer.text.contains(why), "{why}: {}", answer.text);
            assert!(app.log.line_with(why).contains("client=") && app.log.text().contains(more.1), "{more:?}");
            assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{more:?}");
            assert!(!answer.text.contains("evil.example"));
        }
        for (more, word) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge", ""), "invalid_request"),
            (("request", "x"), "request_not_supported"),
            (("request_uri", "https://app.example/request"), "request_uri_not_supported"),
        ] {
            assert_eq!(error(&authorize(&mut alice, "app", &[more]).await), word, "{more:?}");
        }
        client.disable().await;
        assert_eq!(authorize(&mut alice, "app", &[]).await.status, 400);
    }

    // Scenarios oauth/par-request-uri-reuse and oauth/par-other-client.
    async fn a_pushed_request_is_good_once_and_for_its_client(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        application(&app, "other", settings()).await;
        let mut alice = member(&app, "alice").await;
        let pushed: Vec<(String, String)> = url::form_urlencoded::parse(query("app", &[]).as_bytes()).into_owned().collect();
        let pairs: Vec<_> = pushed.iter().filter(|(name, _)| name != "client_id").map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = client.post("/par", None, &client.with_secret(&pairs)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let uri = answer.json()["request_uri"].as_str().unwrap().to_owned();
        let with = |id: &str| format!("/oauth2/authorize?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair("client_id", id).append_pair("request_uri", &uri).finish());
        assert_eq!(alice.open(&with("other")).await.status, 400);
        assert!(said(&alice.open(&with("app")).await)["code"].is_string());
        assert_eq!(alice.open(&with("app")).await.status, 400);
        let wrong = client.post("/par", None, &client.with_secret(&[("response_type", "token")])).await;
        assert_eq!(refused(&wrong), (400, "invalid_request"));
        // Where the client must push, an open request is refused.
        let strict = ClientSettings { require_pushed_authorization_requests: true, ..settings() };
        application(&app, "strict", strict).await;
        assert_eq!(error(&authorize(&mut alice, "strict", &[]).await), "invalid_request");
    }

    // Scenarios oauth/wrong-tenant-token and authentication/suspended-user.
    async fn a_token_is_good_at_its_issuer_and_while_its_member_is_active(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "app", &[("scope", "openid offline_access")]).await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        let access = text(&tokens["access_token"]);
        assert_eq!(refused(&userinfo(&app, "/platform/smart", access).await), (401, "invalid_token"));
        assert_eq!(refused(&userinfo(&app, "/demo/system", access).await), (401, "invalid_token"));
        let user = text(&userinfo(&app, SMART, access).await.ok()["sub"]).parse().unwrap();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        assert!(members::suspend(&app.app, By::Operator, pool, user).await.unwrap());
        assert_eq!(refused(&userinfo(&app, SMART, access).await), (401, "invalid_token"));
        assert_eq!(refused(&refresh(&client, text(&tokens["refresh_token"])).await), (400, "invalid_grant"));
        assert_eq!(client.introspect(access).await.text, r#"{"active":false}"#);
    }

    // The answer as a form, which the browser may send to the application and nowhere else.
    async fn an_answer_may_come_as_a_form(app: TestApp) {
        application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let page = authorize(&mut alice, "app", &[("response_mode", "form_post")]).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(&format!("action=\"{CALLBACK}\"")) && page.text.contains("name=\"code\""), "{}", page.text);
        assert!(page.header("content-security-policy").contains("form-action 'self' https://app.example;"));
    }

    // A form of the application's own page comes without our cookies: the browser is sent once more.
    async fn a_request_may_come_as_a_form(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query("app", &[]).as_bytes()).into_owned().collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = client.post("/oauth2/authorize", None, &pairs).await;
        assert_eq!(answer.status, 303);
        let mut alice = member(&app, "alice").await;
        let way = answer.header("location").trim_start_matches(SMART).to_owned();
        assert!(said(&alice.open(&way).await)["code"].is_string());
    }
}
