//! Account > Security: the list of passkeys and what a member does with it.

use crate::SMART;
use crate::every_error::{adds, two_tabs};
use crate::support::{Kind, Person, Server};
use serde_json::json;

pub(crate) fn security() -> String {
    format!("{SMART}/account/security")
}

/// The name of the only passkey in the list.
pub(crate) async fn first_name(person: &Person<'_>) -> String {
    let name = person.waits("a passkey in the list", "document.querySelector('[data-passkeys] h3')?.textContent").await;
    name.as_str().unwrap().to_owned()
}

// S0-10
#[tokio::test]
async fn the_list_shows_name_kind_and_where_a_passkey_lives() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    assert!(!first_name(&mia).await.is_empty());
    for words in
        ["Registered passkeys 1", "Passkey MFA", "Enabled", "Device-bound", "Added", "This is your last passkey."]
    {
        mia.sees(words).await;
    }
    let tom = Person::with(&server, Kind::SyncedPlatform).await;
    tom.signs_up(SMART, "tom").await;
    tom.sees("Synced").await;
}

// S2-14
#[tokio::test]
async fn settings_passkeys_leads_to_the_security_page() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&format!("{SMART}/settings/passkeys")).await;
    mia.arrives_at(&security()).await;
    mia.sees("Registered passkeys").await;
}

#[tokio::test]
async fn a_passkey_is_renamed() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let name = first_name(&mia).await;
    mia.taps(&format!("Rename {name}")).await;
    mia.types("Name", "Kitchen tablet <b>").await;
    mia.taps("Save").await;
    mia.sees("Name saved.").await;
    mia.reloads().await;
    assert_eq!(first_name(&mia).await, "Kitchen tablet <b>");
    mia.taps("Rename Kitchen tablet <b>").await;
    mia.types("Name", "never").await;
    mia.taps("Cancel").await;
    mia.does_not_see("never").await;
}

#[tokio::test]
async fn a_passkey_keeps_its_name_until_it_gets_another() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let name = first_name(&mia).await;
    mia.taps(&format!("Rename {name}")).await;
    mia.types("Name", "   ").await;
    mia.taps("Save").await;
    mia.sees("Enter a name.").await;
    mia.waits("the field to be meant", "eyes.isMarked('Name') && eyes.focusIsOn('Name')").await;
    mia.types("Name", &"x".repeat(65)).await;
    mia.does_not_see("Enter a name.").await;
    mia.taps("Save").await;
    mia.sees("A name has 1 to 64 characters on one line.").await;
    mia.does_not_see("Reference").await;
    mia.presses("Escape").await;
    assert_eq!(first_name(&mia).await, name);
}

/// Another window has removed it: the list agrees with what is said.
#[tokio::test]
async fn a_passkey_that_is_gone_leaves_the_list() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let first = first_name(&mia).await;
    mia.changes_device(Kind::SecurityKey).await;
    for (key, change) in [("Blue key", "Rename"), ("Red key", "Delete")] {
        mia.types("Name optional", key).await;
        mia.taps("Add passkey").await;
        mia.sees("Registered passkeys 2").await;
        mia.taps(&format!("{change} {key}")).await;
        let row = "[...document.querySelectorAll('[data-passkeys] li')].at(-1)";
        let delete = format!(
            "fetch(location.pathname.replace('security', 'passkeys/') + {row}.dataset.id, {{ method: 'DELETE' }})"
        );
        assert_eq!(mia.looks(&format!("{delete}.then((answer) => answer.status)")).await, 200);
        if change == "Rename" {
            mia.types("Name", "Green key").await;
            mia.taps("Save").await;
        } else {
            mia.sees("Deleting it also signs you out everywhere else.").await;
            mia.taps("Delete passkey").await;
        }
        mia.sees("That passkey is gone").await;
        mia.sees("Registered passkeys 1").await;
        mia.does_not_see("Try again").await;
        assert_eq!(first_name(&mia).await, first);
        // The device may be added again now.
        mia.changes_device(Kind::SecurityKey).await;
    }
}

/// While the list is asked for again nothing else begins: a second tap would be the ceremony of a page that is older than the list.
#[tokio::test]
async fn a_refused_change_stays_under_way_until_the_list_is_there() {
    let server = Server::demo_with("passkey_capacity", &json!(2)).await;
    let (first, second) = two_tabs(&server, SMART).await;
    first
        .has_a_browser_where(
            "{ const real = fetch; const answers = new Promise((go) => { window.answers = go; }); window.begun = 0; window.isAsked = false; \
             window.fetch = async (address, how) => { \
               if (address.endsWith('/begin')) window.begun += 1; \
               if (address.endsWith('/account/passkeys')) { window.isAsked = true; await answers; } \
               return real(address, how); }; }",
        )
        .await;
    first.opens(&security()).await;
    adds(&second, "Telephone").await;
    second.sees("Passkey added.").await;
    first.taps("Add passkey").await;
    first.waits("the list to be asked for", "isAsked").await;
    first.cannot_tap("Add passkey").await;
    first.looks("document.querySelector('[data-add]').requestSubmit()").await;
    assert_eq!(first.looks("begun").await, 1);
    first.does_not_see("Passkey Limit Reached").await;
    first.looks("answers()").await;
    first.sees("Passkey Limit Reached").await;
    first.sees("Registered passkeys 2").await;
    first.sees("You have reached the maximum number of passkeys.").await;
    assert_eq!(first.looks("begun").await, 1);
}

// S1-23, S1-24: the rest of the words may not come any more; what has happened is said all the same.
#[tokio::test]
async fn what_has_happened_is_said_without_the_server() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.device.recognises(false).await;
    let silent = "{ const real = fetch; window.fetch = (address, how) => \
        address.endsWith('/components') ? Promise.reject(new TypeError()) : real(address, how); }";
    mia.has_a_browser_where(silent).await;
    mia.opens(&security()).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey Set Up Canceled").await;
    mia.does_not_see("We could not reach the server").await;
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.sees("Registered passkeys 2").await;
}

// S0-8, S0-15, S0-21
#[tokio::test]
async fn a_second_passkey_is_added_and_the_first_one_deleted() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let first = first_name(&mia).await;
    mia.sees("Add a backup passkey").await;

    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Key on my ring").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.sees("Registered passkeys 2").await;
    mia.sees("Key on my ring").await;
    assert_eq!(mia.device.passkeys().await.len(), 1);

    mia.taps(&format!("Delete {first}")).await;
    mia.sees("Delete this passkey?").await;
    mia.taps("Keep it").await;
    mia.sees("Registered passkeys 2").await;
    mia.taps(&format!("Delete {first}")).await;
    mia.taps("Delete passkey").await;
    mia.sees("Passkey deleted.").await;
    mia.sees("Registered passkeys 1").await;
    mia.reloads().await;
    mia.sees("Registered passkeys 1").await;

    mia.signs_out(SMART).await;
    mia.types("Username", "mia").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&security()).await;
}

#[tokio::test]
async fn the_last_passkey_cannot_be_deleted() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let name = first_name(&mia).await;
    mia.cannot_tap(&format!("Delete {name}")).await;
    let reason = "This is your last passkey. Add another one before you delete it.";
    mia.sees(reason).await;
    mia.tabs_to(&format!("Delete {name}")).await;
    mia.presses("Enter").await;
    mia.waits("the reason to be read out", &format!("eyes.focusIsOn({reason:?})")).await;
    mia.does_not_see("Delete this passkey?").await;
    // The page is not the guard: the server is.
    let delete = "fetch(location.pathname.replace('security', 'passkeys/') + document.querySelector('[data-passkeys] li').dataset.id, { method: 'DELETE' })";
    let code =
        mia.looks(&format!("{delete}.then((answer) => answer.json()).then((problem) => problem.error_code)")).await;
    assert_eq!(code, "last_passkey");
    mia.reloads().await;
    mia.sees("Registered passkeys 1").await;
}

// S1-25
#[tokio::test]
async fn the_same_device_is_not_added_twice() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered for this device").await;
    mia.does_not_see("Try again").await;
    mia.sees("Registered passkeys 1").await;
}

// S1-23
#[tokio::test]
async fn a_cancelled_addition_changes_nothing_and_can_be_tried_again() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.device.recognises(false).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey Set Up Canceled").await;
    mia.sees("Registered passkeys 1").await;
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.sees("Passkey added.").await;
    mia.sees("Registered passkeys 2").await;
}

/// The server's clock cannot be set from here, so its refusal is put in the place of the first answer to such a call; the proof that
/// follows is real.
pub(crate) async fn has_an_old_proof(person: &Person<'_>, call: &str) {
    let script = format!(
        "{{ const real = fetch; let old = true;
           window.fetch = (address, options) => {{
             if (!old || !({call})) return real(address, options);
             old = false;
             return Promise.resolve(Response.json({{ error_code: 'recent_authentication_required', details: {{ title: 'Old' }} }}, {{ status: 403 }}));
           }}; }}"
    );
    person.has_a_browser_where(&script).await;
}

#[tokio::test]
async fn an_old_proof_is_asked_for_again_and_the_change_is_then_made() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    has_an_old_proof(&mia, "options?.method === 'PUT'").await;
    mia.signs_up(SMART, "mia").await;
    let name = first_name(&mia).await;
    mia.taps(&format!("Rename {name}")).await;
    mia.types("Name", "Kitchen tablet").await;
    mia.presses("Enter").await;
    mia.sees("Before your passkeys change, unlock with one you already have.").await;

    mia.device.recognises(false).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    mia.device.recognises(true).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Name saved.").await;
    mia.reloads().await;
    assert_eq!(first_name(&mia).await, "Kitchen tablet");
}

/// S0-25: with whatever the member has. Here that is a password, and the passkey comes after it.
#[tokio::test]
async fn a_member_without_a_passkey_confirms_with_a_password() {
    let server = Server::demo_with("policy", &json!({ "quiet_upgrade": false })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    has_an_old_proof(&ada, "address.endsWith('/account/passkeys/begin')").await;
    ada.opens("/forum/main/sign-in").await;
    ada.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    ada.arrives_at("/forum/main/account/security").await;
    ada.sees("Sign in faster next time").await;
    ada.taps("Add Passkey").await;
    ada.sees("Confirm it’s you").await;
    ada.waits("the field to be meant", "eyes.focusIsOn('Password')").await;
    ada.types_blindly("not the one").await;
    ada.presses("Enter").await;
    ada.sees("That did not work").await;
    ada.types("Password", "seven sheep on a hill").await;
    ada.taps("Continue").await;
    ada.sees("Registered passkeys 1").await;
}

/// D3: a code where there is nothing else; and whoever cannot read it either signs in again and comes back.
#[tokio::test]
async fn a_member_with_links_only_confirms_with_a_code() {
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    has_an_old_proof(&ada, "address.endsWith('/account/passkeys/begin')").await;
    // Two addresses: nothing else is sent to the same one within a minute.
    let (address, first) = ("ada@workforce.example", "ada@home.example");
    let security = "/workforce/main/account/security";
    ada.opens("/workforce/main/sign-in").await;
    ada.types("Email", address).await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    ada.sees("Open its link in this browser.").await;
    let link = ada.receives("link", address).await;
    ada.goes_to(&link).await;
    ada.taps("Sign in").await;
    ada.arrives_at(security).await;
    ada.taps("Add passkey").await;
    ada.sees("We send a code to your email address.").await;
    ada.taps("Email me a code").await;
    ada.sees("A code is on its way.").await;
    let code = ada.receives("code", first).await;
    ada.types("Code", &code).await;
    ada.taps("Continue").await;
    ada.sees("Registered passkeys 1").await;

    // The page is loaded anew, so its first call is refused once more.
    ada.reloads().await;
    ada.taps("Add passkey").await;
    ada.sees("Before your passkeys change, unlock with one you already have.").await;
    ada.taps("Sign in again").await;
    ada.arrives_at("/workforce/main/sign-in").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(security).await;
}
