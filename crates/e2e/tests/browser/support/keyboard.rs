//! A person without a mouse: every step is a key. Each stop of the Tab key must be visible and come in the order in which the page is read.

use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};
use serde_json::Value;

use super::actor::{Person, quoted};

const KEYS: &str = include_str!("keyboard.js");
const SHIFT: i64 = 8;
const CONTROL: i64 = 2;
/// More stops than any page has.
const FAR: usize = 60;

fn keys(expression: &str) -> String {
    format!("({KEYS})(eyes).{expression}")
}

impl Person<'_> {
    /// Presses Tab until the focus is on what bears these words; it may be there already.
    pub(crate) async fn reaches(&self, words: &str) {
        self.waits(&format!("{words:?} for the keyboard"), &keys(&format!("isThere({})", quoted(words)))).await;
        assert_eq!(self.looks(&keys("isInOrder()")).await, true, "a page has an order of its own");
        let is_there = format!("eyes.focusIsOn({})", quoted(words));
        for _ in 0..FAR {
            if self.looks(&is_there).await == true {
                return self.checks_the_stop(false).await;
            }
            self.tabs(false).await;
        }
        panic!("Tab never reaches {words:?}\n{}", self.surroundings().await);
    }

    /// One stop on, or back.
    async fn tabs(&self, back: bool) {
        self.looks(&keys("begin()")).await;
        self.strikes("Tab", 9, if back { SHIFT } else { 0 }, &[]).await;
        self.checks_the_stop(back).await;
    }

    async fn checks_the_stop(&self, back: bool) {
        let stop = self.looks(&keys(&format!("stop({back})"))).await;
        let faults = stop["faults"].as_array().cloned().unwrap_or_default();
        assert!(faults.is_empty(), "{}: {faults:?}\n{}", stop["name"], self.surroundings().await);
    }

    /// Goes there and presses Enter.
    pub(crate) async fn chooses(&self, words: &str) {
        self.reaches(words).await;
        self.presses("Enter").await;
    }

    /// The same, and waits for the page that follows.
    pub(crate) async fn turns_the_page(&self, words: &str) {
        self.reaches(words).await;
        self.enters_and_turns().await;
    }

    /// Presses Enter where the focus is and waits for the page that follows.
    pub(crate) async fn enters_and_turns(&self) {
        self.looks("window.isOld = true").await;
        self.presses("Enter").await;
        self.waits("another page", "!window.isOld && document.readyState === 'complete'").await;
    }

    /// Goes to a field and types over what is in it.
    pub(crate) async fn fills(&self, label: &str, text: &str) {
        self.reaches(label).await;
        self.strikes("a", 65, CONTROL, &["selectAll"]).await;
        self.types_blindly(text).await;
    }

    /// The page has just been turned: nothing is skipped, and the first stop is this.
    pub(crate) async fn begins_with(&self, words: &str) {
        self.waits("the focus at the top of the page", &keys("isAtTop()")).await;
        self.tabs(false).await;
        self.waits(&format!("the first stop to be {words:?}"), &format!("eyes.focusIsOn({})", quoted(words))).await;
    }

    /// Over the menu to what the page is about.
    pub(crate) async fn skips_to_content(&self) {
        self.begins_with("Skip to content").await;
        self.presses("Enter").await;
        self.tabs(false).await;
        assert_eq!(self.looks(&keys("isInMain()")).await, true, "the skip link skips nothing");
    }

    pub(crate) async fn stands_on(&self, words: &str) {
        self.waits(&format!("the focus on {words:?}"), &format!("eyes.focusIsOn({})", quoted(words))).await;
    }

    /// What has just happened is read out, by the focus or by a live region.
    pub(crate) async fn hears(&self, words: &str) {
        self.waits(&format!("{words:?} to be read out"), &keys(&format!("isHeard({})", quoted(words)))).await;
    }

    /// The same on a page that has just been loaded, where only the focus tells.
    pub(crate) async fn hears_at_once(&self, words: &str) {
        let is_heard = keys(&format!("isHeardAtFocus({})", quoted(words)));
        self.waits(&format!("the focus to tell {words:?}"), &is_heard).await;
    }

    /// A question has opened: it has the focus, and neither Tab nor Shift and Tab leaves it.
    pub(crate) async fn is_held_by_the_dialog(&self) {
        self.waits("a dialog with the focus", &keys("isInDialog()")).await;
        let stops = self.looks(&keys("stops()")).await.as_u64().unwrap();
        for back in [false, true] {
            for _ in 0..stops + 2 {
                self.tabs(back).await;
                assert_eq!(self.looks(&keys("isHeld()")).await, true, "the focus has left the dialog");
            }
        }
    }

    /// Escape closes the dialog, and the focus is where it was.
    pub(crate) async fn escapes_to(&self, opener: &str) {
        self.presses("Escape").await;
        self.waits("the dialog to close", "!document.querySelector('dialog[open]')").await;
        self.stands_on(opener).await;
    }

    /// A key that writes nothing, with the keys that are held down and what the browser makes of both.
    async fn strikes(&self, key: &str, code: i64, held: i64, commands: &[&str]) {
        let event = DispatchKeyEventParams::builder().key(key).code(key).windows_virtual_key_code(code).modifiers(held);
        let event = event.commands(commands.iter().copied());
        for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
            self.page().execute(event.clone().r#type(kind).build().unwrap()).await.unwrap();
        }
    }

    /// Asks for a code: the first tap on its method sends it.
    pub(crate) async fn has_a_code_sent(&self, words: &str) {
        self.turns_the_page(words).await;
        assert_eq!(self.looks(&keys("isThere('Code')")).await, Value::Bool(true), "no field for the code");
    }
}
