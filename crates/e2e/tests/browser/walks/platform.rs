//! "Passkeys": a platform, whose workspaces are in Smart or in Classic mode.

use super::signs_in_with_password;
use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART};

const DOOR: &str = "/platform/main";
const NAME: &str = "Email or username";
const PHONE: &str = "+12025550147";

#[tokio::test]
async fn platform_passkeys() {
    let server = Server::demo();
    let security = format!("{DOOR}/account/security");
    let mut ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;

    // S3-13, S3-15: no passkey yet, so a password and a second factor; whoever has none of them is not in.
    signs_in_with_password(&ada, (NAME, "ada"), "Use password").await;
    ada.sees("One more step").await;
    ada.taps("Text me a code").await;
    let code = ada.receives("code", PHONE).await;
    ada.types("Code", &code).await;
    ada.taps("Continue").await;
    ada.arrives_at(&security).await;

    // S3-22, S3-23: several, each with a name.
    ada.types("Name optional", "Pixel 9").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 1").await;
    ada.changes_device(Kind::SecurityKey).await;
    ada.types("Name optional", "Work MacBook").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 2").await;
    ada.changes_device(Kind::SyncedPlatform).await;
    ada.types("Name optional", "iPhone 16").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 3").await;
    ada.signs_out(DOOR).await;

    // S3-1, S3-3: one tap, no name.
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;

    // S3-7: a lost one goes, the others sign in.
    ada.taps("Delete Work MacBook").await;
    ada.taps("Delete passkey").await;
    ada.sees("Registered passkeys 2").await;
    ada.signs_out(DOOR).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;
    ada.signs_out(DOOR).await;

    // S3-14, S3-15: the same passkey as second factor, and the preferred one.
    signs_in_with_password(&ada, (NAME, "ada"), "Use password").await;
    ada.sees("One more step").await;
    ada.sees("Text me a code").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;

    // S3-23: the last one stays, although the password and the telephone would do.
    ada.taps("Delete Pixel 9").await;
    ada.taps("Delete passkey").await;
    ada.sees("Registered passkeys 1").await;
    ada.cannot_tap("Delete iPhone 16").await;
    ada.sees("This is your last passkey.").await;
}

// S3-2, S3-4, S3-5
#[tokio::test]
async fn platform_classic_asks_for_the_name_first() {
    let server = Server::demo();
    let kim = Person::with(&server, Kind::SecurityKey).await;
    kim.signs_up(CLASSIC, "kim").await;
    kim.signs_out(CLASSIC).await;
    kim.taps("Continue with passkey").await;
    kim.sees("Enter your username first.").await;
    kim.types("Username", "kim").await;
    kim.taps("Continue with passkey").await;
    kim.arrives_at(&format!("{CLASSIC}/account/security")).await;
    // A member of one workspace is none of the other.
    kim.opens(&format!("{SMART}/account/security")).await;
    kim.arrives_at(&format!("{SMART}/sign-in")).await;
}
