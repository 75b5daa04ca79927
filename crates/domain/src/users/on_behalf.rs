//! A passkey for a member who stands beside the administrator, with their phone or security key at hand (S2-8): the ceremony runs in the
//! administrator's browser and is bound to their session and to the member, so that neither can be swapped in between. The limits and the
//! rules are the member's. It must never open a session of the member, and never be done on the word of one where a pass takes two.

use super::acting::refuse;
use super::scope;
use crate::access_pass;
use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier::passkey_name;
use crate::messages;
use crate::notices::Telling;
use crate::passkeys::{Begin, Room, chosen_name, excluded, free_name, require_room};
use crate::sign_up::Aborted;
use crate::signals;
use crate::snapshot::FrontDoor;
use crate::visit::Begun;
use crate::wish::Wish;
use std::sync::Arc;
use store::id::UserId;
use store::notice::NoticeKind;
use store::passkey::{self, Passkey};
use store::user::{self, User, UserStatus};
use store::{Tx, audit_event, identifier, spent_challenge};

/// What the audit says of such a passkey.
const ON_BEHALF: &str = "on_behalf";

/// Whether the console's own address is one of those at which passkeys of this pool are made.
pub(super) fn can_be_made_here(app: &App, door: &FrontDoor) -> bool {
    let here = app.public_url().origin();
    door.origins.web().any(|origin| origin == here)
}

/// What it rests on: asked at begin, and again in the transaction that writes the passkey.
fn require(
    tx: &mut Tx<'_>,
    (door, user): (&FrontDoor, UserId),
    writer: Writer,
    now: i64,
) -> Result<(User, Vec<Passkey>), Aborted> {
    let pool = door.pool.id;
    let found = user::find(tx, pool, user)?.filter(|found| found.status == UserStatus::Active);
    let Some(found) = found else { return Err(Aborted::Refused(Reason::MemberUnknown)) };
    writer.require_above(tx, pool, user)?;
    if access_pass::takes_two(tx, (door, user), now)? {
        return Err(Aborted::Refused(Reason::AccessPassForAdministrator));
    }
    let has = passkey::of_user(tx, pool, user)?;
    require_room(tx, door, (user, &has), Some(Room::OnPage))?;
    Ok((found, has))
}

fn binding(acting: &Acting) -> Binding {
    Binding::Session(acting.session.id, acting.session.epoch)
}

fn enrolling(binding: &Binding, user: UserId) -> Enrolling<'_> {
    Enrolling { purpose: Purpose::Enrol, user: Some(user), binding, subject: None }
}

/// Begins the ceremony. The limits show here, before the prompt (S1-27).
pub async fn begin_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    ask: Begin,
) -> Result<Begun, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    let is_here = if can_be_made_here(app, door) { Ok(()) } else { Err(Reason::MethodNotUsedHere) };
    // Nobody is upgraded quietly by somebody else.
    let is_loud = if ask.mediation.is_none() { Ok(()) } else { Err(Reason::MalformedBody) };
    let grant = (door.pool.settings.extensions, door.workspace.mode);
    let checked = is_here
        .and(is_loud)
        .and_then(|()| passkey_name(ask.name.as_deref()))
        .and_then(|_| Wish::granted(ask.hint, None, ask.extensions, grant));
    let wish = match checked {
        Ok(wish) => wish,
        Err(reason) => return Err(refuse(app, acting, (door, user), reason).await),
    };
    let (of, writer, now) = (Arc::clone(door), Writer::of(acting), app.now());
    let read = app.store().read("begin on behalf", move |tx| {
        let (member, has) = require(tx, (&of, user), writer, now)?;
        let name = identifier::of_user(tx, of.pool.id, user)?.into_iter().next().map(|row| row.value);
        Ok::<_, Aborted>((member, has, name))
    });
    let (member, has, name) = match Aborted::settle(read.await)? {
        Ok(found) => found,
        Err(reason) => return Err(refuse(app, acting, (door, user), reason).await),
    };
    let has = excluded(door, has);
    let name = name.as_deref().unwrap_or(&member.display_name);
    let shown = Member { handle: Some(&member.handle), name, display_name: &member.display_name, has: &has };
    let options = Ground::from(door.as_ref()).options(app, &enrolling(&binding(acting), user), &shown, &wish)?;
    app.started.note(door.pool.id, user);
    Ok(Begun { options, pre_auth: None })
}

/// Stores the passkey. The member is told of it, and the audit knows who made it.
pub async fn finish_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    body: &[u8],
) -> Result<(), Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    match prove_and_add(app, acting, (door, user), body).await {
        Ok(()) => Ok(()),
        Err(error) => Err(signals::of_orphan(app, (door.rp_id.as_str(), door.workspace.mode), body, error).await),
    }
}

async fn prove_and_add(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    body: &[u8],
) -> Result<(), Error> {
    let (ground, binding) = (Ground::from(door.as_ref()), binding(acting));
    let proved = enrolment::read(body).and_then(|brought| {
        let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling(&binding, user))?;
        Ok((brought, ceremony))
    });
    let (brought, ceremony) = match proved {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse_spent(app, acting, (door, user), (None, reason)).await),
    };
    let verified = ground
        .verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)
        .and_then(|verified| Ok((verified, chosen_name(body)?)));
    let (verified, name) = match verified {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse_spent(app, acting, (door, user), (Some(&ceremony), reason)).await),
    };
    let passkey = ground.row(app, user, verified, name.unwrap_or_default())?;
    match add(app, acting, (door, user), (passkey, &ceremony)).await? {
        Ok(()) => Ok(()),
        Err(reason) => Err(refuse_spent(app, acting, (door, user), (Some(&ceremony), reason)).await),
    }
}

async fn add(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    (mut passkey, ceremony): (NewPasskey, &Ceremony),
) -> Result<Result<(), Reason>, Error> {
    let about = About { actor: Some(acting.session.user_id), subject: Some(user), ..About::default() }
        .passkey(passkey.row.id, passkey.row.name.clone());
    let mut event = audit::done(app, &Scene::at(&acting.visit, door), Kind::PasskeyAdded, about).await?;
    event.detail = Some(ON_BEHALF.into());
    let told = Telling::of(app, door, (user, NoticeKind::PasskeyAddedForYou), acting.visit.language).await?;
    let trace = access_pass::trace(app, (door.pool.id, user), acting.session.user_id)?;
    let default_name = app.providers().default_name(passkey.row.aaguid);
    let (of, writer, now) = (Arc::clone(door), Writer::of(acting), app.now());
    let (expires_at, nonce) = (i64::from(ceremony.expires_at_s), ceremony.nonce);
    let written = app
        .store()
        .write("add passkey on behalf", move |tx| {
            let pool = of.pool.id;
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            let (_, has) = require(tx, (&of, user), writer, now)?;
            if passkey.row.name.is_empty() {
                passkey.row.name = free_name(&default_name, &has);
                event.passkey_label = Some(passkey.row.name.clone());
            }
            passkey.insert(tx)?;
            // Whoever has a passkey needs no pass any more (S4c-1); the trace ends with it.
            store::access_pass::insert(tx, &trace)?;
            store::access_pass::end(tx, pool, user, now)?;
            told.insert(tx)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    Aborted::settle(written)
}

/// In the words of a passkey that could not be made; written down where the member is.
async fn refuse_spent(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    (spent, reason): (Option<&Ceremony>, Reason),
) -> Error {
    let about = About { actor: Some(acting.session.user_id), subject: Some(user), ..About::default() };
    audit::refuse(app, &Scene::at(&acting.visit, door), Phase::Enrol, spent, (reason, about)).await
}
