//! The portal as an app of its own: what the browser says of the web manifest, and whether it would install it.

use crate::SMART;
use crate::support::{Person, Server};
use serde_json::Value;

// S1-14: installable on desktop and phone.
#[tokio::test]
async fn a_browser_would_install_the_portal() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    for (path, width) in [("/account/security", 1280), ("/account/security", 390), ("/sign-in", 390)] {
        mia.has_a_screen_of(width, 800).await;
        mia.opens(&format!("{SMART}{path}")).await;
        let (address, text, faults) = mia.asks_for_the_manifest().await;
        assert!(address.ends_with(&format!("{SMART}/manifest.webmanifest")), "{address}");
        assert!(faults.is_empty(), "{faults:?}");
        let manifest: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["start_url"], format!("{SMART}/account/security"));
        assert_eq!(manifest["display"], "standalone");
        assert_eq!(mia.hears_why_it_is_not_installed().await, Vec::<String>::new());
    }
}
