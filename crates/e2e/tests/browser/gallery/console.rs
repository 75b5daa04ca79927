//! The console: who is let in, the lists, and who is appointed.

use crate::SMART;
use crate::support::{Gallery, Person, Server};

/// The first administrator, at the door where all of them sign in.
pub(crate) async fn the_owner(server: &Server) -> Person<'_> {
    let ada = Person::at(server).await;
    ada.opens(&server.setup_again()).await;
    ada.types("Username", "ada").await;
    ada.types("Display name", "Ada Lovelace").await;
    ada.taps("Create passkey").await;
    ada.arrives_at(&format!("{SMART}/account/security")).await;
    ada
}

/// The list of those who sign up at that door, which is opened.
pub(super) async fn opens_its_members(ada: &Person<'_>) -> String {
    ada.opens("/admin/users").await;
    let found = "[...document.querySelectorAll('main section a')].find((a) => a.closest('section').textContent.includes('Demo')).getAttribute('href')";
    let list = ada.looks(found).await.as_str().unwrap().to_owned();
    ada.opens(&list).await;
    list
}

// S0-26, S0-28
#[tokio::test]
async fn of_the_administrators() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.has_no_autofill().await;
    grace.signs_up(SMART, "grace").await;
    grace.opens("/admin").await;
    grace.sees("You may not do that").await;
    gallery.shows(&grace, "not-permitted").await;

    let ada = the_owner(&server).await;
    ada.taps("Ada Lovelace").await;
    ada.taps("Administration").await;
    ada.arrives_at("/admin").await;
    ada.sees("Demo Community").await;
    gallery.shows(&ada, "overview").await;
    ada.taps("Administrators").await;
    ada.arrives_at("/admin/administrators").await;
    ada.sees("Ada Lovelace You").await;
    ada.taps("Add administrator").await;
    ada.sees("Say who it is.").await;
    ada.types("Name or address", "nobody").await;
    ada.taps("Add administrator").await;
    ada.sees("There is no such member").await;
    gallery.shows(&ada, "administrators-problem").await;
    ada.types("Name or address", "grace").await;
    ada.taps("Add administrator").await;
    ada.sees("Administrator added.").await;
    ada.sees("grace").await;
    gallery.shows(&ada, "administrators").await;

    // What she may do holds from the next sign-in on, and the end of it at once.
    grace.opens("/admin/administrators").await;
    grace.taps("Continue with passkey").await;
    grace.arrives_at("/admin/administrators").await;
    grace.sees("Support, Everything").await;
    grace.does_not_see("Add an administrator").await;
    gallery.shows(&grace, "administrators-as-support").await;
    ada.opens("/admin/administrators?q=nobody&kind=auditor").await;
    ada.sees("Nobody fits.").await;
    gallery.shows(&ada, "administrators-nobody").await;
    ada.taps("Clear").await;
    ada.taps("Remove grace").await;
    ada.sees("Remove this administrator?").await;
    gallery.shows(&ada, "administrators-question").await;
    ada.taps("Remove").await;
    ada.sees("Administrator removed. They are still a member.").await;
    grace.opens("/admin").await;
    grace.sees("You may not do that").await;
    ada.taps("Remove Ada Lovelace").await;
    ada.taps("Remove").await;
    ada.sees("This is the last owner").await;
}

// S0-28: an old proof is asked for again, and the way leads back to where it began.
#[tokio::test]
async fn of_an_old_proof() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    let me =
        ada.looks(&format!("fetch('{SMART}/session').then((answer) => answer.json()).then((me) => me.user_id)")).await;
    server.lets_sessions_age(me.as_str().unwrap(), 6 * 60_000).await;
    ada.opens("/admin/administrators").await;
    ada.sees("Confirm it’s you").await;
    gallery.shows(&ada, "confirm").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at("/admin/administrators").await;
    ada.sees("Ada Lovelace You").await;
}
