//! The sample application: a member of another site signs in, keeps their passkeys and signs out, and no script ever holds a token.

use serde_json::json;

use crate::support::{ABOVE_SAMPLE, Kind, Person, Sample, Server};

/// Not where administrators sign in: no other site may hold a sign-in there.
const SMART: &str = "/platform/smart";
const CLASSIC: &str = "/platform/classic";

async fn open(door: &str) -> (Server, Sample) {
    let mut sample = Sample::new();
    let server = Server::demo_at(ABOVE_SAMPLE, &[("related_origins", &json!([sample.origin()]))]).await;
    sample.opens_for(&server, door);
    (server, sample)
}

async fn stands_at(person: &Person<'_>, path: &str) {
    person.waits(path, &format!("location.pathname === '{path}' && document.readyState === 'complete'")).await;
}

/// What the page's scripts could read of the site's own cookies and of Keystead's.
const COOKIES: &str = "document.cookie";

// S1-14, S2-15, DESIGN 3.1.
#[tokio::test]
async fn a_member_of_another_site_signs_in_and_keeps_passkeys() {
    let (server, sample) = open(SMART).await;
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;

    mia.goes_to(&sample.origin()).await;
    mia.sees("A site of its own").await;
    mia.taps("Continue with passkey").await;
    stands_at(&mia, "/passkeys").await;
    mia.sees("Registered passkeys").await;
    mia.sees("This is your last passkey. Add another one before you delete it.").await;
    assert_eq!(mia.looks(COOKIES).await, "");

    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name", "Blue key").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    mia.sees("Blue key").await;

    mia.taps("Rename Blue key").await;
    mia.types("Name", "Green key").await;
    mia.presses("Enter").await;
    mia.sees("Name saved.").await;
    mia.sees("Green key").await;
    mia.does_not_see("Blue key").await;

    mia.taps("Delete Green key").await;
    mia.sees("Delete this passkey?").await;
    mia.taps("Delete passkey").await;
    mia.sees("Passkey deleted.").await;
    mia.does_not_see("Green key").await;

    mia.taps("Sign out").await;
    stands_at(&mia, "/").await;
    mia.goes_to(&format!("{}/", sample.origin())).await;
    mia.sees("Continue with passkey").await;
    let status = mia.looks("fetch('/my/account/passkeys').then((answer) => answer.status)").await;
    assert_eq!(status, 401);
}

// The code goes to whoever asked; a second time, or without the cookie behind which the secret stays, it is worth nothing.
#[tokio::test]
async fn a_code_is_taken_once() {
    let (server, sample) = open(SMART).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.goes_to(&sample.origin()).await;
    // What goes to the site's server is held back, so that the test sends it.
    let held_back = "(() => { window.real = fetch; window.fetch = (address, how) => address === '/signed-in' \
                     ? new Promise(() => { window.sent = how.body; }) : real(address, how); return true; })()";
    mia.looks(held_back).await;
    mia.taps("Continue with passkey").await;
    mia.waits("the code", "window.sent ?? false").await;
    let send = "real('/signed-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: window.sent }) \
                .then((answer) => answer.status)";
    // Whoever has only seen the code is nobody to the site's server: the secret is behind its cookie.
    let other = Person::at(&server).await;
    other.goes_to(&sample.origin()).await;
    let code = mia.looks("window.sent").await;
    let stolen = send.replace("real(", "fetch(").replace("window.sent", &code.to_string());
    assert_eq!(other.looks(&stolen).await, 401);
    assert_eq!(mia.looks(send).await, 204);
    assert_eq!(mia.looks(send).await, 403);
    assert_eq!(other.looks(&stolen).await, 401);
}

// S1-22: in Classic mode the name comes first.
#[tokio::test]
async fn a_classic_door_asks_for_the_name() {
    let (server, sample) = open(CLASSIC).await;
    let bob = Person::at(&server).await;
    bob.signs_up(CLASSIC, "bob").await;
    bob.goes_to(&sample.origin()).await;
    bob.taps("Continue with passkey").await;
    bob.sees("Enter your username first.").await;
    bob.types("Username", "bob").await;
    bob.presses("Enter").await;
    stands_at(&bob, "/passkeys").await;
    bob.sees("Registered passkeys").await;
}

// What goes wrong is told in the element, with its reference, and to the site.
#[tokio::test]
async fn a_failure_is_told_in_the_element_and_to_the_site() {
    let (server, sample) = open(SMART).await;
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::Platform).await;
    mia.goes_to(&sample.origin()).await;
    let listen = "document.addEventListener('keystead-failed', ({ detail }) => { window.told = detail.code; })";
    mia.looks(listen).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    assert_eq!(mia.looks("window.told").await, "passkey_not_found_or_canceled");
    mia.sees("Try again").await;
}

// A site that the pool does not list gets nothing out of Keystead, not even words.
#[tokio::test]
async fn a_site_that_is_not_listed_gets_nothing() {
    let mut sample = Sample::new();
    let server =
        Server::demo_at(ABOVE_SAMPLE, &[("related_origins", &json!(["http://other.keystead.localhost"]))]).await;
    sample.opens_for(&server, SMART);
    let mia = Person::at(&server).await;
    mia.goes_to(&sample.origin()).await;
    mia.sees("A site of its own").await;
    mia.sees("Signing in is not possible at the moment.").await;
    mia.does_not_see("Continue with passkey").await;
    let ask = format!(
        "fetch('{}', {{ method: 'POST', headers: {{ 'Content-Type': 'application/json' }}, body: '{{}}' }}).then(() => 'read', () => 'refused')",
        server.url(&format!("{SMART}/sign-in/passkey/begin"))
    );
    assert_eq!(mia.looks(&ask).await, "refused");
    mia.is_told_by_the_browser("blocked by CORS policy").await;
}

// The field offers passkeys; the button ends that request and asks openly.
#[tokio::test]
async fn autofill_signs_in_and_gives_way_to_the_button() {
    let (server, sample) = open(SMART).await;
    let mia = Person::at(&server).await;
    // Keeps how each request began and ended.
    mia.has_a_browser_where(
        "{ const real = navigator.credentials.get.bind(navigator.credentials); window.asked = []; \
         navigator.credentials.get = (options) => { \
           const kind = options.mediation ?? 'modal'; window.asked.push(kind); const answer = real(options); \
           answer.catch(() => window.asked.push(`${kind} ${options.signal.aborted ? 'ended' : 'failed'}`)); return answer; }; }",
    )
    .await;
    mia.signs_up(SMART, "mia").await;
    mia.device.is_touched(false).await;
    mia.goes_to(&sample.origin()).await;
    mia.sees("Continue with passkey").await;
    let field = "document.querySelector('keystead-sign-in').shadowRoot.querySelector('input').autocomplete";
    assert_eq!(mia.looks(field).await, "username webauthn");
    let label = "document.querySelector('keystead-sign-in').shadowRoot.querySelector('label').textContent";
    assert_eq!(mia.looks(label).await, "Username (optional)");
    mia.waits("the request of the autofill list", "asked.length > 0").await;
    mia.taps("Continue with passkey").await;
    mia.waits("the open request", "asked.length > 2").await;
    assert_eq!(mia.looks("asked").await, json!(["conditional", "conditional ended", "modal"]));
    // A prompt that is open is not answered late; the next page is.
    mia.device.is_touched(true).await;
    mia.goes_to(&sample.origin()).await;
    stands_at(&mia, "/passkeys").await;
    mia.sees("Registered passkeys").await;
}

/// A second code would be good for nothing, and a second sign-in nobody's wish: the element is used up until the site says otherwise.
#[tokio::test]
async fn the_element_signs_in_once() {
    let (server, sample) = open(SMART).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    // The site is told of nothing, so it stays where it is.
    mia.has_a_browser_where(
        "window.codes = []; addEventListener('keystead-signed-in', (event) => { \
         event.stopImmediatePropagation(); codes.push(event.detail.code); }, true);",
    )
    .await;
    mia.signs_up(SMART, "mia").await;
    mia.goes_to(&sample.origin()).await;
    mia.taps("Continue with passkey").await;
    mia.waits("a code", "codes.length === 1").await;
    mia.cannot_tap("Continue with passkey").await;
    let element = "document.querySelector('keystead-sign-in')";
    let submit = format!("{element}.shadowRoot.querySelector('form').requestSubmit()");
    // Another one in any case: one in 64 begins with an x already.
    let other = format!("{element}.getAttribute('binding').replace(/^./, (first) => first === 'x' ? 'y' : 'x')");
    let binding = format!("{element}.setAttribute('binding', {other})");
    for (again, codes) in [(format!("{element}.reset()"), 2), (binding, 3)] {
        mia.looks(&submit).await;
        mia.cannot_tap("Continue with passkey").await;
        mia.looks(&again).await;
        assert_eq!(mia.looks("codes.length").await, codes - 1);
        mia.taps("Continue with passkey").await;
        mia.waits("another code", &format!("codes.length === {codes}")).await;
    }
    assert_eq!(mia.looks("new Set(codes).size").await, 3);
}

// S0-27: a proof that is too old is asked for by the element, by way of the site's server, and then the change is made.
#[tokio::test]
async fn an_old_proof_is_renewed_in_the_element() {
    let (server, sample) = open(SMART).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let who = format!("fetch('{SMART}/session').then((answer) => answer.json()).then((who) => who.user_id)");
    let user = mia.looks(&who).await;
    mia.goes_to(&sample.origin()).await;
    mia.taps("Continue with passkey").await;
    stands_at(&mia, "/passkeys").await;
    mia.sees("Registered passkeys").await;
    server.lets_sessions_age(user.as_str().unwrap(), 6 * 60_000).await;

    let name = "document.querySelector('keystead-passkeys').shadowRoot.querySelector('h3').textContent";
    let rename = format!("Rename {}", mia.looks(name).await.as_str().unwrap());
    mia.taps(&rename).await;
    mia.types("Name", "Kitchen tablet").await;
    mia.presses("Enter").await;
    mia.sees("Confirm it’s you").await;
    // Whoever does not want to prove anything has changed nothing.
    mia.presses("Escape").await;
    mia.does_not_see("Confirm it’s you").await;
    mia.does_not_see("Name saved.").await;
    mia.taps("Save").await;
    mia.sees("Confirm it’s you").await;
    mia.device.recognises(false).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey Not Found or Canceled").await;
    mia.device.recognises(true).await;
    mia.taps("Try again").await;
    mia.taps("Continue with passkey").await;
    mia.sees("Name saved.").await;
    mia.sees("Kitchen tablet").await;
    // The proof holds, and the new token has stayed with the site's server.
    mia.taps("Rename Kitchen tablet").await;
    mia.types("Name", "Hall tablet").await;
    mia.presses("Enter").await;
    mia.sees("Hall tablet").await;
    assert_eq!(mia.looks(COOKIES).await, "");
}

// On a page in Arabic the elements speak it, and run from right to left by themselves.
#[tokio::test]
async fn in_arabic_the_elements_run_from_right_to_left() {
    let (server, sample) = open(SMART).await;
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    mia.goes_to(&sample.origin()).await;
    in_arabic(&mia, "keystead-sign-in").await;
    assert_eq!(mia.looks(&format!("{SHADOW}.querySelector('button').textContent")).await, "المتابعة بمفتاح المرور");
    // What is told has its mark at the right.
    mia.device.recognises(false).await;
    mia.taps("المتابعة بمفتاح المرور").await;
    let failure = format!("getComputedStyle({SHADOW}.querySelector('.failure:not([hidden])'))");
    mia.waits("the failure", &format!("{failure}.borderRightWidth === '4px' && {failure}.borderLeftWidth === '1px'"))
        .await;
    mia.device.recognises(true).await;
    mia.goes_to(&sample.origin()).await;
    mia.taps("Continue with passkey").await;
    stands_at(&mia, "/passkeys").await;
    in_arabic(&mia, "keystead-passkeys").await;
    let sides =
        format!("[...{SHADOW}.querySelectorAll('li button')].map((button) => button.getBoundingClientRect().left)");
    mia.waits("the first button to be at the right", &format!("(([first, second]) => first > second)({sides})")).await;
}

const SHADOW: &str = "document.querySelector('[lang=ar] > *').shadowRoot";

/// Puts the page's element into a part that is in Arabic.
async fn in_arabic(person: &Person<'_>, element: &str) {
    person
        .waits("the element", &format!("!!document.querySelector('{element}')?.shadowRoot?.querySelector('button')"))
        .await;
    let put = format!(
        "(() => {{ const old = document.querySelector('{element}'); const part = document.createElement('div'); part.lang = 'ar'; \
         part.append(old.cloneNode(true)); old.replaceWith(part); return true; }})()"
    );
    person.looks(&put).await;
    let direction = format!("getComputedStyle({SHADOW}?.querySelector('button')).direction === 'rtl'");
    person.waits("the direction", &direction).await;
}
