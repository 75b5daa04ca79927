//! How busy the store is, in numbers that only grow: how long callers waited and how long they were served, what had to be run again, and which
//! events were committed. Counting must never hold up a transaction: relaxed atomics, and one lock that only the store's own threads take.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// The upper ends of a histogram's buckets, in microseconds; what took longer is in a bucket of its own.
pub const BOUNDS_US: [u64; 13] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000];
const BUCKETS: usize = BOUNDS_US.len() + 1;

/// How long things took.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    sum_us: AtomicU64,
}

/// A histogram as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How many took no longer than each of `BOUNDS_US`; the last one is all of them.
    pub within: [u64; BUCKETS],
    pub sum_us: u64,
}

impl Reading {
    pub fn count(&self) -> u64 {
        self.within.last().copied().unwrap_or_default()
    }
}

impl Histogram {
    pub fn note(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS_US.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS_US.len());
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Relaxed);
            self.sum_us.fetch_add(micros, Relaxed);
        }
    }

    pub fn read(&self) -> Reading {
        let (mut within, mut so_far) = ([0; BUCKETS], 0);
        for (total, bucket) in within.iter_mut().zip(&self.buckets) {
            so_far += bucket.load(Relaxed);
            *total = so_far;
        }
        Reading { within, sum_us: self.sum_us.load(Relaxed) }
    }
}

/// Reads or writes.
#[derive(Debug, Default)]
pub struct Side {
    /// From the call until a thread began it.
    pub waited: Histogram,
    /// From the call to the answer.
    pub took: Histogram,
}

/// What kind of event, and what came of it.
pub type Event = (Cow<'static, str>, Cow<'static, str>);

/// All that is counted of one store.
#[derive(Debug, Default)]
pub struct Traffic {
    pub reads: Side,
    pub writes: Side,
    busy: AtomicUsize,
    gave_way: AtomicU64,
    broke: AtomicU64,
    failed: AtomicU64,
    events: Mutex<BTreeMap<Event, u64>>,
    /// Since a write failed for lack of room: when one was last tried.
    no_room: Mutex<Option<Instant>>,
}

/// Between two tries whether there is room again: each is a write.
const TRY_EACH: Duration = Duration::from_secs(1);

impl Traffic {
    pub(crate) fn side(&self, writes: bool) -> &Side {
        if writes { &self.writes } else { &self.reads }
    }

    /// Transactions that run at this moment.
    pub fn busy(&self) -> usize {
        self.busy.load(Relaxed)
    }

    /// How often a transaction ran again because another one had precedence.
    pub fn gave_way(&self) -> u64 {
        self.gave_way.load(Relaxed)
    }

    /// How often one ran again because its connection broke.
    pub fn broke(&self) -> u64 {
        self.broke.load(Relaxed)
    }

    /// How many failed around their closure: a full disk, a database that is away, a commit whose outcome nobody knows.
    pub fn failed(&self) -> u64 {
        self.failed.load(Relaxed)
    }

    /// Whether the last writes failed because the disk is full. That one succeeds which writes nothing says nothing, so who wants to know writes.
    pub fn lacks_room(&self) -> bool {
        self.room().is_some()
    }

    /// Whether it is time to try again, and whoever asked is the one to do so.
    pub fn may_try_room(&self) -> bool {
        let mut tried = self.room();
        let is_due = tried.is_some_and(|at| at.elapsed() >= TRY_EACH);
        if is_due {
            *tried = Some(Instant::now());
        }
        is_due
    }

    /// Something was written.
    pub fn note_room(&self) {
        *self.room() = None;
    }

    pub(crate) fn note_no_room(&self) {
        self.room().get_or_insert_with(Instant::now);
    }

    fn room(&self) -> MutexGuard<'_, Option<Instant>> {
        self.no_room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many events of each kind and outcome were committed, by name.
    pub fn events(&self) -> Vec<(Event, u64)> {
        self.lock().iter().map(|(event, number)| (event.clone(), *number)).collect()
    }

    /// One more runs, until what is returned is dropped.
    pub(crate) fn begin(&self) -> Running<'_> {
        self.busy.fetch_add(1, Relaxed);
        Running(self)
    }

    pub(crate) fn note_again(&self, broke: bool) {
        if broke { &self.broke } else { &self.gave_way }.fetch_add(1, Relaxed);
    }

    pub(crate) fn note_failed(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    pub(crate) fn note_events(&self, events: Vec<(Event, u64)>) {
        if events.is_empty() {
            return;
        }
        let mut counted = self.lock();
        for (event, number) in events {
            *counted.entry(event).or_default() += number;
        }
    }

    // A number that is one behind is still a number.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Event, u64>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction that runs.
#[derive(Debug)]
pub(crate) struct Running<'t>(&'t Traffic);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 7.
    #[test]
    fn a_histogram_counts_each_once_and_sums_up() {
        let histogram = Histogram::default();
        for micros in [1, 500, 501, 99_000, 60_000_000] {
            histogram.note(Duration::from_micros(micros));
        }
        let read = histogram.read();
        assert_eq!(read.within[..3], [2, 3, 3]);
        assert_eq!((read.within[7], read.within[12], read.count()), (4, 4, 5));
        assert_eq!(read.sum_us, 60_100_002);
    }
}
