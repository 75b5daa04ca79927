//! A new passkey of a member: one with a session, or one who is held at enrolment. What it takes is asked again in the transaction that
//! writes it.

use super::{PasskeyList, Room, excluded, listed, may_change, opens, refuse};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose};
use crate::devices;
use crate::enrolment::{self, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::factors;
use crate::identifier::passkey_name;
use crate::messages;
use crate::news::News;
use crate::policy::{self, Sensitive};
use crate::recovery::Ending;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::signals::{self, Whole};
use crate::snapshot::FrontDoor;
use crate::step_up::{self, Permission, require_fresh_to_enrol};
use crate::visit::{Begun, Visit};
use crate::ways;
use crate::wish::{CreationExtensions, Quiet, Wish};
use serde::Deserialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{PasskeyId, PoolId, SessionId, UserId};
use store::passkey::{self, Passkey};
use store::user;
use store::{Tx, access_pass, device, spent_challenge};
use webauthn::Mediation;
use webauthn::options::Hint;

/// What the audit says of a passkey that nobody was asked about.
const QUIET: &str = "quiet_upgrade";

/// The body of begin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Checked before the prompt, so that nobody makes a passkey for a name that is then refused.
    pub name: Option<String>,
    /// Which kind of device to propose first.
    pub hint: Option<Hint>,
    /// `conditional`: a quiet upgrade right after a sign-in.
    pub mediation: Option<Quiet>,
    pub extensions: Option<CreationExtensions>,
    /// For clients of the identity API; nobody asks for it.
    #[serde(skip)]
    pub plain_challenge: bool,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: Option<String>,
}

/// Who adds a passkey: a member with a session, or one who is held at enrolment and has none yet.
pub(crate) struct Adder {
    pub user: UserId,
    pub epoch: i64,
    pub session: Option<SessionId>,
    pub permission: Permission,
    /// What it is made in the place of: that one is put aside.
    pub replaces: Option<PasskeyId>,
    /// What changes with it at the end of a recovery.
    pub recovery: Option<Ending>,
}

fn enrolling<'a>(binding: &'a Binding, session: &Session) -> Enrolling<'a> {
    Enrolling { purpose: Purpose::Enrol, user: Some(session.user_id), binding, subject: None }
}

/// Begins to add a passkey. The limits show here, before the prompt (S1-27).
pub async fn begin(app: &App, visit: &Visit, session: &Session, ask: Begin) -> Result<Begun, Error> {
    require_fresh_to_enrol(app, visit, session).await?;
    let grant = (visit.door.pool.settings.extensions, visit.door.workspace.mode);
    let checked =
        passkey_name(ask.name.as_deref()).and_then(|_| Wish::granted(ask.hint, ask.mediation, ask.extensions, grant));
    let is_allowed = session.policy.takes_passkeys() && (ask.mediation.is_none() || session.policy.upgrades);
    let taken_here = if is_allowed { Ok(()) } else { Err(Reason::MethodNotUsedHere) };
    let wish = match taken_here.and(checked) {
        Ok(wish) => Wish { plain_challenge: ask.plain_challenge, ..wish },
        Err(reason) => return Err(refuse(app, visit, session.user_id, None, reason).await),
    };
    let (pool, user) = (session.pool_id, session.user_id);
    let door = Arc::clone(&visit.door);
    let (member, rows, has_room) = app
        .store()
        .read("member and passkeys", move |tx| {
            let has_room = ways::have_room(tx, &door, user)?;
            Ok::<_, Error>((user::find(tx, pool, user)?, passkey::of_user(tx, pool, user)?, has_room))
        })
        .await?;
    let Some(member) = member else {
        return Err(refuse(app, visit, session.user_id, None, Reason::AccountUnavailable).await);
    };
    if Room::OnPage.taken(&visit.door, &session.policy, &rows) >= session.policy.most_passkeys {
        return Err(refuse(app, visit, session.user_id, None, Reason::PasskeyLimit).await);
    }
    if !has_room {
        return Err(refuse(app, visit, session.user_id, None, Reason::FactorLimit).await);
    }
    let has = excluded(&visit.door, rows);
    let name = session.identifier.as_deref().unwrap_or(&member.display_name);
    let shown = Member { handle: Some(&member.handle), name, display_name: &member.display_name, has: &has };
    let binding = Binding::Session(session.id, session.epoch);
    let ground = Ground::from(visit.door.as_ref());
    let options = ground.options(app, &enrolling(&binding, session), &shown, &wish)?;
    // What a browser tries by itself is nothing that the member has begun.
    if ask.mediation.is_none() {
        app.started.note(pool, user);
    }
    Ok(Begun { options, pre_auth: None })
}

/// Adds the passkey. The proof must still be fresh: nobody who left the prompt open comes back to it later.
pub async fn finish(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<PasskeyList, Error> {
    finish_one(app, visit, session, body).await?;
    listed(app, &visit.door, session, Whole::No).await
}

/// The same, and which one it is.
pub(crate) async fn finish_one(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<PasskeyId, Error> {
    match prove_and_add(app, visit, session, body).await {
        Ok(id) => Ok(id),
        Err(error) => {
            let place = (visit.door.rp_id.as_str(), visit.door.workspace.mode);
            Err(signals::of_orphan(app, place, body, error).await)
        }
    }
}

async fn prove_and_add(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<PasskeyId, Error> {
    let permission = require_fresh_to_enrol(app, visit, session).await?;
    let ground = Ground::from(visit.door.as_ref());
    let binding = Binding::Session(session.id, session.epoch);
    let proved = enrolment::read(body).and_then(|brought| {
        let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling(&binding, session))?;
        Ok((brought, ceremony))
    });
    let (brought, ceremony) = match proved {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, session.user_id, None, reason).await),
    };
    let verified = ground
        .verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)
        .and_then(|registered| Ok((registered, chosen_name(body)?)));
    let (registered, name) = match verified {
        Ok(verified) => verified,
        Err(reason) => {
            return Err(refuse(app, visit, session.user_id, Some((&ceremony, &brought.response)), reason).await);
        }
    };
    let row = ground.row(app, session.user_id, registered, name.unwrap_or_default())?;
    let id = row.row.id;
    let adder = Adder {
        user: session.user_id,
        epoch: session.epoch,
        session: Some(session.id),
        permission,
        replaces: None,
        recovery: None,
    };
    match add(app, visit, &adder, row, &ceremony).await? {
        Ok(()) => Ok(id),
        Err(Reason::RecentAuthenticationRequired) => {
            Err(step_up::refuse(app, visit, session, (Phase::Enrol, Sensitive::Account), true).await)
        }
        Err(reason) => Err(refuse(app, visit, session.user_id, Some((&ceremony, &brought.response)), reason).await),
    }
}

pub(crate) fn chosen_name(body: &[u8]) -> Result<Option<String>, Reason> {
    let named: Named = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    Ok(passkey_name(named.name.as_deref())?.map(str::to_owned))
}

pub(crate) async fn add(
    app: &App,
    visit: &Visit,
    adder: &Adder,
    mut passkey: NewPasskey,
    ceremony: &Ceremony,
) -> Result<Result<(), Reason>, Error> {
    let about = About::member(adder.user).passkey(passkey.row.id, passkey.row.name.clone());
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyAdded, about).await?;
    if ceremony.terms.mediation == Mediation::Conditional {
        event.detail = Some(QUIET.into());
    }
    let mut replaced = Replaced::prepare(app, visit, adder).await?;
    // A recovery has a notice of its own.
    let told = match adder.recovery {
        Some(_) => Vec::new(),
        None => factors::told(app, visit, adder.user, News::PasskeyAdded).await?,
    };
    let (pool, user, epoch) = (visit.door.pool.id, adder.user, adder.epoch);
    let (expires_at, nonce) = (i64::from(ceremony.expires_at_s), ceremony.nonce);
    let (recovery, now) = (adder.recovery.clone(), app.now());
    let (session_id, permission, door) = (adder.session, adder.permission, Arc::clone(&visit.door));
    let default_name = app.providers().default_name(passkey.row.aaguid);
    // A phone or a security key that was used for it goes where its holder goes.
    let is_here = passkey.row.attachment.as_deref() == Some("platform");
    let device = if is_here { devices::known(app, visit, user).await?.map(|device| device.id) } else { None };
    let written = app
        .store()
        .write("add passkey", move |tx| {
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            let stands = match session_id {
                Some(session) => store::session::find(tx, pool, session)?.is_some(),
                None => true,
            };
            if !stands || !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            let has = passkey::of_user(tx, pool, user)?;
            if permission == Permission::FirstPasskey && has.iter().any(|row| opens(&door, row)) {
                return Err(Aborted::Refused(Reason::RecentAuthenticationRequired));
            }
            // A recovery puts the old ones aside, so there is room.
            let room = if session_id.is_some() { Room::OnPage } else { Room::Held(now) };
            require_room(tx, &door, (user, &has), Some(room).filter(|_| recovery.is_none()))?;
            if passkey.row.name.is_empty() {
                passkey.row.name = free_name(&default_name, &has);
                event.passkey_label = Some(passkey.row.name.clone());
            }
            passkey.insert(tx)?;
            if let Some(device) = device {
                device::note_passkey(tx, (pool, user), device, passkey.row.id)?;
            }
            // Whoever has made a passkey needs no pass any more (S4c-1).
            access_pass::end(tx, pool, user, now)?;
            if let Some(recovery) = &recovery {
                recovery.write(tx, Some(passkey.row.id))?;
            }
            if let Some(replaced) = &mut replaced {
                replaced.put_aside(tx, (pool, user, now), &has)?;
            }
            messages::insert_all(tx, &told)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    messages::ring(app);
    Aborted::settle(written)
}

/// The passkey in whose place another is made, and what is recorded of it.
struct Replaced {
    id: PasskeyId,
    event: AuditEvent,
}

impl Replaced {
    async fn prepare(app: &App, visit: &Visit, adder: &Adder) -> Result<Option<Self>, Error> {
        let Some(id) = adder.replaces else { return Ok(None) };
        let about = About::member(adder.user).passkey(id, "");
        let event = audit::done(app, &Scene::from(visit), Kind::PasskeySetAside, about).await?;
        Ok(Some(Self { id, event }))
    }

    fn put_aside(
        &mut self,
        tx: &mut Tx<'_>,
        (pool, user, now): (PoolId, UserId, i64),
        has: &[Passkey],
    ) -> Result<(), store::Error> {
        if passkey::quarantine(tx, pool, user, (self.id, now))? {
            self.event.passkey_label = has.iter().find(|row| row.id == self.id).map(|row| row.name.clone());
            audit_event::insert(tx, &self.event)?;
        }
        Ok(())
    }
}

/// Whether there is room for whoever needs it.
pub(crate) fn require_room(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (user, has): (UserId, &[Passkey]),
    room: Option<Room>,
) -> Result<(), Aborted> {
    let policy = policy::of_member(tx, door, user)?;
    if !policy.takes_passkeys() {
        return Err(Aborted::Refused(Reason::MethodNotUsedHere));
    }
    let Some(room) = room else { return Ok(()) };
    if room.taken(door, &policy, has) >= policy.most_passkeys {
        return Err(Aborted::Refused(Reason::PasskeyLimit));
    }
    if !ways::have_room_for(tx, door, user, room)? {
        return Err(Aborted::Refused(Reason::FactorLimit));
    }
    Ok(())
}

/// "iCloud Keychain", then "iCloud Keychain 2", …: a list of equal names helps nobody (S4-8).
pub(crate) fn free_name(name: &str, has: &[Passkey]) -> String {
    let is_free = |name: &String| has.iter().all(|passkey| passkey.name != *name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}
