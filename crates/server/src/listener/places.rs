//! How many connections there may be at once, and what is done when there is room for no more: new ones wait in the system's queue and
//! silent ones are given less time. A shortage is told once when it begins and once when it is over, however long it lasts.

use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

/// Files that are no connections: the database's, the log, sockets of our own.
const RESERVE: usize = 64;
/// Where the system does not say how many files there may be.
const UNKNOWN: usize = 1_000;
const FEWEST: usize = 16;
/// A quarter of the reserve: with all of them taken, the database and the log still have their files.
const MANY: usize = RESERVE / 4;
const MOST: usize = 50_000;
/// A shortage is over when there has been room for everybody for so long.
const QUIET: Duration = Duration::from_secs(10);

/// What connections must know of the house they are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Calm,
    Crowded,
    Stopping,
}

/// The places for connections.
#[derive(Debug)]
pub(super) struct Places {
    seats: Arc<Semaphore>,
    count: usize,
    quiet: Duration,
    mood: watch::Sender<Mood>,
    /// When room was last lacking, for as long as that shortage lasts.
    lacking: Option<Instant>,
}

/// One place, and the ear of whoever sits on it.
#[derive(Debug)]
pub(super) struct Place {
    _seat: Option<OwnedSemaphorePermit>,
    pub(super) mood: watch::Receiver<Mood>,
}

impl Places {
    pub(super) fn of_this_process() -> Self {
        let limits = std::fs::read_to_string("/proc/self/limits").ok();
        Self::new(limits.as_deref().and_then(files).map_or(UNKNOWN, places), QUIET)
    }

    /// For a listener beside the public one: whoever holds all of its places keeps nobody from signing in.
    pub(super) fn few() -> Self {
        Self::new(FEWEST, QUIET)
    }

    /// For a listener beside the public one that strangers reach.
    pub(super) fn many() -> Self {
        Self::new(MANY, QUIET)
    }

    pub(super) fn new(count: usize, quiet: Duration) -> Self {
        let mood = watch::Sender::new(Mood::Calm);
        Self { seats: Arc::new(Semaphore::new(count)), count, quiet, mood, lacking: None }
    }

    /// Waits until there is a place.
    pub(super) async fn take(&mut self) -> Place {
        if let Some(seat) = self.free_seat() {
            return self.place(Some(seat));
        }
        if self.lacks() {
            tracing::warn!(places = self.count, "every place for a connection is taken, new connections wait");
        }
        // It fails only when closed, and nobody closes it.
        let seat = Arc::clone(&self.seats).acquire_owned().await.ok();
        self.place(seat)
    }

    /// A place for somebody who cannot be left waiting, be there one or not.
    pub(super) fn extra(&self) -> Place {
        self.place(self.free_seat())
    }

    fn free_seat(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.seats).try_acquire_owned().ok()
    }

    fn place(&self, seat: Option<OwnedSemaphorePermit>) -> Place {
        Place { _seat: seat, mood: self.mood.subscribe() }
    }

    /// The system has no more room (files, memory), though we had.
    pub(super) fn refused(&mut self, error: &io::Error) {
        if self.lacks() {
            tracing::warn!(%error, "cannot accept connections, new connections wait");
        }
    }

    /// A connection came and found a place.
    pub(super) fn accepted(&mut self) {
        if self.is_over() {
            tracing::warn!("there is room again for new connections");
        }
    }

    /// Notes a shortage; whether it is a new one.
    fn lacks(&mut self) -> bool {
        let is_new = self.lacking.replace(Instant::now()).is_none();
        if is_new {
            self.mood.send_replace(Mood::Crowded);
        }
        is_new
    }

    /// Whether a shortage has just ended.
    fn is_over(&mut self) -> bool {
        let is_over = self.lacking.is_some_and(|last| last.elapsed() >= self.quiet);
        if is_over {
            self.lacking = None;
            self.mood.send_replace(Mood::Calm);
        }
        is_over
    }

    /// Tells everybody to end, and waits until the last one has.
    pub(super) async fn close(self) {
        self.mood.send_replace(Mood::Stopping);
        self.mood.closed().await;
    }
}

/// The soft limit of open files, as the system writes it: `Max open files   1024   524288   files`.
fn files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let soft = line.split_whitespace().next()?;
    if soft == "unlimited" { Some(usize::MAX) } else { soft.parse().ok() }
}

fn places(files: usize) -> usize {
    files.saturating_sub(RESERVE).clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_files_is_the_limit_of_places() {
        let of = |soft: &str| {
            let text = format!(
                "Limit  Soft Limit  Hard Limit  Units\nMax processes 7 7 processes\nMax open files  {soft}  524288  files\n"
            );
            files(&text).map(places)
        };
        assert_eq!((of("1024"), of("100"), of("32")), (Some(960), Some(36), Some(FEWEST)));
        assert_eq!((of("1048576"), of("unlimited"), of("many")), (Some(MOST), Some(MOST), None));
        assert_eq!(files("Max processes 7 7 processes"), None);
    }

    #[tokio::test]
    async fn a_shortage_is_told_once() {
        let mut places = Places::new(1, Duration::from_millis(50));
        assert!(!places.is_over());
        let place = places.take().await;
        let full = tokio::time::timeout(Duration::from_millis(5), places.take()).await;
        assert!(full.is_err());
        assert_eq!(*place.mood.borrow(), Mood::Crowded);
        assert!(!places.lacks() && !places.is_over(), "it still lasts");
        places.extra();
        drop(place);
        let place = places.take().await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert!(places.is_over() && !places.is_over());
        assert_eq!(*place.mood.borrow(), Mood::Calm);
        assert!(places.lacks(), "the next one");
    }
}
