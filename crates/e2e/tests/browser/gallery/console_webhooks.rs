//! Console > Webhooks: nobody's yet, adding one with what is wrong beside its field, its secret that is shown once, what it was told, and its end.

use super::console::the_owner;
use crate::support::{Gallery, Person, Server};

// Issue 8, 5; S0-28, S3-16
#[tokio::test]
async fn of_the_webhooks() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Webhooks").await;
    ada.arrives_at("/admin/webhooks").await;
    ada.sees("Whose events?").await;
    gallery.shows(&ada, "webhook-tenants").await;
    ada.opens("/admin/demo/webhooks").await;
    ada.sees("There is no webhook yet.").await;
    gallery.shows(&ada, "webhooks-empty").await;
    ada.taps("Add a webhook").await;
    ada.arrives_at("/admin/demo/webhooks/new").await;
    ada.sees("any stranger can cause these").await;
    gallery.shows(&ada, "webhook-new").await;
    ada.types("Address", "http://hooks.example/in").await;
    ada.types("Description", "Garden SIEM").await;
    ada.taps("Add webhook").await;
    ada.sees("This must begin with https://").await;
    gallery.shows(&ada, "webhook-new-problem").await;
    // Where nothing may be called: what becomes of that is known at once.
    ada.types("Address", "https://127.0.0.1/keystead").await;
    ada.taps("Add webhook").await;
    ada.sees("Webhook added").await;
    ada.sees("it is shown this once").await;
    let drawn = "document.querySelector('[data-of=secret]').textContent.startsWith('whsec_') \
        && document.querySelectorAll('[data-once] dd button').length === 1";
    ada.waits("a secret with a button that copies it", drawn).await;
    gallery.shows(&ada, "webhook-secret").await;
    let secret = ada.looks("document.querySelector('[data-of=secret]').textContent").await;
    ada.taps("Its settings").await;
    ada.sees("Nothing was told there yet.").await;
    ada.does_not_see(secret.as_str().unwrap()).await;
    its_deliveries(&ada, &gallery).await;
    its_end(&ada, &gallery).await;
}

/// A test event that goes nowhere.
async fn its_deliveries(ada: &Person<'_>, gallery: &Gallery) {
    ada.taps("Send a test event").await;
    ada.sees("Test event on its way.").await;
    ada.sees("webhook.tested").await;
    let tried =
        "fetch(location.pathname).then((answer) => answer.text()).then((text) => text.includes('Tried again later'))";
    ada.waits("it to be tried", tried).await;
    let page = ada.looks("location.pathname").await;
    ada.opens(page.as_str().unwrap()).await;
    ada.sees("It has taken nothing since").await;
    ada.sees("Tried again later").await;
    gallery.shows(ada, "webhook").await;
    ada.taps("Try again").await;
    ada.sees("On its way again.").await;
    // What is typed into the page that this was tapped on would go with it.
    ada.opens(page.as_str().unwrap()).await;
    ada.types("Description", "SIEM of the garden").await;
    ada.sees("Unsaved changes").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
}

/// A new secret, off, and gone.
async fn its_end(ada: &Person<'_>, gallery: &Gallery) {
    // A page that has settled: what was saved is shown by another one, which a tap must not fall into.
    let page = ada.looks("location.pathname").await;
    ada.opens(page.as_str().unwrap()).await;
    ada.taps("New secret").await;
    ada.sees("Draw a new secret?").await;
    ada.taps("New secret").await;
    ada.sees("The secret before this one signs beside it for 24 hours;").await;
    ada.taps("Switch off").await;
    ada.sees("Switch this webhook off?").await;
    ada.taps("Switch off").await;
    ada.sees("What happens from now on is not told there.").await;
    gallery.shows(ada, "webhook-off").await;
    ada.opens("/admin/demo/webhooks").await;
    ada.sees("SIEM of the garden").await;
    gallery.shows(ada, "webhooks").await;
    ada.taps("https://127.0.0.1/keystead").await;
    ada.taps("Remove webhook").await;
    ada.sees("Remove this webhook for good?").await;
    gallery.shows(ada, "webhook-question").await;
    ada.taps("Remove webhook").await;
    ada.sees("Removed.").await;
    ada.sees("There is no webhook yet.").await;
}
