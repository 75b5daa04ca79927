//! What is offered where a passkey is suggested on the way to somewhere else, and cannot be made.

use super::{
    ACTIVITY, CLASSIC, LATER, OTHER_METHOD, PASSWORD, RETRY, Row, SECURITY, SMART, causes, leads, mends, offers,
    on_the_way, server, stands_at_the_list, title, waits_for_the_end_of,
};
use crate::support::{Kind, Person, Server};
use serde_json::json;

/// Where one passkey is there and another one is suggested on the way to somewhere else.
const AT_THE_SUGGESTION: [Row; 4] = [
    ("setup_canceled", &[PASSWORD, LATER, RETRY], &[LATER, RETRY]),
    ("setup_timed_out", &[LATER, RETRY], &[LATER, RETRY]),
    ("setup_failed", &[PASSWORD, RETRY], &[RETRY]),
    ("key_without_pin", &[LATER, RETRY], &[LATER, RETRY]),
];

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
