//! What a member belongs to: the groups they are in and the roles they have, changed one at a time (S0-36, S0c-1). Whoever changes it may change
//! rules, because that is what it does for this member; and stands above them. Owners of everything stand above all, so nobody is shut out of the
//! console by it who must not be.

use super::acting::{Deed, act};
use super::list::{Ask, UserList, list};
use super::scope;
use crate::administrators::{Acting, Power, passes};
use crate::app::App;
use crate::audit::Kind;
use crate::dry_run::{Outcome, meets};
use crate::error::{Error, Reason};
use crate::pool_policy::HolderId;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use serde::Serialize;
use std::collections::HashSet;
use store::id::{PoolId, UserId};
use store::{Tx, group, role};

/// What has come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Belongs {
    /// Whether it was not so before.
    pub changed: bool,
    /// What they meet at their next sign-in where they did not before: `grace`, `held` or `blocked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now_meets: Option<&'static str>,
}

impl HolderId {
    fn name(self, tx: &mut Tx<'_>, pool: PoolId) -> Result<String, Aborted> {
        let name = match self {
            Self::Role(id) => role::of_pool(tx, pool)?.into_iter().find(|row| row.id == id).map(|row| row.name),
            Self::Group(id) => group::of_pool(tx, pool)?.into_iter().find(|row| row.id == id).map(|row| row.name),
        };
        name.ok_or(Aborted::Refused(Reason::UnknownAddress))
    }

    fn change(self, tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), belongs: bool) -> Result<bool, store::Error> {
        match (self, belongs) {
            (Self::Role(id), true) => role::give(tx, pool, user, id),
            (Self::Role(id), false) => role::take(tx, pool, user, id),
            (Self::Group(id), true) => group::give(tx, pool, user, id),
            (Self::Group(id), false) => group::take(tx, pool, user, id),
        }
    }

    fn is_of(self, tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<bool, store::Error> {
        Ok(match self {
            Self::Role(id) => role::ids_of_user(tx, pool, user)?.contains(&id),
            Self::Group(id) => group::ids_of_user(tx, pool, user)?.contains(&id),
        })
    }

    const fn deed(self, belongs: bool) -> Deed {
        let kind = match (self, belongs) {
            (Self::Role(_), true) => Kind::RoleGiven,
            (Self::Role(_), false) => Kind::RoleTaken,
            (Self::Group(_), true) => Kind::GroupJoined,
            (Self::Group(_), false) => Kind::GroupLeft,
        };
        Deed { kind, tells: None }
    }
}

/// Puts a member into a group or gives them a role, or takes it back.
pub async fn set_belonging(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    (holder, belongs): (HolderId, bool),
) -> Result<Belongs, Error> {
    acting.require(app, (Power::Configure, scope(door)))?;
    let (pool, now) = (door.pool.id, app.now());
    let before = outcome(app, pool, user).await?;
    let changed = act(app, acting, (door, user), holder.deed(belongs), move |tx, _, event| {
        event.detail = Some(holder.name(tx, pool)?.into());
        let managed = manages_others(tx, (pool, user))?;
        let changed = holder.change(tx, (pool, user), belongs)?;
        // From now on they stand higher than whoever may have given them a pass.
        if !managed && manages_others(tx, (pool, user))? {
            passes::end(tx, (pool, user), now)?;
        }
        Ok(changed)
    })
    .await?;
    let after = outcome(app, pool, user).await?;
    let is_news =
        changed && after != before && matches!(after, Outcome::Grace(_) | Outcome::Held(_) | Outcome::Blocked);
    Ok(Belongs { changed, now_meets: is_news.then_some(after.as_str()) })
}

fn manages_others(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<bool, store::Error> {
    Ok(role::of_user(tx, pool, user)?.iter().any(|role| role.elevated))
}

/// What they meet at the door that asks the most of them.
async fn outcome(app: &App, pool: PoolId, user: UserId) -> Result<Outcome, Error> {
    let snapshot = app.snapshot();
    let doors: Vec<_> = snapshot.doors().iter().filter(|door| door.pool.id == pool).cloned().collect();
    let now = app.now();
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(meets(tx, &doors, (user, now))?);
    app.store().read("what a member meets", read).await
}

/// A part of those who belong to a role or group, or of those who might.
#[derive(Debug)]
pub struct OfHolder {
    pub list: UserList,
    pub belonging: HashSet<UserId>,
    /// Whose account the one who looks may act on.
    pub in_reach: HashSet<UserId>,
}

/// Members to be put in or taken out: those who belong, or, where a search is made, everybody whom it finds, with who of them belongs.
pub async fn of_holder(
    app: &App,
    acting: &Acting,
    (door, holder): (&FrontDoor, HolderId),
    (search, place): (String, Option<String>),
) -> Result<OfHolder, Error> {
    let is_search = !search.trim().is_empty();
    let within = Ask { search, place, ..Ask::default() };
    let ask = match holder {
        _ if is_search => within,
        HolderId::Role(id) => Ask { role: Some(id), ..within },
        HolderId::Group(id) => Ask { group: Some(id), ..within },
    };
    let list = list(app, acting, door, ask).await?;
    let (pool, users) = (door.pool.id, list.rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let grant = acting.grant;
    let read = move |tx: &mut Tx<'_>| {
        let (mut belonging, mut in_reach) = (HashSet::new(), HashSet::new());
        for user in &users {
            if !is_search || holder.is_of(tx, (pool, *user))? {
                belonging.insert(*user);
            }
            if grant.may_act_on(tx, pool, *user)? {
                in_reach.insert(*user);
            }
        }
        Ok::<_, Error>((belonging, in_reach))
    };
    let (belonging, in_reach) = app.store().read("who belongs", read).await?;
    Ok(OfHolder { list, belonging, in_reach })
}
