//! The console's figures: adoption without and with numbers, and the health of a pool.

use super::console::the_owner;
use crate::SMART;
use crate::support::{Gallery, Person, Server};

// S2-34: the page with its alarms, and how they are set.
#[tokio::test]
async fn of_adoption_and_health() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Adoption").await;
    ada.arrives_at("/admin/adoption").await;
    gallery.shows(&ada, "adoption-pools").await;
    let page = ada.looks("[...document.querySelectorAll('main a')].find((a) => a.closest('section').textContent.includes('Demo')).getAttribute('href')").await;
    let page = page.as_str().unwrap().to_owned();
    ada.opens(&page).await;
    ada.sees("Ready to enforce").await;
    gallery.shows(&ada, "adoption").await;
    ada.opens("/admin").await;
    ada.taps("Health").await;
    ada.arrives_at("/admin/health").await;
    ada.sees("Each pool is looked at once a minute.").await;
    gallery.shows(&ada, "health-pools").await;
    ada.taps("Doctor: what the whole installation found of itself").await;
    ada.arrives_at("/admin/doctor").await;
    ada.sees("Nobody has looked yet.").await;
    gallery.shows(&ada, "doctor-before").await;
    ada.taps("Run again").await;
    ada.sees("Looked at again.").await;
    ada.sees("A real ceremony").await;
    gallery.shows(&ada, "doctor").await;
    ada.opens(&page.replace("/adoption", "/health")).await;
    ada.sees("Sign-in fails for many users").await;
    ada.types("Webhook", "ftp://example.com").await;
    ada.taps("Save").await;
    ada.sees("The address begins with https://.").await;
    gallery.shows(&ada, "health-problem").await;
    ada.types("Webhook", "https://hooks.example.com/keystead").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    gallery.shows(&ada, "health").await;
}
