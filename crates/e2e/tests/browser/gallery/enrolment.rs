//! How support brings a member to a new passkey: a link that is mailed, and a passkey that is made at the desk.

use super::console::the_owner;
use crate::support::{Gallery, Kind, Person, Server};

const ADDRESS: &str = "ada@forum.example";

/// The list of the forum's members.
async fn opens_the_forum(console: &Person<'_>) -> String {
    console.opens("/admin/users").await;
    console.taps("Members members").await;
    console.waits("the list", "location.pathname.endsWith('/users') && document.readyState === 'complete'").await;
    console.path().await
}

// S2-8: the administrator sends a link, the member follows it from the mailbox, makes a passkey and signs in with it.
#[tokio::test]
async fn of_an_enrolment_link() {
    let gallery = Gallery::of("enrolment-link");
    let server = Server::demo();
    let console = the_owner(&server).await;
    let list = opens_the_forum(&console).await;
    console.taps("Ada (sample)").await;
    console.sees("Enrolment link").await;
    gallery.shows(&console, "member").await;
    console.taps("Send an enrolment link").await;
    console.sees("Send an enrolment link?").await;
    gallery.shows(&console, "question").await;
    console.taps("Send an enrolment link").await;
    console.sees("Enrolment link sent. It works once within a day, and the member was told.").await;
    console.sees(&format!("Sent to {ADDRESS}")).await;
    gallery.shows(&console, "sent").await;

    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    let link = ada.receives("link", ADDRESS).await;
    ada.goes_to(&link).await;
    ada.sees("Make your passkey").await;
    ada.sees(ADDRESS).await;
    gallery.shows(&ada, "open").await;
    ada.taps("Continue").await;
    ada.waits("the next step", "location.pathname.includes('/journey/') && document.readyState === 'complete'").await;
    gallery.shows(&ada, "make").await;
    ada.taps("Add Passkey").await;
    ada.arrives_at("/forum/main/account/security").await;
    ada.signs_out("/forum/main").await;
    ada.goes_to(&link).await;
    ada.sees("This link no longer works").await;
    gallery.shows(&ada, "gone").await;
    ada.opens("/forum/main/sign-in").await;
    ada.types("Email or username", "ada").await;
    ada.taps("Continue with passkey").await;
    ada.arrives_at("/forum/main/account/security").await;

    console.opens(&list).await;
    console.taps("Ada (sample)").await;
    console.does_not_see("End link").await;
}

// S2-8: a passkey made in the administrator's browser is the member's, and the administrator stays who they are. S2-37: the four walks.
#[tokio::test]
async fn of_a_passkey_at_the_desk() {
    let gallery = Gallery::of("enrolment-desk");
    let server = Server::demo();
    let mut console = the_owner(&server).await;
    let list = opens_the_forum(&console).await;
    console.taps("Ada (sample)").await;
    console.types("Name of the passkey optional", "Her key").await;
    // A proof may be too old by now, so the administrator's own key is here until the question is answered.
    console.taps("Add a passkey for this member").await;
    console.sees("Add a passkey for this member?").await;
    gallery.shows(&console, "question").await;
    console.changes_device(Kind::SecurityKey).await;
    console.taps("Add a passkey for this member").await;
    console.sees("Passkey added. The member was told.").await;
    console.sees("Her key").await;
    console.sees("Owner, Everything").await;
    gallery.shows(&console, "made").await;
    console.taps("Test account").await;
    console.taps("Test account").await;
    console.sees("Marked as a test account.").await;
    console.sees("How to Test as an Admin").await;
    console.sees("Test Password Fallback").await;
    gallery.shows(&console, "test-account").await;
    console.opens(&list).await;
    console.taps("Invitations").await;
    console.types("Addresses", "nobody").await;
    console.taps("Invite").await;
    console.sees("Nobody would be invited. Left out: line 1, nobody: That address cannot be used.").await;
    gallery.shows(&console, "invite-problem").await;
    console.types("Addresses", "mia@forum.example").await;
    console.taps("Invite").await;
    console.sees("Invited.").await;
    console.sees("mia@forum.example").await;
    gallery.shows(&console, "invited").await;
    // Issue 9, 6: a table from a file says first what would come of it.
    let chosen = r#"(() => {
        const file = new File(["address\nmia@forum.example\nnoa@forum.example\nnobody\n"], "people.csv", { type: "text/csv" });
        const chosen = new DataTransfer();
        chosen.items.add(file);
        const input = document.querySelector("[data-fills]");
        input.files = chosen.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        return document.getElementById("addresses").value.includes("noa@forum.example");
    })()"#;
    console.waits("the lines of the file", chosen).await;
    console.taps("Invite").await;
    console.sees("1 person will be invited. 1 has an invitation that is still good, and gets no other.").await;
    gallery.shows(&console, "invite-question").await;
    console.taps("Invite anyway").await;
    console.sees("Invited.").await;
    console.sees("noa@forum.example").await;

    console.opens("/forum/main/sign-in").await;
    console.types("Email or username", "ada").await;
    console.taps("Continue with passkey").await;
    console.arrives_at("/forum/main/account/security").await;
    console.sees("Her key").await;
}
