//! `keystead message`: asks the running server to send a message, so that an operator sees whether codes would arrive.

use super::running::{Running, RunningError};
use crate::control::{Answer, Ask};
use clap::Args;
use domain::messages::Address;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Send it to this mail address
    #[arg(long, value_name = "ADDRESS", required_unless_present = "phone", conflicts_with = "phone")]
    mail: Option<String>,
    /// Send it to this number, as the gateway for text messages wants it
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    #[command(flatten)]
    running: Running,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), RunningError> {
    let mail = arguments.mail.clone().map(Address::Mail);
    let Some(to) = mail.or_else(|| arguments.phone.clone().map(Address::Phone)) else { return Ok(()) };
    match arguments.running.ask(&Ask::TryMessage { to })? {
        Answer::MessageQueued { code } => {
            println!(
                "A test message with the code {code} is on its way. If it does not arrive, the server's log says why."
            );
            Ok(())
        }
        Answer::Refused { why } => Err(RunningError::Refused(why)),
        _ => Err(RunningError::OtherAnswer),
    }
}
