//! What whoever is signed in meets beside their account: help and refusals with the menu, the limit, and what was done on the page before.

use crate::SMART;
use crate::support::{Gallery, Person, Server};
use serde_json::json;

#[tokio::test]
async fn of_pages_for_everybody() {
    let gallery = Gallery::of("reader");
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&format!("{SMART}/help")).await;
    gallery.shows(&mia, "help").await;
    mia.opens(&format!("{SMART}/account/no-such-page")).await;
    mia.sees("There is nothing here").await;
    gallery.shows(&mia, "lost").await;
    mia.opens(&format!("{SMART}/account/security")).await;
    mia.signs_out(SMART).await;
    gallery.shows(&mia, "signed-out").await;
}

// S0-6: the same beside the menu in a sidebar.
#[tokio::test]
async fn of_pages_for_everybody_beside_a_sidebar() {
    let gallery = Gallery::of("reader-sidebar");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/workforce/main/sign-in").await;
    ada.types("Email", "ada@workforce.example").await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    ada.goes_to(&ada.receives("link", "ada@workforce.example").await).await;
    ada.taps("Sign in").await;
    ada.arrives_at("/workforce/main/account/security").await;
    ada.opens("/workforce/main/help").await;
    gallery.shows(&ada, "help").await;
    ada.opens("/workforce/main/account/no-such-page").await;
    gallery.shows(&ada, "lost").await;
}

// S1-27, before anybody runs into it.
#[tokio::test]
async fn of_the_limit() {
    let gallery = Gallery::of("limit");
    let server = Server::demo_with("passkey_capacity", &json!(1)).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    for (page, state) in [("", "list"), ("/add", "add"), ("/new-device", "new-device")] {
        mia.opens(&format!("{SMART}/account/security{page}")).await;
        mia.sees("Passkey Limit Reached").await;
        gallery.shows(&mia, state).await;
    }
}
