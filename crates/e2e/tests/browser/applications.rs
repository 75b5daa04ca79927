//! Applications that nobody here wrote: each signs its user in through the browser, with a password and then with a passkey, refreshes what it
//! was given, asks for more than it has, and signs out (S0-1). They are used as their own documentation shows; what they know of us is an issuer
//! and a client.

mod starting;

use crate::support::{Person, Server};
use starting::{Approver, Registered, Running, StaticSite};

const DOOR: &str = "/forum/main";
const NAME: &str = "Email or username";

#[tokio::test]
async fn openid_client() {
    walks(Running::openid_client).await;
}

#[tokio::test]
async fn oidc_client_ts() {
    walks(StaticSite::oidc_client_ts).await;
}

#[tokio::test]
async fn mod_auth_openidc() {
    walks(Running::mod_auth_openidc).await;
}

#[tokio::test]
async fn authlib() {
    walks(Running::authlib).await;
}

/// Issue 8, item 7: somebody else's libraries ask for an approval, and check the receipt of what a browser's passkey has signed.
#[tokio::test]
async fn receipts_are_checked_by_others() {
    const TEXT: &str = "Pay 1,200.00 € to Ada Lovelace";
    let server = Server::demo();
    let Some(application) = Approver::of(&server) else { return };
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.signs_up("/demo/community", "ada").await;
    ada.signs_out("/demo/community").await;
    let (address, id) = application.asks("ada", TEXT);
    // Whoever is away signs in, and comes back to it.
    ada.opens(address.strip_prefix(&server.url("")).unwrap()).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Approve this?").await;
    ada.taps("Approve with a passkey").await;
    ada.sees("You have approved it").await;
    assert_eq!(application.checks(&id, &server.url("")), TEXT);
}

/// Nothing where the machine does not have it.
async fn walks<T>(start: impl FnOnce(&Server) -> Option<Registered<T>>) {
    let server = Server::demo();
    let Some(application) = start(&server) else { return };
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    has_a_passkey_and_a_password(&ada).await;
    signs_in_with_a_password(&ada, &application.opens_with).await;
    refreshes(&ada).await;
    steps_up(&ada).await;
    refreshes(&ada).await;
    signs_out(&ada, &server).await;
}

async fn has_a_passkey_and_a_password(ada: &Person<'_>) {
    ada.opens(&format!("{DOOR}/sign-in")).await;
    ada.signs_in_with_password((NAME, "ada"), "Use Password").await;
    ada.arrives_at(&format!("{DOOR}/account/security")).await;
    ada.taps("Add Passkey").await;
    ada.sees("Passkey added.").await;
    ada.signs_out(DOOR).await;
}

async fn signs_in_with_a_password(ada: &Person<'_>, address: &str) {
    ada.goes_to(address).await;
    ada.sees("Nobody").await;
    ada.taps("Sign in").await;
    ada.signs_in_with_password((NAME, "ada"), "Use Password").await;
    ada.sees("Sign in to this application?").await;
    ada.sees("Garden Wiki").await;
    ada.taps("Continue").await;
    ada.sees("Signed in as ada").await;
    ada.sees("acr: sfa").await;
}

/// It gets other tokens for the one that it had.
async fn refreshes(ada: &Person<'_>) {
    ada.does_not_see("Refreshed").await;
    ada.taps("Refresh").await;
    ada.sees("Refreshed").await;
    ada.sees("Signed in as ada").await;
}

/// S3-32: a password is not enough for what asks for a passkey, and nobody types the name again.
async fn steps_up(ada: &Person<'_>) {
    let at = "Number(document.querySelector('#at').textContent)";
    let before = ada.looks(at).await.as_i64().unwrap();
    ada.taps("Step up").await;
    ada.taps("Continue with passkey").await;
    ada.sees("acr: phr").await;
    ada.sees("Signed in as ada").await;
    assert!(ada.looks(at).await.as_i64().unwrap() >= before);
}

/// From the application and from here: the next sign-in asks again.
async fn signs_out(ada: &Person<'_>, server: &Server) {
    ada.taps("Sign out").await;
    ada.sees("Nobody").await;
    ada.goes_to(&server.url(&format!("{DOOR}/sign-in"))).await;
    ada.sees("Use Password").await;
}
