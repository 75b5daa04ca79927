//! Enrolment that stands before the session: policy asks for a passkey that the member does not have yet (S0-2, S0-29). It ends in the
//! session, because the new passkey is the proof that was missing.

use super::going::{Met, Next, Outcome, Stand, stand};
use super::open::{advance, refuse};
use super::steps::{add as add_proof, opened};
use crate::app::App;
use crate::binding::Binding;
use crate::challenge::Purpose;
use crate::enrolment::{self, Enrolling, Ground, Member};
use crate::error::{Error, Reason};
use crate::identifier::passkey_name;
use crate::journey::{Held, PasskeyProof, Proof};
use crate::messages;
use crate::method::Method;
use crate::passkeys::{self, Adder, Begin, Room, excluded, is_outdated};
use crate::policy::Policy;
use crate::recovery::{self, Ending, Occasion, Others};
use crate::session::Session;
use crate::signals;
use crate::step_up::Permission;
use crate::ticket::{Carried, Ticket};
use crate::visit::{Begun, Visit};
use crate::ways;
use crate::wish::Wish;
use serde::Deserialize;
use std::sync::Arc;
use store::id::UserId;
use store::notice::NoticeKind;
use store::{passkey, user};

/// Begins the ceremony. The limits show here, before the prompt (S1-27).
pub async fn begin(app: &App, visit: &Visit, carried: Carried<'_>, ask: Begin) -> Result<Begun, Error> {
    let ticket = opened(app, visit, carried).await?;
    let Holding { held, member, policy, .. } = is_held(app, visit, &ticket, Method::Passkey).await?;
    let recovers = held == Held::Recovery;
    let grant = (visit.door.pool.settings.extensions, visit.door.workspace.mode);
    // A quiet upgrade shows no dialog in which anybody could be verified; it is for members who are in already.
    let is_loud = if ask.mediation.is_none() { Ok(()) } else { Err(Reason::MalformedBody) };
    let checked = is_loud
        .and_then(|()| passkey_name(ask.name.as_deref()))
        .and_then(|_| Wish::granted(ask.hint, ask.mediation, ask.extensions, grant))
        .and_then(|wish| Ok((wish, Binding::at_begin(&visit.client, None)?)));
    let (wish, binding) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    let (pool, id) = (visit.door.pool.id, member);
    let (door, now) = (Arc::clone(&visit.door), app.now());
    let (found, rows, has_room) = app
        .store()
        .read("member and passkeys", move |tx| {
            let has_room = ways::have_room_for(tx, &door, id, Room::Held(now))?;
            Ok::<_, Error>((user::find(tx, pool, id)?, passkey::of_user(tx, pool, id)?, has_room))
        })
        .await?;
    let Some(found) = found else { return Err(refuse(app, visit, &ticket, Reason::AccountUnavailable).await) };
    // A recovery puts the old ones aside, so there is room; and what cannot be unlocked any more may be on this very device.
    let is_full = Room::Held(now).taken(&visit.door, &policy, &rows) >= policy.most_passkeys;
    if !recovers && (is_full || !has_room) {
        let reason = if is_full { Reason::PasskeyLimit } else { Reason::FactorLimit };
        return Err(refuse(app, visit, &ticket, reason).await);
    }
    // Nor is a device in the way that holds one which was put aside, or is made anew here.
    let goes = |row: &passkey::Passkey| held == Held::Renewal && is_outdated(&policy, row, now);
    let in_use = rows.into_iter().filter(|row| row.quarantined_at.is_none() && !goes(row) && !recovers);
    let has = excluded(&visit.door, in_use.collect());
    let name = Some(ticket.typed.as_str()).filter(|typed| !typed.is_empty()).unwrap_or(&found.display_name);
    let shown = Member { handle: Some(&found.handle), name, display_name: &found.display_name, has: &has };
    let options = ground(visit, held, &policy).options(app, &enrolling(&binding, member), &shown, &wish)?;
    app.started.note(pool, member);
    Ok(Begun { options, pre_auth: None })
}

/// What is made here is the proof that is missing, so it must be one: only as second factor may it leave its user unverified, where policy
/// takes such beside another.
fn ground(visit: &Visit, held: Held, policy: &Policy) -> Ground {
    let stands_alone = held != Held::SecondFactor || policy.user_verification_second;
    Ground { stands_alone, ..Ground::from(visit.door.as_ref()) }
}

fn enrolling(binding: &Binding, member: UserId) -> Enrolling<'_> {
    Enrolling { purpose: Purpose::Enrol, user: Some(member), binding, subject: None }
}

/// Stores the passkey, and goes on: mostly to the session.
pub async fn finish(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    body: &[u8],
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    match prove_and_go_on(app, visit, carried, body, previous).await {
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            let place = (visit.door.rp_id.as_str(), visit.door.workspace.mode);
            Err(signals::of_orphan(app, place, body, error).await)
        }
    }
}

async fn prove_and_go_on(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    body: &[u8],
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = opened(app, visit, carried).await?;
    let Holding { held, member, epoch, policy } = is_held(app, visit, &ticket, Method::Passkey).await?;
    let ground = ground(visit, held, &policy);
    let proved = Binding::at_finish(&visit.client, None).and_then(|binding| {
        let brought = enrolment::read(body)?;
        let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling(&binding, member))?;
        Ok((brought, ceremony))
    });
    let (brought, ceremony) = match proved {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    let verified = ground
        .verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)
        .and_then(|verified| Ok((verified, passkeys::chosen_name(body)?, wishes(body)?)));
    let (verified, name, wishes) = match verified {
        Ok(verified) => verified,
        Err(reason) => {
            return Err(passkeys::refuse(app, visit, member, Some((&ceremony, &brought.response)), reason).await);
        }
    };
    let passkey = PasskeyProof {
        registered_under: visit.door.workspace.mode,
        user_verified: verified.registered.user_verified,
        device_bound: !verified.registered.backup_eligible,
        from_elsewhere: false,
        outdated: false,
    };
    let row = ground.row(app, member, verified, name.unwrap_or_default())?;
    // Where one device holds both it would go on showing the old one. It goes where the new one is what policy wants.
    let is_in_its_place = held == Held::Renewal && (passkey.device_bound || !policy.device_bound_only);
    let replaces = ticket.passkey.filter(|_| is_in_its_place);
    ticket.passkey = Some(row.row.id);
    let recovery = match held {
        Held::Recovery => Some(ending(app, visit, (&ticket, member, epoch), wishes.end_other_sessions).await?),
        _ => None,
    };
    let adder = Adder { user: member, epoch, session: None, permission: permission(held), replaces, recovery };
    if let Err(reason) = passkeys::add(app, visit, &adder, row, &ceremony).await? {
        return Err(passkeys::refuse(app, visit, member, Some((&ceremony, &brought.response)), reason).await);
    }
    if let Some(ending) = &adder.recovery {
        messages::ring(app);
        (ticket.epoch, ticket.recovered) = (Some(ending.epoch()), true);
    }
    add_proof(app, visit, &mut ticket, Proof::passkey(passkey)).await?;
    advance(app, visit, &ticket, previous).await
}

/// Whoever is held for want of any passkey has none when it is written either; two tabs at once make one.
fn permission(held: Held) -> Permission {
    match held {
        Held::Required | Held::SecondFactor | Held::AfterMagicLink => Permission::FirstPasskey,
        _ => Permission::Any,
    }
}

/// What the end of a recovery may say besides.
#[derive(Debug, Deserialize)]
struct Wishes {
    #[serde(default = "yes")]
    end_other_sessions: bool,
}

fn yes() -> bool {
    true
}

fn wishes(body: &[u8]) -> Result<Wishes, Reason> {
    serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)
}

/// What a recovery changes besides the new way in.
pub(super) async fn ending(
    app: &App,
    visit: &Visit,
    (ticket, user, epoch): (&Ticket, UserId, i64),
    ends_others: bool,
) -> Result<Ending, Error> {
    let others = if ends_others { Others::End } else { Others::Stay };
    let occasion = Occasion { user, epoch, others, by: &ticket.by, notice: NoticeKind::Recovered };
    recovery::prepare(app, visit, occasion).await
}

/// Who is held at what, and what that rests on.
pub(super) struct Holding {
    pub held: Held,
    pub member: UserId,
    pub epoch: i64,
    pub policy: Arc<Policy>,
}

/// The member who is held, and may make this.
pub(super) async fn is_held(app: &App, visit: &Visit, ticket: &Ticket, makes: Method) -> Result<Holding, Error> {
    let Stand { step, policy, .. } = stand(app, visit, ticket).await?;
    let reason = match Met::from(step) {
        // Whoever is held makes nothing that would be of no use.
        Met::Next(Next::Enrol(held, methods)) if methods.contains(&makes) => match (&ticket.subject, ticket.epoch) {
            (Some(subject), Some(epoch)) => return Ok(Holding { held, member: subject.user, epoch, policy }),
            _ => Reason::Internal,
        },
        Met::Refuse(reason) => reason,
        _ => Reason::JourneyOfOtherStep,
    };
    Err(refuse(app, visit, ticket, reason).await)
}
