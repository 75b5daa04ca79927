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
