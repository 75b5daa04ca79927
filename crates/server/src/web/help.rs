//! Help: the pages that explain passkeys and this door, one for each text in the folder `help`, and the catalogue of errors as its readers
//! need it. Public and the same for everybody behind a door. It must never ask who is reading, and never send anybody to a way in that the
//! door has not.

mod facts;
mod text;

#[cfg(test)]
pub(super) mod tests;

use super::routes::{Answer, door_chrome};
use crate::extract::Reader;
use crate::extract::path::segment;
use crate::front::Server;
use crate::page::{Chrome, Framed, Page};
use crate::problem;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::catalogue::{self, Group, Methods};
use domain::{FrontDoor, Language, Reason};
use facts::Facts;
use std::borrow::Cow;
use std::sync::Arc;
use text::{Check, Text};

/// The file of a page in each language.
macro_rules! pages {
    ($($page:literal)*) => {
        &[$(($page, [
            include_str!(concat!("../../help/en/", $page, ".md")),
            include_str!(concat!("../../help/de/", $page, ".md")),
            include_str!(concat!("../../help/fr/", $page, ".md")),
            include_str!(concat!("../../help/es/", $page, ".md")),
            include_str!(concat!("../../help/pt/", $page, ".md")),
            include_str!(concat!("../../help/ja/", $page, ".md")),
            include_str!(concat!("../../help/ar/", $page, ".md")),
        ])),*]
    };
}

/// In the order in which the index lists them; the files in that of [`Language::ALL`].
static PAGES: &[(&str, [&str; 7])] = pages! {
    "index" "guide" "what-is-a-passkey" "kinds" "requirements" "phones-and-keys" "windows-hello" "care" "new-device" "no-passkey-option"
    "mobile-app" "errors" "faq" "compliance"
};

const INDEX: &str = "index";
const ERRORS: &str = "errors";

/// The text of a page as this reader reads it.
fn find(name: &str, language: Language) -> Option<Text> {
    let (_, files) = PAGES.iter().find(|(page, _)| *page == name)?;
    let mut files = Language::ALL.into_iter().zip(files);
    files.find(|(of, _)| *of == language).map(|(_, file)| Text::read(file))
}

/// A page as the index names it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: &'static str,
    pub title: String,
    pub summary: String,
}

/// A group of the catalogue, with what each of its entries says at this door (S1-33).
#[derive(Clone, Debug)]
pub struct ErrorGroup {
    pub heading: String,
    pub errors: Vec<ErrorEntry>,
}

#[derive(Clone, Debug)]
pub struct ErrorEntry {
    pub code: &'static str,
    pub title: Cow<'static, str>,
    pub text: Cow<'static, str>,
    pub cause: Cow<'static, str>,
    pub solution: Cow<'static, str>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/help.html")]
pub struct HelpPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    pub title: String,
    pub summary: String,
    /// What the pool says of passkeys in its own words, on the index (S2-33).
    pub own: String,
    /// HTML that was made of our own text.
    pub article: String,
    /// What the script looks for in this browser, with the heading above it.
    pub ready: Option<(String, Vec<Check>)>,
    /// On the page of errors, with the words above cause and solution.
    pub errors: Vec<ErrorGroup>,
    pub cause: String,
    pub solution: String,
    /// On the index.
    pub entries: Vec<Entry>,
}

impl HelpPage {
    fn of(door: &FrontDoor, chrome: Chrome, name: &str) -> Option<Self> {
        let (language, text) = (chrome.language, find(name, chrome.language)?);
        let facts = Facts::of(door, &chrome.labels, language);
        let word = |name: &str| facts.filled(text.word(name));
        let (article, checks) = text.write(&facts);
        Some(Self {
            base: door.base(),
            own: if name == INDEX { door.pool.settings.roll_out.help.clone() } else { String::new() },
            title: word("title"),
            summary: word("summary"),
            article,
            ready: (!checks.is_empty()).then(|| (word("ready"), checks)),
            errors: if name == ERRORS { errors(language, problem::methods(Some(door))) } else { Vec::new() },
            cause: word("cause"),
            solution: word("solution"),
            entries: if name == INDEX { entries(&facts, language) } else { Vec::new() },
            chrome,
        })
    }

    fn is_index(&self) -> bool {
        !self.entries.is_empty()
    }
}

impl Framed for HelpPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

fn entries(facts: &Facts, language: Language) -> Vec<Entry> {
    let names = PAGES.iter().map(|(name, _)| *name).filter(|name| *name != INDEX);
    let entry = |name| {
        let text = find(name, language)?;
        let word = |word| facts.filled(text.word(word));
        Some(Entry { name, title: word("title"), summary: word("summary") })
    };
    names.filter_map(entry).collect()
}

/// The groups of the document; what the interface refuses is for those who write programs.
fn errors(language: Language, methods: Methods) -> Vec<ErrorGroup> {
    let groups = [Group::Authentication, Group::Registration, Group::Both];
    let entry = |message: &'static catalogue::Message| ErrorEntry {
        code: message.code,
        title: message.title_in(language),
        text: message.told(language, methods, None),
        cause: message.cause_in(language),
        solution: message.remedy_in(language),
    };
    let group = |group: Group| {
        let errors = catalogue::all().iter().filter(|message| message.group == group).map(entry).collect();
        ErrorGroup { heading: group.heading_in(language), errors }
    };
    groups.map(group).into()
}

pub(crate) async fn index(State(server): State<Arc<Server>>, reader: Reader) -> Answer {
    answer(&server, &reader, INDEX)
}

/// `/{tenant}/{workspace}/help/{page}`
pub(crate) async fn page(State(server): State<Arc<Server>>, reader: Reader, uri: Uri) -> Answer {
    let name = segment(uri.path(), 3).filter(|name| *name != INDEX);
    answer(&server, &reader, name.unwrap_or_default())
}

fn answer(server: &Server, Reader { visit, session }: &Reader, name: &str) -> Answer {
    let reader = session.as_ref().map(|session| (visit.door.as_ref(), session));
    let chrome = door_chrome(server, visit)?.read_by(reader, server.app.now());
    let page = HelpPage::of(&visit.door, chrome, name).ok_or(Reason::UnknownAddress)?;
    Ok(Page::ok(page).into_response())
}

pub(crate) fn help_path(door: &FrontDoor) -> String {
    format!("{}/help", door.base())
}
