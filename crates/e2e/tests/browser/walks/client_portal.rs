//! "Activating a Passkey": a bank's portal, where the passkey is a second factor beside others.

use super::{MenuAt, follows, opens_settings};
use crate::support::{Kind, Person, Server};

const DOOR: &str = "/portal/main";
const SECURITY: &str = "/portal/main/account/security";
const PHONE: &str = "+12025550145";

#[tokio::test]
async fn client_portal_activating_a_passkey() {
    let server = Server::demo();
    let mut ada = Person::at(&server).await;
    logs_in_to_the_portal(&ada).await;
    opens_the_widget(&ada).await;
    activates_a_mobile_device(&mut ada).await;
    opens_the_widget(&ada).await;
    activates_a_security_key(&mut ada).await;
    follows(&ada, "Continue").await;
    ada.sees("Registered passkeys 2").await;
    ada.sees("Ada’s iPhone").await;
    ada.sees("Key on my ring").await;
    ada.signs_out(DOOR).await;
    picks_a_second_factor(&ada).await;
}

/// "Log in to Client Portal": with the second factor that there is already.
async fn logs_in_to_the_portal(ada: &Person<'_>) {
    ada.opens(&format!("{DOOR}/sign-in")).await;
    // S4-13: username and password come first; a passkey is no way in by itself.
    ada.does_not_see("Continue with passkey").await;
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.sees("One more step").await;
    ada.taps("Text me a code").await;
    let code = ada.receives("code", PHONE).await;
    ada.types("Code", &code).await;
    ada.presses("Enter").await;
    ada.arrives_at(SECURITY).await;
}

/// S4-5: "Click on the User ("Head and Shoulders” icon in the top right corner) Settings → Security → Security Login System (SLS)".
async fn opens_the_widget(ada: &Person<'_>) {
    opens_settings(ada, MenuAt::TopRight, ["Settings", "Security"]).await;
    ada.sees("Settings › > Security").await;
    follows(ada, "Security Login System (SLS)").await;
    ada.arrives_at(&format!("{SECURITY}/add")).await;
    // S4-6: "Select the "Passkey" tab", among the other methods.
    let tab = ada.looks("document.querySelector('.tabs [aria-current=page]').innerText").await;
    assert_eq!(tab, "Passkey");
    follows(ada, "Passkey").await;
    ada.sees("Authenticator app").await;
    // S4-7: "Choose your registration method".
    ada.sees("Mobile Devices/Password Manager").await;
    ada.sees("Physical Device").await;
}

/// S4-8 to S4-13: a phone beside the computer.
async fn activates_a_mobile_device(ada: &mut Person<'_>) {
    ada.changes_device(Kind::Phone).await;
    chooses(ada, "Mobile Devices/Password Manager").await;
    chooses(ada, "iPhone, iPad or Android Device").await;
    // S4-4, S4-9 to S4-11
    for words in ["Camera app", "with Bluetooth on", "“Register” or “Create Passkey”", "such as tablets"] {
        ada.sees(words).await;
    }
    ada.sees("verify your identity with Face ID, Touch ID, fingerprint or device PIN").await;
    ada.types("Name your device", "Ada’s iPhone").await;
    ada.taps("Register").await;
    ada.sees("Successful Registration").await; // S4-12
    ada.sees("Your software passkey is now registered and ready to use as a 2FA method.").await;
    follows(ada, "Continue").await;
    ada.arrives_at(SECURITY).await;
}

/// S4-8, S4-14 to S4-16: a key, with its PIN.
async fn activates_a_security_key(ada: &mut Person<'_>) {
    ada.changes_device(Kind::SecurityKey).await;
    chooses(ada, "Physical Device").await;
    ada.sees("Select “Security Key” if your browser asks.").await;
    ada.sees("Insert the key into the USB port, or hold it near the device for NFC, enter its PIN when asked, and touch its button or sensor.").await;
    ada.types("Name your device", "Key on my ring").await;
    ada.taps("Register").await;
    ada.sees("Registration Successful").await;
    ada.sees("Your hardware security key is now registered and ready to use as a 2FA method.").await;
}

async fn chooses(ada: &Person<'_>, words: &str) {
    let label = format!("[...document.querySelectorAll('label')].find((label) => label.innerText === '{words}')");
    ada.waits(words, &format!("{label}?.click() ?? true")).await;
    ada.waits(words, &format!("{label}.control.checked")).await;
}

/// S4-13, S4-16, S4-20: several second factors, the passkey first, and the client picks.
async fn picks_a_second_factor(ada: &Person<'_>) {
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.sees("One more step").await;
    ada.sees("Text me a code").await;
    // S4-11: without the PIN the key does not count.
    ada.device.recognises(false).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.device.recognises(true).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.signs_out(DOOR).await;
    // The other one is a choice, too, and so is the way back.
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.taps("Text me a code").await;
    ada.sees("A text message is on its way to you.").await;
    ada.taps("Passkey").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
}
