//! The page at `/` of a demonstration: its front doors, one line each. It must never list the doors of a real installation, whose tenants do
//! not know of each other.

use askama::Template;

use crate::page::{Chrome, Framed};

#[derive(Clone, Debug)]
pub struct Door {
    /// `/{tenant}/{workspace}`.
    pub base: String,
    pub name: String,
    /// One line: what is different behind this door.
    pub explanation: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/front_doors.html")]
pub struct FrontDoorsPage {
    pub chrome: Chrome,
    pub doors: Vec<Door>,
}

impl Framed for FrontDoorsPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
