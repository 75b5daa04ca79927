//! What a stranger can open: the front page, the doors of the presets, and help.

use crate::SMART;
use crate::support::{Gallery, Person, Server};

const FORUM: &str = "/forum/main";

// S0-35: each preset greets in the words of its document.
#[tokio::test]
async fn of_the_doors() {
    let gallery = Gallery::of("door");
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.opens("/").await;
    gallery.shows(&mia, "all").await;
    mia.opens("/mailbox").await;
    gallery.shows(&mia, "mailbox-empty").await;
    let doors = ["demo/community", "platform/smart", "platform/classic", "platform/main"];
    for door in doors.into_iter().chain(["forum/main", "workforce/main", "phone/main", "portal/main"]) {
        mia.opens(&format!("/{door}/sign-in")).await;
        gallery.shows(&mia, &format!("{}-sign-in", door.replace('/', "-"))).await;
    }
    mia.opens("/forum/main/sign-in?ended=idle").await;
    mia.sees("You were signed out because you were inactive.").await;
    gallery.shows(&mia, "ended-idle").await;
    mia.opens("/forum/main/sign-in?ended=out").await;
    mia.sees("You are signed out.").await;
    gallery.shows(&mia, "ended-out").await;
    mia.opens("/platform/classic/sign-in").await;
    mia.taps("Continue with passkey").await;
    mia.sees("Enter your username first.").await;
    gallery.shows(&mia, "classic-no-name").await;
}

// S2-4, S2-17, S1-29: without scripts, and in a browser without passkeys.
#[tokio::test]
async fn of_the_doors_in_lesser_browsers() {
    let gallery = Gallery::of("lesser");
    let server = Server::demo();
    let old = Person::at(&server).await;
    old.has_a_browser_where("delete window.PublicKeyCredential;").await;
    for (door, name) in [(SMART, "community"), (FORUM, "forum")] {
        old.opens(&format!("{door}/sign-in")).await;
        gallery.shows(&old, &format!("{name}-no-passkeys")).await;
    }
    old.opens(&format!("{SMART}/sign-up")).await;
    gallery.shows(&old, "sign-up-no-passkeys").await;
    let plain = Person::at(&server).await;
    let pages = [
        format!("{SMART}/sign-in"),
        format!("{FORUM}/sign-in"),
        "/portal/main/sign-in".to_owned(),
        format!("{SMART}/sign-up"),
    ];
    for (page, name) in pages.iter().zip(["community", "forum", "portal", "sign-up"]) {
        without_scripts(&gallery, &plain, page, name).await;
    }
    plain.has_scripts_off().await;
    plain.opens(&format!("{FORUM}/sign-in")).await;
    plain.signs_in_with_password(("Email or username", "ada"), "Use Password").await;
    plain.arrives_at(&format!("{FORUM}/account/security")).await;
    plain.has_scripts_on_again().await;
    gallery.shows(&plain, "security-no-scripts").await;
}

async fn without_scripts(gallery: &Gallery, person: &Person<'_>, page: &str, name: &str) {
    person.has_scripts_off().await;
    person.opens(page).await;
    person.has_scripts_on_again().await;
    gallery.shows(person, &format!("{name}-no-scripts")).await;
}

// S0-34, S0-35, S1-2, S1-7, S1-10, S1-13, S2-10, S2-26, S2-28, S2-31, S4-1 to S4-3: all of help, and each preset's guide.
#[tokio::test]
async fn of_help() {
    let gallery = Gallery::of("help");
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.opens(&format!("{FORUM}/help")).await;
    gallery.shows(&mia, "index").await;
    let listed = "[...document.querySelectorAll('.doors a')].map(({ pathname }) => pathname)";
    let pages: Vec<String> = serde_json::from_value(mia.looks(listed).await).unwrap();
    assert!(pages.len() > 10, "{pages:?}");
    for page in pages {
        mia.opens(&page).await;
        gallery.shows(&mia, page.rsplit('/').next().unwrap()).await;
    }
    for door in ["demo/community", "platform/main", "workforce/main", "phone/main", "portal/main"] {
        mia.opens(&format!("/{door}/help/guide")).await;
        gallery.shows(&mia, &format!("guide-{}", door.replace('/', "-"))).await;
    }
}
