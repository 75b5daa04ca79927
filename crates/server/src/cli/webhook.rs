//! `keystead webhook`: the addresses of a tenant that are told what happens. A secret is printed once, when it is drawn.

use super::running::{Changing, Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::id::WebhookId;
use domain::webhooks::Group;
use domain::webhooks::operator::{Known, Wish};
use serde_json::json;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a webhook, and print its id and its secret
    Add(Add),
    /// List the webhooks of a tenant
    List(At),
    /// Draw another secret; the one before signs beside it for 24 hours
    Secret(Named),
    /// Switch a webhook off; what happens meanwhile is not told there
    Disable(Named),
    /// Switch it on again
    Enable(Named),
    /// Send a test event
    Test(Named),
    /// Remove a webhook
    Remove(Named),
}

#[derive(Debug, Args)]
struct At {
    tenant: String,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Named {
    tenant: String,
    /// The webhook's id
    id: WebhookId,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, Args)]
struct Add {
    tenant: String,
    /// Where it is told: https://…
    url: String,
    /// Whose it is, and what for
    #[arg(long, default_value = "")]
    description: String,
    /// Which events it is told; several times for several
    #[arg(long = "event", value_name = "GROUP", required = true, value_parser = Group::ALL.map(Group::as_str))]
    events: Vec<String>,
    #[command(flatten)]
    at: Changing,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    let (at, tenant, wish) = match &arguments.command {
        Command::List(at) => return list(at, told),
        Command::Add(Add { tenant, url, description, events, at }) => {
            let wish = Wish::Add { url: url.clone(), description: description.clone(), events: events.clone() };
            (at, tenant, wish)
        }
        Command::Secret(one) => (&one.at, &one.tenant, Wish::Secret { id: one.id }),
        Command::Disable(one) => (&one.at, &one.tenant, Wish::Enable { id: one.id, enabled: false }),
        Command::Enable(one) => (&one.at, &one.tenant, Wish::Enable { id: one.id, enabled: true }),
        Command::Test(one) => (&one.at, &one.tenant, Wish::Test { id: one.id }),
        Command::Remove(one) => (&one.at, &one.tenant, Wish::Remove { id: one.id }),
    };
    let Answer::Webhook { id, secret } = at.ask(Ask::Webhooks { tenant: tenant.clone(), wish })? else {
        return Err(RunningError::OtherAnswer);
    };
    told.rehearsed(at.is_dry_run()).tell(&json!({ "id": id, "secret": secret }), || {
        let shown = |secret| format!("secret  {secret}\nThe secret is not shown again.\n");
        format!("id      {id}\n{}", secret.as_deref().map(shown).unwrap_or_default())
    });
    Ok(())
}

fn list(At { tenant, running }: &At, told: Told) -> Result<(), RunningError> {
    let ask = Ask::Webhooks { tenant: tenant.clone(), wish: Wish::List };
    let Answer::Webhooks { list } = running.ask(&ask)? else { return Err(RunningError::OtherAnswer) };
    let line = |one: &Known| {
        let off = if one.enabled { "" } else { "  (off)" };
        format!("{}  {}{off}  {}  {}\n", one.id, one.url, one.events.join(" "), one.description)
    };
    told.tell(&list, || list.iter().map(line).collect());
    Ok(())
}
