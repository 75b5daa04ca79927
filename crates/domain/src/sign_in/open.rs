//! The end of a journey that took more than one tap: one transaction spends the journey and opens the session. A ticket that comes back
//! afterwards opens nothing, and neither does one from before the member's epoch was raised.

use super::enrol;
use super::going::{Going, Met, Next, Outcome, stand};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::devices::{self, Left, Member, Remembering};
use crate::error::{Error, Phase, Reason};
use crate::figures::Facts;
use crate::journey::{self, Finish, Purpose};
use crate::messages;
use crate::method::{Method, Strength};
use crate::policy::Policy;
use crate::recovery::{Ending, waiting};
use crate::session::{self, Opener, Opening, Session};
use crate::sign_up::Aborted;
use crate::single_sign_on;
use crate::snapshot::FrontDoor;
use crate::ticket::Ticket;
use crate::visit::{SignedIn, Visit};
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::{PoolId, SessionId, UserId};
use store::prompt::PromptKind;
use store::user::{self, UserStatus};
use store::{Tx, access_pass, audit_event, prompt, spent_challenge};

/// What was read may be used up by others this often before we give up.
const TRIES: usize = 3;

/// Goes on after a proof: to the next step, or to the session.
pub(crate) async fn advance(
    app: &App,
    visit: &Visit,
    ticket: &Ticket,
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    for _ in 0..TRIES {
        let stand = stand(app, visit, ticket).await?;
        match Met::from(stand.step) {
            Met::Next(next) => {
                if matches!(next, Next::Wait(_)) {
                    waiting::tell_again(app, visit, ticket).await?;
                }
                let going = Going::of(app, visit, ticket, next)?.under(&stand.policy, visit);
                return Ok(Outcome::Going(Box::new(going)));
            }
            Met::Finish(finish) => match open(app, visit, (ticket, finish, &stand.policy), previous).await? {
                Ok(signed_in) => return Ok(Outcome::SignedIn(Box::new(signed_in))),
                // Another sign-in has used the grace that this one was promised.
                Err(Reason::ChangedMeanwhile) => {}
                Err(reason) => return Err(refuse(app, visit, ticket, reason).await),
            },
            Met::Wait => waiting::begin(app, visit, ticket, &stand.policy).await?,
            Met::Refuse(reason) => return Err(refuse(app, visit, ticket, reason).await),
        }
    }
    Err(refuse(app, visit, ticket, Reason::ChangedMeanwhile).await)
}

/// How much grace a sign-in uses, as it was read: written only if it still is so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grace {
    left: u32,
    most: u32,
}

impl Grace {
    pub(super) fn of(left: Option<u32>, policy: &Policy) -> Option<Self> {
        left.map(|left| Self { left, most: policy.grace_sign_ins })
    }

    /// `false` where somebody else has used it.
    pub(super) fn spend(self, tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<bool, store::Error> {
        let prompts = prompt::of_user(tx, pool, user)?;
        let before = prompts.iter().find(|row| row.kind == PromptKind::Grace).map_or(0, |row| row.sign_ins);
        let is_as_read = before + i64::from(self.left) + 1 == i64::from(self.most);
        if is_as_read {
            prompt::count_grace(tx, pool, user, now)?;
        }
        Ok(is_as_read)
    }
}

/// A refusal within a journey. Who it was is for the audit alone.
pub(crate) async fn refuse(app: &App, visit: &Visit, ticket: &Ticket, reason: Reason) -> Error {
    let member = ticket.subject.as_ref().filter(|subject| subject.is_member);
    // Until something is proved, the name is only what somebody typed.
    let about = match (member, ticket.epoch) {
        (Some(subject), Some(_)) => About::member(subject.user),
        (Some(subject), None) => About { subject: Some(subject.user), ..About::default() },
        (None, _) => About::default(),
    };
    audit::refuse(app, &Scene::from(visit), Phase::SignIn, None, (reason, about)).await
}

async fn open(
    app: &App,
    visit: &Visit,
    (ticket, finish, policy): (&Ticket, Finish, &Policy),
    previous: Option<&Session>,
) -> Result<Result<SignedIn, Reason>, Error> {
    let (Some(subject), Some(epoch)) = (&ticket.subject, ticket.epoch) else {
        return Ok(Err(Reason::JourneyOfOtherStep));
    };
    let ending = late_ending(app, visit, (ticket, subject.user, epoch)).await?;
    let seen = epoch;
    let epoch = ending.as_ref().map_or(epoch, Ending::epoch);
    let opener = Opener {
        user_id: subject.user,
        epoch,
        passkey_id: ticket.passkey,
        methods: ticket.proofs.iter().map(|proof| proof.method).collect(),
        strength: finish.assurance.strength,
    };
    let Opening { mut row, mut signed_in } = session::prepare(app, visit, &opener, finish.assurance)?;
    signed_in.suggestion = finish.suggestion;
    signed_in.grace_left = finish.grace_left;
    signed_in.go_on.clone_from(&ticket.go_on);
    let device = remembering(app, visit, (subject.user, epoch), left(ticket, policy)).await?;
    signed_in.device_cookie = device.as_ref().map(|device| device.cookie().to_owned());
    let mut event = audit::done(app, &Scene::from(visit), Kind::SignIn, About::member(subject.user)).await?;
    event.detail = Some(methods(ticket).into());
    event.facts = event.facts.as_deref().map(|facts| {
        let facts = Facts::read(Some(facts)).since(ticket.begun_at(), app.now());
        Facts { offered: finish.suggestion.is_some(), ..facts }.text()
    });
    row.user_agent_id = event.user_agent_id;
    let link = single_sign_on::agreed(app, visit, subject.user).await?;
    let end = End {
        door: Arc::clone(&visit.door),
        spends: (ticket.expires_at_s(), *ticket.id.as_bytes()),
        user: subject.user,
        seen,
        now: app.now(),
        ending,
        is_other_way: is_other_way(ticket),
        previous: previous.map(|session| session.id),
        row,
        grace: Grace::of(finish.grace_left, policy),
        device,
        link,
        event,
    };
    let written = app.store().write("end journey", move |tx| end.write(tx)).await;
    messages::ring(app);
    let settled = Aborted::settle(written)?;
    if settled.is_ok() {
        app.meters().note_sign_in(&opener.methods);
    }
    Ok(settled.map(|expires_at| SignedIn { expires_at, ..signed_in }))
}

/// All that the end of a journey writes.
struct End {
    door: Arc<FrontDoor>,
    /// The journey itself, under the unique key of spent challenges.
    spends: (i64, [u8; 16]),
    user: UserId,
    /// The epoch that it rests on.
    seen: i64,
    now: i64,
    ending: Option<Ending>,
    is_other_way: bool,
    previous: Option<SessionId>,
    row: store::session::Session,
    grace: Option<Grace>,
    device: Option<Remembering>,
    /// An account at a provider that the visitor wants to be linked.
    link: Option<single_sign_on::Link>,
    event: AuditEvent,
}

impl End {
    /// The one transaction. When the session ends, by what policy says now.
    fn write(&self, tx: &mut Tx<'_>) -> Result<i64, Aborted> {
        let (pool, user, now) = (self.door.pool.id, self.user, self.now);
        let (expires_at, id) = self.spends;
        if !spent_challenge::spend(tx, pool, expires_at, &id)? {
            return Err(Aborted::Refused(Reason::CeremonyReplayed));
        }
        require_same(tx, (pool, user), self.seen)?;
        if let Some(ending) = &self.ending {
            ending.write(tx, None)?;
        }
        if self.is_other_way {
            access_pass::note_other_way(tx, pool, user, now)?;
        }
        if let Some(previous) = self.previous {
            store::session::delete(tx, pool, previous)?;
        }
        let expires_at = session::open(tx, &self.door, &self.row)?;
        prompt::count_sign_in(tx, pool, user)?;
        if let Some(grace) = self.grace
            && !grace.spend(tx, (pool, user), now)?
        {
            return Err(Aborted::Refused(Reason::ChangedMeanwhile));
        }
        if let Some(device) = &self.device {
            device.write(tx)?;
        }
        // An offer that no longer holds spoils no sign-in.
        if let Some(link) = &self.link {
            single_sign_on::link(tx, link)?;
        }
        audit_event::insert(tx, &self.event)?;
        Ok(expires_at)
    }
}

fn left(ticket: &Ticket, policy: &Policy) -> Left {
    let is_elsewhere = |proof: &journey::Proof| proof.passkey.is_some_and(|passkey| passkey.from_elsewhere);
    let passkey = ticket.passkey.filter(|_| !ticket.proofs.iter().any(is_elsewhere));
    Left { trust_ms: trust_ms(ticket, policy), passkey }
}

/// How long the browser is spared the second factor. It is trusted in place of one, so both were shown here, and it did not vouch for itself.
fn trust_ms(ticket: &Ticket, policy: &Policy) -> Option<i64> {
    let is_proved = journey::strength(&ticket.proofs, false) >= Strength::Multi;
    policy.remember_device_ms.filter(|_| ticket.remember && is_proved)
}

/// The passkeys, passwords and codes that a journey took: an access pass is no other way than itself.
fn is_other_way(ticket: &Ticket) -> bool {
    ticket.proofs.iter().all(|proof| proof.method != Method::AccessPass)
}

/// A recovery that made nothing new has its effects at its end.
async fn late_ending(
    app: &App,
    visit: &Visit,
    (ticket, user, epoch): (&Ticket, UserId, i64),
) -> Result<Option<Ending>, Error> {
    if ticket.purpose != Purpose::Recovery || ticket.recovered {
        return Ok(None);
    }
    Ok(Some(enrol::ending(app, visit, (ticket, user, epoch), true).await?))
}

/// The member must still be active, and nothing have ended what the journey rests on.
fn require_same(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), epoch: i64) -> Result<(), Aborted> {
    match user::find(tx, pool, user)? {
        Some(member) if member.status == UserStatus::Active && member.epoch == epoch => Ok(()),
        _ => Err(Aborted::Refused(Reason::AccountUnavailable)),
    }
}

/// The browser that is known from now on; a program is none.
pub(super) async fn remembering(
    app: &App,
    visit: &Visit,
    (user, epoch): (UserId, i64),
    left: Left,
) -> Result<Option<Remembering>, Error> {
    let known = devices::known(app, visit, user).await?;
    devices::prepare(app, visit, Member { user, epoch }, known.as_ref(), left).await
}

/// What was proved, for the audit.
fn methods(ticket: &Ticket) -> String {
    ticket.proofs.iter().map(|proof| proof.method).map(Method::as_str).collect::<Vec<_>>().join(" ")
}
