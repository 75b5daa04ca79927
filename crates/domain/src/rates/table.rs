//! A table of buckets that never grows, and the arithmetic of one bucket. A bucket is one number: the moment at which it will be full again.

use super::Budget;
use std::sync::{Mutex, MutexGuard, PoisonError};

const WAYS: usize = 8;

/// What one request takes from a bucket, and how much the bucket holds, in microseconds of refilling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meter {
    costs: u64,
    holds: u64,
}

impl Meter {
    pub(super) fn new(budget: Budget, percent: u32) -> Self {
        let scaled = |number: u32| (u64::from(number) * u64::from(percent)).max(1);
        let costs = (60_000_000 * 100 / scaled(budget.per_minute)).max(1);
        Self { costs, holds: costs.saturating_mul((scaled(budget.at_once) / 100).max(1)) }
    }

    /// When the bucket is full again if one request is taken now; or how long until one may be.
    pub(super) fn after(self, full_at: u64, now: u64) -> Result<u64, u64> {
        let full_at = full_at.saturating_add(self.costs);
        let latest = now.saturating_add(self.holds);
        if full_at <= latest { Ok(full_at) } else { Err(full_at - latest) }
    }

    /// The same for many requests; what is not there is not owed.
    pub(super) fn drained(self, full_at: u64, now: u64, requests: u32) -> u64 {
        let full_at = full_at.saturating_add(self.costs.saturating_mul(u64::from(requests)));
        full_at.min(now.saturating_add(self.holds))
    }

    /// After the clock was set back, a bucket is empty and not more than that.
    fn plausible(self, full_at: u64, now: u64) -> u64 {
        full_at.clamp(now, now.saturating_add(self.holds))
    }
}

/// A bucket and whose it is. Nobody's is full since ever.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    full_at: u64,
}

type Set = [Slot; WAYS];

#[derive(Debug)]
pub(super) struct Table {
    sets: Box<[Mutex<Set>]>,
}

impl Table {
    pub(super) fn new(buckets: usize) -> Self {
        Self { sets: (0..buckets.div_ceil(WAYS)).map(|_| Mutex::default()).collect() }
    }

    /// The bucket of a key, for as long as this is held.
    pub(super) fn lock(&self, key: u64) -> Bucket<'_> {
        let count = u64::try_from(self.sets.len()).unwrap_or(1).max(1);
        let set = usize::try_from(key % count).ok().and_then(|index| self.sets.get(index));
        // A set holds numbers only: one that a panic left is as good as any.
        Bucket { key, set: set.map(|set| set.lock().unwrap_or_else(PoisonError::into_inner)) }
    }

    #[cfg(test)]
    pub(super) fn used(&self) -> usize {
        self.sets.iter().map(|set| set.lock().unwrap().iter().filter(|slot| slot.key != 0).count()).sum()
    }
}

pub(super) struct Bucket<'a> {
    key: u64,
    set: Option<MutexGuard<'a, Set>>,
}

impl Bucket<'_> {
    pub(super) fn full_at(&mut self, meter: Meter, now: u64) -> u64 {
        let key = self.key;
        let known = self.set.as_mut().and_then(|set| set.iter_mut().find(|slot| slot.key == key));
        known.map_or(now, |slot| {
            slot.full_at = meter.plausible(slot.full_at, now);
            slot.full_at
        })
    }

    /// In its own place, or in that of the fullest of its set.
    pub(super) fn keep(&mut self, full_at: u64) {
        let Some(set) = &mut self.set else { return };
        let key = self.key;
        let place = set.iter_mut().min_by_key(|slot| (slot.key != key, slot.full_at));
        if let Some(slot) = place {
            *slot = Slot { key, full_at };
        }
    }
}
