//! Signing in step by step: a name, a proof, perhaps another proof. Each step takes the ticket of the one before it and gives a new one, or
//! the session. Names that nobody has go the same way as all others and fail at the same step.

use super::going::{Going, Met, Next, Outcome, Stand, stand};
use super::open::{advance, refuse};
use super::{sent, with_pre_auth};
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::devices;
use crate::error::{Error, Phase, Reason, Refused};
use crate::failures::{self, Attempt};
use crate::identifier::fold;
use crate::journey::{Proof, Purpose};
use crate::method::Method;
use crate::session::Session;
use crate::subject::Subject;
use crate::ticket::{Carried, Ticket};
use crate::visit::Visit;
use crate::way_on::way_on;
use crate::{access_pass, password, recovery_codes, subject, totp};
use serde::Deserialize;
use store::user;

/// The longest name that is looked up at all.
pub(super) const LONGEST_IDENTIFIER: usize = 320;
/// The longest proof that is looked at.
pub(crate) const LONGEST_PROOF: usize = 1_024;

/// The body of start.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub identifier: Option<String>,
    /// Where to go on afterwards: of the address, never of the body.
    #[serde(skip)]
    pub go_on: Option<String>,
}

/// Something that was typed.
#[derive(Clone)]
pub struct Typed {
    pub method: Method,
    pub value: String,
    /// Whether this browser is to be spared the second factor for a while.
    pub remember: bool,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Begins a journey: one indexed read where a name was typed, and the same answer whether anybody has it.
pub async fn start(app: &App, visit: &Visit, purpose: Purpose, ask: Start) -> Result<Going, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let mut ticket = Ticket::new(app, purpose)?;
    ticket.go_on = ask.go_on.as_deref().and_then(|asked| way_on(&visit.door, asked));
    let typed = ask.identifier.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    if typed.is_none() && purpose == Purpose::Recovery {
        let why = (Reason::IdentifierMissing, About::default());
        return Err(audit::refuse(app, &Scene::from(&visit), Phase::SignIn, None, why).await);
    }
    if let Some(typed) = typed {
        // One letter may fold into many, and a ticket holds both spellings.
        let is_too_long = typed.len() > LONGEST_IDENTIFIER || fold(typed).len() > LONGEST_IDENTIFIER;
        if is_too_long || typed.chars().any(char::is_control) {
            let why = (Reason::MalformedBody, About::default());
            return Err(audit::refuse(app, &Scene::from(&visit), Phase::SignIn, None, why).await);
        }
        ticket.subject = Some(Subject::look_up(app, &visit, typed).await?);
        typed.clone_into(&mut ticket.typed);
    }
    match Met::from(stand(app, &visit, &ticket).await?.step) {
        Met::Next(next) => Ok(Going { pre_auth, ..Going::of(app, &visit, &ticket, next)? }),
        Met::Refuse(reason) => Err(refuse(app, &visit, &ticket, reason).await),
        Met::Finish(_) | Met::Wait => Err(refuse(app, &visit, &ticket, Reason::Internal).await),
    }
}

/// Where a journey stands, for a page that shows it again. It writes nothing, not even a refusal: any page of any site can make a browser
/// look.
pub async fn look(app: &App, visit: &Visit, carried: Carried<'_>) -> Result<Going, Error> {
    let refused = |reason| Error::from(Refused::new(app, Phase::SignIn, reason));
    let ticket = Ticket::open(app, visit, carried).map_err(refused)?;
    let Stand { step, policy, .. } = stand(app, visit, &ticket).await?;
    match Met::from(step) {
        Met::Next(next) => Ok(Going::of(app, visit, &ticket, next)?.under(&policy, visit)),
        // The last step has its answer; whoever comes back to it starts again.
        Met::Finish(_) | Met::Wait => Err(refused(Reason::JourneyOfOtherStep)),
        Met::Refuse(reason) => Err(refused(reason)),
    }
}

pub(super) async fn opened(app: &App, visit: &Visit, carried: Carried<'_>) -> Result<Ticket, Error> {
    match Ticket::open(app, visit, carried) {
        Ok(ticket) => Ok(ticket),
        Err(reason) => {
            let why = (reason, About::default());
            Err(audit::refuse(app, &Scene::from(visit), Phase::SignIn, None, why).await)
        }
    }
}

/// Takes one typed proof.
pub async fn prove(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    shown: Typed,
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = opened(app, visit, carried).await?;
    let next = match Met::from(stand(app, visit, &ticket).await?.step) {
        Met::Next(next) => next,
        Met::Refuse(reason) => return Err(refuse(app, visit, &ticket, reason).await),
        Met::Finish(_) | Met::Wait => return Err(refuse(app, visit, &ticket, Reason::JourneyOfOtherStep).await),
    };
    let Some(subject) = ticket.subject.clone().filter(|_| takes(&next, shown.method)) else {
        return Err(refuse(app, visit, &ticket, Reason::JourneyOfOtherStep).await);
    };
    // Before the proof is looked at: a password that is changed meanwhile must not open under the epoch of its successor.
    let epoch = epoch(app, visit, &subject).await?;
    let Some(right) = guess(app, visit, &ticket, (&subject, &shown)).await? else {
        return Err(refuse(app, visit, &ticket, Reason::ProofWrong).await);
    };
    ticket.epoch = ticket.epoch.or(epoch);
    ticket.remember |= shown.remember;
    ticket.by.extend(right.by);
    add(app, visit, &mut ticket, right.proof).await?;
    advance(app, visit, &ticket, previous).await
}

/// Counts the guess before anything is compared, and forgets it where it was right.
async fn guess(
    app: &App,
    visit: &Visit,
    ticket: &Ticket,
    (subject, shown): (&Subject, &Typed),
) -> Result<Option<Right>, Error> {
    if shown.value.len() > LONGEST_PROOF {
        return Ok(None);
    }
    let device = devices::known(app, visit, subject.user).await?.map(|device| device.id);
    let (pool, subject_key) = (visit.door.pool.id, counted_under(app, visit, ticket, subject));
    let member_key = subject::member_key(app, visit, subject.user);
    let attempt = Attempt { pool, subject_key, member_key, method: shown.method, device };
    let member = subject.is_member.then_some(subject.user);
    let look = right(app, visit, ticket, (subject, shown));
    failures::guess(app, visit, (Phase::SignIn, attempt, member), look).await
}

/// A proof that was right.
struct Right {
    proof: Proof,
    /// The address that it came by.
    by: Option<String>,
}

/// Until something is proved it is the name that was typed that waits. After that it is the member, however many names they have.
fn counted_under(app: &App, visit: &Visit, ticket: &Ticket, subject: &Subject) -> [u8; 32] {
    match ticket.epoch {
        Some(_) => subject::key_of_member(&app.snapshot().ring, visit.door.pool.id, subject.user),
        None => subject.key,
    }
}

/// Whether that is what this step asks for.
fn takes(next: &Next, method: Method) -> bool {
    matches!(next, Next::First(_) | Next::Second(_)) && next.methods().contains(&method)
}

async fn right(
    app: &App,
    visit: &Visit,
    ticket: &Ticket,
    (subject, shown): (&Subject, &Typed),
) -> Result<Option<Right>, Error> {
    let is_right = match shown.method {
        Method::Password => {
            let proved = password::prove(app, visit, subject, &shown.value).await?;
            proved == password::Proved::Right
        }
        Method::EmailCode | Method::SmsCode | Method::MagicLink => {
            let by = sent::right(app, visit, (ticket, subject), (shown.method, &shown.value)).await?;
            return Ok(by.map(|by| Right { proof: Proof::of(shown.method), by: Some(by) }));
        }
        Method::Totp => totp::prove(app, visit, subject, &shown.value).await?,
        Method::RecoveryCode => recovery_codes::prove(app, visit, subject, &shown.value).await?,
        Method::AccessPass => return by_pass(app, visit, ticket, (subject, shown)).await,
        _ => false,
    };
    Ok(is_right.then(|| Right { proof: Proof::of(shown.method), by: None }))
}

/// S4c-1: beyond its full time a pass opens a recovery, which ends in a new passkey, and is one factor there.
async fn by_pass(
    app: &App,
    visit: &Visit,
    ticket: &Ticket,
    (subject, shown): (&Subject, &Typed),
) -> Result<Option<Right>, Error> {
    let pass = Proof::of(Method::AccessPass);
    let proof = match access_pass::prove(app, visit, subject, &shown.value).await? {
        access_pass::Proved::Full => Some(pass),
        access_pass::Proved::Enrolment if ticket.purpose == Purpose::Recovery => Some(Proof { vouched: false, ..pass }),
        access_pass::Proved::Enrolment | access_pass::Proved::Wrong => None,
    };
    Ok(proof.map(|proof| Right { proof, by: None }))
}

/// Adds a proof to the ticket, and with the first one the member's epoch.
pub(crate) async fn add(app: &App, visit: &Visit, ticket: &mut Ticket, proof: Proof) -> Result<(), Error> {
    if let (None, Some(subject)) = (ticket.epoch, &ticket.subject) {
        let Some(epoch) = epoch(app, visit, subject).await? else {
            return Err(refuse(app, visit, ticket, Reason::AccountUnavailable).await);
        };
        ticket.epoch = Some(epoch);
    }
    ticket.proofs.push(proof);
    Ok(())
}

/// The epoch of whoever is meant; nobody has none.
async fn epoch(app: &App, visit: &Visit, subject: &Subject) -> Result<Option<i64>, Error> {
    let (pool, user) = (visit.door.pool.id, subject.user);
    let member = app.store().read("epoch", move |tx| Ok::<_, Error>(user::find(tx, pool, user)?)).await?;
    Ok(member.map(|member| member.epoch))
}
