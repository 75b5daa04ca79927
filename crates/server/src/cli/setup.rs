//! `keystead setup --again`: draws a new one-time link that enrols an administrator's passkey, and shows it.

use super::running::{Changing, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print a new link; the one before stops working
    #[arg(long, required = true)]
    again: bool,
    #[command(flatten)]
    at: Changing,
}

pub(crate) fn run(Arguments { at, .. }: &Arguments, told: Told) -> Result<(), RunningError> {
    let Answer::SetupLink { link, stranded } = at.ask(Ask::SetupAgain)? else {
        return Err(RunningError::OtherAnswer);
    };
    let outcome = json!({ "link": link, "stranded": stranded });
    told.rehearsed(at.is_dry_run()).tell(&outcome, || {
        let link = link.as_deref().unwrap_or("(a link that is not drawn)");
        let mut lines = vec![format!("Set it up here (once, within an hour): {link}")];
        if !stranded.is_empty() {
            let said =
                "The public address has changed. These administrators' passkeys belong to the old one and no longer work:";
            lines.push(said.to_owned());
            lines.extend(stranded.iter().map(|name| format!("  {name}")));
        }
        lines.push(String::new());
        lines.join("\n")
    });
    Ok(())
}
