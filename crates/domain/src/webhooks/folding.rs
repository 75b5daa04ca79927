//! Finds in the audit what is to be told. Each tenant's events are looked through in the order of their ids, once at once and again when nothing can
//! come late any more: ids are made before their event is committed, on several nodes. A delivery has its event as its key, so neither look, nor
//! another node's, makes two of one. Where nothing happens it writes nothing (ADR 29).

use super::events;
use crate::app::App;
use crate::audit::id_at;
use crate::error::Error;
use store::happening::{self, Happening};
use store::id::{EventId, TenantId};
use store::webhook::{self, Webhook};
use store::{Tx, webhook_delivery};

/// Up to here the first look never says that it has seen all.
const NEAR_MS: i64 = 5_000;
/// By then everything is committed, as for the seals (ADR 17).
const FAR_MS: i64 = 15 * 60_000;
/// How far both go back where the clock was put back. Deliveries are kept for longer, so none is made twice.
const LOOK_BACK_MS: i64 = 24 * 60 * 60_000;
const CHUNK: u32 = 500;
/// Chunks of one round: five thousand events a second, of which most are of no interest.
const CHUNKS: u32 = 20;
const LAST: EventId = EventId::from_bytes([0xff; 16]);

/// Looks through what every tenant has recorded since the last time, where anybody asks for it.
pub async fn look(app: &App) -> Result<(), Error> {
    let all = app.store().read("webhooks", webhook::enabled).await?;
    let mut done = Ok(());
    for of_tenant in all.chunk_by(|one, next| one.tenant_id == next.tenant_id) {
        let Some(first) = of_tenant.first() else { continue };
        // What cannot be read of one tenant keeps no other one's from being told.
        done = done.and(fold(app, first.tenant_id, of_tenant).await);
    }
    done
}

/// All of one tenant, which has one at least.
async fn fold(app: &App, tenant: TenantId, webhooks: &[Webhook]) -> Result<(), Error> {
    let now = app.now();
    let since = webhooks.iter().map(|webhook| webhook.since).min().unwrap_or(now);
    let kept = app.store().read("webhook position", move |tx| webhook::position(tx, tenant)).await?;
    let mut position = begin(kept, since, now);
    let (mut after, mut written) = (position.0, kept);
    for _ in 0..CHUNKS {
        let (events, is_all) = events_between(app, tenant, (after, LAST)).await?;
        after = events.last().map_or(after, |event| event.id);
        position.0 = after.min(id_at(now - NEAR_MS)).max(position.0);
        written = put(app, (tenant, webhooks), events, (written, position)).await?;
        if is_all {
            break;
        }
    }
    for _ in 0..CHUNKS {
        let (events, is_all) = events_between(app, tenant, (position.1, id_at(now - FAR_MS).min(position.0))).await?;
        position.1 = events.last().map_or(position.1, |event| event.id);
        written = put(app, (tenant, webhooks), events, (written, position)).await?;
        if is_all {
            break;
        }
    }
    Ok(())
}

/// From where both looks go on.
fn begin(kept: Option<(EventId, EventId)>, since: i64, now: i64) -> (EventId, EventId) {
    let first = id_at(since - FAR_MS);
    let (through, checked) = kept.unwrap_or((first, first));
    if checked > id_at(now) {
        // Nobody knows when it was put back.
        let back = id_at(now - LOOK_BACK_MS).max(first);
        return (back, back);
    }
    (through.max(first), checked.max(first))
}

async fn events_between(
    app: &App,
    tenant: TenantId,
    between: (EventId, EventId),
) -> Result<(Vec<Happening>, bool), Error> {
    let read = move |tx: &mut Tx<'_>| happening::after(tx, tenant, between, CHUNK);
    let events = app.store().read("events for webhooks", read).await?;
    let is_all = events.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX);
    Ok((events, is_all))
}

/// Writes down what is to be told, with how far that goes, where either is new; what is written then.
async fn put(
    app: &App,
    (tenant, webhooks): (TenantId, &[Webhook]),
    events: Vec<Happening>,
    (written, position): (Option<(EventId, EventId)>, (EventId, EventId)),
) -> Result<Option<(EventId, EventId)>, Error> {
    let (now, mut wanted) = (app.now(), Vec::new());
    for event in &events {
        let Some(told) = events::of(&event.kind, &event.outcome) else { continue };
        let asks =
            |webhook: &&Webhook| event.at >= webhook.since && events::groups(&webhook.events).contains(&told.group);
        wanted.extend(webhooks.iter().filter(asks).map(|webhook| (webhook.id, event.id, told.name)));
    }
    if events.is_empty() || (wanted.is_empty() && written == Some(position)) {
        return Ok(written);
    }
    let write = move |tx: &mut Tx<'_>| {
        for (id, event, name) in &wanted {
            if webhook_delivery::add(tx, (tenant, *id), (*event, name), now)? {
                webhook::wake(tx, (tenant, *id), now)?;
            }
        }
        if written == Some(position) { Ok::<_, Error>(()) } else { Ok(webhook::move_to(tx, tenant, position)?) }
    };
    app.store().write("events to webhooks", write).await?;
    Ok(Some(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn both_looks_begin_where_they_were() {
        let (now, since) = (100 * HOUR, HOUR);
        let first = id_at(since - FAR_MS);
        assert_eq!(begin(None, since, now), (first, first));
        let kept = (id_at(now - 5), id_at(now - HOUR));
        assert_eq!(begin(Some(kept), since, now), kept);
        // Of a time in which nobody asked for anything nothing is told.
        assert_eq!(begin(Some((id_at(5), id_at(5))), since, now), (first, first));
        // The clock was put back by an hour.
        let back = id_at(now - LOOK_BACK_MS);
        assert_eq!(begin(Some((id_at(now + HOUR), id_at(now + HOUR / 2))), since, now), (back, back));
    }
}
