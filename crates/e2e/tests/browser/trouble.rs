//! What a person sees when signing in does not work, and the way out that each failure offers.

use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART};

const SIGN_IN: &str = "/demo/community/sign-in";
const SECURITY: &str = "/demo/community/account/security";

async fn member(server: &Server) -> Person<'_> {
    let person = Person::at(server).await;
    person.has_no_autofill().await;
    person.signs_up(SMART, "mia").await;
    person.signs_out(SMART).await;
    person
}

// S1-17, S1-34
#[tokio::test]
async fn a_cancelled_prompt_says_so_and_a_second_try_works() {
    let server = Server::demo();
    let mia = member(&server).await;
    mia.device.recognises(false).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    mia.sees("No passkey was detected for this device, or the operation was canceled.").await;
    assert_eq!(mia.path().await, SIGN_IN);
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.arrives_at(SECURITY).await;
}

// S2-24: the code comes when the server has drawn it, and moves nothing from under a finger.
#[tokio::test]
async fn the_code_of_a_failure_finds_its_place_kept() {
    for (width, height) in [(1280, 800), (390, 844)] {
        let server = Server::demo();
        let mia = member(&server).await;
        mia.has_a_screen_of(width, height).await;
        mia.opens(SIGN_IN).await;
        mia.looks(
            "(() => { const real = fetch; window.fetch = async (address, options) => { if (`${address}`.endsWith('/incidents')) \
             await new Promise((go) => (window.letGo = go)); return real(address, options); }; })() ?? true",
        )
        .await;
        mia.device.recognises(false).await;
        mia.taps("Continue with passkey").await;
        mia.waits("the code to be asked for", "window.letGo !== undefined").await;
        let high = "document.querySelector('[data-failure]').getBoundingClientRect().height";
        let before = mia.looks(high).await;
        mia.looks("window.letGo() ?? true").await;
        mia.sees("Tell support").await;
        assert_eq!(mia.looks(high).await, before, "on a screen of {width} px");
    }
}

// S1-17
#[tokio::test]
async fn a_prompt_cancelled_while_autofill_is_on_says_so_too() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.device.recognises(false).await;
    mia.signs_out(SMART).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    // Autofill begins anew after each failure. Were the device let in now, it might be quicker than the tap.
    mia.taps("Try again").await;
    mia.sees("Passkey Not Found or Canceled").await;
    assert_eq!(mia.path().await, SIGN_IN);
}

// S1-17
#[tokio::test]
async fn another_device_holds_no_passkey() {
    let server = Server::demo();
    let mut mia = member(&server).await;
    mia.changes_device(Kind::Platform).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
}

// S1-20, S2-16
#[tokio::test]
async fn a_deleted_passkey_is_not_found() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let lost = mia.device.passkeys().await;
    let name = mia.looks("document.querySelector('[data-passkeys] h3').textContent").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Spare key").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.taps(&format!("Delete {}", name.as_str().unwrap())).await;
    mia.taps("Delete passkey").await;
    mia.sees("Passkey deleted.").await;
    mia.signs_out(SMART).await;

    // The first device still has what the account has lost.
    mia.changes_device(Kind::Platform).await;
    for passkey in lost {
        mia.device.take(passkey).await;
    }
    mia.sees("You are signed out.").await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey is not found on this device").await;
    mia.sees("Use another passkey").await;
    mia.does_not_see("Try again").await;
    mia.does_not_see("You are signed out.").await;
    mia.sees("Reference").await;
}

// S1-32
#[tokio::test]
async fn a_forged_signature_is_refused_with_a_reference() {
    let server = Server::demo();
    let mia = member(&server).await;
    mia.device.forges_signatures().await;
    mia.taps("Continue with passkey").await;
    mia.sees("Verification failed").await;
    mia.sees("We could not verify your identity.").await;
    mia.sees("Reference").await;
    mia.opens(SECURITY).await;
    mia.arrives_at(SIGN_IN).await;
}

// S1-21
#[tokio::test]
async fn a_device_that_did_not_verify_its_person_is_refused() {
    let server = Server::demo();
    let mia = member(&server).await;
    mia.device.hides_verification().await;
    mia.taps("Continue with passkey").await;
    mia.sees("We could not verify you").await;
    mia.opens(SECURITY).await;
    mia.arrives_at(SIGN_IN).await;
}

// S3-4: a name that nobody has meets the same page as a member's name on a device without the passkey.
#[tokio::test]
async fn classic_mode_does_not_tell_who_is_a_member() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(CLASSIC, "mia").await;
    mia.signs_out(CLASSIC).await;
    mia.changes_device(Kind::Platform).await;
    // Some decoys look like a security key's; without one at hand the browser would wait for it to be plugged in.
    mia.also_holds(Kind::SecurityKey).await;
    let mut shown = Vec::new();
    for name in ["mia", "sample.noor", "nobody", "no-one", "somebody-else", "a-stranger"] {
        mia.opens(&format!("{CLASSIC}/sign-in")).await;
        mia.types("Username", name).await;
        mia.taps("Continue with passkey").await;
        mia.sees("Passkey Not Found or Canceled").await;
        // The code by which support finds it is another one each time, and comes a moment later.
        let but_code = "((panel) => (panel.querySelector('.reference')?.remove(), panel.textContent))";
        shown.push(mia.looks(&format!("{but_code}(document.querySelector('[data-failure]').cloneNode(true))")).await);
    }
    assert!(shown.iter().all(|text| text == &shown[0]), "{shown:?}");
}

// S0-11
#[tokio::test]
async fn a_browser_without_passkeys_is_advised_and_its_button_is_off() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_a_browser_where("delete window.PublicKeyCredential;").await;
    for page in ["sign-in", "sign-up"] {
        mia.opens(&format!("{SMART}/{page}")).await;
        mia.sees("Use a current version of Chrome, Safari, Edge, or Firefox on a device with passkey support.").await;
        mia.cannot_tap(if page == "sign-in" { "Continue with passkey" } else { "Create passkey" }).await;
    }
}

#[tokio::test]
async fn a_browser_without_scripts_is_told_what_passkeys_need() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_scripts_off().await;
    mia.opens(SIGN_IN).await;
    mia.sees("Passkeys need JavaScript.").await;
    mia.does_not_see("Continue with passkey").await;
    mia.does_not_see("Username").await;
}

// S1-16
#[tokio::test]
async fn a_server_that_is_gone_makes_passkeys_unavailable_for_now() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens(SIGN_IN).await;
    server.is_gone();
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Unavailable").await;
    mia.sees("Try again").await;
}
