//! One caller's closure on its way through a queue, a transaction and back. It catches the closure's panic, and answers
//! only when its runner says so: after the commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::Tx;
use crate::{
    error::Error,
    traffic::{Event, Traffic},
};

/// Longer than this holds up everybody behind it; bulk work goes in chunks.
const SLOW: Duration = Duration::from_millis(20);

/// What the runners of all engines know about a closure.
pub(crate) trait Job: Send {
    fn name(&self) -> &'static str;
    fn writes(&self) -> bool;
    /// Whether the caller has gone. A write is done all the same: a spent challenge stays spent.
    fn abandoned(&self) -> bool;
    /// Runs the closure, keeps its outcome and tells whether it may be committed.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// It is to be run again: its connection broke, or another transaction had precedence.
    fn note_again(&self, broke: bool);
    /// Tells the caller the outcome of the last run.
    fn answer(self: Box<Self>);
    /// Tells the caller that the transaction failed around the closure.
    fn fail(self: Box<Self>, error: Error);
}

pub(crate) struct Call<T, E, F> {
    pub(crate) name: &'static str,
    pub(crate) writes: bool,
    pub(crate) closure: F,
    pub(crate) outcome: Option<Result<T, E>>,
    pub(crate) caller: oneshot::Sender<Result<T, E>>,
    /// When it was asked for; until it is begun.
    pub(crate) asked: Option<Instant>,
    pub(crate) traffic: Arc<Traffic>,
    /// What its last run has recorded.
    pub(crate) events: Vec<(Event, u64)>,
}

impl<T, E, F> Job for Call<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn writes(&self) -> bool {
        self.writes
    }

    fn abandoned(&self) -> bool {
        self.caller.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let started = Instant::now();
        if let Some(asked) = self.asked.take() {
            self.traffic.side(self.writes).waited.note(started.duration_since(asked));
        }
        let running = self.traffic.begin();
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        drop(running);
        let took = started.elapsed();
        if took > SLOW {
            tracing::warn!(
                transaction = self.name,
                milliseconds = took.as_millis(),
                "a slow transaction held up others"
            );
        }
        let outcome = match (result, tx.failure()) {
            (Err(_), _) => Err(Error::Panicked { name: self.name }.into()),
            (Ok(Ok(_)), Some(failure)) => Err(failure.clone().into()),
            (Ok(outcome), _) => outcome,
        };
        if let Some(Error::DiskFull { .. }) = tx.failure() {
            self.traffic.note_no_room();
        }
        let good = outcome.is_ok();
        self.outcome = Some(outcome);
        self.events = if good { tx.take_events() } else { Vec::new() };
        good
    }

    fn note_again(&self, broke: bool) {
        self.traffic.note_again(broke);
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            self.traffic.note_events(self.events);
            // A caller that has gone does not hear it.
            let _ = self.caller.send(outcome);
        }
    }

    fn fail(self: Box<Self>, error: Error) {
        self.traffic.note_failed();
        if let Error::DiskFull { .. } = &error {
            self.traffic.note_no_room();
        }
        let _ = self.caller.send(Err(error.into()));
    }
}
