//! What every page has in common: the frame around its template, the answer's headers, and the data that a page hands to its script. Nonce,
//! headers and cache policy are set here, once. It must never draw randomness or read a request: the caller brings the nonce.

use std::{fmt, sync::Arc};

use askama::Template;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;

use crate::extract::language;
use crate::{
    headers::CROSS_ORIGIN_RESOURCE_POLICY,
    web::brand::{Brand, BrandLink, LinkKind},
    web::{idle::IdleWarning, labels::Labels, menu::Menu},
};
use domain::Language;

/// Everything but passkeys (and copying a reference code) is off.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), accelerometer=(), autoplay=(), \
     camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), \
     xr-spatial-tracking=()",
);

/// The word that lets this page's own script and style run, and nothing else; fresh for every answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    pub fn new(random: [u8; 16]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The frame around a page: whose page it is, and what `base.html` needs.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The name at the top of the page: the organisation or the workspace.
    pub organisation: String,
    pub nonce: Nonce,
    /// Changes whenever `style.css` or a script does, so that both may be cached for ever under it.
    pub asset_version: String,
    pub language: Language,
    pub labels: Arc<Labels>,
    /// Where another language is chosen; at a front door only.
    pub choice: Option<String>,
    /// Origins whose pages may show this one in a frame; nobody's unless a front door lists some.
    pub embedders: Vec<String>,
    /// Where the help of this door is; pages of no door have none.
    pub help: Option<String>,
    pub brand: Arc<Brand>,
    /// For whoever is signed in where idle sessions end.
    pub idle: Option<IdleWarning>,
    /// For whoever is signed in.
    pub menu: Option<Menu>,
    /// Whether this is the door at which administrators sign in: the way back may lead to the console.
    pub leads_to_console: bool,
    /// The other origin to which a form of this page goes, where one does.
    pub posts_to: Option<String>,
}

/// A language as its button says it.
pub(crate) struct Offered {
    pub(crate) tag: &'static str,
    pub(crate) own_name: &'static str,
    pub(crate) is_current: bool,
}

impl Chrome {
    /// English, left to right, with the labels that every preset starts from.
    pub fn new(organisation: impl Into<String>, nonce: Nonce, asset_version: impl Into<String>) -> Self {
        Self {
            organisation: organisation.into(),
            nonce,
            asset_version: asset_version.into(),
            language: Language::English,
            labels: Labels::of(Language::English),
            choice: None,
            embedders: Vec::new(),
            help: None,
            brand: Arc::default(),
            idle: None,
            menu: None,
            leads_to_console: false,
            posts_to: None,
        }
    }

    /// What one may turn to, in the reader's language.
    pub(crate) fn label_of(&self, link: &BrandLink) -> &str {
        match link.kind {
            LinkKind::Email => &self.labels.support_email,
            LinkKind::HelpCenter => &self.labels.support_help_center,
            LinkKind::Forum => &self.labels.support_forum,
            LinkKind::Privacy => &self.labels.privacy,
            LinkKind::Terms => &self.labels.terms,
        }
    }

    /// What may be chosen at its foot.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Offered> {
        let of = |language: Language| Offered {
            tag: language.tag(),
            own_name: language.own_name(),
            is_current: language == self.language,
        };
        Language::ALL.into_iter().map(of)
    }

    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, labels: Labels::of(language), ..self }
    }

    /// In the own words of a pool, in the language that it is in already.
    #[must_use]
    pub(crate) fn in_words(self, labels: Arc<Labels>) -> Self {
        Self { labels, ..self }
    }

    /// With the choice of a language at its foot, for the door at this base.
    #[must_use]
    pub fn with_choice(self, base: &str) -> Self {
        Self { choice: Some(format!("{base}/language")), ..self }
    }

    /// In the look of its door.
    #[must_use]
    pub fn branded(self, brand: Arc<Brand>) -> Self {
        Self { brand, ..self }
    }

    /// A page of a front door, whose help is there.
    #[must_use]
    pub fn helped_at(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }

    /// A page of a front door whose members come to it in frames of these sites, too.
    #[must_use]
    pub fn shown_by(mut self, embedders: &[String]) -> Self {
        embedders.clone_into(&mut self.embedders);
        self
    }
}

/// A template that stands in the frame. The answer takes its nonce from here, so that header and page cannot disagree.
pub trait Framed: Template {
    fn chrome(&self) -> &Chrome;
}

/// For a page that keeps its frame in `chrome`.
macro_rules! framed {
    ($page:ty) => {
        impl crate::page::Framed for $page {
            fn chrome(&self) -> &crate::page::Chrome {
                &self.chrome
            }
        }
    };
}
pub(crate) use framed;

/// A line above the form: what just happened, not an error.
#[derive(Clone, Debug)]
pub struct Notice {
    pub text: String,
}

impl Notice {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

/// An answer that is a page.
#[derive(Debug)]
pub struct Page<T> {
    status: StatusCode,
    template: T,
}

impl<T: Framed> Page<T> {
    pub const fn ok(template: T) -> Self {
        Self::with_status(StatusCode::OK, template)
    }

    pub const fn with_status(status: StatusCode, template: T) -> Self {
        Self { status, template }
    }
}

impl<T: Framed> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) => (self.status, headers(self.template.chrome()), html).into_response(),
            // Writing to a string fails only when a template is at fault; the page then has nothing that could be shown safely.
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn headers(chrome: &Chrome) -> HeaderMap {
    let Chrome { nonce, embedders, language, posts_to, .. } = chrome;
    let forms = posts_to.as_deref().unwrap_or_default();
    let is_framed = !embedders.is_empty();
    let ancestors = if is_framed { embedders.join(" ") } else { "'none'".to_owned() };
    let space = if forms.is_empty() { "" } else { " " };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'{space}{forms}; base-uri 'none'; object-src 'none'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'"
    );
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        // Means nothing in a frame, and outside of one the page stands alone as ever.
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        // A site that isolates itself may frame only what says that other sites may have it.
        (
            CROSS_ORIGIN_RESOURCE_POLICY,
            HeaderValue::from_static(if is_framed { "cross-origin" } else { "same-origin" }),
        ),
    ]);
    language::say(&mut headers, *language);
    // A nonce is base64url and an origin has no space, so this always parses; were it not, no policy would be worse than one that allows
    // nothing.
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let policy = HeaderValue::from_str(&policy).unwrap_or(nothing);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers
}

/// What a page's script is given, as the text of `<script type="application/json">`. `messages_json` is `{"sign_in": {code: {"title",
/// "text", "actions"}}, "enrol": {…}}`, from the catalogue: `sign_in` also serves step-up, `enrol` serves sign-up, set-up and adding.
///
/// The script looks for these codes, `sign_in`: `passkey_unavailable`, `passkey_not_found_or_canceled`, `passkey_timed_out`,
/// `passkey_not_on_device`; `enrol`: `setup_unavailable`, `setup_canceled`, `setup_timed_out`, `passkey_already_registered`,
/// `setup_failed`; both (in either group): `session_expired`, `passkeys_not_supported`, `verification_incomplete`,
/// `no_compatible_device`, `verification_failed`, `origin_not_related`. An answer brings the words of its code along; one without words is shown as
/// `session_expired` (S1-28).
pub fn script_text(page: &str, members: Value, messages_json: &str, labels: &Labels) -> String {
    script_saying(labels.said_on(page), page, members, messages_json)
}

/// The same with fewer labels than such a page may need.
pub(crate) fn script_saying(labels: Value, page: &str, members: Value, messages_json: &str) -> String {
    #[derive(Serialize)]
    struct Head<'a> {
        page: &'a str,
        #[serde(flatten)]
        members: Value,
        labels: Value,
    }
    let head = serde_json::to_string(&Head { page, members, labels }).unwrap_or_else(|_| "{}".into());
    let open = head.strip_suffix('}').unwrap_or("{");
    let comma = if open.len() > 1 { "," } else { "" };
    let messages = if messages_json.trim().is_empty() { "{}" } else { messages_json };
    // Inside JSON these characters stand only in strings; escaped they cannot end the script element.
    format!("{open}{comma}\"messages\":{messages}}}")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{samples, sign_in::SignInPage};

    #[test]
    fn the_policy_names_the_nonce_of_the_page() {
        let response = Page::ok(samples::sign_in()).into_response();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains(&format!("script-src 'nonce-{}' 'strict-dynamic'", samples::chrome().nonce)));
        assert!(policy.contains("require-trusted-types-for 'script'"));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }

    #[test]
    fn only_listed_sites_may_show_a_page_in_a_frame() {
        let policies = |page: SignInPage| {
            let headers = Page::ok(page).into_response().headers().clone();
            let text = |name: &str| headers[name].to_str().unwrap().to_owned();
            assert!(
                text("permissions-policy")
                    .starts_with("publickey-credentials-get=(self), publickey-credentials-create=(self)")
            );
            (text("content-security-policy"), text("cross-origin-resource-policy"))
        };
        let (policy, resource) = policies(samples::sign_in());
        assert!(policy.contains("; frame-ancestors 'none'; "), "{policy}");
        assert_eq!(resource, "same-origin");
        let mut page = samples::sign_in();
        page.chrome = page.chrome.shown_by(&["https://shop.example".to_owned(), "https://b.example:8443".to_owned()]);
        let (policy, resource) = policies(page);
        assert!(policy.contains("; frame-ancestors https://shop.example https://b.example:8443; "), "{policy}");
        assert_eq!(resource, "cross-origin");
    }

    #[test]
    fn a_name_cannot_leave_the_script_element() {
        let members = serde_json::json!({ "name": "</script><b>&" });
        let text = script_text("sign_in", members, r#"{"sign_in":{"x":{"title":"<"}}}"#, &Labels::default());
        assert!(!text.contains(['<', '>', '&']));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["name"], "</script><b>&");
        assert_eq!(value["page"], "sign_in");
        assert_eq!(value["messages"]["sign_in"]["x"]["title"], "<");
    }

    /// A text that became markup would be refused by the browser, so the script has no way to write one.
    #[test]
    fn the_script_never_writes_markup() {
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            ".src =",
        ] {
            assert!(crate::assets::scripts().all(|script| !script.contains(way)), "{way}");
        }
    }

    /// Whoever is signed in or not: a narrow page has the style that makes it one, and no other page carries it along.
    #[test]
    fn narrow_pages_have_their_style() {
        for (name, html) in samples::all_in(Language::English) {
            let is_narrow = html.contains("<body class=\"narrow\"");
            assert_eq!(html.contains(crate::assets::entrance()), is_narrow, "{name}");
        }
    }

    // As it is sent, before compression. The budget is 60 KiB; the rest is for what is to come, but for lists at their longest: as many
    // passkeys as a member may have where nobody says otherwise, as many sessions and events as a page shows.
    #[test]
    fn a_page_weighs_less_than_60_kib_with_script_and_style() {
        for language in Language::ALL {
            for (name, html) in samples::all_in(language) {
                let assets = crate::assets::weight(&html);
                let most =
                    if name.starts_with("security") || ["sessions", "activity"].contains(&name) { 60 } else { 58 };
                println!("{language:?} {name}: {} + {assets} = {}", html.len(), html.len() + assets);
                assert!(html.len() + assets < most * 1024, "{language:?} {name}: {} + {assets}", html.len());
            }
        }
    }
}
