//! The first minute: the link from the terminal makes the first administrator.

use crate::support::{Kind, Person, Server};

#[tokio::test]
async fn the_set_up_link_makes_the_first_administrator_and_works_once() {
    let server = Server::fresh();
    let link = server.setup_path();
    let ada = Person::at(&server).await;
    ada.opens("/").await;
    ada.sees("This server is waiting for its set-up").await;

    ada.opens(&link).await;
    ada.sees("You are the first administrator").await;
    ada.taps("Create passkey").await;
    ada.sees("Enter the name of your organisation.").await;
    ada.types("Organization", "Analytical Engines").await;
    ada.types("Username", "ada").await;
    ada.types("Display name", "Ada Lovelace").await;
    ada.taps("Create passkey").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
    ada.sees("Analytical Engines").await;
    ada.sees("Ada Lovelace").await;
    ada.sees("Registered passkeys 1").await;
    let address = server.url("/analytical-engines/main/sign-in");
    ada.sees(&format!("Keystead is set up. Members sign in at {address}.")).await;
    ada.reloads().await;
    ada.does_not_see("Keystead is set up.").await;

    let stranger = Person::at(&server).await;
    stranger.opens(&link).await;
    stranger.sees("This set-up link no longer works").await;
    stranger.sees("keystead setup --again").await;
    stranger.does_not_see("Create passkey").await;
}

#[tokio::test]
async fn the_first_administrator_signs_in_again_from_the_front_page() {
    let server = Server::fresh();
    let ada = Person::at(&server).await;
    ada.opens(&server.setup_path()).await;
    ada.types("Organization", "Analytical Engines").await;
    ada.types("Username", "ada").await;
    ada.taps("Create passkey").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
    ada.has_no_autofill().await;
    ada.signs_out("/analytical-engines/main").await;

    ada.opens("/").await;
    ada.arrives_at("/analytical-engines/main/sign-in").await;
    ada.types("Username", "ada").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
}

#[tokio::test]
async fn a_new_set_up_link_ends_the_old_one() {
    let server = Server::fresh();
    let lost = server.setup_path();
    let found = server.setup_again();
    assert_ne!(lost, found);
    let ada = Person::at(&server).await;
    ada.opens(&lost).await;
    ada.sees("This set-up link no longer works").await;
    ada.opens(&found).await;
    ada.sees("You are the first administrator").await;
}

/// What is wrong with a name is told beside it; what is wrong with the link cannot be tried again.
#[tokio::test]
async fn a_refused_set_up_says_what_to_do() {
    let server = Server::fresh();
    let ada = Person::at(&server).await;
    ada.opens(&server.setup_path()).await;
    ada.types("Organization", &"x".repeat(65)).await;
    ada.types("Username", "ada@example.com").await;
    ada.types("Display name", "Ada").await;
    ada.taps("Create passkey").await;
    ada.waits("the username to be meant", "eyes.isMarked('Username') && !eyes.isMarked('Organization')").await;
    ada.types("Username", "ada").await;
    ada.taps("Create passkey").await;
    ada.waits("the organisation to be meant", "eyes.isMarked('Organization') && !eyes.isMarked('Display name')").await;
    ada.does_not_see("Reference").await;

    server.setup_again();
    ada.types("Organization", "Analytical Engines").await;
    ada.taps("Create passkey").await;
    ada.sees("This set-up link no longer works").await;
    ada.does_not_see("Try again").await;
}

#[tokio::test]
async fn a_second_link_lets_an_administrator_back_in() {
    let server = Server::fresh();
    let mut ada = Person::at(&server).await;
    ada.opens(&server.setup_path()).await;
    ada.types("Organization", "Analytical Engines").await;
    ada.types("Username", "ada").await;
    ada.taps("Create passkey").await;
    ada.sees("Keystead is set up.").await;

    ada.changes_device(Kind::Platform).await;
    ada.opens(&server.setup_again()).await;
    ada.sees("Add or let back in an administrator").await;
    ada.does_not_see("first administrator").await;
    ada.does_not_see("Organization").await;
    ada.types("Username", "ada").await;
    ada.taps("Create passkey").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
    ada.sees("Registered passkeys 2").await;
    ada.does_not_see("Keystead is set up.").await;
}

#[tokio::test]
async fn an_address_that_is_none_leads_to_the_front_page() {
    let server = Server::fresh();
    let ada = Person::at(&server).await;
    ada.opens("/no/such/page").await;
    ada.taps("Go to the front page").await;
    ada.arrives_at("/").await;
}
