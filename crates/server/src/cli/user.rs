//! `keystead user`: asks the running server to invite somebody, to look after invitations that wait, to suspend, restore and remove members, to let
//! them use a method again, and for a temporary access pass, shown once. Whoever asks for a pass has made sure by other means who the
//! member is.

use super::invitees;
use super::running::{Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask, Change, InvitationWish};
use clap::{Args, Subcommand};
use domain::Method;
use domain::id::InvitationId;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Give a member who has lost every way in a temporary access pass
    Pass(Pass),
    /// Let an administrator back in whom nothing else lets in; every owner is told
    Rescue(Rescue),
    /// Send somebody a one-time link with which they make their account
    Invite(Invite),
    /// List the invitations that wait for an answer
    Invitations(Invitations),
    /// Let a member in nowhere any more, and end all their sessions
    Suspend(Named),
    /// Let a suspended member sign in again
    Restore(Named),
    /// Remove a member for good, with everything that belongs to them
    Erase(Erase),
    /// Let a member use a method again that too many wrong guesses have stopped
    Allow(Allow),
}

#[derive(Debug, Args)]
struct Named {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Erase {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    /// Nothing brings them back: say that it is meant
    #[arg(long, required = true)]
    yes: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Allow {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    /// What they may use again
    #[arg(value_parser = ["password", "totp"])]
    method: String,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Pass {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Rescue {
    /// Where they sign in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// Their name or mail address
    name: String,
    /// Make them an owner of everything as well
    #[arg(long)]
    owner: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Invite {
    /// Where they will sign in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// A mail address, or a phone number with its country's code
    #[arg(required_unless_present = "file")]
    address: Option<String>,
    /// A role that comes with the account; may be given again
    #[arg(long = "role", value_name = "ROLE", conflicts_with = "file")]
    roles: Vec<String>,
    /// Several at once: a table with commas, whose columns are named address and roles; says what would come of each line
    #[arg(long, value_name = "CSV", conflicts_with = "address")]
    file: Option<PathBuf>,
    /// Invite those whom the table names
    #[arg(long, requires = "file")]
    yes: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Invitations {
    /// Where they will sign in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// Send this one again; the link before stops working
    #[arg(long, value_name = "ID", conflicts_with = "revoke")]
    resend: Option<String>,
    /// Take this one back
    #[arg(long, value_name = "ID")]
    revoke: Option<String>,
    #[command(flatten)]
    running: Running,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, RunningError> {
    match &arguments.command {
        Command::Invite(Invite { door, file: Some(file), yes, running, .. }) => {
            invitees::run(running, (door, file), *yes, told)
        }
        command => carry_out(command).map(|()| ExitCode::SUCCESS),
    }
}

fn carry_out(command: &Command) -> Result<(), RunningError> {
    match command {
        Command::Pass(Pass { door, name, running }) => {
            pass(running, (door, name), &Ask::AccessPass { door: door.clone(), name: name.clone() })
        }
        Command::Rescue(Rescue { door, name, owner, running }) => {
            pass(running, (door, name), &Ask::Rescue { door: door.clone(), name: name.clone(), owner: *owner })
        }
        Command::Invite(Invite { door, address, roles, running, .. }) => {
            let wish = InvitationWish::Invite { address: address.clone().unwrap_or_default(), roles: roles.clone() };
            list(running, door, wish)?;
            println!("The invitation is on its way.");
            Ok(())
        }
        Command::Invitations(Invitations { door, resend, revoke, running }) => {
            let wish = match (resend, revoke) {
                (Some(id), _) => InvitationWish::Resend(read(id)?),
                (None, Some(id)) => InvitationWish::Revoke(read(id)?),
                (None, None) => InvitationWish::List,
            };
            list(running, door, wish)
        }
        Command::Suspend(Named { door, name, running }) => {
            let said =
                [format!("{name} is suspended; every session has ended."), format!("{name} was suspended already.")];
            change(running, (door, name), Change::Suspend, &said)
        }
        Command::Restore(Named { door, name, running }) => {
            let said = [format!("{name} may sign in again."), format!("{name} was not suspended.")];
            change(running, (door, name), Change::Restore, &said)
        }
        Command::Erase(Erase { door, name, running, .. }) => {
            let said = [format!("{name} is removed."), format!("{name} was removed already.")];
            change(running, (door, name), Change::Erase, &said)
        }
        Command::Allow(Allow { door, name, method, running }) => {
            let Some(found) = Method::find(method) else {
                return Err(RunningError::Refused(format!("{method} is no method")));
            };
            let said = format!("{name} may use {method} again.");
            change(running, (door, name), Change::Allow(found), &[said.clone(), said])
        }
    }
}

/// Says the first where something was changed, else the second.
fn change(
    running: &Running,
    (door, name): (&str, &str),
    change: Change,
    said: &[String; 2],
) -> Result<(), RunningError> {
    let [done, was_so] = said;
    match running.ask(&Ask::ChangeUser { door: door.to_owned(), name: name.to_owned(), change })? {
        Answer::UserChanged { was_due } => {
            println!("{}", if was_due { done } else { was_so });
            Ok(())
        }
        Answer::Refused { why } => Err(RunningError::Refused(why)),
        _ => Err(RunningError::OtherAnswer),
    }
}

fn pass(running: &Running, (door, name): (&str, &str), ask: &Ask) -> Result<(), RunningError> {
    match running.ask(ask)? {
        Answer::AccessPass { code, full_until, expires_at } => {
            println!("Temporary access pass for {name} (shown once): {code}");
            println!("The member types it at /{door}/recovery. Good as two factors until {full_until},");
            println!("then for a recovery only, until {expires_at}. A new passkey ends it.");
            Ok(())
        }
        Answer::Refused { why } => Err(RunningError::Refused(why)),
        _ => Err(RunningError::OtherAnswer),
    }
}

fn list(running: &Running, door: &str, wish: InvitationWish) -> Result<(), RunningError> {
    match running.ask(&Ask::Invitations { door: door.to_owned(), wish })? {
        Answer::Invitations { list } => {
            for one in list {
                let state = if one.expired { "expired" } else { "until" };
                println!("{}  {}  {state} {}", one.id, one.address, one.expires_at);
            }
            Ok(())
        }
        Answer::Refused { why } => Err(RunningError::Refused(why)),
        _ => Err(RunningError::OtherAnswer),
    }
}

fn read(id: &str) -> Result<InvitationId, RunningError> {
    id.parse().map_err(|_| RunningError::Refused(format!("{id} is no id of an invitation")))
}
