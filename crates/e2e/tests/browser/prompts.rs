//! What is asked of members without their asking: the suggestion after a sign-in, the passkey that a browser saves by itself, and the prompt that
//! looks on this device alone. And what becomes of prompts that come to nothing.

use crate::security::first_name;
use crate::support::{Kind, PASSWORD, Person, Server};
use crate::{CLASSIC, SMART};
use serde_json::{Value, json};

const DOOR: &str = "/forum/main";
const SECURITY: &str = "/forum/main/account/security";
const SUGGESTION: &str = "Sign in faster next time";

/// Keeps what the page asks of the browser: `mediation` or `uiMode` of each call, or `modal`.
const LISTENS: &str = "for (const name of ['create', 'get']) { \
    const real = navigator.credentials[name].bind(navigator.credentials); \
    navigator.credentials[name] = (options) => { \
        const calls = JSON.parse(sessionStorage.calls ?? '[]'); \
        sessionStorage.calls = JSON.stringify([...calls, `${name} ${options.mediation ?? options.uiMode ?? 'modal'}`]); \
        return real(options); \
    }; }";

/// A password manager that saves passkeys by itself; the virtual ones of the browser never do.
const SAVES: &str = "{ const real = navigator.credentials.create.bind(navigator.credentials); \
    navigator.credentials.create = ({ mediation, ...options }) => real(options); }";

async fn calls(person: &Person<'_>) -> Value {
    person.looks("JSON.parse(sessionStorage.calls ?? '[]')").await
}

async fn signs_in_by_password(person: &Person<'_>) {
    person.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
}

/// Ada, on her way to the list of what happened.
async fn ada<'a>(server: &'a Server, kind: Kind, script: &str) -> Person<'a> {
    let ada = ada_at_the_door(server, kind, script).await;
    signs_in_by_password(&ada).await;
    ada
}

async fn ada_at_the_door<'a>(server: &'a Server, kind: Kind, script: &str) -> Person<'a> {
    let ada = Person::with(server, kind).await;
    ada.has_no_autofill().await;
    ada.has_a_browser_where(script).await;
    ada.opens(&format!("{SECURITY}/activity")).await;
    ada.arrives_at(&format!("{DOOR}/sign-in")).await;
    ada
}

// S2-19: now, not now, or on as if nothing were.
#[tokio::test]
async fn the_suggestion_has_three_exits() {
    let server = Server::demo();
    let go_on = ada(&server, Kind::Platform, "").await;
    go_on.sees(SUGGESTION).await;
    go_on.taps("Continue").await;
    go_on.arrives_at(&format!("{SECURITY}/activity")).await;

    let later = ada(&server, Kind::Platform, "").await;
    later.sees(SUGGESTION).await;
    later.taps("I'll do it later").await;
    later.arrives_at(&format!("{SECURITY}/activity")).await;
    // S1-15: and is left in peace.
    later.taps("Sign out").await;
    later.arrives_at(&format!("{DOOR}/sign-in")).await;
    signs_in_by_password(&later).await;
    later.arrives_at(SECURITY).await;
    later.sees("Registered passkeys 0").await;
    later.does_not_see(SUGGESTION).await;

    let now = Person::at(&server).await;
    now.has_no_autofill().await;
    now.opens(&format!("{SECURITY}?suggest=first")).await;
    signs_in_by_password(&now).await;
    now.arrives_at(SECURITY).await;
    now.opens(&format!("{SECURITY}?suggest=first")).await;
    now.sees(SUGGESTION).await;
    now.taps("Add Passkey").await;
    now.sees("Passkey added.").await;
    now.does_not_see(SUGGESTION).await;
}

// S2-18: a computer without a screen lock or a phone beside it can make none that is worth suggesting, so nobody is stopped on the way.
#[tokio::test]
async fn who_can_make_none_here_is_not_asked() {
    let server = Server::demo();
    let ada = ada(&server, Kind::SecurityKey, LISTENS).await;
    ada.arrives_at(&format!("{SECURITY}/activity")).await;
    assert_eq!(calls(&ada).await, json!([]));
}

#[tokio::test]
async fn a_browser_that_can_saves_a_passkey_by_itself() {
    let server = Server::demo();
    let ada = ada(&server, Kind::SyncedPlatform, &format!("{SAVES}{LISTENS}")).await;
    ada.sees("A passkey was saved for your account").await;
    ada.sees("Registered passkeys 1").await;
    ada.does_not_see(SUGGESTION).await;
    assert_eq!(calls(&ada).await, json!(["create conditional"]));
    // The member reads of it, and it works.
    ada.opens(&format!("{SECURITY}/activity")).await;
    ada.sees("Passkey added").await;
    ada.taps("Sign out").await;
    ada.arrives_at(&format!("{DOOR}/sign-in")).await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at(SECURITY).await;
    ada.sees("Registered passkeys 1").await;
}

// S1-15: a member who was faster than the browser's answer has the prompt, and keeps it.
#[tokio::test]
async fn what_the_member_has_begun_goes_on() {
    let server = Server::demo();
    let waits = "{ const real = PublicKeyCredential.getClientCapabilities.bind(PublicKeyCredential); \
        PublicKeyCredential.getClientCapabilities = async () => { \
            while (location.search.includes('suggest') && !window.told) await new Promise((done) => setTimeout(done, 20)); \
            return { ...await real(), conditionalCreate: true }; }; }";
    let slow = "{ const real = navigator.credentials.create.bind(navigator.credentials); \
        navigator.credentials.create = async (options) => { \
            while (!window.touched) await new Promise((done) => setTimeout(done, 20)); return real(options); }; }";
    let ada = ada(&server, Kind::Platform, &format!("{waits}{slow}{LISTENS}")).await;
    ada.arrives_at(SECURITY).await;
    ada.taps("Add Passkey").await;
    ada.waits("the prompt", "sessionStorage.calls?.includes('create modal')").await;
    ada.looks("window.told = true").await;
    ada.sees(SUGGESTION).await;
    ada.looks("window.touched = true").await;
    ada.sees("Registered passkeys 1").await;
    assert_eq!(calls(&ada).await, json!(["create modal"]));
}

// Nobody asked for it, so nobody hears that it failed; and it is in nobody's way.
#[tokio::test]
async fn a_browser_that_cannot_is_silent_about_it() {
    let server = Server::demo();
    let refuses = "navigator.credentials.create = async () => { throw new DOMException('', 'NotAllowedError'); };";
    let declined = ada(&server, Kind::Platform, &format!("{refuses}{LISTENS}")).await;
    declined.sees(SUGGESTION).await;
    declined.waits("the quiet attempt", "(sessionStorage.calls ?? '').includes('conditional')").await;
    declined.does_not_see("Passkey Set Up Canceled").await;
    declined.sees(SUGGESTION).await;

    // Chromium's own never ends by itself: whoever adds one meanwhile adds one.
    let waits = ada(&server, Kind::Platform, LISTENS).await;
    waits.waits("the quiet attempt", "(sessionStorage.calls ?? '').includes('conditional')").await;
    waits.taps("Add Passkey").await;
    waits.sees("Passkey added.").await;
    waits.sees("Registered passkeys 1").await;
    assert_eq!(calls(&waits).await, json!(["create conditional", "create modal"]));
}

#[tokio::test]
async fn where_policy_says_no_nothing_is_tried() {
    let policy = json!({ "quiet_upgrade": false });
    let server = Server::demo_with("policy", &policy).await;
    let ada = ada(&server, Kind::SyncedPlatform, &format!("{SAVES}{LISTENS}")).await;
    ada.sees(SUGGESTION).await;
    ada.does_not_see("A passkey was saved").await;
    assert_eq!(calls(&ada).await, json!([]));
}

// One tap where a passkey is here; elsewhere no dialog for phones and keys until somebody asks for it.
#[tokio::test]
async fn the_first_prompt_looks_on_this_device_alone() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.has_a_browser_where(LISTENS).await;
    mia.signs_up(SMART, "mia").await;
    mia.signs_out(SMART).await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    assert_eq!(calls(&mia).await, json!(["create modal", "get immediate"]));
    let held = mia.device.passkeys().await;
    mia.signs_out(SMART).await;

    mia.changes_device(Kind::Platform).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    assert_eq!(calls(&mia).await.as_array().unwrap().last().unwrap(), "get immediate");
    for passkey in held {
        mia.device.take(passkey).await;
    }
    mia.taps("Use another passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    assert_eq!(calls(&mia).await.as_array().unwrap().last().unwrap(), "get modal");
}

// Whoever signs in by a key or a phone is not sent around the corner each time.
#[tokio::test]
async fn a_browser_knows_that_its_passkeys_are_elsewhere() {
    let server = Server::demo();
    let kim = Person::with(&server, Kind::SecurityKey).await;
    kim.has_no_autofill().await;
    let not_here = "{ const real = navigator.credentials.get.bind(navigator.credentials); navigator.credentials.get = (options) => \
        options.uiMode ? Promise.reject(new DOMException('', 'NotAllowedError')) : real(options); }";
    kim.has_a_browser_where(not_here).await;
    kim.signs_up(SMART, "kim").await;
    kim.signs_out(SMART).await;
    kim.taps("Continue with passkey").await;
    kim.sees("Passkey Not Found or Canceled").await;
    kim.taps("Use another passkey").await;
    kim.arrives_at(&format!("{SMART}/account/security")).await;
    kim.signs_out(SMART).await;
    kim.taps("Continue with passkey").await;
    kim.arrives_at(&format!("{SMART}/account/security")).await;
}

// A browser without that way asks openly, and another passkey is picked by trying again: that is not offered twice.
#[tokio::test]
async fn an_older_browser_asks_openly() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.has_a_browser_where("PublicKeyCredential.getClientCapabilities = undefined;").await;
    mia.has_a_browser_where(LISTENS).await;
    mia.signs_up(SMART, "mia").await;
    mia.signs_out(SMART).await;
    mia.device.recognises(false).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    mia.does_not_see("Use another passkey").await;
    assert_eq!(calls(&mia).await, json!(["create modal", "get modal"]));
}

// S2-29: the second prompt that comes to nothing puts the password first and under the finger; the others stay.
#[tokio::test]
async fn the_second_failure_promotes_the_fallback() {
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    let offered =
        "[...document.querySelectorAll('[data-failure] button')].map((button) => button.textContent).slice(0, 3)";
    assert_eq!(ada.looks(offered).await, json!(["Try again", "Use another passkey", "Use Password"]));
    ada.taps("Try again").await;
    ada.waits("the focus on the way around", "eyes.focusIsOn('Use Password')").await;
    assert_eq!(ada.looks(offered).await, json!(["Use Password", "Try again", "Use another passkey"]));
    assert_eq!(ada.looks("document.activeElement.classList.contains('primary')").await, true);
    ada.types("Email or username", "ada").await;
    ada.tabs_to("Use Password").await;
    ada.presses("Enter").await;
    ada.types("Password", PASSWORD).await;
    ada.taps("Continue").await;
    ada.arrives_at(SECURITY).await;
}

// S2-29, S1-34: where policy knows no other way, none is promoted.
#[tokio::test]
async fn without_a_fallback_none_is_promoted() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(CLASSIC, "mia").await;
    mia.signs_out(CLASSIC).await;
    mia.device.recognises(false).await;
    mia.types("Username", "mia").await;
    for button in ["Continue with passkey", "Try again"] {
        mia.taps(button).await;
        mia.sees("Passkey Not Found or Canceled").await;
    }
    mia.does_not_see("Use password").await;
    mia.does_not_see("Sign in another way").await;
}

// S1-25: there is nothing to set up later.
#[tokio::test]
async fn a_device_that_has_one_leads_to_the_list() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered for this device").await;
    mia.does_not_see("Set it up later").await;
    mia.taps("Show passkeys").await;
    mia.waits("the list", "document.activeElement.id === 'passkeys-title'").await;
}

// S1-18, S2-18: what is suggested beside a passkey ends with the last one, and the page says what is for whoever has none.
#[tokio::test]
async fn with_the_last_passkey_goes_what_was_suggested_beside_it() {
    let server = Server::demo();
    let ada = ada(&server, Kind::Platform, "").await;
    ada.sees(SUGGESTION).await;
    ada.taps("Add Passkey").await;
    ada.sees("Passkey added.").await;
    ada.opens(&format!("{SECURITY}?suggest=here")).await;
    ada.sees("Add a passkey on this device, too?").await;
    let name = first_name(&ada).await;
    ada.taps(&format!("Delete {name}")).await;
    ada.taps("Delete passkey").await;
    ada.sees("Passkey deleted.").await;
    ada.sees("No passkey yet.").await;
    ada.sees("Add your first passkey").await;
    ada.does_not_see("Add a passkey on this device, too?").await;
}

/// What a browser says that it can do.
const BROWSERS: [(&str, &str); 4] = [
    ("built-in", "{ passkeyPlatformAuthenticator: true, hybridTransport: true, conditionalCreate: true }"),
    ("a phone beside it", "{ passkeyPlatformAuthenticator: false, hybridTransport: true, conditionalCreate: false }"),
    (
        "a security key alone",
        "{ passkeyPlatformAuthenticator: false, hybridTransport: false, conditionalCreate: false }",
    ),
    ("no passkeys", "null"),
];

/// A browser that says so of itself, whatever it is.
fn one_that_can(abilities: &str) -> String {
    format!(
        "{{ const can = {abilities}; if (can) {{ PublicKeyCredential.getClientCapabilities = async () => can; \
         PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => can.passkeyPlatformAuthenticator; }} \
         else delete window.PublicKeyCredential; }}"
    )
}

/// Whether a passkey can be added on the page of the passkeys.
const ADDING: &str = "(() => { const found = [...document.querySelectorAll('main button')] \
    .find((button) => button.textContent.trim() === 'Add Passkey' && !button.closest('[data-suggestion]')); \
    return !found || !found.checkVisibility() ? 'absent' : found.disabled ? 'off' : 'on'; })()";

/// What was shown: the suggestion, whether the browser was asked by itself, and the way to add a passkey.
async fn options(server: &Server, abilities: &str) -> (bool, bool, String) {
    let ada = ada_at_the_door(server, Kind::Platform, &format!("{}{LISTENS}", one_that_can(abilities))).await;
    // Where policy takes no passkeys, the password is nothing else to choose.
    let on = "eyes.reads('Use Password') ? 'Use Password' : eyes.reads('Continue') && 'Continue'";
    let button = ada.waits("the way on", on).await;
    ada.signs_in_with_password(("Email or username", "ada"), button.as_str().unwrap()).await;
    let settled = format!("eyes.reads('{SUGGESTION}') ? 'yes' : location.pathname.endsWith('/activity') && 'no'");
    let suggested = ada.waits("the suggestion, or to be on the way", &settled).await == "yes";
    if suggested && abilities.contains("conditionalCreate: true") && may_be_asked(&ada).await {
        ada.waits("the quiet attempt", "(sessionStorage.calls ?? '').includes('conditional')").await;
    }
    ada.opens(SECURITY).await;
    ada.waits("the page to be ready", "document.documentElement.dataset.ready !== undefined").await;
    let adding = ada.looks(ADDING).await.as_str().unwrap_or_default().to_owned();
    let tried = calls(&ada).await.as_array().is_some_and(|calls| calls.iter().any(|call| call == "create conditional"));
    (suggested, tried, adding)
}

/// Whether the page says that the browser may be asked.
async fn may_be_asked(ada: &Person<'_>) -> bool {
    ada.looks("!!JSON.parse(document.getElementById('page').textContent).saved").await == true
}

// S1-12: what is offered follows from device, browser and what the browser has switched on, and from what administrators have set. Each of these
// takes away, and none gives back what another has taken.
#[tokio::test]
async fn what_is_offered_follows_from_the_browser_and_from_policy() {
    let on = || "on".to_owned();
    let nothing = || (false, false, "off".to_owned());
    let unasked = || [(false, false, on()), (false, false, on()), (false, false, on()), nothing()];
    let table = [
        (json!({}), [(true, true, on()), (true, false, on()), (false, false, on()), nothing()]),
        (
            json!({ "quiet_upgrade": false }),
            [(true, false, on()), (true, false, on()), (false, false, on()), nothing()],
        ),
        (json!({ "suggest_passkey": false }), unasked()),
        (json!({ "passkey": "off" }), [nothing(), nothing(), nothing(), nothing()]),
    ];
    for (policy, expected) in table {
        let server = Server::demo_with("policy", &policy).await;
        for ((browser, abilities), expected) in BROWSERS.iter().zip(expected) {
            assert_eq!(options(&server, abilities).await, expected, "{policy} with {browser}");
        }
    }
}
