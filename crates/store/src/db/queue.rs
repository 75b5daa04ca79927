//! The queue between callers and the store's threads. A thread takes what is waiting: under load groups grow by
//! themselves, and an idle store answers a single caller at once.
//!
//! On one core they do not grow by themselves: a thread that wakes at the first job pre-empts whoever would bring the
//! next ones. There the queue gathers: from its first job it waits for the bell, which the async runtime rings when it
//! has nothing else to do, for a full group, or for a millisecond, whichever comes first.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::Job;

/// A group this large is worth a commit whatever else is coming.
const ENOUGH: usize = 128;
/// Nobody waits longer for company, even if the bell is never rung.
const PATIENCE: Duration = Duration::from_millis(4);

#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    work: Condvar,
    gathers: bool,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    /// Threads that sleep. Without this count each push would pay a system call to wake nobody.
    asleep: usize,
    /// The bell was rung since the first waiting job came.
    rung: bool,
    closed: bool,
}

impl Queue {
    /// A queue of one thread that waits for company as long as the bell is not rung.
    pub(crate) fn gathering() -> Queue {
        Queue { gathers: true, ..Queue::default() }
    }

    /// Accepts a job, or drops it when the queue is closed: its caller then sees the answer's channel close.
    pub(crate) fn push(&self, job: Box<dyn Job>) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        state.jobs.push_back(job);
        let wake = state.asleep > 0 || (self.gathers && state.jobs.len() == ENOUGH);
        drop(state);
        if wake {
            self.work.notify_one();
        }
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    /// Nothing more is coming now: whoever waits for company may begin.
    pub(crate) fn ring(&self) {
        let mut state = self.lock();
        if state.jobs.is_empty() || state.rung {
            return;
        }
        state.rung = true;
        drop(state);
        self.work.notify_one();
    }

    /// Waits for work and takes up to `most` jobs of it; nothing when the queue is closed and all is done.
    pub(crate) fn take(&self, most: usize) -> Option<Vec<Box<dyn Job>>> {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.closed {
                return None;
            }
            state.asleep += 1;
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.asleep -= 1;
        }
        if self.gathers {
            state = self.gather(state);
        }
        let count = state.jobs.len().min(most);
        Some(state.jobs.drain(..count).collect())
    }

    fn gather<'q>(&self, state: MutexGuard<'q, State>) -> MutexGuard<'q, State> {
        let is_short = |state: &mut State| !state.rung && !state.closed && state.jobs.len() < ENOUGH;
        let waited = self.work.wait_timeout_while(state, PATIENCE, is_short);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.rung = false;
        state
    }

    /// Accepts nothing more. What was accepted is still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.work.notify_all();
    }

    // Nothing under this lock can panic half-way, so a poisoned state is still a good one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
