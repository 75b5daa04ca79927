//! What a member does with a passkey beside adding and naming it: testing it, saying why it goes, registering it step by step, and moving
//! to a new device.

use crate::SMART;
use crate::security::{first_name, security};
use crate::support::{Kind, Person, Server};
use serde_json::json;

// S1-4 to S1-6, and "last used and where".
#[tokio::test]
async fn the_list_explains_the_kinds_and_says_where() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.sees("Not used yet").await;
    mia.does_not_see("security chip").await;
    mia.opens(&security()).await;
    mia.waits("the summary", "document.querySelector('.kinds summary').click() ?? true").await;
    mia.sees("security chip, such as the TPM on Windows").await;
    mia.sees("must be physically present with the device being used").await;
    mia.signs_out(SMART).await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&security()).await;
    mia.sees("Chrome on Linux · 127.0.0.1").await;
}

// "Test this passkey": it says that it works, or what is wrong.
#[tokio::test]
async fn a_passkey_is_tested() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let name = first_name(&mia).await;
    mia.taps(&format!("Test {name}")).await;
    mia.sees("This passkey works.").await;
    mia.sees("This browser · 127.0.0.1").await;
    mia.device.recognises(false).await;
    mia.taps(&format!("Test {name}")).await;
    mia.sees("Passkey Not Found or Canceled").await;
    mia.does_not_see("This passkey works.").await;
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.sees("This passkey works.").await;
    // On another device there is no such passkey.
    mia.changes_device(Kind::Platform).await;
    mia.taps(&format!("Test {name}")).await;
    mia.sees("Passkey Not Found or Canceled").await;
}

// S0-21
#[tokio::test]
async fn why_a_passkey_goes_is_asked() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name", "Old key").await;
    mia.taps("Add passkey").await;
    mia.sees("Registered passkeys 2").await;
    mia.taps("Delete Old key").await;
    mia.sees("Is the device lost, retired or replaced?").await;
    mia.waits("the choice", "document.getElementById('lost').click() ?? true").await;
    let watch = "{ const real = fetch; window.fetch = (address, options) => { window.asked ??= address; return real(address, options); }; }";
    mia.looks(&format!("(() => {watch})() ?? true")).await;
    mia.taps("Delete passkey").await;
    mia.sees("Passkey deleted.").await;
    assert!(mia.looks("window.asked").await.as_str().unwrap().ends_with("?reason=lost"));
}

// S2-20: who did not name it before the prompt is offered to do so at once.
#[tokio::test]
async fn a_new_passkey_is_named_after_the_prompt() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.waits("the name to be meant", "eyes.focusIsOn('Name')").await;
    mia.types_blindly("Admin iPhone").await;
    mia.presses("Enter").await;
    mia.sees("Name saved.").await;
    mia.sees("Admin iPhone").await;
}

// S2-30, S0-18, S0-23: asks once more, then does it; each step says what was done.
#[tokio::test]
async fn a_new_device_takes_the_place_of_the_old() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name", "Key on my ring").await;
    mia.taps("Add passkey").await;
    mia.sees("Registered passkeys 2").await;
    mia.taps("I have a new device").await;
    mia.arrives_at(&format!("{}/new-device", security())).await;
    mia.taps("Put the others aside").await;
    mia.sees("Put your other passkeys aside?").await;
    mia.sees("You are signed out everywhere else").await;
    mia.taps("Cancel").await;
    mia.does_not_see("Put aside: not in use").await;
    mia.taps("Put the others aside").await;
    mia.sees("Put your other passkeys aside?").await;
    mia.taps("Put the others aside").await;
    mia.sees("Your other passkeys are put aside.").await;
    mia.sees("Put aside: not in use until you confirm it").await;
    mia.changes_device(Kind::SyncedPlatform).await;
    mia.types("Name", "New laptop").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.sees("New laptop").await;
    // What was put aside without a way to tell is held for a day: no button promises otherwise.
    mia.taps("Security").await;
    mia.arrives_at(&security()).await;
    mia.sees("Registered passkeys 3").await;
    mia.cannot_tap("Delete Key on my ring").await;
}

/// S1-23, S1-31: the key does not know its holder at first, and says why once it is asked.
async fn registers_a_key_at_the_second_try(ada: &Person<'_>) {
    ada.device.recognises(false).await;
    ada.taps("Register").await;
    ada.sees("Passkey Set Up Canceled").await;
    ada.taps("Older key, or no PIN?").await;
    ada.sees("No compatible device found").await;
    ada.device.recognises(true).await;
    ada.taps("Register").await;
}

// S4-5 to S4-16, in the words of the document, at the portal's own door.
#[tokio::test]
async fn a_second_factor_is_registered_step_by_step() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    signs_in_at_the_portal(&ada).await;
    ada.arrives_at("/portal/main/account/security").await;
    let widget = "/portal/main/account/security/add";
    ada.opens(widget).await;
    for words in
        ["Passkey", "Authenticator app", "Mobile Devices/Password Manager", "Physical Device", "Name your device"]
    {
        ada.sees(words).await;
    }
    ada.sees("with Bluetooth on").await;
    ada.types("Name your device", "Ada’s laptop").await;
    ada.taps("Register").await;
    ada.sees("Successful Registration").await;
    ada.sees("Your software passkey is now registered and ready to use as a 2FA method.").await;
    // By its name, and with the way to the list.
    ada.sees("Ada’s laptop").await;
    ada.taps("Show passkeys").await;
    ada.arrives_at("/portal/main/account/security").await;
    ada.sees("Registered passkeys 1").await;

    // S4-7, S4-14, S4-15: a physical device, and what its failure asks (S1-23, S1-31).
    ada.changes_device(Kind::SecurityKey).await;
    ada.opens(widget).await;
    ada.waits("the choice", "document.getElementById('physical').click() ?? true").await;
    ada.does_not_see("with Bluetooth on").await;
    registers_a_key_at_the_second_try(&ada).await;
    ada.sees("Registration Successful").await;
    ada.sees("Your hardware security key is now registered and ready to use as a 2FA method.").await;
    ada.taps("Continue").await;
    ada.sees("Registered passkeys 2").await;
}

// S1-6, S4-15: the kind of a passkey is a word of the reader's language; what follows from it goes by its code.
#[tokio::test]
async fn a_security_key_is_known_in_german() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    signs_in_at_the_portal(&ada).await;
    ada.arrives_at("/portal/main/account/security").await;
    ada.reads_in("de").await;
    ada.opens("/portal/main/account/security").await;
    ada.types("Name", "Laptop").await;
    ada.taps("Passkey hinzufügen").await;
    ada.sees("Ihr Software-Passkey ist jetzt registriert").await;
    ada.sees("Passkey – Plattform-Authentifikatoren").await;
    ada.changes_device(Kind::SecurityKey).await;
    ada.opens("/portal/main/account/security").await;
    ada.types("Name", "Schlüssel am Bund").await;
    ada.taps("Passkey hinzufügen").await;
    ada.sees("Ihr Hardware-Sicherheitsschlüssel ist jetzt registriert").await;
    let kinds = "[...document.querySelectorAll('[data-passkeys] > li')].map((row) => \
                 `${row.querySelector('[data-kind]').textContent} ${row.querySelector('use').getAttribute('href')}`).sort()";
    let both = json!(["Passkey – Plattform-Authentifikatoren #icon-device", "Sicherheitsschlüssel #icon-key"]);
    assert_eq!(ada.looks(kinds).await, both);
    // The page says the same as its script has said.
    ada.opens("/portal/main/account/security").await;
    assert_eq!(ada.looks(kinds).await, both);

    ada.changes_device(Kind::SecurityKey).await;
    ada.opens("/portal/main/account/security/add").await;
    ada.waits("the choice", "document.getElementById('physical').click() ?? true").await;
    ada.taps("Registrieren").await;
    ada.sees("Die Registrierung war erfolgreich").await;
    ada.sees("Ihr Hardware-Sicherheitsschlüssel ist jetzt registriert").await;
}

async fn signs_in_at_the_portal(ada: &Person<'_>) {
    ada.opens("/portal/main/sign-in").await;
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.taps("Text me a code").await;
    let code = ada.receives("code", "+12025550145").await;
    ada.types("Code", &code).await;
    ada.presses("Enter").await;
}

// S0-2, S4-6 to S4-16: where policy requires one, the same choice stands between the code and the account.
#[tokio::test]
async fn a_required_second_factor_is_registered_on_the_way_in() {
    let security = "/portal/main/account/security";
    let server = Server::demo_with("policy", &json!({ "passkey": "required", "fallback": "multi" })).await;
    let ada = Person::with(&server, Kind::SecurityKey).await;
    signs_in_at_the_portal(&ada).await;
    ada.sees("Add a passkey to go on").await;
    assert!(ada.path().await.starts_with("/portal/main/journey/"));
    for words in ["Mobile Devices/Password Manager", "Physical Device", "Name your device", "with Bluetooth on"] {
        ada.sees(words).await;
    }
    // S0-29: until then there is no account.
    let held = ada.path().await;
    ada.opens(security).await;
    ada.arrives_at("/portal/main/sign-in").await;
    ada.opens(&held).await;
    ada.waits("the choice", "document.getElementById('physical').click() ?? true").await;
    ada.types("Name your device", "Key on my ring").await;
    registers_a_key_at_the_second_try(&ada).await;
    ada.arrives_at(security).await;
    ada.sees("Registration Successful. Your hardware security key is now registered and ready to use as a 2FA method.")
        .await;
    ada.sees("Key on my ring").await;
    ada.signs_out("/portal/main").await;

    // The second time it is asked for, and not made.
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.sees("One more step").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(security).await;

    // S4-7: or where there is a screen lock, on this device.
    let server = Server::demo_with("policy", &json!({ "passkey": "required", "fallback": "multi" })).await;
    let ada = Person::at(&server).await;
    signs_in_at_the_portal(&ada).await;
    ada.taps("Register").await;
    ada.arrives_at(security).await;
    ada.sees("Successful Registration. Your software passkey is now registered and ready to use as a 2FA method.")
        .await;
}
