//! The addresses of a tenant from the server's own terminal. Whoever is there may do all of it; it is recorded all the same.

use super::change::{remove_by, renew_by, switch_by, test_by};
use super::events::{Group, groups};
use super::roster::{Drawn, NewWebhookAsk, add_by};
use crate::app::App;
use crate::applications::by::By;
use crate::error::Error;
use crate::saving::Unsaved;
use serde::{Deserialize, Serialize};
use store::id::{TenantId, WebhookId};
use store::webhook;

/// What the operator wants.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    Add { url: String, description: String, events: Vec<String> },
    List,
    Secret { id: WebhookId },
    Enable { id: WebhookId, enabled: bool },
    Test { id: WebhookId },
    Remove { id: WebhookId },
}

/// What has come of it.
#[derive(Debug)]
pub enum Done {
    /// A secret comes once.
    Drawn(Drawn),
    List(Vec<Known>),
    One(WebhookId),
}

/// An address as a command shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Known {
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    pub events: Vec<String>,
    pub enabled: bool,
    pub trouble: Option<String>,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    #[error("there is no tenant {0}")]
    Tenant(String),
    #[error("there is no webhook {0} here")]
    Unknown(WebhookId),
    #[error("{0}")]
    Unfit(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl NotDone {
    fn of(app: &App, unsaved: Unsaved) -> Self {
        match unsaved {
            Unsaved::Objection(objection) => Self::Unfit(objection.problem),
            other => Self::Failed(other.told(app)),
        }
    }
}

/// Does what is wished for at a tenant, by its word in addresses.
pub async fn carry_out(app: &App, tenant: &str, wish: Wish) -> Result<Done, NotDone> {
    let snapshot = app.snapshot();
    let door = snapshot.doors().iter().find(|door| door.tenant.slug == tenant);
    let Some(tenant) = door.map(|door| door.tenant.id) else { return Err(NotDone::Tenant(tenant.to_owned())) };
    let whose = |id: WebhookId| ((tenant, id), By::Operator);
    let (id, done) = match wish {
        Wish::List => return Ok(Done::List(list(app, tenant).await?)),
        Wish::Add { url, description, events } => {
            let added = add_by(app, (tenant, By::Operator), NewWebhookAsk { url, description, events }).await;
            return added.map(Done::Drawn).map_err(|unsaved| NotDone::of(app, unsaved));
        }
        Wish::Secret { id } => {
            let drawn = renew_by(app, whose(id)).await.map_err(|unsaved| NotDone::of(app, unsaved))?;
            return drawn.map(Done::Drawn).ok_or(NotDone::Unknown(id));
        }
        Wish::Enable { id, enabled } => (id, switch_by(app, whose(id), enabled).await),
        Wish::Test { id } => (id, test_by(app, whose(id)).await),
        Wish::Remove { id } => (id, remove_by(app, whose(id), None).await),
    };
    let done = done.map_err(|unsaved| NotDone::of(app, unsaved))?;
    done.map(|()| Done::One(id)).ok_or(NotDone::Unknown(id))
}

async fn list(app: &App, tenant: TenantId) -> Result<Vec<Known>, Error> {
    let rows = app.store().read("webhooks", move |tx| Ok::<_, Error>(webhook::of_tenant(tx, tenant)?)).await?;
    let known = |row: webhook::Webhook| Known {
        id: row.id,
        url: row.url,
        description: row.description,
        events: groups(&row.events).into_iter().map(Group::as_str).map(str::to_owned).collect(),
        enabled: row.enabled,
        trouble: row.state.trouble,
    };
    Ok(rows.into_iter().map(known).collect())
}
