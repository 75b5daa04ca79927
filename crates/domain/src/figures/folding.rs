//! Counts events into figures, some at a time and behind the sign-ins, which wait for nothing. The counts and how far they go are written in one
//! transaction: a server that is killed goes on where it was, and two nodes count nothing twice (ADR 18).

use super::counting::{self, name};
use crate::app::App;
use crate::error::Error;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};
use store::Store;
use store::adoption;
use store::happening::{self, Happening};
use store::id::{EventId, PoolId, TenantId, UserId};
use store::rollup::{self, Rollup};

/// Ids are made before their transaction is committed, and nodes' clocks differ by half a minute at most: what is younger than this may still
/// get an older neighbour.
pub(crate) const MARGIN_MS: i64 = 60_000;
/// Events of one transaction: some milliseconds, so that no sign-in waits long.
const CHUNK: u32 = 100;
/// Members of one, where it is about ceremonies that have begun.
const PART: usize = 100;
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Where numbers are kept that are of no day.
pub(crate) const ALL_DAYS: i64 = 0;
/// Members whose ceremony has begun and is not written down yet; more than that within seconds are not people.
const MOST_STARTED: usize = 10_000;

/// Ceremonies that have begun, which writes nothing: they are kept here until the next round. A server that is killed forgets those of the
/// last seconds; whoever makes a passkey is counted by that anyway.
#[derive(Debug, Default)]
pub(crate) struct Started(Mutex<HashSet<(PoolId, UserId)>>);

impl Started {
    pub(crate) fn note(&self, pool: PoolId, user: UserId) {
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if started.len() < MOST_STARTED {
            started.insert((pool, user));
        }
    }

    /// A part of them; none when there are no more.
    fn take(&self) -> Vec<(PoolId, UserId)> {
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let part: Vec<_> = started.iter().take(PART).copied().collect();
        for one in &part {
            started.remove(one);
        }
        part
    }

    /// Of a part that could not be written down: for the next round.
    fn put_back(&self, part: Vec<(PoolId, UserId)>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(part);
    }
}

/// What came together, ready to be added.
#[derive(Debug, Default)]
pub(crate) struct Counts(BTreeMap<(PoolId, i64, &'static str, String), i64>);

impl Counts {
    pub(crate) fn add(&mut self, (pool, day): (PoolId, i64), (name, value): (&'static str, String)) {
        *self.0.entry((pool, day, name, value)).or_default() += 1;
    }

    pub(crate) fn reached(&mut self, (pool, day): (PoolId, i64), stages: &[counting::Stage]) {
        for stage in stages {
            self.add((pool, day), (name::FUNNEL, stage.as_str().to_owned()));
        }
    }

    fn write(self, tx: &mut store::Tx<'_>) -> Result<(), store::Error> {
        self.rows().try_for_each(|(pool, rollup)| rollup::add(tx, pool, &rollup))
    }

    pub(crate) fn rows(self) -> impl Iterator<Item = (PoolId, Rollup)> {
        let row = |((pool, day, name, value), number): ((PoolId, i64, &'static str, String), i64)| {
            (pool, Rollup { day, name: name.to_owned(), value, number })
        };
        self.0.into_iter().map(row)
    }
}

/// Writes down who has begun to make a passkey, and counts events that are old enough: at most so many chunks of each tenant. Whether there
/// may be more.
pub async fn fold(app: &App, most: u32) -> Result<bool, Error> {
    write_started(app).await?;
    let mut tenants: Vec<TenantId> = app.snapshot().doors().iter().map(|door| door.tenant.id).collect();
    tenants.sort_unstable();
    tenants.dedup();
    let mut is_more = false;
    for tenant in tenants {
        is_more |= fold_tenant(app.store(), tenant, (app.now() - MARGIN_MS, most)).await?;
    }
    Ok(is_more)
}

/// Counts the events of a tenant from before a time.
pub(crate) async fn fold_tenant(store: &Store, tenant: TenantId, (until, most): (i64, u32)) -> Result<bool, Error> {
    let until = id_of(until);
    for _ in 0..most {
        let (position, events) = store
            .read("events to count", move |tx| {
                let position = rollup::position(tx, tenant)?;
                let from = position.unwrap_or(EventId::NIL);
                Ok::<_, Error>((position, happening::after(tx, tenant, (from, until), CHUNK)?))
            })
            .await?;
        let is_all = events.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX);
        if !events.is_empty() {
            store.write("count events", move |tx| count(tx, (tenant, position), &events)).await?;
        }
        if is_all {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The first id of a millisecond.
pub(crate) fn id_of(ms: i64) -> EventId {
    let mut bytes = [0; 16];
    let ms = u64::try_from(ms).unwrap_or_default().to_be_bytes();
    bytes[..6].copy_from_slice(&ms[2..]);
    EventId::from_bytes(bytes)
}

fn count(
    tx: &mut store::Tx<'_>,
    (tenant, position): (TenantId, Option<EventId>),
    events: &[Happening],
) -> Result<(), Error> {
    // Another node was quicker.
    if rollup::position(tx, tenant)? != position {
        return Ok(());
    }
    let mut counts = Counts::default();
    for event in events {
        let Some(pool) = event.pool_id else { continue };
        let place = (pool, event.at.div_euclid(DAY_MS));
        let mut member = match event.subject_id {
            Some(user) => adoption::of_member(tx, pool, user)?,
            None => None,
        };
        let (added, stages) = counting::count(event, member.as_mut());
        for count in added {
            counts.add(place, count);
        }
        if let (Some(user), Some(member), false) = (event.subject_id, &member, stages.is_empty()) {
            adoption::put(tx, (pool, user), &member.adoption)?;
            counts.reached(place, &stages);
        }
    }
    counts.write(tx)?;
    if let Some(last) = events.last() {
        rollup::move_to(tx, tenant, last.id)?;
    }
    Ok(())
}

/// The same for ceremonies that have begun.
pub(crate) async fn write_started(app: &App) -> Result<(), Error> {
    let now = app.now();
    loop {
        let part = app.started.take();
        if part.is_empty() {
            return Ok(());
        }
        let chunk = part.clone();
        let write = move |tx: &mut store::Tx<'_>| {
            let mut counts = Counts::default();
            for (pool, user) in &chunk {
                let Some(mut member) = adoption::of_member(tx, *pool, *user)? else { continue };
                if member.for_tests {
                    continue;
                }
                let stages = counting::reach(&mut member.adoption, counting::Stage::Started, now);
                if !stages.is_empty() {
                    adoption::put(tx, (*pool, *user), &member.adoption)?;
                    counts.reached((*pool, now.div_euclid(DAY_MS)), &stages);
                }
            }
            Ok::<_, Error>(counts.write(tx)?)
        };
        if let Err(error) = app.store().write("count what has begun", write).await {
            app.started.put_back(part);
            return Err(error);
        }
    }
}
