//! The tab "Access Reviews": who may do what at one moment, and where it differs from what is asked (S0c-3). It is computed when somebody asks
//! and kept nowhere; that it was asked for is recorded. Of a large pool so many members are looked at, and the snapshot says so.

use super::{INSTALLATION, Place, place};
use crate::administrators::{Acting, Grant, Scope};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::passkeys::{Openings, time};
use crate::policy::{self, PasskeyRule, PolicyRules};
use crate::settings;
use crate::snapshot::FrontDoor;
use crate::ways::is_way_in;
use serde::Serialize;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::user::{self, UserStatus};
use store::user_list::{self, Listed, Order, Way};
use store::{Tx, administrator, audit_event, group, identifier, invitation, passkey, role};

/// Members of a pool that are looked at, and gaps and holders that are listed of it.
const MOST_LOOKED_AT: usize = 20_000;
const MOST_LISTED: usize = 500;
const MOST_INVITES: u32 = 500;

/// Who may do what, at one moment.
#[derive(Debug, Clone, Serialize)]
pub struct Snapshot {
    pub tenant: String,
    /// RFC 3339.
    pub taken_at: String,
    pub privileged: Vec<Privileged>,
    pub overrides: Vec<Override>,
    pub invites: Vec<Invite>,
    pub gaps: Vec<Gap>,
    /// What is not in it, because it would be too much.
    pub left_out: Vec<String>,
}

/// Somebody who may do more than look after themselves.
#[derive(Debug, Clone, Serialize)]
pub struct Privileged {
    pub name: String,
    pub identifier: Option<String>,
    /// Of the console, or the role of the pool that manages others.
    pub role: String,
    /// Over what: `installation`, or the names of tenant and pool.
    pub over: String,
    pub active: bool,
    /// Those that sign them in today.
    pub passkeys: usize,
    /// The last use of a passkey.
    pub used_at: Option<String>,
}

/// A role or group that asks for something else than its pool.
#[derive(Debug, Clone, Serialize)]
pub struct Override {
    pub pool: String,
    /// `role` or `group`.
    pub kind: &'static str,
    pub name: String,
    pub elevated: bool,
    /// What it says, as it is stored.
    pub rules: String,
}

/// An invitation that nobody has answered.
#[derive(Debug, Clone, Serialize)]
pub struct Invite {
    pub pool: String,
    pub address: String,
    pub created_at: String,
    pub expires_at: String,
    pub expired: bool,
}

/// Somebody of whom policy asks for a passkey, and who has none that opens a door today.
#[derive(Debug, Clone, Serialize)]
pub struct Gap {
    pub pool: String,
    pub user: UserId,
    pub name: String,
    pub identifier: Option<String>,
    /// Who asks for it: the pool, a role or a group.
    pub asked_by: String,
}

/// Takes a snapshot of a place, on record; `how` says in what form somebody has it now.
pub async fn snapshot(
    app: &App,
    acting: &Acting,
    (tenant, how): (Option<&str>, &'static str),
) -> Result<Snapshot, Error> {
    let place = place(app, acting, tenant)?;
    let mut taken = Snapshot {
        tenant: place.slug.clone(),
        taken_at: time(app.now()),
        privileged: Vec::new(),
        overrides: Vec::new(),
        invites: Vec::new(),
        gaps: Vec::new(),
        left_out: Vec::new(),
    };
    let (own, at, home) = (acting.grant, place.clone(), Arc::clone(&acting.visit.door));
    let read = move |tx: &mut Tx<'_>| administrators(tx, own, (&at, &home));
    taken.privileged = app.store().read("administrators to review", read).await?;
    for door in &place.doors {
        of_pool(app, door, &mut taken).await?;
    }
    let scene = Scene::of_place(&acting.visit, (place.tenant, place.pool));
    let about = About { actor: Some(acting.session.user_id), ..About::default() };
    let mut event = audit::done(app, &scene, Kind::AccessReviewed, about).await?;
    event.detail = Some(how.into());
    app.store().write("note review", move |tx| Ok::<_, Error>(audit_event::insert(tx, &event)?)).await?;
    Ok(taken)
}

/// Whoever may open the console for this place or a part of it, as far as the asker sees other administrators.
fn administrators(tx: &mut Tx<'_>, own: Grant, (place, home): (&Place, &FrontDoor)) -> Result<Vec<Privileged>, Error> {
    let here = match (place.slug.as_str(), place.pool) {
        (INSTALLATION, _) => Scope::Installation,
        (_, Some(pool)) => Scope::Pool(place.tenant, pool),
        _ => Scope::Tenant(place.tenant),
    };
    let mut found = Vec::new();
    for row in administrator::all(tx)? {
        let Some(grant) = Grant::of(&row).filter(|grant| own.scope.covers(grant.scope)) else { continue };
        let touches = grant.scope.covers(here) || (here != Scope::Installation && here.covers(grant.scope));
        if !touches {
            continue;
        }
        let user = user::find(tx, row.pool_id, row.user_id)?;
        let passkeys = passkey::of_user(tx, row.pool_id, row.user_id)?;
        let policy = policy::of_member(tx, home, row.user_id)?;
        let identifier = identifier::of_user(tx, row.pool_id, row.user_id)?.into_iter().next();
        found.push(Privileged {
            active: user.as_ref().is_some_and(|user| user.status == UserStatus::Active),
            name: user.map(|user| user.display_name).unwrap_or_default(),
            identifier: identifier.map(|row| row.value),
            role: grant.role.as_str().to_owned(),
            over: over(place, grant.scope),
            passkeys: passkeys.iter().filter(|passkey| is_way_in(home, &policy, passkey)).count(),
            used_at: passkeys.iter().filter_map(|passkey| passkey.last_used_at).max().map(time),
        });
    }
    Ok(found)
}

fn over(place: &Place, scope: Scope) -> String {
    match scope {
        Scope::Installation => "installation".to_owned(),
        Scope::Tenant(_) => place.slug.clone(),
        Scope::Pool(_, pool) => {
            let door = place.doors.iter().find(|door| door.pool.id == pool);
            door.map_or_else(|| place.slug.clone(), |door| format!("{}/{}", place.slug, door.pool.name))
        }
    }
}

async fn of_pool(app: &App, door: &Arc<FrontDoor>, taken: &mut Snapshot) -> Result<(), Error> {
    let (pool, now) = (door.pool.id, app.now());
    let read = move |tx: &mut Tx<'_>| {
        let invitations = invitation::pending(tx, pool, MOST_INVITES)?;
        Ok::<_, Error>((role::of_pool(tx, pool)?, group::of_pool(tx, pool)?, invitations))
    };
    let (roles, groups, invitations) = app.store().read("roles to review", read).await?;
    invited(door, invitations, now, taken);
    let mut asking = Vec::new();
    for row in &roles {
        let asked = overriding(door, ("role", &row.name, row.elevated), &row.policy, taken)?;
        if row.elevated {
            holders(app, door, row, taken).await?;
        }
        if row.elevated || asked == Some(PasskeyRule::Required) {
            asking.push(Order::Role(row.id));
        }
    }
    for row in &groups {
        if overriding(door, ("group", &row.name, false), &row.policy, taken)? == Some(PasskeyRule::Required) {
            asking.push(Order::Group(row.id));
        }
    }
    // Where the pool asks everybody, everybody is looked at; else those whom a role or a group of theirs may ask.
    let orders = if door.policy.requires_passkey(now) { vec![Order::Newest] } else { asking };
    for order in orders {
        gaps(app, door, order, taken).await?;
    }
    Ok(())
}

fn invited(door: &FrontDoor, rows: Vec<invitation::Invitation>, now: i64, taken: &mut Snapshot) {
    let pool = &door.pool.name;
    if rows.len() == usize::try_from(MOST_INVITES).unwrap_or_default() {
        taken.left_out.push(format!("{pool}: invitations beyond the newest {MOST_INVITES}"));
    }
    taken.invites.extend(rows.into_iter().map(|row| Invite {
        pool: pool.clone(),
        address: row.address,
        created_at: time(row.created_at),
        expires_at: time(row.expires_at),
        expired: row.expires_at <= now,
    }));
}

/// Notes a role or group that says something of its own, and answers what it says about passkeys.
fn overriding(
    door: &FrontDoor,
    (kind, name, elevated): (&'static str, &str, bool),
    text: &str,
    taken: &mut Snapshot,
) -> Result<Option<PasskeyRule>, Error> {
    let said = settings::read_rules(text).map_err(Error::Answer)?.0;
    if said != PolicyRules::default() {
        let (pool, name, rules) = (door.pool.name.clone(), name.to_owned(), text.to_owned());
        taken.overrides.push(Override { pool, kind, name, elevated, rules });
    }
    Ok(said.passkey)
}

/// The holders of a role that manages others.
async fn holders(app: &App, door: &FrontDoor, role: &role::Role, taken: &mut Snapshot) -> Result<(), Error> {
    let (pool, order) = (door.pool.id, Order::Role(role.id));
    let (mut walk, mut listed) = (Walk::over(app, pool, order), 0);
    while let Some(rows) = walk.on(app).await? {
        for row in rows {
            if listed == MOST_LISTED {
                taken.left_out.push(format!("{}: holders of {} beyond {MOST_LISTED}", door.pool.name, role.name));
                return Ok(());
            }
            listed += 1;
            taken.privileged.push(Privileged {
                name: row.display_name,
                identifier: row.identifier,
                role: role.name.clone(),
                over: format!("{}/{}", door.tenant.slug, door.pool.name),
                active: row.status == UserStatus::Active,
                passkeys: row.passkeys.and_then(|number| usize::try_from(number).ok()).unwrap_or_default(),
                used_at: row.used_at.map(time),
            });
        }
    }
    Ok(())
}

/// Those of an order of whom a passkey is asked, and who have none.
async fn gaps(app: &App, door: &Arc<FrontDoor>, order: Order, taken: &mut Snapshot) -> Result<(), Error> {
    let (mut walk, mut listed, mut looked_at) = (Walk::over(app, door.pool.id, order), 0, 0);
    while let Some(rows) = walk.on(app).await? {
        looked_at += rows.len();
        let bare = rows.into_iter().filter(|row| row.passkeys == Some(0) && row.status == UserStatus::Active).collect();
        for gap in asked(app, door, bare).await? {
            if taken.gaps.iter().any(|known| known.user == gap.user) {
                continue;
            }
            listed += 1;
            taken.gaps.push(gap);
        }
        if listed >= MOST_LISTED || looked_at >= MOST_LOOKED_AT {
            let pool = &door.pool.name;
            taken.left_out.push(format!("{pool}: passkey policy gaps beyond the first {looked_at} members looked at"));
            return Ok(());
        }
    }
    Ok(())
}

async fn asked(app: &App, door: &Arc<FrontDoor>, bare: Vec<Listed>) -> Result<Vec<Gap>, Error> {
    let (door, now) = (Arc::clone(door), app.now());
    let read = move |tx: &mut Tx<'_>| {
        let mut gaps = Vec::new();
        for row in &bare {
            let policy = policy::of_member(tx, &door, row.place.user)?;
            if policy.requires_passkey(now) {
                gaps.push(Gap {
                    pool: door.pool.name.clone(),
                    user: row.place.user,
                    name: row.display_name.clone(),
                    identifier: row.identifier.clone(),
                    asked_by: policy.why("passkey").map_or_else(|| "pool".to_owned(), |why| source(&why.source)),
                });
            }
        }
        Ok::<_, Error>(gaps)
    };
    app.store().read("passkey policy gaps", read).await
}

fn source(source: &policy::Source) -> String {
    match source {
        policy::Source::Installation | policy::Source::Pool => "pool".to_owned(),
        policy::Source::Role(name) => format!("role {name}"),
        policy::Source::Group(name) => format!("group {name}"),
    }
}

/// Members in an order, a window at a time.
struct Walk {
    pool: PoolId,
    order: Order,
    openings: Arc<Openings>,
    from: Option<user_list::Place>,
    is_over: bool,
}

impl Walk {
    fn over(app: &App, pool: PoolId, order: Order) -> Self {
        let openings = Arc::new(Openings::of(&app.snapshot(), pool));
        Self { pool, order, openings, from: None, is_over: false }
    }

    async fn on(&mut self, app: &App) -> Result<Option<Vec<Listed>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let (pool, order, from) = (self.pool, self.order.clone(), self.from.clone());
        let openings = Arc::clone(&self.openings);
        let window = move |tx: &mut Tx<'_>| {
            let most = (user_list::MOST, openings.opening());
            let mut rows = user_list::window_of(tx, pool, &order, (from.as_ref(), Way::On), most)?;
            openings.settle_listed(tx, &mut rows)?;
            Ok::<_, Error>(rows)
        };
        let rows = app.store().read("members to review", window).await?;
        self.is_over = rows.len() < usize::try_from(user_list::MOST).unwrap_or_default();
        self.from = rows.last().map(|row| row.place.clone());
        Ok(Some(rows))
    }
}
