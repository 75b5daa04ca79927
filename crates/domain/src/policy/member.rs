//! The rules of a pool's roles and groups in memory, and the policy for one member.

use super::{Holder, Policy, PolicyRules, Source, resolve};
use crate::method::Method;
use crate::origins::Warning;
use crate::settings::{self, Mode, PoolSettings};
use crate::snapshot::FrontDoor;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::id::{GroupId, PoolId, RoleId, UserId};
use store::{Tx, group, role};

/// What roles and groups of a pool mean.
#[derive(Debug, Default)]
pub(crate) struct PoolRules {
    roles: BTreeMap<RoleId, Holder>,
    groups: BTreeMap<GroupId, Holder>,
    /// The methods that can be used here at all.
    usable: Vec<Method>,
}

impl PoolRules {
    /// Reads what roles and groups of a pool say, with what of it is not in force.
    pub(crate) fn read(
        pool: PoolId,
        role_rows: &[role::Role],
        group_rows: &[group::Group],
    ) -> Result<(Self, Vec<Warning>), serde_json::Error> {
        let (mut said, mut warnings) = (Self::default(), Vec::new());
        for row in role_rows.iter().filter(|row| row.pool_id == pool) {
            let source = Source::Role(row.name.clone());
            let rules = read(&row.policy, &format!("role {:?}", row.name), &mut warnings)?;
            said.roles.insert(row.id, Holder { source, elevated: row.elevated, rules });
        }
        for row in group_rows.iter().filter(|row| row.pool_id == pool) {
            let source = Source::Group(row.name.clone());
            let rules = read(&row.policy, &format!("group {:?}", row.name), &mut warnings)?;
            said.groups.insert(row.id, Holder { source, elevated: false, rules });
        }
        Ok((said, warnings))
    }

    /// Notes what can be used here, and says what holds for those without roles and groups.
    pub(crate) fn for_strangers(&mut self, mode: Mode, settings: &PoolSettings, usable: Vec<Method>) -> Policy {
        self.usable = usable;
        resolve(mode, settings, &self.usable, &[])
    }

    /// Those whose holders may use no passkey that leaves its device.
    pub(crate) fn of_bound_passkeys(&self) -> (Vec<RoleId>, Vec<GroupId>) {
        let roles = self.roles.iter().filter(|(_, holder)| holder.rules.asks_for_bound_passkeys());
        let groups = self.groups.iter().filter(|(_, holder)| holder.rules.asks_for_bound_passkeys());
        (roles.map(|(id, _)| *id).collect(), groups.map(|(id, _)| *id).collect())
    }

    /// The roles whose holders manage others.
    pub(crate) fn elevated(&self) -> Vec<RoleId> {
        self.roles.iter().filter(|(_, holder)| holder.elevated).map(|(id, _)| *id).collect()
    }

    /// Whether no role and no group says anything: then every member's policy is the pool's, and nothing need be read.
    fn say_nothing(&self) -> bool {
        let is_mute = |holder: &Holder| !holder.elevated && holder.rules == PolicyRules::default();
        self.roles.values().all(is_mute) && self.groups.values().all(is_mute)
    }
}

fn read(text: &str, whose: &str, warnings: &mut Vec<Warning>) -> Result<PolicyRules, serde_json::Error> {
    let (rules, found) = settings::read_rules(text)?;
    let of = |warning| Warning::Rules { whose: whose.to_owned(), warning: Box::new(warning) };
    warnings.extend(found.into_iter().map(of));
    Ok(rules)
}

/// What holds for a member now.
pub(crate) fn of_member(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<Arc<Policy>, store::Error> {
    let said = &door.pool.rules;
    if said.say_nothing() {
        return Ok(Arc::clone(&door.policy));
    }
    let pool = door.pool.id;
    let roles = role::ids_of_user(tx, pool, user)?;
    let groups = group::ids_of_user(tx, pool, user)?;
    let held: Vec<Holder> = roles
        .iter()
        .filter_map(|id| said.roles.get(id))
        .chain(groups.iter().filter_map(|id| said.groups.get(id)))
        .cloned()
        .collect();
    if held.is_empty() {
        return Ok(Arc::clone(&door.policy));
    }
    Ok(Arc::new(resolve(door.workspace.mode, &door.pool.settings, &said.usable, &held)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(name: &str, policy: &str) -> role::Role {
        let (pool_id, id) = (PoolId::from_parts(1, [1; 10]), RoleId::from_parts(2, [2; 10]));
        role::Role { pool_id, id, name: name.into(), policy: policy.into(), elevated: false }
    }

    // What a role says and is not in force is reported with the role's name; what cannot be understood stops the reading.
    #[test]
    fn rules_of_roles_are_read_aloud() {
        let pool = PoolId::from_parts(1, [1; 10]);
        let typo = role("Teller", r#"{"idle_minutes": 5, "pasky": "required"}"#);
        let (rules, warnings) = PoolRules::read(pool, std::slice::from_ref(&typo), &[]).unwrap();
        let texts: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert!(texts[0].starts_with("role \"Teller\": policy.pasky: "), "{texts:?}");
        assert_eq!(texts[1], "role \"Teller\": policy.idle_minutes: 5 is not within 15 and 1440; 15 is in force");
        assert!(warnings.iter().all(Warning::is_refusal));
        assert_eq!(rules.roles[&typo.id].rules.idle_minutes, Some(15));
        assert!(PoolRules::read(pool, &[role("Teller", r#"{"passkey": "requird"}"#)], &[]).is_err());
        let other = PoolId::from_parts(9, [9; 10]);
        assert!(PoolRules::read(other, &[role("Teller", "nonsense")], &[]).unwrap().0.say_nothing());
    }
}
