//! How long a connection may keep its place. One watch for every protocol: where no request is being answered and none has ended for a
//! while, the connection is asked to end, and ended. What only the connection itself says (pings, half a head, half a preface) is no
//! reason to keep it.

use super::places::Mood;
use hyper_util::server::graceful::GracefulConnection;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// For the runtime to see what has come.
const MOMENT: Duration = Duration::from_millis(20);

/// How long each thing may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) handshake: Duration,
    /// Without a request, as long as there is room.
    pub(super) silence: Duration,
    /// Without a request while others wait for a place.
    pub(super) silence_in_a_crowd: Duration,
    /// From being asked to end until being cut off. It also ends answers that nobody reads.
    pub(super) farewell: Duration,
    /// One request, from its head to the head of its answer.
    pub(super) request: Duration,
    /// For requests in flight, once the server is told to stop.
    pub(super) stop: Duration,
}

impl Patience {
    pub(super) const USUAL: Self = Self {
        handshake: Duration::from_secs(10),
        silence: Duration::from_secs(75),
        silence_in_a_crowd: Duration::from_secs(5),
        farewell: Duration::from_secs(10),
        request: Duration::from_mins(1),
        stop: Duration::from_secs(30),
    };

    fn silence(&self, mood: Mood) -> Duration {
        if mood == Mood::Crowded { self.silence_in_a_crowd } else { self.silence }
    }
}

/// What happens on one connection. Every request passes here twice, so it is two counters and one look at the clock.
#[derive(Debug)]
pub(super) struct Activity {
    opened: Instant,
    in_flight: AtomicU32,
    /// When a request last ended, in milliseconds since the connection was opened.
    ended: AtomicU64,
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { opened: Instant::now(), in_flight: AtomicU32::new(0), ended: AtomicU64::new(0) }
    }

    pub(super) fn begin(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.ended.store(now, Ordering::Relaxed);
        // Whoever sees that nothing is in flight any more must also see since when.
        self.in_flight.fetch_sub(1, Ordering::Release);
    }

    /// Since when nothing has been asked; none while something is being answered.
    fn silent_since(&self) -> Option<Instant> {
        let is_silent = self.in_flight.load(Ordering::Acquire) == 0;
        is_silent.then(|| self.opened + Duration::from_millis(self.ended.load(Ordering::Relaxed)))
    }

    /// When the connection is next worth a look, if it has not been silent for `patience` already.
    fn next_look(&self, patience: Duration) -> Option<Instant> {
        let now = Instant::now();
        // A request that ends at this moment opens the longest silence there can be.
        let due = self.silent_since().unwrap_or(now) + patience;
        (due > now).then_some(due)
    }
}

/// Drives a connection to its end, which is its own or ours.
pub(super) async fn attend<C: GracefulConnection>(
    connection: C,
    activity: &Activity,
    mood: &mut watch::Receiver<Mood>,
    patience: &Patience,
) -> Result<(), C::Error> {
    let mut connection = pin!(connection);
    let first = *mood.borrow_and_update();
    if first == Mood::Stopping {
        return ends_well(connection).await;
    }
    let mut alarm = pin!(sleep_until(activity.opened + patience.silence(first)));
    loop {
        let stopping = tokio::select! {
            biased;
            done = &mut connection => return done,
            () = &mut alarm => false,
            // Without the one who tells, there is nobody left to serve for.
            told = mood.changed() => told.is_err(),
        };
        let mood = *mood.borrow_and_update();
        if stopping || mood == Mood::Stopping {
            return ends_well(connection).await;
        }
        let Some(next) = activity.next_look(patience.silence(mood)) else { break };
        alarm.as_mut().reset(next);
    }
    connection.as_mut().graceful_shutdown();
    if let Ok(done) = tokio::time::timeout(patience.farewell, connection).await {
        return done;
    }
    tracing::debug!("a silent connection was cut off");
    Ok(())
}

/// What had come before the stop, and nobody has looked at yet, is read first: to close on it would lose a request that was sent in good faith.
async fn ends_well<C: GracefulConnection>(mut connection: Pin<&mut C>) -> Result<(), C::Error> {
    tokio::select! {
        biased;
        done = connection.as_mut() => return done,
        () = sleep(MOMENT) => {}
    }
    connection.as_mut().graceful_shutdown();
    connection.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_begins_with_the_end_of_the_last_request() {
        let patience = Duration::from_secs(1);
        let activity = Activity { opened: Instant::now() - Duration::from_mins(1), ..Activity::new() };
        assert_eq!(activity.next_look(patience), None, "never asked anything");
        activity.begin();
        activity.begin();
        activity.end();
        assert!(activity.silent_since().is_none() && activity.next_look(patience).is_some(), "one is in flight");
        activity.end();
        assert!(activity.silent_since().unwrap() > activity.opened + Duration::from_secs(59));
        assert!(activity.next_look(patience).unwrap() > Instant::now());
        assert_eq!(activity.next_look(Duration::ZERO), None);
    }
}
