//! Every entry of the catalogue that is about passkeys, reached from its real cause: by what a virtual authenticator does or by what the server
//! finds. An exception is faked only where no virtual authenticator can cause it. `docs/errors.md` shows this table, and no entry may be
//! missing from either.

mod table;

use crate::support::{Gallery, Kind, PASSWORD, Person, Server};
use crate::{CLASSIC, SMART};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use table::{By, TABLE};

const FORUM: &str = "/forum/main";
const DOCS: &str = include_str!("../../../../docs/errors.md");

/// The catalogue as readers of help have it: code and title.
pub(crate) async fn catalogue(person: &Person<'_>) -> Vec<(String, String)> {
    person.opens(&format!("{FORUM}/help/errors")).await;
    let entries =
        person.looks("[...document.querySelectorAll('h3[id]')].map(({ id, textContent }) => [id, textContent])").await;
    serde_json::from_value(entries).unwrap()
}

// S1-16 to S1-34: an entry that nobody has reached is an entry that nobody knows to work.
#[tokio::test]
async fn every_entry_has_a_row_and_every_row_an_entry() {
    let server = Server::demo();
    let known: BTreeSet<String> =
        catalogue(&Person::at(&server).await).await.into_iter().map(|(code, _)| code).collect();
    let told: BTreeSet<String> = TABLE.iter().map(|(code, _, _)| (*code).to_owned()).collect();
    assert_eq!(told, known);
    for (code, by, cause) in TABLE {
        let line = format!("| `{code}` | {} | {cause} |", by.in_words());
        assert!(DOCS.contains(&line), "docs/errors.md lacks:\n{line}");
        if by == By::Faked {
            println!("faked: {code}, {cause}");
        }
    }
    assert_eq!(DOCS.matches("\n| `").count(), TABLE.len(), "docs/errors.md has rows of its own");
}

/// Reaches what the sign-in, sign-up and journey pages show, one server for all.
#[tokio::test]
async fn entries_on_the_way_in() {
    let server = Server::demo_with("timeout_ms", &json!(SHORT_MS)).await;
    let gallery = Gallery::of("error");
    let titles = catalogue(&Person::at(&server).await).await;
    let codes = [
        "passkey_not_found_or_canceled", // S1-17
        "passkey_timed_out",             // S1-19
        "passkey_not_on_device",         // S1-20
        "user_not_verified",             // S1-21
        "verification_failed",           // S1-32
        "verification_incomplete",       // S1-30
        "origin_not_related",
        "setup_canceled",  // S1-23
        "setup_timed_out", // S1-24
        "setup_failed",    // S1-26
        "key_without_pin",
        "passkeys_not_supported",
        "identifier_taken",
        "identifier_malformed",
        "identifier_missing",
        "registration_closed",
        "session_expired",
        "wait",
    ];
    for code in codes {
        let (_, title) = titles.iter().find(|(known, _)| known == code).unwrap();
        println!("{code}");
        let person = on_the_way_in(&server, code).await;
        person.sees(title).await;
        gallery.shows(&person, code).await;
    }
}

/// The shortest that a pool may have.
pub(crate) const SHORT_MS: i64 = 10_000;

async fn on_the_way_in<'a>(server: &'a Server, code: &str) -> Person<'a> {
    match code {
        "setup_canceled"
        | "setup_timed_out"
        | "setup_failed"
        | "key_without_pin"
        | "passkeys_not_supported"
        | "identifier_taken"
        | "identifier_malformed" => at_sign_up(server, code).await,
        "identifier_missing" | "registration_closed" | "session_expired" | "wait" => {
            by_address_or_form(server, code).await
        }
        _ => at_sign_in(server, code).await,
    }
}

async fn at_sign_in<'a>(server: &'a Server, code: &str) -> Person<'a> {
    let door = if code == "passkey_timed_out" { CLASSIC } else { SMART };
    let person = Person::at(server).await;
    person.has_no_autofill().await;
    match code {
        "verification_incomplete" => person.has_a_browser_where(&fails_with("get", "UnknownError")).await,
        "origin_not_related" => person.has_a_browser_where(&fails_with("get", "SecurityError")).await,
        "passkey_not_found_or_canceled" => {}
        "passkey_not_on_device" => {
            let elsewhere = Server::demo();
            let other = Person::at(&elsewhere).await;
            other.signs_up(SMART, "mia").await;
            for passkey in other.device.passkeys().await {
                person.device.take(passkey).await;
            }
        }
        _ => {
            person.signs_up(door, &code.replace('_', "-")).await;
            person.signs_out(door).await;
        }
    }
    match code {
        "passkey_timed_out" => person.device.is_touched(false).await,
        "user_not_verified" => person.device.hides_verification().await,
        "verification_failed" => person.device.forges_signatures().await,
        _ => {}
    }
    person.opens(&format!("{door}/sign-in")).await;
    person.types("Username", &code.replace('_', "-")).await;
    person.taps("Continue with passkey").await;
    if code == "passkey_timed_out" {
        tokio::time::sleep(std::time::Duration::from_millis(u64::try_from(SHORT_MS).unwrap())).await;
    }
    person
}

pub(crate) fn fails_with(name: &str, exception: &str) -> String {
    format!("navigator.credentials.{name} = async () => {{ throw new DOMException('', '{exception}'); }};")
}

async fn at_sign_up<'a>(server: &'a Server, code: &str) -> Person<'a> {
    let kind = if code == "key_without_pin" { Kind::SecurityKey } else { Kind::Platform };
    let person = Person::with(server, kind).await;
    match code {
        "setup_canceled" => person.device.recognises(false).await,
        "setup_timed_out" => person.device.is_touched(false).await,
        "setup_failed" => person.device.hides_presence().await,
        "key_without_pin" => person.device.hides_verification().await,
        "passkeys_not_supported" => person.has_a_browser_that_keeps_none().await,
        "identifier_taken" => Person::at(server).await.signs_up(SMART, "identifier-taken").await,
        _ => {}
    }
    person.opens(&format!("{SMART}/sign-up")).await;
    let name = code.replace('_', if code == "identifier_malformed" { " " } else { "-" });
    person.types("Username", &name).await;
    person.taps("Create passkey").await;
    if code == "setup_timed_out" {
        tokio::time::sleep(std::time::Duration::from_millis(u64::try_from(SHORT_MS).unwrap())).await;
    }
    person
}

async fn by_address_or_form<'a>(server: &'a Server, code: &str) -> Person<'a> {
    let person = Person::at(server).await;
    person.has_no_autofill().await;
    match code {
        "registration_closed" => person.opens("/workforce/main/sign-up").await,
        "session_expired" => person.opens(&format!("{FORUM}/journey/018bcfe5-6801-7000-8000-000000000000")).await,
        "identifier_missing" => {
            person.has_scripts_off().await;
            person.opens(&format!("{FORUM}/sign-in")).await;
            person.taps("Use Password").await;
            person.sees("Who is it?").await;
            person.has_scripts_on_again().await;
        }
        _ => {
            person.opens(&format!("{FORUM}/sign-in")).await;
            person.types("Email or username", "ben").await;
            person.taps("Use Password").await;
            for _ in 0..12 {
                if person.looks("eyes.reads('Wait a little')").await == Value::Bool(true) {
                    break;
                }
                // What is typed into a page that is about to go is lost.
                person.waits("the step", "document.documentElement.dataset.ready === ''").await;
                person.types("Password", "wrong").await;
                person.waits("a mark on this page", "window.isOld = true").await;
                person.taps("Continue").await;
                person.waits("an answer", "!window.isOld && location.search.includes('problem')").await;
            }
        }
    }
    person
}

// S1-16, S1-22
#[tokio::test]
async fn entries_of_a_server_that_is_gone() {
    let server = Server::demo();
    let (ada, eve) = (Person::at(&server).await, Person::at(&server).await);
    ada.has_no_autofill().await;
    ada.opens(&format!("{SMART}/sign-in")).await;
    eve.opens(&format!("{SMART}/sign-up")).await;
    eve.types("Username", "eve").await;
    server.is_gone();
    let gallery = Gallery::of("error");
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey login is temporarily unavailable.").await;
    gallery.shows(&ada, "passkey_unavailable").await;
    eve.taps("Create passkey").await;
    eve.sees("We could not complete the passkey setup right now.").await;
    gallery.shows(&eve, "setup_unavailable").await;
}

/// Two tabs, the first of which still shows what was there before the second did something.
pub(crate) async fn two_tabs<'a>(server: &'a Server, door: &str) -> (Person<'a>, Person<'a>) {
    let mut first = Person::at(server).await;
    first.signs_up(door, "mia").await;
    first.changes_device(Kind::SecurityKey).await;
    let mut second = first.at_another_tab().await;
    second.changes_device(Kind::Phone).await;
    second.opens(&format!("{door}/account/security")).await;
    (first, second)
}

pub(crate) async fn adds(person: &Person<'_>, name: &str) {
    person.types("Name optional", name).await;
    person.taps("Add passkey").await;
}

// S1-27
#[tokio::test]
async fn entries_of_limits() {
    let server = Server::demo_with("passkey_capacity", &json!(2)).await;
    let (first, second) = two_tabs(&server, SMART).await;
    adds(&second, "Telephone").await;
    second.sees("Passkey added.").await;
    adds(&first, "Key").await;
    first.sees("Passkey Limit Reached").await;
    Gallery::of("error").shows(&first, "passkey_limit_reached").await;
}

// S3-21: the limit of all ways together, and what the makers say.
#[tokio::test]
async fn entries_of_ways_and_of_models() {
    let methods = json!({ "first": ["passkey", "password"], "second": [] });
    let server = Server::demo_with_all(&[("methods", &methods), ("max_factors", &json!(2))]).await;
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let own = mia.device.passkeys().await;
    mia.opens(&format!("{SMART}/account/security/password")).await;
    mia.types("New password", PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    mia.opens(&format!("{SMART}/account/security")).await;
    mia.changes_device(Kind::SecurityKey).await;
    adds(&mia, "Key").await;
    mia.sees("Limit reached").await;
    let gallery = Gallery::of("error");
    gallery.shows(&mia, "factor_limit_reached").await;
    mia.signs_out(SMART).await;
    server.learns_that_the_model_is_revoked().await;
    mia.changes_device_for(own).await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    mia.taps("Continue with passkey").await;
    mia.sees("This passkey is no longer trusted").await;
    gallery.shows(&mia, "passkey_revoked").await;
}

pub(crate) async fn deletes(person: &Person<'_>, name: &str) {
    person.taps(&format!("Delete {name}")).await;
    person.taps("Delete passkey").await;
}

// S0-22, S3-23: what the page had no reason to say when it was made.
#[tokio::test]
async fn entries_of_the_passkeys_that_stay() {
    let guards = [(1, "This is your last passkey"), (2, "You need this passkey")];
    for (least, title) in guards {
        let server = Server::demo_with("policy", &json!({ "least_passkeys": least })).await;
        let (first, mut second) = two_tabs(&server, CLASSIC).await;
        adds(&second, "Telephone").await;
        second.sees("Registered passkeys 2").await;
        if least == 2 {
            second.changes_device(Kind::SecurityKey).await;
            adds(&second, "Key").await;
            second.sees("Registered passkeys 3").await;
        }
        first.reloads().await;
        let name = first.looks("document.querySelector('[data-passkeys] h3').textContent").await;
        deletes(&second, name.as_str().unwrap()).await;
        second.sees("Passkey deleted.").await;
        deletes(&first, "Telephone").await;
        first.sees(title).await;
        // The list is today's again.
        first.sees(&format!("Registered passkeys {least}")).await;
        Gallery::of("error").shows(&first, if least == 1 { "last_passkey" } else { "fewest_passkeys" }).await;
    }
}

#[tokio::test]
async fn entries_of_names_and_of_what_is_gone() {
    let server = Server::demo();
    let (first, second) = two_tabs(&server, SMART).await;
    adds(&second, "Telephone").await;
    second.sees("Passkey added.").await;
    first.reloads().await;
    first.taps("Rename Telephone").await;
    first.types("Name", &"a".repeat(65)).await;
    first.taps("Save").await;
    first.sees("That name cannot be used").await;
    let gallery = Gallery::of("error");
    gallery.shows(&first, "name_malformed").await;
    deletes(&second, "Telephone").await;
    second.sees("Passkey deleted.").await;
    first.types("Name", "Old telephone").await;
    first.taps("Save").await;
    first.sees("That passkey is gone").await;
    gallery.shows(&first, "passkey_gone").await;
}

// S3-25
#[tokio::test]
async fn entries_of_proofs_and_of_kinds() {
    let server = Server::demo_with("attestation", &json!({ "device_bound_only": true })).await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let synced = Person::with(&server, Kind::SyncedPlatform).await;
    synced.opens(&format!("{SMART}/sign-up")).await;
    synced.types("Username", "cloud").await;
    synced.taps("Create passkey").await;
    synced.sees("No compatible device found").await;
    let gallery = Gallery::of("error");
    gallery.shows(&synced, "no_compatible_device").await;

    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered for this device").await;
    gallery.shows(&mia, "passkey_already_registered").await;
    let who = format!("fetch('{SMART}/session').then((answer) => answer.json()).then((who) => who.user_id)");
    let user = mia.looks(&who).await;
    server.lets_sessions_age(user.as_str().unwrap(), 6 * 60_000).await;
    mia.taps("Add passkey").await;
    mia.sees("Confirm it’s you").await;
    gallery.shows(&mia, "recent_authentication_required").await;
}

/// What only HTTP can reach: how the pages show it. The answer is put in the server's place, in the words of its own catalogue.
#[tokio::test]
async fn entries_that_no_browser_reaches() {
    let server = Server::demo();
    let gallery = Gallery::of("error");
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    for (code, _, _) in TABLE.iter().filter(|(_, by, _)| *by == By::Http) {
        ada.opens(&format!("{FORUM}/help/errors")).await;
        let words = format!("[...document.querySelectorAll('#{code}, #{code} + p')].map((part) => part.textContent)");
        let words: [String; 2] = serde_json::from_value(ada.looks(&words).await).unwrap();
        let [title, text] = &words;
        let answer = json!({ "error_code": code, "error": text, "reference": "7K2Q-9MXB", "details": { "title": title, "actions": ["retry", "other_method"] } });
        ada.opens(&format!("{SMART}/sign-in")).await;
        ada.looks(&format!("(window.fetch = async () => Response.json({answer}, {{ status: 403 }})) && true")).await;
        ada.taps("Continue with passkey").await;
        ada.sees(title).await;
        ada.sees(text).await;
        gallery.shows(&ada, code).await;
    }
}
