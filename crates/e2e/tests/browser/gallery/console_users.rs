//! The console's members: the list, a member's page, and what is done for a member.

use super::console::{opens_its_members, the_owner};
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
    let list = opens_its_members(&ada).await;
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
    ada.opens(&(list.replace("/users", "/invitations") + "?q=nobody&kind=accepted")).await;
    ada.sees("Nothing fits.").await;
    gallery.shows(&ada, "invitations-nothing-fits").await;

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
    opens_its_members(&ada).await;
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

// S0-36, S0c-1: who is in a group is said on its page and on the member's.
#[tokio::test]
async fn of_who_belongs_where() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    let list = opens_its_members(&ada).await;
    ada.taps("Policies").await;
    ada.types("New group", "Night shift").await;
    ada.taps("Add group").await;
    ada.sees("Added. Say now what it asks for.").await;
    ada.taps("Members").await;
    ada.sees("Nobody is in this group.").await;
    gallery.shows(&ada, "group-empty").await;
    ada.types("Search all members", "gra").await;
    ada.taps("Show").await;
    ada.taps("Put in grace").await;
    ada.sees("Put into the group.").await;
    ada.sees("In it").await;
    gallery.shows(&ada, "group-members").await;
    ada.opens(&list).await;
    ada.taps("grace").await;
    ada.sees("Roles and groups").await;
    ada.taps("Take out of Night shift").await;
    ada.sees("Take them out of the group?").await;
    gallery.shows(&ada, "user-group-question").await;
    ada.taps("Take out").await;
    ada.sees("Taken out of the group.").await;
    ada.sees("They are in no group.").await;
    ada.taps("Put in").await;
    ada.sees("Put into the group.").await;
    gallery.shows(&ada, "user-in-group").await;
}

// What was refused to a member stands on their page; every part of it is told from the others.
#[tokio::test]
async fn of_what_failed_for_a_member() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let guess = format!(
        "fetch('{SMART}/step-up/prove', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({{ method: 'recovery_code', value: 'AAAA-AAAA' }}) }}).then((answer) => answer.status)"
    );
    grace.looks(&guess).await;
    let ada = the_owner(&server).await;
    opens_its_members(&ada).await;
    ada.taps("grace").await;
    ada.waits("a failure in the table", "!!document.querySelector('[aria-labelledby=failures-title] td')").await;
    gallery.shows(&ada, "user-failure").await;
}
