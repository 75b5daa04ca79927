//! The five products, one walk each: the member's part of its document, followed from top to bottom behind the demo's door of that preset.
//! Each step names the row of the requirements that it shows. What needs another time of day is tested over HTTP, where the clock is set.

mod business_phone;
mod client_portal;
mod community;
mod platform;
mod roll_out;
mod workforce;

use crate::support::{PASSWORD, Person};

/// Where a document says that the user menu is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum MenuAt {
    Sidebar,
    TopRight,
}

/// From any page of the account: the user menu, which is the head and shoulders beside the member's name, and what leads on from there.
async fn opens_settings(person: &Person<'_>, menu: MenuAt, [settings, tab]: [&str; 2]) {
    let icon = "document.querySelector('button [aria-label=\"User menu\"]').getBoundingClientRect()";
    let place = person.looks(&format!("[{icon}.right / innerWidth, {icon}.top / innerHeight]")).await;
    let (right, top) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
    match menu {
        MenuAt::Sidebar => assert!(right < 0.2, "not in the sidebar: {place}"),
        MenuAt::TopRight => assert!(right > 0.6 && top < 0.15, "not at the top right: {place}"),
    }
    let name = person.looks("document.querySelector('[popovertarget=menu]').innerText").await;
    person.taps(name.as_str().unwrap()).await;
    follows(person, settings).await;
    follows(person, tab).await;
    let current = "document.querySelector('.tabs [aria-current=page]').innerText";
    assert_eq!(person.looks(current).await, tab);
}

/// By a link, until the page behind it is there: it may be the same one again.
async fn follows(person: &Person<'_>, words: &str) {
    person.looks("window.isBefore = true").await;
    person.taps(words).await;
    person.waits(&format!("the page behind {words:?}"), "!window.isBefore && document.readyState === 'complete'").await;
}

/// "I'll do it later": the same page, without the suggestion.
async fn puts_it_off(person: &Person<'_>) {
    person.taps("I'll do it later").await;
    person.waits("the page without it", "!location.search && document.readyState === 'complete'").await;
    person.does_not_see("Sign in faster next time").await;
}
