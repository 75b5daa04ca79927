//! Each journey by the keyboard alone: Tab, Shift and Tab, Enter, Space, Escape and the arrows, and never a click (WCAG 2.1.1, 2.1.2, 2.4.3,
//! 2.4.7, 4.1.3). Every stop on the way is looked at: it is visible, and it comes in the order in which the page is read.

use crate::idle;
use crate::security::has_an_old_proof;
use crate::support::{Kind, PASSWORD, Person, Server};
use crate::{CLASSIC, SMART};
use serde_json::json;

const FORUM: &str = "/forum/main";
const PORTAL: &str = "/portal/main";
const PORTAL_PHONE: &str = "+12025550145";
const WORKFORCE: &str = "/workforce/main";
const SUGGESTION: &str = "Sign in faster next time";

async fn person(server: &Server) -> Person<'_> {
    let person = Person::at(server).await;
    person.has_no_autofill().await;
    person
}

fn security(door: &str) -> String {
    format!("{door}/account/security")
}

async fn signs_up(person: &Person<'_>, door: &str, name: &str) {
    person.opens(&format!("{door}/sign-up")).await;
    person.fills("Username", name).await;
    person.chooses("Create passkey").await;
    person.arrives_at(&security(door)).await;
}

async fn signs_out(person: &Person<'_>, door: &str) {
    person.chooses("Sign out").await;
    person.arrives_at(&format!("{door}/sign-in")).await;
}

/// A page of Account > Security begins at its top, where its menu can be skipped.
#[tokio::test]
async fn signing_up_out_and_in_again() {
    let server = Server::demo();
    let mia = person(&server).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.begins_with("Username").await;
    // An error is told where the focus is, and the same keys mend it.
    mia.chooses("Create passkey").await;
    mia.hears_at_once("Enter your username first.").await;
    mia.types_blindly("m ia").await;
    mia.presses("Enter").await;
    mia.hears_at_once("That name cannot be used").await;
    mia.fills("Username", "mia").await;
    mia.presses("Enter").await;
    mia.arrives_at(&security(SMART)).await;
    mia.skips_to_content().await;
    signs_out(&mia, SMART).await;
    // Without a name: one key.
    mia.chooses("Continue with passkey").await;
    mia.arrives_at(&security(SMART)).await;
    mia.skips_to_content().await;
}

#[tokio::test]
async fn signing_in_with_the_name_first() {
    let server = Server::demo();
    let mia = person(&server).await;
    signs_up(&mia, CLASSIC, "mia").await;
    signs_out(&mia, CLASSIC).await;
    // There is nothing else to do first, so the focus waits in the field.
    mia.stands_on("Username").await;
    mia.presses("Enter").await;
    mia.hears_at_once("Enter your username first.").await;
    mia.types_blindly("mia").await;
    mia.device.recognises(false).await;
    mia.chooses("Continue with passkey").await;
    mia.hears_at_once("Passkey Not Found or Canceled").await;
    mia.device.recognises(true).await;
    mia.chooses("Try again").await;
    mia.arrives_at(&security(CLASSIC)).await;
}

// S4-13, S4-20
#[tokio::test]
async fn a_password_and_the_choice_of_a_second_factor() {
    let server = Server::demo();
    let ada = person(&server).await;
    to_the_password(&ada, PORTAL, ("Username", "ada"), "Continue").await;
    ada.fills("Password", "not the one").await;
    ada.enters_and_turns().await;
    ada.stands_on("Password").await;
    ada.hears_at_once("That did not work").await;
    ada.types_blindly(PASSWORD).await;
    ada.enters_and_turns().await;
    ada.sees("One more step").await;
    has_the_code_of_the_portal(&ada).await;
    adds(&ada, "Laptop").await;
    signs_out(&ada, PORTAL).await;

    // Several now: each is reached, and so is the way back.
    to_the_password(&ada, PORTAL, ("Username", "ada"), "Continue").await;
    ada.fills("Password", PASSWORD).await;
    ada.enters_and_turns().await;
    ada.begins_with("Not you?").await;
    ada.turns_the_page("Text me a code").await;
    ada.turns_the_page("Passkey").await;
    ada.chooses("Continue with passkey").await;
    ada.arrives_at(&security(PORTAL)).await;
}

async fn to_the_password(person: &Person<'_>, door: &str, (field, name): (&str, &str), button: &str) {
    person.opens(&format!("{door}/sign-in")).await;
    person.fills(field, name).await;
    person.turns_the_page(button).await;
    person.stands_on("Password").await;
}

async fn has_the_code_of_the_portal(person: &Person<'_>) {
    person.has_a_code_sent("Text me a code").await;
    let code = person.receives("code", PORTAL_PHONE).await;
    person.fills("Code", "000000").await;
    person.enters_and_turns().await;
    person.hears_at_once("That did not work").await;
    person.fills("Code", &code).await;
    person.turns_the_page("Continue").await;
    person.arrives_at(&security(PORTAL)).await;
}

async fn adds(person: &Person<'_>, name: &str) {
    person.fills("Name optional", name).await;
    person.chooses("Add passkey").await;
    person.sees(name).await;
}

/// From the sign-in page by mail to what comes after the link.
async fn opens_a_link(person: &Person<'_>, address: &str) {
    person.opens(&format!("{WORKFORCE}/sign-in")).await;
    person.fills("Email", address).await;
    person.turns_the_page("Sign in another way").await;
    person.turns_the_page("Email me a sign-in link").await;
    let link = person.receives("link", address).await;
    person.goes_to(&link).await;
    person.stands_on("Sign in").await;
    person.enters_and_turns().await;
}

// S0-4: a link, and then the passkey that the role asks for.
#[tokio::test]
async fn a_link_and_an_enrolment_that_holds() {
    let server = Server::demo();
    let ben = person(&server).await;
    opens_a_link(&ben, "ben@workforce.example").await;
    ben.sees("Your role Administrator requires a passkey after sign-in by magic link.").await;
    ben.begins_with("Not you?").await;
    ben.device.recognises(false).await;
    ben.chooses("Add passkey").await;
    ben.hears_at_once("Passkey Set Up Canceled").await;
    ben.device.recognises(true).await;
    ben.fills("Name optional", "Work laptop").await;
    ben.presses("Enter").await;
    ben.arrives_at(&security(WORKFORCE)).await;
    ben.skips_to_content().await;
}

// S2-27
#[tokio::test]
async fn a_recovery() {
    let server = Server::demo();
    let ada = person(&server).await;
    ada.opens(&format!("{FORUM}/sign-in")).await;
    ada.turns_the_page("Trouble signing in?").await;
    // What is empty is told by the browser itself.
    ada.chooses("Continue").await;
    ada.stands_on("Email or username").await;
    ada.fills("Email or username", "ada").await;
    ada.turns_the_page("Continue").await;
    ada.has_a_code_sent("Email me a code").await;
    let code = ada.receives("code", "ada@forum.example").await;
    ada.fills("Code", &code).await;
    ada.enters_and_turns().await;
    // Whoever has no passkey is asked for a password first.
    ada.sees("Choose a new password to finish the recovery of your account.").await;
    ada.turns_the_page("Passkey").await;
    ada.sees("Add a new passkey to finish the recovery of your account.").await;
    ada.fills("Name optional", "Laptop").await;
    // A box is ticked and unticked by Space.
    let is_ticked = "document.activeElement.checked";
    ada.reaches("Sign me out everywhere else").await;
    for ticked in [false, true] {
        ada.presses(" ").await;
        assert_eq!(ada.looks(is_ticked).await, ticked);
    }
    ada.chooses("Add Passkey").await;
    ada.arrives_at(&security(FORUM)).await;
}

// S2-15, S2-20, S0-21
#[tokio::test]
async fn adding_renaming_and_deleting_a_passkey() {
    let server = Server::demo();
    let mut mia = person(&server).await;
    signs_up(&mia, SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.device.recognises(false).await;
    mia.chooses("Add passkey").await;
    mia.hears_at_once("Passkey Set Up Canceled").await;
    mia.device.recognises(true).await;
    mia.chooses("Try again").await;
    mia.hears("Passkey added.").await;
    // Who has not named it before does so now.
    mia.stands_on("Name").await;
    mia.types_blindly("Blue key").await;
    mia.presses("Enter").await;
    mia.hears("Name saved.").await;
    mia.stands_on("Rename Blue key").await;

    mia.presses("Enter").await;
    mia.stands_on("Name").await;
    mia.presses("Escape").await;
    mia.stands_on("Rename Blue key").await;
    mia.chooses("Delete Blue key").await;
    mia.is_held_by_the_dialog().await;
    mia.escapes_to("Delete Blue key").await;
    mia.presses(" ").await;
    mia.stands_on("Keep it").await;
    mia.chooses("Delete passkey").await;
    mia.hears("Passkey deleted.").await;
    mia.stands_on("Registered passkeys 1").await;
    // What is tried again is tried where it was begun, and there the focus is afterwards.
    mia.changes_device(Kind::SecurityKey).await;
    mia.device.recognises(false).await;
    mia.fills("Name optional", "Red key").await;
    mia.chooses("Add passkey").await;
    mia.hears_at_once("Passkey Set Up Canceled").await;
    mia.device.recognises(true).await;
    mia.chooses("Try again").await;
    mia.hears("Passkey added.").await;
    mia.stands_on("Add passkey").await;
    mia.chooses("Delete Red key").await;
    mia.chooses("Delete passkey").await;
    mia.stands_on("Registered passkeys 1").await;
    // The reason why the last one stays is read out to whoever asks for it.
    let name = mia.looks("document.querySelector('[data-passkeys] h3').textContent").await;
    mia.chooses(&format!("Delete {}", name.as_str().unwrap())).await;
    mia.hears_at_once("This is your last passkey.").await;
}

// S4-5 to S4-16
#[tokio::test]
async fn registering_with_the_choice_of_a_place() {
    let server = Server::demo();
    let mut ada = person(&server).await;
    to_the_password(&ada, PORTAL, ("Username", "ada"), "Continue").await;
    ada.fills("Password", PASSWORD).await;
    ada.enters_and_turns().await;
    has_the_code_of_the_portal(&ada).await;
    let widget = format!("{}/add", security(PORTAL));
    let notes = "{ const real = navigator.credentials.create.bind(navigator.credentials); \
        navigator.credentials.create = (options) => { sessionStorage.stood = document.activeElement.textContent; return real(options); }; }";
    ada.has_a_browser_where(notes).await;
    ada.opens(&widget).await;
    ada.skips_to_content().await;
    ada.changes_device(Kind::SecurityKey).await;
    ada.reaches("Mobile Devices/Password Manager").await;
    ada.presses("ArrowDown").await;
    ada.stands_on("Physical Device").await;
    ada.fills("Name your device", "Key").await;
    ada.device.recognises(false).await;
    ada.chooses("Register").await;
    ada.hears_at_once("Passkey Set Up Canceled").await;
    ada.chooses("Older key, or no PIN?").await;
    ada.hears_at_once("No compatible device found").await;
    ada.device.recognises(true).await;
    ada.chooses("Try again").await;
    ada.stands_on("Registration Successful").await;
    // What the panel offered second has led back to where all began, as the first would have.
    assert_eq!(ada.looks("sessionStorage.stood").await, "Register");
    ada.turns_the_page("Continue").await;
    ada.arrives_at(&security(PORTAL)).await;
}

// S0-27
#[tokio::test]
async fn a_fresh_proof_is_asked_for_and_given() {
    let server = Server::demo();
    let mia = person(&server).await;
    has_an_old_proof(&mia, "options?.method === 'PUT'").await;
    signs_up(&mia, SMART, "mia").await;
    let name = mia.looks("document.querySelector('[data-passkeys] h3').textContent").await;
    let rename = format!("Rename {}", name.as_str().unwrap());
    for attempt in 0..2 {
        mia.chooses(&rename).await;
        mia.stands_on("Name").await;
        mia.types_blindly("Kitchen tablet").await;
        mia.presses("Enter").await;
        mia.stands_on("Continue with passkey").await;
        mia.is_held_by_the_dialog().await;
        if attempt == 1 {
            break;
        }
        mia.escapes_to("Name").await;
        mia.reloads().await;
    }
    mia.device.recognises(false).await;
    mia.chooses("Continue with passkey").await;
    mia.hears_at_once("Passkey Not Found or Canceled").await;
    mia.device.recognises(true).await;
    mia.chooses("Continue with passkey").await;
    mia.hears("Name saved.").await;
    mia.stands_on("Rename Kitchen tablet").await;
}

// S0-31
#[tokio::test]
async fn still_working() {
    let server = idle::server().await;
    let mia = person(&server).await;
    signs_up(&mia, SMART, "mia").await;
    for answer in ["Escape", "Stay signed in", "Sign out"] {
        mia.reaches("Add passkey").await;
        idle::leaves(&server, &[&mia], 60).await;
        mia.stands_on("Stay signed in").await;
        mia.hears("You will be signed out in").await;
        mia.is_held_by_the_dialog().await;
        if answer == "Escape" {
            mia.escapes_to("Add passkey").await;
            continue;
        }
        mia.chooses(answer).await;
        if answer == "Stay signed in" {
            mia.stands_on("Add passkey").await;
        }
    }
    mia.arrives_at(&format!("{SMART}/sign-in")).await;
}

// S2-19
#[tokio::test]
async fn the_three_exits_of_the_suggestion() {
    let server = Server::demo_with("policy", &json!({ "quiet_upgrade": false })).await;
    for exit in ["Continue", "I'll do it later", "Add Passkey"] {
        let (door, name) = if exit == "Add Passkey" { (FORUM, "ben") } else { (FORUM, "ada") };
        let member = person(&server).await;
        member.opens(&format!("{door}/account/security/activity")).await;
        member.arrives_at(&format!("{door}/sign-in")).await;
        member.fills("Email or username", name).await;
        member.turns_the_page("Use Password").await;
        member.fills("Password", PASSWORD).await;
        member.enters_and_turns().await;
        member.sees(SUGGESTION).await;
        member.skips_to_content().await;
        member.chooses(exit).await;
        if exit == "Add Passkey" {
            member.hears("Passkey added.").await;
            member.stands_on("Name").await;
        } else {
            member.arrives_at(&format!("{}/activity", security(door))).await;
        }
    }
}

#[tokio::test]
async fn choosing_a_language() {
    let server = Server::demo();
    let mia = person(&server).await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    mia.turns_the_page("Deutsch").await;
    mia.waits("the language", "document.documentElement.lang === 'de'").await;
    mia.begins_with("Benutzername").await;
    // From right to left nothing changes: the order is that of the text.
    mia.turns_the_page("العربية").await;
    mia.waits("the direction", "document.documentElement.dir === 'rtl'").await;
    mia.turns_the_page("English").await;
    mia.begins_with("Username").await;
}

// WCAG 4.1.3: what was done on the page before is told where the focus is, for whoever hears a page.
#[tokio::test]
async fn what_was_done_has_the_focus() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    let focused = |words: &str| {
        format!(
            "document.activeElement.matches('[data-notice]') && document.activeElement.innerText.startsWith('{words}')"
        )
    };
    mia.signs_up(SMART, "mia").await;
    mia.signs_out(SMART).await;
    mia.waits("the notice", &focused("You are signed out.")).await;
    // The form is next.
    mia.presses("Tab").await;
    mia.waits("the field", "document.activeElement.id === 'identifier'").await;
}
