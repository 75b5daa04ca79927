//! `keystead message`: writes a message to be sent, so that an operator sees whether codes would arrive.

use super::running::{Changing, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::Args;
use domain::messages::Address;
use serde_json::json;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Send it to this mail address
    #[arg(long, value_name = "ADDRESS", required_unless_present = "phone", conflicts_with = "phone")]
    mail: Option<String>,
    /// Send it to this number, as the gateway for text messages wants it
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    #[command(flatten)]
    at: Changing,
}

pub(crate) fn run(Arguments { mail, phone, at }: &Arguments, told: Told) -> Result<(), RunningError> {
    let mail = mail.clone().map(Address::Mail);
    let Some(to) = mail.or_else(|| phone.clone().map(Address::Phone)) else { return Ok(()) };
    let Answer::MessageQueued { code, waits } = at.ask(Ask::TryMessage { to })? else {
        return Err(RunningError::OtherAnswer);
    };
    told.rehearsed(at.is_dry_run()).tell(&json!({ "code": code, "waits_for_server": waits }), || {
        if waits {
            return format!("A test message with the code {code} is sent as soon as the server runs.\n");
        }
        format!(
            "A test message with the code {code} is on its way. If it does not arrive, the server's log says why.\n"
        )
    });
    Ok(())
}
