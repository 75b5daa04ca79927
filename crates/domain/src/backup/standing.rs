//! When the last backup was taken and what came of it, for the doctor, for the next one by the clock, and for all nodes; and whose turn it is.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::random::{self, NoRandomness, Random};
use serde::{Deserialize, Serialize};
use store::{Tx, audit_event, installation};

const LAST: &str = "backup_last";
/// Of those by the clock alone: one by hand may lie anywhere, and stands in for none of them.
const LAST_BY_CLOCK: &str = "backup_last_by_clock";
/// Until when nobody else takes one by the clock, and whose turn it is.
const TURN: &str = "backup_turn";
const HOLDER: &str = "backup_turn_of";
/// The turn is kept each minute; whoever dies over it is waited for no longer.
const TURN_MS: i64 = 5 * 60 * 1000;
/// What is further away was written by a clock that is wrong.
const LONGEST_TURN_MS: i64 = 60 * 60 * 1000;
const MARK: &str = installation::BACKUP_MARK;

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

/// Who wanted a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    ByHand,
    ByClock,
}

/// What is known of it, whoever wanted them.
pub async fn last(app: &App) -> Result<Last, Error> {
    Ok(app.store().read("last backup", |tx| read(tx, LAST)).await?)
}

/// The same of those that the server takes by itself.
pub async fn last_by_clock(app: &App) -> Result<Last, Error> {
    Ok(app.store().read("last backup", |tx| read(tx, LAST_BY_CLOCK)).await?)
}

fn read(tx: &mut Tx<'_>, name: &str) -> Result<Last, store::Error> {
    let kept = installation::get(tx, name)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Notes what came of one.
pub async fn note(app: &App, wanted: Wanted, outcome: Result<Last, String>) -> Result<(), Error> {
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
        let own = (wanted == Wanted::ByClock).then_some(LAST_BY_CLOCK);
        for name in [LAST].into_iter().chain(own) {
            let next = outcome.clone().or_else(|trouble| Ok::<_, Error>(failed(read(tx, name)?, (&trouble, now))))?;
            installation::set(tx, name, &serde_json::to_string(&next).map_err(Error::Answer)?)?;
        }
        Ok::<_, Error>(())
    };
    app.store().write("note backup", write).await
}

fn failed(before: Last, (trouble, now): (&str, i64)) -> Last {
    let trouble = trouble.chars().filter(|letter| !letter.is_control()).take(300).collect();
    Last { failing_since: Some(before.failing_since.unwrap_or(now)), trouble, ..before }
}

/// Who takes backups by the clock, and for which the turn is held: this process, until it stops.
#[derive(Debug, Clone)]
pub struct Taker(String);

impl Taker {
    pub fn draw(random: &dyn Random) -> Result<Self, NoRandomness> {
        Ok(Self(format!("{:032x}", u128::from_be_bytes(random::bytes(random)?))))
    }

    fn has(&self, tx: &mut Tx<'_>) -> Result<bool, store::Error> {
        Ok(installation::get(tx, HOLDER)?.is_some_and(|holder| holder == self.0))
    }
}

/// Whether this one is to take one now: none by the clock is younger, and nobody else is at it.
pub async fn take_turn(app: &App, taker: &Taker, (every_ms, wait_ms): (i64, i64)) -> Result<bool, Error> {
    let (now, taker) = (app.now(), taker.clone());
    let take = move |tx: &mut Tx<'_>| {
        let last = read(tx, LAST_BY_CLOCK)?;
        let is_young = last.made_at.is_some_and(|at| (0..every_ms).contains(&(now - at)));
        let until = installation::get(tx, TURN)?.and_then(|text| text.parse().ok()).unwrap_or(0);
        let is_taken = now < until && until <= now + LONGEST_TURN_MS;
        let rests = last.failing_since.is_some() && is_resting(tx, (now, wait_ms))?;
        if is_young || is_taken || rests {
            return Ok::<_, Error>(false);
        }
        installation::set(tx, HOLDER, &taker.0)?;
        installation::set(tx, TURN, &(now + TURN_MS).to_string())?;
        installation::set(tx, TRIED, &now.to_string())?;
        Ok(true)
    };
    app.store().write("backup's turn", take).await
}

/// While it is being taken: nobody else begins. Whether the turn is still this one's.
pub async fn keep_turn(app: &App, taker: &Taker) -> Result<bool, Error> {
    hold(app, taker, app.now() + TURN_MS).await
}

/// Somebody else may begin: it is done, or this one stops.
pub async fn give_turn_up(app: &App, taker: &Taker) -> Result<bool, Error> {
    hold(app, taker, 0).await
}

async fn hold(app: &App, taker: &Taker, until: i64) -> Result<bool, Error> {
    let taker = taker.clone();
    let write = move |tx: &mut Tx<'_>| {
        let is_ours = taker.has(tx)?;
        if is_ours {
            installation::set(tx, TURN, &until.to_string())?;
        }
        Ok::<_, Error>(is_ours)
    };
    app.store().write("hold backup's turn", write).await
}

/// By which the files of this installation are known among those of others. One that was put back from a backup is another: it lets the files of
/// the first alone.
pub async fn mark(app: &App) -> Result<String, Error> {
    let drawn = format!("{:08x}", u32::from_be_bytes(random::bytes(app.random())?));
    let write = move |tx: &mut Tx<'_>| {
        if let Some(mark) = installation::get(tx, MARK)? {
            return Ok(mark);
        }
        installation::set(tx, MARK, &drawn)?;
        Ok::<_, Error>(drawn.clone())
    };
    app.store().write("mark of backups", write).await
}

/// When one was last begun: what fails is not tried each minute.
const TRIED: &str = "backup_tried";

fn is_resting(tx: &mut Tx<'_>, (now, wait_ms): (i64, i64)) -> Result<bool, store::Error> {
    let tried: Option<i64> = installation::get(tx, TRIED)?.and_then(|text| text.parse().ok());
    Ok(tried.is_some_and(|at| (0..wait_ms).contains(&(now - at))))
}

#[cfg(test)]
mod tests;
