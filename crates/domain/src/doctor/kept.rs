//! The last report, for all nodes: one looks at a time, after a new release's first start and once a day (S2-32), soon again while something is
//! wrong, and whenever an administrator of everything or the operator asks.

use super::Report;
use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use jiff::Timestamp;
use store::{Tx, audit_event, installation};

const REPORT: &str = "doctor_report";
/// Until when nobody else looks.
const TURN: &str = "doctor_turn";
/// A look takes some seconds, and whoever asks again at once has seen nothing change.
const TURN_MS: i64 = 20_000;
const EVERY_MS: i64 = 24 * 60 * 60 * 1000;
/// What was wrong may be mended, or was so for a moment: an alarm must not stay for a day.
const AGAIN_MS: i64 = 15 * 60 * 1000;

/// That a release has looked. Of two that run side by side each looked first once.
fn first(version: &str) -> String {
    format!("doctor_first {version}")
}

/// The last report. One that this release cannot read is none.
pub async fn last(app: &App) -> Result<Option<Report>, Error> {
    let kept = app.store().read("doctor", |tx| Ok::<_, Error>(installation::get(tx, REPORT)?)).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Whether it is time to look again: a day has gone, or less where something was wrong, or this release has never looked.
pub async fn is_due(app: &App, version: &str) -> Result<bool, Error> {
    let Some(report) = last(app).await? else { return Ok(true) };
    let name = first(version);
    let read = app.store().read("doctor's releases", move |tx| Ok::<_, Error>(installation::get(tx, &name)?.is_some()));
    if report.version != version && !read.await? {
        return Ok(true);
    }
    let at = report.at.parse().map_or(i64::MIN, Timestamp::as_millisecond);
    let every = if report.wrong().is_empty() { EVERY_MS } else { AGAIN_MS };
    // A clock that was put back must not stop the looking.
    let passed = app.now().saturating_sub(at);
    Ok(!(-EVERY_MS..every).contains(&passed))
}

/// Whether this caller may look now; else somebody does, or has just done so.
pub async fn take_turn(app: &App) -> Result<bool, Error> {
    let now = app.now();
    let take = move |tx: &mut Tx<'_>| {
        let until: i64 = installation::get(tx, TURN)?.and_then(|text| text.parse().ok()).unwrap_or(i64::MIN);
        if now < until && until <= now + TURN_MS {
            return Ok::<_, Error>(false);
        }
        installation::set(tx, TURN, &(now + TURN_MS).to_string())?;
        Ok(true)
    };
    app.store().write("doctor's turn", take).await
}

/// An administrator who may have everything looked at, and whose turn it is.
#[derive(Debug)]
pub struct Asked<'a>(&'a Acting);

/// Lets an administrator of everything ask for a look.
pub async fn ask<'a>(app: &App, acting: &'a Acting) -> Result<Asked<'a>, Error> {
    acting.require(app, (Power::Configure, Scope::Installation))?;
    if take_turn(app).await? {
        return Ok(Asked(acting));
    }
    let seconds = u32::try_from(TURN_MS / 1000).unwrap_or(u32::MAX);
    Err(Refused::new(app, Phase::Administration, Reason::TooManyRequests).after(seconds).into())
}

/// Keeps a report in the place of the last one; what an administrator asked for is recorded with it.
pub async fn keep(app: &App, report: &Report, asked: Option<Asked<'_>>) -> Result<(), Error> {
    let text = serde_json::to_string(report).map_err(Error::Answer)?;
    let event = match asked {
        Some(Asked(acting)) => {
            let about = About { actor: Some(acting.session.user_id), ..About::default() };
            let mut event = audit::done(app, &Scene::from(&acting.visit), Kind::Examined, about).await?;
            event.detail = Some(format!("wrong: {}", report.wrong().len()).into());
            Some(event)
        }
        None => None,
    };
    let (name, at) = (first(&report.version), report.at.clone());
    let write = move |tx: &mut Tx<'_>| {
        installation::set(tx, REPORT, &text)?;
        installation::set(tx, &name, &at)?;
        event.iter().try_for_each(|event| audit_event::insert(tx, event))?;
        Ok::<_, Error>(())
    };
    app.store().write("keep the doctor's report", write).await
}

/// The last report, for whoever looks after everything.
pub async fn show(app: &App, acting: &Acting) -> Result<Option<Report>, Error> {
    acting.require(app, (Power::Configure, Scope::Installation))?;
    last(app).await
}
