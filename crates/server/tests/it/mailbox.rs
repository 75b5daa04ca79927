//! The demo's mailbox: it shows what would have been sent, and is nowhere else.

use crate::support::app::HOST;
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::messages::{self, Address};

async fn get(app: &TestApp, path: &str) -> Answer {
    app.send(Request::get(path).header("host", HOST).body(Body::empty()).unwrap()).await
}

on_both_engines! {
    async fn a_demo_shows_what_it_would_have_sent(app: TestApp) {
        let first = messages::try_out(&app.app, Address::Mail("\"<b>\"@example.com".into())).await.unwrap();
        app.advance_seconds(60);
        let second = messages::try_out(&app.app, Address::Phone("+15550100".into())).await.unwrap();
        let kept = get(&app, "/mailbox.json").await.ok();
        let messages = kept["messages"].as_array().unwrap();
        let codes: Vec<_> = messages.iter().map(|message| message["code"].as_str().unwrap()).collect();
        assert_eq!(codes, [&second, &first], "newest first");
        assert_eq!((&messages[0]["channel"], &messages[0]["to"]), (&"phone".into(), &"+15550100".into()));
        assert_eq!((&messages[1]["channel"], &messages[1]["kind"]), (&"mail".into(), &"test".into()));
        let page = get(&app, "/mailbox").await;
        assert!(page.text.contains(&first) && page.text.contains(&second) && page.text.contains("1 minute ago"));
        assert!(!page.text.contains("<b>"), "an address stays text");
    }

    async fn elsewhere_there_is_none(app: TestApp) {
        let real = app.empty_twin().await;
        messages::try_out(&real.app, Address::Mail("ada@example.com".into())).await.unwrap();
        for path in ["/mailbox", "/mailbox.json"] {
            let answer = get(&real, path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.text.contains("ada@example.com"));
        }
    }
}
