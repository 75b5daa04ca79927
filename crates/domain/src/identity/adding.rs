//! A passkey that a user adds by a code or a link that was sent to an address of theirs, at the word of a program (S3-37, S3-38). Asking answers the
//! same whoever has the address; of a code that is not taken nobody hears why.

use super::codes;
use super::denied::Denied;
use super::passkeys::{Pool, require};
use super::record::{Credential, require_taken};
use super::self_service::IMPORTED;
use super::whom::Whom;
use crate::app::App;
use crate::audit::Kind;
use crate::enrolment::Ground;
use crate::enrolment_link;
use crate::error::{Error, Phase};
use crate::language::Language;
use crate::members::By;
use crate::messages;
use crate::method::Method;
use crate::notices::Telling;
use crate::one_time_code::{Ask, BINDING, Purpose, prepare_send};
use crate::passkeys::free_name;
use crate::sign_up::Aborted;
use std::sync::Arc;
use store::access_pass::{self, AccessPass};
use store::id::UserId;
use store::notice::NoticeKind;
use store::{Tx, audit_event, passkey};

/// How a user is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The address of a page on which they make the passkey.
    Link,
    /// Digits, which the program hands over with the passkey.
    Code,
}

/// Writes to the user, if there is one. It has no other outcome.
pub async fn request(app: &App, pool: &Pool, whom: &Whom, carrier: Carrier) -> Result<(), Denied> {
    match carrier {
        Carrier::Link => send_link(app, pool, whom).await,
        Carrier::Code => codes::send(app, pool, whom, (Purpose::EnrolPasskey, Kind::WebauthnAddRequested)).await,
    }
}

/// The link of a page on which the user makes a passkey, at the word of the program, as an administrator's. It is counted as a message to the
/// address, and takes the place of nothing that an administrator has given. Where it cannot go, nobody hears of it; the refusal is on record.
async fn send_link(app: &App, pool: &Pool, whom: &Whom) -> Result<(), Denied> {
    let (subject, _) = whom.meant(app, pool).await?;
    let (purpose, method) = (Purpose::EnrolPasskey, Method::EmailCode);
    let counted = prepare_send(app, &pool.visit, &Ask { subject: &subject, purpose, method, binding: BINDING }).await?;
    let (id, user, now) = (pool.door().pool.id, subject.user, app.now());
    let count = move |tx: &mut Tx<'_>| {
        let latest = access_pass::latest(tx, id, user)?;
        // Programs send links, in nobody's name.
        let is_ours = |pass: &AccessPass| pass.issued_by == UserId::NIL && pass.carrier == access_pass::Carrier::Link;
        let has_another = latest.is_some_and(|pass| pass.lives(now) && !is_ours(&pass));
        Ok::<_, Error>(counted.count(tx)? && !has_another)
    };
    let goes = app.store().write("count link for program", count).await?;
    if !subject.is_member || !goes {
        return Ok(());
    }
    let event = pool.event(app, Kind::WebauthnAddRequested, user).await?;
    match enrolment_link::send(app, pool.door(), (By::Operator, user), whom.address()).await {
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(audit_event::insert(tx, &event)?);
    Ok(app.store().write("ask for passkey by link", write).await?)
}

/// Takes the passkey for a code. The same passkey again is no error, and uses up the code.
pub async fn complete(
    app: &App,
    pool: &Pool,
    whom: &Whom,
    (code, credential): (&str, &Credential),
) -> Result<(), Denied> {
    let record = credential.import()?;
    require_taken(pool.door())?;
    let claim = whom.claim(app, pool, code).await?;
    let attempt = match claim.check(app, pool, Purpose::EnrolPasskey).await? {
        Ok(attempt) => attempt,
        Err(reason) => return Err(claim.refuse(app, pool, (Phase::Enrol, reason)).await?),
    };
    let user = claim.user;
    let default_name = app.providers().default_name(record.aaguid);
    let mut made = Ground::from(pool.door().as_ref()).imported(app, user, record, String::new())?;
    let mut added = pool.event(app, Kind::PasskeyAdded, user).await?;
    added.detail = Some(IMPORTED.into());
    let completed = pool.event(app, Kind::WebauthnAddCompleted, user).await?;
    let told = Telling::of(app, pool.door(), (user, NoticeKind::PasskeyAddedForYou), Language::English).await?;
    let door = Arc::clone(pool.door());
    let write = move |tx: &mut Tx<'_>| {
        attempt.spend(tx)?;
        let has = passkey::of_user(tx, door.pool.id, user)?;
        if has.iter().any(|row| row.credential_id == made.row.credential_id) {
            return Ok(());
        }
        let (_, has) = require(tx, &door, user)?;
        made.row.name = free_name(&default_name, &has);
        (added.passkey_id, added.passkey_label) = (Some(made.row.id), Some(made.row.name.clone()));
        made.insert(tx)?;
        told.insert(tx)?;
        audit_event::insert(tx, &added)?;
        Ok(audit_event::insert(tx, &completed)?)
    };
    let written = app.store().write("add passkey by code", write).await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason) => Err(claim.refuse(app, pool, (Phase::Enrol, reason)).await?),
    }
}
