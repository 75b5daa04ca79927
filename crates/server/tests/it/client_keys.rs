//! Keys that clients publish at `jwks_uri`: when they are asked for, what of them is good without, and that no stranger takes them from a client or
//! learns anything by them (issue 8, 1; oidc.md, C2).

use crate::client_proofs::{assertion, by_key, key, refusal, show};
use crate::clients_described::takes_strangers;
use crate::support::app::{HOST, SMART};
use crate::support::application::Application;
use crate::support::publisher::Publisher;
use crate::support::{TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::applications::{AuthMethod, ClientSettings, GrantType};
use domain::oauth::jws::SigningKey;
use serde_json::{Value, json};

fn set(keys: &[&SigningKey]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.public_jwk()).collect::<Vec<_>>() })
}

fn publishing(keys: &[&SigningKey]) -> Publisher {
    Publisher::new("/jwks.json", |_| set(keys))
}

/// A program of the tenant that publishes its keys there.
async fn by_keys_at<'a>(app: &'a TestApp, id: &str, uri: &str) -> Application<'a> {
    let settings = ClientSettings {
        grant_types: vec![GrantType::ClientCredentials],
        token_endpoint_auth_method: AuthMethod::PrivateKeyJwt,
        jwks_uri: Some(uri.to_owned()),
        scope: "identity".into(),
        ..ClientSettings::default()
    };
    Application::of_tenant(app, "demo", id, settings).await
}

/// Somebody, with no account here, names an application.
async fn names(app: &TestApp, id: &str) -> u16 {
    let query = crate::authorization::query(id, &[]);
    let path = format!("{SMART}/oauth2/authorize?{query}");
    let answer = app.send(Request::get(path).header("host", HOST).body(Body::empty()).unwrap()).await;
    answer.status.as_u16()
}

on_both_engines! {
    // Keys that a client publishes: asked for once, and once more where an assertion names another one.
    async fn keys_are_fetched_where_the_client_publishes_them(app: TestApp) {
        let (own, next) = (key(), key());
        let publisher = publishing(&[&own]);
        by_keys_at(&app, "sync", &publisher.url).await;
        let by = async |key: &SigningKey, jti: &str| show(&app, &assertion(&app, key, &json!({ "jti": jti })), &[]).await.status.as_u16();
        assert_eq!((by(&own, "1").await, by(&own, "2").await, publisher.asked()), (200, 200, 1));
        // Whoever makes names up does not have it asked over and over.
        assert_eq!((by(&next, "3").await, by(&next, "4").await, publisher.asked()), (401, 401, 1));
        publisher.say(|says| says.body = set(&[&own, &next]).to_string());
        app.advance_seconds(10);
        assert_eq!((by(&next, "5").await, by(&own, "6").await, publisher.asked()), (200, 200, 2));
        // Where they are not to be had, those that were known are good for an hour more, and no longer.
        app.advance_seconds(3_601);
        publisher.say(|says| says.status = 500);
        assert_eq!((by(&own, "7").await, by(&own, "8").await, publisher.asked()), (200, 200, 3));
        app.advance_seconds(3_540);
        assert_eq!((by(&own, "9").await, publisher.asked()), (200, 4));
        app.advance_seconds(61);
        assert_eq!((by(&own, "10").await, by(&own, "11").await, publisher.asked()), (401, 401, 5));
        publisher.say(|says| says.status = 200);
        app.advance_seconds(61);
        assert_eq!((by(&own, "12").await, publisher.asked()), (200, 6));
    }

    // What is no document is good keys: neither is judged by what the other is for.
    async fn whoever_names_keys_as_a_document_takes_them_from_nobody(app: TestApp) {
        takes_strangers(&app, true).await;
        let own = key();
        let publisher = publishing(&[&own]);
        by_keys_at(&app, "sync", &publisher.url).await;
        let by = async |jti: &str| show(&app, &assertion(&app, &own, &json!({ "jti": jti })), &[]).await.status.as_u16();
        assert_eq!((by("1").await, names(&app, &publisher.url).await, by("2").await), (200, 400, 200));
        assert_eq!(publisher.asked(), 2);
    }

    // Strangers have a shelf and a budget of their own.
    async fn strangers_use_up_nothing_that_a_registered_client_needs(app: TestApp) {
        takes_strangers(&app, true).await;
        let own = key();
        let publisher = publishing(&[&own]);
        by_keys_at(&app, "sync", &publisher.url).await;
        let by = async |jti: &str| show(&app, &assertion(&app, &own, &json!({ "jti": jti })), &[]).await.status.as_u16();
        assert_eq!(by("1").await, 200);
        // Private addresses: nobody is called.
        for number in 0..1_100 {
            names(&app, &format!("https://10.0.{}.{}/client.json", number / 200, number % 200)).await;
        }
        app.advance_seconds(1);
        assert_eq!((by("2").await, publisher.asked()), (200, 1));
        // Their time is over, and strangers are just at work.
        app.advance_seconds(3_600);
        for number in 0..250 {
            names(&app, &format!("https://10.1.{}.{}/client.json", number / 200, number % 200)).await;
        }
        assert_eq!((by("3").await, publisher.asked()), (200, 2));
    }

    // Neither whether a client is there, nor what stands in the way to an address of somebody's choice.
    async fn whoever_shows_no_key_learns_nothing(app: TestApp) {
        let (own, thief) = (key(), key());
        let gone = publishing(&[&own]);
        gone.say(|says| says.status = 404);
        let broken = publishing(&[&own]);
        broken.say(|says| says.body = "{}".into());
        by_keys_at(&app, "closed", "http://localhost:1/jwks.json").await;
        by_keys_at(&app, "private", "https://127.0.0.1:1/jwks.json").await;
        by_keys_at(&app, "gone", &gone.url).await;
        by_keys_at(&app, "broken", &broken.url).await;
        by_key(&app, "known", &own).await;
        let mut said = Vec::new();
        for id in ["nobody", "closed", "private", "gone", "broken", "known"] {
            let answer = show(&app, &assertion(&app, &thief, &json!({ "iss": id, "sub": id })), &[]).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{id}");
            said.push(answer.text);
        }
        assert!(said.iter().all(|text| *text == said[0]), "{said:?}");
        assert_eq!((gone.asked(), broken.asked()), (1, 1));
        // Whoever has the key is told.
        let late = show(&app, &assertion(&app, &own, &json!({ "iss": "known", "sub": "known", "exp": 1 })), &[]).await;
        assert!(late.text.contains("has expired"), "{}", late.text);
    }
}
