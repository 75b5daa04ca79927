//! Whether a change could be saved: the use case of its form carries it out in a transaction that is undone. So a review that says yes is followed
//! by no refusal for a reason that it could have known. It must never leave anything behind.

use super::{DryRunAsk, Proposal, changes, look_through};
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Reason};
use crate::saving::{self, Unsaved};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::Tx;
use store::id::PoolId;

/// What is asked for no more once it was said is asked for no third time.
const ROUNDS: usize = 3;
/// Settings by which nobody is held or blocked, as the end of their names.
const HARMLESS: [&str; 4] = ["idle_minutes", "step_up_minutes", "step_up_for", "timeout_ms"];

/// What saving would answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verdict {
    /// Why it cannot be, whoever says yes.
    pub refused: Option<String>,
    /// What has to be said yes to.
    pub needs: Option<String>,
    pub confirm: Vec<String>,
}

enum Tried {
    Undone,
    Unsaved(Unsaved),
}

impl From<store::Error> for Tried {
    fn from(error: store::Error) -> Self {
        Self::Unsaved(error.into())
    }
}

pub(crate) async fn verdict(
    app: &App,
    pool: &Arc<FrontDoor>,
    (change, seen): (&Proposal, Option<&str>),
) -> Result<Verdict, Error> {
    let (mut verdict, mut change) = (Verdict::default(), change.clone());
    for _ in 0..ROUNDS {
        match attempt(app, pool, (&change, seen)).await? {
            Ok(()) => return Ok(verdict),
            Err(Unsaved::Failed(error)) => return Err(error),
            Err(Unsaved::Because(reason)) => return Ok(Verdict { refused: Some(because(reason)), ..verdict }),
            Err(Unsaved::Objection(objection)) if objection.confirm.is_empty() => {
                return Ok(Verdict { refused: Some(objection.problem), ..verdict });
            }
            Err(Unsaved::Objection(objection)) => {
                change.confirmed().extend(objection.confirm.iter().cloned());
                verdict.needs = Some(objection.problem);
                verdict.confirm.extend(objection.confirm);
            }
        }
    }
    Ok(verdict)
}

/// A refusal that is about no field.
pub(crate) fn because(reason: Reason) -> String {
    match reason {
        Reason::ChangedSince => "These settings have been changed since: look at the form again.",
        Reason::NotPermitted => "Whoever wanted it may not change this any more.",
        _ => "What was to be changed is not there any more.",
    }
    .to_owned()
}

async fn attempt(
    app: &App,
    pool: &Arc<FrontDoor>,
    (change, seen): (&Proposal, Option<&str>),
) -> Result<Result<(), Unsaved>, Error> {
    let scene = Scene::of_pool(pool.tenant.id, pool.pool.id);
    let event = audit::drawn(app, &scene, change.kind(), About::default())?;
    let job = change.job(app, change.door(app, pool)?, event)?;
    let (change, seen) = (change.clone(), seen.map(str::to_owned));
    let write = move |tx: &mut Tx<'_>| match change.carry_out(tx, &job, seen.as_deref()) {
        Ok(()) => Err::<(), _>(Tried::Undone),
        Err(unsaved) => Err(Tried::Unsaved(unsaved)),
    };
    Ok(match app.store().write("try a change", write).await {
        Err(Tried::Unsaved(unsaved)) => Err(unsaved),
        Ok(()) | Err(Tried::Undone) => Ok(()),
    })
}

/// By which it is known that exactly this change, to these settings, was looked at.
pub fn reviewed(change: &Proposal, version: &str) -> Result<String, Error> {
    let mut change = change.clone();
    change.confirmed().clear();
    let text = serde_json::to_string(&change).map_err(Error::Answer)?;
    Ok(saving::version(&["reviewed", version, &text]))
}

/// Whether nobody is let in otherwise by any of these changes.
pub(super) fn are_harmless(lines: &[String]) -> bool {
    let name = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
    lines.iter().all(|line| HARMLESS.iter().any(|setting| name(line).ends_with(setting)))
}

/// Whether it would hold, block or strand somebody who comes in today, at once or when its date has come. Where there are more members than one look takes, nobody knows.
pub async fn concerns_somebody(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    change: Proposal,
) -> Result<bool, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    if are_harmless(&changes(app, door.pool.id, &change).await?) {
        return Ok(false);
    }
    let run = look_through(app, &door, DryRunAsk { change, place: None, version: None }).await?;
    let is_worse = run.next.is_some() || run.doors.iter().any(|door| door.counts.concern_somebody());
    // What cannot be saved is said beside its field.
    Ok(is_worse && run.refused.is_none())
}
