//! `keystead webhook`: the addresses of a tenant that are told what happens. It asks the running server; a secret is printed once, when it is drawn.

use super::running::{Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::id::WebhookId;
use domain::webhooks::Group;
use domain::webhooks::operator::Wish;

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
    running: Running,
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
    running: Running,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    let (running, tenant, wish) = match &arguments.command {
        Command::Add(Add { tenant, url, description, events, running }) => {
            let wish = Wish::Add { url: url.clone(), description: description.clone(), events: events.clone() };
            (running, tenant, wish)
        }
        Command::List(at) => (&at.running, &at.tenant, Wish::List),
        Command::Secret(one) => (&one.running, &one.tenant, Wish::Secret { id: one.id }),
        Command::Disable(one) => (&one.running, &one.tenant, Wish::Enable { id: one.id, enabled: false }),
        Command::Enable(one) => (&one.running, &one.tenant, Wish::Enable { id: one.id, enabled: true }),
        Command::Test(one) => (&one.running, &one.tenant, Wish::Test { id: one.id }),
        Command::Remove(one) => (&one.running, &one.tenant, Wish::Remove { id: one.id }),
    };
    match running.ask(&Ask::Webhooks { tenant: tenant.clone(), wish })? {
        Answer::Webhook { id, secret } => {
            println!("id      {id}");
            if let Some(secret) = secret {
                println!("secret  {secret}");
                println!("The secret is not shown again.");
            }
        }
        Answer::Webhooks { list } if told.is_json() => told.tell(&list, String::new),
        Answer::Webhooks { list } => {
            for one in list {
                let off = if one.enabled { "" } else { "  (off)" };
                println!("{}  {}{off}  {}  {}", one.id, one.url, one.events.join(" "), one.description);
            }
        }
        Answer::Refused { why } => return Err(RunningError::Refused(why)),
        _ => return Err(RunningError::OtherAnswer),
    }
    Ok(())
}
