//! Alarms: what is wrong with a pool, found by looking at the last minutes' attempts and at the settings once a minute, raised once, cleared when
//! it is over, and told to those whom the pool names. It must never name a member: whoever reads an alarm in a mail or a webhook need not be
//! somebody who may look members up.

mod conditions;
mod settings;
mod telling;

pub use conditions::Condition;
pub(crate) use settings::fits;
pub use settings::{AlarmAsk, AlarmView, AlarmsView, PoolHealth, list, save, show};
pub(crate) use telling::signed;
pub use telling::{Signed, stream_secret, webhook_secret};

use crate::administrators::Grant;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::doctor;
use crate::error::{Error, one_line};
use crate::figures::id_of;
use crate::messages;
use crate::method::Method;
use crate::passkeys::opens;
use crate::snapshot::FrontDoor;
use conditions::{Found, Tally};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::alarm::{self, Alarm};
use store::happening::{self, Happening};
use store::id::{EventId, PoolId, TenantId, UserId};
use store::user::{self, UserStatus};
use store::user_list::{self, Order, Way};
use store::{Tx, administrator, audit_event, passkey, password};

/// Of more events than these the newest say enough: on a busy day a look back is shorter.
const MOST_LOOKED_AT: usize = 20_000;
const CHUNK: u32 = 1_000;
/// Longer than a pool may look back.
const LONGEST_MS: i64 = 60 * 60 * 1000;

/// Looks at every pool, raises what is new and clears what is over. A pool that cannot be looked at keeps nobody from hearing of the others.
pub async fn watch(app: &App) {
    let snapshot = app.snapshot();
    let mut tenants: BTreeMap<TenantId, Vec<&Arc<FrontDoor>>> = BTreeMap::new();
    for door in snapshot.doors() {
        tenants.entry(door.tenant.id).or_default().push(door);
    }
    for (tenant, doors) in tenants {
        let mut tallies = match tally(app, tenant, &doors).await {
            Ok(tallies) => tallies,
            Err(error) => {
                tracing::error!(%tenant, error = one_line(&error), "the attempts of a tenant could not be looked at");
                continue;
            }
        };
        let mut pools: Vec<&Arc<FrontDoor>> = doors.clone();
        pools.sort_by_key(|door| door.pool.id);
        pools.dedup_by_key(|door| door.pool.id);
        for door in pools {
            let tally = tallies.remove(&door.pool.id).unwrap_or_default();
            if let Err(error) = watch_pool(app, door, (&doors, tally)).await {
                tracing::error!(pool = %door.pool.id, error = one_line(&error), "a pool could not be looked at");
            }
        }
    }
}

async fn watch_pool(app: &App, door: &FrontDoor, (doors, tally): (&[&Arc<FrontDoor>], Tally)) -> Result<(), Error> {
    let mut found = tally.conditions(&door.pool.settings.alarms);
    let mut of_pool = doors.iter().filter(|other| other.pool.id == door.pool.id);
    found.extend(of_pool.clone().flat_map(|door| conditions::of_door(door, app.channels())));
    if let Some(home) = of_pool.find(|door| door.is_home) {
        found.extend(locked_out(app, home).await?);
        found.extend(audit::stream::alarm(app).await?.map(|text| (Condition::AuditNotTaken, text)));
        found.extend(doctor::alarm(app).await?.map(|text| (Condition::SelfTest, text)));
    }
    settle(app, door, together(found)).await
}

/// Of several workspaces with the same trouble there is one alarm.
fn together(found: Vec<Found>) -> BTreeMap<Condition, String> {
    let mut all: BTreeMap<Condition, String> = BTreeMap::new();
    for (condition, text) in found {
        let told = all.entry(condition).or_default();
        if !told.is_empty() {
            told.push(' ');
        }
        told.push_str(&text);
    }
    all
}

/// The attempts of the last minutes, by pool: newest first, by the primary key.
async fn tally(app: &App, tenant: TenantId, doors: &[&Arc<FrontDoor>]) -> Result<HashMap<PoolId, Tally>, Error> {
    let now = app.now();
    let back = |pool: PoolId| {
        let door = doors.iter().find(|door| door.pool.id == pool)?;
        i64::try_from(door.pool.settings.alarms.minutes).ok().map(|minutes| now - minutes * 60_000)
    };
    let mut tests: HashMap<PoolId, HashSet<UserId>> = HashMap::new();
    let mut tallies: HashMap<PoolId, Tally> = HashMap::new();
    let (mut until, mut looked) = (EventId::from_bytes([0xff; 16]), 0);
    loop {
        let place = (id_of(now - LONGEST_MS), until);
        let read =
            app.store().read("last minutes", move |tx| Ok::<_, Error>(happening::newest(tx, tenant, place, CHUNK)?));
        let events: Vec<Happening> = read.await?;
        for event in &events {
            let Some(pool) = event.pool_id else { continue };
            if back(pool).is_none_or(|back| event.at < back) {
                continue;
            }
            if let Entry::Vacant(place) = tests.entry(pool) {
                place.insert(for_tests(app, pool).await?);
            }
            if let Some(tests) = tests.get(&pool) {
                tallies.entry(pool).or_default().add(event, tests);
            }
        }
        looked += events.len();
        match events.last() {
            Some(last) if events.len() == usize::try_from(CHUNK).unwrap_or(0) && looked < MOST_LOOKED_AT => {
                until = last.id;
            }
            _ => return Ok(tallies),
        }
    }
}

/// Test accounts are few; of very many the newest.
async fn for_tests(app: &App, pool: PoolId) -> Result<HashSet<UserId>, Error> {
    let read = app.store().read("test accounts", move |tx| {
        Ok::<_, Error>(user_list::window(tx, pool, &Order::ForTests, (None, Way::On), user_list::MOST)?)
    });
    Ok(read.await?.into_iter().map(|listed| listed.place.user).collect())
}

/// Administrators who may sign in and have nothing to do it with.
async fn locked_out(app: &App, home: &Arc<FrontDoor>) -> Result<Option<Found>, Error> {
    let home = Arc::clone(home);
    let number = app.store().read("locked out", move |tx| {
        let mut number = 0;
        for row in administrator::all(tx)?.iter().filter(|row| Grant::of(row).is_some()) {
            number += u32::from(is_locked_out(tx, &home, (row.pool_id, row.user_id))?);
        }
        Ok::<_, Error>(number)
    });
    let text = match number.await? {
        0 => return Ok(None),
        1 => "1 administrator has neither.".to_owned(),
        number => format!("{number} administrators have neither."),
    };
    Ok(Some((Condition::AdministratorLockedOut, text)))
}

fn is_locked_out(tx: &mut Tx<'_>, home: &FrontDoor, (pool, id): (PoolId, UserId)) -> Result<bool, Error> {
    let is_active = user::find(tx, pool, id)?.is_some_and(|user| user.status == UserStatus::Active);
    let has_passkey = passkey::of_user(tx, pool, id)?.iter().any(|passkey| opens(home, passkey));
    let has_password = home.policy.offers(Method::Password) && password::find(tx, pool, id)?.is_some();
    Ok(is_active && !has_passkey && !has_password)
}

/// Raises what is not raised yet and clears what is, each with its event and its messages in one transaction.
async fn settle(app: &App, door: &FrontDoor, found: BTreeMap<Condition, String>) -> Result<(), Error> {
    let pool = door.pool.id;
    let rows = app.store().read("alarms", move |tx| Ok::<_, Error>(alarm::of_pool(tx, pool)?)).await?;
    let is_raised =
        |condition: Condition| rows.iter().any(|row| row.kind == condition.as_str() && row.cleared_at.is_none());
    for condition in Condition::ALL {
        match (found.get(condition), is_raised(*condition)) {
            (Some(detail), false) => change(app, door, *condition, Some(detail)).await?,
            (None, true) => change(app, door, *condition, None).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn change(app: &App, door: &FrontDoor, condition: Condition, detail: Option<&String>) -> Result<(), Error> {
    let kind = if detail.is_some() { Kind::AlarmRaised } else { Kind::AlarmCleared };
    let scene = Scene::of_pool(door.tenant.id, door.pool.id);
    let mut event = audit::done(app, &scene, kind, About::default()).await?;
    event.reason = Some(condition.as_str().into());
    event.detail = detail.map(|detail| detail.clone().into());
    let messages = telling::messages(app, door, condition, detail.map(String::as_str))?;
    let row = Alarm {
        pool_id: door.pool.id,
        kind: condition.as_str().to_owned(),
        tenant_id: door.tenant.id,
        raised_at: app.now(),
        cleared_at: None,
        detail: detail.cloned().unwrap_or_default(),
    };
    let (raises, at) = (detail.is_some(), app.now());
    let changed = app.store().write("alarm", move |tx| {
        let changed = if raises { alarm::raise(tx, &row)? } else { alarm::clear(tx, row.pool_id, &row.kind, at)? };
        // Another node was quicker, and has told everybody.
        if changed {
            audit_event::insert(tx, &event)?;
            messages::insert_all(tx, &messages)?;
        }
        Ok::<_, Error>(changed)
    });
    if changed.await? {
        tracing::warn!(pool = %door.pool.id, alarm = condition.as_str(), raised = detail.is_some(), "alarm");
        messages::ring(app);
    }
    Ok(())
}
