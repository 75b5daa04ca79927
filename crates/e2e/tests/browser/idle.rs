//! "Still working?": what a member sees before an idle session ends, in every tab. The limit is real; its quarter of an hour is put behind by
//! the test.

use crate::SMART;
use crate::support::{Person, Server};
use serde_json::json;

/// 15 minutes and a twentieth of them.
const LIMIT_MS: i64 = 945_000;
const SECURITY: &str = "/demo/community/account/security";

pub(crate) async fn server() -> Server {
    Server::demo_with("policy", &json!({ "idle_minutes": 15 })).await
}

async fn user(person: &Person<'_>, door: &str) -> String {
    let path = format!("fetch('{door}/session').then((answer) => answer.json()).then((who) => who.user_id)");
    person.looks(&path).await.as_str().unwrap().to_owned()
}

/// Nobody works until so many seconds are left, and then somebody looks at this tab.
pub(crate) async fn leaves(server: &Server, tabs: &[&Person<'_>], seconds: i64) {
    leaves_at(SMART, server, tabs, seconds).await;
}

/// The same behind another door. What a page that has just come still asks for is work and puts the end off: then that time is let pass as well.
pub(crate) async fn leaves_at(door: &str, server: &Server, tabs: &[&Person<'_>], seconds: i64) {
    let member = user(tabs[0], door).await;
    for _ in 0..10 {
        let left = tabs[0].looks(&format!("{SECONDS_LEFT}('{door}')")).await.as_i64().unwrap();
        if left <= seconds * 1000 {
            break;
        }
        server.lets_sessions_age(&member, left - seconds * 1000).await;
    }
    for tab in tabs {
        tab.looks("document.dispatchEvent(new Event('visibilitychange'))").await;
    }
}

const SECONDS_LEFT: &str = "(async (base) => { const who = await (await fetch(`${base}/session`)).json(); \
    return Date.parse(who.idle_ends_at) - Date.parse(who.server_time); })";

// S0-31, S0-32: one question in every tab, one answer for all, and the server moves the end.
#[tokio::test]
async fn all_tabs_ask_and_one_answer_is_for_all() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let other = mia.at_another_tab().await;
    other.opens(&format!("{SECURITY}/activity")).await;
    mia.does_not_see("Still working?").await;
    leaves(&server, &[&mia, &other], 65).await;
    for tab in [&mia, &other] {
        tab.sees("Still working?").await;
        tab.waits("a clock", "/^[01]:[0-5][0-9]$/.test(document.querySelector('[role=timer]').textContent)").await;
        tab.waits("the focus on the answer", "eyes.focusIsOn('Stay signed in')").await;
    }
    // Announced where it matters, not each second.
    let said = "document.querySelector('[data-idle] [role=status]').textContent";
    assert_eq!(mia.looks(said).await, "You will be signed out in 1 minute.");
    other.taps("Stay signed in").await;
    other.does_not_see("Still working?").await;
    mia.does_not_see("Still working?").await;
    let left = mia.looks(&format!("{SECONDS_LEFT}('{SMART}')")).await.as_i64().unwrap();
    assert!(left > LIMIT_MS - 60_000 && left <= LIMIT_MS, "{left} ms left");
    assert_eq!(mia.path().await, SECURITY);
}

// S0-31: whoever closes the question by its key is there; work in one tab takes it away in the other.
#[tokio::test]
async fn escape_and_work_elsewhere_are_answers_too() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    leaves(&server, &[&mia], 60).await;
    mia.sees("Still working?").await;
    mia.presses("Escape").await;
    mia.does_not_see("Still working?").await;
    leaves(&server, &[&mia], 60).await;
    mia.sees("Still working?").await;
    let other = mia.at_another_tab().await;
    other.opens(SECURITY).await;
    mia.does_not_see("Still working?").await;
    assert!(mia.looks(&format!("{SECONDS_LEFT}('{SMART}')")).await.as_i64().unwrap() > LIMIT_MS - 60_000);
}

// S0-33: at the end every tab is at the sign-in page and says why, once.
#[tokio::test]
async fn at_the_end_the_sign_in_page_says_why_once() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let other = mia.at_another_tab().await;
    other.has_no_autofill().await;
    other.opens(&format!("{SECURITY}/sessions")).await;
    leaves(&server, &[&mia, &other], 4).await;
    mia.sees("Still working?").await;
    for tab in [&mia, &other] {
        tab.arrives_at(&format!("{SMART}/sign-in")).await;
        tab.sees("You were signed out because you were inactive.").await;
    }
    mia.waits("the news to leave the address", "!location.search.includes('ended')").await;
    mia.looks("location.reload()").await;
    mia.sees("Continue with passkey").await;
    mia.does_not_see("You were signed out because you were inactive.").await;
    // And back to where the member was.
    mia.taps("Continue with passkey").await;
    mia.arrives_at(SECURITY).await;
}

#[tokio::test]
async fn a_member_can_leave_at_once() {
    let server = server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    leaves(&server, &[&mia], 60).await;
    mia.sees("Still working?").await;
    mia.taps("Sign out").await;
    mia.arrives_at(&format!("{SMART}/sign-in")).await;
    mia.sees("You are signed out.").await;
}

// Nobody is asked where idle sessions do not end, and nothing is loaded for it.
#[tokio::test]
async fn without_a_limit_nothing_is_loaded() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let loaded = "performance.getEntriesByType('resource').some((entry) => entry.name.includes('idle.js'))";
    assert_eq!(mia.looks(loaded).await, false);
}
