//! The console's members: the list, a member's page, and what is done for a member.

use super::console::the_owner;
use crate::SMART;
use crate::support::{Gallery, Person, Server};

// S2-8, S2-24, S2-25, S2-37
#[tokio::test]
async fn of_the_members() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Users").await;
    ada.arrives_at("/admin/users").await;
    ada.sees("Whose members?").await;
    gallery.shows(&ada, "pools").await;
    let list = ada.looks("[...document.querySelectorAll('main a')].find((a) => a.closest('section').textContent.includes('Demo')).getAttribute('href')").await;
    let list = list.as_str().unwrap().to_owned();
    ada.opens(&list).await;
    ada.sees("grace").await;
    gallery.shows(&ada, "users").await;
    ada.types("Search", "nobody-has-this").await;
    ada.taps("Show").await;
    ada.sees("Nobody fits.").await;
    gallery.shows(&ada, "users-nobody").await;
    ada.taps("Clear").await;
    ada.arrives_at(&list).await;
    ada.taps("Invitations").await;
    ada.sees("None waits.").await;
    gallery.shows(&ada, "invitations-none").await;

    ada.opens(&list).await;
    ada.taps("grace").await;
    ada.sees("Never ask for a password").await;
    gallery.shows(&ada, "user").await;
    ada.taps("Test account").await;
    ada.sees("Mark as a test account?").await;
    ada.taps("Test account").await;
    ada.sees("Marked as a test account.").await;
    ada.taps("Access pass").await;
    ada.sees("Give out a temporary access pass?").await;
    gallery.shows(&ada, "user-question").await;
    ada.taps("Access pass").await;
    ada.sees("Tell it to the member now").await;
    gallery.shows(&ada, "user-access-pass").await;
    ada.opens(&list).await;
    ada.taps("grace").await;
    ada.sees("In full until").await;
    ada.taps("Put aside").await;
    ada.sees("Put this passkey aside?").await;
    ada.taps("Put aside").await;
    ada.sees("Passkey put aside. The member was told.").await;
    gallery.shows(&ada, "user-put-aside").await;
    ada.taps("Suspend").await;
    ada.sees("Suspend this member?").await;
    ada.taps("Suspend").await;
    ada.sees("Suspended. Every session has ended.").await;
    gallery.shows(&ada, "user-suspended").await;
}

// An access pass for an administrator waits for a second one; a name is changed in place.
#[tokio::test]
async fn of_a_member_who_is_an_administrator() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    ada.opens("/admin/administrators").await;
    ada.types("Name or address", "grace").await;
    ada.taps("Add administrator").await;
    ada.sees("Administrator added.").await;
    ada.opens("/admin/users").await;
    let list = ada.looks("[...document.querySelectorAll('main a')].find((a) => a.closest('section').textContent.includes('Demo')).getAttribute('href')").await;
    ada.opens(list.as_str().unwrap()).await;
    ada.taps("grace").await;
    ada.sees("Administrator: Support, Everything").await;
    ada.waits("the summary", "document.querySelector('.passkey summary').click() ?? true").await;
    ada.types("Name", "").await;
    ada.taps("Save name").await;
    ada.sees("Give it a name.").await;
    gallery.shows(&ada, "user-rename-problem").await;
    ada.types("Name", "Work phone").await;
    ada.taps("Save name").await;
    ada.sees("Passkey renamed.").await;
    ada.taps("Ask for an access pass").await;
    ada.sees("Ask for an access pass?").await;
    ada.taps("Ask for an access pass").await;
    ada.sees("Waits for a second administrator").await;
    gallery.shows(&ada, "user-waits-for-second").await;
    ada.taps("Take back").await;
    ada.sees("Request taken back.").await;
}
