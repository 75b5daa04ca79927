//! Codes and links that a journey asks to be sent, and the link that comes back. Asking is answered alike whether anybody is there to read
//! it. A link signs in only in the browser that asked for it; elsewhere it becomes a code for that browser.

use super::going::{Going, Met, Next, Outcome, stand};
use super::open::{advance, refuse};
use super::steps::{add, opened};
use super::with_pre_auth;
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::binding::Binding;
use crate::error::{Error, Phase, Reason};
use crate::journey::{self, Purpose};
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{self, Ask, BINDING, LinkState, Proved, Taken, prepare_send};
use crate::policy::Policy;
use crate::session::Session;
use crate::subject::Subject;
use crate::ticket::{Carried, Ticket};
use crate::visit::{Client, Visit};
use store::id::JourneyId;

/// What came of a link.
#[derive(Debug)]
pub enum Linked {
    /// The journey goes on here, or is over.
    Here {
        came: Outcome,
        /// The journeys of this browser for which the link was sent, or could have been: once the member is in, they lead nowhere.
        asked_on: Vec<JourneyId>,
    },
    /// Another browser asked for it: this code is for that one.
    Code(String),
    Gone,
}

/// What a page about a link shows before anything is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSeen {
    Here,
    Elsewhere,
    Gone,
}

/// Sends a code or a link to whoever has the name, if anybody has.
pub async fn send(app: &App, visit: &Visit, carried: Carried<'_>, method: Method) -> Result<Going, Error> {
    let ticket = opened(app, visit, carried).await?;
    let next = match Met::from(stand(app, visit, &ticket).await?.step) {
        Met::Next(next) => next,
        Met::Refuse(reason) => return Err(refuse(app, visit, &ticket, reason).await),
        Met::Finish(_) | Met::Wait => return Err(refuse(app, visit, &ticket, Reason::JourneyOfOtherStep).await),
    };
    let is_asked = matches!(next, Next::First(_) | Next::Second(_)) && next.methods().contains(&method);
    let is_sent = method.needs_mail() || method.needs_text_messages();
    let Some(subject) = ticket.subject.as_ref().filter(|_| is_asked && is_sent) else {
        return Err(refuse(app, visit, &ticket, Reason::JourneyOfOtherStep).await);
    };
    let binding = of_journey(visit, &ticket);
    let ask = Ask { subject, purpose: purpose(ticket.purpose), method, binding: &binding };
    let prepared = prepare_send(app, visit, &ask).await?;
    app.store().write("send code", move |tx| Ok::<_, Error>(prepared.write(tx)?)).await?;
    messages::ring(app);
    Going::of(app, visit, &ticket, next)
}

/// The address that a code was sent to, where the typed one is that code.
pub(super) async fn right(
    app: &App,
    visit: &Visit,
    (ticket, subject): (&Ticket, &Subject),
    (method, typed): (Method, &str),
) -> Result<Option<String>, Error> {
    let binding = of_journey(visit, ticket);
    let ask = Ask { subject, purpose: purpose(ticket.purpose), method, binding: &binding };
    Ok(match one_time_code::prove(app, visit, &ask, typed).await? {
        one_time_code::Proof::Right(proved) => Some(proved.address),
        _ => None,
    })
}

fn purpose(purpose: Purpose) -> one_time_code::Purpose {
    match purpose {
        Purpose::SignIn => one_time_code::Purpose::SignIn,
        Purpose::Recovery => one_time_code::Purpose::Recovery,
    }
}

/// What only the client that asks can show again: a browser its pre-auth cookie, a program the journey whose ticket it holds.
pub(crate) fn binding(visit: &Visit, id: JourneyId) -> Vec<u8> {
    match (&visit.client, Binding::at_finish(&visit.client, None)) {
        (Client::Browser { .. }, Ok(binding)) => {
            let (bytes, length) = binding.bytes();
            bytes[..length].to_vec()
        }
        _ => id.as_bytes().to_vec(),
    }
}

/// Until something is proved, a link is as good as a name: it is of the browser, and begins a journey of its own. Afterwards it is of the
/// journey that asked for it, and leads back there.
fn of_journey(visit: &Visit, ticket: &Ticket) -> Vec<u8> {
    let mut binding = binding(visit, ticket.id);
    if ticket.epoch.is_some() && visit.client != Client::App {
        binding.extend_from_slice(ticket.id.as_bytes());
    }
    binding
}

/// What whoever reads their mail has shown by a link, where mail is a way there at all. A recovery that takes codes from a mailbox takes links
/// from it that a program has asked for: it is the same mailbox.
fn mail_proves(policy: &Policy, way: Purpose) -> Option<Method> {
    match way {
        Purpose::SignIn => Some(Method::MagicLink).filter(|link| policy.offers(*link)),
        Purpose::Recovery => {
            [Method::MagicLink, Method::EmailCode].into_iter().find(|way| policy.recovery.contains(way))
        }
    }
}

/// A browser that opens a link, and the journeys that it is on.
struct Opening {
    tickets: Vec<Ticket>,
    /// Its own, those of the journeys in their order, and that of programs, whose links of a recovery are good in any browser: there is none that
    /// asked. What is done there is as much as everywhere.
    bindings: Vec<Vec<u8>>,
}

impl Opening {
    fn of(app: &App, visit: &Visit, way: Purpose, held: &[Carried<'_>]) -> Self {
        let of_programs = (way == Purpose::Recovery).then(|| BINDING.to_vec());
        if mail_proves(&visit.door.policy, way).is_some_and(|method| method != Method::MagicLink) {
            // No page sends links here; those that one has sent are closed with it.
            return Self { tickets: Vec::new(), bindings: of_programs.into_iter().collect() };
        }
        let open = |carried: &Carried<'_>| Ticket::open(app, visit, *carried).ok();
        let may_go_on = |ticket: &Ticket| ticket.epoch.is_some() && ticket.purpose == way;
        let tickets: Vec<Ticket> = held.iter().filter_map(open).filter(may_go_on).collect();
        let of_journeys = tickets.iter().map(|ticket| of_journey(visit, ticket));
        let own = std::iter::once(binding(visit, JourneyId::NIL));
        let bindings = own.chain(of_journeys).chain(of_programs).collect();
        Self { tickets, bindings }
    }
}

/// Looks at a link without changing anything: scanners of mail look, too (scenario recovery/magic-link-prefetch). `held`: what the browser
/// carries of its journeys.
pub async fn look_at_link(
    app: &App,
    visit: &Visit,
    (way, token): (Purpose, &str),
    held: &[Carried<'_>],
) -> Result<LinkSeen, Error> {
    let bindings = Opening::of(app, visit, way, held).bindings;
    Ok(match one_time_code::look(app, visit, purpose(way), token, &bindings).await? {
        LinkState::Good { here: true } => LinkSeen::Here,
        LinkState::Good { here: false } => LinkSeen::Elsewhere,
        LinkState::Gone => LinkSeen::Gone,
    })
}

/// Uses a link.
pub async fn take_link(
    app: &App,
    visit: &Visit,
    (way, token): (Purpose, &str),
    held: &[Carried<'_>],
    previous: Option<&Session>,
) -> Result<Linked, Error> {
    // A policy that has closed this way meanwhile closes it for links on their way, too.
    let Some(method) = mail_proves(&visit.door.policy, way) else {
        let why = (Reason::UnknownAddress, About::default());
        return Err(audit::refuse(app, &Scene::from(visit), Phase::SignIn, None, why).await);
    };
    let (visit, pre_auth) = &with_pre_auth(app, visit)?;
    let Opening { tickets, bindings } = Opening::of(app, visit, way, held);
    match one_time_code::take(app, visit, purpose(way), token, &bindings).await? {
        Taken::Gone => Ok(Linked::Gone),
        // Without links nobody's page waits for the code.
        Taken::Elsewhere if method != Method::MagicLink => Ok(Linked::Gone),
        Taken::Elsewhere => {
            let code = one_time_code::confirm_code(app, visit, purpose(way), token).await?;
            Ok(code.map_or(Linked::Gone, Linked::Code))
        }
        Taken::Here { proved, binding, epoch } => {
            let asked = binding.checked_sub(1).and_then(|place| tickets.into_iter().nth(place));
            let asked_on = asked.as_ref().map_or_else(|| asking(app, visit, (way, held), &proved), |one| vec![one.id]);
            let mut ticket = match asked {
                Some(ticket) => waiting(app, visit, ticket).await?,
                None => Ticket { go_on: go_on(app, visit, held), ..begun(app, visit, way, (&proved, epoch))? },
            };
            ticket.by.push(proved.address);
            add(app, visit, &mut ticket, journey::Proof::of(method)).await?;
            let mut came = advance(app, visit, &ticket, previous).await?;
            if let Outcome::Going(going) = &mut came {
                going.pre_auth.clone_from(pre_auth);
            }
            Ok(Linked::Here { came, asked_on })
        }
    }
}

/// The journeys that have come no further than this member's name. Those of other names and those on which something was proved are of other
/// tabs, and go on there.
fn asking(app: &App, visit: &Visit, (way, held): (Purpose, &[Carried<'_>]), proved: &Proved) -> Vec<JourneyId> {
    let is_theirs = |subject: &Subject| subject.user == proved.user;
    let asks = |ticket: &Ticket| {
        ticket.purpose == way && ticket.epoch.is_none() && ticket.subject.as_ref().is_some_and(is_theirs)
    };
    let opened = held.iter().filter_map(|carried| Ticket::open(app, visit, *carried).ok());
    opened.filter(asks).map(|ticket| ticket.id).collect()
}

/// The journey that asked for the link, where it still waits for it.
async fn waiting(app: &App, visit: &Visit, ticket: Ticket) -> Result<Ticket, Error> {
    let reason = match Met::from(stand(app, visit, &ticket).await?.step) {
        Met::Next(Next::First(methods) | Next::Second(methods)) if methods.contains(&Method::MagicLink) => {
            return Ok(ticket);
        }
        Met::Refuse(reason) => reason,
        _ => Reason::JourneyOfOtherStep,
    };
    Err(refuse(app, visit, &ticket, reason).await)
}

/// The journey that this browser has begun last is most likely the one that the link was asked for on, so it says where to go on. Nothing that
/// was proved on it counts.
fn go_on(app: &App, visit: &Visit, held: &[Carried<'_>]) -> Option<String> {
    Ticket::open(app, visit, *held.last()?).ok()?.go_on
}

/// A new journey, of the member who reads the mail there.
fn begun(app: &App, visit: &Visit, way: Purpose, (proved, epoch): (&Proved, i64)) -> Result<Ticket, Error> {
    let mut ticket = Ticket::new(app, way)?;
    ticket.subject = Some(Subject::of_member(app, visit, proved.user));
    ticket.typed.clone_from(&proved.address);
    ticket.epoch = Some(epoch);
    Ok(ticket)
}
