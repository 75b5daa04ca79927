//! Every action that an entry of the catalogue offers, tapped: each leads where it says, and none is offered that policy lacks (S1-34). From
//! which cause an entry comes is in `every_error.rs`; here the cause goes away before the tap, so that what is tried again works. The entries
//! about one field have no buttons of their own: their action is to type something else.

mod at_sign_in;
mod at_the_list;
mod at_the_suggestion;
mod in_forms;

use crate::every_error::{SHORT_MS, catalogue};
use crate::support::{Passkey, Person, Server};
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

const SECURITY: &str = "/demo/community/account/security";
const ACTIVITY: &str = "/demo/community/account/security/activity";

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

fn on_the_way() -> String {
    format!("{SECURITY}?suggest=here&continue={ACTIVITY}")
}

async fn stands_at_the_list(person: &Person<'_>) {
    person.waits("the list", "document.activeElement.id === 'passkeys-title'").await;
}
