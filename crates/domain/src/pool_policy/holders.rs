//! Roles and groups of a pool: adding, changing and removing them. They can only add to what the pool asks of everybody.

use super::ask::Whose;
use super::{RulesAsk, Saving, less_asked, meant};
use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason, one_line};
use crate::policy::{Holder, Source};
use crate::saving::{self, Change, Job, Unsaved};
use crate::settings::{self, PoolSettings, RollOutSettings};
use crate::snapshot::FrontDoor;
use serde::Serialize;
use store::audit_event::{self, AuditEvent};
use store::id::{GroupId, PoolId, RoleId};
use store::{Tx, group, installation, pool, role};

/// More than anybody can tell apart.
const MOST: usize = 200;
const LONGEST_NAME: usize = 64;
/// Some milliseconds.
const CHUNK: u32 = 1_000;
/// Chunks for which whoever removes something waits; the sweep does the rest.
const AT_ONCE: u32 = 10;

/// A role or a group of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum HolderId {
    Role(RoleId),
    Group(GroupId),
}

/// Both as one: a group has no elevated members.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: String,
    policy: String,
    elevated: bool,
}

impl Row {
    fn version(&self) -> String {
        saving::version(&[&self.name, &self.policy, if self.elevated { "elevated" } else { "" }])
    }
}

impl HolderId {
    fn all(self, tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<(Self, Row)>, store::Error> {
        let roles = |row: role::Role| {
            (row.pool_id == pool)
                .then_some((Self::Role(row.id), Row { name: row.name, policy: row.policy, elevated: row.elevated }))
        };
        let groups = |row: group::Group| {
            (row.pool_id == pool)
                .then_some((Self::Group(row.id), Row { name: row.name, policy: row.policy, elevated: false }))
        };
        Ok(match self {
            Self::Role(_) => role::all(tx)?.into_iter().filter_map(roles).collect(),
            Self::Group(_) => group::all(tx)?.into_iter().filter_map(groups).collect(),
        })
    }

    fn write(self, tx: &mut Tx<'_>, pool_id: PoolId, row: Row, is_new: bool) -> Result<(), store::Error> {
        let Row { name, policy, elevated } = row;
        match self {
            Self::Role(id) => {
                let row = role::Role { pool_id, id, name, policy, elevated };
                if is_new { role::insert(tx, &row) } else { role::update(tx, &row).map(drop) }
            }
            Self::Group(id) => {
                let row = group::Group { pool_id, id, name, policy };
                if is_new { group::insert(tx, &row) } else { group::update(tx, &row).map(drop) }
            }
        }
    }

    fn retire(self, tx: &mut Tx<'_>, pool: PoolId) -> Result<bool, store::Error> {
        match self {
            Self::Role(id) => role::retire(tx, pool, id),
            Self::Group(id) => group::retire(tx, pool, id),
        }
    }

    fn release(self, tx: &mut Tx<'_>, pool: PoolId, most: u32) -> Result<bool, store::Error> {
        match self {
            Self::Role(id) => role::release(tx, pool, id, most),
            Self::Group(id) => group::release(tx, pool, id, most),
        }
    }

    fn holder(self, row: &Row) -> Result<Holder, Error> {
        let name = row.name.clone();
        let source = match self {
            Self::Role(_) => Source::Role(name),
            Self::Group(_) => Source::Group(name),
        };
        let (rules, _) = settings::read_rules(&row.policy).map_err(Error::Answer)?;
        Ok(Holder { source, elevated: row.elevated, rules })
    }

    const fn whose(self) -> Whose {
        match self {
            Self::Role(_) => Whose::Role,
            Self::Group(_) => Whose::Group,
        }
    }

    const fn kinds(self) -> [Kind; 3] {
        match self {
            Self::Role(_) => [Kind::RoleAdded, Kind::RoleChanged, Kind::RoleRemoved],
            Self::Group(_) => [Kind::GroupAdded, Kind::GroupChanged, Kind::GroupRemoved],
        }
    }
}

pub(super) fn version_of_role(row: &role::Role) -> String {
    Row { name: row.name.clone(), policy: row.policy.clone(), elevated: row.elevated }.version()
}

pub(super) fn version_of_group(row: &group::Group) -> String {
    Row { name: row.name.clone(), policy: row.policy.clone(), elevated: false }.version()
}

/// Adds one of this name, with the rules that come with it.
pub async fn add(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (is_role, ask): (bool, RulesAsk),
) -> Result<HolderId, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let kind = if is_role { Kind::RoleAdded } else { Kind::GroupAdded };
    let event = saving::event(app, acting, kind, &door).await?;
    let (writer, job) = (Writer::of(acting), Job::of(app, door, event)?);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put_new(tx, &job, (is_role, &ask))
    };
    saving::settle(app, app.store().write("add role or group", write).await).await
}

/// The same, within a transaction.
pub(crate) fn put_new(tx: &mut Tx<'_>, job: &Job, (is_role, ask): (bool, &RulesAsk)) -> Result<HolderId, Unsaved> {
    let ((ms, random), pool) = (job.id, job.pool());
    let id = if is_role {
        HolderId::Role(RoleId::from_parts(ms, random))
    } else {
        HolderId::Group(GroupId::from_parts(ms, random))
    };
    let others = id.all(tx, pool)?;
    if others.len() >= MOST {
        return Err(Objection::new("name", format!("A pool has at most {MOST} of them.")).into());
    }
    let none = Row { name: String::new(), policy: "{}".to_owned(), elevated: false };
    let named = RulesAsk { name: Some(ask.name.clone().unwrap_or_default()), ..ask.clone() };
    let (row, changed) = wanted(tx, (pool, job.home.as_deref()), (&none, &named), (&others, id))?;
    let rules: Vec<_> = changed.into_iter().filter(|change| !change.is_of("name")).collect();
    let detail = if rules.is_empty() { row.name.clone() } else { format!("{}: {}", row.name, saving::told(&rules)) };
    id.write(tx, pool, row, true)?;
    job.guard.leaves_a_way_in(tx, "fallback")?;
    job.record(tx, detail)?;
    Ok(id)
}

fn named(text: &str, others: &[(HolderId, Row)], own: HolderId) -> Result<String, Objection> {
    let name = text.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.contains(char::is_control) {
        return Err(Objection::new("name", format!("A name has 1 to {LONGEST_NAME} characters, on one line.")));
    }
    let is_taken = |(id, row): &&(HolderId, Row)| *id != own && row.name.to_lowercase() == name.to_lowercase();
    if others.iter().any(|other| is_taken(&other)) {
        return Err(Objection::new("name", "There is one of this name already."));
    }
    Ok(name.to_owned())
}

/// Name and rules of a role or a group, where nobody has saved others since `seen`.
pub async fn change(
    app: &App,
    acting: &Acting,
    (tenant, pool, id): (&str, PoolId, HolderId),
    (seen, ask): (String, RulesAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, (tenant, pool))?;
    let [_, kind, _] = id.kinds();
    let event = saving::event(app, acting, kind, &door).await?;
    let (writer, job) = (Writer::of(acting), Job::of(app, door, event)?);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put(tx, &job, id, (Some(&seen), &ask))
    };
    saving::settle(app, app.store().write("change role or group", write).await).await
}

/// The same, within a transaction; `seen` is none where nobody has looked yet.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    job: &Job,
    id: HolderId,
    (seen, ask): (Option<&str>, &RulesAsk),
) -> Result<String, Unsaved> {
    let pool = job.pool();
    let all = id.all(tx, pool)?;
    let row = all.iter().find(|(own, _)| *own == id).map(|(_, row)| row);
    let row = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    if seen.is_some_and(|seen| row.version() != seen) {
        return Err(Unsaved::Because(Reason::ChangedSince));
    }
    let (new, mut changed) = wanted(tx, (pool, job.home.as_deref()), (row, ask), (&all, id))?;
    let version = new.version();
    if !changed.is_empty() {
        let is_group = matches!(id, HolderId::Group(_));
        changed.extend(if is_group { renamed_pilot(tx, pool, (&row.name, &new.name))? } else { Vec::new() });
        let detail = format!("{}: {}", row.name, saving::told(&changed));
        id.write(tx, pool, new, false)?;
        job.guard.leaves_a_way_in(tx, "fallback")?;
        job.record(tx, detail)?;
    }
    Ok(version)
}

/// The roll-out names its pilot group: under a new name it is still the same group.
fn renamed_pilot(tx: &mut Tx<'_>, id: PoolId, (old, new): (&str, &str)) -> Result<Vec<Change>, Unsaved> {
    let Some(row) = pool::all(tx)?.into_iter().find(|row| row.id == id) else { return Ok(Vec::new()) };
    let was: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    if old == new || was.roll_out.pilot != old {
        return Ok(Vec::new());
    }
    let roll_out = RollOutSettings { pilot: new.to_owned(), ..was.roll_out.clone() };
    let changed = saving::changes(&was, &PoolSettings { roll_out, ..was.clone() })?;
    pool::update(tx, &pool::Pool { settings: saving::patched(&row.settings, &changed), ..row })?;
    Ok(changed)
}

/// The row as it is to be, and what differs from how it is.
fn wanted(
    tx: &mut Tx<'_>,
    (pool, home): (PoolId, Option<&FrontDoor>),
    (row, ask): (&Row, &RulesAsk),
    (all, id): (&[(HolderId, Row)], HolderId),
) -> Result<(Row, Vec<Change>), Unsaved> {
    let (old, _) = settings::read_rules(&row.policy).map_err(Error::Answer)?;
    let name = ask.name.as_deref().map_or_else(|| Ok(row.name.clone()), |name| named(name, all, id))?;
    let rules = ask.rules(&old, id.whose())?;
    meant(tx, pool, (&old, &rules), &Saving { whose: id.whose(), confirmed: &ask.confirmed, home })?;
    let mut changed = saving::changes(&old, &rules)?;
    let policy = if changed.is_empty() { row.policy.clone() } else { saving::patched(&row.policy, &changed) };
    let elevated = ask.elevated.unwrap_or(row.elevated);
    changed.extend(Change::of("name", row.name.as_str(), name.as_str()));
    changed.extend(Change::of("elevated", row.elevated, elevated));
    Ok((Row { name, policy, elevated }, changed))
}

/// Removes a role or a group, where nobody has saved another since `seen`, and takes it from everybody who has it.
pub async fn remove(
    app: &App,
    acting: &Acting,
    (tenant, pool, id): (&str, PoolId, HolderId),
    (seen, confirmed): (String, Vec<String>),
) -> Result<(), Error> {
    let door = saving::pool(app, acting, Power::Configure, (tenant, pool))?;
    let [.., kind] = id.kinds();
    let event = saving::event(app, acting, kind, &door).await?;
    let writer = Writer::of(acting);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let row = id.all(tx, pool)?.into_iter().find(|(own, _)| *own == id);
        let (_, row) = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
        if row.version() != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        less_asked(tx, pool, &id.holder(&row)?, &confirmed)?;
        id.retire(tx, pool)?;
        installation::bump(tx)?;
        audit_event::insert(tx, &AuditEvent { detail: Some(row.name.into()), ..event.clone() })?;
        Ok(())
    };
    saving::settle(app, app.store().write("remove role or group", write).await).await?;
    // It gives nothing any more; whatever is left of it is no reason to say that it is there still.
    if let Err(error) = release(app, pool, id, AT_ONCE).await {
        tracing::warn!(
            error = one_line(&error),
            "what is left of a removed role or group is released by the next sweep"
        );
    }
    Ok(())
}

/// Takes what was removed from its holders, some at a time: nobody's sign-in waits for a million of them.
async fn release(app: &App, pool: PoolId, id: HolderId, most_chunks: u32) -> Result<(), Error> {
    for _ in 0..most_chunks {
        let is_gone = move |tx: &mut Tx<'_>| Ok::<_, Error>(id.release(tx, pool, CHUNK)?);
        if app.store().write("release role or group", is_gone).await? {
            break;
        }
    }
    Ok(())
}

/// The rest of what was removed, also by a server that was stopped meanwhile.
pub(crate) async fn release_retired(app: &App) -> Result<(), Error> {
    let read = |tx: &mut Tx<'_>| {
        let roles = role::retired(tx)?.into_iter().map(|(pool, id)| (pool, HolderId::Role(id)));
        let groups = group::retired(tx)?.into_iter().map(|(pool, id)| (pool, HolderId::Group(id)));
        Ok::<_, Error>(roles.chain(groups).collect::<Vec<_>>())
    };
    for (pool, id) in app.store().read("removed roles and groups", read).await? {
        release(app, pool, id, u32::MAX).await?;
    }
    Ok(())
}
