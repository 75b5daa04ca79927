//! Console > OAuth Clients: nobody's yet, adding one with what is wrong beside its field, its secret that is shown once, and its end.

use super::console::the_owner;
use crate::support::{Gallery, Person, Server};

// Issue 7, 1; S0-28, S3-16
#[tokio::test]
async fn of_the_applications() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("OAuth Clients").await;
    ada.arrives_at("/admin/clients").await;
    ada.sees("Whose applications?").await;
    gallery.shows(&ada, "client-tenants").await;
    ada.opens("/admin/demo/clients").await;
    ada.sees("There is no application yet.").await;
    gallery.shows(&ada, "clients-empty").await;
    ada.taps("Add an application").await;
    ada.arrives_at("/admin/demo/clients/new").await;
    gallery.shows(&ada, "client-new").await;
    ada.types("Name", "Garden Wiki").await;
    ada.types("Redirect URIs", "http://wiki.example/callback").await;
    ada.sees("Unsaved changes").await;
    ada.taps("Add application").await;
    ada.sees("http:// is for programs on the member's own machine").await;
    gallery.shows(&ada, "client-new-problem").await;
    ada.types("Redirect URIs", "https://wiki.example/callback").await;
    ada.taps("Add application").await;
    ada.sees("Application added").await;
    ada.sees("it is shown this once").await;
    let drawn = "document.querySelector('[data-of=client_secret]').textContent.length > 40 \
        && document.querySelectorAll('[data-once] dd button').length === 5";
    ada.waits("a secret with a button that copies it", drawn).await;
    gallery.shows(&ada, "client-secret").await;
    let secret = ada.looks("document.querySelector('[data-of=client_secret]').textContent").await;
    ada.taps("Its settings").await;
    ada.sees("Connected members").await;
    ada.does_not_see(secret.as_str().unwrap()).await;
    gallery.shows(&ada, "client").await;
    ada.types("Name", "Wiki of the garden").await;
    ada.sees("Unsaved changes").await;
    ada.taps("Save").await;
    ada.sees("Saved.").await;
    ada.taps("Proof and tokens").await;
    ada.sees("At the token endpoint").await;
    gallery.shows(&ada, "client-tokens").await;
    ada.taps("Settings").await;
    ada.sees("Connected members").await;
    its_end(&ada, &gallery).await;
}

/// From its settings: a new secret, off, and gone.
async fn its_end(ada: &Person<'_>, gallery: &Gallery) {
    ada.taps("New secret").await;
    ada.sees("Draw a new secret?").await;
    ada.taps("New secret").await;
    ada.sees("it is shown this once").await;
    ada.taps("Switch off").await;
    ada.sees("Switch this application off?").await;
    ada.taps("Switch off").await;
    ada.sees("Nobody signs in with it").await;
    ada.sees("Switched off").await;
    gallery.shows(ada, "client-off").await;
    ada.opens("/admin/demo/clients").await;
    ada.sees("Wiki of the garden").await;
    gallery.shows(ada, "clients").await;
    ada.taps("Wiki of the garden").await;
    ada.taps("Remove application").await;
    ada.sees("Remove this application for good?").await;
    gallery.shows(ada, "client-question").await;
    ada.taps("Remove application").await;
    ada.sees("Removed.").await;
    ada.sees("There is no application yet.").await;
}
