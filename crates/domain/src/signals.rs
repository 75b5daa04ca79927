//! What a browser may tell the passkey managers behind it (WebAuthn 5.1.10): that nobody here holds a passkey, which ones a member has, and
//! what the member is called now.
//!
//! A signal deletes or hides passkeys in people's managers, so it must never be wrong. Unknown is said only of an id that nobody in the whole
//! installation holds for that RP ID, and that is no decoy of ours; a member's list is complete or it is not given; and a database that came
//! back from a backup, which may have forgotten passkeys, says neither until its operator has confirmed it or a month has passed. Nor does one
//! into which members are brought with their passkeys.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::clock::Clock;
use crate::decoy;
use crate::error::{Error, Reason};
use crate::identifier::short;
use crate::random::{self, Random};
use crate::session::Session;
use crate::settings::Mode;
use crate::snapshot::{FrontDoor, Snapshot};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId};
use store::passkey::{self, Passkey};
use store::user::User;
use store::{Store, Tx, installation};
use webauthn::RegistrationResponse;

/// Where the installation remembers when it was restored from a backup, in Unix milliseconds.
pub const RESTORED_AT: &str = "restored_at";
/// The value of [`RESTORED_AT`] that the operator has confirmed, so that another restore needs another word.
const RESTORE_CONFIRMED: &str = "restore_confirmed";
/// When members were last brought with passkeys, in Unix milliseconds. Apart from [`RESTORED_AT`], to which what is under way is bound: an import
/// must not end the sign-ins of all tenants.
const QUIET_SINCE: &str = "signals_quiet_since";
/// The value of [`QUIET_SINCE`] that the operator has confirmed.
const OVER: &str = "over";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a restored database is not sure of what it has forgotten.
const QUIET_MS: i64 = 30 * DAY_MS;

/// What `PublicKeyCredential.signalUnknownCredential` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnknownPasskey {
    pub rp_id: String,
    pub credential_id: String,
}

/// What a signed-in member's browser may pass on, each under its method's name without the `signal` in front.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signals {
    /// Given after a removal and a sign-in only, and left out while the list may have forgotten some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_accepted_credentials: Option<AcceptedPasskeys>,
    pub current_user_details: MemberDetails,
}

/// What `PublicKeyCredential.signalAllAcceptedCredentials` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedPasskeys {
    pub rp_id: String,
    pub user_id: String,
    pub all_accepted_credential_ids: Vec<String>,
}

/// What `PublicKeyCredential.signalCurrentUserDetails` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberDetails {
    pub rp_id: String,
    pub user_id: String,
    pub name: String,
    pub display_name: String,
}

/// Where a passkey was shown: its RP ID, and whether managers keep the passkeys of this mode by themselves.
pub(crate) type Place<'a> = (&'a str, Mode);

/// Until when nothing is said that could delete: 0 where nothing stands in the way. A value that cannot be read keeps silent for good.
pub(crate) fn quiet_until(tx: &mut Tx<'_>) -> Result<i64, store::Error> {
    let until = |since: String| since.parse::<i64>().map_or(i64::MAX, |at| at.saturating_add(QUIET_MS));
    let since = [unconfirmed_restore(tx)?, unconfirmed_import(tx)?];
    Ok(since.into_iter().flatten().map(until).max().unwrap_or(0))
}

fn unconfirmed_restore(tx: &mut Tx<'_>) -> Result<Option<String>, store::Error> {
    let confirmed = installation::get(tx, RESTORE_CONFIRMED)?;
    Ok(installation::get(tx, RESTORED_AT)?.filter(|restored_at| confirmed.as_ref() != Some(restored_at)))
}

fn unconfirmed_import(tx: &mut Tx<'_>) -> Result<Option<String>, store::Error> {
    Ok(installation::get(tx, QUIET_SINCE)?.filter(|since| since != OVER))
}

/// What is quiet enough: renewed at each batch of an import, it would have all nodes read their settings each time.
fn is_long(quiet_until: i64, now: i64) -> bool {
    quiet_until >= now.saturating_add(QUIET_MS - DAY_MS)
}

/// When the installation was last put back, in milliseconds; 0 where it never was.
pub(crate) fn restored_at(tx: &mut Tx<'_>) -> Result<i64, store::Error> {
    Ok(installation::get(tx, RESTORED_AT)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn is_quiet(app: &App, snapshot: &Snapshot) -> bool {
    app.now() < snapshot.signals_quiet_until
}

/// The signal about an id that the asked pool does not know. The decoys are looked through whoever holds the id: one that is held and a decoy
/// get the same answer, so the time must not tell them apart. Those of every pool count, because a real passkey of any of them would be held.
pub(crate) fn unknown(
    app: &App,
    snapshot: &Snapshot,
    (rp_id, mode): Place<'_>,
    (id, is_held): (&[u8], bool),
) -> Option<Box<UnknownPasskey>> {
    if mode != Mode::Smart || is_quiet(app, snapshot) {
        return None;
    }
    let is_decoy = decoy::is_of_any(&snapshot.ring, doors_on(snapshot, rp_id), id);
    (!is_decoy && !is_held)
        .then(|| Box::new(UnknownPasskey { rp_id: rp_id.to_owned(), credential_id: URL_SAFE_NO_PAD.encode(id) }))
}

fn doors_on<'a>(snapshot: &'a Snapshot, rp_id: &'a str) -> impl Iterator<Item = &'a Arc<FrontDoor>> {
    snapshot.doors().iter().filter(move |door| door.takes_rp_id(rp_id))
}

/// A registration that was refused leaves a passkey in the authenticator that is good for nothing (S1-26): says so, by the same rules. The
/// id is what the body claims; whoever lies about it is told about a passkey that nobody holds.
pub(crate) async fn of_orphan(app: &App, (rp_id, mode): Place<'_>, body: &[u8], error: Error) -> Error {
    // A failing database may have stored the passkey after all.
    let Error::Refused(mut refused) = error else { return error };
    let snapshot = app.snapshot();
    // Only where the attempt is over: a challenge that is none of ours may be another door's, which can still accept the passkey, and one
    // that was used already may have been used for good.
    let may_still_be_used =
        matches!(refused.reason, Reason::CeremonyNotFound | Reason::BindingMissing | Reason::CeremonyReplayed);
    if mode != Mode::Smart || may_still_be_used || is_quiet(app, &snapshot) {
        return Error::Refused(refused);
    }
    if let Ok(response) = RegistrationResponse::parse(body) {
        let (asked_rp, id) = (rp_id.to_owned(), response.id.clone());
        let held = app.store().read("is passkey held", move |tx| Ok::<_, Error>(passkey::is_held(tx, &asked_rp, &id)?));
        if let Ok(is_held) = Box::pin(held).await {
            refused.signal = unknown(app, &snapshot, (rp_id, mode), (&response.id, is_held));
        }
    }
    Error::Refused(refused)
}

/// Gives a refusal of an unknown passkey its signal. Found to be something else meanwhile, such as a replay, it gets none.
pub(crate) fn with(error: Error, signal: Option<Box<UnknownPasskey>>) -> Error {
    match error {
        Error::Refused(mut refused) if refused.reason == Reason::PasskeyUnknown => {
            refused.signal = signal;
            Error::Refused(refused)
        }
        other => other,
    }
}

/// For how long after a sign-in the pages tell the whole list.
const TELL_MS: i64 = 60_000;

/// When a member's list of passkeys may be told whole. A manager removes what the list leaves out. A passkey that another tab or device has made,
/// and whose finish is still under way, is left out of every list, so the list is told as seldom as it is of use (WebAuthn 5.1.10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// After a removal, which has raised the epoch, and with it ended every ceremony that began before: what the list leaves out can no longer be
    /// stored. And at a sign-up, before which there was no member.
    Settled,
    /// On the first pages after a sign-in: the session is so young that hardly any ceremony can have begun in it.
    SignIn,
    /// Everywhere else: a page, a rename or a new passkey is no reason to remove any.
    No,
}

impl Whole {
    /// For a page that shows the list.
    pub(crate) fn on_page(app: &App, session: &Session) -> Self {
        if app.now() - session.authenticated_at < TELL_MS { Self::SignIn } else { Self::No }
    }
}

/// The signals of a signed-in member. `has` are all the member's passkeys, read together with what is answered.
pub(crate) fn of_member(
    app: &App,
    door: &FrontDoor,
    (member, name): (&User, &str),
    (has, whole): (&[Passkey], Whole),
) -> Signals {
    let (rp_id, user_id) = (&door.rp_id, URL_SAFE_NO_PAD.encode(&member.handle));
    // Those of both modes: another workspace of this pool may be in the other one.
    let of_this_rp = has.iter().filter(|passkey| passkey.rp_id == *rp_id);
    let ids = of_this_rp.map(|passkey| URL_SAFE_NO_PAD.encode(&passkey.credential_id)).collect();
    let is_told = whole != Whole::No && !is_quiet(app, &app.snapshot());
    Signals {
        all_accepted_credentials: is_told.then(|| AcceptedPasskeys {
            rp_id: rp_id.clone(),
            user_id: user_id.clone(),
            all_accepted_credential_ids: ids,
        }),
        current_user_details: MemberDetails {
            rp_id: rp_id.clone(),
            user_id,
            name: short(name).to_owned(),
            display_name: short(&member.display_name).to_owned(),
        },
    }
}

/// The operator says that a backup was put back: from now on nothing is said that could delete.
pub async fn note_restore(app: &App) -> Result<(), Error> {
    write_restore(app.store(), app.now(), app.id_parts()?).await?;
    app.refresh().await
}

/// Members are being brought with passkeys of theirs: as long as not all of them are here, a list would have managers remove the rest. This is before
/// the first of them is written, so that not one page is told of it.
pub(crate) async fn note_import(app: &App) -> Result<(), Error> {
    let now = app.now();
    if is_long(app.snapshot().signals_quiet_until, now) {
        return Ok(());
    }
    let event = event_of(Kind::SignalsPaused, now, app.id_parts()?);
    let written = app.store().write("note import", move |tx| {
        if hush(tx, now)? {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(())
    });
    written.await?;
    app.refresh().await
}

/// Says nothing from now on, unless nothing is said for as long anyway. `true` where that is new. With each passkey that is brought: the operator may
/// have confirmed the ones before it just now.
pub(crate) fn hush(tx: &mut Tx<'_>, now: i64) -> Result<bool, store::Error> {
    if is_long(quiet_until(tx)?, now) {
        return Ok(false);
    }
    installation::set(tx, QUIET_SINCE, &now.to_string())?;
    installation::bump(tx)?;
    Ok(true)
}

/// The same while no server runs, so that not even the first page of the next one says anything.
pub async fn note_restore_at_rest(store: &Store, clock: &dyn Clock, random: &dyn Random) -> Result<(), Error> {
    let now = clock.now_ms();
    write_restore(store, now, (u64::try_from(now).unwrap_or_default(), random::bytes(random)?)).await
}

/// Of the whole installation.
fn event_of(kind: Kind, at: i64, (ms, random): (u64, [u8; 10])) -> AuditEvent {
    AuditEvent {
        tenant_id: TenantId::NIL,
        id: EventId::from_parts(ms, random),
        pool_id: None,
        workspace_id: None,
        at,
        kind: kind.as_str().into(),
        outcome: "done".into(),
        reason: None,
        actor_id: None,
        subject_id: None,
        passkey_id: None,
        passkey_label: None,
        address: None,
        user_agent_id: None,
        reference: None,
        detail: None,
        salt: None,
        facts: None,
    }
}

async fn write_restore(store: &Store, now: i64, id: (u64, [u8; 10])) -> Result<(), Error> {
    let event = event_of(Kind::Restored, now, id);
    store
        .write("note restore", move |tx| {
            installation::set(tx, RESTORED_AT, &now.to_string())?;
            installation::bump(tx)?;
            Ok::<_, Error>(audit_event::insert(tx, &event)?)
        })
        .await
}

/// What a confirmation has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// From now on signals are given again.
    Restore,
    /// No restore and no import waits for a word.
    Nothing,
}

/// The operator says that the restored database has forgotten no passkey, or that those it has forgotten may go; and that whoever was to be brought is
/// here.
pub async fn confirm_restore(app: &App) -> Result<Confirmed, Error> {
    let event = audit::done(app, &Scene::console(), Kind::RestoreConfirmed, About::default()).await?;
    let of_import = AuditEvent { kind: Kind::SignalsResumed.as_str().into(), ..event.clone() };
    let confirmed = app
        .store()
        .write("confirm restore", move |tx| {
            let (restored_at, brought) = (unconfirmed_restore(tx)?, unconfirmed_import(tx)?);
            if restored_at.is_none() && brought.is_none() {
                return Ok(Confirmed::Nothing);
            }
            if let Some(restored_at) = &restored_at {
                installation::set(tx, RESTORE_CONFIRMED, restored_at)?;
            }
            if brought.is_some() {
                installation::set(tx, QUIET_SINCE, OVER)?;
            }
            installation::bump(tx)?;
            audit_event::insert(tx, if restored_at.is_some() { &event } else { &of_import })?;
            Ok::<_, Error>(Confirmed::Restore)
        })
        .await?;
    app.refresh().await?;
    Ok(confirmed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::AppOptions;
    use crate::keys::MasterKey;
    use crate::public_url::PublicUrl;
    use crate::random::SystemRandom;
    use store::Location;

    // A stranger can ask for it: what it costs grows with the pools of an RP ID, not with the doors.
    #[tokio::test]
    async fn each_pool_is_looked_through_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Embedded { file: folder.path().join("test.db") }).unwrap();
        let app = App::open(AppOptions {
            store,
            clock: Arc::new(crate::clock::SystemClock),
            random: Arc::new(SystemRandom::default()),
            master_key: MasterKey::new([7; 32]),
            public_url: PublicUrl::localhost(false, 8080),
            channels: crate::Channels::default(),
            outgoing: std::sync::Arc::new(crate::CallsNobody),
            demo: true,
        })
        .await
        .unwrap();
        let more = |tx: &mut Tx<'_>| {
            let first = store::workspace::all(tx)?.remove(0);
            let id = store::id::WorkspaceId::from_bytes([9; 16]);
            store::workspace::insert(tx, &store::workspace::Workspace { id, slug: "second".to_owned(), ..first })?;
            installation::bump(tx)
        };
        app.store().write("another door of a pool", more).await.unwrap();
        app.refresh().await.unwrap();
        let snapshot = app.snapshot();
        let all: std::collections::BTreeSet<_> = snapshot.doors().iter().map(|door| door.realm(&door.rp_id)).collect();
        assert_eq!(snapshot.doors().len(), all.len() + 1);
        assert_eq!(doors_on(&snapshot, "localhost").count(), all.len() + 1);
        assert_eq!(decoy::realms(doors_on(&snapshot, "localhost")), all);
        assert_eq!(doors_on(&snapshot, "other.example").count(), 0);
        app.close().await;
    }
}
