//! Sign-in by the organisation's provider, as far as this server's own pages go.

use crate::SMART;
use crate::support::{Gallery, Person, Server};
use serde_json::json;

#[tokio::test]
async fn of_single_sign_on() {
    let gallery = Gallery::of("single-sign-on");
    // Nobody listens there.
    let provider = json!({ "slug": "office", "label": "Northern Office", "enabled": true, "issuer": "http://localhost:9",
        "client_id": "keystead", "client_secret": null, "scopes": ["openid", "email"] });
    let methods = json!({ "first": ["passkey", "single_sign_on"], "second": [], "providers": [provider] });
    let server = Server::demo_with("methods", &methods).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    gallery.shows(&mia, "sign-in").await;
    mia.types("Username", "mia").await;
    mia.taps("Sign in another way").await;
    mia.sees("Northern Office").await;
    gallery.shows(&mia, "step").await;
    mia.opens(&format!("{SMART}/sign-in/with/office")).await;
    gallery.shows(&mia, "no-answer").await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&format!("{SMART}/account/security/linked-accounts")).await;
    gallery.shows(&mia, "linked-accounts").await;
}
