//! The five products, one walk each: the member's part of its document, followed from top to bottom behind the demo's door of that preset.
//! Each step names the row of the requirements that it shows. What needs another time of day is tested over HTTP, where the clock is set.

mod business_phone;
mod client_portal;
mod community;
mod platform;
mod workforce;

use crate::support::Person;

/// Of every sample member who has one, as the demo's front page says.
const PASSWORD: &str = "seven sheep on a hill";

/// "I'll do it later": the same page, without the suggestion.
async fn puts_it_off(person: &Person<'_>) {
    person.taps("I'll do it later").await;
    person.waits("the page without it", "!location.search && document.readyState === 'complete'").await;
    person.does_not_see("Sign in faster next time").await;
}

/// From the sign-in page by the name to the password, and on.
async fn signs_in_with_password(person: &Person<'_>, name: (&str, &str), button: &str) {
    person.types(name.0, name.1).await;
    person.taps(button).await;
    person.types("Password", PASSWORD).await;
    person.taps("Continue").await;
}
