//! Changing an address: its settings, its secret, whether it is on, its end, and sending something once more. What is saved is what somebody has
//! looked at; what changes nothing is no event.

use super::address::put;
use super::events::TESTED;
use super::roster::{Drawn, WebhookAsk, about, place, unknown, version};
use super::signing::{self, OVERLAP_MS};
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::applications::by::By;
use crate::audit::Kind;
use crate::error::{Error, Reason};
use crate::passkeys::time;
use crate::saving::{self, Change, Unsaved};
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId, WebhookId};
use store::webhook::{self, Webhook};
use store::{Tx, webhook_delivery};

/// Which one, and who asks.
pub(super) type Whose<'a> = ((TenantId, WebhookId), By<'a>);

/// Saves what was asked for, where nobody has saved anything since `seen`, and answers the version that is in force now.
pub async fn save(
    app: &App,
    acting: &Acting,
    at: (&str, WebhookId),
    (seen, ask): (String, WebhookAsk),
) -> Result<String, Error> {
    let now = app.now();
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        if version(row) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let mut new = Webhook { changed_at: now, ..row.clone() };
        put(&mut new, ask.clone())?;
        // Its path may be a secret: that it is another one says enough.
        let url = (row.url != new.url).then(|| Change::whole(&["url"], "another one"));
        let description = Change::of("description", row.description.as_str(), new.description.as_str());
        let events = Change::of("events", row.events.as_str(), new.events.as_str());
        let said: Vec<_> = [url, description, events].into_iter().flatten().collect();
        if !said.is_empty() {
            webhook::save(tx, &new)?;
            audit_event::insert(tx, &about(event, row.id, Some(saving::told(&said))))?;
        }
        Ok(version(&new))
    };
    let whose = whose(app, acting, at)?;
    answer(app, change(app, (whose, Kind::WebhookChanged), how).await)
}

/// A new secret, to be shown once. The one before signs beside it for a day, so that the receiver misses nothing. Of several within a day the last
/// signs, and beside it the one that was in force before them: that is the one which the receiver has.
pub async fn renew_secret(app: &App, acting: &Acting, at: (&str, WebhookId)) -> Result<Drawn, Error> {
    let whose = whose(app, acting, at)?;
    answer(app, renew_by(app, whose).await)
}

pub(super) async fn renew_by(app: &App, whose: Whose<'_>) -> Result<Option<Drawn>, Unsaved> {
    let (secret, sealed) = signing::draw(app, whose.0)?;
    let (now, id) = (app.now(), whose.0.1);
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        let before = row.sealed_before.clone().zip(row.before_until.filter(|until| *until > now));
        let (before, until) = before.unwrap_or_else(|| (row.sealed.clone(), now + OVERLAP_MS));
        let new = Webhook {
            sealed: sealed.clone(),
            sealed_before: Some(before),
            before_until: Some(until),
            changed_at: now,
            ..row.clone()
        };
        webhook::set_secret(tx, &new)?;
        audit_event::insert(tx, &about(event, row.id, None))?;
        Ok(until)
    };
    let done = change(app, (whose, Kind::WebhookSecretRenewed), how).await?;
    Ok(done.map(|until| Drawn { id, secret, before_until: Some(time(until)) }))
}

/// What happens from now on is told there again, and so is what still waits.
pub async fn enable(app: &App, acting: &Acting, at: (&str, WebhookId)) -> Result<(), Error> {
    let whose = whose(app, acting, at)?;
    answer(app, switch_by(app, whose, true).await)
}

/// Nothing is sent there any more. What waits, waits.
pub async fn disable(app: &App, acting: &Acting, at: (&str, WebhookId)) -> Result<(), Error> {
    let whose = whose(app, acting, at)?;
    answer(app, switch_by(app, whose, false).await)
}

pub(super) async fn switch_by(app: &App, whose: Whose<'_>, on: bool) -> Result<Option<()>, Unsaved> {
    let (now, key) = (app.now(), whose.0);
    let kind = if on { Kind::WebhookEnabled } else { Kind::WebhookDisabled };
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        let is_other = if on { webhook::switch_on(tx, key, now)? } else { webhook::switch_off(tx, key, (now, None))? };
        if is_other {
            audit_event::insert(tx, &about(event, row.id, None))?;
        }
        Ok(())
    };
    change(app, (whose, kind), how).await
}

/// Removes an address for good, with what waits for it.
pub async fn remove(app: &App, acting: &Acting, at: (&str, WebhookId), seen: String) -> Result<(), Error> {
    let whose = whose(app, acting, at)?;
    answer(app, remove_by(app, whose, Some(seen)).await)
}

pub(super) async fn remove_by(app: &App, whose: Whose<'_>, seen: Option<String>) -> Result<Option<()>, Unsaved> {
    let key = whose.0;
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        if seen.as_ref().is_some_and(|seen| version(row) != *seen) {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        webhook::delete(tx, key)?;
        Ok(audit_event::insert(tx, &about(event, row.id, None))?)
    };
    change(app, (whose, Kind::WebhookRemoved), how).await
}

/// Sends that somebody has asked for this: to try whether it arrives.
pub async fn test(app: &App, acting: &Acting, at: (&str, WebhookId)) -> Result<(), Error> {
    let whose = whose(app, acting, at)?;
    answer(app, test_by(app, whose).await)
}

pub(super) async fn test_by(app: &App, whose: Whose<'_>) -> Result<Option<()>, Unsaved> {
    let (now, key) = (app.now(), whose.0);
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        let event = about(event, row.id, None);
        audit_event::insert(tx, &event)?;
        webhook_delivery::add(tx, key, (event.id, TESTED), now)?;
        Ok(webhook::hurry(tx, key, now)?)
    };
    change(app, (whose, Kind::WebhookTested), how).await
}

/// Sends something once more, whatever has become of it, under the same name.
pub async fn retry(app: &App, acting: &Acting, at: (&str, WebhookId), told: EventId) -> Result<(), Error> {
    let whose = whose(app, acting, at)?;
    let (now, key) = (app.now(), whose.0);
    let how = move |tx: &mut Tx<'_>, row: &Webhook, event: &AuditEvent| {
        if !webhook_delivery::again(tx, key, told, now)? {
            return Err(Unsaved::Because(Reason::UnknownAddress));
        }
        webhook::hurry(tx, key, now)?;
        Ok(audit_event::insert(tx, &about(event, row.id, Some(told.to_string())))?)
    };
    answer(app, change(app, (whose, Kind::WebhookRetried), how).await)
}

/// For whoever may change it.
fn whose<'a>(app: &App, acting: &'a Acting, (tenant, id): (&str, WebhookId)) -> Result<Whose<'a>, Error> {
    let tenant = place(app, acting, Power::Configure, tenant)?.id;
    Ok(((tenant, id), By::Administrator(acting)))
}

fn answer<T>(app: &App, done: Result<Option<T>, Unsaved>) -> Result<T, Error> {
    done.map_err(|unsaved| unsaved.told(app))?.ok_or_else(|| unknown(app))
}

/// Does this to one of them, in a transaction that reads again who asks for it; nothing where there is no such.
async fn change<T: Send + 'static>(
    app: &App,
    ((key, by), kind): (Whose<'_>, Kind),
    how: impl Fn(&mut Tx<'_>, &Webhook, &AuditEvent) -> Result<T, Unsaved> + Send + 'static,
) -> Result<Option<T>, Unsaved> {
    let (event, writer) = (by.event_of_tenant(app, key.0, kind).await?, by.writer());
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let Some(row) = webhook::find(tx, key)? else { return Ok(None) };
        how(tx, &row, &event).map(Some)
    };
    app.store().write("change webhook", write).await
}
