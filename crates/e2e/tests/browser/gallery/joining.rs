//! Becoming a member: by a name, by an address, by an invitation.

use crate::SMART;
use crate::support::{Gallery, Person, Server};
use serde_json::json;

const FORUM: &str = "/forum/main";

#[tokio::test]
async fn of_signing_up() {
    let gallery = Gallery::of("join");
    let server = Server::demo_with("public_registration", &json!(true)).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    gallery.shows(&mia, "name").await;
    mia.types("Username", "mia wallace").await;
    mia.taps("Create passkey").await;
    mia.sees("A name has 1 to 64 letters").await;
    gallery.shows(&mia, "name-problem").await;
    mia.opens(&format!("{FORUM}/sign-up")).await;
    gallery.shows(&mia, "address").await;
    mia.types("Email address", "mia@forum.example").await;
    mia.taps("Send me a code").await;
    mia.sees("Code").await;
    gallery.shows(&mia, "code").await;
    mia.types("Code", "000000").await;
    mia.taps("Continue").await;
    mia.sees("That code is not right").await;
    gallery.shows(&mia, "code-wrong").await;
    mia.types("Code", &mia.receives("code", "mia@forum.example").await).await;
    mia.taps("Continue").await;
    mia.sees("mia@forum.example").await;
    mia.waits("the next step", "!document.getElementById('code') && document.readyState === 'complete'").await;
    gallery.shows(&mia, "make").await;
}

// S2-33: by an operator's invitation, and an invitation that is spent.
#[tokio::test]
async fn of_an_invitation() {
    let gallery = Gallery::of("invitation");
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens("/").await;
    server.is_asked(&["user", "invite", "workforce/main", "mia@workforce.example"]);
    let link = mia.receives("link", "mia@workforce.example").await;
    mia.goes_to(&link).await;
    gallery.shows(&mia, "open").await;
    mia.waits("the button", "document.querySelector('main form button').click() ?? true").await;
    mia.waits("the next page", "location.pathname.endsWith('/sign-up') && document.readyState === 'complete'").await;
    gallery.shows(&mia, "make").await;
    mia.opens("/workforce/main/invitation/00000000000000000000000000000000").await;
    gallery.shows(&mia, "gone").await;
    mia.opens("/mailbox").await;
    gallery.shows(&mia, "mailbox").await;
}
