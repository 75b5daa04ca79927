//! Fills a pool with members who were made up, and with what they did over ninety days: to try the console, to see what a size costs before
//! real members come, and for measurements. The figures are those of the events. Nobody can sign in as any of them, since nobody holds
//! their keys. It must never mix them into a pool of real members unless somebody says so.

mod chance;
mod happenings;
mod people;

use crate::audit::Kind;
use crate::error::Error;
use crate::figures::{self, Counts, DAY_MS, Stage};
use crate::passkeys::Openings;
use crate::progress::Progress;
use crate::random::{self, NoRandomness, Random};
use crate::settings;
use happenings::event;
use people::{Device, Person};
use std::sync::Arc;
use store::adoption::{Adoption, Member};
use store::audit_event::{self, AuditEvent};
use store::happening::Happening;
use store::id::{EventId, PoolId, TenantId, WorkspaceId};
use store::{Store, Tx, bulk, pool, rollup, tenant, user_agent, workspace};
use tokio::task::JoinSet;

/// Events are of so many days.
const DAYS: i64 = 90;
/// Members, or events, of one transaction.
const PEOPLE: u64 = 400;
const EVENTS: u64 = 2_000;
const ROLLUPS: usize = 500;
/// Transactions on their way at once: PostgreSQL has several hands, SQLite always the next at hand.
const AT_ONCE: usize = 4;
/// Nothing is newer, so that the figures have the last of it.
const AGO_MS: i64 = 2 * 60_000;

/// What is to be made.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Of the tenant.
    pub tenant: String,
    /// Its name or id; none where the tenant has one.
    pub pool: Option<String>,
    pub users: u64,
    pub events: u64,
    pub seed: u64,
    /// Also where members are.
    pub into_members: bool,
    /// Of the server, for pools without an RP ID of their own.
    pub host: String,
}

#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("there is no tenant {0}")]
    NoTenant(String),
    #[error("name one of its pools with --pool: {0}")]
    WhichPool(String),
    #[error("the pool {0} has no workspace")]
    NoWorkspace(String),
    #[error("the pool {0} has members already: name an empty one, or say --into-members")]
    HasMembers(String),
    #[error("the database does not take it")]
    Store(#[from] store::Error),
    #[error("the figures cannot be counted")]
    Figures(#[source] Error),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error("a part of it was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Where everything goes, and from when to when.
#[derive(Debug, Clone)]
struct Place {
    tenant: TenantId,
    pool: PoolId,
    workspace: WorkspaceId,
    rp_id: String,
    users: u64,
    events: u64,
    seed: u64,
    from: i64,
    until: i64,
}

/// Makes it all. Stop the server first.
pub async fn generate(
    store: &Store,
    (now, random): (i64, &dyn Random),
    wish: &Wish,
    mut told: impl FnMut(Progress),
) -> Result<(), GenerateError> {
    let place = Arc::new(find(store, now, wish).await?);
    // What is real so far is counted before, because the position passes it.
    figures::fold_tenant(store, place.tenant, (now, u32::MAX)).await.map_err(GenerateError::Figures)?;
    note(store, &place, (now, random::bytes(random)?)).await?;
    let mut counts = people(store, &place, &mut told).await?;
    happenings(store, &place, &mut counts, &mut told).await?;
    figures(store, &place, counts).await?;
    let openings = openings(store, &place).await?;
    figures::count(store, (place.pool, Arc::new(openings)), now).await.map_err(GenerateError::Figures)?;
    Ok(())
}

/// Whether it could be made, as far as that can be told without making it.
pub async fn find_place(store: &Store, now: i64, wish: &Wish) -> Result<(), GenerateError> {
    find(store, now, wish).await.map(drop)
}

async fn find(store: &Store, now: i64, wish: &Wish) -> Result<Place, GenerateError> {
    let (tenants, pools, workspaces) = store
        .read("places", |tx| Ok::<_, store::Error>((tenant::all(tx)?, pool::all(tx)?, workspace::all(tx)?)))
        .await?;
    let tenant = tenants.iter().find(|tenant| tenant.slug == wish.tenant);
    let tenant = tenant.ok_or_else(|| GenerateError::NoTenant(wish.tenant.clone()))?;
    let pools: Vec<_> = pools.iter().filter(|pool| pool.tenant_id == tenant.id).collect();
    let is_meant = |pool: &pool::Pool| match &wish.pool {
        Some(name) => pool.name == *name || pool.id.to_string() == *name,
        None => pools.len() == 1,
    };
    let Some(pool) = pools.iter().find(|pool| is_meant(pool)) else {
        let names: Vec<_> = pools.iter().map(|pool| pool.name.as_str()).collect();
        return Err(GenerateError::WhichPool(names.join(", ")));
    };
    let workspace = workspaces.iter().find(|workspace| workspace.pool_id == pool.id);
    let workspace = workspace.ok_or_else(|| GenerateError::NoWorkspace(pool.name.clone()))?;
    let id = pool.id;
    if !wish.into_members && store.read("is anybody in", move |tx| bulk::is_anybody_in(tx, id)).await? {
        return Err(GenerateError::HasMembers(pool.name.clone()));
    }
    let until = now - AGO_MS;
    Ok(Place {
        tenant: tenant.id,
        pool: pool.id,
        workspace: workspace.id,
        rp_id: if pool.rp_id.is_empty() { wish.host.clone() } else { pool.rp_id.clone() },
        users: wish.users,
        events: if wish.users == 0 { 0 } else { wish.events },
        seed: wish.seed,
        from: until - DAYS * DAY_MS,
        until,
    })
}

/// Which passkeys open a door here. Where roles ask for more, the server counts again.
async fn openings(store: &Store, place: &Place) -> Result<Openings, GenerateError> {
    let id = place.pool;
    let read = store.read("doors", |tx| Ok::<_, store::Error>((pool::all(tx)?, workspace::all(tx)?)));
    let (pools, workspaces) = read.await?;
    let modes: Vec<_> = workspaces.iter().filter(|row| row.pool_id == id).map(|row| row.mode).collect();
    let stored = pools.iter().find(|row| row.id == id).map(|row| settings::read(&row.settings)).transpose();
    let settings = stored.map_err(|error| GenerateError::Figures(Error::Answer(error)))?.unwrap_or_default().0;
    Ok(Openings::of_settings(id, (&modes, &[&place.rp_id]), &settings))
}

/// Who looks at the audit must see that not all of it has happened.
async fn note(store: &Store, place: &Place, (now, random): (i64, [u8; 10])) -> Result<(), GenerateError> {
    let event = AuditEvent {
        tenant_id: place.tenant,
        id: EventId::from_parts(now.unsigned_abs(), random),
        pool_id: Some(place.pool),
        workspace_id: None,
        at: now,
        kind: Kind::Generated.as_str().into(),
        outcome: "done".into(),
        reason: None,
        actor_id: None,
        subject_id: None,
        passkey_id: None,
        passkey_label: None,
        address: None,
        user_agent_id: None,
        reference: None,
        detail: Some(format!("{} members, {} events, seed {}", place.users, place.events, place.seed).into()),
        facts: None,
        // The sealer gives it one.
        salt: None,
    };
    Ok(store.write("note generated", move |tx| audit_event::insert(tx, &event)).await?)
}

/// Keeps a few transactions on their way.
#[derive(Default)]
struct Writing(JoinSet<Result<(), store::Error>>);

impl Writing {
    async fn write(
        &mut self,
        store: &Store,
        closure: impl FnMut(&mut Tx<'_>) -> Result<(), store::Error> + Send + 'static,
    ) -> Result<(), GenerateError> {
        if self.0.len() >= AT_ONCE
            && let Some(done) = self.0.join_next().await
        {
            done??;
        }
        let store = store.clone();
        self.0.spawn(async move { store.write("generate", closure).await });
        Ok(())
    }

    async fn finish(mut self) -> Result<(), GenerateError> {
        while let Some(done) = self.0.join_next().await {
            done??;
        }
        Ok(())
    }
}

async fn people(store: &Store, place: &Arc<Place>, told: &mut impl FnMut(Progress)) -> Result<Counts, GenerateError> {
    let (mut writing, mut counts, mut start) = (Writing::default(), Counts::default(), 0);
    while start < place.users {
        let end = place.users.min(start + PEOPLE);
        let all: Vec<Person> = (start..end).map(|number| Person::of(place, number)).collect();
        for person in &all {
            stages(&mut counts, place.pool, &person.adoption);
        }
        let of = Arc::clone(place);
        let write = move |tx: &mut Tx<'_>| {
            let rows: Vec<_> = all.iter().map(|person| person.rows(&of)).collect();
            bulk::users(tx, &rows.iter().map(|(user, ..)| user.clone()).collect::<Vec<_>>())?;
            bulk::identifiers(tx, &rows.iter().map(|(_, identifier, _)| identifier.clone()).collect::<Vec<_>>())?;
            bulk::passkeys(tx, &rows.into_iter().flat_map(|(_, _, passkeys)| passkeys).collect::<Vec<_>>())?;
            let reached = all.iter().filter(|person| person.adoption.offered_at.is_some());
            let reached: Vec<_> = reached.map(|person| (person.id, person.adoption)).collect();
            bulk::adoptions(tx, of.pool, &reached)
        };
        writing.write(store, write).await?;
        start = end;
        told(Progress { what: "members", done: start, of: place.users });
    }
    writing.finish().await?;
    Ok(counts)
}

/// The stages that a member has reached, on the days when they did.
fn stages(counts: &mut Counts, pool: PoolId, adoption: &Adoption) {
    let Adoption { offered_at, started_at, created_at, used_at, again_at } = *adoption;
    let reached = Stage::ALL.into_iter().zip([offered_at, started_at, created_at, used_at, again_at]);
    for (stage, at) in reached.filter_map(|(stage, at)| Some((stage, at?))) {
        counts.reached((pool, at.div_euclid(DAY_MS)), &[stage]);
    }
}

async fn happenings(
    store: &Store,
    place: &Arc<Place>,
    counts: &mut Counts,
    told: &mut impl FnMut(Progress),
) -> Result<(), GenerateError> {
    let interned = store.write("user agents", |tx| {
        Device::ALL.iter().map(|device| user_agent::intern(tx, &device.agent())).collect::<Result<Vec<i64>, _>>()
    });
    let agents = interned.await?;
    let (mut writing, mut start) = (Writing::default(), 0);
    while start < place.events {
        let end = place.events.min(start + EVENTS);
        let events: Vec<_> = (start..end).map(|number| counted(place, &agents, (number, counts))).collect();
        writing.write(store, move |tx| bulk::events(tx, &events)).await?;
        start = end;
        told(Progress { what: "events", done: start, of: place.events });
    }
    writing.finish().await
}

/// An event, counted as the server would count it.
fn counted(place: &Place, agents: &[i64], (number, counts): (u64, &mut Counts)) -> AuditEvent {
    let (event, person) = event(place, agents, number);
    let happening = Happening {
        id: event.id,
        pool_id: event.pool_id,
        at: event.at,
        kind: event.kind.to_string(),
        outcome: event.outcome.to_string(),
        reason: None,
        subject_id: event.subject_id,
        passkey_id: event.passkey_id,
        detail: event.detail.as_ref().map(ToString::to_string),
        facts: event.facts.as_ref().map(ToString::to_string),
    };
    let mut member = Member { for_tests: false, adoption: person.adoption };
    let (added, _) = figures::count_event(&happening, Some(&mut member));
    let day = (place.pool, event.at.div_euclid(DAY_MS));
    for count in added {
        counts.add(day, count);
    }
    event
}

/// Writes the figures down, and that they hold all that was made.
async fn figures(store: &Store, place: &Place, counts: Counts) -> Result<(), GenerateError> {
    let rows: Vec<_> = counts.rows().collect();
    for chunk in rows.chunks(ROLLUPS) {
        let chunk = chunk.to_vec();
        let write = move |tx: &mut Tx<'_>| chunk.iter().try_for_each(|(pool, row)| rollup::add(tx, *pool, row));
        store.write("generate figures", write).await?;
    }
    let (tenant, last) = (place.tenant, figures::id_of(place.until + 1));
    let passed = store.write("generated", move |tx| {
        if rollup::position(tx, tenant)?.is_none_or(|position| position < last) {
            rollup::move_to(tx, tenant, last)?;
        }
        Ok::<_, store::Error>(())
    });
    Ok(passed.await?)
}

#[cfg(test)]
mod tests;
