//! What the server does by the clock: reads the settings' snapshot each second, sweeps what has expired and seals the audit each minute. A failing chore is
//! logged and tried again; it must never stop the server.

use crate::config::audit::Days;
use crate::control;
use crate::doctor;
use crate::front::Server;
use crate::metrics;
use domain::applications::back_channel::Telling;
use domain::audit::SealError;
use domain::error::one_line;
use domain::webhooks::{self, Looking, Posting};
use domain::{App, Error, alarms, announcements, campaign, figures, scheduled};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at};

const REFRESH: Duration = Duration::from_secs(1);
/// Between two looks for another master key.
const BETWEEN_KEYS: Duration = Duration::from_secs(5);
const SWEEP: Duration = Duration::from_mins(1);
const RESEAL: Duration = Duration::from_mins(2);
const COUNT: Duration = Duration::from_secs(5);
const MEASURE: Duration = Duration::from_secs(15);
const MEASURE_SELDOM: Duration = Duration::from_mins(5);
/// A batch of an announcement each: so many letters go into the outbox at a time, and no more.
const SCHEDULE: Duration = Duration::from_secs(5);
/// Of a hundred events each: a thousand events a second of a tenant, which takes a hundredth of a core.
const CHUNKS: u32 = 50;

pub(crate) async fn refresh(server: Arc<Server>) {
    let app = &server.app;
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
        if app.is_locked_out() {
            take_up_master_key(&server).await;
        }
    }
}

/// The master key was changed at another node: what the configuration names now may be the one that follows.
async fn take_up_master_key(server: &Server) {
    // Reading it may start a program.
    tokio::time::sleep(BETWEEN_KEYS).await;
    let Ok(key) = control::configured_key(server).await else { return };
    match domain::keys::changing_master::take_up(&server.app, key).await {
        Ok(true) => tracing::info!("the master key was changed, and this node has the new one"),
        Ok(false) => {}
        Err(error) => note("take another master key up", &error),
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
        if let Err(error) = webhooks::sweep(&app).await {
            note("forget what webhooks were told", &error);
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

/// Counts what was recorded. Behind the sign-ins: at most so much at a time, and what is left waits for the next round.
pub(crate) async fn count(app: Arc<App>) {
    let mut tick = interval(COUNT);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = figures::fold(&app, CHUNKS).await {
            note("count", &error);
        }
    }
}

/// What is left to do of members who were removed. It may look through all that was recorded, so nothing else waits for it.
pub(crate) async fn remove(app: Arc<App>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = domain::removal::finish(&app).await {
            note("finish removals", &error);
        }
    }
}

/// After sealing keys were rotated, what is kept is sealed by the newest. It looks through all that is sealed, so nothing else waits for it.
pub(crate) async fn reseal(app: Arc<App>) {
    let mut tick = interval(RESEAL);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = domain::keys::reseal(&app).await {
            note("seal anew", &error);
        }
    }
}

/// Tells applications that sessions are over. What waits for a slow one waits alone.
pub(crate) async fn tell_applications(app: Arc<App>) {
    let mut tick = interval(REFRESH);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut telling = Telling::default();
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            Some(done) = telling.next() => {
                if let Err(error) = done {
                    note("tell applications", &error);
                }
            }
        }
        if let Err(error) = telling.begin(&app).await {
            note("tell applications", &error);
        }
    }
}

/// Tells webhooks what has happened. What waits for a slow one waits alone.
pub(crate) async fn tell_webhooks(app: Arc<App>) {
    let mut tick = interval(REFRESH);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut looking, mut posting) = (Looking::default(), Posting::default());
    loop {
        tokio::select! {
            _ = tick.tick() => {
                if let Err(error) = looking.look(&app).await {
                    note("look for what webhooks are told", &error);
                }
            }
            Some(done) = posting.next() => {
                if let Err(error) = done {
                    note("tell webhooks", &error);
                }
            }
        }
        if let Err(error) = posting.begin(&app).await {
            note("tell webhooks", &error);
        }
    }
}

/// Makes changes whose date has come, and sends the next batch of announcements. Nodes that do it at once do it once.
pub(crate) async fn schedule(app: Arc<App>) {
    let mut tick = interval(SCHEDULE);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = scheduled::apply_due(&app).await {
            note("make changes with a date", &error);
        }
        if let Err(error) = announcements::send_due(&app).await {
            note("send announcements", &error);
        }
    }
}

/// Looks whether anything is wrong, and how many members there are where that was counted too long ago.
pub(crate) async fn watch(app: Arc<App>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        alarms::watch(&app).await;
        figures::count_members(&app).await;
    }
}

/// Looks at the whole installation where it is time to (S2-32). Not at once: whatever stands in front may only just be starting, too.
pub(crate) async fn examine(server: Arc<Server>) {
    let mut tick = interval_at(Instant::now() + SWEEP, SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match doctor::examine_if_due(&server).await {
            Ok(Some(report)) => doctor::note(&report),
            Ok(None) => {}
            Err(error) => note("self-test", &error),
        }
    }
}

/// Measures what waits, for whoever watches.
pub(crate) async fn measure(server: Arc<Server>) {
    let mut tick = interval(MEASURE);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        metrics::measure(&server).await;
    }
}

/// Measures what takes minutes in a large installation, such as the number of sessions: nothing else waits for it.
pub(crate) async fn measure_seldom(server: Arc<Server>) {
    let mut tick = interval(MEASURE_SELDOM);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        metrics::measure_seldom(&server).await;
    }
}

/// Counts who has moved to another RP ID. In a large pool that takes minutes, so nothing else waits for it.
pub(crate) async fn count_moves(app: Arc<App>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        campaign::count_all(&app).await;
    }
}

/// What was recorded a minute ago is sealed. The last seal is told to the log, which lies elsewhere where it matters.
pub(crate) async fn seal(app: Arc<App>, keep: Option<Days>) {
    let mut tick = interval(SWEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match domain::audit::seal(&app).await {
            Ok(Some(head)) => tracing::info!(target: "audit", seal = %head, "the audit is sealed"),
            Ok(None) => {}
            Err(SealError::Failed(error)) => note("seal the audit", &error),
            Err(error) => tracing::error!(target: "audit", error = one_line(&error), "the audit is not sealed"),
        }
        let Some(days) = keep else { continue };
        match domain::audit::let_go(&app, days.ms()).await {
            Ok(0) => {}
            Ok(events) => tracing::info!(target: "audit", events, "old events were let go"),
            Err(SealError::Failed(error)) => note("let old events go", &error),
            Err(error) => tracing::error!(target: "audit", error = one_line(&error), "no old events are let go"),
        }
    }
}

fn note(chore: &'static str, error: &Error) {
    tracing::error!(chore, error = one_line(error), "a chore failed");
}
