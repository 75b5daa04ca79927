//! "Tell support", from an error to the desk: the member cancels, reads a code, sends what is shown; support looks the code up.

use super::console::the_owner;
use crate::SMART;
use crate::support::{Gallery, Person, Server};

// S2-24, S2-25, S2-35
#[tokio::test]
async fn of_a_problem_that_is_reported() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    grace.device.recognises(false).await;
    grace.opens(&format!("{SMART}/account/security/add")).await;
    grace.taps("Register").await;
    grace.sees("Passkey Set Up Canceled").await;
    grace.sees("Tell support").await;
    gallery.shows(&grace, "reported-error").await;
    let code = grace.looks("document.querySelector('.reference code').textContent").await;
    let code = code.as_str().unwrap().to_owned();
    grace.taps("Tell support").await;
    grace.sees("Only what stands here is sent.").await;
    grace.sees(&code).await;
    grace.types("What happened?", "It closes as soon as I touch the sensor.").await;
    gallery.shows(&grace, "report").await;
    grace.taps("Send").await;
    grace.sees("Support finds your report by the reference.").await;
    gallery.shows(&grace, "report-sent").await;

    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Support desk").await;
    ada.arrives_at("/admin/support").await;
    ada.sees("It closes as soon as I touch the sensor.").await;
    gallery.shows(&ada, "support-desk").await;
    ada.types("Reference code", &code.to_lowercase()).await;
    ada.taps("Look up").await;
    ada.sees("NotAllowedError").await;
    ada.sees("As the browser tells it").await;
    gallery.shows(&ada, "support-desk-found").await;
    ada.taps("Clear").await;
    ada.taps("Done with it").await;
    ada.sees("Report closed.").await;
    ada.sees("None waits.").await;
    gallery.shows(&ada, "support-desk-empty").await;
}

// S2-35: whoever cannot be heard is told so; support sees why, and makes room.
#[tokio::test]
async fn of_a_desk_that_is_full() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let eve = Person::at(&server).await;
    let report = format!("{SMART}/report?problem=setup_canceled&doing=setup");
    eve.opens(&report).await;
    eve.types("What happened?", "Nothing happens.").await;
    eve.taps("Send").await;
    eve.sees("Sent.").await;
    server.has_a_desk_full_of_the_like().await;
    eve.opens(&report).await;
    eve.taps("Send").await;
    eve.sees("Your report could not be taken").await;
    gallery.shows(&eve, "report-refused").await;

    let ada = the_owner(&server).await;
    ada.opens("/admin/support").await;
    ada.sees("Full.").await;
    gallery.shows(&ada, "support-desk-full").await;
    ada.looks("document.getElementById('standing').value = 'stranger'").await;
    ada.taps("Show").await;
    ada.sees("Close all of these").await;
    ada.taps("Close all of these").await;
    ada.sees("This closes 500 reports").await;
    gallery.shows(&ada, "support-desk-close-all").await;
    ada.taps("Close all of these anyway").await;
    ada.sees("Reports closed.").await;
    ada.sees("None waits.").await;
    ada.does_not_see("Full.").await;
}

// S2-1
#[tokio::test]
async fn of_the_guide() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Guide").await;
    ada.arrives_at("/admin/guide").await;
    ada.sees("Guide for administrators").await;
    gallery.shows(&ada, "guide").await;
}
