//! The main states from right to left. Words are another language's here, so buttons are found by what they do.

use super::PASSWORD;
use crate::SMART;
use crate::support::{Gallery, Kind, Person, Server};

async fn clicks(person: &Person<'_>, selector: &str) {
    person.waits(selector, &format!("document.querySelector({selector:?})?.click() === undefined")).await;
}

#[tokio::test]
async fn of_arabic() {
    let gallery = Gallery::of("ar");
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.reads_in("ar").await;
    let doors = ["/demo/community", "/forum/main", "/workforce/main", "/phone/main", "/portal/main"];
    for door in doors {
        mia.opens(&format!("{door}/sign-in")).await;
        assert_eq!(mia.looks("document.documentElement.dir").await, "rtl");
        gallery.shows(&mia, &format!("sign-in-{}", &door.split('/').nth(1).unwrap())).await;
    }
    let pages = ["sign-up", "help", "help/kinds", "help/guide", "help/errors", "recovery"];
    for page in pages {
        mia.opens(&format!("{SMART}/{page}")).await;
        gallery.shows(&mia, &page.replace('/', "-")).await;
    }
    for page in ["/", "/mailbox", "/no/such/page"] {
        mia.opens(page).await;
        let name = if page == "/" { "front-doors" } else { page.rsplit('/').next().unwrap() };
        gallery.shows(&mia, name).await;
    }
    mia.opens("/forum/main/sign-in").await;
    clicks(&mia, "[data-form] button, main form button").await;
    mia.waits("the failure", "document.querySelector('[data-failure]:not([hidden])') !== null").await;
    gallery.shows(&mia, "sign-in-failure").await;
}

#[tokio::test]
async fn of_arabic_for_members() {
    let gallery = Gallery::of("ar");
    let server = Server::demo();
    let mut mia = Person::with(&server, Kind::SyncedPlatform).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Key on my ring").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.reads_in("ar").await;
    mia.reloads().await;
    gallery.shows(&mia, "security").await;
    clicks(&mia, "[data-delete-passkey]").await;
    gallery.shows(&mia, "security-delete").await;
    mia.reloads().await;
    clicks(&mia, "[data-add] button").await;
    mia.waits("the failure", "document.querySelector('[data-failure]:not([hidden])') !== null").await;
    gallery.shows(&mia, "security-failure").await;
    let parts =
        ["add", "new-device", "password", "sessions", "activity", "addresses", "recovery-codes", "authenticator-app"];
    for part in parts {
        mia.opens(&format!("{SMART}/account/security/{part}")).await;
        if mia.looks("!document.querySelector('.reference')").await == true {
            gallery.shows(&mia, part).await;
        }
    }
}

#[tokio::test]
async fn of_arabic_steps() {
    let gallery = Gallery::of("ar");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/phone/main/sign-in").await;
    ada.types("Email or username", "ada").await;
    ada.reads_in("ar").await;
    ada.taps("Use password").await;
    ada.waits("the step", "!!document.querySelector('input[type=password]') && document.readyState === 'complete'")
        .await;
    gallery.shows(&ada, "step-password").await;
    ada.waits("the field", "document.querySelector('[type=password]').focus() ?? true").await;
    ada.types_blindly(PASSWORD).await;
    ada.presses("Enter").await;
    ada.waits(
        "the chooser",
        "!document.querySelector('[type=password]') && document.querySelector('.other-ways, form')",
    )
    .await;
    gallery.shows(&ada, "step-chooser").await;
    clicks(&ada, "form[action*='/send'] button").await;
    ada.waits("the code", "!!document.getElementById('value')").await;
    gallery.shows(&ada, "step-code").await;
}
