//! Codes by which a program finds out that it is the user: sent to an address of theirs, or handed to the program, which brings them there. One lives
//! of each kind, it is used once, and of one that is not taken nobody hears why.

use super::activating;
use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::proving;
use super::users;
use super::whom::Whom;
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Reason};
use crate::identifier::fold;
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{self, Ask, Asked, BINDING, Purpose, hand_over, prepare_send};
use crate::sign_up::Aborted;
use serde::Serialize;
use std::sync::Arc;
use store::id::UserId;
use store::user::UserStatus;
use store::{Tx, audit_event, identifier, password};

pub use store::one_time_code::CodePurpose as CodeType;

/// What a code may be for, in this API's words.
pub fn code_type(word: &str) -> Option<Purpose> {
    use Purpose::{Activation, Authentication, Challenge, EnrolPasskey, ResetPassword, ResetTotp, VerifyAddress};
    let all = [Activation, ResetPassword, ResetTotp, EnrolPasskey, Challenge, VerifyAddress, Authentication];
    all.into_iter().find(|purpose| purpose.as_str() == word)
}

/// Sends a code to the user, if there is one. It has no other outcome.
pub async fn request(app: &App, pool: &Pool, whom: &Whom, purpose: Purpose) -> Result<(), Denied> {
    send(app, pool, whom, (purpose, Kind::OtpRequested)).await
}

pub(super) async fn send(app: &App, pool: &Pool, whom: &Whom, (purpose, kind): (Purpose, Kind)) -> Result<(), Denied> {
    let (subject, method) = whom.meant(app, pool).await?;
    let ask = Ask { subject: &subject, purpose, method, binding: BINDING };
    write_to(app, pool, &ask, (purpose, kind)).await
}

/// The link of a recovery in place of a code of this purpose. It proves the mailbox on our own page, and no more than that.
pub(super) async fn send_recovery(app: &App, pool: &Pool, whom: &Whom, purpose: Purpose) -> Result<(), Denied> {
    let (subject, method) = whom.meant(app, pool).await?;
    let ways = &pool.door().policy.recovery;
    let ask = match method {
        Method::EmailCode if !ways.iter().any(|way| way.needs_mail()) => return Ok(()),
        Method::EmailCode => {
            let (purpose, method) = (Purpose::Recovery, Method::MagicLink);
            Ask { subject: &subject, purpose, method, binding: BINDING }
        }
        _ => Ask { subject: &subject, purpose, method, binding: BINDING },
    };
    write_to(app, pool, &ask, (purpose, Kind::OtpRequested)).await
}

async fn write_to(app: &App, pool: &Pool, ask: &Ask<'_>, (purpose, kind): (Purpose, Kind)) -> Result<(), Denied> {
    let user = ask.subject.user;
    let event = if ask.subject.is_member { Some(pool.event_of_code(app, kind, (user, purpose)).await?) } else { None };
    let prepared = prepare_send(app, &pool.visit, ask).await?;
    let write = move |tx: &mut Tx<'_>| {
        prepared.write(tx)?;
        event.as_ref().map_or(Ok(()), |event| audit_event::insert(tx, event))?;
        Ok::<_, Error>(())
    };
    app.store().write("send code for program", write).await?;
    messages::ring(app);
    Ok(())
}

/// Takes a code: whose it was.
pub async fn verify(app: &App, pool: &Pool, whom: &Whom, (purpose, code): (Purpose, &str)) -> Result<UserId, Denied> {
    let claim = whom.claim(app, pool, code).await?;
    let phase = one_time_code::phase(purpose);
    let attempt = match claim.check(app, pool, purpose).await? {
        Ok(attempt) => attempt,
        Err(reason) => return Err(claim.refuse(app, pool, (phase, reason)).await?),
    };
    let (user, door) = (claim.user, Arc::clone(pool.door()));
    let event = pool.event_of_code(app, Kind::OtpVerified, (user, purpose)).await?;
    let write = move |tx: &mut Tx<'_>| {
        attempt.spend(tx)?;
        if users::find(tx, &door, user)?.is_none_or(|found| found.status != UserStatus::Active) {
            return Err(Aborted::Refused(Reason::AccountUnavailable));
        }
        Ok(audit_event::insert(tx, &event)?)
    };
    match Aborted::settle(app.store().write("take code for program", write).await)? {
        Ok(()) => Ok(user),
        Err(reason) => Err(claim.refuse(app, pool, (phase, reason)).await?),
    }
}

/// What a good extended code tells without being used up.
#[derive(Debug, Clone, Serialize)]
pub struct Inspected {
    pub user_id: UserId,
    pub password_set: bool,
    pub code_type: &'static str,
}

/// Looks at an extended code. A wrong one is counted as a try, like any other.
pub async fn inspect(app: &App, pool: &Pool, code: &str) -> Result<Inspected, Denied> {
    let claim = Whom::default().claim(app, pool, code).await?;
    let purpose = claim.purpose.unwrap_or(Purpose::Challenge);
    let id = pool.door().pool.id;
    let checked = match purpose {
        Purpose::Activation => activating::check(app, pool, &claim).await?.map(drop),
        Purpose::VerifyAddress => proving::check_any(app, pool, &claim).await?,
        _ => claim.check(app, pool, purpose).await?.map(drop),
    };
    if let Err(reason) = checked {
        return Err(claim.refuse(app, pool, (one_time_code::phase(purpose), reason)).await?);
    }
    let user = claim.user;
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(password::exists(tx, id, user)?);
    let password_set = app.store().read("inspect code", read).await?;
    Ok(Inspected { user_id: user, password_set, code_type: purpose.as_str() })
}

/// A code that the program has. The extended one says itself whose it is.
#[derive(Clone, Serialize)]
pub struct Generated {
    pub code: String,
    pub extended_code: String,
}

impl std::fmt::Debug for Generated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Generated(…)")
    }
}

/// Hands a code to the program instead of sending it.
pub async fn generate(app: &App, pool: &Pool, whom: &Whom, purpose: Purpose) -> Result<Generated, Denied> {
    if !whom.is_any() || whom.is_twofold() {
        return Err(Word::Malformed.into());
    }
    let asked = match purpose {
        Purpose::Activation => activating::asked(app, pool, whom).await?,
        Purpose::VerifyAddress => of_address(app, pool, whom).await?,
        _ => {
            let (subject, _) = whom.meant(app, pool).await?;
            let found = Some(subject.user).filter(|_| subject.is_member).ok_or(Word::UserNotFound)?;
            Asked { purpose, user: found, folded: String::new(), code: None }
        }
    };
    let handed_over = hand_over(app, &pool.visit, &asked)?;
    let generated = Generated { code: handed_over.code.clone(), extended_code: handed_over.extended() };
    let event = pool.event_of_code(app, Kind::CodeGenerated, (asked.user, purpose)).await?;
    let (door, user) = (Arc::clone(pool.door()), asked.user);
    let write = move |tx: &mut Tx<'_>| {
        // Whoever joins is no user yet.
        if purpose != Purpose::Activation {
            match users::find(tx, &door, user)? {
                None => return Err(Aborted::Refused(Reason::MemberUnknown)),
                Some(found) if found.status != UserStatus::Active => {
                    return Err(Aborted::Refused(Reason::AccountUnavailable));
                }
                Some(_) => {}
            }
        }
        handed_over.write(tx)?;
        Ok(audit_event::insert(tx, &event)?)
    };
    match Aborted::settle(app.store().write("hand code over", write).await)? {
        Ok(()) => Ok(generated),
        Err(Reason::MemberUnknown) => Err(Word::UserNotFound.into()),
        Err(_) => Err(Word::UserInactive.into()),
    }
}

/// An address that stands on the account unproved.
async fn of_address(app: &App, pool: &Pool, whom: &Whom) -> Result<Asked, Denied> {
    let folded = fold(whom.address().ok_or(Word::Malformed)?);
    let alone = Whom { address: None, ..whom.clone() };
    let (subject, _) = alone.meant(app, pool).await?;
    let user = Some(subject.user).filter(|_| subject.is_member).ok_or(Word::UserNotFound)?;
    let (id, address) = (pool.door().pool.id, folded.clone());
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(identifier::find(tx, id, &address)?);
    let row = app.store().read("unproved address", read).await?;
    let is_meant = row.is_some_and(|row| row.user_id == user && proving::is_unproved(&row));
    if is_meant {
        Ok(Asked { purpose: Purpose::VerifyAddress, user, folded, code: None })
    } else {
        Err(Word::AddressNotFound.into())
    }
}
