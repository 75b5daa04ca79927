//! What is told by a page of its own, beside a field, or in a question: its forms are the way on.

use super::{ACTIVITY, CLASSIC, PASSWORD, SECURITY, SMART, server, title};
use crate::support::Person;
use serde_json::json;

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

// Nobody waits for the fifty wrong passwords that turn a way off, so the answer is put in the server's place, in its own words. Another way
// of the same question is open.
#[tokio::test]
async fn beside_a_way_that_is_off_another_is_open() {
    let server = server(true, &[]).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    let title = title(&server, "method_stopped").await;
    let answer = json!({ "error_code": "method_stopped", "error": "", "details": { "title": title, "actions": ["other_method"] } });
    mia.has_a_browser_where(&format!(
        "{{ const real = fetch; window.fetch = (address, how) => address.endsWith('/step-up/prove') ? \
         Promise.resolve(Response.json({answer}, {{ status: 403 }})) : real(address, how); }}"
    ))
    .await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&format!("{SECURITY}/password")).await;
    mia.types("New password", crate::support::PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    mia.opens(&format!("{SECURITY}?confirm=1&continue={ACTIVITY}")).await;
    mia.taps(PASSWORD).await;
    mia.types("Password", crate::support::PASSWORD).await;
    mia.taps("Continue").await;
    mia.sees(&title).await;
    mia.taps("Passkey").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(ACTIVITY).await;
}
