//! Becoming a member where everybody may.

use crate::support::{Person, Server};
use crate::{CLASSIC, SMART};

#[tokio::test]
async fn a_newcomer_signs_up_and_lands_on_security() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    mia.taps("Sign up").await;
    mia.arrives_at(&format!("{SMART}/sign-up")).await;
    mia.types("Username", "mia").await;
    mia.types("Display name", "Mia Wallace").await;
    mia.taps("Create passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    mia.sees("Mia Wallace").await;
    mia.sees("Registered passkeys 1").await;
    assert_eq!(mia.device.passkeys().await.len(), 1);
}

#[tokio::test]
async fn a_newcomer_signs_up_in_classic_mode() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(CLASSIC, "mia").await;
    mia.sees("Registered passkeys 1").await;
}

#[tokio::test]
async fn a_name_must_be_given() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.taps("Create passkey").await;
    mia.sees("Enter your username first.").await;
}

/// The rule stands there beforehand; what breaks it is told beside its own field and nowhere else.
#[tokio::test]
async fn a_name_that_cannot_be_used_is_told_beside_its_field() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.sees("Letters, digits, dots, hyphens and underscores.").await;
    mia.types("Username", "mia wallace").await;
    mia.taps("Create passkey").await;
    mia.sees("A name has 1 to 64 letters, digits, dots, hyphens or underscores.").await;
    mia.waits("the field to be meant", "eyes.isMarked('Username') && eyes.focusIsOn('Username')").await;
    mia.does_not_see("Reference").await;

    mia.types("Username", "mia").await;
    mia.does_not_see("That name cannot be used.").await;
    // 64 characters fit, whatever each weighs; 65 do not.
    mia.types("Display name", &"🐝".repeat(65)).await;
    mia.taps("Create passkey").await;
    mia.sees("A name has 1 to 64 characters on one line.").await;
    mia.waits("the other field to be meant", "eyes.isMarked('Display name') && !eyes.isMarked('Username')").await;
    mia.does_not_see("Try again").await;
    mia.types("Display name", &"🐝".repeat(64)).await;
    mia.taps("Create passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    mia.sees(&"🐝".repeat(64)).await;
}

/// The prompt is shown for a taken name as for a free one; the passkey it made does not stay behind.
#[tokio::test]
async fn a_taken_name_is_refused_and_leaves_no_passkey_behind() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let other = Person::at(&server).await;
    other.opens(&format!("{SMART}/sign-up")).await;
    other.types("Username", "MIA").await;
    other.taps("Create passkey").await;
    other.sees("That name is taken. Choose another name").await;
    other.waits("the field to be meant", "eyes.isMarked('Username') && eyes.focusIsOn('Username')").await;
    other.does_not_see("Reference").await;
    other.types("Username", "mia-two").await;
    other.taps("Create passkey").await;
    other.arrives_at(&format!("{SMART}/account/security")).await;
    assert_eq!(other.device.passkeys().await.len(), 1, "the refused passkey is still on the device");
}

// S1-23
#[tokio::test]
async fn a_cancelled_sign_up_says_so_and_can_be_tried_again() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.device.recognises(false).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.types("Username", "mia").await;
    mia.taps("Create passkey").await;
    mia.sees("Passkey Set Up Canceled").await;
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}
