//! Users > [identity pool] > Sign-in and Sign-up: ways in, limits, and where passkeys work. What a stored row holds out of bounds is brought
//! within them when it is read; what somebody wants to save so is refused, with the field that it stands in.

mod check;
mod whole;

use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::campaign;
use crate::error::{Error, Objection, Reason};
use crate::method::{Method, each_once};
use crate::origins::{Domains, listed};
use crate::saving::{self, Change, Consequences, Job, MOST_LOOKED_AT, Unsaved, so_many};
use crate::settings::{self, AttestationMode, LastPasskeyGuard, PoolSettings};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::sync::Arc;
use store::id::PoolId;
use store::passkey::{self, Counted};
use store::{Tx, pool};

use check::Facts;
pub use check::{CAPACITIES, FACTORS, FIRST, SECOND, TIMEOUTS_S, name as method_name};
pub(crate) use check::{rp_id as require_rp_id, whole};
pub(crate) use whole::fits;

/// The settings of a pool as a form shows them.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, which an administrator sets")]
pub struct PoolSettingsView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    pub first: Vec<&'static str>,
    pub second: Vec<&'static str>,
    pub preferred_first: Option<&'static str>,
    pub preferred_second: Option<&'static str>,
    pub public_registration: bool,
    /// Blank for the server's.
    pub rp_id: String,
    pub relying_party_origins: Vec<String>,
    pub timeout_seconds: u32,
    pub last_passkey_guard: LastPasskeyGuard,
    pub attestation: AttestationMode,
    pub device_bound_only: bool,
    pub second_factor_passkeys: bool,
    pub user_verification_second: bool,
    pub passkey_capacity: usize,
    pub max_factors: usize,
    /// What no workspace of this pool allows, or the installation cannot send.
    #[serde(skip)]
    pub not_usable: Vec<Method>,
    /// The host and the origin of this server.
    #[serde(skip)]
    pub server: (String, String),
    /// How many passkeys are for the RP ID that is in force.
    #[serde(skip)]
    pub on_rp_id: Counted,
    pub version: String,
}

/// What is to be saved; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolAsk {
    pub first: Option<Vec<String>>,
    pub second: Option<Vec<String>>,
    pub preferred_first: Option<String>,
    pub preferred_second: Option<String>,
    pub public_registration: Option<bool>,
    pub rp_id: Option<String>,
    pub relying_party_origins: Option<Vec<String>>,
    pub timeout_seconds: Option<Number>,
    pub last_passkey_guard: Option<String>,
    pub attestation: Option<String>,
    pub device_bound_only: Option<bool>,
    pub second_factor_passkeys: Option<bool>,
    pub user_verification_second: Option<bool>,
    pub passkey_capacity: Option<Number>,
    pub max_factors: Option<Number>,
    /// Of the consequences that the answer before this one named.
    pub confirmed: Vec<String>,
}

/// A pool's row, read.
#[derive(Debug, Clone, PartialEq)]
struct Stored {
    settings: PoolSettings,
    rp_id: String,
    origins: String,
}

impl Stored {
    /// As it is in force, or as it stands in the row: what is out of bounds is mended by whoever saves.
    fn of(row: &pool::Pool, in_force: bool) -> Result<Self, Error> {
        let read = |text| {
            if in_force { settings::read(text).map(|(settings, _)| settings) } else { serde_json::from_str(text) }
        };
        let settings = read(&row.settings).map_err(Error::Answer)?;
        Ok(Self { settings, rp_id: row.rp_id.clone(), origins: row.origins.clone() })
    }

    fn lines(&self) -> Vec<String> {
        listed(&self.origins).map(str::to_owned).collect()
    }
}

/// Where this form's settings stand in the stored text.
const OWN: [&str; 13] = [
    "/methods/first",
    "/methods/second",
    "/methods/preferred_first",
    "/methods/preferred_second",
    "/public_registration",
    "/timeout_ms",
    "/last_passkey_guard",
    "/attestation/mode",
    "/attestation/device_bound_only",
    "/second_factor_passkeys",
    "/user_verification_second",
    "/passkey_capacity",
    "/max_factors",
];

/// By what this form saves alone: rules, texts and alarms of the pool may change meanwhile.
fn version(row: &pool::Pool) -> String {
    let text: serde_json::Value = serde_json::from_str(&row.settings).unwrap_or_default();
    let own = OWN.map(|place| text.pointer(place).map(ToString::to_string).unwrap_or_default());
    let mut parts = vec!["settings", &row.rp_id, &row.origins];
    parts.extend(own.iter().map(String::as_str));
    saving::version(&parts)
}

/// `base` has what does not stand in the store.
fn facts(tx: &mut Tx<'_>, pool: PoolId, base: &Facts) -> Result<Facts, Error> {
    let rows = saving::workspaces(tx, pool)?.into_iter();
    let workspaces = rows.map(|(row, settings)| (row.name, row.mode, settings)).collect();
    Ok(Facts { workspaces, ..base.clone() })
}

/// The settings of a pool, for whoever may see them.
pub async fn show(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<PoolSettingsView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let (id, rp_id) = (door.pool.id, door.rp_id.clone());
    let read = move |tx: &mut Tx<'_>| {
        let Some(row) = pool::all(tx)?.into_iter().find(|row| row.id == id) else { return Ok(None) };
        let on_rp_id = passkey::count_of_rp_id(tx, id, &rp_id, MOST_LOOKED_AT)?;
        Ok::<_, Error>(Some((row, on_rp_id)))
    };
    let Some((row, on_rp_id)) = app.store().read("pool settings", read).await? else {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    };
    view(app, &door, &row, on_rp_id)
}

fn view(app: &App, door: &Arc<FrontDoor>, row: &pool::Pool, on_rp_id: Counted) -> Result<PoolSettingsView, Error> {
    let stored = Stored::of(row, true)?;
    let relying_party_origins = stored.lines();
    let Stored { settings, rp_id, .. } = stored;
    let words = |methods: &[Method]| methods.iter().map(|method| method.as_str()).collect();
    let snapshot = app.snapshot();
    let doors: Vec<_> = snapshot.doors().iter().filter(|other| other.pool.id == door.pool.id).collect();
    let is_used = |method: &Method| {
        doors.iter().any(|door| app.channels().usable(&settings, &door.workspace.settings).contains(method))
    };
    Ok(PoolSettingsView {
        tenant: door.tenant.slug.clone(),
        pool: door.pool.id,
        name: row.name.clone(),
        first: words(&settings.methods.first),
        second: words(&settings.methods.second),
        preferred_first: settings.methods.preferred_first.map(Method::as_str),
        preferred_second: settings.methods.preferred_second.map(Method::as_str),
        public_registration: settings.public_registration,
        rp_id,
        relying_party_origins,
        timeout_seconds: settings.timeout_ms / 1000,
        last_passkey_guard: settings.last_passkey_guard,
        attestation: settings.attestation.mode,
        device_bound_only: settings.attestation.device_bound_only,
        second_factor_passkeys: settings.second_factor_passkeys,
        user_verification_second: settings.user_verification_second,
        passkey_capacity: settings.passkey_capacity,
        max_factors: settings.max_factors,
        not_usable: Method::ALL.into_iter().filter(|method| !is_used(method)).collect(),
        server: (app.public_url().host().to_owned(), app.public_url().origin()),
        on_rp_id,
        version: version(row),
    })
}

/// Saves what was asked for, where nobody has saved anything since `seen`, and answers the version that is in force now.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, PoolAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::PoolChanged, &door).await?;
    let (writer, job) = (Writer::of(acting), Job::of(app, door, event)?);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put(tx, &job, (Some(&seen), &ask))
    };
    saving::settle(app, app.store().write("save pool", write).await).await
}

/// The same, within a transaction; `seen` is none where nobody has looked yet.
pub(crate) fn put(tx: &mut Tx<'_>, job: &Job, (seen, ask): (Option<&str>, &PoolAsk)) -> Result<String, Unsaved> {
    let id = job.pool();
    let row = pool::all(tx)?.into_iter().find(|row| row.id == id);
    let row = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    if seen.is_some_and(|seen| version(&row) != seen) {
        return Err(Unsaved::Because(Reason::ChangedSince));
    }
    let (server, channels, is_home) = (job.server.clone(), job.channels, job.home.is_some());
    let facts = facts(tx, id, &Facts { server, channels, workspaces: Vec::new(), is_home })?;
    let new = check::wanted(&Stored::of(&row, true)?, ask, &facts)?;
    if (&new.rp_id, &new.origins) != (&row.rp_id, &row.origins) {
        campaign::require_none(tx, id, if new.rp_id == row.rp_id { "relying_party_origins" } else { "rp_id" })?;
    }
    consequences(tx, &row, &new, (ask, &facts))?;
    let (row, detail) = match changed(row, new)? {
        Ok(changed) => changed,
        Err(unchanged) => return Ok(unchanged),
    };
    pool::update(tx, &row)?;
    job.guard.leaves_a_way_in(tx, "first")?;
    job.record(tx, detail)?;
    Ok(version(&row))
}

/// The row as it would be after this change.
pub(crate) fn supposed(
    app: &App,
    (row, workspaces): (&pool::Pool, &[store::workspace::Workspace]),
    ask: &PoolAsk,
) -> Result<pool::Pool, Unsaved> {
    let workspaces = workspaces.iter().map(|row| Ok((row.name.clone(), row.mode, saving::stored(row)?)));
    let facts = Facts {
        server: app.public_url().clone(),
        channels: app.channels(),
        workspaces: workspaces.collect::<Result<_, Error>>()?,
        is_home: saving::home(app, row.id).is_some(),
    };
    let new = check::wanted(&Stored::of(row, true)?, ask, &facts)?;
    Ok(changed(row.clone(), new)?.map_or_else(|_| row.clone(), |(row, _)| row))
}

/// The row as it is to be, with what the audit says of it; or the version of what stays as it is.
fn changed(row: pool::Pool, new: Stored) -> Result<Result<(pool::Pool, String), String>, Error> {
    let old = Stored::of(&row, false)?;
    let mut changed = saving::changes(&old.settings, &new.settings)?;
    let settings = saving::patched(&row.settings, &changed);
    changed.extend(Change::of("rp_id", old.rp_id.as_str(), new.rp_id.as_str()));
    changed.extend(Change::of("origins", old.lines(), new.lines()));
    if changed.is_empty() {
        return Ok(Err(version(&row)));
    }
    let row = pool::Pool { settings, rp_id: new.rp_id, origins: new.origins, ..row };
    Ok(Ok((row, saving::told(&changed))))
}

/// What members would lose.
fn consequences(
    tx: &mut Tx<'_>,
    row: &pool::Pool,
    new: &Stored,
    (ask, facts): (&PoolAsk, &Facts),
) -> Result<(), Unsaved> {
    let old = Stored::of(row, true)?;
    let mut consequences = Consequences::default();
    let alone = |stored: &Stored| stored.settings.methods.first == [Method::Passkey];
    // S2-17
    if alone(new) && !alone(&old) {
        let text = "Members could sign in with a passkey alone: there is no password and nothing else to fall back on."
            .to_owned();
        consequences.follows("first", "passkey_only", text, &ask.confirmed);
    }
    let lost = facts
        .workspaces
        .iter()
        .flat_map(|(_, _, workspace)| facts.channels.lost((&old.settings, workspace), (&new.settings, workspace)));
    consequences.takes_away("first", &each_once(lost), &ask.confirmed);
    let gone = gone(&old, new, facts);
    if !gone.is_empty() {
        let pages = gone.join(", ");
        let text = format!(
            "Passkeys would be refused on pages of {pages}: whoever signs in there, in a browser or in an app, no longer could."
        );
        consequences.follows(
            "relying_party_origins",
            &format!("origins_lost:{}", gone.join("+")),
            text,
            &ask.confirmed,
        );
    }
    let before = facts.rp_id(&old.rp_id);
    if before != facts.rp_id(&new.rp_id) {
        if facts.is_home {
            let problem = format!(
                "Administrators sign in here with passkeys for {before}: nobody could come in any more. Move the members instead."
            );
            return Err(Objection::new("rp_id", problem).into());
        }
        let counted = passkey::count_of_rp_id(tx, row.id, before, MOST_LOOKED_AT)?;
        consequences.concerns("rp_id", ("rp_id", counted), stranded(counted, before), &ask.confirmed);
    }
    Ok(consequences.accepted()?)
}

/// Where passkeys were taken and would not be any more.
fn gone(old: &Stored, new: &Stored, facts: &Facts) -> Vec<String> {
    let taken = |stored: &Stored| {
        Domains::read(&stored.settings, &stored.rp_id, &stored.origins, &facts.server).origins.expected
    };
    let still = taken(new);
    taken(old).into_iter().filter(|origin| !still.contains(origin)).collect()
}

fn stranded(counted: Counted, rp_id: &str) -> String {
    let works = if counted.number == 1 && counted.is_all { "works" } else { "work" };
    format!(
        "{} {works} on {rp_id} alone and will not be accepted here any more: whoever has no other way in is locked out. To take the members \
         along, move them instead: “Move members to another RP ID” below the field.",
        so_many(counted, ("passkey", "passkeys"))
    )
}
