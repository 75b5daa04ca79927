//! What the server does by the clock: reads the settings' snapshot each second, sweeps what has expired each minute. A failing chore is
//! logged and tried again; it must never stop the server.

use domain::{App, Error};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

const REFRESH: Duration = Duration::from_secs(1);
const SWEEP: Duration = Duration::from_mins(1);

pub(crate) async fn refresh(app: Arc<App>) {
    let mut tick = interval(REFRESH);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        tick.tick().await;
        let done = app.refresh().await;
        // Once when it begins and once when it ends: a database that is away for an hour need not fill the log.
        match &done {
            Err(error) if !failing => note("refresh", error),
            Ok(()) if failing => tracing::info!("the settings are read again"),
            _ => {}
        }
        failing = done.is_err();
    }
}

pub(crate) async fn sweep(app: Arc<App>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = app.sweep().await {
            note("sweep", &error);
        }
    }
}

/// Once after the start; what fails goes on where it was.
pub(crate) async fn spell_names(app: Arc<App>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match app.spell_names().await {
            Ok(()) => return,
            Err(error) => note("spell names", &error),
        }
    }
}

fn note(chore: &'static str, error: &Error) {
    tracing::error!(chore, error = domain::error::one_line(error), "a chore failed");
}
