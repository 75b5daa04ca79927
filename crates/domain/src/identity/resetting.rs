//! A new password, passkey or authenticator app for a user who proves by a code that they read what is sent to them, at the word of a program: a
//! recovery in one step. It takes as much as a recovery takes there and has all its effects; where that is more than one code, it is refused.

use super::adding::Carrier;
use super::codes;
use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::record::{Credential, require_taken};
use super::self_service::IMPORTED;
use super::users;
use super::whom::{Claim, Whom};
use crate::app::App;
use crate::audit::Kind;
use crate::enrolment::{Ground, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::failures;
use crate::journey::{self, Progress, Proof, Step};
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{Attempt, Purpose};
use crate::passkeys::{free_name, require_room};
use crate::password::{self, Typed};
use crate::policy::{self, Policy};
use crate::recovery::{self, Ending, Occasion, Others};
use crate::sign_in::facts;
use crate::sign_up::Aborted;
use serde::Deserialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::notice::NoticeKind;
use store::password::Password;
use store::user::UserStatus;
use store::{access_pass, passkey};

/// Writes to the user, if there is one. A link is that of the pool's own recovery, and takes as much there as any other. A telephone gets a code.
pub async fn request(
    app: &App,
    pool: &Pool,
    whom: &Whom,
    (purpose, carrier): (Purpose, Carrier),
) -> Result<(), Denied> {
    match carrier {
        Carrier::Link => codes::send_recovery(app, pool, whom, purpose).await,
        Carrier::Code => codes::request(app, pool, whom, purpose).await,
    }
}

/// What comes with the code: one of the two.
#[derive(Deserialize)]
pub struct Complete {
    pub code: String,
    #[serde(default)]
    pub new_password: Option<Typed>,
    #[serde(default)]
    pub new_web_authn: Option<Credential>,
    #[serde(flatten)]
    pub whom: Whom,
}

impl std::fmt::Debug for Complete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Complete").finish_non_exhaustive()
    }
}

/// A right code, and what its member may do with it.
pub(super) struct Proved {
    pub claim: Claim,
    pub attempt: Attempt,
    pub epoch: i64,
    step: Step,
}

/// Looks at the code, and asks the decision that every recovery asks.
pub(super) async fn prove(
    app: &App,
    pool: &Pool,
    whom: &Whom,
    (purpose, code): (Purpose, &str),
) -> Result<Proved, Denied> {
    let claim = whom.claim(app, pool, code).await?;
    let attempt = match claim.check(app, pool, purpose).await? {
        Ok(attempt) => attempt,
        Err(reason) => return Err(claim.refuse(app, pool, (Phase::SignIn, reason)).await?),
    };
    let (door, user, now) = (Arc::clone(pool.door()), claim.user, app.now());
    let is_phone = attempt.address().is_some_and(|address| address.starts_with('+'));
    let is_handed_over = attempt.is_handed_over();
    let read = app.store().read("what a reset takes", move |tx| {
        let policy = policy::of_member(tx, &door, user)?;
        let known = facts::standing(tx, &door, (&policy, user, now), None)?;
        Ok::<_, Error>(known.map(|(epoch, standing)| {
            let method = method(&policy, is_phone);
            // A program's word stands for a mailbox of the user's, and not for one that nobody has.
            if is_handed_over && !standing.can_prove(method) {
                return (epoch, Step::Refuse(Reason::NoMethod));
            }
            let proofs = [Proof::of(method)];
            let purpose = journey::Purpose::Recovery;
            let progress = Progress { purpose, named: true, proofs: &proofs, standing: Some(&standing), now };
            (epoch, journey::next(&policy, &progress))
        }))
    });
    let Some((epoch, step)) = read.await? else {
        return Err(claim.refuse(app, pool, (Phase::SignIn, Reason::AccountUnavailable)).await?);
    };
    Ok(Proved { claim, attempt, epoch, step })
}

/// What the code proves, in the words of policy: a mailbox by a link is the same mailbox.
fn method(policy: &Policy, is_phone: bool) -> Method {
    let takes_code = policy.recovery.contains(&Method::EmailCode);
    match (is_phone, takes_code) {
        (true, _) => Method::SmsCode,
        (false, false) if policy.recovery.contains(&Method::MagicLink) => Method::MagicLink,
        (false, _) => Method::EmailCode,
    }
}

impl Proved {
    /// Refuses whom one code does not bring back in.
    pub(super) async fn require_enough(&self, app: &App, pool: &Pool, makes: Option<Method>) -> Result<(), Denied> {
        let reason = match &self.step {
            Step::Enrol(_, methods) if makes.is_none_or(|method| methods.contains(&method)) => return Ok(()),
            Step::Finish(_) if makes.is_none() => return Ok(()),
            Step::Enrol(..) | Step::Finish(_) => Reason::MethodNotUsedHere,
            Step::Wait(_) => return Err(Word::ResetWaits.into()),
            Step::Refuse(reason) if *reason == Reason::AccountUnavailable => {
                return Err(self.claim.refuse(app, pool, (Phase::SignIn, *reason)).await?);
            }
            Step::Refuse(_) | Step::Identify(_) | Step::First(_) | Step::Second(_) => {
                return Err(Word::ResetRefused.into());
            }
        };
        Err(pool.refused(app, Phase::SignIn, (Some(self.claim.user), reason)).await)
    }

    /// What a recovery changes besides.
    async fn ending(&self, app: &App, pool: &Pool) -> Result<Ending, Error> {
        let by: Vec<String> = self.attempt.address().map(str::to_owned).into_iter().collect();
        let (user, epoch, notice) = (self.claim.user, self.epoch, NoticeKind::Recovered);
        let occasion = Occasion { user, epoch, others: Others::End, by: &by, notice };
        recovery::prepare(app, &pool.visit, occasion).await
    }
}

/// What is put in the place of what was lost.
enum New {
    Password(String),
    Passkey(Box<NewPasskey>, Option<String>),
}

/// Takes the code, and the user has a new way in. Passkeys that they have not confirmed are put aside, and every session ends.
pub async fn complete(app: &App, pool: &Pool, ask: &Complete) -> Result<(), Denied> {
    let typed = ask.new_password.as_ref().filter(|typed| !typed.as_str().is_empty());
    let made = match (typed, &ask.new_web_authn) {
        (Some(_), None) => None,
        (None, Some(credential)) => {
            let record = credential.import()?;
            require_taken(pool.door())?;
            Some(record)
        }
        _ => return Err(Word::OneCredential.into()),
    };
    let proved = prove(app, pool, &ask.whom, (Purpose::ResetPassword, &ask.code)).await?;
    let makes = if made.is_some() { Method::Passkey } else { Method::Password };
    proved.require_enough(app, pool, Some(makes)).await?;
    let user = proved.claim.user;
    let new = match (made, typed) {
        (Some(record), _) => {
            let name = app.providers().default_name(record.aaguid);
            let made = Ground::from(pool.door().as_ref()).imported(app, user, record, String::new())?;
            New::Passkey(Box::new(made), Some(name))
        }
        (None, Some(typed)) => match password::hash_new(app, &pool.visit, user, typed).await? {
            Ok(hash) => New::Password(hash),
            Err(reason) => return Err(pool.refused(app, Phase::Password, (Some(user), reason)).await),
        },
        (None, None) => return Err(Word::OneCredential.into()),
    };
    match write(app, pool, &proved, new).await? {
        Ok(()) => Ok(()),
        Err(reason @ (Reason::CodeDead | Reason::AccountUnavailable)) => {
            Err(proved.claim.refuse(app, pool, (Phase::SignIn, reason)).await?)
        }
        Err(reason) => Err(pool.refused(app, Phase::SignIn, (Some(user), reason)).await),
    }
}

async fn write(app: &App, pool: &Pool, proved: &Proved, new: New) -> Result<Result<(), Reason>, Error> {
    let (door, user, epoch, now) = (Arc::clone(pool.door()), proved.claim.user, proved.epoch, app.now());
    let (ending, attempt, snapshot) = (proved.ending(app, pool).await?, proved.attempt.clone(), app.snapshot());
    let kind = if matches!(new, New::Passkey(..)) { Kind::PasskeyAdded } else { Kind::PasswordChanged };
    let mut event: AuditEvent = pool.event(app, kind, user).await?;
    let mut new = new;
    let written = app.store().write("reset way in", move |tx| {
        attempt.spend(tx)?;
        let found = users::find(tx, &door, user)?;
        if !found.is_some_and(|found| found.status == UserStatus::Active && found.epoch == epoch) {
            return Err(Aborted::Refused(Reason::AccountUnavailable));
        }
        let id = door.pool.id;
        match &mut new {
            New::Password(hash) => {
                let row = Password { pool_id: id, user_id: user, hash: hash.clone(), changed_at: now };
                if !store::password::insert(tx, &row)? {
                    store::password::replace(tx, &row)?;
                }
                failures::forget(tx, &snapshot.ring, (id, user), &[Method::Password])?;
                ending.write(tx, None)?;
            }
            New::Passkey(made, name) => {
                let has = passkey::of_user(tx, id, user)?;
                // The old ones are put aside, so there is room.
                require_room(tx, &door, (user, &has), None)?;
                made.row.name = free_name(name.as_deref().unwrap_or_default(), &has);
                (event.passkey_id, event.passkey_label) = (Some(made.row.id), Some(made.row.name.clone()));
                event.detail = Some(IMPORTED.into());
                made.insert(tx)?;
                access_pass::end(tx, id, user, now)?;
                ending.write(tx, Some(made.row.id))?;
            }
        }
        Ok(audit_event::insert(tx, &event)?)
    });
    let settled = Aborted::settle(written.await);
    messages::ring(app);
    settled
}
