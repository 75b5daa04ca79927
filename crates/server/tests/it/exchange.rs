//! A sign-in on the page of another site: what that page may call and read, and how its server comes to the session.

use crate::support::app::{CLASSIC, HOST, ORIGIN, SMART as HOME};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::passkeys::PasskeyKind;
use domain::policy::PasskeyRule;
use serde_json::{Value, json};

/// A door at which no administrator signs in, and a site that is listed there.
const SMART: &str = "/platform/smart";
const SITE: &str = "http://app.localhost:8081";
const SECRET: &str = "only-the-server-of-the-site-knows-these-letters";

async fn list(app: &TestApp) {
    for door in [SMART, CLASSIC, HOME] {
        app.set(door, |settings| settings.related_origins = vec![SITE.to_owned()]).await;
    }
}

fn hash_of(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes()))
}

/// A request as a browser sends it for a page of `site`.
async fn from_page(
    app: &TestApp,
    (method, path): (Method, &str),
    site: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", HOST).header("origin", site);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    app.send(request.header("content-type", "application/json").body(body).unwrap()).await
}

async fn post(app: &TestApp, path: &str, body: &Value) -> Answer {
    from_page(app, (Method::POST, &format!("{SMART}{path}")), SITE, &[("sec-fetch-site", "same-site")], body).await
}

/// Whether caches are told that the answer depends on who asks.
fn varies_by_origin(answer: &Answer) -> bool {
    answer.headers.get_all("vary").iter().any(|names| names == "Origin")
}

/// The whole sign-in in the page, for a site that holds [`SECRET`].
async fn sign_in(app: &TestApp, member: &mut Actor<'_>) -> Answer {
    let begun = post(app, "/sign-in/passkey/begin", &json!({ "binding": hash_of(SECRET) })).await;
    assert!(begun.cookies().is_empty(), "{begun:?}");
    let mut shown = member.authenticator.get(&begun.ok()["publicKey"], SITE).unwrap();
    shown["binding"] = hash_of(SECRET).into();
    post(app, "/sign-in/passkey/finish", &shown).await
}

async fn code(app: &TestApp, member: &mut Actor<'_>) -> String {
    sign_in(app, member).await.ok()["code"].as_str().unwrap().to_owned()
}

fn asked(code: &str, secret: &str) -> Value {
    json!({ "code": code, "secret": secret })
}

on_both_engines! {
    // S1-14, DESIGN 3.1: the page gets a code and nothing else, the site's server the session.
    async fn a_site_exchanges_the_code_for_the_session(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        let answer = sign_in(&app, &mut member).await;
        let body = answer.ok();
        let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((names, &body["status"]), (vec!["status", "code", "expires_at"], &json!("code")));
        assert!(answer.cookies().is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), SITE);
        assert!(varies_by_origin(&answer));
        assert_eq!(answer.header("access-control-allow-credentials"), "");

        let code = body["code"].as_str().unwrap();
        let mut server = app.program(SMART);
        server.token = Some(code.to_owned());
        server.get("/session").await.assert_refused(401, "not_signed_in");
        server.token = None;
        let session = server.post("/session/exchange", &asked(code, SECRET)).await.ok();
        assert_eq!((&session["status"], &session["acr"]), (&json!("signed_in"), &json!("phr")));
        assert_eq!(session["amr"], json!(["pop", "swk", "user", "mfa"]));
        let who = server.get("/session").await.ok();
        assert_eq!((&who["user_id"], &who["expires_at"]), (&session["user_id"], &session["expires_at"]));
        assert_eq!(server.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
        // It lives on when the code would long be over.
        app.advance_seconds(3_600);
        server.get("/session").await.ok();
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().map(|entry| (entry.kind, entry.outcome)).collect();
        assert!(kinds.contains(&("code_exchanged".into(), "done".into())), "{kinds:?}");
        assert!(kinds.contains(&("sign_in".into(), "done".into())), "{kinds:?}");
    }

    // One code, one session; what is wrong with the others, nobody learns.
    async fn a_code_is_good_once_and_with_its_secret_alone(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        let code = code(&app, &mut member).await;
        let mut server = app.program(SMART);
        let other = "another-secret-that-is-long-enough-to-be-taken-for-one";
        for (code, secret) in [(code.as_str(), other), (&code, "short"), (&code[1..], SECRET), ("", SECRET)] {
            let answer = server.post("/session/exchange", &asked(code, secret)).await;
            answer.assert_refused(401, "exchange_refused");
            app.assert_refused(SMART, &answer, "code_unknown").await;
        }
        for door in ["/platform/classic", "/platform/main", HOME] {
            app.program(door).post("/session/exchange", &asked(&code, SECRET)).await.assert_refused(401, "exchange_refused");
        }
        // None of these has spent it.
        server.post("/session/exchange", &asked(&code, SECRET)).await.ok();
        app.program(SMART).post("/session/exchange", &asked(&code, SECRET)).await.assert_refused(401, "exchange_refused");
        // The replay has ended nothing.
        server.get("/session").await.ok();
    }

    async fn a_code_ends_after_a_minute(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        let (early, late) = (code(&app, &mut member).await, code(&app, &mut member).await);
        app.advance_seconds(59);
        app.program(SMART).post("/session/exchange", &asked(&early, SECRET)).await.ok();
        app.advance_seconds(2);
        app.program(SMART).post("/session/exchange", &asked(&late, SECRET)).await.assert_refused(401, "exchange_refused");
    }

    async fn of_two_exchanges_at_once_one_has_the_session(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        let body = asked(&code(&app, &mut member).await, SECRET);
        let answers = app.program(SMART).post_both("/session/exchange", [&body, &body]).await;
        let mut statuses = answers.map(|answer| answer.status.as_u16());
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }

    // What ends a member's sessions ends those that wait for their token.
    async fn a_code_ends_with_the_sessions_of_its_member(app: TestApp) {
        list(&app).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let code = code(&app, &mut member).await;
        assert!(member.delete("/account/sessions").await.status.is_success());
        app.program(SMART).post("/session/exchange", &asked(&code, SECRET)).await.assert_refused(401, "exchange_refused");
    }

    // Else a script could hold the token after all.
    async fn no_browser_exchanges(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        let code = code(&app, &mut member).await;
        let answer = app.browser(SMART).post("/session/exchange", &asked(&code, SECRET)).await;
        answer.assert_refused(403, "cross_site");
        let answer = post(&app, "/session/exchange", &asked(&code, SECRET)).await;
        answer.assert_refused(403, "cross_site");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        app.program(SMART).post("/session/exchange", &asked(&code, SECRET)).await.ok();
    }

    async fn begin_and_finish_are_bound_to_one_site(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        post(&app, "/sign-in/passkey/begin", &json!({})).await.assert_refused(400, "malformed_request");
        for (binding, code) in [(json!(hash_of("another secret")), "session_expired"), (Value::Null, "malformed_request")] {
            let begun = post(&app, "/sign-in/passkey/begin", &json!({ "binding": hash_of(SECRET) })).await.ok();
            let mut shown = member.authenticator.get(&begun["publicKey"], SITE).unwrap();
            shown["binding"] = binding;
            post(&app, "/sign-in/passkey/finish", &shown).await.assert_refused(400, code);
        }
        // What a program began is no page's to finish, and the other way round.
        let begun = app.program(SMART).post("/sign-in/passkey/begin", &json!({ "binding": hash_of(SECRET) })).await.ok();
        let mut shown = member.authenticator.get(&begun["publicKey"], SITE).unwrap();
        shown["binding"] = hash_of(SECRET).into();
        post(&app, "/sign-in/passkey/finish", &shown).await.assert_refused(400, "session_expired");
        let begun = post(&app, "/sign-in/passkey/begin", &json!({ "binding": hash_of(SECRET) })).await.ok();
        let mut shown = member.authenticator.get(&begun["publicKey"], SITE).unwrap();
        shown["binding_secret"] = SECRET.into();
        app.program(SMART).post("/sign-in/passkey/finish", &shown).await.assert_refused(400, "session_expired");
    }

    // A page of a listed site sends the cookies of its browser if it wants to; they count for nothing.
    async fn the_cookies_of_the_browser_count_for_nothing(app: TestApp) {
        list(&app).await;
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let pairs: Vec<_> = member.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = pairs.join("; ");
        let headers = [("sec-fetch-site", "same-site"), ("cookie", cookies.as_str())];
        let at = |path: &str| (Method::POST, format!("{SMART}{path}"));
        let (method, path) = at("/sign-in/passkey/begin");
        let begun = from_page(&app, (method, &path), SITE, &headers, &json!({ "binding": hash_of(SECRET) })).await;
        assert!(begun.cookies().is_empty());
        let mut shown = member.authenticator.get(&begun.ok()["publicKey"], SITE).unwrap();
        shown["binding"] = hash_of(SECRET).into();
        let (method, path) = at("/sign-in/passkey/finish");
        let answer = from_page(&app, (method, &path), SITE, &headers, &shown).await;
        assert_eq!(answer.ok()["status"], "code");
        assert!(answer.cookies().is_empty());
        member.get("/session").await.ok();
    }

    // A page cannot go on with a journey, and no session falls short of policy for that.
    async fn a_page_gets_no_code_where_policy_asks_for_more(app: TestApp) {
        list(&app).await;
        let mut member = app.member(SMART, "alice").await;
        app.set(SMART, |settings| {
            settings.policy.device_bound_only = Some(true);
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        let answer = sign_in(&app, &mut member).await;
        answer.assert_refused(403, "sign_in_elsewhere");
        assert_eq!(answer.header("access-control-allow-origin"), SITE);
        app.assert_refused(SMART, &answer, "more_than_embedded").await;
    }

    // Only listed origins, only what the components call, and never where administrators sign in.
    async fn only_listed_origins_may_call(app: TestApp) {
        list(&app).await;
        let preflight = |site: &'static str, path: String, method: &'static str| {
            let headers = [("sec-fetch-site", "cross-site"), ("access-control-request-method", method)];
            let app = &app;
            async move { from_page(app, (Method::OPTIONS, &path), site, &headers, &Value::Null).await }
        };
        for (path, method) in [("/components", "GET"), ("/sign-in/passkey/begin", "POST"), ("/sign-in/passkey/finish", "POST")] {
            let answer = preflight(SITE, format!("{SMART}{path}"), method).await;
            assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (204, SITE), "{path}");
            assert_eq!(answer.header("access-control-allow-headers"), "content-type");
            assert!(varies_by_origin(&answer));
            for site in ["https://evil.example", "http://app.localhost:8082", "https://app.localhost:8081", "null", ORIGIN] {
                let answer = preflight(site, format!("{SMART}{path}"), method).await;
                assert_eq!(answer.header("access-control-allow-origin"), "", "{site} {path}");
                assert!(!answer.status.is_success() && varies_by_origin(&answer), "{site} {path}");
            }
            assert_eq!(preflight(SITE, format!("{HOME}{path}"), method).await.header("access-control-allow-origin"), "");
        }
        for (path, method) in [("/sign-up/passkey/begin", "POST"), ("/session", "GET"), ("/session/exchange", "POST"), ("/account/passkeys", "GET"), ("/sign-in/passkey/begin", "DELETE")] {
            let answer = preflight(SITE, format!("{SMART}{path}"), method).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
            let answer = from_page(&app, (method.parse().unwrap(), &format!("{SMART}{path}")), SITE, &[("sec-fetch-site", "same-site")], &json!({})).await;
            assert!(!answer.status.is_success() && answer.header("access-control-allow-origin").is_empty(), "{path}");
        }
        let begin = format!("{SMART}/sign-in/passkey/begin");
        let body = json!({ "binding": hash_of(SECRET) });
        for (site, fetched) in [("https://evil.example", "cross-site"), (SITE, "same-origin"), (SITE, "none"), ("null", "cross-site")] {
            let answer = from_page(&app, (Method::POST, &begin), site, &[("sec-fetch-site", fetched)], &body).await;
            answer.assert_refused(403, "cross_site");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{site} {fetched}");
        }
        // Taken off the list, it is over.
        app.set(SMART, |settings| settings.related_origins.clear()).await;
        post(&app, "/sign-in/passkey/begin", &body).await.assert_refused(403, "cross_site");
    }

    // The words of the components are the server's, in the reader's language.
    async fn the_components_are_told_their_words(app: TestApp) {
        list(&app).await;
        let ask = |door: &'static str, language: &'static str| {
            let app = &app;
            async move {
                let headers = [("sec-fetch-site", "same-site"), ("accept-language", language)];
                from_page(app, (Method::GET, &format!("{door}/components")), SITE, &headers, &Value::Null).await
            }
        };
        let english = ask(SMART, "en").await;
        assert_eq!(english.header("access-control-allow-origin"), SITE);
        let words = english.ok();
        assert_eq!((&words["mode"], &words["direction"]), (&json!("smart"), &json!("ltr")));
        assert_eq!(words["labels"]["continue_with_passkey"], "Continue with passkey");
        assert!(words["messages"]["sign_in"]["passkey_not_found_or_canceled"]["title"].is_string());
        let arabic = ask(CLASSIC, "ar").await.ok();
        assert_eq!((&arabic["mode"], &arabic["direction"], &arabic["language"]), (&json!("classic"), &json!("rtl"), &json!("ar")));
        assert_ne!(arabic["labels"]["add_passkey"], words["labels"]["add_passkey"]);
        // S1-4 to S1-6: by the code that the list of passkeys names.
        for kind in PasskeyKind::ALL {
            let label = format!("kind_{}_name", kind.code());
            assert_eq!(words["labels"][&label], kind.english());
            assert!(arabic["labels"][&label].as_str().is_some_and(|name| name != kind.english()), "{label}");
        }
    }
}
