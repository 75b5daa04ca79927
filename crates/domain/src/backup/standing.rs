//! When the last backup was taken and what came of it, for the doctor, for the next one by the clock, and for all nodes.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use store::{Tx, audit_event, installation};

const LAST: &str = "backup_last";
/// Until when nobody else takes one.
const TURN: &str = "backup_turn";
/// A large installation is written for so long; whoever dies over it is waited for no longer.
const TURN_MS: i64 = 60 * 60 * 1000;

/// How far it has come with backups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Last {
    /// When the last good one was made, in milliseconds, and what it was.
    pub made_at: Option<i64>,
    pub file: String,
    pub rows: u64,
    pub bytes: u64,
    /// Since then none was good, and why not.
    pub failing_since: Option<i64>,
    pub trouble: String,
}

/// What is known of it.
pub async fn last(app: &App) -> Result<Last, Error> {
    Ok(app.store().read("last backup", read).await?)
}

fn read(tx: &mut Tx<'_>) -> Result<Last, store::Error> {
    let kept = installation::get(tx, LAST)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Notes what came of one.
pub async fn note(app: &App, outcome: Result<Last, String>) -> Result<(), Error> {
    let now = app.now();
    let event = match &outcome {
        Ok(made) => {
            let mut event = audit::done(app, &Scene::console(), Kind::BackedUp, About::default()).await?;
            event.detail = Some(format!("rows: {}", made.rows).into());
            Some(event)
        }
        Err(_) => None,
    };
    let write = move |tx: &mut Tx<'_>| {
        event.iter().try_for_each(|event| audit_event::insert(tx, event))?;
        let next = match &outcome {
            Ok(made) => made.clone(),
            Err(trouble) => {
                let before = read(tx)?;
                let trouble = trouble.chars().filter(|letter| !letter.is_control()).take(300).collect();
                Last { failing_since: Some(before.failing_since.unwrap_or(now)), trouble, ..before }
            }
        };
        installation::set(tx, TURN, "0")?;
        installation::set(tx, LAST, &serde_json::to_string(&next).map_err(Error::Answer)?)?;
        Ok::<_, Error>(())
    };
    app.store().write("note backup", write).await
}

/// Whether this node is to take one now: none is younger, and no other node is at it.
pub async fn take_turn(app: &App, (every_ms, wait_ms): (i64, i64)) -> Result<bool, Error> {
    let now = app.now();
    let take = move |tx: &mut Tx<'_>| {
        let last = read(tx)?;
        let is_young = last.made_at.is_some_and(|at| (0..every_ms).contains(&(now - at)));
        let until = installation::get(tx, TURN)?.and_then(|text| text.parse().ok()).unwrap_or(0);
        let is_taken = now < until && until <= now + TURN_MS;
        let rests = last.failing_since.is_some() && is_resting(tx, (now, wait_ms))?;
        if is_young || is_taken || rests {
            return Ok::<_, Error>(false);
        }
        installation::set(tx, TURN, &(now + TURN_MS).to_string())?;
        installation::set(tx, TRIED, &now.to_string())?;
        Ok(true)
    };
    app.store().write("backup's turn", take).await
}

/// When one was last begun: what fails is not tried each minute.
const TRIED: &str = "backup_tried";

fn is_resting(tx: &mut Tx<'_>, (now, wait_ms): (i64, i64)) -> Result<bool, store::Error> {
    let tried: Option<i64> = installation::get(tx, TRIED)?.and_then(|text| text.parse().ok());
    Ok(tried.is_some_and(|at| (0..wait_ms).contains(&(now - at))))
}
