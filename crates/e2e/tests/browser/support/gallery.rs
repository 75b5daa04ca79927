//! The gallery: each state that a member's page can be in, named. In the test run each is checked as it stands; `cargo xtask screenshots`
//! keeps a picture of it instead.
//!
//! A state is checked on the page that the test has brought about, on a narrow phone in the light and on a desk in the dark, and is left as it
//! was found. Whatever is wrong is told at the end, for all states at once.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use serde_json::Value;

use super::actor::Person;

/// Of pictures: phone and desk.
const SCREENS: [(&str, i64, i64); 2] = [("phone", 390, 844), ("desktop", 1280, 800)];
/// The narrowest that a page has to fit (WCAG 1.4.10).
const NARROW: i64 = 320;

const FAULTS: &str = include_str!("faults.js");

/// Violations alone, each with where and why; the whole answer is large.
const AXE: &str = r"axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], iframes: false,
}).then(({ violations }) => violations.map(({ id, help, nodes }) => `${id}: ${help}\n`
    + nodes.map(({ target, html, failureSummary }) => `    ${target} ${html}\n    ${failureSummary.replaceAll('\n', ' ')}`).join('\n')))";

/// The states of one area; dropping it tells what is wrong with them.
#[derive(Debug)]
pub(crate) struct Gallery {
    area: &'static str,
    faults: Mutex<Vec<String>>,
}

impl Gallery {
    pub(crate) fn of(area: &'static str) -> Self {
        Self { area, faults: Mutex::default() }
    }

    /// What was found so far, as in a test of the checks.
    pub(crate) fn takes_faults(&self) -> Vec<String> {
        std::mem::take(&mut self.faults.lock().unwrap())
    }

    pub(crate) fn has_axe() -> bool {
        axe().is_some()
    }

    /// The page as it stands before this person.
    pub(crate) async fn shows(&self, person: &Person<'_>, state: &str) {
        match folder() {
            Some(folder) => self.keeps(person, &folder, state).await,
            None => self.checks(person, state).await,
        }
    }

    /// For the pictures alone: a menu that is open hides what is behind it, of which axe would complain. `menu.rs` checks the menu itself.
    pub(crate) async fn pictures(&self, person: &Person<'_>, state: &str) {
        if let Some(folder) = folder() {
            self.keeps(person, &folder, state).await;
        }
    }

    async fn keeps(&self, person: &Person<'_>, folder: &Path, state: &str) {
        for (screen, width, height) in SCREENS {
            for (light, dark) in [("light", false), ("dark", true)] {
                // Each time: taking a picture of the whole page gives the screen its own size back.
                person.has_a_screen_of(width, height).await;
                person.likes_it_dark(dark).await;
                let name = format!("{}-{state}-{screen}-{light}.png", self.area);
                std::fs::write(folder.join(name), person.takes_a_picture().await).unwrap();
            }
        }
        self.leaves(person).await;
    }

    async fn checks(&self, person: &Person<'_>, state: &str) {
        person.has_a_screen_of(NARROW, 640).await;
        person.likes(false, true).await;
        person.waits_for_paint().await;
        self.notes(state, "320 px", &person.evaluates(&FAULTS.replace("WIDTH", &NARROW.to_string())).await);
        if let Some(axe) = axe() {
            if person.evaluates("typeof axe").await == "undefined" {
                person.evaluates(&format!("{axe}; true")).await;
            }
            self.notes(state, "axe, phone, light", &person.evaluates(AXE).await);
            person.has_a_screen_of(1280, 800).await;
            person.likes(true, true).await;
            person.waits_for_paint().await;
            self.notes(state, "axe, desktop, dark", &person.evaluates(AXE).await);
        }
        self.leaves(person).await;
    }

    async fn leaves(&self, person: &Person<'_>) {
        person.has_a_screen_of(1280, 800).await;
        person.likes_it_dark(false).await;
    }

    fn notes(&self, state: &str, check: &str, found: &Value) {
        let found =
            found.as_array().unwrap_or_else(|| panic!("{}-{state}, {check}: no answer, but {found}", self.area));
        let faults = found.iter().map(|fault| format!("{}-{state} ({check}): {}", self.area, fault.as_str().unwrap()));
        self.faults.lock().unwrap().extend(faults);
    }
}

impl Drop for Gallery {
    fn drop(&mut self) {
        let faults = self.faults.lock().unwrap().join("\n");
        if !std::thread::panicking() {
            assert!(faults.is_empty(), "faults of the pages:\n{faults}");
        } else if !faults.is_empty() {
            eprintln!("faults of the pages so far:\n{faults}");
        }
    }
}

impl Person<'_> {
    /// The value of a script that must not fail; what it throws is told.
    async fn evaluates(&self, script: &str) -> Value {
        let ask = EvaluateParams::builder().expression(script).await_promise(true).return_by_value(true);
        let answer = self.page().execute(ask.build().unwrap()).await.unwrap();
        assert!(answer.result.exception_details.is_none(), "{:?}", answer.result.exception_details);
        answer.result.result.value.unwrap_or_default()
    }
}

/// Where pictures go, when they are asked for.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration but the environment")]
fn folder() -> Option<PathBuf> {
    std::env::var_os("KEYSTEAD_PICTURES").map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "a test's surroundings are its environment")]
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// The script of axe-core. None where it is not installed, which must not pass unnoticed in CI.
fn axe() -> Option<&'static str> {
    static SCRIPT: OnceLock<Option<String>> = OnceLock::new();
    let script = SCRIPT.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules/axe-core/axe.min.js");
        let script = std::fs::read_to_string(file).ok();
        if script.is_none() {
            assert!(!is_ci(), "axe-core is not installed under target/node: cargo xtask test does it");
            eprintln!("SKIPPED: axe on every state (no axe-core under target/node; cargo xtask test installs it)");
        }
        script
    });
    script.as_deref()
}
