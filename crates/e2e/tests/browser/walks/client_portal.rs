//! "Activating a Passkey": a bank's portal, where the passkey is a second factor beside others.

use super::signs_in_with_password;
use crate::support::{Kind, Person, Server};

const DOOR: &str = "/portal/main";
const PHONE: &str = "+12025550145";

#[tokio::test]
async fn client_portal_activating_a_passkey() {
    let server = Server::demo();
    let security = format!("{DOOR}/account/security");
    let mut ada = Person::at(&server).await;
    ada.opens(&format!("{DOOR}/sign-in")).await;

    // S4-13: username and password come first; a passkey is no way in by itself.
    ada.does_not_see("Continue with passkey").await;
    signs_in_with_password(&ada, ("Username", "ada"), "Continue").await;
    // The second factor that there is already: a text message.
    ada.sees("One more step").await;
    ada.taps("Text me a code").await;
    let code = ada.receives("code", PHONE).await;
    ada.types("Code", &code).await;
    ada.presses("Enter").await;
    ada.arrives_at(&security).await;

    // S4-8, S4-11, S4-12, S4-13: a passkey with a name, its user verified.
    ada.types("Name optional", "Ada’s phone").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 1").await;
    ada.sees("Successful Registration. Your software passkey is now registered and ready to use as a 2FA method.")
        .await;
    // S4-15, S4-16: and a hardware key.
    ada.changes_device(Kind::SecurityKey).await;
    ada.types("Name optional", "Key on my ring").await;
    ada.taps("Add passkey").await;
    ada.sees("Registered passkeys 2").await;
    ada.sees("Registration Successful. Your hardware security key is now registered and ready to use as a 2FA method.")
        .await;
    ada.signs_out(DOOR).await;

    // S4-13, S4-16, S4-20: several second factors, the passkey first, and the client picks.
    signs_in_with_password(&ada, ("Username", "ada"), "Continue").await;
    ada.sees("One more step").await;
    ada.sees("Text me a code").await;
    // S4-11: without the PIN the key does not count.
    ada.device.recognises(false).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    ada.device.recognises(true).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;
    ada.signs_out(DOOR).await;

    // S4-20: the other one is a choice, too, and so is the way back.
    signs_in_with_password(&ada, ("Username", "ada"), "Continue").await;
    ada.taps("Text me a code").await;
    ada.sees("We send a code to your phone by text message.").await;
    ada.taps("Passkey").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(&security).await;
}
