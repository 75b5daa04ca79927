//! The console's settings: the way to each by its exact labels, what is refused beside its field, and what is asked before it is saved.

use super::console::the_owner;
use crate::support::{Gallery, Person, Server};

/// Into a box or a round one, and then the space bar.
async fn ticks(person: &Person<'_>, label: &str) {
    person.waits(&format!("a box {label:?}"), &format!("eyes.enterField({label:?})")).await;
    person.presses(" ").await;
}

/// What is to be confirmed before a policy is turned on.
async fn confirms(person: &Person<'_>) {
    for point in [
        "The devices and browsers that members use can make passkeys.",
        "Members have been told what changes, and when.",
        "It is decided who helps those who cannot come in, and how they are reached.",
        "Administrators are enrolled first.",
    ] {
        ticks(person, point).await;
    }
}

// S3-9, S3-11, S3-12, S3-16
#[tokio::test]
async fn of_the_methods_of_a_workspace() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    let grace = Person::at(&server).await;
    grace.signs_up("/platform/smart", "grace").await;
    ada.opens("/admin").await;
    ada.taps("Authentication").await;
    ada.arrives_at("/admin/authentication").await;
    gallery.shows(&ada, "authentication").await;
    ada.taps("Methods of Smart mode").await;
    ada.arrives_at("/admin/platform/workspaces/smart/authentication/settings/methods").await;
    ada.sees("Authentication > Settings > Methods").await;
    ada.sees("Allowed Authentication Methods").await;
    ada.sees("Users sign in without entering a username. The authenticator presents available passkeys automatically.")
        .await;
    gallery.shows(&ada, "methods").await;
    ticks(&ada, "Classic").await;
    ada.sees("Unsaved changes").await;
    gallery.shows(&ada, "methods-unsaved").await;
    // S0c-5: somebody would be stranded, so it is looked at first.
    ada.taps("Save").await;
    ada.sees("Whom it concerns").await;
    ada.sees("1 member has passkeys of the present mode alone").await;
    gallery.shows(&ada, "methods-review").await;
    confirms(&ada).await;
    ada.taps("Save anyway").await;
    ada.sees("Saved.").await;
    for method in ["Passkey", "Password"] {
        ticks(&ada, method).await;
    }
    ada.taps("Save").await;
    ada.sees("Nobody could sign in").await;
    gallery.shows(&ada, "methods-problem").await;
}

// S2-36, S3-16: a colour is drawn before it is saved, and a file becomes the logo.
#[tokio::test]
async fn of_the_look_of_a_workspace() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin/authentication").await;
    ada.taps("Branding of Smart mode").await;
    ada.arrives_at("/admin/platform/workspaces/smart/branding").await;
    gallery.shows(&ada, "branding").await;
    ada.types("Name", "Garden Forum").await;
    ada.types("Accent", "#e0a000").await;
    let is_drawn = "[...document.querySelectorAll('[data-scheme]')].every((one) => one.src.includes('accent=e0a000') && one.complete && one.naturalWidth > 0)";
    ada.waits("both pictures of the colour", is_drawn).await;
    let chooses = "(() => { const files = new DataTransfer(); \
        files.items.add(new File(['<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><circle cx=\"4\" cy=\"4\" r=\"4\" fill=\"#3f7d20\"/></svg>'], 'a.svg', { type: 'image/svg+xml' })); \
        const file = document.getElementById('logo'); file.files = files.files; file.dispatchEvent(new Event('change', { bubbles: true })); return true; })()";
    ada.looks(chooses).await;
    ada.sees("Remove logo").await;
    ada.types("Help Center", "http://garden.example").await;
    ada.sees("Unsaved changes").await;
    gallery.shows(&ada, "branding-unsaved").await;
    ada.taps("Save").await;
    ada.sees("Write an address that begins with https://.").await;
    gallery.shows(&ada, "branding-problem").await;
    ada.types("Help Center", "https://garden.example").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    let member = Person::at(&server).await;
    member.opens("/platform/smart/sign-in").await;
    member.sees("Garden Forum").await;
    gallery.shows(&member, "branded").await;
}

// S3-10, S3-13, S3-14, S3-17, S3-18, S3-20
#[tokio::test]
async fn of_a_pool() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Users").await;
    ada.arrives_at("/admin/users").await;
    ada.taps("Members members").await;
    ada.taps("Sign-in and Sign-up").await;
    ada.sees("Users > Members members > Sign-in and Sign-up").await;
    ada.sees("First-Factor Authentication Methods").await;
    gallery.shows(&ada, "pool").await;
    ada.taps("More for Password").await;
    ada.sees("Make Preferred").await;
    gallery.pictures(&ada, "pool-menu").await;
    ada.taps("Make Preferred").await;
    ada.sees("Password Preferred").await;
    // S3-16: what is not saved yet holds whoever leaves.
    ada.sees("Unsaved changes").await;
    let leaves = "window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    assert_eq!(ada.looks(leaves).await, false, "the browser asks");
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    assert_eq!(ada.looks(leaves).await, true, "nothing is left to be lost");
    let member = Person::at(&server).await;
    member.opens("/forum/main/sign-in").await;
    member.sees("Use Password Continue with passkey").await;
    gallery.shows(&member, "sign-in-with-password-preferred").await;
    ada.taps("More for Password").await;
    ada.taps("No longer preferred").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    member.opens("/forum/main/sign-in").await;
    member.sees("Continue with passkey Use Password").await;
    gallery.shows(&member, "sign-in-with-none-preferred").await;
    ada.taps("More for Password").await;
    ada.taps("Remove").await;
    ada.sees("Unsaved changes").await;
    gallery.shows(&ada, "pool-unsaved").await;
    ada.taps("Save").await;
    ada.sees("Whom it concerns").await;
    ada.sees("Members could sign in with a passkey alone").await;
    gallery.shows(&ada, "pool-review").await;
    // S3-16: what waits stands in the address alone, so whoever gives it up is asked.
    assert_eq!(ada.looks(LEAVES).await, false, "the browser would ask");
    ada.taps("Back without saving").await;
    ada.sees("Leave without saving?").await;
    gallery.shows(&ada, "review-question").await;
    ada.taps("Leave without saving").await;
    ada.sees("Passkey Settings").await;
    assert_eq!(ada.looks(LEAVES).await, true);
    ada.taps("Pool Limits").await;
    ada.types("WebAuthn Credentials Capacity", "101").await;
    ada.taps("Passkey Settings").await;
    ada.types("Relying Party ID", "https://yourcompany.com").await;
    ada.types("Relying Party Origins", "http://localhost:8080/sign-in?next=x").await;
    ada.sees("Saved as http://localhost:8080").await;
    ada.taps("Save").await;
    ada.sees("An RP ID has no scheme: leave https:// out.").await;
    gallery.shows(&ada, "pool-problem").await;
}

// S0-2, S0-4, S0-30, S0c-1
#[tokio::test]
async fn of_the_policies() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Members members").await;
    ada.taps("Policies").await;
    ada.sees("> Policies").await;
    ada.sees("Require passkeys for privileged users").await;
    gallery.shows(&ada, "policies").await;
    ada.types("New role", "Administrator").await;
    ada.taps("Add role").await;
    ada.sees("There is one of this name already.").await;
    ada.types("New role", "Teller").await;
    ada.taps("Add role").await;
    ada.sees("Added. Say now what it asks for.").await;
    ticks(&ada, "Require passkey after magic-link sign-in").await;
    ticks(&ada, "Require users to enroll a passkey").await;
    ada.types("Greatest age of the proof", "90").await;
    ada.taps("Save").await;
    ada.sees("This is a whole number from 1 to 60.").await;
    gallery.shows(&ada, "role-problem").await;
    ada.types("Greatest age of the proof", "2").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    ada.taps("Policies").await;
    ada.sees("Your role").await;
    gallery.shows(&ada, "policies-explained").await;
    ticks(&ada, "Require passkeys for all users").await;
    ada.taps("Save").await;
    ada.sees("Whom it concerns").await;
    confirms(&ada).await;
    ada.taps("Save anyway").await;
    ada.sees("Saved.").await;
    ada.taps("Teller").await;
    ada.sees("Your organization requires a passkey.").await;
    gallery.shows(&ada, "role").await;
    ada.taps("Policies").await;
    ada.taps("Remove Teller").await;
    ada.sees("Remove this role?").await;
    ada.taps("Remove").await;
    // Others may rely on what it asks for.
    ada.sees("Whoever has it would be asked for less than now.").await;
    gallery.shows(&ada, "role-question").await;
    ada.taps("Remove anyway").await;
    ada.sees("Removed.").await;
}

/// Whether the page lets somebody go without asking.
const LEAVES: &str = "window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";

// S0c-5: the page between a form and its save.
#[tokio::test]
async fn of_what_a_change_would_do() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Members members").await;
    ada.taps("Policies").await;
    ticks(&ada, "Require passkeys for all users").await;
    ada.taps("Check first").await;
    ada.sees("Whom it concerns").await;
    ada.sees("Looked through 2 members: all there are.").await;
    ada.sees("policy.passkey: optional → required").await;
    gallery.shows(&ada, "review").await;
    ada.taps("Save anyway").await;
    ada.sees("Confirm this first.").await;
    gallery.shows(&ada, "review-unconfirmed").await;
    confirms(&ada).await;
    ada.taps("Save anyway").await;
    ada.sees("Saved.").await;
    ada.sees("> Policies").await;
}

// S2-13: a change is given a date at the review, waits, and is taken back; so is what was to tell of it.
#[tokio::test]
async fn of_the_schedule() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin/users").await;
    ada.taps("Smart mode members").await;
    ada.taps("Schedule").await;
    ada.sees("None. Change something in a form").await;
    gallery.shows(&ada, "schedule-empty").await;
    ada.taps("Policies").await;
    ticks(&ada, "Require passkeys for all users").await;
    ada.taps("Check first").await;
    ada.sees("Or on a date").await;
    ada.taps("Give it this date").await;
    ada.sees("Enter day and time.").await;
    gallery.shows(&ada, "review-undated").await;
    let soon = "new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 16)";
    ada.looks(&format!("(document.getElementById('due').value = {soon}) && true")).await;
    ada.looks("(document.getElementById('announce').value = 'before') && true").await;
    ada.taps("Give it this date").await;
    // S0c-5: a date changes nothing of what has to be thought of.
    ada.sees("Confirm this first.").await;
    confirms(&ada).await;
    ada.taps("Give it this date").await;
    ada.sees("It has a date now.").await;
    ada.sees("Sent to 0 of about").await;
    gallery.shows(&ada, "schedule").await;
    ada.taps("Check again").await;
    ada.sees("This change has a date").await;
    gallery.shows(&ada, "review-again").await;
    ada.taps("Back").await;
    ada.taps("Take back").await;
    ada.sees("Take this change back?").await;
    gallery.shows(&ada, "schedule-question").await;
    ada.taps("Take back").await;
    ada.sees("Taken back.").await;
    gallery.shows(&ada, "schedule-over").await;
}

// S3-6
#[tokio::test]
async fn of_presets() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Members members").await;
    ada.taps("Presets").await;
    ada.sees("Start from a preset").await;
    ada.sees("Bring your own device").await;
    gallery.shows(&ada, "presets").await;
    ada.taps("Bring your own device").await;
    ada.sees("policy.grace_sign_ins: 3").await;
    gallery.shows(&ada, "preset").await;
    ada.taps("Start from Bring your own device").await;
    // S0c-5: nothing is saved before that was looked at.
    ada.sees("Whom it concerns").await;
    ada.sees("Looked through 2 members: all there are.").await;
    gallery.shows(&ada, "preset-review").await;
    confirms(&ada).await;
    ada.looks("(document.querySelector('form[data-pending] [type=submit]').click(), true)").await;
    ada.sees("Saved.").await;
    ada.sees("The pool is as this preset has it").await;
}

// S2-11, S2-12, S2-13, S2-32, S2-33
#[tokio::test]
async fn of_the_roll_out() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    let grace = Person::at(&server).await;
    grace.signs_up("/platform/smart", "grace").await;
    let session = grace.looks("fetch('/platform/smart/session').then((answer) => answer.json())").await;
    server.asks_for_feedback(session["user_id"].as_str().unwrap()).await;
    grace.opens("/platform/smart/account/security/feedback").await;
    grace.sees("Whether adding a passkey is easy to understand.").await;
    gallery.shows(&grace, "feedback").await;
    for (place, question) in ["understand", "works", "wording", "fallback", "confusion"].into_iter().enumerate() {
        let answer = if place == 2 { "partly" } else { "yes" };
        grace.looks(&format!("document.getElementById('{question}-{answer}').click() ?? true")).await;
    }
    grace.taps("Send feedback").await;
    grace.sees("Thank you. Your feedback is sent.").await;
    gallery.shows(&grace, "feedback-sent").await;

    ada.opens("/admin/users").await;
    ada.taps("Smart mode members").await;
    ada.taps("Roll-out").await;
    ada.sees("1. Administrators first").await;
    ada.sees("1 of 1 have a passkey; 1 has said how it was.").await;
    ada.sees("1 of 4 have a passkey.").await;
    gallery.shows(&ada, "roll-out").await;
    ada.types("Announcement", "You can add a passkey now.").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    ada.taps("Send").await;
    ada.sees("Send the announcement?").await;
    gallery.shows(&ada, "announcement-question").await;
    ada.taps("Send").await;
    ada.sees("Announcement written.").await;
    ada.sees("Text").await;
}
