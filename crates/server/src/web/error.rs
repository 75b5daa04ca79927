//! A failure as a page: what happened, what to do, and the reference under which support finds it. It must never show a cause that the
//! catalogue does not show.

use askama::Template;

use crate::page::{Chrome, Framed};

/// The one way on that the page offers.
#[derive(Clone, Debug)]
pub struct WayOn {
    pub href: String,
    pub label: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/error.html")]
pub struct ErrorPage {
    pub chrome: Chrome,
    /// From the catalogue: title, text, and the remedy as "what to do".
    pub title: String,
    pub text: String,
    pub remedy: Option<String>,
    pub reference: Option<String>,
    /// Where support is told of it; only at a door.
    pub report: Option<String>,
    pub way_on: Option<WayOn>,
    /// The organisation's own words for whoever cannot go on.
    pub help: String,
    /// Where a recovery begins (S2-27), from a front door.
    pub recovery: Option<String>,
}

impl Framed for ErrorPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
