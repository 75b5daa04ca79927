//! The queue between callers and the store's threads. A thread takes what is waiting and never waits for more: under
//! load groups grow by themselves, and an idle store answers a single caller at once.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use super::Job;

#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    /// Threads that sleep. Without this count each push would pay a system call to wake nobody.
    asleep: usize,
    closed: bool,
}

impl Queue {
    /// Accepts a job, or drops it when the queue is closed: its caller then sees the answer's channel close.
    pub(crate) fn push(&self, job: Box<dyn Job>) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        state.jobs.push_back(job);
        let wake = state.asleep > 0;
        drop(state);
        if wake {
            self.work.notify_one();
        }
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
        let count = state.jobs.len().min(most);
        Some(state.jobs.drain(..count).collect())
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
