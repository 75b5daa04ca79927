//! `keystead certificate`: how the certificates stand that the server orders by itself, and to have one ordered now.

use super::running::{Changing, Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask, CertificateWish, KnownCertificate};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List them: until when each is good, when the next one is ordered, and why the last order failed
    List(Running),
    /// Have one ordered now: after what kept it away was mended, or after its key leaked
    Order(Order),
}

#[derive(Debug, Args)]
struct Order {
    /// The name that it is for
    name: String,
    /// Make another account with the directory first: where it refuses the one of until now, or the configuration binds it to another one elsewhere
    #[arg(long)]
    new_account: bool,
    #[command(flatten)]
    at: Changing,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    let (answer, told) = match &arguments.command {
        Command::List(running) => (running.ask(&Ask::Certificates { wish: CertificateWish::List })?, told),
        Command::Order(Order { name, new_account, at }) => {
            let wish = CertificateWish::Order { name: name.clone(), is_account_new: *new_account };
            (at.ask(Ask::Certificates { wish })?, told.rehearsed(at.is_dry_run()))
        }
    };
    let Answer::Certificates { list } = answer else { return Err(RunningError::OtherAnswer) };
    told.tell(&list, || list.iter().map(line).collect());
    Ok(())
}

fn line(one: &KnownCertificate) -> String {
    let mut line = one.good_until.as_ref().map_or("none yet".to_owned(), |until| format!("good until {until}"));
    if one.of_another_directory {
        line.push_str(" (of another directory)");
    }
    if one.cannot_be_opened {
        line.push_str(", the key of the one that is kept cannot be opened");
    }
    let next =
        if one.being_ordered { "being ordered just now".to_owned() } else { format!("ordered next at {}", one.next) };
    let failed = one.trouble.as_ref().map(|trouble| format!("\n    {trouble}")).unwrap_or_default();
    format!("{}  {line}, {next}{failed}\n", one.name)
}
