//! The steps of a sign-in, method by method.

use super::PASSWORD;
use crate::SMART;
use crate::account::{makes_codes, server as with_apps_and_codes, sets_up_an_app};
use crate::support::{Gallery, Person, Server};
use serde_json::json;

// S1-35, S2-29, S4-13, S4-20
#[tokio::test]
async fn of_passwords_and_codes() {
    let gallery = Gallery::of("journey");
    let policy = json!({ "fallback": "multi", "suggest_passkey": true, "remember_device_days": 30 });
    let server = Server::demo_with("policy", &policy).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/phone/main/sign-in").await;
    ada.taps("Use password").await;
    gallery.shows(&ada, "no-name").await;
    ada.types("Email or username", "ada@phone.example").await;
    ada.taps("Use password").await;
    ada.sees("Enter your password.").await;
    gallery.shows(&ada, "password").await;
    ada.types("Password", "wrong").await;
    ada.taps("Continue").await;
    ada.sees("That did not work").await;
    gallery.shows(&ada, "password-wrong").await;
    ada.taps("Passkey").await;
    ada.sees("Continue with passkey").await;
    gallery.shows(&ada, "passkey").await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    gallery.shows(&ada, "passkey-failure").await;
    ada.taps("Use password").await;
    ada.types("Password", PASSWORD).await;
    ada.taps("Continue").await;
    ada.sees("One more step").await;
    gallery.shows(&ada, "chooser").await;
    ada.taps("Text me a code").await;
    ada.sees("text message is on its way").await;
    gallery.shows(&ada, "code").await;
    ada.types("Code", "000000").await;
    ada.taps("Continue").await;
    ada.sees("That did not work").await;
    gallery.shows(&ada, "code-wrong").await;
    ada.types("Code", &ada.receives("code", "+12025550143").await).await;
    ada.taps("Continue").await;
    ada.sees("Sign in faster next time").await;
    gallery.shows(&ada, "suggestion").await;
    ada.opens("/mailbox").await;
    gallery.shows(&ada, "mailbox").await;
}

#[tokio::test]
async fn of_links() {
    let gallery = Gallery::of("link");
    let server = Server::demo();
    let (ben, phone) = (Person::at(&server).await, Person::at(&server).await);
    ben.has_no_autofill().await;
    ben.opens("/workforce/main/sign-in").await;
    ben.types("Email", "ben@workforce.example").await;
    ben.taps("Sign in another way").await;
    ben.sees("Email me a sign-in link").await;
    gallery.shows(&ben, "ask").await;
    ben.taps("Email me a sign-in link").await;
    ben.sees("Open its link in this browser.").await;
    gallery.shows(&ben, "sent").await;
    let link = ben.receives("link", "ben@workforce.example").await;
    phone.goes_to(&link).await;
    gallery.shows(&phone, "elsewhere").await;
    ben.goes_to(&link).await;
    gallery.shows(&ben, "here").await;
    ben.taps("Sign in").await;
    ben.sees("Add a passkey to go on").await;
    gallery.shows(&ben, "held").await;
    ben.device.recognises(false).await;
    ben.taps("Add passkey").await;
    ben.sees("Passkey Set Up Canceled").await;
    gallery.shows(&ben, "held-canceled").await;
    phone.goes_to(&link).await;
    gallery.shows(&phone, "gone").await;
    let ada = Person::at(&server).await;
    ada.opens("/workforce/main/sign-in").await;
    ada.types("Email", "ada@workforce.example").await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    phone.goes_to(&ada.receives("link", "ada@workforce.example").await).await;
    phone.taps("Show the code").await;
    phone.sees("Type this code where you are signing in").await;
    gallery.shows(&phone, "code").await;
}

/// The authenticator app and recovery codes: made on the account's pages, used as second steps.
#[tokio::test]
async fn of_apps_and_recovery_codes() {
    let gallery = Gallery::of("journey");
    let server = with_apps_and_codes().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.taps("Password").await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    mia.taps("Security").await;
    sets_up_an_app(&mia).await;
    makes_codes(&mia).await;
    let other = Person::at(&server).await;
    other.has_no_autofill().await;
    other.opens(&format!("{SMART}/sign-in")).await;
    other.signs_in_with_password(("Username", "mia"), "Use password").await;
    other.sees("One more step").await;
    gallery.shows(&other, "app").await;
    other.types("Code", "000000").await;
    other.taps("Continue").await;
    other.sees("That did not work").await;
    gallery.shows(&other, "app-wrong").await;
    other.taps("Recovery code").await;
    other.sees("Enter one of the codes that you have saved.").await;
    gallery.shows(&other, "recovery-code").await;
}

/// An authenticator app that policy asks for, made on the way.
#[tokio::test]
async fn of_a_new_app() {
    let gallery = Gallery::of("held-app");
    let server = Server::demo_with("policy", &json!({ "passkey": "off", "fallback": "multi" })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    gallery.shows(&ada, "sign-in-passkeys-off").await;
    ada.signs_in_with_password(("Email or username", "ada"), "Continue").await;
    ada.sees("Set up an authenticator app").await;
    gallery.shows(&ada, "begin").await;
    ada.taps("Show the QR code").await;
    ada.sees("It is shown only once.").await;
    gallery.shows(&ada, "secret").await;
    ada.types("Code", "000000").await;
    ada.taps("Continue").await;
    ada.sees("Show a new QR code").await;
    gallery.shows(&ada, "wrong").await;
}
