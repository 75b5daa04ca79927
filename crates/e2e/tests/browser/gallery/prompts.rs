//! "Still working?", and the way around prompts that come to nothing.

use crate::support::{Gallery, Kind, Person, Server};
use crate::{SMART, idle};

// S0-31, S0-32
#[tokio::test]
async fn of_still_working() {
    let gallery = Gallery::of("prompt");
    let server = idle::server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    idle::leaves(&server, &[&mia], 115).await;
    mia.sees("Still working?").await;
    gallery.shows(&mia, "still-working").await;
    mia.taps("Stay signed in").await;
    mia.does_not_see("Still working?").await;
}

// S2-29, and the passkey that a browser saves by itself.
#[tokio::test]
async fn of_prompts_that_come_to_nothing() {
    let gallery = Gallery::of("prompt");
    let server = Server::demo();
    let ada = Person::with(&server, Kind::SyncedPlatform).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    gallery.shows(&ada, "failed-once").await;
    ada.taps("Try again").await;
    ada.waits("the way around", "eyes.focusIsOn('Use Password')").await;
    gallery.shows(&ada, "failed-twice").await;
    let saves = "{ const real = navigator.credentials.create.bind(navigator.credentials); \
        navigator.credentials.create = ({ mediation, ...options }) => real(options); }";
    ada.has_a_browser_where(saves).await;
    ada.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    ada.sees("A passkey was saved").await;
    gallery.shows(&ada, "saved").await;
}
