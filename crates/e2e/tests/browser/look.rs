//! How the pages look: on a narrow phone, in the dark, and readable in both.

use std::panic::AssertUnwindSafe;

use crate::SMART;
use crate::support::{Gallery, Person, Server};

/// Every page that a member or a first administrator meets, as far as it can be opened by its address alone.
fn pages() -> [String; 4] {
    ["/".to_owned(), format!("{SMART}/sign-in"), format!("{SMART}/sign-up"), "/no/such/page".to_owned()]
}

async fn fits(person: &Person<'_>, page: &str) {
    let overflow = person.looks("eyes.overflow()").await;
    assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{page} is {overflow} px wider than the screen");
}

#[tokio::test]
async fn a_narrow_phone_never_scrolls_sideways() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_a_screen_of(320, 640).await;
    for page in pages() {
        mia.opens(&page).await;
        fits(&mia, &page).await;
    }
    mia.signs_up(SMART, "a-name-that-is-as-long-as-names-may-be-and-has-no-place-to-break").await;
    fits(&mia, "security").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey already registered for this device").await;
    fits(&mia, "security with a failure").await;

    let fresh = Server::fresh();
    let ada = Person::at(&fresh).await;
    ada.has_a_screen_of(320, 640).await;
    for page in ["/".to_owned(), fresh.setup_path()] {
        ada.opens(&page).await;
        fits(&ada, &page).await;
    }
}

/// The steps of a journey, with a name that has no place to break.
#[tokio::test]
async fn the_steps_of_a_journey_fit_a_narrow_phone() {
    let server = Server::demo();
    let ada = Person::at(&server).await;
    ada.has_no_autofill().await;
    ada.has_a_screen_of(320, 640).await;
    ada.opens("/phone/main/sign-in").await;
    ada.types("Email or username", &"a-long-name".repeat(8)).await;
    ada.taps("Use password").await;
    ada.sees("Enter your password.").await;
    fits(&ada, "first step").await;
    ada.types("Password", "wrong").await;
    ada.taps("Continue").await;
    ada.sees("That did not work").await;
    fits(&ada, "first step with a problem").await;
    ada.opens("/portal/main/sign-in").await;
    ada.signs_in_with_password(("Username", "ada"), "Continue").await;
    ada.sees("One more step").await;
    fits(&ada, "second step").await;
    ada.taps("Text me a code").await;
    ada.sees("text message is on its way").await;
    fits(&ada, "code").await;
    ada.types("Code", &ada.receives("code", "+12025550145").await).await;
    ada.taps("Continue").await;
    ada.sees("Sign in faster next time").await;
    fits(&ada, "suggestion").await;
}

/// Texts have a contrast of 4.5 at least (WCAG 1.4.3), and dark means dark.
#[tokio::test]
async fn light_and_dark_are_both_readable() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let pages = [format!("{SMART}/sign-up"), format!("{SMART}/account/security"), "/".to_owned()];
    for dark in [false, true] {
        mia.likes_it_dark(dark).await;
        for page in &pages {
            mia.opens(page).await;
            for selector in ["h1", "main p:not([hidden])", ".button.primary", "footer", "label"] {
                let there = mia.looks(&format!("!!document.querySelector({selector:?})")).await;
                if there != true {
                    continue;
                }
                let seen = mia.looks(&format!("eyes.contrast({selector:?})")).await;
                let ratio = seen["ratio"].as_f64().unwrap();
                assert!(ratio >= 4.5, "{selector} on {page}, dark: {dark}: contrast {ratio}");
            }
            let ground = mia.looks("eyes.contrast('h1').ground").await.as_f64().unwrap();
            assert_eq!(ground < 0.2, dark, "{page}: the ground has luminance {ground}");
        }
    }
}

/// Everything is served from here and nothing is heavy (60 KiB with script and style, before compression).
#[tokio::test]
async fn pages_ask_no_other_host_and_stay_light() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.opens(&format!("{SMART}/account/security")).await;
    let all = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]";
    let foreign = mia
        .looks(&format!("{all}.map((entry) => entry.name).filter((name) => !name.startsWith(location.origin))"))
        .await;
    assert_eq!(foreign, serde_json::json!([]));
    let weight = mia.looks(&format!("{all}.reduce((sum, entry) => sum + entry.decodedBodySize, 0)")).await;
    assert!(weight.as_u64().is_some_and(|bytes| bytes > 1_000 && bytes < 60 * 1024), "{weight} bytes");
}

/// Which scripts a browser has for the list of passkeys before anybody taps: these are what `page.rs` of the server weighs.
#[tokio::test]
async fn the_list_loads_no_script_that_is_not_weighed() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    let scripts = "[...performance.getEntriesByType('resource')].map((entry) => new URL(entry.name).pathname.split('/').at(-1))\
        .filter((name) => name.endsWith('.js')).sort()";
    let always = ["keystead.js", "member.js", "page.js", "security.js"];
    for (query, own, there) in [
        ("", None, "!document.querySelector('[data-needs-passkeys]').disabled"),
        ("?suggest=here", Some("suggestion.js"), "eyes.reads('Add a passkey on this device, too?')"),
        ("?suggest=again", Some("suggestion.js"), "eyes.reads('Your passkeys need to be renewed')"),
        ("?confirm=1", Some("confirm.js"), "!!document.querySelector('[data-confirm][open]')"),
    ] {
        mia.opens(&format!("{SMART}/account/security{query}")).await;
        mia.waits(&format!("the page of {query:?}"), there).await;
        let mut expected: Vec<_> = always.into_iter().chain(own).collect();
        expected.sort_unstable();
        assert_eq!(mia.looks(scripts).await, serde_json::json!(expected), "{query:?}");
    }
}

/// The checks of the gallery see what is wrong: a page that is wrong in each way is none that passes.
#[tokio::test]
async fn the_checks_of_the_gallery_find_what_is_wrong() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    // The policy of our pages would not let another host be asked at all.
    mia.has_a_browser_without_content_policies().await;
    mia.opens(&format!("{SMART}/sign-in")).await;
    let wrong = "(() => { \
        const main = document.querySelector('main'); \
        const add = (name, words, style) => Object.assign(main.appendChild(document.createElement(name)), { textContent: words }).style.cssText = style; \
        add('p', 'faint', 'color: #777; background: #888'); \
        add('input', '', ''); \
        add('button', 'a', 'inline-size: 8px; block-size: 8px; padding: 0; min-block-size: 0'); \
        add('button', 'b', 'inline-size: 8px; block-size: 8px; padding: 0; min-block-size: 0'); \
        add('button', 'wide', 'inline-size: 500px'); \
        main.animate([{ opacity: 1 }, { opacity: 0.99 }], 60000); \
        return true; })()";
    mia.waits("the faults", wrong).await;
    let asks = "new Promise((done) => Object.assign(new Image(), { onerror: () => done(true), src: 'http://elsewhere.localhost/picture' }))";
    mia.waits("another host to be asked", asks).await;
    let gallery = Gallery::of("look");
    gallery.shows(&mia, "wrong").await;
    let found = gallery.takes_faults();
    let mut kinds = vec![
        "scrolls sideways",
        "is cut off: <button> wide",
        "moves for 60000 ms",
        "asks another host: http://elsewhere.localhost/picture",
    ];
    if Gallery::has_axe() {
        kinds.extend(["color-contrast:", "label:", "target-size:", "desktop, dark): color-contrast:"]);
    }
    for kind in kinds {
        assert!(found.iter().any(|fault| fault.contains(kind)), "{kind} is not found: {found:#?}");
    }
}

/// What the browser complains of is not for the gallery alone: whoever has met it fails with their test, whatever the screen showed.
#[tokio::test]
async fn whatever_the_browser_complains_of_fails_a_test() {
    let server = Server::demo();
    let style =
        "document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))";
    for (fault, complaint) in [
        ("console.log('left behind')", "left behind"),
        ("setTimeout(() => { throw new Error('thrown by a script'); })", "thrown by a script"),
        (style, "Content Security Policy directive 'style-src"),
        ("fetch('http://elsewhere.localhost/').catch(() => 0)", "connect-src 'self'"),
    ] {
        let mia = Person::at(&server).await;
        mia.has_no_autofill().await;
        mia.opens(&format!("{SMART}/sign-in")).await;
        mia.looks(&format!("void {fault}")).await;
        mia.hears_the_browser_complain(complaint).await;
        let told = std::panic::catch_unwind(AssertUnwindSafe(|| drop(mia))).expect_err(complaint);
        let told = told.downcast_ref::<String>().unwrap();
        assert!(told.contains(complaint), "{told}");
    }
}
