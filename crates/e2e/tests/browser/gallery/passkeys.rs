//! Account > Security: the list with none, one and ten passkeys, what each row says and asks, and the pages that guide.

use super::PASSWORD;
use crate::SMART;
use crate::security::has_an_old_proof;
use crate::support::{Gallery, Kind, Person, Server};
use serde_json::json;

async fn adds(person: &mut Person<'_>, kind: Kind, name: &str) {
    person.changes_device(kind).await;
    person.types("Name optional", name).await;
    person.taps("Add passkey").await;
    person.sees("Passkey added.").await;
    person.sees(name).await;
}

// S0-7, S0-10, S0-15, S0-16, S0-21, S0-22, S1-4 to S1-8
#[tokio::test]
async fn of_the_list() {
    let gallery = Gallery::of("security");
    let server = Server::demo();
    let mut mia = Person::with(&server, Kind::SyncedPlatform).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    gallery.shows(&mia, "one").await;
    mia.tabs_to("Delete Passkey").await;
    mia.presses("Enter").await;
    gallery.shows(&mia, "one-stays").await;
    mia.taps("Test Passkey").await;
    mia.sees("This passkey works.").await;
    gallery.shows(&mia, "tested").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.waits("the name to be meant", "eyes.focusIsOn('Name')").await;
    gallery.shows(&mia, "added").await;
    mia.types_blindly("Key on my ring").await;
    mia.presses("Enter").await;
    mia.sees("Name saved.").await;
    gallery.shows(&mia, "named").await;
    mia.reloads().await;
    gallery.shows(&mia, "two").await;
    mia.waits("the summary", "document.querySelector('.kinds summary').click() ?? true").await;
    gallery.shows(&mia, "kinds").await;
    mia.taps("Delete Key on my ring").await;
    gallery.shows(&mia, "delete").await;
    mia.taps("Keep it").await;
    mia.taps("Rename Key on my ring").await;
    gallery.shows(&mia, "rename").await;
    mia.types("Name", " ").await;
    mia.taps("Save").await;
    gallery.shows(&mia, "rename-problem").await;
    mia.taps("Cancel").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered").await;
    gallery.shows(&mia, "already-registered").await;
    mia.taps("I have a new device").await;
    mia.sees("Shut the old device out").await;
    gallery.shows(&mia, "new-device").await;
    mia.taps("Put the others aside").await;
    gallery.shows(&mia, "new-device-question").await;
    mia.waits("the answer", "[...document.querySelectorAll('dialog[open] button')].at(-1) && true").await;
    mia.taps("Put the others aside").await;
    mia.sees("Put aside: not in use until you confirm it").await;
    gallery.shows(&mia, "new-device-aside").await;
}

// S1-27: as many as there may be, and names as long as they may be.
#[tokio::test]
async fn of_ten_passkeys() {
    let gallery = Gallery::of("security");
    let server = Server::demo_with("passkey_capacity", &json!(10)).await;
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "a-name-that-is-as-long-as-names-may-be-and-has-no-place-to-break").await;
    let kinds = [Kind::SecurityKey, Kind::Phone, Kind::SyncedPlatform].into_iter().cycle();
    for (number, kind) in (2..=10).zip(kinds) {
        let name = if number == 10 {
            "the-longest-name-that-anybody-has-ever-given-to-a-key-of-theirs".to_owned()
        } else {
            format!("Device {number}")
        };
        adds(&mut mia, kind, &name).await;
    }
    mia.sees("You have reached the maximum number of passkeys.").await;
    mia.reloads().await;
    gallery.shows(&mia, "ten").await;
}

// S4-5 to S4-16
#[tokio::test]
async fn of_the_widget() {
    let gallery = Gallery::of("register");
    let server = Server::demo();
    let mut mia = Person::with(&server, Kind::SyncedPlatform).await;
    mia.signs_up(SMART, "mia").await;
    let widget = format!("{SMART}/account/security/add");
    mia.opens(&widget).await;
    gallery.shows(&mia, "software").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.waits("the choice", "document.getElementById('physical').click() ?? true").await;
    gallery.shows(&mia, "hardware").await;
    mia.device.recognises(false).await;
    mia.taps("Register").await;
    mia.sees("Older key, or no PIN?").await;
    gallery.shows(&mia, "canceled").await;
    mia.taps("Older key, or no PIN?").await;
    mia.sees("No compatible device found").await;
    gallery.shows(&mia, "no-pin").await;
    mia.device.recognises(true).await;
    mia.taps("Register").await;
    mia.sees("You can sign in with it from now on.").await;
    gallery.shows(&mia, "done").await;
}

// S0-25, S0-27: none yet, the suggestion, and the question for a fresh proof, with its answers.
#[tokio::test]
async fn of_no_passkey_and_an_old_proof() {
    let gallery = Gallery::of("security");
    let server = Server::demo_with("policy", &json!({ "quiet_upgrade": false })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    has_an_old_proof(&ada, "address.endsWith('/account/passkeys/begin')").await;
    ada.opens("/forum/main/sign-in").await;
    ada.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    ada.sees("Sign in faster next time").await;
    gallery.shows(&ada, "suggestion").await;
    ada.opens("/forum/main/account/security").await;
    ada.does_not_see("Sign in faster next time").await;
    gallery.shows(&ada, "none").await;
    ada.taps("Add Passkey").await;
    ada.sees("Confirm it’s you").await;
    gallery.shows(&ada, "step-up-password").await;
    ada.types("Password", "not the one").await;
    ada.presses("Enter").await;
    ada.sees("That did not work").await;
    gallery.shows(&ada, "step-up-wrong").await;
    ada.types("Password", PASSWORD).await;
    ada.taps("Continue").await;
    ada.sees("Registered passkeys 1").await;
    ada.reloads().await;
    ada.taps("Add Passkey").await;
    ada.sees("Confirm it’s you").await;
    gallery.shows(&ada, "step-up-passkey").await;
    ada.device.recognises(false).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    gallery.shows(&ada, "step-up-failure").await;
}
