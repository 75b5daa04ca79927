//! One tenant's settings put in place of those that are there, in one transaction: rows are written, and then what has come of them is asked the
//! same as at the console. What speaks against it undoes everything.

use super::diff::{self, Line};
use super::fits::{self, Ground, Heard};
use super::rows::{self, Rows};
use super::state::{PoolState, TenantState};
use super::{Applied, reading};
use crate::administrators::Writer;
use crate::audit::Kind;
use crate::campaign;
use crate::error::{Error, Objection, Reason};
use crate::random::IdBytes;
use crate::saving::{self, LONGEST_DETAIL, Unsaved, cut};
use std::collections::BTreeMap;
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, GroupId, PoolId, RoleId, TenantId, WorkspaceId};
use store::{Tx, group, installation, pool, role, tenant, workspace};

/// What is to be done, with all that a transaction may not draw.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub slug: String,
    pub wanted: TenantState,
    pub ground: Ground,
    /// Of the consequences that somebody was told.
    pub confirmed: Vec<String>,
    /// The version of the tenant's settings that somebody has looked at.
    pub seen: Option<String>,
    pub writer: Option<Writer>,
    pub event: AuditEvent,
    pub ids: Vec<(u64, IdBytes)>,
    pub now: i64,
}

/// What is there, and what is to be.
#[derive(Clone, Copy)]
struct Change<'a> {
    before: Option<&'a Rows>,
    old: Option<&'a TenantState>,
    target: &'a TenantState,
    lines: &'a [Line],
}

/// What one event is about: the pool, the kind, and the names that say which.
type Subject = (Option<PoolId>, &'static str, Vec<String>);

/// Ids and events of one attempt: a transaction may run more than once.
struct Pen<'a> {
    ids: std::slice::Iter<'a, (u64, IdBytes)>,
    event: &'a AuditEvent,
}

impl Pen<'_> {
    fn id<T>(&mut self, make: impl Fn(u64, IdBytes) -> T) -> Result<T, Unsaved> {
        let (ms, random) = self.ids.next().ok_or(Unsaved::Because(Reason::ChangedMeanwhile))?;
        Ok(make(*ms, *random))
    }

    fn note(&mut self, tx: &mut Tx<'_>, (kind, pool): (Kind, Option<PoolId>), detail: &str) -> Result<(), Unsaved> {
        let id = self.id(EventId::from_parts)?;
        let detail = Some(cut(detail, LONGEST_DETAIL).into());
        let event = AuditEvent { id, kind: kind.as_str().into(), pool_id: pool, detail, ..self.event.clone() };
        Ok(audit_event::insert(tx, &event)?)
    }
}

impl Job {
    /// What it comes to. Where something is left to be said about it nothing is to be kept: the caller undoes it.
    pub(super) fn carry_out(&self, tx: &mut Tx<'_>) -> Result<Applied, Unsaved> {
        if let Some(writer) = self.writer {
            writer.require_standing(tx)?;
        }
        let before = Rows::load(tx, &self.slug)?;
        let old = before.as_ref().map(Rows::state).transpose()?;
        let old_text = saving_text(old.as_ref())?;
        let version = saving::version(&[&self.slug, &old_text.to_string()]);
        if self.seen.as_ref().is_some_and(|seen| *seen != version) {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let target = old.as_ref().map_or_else(|| self.wanted.clone(), |old| old.under(&self.wanted));
        let mut lines = diff::between(&old_text, &saving_text(Some(&target))?);
        for line in &mut lines {
            line.path.insert(0, self.slug.clone());
        }
        let mut applied = Applied { tenant: self.slug.clone(), version, lines, ..Applied::default() };
        if applied.lines.is_empty() {
            return Ok(applied);
        }
        let mut pen = Pen { ids: self.ids.iter(), event: &self.event };
        let change = Change { before: before.as_ref(), old: old.as_ref(), target: &target, lines: &applied.lines };
        match self.put(tx, &mut pen, &change) {
            Ok(heard) => (applied.said, applied.accept) = heard.told(),
            Err(Unsaved::Objection(objection)) => applied.refused = Some(objection.problem),
            Err(other) => return Err(other),
        }
        Ok(applied)
    }

    fn put(&self, tx: &mut Tx<'_>, pen: &mut Pen<'_>, change: &Change<'_>) -> Result<Heard, Unsaved> {
        let Change { before, old, target, lines } = *change;
        let id = self.tenant(tx, pen, (before, target))?;
        for name in self.wanted.pools.keys() {
            if let Some(state) = target.pools.get(name) {
                pool_of(tx, pen, (before, id), (name, state))?;
            }
        }
        self.workspaces(tx, pen, (before, id), target)?;
        installation::bump(tx)?;
        let after = Rows::load(tx, &self.slug)?.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
        let heard = fits::heard(tx, &self.ground, (before.zip(old), (&after, target)), &self.confirmed)?;
        self.tell(tx, pen, &after, lines)?;
        Ok(heard)
    }

    fn tenant(
        &self,
        tx: &mut Tx<'_>,
        pen: &mut Pen<'_>,
        (before, target): (Option<&Rows>, &TenantState),
    ) -> Result<TenantId, Unsaved> {
        let (name, preset) = (target.name.clone(), target.preset.clone());
        if let Some(Rows { tenant: row, .. }) = before {
            tenant::update(tx, &tenant::Tenant { name, preset, ..row.clone() })?;
            return Ok(row.id);
        }
        if reading::is_reserved(&self.slug) {
            return Err(
                Objection::new("slug", format!("{} is a name of ours: no tenant is called so.", self.slug)).into()
            );
        }
        let id = pen.id(TenantId::from_parts)?;
        tenant::insert(tx, &tenant::Tenant { id, slug: self.slug.clone(), name, preset, created_at: self.now })?;
        Ok(id)
    }

    fn workspaces(
        &self,
        tx: &mut Tx<'_>,
        pen: &mut Pen<'_>,
        (before, tenant_id): (Option<&Rows>, TenantId),
        target: &TenantState,
    ) -> Result<(), Unsaved> {
        let pools = pool::all(tx)?;
        for (slug, state) in self.wanted.workspaces.keys().filter_map(|slug| target.workspaces.get_key_value(slug)) {
            let pool = pools.iter().find(|pool| pool.tenant_id == tenant_id && pool.name == state.pool);
            let missing =
                || Objection::new("pool", format!("{slug} leads to {}, and there is no such pool.", state.pool));
            let pool = pool.ok_or_else(missing)?;
            if let Some(row) = before.and_then(|rows| rows.workspace(slug)) {
                if row.pool_id != pool.id {
                    let problem = format!("{slug} leads to another pool: a workspace keeps the one that it has.");
                    return Err(Objection::new("pool", problem).into());
                }
                let new = rows::workspace_row(row, state)?;
                if new != *row {
                    workspace::update(tx, &new)?;
                }
                continue;
            }
            let row = workspace::Workspace {
                tenant_id,
                id: pen.id(WorkspaceId::from_parts)?,
                slug: slug.clone(),
                name: state.name.clone(),
                pool_id: pool.id,
                mode: state.mode,
                settings: "{}".to_owned(),
                created_at: self.now,
            };
            workspace::insert(tx, &rows::workspace_row(&row, state)?)?;
        }
        Ok(())
    }

    /// An event for each pool, workspace, role and group, and one for the whole.
    fn tell(&self, tx: &mut Tx<'_>, pen: &mut Pen<'_>, after: &Rows, lines: &[Line]) -> Result<(), Unsaved> {
        let mut told: BTreeMap<Subject, (Kind, Vec<String>)> = BTreeMap::new();
        for line in lines {
            let Some((kind, depth)) = kind_of(line) else { continue };
            let path: Vec<_> = line.path.iter().take(depth).cloned().collect();
            let pool = match line.path.get(1).map(String::as_str) {
                Some("pools") => line.path.get(2).and_then(|name| after.pool(name)).map(|pool| pool.id),
                Some("workspaces") => line.path.get(2).and_then(|slug| after.workspace(slug)).map(|row| row.pool_id),
                _ => None,
            };
            told.entry((pool, kind.as_str(), path)).or_insert((kind, Vec::new())).1.push(line.to_string());
        }
        for ((pool, ..), (kind, lines)) in told {
            pen.note(tx, (kind, pool), &lines.join("; "))?;
        }
        pen.note(tx, (Kind::SettingsApplied, None), &format!("{}: {} settings", self.slug, lines.len()))
    }
}

/// What a line is about in the words of the audit, and how many names of its path say which.
fn kind_of(line: &Line) -> Option<(Kind, usize)> {
    let part = |place: usize| line.path.get(place).map(String::as_str);
    let holder = |kinds: [Kind; 3]| {
        let [added, changed, removed] = kinds;
        let is_whole = line.path.len() == 5 && line.text.is_empty();
        (
            if !is_whole {
                changed
            } else if line.sign == '+' {
                added
            } else {
                removed
            },
            5,
        )
    };
    match (part(1)?, part(3)) {
        ("workspaces", _) => Some((Kind::WorkspaceChanged, 3)),
        ("pools", Some("roles")) => Some(holder([Kind::RoleAdded, Kind::RoleChanged, Kind::RoleRemoved])),
        ("pools", Some("groups")) => Some(holder([Kind::GroupAdded, Kind::GroupChanged, Kind::GroupRemoved])),
        ("pools", Some("policy")) => Some((Kind::PolicyChanged, 3)),
        ("pools", _) => Some((Kind::PoolChanged, 3)),
        _ => None,
    }
}

/// A tenant as a file has it; nothing where there is none.
fn saving_text(state: Option<&TenantState>) -> Result<serde_json::Value, Error> {
    let Some(state) = state else { return Ok(serde_json::Value::Object(serde_json::Map::new())) };
    state.part().and_then(serde_json::to_value).map_err(Error::Answer)
}

fn pool_of(
    tx: &mut Tx<'_>,
    pen: &mut Pen<'_>,
    (before, tenant_id): (Option<&Rows>, TenantId),
    (name, state): (&str, &PoolState),
) -> Result<(), Unsaved> {
    let id = if let Some(row) = before.and_then(|rows| rows.pool(name)) {
        let new = rows::pool_row(row, state)?;
        if (&new.rp_id, &new.origins) != (&row.rp_id, &row.origins) {
            campaign::require_none(tx, row.id, "rp_id")?;
        }
        if new != *row {
            pool::update(tx, &new)?;
        }
        row.id
    } else {
        let empty = pool::Pool {
            tenant_id,
            id: pen.id(PoolId::from_parts)?,
            name: name.to_owned(),
            rp_id: String::new(),
            origins: String::new(),
            settings: "{}".to_owned(),
        };
        pool::insert(tx, &rows::pool_row(&empty, state)?)?;
        empty.id
    };
    roles_of(tx, pen, (before, id), state)?;
    groups_of(tx, pen, (before, id), state)
}

fn roles_of(
    tx: &mut Tx<'_>,
    pen: &mut Pen<'_>,
    (before, pool_id): (Option<&Rows>, PoolId),
    state: &PoolState,
) -> Result<(), Unsaved> {
    for (name, wanted) in &state.roles {
        let (known, elevated) = (before.and_then(|rows| rows.role(pool_id, name)), wanted.elevated);
        if let Some(row) = known {
            let new = role::Role { policy: rows::policy(&row.policy, &wanted.rules)?, elevated, ..row.clone() };
            if new != *row {
                role::update(tx, &new)?;
            }
            continue;
        }
        let (id, policy) = (pen.id(RoleId::from_parts)?, rows::policy("", &wanted.rules)?);
        role::insert(tx, &role::Role { pool_id, id, name: name.clone(), policy, elevated })?;
    }
    let known = before.into_iter().flat_map(|rows| &rows.roles).filter(|row| row.pool_id == pool_id);
    for row in known.filter(|row| !state.roles.contains_key(&row.name)) {
        role::retire(tx, pool_id, row.id)?;
    }
    Ok(())
}

fn groups_of(
    tx: &mut Tx<'_>,
    pen: &mut Pen<'_>,
    (before, pool_id): (Option<&Rows>, PoolId),
    state: &PoolState,
) -> Result<(), Unsaved> {
    for (name, rules) in &state.groups {
        if let Some(row) = before.and_then(|rows| rows.group(pool_id, name)) {
            let new = group::Group { policy: rows::policy(&row.policy, rules)?, ..row.clone() };
            if new != *row {
                group::update(tx, &new)?;
            }
            continue;
        }
        let (id, policy) = (pen.id(GroupId::from_parts)?, rows::policy("", rules)?);
        group::insert(tx, &group::Group { pool_id, id, name: name.clone(), policy })?;
    }
    let known = before.into_iter().flat_map(|rows| &rows.groups).filter(|row| row.pool_id == pool_id);
    for row in known.filter(|row| !state.groups.contains_key(&row.name)) {
        group::retire(tx, pool_id, row.id)?;
    }
    Ok(())
}
