//! Invitations: an administrator names an address, and whoever reads the message there may make an account with it, once, wherever strangers
//! may not. The link is the proof of the address; it must never open an account that is there already.

mod bulk;
mod link;
mod list;
mod reading;
pub(crate) mod registration;

pub use bulk::{Invited, Invitee, invite_all, preview, unknown_role};
pub use list::{Ask, InvitationList, InvitationRow, State, Which, list};
pub use reading::{ListLine, read};

use crate::administrators::{Acting, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding;
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::language::{Language, sentences, times};
use crate::messages::{self, Address, Message};
use crate::passkeys::time;
use crate::policy::Sensitive;
use crate::session::Session;
use crate::sign_in::with_pre_auth;
use crate::sign_up::{Aborted, Joining, Step, first_factors, is_claimable};
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::{Client, Visit};
use link::{Link, hash, read_token};
use serde::Serialize;
use std::sync::Arc;
use store::id::{InvitationId, RoleId, UserId};
use store::identifier::{self, IdentifierKind};
use store::invitation::{self, Invitation};
use store::outbox::{self, Outgoing};
use store::{Tx, audit_event, role};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What a list shows at most.
const MOST: u32 = 500;

/// An invitation that waits for its answer.
#[derive(Debug, Clone, Serialize)]
pub struct InvitationView {
    pub id: InvitationId,
    pub address: String,
    pub created_at: String,
    pub expires_at: String,
    pub expired: bool,
}

/// Who invites: a member who manages others, or the operator at the command line.
#[derive(Debug, Clone, Copy)]
pub enum Inviter<'a> {
    Member(&'a Visit, &'a Session),
    /// Somebody at the console, whose right to it the caller has asked.
    Administrator(&'a Acting),
    Operator,
}

/// A fresh proof of a holder of an elevated role. The operator is whoever holds the machine.
async fn permit(app: &App, inviter: Inviter<'_>) -> Result<(), Error> {
    let Inviter::Member(visit, session) = inviter else { return Ok(()) };
    require_fresh(app, visit, session, Phase::Account, Sensitive::Administration).await?;
    let (pool, user) = (session.pool_id, session.user_id);
    let roles = app.store().read("roles of inviter", move |tx| Ok::<_, Error>(role::ids_of_user(tx, pool, user)?));
    let held = roles.await?;
    let all = app.store().read("roles", |tx| Ok::<_, Error>(role::all(tx)?)).await?;
    let is_elevated = all.iter().any(|role| role.pool_id == pool && role.elevated && held.contains(&role.id));
    if is_elevated { Ok(()) } else { Err(refuse(app, inviter, &visit.door, Reason::UnknownAddress).await) }
}

fn scene(inviter: Inviter<'_>, door: &Arc<FrontDoor>) -> Scene {
    match inviter {
        Inviter::Member(visit, _) => Scene::from(visit),
        Inviter::Administrator(acting) => Scene::at(&acting.visit, door),
        Inviter::Operator => Scene::from(&of_operator(door)),
    }
}

/// The operator comes through no door.
fn of_operator(door: &Arc<FrontDoor>) -> Visit {
    Visit {
        door: Arc::clone(door),
        client: Client::App,
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        user_agent: "keystead".to_owned(),
        language: Language::English,
        device: None,
        offer: None,
        correlation: None,
    }
}

async fn refuse(app: &App, inviter: Inviter<'_>, door: &Arc<FrontDoor>, reason: Reason) -> Error {
    let about = match inviter {
        Inviter::Member(_, session) => About::member(session.user_id),
        Inviter::Administrator(_) => about(inviter),
        Inviter::Operator => About::default(),
    };
    let phase = if matches!(inviter, Inviter::Administrator(_)) { Phase::Administration } else { Phase::Account };
    audit::refuse(app, &scene(inviter, door), phase, None, (reason, about)).await
}

/// The roles that come with an invitation.
pub(crate) fn roles(row: &Invitation) -> Vec<RoleId> {
    row.roles.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// Invites whoever reads what is sent to this address. Roles are named as the pool names them.
pub async fn invite(
    app: &App,
    door: &Arc<FrontDoor>,
    inviter: Inviter<'_>,
    (typed, role_names): (&str, &[String]),
) -> Result<InvitationView, Error> {
    permit(app, inviter).await?;
    match invite_once(app, door, inviter, ((typed, role_names), true)).await? {
        Some(view) => Ok(view),
        None => Err(refuse(app, inviter, door, Reason::IdentifierTaken).await),
    }
}

/// The same for whoever has been asked for the right to it. Unless it is to be sent `again`, nothing is where an invitation is still good.
async fn invite_once(
    app: &App,
    door: &Arc<FrontDoor>,
    inviter: Inviter<'_>,
    ((typed, role_names), again): ((&str, &[String]), bool),
) -> Result<Option<InvitationView>, Error> {
    let (kind, address) = match crate::sign_up::address(typed).and_then(|found| reachable(app, door, found)) {
        Ok(found) => found,
        Err(reason) => return Err(refuse(app, inviter, door, reason).await),
    };
    let facts = facts(app, door, (&address, role_names)).await?;
    let roles = match facts {
        Ok(roles) => roles,
        Err(reason) => return Err(refuse(app, inviter, door, reason).await),
    };
    let link = Link::draw(app, door)?;
    let (ms, random) = app.id_parts()?;
    let row = Invitation {
        pool_id: door.pool.id,
        id: InvitationId::from_parts(ms, random),
        tenant_id: door.tenant.id,
        workspace_id: door.workspace.id,
        hash: link.hash,
        kind,
        address,
        roles: roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        invited_by: invited_by(inviter),
        created_at: app.now(),
        expires_at: app.now() + life_ms(door),
        accepted_at: None,
        revoked_at: None,
        carried: None,
    };
    let message = message(app, door, inviter, (&row, &link.path))?;
    let event = audit::done(app, &scene(inviter, door), Kind::Invited, about(inviter)).await?;
    let (view, writer) = (view(&row, app.now()), writer(inviter));
    let write = move |tx: &mut store::Tx<'_>| {
        require_standing(tx, writer)?;
        if !again && !invitation::waiting(tx, row.pool_id, &row.address, row.created_at)?.is_empty() {
            return Ok(false);
        }
        invitation::insert(tx, &row)?;
        outbox::insert(tx, &message)?;
        audit_event::insert(tx, &event)?;
        Ok(true)
    };
    match Aborted::settle(app.store().write("invite", write).await)? {
        Ok(is_sent) => {
            messages::ring(app);
            Ok(is_sent.then_some(view))
        }
        Err(reason) => Err(refuse(app, inviter, door, reason).await),
    }
}

/// Why this address cannot be invited; nothing is written.
pub(crate) async fn objection(app: &App, door: &FrontDoor, typed: &str) -> Result<Option<Reason>, Error> {
    match crate::sign_up::address(typed).and_then(|found| reachable(app, door, found)) {
        Ok((_, address)) => Ok(facts(app, door, (&address, &[])).await?.err()),
        Err(reason) => Ok(Some(reason)),
    }
}

/// An address that is written to, and with which an account can be made here.
fn reachable(app: &App, door: &FrontDoor, found: (IdentifierKind, String)) -> Result<(IdentifierKind, String), Reason> {
    let channels = app.channels();
    let is_open = if found.0 == IdentifierKind::Phone { channels.text_messages } else { channels.mail };
    let may_be_made = !first_factors(door, found.0).is_empty();
    if is_open && may_be_made { Ok(found) } else { Err(Reason::MethodNotUsedHere) }
}

/// The roles' ids; a refusal where one is not there, or a member has the address already.
async fn facts(
    app: &App,
    door: &FrontDoor,
    (address, names): (&str, &[String]),
) -> Result<Result<Vec<RoleId>, Reason>, Error> {
    let (pool, folded, names) = (door.pool.id, fold(address), names.to_vec());
    let read = app.store().read("facts of invitation", move |tx| {
        let is_taken = match identifier::find(tx, pool, &folded)? {
            Some(row) => !is_claimable(tx, &row)?,
            None => false,
        };
        Ok::<_, Error>((is_taken, role::all(tx)?))
    });
    let (is_taken, all) = read.await?;
    if is_taken {
        return Ok(Err(Reason::IdentifierTaken));
    }
    let id = |name: &String| all.iter().find(|role| role.pool_id == pool && role.name == *name).map(|role| role.id);
    let ids: Option<Vec<RoleId>> = names.iter().map(id).collect();
    Ok(ids.ok_or(Reason::RoleUnknown))
}

fn life_ms(door: &FrontDoor) -> i64 {
    i64::from(door.pool.settings.invitation_days.clamp(1, 90)) * DAY_MS
}

fn invited_by(inviter: Inviter<'_>) -> Option<UserId> {
    match inviter {
        Inviter::Member(_, session) | Inviter::Administrator(Acting { session, .. }) => Some(session.user_id),
        Inviter::Operator => None,
    }
}

fn writer(inviter: Inviter<'_>) -> Option<Writer> {
    match inviter {
        Inviter::Administrator(acting) => Some(Writer::of(acting)),
        Inviter::Member(..) | Inviter::Operator => None,
    }
}

/// Whoever acts at the console must still have the right to it.
fn require_standing(tx: &mut Tx<'_>, writer: Option<Writer>) -> Result<(), Aborted> {
    writer.map_or(Ok(()), |writer| writer.require_standing(tx))
}

fn about(inviter: Inviter<'_>) -> About {
    match inviter {
        // Who is at the console need not be a member there.
        Inviter::Administrator(acting) => About { actor: Some(acting.session.user_id), ..About::default() },
        _ => invited_by(inviter).map(About::member).unwrap_or_default(),
    }
}

fn message(
    app: &App,
    door: &FrontDoor,
    inviter: Inviter<'_>,
    (row, path): (&Invitation, &str),
) -> Result<Outgoing, Error> {
    let (language, inviter) = match inviter {
        Inviter::Member(visit, session) | Inviter::Administrator(Acting { visit, session, .. }) => {
            (visit.language, session.display_name.clone())
        }
        Inviter::Operator => (Language::English, sentences::say(Language::English, "an_administrator", &[])),
    };
    let to = match row.kind {
        IdentifierKind::Phone => Address::Phone(row.address.clone()),
        _ => Address::Mail(row.address.clone()),
    };
    let words =
        vec![("link", path.to_owned()), ("inviter", inviter), ("until", times::moment(language, row.expires_at))];
    let message = Message { tenant: door.tenant.id, to, kind: messages::Kind::Invitation, language, words };
    let outgoing = messages::prepare(app, door.tenant.id, Some(message))?;
    // Of use for as long as its link is.
    Ok(Outgoing { expires_at: row.expires_at, ..outgoing })
}

fn view(row: &Invitation, now: i64) -> InvitationView {
    InvitationView {
        id: row.id,
        address: row.address.clone(),
        created_at: time(row.created_at),
        expires_at: time(row.expires_at),
        expired: row.expires_at <= now,
    }
}

/// Those that wait for an answer, newest first.
pub async fn pending(app: &App, door: &Arc<FrontDoor>, inviter: Inviter<'_>) -> Result<Vec<InvitationView>, Error> {
    permit(app, inviter).await?;
    let (pool, now) = (door.pool.id, app.now());
    let rows = app.store().read("invitations", move |tx| Ok::<_, Error>(invitation::pending(tx, pool, MOST)?)).await?;
    Ok(rows.iter().map(|row| view(row, now)).collect())
}

/// Sends another link; the one before stops working.
pub async fn resend(
    app: &App,
    door: &Arc<FrontDoor>,
    inviter: Inviter<'_>,
    id: InvitationId,
) -> Result<InvitationView, Error> {
    permit(app, inviter).await?;
    let pool = door.pool.id;
    let found = app.store().read("invitation", move |tx| Ok::<_, Error>(invitation::find(tx, pool, id)?)).await?;
    let Some(row) = found else { return Err(refuse(app, inviter, door, Reason::InvitationGone).await) };
    let link = Link::draw(app, door)?;
    let row = Invitation { hash: link.hash, expires_at: app.now() + life_ms(door), ..row };
    let message = message(app, door, inviter, (&row, &link.path))?;
    let event = audit::done(app, &scene(inviter, door), Kind::InvitationRenewed, about(inviter)).await?;
    let (view, writer) = (view(&row, app.now()), writer(inviter));
    let written = app.store().write("resend invitation", move |tx| {
        require_standing(tx, writer)?;
        if !invitation::renew(tx, pool, id, (&row.hash, row.expires_at))? {
            return Err(Aborted::Refused(Reason::InvitationGone));
        }
        outbox::insert(tx, &message)?;
        Ok(audit_event::insert(tx, &event)?)
    });
    match Aborted::settle(written.await)? {
        Ok(()) => {
            messages::ring(app);
            Ok(view)
        }
        Err(reason) => Err(refuse(app, inviter, door, reason).await),
    }
}

/// Takes an invitation back.
pub async fn revoke(app: &App, door: &Arc<FrontDoor>, inviter: Inviter<'_>, id: InvitationId) -> Result<(), Error> {
    permit(app, inviter).await?;
    let event = audit::done(app, &scene(inviter, door), Kind::InvitationRevoked, about(inviter)).await?;
    let (pool, now, writer) = (door.pool.id, app.now(), writer(inviter));
    let written = app.store().write("revoke invitation", move |tx| {
        require_standing(tx, writer)?;
        if !invitation::revoke(tx, pool, id, now)? {
            return Err(Aborted::Refused(Reason::InvitationGone));
        }
        Ok(audit_event::insert(tx, &event)?)
    });
    match Aborted::settle(written.await)? {
        Ok(()) => Ok(()),
        Err(reason) => Err(refuse(app, inviter, door, reason).await),
    }
}

/// What its link's page shows. Changes nothing: scanners of mail look, too.
#[derive(Debug, Clone)]
pub struct Seen {
    pub address: String,
}

/// Looks at a link. None where it is no longer good, for whatever cause.
pub async fn look(app: &App, visit: &Visit, token: &str) -> Result<Option<Seen>, Error> {
    Ok(find(app, visit, token).await?.map(|row| Seen { address: row.address }))
}

/// A link that is good at this door. Looked up by its keyed hash, so that no comparison of ours can be timed.
async fn find(app: &App, visit: &Visit, token: &str) -> Result<Option<Invitation>, Error> {
    let (door, now) = (&visit.door, app.now());
    let (pool, workspace) = (door.pool.id, door.workspace.id);
    let hash = hash(app, pool, &read_token(token).unwrap_or_else(|| binding::sha256(b"no token")));
    let row =
        app.store().read("find invitation", move |tx| Ok::<_, Error>(invitation::find_link(tx, pool, &hash)?)).await?;
    let is_good = |row: &Invitation| {
        row.workspace_id == workspace && row.accepted_at.is_none() && row.revoked_at.is_none() && row.expires_at > now
    };
    Ok(row.filter(is_good))
}

/// Takes the link: who holds it has proved the address, and goes on to make the account's first factor. The invitation is accepted when the
/// account is made, so whoever is interrupted may come back.
pub async fn take(app: &App, visit: &Visit, token: &str) -> Result<Step, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let Some(row) = find(app, &visit, token).await? else {
        let why = (Reason::InvitationGone, About::default());
        return Err(audit::refuse(app, &Scene::from(&visit), Phase::SignUp, None, why).await);
    };
    let carried = registration::carried(app, &row)?;
    if row.carried.is_some() && !registration::is_taken(app, &visit, (row.kind, &carried)) {
        let why = (Reason::RegistrationClosed, About::default());
        return Err(audit::refuse(app, &Scene::from(&visit), Phase::SignUp, None, why).await);
    }
    let display_name = carried.display_name;
    let joining = Joining::new(app, (row.kind, row.address))?;
    let joining = Joining { is_proved: true, invitation: Some(row.id), display_name, ..joining };
    Ok(Step { pre_auth, ..Step::of(app, &visit, &joining)? })
}
