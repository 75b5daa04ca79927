//! Recovery: asked for, waiting, stopped, finished; and the pass that an administrator gives.

use crate::support::{Gallery, Person, Server};
use serde_json::json;

async fn asks_by_mail(ada: &Person<'_>) {
    ada.types("Email or username", "ada").await;
    ada.taps("Continue").await;
    ada.taps("Email me a code").await;
    ada.types("Code", &ada.receives("code", "ada@forum.example").await).await;
    ada.taps("Continue").await;
}

// S2-27: a recovery that waits, and how it is stopped.
#[tokio::test]
async fn of_a_recovery_that_waits() {
    let gallery = Gallery::of("recovery");
    let server = Server::demo_with("policy", &json!({ "recovery_wait_hours": 24 })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/recovery").await;
    asks_by_mail(&ada).await;
    ada.sees("Come back later").await;
    gallery.shows(&ada, "waits").await;
    let link = ada.receives("link", "ada@forum.example").await;
    ada.goes_to(&link).await;
    gallery.shows(&ada, "stop").await;
    let home = Person::at(&server).await;
    home.has_no_autofill().await;
    home.opens("/forum/main/sign-in").await;
    home.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    home.sees("Stop the recovery").await;
    gallery.shows(&home, "notice").await;
    ada.taps("Stop the recovery").await;
    ada.sees("The recovery is stopped").await;
    gallery.shows(&ada, "stopped").await;
}

// S2-27, S0-18: step by step to a new passkey.
#[tokio::test]
async fn of_a_recovery() {
    let gallery = Gallery::of("recovery");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/recovery").await;
    gallery.shows(&ada, "begin").await;
    ada.types("Email or username", "ada").await;
    ada.taps("Continue").await;
    ada.sees("Email me a code").await;
    gallery.shows(&ada, "ways").await;
    ada.opens("/forum/main/recovery").await;
    asks_by_mail(&ada).await;
    // Whoever has no passkey has lost the password.
    ada.sees("Choose a new password to finish the recovery of your account.").await;
    gallery.shows(&ada, "new-password").await;
    ada.types("New password", "short").await;
    ada.taps("Continue").await;
    ada.sees("That password is too short").await;
    gallery.shows(&ada, "new-password-short").await;
    ada.taps("Passkey").await;
    ada.sees("Add a new passkey to finish the recovery of your account.").await;
    gallery.shows(&ada, "new-passkey").await;
    ada.taps("Add Passkey").await;
    ada.arrives_at("/forum/main/account/security").await;
    gallery.shows(&ada, "done").await;
}

#[tokio::test]
async fn of_an_access_pass() {
    let gallery = Gallery::of("access-pass");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    let said = server.is_asked(&["user", "pass", "forum/main", "ada"]);
    ada.opens("/forum/main/recovery").await;
    ada.types("Email or username", "ada").await;
    ada.taps("Continue").await;
    ada.taps("Temporary access pass").await;
    ada.sees("Enter the pass that an administrator gave you.").await;
    gallery.shows(&ada, "ask").await;
    let (_, rest) = said.split_once("(shown once): ").unwrap();
    ada.types("Temporary access pass", rest.lines().next().unwrap()).await;
    ada.taps("Continue").await;
    ada.sees("Add a new passkey to finish the recovery of your account.").await;
    gallery.shows(&ada, "new-passkey").await;
}
