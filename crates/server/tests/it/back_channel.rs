//! Applications hear that a session is over (OpenID Connect Back-Channel Logout 1.0), from a receiver of their own over HTTP.

use crate::authorization::{application, claims, code, member, redeem, refresh, refused, settings, text};
use crate::support::app::{ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, TestApp, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::ClientSettings;
use domain::applications::back_channel::Telling;
use domain::members::{self, By};
use domain::oauth::jwk::Jwks;
use domain::oauth::jws::{Alg, Unverified};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use store::Tx;
use store::id::{SessionId, TokenId, UserId};
use store::session_client::{self, SessionClient};

/// Answers each call with the next of these statuses, and hands on the message that came.
pub(crate) fn receiver(statuses: Vec<u16>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}/back-channel", listener.local_addr().unwrap().port());
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut socket, _) = listener.accept().unwrap();
            let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
            let body = loop {
                let read = socket.read(&mut bytes).unwrap();
                all.extend_from_slice(&bytes[..read]);
                let text = String::from_utf8_lossy(&all).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_ascii_lowercase();
                assert!(head.starts_with("post /back-channel http/1.1"), "{head}");
                assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
                let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
                if body.len() == length.parse::<usize>().unwrap() {
                    break body.to_owned();
                }
            };
            socket.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
            sender.send(body.strip_prefix("logout_token=").unwrap().to_owned()).unwrap();
        }
    });
    (url, calls)
}

async fn told_at<'a>(app: &'a TestApp, id: &str, url: &str) -> Application<'a> {
    let settings = ClientSettings { backchannel_logout_uri: Some(url.to_owned()), ..settings() };
    application(app, id, settings).await
}

async fn enter(client: &Application<'_>, member: &mut Actor<'_>) -> Value {
    let code = code(member, &client.id, &[("scope", "openid offline_access")]).await;
    redeem(client, &code, &[]).await.ok()
}

/// Tells what is to be told; what came, if anything.
pub(crate) async fn heard(app: &TestApp, calls: &Receiver<String>) -> Option<String> {
    let mut telling = Telling::default();
    telling.begin(&app.app).await.unwrap();
    while let Some(done) = telling.next().await {
        done.unwrap();
        telling.begin(&app.app).await.unwrap();
    }
    calls.try_recv().ok()
}

/// Takes calls and answers none; how many came.
async fn silence() -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/back-channel", listener.local_addr().unwrap().port());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, count)
}

/// As if this many sessions had ended in which the application was told who is there.
async fn ended(app: &TestApp, client: &Application<'_>, (kind, count): (u8, u8)) {
    let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
    let (tenant_id, workspace_id, client_id) = (client.tenant, client.workspace, client.id.clone());
    let write = move |tx: &mut Tx<'_>| {
        for number in 0..count {
            let id = [[kind; 15].as_slice(), &[number]].concat().try_into().unwrap();
            let row = SessionClient {
                pool_id: pool,
                session_id: SessionId::from_bytes(id),
                workspace_id,
                client_id: client_id.clone(),
                tenant_id,
                user_id: UserId::NIL,
                sid: number.to_string(),
                message_id: TokenId::from_bytes(id),
                attempts: 0,
            };
            session_client::enter(tx, &row)?;
        }
        store::testing::execute(tx, "UPDATE session_clients SET due_at = 0 WHERE due_at IS NULL")
    };
    assert_eq!(app.store.write("end", write).await.unwrap(), u64::from(count));
}

pub(crate) fn header(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

on_both_engines! {
    // oidcc-backchannel-rp-initiated-logout
    async fn an_application_hears_that_its_member_signed_out(app: TestApp) {
        let (url, calls) = receiver(vec![200, 200]);
        let client = told_at(&app, "app", &url).await;
        let mut alice = member(&app, "alice").await;
        let tokens = enter(&client, &mut alice).await;
        let id = claims(text(&tokens["id_token"]));
        assert_eq!(heard(&app, &calls).await, None);
        alice.delete("/session").await.ok();
        let token = heard(&app, &calls).await.unwrap();
        assert_eq!(header(&token)["typ"], "logout+jwt");
        let keys = app.browser(SMART).get("/.well-known/jwks.json").await.ok();
        let keys = Jwks::read(&keys).unwrap();
        let read = Unverified::read(&token).unwrap();
        assert!(read.verify(keys.find(read.kid(), Alg::Es256).unwrap(), &[Alg::Es256]).is_ok(), "signed by us");
        let said = claims(&token);
        let now = app.app.now() / 1000;
        assert_eq!((&said["iss"], &said["aud"]), (&format!("{ORIGIN}{SMART}").into(), &"app".into()));
        assert_eq!((&said["sub"], &said["sid"]), (&id["sub"], &id["sid"]));
        assert!(id["sid"].is_string());
        assert_eq!((&said["iat"], &said["exp"]), (&now.into(), &(now + 120).into()));
        assert_eq!(said["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert!(said["jti"].is_string() && said["nonce"].is_null());
        // Once.
        app.clock.advance(3_600_000);
        assert_eq!(heard(&app, &calls).await, None);
        // Another session is known by another name.
        alice.sign_in().await.ok();
        let other = claims(text(&enter(&client, &mut alice).await["id_token"]))["sid"].clone();
        assert_ne!(other, id["sid"]);
        // An application that was told nothing of a session hears nothing of its end.
        alice.delete("/session").await.ok();
        assert_eq!(claims(&heard(&app, &calls).await.unwrap())["sid"], other);
    }

    // A step-up goes on with the session: its name, and what was granted in it, stay.
    async fn a_step_up_tells_nobody(app: TestApp) {
        let (url, calls) = receiver(vec![200]);
        let client = told_at(&app, "app", &url).await;
        let mut alice = member(&app, "alice").await;
        let code_of = code(&mut alice, "app", &[]).await;
        let tokens = redeem(&client, &code_of, &[]).await.ok();
        let sid = claims(text(&tokens["id_token"]))["sid"].clone();
        app.clock.advance(1_000);
        alice.step_up().await.ok();
        assert_eq!(heard(&app, &calls).await, None);
        let next = refresh(&client, text(&tokens["refresh_token"])).await.ok();
        assert_eq!(claims(text(&next["id_token"]))["sid"], sid);
        assert_eq!(claims(text(&enter(&client, &mut alice).await["id_token"]))["sid"], sid);
        alice.delete("/session").await.ok();
        assert_eq!(claims(&heard(&app, &calls).await.unwrap())["sid"], sid);
        assert_eq!(refused(&refresh(&client, text(&next["refresh_token"])).await), (400, "invalid_grant"));
    }

    // "Sign out everywhere", and a member who is suspended or removed.
    async fn whatever_ends_a_session_is_told(app: TestApp) {
        let (url, calls) = receiver(vec![204; 3]);
        let client = told_at(&app, "app", &url).await;
        let mut alice = member(&app, "alice").await;
        let first = claims(text(&enter(&client, &mut alice).await["id_token"]));
        let mut elsewhere = app.browser(SMART);
        std::mem::swap(&mut elsewhere.authenticator, &mut alice.authenticator);
        elsewhere.sign_in().await.ok();
        let second = claims(text(&enter(&client, &mut elsewhere).await["id_token"]));
        elsewhere.delete("/account/sessions").await.ok();
        assert_eq!(claims(&heard(&app, &calls).await.unwrap())["sid"], first["sid"]);
        assert_eq!(heard(&app, &calls).await, None, "the one that asks goes on");
        let user = text(&second["sub"]).parse().unwrap();
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        assert!(members::suspend(&app.app, By::Operator, pool, user).await.unwrap());
        assert_eq!(claims(&heard(&app, &calls).await.unwrap())["sid"], second["sid"]);
    }

    // A receiver that is away is asked again, with the same message, and left alone in the end.
    async fn an_application_that_does_not_listen_is_asked_again(app: TestApp) {
        let (url, calls) = receiver(vec![503, 200, 500, 400, 500, 500, 500, 500]);
        let client = told_at(&app, "app", &url).await;
        let mut alice = member(&app, "alice").await;
        enter(&client, &mut alice).await;
        alice.delete("/session").await.ok();
        let first = claims(&heard(&app, &calls).await.unwrap());
        assert_eq!(heard(&app, &calls).await, None, "not at once");
        app.clock.advance(5_000);
        let second = claims(&heard(&app, &calls).await.unwrap());
        assert_eq!((&first["jti"], &first["sid"]), (&second["jti"], &second["sid"]));
        assert_eq!(second["iat"].as_i64().unwrap(), first["iat"].as_i64().unwrap() + 5);
        alice.sign_in().await.ok();
        enter(&client, &mut alice).await;
        alice.delete("/session").await.ok();
        for _ in 0..6 {
            assert!(heard(&app, &calls).await.is_some());
            app.clock.advance(1_800_000);
        }
        assert_eq!(heard(&app, &calls).await, None);
        let entries = app.audit(SMART).await;
        assert_eq!(entries.iter().filter(|entry| entry.kind == "logout_not_told").count(), 1);
    }

    // A host of this network that the operator has not listed is never called, whoever names it.
    async fn no_application_reaches_into_our_network(app: TestApp) {
        let (url, calls) = receiver(vec![200]);
        let client = told_at(&app, "app", &url.replace("localhost", "127.0.0.1")).await;
        let mut alice = member(&app, "alice").await;
        enter(&client, &mut alice).await;
        alice.delete("/session").await.ok();
        assert_eq!(heard(&app, &calls).await, None);
        // One that was switched off, or no longer wants to hear, is not called either.
        client.disable().await;
        app.clock.advance(5_000);
        assert_eq!(heard(&app, &calls).await, None);
        assert!(app.audit(SMART).await.iter().all(|entry| entry.kind != "logout_not_told"));
    }

    // What waits for one that never answers waits alone, and costs two calls however much it is.
    async fn an_application_that_hangs_keeps_nobody_waiting(app: TestApp) {
        let (silent, count) = silence().await;
        let hangs = told_at(&app, "hangs", &silent).await;
        ended(&app, &hangs, (1, 100)).await;
        let (url, calls) = receiver(vec![200; 3]);
        let client = told_at(&app, "app", &url).await;
        ended(&app, &client, (2, 2)).await;
        let mut telling = Telling::default();
        telling.begin(&app.app).await.unwrap();
        // One lane each: both are through while the other application has answered nothing.
        for _ in 0..2 {
            telling.next().await.unwrap().unwrap();
        }
        assert_eq!(calls.try_iter().count(), 2);
        // And whoever comes later need not wait for it, either.
        ended(&app, &client, (3, 1)).await;
        telling.begin(&app.app).await.unwrap();
        telling.next().await.unwrap().unwrap();
        assert_eq!(calls.try_iter().count(), 1);
        assert!(count.load(Ordering::SeqCst) <= 2, "{count:?}");
    }

    // Nobody listens at its address: one finds that out for all, and all of them come to their end.
    async fn what_waits_for_one_that_is_away_waits_together(app: TestApp) {
        let (url, calls) = receiver(Vec::new());
        let client = told_at(&app, "app", &url).await;
        ended(&app, &client, (1, 60)).await;
        assert_eq!(heard(&app, &calls).await, None);
        assert!(app.log.text().matches("is not told").count() <= 2, "{}", app.log.text());
        for wait in [5, 30, 120, 600, 1_800] {
            app.advance_seconds(wait - 1);
            let before = app.log.text().matches("is not told").count();
            heard(&app, &calls).await;
            assert_eq!(app.log.text().matches("is not told").count(), before, "not before {wait} s");
            app.advance_seconds(1);
            heard(&app, &calls).await;
        }
        let given_up = app.audit(SMART).await.iter().filter(|entry| entry.kind == "logout_not_told").count();
        assert_eq!(given_up, 60);
        app.advance_seconds(86_400);
        let mut telling = Telling::default();
        telling.begin(&app.app).await.unwrap();
        assert!(telling.next().await.is_none(), "nothing is left");
    }
}
