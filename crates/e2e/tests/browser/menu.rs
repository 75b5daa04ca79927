//! The user menu (S0-6, S2-14, S4-5): by keyboard, on every screen, in both directions. The walks find it where their documents say.

use crate::SMART;
use crate::support::{Person, Server};
use serde_json::json;

const NAME: &str = "a-name-that-is-as-long-as-names-may-be-and-has-no-place-to-break";
const IS_OPEN: &str = "document.getElementById('menu').matches(':popover-open')";

/// The menu stands on the screen, whole, and has made the page no wider.
async fn opens_on_the_screen(person: &Person<'_>, case: &str) {
    person.taps(NAME).await;
    person.waits("the menu", IS_OPEN).await;
    let place = person
        .looks("(({ left, right, top, bottom }) => [left, innerWidth - right, top, innerHeight - bottom])(document.getElementById('menu').getBoundingClientRect())")
        .await;
    let room = place.as_array().unwrap().iter().map(|side| side.as_f64().unwrap());
    assert!(room.into_iter().all(|side| side >= 0.0), "{case}: {place}");
    let overflow = person.looks("eyes.overflow()").await;
    assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{case}: {overflow} px wider than the screen");
}

#[tokio::test]
async fn the_menu_stands_on_every_screen() {
    for menu in ["top", "sidebar"] {
        let server = Server::demo_with("pages", &json!({ "menu": menu })).await;
        let mia = Person::at(&server).await;
        mia.signs_up(SMART, NAME).await;
        for (width, height) in [(320, 640), (768, 1024), (1280, 800)] {
            mia.has_a_screen_of(width, height).await;
            for language in ["en", "ar"] {
                mia.opens(&format!("{SMART}/account/security/activity?ui_locales={language}")).await;
                opens_on_the_screen(&mia, &format!("{menu}, {width} px, {language}")).await;
            }
        }
    }
}

#[tokio::test]
async fn the_menu_is_worked_by_keyboard() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, NAME).await;
    mia.opens(&format!("{SMART}/account/security/activity")).await;
    mia.tabs_to(NAME).await;
    mia.presses("Enter").await;
    mia.waits("the menu", IS_OPEN).await;
    mia.presses("Escape").await;
    mia.waits("the menu to close", &format!("!{IS_OPEN}")).await;
    mia.waits("the focus where it was", &format!("eyes.focusIsOn('{NAME}')")).await;
    mia.presses(" ").await;
    mia.waits("the menu", IS_OPEN).await;
    mia.presses("Tab").await;
    mia.waits("the focus in the menu", "eyes.focusIsOn('Account settings')").await;
    mia.presses("Enter").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    // The page says where it is, in the menu and in its tabs.
    let current = "[...document.querySelectorAll('[aria-current=page]')].map((link) => link.textContent).join()";
    assert_eq!(mia.looks(current).await, "Account settings,Security");
}
