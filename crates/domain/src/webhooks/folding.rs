//! Finds in the audit what is to be told. Each tenant's events are looked through in the order of their ids, once at once and again when nothing can
//! come late any more: ids are made before their event is committed, on several nodes. A delivery has its event as its key, so neither look, nor
//! another node's, makes two of one. Where nothing happens it writes nothing, and of the last seconds, which it reads again and again, it remembers
//! what it has written (ADR 29).

use super::events::{self, Group};
use crate::app::App;
use crate::audit::id_at;
use crate::error::Error;
use std::collections::{BTreeSet, HashMap};
use store::happening::{self, Happening};
use store::id::{EventId, TenantId, WebhookId};
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

type Position = (EventId, EventId);

/// What this node has looked through. Another one, or this one after a start, writes the last seconds once more: that makes none of it twice.
#[derive(Debug, Default)]
pub struct Looking {
    near: HashMap<TenantId, Near>,
}

/// What is written of the last seconds of one tenant.
#[derive(Debug, Default)]
struct Near {
    /// For these addresses.
    asks: Vec<Ask>,
    events: BTreeSet<EventId>,
}

/// What one address is told, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ask {
    id: WebhookId,
    events: String,
    since: i64,
}

impl Ask {
    fn wants(&self, event: &Happening, group: Group) -> bool {
        event.at >= self.since && events::groups(&self.events).contains(&group)
    }
}

/// Those of a tenant that are on.
fn asks(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Vec<Ask>, Error> {
    let all = webhook::of_tenant(tx, tenant)?.into_iter().filter(|webhook| webhook.enabled);
    Ok(all.map(|Webhook { id, events, since, .. }| Ask { id, events, since }).collect())
}

impl Looking {
    /// Looks through what every tenant has recorded since the last time, where anybody asks for it.
    pub async fn look(&mut self, app: &App) -> Result<(), Error> {
        let all = app.store().read("webhooks", webhook::enabled).await?;
        let mut tenants: Vec<_> = all.into_iter().map(|webhook| webhook.tenant_id).collect();
        tenants.dedup();
        self.near.retain(|tenant, _| tenants.contains(tenant));
        let mut done = Ok(());
        for tenant in tenants {
            // What cannot be read of one tenant keeps no other one's from being told.
            done = done.and(fold(app, tenant, self.near.entry(tenant).or_default()).await);
        }
        done
    }
}

/// All of one tenant.
async fn fold(app: &App, tenant: TenantId, near: &mut Near) -> Result<(), Error> {
    let now = app.now();
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>((asks(tx, tenant)?, webhook::position(tx, tenant)?));
    let (asks, kept) = app.store().read("webhook position", read).await?;
    let since = asks.iter().map(|ask| ask.since).min().unwrap_or(now);
    if near.asks != asks {
        *near = Near { asks, ..Near::default() };
    }
    let mut position = begin(kept, since, now);
    let (mut after, mut written) = (position.0, kept.unwrap_or(position));
    for _ in 0..CHUNKS {
        let (mut events, is_all) = events_between(app, tenant, (after, LAST)).await?;
        after = events.last().map_or(after, |event| event.id);
        position.0 = passed(&events, now).unwrap_or(position.0);
        events.retain(|event| !near.events.contains(&event.id));
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        written = put(app, (tenant, &near.asks), events, (written, position)).await?;
        near.events.extend(ids);
        if is_all {
            break;
        }
    }
    // Nobody reads those again.
    near.events = near.events.split_off(&position.0);
    for _ in 0..CHUNKS {
        let (events, is_all) = events_between(app, tenant, (position.1, id_at(now - FAR_MS).min(position.0))).await?;
        position.1 = events.last().map_or(position.1, |event| event.id);
        written = put(app, (tenant, &near.asks), events, (written, position)).await?;
        if is_all {
            break;
        }
    }
    Ok(())
}

/// The last of these that nothing can be near to any more. It is an event, so that where none comes the position stands still.
fn passed(events: &[Happening], now: i64) -> Option<EventId> {
    let end = id_at(now - NEAR_MS);
    events.iter().map(|event| event.id).take_while(|id| *id <= end).last()
}

/// From where both looks go on.
fn begin(kept: Option<Position>, since: i64, now: i64) -> Position {
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

/// Writes down what is to be told, with how far that goes, where either is new; what is written then. Whom it is told is read again there: somebody
/// may have switched an address off, or asked for something else, since the round began.
async fn put(
    app: &App,
    (tenant, asking): (TenantId, &[Ask]),
    events: Vec<Happening>,
    (written, position): (Position, Position),
) -> Result<Position, Error> {
    let told = |event: Happening| events::of(&event.kind, &event.outcome).map(|told| (event, told));
    let told: Vec<_> = events.into_iter().filter_map(told).collect();
    let is_wanted = told.iter().any(|(event, told)| asking.iter().any(|ask| ask.wants(event, told.group)));
    if !is_wanted && written == position {
        return Ok(written);
    }
    let now = app.now();
    let write = move |tx: &mut Tx<'_>| {
        for ask in asks(tx, tenant)? {
            let mut is_any = false;
            for (event, told) in told.iter().filter(|(event, told)| ask.wants(event, told.group)) {
                is_any |= webhook_delivery::add(tx, (tenant, ask.id), (event.id, told.name), now)?;
            }
            if is_any {
                webhook::wake(tx, (tenant, ask.id), now)?;
            }
        }
        if written == position { Ok::<_, Error>(()) } else { Ok(webhook::move_to(tx, tenant, position)?) }
    };
    app.store().write("events to webhooks", write).await?;
    Ok(position)
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
