//! What speaks against settings that were put as a whole: the same that the console says to each of its forms, asked about what is in the rows
//! now. It must never let through what a form would refuse.

use super::rows::Rows;
use super::state::{PoolState, RoleState, TenantState};
use crate::alarms;
use crate::channels::Channels;
use crate::dry_run::Guard;
use crate::error::Objection;
use crate::method::each_once;
use crate::policy::{Holder, PolicyRules, Source};
use crate::pool_policy::whole::{self as policies, Rules};
use crate::pool_settings;
use crate::public_url::PublicUrl;
use crate::saving::{Consequences, Unsaved};
use crate::snapshot::FrontDoor;
use crate::workspace_settings;
use std::sync::Arc;
use store::Tx;
use store::id::PoolId;

/// What does not stand in the store.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub server: PublicUrl,
    pub channels: Channels,
    pub doors: Vec<Arc<FrontDoor>>,
    /// Of the pool in which administrators sign in.
    pub guard: Guard,
}

impl Ground {
    fn home(&self, pool: PoolId) -> Option<&FrontDoor> {
        self.doors.iter().find(|door| door.is_home && door.pool.id == pool).map(AsRef::as_ref)
    }
}

/// What members would lose, all of it at once.
#[derive(Debug, Default)]
pub(super) struct Heard {
    said: Vec<String>,
    words: Vec<String>,
}

impl Heard {
    /// What may be confirmed is noted, what may not be is the end.
    fn hear(&mut self, about: &str, found: Result<(), Unsaved>) -> Result<(), Unsaved> {
        match found {
            Err(Unsaved::Objection(objection)) if !objection.confirm.is_empty() => {
                let problem = format!("{about}: {}", objection.problem);
                if !self.said.contains(&problem) {
                    self.said.push(problem);
                }
                for word in objection.confirm {
                    if !self.words.contains(&word) {
                        self.words.push(word);
                    }
                }
                Ok(())
            }
            Err(Unsaved::Objection(objection)) => {
                let problem = format!("{about}: {}", objection.problem);
                Err(Objection { problem, ..objection }.into())
            }
            other => other,
        }
    }

    pub(super) fn told(self) -> (Vec<String>, Vec<String>) {
        (self.said, self.words)
    }
}

type Before<'a> = Option<(&'a Rows, &'a TenantState)>;

pub(super) fn heard(
    tx: &mut Tx<'_>,
    ground: &Ground,
    (before, (after, new)): (Before<'_>, (&Rows, &TenantState)),
    confirmed: &[String],
) -> Result<Heard, Unsaved> {
    let mut heard = Heard::default();
    for row in &after.pools {
        let Some(state) = new.pools.get(&row.name) else { continue };
        let old = before.and_then(|(rows, old)| rows.pool(&row.name).zip(old.pools.get(&row.name)));
        if old.is_some_and(|(known, was)| (known, was) == (row, state)) {
            continue;
        }
        let known = old.map(|(known, _)| known);
        let base = (&ground.server, ground.channels, ground.home(row.id).is_some());
        heard.hear(&row.name, pool_settings::fits(tx, (known, row), base, confirmed))?;
        heard.hear(&row.name, told_right(old.map(|(_, was)| was), state).map_err(Into::into))?;
        // In a new pool there is nobody yet who could lose anything.
        if let Some((_, was)) = old {
            rules(tx, &mut heard, (ground, row.id, &row.name), (was, state), confirmed)?;
        }
    }
    for row in &after.workspaces {
        let old = before.and_then(|(rows, _)| rows.workspace(&row.slug));
        let door = ground.doors.iter().find(|door| door.workspace.id == row.id).map(AsRef::as_ref);
        if old != Some(row) {
            let fits = workspace_settings::fits(tx, (door, ground.channels), (old, row), confirmed);
            heard.hear(&row.slug, fits)?;
        }
    }
    doors(&mut heard, ground.channels, (before, new), confirmed)?;
    ground.guard.leaves_a_way_in(tx, "policy")?;
    Ok(heard)
}

/// Whom alarms are told, and whom the roll-out asks: what is there already is nothing that this file did.
fn told_right(was: Option<&PoolState>, state: &PoolState) -> Result<(), Objection> {
    if was.is_none_or(|was| was.settings.alarms != state.settings.alarms) {
        alarms::fits(&state.settings.alarms)?;
    }
    let is_lost = |state: &PoolState| {
        let pilot = &state.settings.roll_out.pilot;
        !pilot.is_empty() && !state.groups.contains_key(pilot)
    };
    let pilot = &state.settings.roll_out.pilot;
    let was_lost = was.is_some_and(|was| was.settings.roll_out.pilot == *pilot && is_lost(was));
    if is_lost(state) && !was_lost {
        let problem = format!("The pilot group of the roll-out is {pilot}, and there is no group of this name.");
        return Err(Objection::new("pilot", problem));
    }
    Ok(())
}

/// Of pool and workspace together: each alone may look as if the other had nothing to do with it.
fn doors(
    heard: &mut Heard,
    channels: Channels,
    (before, new): (Before<'_>, &TenantState),
    confirmed: &[String],
) -> Result<(), Unsaved> {
    for (slug, workspace) in &new.workspaces {
        let Some(pool) = new.pools.get(&workspace.pool) else { continue };
        let is_open = channels.is_open(&pool.settings, &workspace.settings);
        let was = before.and_then(|(_, old)| {
            let was = old.workspaces.get(slug)?;
            Some((&old.pools.get(&was.pool)?.settings, &was.settings))
        });
        let was_open = was.is_none_or(|(pool, workspace)| channels.is_open(pool, workspace));
        if was_open && !is_open {
            let problem = format!("{slug}: Nobody could sign in there: none of the pool's ways in can be used.");
            return Err(Objection::new("first", problem).into());
        }
        if let Some(was) = was {
            let mut consequences = Consequences::default();
            let lost = each_once(channels.lost(was, (&pool.settings, &workspace.settings)));
            consequences.takes_away("first", &lost, confirmed);
            // Said of the pool or the workspace already, mostly.
            if let Err(objection) = consequences.accepted()
                && !objection.confirm.iter().all(|word| heard.words.contains(word))
            {
                heard.hear(slug, Err(objection.into()))?;
            }
        }
    }
    Ok(())
}

fn rules(
    tx: &mut Tx<'_>,
    heard: &mut Heard,
    (ground, pool, name): (&Ground, PoolId, &str),
    (old, new): (&PoolState, &PoolState),
    confirmed: &[String],
) -> Result<(), Unsaved> {
    let place = Rules { pool, home: ground.home(pool), confirmed };
    heard.hear(name, policies::of_pool(tx, &place, (&old.settings.policy, &new.settings.policy)))?;
    let none = RoleState::default();
    for (role, state) in &new.roles {
        let was = old.roles.get(role).unwrap_or(&none);
        heard.hear(&format!("{name}, {role}"), policies::of_role(tx, &place, (&was.rules, &state.rules)))?;
    }
    let silent = PolicyRules::default();
    for (group, rules) in &new.groups {
        let was = old.groups.get(group).unwrap_or(&silent);
        heard.hear(&format!("{name}, {group}"), policies::of_group(tx, &place, (was, rules)))?;
    }
    let gone = |name: &str, source, elevated, rules: &PolicyRules| {
        (name.to_owned(), Holder { source, elevated, rules: rules.clone() })
    };
    let roles = old.roles.iter().filter(|(name, _)| !new.roles.contains_key(*name));
    let roles = roles.map(|(name, role)| gone(name, Source::Role(name.clone()), role.elevated, &role.rules));
    let groups = old.groups.iter().filter(|(name, _)| !new.groups.contains_key(*name));
    let groups = groups.map(|(name, rules)| gone(name, Source::Group(name.clone()), false, rules));
    for (removed, holder) in roles.chain(groups) {
        let mut consequences = Consequences::default();
        let text = format!("It would be taken from everybody who has {removed}, and comes back empty.");
        consequences.follows("name", &format!("removes:{removed}"), text, confirmed);
        heard.hear(&format!("{name}, {removed}"), consequences.accepted().map_err(Into::into))?;
        heard.hear(&format!("{name}, {removed}"), policies::removed(tx, &place, &holder))?;
    }
    Ok(())
}
