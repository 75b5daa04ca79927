//! The beginning of a move, and the way back. Both change the RP ID in force and let the other one go on working, so no passkey stops working by
//! either; what follows from a move is said before it begins.

use super::before::sorted;
use super::survey::{self, Ground};
use super::{rows, version};
use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::dry_run::Guard;
use crate::error::{Error, Objection, Reason};
use crate::origins;
use crate::pool_settings::require_rp_id;
use crate::public_url::PublicUrl;
use crate::saving::{self, Change, Consequences, MOST_LOOKED_AT, Unsaved, so_many};
use crate::settings::PoolSettings;
use crate::snapshot::Rows;
use serde::Deserialize;
use store::audit_event::AuditEvent;
use store::campaign::{self, Tally};
use store::id::PoolId;
use store::passkey::{self, Counted};
use store::{Tx, audit_event, installation, pool};

const FIELD: &str = "rp_id";

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartAsk {
    pub rp_id: String,
    /// Of the consequences that the answer before this one named.
    #[serde(default)]
    pub confirmed: Vec<String>,
}

/// What a row would be for another RP ID, and in which words that is told.
struct Moved {
    row: pool::Pool,
    settings: PoolSettings,
    detail: String,
}

pub(super) fn in_force<'a>(written: &'a str, server: &'a PublicUrl) -> &'a str {
    if written.is_empty() { server.host() } else { written }
}

/// The pool's row with another RP ID, and its places sorted by that one.
fn moved(row: &pool::Pool, rp_id: &str, server: &PublicUrl) -> Result<Moved, Error> {
    let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let (origins, related_origins) = sorted(in_force(rp_id, server), (&row.origins, &old.related_origins), server);
    let settings = PoolSettings { related_origins, ..old.clone() };
    let mut changed = saving::changes(&old, &settings)?;
    let text = saving::patched(&row.settings, &changed);
    changed.extend(Change::of("rp_id", row.rp_id.as_str(), rp_id));
    changed.extend(Change::of("origins", row.origins.as_str(), origins.as_str()));
    let detail = saving::told(&changed);
    Ok(Moved { row: pool::Pool { rp_id: rp_id.to_owned(), origins, settings: text, ..row.clone() }, settings, detail })
}

/// What is known of the members before it begins.
struct Ahead {
    tally: Option<Tally>,
    administrators: Vec<String>,
}

async fn look_ahead(app: &App, pool: PoolId, rp_id: &str) -> Result<Option<Ahead>, Error> {
    let mut rows = app.store().read("settings", Rows::load).await?;
    let today = survey::doors(app, &rows, pool)?;
    let (Some(row), Some(from)) = (rows.pool(pool).cloned(), today.first().map(|door| door.rp_id.clone())) else {
        return Ok(None);
    };
    let under = rows.digest(pool);
    rows.suppose_pool(&moved(&row, rp_id, app.public_url())?.row);
    let ground = Ground::new(pool, (&from, under), (today, survey::doors(app, &rows, pool)?));
    let administrators = survey::administrators_left(app, &ground).await?;
    Ok(Some(Ahead { tally: survey::look_ahead(app, &ground).await?, administrators }))
}

/// Begins to move a pool, where nothing has changed since `seen`. The first answer says what follows from it.
pub async fn start(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, StartAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let rp_id = ask.rp_id.trim().to_owned();
    let (id, server, now) = (door.pool.id, app.public_url().clone(), app.now());
    require_rp_id(&rp_id, &door.pool.settings.related_origins, &server)
        .map_err(|objection| Unsaved::from(objection).told(app))?;
    let ahead = look_ahead(app, id, &rp_id).await?;
    let event = saving::event(app, acting, Kind::CampaignStarted, &door).await?;
    let (writer, guard) = (Writer::of(acting), Guard::of(app, id));
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let (row, running) = rows(tx, id)?;
        if running.is_some() {
            return Err(Objection::new(FIELD, "This pool is moving already.").into());
        }
        if version(&row, None) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let from = in_force(&row.rp_id, &server).to_owned();
        if from == in_force(&rp_id, &server) {
            return Err(Objection::new(FIELD, format!("Passkeys are made for {from} already.")).into());
        }
        let new = moved(&row, &rp_id, &server)?;
        let counted = passkey::count_of_rp_id(tx, id, &from, MOST_LOOKED_AT)?;
        let mut consequences = Consequences::default();
        let text = preview((&from, in_force(&rp_id, &server)), counted, ahead.as_ref());
        consequences.concerns(FIELD, ("move", counted), text, &ask.confirmed);
        let places = places(&row, &new, (&from, &server))?;
        if !places.is_empty() {
            consequences.follows(FIELD, "related", places, &ask.confirmed);
        }
        consequences.accepted()?;
        pool::update(tx, &new.row)?;
        campaign::note_first_rp_id(tx, id, &from)?;
        campaign::start(tx, id, (&from, now), None)?;
        guard.leaves_a_way_in(tx, FIELD)?;
        record(tx, &event, new.detail)?;
        Ok(version(&new.row, campaign::find(tx, id)?.as_ref()))
    };
    let version = saving::settle(app, app.store().write("start campaign", write).await).await?;
    survey::count_at_once(app, id).await;
    Ok(version)
}

fn record(tx: &mut Tx<'_>, event: &AuditEvent, detail: String) -> Result<(), Unsaved> {
    installation::bump(tx)?;
    Ok(audit_event::insert(tx, &AuditEvent { detail: Some(detail.into()), ..event.clone() })?)
}

fn preview((from, to): (&str, &str), counted: Counted, ahead: Option<&Ahead>) -> String {
    let works = if counted.number == 1 && counted.is_all { "works" } else { "work" };
    let mut text = vec![format!(
        "{} {works} on {from} alone. They go on opening this pool until the move to {to} is finished, and whoever uses one is asked to make another.",
        so_many(counted, ("passkey", "passkeys"))
    )];
    let Some(Ahead { tally, administrators }) = ahead else { return text.concat() };
    match tally {
        Some(tally) => text.push(format!(
            "Of {} with passkeys, {} could come in nowhere without the old ones.",
            members(tally.members),
            tally.stranded
        )),
        None => text.push("The members are counted once it runs.".to_owned()),
    }
    if !administrators.is_empty() {
        text.push(format!("Administrators who have to move first: {}.", administrators.join(", ")));
    }
    text.join(" ")
}

pub(super) fn members(number: u64) -> String {
    if number == 1 { "1 member".to_owned() } else { format!("{number} members") }
}

/// Where the passkeys of one RP ID work on pages of another domain, and what that takes.
fn places(row: &pool::Pool, new: &Moved, (from, server): (&str, &PublicUrl)) -> Result<String, Error> {
    let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let (own, related) = sorted(from, (&new.row.origins, &new.settings.related_origins), server);
    let before = (from, own, PoolSettings { related_origins: related, ..old });
    let after = (in_force(&new.row.rp_id, server), new.row.origins.clone(), new.settings.clone());
    let mut text = Vec::new();
    for (rp_id, origins, settings) in [before, after] {
        let related = &settings.related_origins;
        if related.is_empty() {
            continue;
        }
        text.push(format!(
            "Passkeys of {rp_id} work on {} only in browsers that know related origins, and only while https://{rp_id}/.well-known/webauthn leads to this \
             server or names the same addresses.",
            related.join(", ")
        ));
        let warnings = origins::check(&settings, rp_id, &origins, server);
        text.extend(warnings.iter().map(|warning| format!("{warning}.")));
    }
    Ok(text.join(" "))
}

/// Makes the RP ID that members were moving away from the one in force again. What they have made for the other one meanwhile goes on working
/// until that move back is finished in its turn; where nothing was made there is nothing to finish.
pub async fn turn_back(app: &App, acting: &Acting, place: (&str, PoolId), seen: String) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let (id, server, now) = (door.pool.id, app.public_url().clone(), app.now());
    let event = saving::event(app, acting, Kind::CampaignTurnedBack, &door).await?;
    let (writer, guard) = (Writer::of(acting), Guard::of(app, id));
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let (row, running) = rows(tx, id)?;
        let Some(running) = running else { return Err(Unsaved::Because(Reason::ChangedSince)) };
        if version(&row, Some(&running)) != seen || !campaign::end(tx, id, running.started_at)? {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let to = in_force(&row.rp_id, &server).to_owned();
        // Blank again, where that is the server's.
        let written = if running.from_rp_id == server.host() { "" } else { &running.from_rp_id };
        let new = moved(&row, written, &server)?;
        pool::update(tx, &new.row)?;
        let made = passkey::count_of_rp_id(tx, id, &to, MOST_LOOKED_AT)?;
        if made.number > 0 || !made.is_all {
            // Whoever has one of the RP ID that comes back has moved to it: decoys have to turn with them, at once.
            let known = running.counted.map(|tally| Tally { moved: tally.holding, holding: tally.moved, ..tally });
            campaign::start(tx, id, (&to, now), known)?;
        }
        guard.leaves_a_way_in(tx, "turn_back")?;
        record(tx, &event, new.detail)?;
        Ok(version(&new.row, campaign::find(tx, id)?.as_ref()))
    };
    let version = saving::settle(app, app.store().write("turn back campaign", write).await).await?;
    survey::count_at_once(app, id).await;
    Ok(version)
}
