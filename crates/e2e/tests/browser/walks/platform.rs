//! "Passkeys": a platform, whose workspaces are in Smart or in Classic mode.

use super::{MenuAt, opens_settings};
use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART};

const DOOR: &str = "/platform/main";
const SECURITY: &str = "/platform/main/account/security";
const NAME: &str = "Email or username";
const PHONE: &str = "+12025550147";

#[tokio::test]
async fn platform_passkeys() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    signs_in_without_a_passkey(&ada).await;
    registers_several(&mut ada).await;
    // S3-1, S3-3: one tap, no name.
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    loses_one(&ada).await;
    shows_it_as_a_second_factor(&ada).await;
    keeps_the_last(&ada).await;
}

/// S3-13, S3-15: a password and a second factor; whoever has none of them is not in.
async fn signs_in_without_a_passkey(ada: &Person<'_>) {
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.signs_in_with_password((NAME, "ada"), "Use password").await;
    ada.sees("One more step").await;
    ada.taps("Text me a code").await;
    let code = ada.receives("code", PHONE).await;
    ada.types("Code", &code).await;
    ada.taps("Continue").await;
    ada.arrives_at(SECURITY).await;
}

/// "User self-enrollment" (S3-22, S3-23): several, each with a name, of which the page gives the document's examples.
async fn registers_several(ada: &mut Person<'_>) {
    opens_settings(ada, MenuAt::TopRight, ["Account settings", "Security"]).await;
    ada.sees("For example “Work MacBook” or “iPhone 16”. You can change it later.").await;
    let devices =
        [(Kind::Platform, "Pixel 9"), (Kind::SecurityKey, "Work MacBook"), (Kind::SyncedPlatform, "iPhone 16")];
    for (number, (kind, name)) in devices.into_iter().enumerate() {
        if number > 0 {
            ada.changes_device(kind).await;
        }
        ada.types("Name optional", name).await;
        ada.taps("Add passkey").await;
        ada.sees(&format!("Registered passkeys {}", number + 1)).await;
        ada.sees(name).await;
    }
    ada.signs_out(DOOR).await;
}

/// S3-7: a lost one goes, the others sign in.
async fn loses_one(ada: &Person<'_>) {
    ada.taps("Delete Work MacBook").await;
    ada.taps("Delete passkey").await;
    ada.sees("Registered passkeys 2").await;
    ada.signs_out(DOOR).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.signs_out(DOOR).await;
}

/// S3-14, S3-15: the same passkey as second factor, and the preferred one.
async fn shows_it_as_a_second_factor(ada: &Person<'_>) {
    ada.signs_in_with_password((NAME, "ada"), "Use password").await;
    ada.sees("One more step").await;
    ada.sees("Text me a code").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
}

/// S3-23: the last one stays, although the password and the telephone would do.
async fn keeps_the_last(ada: &Person<'_>) {
    ada.taps("Delete Pixel 9").await;
    ada.taps("Delete passkey").await;
    ada.sees("Registered passkeys 1").await;
    ada.cannot_tap("Delete iPhone 16").await;
    ada.sees("This is your last passkey. Add another one before you delete it.").await;
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
