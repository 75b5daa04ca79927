//! A member is asked to approve something: each state of the page, on the way from the question to the answer.

use crate::support::{Gallery, Person, Server};

/// A client that may ask, as `Authorization` has it.
fn bank(server: &Server) -> String {
    let back = server.url("/demo/community/sign-in?back=1");
    let words =
        ["client", "add", "demo/community", "Garden Bank", "--scope", "openid approvals", "--redirect-uri", &back];
    let told = server.is_asked(&words);
    let word = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    format!("{}:{}", word("client_id"), word("client_secret"))
}

/// The application's server, in whose place the page calls; the browser is then where the question is.
async fn is_asked(person: &Person<'_>, client: &str, more: &str) {
    let ask = format!(
        "fetch('/demo/community/approvals', {{ method: 'POST', headers: {{ authorization: 'Basic ' + btoa('{client}') }}, body: new URLSearchParams({{ \
         text: 'Pay 1,200.00 € to Ada Lovelace\\nInvoice 2025-117, due on 3 November', {more} }}) }}).then((answer) => answer.json())\
         .then((asked) => location.assign(asked.approval_uri)) && true"
    );
    person.looks(&ask).await;
}

// Issue 8, item 7: what it looks like, on a phone and in the dark, and that the way through it is whole.
#[tokio::test]
async fn of_an_approval() {
    let gallery = Gallery::of("approval");
    let server = Server::demo();
    let client = bank(&server);
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.signs_up("/demo/community", "ada").await;
    ada.opens("/demo/community/approve").await;
    ada.sees("Nothing waits for your approval.").await;
    gallery.shows(&ada, "none").await;
    is_asked(&ada, &client, "login_hint: 'ada'").await;
    ada.sees("Approve this?").await;
    ada.sees("Garden Bank").await;
    ada.sees("Invoice 2025-117, due on 3 November").await;
    gallery.shows(&ada, "question").await;
    ada.opens("/demo/community/approve").await;
    ada.sees("Garden Bank").await;
    gallery.shows(&ada, "list").await;
    ada.looks("(document.querySelector('.doors a').click(), true)").await;
    ada.sees("Approve this?").await;
    ada.taps("Approve with a passkey").await;
    ada.sees("You have approved it").await;
    gallery.shows(&ada, "approved").await;
    let back = server.url("/demo/community/sign-in?back=1");
    is_asked(
        &ada,
        &client,
        &format!("login_hint: 'ada', requested_by: '018bcfe5-6801-7000-8000-000000000000', redirect_uri: '{back}', state: 's'"),
    )
    .await;
    ada.sees("Asked for by").await;
    gallery.shows(&ada, "of-another").await;
    ada.taps("Deny").await;
    // Whoever is signed in already goes on from the sign-in page.
    ada.arrives_at("/demo/community/account/security").await;
    ada.opens("/demo/community/approve/018bcfe5-6801-7000-8000-000000000000").await;
    ada.sees("There is nothing to approve here").await;
    gallery.shows(&ada, "gone").await;
}
