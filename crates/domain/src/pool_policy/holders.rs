//! Roles and groups of a pool: adding, changing and removing them. They can only add to what the pool asks of everybody.

use super::RulesAsk;
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::policy::PolicyRules;
use crate::saving::{self, Change, Unsaved};
use crate::settings;
use serde::Serialize;
use store::audit_event::{self, AuditEvent};
use store::id::{GroupId, PoolId, RoleId};
use store::{Tx, group, installation, role};

/// More than anybody can tell apart.
const MOST: usize = 200;
const LONGEST_NAME: usize = 64;

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

/// Adds one of this name, without rules yet. `like` says what it is to be, a role or a group.
pub async fn add(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (is_role, ask): (bool, RulesAsk),
) -> Result<HolderId, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let (ms, random) = app.id_parts()?;
    let id = if is_role {
        HolderId::Role(RoleId::from_parts(ms, random))
    } else {
        HolderId::Group(GroupId::from_parts(ms, random))
    };
    let [kind, ..] = id.kinds();
    let event = saving::event(app, acting, kind, &door).await?;
    let pool = door.pool.id;
    let write = move |tx: &mut Tx<'_>| {
        let others = id.all(tx, pool)?;
        let name = match named(ask.name.as_deref().unwrap_or_default(), &others, id) {
            Ok(name) => name,
            Err(objection) => return Ok(Err(objection.into())),
        };
        if others.len() >= MOST {
            let problem = format!("A pool has at most {MOST} of them.");
            return Ok(Err(Objection::new("name", problem).into()));
        }
        let detail = Some(name.clone().into());
        let row = Row { name, policy: "{}".to_owned(), elevated: is_role && ask.elevated.unwrap_or_default() };
        id.write(tx, pool, row, true)?;
        installation::bump(tx)?;
        audit_event::insert(tx, &AuditEvent { detail, ..event.clone() })?;
        Ok::<_, Error>(Ok(id))
    };
    match app.store().write("add role or group", write).await? {
        Ok(id) => app.refresh().await.map(|()| id),
        Err(unsaved) => Err(Unsaved::told(unsaved, app)),
    }
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
    let write = move |tx: &mut Tx<'_>| {
        let all = id.all(tx, pool)?;
        let Some((_, row)) = all.iter().find(|(own, _)| *own == id) else {
            return Ok(Err(Unsaved::Because(Reason::UnknownAddress)));
        };
        if row.version() != seen {
            return Ok(Err(Unsaved::Because(Reason::ChangedSince)));
        }
        let (new, changed) = match wanted(row, &ask, (&all, id))? {
            Ok(wanted) => wanted,
            Err(objection) => return Ok(Err(objection.into())),
        };
        let version = new.version();
        if !changed.is_empty() {
            let detail = Some(format!("{}: {}", row.name, saving::told(&changed)).into());
            id.write(tx, pool, new, false)?;
            installation::bump(tx)?;
            audit_event::insert(tx, &AuditEvent { detail, ..event.clone() })?;
        }
        Ok::<_, Error>(Ok(version))
    };
    match app.store().write("change role or group", write).await? {
        Ok(version) => app.refresh().await.map(|()| version),
        Err(unsaved) => Err(unsaved.told(app)),
    }
}

type Wanted = (Row, Vec<Change>);

fn wanted(
    row: &Row,
    ask: &RulesAsk,
    (all, id): (&[(HolderId, Row)], HolderId),
) -> Result<Result<Wanted, Objection>, Error> {
    let (old, _) = settings::read_rules(&row.policy).map_err(Error::Answer)?;
    let read = || -> Result<(PolicyRules, String), Objection> {
        let name = ask.name.as_deref().map_or_else(|| Ok(row.name.clone()), |name| named(name, all, id))?;
        Ok((ask.rules(&old, false)?, name))
    };
    let (rules, name) = match read() {
        Ok(read) => read,
        Err(objection) => return Ok(Err(objection)),
    };
    let mut changed = saving::changes(&old, &rules)?;
    let policy = if changed.is_empty() { row.policy.clone() } else { saving::patched(&row.policy, &changed) };
    let elevated = matches!(id, HolderId::Role(_)) && ask.elevated.unwrap_or(row.elevated);
    changed.extend(Change::of("name", row.name.as_str(), name.as_str()));
    changed.extend(Change::of("elevated", row.elevated, elevated));
    Ok(Ok((Row { name, policy, elevated }, changed)))
}

/// Removes a role or a group and takes it from everybody who has it.
pub async fn remove(app: &App, acting: &Acting, (tenant, pool, id): (&str, PoolId, HolderId)) -> Result<(), Error> {
    let door = saving::pool(app, acting, Power::Configure, (tenant, pool))?;
    let [.., kind] = id.kinds();
    let event = saving::event(app, acting, kind, &door).await?;
    let write = move |tx: &mut Tx<'_>| {
        let Some((_, row)) = id.all(tx, pool)?.into_iter().find(|(own, _)| *own == id) else { return Ok(false) };
        match id {
            HolderId::Role(id) => role::delete(tx, pool, id)?,
            HolderId::Group(id) => group::delete(tx, pool, id)?,
        };
        installation::bump(tx)?;
        audit_event::insert(tx, &AuditEvent { detail: Some(row.name.into()), ..event.clone() })?;
        Ok::<_, Error>(true)
    };
    if app.store().write("remove role or group", write).await? {
        return app.refresh().await;
    }
    Err(Unsaved::Because(Reason::UnknownAddress).told(app))
}
