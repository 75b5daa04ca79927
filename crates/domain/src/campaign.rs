//! Moving a pool to another RP ID. Passkeys belong to the RP ID that they were made for, so a change strands them all; a campaign lets both work side
//! by side, asks members who come with an old passkey to make a new one, and counts how far they are. It must never end while that would shut out
//! an administrator, nor take a way in from a member without somebody having said how many.

mod before;
mod finishing;
mod moving;
mod survey;

pub use before::Before;
pub use finishing::{FinishAsk, finish};
pub use moving::{StartAsk, start, turn_back};
pub use survey::{Remaining, count_all};

use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::error::{Error, Objection, Reason};
use crate::passkeys::time;
use crate::saving::{self, Unsaved};
use serde::Serialize;
use store::campaign::{self as stored, Campaign};
use store::id::PoolId;
use store::{Tx, pool};
use survey::Ground;

/// How far members are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    pub at: String,
    /// Active members with a passkey of either RP ID.
    pub members: u64,
    pub moved: u64,
    /// Those who could come in nowhere without their old passkey.
    pub stranded: u64,
    /// Those of them who look after others.
    pub elevated: u64,
}

/// What has to hold before the old passkeys may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub is_done: bool,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Moving {
    pub from: String,
    pub to: String,
    pub started_at: String,
    /// Nothing where they are still being counted.
    pub count: Option<Count>,
    pub checks: Vec<Check>,
    /// Some of those who have not moved yet.
    pub remaining: Vec<Remaining>,
    /// Where the list goes on.
    pub next: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CampaignView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    /// In force.
    pub rp_id: String,
    pub moving: Option<Moving>,
    pub version: String,
}

fn version(row: &pool::Pool, campaign: Option<&Campaign>) -> String {
    let (from, at) =
        campaign.map_or(("", String::new()), |campaign| (&campaign.from_rp_id, campaign.started_at.to_string()));
    saving::version(&["campaign", &row.rp_id, from, &at])
}

/// A pool's row and its campaign, if one runs.
fn rows(tx: &mut Tx<'_>, id: PoolId) -> Result<(pool::Pool, Option<Campaign>), Unsaved> {
    let row = pool::all(tx)?.into_iter().find(|row| row.id == id);
    Ok((row.ok_or(Unsaved::Because(Reason::UnknownAddress))?, stored::find(tx, id)?))
}

/// Nobody else changes the domains of a pool whose members move: the way back rests on them.
pub(crate) fn require_none(tx: &mut Tx<'_>, pool: PoolId, field: &'static str) -> Result<(), Unsaved> {
    if stored::find(tx, pool)?.is_none() {
        return Ok(());
    }
    Err(Objection::new(field, "The members are moving to another RP ID. Finish that first, or turn it back.").into())
}

/// How far a pool is, for whoever may see it. `place` is where the list of those who remain begins.
pub async fn show(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    from: Option<&str>,
) -> Result<CampaignView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let id = door.pool.id;
    let read = move |tx: &mut Tx<'_>| rows(tx, id);
    let (row, campaign) = app.store().read("campaign", read).await.map_err(|unsaved| unsaved.told(app))?;
    let moving = match &campaign {
        Some(campaign) => Some(moving(app, id, campaign, from).await?),
        None => None,
    };
    Ok(CampaignView {
        tenant: door.tenant.slug.clone(),
        pool: id,
        name: row.name.clone(),
        rp_id: door.rp_id.clone(),
        moving,
        version: version(&row, campaign.as_ref()),
    })
}

async fn moving(app: &App, pool: PoolId, campaign: &Campaign, from: Option<&str>) -> Result<Moving, Error> {
    let ground = Ground::of_campaign(app, pool, campaign).await?;
    let tally = survey::latest(app, &ground, campaign).await?;
    let administrators = survey::administrators_left(app, &ground).await?;
    let (remaining, next) = survey::remaining(app, &ground, from).await?;
    Ok(Moving {
        from: campaign.from_rp_id.clone(),
        to: ground.to().to_owned(),
        started_at: time(campaign.started_at),
        count: tally.map(|tally| Count {
            at: time(tally.at),
            members: tally.members,
            moved: tally.moved,
            stranded: tally.stranded,
            elevated: tally.elevated,
        }),
        checks: finishing::checks(ground.to(), tally, &administrators),
        remaining,
        next,
    })
}
