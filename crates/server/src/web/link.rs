//! The page of a link that came by mail. Opening it changes nothing, because scanners of mail open links, too; its button does.

use crate::page::{Chrome, Framed};
use askama::Template;

/// What the link is good for, here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkPart {
    /// This browser asked for it: one button signs in.
    Here,
    /// Another browser asked for it: one button shows a code for that one.
    Elsewhere,
    /// The code to be typed where the link was asked for.
    Code(String),
    Gone,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/link.html")]
pub struct LinkPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    /// The address of the link itself, to which its button posts.
    pub action: String,
    /// Whether it leads back into a recovery instead of signing in.
    pub recovers: bool,
    pub part: LinkPart,
}

impl Framed for LinkPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
