//! What can only be known by asking the database, kept from when it was last asked. Whoever reads the metrics is given what is kept and waits for no
//! database, however slow it is; whoever asks the database gives up after a while, and what was kept before stays.

use crate::front::Server;
use domain::depths::{self, Depths};
use domain::error::one_line;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(10);
/// To count the sessions of a large installation takes many short reads.
const LONG_PATIENCE: Duration = Duration::from_mins(4);

/// What was found when it was last looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// When, in Unix milliseconds; none before the first time.
    pub(super) at: Option<i64>,
    pub(super) depths: Depths,
    /// For how many seconds the newest key of each purpose has been in use.
    pub(super) keys: BTreeMap<String, i64>,
    pub(super) sessions: Option<u64>,
}

#[derive(Debug, Default)]
pub(crate) struct Gauges(Mutex<Kept>);

impl Gauges {
    pub(super) fn kept(&self) -> Kept {
        self.change(|kept| kept.clone())
    }

    // Nothing under this lock can panic half-way.
    fn change<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Looks what waits. Where that fails, other chores say so, and the time of the last look stands beside the gauges.
pub async fn measure(server: &Server) {
    match timeout(PATIENCE, depths::look(&server.app)).await {
        Ok(Ok(depths)) => {
            let at = Some(server.app.now());
            server.metrics.gauges.change(|kept| (kept.at, kept.depths) = (at, depths));
        }
        Ok(Err(error)) => tracing::debug!(error = one_line(&error), "what waits cannot be measured"),
        Err(_) => tracing::debug!("what waits could not be measured in time"),
    }
}

/// What takes longer to look at and hardly changes: how old the keys are, and how many sessions there are.
pub async fn measure_seldom(server: &Server) {
    match timeout(PATIENCE, depths::key_ages(&server.app)).await {
        Ok(Ok(ages)) => server.metrics.gauges.change(|kept| kept.keys = ages),
        Ok(Err(error)) => tracing::debug!(error = one_line(&error), "the age of the keys cannot be measured"),
        Err(_) => tracing::debug!("the age of the keys could not be measured in time"),
    }
    count_sessions(server).await;
}

async fn count_sessions(server: &Server) {
    match timeout(LONG_PATIENCE, depths::sessions(&server.app)).await {
        Ok(Ok(sessions)) => server.metrics.gauges.change(|kept| kept.sessions = Some(sessions)),
        Ok(Err(error)) => tracing::debug!(error = one_line(&error), "sessions cannot be counted"),
        Err(_) => tracing::debug!("sessions could not be counted in time"),
    }
}
