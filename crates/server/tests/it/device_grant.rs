//! Devices without a keyboard: a member types the code, reads what would happen, and lets the device in with a fresh passkey (issue 8; RFC 8628).

use crate::support::app::{CLASSIC, HOST, ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings, GrantType};
use serde_json::{Value, json};
use store::Tx;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn settings() -> ClientSettings {
    ClientSettings {
        grant_types: vec![GrantType::DeviceCode, GrantType::RefreshToken],
        token_endpoint_auth_method: AuthMethod::ClientSecretPost,
        ..ClientSettings::default()
    }
}

async fn television<'a>(app: &'a TestApp, id: &str, settings: ClientSettings) -> Application<'a> {
    Application::of_workspace(app, ("demo", "community"), id, settings).await
}

async fn begin(client: &Application<'_>, scope: &str) -> Value {
    client.post("/device/authorization", None, &client.with_secret(&[("scope", scope)])).await.ok()
}

async fn poll(client: &Application<'_>, codes: &Value) -> Answer {
    client.token(&[("grant_type", GRANT), ("device_code", text(&codes["device_code"]))]).await
}

/// The next time that the device may ask.
async fn poll_later(client: &Application<'_>, app: &TestApp, codes: &Value) -> Answer {
    app.clock.advance(5_000);
    poll(client, codes).await
}

fn word(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

fn is(answer: &Answer, status: u16, error: &str) {
    assert_eq!(word(answer), (status, error.to_owned()), "{}", answer.text);
}

/// Of 32 bytes, the last character carries four bits: `A` and `Q` never mean the same.
fn with_another_end(word: &str) -> String {
    let end = if word.ends_with('A') { 'Q' } else { 'A' };
    format!("{}{end}", &word[..word.len() - 1])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

fn claims(token: &Value) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text(token).split('.').nth(1).unwrap()).unwrap()).unwrap()
}

async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.browser(SMART);
    member.sign_up(name).await.ok();
    member
}

/// Where the code leads whoever has typed it.
async fn types(member: &mut Actor<'_>, codes: &Value) -> String {
    let answer = member.post("/device", &json!({ "user_code": text(&codes["user_code"]) })).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let way = answer.header("location").to_owned();
    assert!(way.starts_with(&format!("{SMART}/device/request/")), "{way}");
    way.trim_start_matches(SMART).to_owned()
}

async fn says(member: &mut Actor<'_>, place: &str, answer: &str) -> Answer {
    member.post(place, &json!({ "answer": answer })).await
}

on_both_engines! {
    // Issue 8: from the code on the screen to tokens that say how the member proved themselves.
    async fn a_device_is_let_in_with_a_fresh_passkey(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let mut alice = member(&app, "alice").await;
        app.advance_seconds(10);
        let codes = begin(&client, "openid profile offline_access wiki:unknown").await;
        assert_eq!((&codes["expires_in"], &codes["interval"]), (&json!(600), &json!(5)));
        assert_eq!(codes["verification_uri"], format!("{ORIGIN}{SMART}/device"));
        is(&poll(&client, &codes).await, 400, "authorization_pending");
        let place = types(&mut alice, &codes).await;
        // What was proved before the device asked allows nothing.
        let page = alice.open(&place).await;
        for words in ["tv", "See your name and username", "Stay signed in", "Go on only if you started this yourself", "127.0.0.1", "Confirm with your passkey", text(&codes["user_code"])] {
            assert!(page.status == 200 && page.text.contains(words), "{words}: {}", page.text);
        }
        assert!(!page.text.contains("wiki:unknown") && !page.text.contains("value=\"allow\""), "{}", page.text);
        let early = says(&mut alice, &place, "allow").await;
        assert!(early.status == 303 && early.header("location").contains("confirm=1"), "{} {}", early.status, early.text);
        is(&poll_later(&client, &app, &codes).await, 400, "authorization_pending");
        alice.step_up().await.ok();
        let proved_at = app.app.now() / 1000;
        assert!(alice.open(&place).await.text.contains("value=\"allow\""));
        is(&poll_later(&client, &app, &codes).await, 400, "authorization_pending");
        let done = says(&mut alice, &place, "allow").await;
        assert!(done.status == 200 && done.text.contains("Your device is let in"), "{}", done.text);
        let tokens = poll(&client, &codes).await.ok();
        assert_eq!(tokens["scope"], "openid profile offline_access");
        let (id, access) = (claims(&tokens["id_token"]), claims(&tokens["access_token"]));
        assert_eq!((&id["acr"], &id["auth_time"], &id["aud"]), (&json!("phr"), &json!(proved_at), &json!("tv")));
        assert_eq!((&access["amr"], &access["acr"]), (&json!(["pop", "swk", "user", "mfa"]), &json!("phr")));
        // It is no part of the session, and hears nothing of its end.
        assert!(id["sid"].is_null(), "{id}");
        // It lives on without the browser that let it in.
        alice.delete("/session").await.ok();
        let next = client.token(&[("grant_type", "refresh_token"), ("refresh_token", text(&tokens["refresh_token"]))]).await;
        assert_eq!(claims(&next.ok()["access_token"])["sub"], id["sub"]);
        let events = app.audit(SMART).await;
        let event = events.iter().find(|event| event.kind == "device_allowed").unwrap();
        assert_eq!(event.detail.as_deref(), Some("tv"));
    }

    // One use: whoever comes with a code again ends what came of it.
    async fn a_device_code_that_comes_again_ends_its_tokens(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut alice = member(&app, "alice").await;
        let place = types(&mut alice, &codes).await;
        says(&mut alice, &place, "allow").await;
        let (first, second) = tokio::join!(poll(&client, &codes), poll(&client, &codes));
        let good: Vec<_> = [&first, &second].into_iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(good.len(), 1, "{} {}", first.text, second.text);
        is(&poll_later(&client, &app, &codes).await, 400, "invalid_grant");
        assert_eq!(client.introspect(text(&good[0].json()["access_token"])).await.text, r#"{"active":false}"#);
        // An answer is given once.
        let again = says(&mut alice, &place, "deny").await;
        assert!(again.status == 400 && again.text.contains("answered already"), "{}", again.text);
    }

    async fn a_refused_device_hears_so(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let mut alice = member(&app, "alice").await;
        app.advance_seconds(1000);
        let codes = begin(&client, "openid").await;
        let place = types(&mut alice, &codes).await;
        // Nothing needs to be proved for nothing to happen.
        assert!(says(&mut alice, &place, "deny").await.text.contains("Nobody was let in"));
        for _ in 0..2 {
            is(&poll_later(&client, &app, &codes).await, 400, "access_denied");
        }
        assert!(app.audit(SMART).await.iter().any(|event| event.kind == "device_refused"));
    }

    // RFC 8628, 3.5: too early costs five seconds more, each time, and the code has its end.
    async fn a_device_that_asks_too_often_waits_longer(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        is(&poll(&client, &codes).await, 400, "authorization_pending");
        is(&poll_later(&client, &app, &codes).await, 400, "authorization_pending");
        app.clock.advance(2_000);
        is(&poll(&client, &codes).await, 400, "slow_down");
        is(&poll_later(&client, &app, &codes).await, 400, "slow_down");
        app.clock.advance(15_000);
        is(&poll(&client, &codes).await, 400, "authorization_pending");
        app.advance_seconds(600);
        is(&poll(&client, &codes).await, 400, "expired_token");
        let mut alice = member(&app, "alice").await;
        let late = alice.post("/device", &json!({ "user_code": text(&codes["user_code"]) })).await;
        assert!(late.status == 400 && late.text.contains("No device shows this code"), "{}", late.text);
    }

    // An approval is good for the device alone that asked, in its own workspace and by its own client.
    async fn a_device_code_is_good_for_nobody_else(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let other = television(&app, "radio", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut alice = member(&app, "alice").await;
        let place = types(&mut alice, &codes).await;
        says(&mut alice, &place, "allow").await;
        is(&poll(&other, &codes).await, 400, "invalid_grant");
        let code = text(&codes["device_code"]);
        for junk in ["x", "", &code[1..], &with_another_end(code), &code.repeat(2)] {
            let answer = client.token(&[("grant_type", GRANT), ("device_code", junk)]).await;
            assert_eq!(answer.status, 400, "{junk}");
            assert!(["invalid_grant", "invalid_request"].contains(&answer.json()["error"].as_str().unwrap()), "{junk}");
        }
        poll(&client, &codes).await.ok();
        // The page of another request, or of another workspace, is not there.
        let mut bob = member(&app, "bob").await;
        let mine = types(&mut bob, &begin(&client, "openid").await).await;
        for wrong in [with_another_end(&mine), "/device/request/x".to_owned()] {
            assert_eq!(bob.open(&wrong).await.status, 400, "{wrong}");
        }
        let mut elsewhere = app.browser(CLASSIC);
        elsewhere.sign_up("carol").await.ok();
        assert_eq!(elsewhere.open(&mine).await.status, 400);
    }

    async fn only_clients_that_may_begin(app: TestApp) {
        let usual = ClientSettings { redirect_uris: vec!["https://app.example/".into()], ..settings() };
        let usual = ClientSettings { grant_types: ClientSettings::default().grant_types, ..usual };
        let client = television(&app, "app", usual).await;
        let answer = client.post("/device/authorization", None, &client.with_secret(&[])).await;
        is(&answer, 400, "unauthorized_client");
        let answer = client.token(&[("grant_type", GRANT), ("device_code", "x")]).await;
        is(&answer, 400, "unauthorized_client");
        is(&client.post("/device/authorization", None, &[("client_id", "app")]).await, 401, "invalid_client");
        // One that can keep no secret has none to show.
        let public = ClientSettings { token_endpoint_auth_method: AuthMethod::None, ..settings() };
        let public = television(&app, "cli", public).await;
        let codes = public.post("/device/authorization", None, &[("client_id", "cli")]).await.ok();
        let mut alice = member(&app, "alice").await;
        let place = types(&mut alice, &codes).await;
        says(&mut alice, &place, "allow").await;
        let own = [("client_id", "cli"), ("grant_type", GRANT), ("device_code", text(&codes["device_code"]))];
        let tokens = public.post("/oauth2/token", None, &own).await.ok();
        assert_eq!(tokens["scope"], "openid");
        let told = app.send(Request::get(format!("{SMART}/.well-known/openid-configuration")).header("host", HOST).body(Body::empty()).unwrap()).await.ok();
        assert_eq!(told["device_authorization_endpoint"], format!("{ORIGIN}{SMART}/device/authorization"));
        assert!(told["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
    }

    // The address with the code in it fills a field and does nothing else; who is not signed in does so first.
    async fn an_address_allows_nothing(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let way = text(&codes["verification_uri_complete"]).trim_start_matches(&format!("{ORIGIN}{SMART}")).to_owned();
        let mut stranger = app.browser(SMART);
        let page = stranger.open(&way).await;
        assert!(page.status == 200 && page.text.contains(&format!("value=\"{}\"", text(&codes["user_code"]))), "{}", page.text);
        assert!(!stranger.open("/device?user_code=%22%3E%3Cscript%3E").await.text.contains("<script>"));
        let first = stranger.post("/device", &json!({ "user_code": text(&codes["user_code"]).to_lowercase() })).await;
        let back = format!("{SMART}/sign-in?continue=");
        assert!(first.header("location").starts_with(&back) && first.header("location").contains("user_code"), "{}", first.header("location"));
        let mut alice = member(&app, "alice").await;
        alice.open(&way).await;
        let place = types(&mut alice, &codes).await;
        alice.open(&place).await;
        is(&poll(&client, &codes).await, 400, "authorization_pending");
    }

    // RFC 8628, 5.1; ASVS 6.3.1: nobody finds by trying what a device shows to somebody else.
    async fn codes_cannot_be_guessed(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut mallory = member(&app, "mallory").await;
        for _ in 0..10 {
            assert_eq!(mallory.post("/device", &json!({ "user_code": "BCDF-GHJK" })).await.status, 400);
        }
        // Now the right one does not help either, and others are not stopped by it.
        let right = json!({ "user_code": text(&codes["user_code"]) });
        let stopped = mallory.post("/device", &right).await;
        assert!(stopped.status == 429 && stopped.text.contains("Too many wrong codes") && !stopped.header("retry-after").is_empty(), "{}", stopped.text);
        let mut alice = member(&app, "alice").await;
        types(&mut alice, &codes).await;
        app.advance_seconds(599);
        assert_eq!(mallory.post("/device", &right).await.status, 429);
        app.advance_seconds(2);
        let again = begin(&client, "openid").await;
        types(&mut mallory, &again).await;
    }

    // Without a passkey nothing is let in, however fresh the proof is.
    async fn only_a_passkey_lets_a_device_in(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut alice = member(&app, "alice").await;
        let place = types(&mut alice, &codes).await;
        app.as_if_opened_by("UPDATE sessions SET methods = 'password', strength = 'single', amr = 'pwd', acr = 'sfa'").await;
        let page = alice.open(&place).await;
        assert!(page.text.contains("Only a fresh proof with a passkey") && !page.text.contains("value=\"allow\""), "{}", page.text);
        let refused = says(&mut alice, &place, "allow").await;
        assert!(refused.text.contains("Only a fresh proof with a passkey"), "{}", refused.text);
        is(&poll(&client, &codes).await, 400, "authorization_pending");
    }

    // RFC 8628, 5.4: a link to the question spares nobody the typing, nor does the sign-in on its way.
    async fn a_link_to_the_question_is_good_for_who_typed_the_code(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut mallory = member(&app, "mallory").await;
        let place = types(&mut mallory, &codes).await;
        assert_eq!(mallory.open(&place).await.status, 200);
        let mut alice = member(&app, "alice").await;
        for answer in [alice.open(&place).await, says(&mut alice, &place, "allow").await, says(&mut alice, &place, "deny").await] {
            assert!(answer.status == 400 && answer.text.contains("answered already"), "{}", answer.text);
        }
        is(&poll(&client, &codes).await, 400, "authorization_pending");
        // Who signs in as somebody else sends the code themselves.
        let switched = says(&mut mallory, &place, "switch").await;
        let way = switched.header("location");
        assert!(way.starts_with(&format!("{SMART}/sign-in?continue=")) && !way.contains("request"), "{way}");
        assert!(way.contains(text(&codes["user_code"])), "{way}");
        types(&mut alice, &codes).await;
    }

    // A client under the id of one that was removed has nothing of it.
    async fn a_device_code_ends_with_its_client(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut alice = member(&app, "alice").await;
        let place = types(&mut alice, &codes).await;
        app.advance_seconds(1);
        let since = app.app.now();
        let (tenant, workspace) = (client.tenant, client.workspace);
        let again = move |tx: &mut Tx<'_>| {
            let row = store::client::find(tx, (tenant, workspace), "tv")?.unwrap();
            store::client::delete(tx, (tenant, workspace), "tv")?;
            store::client::insert(tx, &store::client::Client { created_at: since, ..row })?;
            store::installation::bump(tx)
        };
        app.store.write("add again", again).await.unwrap();
        app.app.refresh().await.unwrap();
        app.advance_seconds(5);
        is(&poll(&client, &codes).await, 400, "invalid_grant");
        assert_eq!(alice.open(&place).await.status, 400);
        assert_eq!(alice.post("/device", &json!({ "user_code": text(&codes["user_code"]) })).await.status, 400);
        is(&poll(&client, &begin(&client, "openid").await).await, 400, "authorization_pending");
    }

    // What a hundred members do at twenty addresses stops nobody else.
    async fn wrong_codes_of_some_stop_no_workspace(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        let codes = begin(&client, "openid").await;
        let mut mallory = member(&app, "mallory").await;
        assert_eq!(mallory.post("/device", &json!({ "user_code": "BCDF-GHJK" })).await.status, 400);
        let mut alice = member(&app, "alice").await;
        app.as_if_opened_by("UPDATE failures SET count = 1000 WHERE method = 'device_code'").await;
        let typed = |alice: &mut Actor<'_>| {
            let request = alice.request(axum::http::Method::POST, "/device").header("content-type", "application/json");
            request.body(Body::from(json!({ "user_code": text(&codes["user_code"]) }).to_string())).unwrap()
        };
        let elsewhere = [203, 0, 113, 9].into();
        let request = typed(&mut alice);
        assert_eq!(app.send_from(request, elsewhere).await.status, 303);
        app.as_if_opened_by("UPDATE failures SET count = 100000 WHERE method = 'device_code'").await;
        let request = typed(&mut alice);
        assert_eq!(app.send_from(request, elsewhere).await.status, 429);
    }

    // Nothing is kept of a device for much longer than it may ask.
    async fn what_no_device_asks_for_any_more_is_forgotten(app: TestApp) {
        let client = television(&app, "tv", settings()).await;
        app.advance_seconds(-960);
        let old = begin(&client, "openid").await;
        app.advance_seconds(120);
        let late = begin(&client, "openid").await;
        app.advance_seconds(840);
        app.app.sweep().await.unwrap();
        is(&poll(&client, &old).await, 400, "invalid_grant");
        is(&poll(&client, &late).await, 400, "expired_token");
    }
}
