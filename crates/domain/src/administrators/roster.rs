//! Who the administrators are: appointing, changing and dismissing them. Each write looks again at everything that it rests on, so that two
//! owners who leave at the same moment do not leave an installation without one, and nobody appoints on a right that has just ended.

use super::passes;
use super::rights::{Grant, Power, Role, Scope};
use super::standing::Writer;
use super::{Acting, refused};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::passkeys::{opens, time};
use crate::saving;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::administrator::{self, Administrator};
use store::id::{AdministratorId, PoolId, TenantId, UserId};
use store::identifier::IdentifierKind;
use store::user::{self, UserStatus};
use store::{Tx, audit_event, identifier, passkey};

/// One administrator, as the others see them.
#[derive(Debug, Clone, Serialize)]
pub struct AdministratorView {
    pub id: AdministratorId,
    pub user_id: UserId,
    pub display_name: String,
    pub identifier: Option<String>,
    pub role: &'static str,
    pub scope: String,
    /// RFC 3339.
    pub since: String,
    /// With how many passkeys they could sign in here today.
    pub passkeys: usize,
    pub active: bool,
    /// Whether it is who asks.
    pub is_self: bool,
    /// Whether who asks may change or dismiss them.
    pub may_change: bool,
    /// Of what they are; a change names the one that it was made to.
    pub version: String,
}

/// What an administrator is to be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub role: String,
    pub scope: String,
}

/// A member who is to become an administrator, by any of their names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    pub identifier: String,
    pub role: String,
    pub scope: String,
}

/// All whose scope lies within that of who asks, by name.
pub async fn list(app: &App, acting: &Acting) -> Result<Vec<AdministratorView>, Error> {
    acting.require(app, (Power::See, acting.grant.scope))?;
    let (own, asks, door) = (acting.grant, acting.session.user_id, Arc::clone(&acting.visit.door));
    let read = move |tx: &mut Tx<'_>| {
        let mut views = Vec::new();
        for row in administrator::all(tx)? {
            let Some(grant) = Grant::of(&row).filter(|grant| own.scope.covers(grant.scope)) else { continue };
            views.push(view(tx, &door, &row, (grant, own, asks))?);
        }
        views.sort_by_key(|view: &AdministratorView| view.display_name.to_lowercase());
        Ok::<_, Error>(views)
    };
    app.store().read("list administrators", read).await
}

/// One of them; nothing for who is outside the scope of who asks.
pub async fn find(app: &App, acting: &Acting, id: AdministratorId) -> Result<AdministratorView, Error> {
    let found = list(app, acting).await?.into_iter().find(|view| view.id == id);
    found.ok_or_else(|| refused(app, Reason::MemberUnknown))
}

fn view(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    row: &Administrator,
    (grant, own, asks): (Grant, Grant, UserId),
) -> Result<AdministratorView, Error> {
    let user = user::find(tx, row.pool_id, row.user_id)?;
    let identifier = identifier::of_user(tx, row.pool_id, row.user_id)?.into_iter().next();
    Ok(AdministratorView {
        id: row.id,
        user_id: row.user_id,
        display_name: user.as_ref().map(|user| user.display_name.clone()).unwrap_or_default(),
        identifier: identifier.map(|identifier| identifier.value),
        role: grant.role.as_str(),
        scope: grant.scope.to_string(),
        since: time(row.created_at),
        passkeys: passkeys_that_open(tx, door, row.user_id)?,
        active: user.is_some_and(|user| user.status == UserStatus::Active),
        is_self: row.user_id == asks,
        may_change: own.role == Role::Owner && own.outranks(grant),
        version: version(grant),
    })
}

fn version(grant: Grant) -> String {
    saving::version(&["administrator", &told(grant)])
}

/// Makes a member an administrator: one who is active, under a name that is proved, and who has a passkey to sign in with.
pub async fn appoint(app: &App, acting: &Acting, ask: Appointment) -> Result<(AdministratorId, String), Error> {
    let grant = wanted(app, acting, &Position { role: ask.role, scope: ask.scope })?;
    let (writer, door) = (Writer::of(acting), Arc::clone(&acting.visit.door));
    let folded = fold(ask.identifier.trim());
    let (ms, random) = app.id_parts()?;
    let (id, now) = (AdministratorId::from_parts(ms, random), app.now());
    let event = event(app, acting, (Kind::AdministratorAppointed, None), grant).await?;
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let user = candidate(tx, &door, &folded)?;
        let row = Administrator {
            tenant_id: door.tenant.id,
            id,
            pool_id: door.pool.id,
            user_id: user,
            scope: grant.scope.to_string(),
            created_at: now,
            role: grant.role,
        };
        if !administrator::insert(tx, &row)? {
            // Whom somebody else has appointed outside of this scope is nobody here.
            let held = administrator::of_user(tx, door.pool.id, user)?.as_ref().and_then(Grant::of);
            let is_seen = held.is_some_and(|held| writer.grant.scope.covers(held.scope));
            return Err(Aborted::Refused(if is_seen { Reason::AdministratorAlready } else { Reason::MemberUnknown }));
        }
        passes::end(tx, (door.pool.id, user), now)?;
        audit_event::insert(tx, &audit_event::AuditEvent { subject_id: Some(user), ..event.clone() })?;
        Ok(())
    };
    settle(app, acting, None, app.store().write("appoint administrator", write).await).await?;
    Ok((id, version(grant)))
}

/// The member of this name. An address that nobody has proved may be anybody's.
fn candidate(tx: &mut Tx<'_>, door: &FrontDoor, folded: &str) -> Result<UserId, Aborted> {
    let found = identifier::find(tx, door.pool.id, folded)?
        .filter(|found| found.kind == IdentifierKind::Username || found.verified_at.is_some());
    let Some(found) = found else { return Err(Aborted::Refused(Reason::MemberUnknown)) };
    let is_active = user::find(tx, door.pool.id, found.user_id)?.is_some_and(|user| user.status == UserStatus::Active);
    if !is_active {
        return Err(Aborted::Refused(Reason::MemberUnknown));
    }
    if passkeys_that_open(tx, door, found.user_id)? == 0 {
        return Err(Aborted::Refused(Reason::AdministratorWithoutPasskey));
    }
    Ok(found.user_id)
}

/// Another role or another scope, where they are still what was seen of them. The version that holds then.
pub async fn change(
    app: &App,
    acting: &Acting,
    id: AdministratorId,
    (seen, ask): (String, Position),
) -> Result<String, Error> {
    let grant = wanted(app, acting, &ask)?;
    replace(app, acting, (id, seen), Some(grant)).await?;
    Ok(version(grant))
}

/// Ends an administrator's rights, where they are still what was seen of them; they stay a member. Owners may do it to themselves, too.
pub async fn dismiss(app: &App, acting: &Acting, id: AdministratorId, seen: String) -> Result<(), Error> {
    replace(app, acting, (id, seen), None).await
}

/// Nobody gives more than they have.
fn wanted(app: &App, acting: &Acting, ask: &Position) -> Result<Grant, Error> {
    let role = Role::from_word(&ask.role).ok_or_else(|| refused(app, Reason::UnknownMember))?;
    let scope: Scope = ask.scope.parse().map_err(|_| refused(app, Reason::UnknownMember))?;
    acting.require(app, (Power::Appoint, scope))?;
    let exists = match scope {
        Scope::Installation => true,
        Scope::Tenant(tenant) => app.snapshot().doors().iter().any(|door| door.tenant.id == tenant),
        Scope::Pool(tenant, pool) => {
            app.snapshot().doors().iter().any(|door| door.tenant.id == tenant && door.pool.id == pool)
        }
    };
    if exists { Ok(Grant { role, scope }) } else { Err(refused(app, Reason::UnknownAddress)) }
}

async fn replace(
    app: &App,
    acting: &Acting,
    (id, seen): (AdministratorId, String),
    new: Option<Grant>,
) -> Result<(), Error> {
    let (writer, door) = (Writer::of(acting), Arc::clone(&acting.visit.door));
    let found = find(app, acting, id).await?;
    let (subject, now) = (found.user_id, app.now());
    let kind = if new.is_some() { Kind::AdministratorChanged } else { Kind::AdministratorDismissed };
    let event = event(app, acting, (kind, Some(subject)), new.unwrap_or(acting.grant)).await?;
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let rows = administrator::all(tx)?;
        let row = rows.iter().find(|row| row.id == id && row.pool_id == door.pool.id);
        let held = row.and_then(Grant::of).filter(|held| writer.grant.scope.covers(held.scope));
        let Some((row, held)) = row.zip(held) else { return Err(Aborted::Refused(Reason::MemberUnknown)) };
        let is_own = row.user_id == writer.holder.user;
        if writer.grant.role != Role::Owner || !(is_own || writer.grant.outranks(held)) {
            return Err(Aborted::Refused(Reason::NotPermitted));
        }
        if version(held) != seen {
            return Err(Aborted::Refused(Reason::ChangedSince));
        }
        if loses_last_owner(tx, &door, &rows, (row, new))? {
            return Err(Aborted::Refused(Reason::LastOwner));
        }
        put(tx, (row, held), (new, now))?;
        // What they were stands there, and what they are now.
        let detail = new.map_or_else(|| told(held), |new| format!("{} > {}", told(held), told(new)));
        audit_event::insert(tx, &audit_event::AuditEvent { detail: Some(detail.into()), ..event.clone() })?;
        Ok(())
    };
    settle(app, acting, Some(subject), app.store().write("change administrator", write).await).await
}

/// Puts a grant in the place of the one that they hold, or dismisses them.
fn put(tx: &mut Tx<'_>, (row, held): (&Administrator, Grant), (new, now): (Option<Grant>, i64)) -> Result<(), Aborted> {
    let (pool, user) = (row.pool_id, row.user_id);
    let Some(grant) = new else {
        administrator::delete(tx, row.tenant_id, row.id)?;
        user::note_dismissal(tx, pool, user, now)?;
        return Ok(());
    };
    if grant.goes_beyond(held) {
        passes::end(tx, (pool, user), now)?;
    }
    administrator::update(tx, &Administrator { role: grant.role, scope: grant.scope.to_string(), ..row.clone() })?;
    Ok(())
}

/// Whether nobody would be left who owns the whole and can sign in.
fn loses_last_owner(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    rows: &[Administrator],
    (row, new): (&Administrator, Option<Grant>),
) -> Result<bool, store::Error> {
    const OWNS_ALL: Grant = Grant { role: Role::Owner, scope: Scope::Installation };
    if new == Some(OWNS_ALL) || Grant::of(row) != Some(OWNS_ALL) {
        return Ok(false);
    }
    for other in rows.iter().filter(|other| other.id != row.id && Grant::of(other) == Some(OWNS_ALL)) {
        let user = user::find(tx, other.pool_id, other.user_id)?;
        let is_active = user.is_some_and(|user| user.status == UserStatus::Active);
        if is_active && passkeys_that_open(tx, door, other.user_id)? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether nobody else owns the whole and can sign in, at the door at which administrators do.
pub(crate) fn is_last_owner(
    tx: &mut Tx<'_>,
    home: Option<&FrontDoor>,
    (pool, user): (PoolId, UserId),
) -> Result<bool, store::Error> {
    let Some(home) = home.filter(|home| home.pool.id == pool) else { return Ok(false) };
    let rows = administrator::all(tx)?;
    let Some(row) = rows.iter().find(|row| row.pool_id == pool && row.user_id == user) else { return Ok(false) };
    loses_last_owner(tx, home, &rows, (row, None))
}

/// How many passkeys of a member sign in here today: those of another domain or mode, and those that were put aside, do not.
fn passkeys_that_open(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<usize, store::Error> {
    Ok(passkey::of_user(tx, door.pool.id, user)?.iter().filter(|passkey| opens(door, passkey)).count())
}

fn told(grant: Grant) -> String {
    format!("{} {}", grant.role.as_str(), grant.scope)
}

async fn event(
    app: &App,
    acting: &Acting,
    (kind, subject): (Kind, Option<UserId>),
    grant: Grant,
) -> Result<audit_event::AuditEvent, Error> {
    let about = About { actor: Some(acting.session.user_id), subject, ..About::default() };
    // Where it counts, so that nobody reads of grants beyond their own scope.
    let place = match grant.scope {
        Scope::Installation => (TenantId::NIL, None),
        Scope::Tenant(tenant) => (tenant, None),
        Scope::Pool(tenant, pool) => (tenant, Some(pool)),
    };
    let event = audit::done(app, &Scene::of_place(&acting.visit, place), kind, about).await?;
    Ok(audit_event::AuditEvent { detail: Some(told(grant).into()), ..event })
}

/// A refusal that a transaction came to, with its audit.
async fn settle(
    app: &App,
    acting: &Acting,
    subject: Option<UserId>,
    written: Result<(), Aborted>,
) -> Result<(), Error> {
    let Err(reason) = Aborted::settle(written)? else { return Ok(()) };
    let about = About { actor: Some(acting.session.user_id), subject, ..About::default() };
    Err(audit::refuse(app, &Scene::from(&acting.visit), Phase::Administration, None, (reason, about)).await)
}
