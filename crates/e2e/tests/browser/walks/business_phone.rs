//! "Passkeys are a modern password replacement": business telephony, where whoever has no passkey here shows a password and a second factor.

use super::{MenuAt, opens_settings, puts_it_off};
use crate::support::{Kind, Person, Server};
use serde_json::json;

const DOOR: &str = "/phone/main";
const NAME: &str = "Email or username";
const SECURITY: &str = "/phone/main/account/security";
const PHONE: &str = "+12025550143";
/// S1-27
const FULL: &str = "You have reached the maximum number of passkeys. Use your password or remove an existing passkey to add a new one.";

/// S1-35: after the password, the code of a text message. Another one is not sent within a minute.
async fn confirms_by_text(person: &Person<'_>, remembers: bool) {
    person.sees("One more step").await;
    person.taps("Text me a code").await;
    person.sees("text message is on its way").await;
    let code = person.receives("code", PHONE).await;
    person.types("Code", &code).await;
    if remembers {
        person.tabs_to("Remember this browser for 30 days").await;
        person.presses(" ").await;
        person.waits("the box to be ticked", "document.activeElement.checked").await;
    }
    person.taps("Continue").await;
    person.arrives_at(SECURITY).await;
}

#[tokio::test]
async fn business_phone_passkeys() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    has_no_passkey_here(&ada).await;
    registers_one(&ada).await;
    // S1-17: a passkey alone signs in here.
    ada.signs_out(DOOR).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    reaches_the_limit(&server, &mut ada).await;
    removes_one(&ada).await;
}

/// S1-17: in the document's words, with the choices that they name: again, or password and 2FA.
async fn has_no_passkey_here(ada: &Person<'_>) {
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.sees("No passkey was detected for this device, or the operation was canceled. Log in with your password and two-factor authentication (2FA) to proceed. After you are verified, you can set up a new passkey.").await;
    ada.sees("Try again").await;
    ada.signs_in_with_password((NAME, "ada@phone.example"), "Use password").await;
    confirms_by_text(ada, false).await;
    // S1-18, S1-15: a prompt, and "I'll do it later" leaves the member in peace.
    ada.sees("Sign in faster next time").await;
    puts_it_off(ada).await;
}

/// Registration, cancelled first (S1-23) and then tried twice on one device (S1-25).
async fn registers_one(ada: &Person<'_>) {
    ada.device.recognises(false).await;
    ada.taps("Add passkey").await;
    ada.sees("Passkey Set Up Canceled").await;
    ada.sees("Your passkey setup was canceled. Retry or continue with your password.").await;
    ada.sees("Set it up later").await;
    ada.device.recognises(true).await;
    ada.taps("Try again").await;
    ada.sees("Registered passkeys 1").await;
    // S1-4, and S1-6 in the explanation of the kinds.
    ada.sees("Passkey - Platform Authenticators").await;
    ada.taps("Add passkey").await;
    ada.sees("Passkey already registered for this device").await;
    ada.sees("The passkey already exists for this device. You cannot register the same device twice.").await;
}

/// S1-27: five and no more. Another window that still offers a sixth is told why.
async fn reaches_the_limit(server: &Server, ada: &mut Person<'_>) {
    for number in 2..=4 {
        ada.changes_device(Kind::SecurityKey).await;
        ada.types("Name optional", &format!("Key {number}")).await;
        ada.taps("Add passkey").await;
        ada.sees(&format!("Registered passkeys {number}")).await;
    }
    ada.sees("Security Keys").await;
    let elsewhere = Person::with(server, Kind::SecurityKey).await;
    elsewhere.has_no_autofill().await;
    for passkey in ada.device.passkeys().await {
        elsewhere.device.take(passkey).await;
    }
    elsewhere.opens(&format!("{DOOR}/sign-in")).await;
    elsewhere.types(NAME, "ada").await;
    elsewhere.taps("Continue with passkey").await;
    elsewhere.sees("Registered passkeys 4").await;
    ada.changes_device(Kind::SecurityKey).await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 5").await;
    ada.sees(FULL).await;
    elsewhere.device.unplug().await;
    elsewhere.also_holds(Kind::Platform).await;
    elsewhere.taps("Add passkey").await;
    elsewhere.sees("Passkey Limit Reached").await;
    elsewhere.sees(FULL).await;
}

/// "Use your password or remove an existing passkey to add a new one."
async fn removes_one(ada: &Person<'_>) {
    opens_settings(ada, MenuAt::TopRight, ["Account settings", "Security"]).await;
    ada.taps("Remove Key 2").await;
    ada.taps("Remove passkey").await;
    ada.sees("Passkey removed.").await;
    ada.sees("Registered passkeys 4").await;
    ada.does_not_see(FULL).await;
}

/// S1-18: by the passkey of a telephone beside the computer, so one here is suggested, and left in peace (S1-15).
#[tokio::test]
async fn business_phone_a_passkey_on_another_device() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.signs_in_with_password((NAME, "ada"), "Use password").await;
    confirms_by_text(&ada, false).await;
    ada.changes_device(Kind::Phone).await;
    ada.types("Name optional", "Telephone").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 1").await;
    ada.signs_out(DOOR).await;
    // The computer could keep one, too.
    ada.also_holds(Kind::Platform).await;
    ada.types(NAME, "ada").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Add a passkey on this device, too?").await;
    ada.taps("I'll do it later").await;
    ada.waits("the page without it", "!location.search && document.readyState === 'complete'").await;
    ada.signs_out(DOOR).await;
    ada.types(NAME, "ada").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Registered passkeys 1").await;
    ada.does_not_see("Add a passkey on this device, too?").await;
}

/// S1-15 over two sign-ins, where policy lets a browser be remembered so that one text message is enough.
#[tokio::test]
async fn business_phone_in_a_remembered_browser() {
    let policy = json!({ "fallback": "multi", "suggest_passkey": true, "remember_device_days": 30 });
    let server = Server::demo_with("policy", &policy).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.signs_in_with_password((NAME, "ada"), "Use password").await;
    confirms_by_text(&ada, true).await;
    puts_it_off(&ada).await;
    ada.signs_out(DOOR).await;
    ada.signs_in_with_password((NAME, "ada"), "Use password").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Registered passkeys 0").await;
    ada.does_not_see("Sign in faster next time").await;
}
