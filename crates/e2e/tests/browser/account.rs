//! The pages below Account > Security, in a browser: everything that a member keeps beside passkeys.

use crate::SMART;
use crate::security::has_an_old_proof;
use crate::support::{PASSWORD, Person, Server};
use serde_json::json;

const PARTS: [&str; 6] = ["password", "authenticator-app", "recovery-codes", "addresses", "sessions", "activity"];

/// What an authenticator app shows now for the key that the page shows (RFC 6238).
pub(crate) const CODE: &str = r#"(async () => {
  const letters = document.querySelector("[data-secret]").textContent.replaceAll(" ", "");
  const bits = [...letters].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const step = new DataView(new ArrayBuffer(8));
  step.setUint32(4, Math.floor(Date.now() / 30000));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, step.buffer));
  return String((mac.getUint32(mac.getUint8(19) & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
})()"#;

pub(crate) async fn server() -> Server {
    let methods = json!({ "first": ["passkey", "password"], "second": ["totp", "recovery_code"] });
    Server::demo_with("methods", &methods).await
}

fn page(part: &str) -> String {
    format!("{SMART}/account/security/{part}")
}

async fn goes_back(person: &Person<'_>) {
    person.taps("Security").await;
    person.arrives_at(&format!("{SMART}/account/security")).await;
}

// S0-5: password, app, codes and sessions, and all of it on record for the member.
#[tokio::test]
async fn a_member_keeps_what_stands_beside_passkeys() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;

    mia.taps("Password").await;
    mia.arrives_at(&page("password")).await;
    mia.taps("Set password").await;
    mia.sees("Enter a new password.").await;
    mia.types("New password", "short").await;
    mia.taps("Set password").await;
    mia.sees("That password is too short").await;
    mia.waits("the field to be meant", "eyes.isMarked('New password') && eyes.focusIsOn('New password')").await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    mia.sees("Change password").await;
    assert_eq!(mia.looks("location.search").await, "", "what was done is told once");
    goes_back(&mia).await;

    sets_up_an_app(&mia).await;
    let code = makes_codes(&mia).await;

    let other = Person::at(&server).await;
    other.has_no_autofill().await;
    other.opens(&format!("{SMART}/sign-in")).await;
    other.taps("Use password").await;
    other.signs_in_with_password(("Username", "mia"), "Use password").await;
    other.sees("One more step").await;
    other.taps("Recovery code").await;
    other.types("Recovery code", &code).await;
    other.taps("Continue").await;
    other.arrives_at(&format!("{SMART}/account/security")).await;
    goes_to_sessions(&mia).await;
    mia.sees("Chrome on Linux").await;
    mia.taps("End Chrome on Linux").await;
    mia.sees("The session is ended.").await;
    mia.does_not_see("End all others").await;
    other.reloads().await;
    other.arrives_at(&format!("{SMART}/sign-in")).await;

    mia.opens(&page("activity")).await;
    for words in [
        "Account created",
        "Password set",
        "Authenticator app set up",
        "Recovery codes made",
        "Signed in",
        "Recovery code used",
        "Session ended",
    ] {
        mia.sees(words).await;
    }
    mia.sees("Change of the password refused").await;
}

pub(crate) async fn sets_up_an_app(mia: &Person<'_>) {
    mia.taps("Authenticator app").await;
    mia.taps("Set up an app").await;
    mia.sees("Scan this with your authenticator app").await;
    mia.waits("the picture", "document.querySelector('.qr')?.naturalWidth > 100").await;
    mia.types("Code", "000000").await;
    mia.taps("Use this app").await;
    mia.sees("That code is not right").await;
    let code = mia.looks(CODE).await;
    mia.types("Code", code.as_str().unwrap()).await;
    mia.taps("Use this app").await;
    mia.sees("Your authenticator app is set up.").await;
    goes_back(mia).await;
}

/// One of the codes that were made.
pub(crate) async fn makes_codes(mia: &Person<'_>) -> String {
    mia.taps("Recovery codes").await;
    mia.sees("Codes left 0").await;
    mia.taps("Make recovery codes").await;
    mia.sees("Your new recovery codes").await;
    mia.sees("Codes left 10").await;
    let codes = mia.looks("document.querySelector('[data-codes]').textContent.split('\\n')").await;
    assert_eq!(codes.as_array().unwrap().len(), 10);
    let saved = "decodeURIComponent(document.querySelector('[data-download]').href.split(',')[1])";
    assert_eq!(mia.looks(saved).await, mia.looks("document.querySelector('[data-codes]').textContent").await);
    // Once: the next look has none, and new ones void them after a question.
    mia.reloads().await;
    mia.does_not_see("Your new recovery codes").await;
    mia.taps("Make new codes").await;
    mia.sees("Make new codes?").await;
    mia.taps("Cancel").await;
    mia.does_not_see("Your new recovery codes").await;
    codes[0].as_str().unwrap().to_owned()
}

async fn goes_to_sessions(person: &Person<'_>) {
    goes_back(person).await;
    person.taps("Sessions and browsers").await;
    person.sees("This session").await;
}

#[tokio::test]
async fn the_pages_fit_a_phone_and_a_desk() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "a-name-that-is-as-long-as-names-may-be-and-has-no-place-to-break").await;
    for width in [320, 1280] {
        mia.has_a_screen_of(width, 720).await;
        for part in PARTS {
            mia.opens(&page(part)).await;
            mia.waits("the page", "document.documentElement.dataset.ready === ''").await;
            let overflow = mia.looks("eyes.overflow()").await;
            assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{part} at {width}: {overflow} px too wide");
        }
    }
}

// S0-27: a proof that is too old is asked for again, and then the change is made without being asked for twice.
#[tokio::test]
async fn a_change_goes_on_after_a_fresh_proof() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    has_an_old_proof(&mia, "options?.method === 'PUT'").await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&page("password")).await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Confirm it’s you").await;
    mia.taps("Cancel").await;
    mia.sees("Password Not set").await;
    mia.reloads().await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.taps("Continue with passkey").await;
    mia.sees("Your password is set.").await;
    mia.taps("Remove password").await;
    mia.sees("Remove your password?").await;
    mia.taps("Cancel").await;
    mia.taps("Remove password").await;
    mia.waits("the question", "!!document.querySelector('dialog[open]')").await;
    mia.taps("Remove password").await;
    mia.sees("Your password is removed.").await;
    mia.sees("Password Not set").await;
}

// S2-3: what needs no script is read without one.
#[tokio::test]
async fn the_lists_are_read_without_a_script() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.has_scripts_off().await;
    mia.opens(&page("sessions")).await;
    mia.sees("Changes on this page need JavaScript.").await;
    mia.sees("This session").await;
    mia.does_not_see("Forget").await;
}

#[tokio::test]
async fn an_address_is_added_proved_and_given_up() {
    let server = Server::demo();
    let addresses = "/forum/main/account/security/addresses";
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    ada.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    ada.arrives_at("/forum/main/account/security").await;
    ada.taps("Addresses").await;
    ada.arrives_at(addresses).await;
    ada.sees("ada@forum.example").await;
    ada.types("Email address or phone number", "nowhere").await;
    ada.taps("Send me a code").await;
    ada.waits("the field to be meant", "eyes.isMarked('Email address or phone number')").await;
    ada.types("Email address or phone number", "ada@home.example").await;
    ada.taps("Send me a code").await;
    ada.sees("A code is on its way to ada@home.example.").await;
    ada.does_not_see("What is yours?").await;
    ada.types("Code", "000000").await;
    ada.taps("Verify address").await;
    ada.sees("That code is not right").await;
    ada.types("Code", &ada.receives("code", "ada@home.example").await).await;
    ada.taps("Verify address").await;
    ada.sees("The address is verified.").await;

    // The old one goes; a second code to the new one would have to wait.
    ada.has_a_screen_of(320, 640).await;
    ada.taps("Remove ada@forum.example").await;
    ada.sees("Remove this address?").await;
    ada.taps("Remove").await;
    ada.sees("A code is on its way.").await;
    assert!(ada.looks("eyes.overflow()").await.as_i64().is_some_and(|pixels| pixels <= 0));
    ada.types("Code that was sent to this address", &ada.receives("code", "ada@forum.example").await).await;
    ada.presses("Enter").await;
    ada.sees("The address is removed.").await;
    ada.does_not_see("ada@forum.example").await;
}
