//! `keystead openapi`: the description of the API of this very release, without a server. It reads nothing and changes nothing.

use crate::openapi;
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
pub struct Arguments {
    /// As a page for people, in Markdown
    #[arg(long)]
    reference: bool,
}

pub(crate) fn run(arguments: &Arguments) -> io::Result<()> {
    let text = if arguments.reference { openapi::reference() } else { openapi::file() };
    io::stdout().lock().write_all(text.as_bytes())
}
