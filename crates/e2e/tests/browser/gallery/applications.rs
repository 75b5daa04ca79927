//! Between a member and an application: the question, the way back, and a request that leads nowhere.

use crate::support::{Gallery, Person, Server};
use std::io::{Read, Write};
use std::net::TcpListener;

/// An application's own page, wherever it is asked for.
fn application() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let page = "<!doctype html><title>Wiki</title><h1>Back at the wiki</h1>";
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n", page.len());
            let _ = stream.write_all(format!("{head}connection: close\r\n\r\n{page}").as_bytes());
        }
    });
    format!("http://127.0.0.1:{port}/callback")
}

fn request(client: &str, callback: &str, more: &str) -> String {
    // S256 of a verifier that nobody here redeems.
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/demo/community/oauth2/authorize?client_id={client}&redirect_uri={callback}&response_type=code&state=s\
         &scope=openid%20profile%20email%20offline_access&code_challenge={challenge}&code_challenge_method=S256{more}"
    )
}

const IS_BACK: &str =
    "location.pathname === '/callback' && location.search.includes('code=') && location.search.includes('iss=')";

// S0-1: an application that nobody here wrote sends its user, who signs in, is asked once, and is sent back with a code.
#[tokio::test]
async fn of_an_application() {
    let gallery = Gallery::of("application");
    let server = Server::demo();
    let callback = application();
    let told =
        server.is_asked(&["client", "add", "demo/community", "Garden Wiki", "--public", "--redirect-uri", &callback]);
    let client = told.lines().find_map(|line| line.strip_prefix("client_id")).unwrap().trim().to_owned();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.signs_up("/demo/community", "ada").await;
    ada.signs_out("/demo/community").await;
    ada.opens(&request(&client, &callback, "")).await;
    ada.taps("Continue with passkey").await;
    ada.sees("Sign in to this application?").await;
    ada.sees("Garden Wiki").await;
    gallery.shows(&ada, "question").await;
    ada.taps("Continue").await;
    ada.waits("the application", IS_BACK).await;
    // From now on without a word.
    let again = server.url(&request(&client, &callback, "&prompt=none&nonce=n"));
    ada.looks(&format!("(document.title = 'before', location.assign('{again}'), true)")).await;
    ada.waits("the application", &format!("document.title === 'Wiki' && {IS_BACK}")).await;
    // Without a script the page stays, and its button goes on.
    ada.has_scripts_off().await;
    ada.goes_to(&server.url(&request(&client, &callback, "&prompt=consent"))).await;
    ada.sees("Sign in to this application?").await;
    ada.taps("Continue").await;
    ada.sees("Taking you back").await;
    gallery.pictures(&ada, "back").await;
    ada.taps("Continue").await;
    ada.waits("the application", IS_BACK).await;
    ada.has_scripts_on_again().await;
    ada.goes_to(&server.url("/demo/community/account/security/applications")).await;
    ada.sees("Garden Wiki").await;
    gallery.shows(&ada, "connected").await;
    ada.taps("Disconnect").await;
    ada.sees("Disconnect this application?").await;
    gallery.shows(&ada, "disconnect").await;
    ada.taps("Cancel").await;
    // Whoever can be made to open an address is not signed out by it.
    ada.goes_to(&server.url("/demo/community/oidc/logout")).await;
    ada.sees("Sign out?").await;
    gallery.shows(&ada, "sign-out").await;
    ada.taps("Stay signed in").await;
    ada.sees("Registered passkeys").await;
    ada.goes_to(&server.url(&request("nobody", &callback, ""))).await;
    ada.sees("This request is not complete").await;
    gallery.shows(&ada, "gone").await;
}

// Issue 8: a device without a keyboard asks, its user types the code, proves with a fresh passkey, and lets it in.
#[tokio::test]
async fn of_a_device() {
    let gallery = Gallery::of("device");
    let server = Server::demo();
    let told = server.is_asked(&["client", "add", "demo/community", "Garden TV", "--public", "--device"]);
    let client = told.lines().find_map(|line| line.strip_prefix("client_id")).unwrap().trim().to_owned();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.signs_up("/demo/community", "ada").await;
    ada.opens("/demo/community/device").await;
    ada.sees("Type the code that your device shows.").await;
    gallery.shows(&ada, "code").await;
    // The device, in the place of a program that shows a code on a screen.
    let ask = format!(
        "fetch('/demo/community/device/authorization', {{ method: 'POST', body: new URLSearchParams({{ client_id: '{client}' }}) }})\
         .then((answer) => answer.json()).then((codes) => location.assign(codes.verification_uri_complete)) && true"
    );
    ada.looks(&ask).await;
    ada.waits("the code in the field", "document.querySelector('#user_code')?.value.length === 9").await;
    ada.taps("Continue").await;
    ada.sees("Let this application in on your device?").await;
    ada.sees("Garden TV").await;
    gallery.shows(&ada, "question").await;
    ada.taps("Confirm with your passkey").await;
    ada.taps("Continue with passkey").await;
    ada.waits("the question again", "!!document.querySelector('button[value=allow]')").await;
    gallery.shows(&ada, "ready").await;
    ada.taps("Let it in").await;
    ada.sees("Your device is let in").await;
    gallery.shows(&ada, "done").await;
}
