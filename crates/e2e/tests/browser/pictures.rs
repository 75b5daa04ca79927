//! Pictures of the pages for a person to look at: `cargo xtask screenshots DIR`. Nothing is compared.

use std::path::PathBuf;

use crate::support::{Kind, Person, Server};
use crate::{CLASSIC, SMART, idle};
use serde_json::json;

const SCREENS: [(&str, i64, i64); 2] = [("phone", 390, 844), ("desktop", 1280, 800)];

struct Album {
    folder: PathBuf,
}

impl Album {
    /// The page as it stands, on each screen in each light.
    async fn keeps(&self, person: &Person<'_>, name: &str) {
        for (screen, width, height) in SCREENS {
            for dark in [false, true] {
                // Each time: taking a picture of the whole page gives the screen its own size back.
                person.has_a_screen_of(width, height).await;
                person.likes_it_dark(dark).await;
                let light = if dark { "dark" } else { "light" };
                let picture = person.takes_a_picture().await;
                std::fs::write(self.folder.join(format!("{name}-{screen}-{light}.png")), picture).unwrap();
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration but the environment")]
fn album() -> Album {
    let folder = std::env::var_os("KEYSTEAD_PICTURES").expect("run `cargo xtask screenshots DIR`");
    Album { folder: folder.into() }
}

#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_the_first_minute() {
    let album = album();
    let server = Server::fresh();
    let ada = Person::at(&server).await;
    ada.opens("/").await;
    album.keeps(&ada, "waiting").await;
    let link = server.setup_path();
    ada.opens(&link).await;
    album.keeps(&ada, "setup").await;
    ada.types("Organisation", "Analytical Engines").await;
    ada.types("Username", "ada lovelace").await;
    ada.taps("Create passkey").await;
    ada.sees("That name cannot be used.").await;
    album.keeps(&ada, "setup-problem").await;
    ada.types("Organisation", "Analytical Engines").await;
    ada.types("Username", "ada").await;
    ada.types("Display name", "Ada Lovelace").await;
    ada.taps("Create passkey").await;
    ada.arrives_at("/analytical-engines/main/account/security").await;
    album.keeps(&ada, "security-first").await;
    ada.opens(&link).await;
    album.keeps(&ada, "setup-spent").await;
    ada.opens(&server.setup_again()).await;
    album.keeps(&ada, "setup-again").await;
    ada.opens("/no/such/page").await;
    album.keeps(&ada, "not-found").await;
}

#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_a_member() {
    let album = album();
    let server = Server::demo();
    let mut mia = Person::with(&server, Kind::SyncedPlatform).await;
    mia.has_no_autofill().await;
    mia.opens("/").await;
    album.keeps(&mia, "front-doors").await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    album.keeps(&mia, "sign-up").await;
    mia.signs_up(SMART, "mia").await;
    mia.tabs_to("Delete Passkey").await;
    mia.presses("Enter").await;
    album.keeps(&mia, "security-last").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Key on my ring").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    album.keeps(&mia, "security").await;
    mia.taps("Delete Key on my ring").await;
    album.keeps(&mia, "security-delete").await;
    mia.taps("Keep it").await;
    mia.taps("Rename Key on my ring").await;
    mia.types("Name", " ").await;
    mia.taps("Save").await;
    album.keeps(&mia, "security-rename").await;
    mia.taps("Cancel").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered").await;
    album.keeps(&mia, "security-failure").await;
    mia.signs_out(SMART).await;
    album.keeps(&mia, "sign-in").await;
    mia.device.recognises(false).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    album.keeps(&mia, "sign-in-failure").await;
    mia.opens(&format!("{CLASSIC}/sign-in")).await;
    album.keeps(&mia, "sign-in-classic").await;
}

/// The list with what each row says and asks, and the pages that guide.
#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_passkey_pages() {
    let album = album();
    let server = Server::demo();
    let mut mia = Person::with(&server, Kind::SyncedPlatform).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.taps("Test Passkey").await;
    mia.sees("This passkey works.").await;
    album.keeps(&mia, "security-tested").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Key on my ring").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.waits("the summary", "document.querySelector('.kinds summary').click() ?? true").await;
    album.keeps(&mia, "security-kinds").await;
    mia.taps("Delete Key on my ring").await;
    album.keeps(&mia, "security-delete-why").await;
    mia.taps("Keep it").await;
    mia.taps("I have a new device").await;
    mia.sees("Shut the old device out").await;
    album.keeps(&mia, "new-device").await;
    mia.taps("Put the others aside").await;
    album.keeps(&mia, "new-device-question").await;
    mia.opens(&format!("{SMART}/account/security/add")).await;
    album.keeps(&mia, "register").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.waits("the choice", "document.getElementById('physical').click() ?? true").await;
    mia.device.recognises(false).await;
    mia.taps("Register").await;
    mia.sees("Older key, or no PIN?").await;
    album.keeps(&mia, "register-canceled").await;
    mia.device.recognises(true).await;
    mia.taps("Register").await;
    mia.sees("You can sign in with it from now on.").await;
    album.keeps(&mia, "registered").await;
}

/// Sign-in by password, by text message and by mail, at the doors of the presets.
#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_journeys() {
    let album = album();
    let policy = json!({ "fallback": "multi", "suggest_passkey": true, "remember_device_days": 30 });
    let server = Server::demo_with("policy", &policy).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/phone/main/sign-in").await;
    album.keeps(&ada, "journey-sign-in").await;
    ada.taps("Use password").await;
    album.keeps(&ada, "journey-sign-in-empty").await;
    ada.types("Email or username", "ada@phone.example").await;
    ada.taps("Use password").await;
    ada.sees("Enter your password.").await;
    album.keeps(&ada, "journey-first").await;
    ada.types("Password", "wrong").await;
    ada.taps("Continue").await;
    ada.sees("That did not work").await;
    album.keeps(&ada, "journey-first-wrong").await;
    ada.taps("Passkey").await;
    ada.sees("Continue with passkey").await;
    album.keeps(&ada, "journey-first-passkey").await;
    ada.taps("Use password").await;
    ada.types("Password", "seven sheep on a hill").await;
    ada.taps("Continue").await;
    ada.sees("One more step").await;
    album.keeps(&ada, "journey-second").await;
    ada.taps("Text me a code").await;
    ada.sees("text message is on its way").await;
    album.keeps(&ada, "journey-code").await;
    ada.types("Code", &ada.receives("code", "+12025550143").await).await;
    ada.taps("Continue").await;
    ada.sees("Sign in faster next time").await;
    album.keeps(&ada, "journey-suggestion").await;
    ada.taps("Add passkey").await;
    ada.sees("Passkey added.").await;
    ada.signs_out("/phone/main").await;
    ada.opens("/portal/main/sign-in").await;
    album.keeps(&ada, "journey-portal").await;
    ada.opens("/mailbox").await;
    album.keeps(&ada, "mailbox").await;
}

#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_a_link() {
    let album = album();
    let server = Server::demo();
    let ben = Person::at(&server).await;
    let phone = Person::at(&server).await;
    ben.has_no_autofill().await;
    ben.opens("/workforce/main/sign-in").await;
    album.keeps(&ben, "journey-workforce").await;
    ben.types("Email", "ben@workforce.example").await;
    ben.taps("Sign in another way").await;
    ben.sees("Email me a sign-in link").await;
    album.keeps(&ben, "journey-link-ask").await;
    ben.taps("Email me a sign-in link").await;
    ben.sees("Open its link in this browser.").await;
    album.keeps(&ben, "journey-link-sent").await;
    let link = ben.receives("link", "ben@workforce.example").await;
    phone.goes_to(&link).await;
    album.keeps(&phone, "link-elsewhere").await;
    ben.goes_to(&link).await;
    album.keeps(&ben, "link").await;
    ben.taps("Sign in").await;
    ben.sees("Add a passkey to go on").await;
    album.keeps(&ben, "journey-held").await;
    phone.goes_to(&link).await;
    album.keeps(&phone, "link-gone").await;
    let other = Person::at(&server).await;
    other.opens("/workforce/main/sign-in").await;
    other.types("Email", "ada@workforce.example").await;
    other.taps("Sign in another way").await;
    other.taps("Email me a sign-in link").await;
    phone.goes_to(&other.receives("link", "ada@workforce.example").await).await;
    phone.taps("Show the code").await;
    phone.sees("Type this code where you are signing in").await;
    album.keeps(&phone, "link-code").await;
}

#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_a_browser_without_passkeys() {
    let album = album();
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_a_browser_where("delete window.PublicKeyCredential;").await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    album.keeps(&mia, "sign-in-unsupported").await;
}

/// An authenticator app that policy asks for, made on the way.
#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_a_new_app() {
    let album = album();
    let server = Server::demo_with("policy", &json!({ "passkey": "off", "fallback": "multi" })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    ada.types("Email or username", "ada").await;
    ada.taps("Continue").await;
    ada.types("Password", "seven sheep on a hill").await;
    ada.taps("Continue").await;
    ada.sees("Set up an authenticator app").await;
    album.keeps(&ada, "app-begin").await;
    ada.taps("Show the QR code").await;
    ada.sees("It is shown only once.").await;
    album.keeps(&ada, "app-secret").await;
    ada.types("Code", "000000").await;
    ada.taps("Continue").await;
    ada.sees("Show a new QR code").await;
    album.keeps(&ada, "app-wrong").await;
}

/// A recovery that waits, and how it is stopped.
#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_a_recovery() {
    let album = album();
    let server = Server::demo_with("policy", &json!({ "recovery_wait_hours": 24 })).await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/recovery").await;
    album.keeps(&ada, "recovery").await;
    ada.types("Email or username", "ada").await;
    ada.taps("Continue").await;
    ada.taps("Email me a code").await;
    ada.taps("Email me a code").await;
    ada.types("Code", &ada.receives("code", "ada@forum.example").await).await;
    ada.taps("Continue").await;
    ada.sees("Come back later").await;
    album.keeps(&ada, "recovery-waits").await;
    let link = ada.receives("link", "ada@forum.example").await;
    ada.goes_to(&link).await;
    album.keeps(&ada, "recovery-stop").await;
    let home = Person::at(&server).await;
    home.has_no_autofill().await;
    home.opens("/forum/main/sign-in").await;
    home.types("Email or username", "ada").await;
    home.taps("Use Password").await;
    home.types("Password", "seven sheep on a hill").await;
    home.taps("Continue").await;
    home.sees("Stop the recovery").await;
    album.keeps(&home, "recovery-notice").await;
    ada.taps("Stop the recovery").await;
    ada.sees("The recovery is stopped").await;
    album.keeps(&ada, "recovery-stopped").await;
}

/// "Still working?", and the way around prompts that come to nothing.
#[tokio::test]
#[ignore = "takes pictures, checks nothing"]
async fn pictures_of_prompts() {
    let album = album();
    let server = idle::server().await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    idle::leaves(&server, &[&mia], 115).await;
    mia.sees("Still working?").await;
    album.keeps(&mia, "still-working").await;
    mia.taps("Stay signed in").await;
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.opens("/forum/main/sign-in").await;
    ada.taps("Continue with passkey").await;
    ada.sees("Passkey Not Found or Canceled").await;
    album.keeps(&ada, "sign-in-failure-here").await;
    ada.taps("Try again").await;
    ada.waits("the way around", "eyes.focusIsOn('Use Password')").await;
    album.keeps(&ada, "sign-in-failure-twice").await;
    let saves = "{ const real = navigator.credentials.create.bind(navigator.credentials); \
        navigator.credentials.create = ({ mediation, ...options }) => real(options); }";
    ada.has_a_browser_where(saves).await;
    ada.types("Email or username", "ada").await;
    ada.taps("Use Password").await;
    ada.types("Password", "seven sheep on a hill").await;
    ada.taps("Continue").await;
    ada.sees("A passkey was saved").await;
    album.keeps(&ada, "security-saved").await;
}
