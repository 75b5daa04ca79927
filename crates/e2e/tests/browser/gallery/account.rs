//! The pages below Account > Security: what a member keeps beside passkeys.

use super::PASSWORD;
use crate::SMART;
use crate::account::{CODE, server};
use crate::support::{Gallery, Person, Server};

fn page(part: &str) -> String {
    format!("{SMART}/account/security/{part}")
}

async fn member(server: &Server) -> Person<'_> {
    let mia = Person::at(server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia
}

// S0-5
#[tokio::test]
async fn of_password_app_and_codes() {
    let gallery = Gallery::of("account");
    let server = server().await;
    let mia = member(&server).await;
    mia.opens(&page("password")).await;
    gallery.shows(&mia, "password-none").await;
    mia.types("New password", "short").await;
    mia.taps("Set password").await;
    mia.sees("That password is too short").await;
    gallery.shows(&mia, "password-short").await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    gallery.shows(&mia, "password-set").await;
    mia.taps("Remove password").await;
    mia.sees("Remove your password?").await;
    gallery.shows(&mia, "password-remove").await;
    mia.opens(&page("authenticator-app")).await;
    gallery.shows(&mia, "app-none").await;
    mia.taps("Set up an app").await;
    mia.sees("Scan this with your authenticator app").await;
    mia.waits("the picture", "document.querySelector('.qr')?.naturalWidth > 100").await;
    gallery.shows(&mia, "app-secret").await;
    mia.types("Code", "000000").await;
    mia.taps("Use this app").await;
    mia.sees("That code is not right").await;
    gallery.shows(&mia, "app-wrong").await;
    mia.types("Code", mia.looks(CODE).await.as_str().unwrap()).await;
    mia.taps("Use this app").await;
    mia.sees("Your authenticator app is set up.").await;
    gallery.shows(&mia, "app-set").await;
    mia.opens(&page("recovery-codes")).await;
    gallery.shows(&mia, "codes-none").await;
    mia.taps("Make recovery codes").await;
    mia.sees("Your new recovery codes").await;
    gallery.shows(&mia, "codes-new").await;
    mia.reloads().await;
    mia.taps("Make new codes").await;
    mia.sees("Make new codes?").await;
    gallery.shows(&mia, "codes-question").await;
}

#[tokio::test]
async fn of_sessions_and_what_happened() {
    let gallery = Gallery::of("account");
    let server = server().await;
    let mia = member(&server).await;
    let other = Person::at(&server).await;
    other.has_no_autofill().await;
    for passkey in mia.device.passkeys().await {
        other.device.take(passkey).await;
    }
    other.opens(&format!("{SMART}/sign-in")).await;
    other.taps("Continue with passkey").await;
    other.arrives_at(&format!("{SMART}/account/security")).await;
    mia.opens(&page("sessions")).await;
    mia.sees("This session").await;
    gallery.shows(&mia, "sessions").await;
    mia.taps("End all others").await;
    mia.waits("a question or an answer", "!!document.querySelector('dialog[open]') || eyes.reads('ended')").await;
    gallery.shows(&mia, "sessions-question").await;
    mia.opens(&page("activity")).await;
    gallery.shows(&mia, "activity").await;
}

#[tokio::test]
async fn of_addresses() {
    let gallery = Gallery::of("account");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    ada.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    ada.arrives_at("/forum/main/account/security").await;
    ada.taps("Addresses").await;
    ada.sees("ada@forum.example").await;
    gallery.shows(&ada, "addresses").await;
    ada.types("Email address or phone number", "nowhere").await;
    ada.taps("Send me a code").await;
    ada.waits("the field to be meant", "eyes.isMarked('Email address or phone number')").await;
    gallery.shows(&ada, "addresses-problem").await;
    ada.types("Email address or phone number", "ada@home.example").await;
    ada.taps("Send me a code").await;
    ada.sees("A code is on its way to ada@home.example.").await;
    gallery.shows(&ada, "addresses-code").await;
    ada.types("Code", &ada.receives("code", "ada@home.example").await).await;
    ada.taps("Verify address").await;
    ada.sees("The address is verified.").await;
    ada.taps("Remove ada@forum.example").await;
    ada.sees("Remove this address?").await;
    gallery.shows(&ada, "addresses-remove").await;
    ada.taps("Remove").await;
    ada.sees("A code is on its way.").await;
    gallery.shows(&ada, "addresses-remove-code").await;
}
