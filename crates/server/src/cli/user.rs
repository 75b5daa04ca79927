//! `keystead user`: invites somebody, looks after invitations that wait, suspends, restores and removes members, lets
//! them use a method again, and gives a temporary access pass, shown once. Whoever asks for a pass has made sure by other means who the
//! member is.

use super::invitees;
use super::running::{Changing, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask, Change, InvitationWish, Waiting};
use clap::{Args, Subcommand};
use domain::Method;
use domain::id::InvitationId;
use serde_json::json;
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
    at: Changing,
}

#[derive(Debug, Args)]
struct Erase {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    /// Nothing brings them back: say that it is meant
    #[arg(long, required_unless_present = "dry_run")]
    yes: bool,
    #[command(flatten)]
    at: Changing,
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
    at: Changing,
}

#[derive(Debug, Args)]
struct Pass {
    /// Where the member signs in
    #[arg(value_name = "TENANT/WORKSPACE")]
    door: String,
    /// The member's name or mail address
    name: String,
    #[command(flatten)]
    at: Changing,
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
    at: Changing,
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
    at: Changing,
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
    at: Changing,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, RunningError> {
    match &arguments.command {
        Command::Invite(Invite { door, file: Some(file), yes, at, .. }) => invitees::run(at, (door, file), *yes, told),
        command => carry_out(command, told).map(|()| ExitCode::SUCCESS),
    }
}

fn carry_out(command: &Command, told: Told) -> Result<(), RunningError> {
    match command {
        Command::Pass(Pass { door, name, at }) => {
            pass(at, told, (door, name), Ask::AccessPass { door: door.clone(), name: name.clone() })
        }
        Command::Rescue(Rescue { door, name, owner, at }) => {
            pass(at, told, (door, name), Ask::Rescue { door: door.clone(), name: name.clone(), owner: *owner })
        }
        Command::Invite(Invite { door, address, roles, at, .. }) => {
            let wish = InvitationWish::Invite { address: address.clone().unwrap_or_default(), roles: roles.clone() };
            list(at, told, door, &wish)
        }
        Command::Invitations(Invitations { door, resend, revoke, at }) => {
            let wish = match (resend, revoke) {
                (Some(id), _) => InvitationWish::Resend(read(id)?),
                (None, Some(id)) => InvitationWish::Revoke(read(id)?),
                (None, None) => InvitationWish::List,
            };
            list(at, told, door, &wish)
        }
        Command::Suspend(Named { door, name, at }) => {
            let said =
                [format!("{name} is suspended; every session has ended."), format!("{name} was suspended already.")];
            change(at, told, (door, name, Change::Suspend), &said)
        }
        Command::Restore(Named { door, name, at }) => {
            let said = [format!("{name} may sign in again."), format!("{name} was not suspended.")];
            change(at, told, (door, name, Change::Restore), &said)
        }
        Command::Erase(Erase { door, name, at, .. }) => {
            let said = [format!("{name} is removed."), format!("{name} was removed already.")];
            change(at, told, (door, name, Change::Erase), &said)
        }
        Command::Allow(Allow { door, name, method, at }) => {
            let Some(found) = Method::find(method) else {
                return Err(RunningError::Refused(format!("{method} is no method")));
            };
            let said = format!("{name} may use {method} again.");
            change(at, told, (door, name, Change::Allow(found)), &[said.clone(), said])
        }
    }
}

/// Says the first where something was changed, else the second.
fn change(
    at: &Changing,
    told: Told,
    (door, name, change): (&str, &str, Change),
    said: &[String; 2],
) -> Result<(), RunningError> {
    let [done, was_so] = said;
    let ask = Ask::ChangeUser { door: door.to_owned(), name: name.to_owned(), change };
    let Answer::UserChanged { was_due } = at.ask(ask)? else { return Err(RunningError::OtherAnswer) };
    let sentences = || format!("{}\n", if was_due { done } else { was_so });
    told.rehearsed(at.is_dry_run()).tell(&json!({ "changed": was_due }), sentences);
    Ok(())
}

fn pass(at: &Changing, told: Told, (door, name): (&str, &str), ask: Ask) -> Result<(), RunningError> {
    let Answer::AccessPass { code, full_until, expires_at } = at.ask(ask)? else {
        return Err(RunningError::OtherAnswer);
    };
    let outcome = json!({ "code": code, "full_until": full_until, "expires_at": expires_at });
    told.rehearsed(at.is_dry_run()).tell(&outcome, || {
        let code = code.as_deref().unwrap_or("(a code that is not drawn)");
        format!(
            "Temporary access pass for {name} (shown once): {code}\n\
             The member types it at /{door}/recovery. Good as two factors until {full_until},\n\
             then for a recovery only, until {expires_at}. A new passkey ends it.\n"
        )
    });
    Ok(())
}

fn list(at: &Changing, told: Told, door: &str, wish: &InvitationWish) -> Result<(), RunningError> {
    let said = |waits: bool, is_empty: bool| match wish {
        InvitationWish::Revoke(id) => format!("The invitation {id} is taken back; its link opens nothing any more.\n"),
        InvitationWish::List if is_empty => format!("No invitation waits for an answer at {door}.\n"),
        InvitationWish::List => String::new(),
        _ if waits => "The invitation is sent as soon as the server runs.\n".to_owned(),
        _ => "The invitation is on its way.\n".to_owned(),
    };
    let Answer::Invitations { list, waits } = at.ask(Ask::Invitations { door: door.to_owned(), wish: wish.clone() })?
    else {
        return Err(RunningError::OtherAnswer);
    };
    told.rehearsed(at.is_dry_run()).tell(&list, || {
        let line = |one: &Waiting| {
            let state = if one.expired { "expired" } else { "until" };
            format!("{}  {}  {state} {}\n", one.id, one.address, one.expires_at)
        };
        list.iter().map(line).chain([said(waits, list.is_empty())]).collect()
    });
    Ok(())
}

fn read(id: &str) -> Result<InvitationId, RunningError> {
    id.parse().map_err(|_| RunningError::Refused(format!("{id} is no id of an invitation")))
}
