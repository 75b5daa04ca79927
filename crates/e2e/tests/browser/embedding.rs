//! Our pages in frames of other sites: a listed one's visitors sign in there, with passkeys, and another one shows nothing.

use serde_json::json;

use crate::support::{Person, Server, Shop};

/// Not where administrators sign in: nothing frames that.
const SMART: &str = "/platform/smart";

#[tokio::test]
async fn a_member_signs_in_in_the_frame_of_a_listed_site_and_of_no_other() {
    let (mut shop, mut stranger) = (Shop::new().await, Shop::new().await);
    let server = Server::demo_with("embedding_origins", &json!([shop.origin()])).await;
    let page = format!("{SMART}/sign-in");
    shop.shows(&server.url(&page));
    stranger.shows(&server.url(&page));
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;

    mia.goes_to(&shop.origin()).await;
    // The session of the page outside is in another jar: in here nobody is signed in.
    mia.arrives_in_the_frame_at(&page).await;
    mia.waits_in_the_frame("the page", "eyes.button('Continue with passkey')").await;
    // Autofill would have asked for options by now, as it does outside of frames.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let quiet = "performance.getEntriesByType('resource').every((entry) => !entry.name.endsWith('/begin'))";
    assert_eq!(mia.looks_into_the_frame(quiet).await, true);
    mia.taps_in_the_frame("Continue with passkey").await;
    mia.arrives_in_the_frame_at(&format!("{SMART}/account/security")).await;
    mia.waits_in_the_frame("the member's name", "eyes.reads('mia')").await;
    // What changes something is asked in the frame as well, and comes from the same site as the page in it.
    mia.taps_in_the_frame("Sign out").await;
    mia.arrives_in_the_frame_at(&page).await;
    mia.is_told_by_the_browser("Blocked autofocusing").await;
    mia.opens(&format!("{SMART}/account/security")).await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;

    mia.goes_to(&stranger.origin()).await;
    mia.is_told_by_the_browser("frame-ancestors").await;
    let shown = mia.looks_into_the_frame("document.body?.innerText ?? ''").await;
    assert!(!shown.as_str().unwrap_or_default().contains("passkey"), "{shown}");
}
