//! Signing in and out, in both modes, by autofill, by tap, by name and by keyboard.

use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART};

/// Signed up and signed out again, on the sign-in page of a browser whose button alone asks for passkeys.
async fn member<'a>(server: &'a Server, door: &str) -> Person<'a> {
    let person = Person::at(server).await;
    person.has_no_autofill().await;
    person.signs_up(door, "mia").await;
    person.signs_out(door).await;
    person
}

#[tokio::test]
async fn autofill_signs_in_by_itself() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.device.is_touched(false).await;
    mia.signs_out(SMART).await;
    mia.device.is_touched(true).await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    mia.sees("mia").await;
}

// S3-3, S0-17
#[tokio::test]
async fn one_tap_without_a_name_signs_in_while_autofill_waits() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.device.is_touched(false).await;
    mia.signs_out(SMART).await;
    mia.sees("You are signed out.").await;
    // The prompt in the autofill list is open now and would refuse a second one.
    let begun = "performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('/sign-in/passkey/begin') && entry.responseEnd)";
    mia.waits("autofill to ask for passkeys", begun).await;
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    mia.device.is_touched(true).await;
    assert_eq!(mia.path().await, format!("{SMART}/sign-in"));
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}

// S0-17
#[tokio::test]
async fn a_typed_name_and_a_tap_sign_in_in_smart_mode() {
    let server = Server::demo();
    let mia = member(&server, SMART).await;
    mia.types("Username", "mia").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}

// S3-4
#[tokio::test]
async fn classic_mode_asks_for_the_name_first() {
    let server = Server::demo();
    let mia = member(&server, CLASSIC).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Enter your username first.").await;
    mia.types("Username", "mia").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{CLASSIC}/account/security")).await;
}

// S3-1, S3-5
#[tokio::test]
async fn a_security_key_signs_in_in_both_modes() {
    let server = Server::demo();
    for door in [SMART, CLASSIC] {
        let kim = Person::with(&server, Kind::SecurityKey).await;
        kim.has_no_autofill().await;
        kim.signs_up(door, "kim").await;
        kim.sees("Device-bound").await;
        kim.signs_out(door).await;
        kim.types("Username", "kim").await;
        kim.taps("Continue with passkey").await;
        kim.arrives_at(&format!("{door}/account/security")).await;
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_coming_back_asks_again() {
    let server = Server::demo();
    let mia = member(&server, SMART).await;
    mia.sees("You are signed out.").await;
    mia.opens(&format!("{SMART}/account/security")).await;
    mia.arrives_at(&format!("{SMART}/sign-in")).await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}

#[tokio::test]
async fn no_script_can_read_the_session() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    assert_eq!(mia.looks("document.cookie").await, "");
    let session = mia.looks(&format!("fetch('{SMART}/session').then((answer) => answer.text())")).await;
    let session = session.as_str().unwrap().to_owned();
    assert!(session.contains("user_id"), "{session}");
    assert!(!session.contains("session_token"), "{session}");
}

#[tokio::test]
async fn the_keyboard_alone_signs_up_out_and_in() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.tabs_to("Username").await;
    mia.types_blindly("mia").await;
    mia.presses("Enter").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    mia.tabs_to("Sign out").await;
    mia.presses("Enter").await;
    mia.arrives_at(&format!("{SMART}/sign-in")).await;
    mia.tabs_to("Username").await;
    mia.tabs_to("Continue with passkey").await;
    mia.presses("Enter").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}
