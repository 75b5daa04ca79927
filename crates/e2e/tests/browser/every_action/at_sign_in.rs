//! What is offered where somebody signs in, beside a password and where passkeys are alone.

use super::{
    OTHER_METHOD, OTHER_PASSKEY, PASSWORD, RESTART, RETRY, Row, causes, leads, mends, offers, server, title,
    waits_for_the_end_of,
};
use crate::every_error::{adds, fails_with};
use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART};

const AT_SIGN_IN: [Row; 8] = [
    ("passkey_not_found_or_canceled", &[PASSWORD, RETRY], &[RETRY]),
    ("passkey_timed_out", &[RETRY], &[RETRY]),
    ("passkey_not_on_device", &[PASSWORD, OTHER_PASSKEY], &[OTHER_PASSKEY]),
    ("user_not_verified", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("verification_failed", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("verification_incomplete", &[OTHER_METHOD, RETRY], &[RETRY]),
    ("origin_not_related", &[OTHER_METHOD, RESTART], &[RESTART]),
    ("passkeys_not_supported", &[PASSWORD], &[]),
];

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
    for (code, _, expected) in AT_SIGN_IN {
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
    person.has_a_browser_where(&faked(code)).await;
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

// S1-34: the key of another model opens the account, and so does another way where there is one.
#[tokio::test]
async fn a_model_that_was_revoked() {
    for (has_passwords, expected) in [(true, &[OTHER_METHOD, OTHER_PASSKEY][..]), (false, &[OTHER_PASSKEY])] {
        let server = server(has_passwords, &[]).await;
        let title = title(&server, "passkey_revoked").await;
        let mut mia = Person::at(&server).await;
        mia.has_no_autofill().await;
        mia.signs_up(CLASSIC, "mia").await;
        let broken = mia.device.passkeys().await;
        mia.changes_device(Kind::SecurityKey).await;
        adds(&mia, "Key of another model").await;
        mia.sees("Passkey added.").await;
        let sound = mia.device.passkeys().await;
        mia.signs_out(CLASSIC).await;
        server.learns_that_the_model_is_revoked().await;
        for button in expected {
            mia.changes_device_for(broken.clone()).await;
            mia.opens(&format!("{CLASSIC}/sign-in")).await;
            mia.types("Username", "mia").await;
            mia.taps("Continue with passkey").await;
            offers(&mia, &title, expected).await;
            mia.changes_device(Kind::SecurityKey).await;
            for passkey in sound.clone() {
                mia.device.take(passkey).await;
            }
            mia.taps(button).await;
            leads(&mia, CLASSIC, button).await;
        }
    }
}

/// What no virtual authenticator can cause.
fn faked(code: &str) -> String {
    match code {
        "verification_incomplete" | "origin_not_related" => {
            let name = if code == "origin_not_related" { "SecurityError" } else { "UnknownError" };
            let fails = fails_with("get", name);
            format!(
                "{{ const real = navigator.credentials.get; const mend = () => {{ navigator.credentials.get = real; }}; \
                 window.mend = mend; {fails} }}"
            )
        }
        _ => String::new(),
    }
}
