//! What is wrong with the settings, told to the operator's log: each thing once, however often the settings are read again for another
//! reason. What was mended and comes back is told again. It must never keep a snapshot from being used.

use super::FrontDoor;
use crate::origins::{self, Warning};
use crate::well_known;
use std::collections::HashSet;
use std::sync::Arc;
use store::id::PoolId;

/// A warning, and the pool it is about where it is about one.
type Finding = (Option<PoolId>, Warning);

/// What the log says already of the settings as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told(HashSet<(Option<PoolId>, String)>);

impl Told {
    /// Into the log with what `self` does not hold yet. `found` is what reading each pool's settings brought to light.
    pub(super) fn tell(&self, doors: &[Arc<FrontDoor>], pages: &str, found: Vec<(PoolId, Warning)>) -> Self {
        let of_pools = found.into_iter().chain(well_known::not_served(doors, pages));
        let mut all: Vec<Finding> = of_pools.map(|(pool, warning)| (Some(pool), warning)).collect();
        let used = doors.iter().flat_map(|door| door.rp_ids().map(|rp_id| (rp_id, door.tenant.slug.as_str())));
        let of_hosts = origins::shared(used).into_iter().chain(well_known::too_many_labels(doors, pages));
        all.extend(of_hosts.map(|warning| (None, warning)));
        let (told, news) = self.news(all);
        for (pool, warning) in &news {
            log(doors, *pool, warning);
        }
        told
    }

    /// All there is to tell now, and what of it is new. Doors of one pool mostly find the same.
    fn news(&self, all: Vec<Finding>) -> (Self, Vec<Finding>) {
        let mut now = HashSet::new();
        let mut news = Vec::new();
        for (pool, warning) in all {
            let key = (pool, warning.to_string());
            if !self.0.contains(&key) && !now.contains(&key) {
                news.push((pool, warning));
            }
            now.insert(key);
        }
        (Self(now), news)
    }
}

fn log(doors: &[Arc<FrontDoor>], pool: Option<PoolId>, warning: &Warning) {
    let Some(door) = pool.and_then(|pool| doors.iter().find(|door| door.pool.id == pool)) else {
        tracing::warn!(%warning, "something about the hosts needs a second look");
        return;
    };
    let (tenant, pool, name) = (&door.tenant.slug, door.pool.id, &door.pool.name);
    if warning.is_refusal() {
        tracing::error!(%tenant, pool_name = ?name, %pool, %warning, "a setting of a pool is not in force");
    } else {
        tracing::warn!(%tenant, pool_name = ?name, %pool, %warning, "a setting of a pool needs a second look");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_told_once_until_it_was_mended() {
        let pool = |byte: u8| Some(PoolId::from_parts(0, [byte; 10]));
        let unknown = || Warning::UnknownName { path: "attestaton".into() };
        let shared = || Warning::SharedRpId { rp_id: "example.com".into(), tenants: vec!["a".into(), "b".into()] };
        let all = || vec![(pool(1), unknown()), (pool(1), unknown()), (pool(2), unknown()), (None, shared())];
        let (told, news) = Told::default().news(all());
        assert_eq!(news, [(pool(1), unknown()), (pool(2), unknown()), (None, shared())]);
        // Read again for another reason.
        let (told, news) = told.news(all());
        assert_eq!(news, []);
        let (told, news) = told.news(vec![(pool(1), Warning::FramedHome), (None, shared())]);
        assert_eq!(news, [(pool(1), Warning::FramedHome)]);
        let (_, news) = told.news(all());
        assert_eq!(news, [(pool(1), unknown()), (pool(2), unknown())]);
    }
}
