//! One tap: a passkey proves everything that most policies ask, so its verification ends in the session in a single transaction. Only
//! where policy asks for more does the journey get a ticket.

use super::begun_s;
use super::facts;
use super::going::{Going, Met, Outcome};
use super::open::{Grace, remembering};
use crate::addresses;
use crate::app::App;
use crate::assertion::{Attempt, Proof, about};
use crate::audit::{self, About, Kind, Scene};
use crate::challenge::Ceremony;
use crate::devices::{self, Left, Remembering};
use crate::error::{Error, Phase, Reason};
use crate::figures::Facts;
use crate::journey::{self, Finish, PasskeyProof, Progress, Purpose, Standing};
use crate::method::Method;
use crate::session::{self, Opener, Session};
use crate::single_sign_on;
use crate::snapshot::Snapshot;
use crate::step_up;
use crate::subject::Subject;
use crate::ticket::Ticket;
use crate::visit::{Client, SignedIn, Visit};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, SessionId};
use store::{Tx, passkey, prompt, spent_challenge};

/// A row may change between reading and writing this often before we give up.
const TRIES: usize = 3;

/// Judges the attempt and goes where the decision says, ending `replaced` where there is such a session. A row that changed meanwhile is
/// judged again.
pub(crate) async fn prove_and_open(
    app: &App,
    visit: &Visit,
    (attempt, kind): (&Attempt<'_>, Kind),
    replaced: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut last = None;
    for _ in 0..TRIES {
        let proof = match attempt.judge(attempt.look_up().await?) {
            Ok(proof) => proof,
            Err(failed) => return Err(attempt.refuse(failed).await),
        };
        let (mut outcome, mut writing) = match decide(app, visit, (&proof, kind), replaced).await? {
            Ok(decided) => decided,
            Err(reason) => return Err(attempt.refuse(proof.failed(reason)).await),
        };
        note_browser(app, visit, (&proof, kind), (&mut outcome, &mut writing)).await?;
        match record(app, visit, (&proof, kind), writing).await? {
            Recorded::Yes { expires_at } => {
                if kind == Kind::SignIn && matches!(outcome, Outcome::SignedIn(_)) {
                    app.meters().note_sign_in(&[Method::Passkey]);
                }
                return Ok(ending(outcome, expires_at));
            }
            Recorded::Replayed => return Err(attempt.refuse(proof.failed(Reason::CeremonyReplayed)).await),
            Recorded::Ended => return Err(attempt.refuse(proof.failed(Reason::NotSignedIn)).await),
            Recorded::Changed => last = Some(proof),
        }
    }
    let why = (Reason::ChangedMeanwhile, About::default());
    match last {
        Some(proof) => Err(attempt.refuse(proof.failed(why.0)).await),
        None => Err(audit::refuse(app, &Scene::from(visit), Phase::SignIn, None, why).await),
    }
}

/// The member's policy may end the session earlier than that of the door.
fn ending(outcome: Outcome, expires_at: Option<i64>) -> Outcome {
    match (outcome, expires_at) {
        (Outcome::SignedIn(signed_in), Some(expires_at)) => {
            Outcome::SignedIn(Box::new(SignedIn { expires_at, ..*signed_in }))
        }
        (outcome, _) => outcome,
    }
}

/// What a proof leads to, and what is written for it; or why it leads nowhere.
type Decided = Result<(Outcome, Writing), Reason>;

async fn decide(
    app: &App,
    visit: &Visit,
    (proof, kind): (&Proof, Kind),
    replaced: Option<&Session>,
) -> Result<Decided, Error> {
    if let (Kind::StepUp, Some(session)) = (kind, replaced) {
        return Box::pin(again(app, visit, proof, session)).await;
    }
    let proofs = [journey::Proof::passkey(proof.passkey)];
    let standing = standing(app, visit, proof).await?;
    let progress =
        Progress { purpose: Purpose::SignIn, named: true, proofs: &proofs, standing: Some(&standing), now: app.now() };
    Ok(match Met::from(journey::next(&proof.policy, &progress)) {
        Met::Finish(finish) => Ok(open(app, visit, (proof, kind, (finish, vec![Method::Passkey])), replaced)?),
        Met::Refuse(reason) => Err(reason),
        // Only recoveries wait.
        Met::Wait => Err(Reason::Internal),
        // A journey needs a browser that carries it, or a program that may hold its ticket.
        Met::Next(_) if matches!(visit.client, Client::Embedded { .. }) => Err(Reason::MoreThanEmbedded),
        Met::Next(next) => {
            let ticket = ticket(app, visit, proof, proofs.to_vec())?;
            Ok((
                Outcome::Going(Box::new(Going::of(app, visit, &ticket, next)?.under(&proof.policy, visit))),
                Writing::default(),
            ))
        }
    })
}

/// What this browser is beside the passkey: known from now on where guesses are counted or second factors asked, elsewhere that would be
/// of no use; and perhaps the bearer of an account that wants to be linked.
async fn note_browser(
    app: &App,
    visit: &Visit,
    (proof, kind): (&Proof, Kind),
    (outcome, writing): (&mut Outcome, &mut Writing),
) -> Result<(), Error> {
    let Outcome::SignedIn(signed_in) = outcome else { return Ok(()) };
    let user = proof.facts.passkey.user_id;
    if devices::matter(visit) {
        let passkey = Some(proof.facts.passkey.id).filter(|_| !proof.passkey.from_elsewhere);
        let left = Left { trust_ms: None, passkey };
        let device = Box::pin(remembering(app, visit, (user, proof.facts.user_epoch), left)).await?;
        writing.device = device.map(Box::new);
        signed_in.device_cookie = writing.device.as_ref().map(|device| device.cookie().to_owned());
    }
    if kind == Kind::SignIn && visit.offer.is_some() {
        writing.link = Box::pin(single_sign_on::agreed(app, visit, user)).await?.map(Box::new);
    }
    Ok(())
}

/// A passkey that is shown within a session, and counts there for what it is.
async fn again(app: &App, visit: &Visit, proof: &Proof, session: &Session) -> Result<Decided, Error> {
    let shown = journey::Proof::passkey(proof.passkey);
    if !counts_in_session(app, visit, proof).await? {
        return Ok(Err(Reason::MethodNotUsedHere));
    }
    let (methods, assurance) = step_up::beside(session, shown);
    let finish = Finish { assurance, suggestion: None, grace_left: None };
    Ok(Ok(open(app, visit, (proof, Kind::StepUp, (finish, methods)), Some(session))?))
}

/// Whether policy takes a passkey that a member shows once more.
pub(crate) async fn counts_in_session(app: &App, visit: &Visit, proof: &Proof) -> Result<bool, Error> {
    let standing = known(app, visit, proof).await?;
    Ok(journey::satisfies_step_up(&proof.policy, &standing, &journey::Proof::passkey(proof.passkey)))
}

/// What is known of the member. Most policies ask nothing more of somebody who has just shown a passkey, so nothing more is read.
async fn standing(app: &App, visit: &Visit, proof: &Proof) -> Result<Standing, Error> {
    let policy = &proof.policy;
    let is_from_before = visit.door.is_from_before(&proof.facts.passkey);
    let PasskeyProof { from_elsewhere, outdated, .. } = proof.passkey;
    let asks_for_more = policy.least_passkeys > 1 || policy.device_bound_only;
    let is_simple = !asks_for_more && !from_elsewhere && !outdated && !is_from_before;
    if is_simple {
        return Ok(Standing::with_passkey(true));
    }
    // Boxed, as all that is rare here: every sign-in would carry its size along.
    Box::pin(known(app, visit, proof)).await
}

async fn known(app: &App, visit: &Visit, proof: &Proof) -> Result<Standing, Error> {
    let (door, policy, user) = (Arc::clone(&visit.door), Arc::clone(&proof.policy), proof.facts.passkey.user_id);
    let (now, device) = (app.now(), devices::known(app, visit, user).await?);
    let known =
        app.store().read("standing", move |tx| facts::standing(tx, &door, (&policy, user, now), device.as_ref()));
    let known = known.await?;
    Ok(known.map_or_else(|| Standing::with_passkey(false), |(_, standing)| standing))
}

fn ticket(app: &App, visit: &Visit, proof: &Proof, proofs: Vec<journey::Proof>) -> Result<Ticket, Error> {
    let mut ticket = Ticket::new(app, Purpose::SignIn)?;
    ticket.subject = Some(Subject::of_member(app, visit, proof.facts.passkey.user_id));
    ticket.epoch = Some(proof.facts.user_epoch);
    ticket.passkey = Some(proof.facts.passkey.id);
    ticket.proofs = proofs;
    Ok(ticket)
}

fn open(
    app: &App,
    visit: &Visit,
    (proof, kind, (finish, methods)): (&Proof, Kind, (Finish, Vec<Method>)),
    replaced: Option<&Session>,
) -> Result<(Outcome, Writing), Error> {
    let opener = Opener {
        user_id: proof.facts.passkey.user_id,
        epoch: proof.facts.user_epoch,
        passkey_id: Some(proof.facts.passkey.id),
        methods,
        strength: finish.assurance.strength,
    };
    let opening = session::prepare(app, visit, &opener, finish.assurance)?;
    // Possession alone renews no session for ever, nor does a passkey that is to be made anew: it lives as long as it would have.
    let session::Opening { row, signed_in } = match replaced {
        Some(session) if kind == Kind::StepUp && (!proof.authenticated.user_verified || proof.passkey.outdated) => {
            opening.no_longer_than(session.expires_at)
        }
        _ => opening,
    };
    let signed_in = SignedIn { suggestion: finish.suggestion, grace_left: finish.grace_left, ..signed_in };
    let writing = Writing {
        session: Some(row),
        replaced: replaced.map(|session| (session.pool_id, session.id)),
        // A passkey of this very device puts nothing off here, so there is nothing to count.
        counts: proof.passkey.from_elsewhere,
        grace: Grace::of(finish.grace_left, &proof.policy),
        device: None,
        link: None,
    };
    Ok((Outcome::SignedIn(Box::new(signed_in)), writing))
}

/// What is written beside the use of the passkey. What is rare and large is boxed: every sign-in moves this from hand to hand.
#[derive(Default)]
pub(crate) struct Writing {
    session: Option<store::session::Session>,
    replaced: Option<(PoolId, SessionId)>,
    counts: bool,
    grace: Option<Grace>,
    device: Option<Box<Remembering>>,
    /// An account at a provider that the visitor wants to be linked.
    link: Option<Box<single_sign_on::Link>>,
}

pub(crate) enum Recorded {
    /// When the session ends, where one was opened.
    Yes { expires_at: Option<i64> },
    /// The challenge was spent already.
    Replayed,
    /// Passkey or member are no longer as they were read.
    Changed,
    /// The session that is proved again has ended meanwhile.
    Ended,
}

/// Why the transaction was rolled back on purpose.
enum Aborted {
    Store(store::Error),
    Replayed,
    Changed,
    Ended,
}

impl From<store::Error> for Aborted {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// The one transaction: spend the challenge, use the passkey, open the session where there is one, record it. The unique key of spent
/// challenges decides every race; the passkey's row is written only if it and its member are still as they were judged.
pub(crate) async fn record(
    app: &App,
    visit: &Visit,
    (proof, kind): (&Proof, Kind),
    mut writing: Writing,
) -> Result<Recorded, Error> {
    let events = events(app, visit, (proof, kind), writing.session.is_some()).await?;
    // In the middle of a journey there may be no event that has looked it up.
    let user_agent_id = match events.first() {
        Some(event) => event.user_agent_id,
        None => app.user_agents.id(app, &visit.user_agent).await?,
    };
    let passkey_use = proof.passkey_use(app.now(), (visit.address.to_string(), user_agent_id));
    if let Some(row) = &mut writing.session {
        row.user_agent_id = user_agent_id;
    }
    let door = Arc::clone(&visit.door);
    let (pool, expires_at, nonce) = (visit.door.pool.id, i64::from(proof.ceremony.expires_at_s), proof.ceremony.nonce);
    let (user, now, snapshot) = (proof.facts.passkey.user_id, app.now(), app.snapshot());
    let written = app
        .store()
        .write("sign in", move |tx| {
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Replayed);
            }
            if !passkey::record_use(tx, &passkey_use)? {
                return Err(Aborted::Changed);
            }
            if let Some(old) = writing.replaced {
                replace(tx, &snapshot, (old, kind), writing.session.as_ref(), now)?;
            }
            let expires_at = writing.session.as_ref().map(|row| session::open(tx, &door, row)).transpose()?;
            if writing.counts {
                prompt::count_sign_in(tx, pool, user)?;
            }
            if let Some(grace) = writing.grace
                && !grace.spend(tx, (pool, user), now)?
            {
                return Err(Aborted::Changed);
            }
            if let Some(device) = &writing.device {
                device.write(tx)?;
            }
            // An offer that no longer holds spoils no sign-in.
            if let Some(link) = &writing.link {
                single_sign_on::link(tx, link)?;
            }
            for event in &events {
                audit_event::insert(tx, event)?;
            }
            Ok(expires_at)
        })
        .await;
    match written {
        Ok(expires_at) => Ok(Recorded::Yes { expires_at }),
        Err(Aborted::Replayed) => Ok(Recorded::Replayed),
        Err(Aborted::Changed) => Ok(Recorded::Changed),
        Err(Aborted::Ended) => Ok(Recorded::Ended),
        Err(Aborted::Store(error)) => Err(error.into()),
    }
}

/// Ends the session that this one stands in for.
fn replace(
    tx: &mut Tx<'_>,
    snapshot: &Snapshot,
    ((pool, old), kind): ((PoolId, SessionId), Kind),
    new: Option<&store::session::Session>,
    now: i64,
) -> Result<(), Aborted> {
    if let (Kind::StepUp, Some(row)) = (kind, new) {
        store::session_client::succeed(tx, (pool, row.user_id), (old, row.id))?;
    }
    let was_there = store::session::delete(tx, pool, old)?;
    match (kind, new) {
        // A step-up goes on from a session that lives; a sign-in begins anew.
        (Kind::StepUp, _) if !was_there => Err(Aborted::Ended),
        (Kind::StepUp, Some(row)) => {
            Ok(addresses::follow(tx, &snapshot.ring, (pool, row.user_id), ((old, row.id), now))?)
        }
        _ => Ok(()),
    }
}

/// How long it took since the challenge was drawn.
fn took(app: &App, visit: &Visit, ceremony: &Ceremony, facts: Facts) -> Facts {
    let begun_s = begun_s(ceremony, visit.door.pool.settings.timeout_ms);
    facts.since(i64::from(begun_s) * 1000, app.now())
}

/// What was noticed about a passkey that was shown for something else.
pub(crate) async fn noticed(app: &App, visit: &Visit, proof: &Proof) -> Result<Vec<AuditEvent>, Error> {
    events(app, visit, (proof, Kind::StepUp), false).await
}

/// What happened, and what was noticed about the passkey on the way.
async fn events(
    app: &App,
    visit: &Visit,
    (proof, kind): (&Proof, Kind),
    is_the_end: bool,
) -> Result<Vec<AuditEvent>, Error> {
    let scene = Scene::from(visit);
    let mut events = Vec::with_capacity(1);
    // In the middle of a journey the sign-in is not there yet.
    if is_the_end {
        let event = audit::done(app, &scene, kind, about(&proof.facts)).await?;
        let facts =
            event.facts.as_deref().map(|facts| took(app, visit, &proof.ceremony, Facts::read(Some(facts))).text());
        events.push(AuditEvent { detail: Some(Method::Passkey.as_str().into()), facts, ..event });
    }
    let (stored, now) = (&proof.facts.passkey, &proof.authenticated);
    let findings = [
        (now.counter_regressed, Kind::CounterRegressed),
        (now.backup_eligibility_gained, Kind::BackupEligibilityGained),
        (stored.backup_eligible && !now.backup_eligible, Kind::BackupEligibilityLost),
        (stored.backup_state && !now.backup_state, Kind::BackupStateLost),
    ];
    for (found, kind) in findings {
        if found {
            events.push(audit::done(app, &scene, kind, about(&proof.facts)).await?);
        }
    }
    Ok(events)
}
