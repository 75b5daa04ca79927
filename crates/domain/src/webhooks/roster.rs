//! The addresses of a tenant at the console: who looks after them, their list, one of them with what it was told, and adding one. An address is told
//! of the whole tenant, so whoever looks after one pool of it alone has none. A secret is answered by what draws it, and by nothing else; whoever may
//! not change an address does not read its path, which may be a secret of its receiver's.

use super::address::{put, without_path};
use super::events::{Group, groups};
use super::{message, signing};
use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::applications::by::By;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::passkeys::time;
use crate::saving::{self, Unsaved};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId, WebhookId};
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Delivery, State};

/// Each event may become a call to each of them.
const MOST: usize = 20;
/// Rows of a page of deliveries.
pub(super) const PAGE: u32 = 50;

/// One address with its settings.
#[derive(Debug, Clone, Serialize)]
pub struct WebhookView {
    pub tenant: String,
    #[serde(skip)]
    pub tenant_name: String,
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    /// Words of [`Group`].
    pub events: Vec<&'static str>,
    pub enabled: bool,
    /// `gone` or `failing` where we have switched it off ourselves.
    pub off_because: Option<String>,
    /// RFC 3339, as the others.
    pub failing_since: Option<String>,
    pub trouble: Option<String>,
    /// Until when the secret before this one signs, too.
    pub before_until: Option<String>,
    pub created_at: String,
    pub changed_at: String,
    pub version: String,
}

/// What it was told, or is to be told.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryView {
    pub event: EventId,
    /// The same at each attempt.
    pub message: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// `waiting`, `taken`, `given_up` or `skipped`
    pub state: &'static str,
    pub attempts: i64,
    pub tried_at: Option<String>,
    pub due_at: Option<String>,
    pub status: Option<i64>,
    pub trouble: Option<String>,
}

/// An address to be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWebhookAsk {
    pub url: String,
    #[serde(default)]
    pub description: String,
    pub events: Vec<String>,
}

/// What is to be saved; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookAsk {
    pub url: Option<String>,
    pub description: Option<String>,
    pub events: Option<Vec<String>>,
}

/// What the receiver needs to know. The secret is in no other answer.
#[derive(Clone, Serialize)]
pub struct Drawn {
    pub id: WebhookId,
    pub secret: String,
    /// Until when the one before signs, too.
    pub before_until: Option<String>,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawn").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A tenant, for whoever may do this to the whole of it.
pub(super) struct Place {
    pub id: TenantId,
    pub name: String,
}

pub(super) fn place(app: &App, acting: &Acting, power: Power, tenant: &str) -> Result<Place, Error> {
    let snapshot = app.snapshot();
    let door = snapshot.doors().iter().find(|door| door.tenant.slug == tenant);
    let Some(door) = door else { return Err(unknown(app)) };
    acting.require(app, (power, Scope::Tenant(door.tenant.id)))?;
    Ok(Place { id: door.tenant.id, name: door.tenant.name.clone() })
}

pub(super) fn unknown(app: &App) -> Error {
    Unsaved::Because(Reason::UnknownAddress).told(app)
}

pub(super) fn about(event: &AuditEvent, id: WebhookId, what: Option<String>) -> AuditEvent {
    let detail = what.map_or_else(|| id.to_string(), |what| format!("{id}; {what}"));
    AuditEvent { detail: Some(Cow::Owned(detail)), ..event.clone() }
}

/// All addresses of a tenant, with its name.
pub async fn list(app: &App, acting: &Acting, tenant: &str) -> Result<(String, Vec<WebhookView>), Error> {
    let place = place(app, acting, Power::See, tenant)?;
    let id = place.id;
    let rows = app.store().read("webhooks", move |tx| webhook::of_tenant(tx, id)).await?;
    let views = rows.into_iter().map(|row| view(app, acting, (tenant, &place), row)).collect();
    Ok((place.name, views))
}

/// How many there are; none where who asks does not look after the whole tenant.
pub async fn count(app: &App, acting: &Acting, tenant: TenantId) -> Result<Option<usize>, Error> {
    if !acting.may(Power::See, Scope::Tenant(tenant)) {
        return Ok(None);
    }
    let rows = app.store().read("webhooks", move |tx| webhook::of_tenant(tx, tenant)).await?;
    Ok(Some(rows.len()))
}

/// One of them.
pub async fn show(app: &App, acting: &Acting, (tenant, id): (&str, WebhookId)) -> Result<WebhookView, Error> {
    let place = place(app, acting, Power::See, tenant)?;
    let key = (place.id, id);
    let row = app.store().read("webhook", move |tx| webhook::find(tx, key)).await?;
    row.map(|row| view(app, acting, (tenant, &place), row)).ok_or_else(|| unknown(app))
}

fn view(app: &App, acting: &Acting, (tenant, place): (&str, &Place), row: Webhook) -> WebhookView {
    let may_read = acting.may(Power::Configure, Scope::Tenant(place.id));
    WebhookView {
        tenant: tenant.to_owned(),
        tenant_name: place.name.clone(),
        version: version(&row),
        events: groups(&row.events).into_iter().map(Group::as_str).collect(),
        before_until: row.before_until.filter(|until| *until > app.now()).map(time),
        url: if may_read { row.url } else { without_path(&row.url) },
        id: row.id,
        description: row.description,
        enabled: row.enabled,
        off_because: row.off_because,
        failing_since: row.state.failing_since.map(time),
        trouble: row.state.trouble,
        created_at: time(row.created_at),
        changed_at: time(row.changed_at),
    }
}

/// Of what the form saves: neither of its secret, nor of whether it is switched on.
pub(super) fn version(row: &Webhook) -> String {
    saving::version(&["webhook", &row.url, &row.description, &row.events])
}

/// What one was told, for whoever reads the audit: it says what happened, and when. The newest first, behind this event where one is named; and behind which there is more.
pub async fn deliveries(
    app: &App,
    acting: &Acting,
    (tenant, id): (&str, WebhookId),
    before: Option<EventId>,
) -> Result<(Vec<DeliveryView>, Option<EventId>), Error> {
    let place = place(app, acting, Power::Audit, tenant)?;
    let before = before.unwrap_or(EventId::from_bytes([0xff; 16]));
    let key = (place.id, id);
    let read = move |tx: &mut Tx<'_>| webhook_delivery::newest(tx, key, before, PAGE + 1);
    let mut rows = app.store().read("what a webhook was told", read).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| is_more).map(|row| row.event_id);
    Ok((rows.into_iter().map(told).collect(), next))
}

fn told(row: Delivery) -> DeliveryView {
    DeliveryView {
        event: row.event_id,
        message: message::id(row.event_id),
        kind: row.r#type,
        state: if row.state == State::Again { State::Waiting } else { row.state }.as_str(),
        attempts: row.attempts,
        tried_at: row.tried_at.map(time),
        due_at: row.due_at.map(time),
        status: row.status,
        trouble: row.trouble,
    }
}

/// Adds an address. What happens from now on is told there.
pub async fn add(app: &App, acting: &Acting, tenant: &str, ask: NewWebhookAsk) -> Result<Drawn, Error> {
    let tenant = place(app, acting, Power::Configure, tenant)?.id;
    add_by(app, (tenant, By::Administrator(acting)), ask).await.map_err(|unsaved| unsaved.told(app))
}

pub(super) async fn add_by(app: &App, (tenant, by): (TenantId, By<'_>), ask: NewWebhookAsk) -> Result<Drawn, Unsaved> {
    let (ms, random) = app.id_parts().map_err(Error::from)?;
    let id = WebhookId::from_parts(ms, random);
    let (secret, sealed) = signing::draw(app, (tenant, id))?;
    let mut row = blank((tenant, id), sealed, app.now());
    let NewWebhookAsk { url, description, events } = ask;
    put(&mut row, WebhookAsk { url: Some(url), description: Some(description), events: Some(events) })?;
    let event = about(&by.event_of_tenant(app, tenant, Kind::WebhookAdded).await?, id, Some(without_path(&row.url)));
    let writer = by.writer();
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        if webhook::of_tenant(tx, tenant)?.len() >= MOST {
            let why = format!("There are {MOST} already, and there can be no more.");
            return Err(Unsaved::from(Objection::new("url", why)));
        }
        webhook::insert(tx, &row)?;
        Ok(audit_event::insert(tx, &event)?)
    };
    app.store().write("add webhook", write).await?;
    Ok(Drawn { id, secret, before_until: None })
}

/// One that is told nothing yet.
fn blank((tenant_id, id): (TenantId, WebhookId), sealed: Vec<u8>, now: i64) -> Webhook {
    Webhook {
        tenant_id,
        id,
        url: String::new(),
        description: String::new(),
        events: String::new(),
        enabled: true,
        off_because: None,
        since: now,
        sealed,
        sealed_before: None,
        before_until: None,
        created_at: now,
        changed_at: now,
        state: webhook::State::default(),
    }
}
