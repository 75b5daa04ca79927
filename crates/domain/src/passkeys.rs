//! The member's own passkeys: list, add, rename, remove. Every change needs a fresh proof, and the last usable way to
//! sign in is never taken away.

mod adding;
mod brand;
mod deleting;
mod guarding;
mod kind;
mod opening;
mod quarantine;
mod trial;
mod upgrade;

pub(crate) use adding::{Adder, add, chosen_name, finish_one, free_name, require_room};
pub use adding::{Begin, begin, finish};
pub(crate) use deleting::{Last, take_away};
pub use deleting::{Why, delete};
pub use kind::PasskeyKind;
pub(crate) use opening::Openings;
pub use quarantine::{Replace, confirm, replace};
pub use trial::{begin_test, finish_test};
pub use upgrade::may_upgrade;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::enrolment::{self, Came};
use crate::error::{Error, Phase, Reason};
use crate::identifier::passkey_name;
use crate::policy::{Policy, Sensitive};
use crate::providers::Providers;
use crate::session::Session;
use crate::settings::Mode;
use crate::sign_in::{Listed as Named, words};
use crate::sign_up::Aborted;
use crate::signals::{self, Signals, Whole};
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use brand::only_brand;
use guarding::Guarding;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::audit_event;
use store::id::{PasskeyId, UserId};
use store::passkey::{self, Listed, Passkey};
use store::user::{self, User, UserStatus};

/// A member's passkeys as the pages and APIs show them.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyList {
    pub passkeys: Vec<PasskeyView>,
    /// Whether another one may be added.
    pub may_add: bool,
    /// Whether another way in would be wise, and there is room for it (S0-15, S0-16).
    pub advise_backup: bool,
    /// Whose devices alone the passkeys reach, where they are all of one brand's ecosystem (S1-8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_brand: Option<&'static str>,
    /// Whether the others may be put aside now.
    pub may_replace: bool,
    /// What the member's browser may tell its passkey manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signals: Option<Signals>,
}

/// One passkey.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    /// In English, whoever asks.
    pub kind: &'static str,
    pub kind_code: PasskeyKind,
    /// Who keeps it, as far as its model number says.
    pub provider: Option<String>,
    pub synced: bool,
    /// Whether it may be removed: not where it is the last usable way in.
    pub may_delete: bool,
    /// With which code its removal would be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_because: Option<&'static str>,
    pub added_at: String,
    pub updated_at: String,
    pub last_used_at: Option<String>,
    /// The browser or program of the last use, as it called itself, and the address that it came from.
    pub last_used_device: Option<String>,
    pub last_used_address: Option<String>,
    /// Whether it was put aside and opens nothing until it is confirmed.
    pub quarantined: bool,
    /// Where it works, where new ones are made for another RP ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rp_id: Option<String>,
}

impl PasskeyView {
    pub(crate) fn of((providers, in_force): (&Providers, &str), listed: Listed, guard: Option<Reason>) -> Self {
        let row = listed.passkey;
        let kind = PasskeyKind::of(row.attachment.as_deref(), &words(&row.transports));
        Self {
            last_used_device: listed.last_used_agent,
            last_used_address: listed.last_used_address,
            may_delete: guard.is_none(),
            kept_because: guard.map(|reason| reason.face(Phase::Enrol).code),
            id: row.id,
            kind: kind.english(),
            kind_code: kind,
            provider: providers.name(row.aaguid),
            synced: row.backup_eligible,
            added_at: time(row.created_at),
            updated_at: time(row.updated_at),
            last_used_at: row.last_used_at.map(time),
            quarantined: row.quarantined_at.is_some(),
            rp_id: Some(row.rp_id).filter(|rp_id| rp_id != in_force),
            name: row.name,
        }
    }
}

/// RFC 3339 in UTC.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

/// The session's passkeys.
pub async fn list(app: &App, door: &Arc<FrontDoor>, session: &Session) -> Result<PasskeyList, Error> {
    listed(app, door, session, Whole::on_page(app, session)).await
}

async fn listed(app: &App, door: &Arc<FrontDoor>, session: &Session, whole: Whole) -> Result<PasskeyList, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let (asked, policy, now) = (Arc::clone(door), Arc::clone(&session.policy), app.now());
    let (member, listed, guards, is_held) = app
        .store()
        .read("list passkeys", move |tx| {
            let listed = passkey::listed_of_user(tx, pool, user)?;
            let rows: Vec<_> = listed.iter().map(|listed| listed.passkey.clone()).collect();
            let guard = Guarding::of(tx, &asked, (&policy, now), user)?;
            let guards: Vec<_> = rows.iter().map(|row| guard.keeps(&rows, row)).collect();
            Ok::<_, Error>((user::find(tx, pool, user)?, (listed, rows), guards, guard.is_held))
        })
        .await?;
    let (listed, rows) = listed;
    let signals = member.map(|member| {
        let name = session.identifier.as_deref().unwrap_or(&member.display_name);
        signals::of_member(app, door, (&member, name), (&rows, whole))
    });
    let may_add = session.policy.takes_passkeys()
        && Room::OnPage.taken(door, &session.policy, &rows) < session.policy.most_passkeys;
    let advise_backup = may_add && !rows.is_empty() && rows.iter().filter(|row| opens(door, row)).count() < 2;
    let only_brand = only_brand(rows.iter());
    let view = |(row, guard): (Listed, Option<Reason>)| PasskeyView::of((app.providers(), &door.rp_id), row, guard);
    let passkeys = listed.into_iter().zip(guards).map(view).collect();
    Ok(PasskeyList { passkeys, may_add, advise_backup, only_brand, may_replace: !is_held, signals })
}

pub(crate) async fn refuse(app: &App, visit: &Visit, member: UserId, came: Option<Came<'_>>, reason: Reason) -> Error {
    let spent = came.map(|(ceremony, _)| ceremony);
    let about = enrolment::about(app, visit, About::member(member), came);
    audit::refuse(app, &Scene::from(visit), Phase::Enrol, spent, (reason, about)).await
}

fn may_change(user: Option<&User>, epoch: i64) -> bool {
    user.is_some_and(|user| user.status == UserStatus::Active && user.epoch == epoch)
}

/// The body of rename.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub name: String,
}

/// Renames a passkey of the session's member, and answers the new list.
pub async fn rename(
    app: &App,
    visit: &Visit,
    session: &Session,
    id: PasskeyId,
    ask: Rename,
) -> Result<PasskeyList, Error> {
    give_name(app, visit, session, id, ask).await?;
    listed(app, &visit.door, session, Whole::No).await
}

/// The same for those who show no list.
pub(crate) async fn give_name(
    app: &App,
    visit: &Visit,
    session: &Session,
    id: PasskeyId,
    ask: Rename,
) -> Result<(), Error> {
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    let name = match passkey_name(Some(&ask.name)) {
        Ok(Some(name)) => name.to_owned(),
        Ok(None) => return Err(refuse(app, visit, session.user_id, None, Reason::NameMalformed).await),
        Err(reason) => return Err(refuse(app, visit, session.user_id, None, reason).await),
    };
    let about = About::member(session.user_id).passkey(id, name.clone());
    let event = audit::done(app, &Scene::from(visit), Kind::PasskeyRenamed, about).await?;
    let (pool, user, epoch, now) = (session.pool_id, session.user_id, session.epoch, app.now());
    let written = app
        .store()
        .write("rename passkey", move |tx| {
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            if !passkey::rename(tx, &passkey::Rename { pool_id: pool, user_id: user, id, name: &name, at: now })? {
                return Err(Aborted::Refused(Reason::PasskeyUnknown));
            }
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason) => Err(refuse(app, visit, session.user_id, None, reason).await),
    }
}

/// Whether a passkey can be a first factor. One that did not verify its user when it was made, and that needs to be listed, is a security
/// key without a PIN: it serves beside another factor until it verifies its user for the first time.
pub(crate) fn may_stand_alone(passkey: &Passkey) -> bool {
    passkey.user_verified || passkey.discoverable == Some(true)
}

/// Whether a passkey alone signs its member in at this door. One of the other mode, of another domain, of a second factor only, or put
/// aside does not.
pub(crate) fn opens(door: &FrontDoor, passkey: &Passkey) -> bool {
    opens_in(door, door.workspace.mode, passkey)
}

/// The same if the door were in this mode.
pub(crate) fn opens_in(door: &FrontDoor, mode: Mode, passkey: &Passkey) -> bool {
    let is_of_use = passkey.quarantined_at.is_none() && may_stand_alone(passkey);
    passkey.mode == mode && door.takes_rp_id(&passkey.rp_id) && is_of_use
}

/// Whether policy wants another in its place, by now or once its day has come. One that only ever serves beside another factor stays: whoever shows no
/// more than that must not make anything stronger.
pub(crate) fn is_renewed(policy: &Policy, passkey: &Passkey) -> bool {
    may_stand_alone(passkey) && policy.is_renewed(passkey.created_at)
}

/// Whether it does by now.
pub(crate) fn is_outdated(policy: &Policy, passkey: &Passkey, now: i64) -> bool {
    may_stand_alone(passkey) && policy.is_outdated(passkey.created_at, now)
}

/// For whom the limits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// A member on their own page, where what is put aside can be removed.
    OnPage,
    /// Whoever is held at this time before the session for want of something, and could remove nothing to make room for it.
    Held(i64),
}

impl Room {
    /// What the limit counts: passkeys of the active mode at this door's domain, of use or not. Those of the other mode take no room, or a
    /// switch of mode would lock out whoever is at the limit (S3-12); nor do those, for whoever is held, that policy no longer wants or wants
    /// anew.
    pub(crate) fn taken(self, door: &FrontDoor, policy: &Policy, has: &[Passkey]) -> usize {
        let is_of_use = |row: &Passkey| row.quarantined_at.is_none() && is_wanted(policy, row);
        let counts = |row: &&Passkey| match self {
            Self::OnPage => true,
            Self::Held(now) => is_of_use(row) && !is_outdated(policy, row, now),
        };
        has.iter().filter(|row| is_of_mode(door, row)).filter(counts).count()
    }
}

/// Whether policy takes a passkey of this kind.
pub(crate) fn is_wanted(policy: &Policy, passkey: &Passkey) -> bool {
    !policy.device_bound_only || is_device_bound(passkey)
}

/// Where the attestation format of others stands, of passkeys that a program has handed over ready-made.
pub(crate) const IMPORTED: &str = "imported";

/// Whether it never leaves its device. What a program says of one that it handed over counts only once a sign-in has shown it.
pub(crate) fn is_device_bound(passkey: &Passkey) -> bool {
    !passkey.backup_eligible && !is_hearsay(passkey)
}

/// Whether all that is known of it is what a program said.
fn is_hearsay(passkey: &Passkey) -> bool {
    passkey.attestation_format == IMPORTED && passkey.last_used_at.is_none()
}

/// Whether a sign-in by name asks for it. One that is known from hearsay alone is asked for too: how else could it show what it is? It must verify
/// its user like any other.
pub(crate) fn is_asked_for(door: &FrontDoor, passkey: &Passkey) -> bool {
    let is_of_here = passkey.mode == door.workspace.mode && door.takes_rp_id(&passkey.rp_id);
    opens(door, passkey) || (is_hearsay(passkey) && is_of_here && passkey.quarantined_at.is_none())
}

fn is_of_mode(door: &FrontDoor, passkey: &Passkey) -> bool {
    passkey.mode == door.workspace.mode && passkey.rp_id == door.rp_id
}

/// The passkeys that a device must not hold already to make another. One of the other mode is no use here, so it is in nobody's way (S3-12).
pub(crate) fn excluded(door: &FrontDoor, has: Vec<Passkey>) -> Vec<Named> {
    let of_mode = has.into_iter().filter(|row| is_of_mode(door, row));
    of_mode.map(|row| (row.credential_id, words(&row.transports))).collect()
}
