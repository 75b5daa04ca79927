//! Account > Security of each product, with the words of its document and the menu where that has it (S0-6, S2-14, S4-5).

use crate::support::{Gallery, Person, Server};

/// Door, what its names are called, how a password is asked for, where a code is sent, and the button that adds a passkey.
type Door = (&'static str, &'static str, &'static str, Option<&'static str>, &'static str);

const DOORS: [Door; 4] = [
    ("forum", "Email or username", "Use Password", None, "Add Passkey"),
    ("phone", "Email or username", "Use password", Some("+12025550143"), "Add passkey"),
    ("platform", "Email or username", "Use password", Some("+12025550147"), "Add passkey"),
    ("portal", "Username", "Continue", Some("+12025550145"), "Add passkey"),
];

async fn adds_a_passkey(ada: &Person<'_>, button: &str) {
    // Past what is suggested, so that the list is what is seen.
    ada.opens(&ada.path().await).await;
    ada.taps(button).await;
    ada.sees("Registered passkeys 1").await;
}

async fn shows_both(gallery: &Gallery, ada: &Person<'_>, tenant: &str) {
    ada.reloads().await;
    gallery.shows(ada, &format!("{tenant}-security")).await;
    ada.looks("document.querySelector('[popovertarget=menu]').click()").await;
    ada.waits("the menu", "document.getElementById('menu').matches(':popover-open')").await;
    gallery.pictures(ada, &format!("{tenant}-menu")).await;
}

#[tokio::test]
async fn of_each_product() {
    let gallery = Gallery::of("preset");
    let server = Server::demo();
    for (tenant, name, button, phone, add) in DOORS {
        let ada = Person::at(&server).await;
        ada.has_no_autofill().await;
        ada.opens(&format!("/{tenant}/main/sign-in")).await;
        ada.signs_in_with_password((name, "ada"), button).await;
        if let Some(phone) = phone {
            ada.taps("Text me a code").await;
            ada.types("Code", &ada.receives("code", phone).await).await;
            ada.taps("Continue").await;
        }
        ada.arrives_at(&format!("/{tenant}/main/account/security")).await;
        adds_a_passkey(&ada, add).await;
        shows_both(&gallery, &ada, tenant).await;
    }
}

#[tokio::test]
async fn of_a_workforce() {
    let gallery = Gallery::of("preset");
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/workforce/main/sign-in").await;
    ada.types("Email", "ada@workforce.example").await;
    ada.taps("Sign in another way").await;
    ada.taps("Email me a sign-in link").await;
    ada.goes_to(&ada.receives("link", "ada@workforce.example").await).await;
    ada.taps("Sign in").await;
    ada.arrives_at("/workforce/main/account/security").await;
    adds_a_passkey(&ada, "Add passkey").await;
    shows_both(&gallery, &ada, "workforce").await;
}
