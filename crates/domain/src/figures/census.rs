//! Counts the members of each pool, a large one once an hour, in chunks that nobody waits for. What is counted is kept with its time, so that pages can
//! say how old it is.

use super::counting::{Stage, name};
use super::folding::{ALL_DAYS, DAY_MS};
use crate::app::App;
use crate::error::{Error, one_line};
use crate::passkeys::Openings;
use std::sync::Arc;
use store::census::{self, Census, Counted};
use store::id::{PoolId, UserId};
use store::rollup::{self, Rollup};
use store::{Store, Tx};

const EVERY_MS: i64 = DAY_MS / 24;
/// Members who are counted in a moment: a pool of so many is looked at each time, and written down where it has changed.
const FEW: i64 = 2_500;

/// Counts the pools that are small, those whose last count is an hour old, and those of whose doors something has changed since that decides which
/// passkeys open them. One that cannot be counted keeps no other from it.
pub async fn count_members(app: &App) {
    let mut pools: Vec<PoolId> = app.snapshot().doors().iter().map(|door| door.pool.id).collect();
    pools.sort_unstable();
    pools.dedup();
    for pool in pools {
        if let Err(error) = count_again(app, pool).await {
            tracing::error!(%pool, error = one_line(&error), "the members of a pool could not be counted");
        }
    }
}

async fn count_again(app: &App, pool: PoolId) -> Result<(), Error> {
    let openings = Openings::of(&app.snapshot(), pool);
    let read =
        move |tx: &mut Tx<'_>| Ok::<_, Error>((census::find(tx, pool)?, rollup::sums(tx, pool, (ALL_DAYS, ALL_DAYS))?));
    let (last, sums) = app.store().read("last census", read).await?;
    let is_fresh = last.is_some_and(|last| (0..EVERY_MS).contains(&(app.now() - last.at)));
    let is_of_today = is_fresh && was_counted_under(&sums, &openings);
    let Some(last) = last.filter(|_| is_of_today) else {
        return count(app.store(), (pool, Arc::new(openings)), app.now()).await;
    };
    if last.members > FEW {
        return Ok(());
    }
    let openings = Arc::new(openings);
    let tally = walk(app.store(), (pool, &openings), app.now()).await?;
    if tally.differs(&last, &sums) { write(app.store(), (pool, &openings), tally).await } else { Ok(()) }
}

/// Whether what was counted last is about the doors as they are now.
pub(super) fn was_counted_under(sums: &[Rollup], openings: &Openings) -> bool {
    let digest = openings.digest();
    sums.iter().any(|row| row.name == name::COUNTED_UNDER && row.value == digest)
}

/// Members, and those of them who have come so far: all of one walk, so that no step has more of them than there are.
#[derive(Clone, Copy, Default)]
struct Tally {
    census: Census,
    reached: [i64; Stage::ALL.len()],
}

impl Tally {
    fn funnel(&self) -> Vec<(&'static str, i64)> {
        Stage::ALL.iter().map(|stage| stage.as_str()).zip(self.reached).collect()
    }

    fn differs(&self, last: &Census, sums: &[Rollup]) -> bool {
        let stands = |(stage, number): (&str, i64)| {
            sums.iter().any(|row| row.name == name::FUNNEL_TODAY && row.value == stage && row.number == number)
        };
        Census { at: last.at, ..self.census } != *last || !self.funnel().into_iter().all(stands)
    }

    fn take(&mut self, member: &Counted) {
        if !member.counts {
            return;
        }
        self.census.members += 1;
        self.census.holders += i64::from(member.passkeys > 0);
        self.census.several += i64::from(member.passkeys > 1);
        for (number, is_reached) in self.reached.iter_mut().zip(member.reached) {
            *number += i64::from(is_reached);
        }
    }
}

/// Counts the members of one pool.
pub(crate) async fn count(store: &Store, (pool, openings): (PoolId, Arc<Openings>), now: i64) -> Result<(), Error> {
    let tally = walk(store, (pool, &openings), now).await?;
    write(store, (pool, &openings), tally).await
}

async fn walk(store: &Store, (pool, openings): (PoolId, &Arc<Openings>), now: i64) -> Result<Tally, Error> {
    let mut tally = Tally { census: Census { at: now, ..Census::default() }, ..Tally::default() };
    let mut after = UserId::NIL;
    loop {
        let (openings, from) = (Arc::clone(openings), after);
        let chunk = move |tx: &mut Tx<'_>| {
            let mut members = census::behind(tx, pool, from, openings.opening())?;
            openings.settle_counted(tx, from, &mut members)?;
            Ok::<_, Error>(members)
        };
        let members = store.read("count members", chunk).await?;
        for member in &members {
            tally.take(member);
        }
        match members.last() {
            Some(last) if members.len() == census::CHUNK => after = last.id,
            _ => return Ok(tally),
        }
    }
}

async fn write(store: &Store, (pool, openings): (PoolId, &Openings), tally: Tally) -> Result<(), Error> {
    let digest = openings.digest();
    let write = move |tx: &mut Tx<'_>| {
        census::put(tx, pool, &tally.census)?;
        rollup::replace(tx, pool, (ALL_DAYS, name::FUNNEL_TODAY), &tally.funnel())?;
        Ok::<_, Error>(rollup::replace(tx, pool, (ALL_DAYS, name::COUNTED_UNDER), &[(&digest, 1)])?)
    };
    store.write("census", write).await
}
