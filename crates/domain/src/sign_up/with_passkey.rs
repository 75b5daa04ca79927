//! Joining with a new passkey: verified, then member, name, passkey and session in one transaction. Where policy asks for more than this one
//! passkey, there is no session yet, and the journey goes on.

use super::{Aborted, Newcomer, Who, refuse};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose};
use crate::devices::{self, Left, Remembering};
use crate::enrolment::{self, Brought, Enrolling, Ground, NewPasskey};
use crate::error::{Error, Reason};
use crate::journey::{self, PasskeyProof, Progress, Proof};
use crate::policy::{self, Policy};
use crate::session::{self, Opener, Session};
use crate::sign_in::{Going, Met, Next, Outcome, facts};
use crate::signals::{self, Whole};
use crate::single_sign_on;
use crate::snapshot::FrontDoor;
use crate::subject::Subject;
use crate::ticket::Ticket;
use crate::visit::{Client, SignedIn, Visit};
use serde::Deserialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{SessionId, UserId};
use store::{Tx, spent_challenge};
use webauthn::registration::Registered;

/// What finish repeats besides the W3C JSON.
#[derive(Debug, Deserialize)]
struct Repeated {
    identifier: Option<String>,
    ticket: Option<String>,
    display_name: Option<String>,
    binding_secret: Option<String>,
}

/// Finishes a sign-up: verifies, then writes member, name, passkey and session in one transaction.
///
/// `previous` is the session that the same browser still has; it ends with the new one's beginning.
/// `cookie` is the ticket that a browser holds.
pub async fn finish(
    app: &App,
    visit: &Visit,
    (body, cookie): (&[u8], Option<&str>),
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    match prove_and_join(app, visit, (body, cookie), previous).await {
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            let place = (visit.door.rp_id.as_str(), visit.door.workspace.mode);
            Err(signals::of_orphan(app, place, body, error).await)
        }
    }
}

async fn prove_and_join(
    app: &App,
    visit: &Visit,
    (body, cookie): (&[u8], Option<&str>),
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let ground = Ground::from(visit.door.as_ref());
    let Proved { who, brought, ceremony } = match proved(app, visit, &ground, (body, cookie)) {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let verified = match ground.verify(app, (&ceremony, Purpose::SignUp), &brought.challenge, &brought.response) {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse(app, visit, Some((&ceremony, &brought.response)), reason).await),
    };
    let proof = match proof(visit, &verified.registered) {
        Ok(proof) => proof,
        Err(reason) => return Err(refuse(app, visit, Some((&ceremony, &brought.response)), reason).await),
    };
    let newcomer = match newcomer(app, visit, &who, &ceremony).await? {
        Ok(newcomer) => newcomer,
        Err(reason) => return Err(refuse(app, visit, Some((&ceremony, &brought.response)), reason).await),
    };
    let default_name = app.providers().default_name(verified.registered.aaguid.0);
    let passkey = ground.row(app, newcomer.user.id, verified, default_name)?;
    let newcomer = (newcomer, passkey, previous.map(|session| session.id));
    match join(app, visit, newcomer, &ceremony, proof).await? {
        Ok(outcome) => Ok(outcome),
        Err(reason) => Err(refuse(app, visit, Some((&ceremony, &brought.response)), reason).await),
    }
}

async fn newcomer(app: &App, visit: &Visit, who: &Who, ceremony: &Ceremony) -> Result<Result<Newcomer, Reason>, Error> {
    match who {
        Who::Name { .. } => {
            let place = (visit.door.tenant.id, visit.door.pool.id);
            Newcomer::of(app, place, who.names(), &ceremony.user_handle).map(Ok)
        }
        Who::Address(joining) => Newcomer::of_address(app, visit, joining, &ceremony.user_handle).await,
    }
}

/// A ceremony that came back to whoever began it.
struct Proved {
    who: Who,
    brought: Brought,
    ceremony: Ceremony,
}

/// Policy may have changed since begin, so the names are looked at again.
fn proved(app: &App, visit: &Visit, ground: &Ground, (body, cookie): (&[u8], Option<&str>)) -> Result<Proved, Reason> {
    let repeated: Repeated = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    let brought = enrolment::read(body)?;
    let binding = Binding::at_finish(&visit.client, repeated.binding_secret.as_deref())?;
    let names = (repeated.identifier.as_deref(), repeated.display_name.as_deref());
    let ticket = if visit.client == Client::App { repeated.ticket.as_deref() } else { cookie };
    let who = Who::of(app, visit, names, ticket)?;
    let subject = who.subject(names);
    let enrolling = Enrolling { purpose: Purpose::SignUp, user: None, binding: &binding, subject: Some(subject) };
    let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling)?;
    Ok(Proved { who, brought, ceremony })
}

fn proof(visit: &Visit, registered: &Registered) -> Result<Proof, Reason> {
    let mode = visit.door.workspace.mode;
    let passkey = PasskeyProof {
        registered_under: mode,
        user_verified: registered.user_verified,
        device_bound: !registered.backup_eligible,
        from_elsewhere: false,
        outdated: false,
    };
    journey::accept(mode, passkey, false)?;
    Ok(Proof::passkey(passkey))
}

/// What the transaction has come to.
enum Joined {
    In {
        expires_at: i64,
    },
    /// Policy asks for more: a second passkey, or one that cannot leave its device.
    More(Next, Arc<Policy>),
}

async fn join(
    app: &App,
    visit: &Visit,
    (newcomer, passkey, previous): (Newcomer, NewPasskey, Option<SessionId>),
    ceremony: &Ceremony,
    proof: Proof,
) -> Result<Result<Outcome, Reason>, Error> {
    let assurance = journey::assurance(&[proof], journey::strength(&[proof], false));
    let opener = Opener::with_new(&passkey.row, newcomer.user.epoch);
    let session::Opening { mut row, mut signed_in } = session::prepare(app, visit, &opener, assurance)?;
    // The member begins with this transaction, so this one passkey is the whole list.
    let (name, has) = (newcomer.identifier.value.as_str(), std::slice::from_ref(&passkey.row));
    signed_in.signals =
        Some(Box::new(signals::of_member(app, &visit.door, (&newcomer.user, name), (has, Whole::Settled))));
    let about = About::member(newcomer.user.id).passkey(passkey.row.id, passkey.row.name.clone());
    let event: AuditEvent = audit::done(app, &Scene::from(visit), Kind::SignUp, about).await?;
    row.user_agent_id = event.user_agent_id;
    let link = single_sign_on::agreed(app, visit, newcomer.user.id).await?;
    let device = remembering(app, visit, &newcomer, &passkey).await?;
    signed_in.device_cookie = device.as_ref().map(|device| device.cookie().to_owned());
    let ticket = ticket(app, visit, (&newcomer, &passkey), proof)?;
    let door = Arc::clone(&visit.door);
    let (pool, expires_at, nonce) = (visit.door.pool.id, i64::from(ceremony.expires_at_s), ceremony.nonce);
    let (user, now) = (newcomer.user.id, app.now());
    let written = app
        .store()
        .write("sign up", move |tx| {
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            newcomer.insert(tx)?;
            passkey.insert(tx)?;
            if let Some(link) = &link {
                single_sign_on::link(tx, link)?;
            }
            audit_event::insert(tx, &event)?;
            let policy = policy::of_member(tx, &door, user)?;
            if let Some(next) = asked_besides(tx, &door, (&policy, user, now), proof)? {
                return Ok(Joined::More(next, policy));
            }
            if let Some(previous) = previous {
                store::session::delete(tx, pool, previous)?;
            }
            if let Some(device) = &device {
                device.write(tx)?;
            }
            Ok(Joined::In { expires_at: session::open(tx, &door, &row)? })
        })
        .await;
    Ok(match Aborted::settle(written)? {
        Ok(Joined::In { expires_at }) => Ok(Outcome::SignedIn(Box::new(SignedIn { expires_at, ..signed_in }))),
        Ok(Joined::More(next, policy)) => {
            Ok(Outcome::Going(Box::new(Going::of(app, visit, &ticket, next)?.under(&policy, visit))))
        }
        Err(reason) => Err(reason),
    })
}

/// The journey of a newcomer of whom policy asks more. Its session is opened by whatever comes last.
fn ticket(
    app: &App,
    visit: &Visit,
    (newcomer, passkey): (&Newcomer, &NewPasskey),
    proof: Proof,
) -> Result<Ticket, Error> {
    let mut ticket = Ticket::new(app, journey::Purpose::SignIn)?;
    ticket.subject = Some(Subject::of_member(app, visit, newcomer.user.id));
    ticket.typed.clone_from(&newcomer.identifier.value);
    ticket.epoch = Some(newcomer.user.epoch);
    ticket.passkey = Some(passkey.row.id);
    ticket.proofs = vec![proof];
    Ok(ticket)
}

/// What the member's policy asks for besides the new passkey: their roles are written by now.
fn asked_besides(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (policy, user, now): (&Policy, UserId, i64),
    proof: Proof,
) -> Result<Option<Next>, Aborted> {
    let Some((_, standing)) = facts::standing(tx, door, (policy, user, now), None)? else {
        return Err(Aborted::Refused(Reason::AccountUnavailable));
    };
    let progress =
        Progress { purpose: journey::Purpose::SignIn, named: true, proofs: &[proof], standing: Some(&standing), now };
    match Met::from(journey::next(policy, &progress)) {
        Met::Finish(_) => Ok(None),
        Met::Next(next) => Ok(Some(next)),
        Met::Refuse(reason) => Err(Aborted::Refused(reason)),
        // Only recoveries wait.
        Met::Wait => Err(Aborted::Refused(Reason::Internal)),
    }
}

/// The browser of the sign-up, where it is of use to know it.
async fn remembering(
    app: &App,
    visit: &Visit,
    newcomer: &Newcomer,
    passkey: &NewPasskey,
) -> Result<Option<Remembering>, Error> {
    if !devices::matter(visit) {
        return Ok(None);
    }
    let member = devices::Member { user: newcomer.user.id, epoch: newcomer.user.epoch };
    let is_here = passkey.row.attachment.as_deref() == Some("platform");
    let left = Left { trust_ms: None, passkey: Some(passkey.row.id).filter(|_| is_here) };
    devices::prepare(app, visit, member, None, left).await
}
