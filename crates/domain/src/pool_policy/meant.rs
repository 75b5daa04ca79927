//! What rules would do to somebody: what has to be meant, and what cannot be. It must never let a save shut everybody out.

use super::ask::Whose;
use super::{load, stricter};
use crate::channels::Channels;
use crate::error::{Error, Objection};
use crate::method::{Method, Strength};
use crate::passkeys::opens_in;
use crate::policy::{Holder, PasskeyRule, PolicyRules, Sensitive};
use crate::saving::{self, Consequences, Unsaved};
use crate::settings::{self, PoolSettings};
use crate::snapshot::FrontDoor;
use std::collections::BTreeSet;
use store::id::PoolId;
use store::passkey::Passkey;
use store::{Tx, group, role, workspace};

/// What was open before stays so: passkeys may be the only way in that is left.
pub(super) fn stays_open(
    tx: &mut Tx<'_>,
    pool: PoolId,
    channels: Channels,
    (old, new): (&PoolSettings, &PoolSettings),
) -> Result<(), Unsaved> {
    let workspaces = saving::workspaces(tx, pool)?;
    let is_shut = |workspace| channels.is_open(old, workspace) && !channels.is_open(new, workspace);
    match workspaces.iter().find(|(_, workspace)| is_shut(workspace)) {
        Some((row, _)) => {
            let problem = format!("Nobody could sign in at {}: passkeys are the only way in there.", row.name);
            Err(Objection::new("passkey", problem).into())
        }
        None => Ok(()),
    }
}

/// How old a proof may be where no rule says it.
const STEP_UP_USUAL: u32 = 5;

/// By what somebody says that members are to be held although they could make no passkey.
pub(crate) const NEEDED: &str = "passkeys_needed";

pub(crate) fn held_without(workspace: &str) -> String {
    format!("{workspace} does not allow passkeys: whom a policy asks for one could not come in there.")
}

/// Whether the pool, a role or a group of it asks for what only a passkey can do.
pub(crate) fn somebody_needs_passkeys(tx: &mut Tx<'_>, pool: PoolId, own: &PolicyRules) -> Result<bool, Error> {
    somebody(tx, pool, own, needs_passkeys)
}

/// Whether one of them takes only passkeys that cannot leave their device.
pub(crate) fn somebody_binds(tx: &mut Tx<'_>, pool: PoolId, own: &PolicyRules) -> Result<bool, Error> {
    somebody(tx, pool, own, is_bound)
}

fn is_bound(rules: &PolicyRules) -> bool {
    rules.fallback == Some(Strength::DeviceBound) || rules.device_bound_only == Some(true)
}

fn somebody(
    tx: &mut Tx<'_>,
    pool: PoolId,
    own: &PolicyRules,
    asks: impl Fn(&PolicyRules) -> bool,
) -> Result<bool, Error> {
    let mut texts: Vec<_> =
        role::all(tx)?.into_iter().filter(|role| role.pool_id == pool).map(|role| role.policy).collect();
    texts.extend(group::all(tx)?.into_iter().filter(|group| group.pool_id == pool).map(|group| group.policy));
    for text in &texts {
        if asks(&settings::read_rules(text).map_err(Error::Answer)?.0) {
            return Ok(true);
        }
    }
    Ok(asks(own))
}

fn needs_passkeys(rules: &PolicyRules) -> bool {
    rules.passkey == Some(PasskeyRule::Required) || rules.passkey_after_magic_link == Some(true) || is_alone(rules)
}

/// S2-17
fn is_alone(rules: &PolicyRules) -> bool {
    rules.fallback.is_some_and(|least| least >= Strength::PhishingResistant)
}

/// Whose rules are saved, and who has to mean it.
pub(super) struct Saving<'a> {
    pub whose: Whose,
    pub confirmed: &'a [String],
    /// The door where administrators sign in, where it leads to this pool.
    pub home: Option<&'a FrontDoor>,
}

/// What shuts somebody out has to be meant, and where administrators sign in it must leave one of them.
pub(super) fn meant(
    tx: &mut Tx<'_>,
    pool: PoolId,
    (old, new): (&PolicyRules, &PolicyRules),
    saving: &Saving<'_>,
) -> Result<(), Unsaved> {
    if let Some(door) = saving.home {
        at_home(tx, door, (old, new), saving.whose)?;
    }
    let mut consequences = Consequences::default();
    if needs_passkeys(new) && !needs_passkeys(old) {
        let workspaces = saving::workspaces(tx, pool)?;
        if let Some((row, _)) = workspaces.iter().find(|(_, workspace)| !workspace.allows(Method::Passkey)) {
            let asked_by = if new.passkey == Some(PasskeyRule::Required) { "passkey" } else { "fallback" };
            consequences.follows(asked_by, NEEDED, held_without(&row.name), saving.confirmed);
        }
    }
    if is_alone(new) && !is_alone(old) {
        let text = "Members could sign in with a passkey alone: there is no password and nothing else to fall back on.";
        consequences.follows("fallback", "passkey_only", text.to_owned(), saving.confirmed);
    }
    if is_off(new) && !is_off(old) {
        let text = "Passkeys would neither be offered nor taken: whoever has no other way in is locked out.";
        consequences.follows("passkey", "passkeys_off", text.to_owned(), saving.confirmed);
    }
    if !unasked((old, new), saving.whose).is_empty() {
        let text = "A stolen session could do that without anybody proving again who they are.";
        consequences.follows("step_up_for", "no_fresh_proof", text.to_owned(), saving.confirmed);
    }
    if saving.home.is_some() {
        for (field, word, text) in looser(old, new) {
            consequences.follows(field, word, format!("Administrators sign in here. {text}"), saving.confirmed);
        }
    }
    Ok(consequences.accepted()?)
}

/// What would protect administrators less than now: the field, what says that it is meant, and what follows.
fn looser(old: &PolicyRules, new: &PolicyRules) -> Vec<(&'static str, &'static str, &'static str)> {
    let proof = |rules: &PolicyRules| rules.step_up_minutes.unwrap_or(STEP_UP_USUAL);
    let idle = |rules: &PolicyRules| rules.idle_minutes.unwrap_or(u32::MAX);
    let days = |rules: &PolicyRules| rules.remember_device_days.unwrap_or_default();
    let found = [
        (
            proof(new) > proof(old),
            ("step_up_minutes", "looser_proof", "An older proof of who they are would do for the console."),
        ),
        (
            idle(new) > idle(old),
            ("idle", "looser_idle", "A console that somebody walked away from would stay open for longer."),
        ),
        (
            days(new) > days(old),
            (
                "remember_device_days",
                "looser_devices",
                "Whoever gets hold of a browser that is remembered there would not be asked for the second factor.",
            ),
        ),
        (
            new.fallback.unwrap_or_default() < old.fallback.unwrap_or_default(),
            ("fallback", "looser_fallback", "Somebody without their passkey would come in with less than now."),
        ),
    ];
    found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, said)| said).collect()
}

/// What is asked of nobody any more once a role or a group is gone has to be meant: others may have made it the only rule that asks.
pub(super) fn less_asked(tx: &mut Tx<'_>, pool: PoolId, holder: &Holder, confirmed: &[String]) -> Result<(), Unsaved> {
    let Some(rows) = load(tx, pool)? else { return Ok(()) };
    let mut said: Vec<_> = stricter(&rows.settings, holder).into_iter().map(|(_, text)| text).collect();
    if holder.elevated {
        said.push("What is asked of privileged users alone is not asked of them either.".to_owned());
    }
    let mut consequences = Consequences::default();
    if !said.is_empty() {
        let text = format!("Whoever has it would be asked for less than now. What they read of it: {}", said.join(" "));
        consequences.follows("name", "rules_lost", text, confirmed);
    }
    Ok(consequences.accepted()?)
}

/// What cannot be where administrators sign in, whoever says yes to it: one who may change settings does so for the owners, too.
fn at_home(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (old, new): (&PolicyRules, &PolicyRules),
    whose: Whose,
) -> Result<(), Unsaved> {
    if is_off(new) {
        let problem = "Administrators sign in here, with passkeys: they stay on.";
        return Err(Objection::new("passkey", problem).into());
    }
    // S0-26, S0-28: what roles and groups leave out the pool asks for.
    let of_console = |asked: &Sensitive| [Sensitive::Administration, Sensitive::ElevatedPages].contains(asked);
    if whose == Whose::Pool && unasked((old, new), whose).iter().any(of_console) {
        let problem = "Administrators sign in here: looking at the console and changing anything there stays behind a fresh proof.";
        return Err(Objection::new("step_up_for", problem).into());
    }
    // Another node may have switched the mode since this one has read its doors.
    let rows = workspace::all(tx)?;
    let mode = rows.iter().find(|row| row.id == door.workspace.id).map_or(door.workspace.mode, |row| row.mode);
    let stays = |row: &Passkey| opens_in(door, mode, row) && !row.backup_eligible;
    if is_bound(new) && !is_bound(old) && !saving::has_owner_with(tx, stays)? {
        let problem = "Administrators sign in here, and no owner has a passkey that cannot leave its device.";
        return Err(Objection::new("fallback", problem).into());
    }
    Ok(())
}

fn is_off(rules: &PolicyRules) -> bool {
    rules.passkey == Some(PasskeyRule::Off)
}

/// Before what these rules would ask for a fresh proof no longer. A pool that says nothing asks before everything, a role before nothing.
fn unasked((old, new): (&PolicyRules, &PolicyRules), whose: Whose) -> BTreeSet<Sensitive> {
    let asked = |rules: &PolicyRules| match &rules.step_up_for {
        Some(set) => set.clone(),
        None if whose == Whose::Pool => {
            BTreeSet::from([Sensitive::Administration, Sensitive::Account, Sensitive::ElevatedPages])
        }
        None => BTreeSet::new(),
    };
    &asked(old) - &asked(new)
}
