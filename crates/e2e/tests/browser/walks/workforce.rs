//! "Skip to main content: Passkeys provide phishing-resistant multi-factor authentication": a workforce with links by mail.

use super::{MenuAt, follows, opens_settings};
use crate::idle;
use crate::support::{Kind, Person, Server};

const DOOR: &str = "/workforce/main";
const SECURITY: &str = "/workforce/main/account/security";
const BEN: &str = "ben@workforce.example";

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
    let mut ben = Person::at(&server).await;
    ben.has_no_autofill().await;
    ben.opens(&format!("{DOOR}/sign-in")).await;
    is_led_to_enrol(&ben).await;
    opens_security_settings(&ben).await;
    reads_the_guide(&ben).await;
    signs_in_with_the_passkey(&ben).await;
    adds_a_backup(&mut ben).await;
    removes_the_first(&ben).await;
    is_signed_out_when_idle(&server, &ben).await;
}

/// S0-4, S0-29: the role asks for a passkey after a link; whoever has none is sent to enrol one, and that is all there is.
async fn is_led_to_enrol(ben: &Person<'_>) {
    opens_a_link(ben, BEN).await;
    ben.sees("Security").await;
    ben.sees("Your role Administrator requires a passkey after sign-in by magic link.").await;
    let held = ben.path().await;
    assert!(held.starts_with(&format!("{DOOR}/journey/")), "{held}");
    // S0-24: the way to help is there, the rest of the app is not.
    ben.sees("Ask an administrator of your organization for help.").await;
    ben.opens(SECURITY).await;
    ben.arrives_at(&format!("{DOOR}/sign-in")).await;
    ben.opens(&held).await;
    // S0-8
    ben.types("Name optional", "Work laptop").await;
    ben.taps("Add passkey").await;
    ben.arrives_at(SECURITY).await;
}

/// "Open security settings" (S0-6, S0-7) and "Review registered passkeys" (S0-10, S0-12 to S0-16).
async fn opens_security_settings(ben: &Person<'_>) {
    opens_settings(ben, MenuAt::Sidebar, ["Account Settings", "Security"]).await;
    ben.sees("Account › > Security").await;
    ben.sees("Passkey MFA Enabled Required by policy").await;
    ben.sees("Registered passkeys 1").await;
    for words in ["Work laptop", "Device-bound", "Added", "Add a backup passkey"] {
        ben.sees(words).await;
    }
    ben.sees("reduces the risk of being locked out if this one is lost").await;
    // S0-5
    ben.sees("Security options depend on your organization policy and account permissions. If you cannot change a setting, contact your Northern Works administrator.").await;
}

/// S0-34, S0-35: the document itself, in the words of these pages.
async fn reads_the_guide(ben: &Person<'_>) {
    follows(ben, "Guide to these settings").await;
    for words in [
        "Open security settings",
        "open the user menu in the sidebar",
        "Choose Account Settings.",
        "Add a passkey",
        "Review registered passkeys",
        "Sign in with a passkey",
        "Remove a passkey",
        "choose Remove beside the passkey",
        "Replace lost passkeys",
        "Passkey prompts during work",
        "Idle sign-out",
        "Do not share passkeys, device unlock methods, or security keys. Each user should use their own account and authentication method.",
    ] {
        ben.sees(words).await;
    }
    ben.opens(SECURITY).await;
    ben.signs_out(DOOR).await;
}

/// "Sign in with a passkey" (S0-17): email, then "Continue with passkey"; and after a link the same passkey is asked for (S0-4, S0-25).
async fn signs_in_with_the_passkey(ben: &Person<'_>) {
    ben.types("Email", BEN).await;
    ben.taps("Continue with passkey").await;
    ben.arrives_at(SECURITY).await;
    ben.signs_out(DOOR).await;
    opens_a_link(ben, "ben@home.example").await;
    ben.sees("One more step").await;
    ben.taps("Continue with passkey").await;
    ben.arrives_at(SECURITY).await;
}

/// "Add a passkey" (S0-8, S0-9, S0-10): a security key, which appears in the list; the advice is gone (S0-15).
async fn adds_a_backup(ben: &mut Person<'_>) {
    ben.changes_device(Kind::SecurityKey).await;
    ben.types("Name optional", "Key in the drawer").await;
    ben.taps("Add passkey").await;
    ben.sees("Passkey added.").await;
    ben.sees("Registered passkeys 2").await;
    ben.sees("Key in the drawer").await;
    ben.does_not_see("Add a backup passkey").await;
}

/// "Remove a passkey" (S0-20 to S0-22): what to consider first; the last one stays, because policy requires one.
async fn removes_the_first(ben: &Person<'_>) {
    ben.taps("Remove Work laptop").await;
    for words in [
        "Remove this passkey?",
        "Do you have another working passkey, if passkeys are required?",
        "Was the device lost, retired, or replaced?",
        "Make sure you are not removing the only required authentication method.",
    ] {
        ben.sees(words).await;
    }
    ben.taps("Remove passkey").await;
    ben.sees("Passkey removed.").await;
    ben.sees("Registered passkeys 1").await;
    ben.cannot_tap("Remove Key in the drawer").await;
}

/// "Idle sign-out" (S0-30 to S0-33).
async fn is_signed_out_when_idle(server: &Server, ben: &Person<'_>) {
    idle::leaves_at(DOOR, server, &[ben], 60).await;
    ben.sees("Still working?").await;
    ben.taps("Stay signed in").await;
    ben.does_not_see("Still working?").await;
    idle::leaves_at(DOOR, server, &[ben], 4).await;
    ben.arrives_at(&format!("{DOOR}/sign-in")).await;
    ben.sees("You were signed out because you were inactive.").await;
}

/// S0-11
#[tokio::test]
async fn workforce_in_a_browser_without_passkeys() {
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_a_browser_where("delete window.PublicKeyCredential;").await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.sees("Use a current version of Chrome, Safari, Edge, or Firefox on a device with passkey support.").await;
    opens_a_link(&ada, "ada@workforce.example").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Passkey MFA Not set up").await;
    ada.sees("Use a current version of Chrome, Safari, Edge, or Firefox on a device with passkey support.").await;
    ada.cannot_tap("Add passkey").await;
}

/// S0-18: who is not asked for a passkey comes in by mail when it is lost.
#[tokio::test]
async fn workforce_lost_passkeys() {
    let server = Server::demo();
    let lost = Person::at(&server).await;
    lost.has_no_autofill().await;
    lost.opens(&format!("{DOOR}/sign-in")).await;
    opens_a_link(&lost, "ada@workforce.example").await;
    lost.arrives_at(SECURITY).await;
    lost.types("Name optional", "Old phone").await;
    lost.taps("Add passkey").await;
    lost.sees("Passkey added.").await;

    // Another device, and so another browser.
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    comes_in_by_mail(&ada).await;
    puts_the_old_one_aside(&ada).await;
    lost.reloads().await;
    lost.arrives_at(&format!("{DOOR}/sign-in")).await;
    replaces_it(&ada).await;
}

/// S0-18: email sign-in recovers from a lost passkey.
async fn comes_in_by_mail(ada: &Person<'_>) {
    ada.opens(&format!("{DOOR}/sign-in")).await;
    let address = "ada@home.example";
    ada.types("Email", address).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    ada.sees("Open its link in this browser.").await;
    let link = ada.receives("link", address).await;
    ada.goes_to(&link).await;
    ada.taps("Sign in").await;
    ada.arrives_at(SECURITY).await;
    // S1-18: one on this device is suggested; the lost one is still in the list, to be replaced.
    ada.sees("Add a passkey on this device, too?").await;
    ada.sees("Old phone").await;
}

/// S0-18, S0-23: "then replace the lost passkey from Account > Security".
async fn puts_the_old_one_aside(ada: &Person<'_>) {
    opens_settings(ada, MenuAt::Sidebar, ["Account Settings", "Security"]).await;
    follows(ada, "I have a new device").await;
    ada.taps("Put the others aside").await;
    ada.sees("Put your other passkeys aside?").await;
    ada.taps("Put the others aside").await;
    ada.sees("Put aside: not in use until you confirm it").await;
}

/// The row "Lost or new device": a new one, and that one removes the old.
async fn replaces_it(ada: &Person<'_>) {
    ada.types("Name optional", "New phone").await;
    ada.taps("Add passkey").await;
    ada.sees("Passkey added.").await;
    ada.opens(SECURITY).await;
    ada.sees("Registered passkeys 2").await;
    ada.taps("Remove Old phone").await;
    ada.taps("Remove passkey").await;
    ada.sees("Before your passkeys change, unlock with one you already have.").await;
    ada.does_not_see("Email me a code").await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey removed.").await;
    ada.sees("Registered passkeys 1").await;
    ada.does_not_see("Old phone").await;
    ada.signs_out(DOOR).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
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
