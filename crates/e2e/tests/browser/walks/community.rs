//! "Set up Passkey": a community, where passkeys stand beside passwords.

use super::{MenuAt, PASSWORD, opens_settings, puts_it_off};
use crate::support::{Person, Server};

const DOOR: &str = "/forum/main";
const NAME: &str = "Email or username";

const SECURITY: &str = "/forum/main/account/security";

#[tokio::test]
async fn community_set_up_passkey() {
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    is_left_in_peace(&ada).await;
    adds_a_passkey(&ada).await;
    signs_in_with_the_passkey(&ada).await;
    falls_back_to_the_password(&ada).await;
    renames_and_deletes(&ada).await;
}

/// S2-18, S2-19: a suggestion after sign-in, and the site can be used without answering it.
async fn is_left_in_peace(ada: &Person<'_>) {
    // The front page tells who there is and with which password.
    ada.opens("/").await;
    ada.sees(PASSWORD).await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    // S2-4, S2-16, S2-22: email or username, then "Use Password".
    ada.signs_in_with_password((NAME, "ada@forum.example"), "Use Password").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Sign in faster next time").await;
    ada.sees("I'll do it later").await;
    ada.signs_out(DOOR).await;
}

/// "Add a Passkey" (S2-5, S2-14, S2-15, S2-20): sign in with a password, "Settings > Passkeys", "Add Passkey", the prompt, a clear name.
async fn adds_a_passkey(ada: &Person<'_>) {
    ada.signs_in_with_password((NAME, "ada"), "Use Password").await;
    ada.arrives_at(SECURITY).await;
    opens_settings(ada, MenuAt::TopRight, ["Settings", "Passkeys"]).await;
    ada.sees("Settings › > Passkeys").await;
    ada.sees("Passkey MFA Not set up").await;
    ada.sees("For example “Admin iPhone” or “Office Laptop”.").await;
    ada.taps("Add Passkey").await;
    ada.sees("Passkey added.").await;
    ada.waits("the name to be meant", "eyes.focusIsOn('Name')").await;
    ada.types_blindly("Office Laptop").await;
    ada.presses("Enter").await;
    ada.sees("Name saved.").await;
    ada.sees("Registered passkeys 1").await;
    ada.sees("Office Laptop").await;
    ada.does_not_see("Sign in faster next time").await;
    ada.signs_out(DOOR).await;
}

/// "Sign In With a Passkey" (S2-21): the same email or username, then the prompt. Cancelled or timed out, it says what else there is (S2-29).
async fn signs_in_with_the_passkey(ada: &Person<'_>) {
    ada.types(NAME, "ada@forum.example").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.signs_out(DOOR).await;
    ada.types(NAME, "ada").await;
    ada.device.recognises(false).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.sees("Try again").await;
    ada.taps("Use Password").await;
    ada.device.recognises(true).await;
    // It takes the name along. S2-18: who has a passkey is not asked for a first one.
    ada.types("Password", PASSWORD).await;
    ada.taps("Continue").await;
    ada.arrives_at(SECURITY).await;
    ada.does_not_see("Sign in faster next time").await;
    ada.signs_out(DOOR).await;
}

/// "Test Password Fallback" (S2-3, S2-17, S2-22): the name, "Use Password", the password.
async fn falls_back_to_the_password(ada: &Person<'_>) {
    ada.signs_in_with_password((NAME, "ada"), "Use Password").await;
    ada.arrives_at(SECURITY).await;
}

/// "Rename and Delete a Passkey" (S2-7, S2-15, S2-23): and afterwards the password still works.
async fn renames_and_deletes(ada: &Person<'_>) {
    opens_settings(ada, MenuAt::TopRight, ["Settings", "Passkeys"]).await;
    ada.taps("Rename Office Laptop").await;
    ada.types("Name", "Admin iPhone").await;
    ada.taps("Save").await;
    ada.sees("Name saved.").await;
    ada.taps("Delete Admin iPhone").await;
    ada.taps("Delete passkey").await;
    ada.sees("Passkey deleted.").await;
    ada.sees("Registered passkeys 0").await;
    ada.signs_out(DOOR).await;
    ada.signs_in_with_password((NAME, "ada"), "Use Password").await;
    ada.arrives_at(SECURITY).await;
    // S2-14: the address by which the document's path is known, too.
    ada.opens(&format!("{DOOR}/settings/passkeys")).await;
    ada.arrives_at(SECURITY).await;
}

// S2-18, S2-19
#[tokio::test]
async fn community_not_right_now() {
    let server = Server::demo();
    let ben = Person::at(&server).await;
    ben.has_no_autofill().await;
    ben.opens(&format!("{DOOR}/sign-in")).await;
    // A wrong password is told beside the field, and the field waits for the right one.
    ben.types(NAME, "ben").await;
    ben.taps("Use Password").await;
    ben.types("Password", "not the one").await;
    ben.presses("Enter").await;
    ben.sees("That did not work").await;
    ben.waits("the field to be meant", "eyes.focusIsOn('Password')").await;
    ben.types_blindly(PASSWORD).await;
    ben.presses("Enter").await;
    ben.arrives_at(SECURITY).await;
    puts_it_off(&ben).await;
    ben.signs_out(DOOR).await;
    ben.signs_in_with_password((NAME, "ben"), "Use Password").await;
    ben.arrives_at(SECURITY).await;
    ben.sees("Registered passkeys 0").await;
    ben.does_not_see("Sign in faster next time").await;
}

/// S2-18, S1-29: whoever can make no passkey is not asked to, and signs in as always.
#[tokio::test]
async fn community_without_passkeys_in_the_browser() {
    let server = Server::demo();
    let cem = Person::at(&server).await;
    cem.has_a_browser_where("delete window.PublicKeyCredential;").await;
    cem.opens(&format!("{DOOR}/sign-in")).await;
    cem.sees("This browser cannot use passkeys").await;
    cem.signs_in_with_password((NAME, "ada"), "Use Password").await;
    cem.arrives_at(&format!("{DOOR}/account/security")).await;
    cem.sees("Registered passkeys 0").await;
    cem.does_not_see("Sign in faster next time").await;
}

/// S2-4, S2-17: forms alone are enough.
#[tokio::test]
async fn community_without_scripts() {
    let server = Server::demo();
    let dee = Person::at(&server).await;
    dee.has_scripts_off().await;
    dee.opens(&format!("{DOOR}/sign-in")).await;
    // What passkeys need is said, and what only they make possible is not.
    dee.sees("Passkeys need JavaScript.").await;
    dee.does_not_see("Not needed: your passkey knows who you are.").await;
    // Without a name nothing but a passkey could tell who comes.
    dee.taps("Use Password").await;
    dee.sees("Who is it?").await;
    dee.signs_in_with_password((NAME, "ada"), "Use Password").await;
    dee.arrives_at(&format!("{DOOR}/account/security")).await;
    dee.sees("Passkeys need JavaScript.").await;
    // S2-14: the menu is one of links.
    dee.taps("Ada (sample)").await;
    dee.taps("Settings").await;
    dee.arrives_at(SECURITY).await;
    dee.does_not_see("Sign in faster next time").await;
    dee.signs_out(DOOR).await;
    dee.sees("You are signed out.").await;
    // A code that was sent, as the second step.
    dee.opens("/portal/main/sign-in").await;
    dee.signs_in_with_password(("Username", "ada"), "Continue").await;
    dee.taps("Text me a code").await;
    let code = dee.receives("code", "+12025550145").await;
    dee.types("Code", &code).await;
    dee.taps("Continue").await;
    dee.arrives_at("/portal/main/account/security").await;
    dee.signs_out("/portal/main").await;
    // A link.
    dee.opens("/workforce/main/sign-in").await;
    dee.types("Email", "ada@workforce.example").await;
    dee.taps("Sign in another way").await;
    dee.taps("Email me a sign-in link").await;
    dee.sees("Open its link in this browser.").await;
    let link = dee.receives("link", "ada@workforce.example").await;
    dee.goes_to(&link).await;
    dee.taps("Sign in").await;
    dee.arrives_at("/workforce/main/account/security").await;
}

/// S2-27, S2-30: the phone is gone and the password forgotten. Mail lets her make a new passkey, and the old one waits for her word.
#[tokio::test]
async fn community_account_recovery() {
    let server = Server::demo();
    let phone = Person::at(&server).await;
    phone.has_no_autofill().await;
    phone.opens(&format!("{DOOR}/sign-in")).await;
    phone.signs_in_with_password((NAME, "ada"), "Use Password").await;
    phone.arrives_at(SECURITY).await;
    phone.types("Name optional", "Old phone").await;
    phone.taps("Add Passkey").await;
    phone.sees("Registered passkeys 1").await;

    let laptop = Person::at(&server).await;
    laptop.has_no_autofill().await;
    laptop.opens(&format!("{DOOR}/sign-in")).await;
    laptop.taps("Trouble signing in?").await;
    laptop.types(NAME, "ada").await;
    laptop.taps("Continue").await;
    laptop.taps("Email me a code").await;
    let code = laptop.receives("code", "ada@forum.example").await;
    laptop.types("Code", &code).await;
    laptop.taps("Continue").await;
    laptop.sees("Add a new passkey to finish the recovery of your account.").await;
    laptop.types("Name optional", "Laptop").await;
    laptop.taps("Add Passkey").await;
    laptop.arrives_at(SECURITY).await;
    laptop.sees("Registered passkeys 2").await;
    laptop.sees("Put aside: not in use until you confirm it").await;

    // Whoever has found the phone is out, and does not come in with it.
    phone.reloads().await;
    phone.arrives_at(&format!("{DOOR}/sign-in")).await;
    phone.taps("Continue with passkey").await;
    phone.sees("Verification failed").await;

    // She finds it again.
    laptop.taps("Still mine Old phone").await;
    laptop.does_not_see("Put aside: not in use until you confirm it").await;
    phone.taps("Continue with passkey").await;
    phone.arrives_at(SECURITY).await;
}
