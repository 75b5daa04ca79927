//! Who the administrators are: appointing, changing and dismissing them. Each write looks again at everything that it rests on, so that two
//! owners who dismiss each other at the same moment do not leave an installation without one.

use super::rights::{Grant, Power, Role, Scope};
use super::{Acting, refused};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::identifier::fold;
use crate::passkeys::time;
use serde::{Deserialize, Serialize};
use store::administrator::{self, Administrator};
use store::id::{AdministratorId, PoolId, UserId};
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
    /// In Unix milliseconds it would be no text; RFC 3339.
    pub since: String,
    pub passkeys: usize,
    pub active: bool,
    /// Whether it is who asks.
    pub is_self: bool,
    /// Whether who asks may change or dismiss them.
    pub may_change: bool,
}

/// A member who is to become an administrator, by any of their names, or what one is to be from now on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    #[serde(default)]
    pub identifier: String,
    pub role: String,
    pub scope: String,
}

/// All whose scope lies within that of who asks, by name.
pub async fn list(app: &App, acting: &Acting) -> Result<Vec<AdministratorView>, Error> {
    acting.require(app, (Power::See, acting.grant.scope))?;
    let (own, asks) = (acting.grant, acting.session.user_id);
    let read = move |tx: &mut Tx<'_>| {
        let mut views = Vec::new();
        for row in administrator::all(tx)? {
            let Some(grant) = Grant::of(&row).filter(|grant| own.scope.covers(grant.scope)) else { continue };
            views.push(view(tx, &row, (grant, own, asks))?);
        }
        views.sort_by_key(|view: &AdministratorView| view.display_name.to_lowercase());
        Ok::<_, Error>(views)
    };
    app.store().read("list administrators", read).await
}

fn view(
    tx: &mut Tx<'_>,
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
        passkeys: passkey::of_user(tx, row.pool_id, row.user_id)?.len(),
        active: user.is_some_and(|user| user.status == UserStatus::Active),
        is_self: row.user_id == asks,
        may_change: own.role == Role::Owner && own.outranks(grant),
    })
}

/// Makes a member an administrator.
pub async fn appoint(app: &App, acting: &Acting, ask: Appointment) -> Result<AdministratorId, Error> {
    let grant = wanted(app, acting, &ask)?;
    let (pool, tenant) = (acting.visit.door.pool.id, acting.visit.door.tenant.id);
    let folded = fold(ask.identifier.trim());
    let found = app.store().read("look up name", move |tx| Ok::<_, Error>(identifier::find(tx, pool, &folded)?));
    let Some(found) = found.await? else { return Err(refuse(app, acting, None, Reason::MemberUnknown).await) };
    let (ms, random) = app.id_parts()?;
    let row = Administrator {
        tenant_id: tenant,
        id: AdministratorId::from_parts(ms, random),
        pool_id: pool,
        user_id: found.user_id,
        scope: grant.scope.to_string(),
        created_at: app.now(),
        role: grant.role,
    };
    let id = row.id;
    let event = event(app, acting, (Kind::AdministratorAppointed, found.user_id), grant).await?;
    let write = move |tx: &mut Tx<'_>| {
        if !administrator::insert(tx, &row)? {
            return Ok(false);
        }
        audit_event::insert(tx, &event)?;
        Ok::<_, Error>(true)
    };
    if app.store().write("appoint administrator", write).await? {
        app.refresh().await?;
        return Ok(id);
    }
    Err(refuse(app, acting, Some(found.user_id), Reason::AdministratorAlready).await)
}

/// Another role or another scope.
pub async fn change(app: &App, acting: &Acting, id: AdministratorId, ask: Appointment) -> Result<(), Error> {
    let grant = wanted(app, acting, &ask)?;
    replace(app, acting, id, Some(grant)).await
}

/// Ends an administrator's rights; they stay a member. Owners may do it to themselves, too.
pub async fn dismiss(app: &App, acting: &Acting, id: AdministratorId) -> Result<(), Error> {
    replace(app, acting, id, None).await
}

/// Nobody gives more than they have.
fn wanted(app: &App, acting: &Acting, ask: &Appointment) -> Result<Grant, Error> {
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

async fn replace(app: &App, acting: &Acting, id: AdministratorId, new: Option<Grant>) -> Result<(), Error> {
    let (pool, own, asks) = (acting.visit.door.pool.id, acting.grant, acting.session.user_id);
    let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(administrator::all(tx)?.into_iter().find(|row| row.id == id));
    let Some(row) = app.store().read("find administrator", find).await? else {
        return Err(refuse(app, acting, None, Reason::MemberUnknown).await);
    };
    let user = row.user_id;
    let kind = if new.is_some() { Kind::AdministratorChanged } else { Kind::AdministratorDismissed };
    let told = new.or_else(|| Grant::of(&row)).unwrap_or(own);
    let event = event(app, acting, (kind, user), told).await?;
    let write = move |tx: &mut Tx<'_>| {
        let rows = administrator::all(tx)?;
        let Some(row) = rows.iter().find(|row| row.id == id && row.pool_id == pool) else {
            return Ok(Err(Reason::MemberUnknown));
        };
        let Some(held) = Grant::of(row).filter(|held| own.scope.covers(held.scope)) else {
            return Ok(Err(Reason::MemberUnknown));
        };
        let is_own = row.user_id == asks;
        if own.role != Role::Owner || !(is_own || own.outranks(held)) {
            return Ok(Err(Reason::NotPermitted));
        }
        if loses_last_owner(tx, &rows, (row, new))? {
            return Ok(Err(Reason::LastOwner));
        }
        match new {
            Some(grant) => {
                let changed = Administrator { role: grant.role, scope: grant.scope.to_string(), ..row.clone() };
                administrator::update(tx, &changed)?;
            }
            None => drop(administrator::delete(tx, row.tenant_id, row.id)?),
        }
        audit_event::insert(tx, &event)?;
        Ok::<_, Error>(Ok(()))
    };
    match app.store().write("change administrator", write).await? {
        Ok(()) => app.refresh().await,
        Err(reason) => Err(refuse(app, acting, Some(user), reason).await),
    }
}

/// Whether nobody would be left who owns the whole and can sign in.
fn loses_last_owner(
    tx: &mut Tx<'_>,
    rows: &[Administrator],
    (row, new): (&Administrator, Option<Grant>),
) -> Result<bool, store::Error> {
    const OWNS_ALL: Grant = Grant { role: Role::Owner, scope: Scope::Installation };
    if new == Some(OWNS_ALL) || Grant::of(row) != Some(OWNS_ALL) {
        return Ok(false);
    }
    for other in rows.iter().filter(|other| other.id != row.id && Grant::of(other) == Some(OWNS_ALL)) {
        if is_able(tx, other.pool_id, other.user_id)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an owner could come in: active, and with a passkey that was not put aside.
fn is_able(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, store::Error> {
    let is_active = user::find(tx, pool, user)?.is_some_and(|user| user.status == UserStatus::Active);
    Ok(is_active && passkey::of_user(tx, pool, user)?.iter().any(|passkey| passkey.quarantined_at.is_none()))
}

async fn event(
    app: &App,
    acting: &Acting,
    (kind, subject): (Kind, UserId),
    grant: Grant,
) -> Result<audit_event::AuditEvent, Error> {
    let about = About { actor: Some(acting.session.user_id), subject: Some(subject), ..About::default() };
    let event = audit::done(app, &Scene::from(&acting.visit), kind, about).await?;
    Ok(audit_event::AuditEvent { detail: Some(format!("{} {}", grant.role.as_str(), grant.scope).into()), ..event })
}

async fn refuse(app: &App, acting: &Acting, subject: Option<UserId>, reason: Reason) -> Error {
    let about = About { actor: Some(acting.session.user_id), subject, ..About::default() };
    let phase = crate::error::Phase::Administration;
    audit::refuse(app, &Scene::from(&acting.visit), phase, None, (reason, about)).await
}
