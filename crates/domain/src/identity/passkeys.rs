//! Passkeys of users, as programs of their tenant manage them (S3-33 to S3-43): the ceremony runs wherever the program has the user's device at
//! hand, and is bound to that program and to the user. The limits and rules are the user's. The user is told of what was done to them. No program
//! may ever add a way in to an account of an administrator, or learn that it is one.

use super::denied::{Denied, Word};
use super::entering::Program;
use super::named;
use super::record::Credential;
use super::self_service::made;
use super::users::{self, Facts, UserWithData};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, digest_of};
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier::passkey_name;
use crate::language::Language;
use crate::messages;
use crate::notices::Telling;
use crate::passkeys::{Room, chosen_name, excluded, free_name, require_room};
use crate::settings::Mode;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::visit::{Client, Visit};
use crate::wish::Wish;
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::{PoolId, UserId};
use store::notice::NoticeKind;
use store::one_time_code::CodePurpose;
use store::passkey::Passkey;
use store::user::{User, UserStatus};
use store::{Tx, access_pass, audit_event, identifier, passkey, spent_challenge, user};

/// A pool of the program's tenant, seen from one of its doors.
#[derive(Debug)]
pub struct Pool {
    pub(super) visit: Visit,
    pub(super) client: String,
}

impl Program {
    /// The pool of this id. One of another tenant is not there.
    pub fn pool(&self, app: &App, pool: &str) -> Result<Pool, Word> {
        self.pool_where(app, pool, |_| true)?.ok_or(Word::PoolNotFound)
    }

    /// The same from a door at which passkeys of this mode are made; none where there is no such door.
    pub fn pool_in(&self, app: &App, pool: &str, mode: Mode) -> Result<Pool, Word> {
        self.pool_where(app, pool, |door| door.workspace.mode == mode)?.ok_or(Word::ModeNotActive)
    }

    fn pool_where(&self, app: &App, pool: &str, is_meant: impl Fn(&FrontDoor) -> bool) -> Result<Option<Pool>, Word> {
        let id: PoolId = pool.parse().map_err(|_| Word::PoolNotFound)?;
        let snapshot = app.snapshot();
        let mut doors = snapshot.doors().iter().filter(|door| door.tenant.id == self.tenant && door.pool.id == id);
        if doors.clone().next().is_none() {
            return Err(Word::PoolNotFound);
        }
        let door = doors.find(|door| is_meant(door));
        Ok(door.map(|door| Pool { visit: self.visit(door), client: self.client.id.clone() }))
    }

    fn visit(&self, door: &Arc<FrontDoor>) -> Visit {
        Visit {
            door: Arc::clone(door),
            client: Client::App,
            address: self.address,
            user_agent: self.user_agent.clone(),
            language: Language::English,
            device: None,
            offer: None,
            correlation: self.correlation.clone(),
        }
    }
}

impl Pool {
    pub(super) fn door(&self) -> &Arc<FrontDoor> {
        &self.visit.door
    }

    pub(super) fn scene(&self) -> Scene {
        Scene::at(&self.visit, self.door())
    }

    /// An event about a user, with the program's name.
    pub(super) async fn event(&self, app: &App, kind: Kind, user: UserId) -> Result<AuditEvent, Error> {
        let mut event = audit::done(app, &self.scene(), kind, about(user)).await?;
        event.detail = Some(format!("api: {}", self.client).into());
        Ok(event)
    }

    /// The same about a code, with what it is for.
    pub(super) async fn event_of_code(
        &self,
        app: &App,
        kind: Kind,
        (user, purpose): (UserId, CodePurpose),
    ) -> Result<AuditEvent, Error> {
        let mut event = self.event(app, kind, user).await?;
        event.detail = Some(format!("api: {}, {}", self.client, purpose.as_str()).into());
        Ok(event)
    }

    /// A rule of the product, in its own words. Of whom it is, is said only where the program knows that they are there.
    pub(super) async fn refused(&self, app: &App, phase: Phase, (user, reason): (Option<UserId>, Reason)) -> Denied {
        let about = About { subject: user, ..About::default() };
        audit::refuse(app, &self.scene(), phase, None, (reason, about)).await.into()
    }

    async fn refuse(&self, app: &App, user: UserId, (spent, reason): (Option<&Ceremony>, Reason)) -> Denied {
        match reason {
            Reason::MemberUnknown => Word::UserNotFound.into(),
            Reason::PasskeyUnknown if spent.is_none() => Word::CredentialNotFound.into(),
            Reason::AccountUnavailable if spent.is_none() => Word::UserInactive.into(),
            _ => audit::refuse(app, &self.scene(), Phase::Enrol, spent, (reason, about(user))).await.into(),
        }
    }
}

fn about(user: UserId) -> About {
    About { subject: Some(user), ..About::default() }
}

pub fn user_id(text: &str) -> Result<UserId, Word> {
    text.parse().map_err(|_| Word::UserNotFound)
}

/// A user, with what they have (S3-41, S3-42).
pub async fn show(app: &App, pool: &Pool, user: UserId) -> Result<UserWithData, Denied> {
    let door = Arc::clone(pool.door());
    let read = move |tx: &mut Tx<'_>| {
        if users::find(tx, &door, user)?.is_none() {
            return Ok(None);
        }
        Ok::<_, Error>(Facts::read(tx, &door, user)?)
    };
    let facts = app.store().read("show user", read).await?.ok_or(Word::UserNotFound)?;
    Ok(UserWithData::of(&facts))
}

/// What it rests on: asked at begin, and again in the transaction that writes the passkey.
pub(super) fn require(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<(User, Vec<Passkey>), Aborted> {
    let found = users::find(tx, door, user)?.ok_or(Aborted::Refused(Reason::MemberUnknown))?;
    if found.status != UserStatus::Active {
        return Err(Aborted::Refused(Reason::AccountUnavailable));
    }
    let has = passkey::of_user(tx, door.pool.id, user)?;
    require_room(tx, door, (user, &has), Some(Room::OnPage))?;
    Ok((found, has))
}

fn binding(pool: &Pool) -> Binding {
    Binding::Secret(digest_of(&[Some("identity system"), Some(&pool.client)]))
}

fn enrolling(binding: &Binding, user: UserId) -> Enrolling<'_> {
    Enrolling { purpose: Purpose::Enrol, user: Some(user), binding, subject: None }
}

/// Begins to make a passkey: `{"publicKey": …}`.
pub async fn begin(app: &App, pool: &Pool, user: UserId) -> Result<String, Denied> {
    let door = Arc::clone(pool.door());
    let read = app.store().read("begin for user", move |tx| {
        let (found, has) = require(tx, &door, user)?;
        let name = identifier::of_user(tx, door.pool.id, user)?.into_iter().next().map(|row| row.value);
        Ok::<_, Aborted>((found, has, name))
    });
    let (found, has, name) = match Aborted::settle(read.await)? {
        Ok(found) => found,
        Err(reason) => return Err(pool.refuse(app, user, (None, reason)).await),
    };
    let has = excluded(pool.door(), has);
    let name = name.as_deref().unwrap_or(&found.display_name);
    let shown = Member { handle: Some(&found.handle), name, display_name: &found.display_name, has: &has };
    let wish = Wish { plain_challenge: true, ..Wish::default() };
    let options = Ground::from(pool.door().as_ref()).options(app, &enrolling(&binding(pool), user), &shown, &wish)?;
    app.started.note(pool.door().pool.id, user);
    Ok(options)
}

/// Takes it. `body` is in the standard's own form.
pub async fn complete(app: &App, pool: &Pool, user: UserId, body: &[u8]) -> Result<Credential, Denied> {
    let (ground, binding) = (Ground::from(pool.door().as_ref()), binding(pool));
    let proved = enrolment::read(body).and_then(|brought| {
        let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling(&binding, user))?;
        Ok((brought, ceremony))
    });
    let (brought, ceremony) = match proved {
        Ok(proved) => proved,
        Err(reason) => return Err(pool.refuse(app, user, (None, reason)).await),
    };
    let verified = ground
        .verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)
        .and_then(|verified| Ok((verified, chosen_name(body)?)));
    let (verified, name) = match verified {
        Ok(verified) => verified,
        Err(reason) => return Err(pool.refuse(app, user, (Some(&ceremony), reason)).await),
    };
    let passkey = ground.row(app, user, verified, name.unwrap_or_default())?;
    match add(app, pool, user, (passkey, &ceremony)).await? {
        Ok(row) => Ok(made(&row, body)),
        Err(reason @ (Reason::MemberUnknown | Reason::AccountUnavailable)) => {
            Err(pool.refuse(app, user, (None, reason)).await)
        }
        Err(reason) => Err(pool.refuse(app, user, (Some(&ceremony), reason)).await),
    }
}

async fn add(
    app: &App,
    pool: &Pool,
    user: UserId,
    (mut passkey, ceremony): (NewPasskey, &Ceremony),
) -> Result<Result<Passkey, Reason>, Error> {
    let mut event = pool.event(app, Kind::PasskeyAdded, user).await?;
    (event.passkey_id, event.passkey_label) = (Some(passkey.row.id), Some(passkey.row.name.clone()));
    let told = Telling::of(app, pool.door(), (user, NoticeKind::PasskeyAddedForYou), Language::English).await?;
    let default_name = app.providers().default_name(passkey.row.aaguid);
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let (expires_at, nonce) = (i64::from(ceremony.expires_at_s), ceremony.nonce);
    let written = app
        .store()
        .write("add passkey for user", move |tx| {
            let pool = door.pool.id;
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            let (_, has) = require(tx, &door, user)?;
            if passkey.row.name.is_empty() {
                passkey.row.name = free_name(&default_name, &has);
                event.passkey_label = Some(passkey.row.name.clone());
            }
            passkey.insert(tx)?;
            // Whoever has a passkey needs no pass any more (S4c-1).
            access_pass::end(tx, pool, user, now)?;
            told.insert(tx)?;
            audit_event::insert(tx, &event)?;
            Ok(passkey.row.clone())
        })
        .await;
    messages::ring(app);
    Aborted::settle(written)
}

/// Removes a passkey, also the last one (S3-39). Whoever holds it may be signed in with it, so every session ends.
pub async fn delete(app: &App, pool: &Pool, (user, text): (UserId, &str)) -> Result<(), Denied> {
    let mut event = pool.event(app, Kind::PasskeyRemoved, user).await?;
    let told = Telling::of(app, pool.door(), (user, NoticeKind::PasskeyRemoved), Language::English).await?;
    let (door, text) = (Arc::clone(pool.door()), text.to_owned());
    let written = app
        .store()
        .write("remove passkey of user", move |tx| {
            let row = require_passkey(tx, &door, (user, &text))?;
            (event.passkey_id, event.passkey_label) = (Some(row.id), Some(row.name));
            user::raise_epoch(tx, door.pool.id, user)?;
            passkey::delete(tx, door.pool.id, user, row.id)?;
            told.insert(tx)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    settle(app, pool, user, written).await
}

/// Gives a passkey another name (S3-40).
pub async fn rename(app: &App, pool: &Pool, (user, text): (UserId, &str), name: &str) -> Result<(), Denied> {
    let Ok(Some(name)) = passkey_name(Some(name)) else { return Err(Word::NameMalformed.into()) };
    let mut event = pool.event(app, Kind::PasskeyRenamed, user).await?;
    let (door, text, name, now) = (Arc::clone(pool.door()), text.to_owned(), name.to_owned(), app.now());
    let written = app
        .store()
        .write("rename passkey of user", move |tx| {
            let row = require_passkey(tx, &door, (user, &text))?;
            (event.passkey_id, event.passkey_label) = (Some(row.id), Some(name.clone()));
            let pool_id = door.pool.id;
            passkey::rename(tx, &passkey::Rename { pool_id, user_id: user, id: row.id, name: &name, at: now })?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    settle(app, pool, user, written).await
}

fn require_passkey(tx: &mut Tx<'_>, door: &FrontDoor, (user, text): (UserId, &str)) -> Result<Passkey, Aborted> {
    users::find(tx, door, user)?.ok_or(Aborted::Refused(Reason::MemberUnknown))?;
    let has = passkey::of_user(tx, door.pool.id, user)?;
    named::find(&has, text).cloned().ok_or(Aborted::Refused(Reason::PasskeyUnknown))
}

async fn settle(app: &App, pool: &Pool, user: UserId, written: Result<(), Aborted>) -> Result<(), Denied> {
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason) => Err(pool.refuse(app, user, (None, reason)).await),
    }
}
