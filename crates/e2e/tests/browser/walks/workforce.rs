//! "Skip to main content: Passkeys provide phishing-resistant multi-factor authentication": a workforce with links by mail.

use crate::support::{Kind, Person, Server};

const DOOR: &str = "/workforce/main";

/// From the sign-in page by mail to what comes after the link.
async fn opens_a_link(person: &Person<'_>, address: &str) {
    person.types("Email", address).await;
    person.taps("Sign in another way").await;
    person.taps("Email me a sign-in link").await;
    person.sees("Open its link in this browser.").await;
    let link = person.receives("link", address).await;
    person.goes_to(&link).await;
    person.sees("Sign in with this link").await;
    person.taps("Sign in").await;
}

#[tokio::test]
async fn workforce_passkeys() {
    let server = Server::demo();
    let security = format!("{DOOR}/account/security");
    let address = "ben@workforce.example";
    let mut ben = Person::at(&server).await;
    ben.has_no_autofill().await;
    ben.opens(&format!("{DOOR}/sign-in")).await;

    // S0-4, S0-29: the role asks for a passkey after a link; without one, Account > Security is all there is.
    opens_a_link(&ben, address).await;
    ben.sees("Security").await;
    ben.sees("Your role requires a passkey after an email sign-in.").await;
    let held = ben.path().await;
    assert!(held.starts_with(&format!("{DOOR}/journey/")), "{held}");
    // S0-24: the way to help is there, the rest of the app is not.
    ben.sees("Ask an administrator of your organization for help.").await;
    ben.opens(&security).await;
    ben.arrives_at(&format!("{DOOR}/sign-in")).await;
    ben.opens(&held).await;
    // S0-8, S0-7, S0-10
    ben.types("Name optional", "Work laptop").await;
    ben.taps("Add passkey").await;
    ben.arrives_at(&security).await;
    ben.sees("Registered passkeys 1").await;
    ben.sees("Passkey MFA Enabled").await;
    ben.sees("Work laptop").await;
    // S0-15
    ben.sees("Add a backup passkey").await;
    ben.signs_out(DOOR).await;

    // S0-17: email, then "Continue with passkey".
    ben.types("Email", address).await;
    ben.taps("Continue with passkey").await;
    ben.arrives_at(&security).await;
    ben.signs_out(DOOR).await;

    // S0-4, S0-25: after the link, the passkey.
    opens_a_link(&ben, "ben@home.example").await;
    ben.sees("One more step").await;
    ben.taps("Continue with passkey").await;
    ben.arrives_at(&security).await;

    // S0-20, S0-21, S0-22: a backup may be removed, the last one not.
    ben.changes_device(Kind::SecurityKey).await;
    ben.types("Name optional", "Key in the drawer").await;
    ben.taps("Add passkey").await;
    ben.sees("Registered passkeys 2").await;
    ben.taps("Delete Work laptop").await;
    ben.sees("Do you have another passkey that works?").await;
    ben.taps("Delete passkey").await;
    ben.sees("Registered passkeys 1").await;
    ben.cannot_tap("Delete Key in the drawer").await;
}

/// S0-18: who is not asked for a passkey comes in by mail when it is lost.
#[tokio::test]
async fn workforce_lost_passkeys() {
    let server = Server::demo();
    let security = format!("{DOOR}/account/security");
    let address = "ada@workforce.example";
    let lost = Person::at(&server).await;
    lost.has_no_autofill().await;
    lost.opens(&format!("{DOOR}/sign-in")).await;
    opens_a_link(&lost, address).await;
    lost.arrives_at(&security).await;
    lost.types("Name optional", "Old phone").await;
    lost.taps("Add passkey").await;
    lost.sees("Passkey added.").await;

    // Another device, and so another browser.
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    let other_address = "ada@home.example";
    ada.types("Email", other_address).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    ada.sees("Open its link in this browser.").await;
    let link = ada.receives("link", other_address).await;
    ada.goes_to(&link).await;
    ada.taps("Sign in").await;
    ada.arrives_at(&security).await;
    // S1-18: one on this device is suggested; the lost one is still in the list, to be replaced.
    ada.sees("Add a passkey on this device, too?").await;
    ada.sees("Old phone").await;

    // S0-23, row "Lost or new device": the old one aside at once, then a new one, and that one removes the old.
    ada.opens(&format!("{security}/new-device")).await;
    ada.taps("Put the others aside").await;
    ada.sees("Put your other passkeys aside?").await;
    ada.taps("Put the others aside").await;
    ada.sees("Put aside: not in use until you confirm it").await;
    lost.reloads().await;
    lost.arrives_at(&format!("{DOOR}/sign-in")).await;
    ada.types("Name optional", "New phone").await;
    ada.taps("Add passkey").await;
    ada.sees("Passkey added.").await;
    ada.opens(&security).await;
    ada.sees("Registered passkeys 2").await;
    ada.taps("Delete Old phone").await;
    ada.taps("Delete passkey").await;
    ada.sees("Before your passkeys change, unlock with one you already have.").await;
    ada.does_not_see("Email me a code").await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey deleted.").await;
    ada.sees("Registered passkeys 1").await;
    ada.does_not_see("Old phone").await;
    ada.signs_out(DOOR).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;
}

/// A link that is opened on another device signs nobody in there: it shows a code for the browser that asked.
#[tokio::test]
async fn workforce_a_link_opened_elsewhere() {
    let server = Server::demo();
    let address = "ada@workforce.example";
    let ada = Person::at(&server).await;
    let phone = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.types("Email", address).await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    let link = ada.receives("link", address).await;
    phone.goes_to(&link).await;
    phone.taps("Show the code").await;
    phone.sees("Type this code where you are signing in").await;
    let code = phone.looks("document.querySelector('.code').textContent").await;
    ada.types("Code from another device", code.as_str().unwrap()).await;
    ada.taps("Continue").await;
    ada.arrives_at(&format!("{DOOR}/account/security")).await;
    phone.goes_to(&link).await;
    phone.sees("This link no longer works").await;
}
