//! The member's own passkeys: list, add, rename, remove. Every change needs a proof at most five minutes old, and the last usable way to
//! sign in is never taken away.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier::passkey_name;
use crate::providers::Providers;
use crate::session::Session;
use crate::settings::LastPasskeyGuard;
use crate::sign_in::words;
use crate::sign_up::Aborted;
use crate::signals::{self, Signals, Whole};
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::{Begun, Visit};
use crate::wish::{CreationExtensions, Quiet, Wish};
use serde::{Deserialize, Serialize};
use store::id::PasskeyId;
use store::passkey::{self, Passkey};
use store::user::{self, User, UserStatus};
use store::{audit_event, spent_challenge};
use webauthn::options::Hint;

/// A member's passkeys as the pages and APIs show them.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyList {
    pub passkeys: Vec<PasskeyView>,
    /// Whether another one may be added.
    pub may_add: bool,
    /// Whether another way in would be wise, and there is room for it (S0-15, S0-16).
    pub advise_backup: bool,
    /// What the member's browser may tell its passkey manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signals: Option<Signals>,
}

/// One passkey.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub kind: &'static str,
    /// Who keeps it, as far as its model number says.
    pub provider: Option<String>,
    pub synced: bool,
    /// Whether it may be removed: not where it is the last usable way in.
    pub may_delete: bool,
    pub added_at: String,
    pub updated_at: String,
    pub last_used_at: Option<String>,
}

impl PasskeyView {
    fn of(providers: &Providers, row: Passkey, may_delete: bool) -> Self {
        Self {
            may_delete,
            id: row.id,
            kind: kind(row.attachment.as_deref(), &words(&row.transports)),
            provider: providers.name(row.aaguid),
            synced: row.backup_eligible,
            added_at: time(row.created_at),
            updated_at: time(row.updated_at),
            last_used_at: row.last_used_at.map(time),
            name: row.name,
        }
    }
}

/// RFC 3339 in UTC.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

/// The kind of a passkey, by the rule of that name in the requirements (S1-4 to S1-6).
pub fn kind(attachment: Option<&str>, transports: &[String]) -> &'static str {
    const PLATFORM: &str = "Passkey - Platform Authenticators";
    const PHONE: &str = "Passkey Cross-Platform Authenticator";
    const KEY: &str = "Security Keys";
    let by = |names: &[&str]| transports.iter().any(|transport| names.contains(&transport.as_str()));
    match attachment {
        Some("platform") => PLATFORM,
        Some("cross-platform") if by(&["hybrid"]) => PHONE,
        Some("cross-platform") => KEY,
        _ if by(&["internal"]) => PLATFORM,
        _ if by(&["hybrid"]) => PHONE,
        _ if by(&["usb", "nfc", "ble"]) => KEY,
        _ => "Passkey",
    }
}

/// The session's passkeys.
pub async fn list(app: &App, door: &FrontDoor, session: &Session) -> Result<PasskeyList, Error> {
    listed(app, door, session, Whole::on_page(app, session)).await
}

async fn listed(app: &App, door: &FrontDoor, session: &Session, whole: Whole) -> Result<PasskeyList, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let (member, rows) = app
        .store()
        .read("list passkeys", move |tx| {
            Ok::<_, Error>((user::find(tx, pool, user)?, passkey::of_user(tx, pool, user)?))
        })
        .await?;
    let capacity = door.pool.settings.passkey_capacity;
    let signals = member.map(|member| {
        let name = session.identifier.as_deref().unwrap_or(&member.display_name);
        signals::of_member(app, door, (&member, name), (&rows, whole))
    });
    let may_add = rows.len() < capacity;
    let advise_backup = may_add && !rows.is_empty() && rows.iter().filter(|row| opens(door, row)).count() < 2;
    let guarded = rows.iter().find(|row| is_guarded(door, &rows, row)).map(|row| row.id);
    let view = |row: Passkey| {
        let may_delete = guarded != Some(row.id);
        PasskeyView::of(app.providers(), row, may_delete)
    };
    Ok(PasskeyList { signals, may_add, advise_backup, passkeys: rows.into_iter().map(view).collect() })
}

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
}

#[derive(Debug, Deserialize)]
struct Named {
    name: Option<String>,
}

async fn refuse(app: &App, visit: &Visit, session: &Session, spent: Option<&Ceremony>, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Enrol, spent, (reason, About::member(session.user_id))).await
}

fn enrolling<'a>(binding: &'a Binding, session: &Session) -> Enrolling<'a> {
    Enrolling { purpose: Purpose::Enrol, user: Some(session.user_id), binding, subject: None }
}

/// Begins to add a passkey. The limit shows here, before the prompt (S1-27).
pub async fn begin(app: &App, visit: &Visit, session: &Session, ask: Begin) -> Result<Begun, Error> {
    require_fresh(app, visit, session, Phase::Enrol).await?;
    let grant = (visit.door.pool.settings.extensions, visit.door.workspace.mode);
    let checked =
        passkey_name(ask.name.as_deref()).and_then(|_| Wish::granted(ask.hint, ask.mediation, ask.extensions, grant));
    let wish = match checked {
        Ok(wish) => wish,
        Err(reason) => return Err(refuse(app, visit, session, None, reason).await),
    };
    let (pool, user) = (session.pool_id, session.user_id);
    let (member, rows) = app
        .store()
        .read("member and passkeys", move |tx| {
            Ok::<_, Error>((user::find(tx, pool, user)?, passkey::of_user(tx, pool, user)?))
        })
        .await?;
    let Some(member) = member else { return Err(refuse(app, visit, session, None, Reason::AccountUnavailable).await) };
    if rows.len() >= visit.door.pool.settings.passkey_capacity {
        return Err(refuse(app, visit, session, None, Reason::PasskeyLimit).await);
    }
    let has: Vec<_> = rows.into_iter().map(|row| (row.credential_id, words(&row.transports))).collect();
    let name = session.identifier.as_deref().unwrap_or(&member.display_name);
    let shown = Member { handle: Some(&member.handle), name, display_name: &member.display_name, has: &has };
    let binding = Binding::Session(session.id, session.epoch);
    let ground = Ground::from(visit.door.as_ref());
    let options = ground.options(app, &enrolling(&binding, session), &shown, &wish)?;
    Ok(Begun { options, pre_auth: None })
}

/// Adds the passkey. The proof must still be fresh: nobody who left the prompt open comes back to it later.
pub async fn finish(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<PasskeyList, Error> {
    match prove_and_add(app, visit, session, body).await {
        Ok(()) => listed(app, &visit.door, session, Whole::No).await,
        Err(error) => {
            let place = (visit.door.rp_id.as_str(), visit.door.workspace.mode);
            Err(signals::of_orphan(app, place, body, error).await)
        }
    }
}

async fn prove_and_add(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<(), Error> {
    require_fresh(app, visit, session, Phase::Enrol).await?;
    let ground = Ground::from(visit.door.as_ref());
    let binding = Binding::Session(session.id, session.epoch);
    let proved = enrolment::read(body).and_then(|brought| {
        let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling(&binding, session))?;
        Ok((brought, ceremony))
    });
    let (brought, ceremony) = match proved {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, session, None, reason).await),
    };
    let verified = ground
        .verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)
        .and_then(|registered| Ok((registered, chosen_name(body)?)));
    let (registered, name) = match verified {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse(app, visit, session, Some(&ceremony), reason).await),
    };
    let row = ground.row(app, session.user_id, registered, name.unwrap_or_default())?;
    match add(app, visit, session, row, &ceremony).await? {
        Ok(()) => Ok(()),
        Err(reason) => Err(refuse(app, visit, session, Some(&ceremony), reason).await),
    }
}

fn chosen_name(body: &[u8]) -> Result<Option<String>, Reason> {
    let named: Named = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    Ok(passkey_name(named.name.as_deref())?.map(str::to_owned))
}

async fn add(
    app: &App,
    visit: &Visit,
    session: &Session,
    mut passkey: NewPasskey,
    ceremony: &Ceremony,
) -> Result<Result<(), Reason>, Error> {
    let about = About::member(session.user_id).passkey(passkey.row.id, passkey.row.name.clone());
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyAdded, about).await?;
    let (pool, user, epoch) = (session.pool_id, session.user_id, session.epoch);
    let (expires_at, nonce) = (i64::from(ceremony.expires_at_s), ceremony.nonce);
    let capacity = visit.door.pool.settings.passkey_capacity;
    let session_id = session.id;
    let default_name = app.providers().default_name(passkey.row.aaguid);
    let written = app
        .store()
        .write("add passkey", move |tx| {
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch)
                || store::session::find(tx, pool, session_id)?.is_none()
            {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            let has = passkey::of_user(tx, pool, user)?;
            if has.len() >= capacity {
                return Err(Aborted::Refused(Reason::PasskeyLimit));
            }
            if passkey.row.name.is_empty() {
                passkey.row.name = free_name(&default_name, &has);
                event.passkey_label = Some(passkey.row.name.clone());
            }
            passkey.insert(tx)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    Aborted::settle(written)
}

fn may_change(user: Option<&User>, epoch: i64) -> bool {
    user.is_some_and(|user| user.status == UserStatus::Active && user.epoch == epoch)
}

/// "iCloud Keychain", then "iCloud Keychain 2", …: a list of equal names helps nobody (S4-8).
pub(crate) fn free_name(name: &str, has: &[Passkey]) -> String {
    let is_free = |name: &String| has.iter().all(|passkey| passkey.name != *name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
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
    require_fresh(app, visit, session, Phase::Enrol).await?;
    let name = match passkey_name(Some(&ask.name)) {
        Ok(Some(name)) => name.to_owned(),
        Ok(None) => return Err(refuse(app, visit, session, None, Reason::NameMalformed).await),
        Err(reason) => return Err(refuse(app, visit, session, None, reason).await),
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
        Ok(()) => listed(app, &visit.door, session, Whole::No).await,
        Err(reason) => Err(refuse(app, visit, session, None, reason).await),
    }
}

/// Removes a passkey of the session's member, unless nothing usable would be left (S0-22, S3-23), and ends every other session. Answers
/// the list that is left.
pub async fn delete(app: &App, visit: &Visit, session: &Session, id: PasskeyId) -> Result<PasskeyList, Error> {
    require_fresh(app, visit, session, Phase::Enrol).await?;
    let about = About::member(session.user_id).passkey(id, "");
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyRemoved, about).await?;
    let (pool, user, epoch) = (session.pool_id, session.user_id, session.epoch);
    let (door, session_id) = (std::sync::Arc::clone(&visit.door), session.id);
    let written = app
        .store()
        .write("remove passkey", move |tx| {
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            let has = passkey::of_user(tx, pool, user)?;
            let Some(passkey) = has.iter().find(|passkey| passkey.id == id) else {
                return Err(Aborted::Refused(Reason::PasskeyUnknown));
            };
            if is_guarded(&door, &has, passkey) {
                return Err(Aborted::Refused(Reason::LastPasskey));
            }
            event.passkey_label = Some(passkey.name.clone());
            passkey::delete(tx, pool, user, id)?;
            // Whoever holds the removed passkey may be signed in with it: every other session ends (DESIGN 3.3).
            user::raise_epoch(tx, pool, user)?;
            store::session::keep(tx, pool, session_id)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => listed(app, &visit.door, session, Whole::Settled).await,
        Err(reason) => Err(refuse(app, visit, session, None, reason).await),
    }
}

/// Whether a passkey can be a first factor. One that did not verify its user when it was made, and that needs to be listed, is a security
/// key without a PIN: it serves beside another factor until it verifies its user for the first time.
pub(crate) fn may_stand_alone(passkey: &Passkey) -> bool {
    passkey.user_verified || passkey.discoverable == Some(true)
}

/// Whether a passkey alone signs its member in at this door. One of the other mode, of another domain or of a second factor only does not.
fn opens(door: &FrontDoor, passkey: &Passkey) -> bool {
    passkey.mode == door.workspace.mode && passkey.rp_id == door.rp_id && may_stand_alone(passkey)
}

/// Whether removing this one would leave no way to sign in. What opens nothing here neither is guarded nor counts as what is left, so at
/// most one of a member's passkeys is guarded.
fn is_guarded(door: &FrontDoor, has: &[Passkey], removing: &Passkey) -> bool {
    let is_last = opens(door, removing) && !has.iter().any(|other| other.id != removing.id && opens(door, other));
    match door.pool.settings.last_passkey_guard {
        LastPasskeyGuard::Never => false,
        LastPasskeyGuard::Always => has.len() == 1 || is_last,
        // Passkeys are the only method until others are built, so the last usable one is the last method.
        LastPasskeyGuard::OnlyUsableMethod => is_last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S1-4, S1-5, S1-6 and the row "Kind of a passkey".
    #[test]
    fn kind_follows_attachment_first_then_transports() {
        let of = |attachment, transports: &str| kind(attachment, &words(transports));
        assert_eq!(of(Some("platform"), "internal hybrid"), "Passkey - Platform Authenticators");
        assert_eq!(of(Some("cross-platform"), "ble hybrid"), "Passkey Cross-Platform Authenticator");
        assert_eq!(of(Some("cross-platform"), "usb nfc"), "Security Keys");
        assert_eq!(of(Some("cross-platform"), ""), "Security Keys");
        assert_eq!(of(None, "usb hybrid internal"), "Passkey - Platform Authenticators");
        assert_eq!(of(None, "usb hybrid"), "Passkey Cross-Platform Authenticator");
        assert_eq!(of(None, "nfc"), "Security Keys");
        assert_eq!(of(None, "smoke-signal"), "Passkey");
    }
}
