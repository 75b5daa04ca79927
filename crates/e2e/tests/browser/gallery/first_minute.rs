//! Before anybody is a member: the server waits, its first administrator comes, and the link is spent.

use crate::support::{Gallery, Person, Server};

// S0-1 to S0-3
#[tokio::test]
async fn of_the_first_minute() {
    let gallery = Gallery::of("setup");
    let server = Server::fresh();
    let ada = Person::at(&server).await;
    ada.opens("/").await;
    gallery.shows(&ada, "waiting").await;
    let link = server.setup_path();
    ada.opens(&link).await;
    gallery.shows(&ada, "form").await;
    ada.types("Organization", "Analytical Engines").await;
    ada.types("Username", "ada lovelace").await;
    ada.taps("Create passkey").await;
    ada.sees("That name cannot be used.").await;
    gallery.shows(&ada, "problem").await;
    ada.types("Username", "ada").await;
    ada.types("Display name", "Ada Lovelace").await;
    ada.device.recognises(false).await;
    ada.taps("Create passkey").await;
    ada.sees("Passkey Set Up Canceled").await;
    gallery.shows(&ada, "canceled").await;
    ada.device.recognises(true).await;
    ada.taps("Try again").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
    gallery.shows(&ada, "done").await;
    ada.opens(&link).await;
    gallery.shows(&ada, "spent").await;
    ada.opens(&server.setup_again()).await;
    gallery.shows(&ada, "again").await;
    ada.opens("/no/such/page").await;
    gallery.shows(&ada, "not-found").await;
}
