//! A person at a browser: opens, types, taps, sees. Tests are written in these words and touch nothing else.
//!
//! Every verb waits for what it needs, and a verb that waits in vain says what the page showed and the server logged.
//! The person acts by real input events and finds things by what they read on the screen, never by a class name.

mod errands;

pub(crate) use errands::PASSWORD;

use std::collections::HashSet;
use std::fmt::Display;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType, InsertTextParams,
    MouseButton,
};
use chromiumoxide::cdp::browser_protocol::log::EventEntryAdded;
use chromiumoxide::cdp::browser_protocol::network::{Headers, SetExtraHttpHeadersParams};
use chromiumoxide::cdp::browser_protocol::page::{
    AddScriptToEvaluateOnNewDocumentParams, GetAppManifestParams, GetInstallabilityErrorsParams, NavigateParams,
    SetBypassCspParams,
};
use chromiumoxide::cdp::browser_protocol::{log, web_authn};
use chromiumoxide::cdp::js_protocol::runtime::{EvaluateParams, EventConsoleApiCalled, EventExceptionThrown};
use chromiumoxide::page::ScreenshotParams;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::authenticator::{Authenticator, Kind, Passkey};
use super::browser::Window;
use super::server::Server;

/// Of a person at a busy machine: who waits in vain may wait longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How the person finds things: by the words on the screen, among what can be seen.
pub(super) const EYES: &str = include_str!("eyes.js");

/// Somebody with a browser and a device.
#[derive(Debug)]
pub(crate) struct Person<'a> {
    server: &'a Server,
    window: Window,
    pub(crate) device: Authenticator,
    complaints: Arc<Mutex<Vec<String>>>,
    /// Messages that have been read, by their ids.
    read: Mutex<HashSet<String>>,
}

impl<'a> Person<'a> {
    /// With a device that can unlock passkeys itself.
    pub(crate) async fn at(server: &'a Server) -> Self {
        Self::with(server, Kind::Platform).await
    }

    pub(crate) async fn with(server: &'a Server, kind: Kind) -> Self {
        Self::in_window(server, Window::open().await, kind).await
    }

    /// The same person at another tab of the same browser, with a device of its own.
    pub(crate) async fn at_another_tab(&self) -> Self {
        Self::in_window(self.server, self.window.beside().await, Kind::Platform).await
    }

    async fn in_window(server: &'a Server, window: Window, kind: Kind) -> Self {
        let complaints = listen_to_complaints(&window.page).await;
        window.page.execute(web_authn::EnableParams::default()).await.unwrap();
        let device = Authenticator::plug_in(&window.page, kind).await;
        Self { server, window, device, complaints, read: Mutex::default() }
    }

    /// Puts the device away, with all its passkeys, and takes another one.
    pub(crate) async fn changes_device(&mut self, kind: Kind) {
        self.device.unplug().await;
        self.device = Authenticator::plug_in(self.page(), kind).await;
    }

    /// Takes a device on which these passkeys are.
    pub(crate) async fn changes_device_for(&mut self, passkeys: Vec<Passkey>) {
        self.changes_device(Kind::Platform).await;
        for passkey in passkeys {
            self.device.take(passkey).await;
        }
    }

    /// Holds one more device beside the first.
    pub(crate) async fn also_holds(&self, kind: Kind) -> Authenticator {
        Authenticator::plug_in(self.page(), kind).await
    }

    // ---- verbs ------------------------------------------------------------------------------------------------

    pub(crate) async fn opens(&self, path: &str) {
        self.page().execute(NavigateParams::new(self.server.url(path))).await.unwrap();
        self.waits(
            &format!("{path} to be loaded"),
            "document.readyState === 'complete' && location.protocol === 'http:'",
        )
        .await;
    }

    /// Goes to the page of another site.
    pub(crate) async fn goes_to(&self, address: &str) {
        self.page().execute(NavigateParams::new(address)).await.unwrap();
        let there = format!("location.href.startsWith({}) && document.readyState === 'complete'", quoted(address));
        self.waits(&format!("{address} to be loaded"), &there).await;
    }

    pub(crate) async fn reloads(&self) {
        let path = self.path().await;
        self.opens(&path).await;
    }

    /// Types into the field of this label, over what is in it.
    pub(crate) async fn types(&self, label: &str, text: &str) {
        self.waits(&format!("a field {label:?}"), &format!("eyes.enterField({})", quoted(label))).await;
        self.page().execute(InsertTextParams::new(text)).await.unwrap();
    }

    /// Clicks the button or link with these words, once it can be clicked.
    pub(crate) async fn taps(&self, words: &str) {
        let place = self.waits(&format!("a button {words:?}"), &format!("eyes.button({})", quoted(words))).await;
        self.clicks((place["x"].as_f64().unwrap(), place["y"].as_f64().unwrap())).await;
    }

    pub(super) async fn clicks(&self, (x, y): (f64, f64)) {
        for kind in [
            DispatchMouseEventType::MouseMoved,
            DispatchMouseEventType::MousePressed,
            DispatchMouseEventType::MouseReleased,
        ] {
            let event =
                DispatchMouseEventParams::builder().r#type(kind).x(x).y(y).button(MouseButton::Left).click_count(1);
            self.page().execute(event.build().unwrap()).await.unwrap();
        }
    }

    pub(crate) async fn presses(&self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, Some("\r")),
            "Tab" => (9, None),
            "Escape" => (27, None),
            "ArrowDown" => (40, None),
            " " => (32, Some(" ")),
            other => panic!("this person does not know the key {other:?}"),
        };
        let event = DispatchKeyEventParams::builder()
            .key(key)
            .code(if key == " " { "Space" } else { key })
            .windows_virtual_key_code(code);
        let down = match text {
            Some(text) => event.clone().r#type(DispatchKeyEventType::KeyDown).text(text),
            None => event.clone().r#type(DispatchKeyEventType::RawKeyDown),
        };
        self.page().execute(down.build().unwrap()).await.unwrap();
        self.page().execute(event.r#type(DispatchKeyEventType::KeyUp).build().unwrap()).await.unwrap();
    }

    /// Presses Tab until the focus stands on what bears these words.
    pub(crate) async fn tabs_to(&self, words: &str) {
        for _ in 0..25 {
            self.presses("Tab").await;
            if self.looks(&format!("eyes.focusIsOn({})", quoted(words))).await == Value::Bool(true) {
                return;
            }
        }
        panic!("Tab never reaches {words:?}\n{}", self.surroundings().await);
    }

    /// Types on the keyboard, into what has the focus.
    pub(crate) async fn types_blindly(&self, text: &str) {
        self.page().execute(InsertTextParams::new(text)).await.unwrap();
    }

    pub(crate) async fn sees(&self, words: &str) {
        self.waits(&format!("{words:?} on the screen"), &format!("eyes.reads({})", quoted(words))).await;
    }

    /// These words are not on the screen, or disappear from it.
    pub(crate) async fn does_not_see(&self, words: &str) {
        self.waits(&format!("{words:?} to be absent"), &format!("!eyes.reads({})", quoted(words))).await;
    }

    pub(crate) async fn arrives_at(&self, path: &str) {
        let there = format!("location.pathname === {} && document.readyState === 'complete'", quoted(path));
        self.waits(&format!("to arrive at {path}"), &there).await;
    }

    // ---- senses -----------------------------------------------------------------------------------------------

    pub(crate) async fn path(&self) -> String {
        self.looks("location.pathname").await.as_str().unwrap_or_default().to_owned()
    }

    /// A button stands there and can not be used.
    pub(crate) async fn cannot_tap(&self, words: &str) {
        self.waits(&format!("{words:?} to be off"), &format!("eyes.isOff({})", quoted(words))).await;
    }

    /// The value of an expression on the page, `eyes` included; nothing while a page is being changed.
    pub(crate) async fn looks(&self, expression: &str) -> Value {
        let script = format!("{{ const eyes = {EYES}; ({expression}) }}");
        let ask = EvaluateParams::builder().expression(script).await_promise(true).return_by_value(true);
        match self.page().execute(ask.build().unwrap()).await {
            Ok(answer) => answer.result.result.value.unwrap_or_default(),
            Err(_) => Value::Null,
        }
    }

    /// The web manifest of the page, as the browser has read it: its address, its text, and what is wrong with it.
    pub(crate) async fn asks_for_the_manifest(&self) -> (String, String, Vec<String>) {
        let read = self.page().execute(GetAppManifestParams::default()).await.unwrap().result;
        let faults = read.errors.into_iter().map(|fault| fault.message).collect();
        (read.url, read.data.unwrap_or_default(), faults)
    }

    /// What keeps the browser from installing the page as an app.
    pub(crate) async fn hears_why_it_is_not_installed(&self) -> Vec<String> {
        let answer = self.page().execute(GetInstallabilityErrorsParams::default()).await.unwrap().result;
        answer.installability_errors.into_iter().map(|error| error.error_id).collect()
    }

    /// Waits until an expression on the page is true, or anything but false and null.
    pub(crate) async fn waits(&self, what: &str, expression: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.looks(expression).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}\n{}", self.surroundings().await);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    // ---- circumstances ----------------------------------------------------------------------------------------

    pub(crate) async fn has_a_screen_of(&self, width: i64, height: i64) {
        let screen = SetDeviceMetricsOverrideParams::builder().width(width).height(height).device_scale_factor(1.0);
        self.page().execute(screen.mobile(width < 600).build().unwrap()).await.unwrap();
    }

    pub(crate) async fn likes_it_dark(&self, dark: bool) {
        self.likes(dark, false).await;
    }

    /// Dark or light, and whether nothing may move.
    pub(super) async fn likes(&self, dark: bool, still: bool) {
        let scheme = MediaFeature::new("prefers-color-scheme", if dark { "dark" } else { "light" });
        let motion = MediaFeature::new("prefers-reduced-motion", if still { "reduce" } else { "no-preference" });
        self.page().execute(SetEmulatedMediaParams::builder().features(vec![scheme, motion]).build()).await.unwrap();
    }

    /// Reads this language before all others, on the pages that are loaded from now on.
    pub(crate) async fn reads_in(&self, language: &str) {
        let headers = Headers::new(json!({ "Accept-Language": language }));
        self.page().execute(SetExtraHttpHeadersParams::new(headers)).await.unwrap();
    }

    /// Has a browser in which this script has run before each page.
    pub(crate) async fn has_a_browser_where(&self, script: &str) {
        self.page().execute(AddScriptToEvaluateOnNewDocumentParams::new(script)).await.unwrap();
    }

    pub(crate) async fn has_scripts_off(&self) {
        self.page().execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();
    }

    /// The page that is there stays as it was made without them, and as it was shown: what is said only then is not hidden by the change.
    pub(crate) async fn has_scripts_on_again(&self) {
        self.page().execute(SetScriptExecutionDisabledParams::new(false)).await.unwrap();
        let keeps =
            "document.querySelectorAll('noscript').forEach((said) => said.replaceWith(...said.childNodes)) ?? true";
        assert_eq!(self.looks(keeps).await, true);
    }

    /// Has a browser that lets pages do what their own policies forbid.
    pub(crate) async fn has_a_browser_without_content_policies(&self) {
        self.page().execute(SetBypassCspParams::new(true)).await.unwrap();
    }

    /// Has a browser without passkeys in its autofill, as older ones are: only the button asks for them.
    pub(crate) async fn has_no_autofill(&self) {
        self.has_a_browser_where("PublicKeyCredential.isConditionalMediationAvailable = async () => false;").await;
    }

    /// Has a browser that knows the interface and can keep no passkeys behind it, and no device.
    pub(crate) async fn has_a_browser_that_keeps_none(&self) {
        self.page().execute(web_authn::DisableParams::default()).await.unwrap();
    }

    pub(crate) async fn takes_a_picture(&self) -> Vec<u8> {
        // Colours that are still on their way to the other scheme arrive.
        self.looks("document.getAnimations().forEach((moving) => moving.finish())").await;
        self.waits_for_paint().await;
        self.page().screenshot(ScreenshotParams::builder().full_page(true).build()).await.unwrap()
    }

    /// Two frames: what is to be shown has been painted.
    pub(super) async fn waits_for_paint(&self) {
        self.looks("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))").await;
    }

    pub(super) fn page(&self) -> &Page {
        &self.window.page
    }

    /// The browser has complained about this, as it should; else it would count against the test.
    pub(crate) async fn is_told_by_the_browser(&self, piece: &str) {
        self.hears_the_browser_complain(piece).await;
        self.complaints.lock().unwrap().retain(|complaint| !complaint.contains(piece));
    }

    /// It has complained about this, which counts against the test.
    pub(crate) async fn hears_the_browser_complain(&self, piece: &str) {
        let start = Instant::now();
        while !self.complaints.lock().unwrap().iter().any(|complaint| complaint.contains(piece)) {
            assert!(start.elapsed() < PATIENCE, "no complaint about {piece:?}\n{}", self.surroundings().await);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    pub(super) async fn surroundings(&self) -> String {
        let address = self.looks("location.href").await;
        let text = self.looks("document.body?.innerText").await;
        let complaints = self.complaints.lock().unwrap().join("\n");
        let text = text.as_str().unwrap_or_default().to_owned();
        format!(
            "--- at {address}\n{text}\n--- the browser complained\n{complaints}\n--- the server said\n{}",
            self.server.log()
        )
    }
}

impl Drop for Person<'_> {
    /// No test passes on a page whose script or content policy was at fault, whatever the screen showed.
    fn drop(&mut self) {
        let complaints = self.complaints.lock().unwrap().join("\n");
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "the browser complained:\n{complaints}");
        }
    }
}

/// Uncaught exceptions, what scripts write to the console, and whatever the browser logs as an error or a warning, but for answers that are no success: those are shown.
async fn listen_to_complaints(page: &Page) -> Arc<Mutex<Vec<String>>> {
    let complaints = Arc::new(Mutex::new(Vec::new()));
    let mut entries = page.event_listener::<EventEntryAdded>().await.unwrap();
    let mut exceptions = page.event_listener::<EventExceptionThrown>().await.unwrap();
    let mut written = page.event_listener::<EventConsoleApiCalled>().await.unwrap();
    page.execute(log::EnableParams::default()).await.unwrap();
    let [one, other, third] = [&complaints; 3].map(Arc::clone);
    tokio::spawn(async move {
        while let Some(event) = written.next().await {
            third.lock().unwrap().push(format!("console: {:?}", event.args.first().map(|said| &said.value)));
        }
    });
    tokio::spawn(async move {
        while let Some(event) = entries.next().await {
            let is_error = matches!(event.entry.level, log::LogEntryLevel::Error | log::LogEntryLevel::Warning);
            if is_error && !matches!(event.entry.source, log::LogEntrySource::Network) {
                one.lock().unwrap().push(event.entry.text.clone());
            }
        }
    });
    tokio::spawn(async move {
        while let Some(event) = exceptions.next().await {
            let details = &event.exception_details;
            let said = details.exception.as_ref().and_then(|thrown| thrown.description.clone());
            other.lock().unwrap().push(said.unwrap_or_else(|| details.text.clone()));
        }
    });
    complaints
}

pub(super) fn quoted(text: impl Display) -> String {
    Value::String(text.to_string()).to_string()
}
