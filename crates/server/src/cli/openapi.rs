//! `keystead openapi`: the description of the API of this very release, without a server. It reads nothing and changes nothing.

use super::told::{Told, say};
use crate::openapi;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct Arguments {
    /// As a page for people, in Markdown
    #[arg(long)]
    reference: bool,
}

/// The description is JSON whether or not it was asked for.
pub(crate) fn run(arguments: &Arguments, told: Told) {
    if arguments.reference {
        let text = openapi::reference();
        told.tell(&json!({ "text": text }), || text.clone());
    } else {
        say(&openapi::file());
    }
}
