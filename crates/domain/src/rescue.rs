//! The way back in at the server's own terminal, for an administrator who can use neither passkey nor password (S2-34). It overrides what keeps
//! such an account shut: a suspension, methods that are off, a pass that was given out before. Whoever has the server in their hands could do
//! worse; so it asks nothing, and it is told loudly: to the member, to every owner, to log and audit.

use crate::access_pass::{self, Issued};
use crate::administrators::{Role, Scope};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::failures;
use crate::language::Language;
use crate::members;
use crate::messages::{self, Told};
use crate::method::Method;
use crate::news::News;
use crate::notices::Telling;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use store::administrator::{self, Administrator};
use store::id::{AdministratorId, PoolId, UserId};
use store::notice::NoticeKind;
use store::outbox::Outgoing;
use store::user::{self, UserStatus};
use store::{Tx, access_pass as passes, access_pass_request, audit_event};

/// More owners than anybody has.
const MOST_OWNERS: usize = 100;

/// Lets a member in again by a temporary access pass, whatever kept them out; on request as an owner of everything.
pub async fn rescue(app: &App, door: &FrontDoor, name: &str, as_owner: bool) -> Result<Issued, Error> {
    if as_owner && !door.is_home {
        // Administrators are members of one pool.
        return Err(Refused::new(app, Phase::Account, Reason::NotPermitted).into());
    }
    let user = members::by_name(app, door, name).await?;
    let pool = door.pool.id;
    let (pass, code) = access_pass::draw(app, (pool, user), UserId::NIL).await?;
    let told = Telling::of(app, door, (user, NoticeKind::AccessPassIssued), Language::English).await?;
    let letters = letters(app, user).await?;
    let about = About { subject: Some(user), ..About::default() };
    let mut event = audit::done(app, &Scene::console(), Kind::Rescued, about).await?;
    (event.tenant_id, event.pool_id) = (door.tenant.id, Some(pool));
    event.detail = as_owner.then_some("owner".into());
    let (ms, random) = app.id_parts()?;
    let owner = as_owner.then(|| Administrator {
        tenant_id: door.tenant.id,
        id: AdministratorId::from_parts(ms, random),
        pool_id: pool,
        user_id: user,
        scope: Scope::Installation.to_string(),
        created_at: app.now(),
        role: Role::Owner,
    });
    let (snapshot, now) = (app.snapshot(), app.now());
    let issued = Issued { code: code.shown(), full_until: pass.full_until, expires_at: pass.expires_at };
    let write = move |tx: &mut Tx<'_>| {
        reopen(tx, (pool, user), now)?;
        failures::forget(tx, &snapshot.ring, (pool, user), &Method::ALL)?;
        passes::insert(tx, &pass)?;
        if let Some(owner) = &owner {
            make_owner(tx, owner)?;
        }
        told.insert(tx)?;
        messages::insert_all(tx, &letters)?;
        Ok(audit_event::insert(tx, &event)?)
    };
    let written = app.store().write("rescue", write).await;
    Aborted::settle(written)?.map_err(|reason| Error::from(Refused::new(app, Phase::Account, reason)))?;
    if !app.is_rehearsal() {
        messages::ring(app);
        tracing::warn!(tenant = door.tenant.slug, user = %user, as_owner, "an account was rescued at the server's terminal");
    }
    Ok(issued)
}

/// Whatever was open ends, and whatever was shut is open.
fn reopen(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<(), Aborted> {
    let Some(found) = user::find(tx, pool, user)? else { return Err(Aborted::Refused(Reason::MemberUnknown)) };
    if found.status != UserStatus::Active {
        members::set_status(tx, (pool, user), (UserStatus::Active, now))?;
    }
    user::raise_epoch(tx, pool, user)?;
    passes::end(tx, pool, user, now)?;
    access_pass_request::delete(tx, pool, user)?;
    Ok(())
}

fn make_owner(tx: &mut Tx<'_>, owner: &Administrator) -> Result<(), store::Error> {
    match administrator::of_user(tx, owner.pool_id, owner.user_id)? {
        Some(held) => {
            administrator::update(tx, &Administrator { tenant_id: held.tenant_id, id: held.id, ..owner.clone() })
                .map(drop)
        }
        None => administrator::insert(tx, owner).map(drop),
    }
}

/// To every other owner of everything: somebody who took the server over must not be able to do this quietly.
async fn letters(app: &App, rescued: UserId) -> Result<Vec<Outgoing>, Error> {
    let snapshot = app.snapshot();
    let Some(home) = snapshot.home() else { return Ok(Vec::new()) };
    let all = app.store().read("owners", |tx| Ok::<_, Error>(administrator::all(tx)?)).await?;
    let everything = Scope::Installation.to_string();
    let owners = all.into_iter().filter(|row| row.role == Role::Owner && row.scope == everything);
    let mut letters = Vec::new();
    for owner in owners.filter(|row| row.user_id != rescued).take(MOST_OWNERS) {
        let link = format!("{}/account/security", home.base());
        let words = vec![("what", News::Rescued.told(Language::English)), ("link", link)];
        let told = Told { kind: messages::Kind::FactorChanged, language: Language::English, words };
        letters.extend(messages::notify_others(app, home.tenant.id, (owner.pool_id, owner.user_id), &[], told).await?);
    }
    Ok(letters)
}
