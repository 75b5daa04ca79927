//! What members do for themselves through an application: the use cases of the account page, in the shapes of this API. It adds what the API asks
//! for besides: the mode's own endpoint, a proof of at most five minutes, and a last passkey that stays in every pool.

use super::denied::{Denied, Word};
use super::entering::{Member, Viewer};
use super::record::Credential;
use super::users::{Facts, SelfUserWithData};
use super::{named, record};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::devices::{self, DeviceView};
use crate::enrolment::Ground;
use crate::error::{Error, Phase, Reason};
use crate::factors::{self, Holder};
use crate::messages;
use crate::news::News;
use crate::passkeys::{self, Begin, Last, Rename, Room, require_room};
use crate::settings::Mode;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::id::{DeviceId, PasskeyId};
use store::passkey::Passkey;
use store::{Tx, audit_event, passkey};
use webauthn::RegistrationResponse;

/// What the audit says of a passkey that came ready-made.
pub(super) const IMPORTED: &str = "imported";

pub(super) fn require_mode(door: &FrontDoor, mode: Mode) -> Result<(), Word> {
    if door.workspace.mode == mode { Ok(()) } else { Err(Word::ModeNotActive) }
}

/// Begins to make a passkey (S3-26, S3-28): `{"publicKey": …}`.
pub async fn begin(app: &App, member: &Member, mode: Mode) -> Result<String, Denied> {
    member.require_fresh(app)?;
    require_mode(&member.visit.door, mode)?;
    let ask = Begin { plain_challenge: true, ..Begin::default() };
    Ok(passkeys::begin(app, &member.visit, &member.session, ask).await?.options)
}

/// Takes it (S3-27, S3-29). `body` is in the standard's own form.
pub async fn complete(app: &App, member: &Member, mode: Mode, body: &[u8]) -> Result<Credential, Denied> {
    member.require_fresh(app)?;
    require_mode(&member.visit.door, mode)?;
    let id = passkeys::finish_one(app, &member.visit, &member.session, body).await?;
    let row = own(app, member).await?.into_iter().find(|row| row.id == id).ok_or(Word::CredentialNotFound)?;
    Ok(made(&row, body))
}

/// The record of a passkey that was made just now.
pub(super) fn made(row: &Passkey, body: &[u8]) -> Credential {
    match RegistrationResponse::parse(body) {
        Ok(response) => Credential::made(row, &response),
        Err(_) => Credential::of(row),
    }
}

async fn own(app: &App, member: &Member) -> Result<Vec<Passkey>, Error> {
    let (pool, user) = (member.session.pool_id, member.session.user_id);
    app.store().read("own passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await
}

async fn find(app: &App, member: &Member, text: &str) -> Result<PasskeyId, Denied> {
    let has = own(app, member).await?;
    Ok(named::find(&has, text).ok_or(Word::CredentialNotFound)?.id)
}

/// Removes a passkey, but never the last one (S3-23, S3-30). The application's own token outlives it.
pub async fn delete(app: &App, member: &Member, text: &str) -> Result<(), Denied> {
    member.require_fresh(app)?;
    member.require_enough()?;
    let id = find(app, member, text).await?;
    passkeys::take_away(app, &member.visit, &member.session, (id, None), Last::Stays).await?;
    Ok(member.keep_token(app).await?)
}

/// Gives a passkey another name (S3-31).
pub async fn rename(app: &App, member: &Member, text: &str, name: String) -> Result<(), Denied> {
    member.require_fresh(app)?;
    member.require_enough()?;
    let id = find(app, member, text).await?;
    Ok(passkeys::give_name(app, &member.visit, &member.session, id, Rename { name }).await?)
}

/// The account, as its member sees it.
pub async fn me(app: &App, viewer: &Viewer) -> Result<SelfUserWithData, Denied> {
    let (door, user) = (Arc::clone(&viewer.visit.door), viewer.user);
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(Facts::read(tx, &door, user)?);
    let facts = app.store().read("own account", read).await?.ok_or(Word::UserNotFound)?;
    Ok(SelfUserWithData::of(&viewer.visit.door, &facts, viewer.subject.clone()))
}

/// Takes a first passkey that was made elsewhere (S3c-8). The same one again is no error.
pub async fn set_webauthn(app: &App, member: &Member, credential: &Credential) -> Result<(), Denied> {
    member.require_fresh(app)?;
    let (visit, session) = (&member.visit, &member.session);
    let record = credential.import()?;
    record::require_taken(&visit.door)?;
    let (holder, id) = (Holder::from(session), record.credential_id.clone());
    if own(app, member).await?.iter().any(|row| row.credential_id == id) {
        return Ok(());
    }
    let name = app.providers().default_name(record.aaguid);
    let passkey = Ground::from(visit.door.as_ref()).imported(app, holder.user, record, name)?;
    let about = About::member(holder.user).passkey(passkey.row.id, passkey.row.name.clone());
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyAdded, about).await?;
    event.detail = Some(IMPORTED.into());
    let told = factors::told(app, visit, holder.user, News::PasskeyAdded).await?;
    let door = Arc::clone(&visit.door);
    let written = app
        .store()
        .write("set passkey", move |tx| {
            holder.require_standing(tx)?;
            let has = passkey::of_user(tx, holder.pool, holder.user)?;
            if !has.is_empty() {
                return Ok(false);
            }
            require_room(tx, &door, (holder.user, &has), Some(Room::OnPage))?;
            passkey.insert(tx)?;
            messages::insert_all(tx, &told)?;
            audit_event::insert(tx, &event)?;
            Ok(true)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(true) => Ok(()),
        Ok(false) => Err(Word::WebauthnSetAlready.into()),
        Err(reason) => Err(refuse(app, member, reason).await.into()),
    }
}

pub(super) async fn refuse(app: &App, member: &Member, reason: Reason) -> Error {
    let why = (reason, About::member(member.session.user_id));
    audit::refuse(app, &Scene::from(&member.visit), Phase::Enrol, None, why).await
}

/// The browsers in which the second factor is not asked for a while.
pub async fn mfa_sessions(app: &App, viewer: &Viewer) -> Result<Vec<DeviceView>, Denied> {
    let (pool, user, now) = (viewer.visit.door.pool.id, viewer.user, app.now());
    let read = move |tx: &mut Tx<'_>| {
        let Some(member) = store::user::find(tx, pool, user)? else { return Ok(Vec::new()) };
        Ok::<_, Error>(devices::of_member(tx, (pool, user, member.epoch), now)?)
    };
    let devices = app.store().read("trusted devices", read).await?;
    Ok(devices.into_iter().filter(|device| device.trusted_until.is_some()).collect())
}

/// Ends one of them. No fresh proof is asked: it only takes trust away.
pub async fn end_mfa_session(app: &App, member: &Member, text: &str) -> Result<(), Denied> {
    let id: DeviceId = text.parse().map_err(|_| Word::SessionNotFound)?;
    match devices::forget(app, &member.visit, &member.session, id).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refused)) if refused.reason == Reason::DeviceUnknown => Err(Word::SessionNotFound.into()),
        Err(error) => Err(error.into()),
    }
}
