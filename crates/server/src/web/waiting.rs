//! The page at `/` before the set-up: it says where to go on. It must never show the set-up link itself: who reads the terminal may have it.

use askama::Template;

use crate::page::{Chrome, Framed};

#[derive(Clone, Debug, Template)]
#[template(path = "web/waiting.html")]
pub struct WaitingPage {
    pub chrome: Chrome,
}

impl Framed for WaitingPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
