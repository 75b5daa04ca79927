//! The end of a move: from then on the old passkeys open nothing. It must never shut out somebody who looks after others, and takes the last way in from
//! members only where somebody has said from how many.

use super::moving::members;
use super::survey::{self, FRESH_MS, Ground};
use super::{rows, version};
use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::campaign::Check;
use crate::dry_run::Guard;
use crate::error::{Error, Objection, Reason};
use crate::saving::{self, Consequences, Unsaved};
use serde::Deserialize;
use store::campaign::{self, Tally};
use store::id::PoolId;
use store::passkey::Counted;
use store::{Tx, audit_event, installation};

const FIELD: &str = "finish";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FinishAsk {
    /// Of the consequences that the answer before this one named.
    pub confirmed: Vec<String>,
}

/// What stands between a move and its end.
pub(super) fn checks(to: &str, tally: Option<Tally>, administrators: &[String]) -> Vec<Check> {
    let check = |is_done, text: String| Check { is_done, text };
    let mut all = vec![match tally {
        Some(_) => check(true, "The members are counted.".to_owned()),
        None => check(false, "The members are still being counted; look again in a few minutes.".to_owned()),
    }];
    all.push(if administrators.is_empty() {
        check(true, format!("No administrator needs a passkey for {to} any more."))
    } else {
        check(false, format!("Administrators without a passkey for {to}: {}.", administrators.join(", ")))
    });
    let Some(tally) = tally else { return all };
    all.push(if tally.elevated == 0 {
        check(true, "Nobody with elevated permissions would be left without a way in.".to_owned())
    } else {
        let text = format!("{} with elevated permissions would be left without a way in.", members(tally.elevated));
        check(false, text)
    });
    all.push(if tally.stranded == 0 {
        check(true, "No member would be left without a way in.".to_owned())
    } else {
        let text = format!(
            "{} would be left without a way in. You may finish all the same, once you say so.",
            members(tally.stranded)
        );
        check(false, text)
    });
    all
}

/// What forbids the end, whoever says yes.
fn forbids(to: &str, tally: Option<Tally>, administrators: &[String], now: i64) -> Result<Tally, Objection> {
    // Another node's clock may be a little ahead of this one's.
    let tally = tally.filter(|tally| (-FRESH_MS..=FRESH_MS * 2).contains(&(now - tally.at)));
    let Some(tally) = tally else {
        return Err(Objection::new(FIELD, "The members are still being counted. Try again in a few minutes."));
    };
    if !administrators.is_empty() {
        let problem = format!("Administrators have no passkey for {to} yet: {}.", administrators.join(", "));
        return Err(Objection::new(FIELD, problem));
    }
    if tally.elevated > 0 {
        let who = members(tally.elevated);
        let problem = format!("{who} with elevated permissions would have no way in without their old passkey.");
        return Err(Objection::new(FIELD, problem));
    }
    Ok(tally)
}

/// Ends a move, where it is safe and nothing has changed since `seen`.
///
/// Members are looked at once more, before the transaction; administrators and those with an elevated role in it.
pub async fn finish(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, FinishAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let id = door.pool.id;
    let read = move |tx: &mut Tx<'_>| rows(tx, id);
    let (_, running) = app.store().read("campaign", read).await.map_err(|unsaved| unsaved.told(app))?;
    let Some(running) = running else { return Err(Unsaved::Because(Reason::ChangedSince).told(app)) };
    let ground = Ground::of_campaign(app, id, &running).await?;
    let tally = survey::latest(app, &ground, &running).await?;
    let event = saving::event(app, acting, Kind::CampaignFinished, &door).await?;
    let (writer, guard, now) = (Writer::of(acting), Guard::of(app, id), app.now());
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let (row, running) = rows(tx, id)?;
        let Some(running) = running else { return Err(Unsaved::Because(Reason::ChangedSince)) };
        if version(&row, Some(&running)) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        if !ground.stands(tx)? {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let administrators = ground.administrators(tx, now)?;
        let elevated = ground.elevated(tx, now)?;
        let tally = tally.map(|tally| Tally { elevated: tally.elevated.max(elevated), ..tally });
        let tally = forbids(ground.to(), tally, &administrators, now)?;
        let mut consequences = Consequences::default();
        let counted = Counted { number: tally.stranded, is_all: true };
        let have = if tally.stranded == 1 { "has" } else { "have" };
        let text = format!(
            "{} {have} no way in but a passkey for {}, which will open nothing any more: they are locked out until somebody helps them.",
            members(tally.stranded),
            running.from_rp_id
        );
        consequences.concerns(FIELD, ("stranded", counted), text, &ask.confirmed);
        consequences.accepted()?;
        // Of two who finish at once, one does.
        if !campaign::end(tx, id, running.started_at)? {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        guard.leaves_a_way_in(tx, FIELD)?;
        installation::bump(tx)?;
        let detail = format!(
            "rp_id: {} → {}; moved: {} of {}; left without a way in: {}",
            running.from_rp_id,
            ground.to(),
            tally.moved,
            tally.members,
            tally.stranded
        );
        audit_event::insert(tx, &audit_event::AuditEvent { detail: Some(detail.into()), ..event.clone() })?;
        Ok(version(&row, None))
    };
    saving::settle(app, app.store().write("finish campaign", write).await).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn tally(stranded: u64, elevated: u64) -> Tally {
        Tally { at: NOW, members: 10, moved: 5, stranded, elevated, holding: 5 }
    }

    // What an old count says of now is worth nothing, and no word gets anybody past an administrator.
    #[test]
    fn what_forbids_the_end() {
        let bob = ["bob".to_owned()];
        for (tally, administrators, now, is_allowed) in [
            (Some(tally(0, 0)), &[][..], NOW, true),
            (Some(tally(3, 0)), &[], NOW + FRESH_MS, true),
            (Some(tally(0, 0)), &[], NOW - 5, true),
            (Some(tally(0, 0)), &[], NOW + 3 * FRESH_MS, false),
            (None, &[], NOW, false),
            (Some(tally(0, 0)), &bob, NOW, false),
            (Some(tally(3, 1)), &[], NOW, false),
        ] {
            assert_eq!(forbids("new.example", tally, administrators, now).is_ok(), is_allowed, "{tally:?} {now}");
            let open = checks("new.example", tally, administrators).iter().filter(|check| !check.is_done).count();
            let may_differ = now != NOW || tally.is_some_and(|tally| tally.stranded > 0);
            assert!(may_differ || (open == 0) == is_allowed, "{tally:?}");
        }
    }
}
