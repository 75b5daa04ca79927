//! A passkey that a user adds by a code or a link that was sent to an address of theirs, at the word of a program (S3-37, S3-38). Asking answers the
//! same whoever has the address; of a code that is not taken nobody hears why.

use super::denied::{Denied, Word};
use super::passkeys::{Pool, require};
use super::record::{Credential, require_taken};
use super::self_service::IMPORTED;
use crate::app::App;
use crate::audit::{self, About, Kind};
use crate::decoy::Nobody;
use crate::enrolment::Ground;
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::language::Language;
use crate::members::By;
use crate::method::Method;
use crate::notices::Telling;
use crate::one_time_code::{self, Ask, Purpose};
use crate::passkeys::free_name;
use crate::sign_up::Aborted;
use crate::subject::{Subject, key_in};
use crate::{enrolment_link, messages};
use serde::Deserialize;
use std::sync::Arc;
use store::id::UserId;
use store::notice::NoticeKind;
use store::{Tx, administrator, audit_event, identifier, passkey, user};

/// Whom a program means: an address, or a user and an address of theirs.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Whom {
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub identifier: Option<String>,
    #[serde(default, rename = "userID")]
    pub user_id: Option<String>,
}

/// How a user is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The address of a page on which they make the passkey.
    Link,
    /// Digits, which the program hands over with the passkey.
    Code,
}

impl Whom {
    /// The user and the address that is meant, or a pseudo user whom nothing reaches. An administrator is none that any program reaches.
    async fn subject(&self, app: &App, pool: &Pool) -> Result<Subject, Denied> {
        let id = pool.door().pool.id;
        let ring = &app.snapshot().ring;
        let named: Option<UserId> = self.user_id.as_deref().map(|text| text.parse().unwrap_or(UserId::NIL));
        let identifier = self.identifier.as_deref().map(fold);
        let address = self.address.as_deref().map(fold);
        let read = move |tx: &mut Tx<'_>| {
            let by_name = match &identifier {
                Some(folded) => Some(identifier::find(tx, id, folded)?.map_or(UserId::NIL, |row| row.user_id)),
                None => None,
            };
            let wanted = named.or(by_name);
            let row = match &address {
                Some(folded) => identifier::find(tx, id, folded)?,
                None => None,
            };
            let holder = row.filter(|row| row.verified_at.is_some()).map(|row| row.user_id);
            // Without an address, to the one that they have had for longest.
            let found =
                if address.is_some() { holder.filter(|user| wanted.is_none_or(|it| it == *user)) } else { wanted };
            let found = match found {
                Some(user) if administrator::of_user(tx, id, user)?.is_none() => user::find(tx, id, user)?,
                _ => None,
            };
            Ok::<_, Error>((found.map(|user| user.id), address.clone().or_else(|| identifier.clone())))
        };
        let (found, folded) = app.store().read("whom to write to", read).await?;
        let folded = folded.unwrap_or_default();
        let pseudo = Nobody::of(ring, id, &folded).user(ring, id);
        let key = key_in(ring, id, &folded);
        Ok(Subject { key, user: found.unwrap_or(pseudo), is_member: found.is_some(), folded })
    }

    fn method(&self) -> Method {
        let is_phone = self.address.as_deref().is_some_and(|address| address.trim_start().starts_with('+'));
        if is_phone { Method::SmsCode } else { Method::EmailCode }
    }

    fn require_one(&self) -> Result<(), Word> {
        let is_any = self.address.is_some() || self.identifier.is_some() || self.user_id.is_some();
        if is_any { Ok(()) } else { Err(Word::CodeRefused) }
    }
}

fn binding(pool: &Pool) -> Vec<u8> {
    format!("enroll_webauthn {}", pool.client).into_bytes()
}

/// Writes to the user, if there is one. It has no other outcome.
pub async fn request(app: &App, pool: &Pool, whom: &Whom, carrier: Carrier) -> Result<(), Denied> {
    let subject = whom.subject(app, pool).await?;
    let event =
        if subject.is_member { Some(pool.event(app, Kind::WebauthnAddRequested, subject.user).await?) } else { None };
    if carrier == Carrier::Link && subject.is_member {
        let to = whom.address.as_deref();
        // Where it cannot go, nobody hears of it; the refusal is on record.
        match enrolment_link::send(app, pool.door(), (By::Operator, subject.user), to).await {
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let Some(event) = event else { return Ok(()) };
        let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(audit_event::insert(tx, &event)?);
        return Ok(app.store().write("ask for passkey by link", write).await?);
    }
    let binding = binding(pool);
    let ask = Ask { subject: &subject, purpose: Purpose::EnrolPasskey, method: whom.method(), binding: &binding };
    let prepared = one_time_code::prepare_send(app, &pool.visit, &ask).await?;
    let write = move |tx: &mut Tx<'_>| {
        prepared.write(tx)?;
        event.as_ref().map_or(Ok(()), |event| audit_event::insert(tx, event))?;
        Ok::<_, Error>(())
    };
    app.store().write("ask for passkey by code", write).await?;
    messages::ring(app);
    Ok(())
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
    whom.require_one()?;
    let (subject, binding) = (whom.subject(app, pool).await?, binding(pool));
    let ask = Ask { subject: &subject, purpose: Purpose::EnrolPasskey, method: whom.method(), binding: &binding };
    let attempt = match one_time_code::check(app, &pool.visit, &ask, code).await? {
        Ok(attempt) => attempt,
        Err(reason) => return Err(refuse(app, pool, &subject, reason).await?),
    };
    let user = subject.user;
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
        Err(reason) => Err(refuse(app, pool, &subject, reason).await?),
    }
}

/// On record with its reason, outside without one.
async fn refuse(app: &App, pool: &Pool, subject: &Subject, reason: Reason) -> Result<Denied, Error> {
    let about = About { subject: subject.is_member.then_some(subject.user), ..About::default() };
    match audit::refuse(app, &pool.scene(), Phase::Enrol, None, (reason, about)).await {
        Error::Refused(_) => Ok(Word::CodeRefused.into()),
        error => Err(error),
    }
}
