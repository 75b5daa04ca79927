//! Every action that an entry of the catalogue offers, tapped: each leads where it says, and none is offered that policy lacks (S1-34). From
//! which cause an entry comes is in `every_error.rs`; here the cause goes away before the tap, so that what is tried again works. The entries
//! about one field have no buttons of their own: their action is to type something else.

use crate::every_error::{SHORT_MS, adds, catalogue, deletes, fails_with, two_tabs};
use crate::support::{Kind, Passkey, Person, Server};
use crate::{CLASSIC, SMART};
use serde_json::json;
use std::time::Duration;

const RETRY: &str = "Try again";
const OTHER_PASSKEY: &str = "Use another passkey";
const PASSWORD: &str = "Use password";
const OTHER_METHOD: &str = "Sign in another way";
const LATER: &str = "Set it up later";
const RESTART: &str = "Start again";
const LIST: &str = "Show passkeys";

/// Entry, what it offers beside a password, and what where passkeys are the only way in. With a name typed, another passkey is picked by trying
/// again, so that is one button; `prompts.rs` has the other case.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

const AT_SIGN_IN: [Row; 9] = [
    ("passkey_not_found_or_canceled", &[PASSWORD, RETRY], &[RETRY]),
    ("passkey_timed_out", &[RETRY], &[RETRY]),
    ("passkey_not_on_device", &[PASSWORD, OTHER_PASSKEY], &[OTHER_PASSKEY]),
    ("user_not_verified", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("verification_failed", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("verification_incomplete", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("origin_not_related", &[OTHER_METHOD, RESTART], &[RESTART]),
    ("passkey_revoked", &[OTHER_METHOD, OTHER_PASSKEY], &[OTHER_PASSKEY]),
    ("passkeys_not_supported", &[PASSWORD], &[]),
];

/// Where one passkey is there and another one is suggested on the way to somewhere else.
const AT_THE_SUGGESTION: [Row; 4] = [
    ("setup_canceled", &[PASSWORD, LATER, RETRY], &[LATER, RETRY]),
    ("setup_timed_out", &[LATER, RETRY], &[LATER, RETRY]),
    ("setup_failed", &[PASSWORD, RETRY], &[RETRY]),
    ("key_without_pin", &[LATER, RETRY], &[LATER, RETRY]),
];

async fn server(has_passwords: bool, more: &[(&str, &serde_json::Value)]) -> Server {
    let first = if has_passwords { json!(["passkey", "password"]) } else { json!(["passkey"]) };
    let methods = json!({ "first": first, "second": [] });
    Server::demo_with_all(&[&[("methods", &methods), ("timeout_ms", &json!(SHORT_MS))], more].concat()).await
}

async fn title(server: &Server, code: &str) -> String {
    let all = catalogue(&Person::at(server).await).await;
    all.into_iter().find(|(known, _)| known == code).unwrap().1
}

/// The failure is told, with these buttons and no others.
async fn offers(person: &Person<'_>, title: &str, expected: &[&str]) {
    let shown = "document.querySelector('[data-failure]:not([hidden])')";
    person.waits(title, &format!("{shown}?.querySelector('h2').textContent === {}", json!(title))).await;
    let buttons =
        format!("[...{shown}.querySelectorAll('.choices button')].map((button) => button.textContent).sort()");
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(person.looks(&buttons).await, json!(expected), "{title}");
}

async fn waits_for_the_end_of(code: &str) {
    if code.ends_with("_timed_out") {
        tokio::time::sleep(Duration::from_millis(u64::try_from(SHORT_MS).unwrap())).await;
    }
}

// ---- Signing in ----

#[tokio::test]
async fn beside_a_password() {
    let server = server(true, &[]).await;
    for (code, expected, _) in AT_SIGN_IN {
        at_sign_in(&server, code, expected).await;
    }
}

#[tokio::test]
async fn where_passkeys_are_alone() {
    let server = server(false, &[]).await;
    // The words of a model that was revoked are the server's own, and are tested there.
    for (code, _, expected) in AT_SIGN_IN.into_iter().filter(|(code, ..)| *code != "passkey_revoked") {
        at_sign_in(&server, code, expected).await;
    }
}

async fn at_sign_in(server: &Server, code: &str, expected: &[&str]) {
    println!("{code}");
    let title = title(server, code).await;
    let mut person = Person::at(server).await;
    person.has_no_autofill().await;
    let name = code.replace('_', "-");
    // With a name, the browser would be asked for this member's passkeys alone.
    let is_open = ["passkey_not_on_device", "passkeys_not_supported"].contains(&code);
    let door = if is_open { SMART } else { CLASSIC };
    person.signs_up(door, &name).await;
    person.signs_out(door).await;
    person.has_a_browser_where(&faked(code, &title)).await;
    let own = person.device.passkeys().await;
    for button in expected.iter().copied().map(Some).chain(expected.is_empty().then_some(None)) {
        causes(&mut person, code).await;
        person.opens(&format!("{door}/sign-in")).await;
        person.types("Username", &name).await;
        person.taps("Continue with passkey").await;
        waits_for_the_end_of(code).await;
        offers(&person, &title, expected).await;
        mends(&mut person, code, &own).await;
        let Some(button) = button else { continue };
        person.taps(button).await;
        leads(&person, door, button).await;
    }
}

async fn leads(person: &Person<'_>, door: &str, button: &str) {
    match button {
        PASSWORD | OTHER_METHOD => {
            let asked = "location.pathname.includes('/journey/') && eyes.focusIsOn('Password')";
            person.waits("the password to be asked for", asked).await;
            person.sees("Other ways to sign in").await;
        }
        RESTART => {
            person.waits("a fresh page", "!document.querySelector('[data-failure]:not([hidden])')").await;
            person.arrives_at(&format!("{door}/sign-in")).await;
        }
        _ => {
            person.arrives_at(&format!("{door}/account/security")).await;
            person.signs_out(door).await;
        }
    }
}

/// What no virtual authenticator can cause, and a model that nobody can revoke from here.
fn faked(code: &str, title: &str) -> String {
    match code {
        "verification_incomplete" | "origin_not_related" => {
            let name = if code == "origin_not_related" { "SecurityError" } else { "UnknownError" };
            let fails = fails_with("get", name);
            format!(
                "{{ const real = navigator.credentials.get; const mend = () => {{ navigator.credentials.get = real; }}; \
                 window.mend = mend; {fails} }}"
            )
        }
        "passkey_revoked" => {
            let answer = json!({
                "error_code": code,
                "error": "",
                "details": { "title": title, "actions": ["other_passkey", "other_method"] },
            });
            format!(
                "{{ const real = fetch; window.mend = () => {{ window.fetch = real; }}; window.fetch = (address, how) => \
                 address.endsWith('/sign-in/passkey/finish') ? Promise.resolve(Response.json({answer}, {{ status: 401 }})) : \
                 real(address, how); }}"
            )
        }
        _ => String::new(),
    }
}

async fn causes(person: &mut Person<'_>, code: &str) {
    match code {
        "passkey_not_found_or_canceled" | "setup_canceled" => person.device.recognises(false).await,
        "passkey_timed_out" | "setup_timed_out" => person.device.is_touched(false).await,
        "passkey_not_on_device" => {
            let elsewhere = Server::demo();
            let other = Person::at(&elsewhere).await;
            other.signs_up(SMART, "mia").await;
            person.changes_device_for(other.device.passkeys().await).await;
        }
        "user_not_verified" | "key_without_pin" => person.device.hides_verification().await,
        "setup_failed" => person.device.hides_presence().await,
        "verification_failed" => person.device.forges_signatures().await,
        "passkeys_not_supported" => person.has_a_browser_that_keeps_none().await,
        _ => {}
    }
}

async fn mends(person: &mut Person<'_>, code: &str, own: &[Passkey]) {
    match code {
        "passkey_not_on_device" => person.changes_device_for(own.to_vec()).await,
        "passkey_not_found_or_canceled" | "setup_canceled" => person.device.recognises(true).await,
        "passkey_timed_out" | "setup_timed_out" => person.device.is_touched(true).await,
        "user_not_verified" | "verification_failed" | "setup_failed" | "key_without_pin" => {
            person.device.behaves().await;
        }
        _ => {
            person.looks("window.mend?.()").await;
        }
    }
}

// ---- Adding a passkey ----

#[tokio::test]
async fn at_the_suggestion_beside_a_password() {
    let server = server(true, &[]).await;
    for (code, expected, _) in AT_THE_SUGGESTION {
        at_the_suggestion(&server, code, expected).await;
    }
}

#[tokio::test]
async fn at_the_suggestion_where_passkeys_are_alone() {
    let server = server(false, &[]).await;
    for (code, _, expected) in AT_THE_SUGGESTION {
        at_the_suggestion(&server, code, expected).await;
    }
}

const SECURITY: &str = "/demo/community/account/security";
const ACTIVITY: &str = "/demo/community/account/security/activity";

async fn at_the_suggestion(server: &Server, code: &str, expected: &[&str]) {
    println!("{code}");
    let title = title(server, code).await;
    for button in expected {
        let mut person = Person::at(server).await;
        let name = format!("{}-{}", code.replace('_', "-"), button.replace(' ', "-").replace('\'', ""));
        person.signs_up(SMART, &name.to_lowercase()).await;
        let is_key = code == "key_without_pin";
        person.changes_device(if is_key { Kind::SecurityKey } else { Kind::Platform }).await;
        causes(&mut person, code).await;
        // Nothing is suggested to whoever has only a key: they add it by themselves.
        person.opens(&if is_key { SECURITY.to_owned() } else { on_the_way() }).await;
        person.taps("Add passkey").await;
        waits_for_the_end_of(code).await;
        offers(&person, &title, expected).await;
        mends(&mut person, code, &[]).await;
        person.taps(button).await;
        match *button {
            RETRY => person.sees("Registered passkeys 2").await,
            LATER if is_key => stands_at_the_list(&person).await,
            LATER => {
                person.arrives_at(ACTIVITY).await;
                let ask = format!("fetch('{}').then((page) => page.text())", on_the_way());
                let page = person.looks(&ask).await;
                assert!(page.as_str().unwrap().contains("data-go-on"), "a kept address still leads on");
            }
            // It is what has just been used: on, without a passkey.
            _ => person.arrives_at(ACTIVITY).await,
        }
    }
}

fn on_the_way() -> String {
    format!("{SECURITY}?suggest=here&continue={ACTIVITY}")
}

async fn stands_at_the_list(person: &Person<'_>) {
    person.waits("the list", "document.activeElement.id === 'passkeys-title'").await;
}

// S1-31: another device, or on without one.
#[tokio::test]
async fn a_device_of_the_wrong_kind() {
    let bound = json!({ "device_bound_only": true });
    let server = server(true, &[("attestation", &bound)]).await;
    let title = title(&server, "no_compatible_device").await;
    for button in [OTHER_METHOD, RETRY] {
        let mut mia = Person::at(&server).await;
        mia.signs_up(SMART, &format!("mia-{}", button.len())).await;
        mia.changes_device(Kind::SyncedPlatform).await;
        mia.opens(&on_the_way()).await;
        mia.taps("Add passkey").await;
        offers(&mia, &title, &[OTHER_METHOD, RETRY]).await;
        mia.changes_device(Kind::SecurityKey).await;
        mia.taps(button).await;
        if button == RETRY {
            mia.sees("Registered passkeys 2").await;
        } else {
            mia.arrives_at(ACTIVITY).await;
        }
    }
}

// S1-27, S1-25
#[tokio::test]
async fn what_leads_to_the_list() {
    let capacity = json!(2);
    let server = server(true, &[("passkey_capacity", &capacity)]).await;
    let (mut first, second) = two_tabs(&server, SMART).await;
    first.changes_device(Kind::Platform).await;
    first.opens(&on_the_way()).await;
    adds(&second, "Telephone").await;
    second.sees("Passkey added.").await;
    let limit = title(&server, "passkey_limit_reached").await;
    for button in [LIST, PASSWORD] {
        first.taps("Add passkey").await;
        offers(&first, &limit, &[LIST, PASSWORD]).await;
        first.taps(button).await;
        if button == LIST {
            stands_at_the_list(&first).await;
            first.sees("Registered passkeys 2").await;
        }
    }
    first.arrives_at(ACTIVITY).await;

    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "ann").await;
    mia.taps("Add passkey").await;
    offers(&mia, &title(&server, "passkey_already_registered").await, &[LIST]).await;
    mia.taps(LIST).await;
    stands_at_the_list(&mia).await;
}

// S0-22, S3-23
#[tokio::test]
async fn what_stays_and_what_is_gone_lead_to_the_list() {
    for (least, code) in [(0, "passkey_gone"), (1, "last_passkey"), (2, "fewest_passkeys")] {
        let policy = json!({ "least_passkeys": least });
        let server = server(false, &[("policy", &policy)]).await;
        let title = title(&server, code).await;
        let (first, mut second) = two_tabs(&server, CLASSIC).await;
        for (number, name) in ["Telephone", "Key"].into_iter().take(least.max(1)).enumerate() {
            second.changes_device(if number == 0 { Kind::Phone } else { Kind::SecurityKey }).await;
            adds(&second, name).await;
            second.sees(&format!("Registered passkeys {}", number + 2)).await;
        }
        first.reloads().await;
        let own = first.looks("document.querySelector('[data-passkeys] h3').textContent").await;
        let gone = if code == "passkey_gone" { "Telephone" } else { own.as_str().unwrap() };
        deletes(&second, gone).await;
        second.sees("Passkey deleted.").await;
        deletes(&first, "Telephone").await;
        offers(&first, &title, &[LIST]).await;
        first.taps(LIST).await;
        stands_at_the_list(&first).await;
        first.sees(&format!("Registered passkeys {}", least.max(1))).await;
    }
}

// S1-16, S1-22: the server is gone, and comes back before the tap.
#[tokio::test]
async fn when_the_server_is_back() {
    let server = server(true, &[]).await;
    let unavailable = title(&server, "passkey_unavailable").await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(CLASSIC, "mia").await;
    mia.signs_out(CLASSIC).await;
    for button in [PASSWORD, RETRY] {
        mia.opens(&format!("{CLASSIC}/sign-in")).await;
        mia.types("Username", "mia").await;
        server.is_gone();
        mia.taps("Continue with passkey").await;
        offers(&mia, &unavailable, &[PASSWORD, RETRY]).await;
        server.comes_back();
        mia.taps(button).await;
        leads(&mia, CLASSIC, button).await;
    }
    for button in [LATER, RETRY] {
        let mut ann = Person::at(&server).await;
        ann.signs_up(SMART, &format!("ann-{}", button.len())).await;
        ann.changes_device(Kind::Platform).await;
        ann.opens(&on_the_way()).await;
        server.is_gone();
        ann.taps("Add passkey").await;
        offers(&ann, &unavailable, &[LATER, RETRY]).await;
        server.comes_back();
        ann.taps(button).await;
        match button {
            RETRY => ann.sees("Registered passkeys 2").await,
            _ => ann.arrives_at(ACTIVITY).await,
        }
    }
}

// ---- Told by a page of its own, or beside a field ----

/// The forms are the way to try again: what is put right is taken.
#[tokio::test]
async fn what_is_told_beside_its_field_is_put_right_there() {
    let server = server(true, &[]).await;
    Person::at(&server).await.signs_up(SMART, "taken").await;
    let mia = Person::at(&server).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    for (name, code) in [("taken", "identifier_taken"), ("a name", "identifier_malformed")] {
        mia.types("Username", name).await;
        mia.taps("Create passkey").await;
        mia.sees(&title(&server, code).await).await;
        mia.waits("the field to be meant", "eyes.isMarked('Username')").await;
    }
    mia.types("Username", "mia").await;
    mia.types("Display name optional", &"m".repeat(65)).await;
    mia.taps("Create passkey").await;
    mia.sees(&title(&server, "name_malformed").await).await;
    mia.types("Display name optional", "Mia").await;
    mia.taps("Create passkey").await;
    mia.arrives_at(SECURITY).await;
}

#[tokio::test]
async fn pages_that_begin_anew() {
    let server = server(true, &[]).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens(&format!("{CLASSIC}/journey/018bcfe5-6801-7000-8000-000000000000")).await;
    mia.sees(&title(&server, "session_expired").await).await;
    mia.taps("Sign in").await;
    mia.arrives_at(&format!("{CLASSIC}/sign-in")).await;
    mia.types("Username", "mia").await;
    mia.taps(PASSWORD).await;
    mia.waits("the password to be asked for", "eyes.focusIsOn('Password')").await;
    mia.opens("/workforce/main/sign-up").await;
    mia.sees(&title(&server, "registration_closed").await).await;
    mia.taps("Sign in").await;
    mia.arrives_at("/workforce/main/sign-in").await;
    mia.has_scripts_off().await;
    mia.opens(&format!("{CLASSIC}/sign-in")).await;
    mia.taps(PASSWORD).await;
    mia.sees(&title(&server, "identifier_missing").await).await;
    mia.types("Username", "mia").await;
    mia.taps(PASSWORD).await;
    mia.sees("Other ways to sign in").await;
}

// After wrong passwords the same field waits for the right one, and the other ways are there.
#[tokio::test]
async fn after_a_wait_another_way_is_open() {
    let server = server(true, &[]).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(CLASSIC, "mia").await;
    mia.signs_out(CLASSIC).await;
    mia.types("Username", "mia").await;
    mia.taps(PASSWORD).await;
    let title = title(&server, "wait").await;
    let is_told = format!("eyes.reads({})", json!(title));
    for _ in 0..12 {
        mia.types("Password", "wrong").await;
        mia.looks("window.isOld = true").await;
        mia.taps("Continue").await;
        mia.waits("an answer", "!window.isOld && document.readyState === 'complete'").await;
        if mia.looks(&is_told).await == true {
            break;
        }
    }
    mia.sees(&title).await;
    mia.taps("Passkey").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{CLASSIC}/account/security")).await;
}
