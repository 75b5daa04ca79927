//! A journey as its visitor sees it: what to do next, or the session that it ended in.

use crate::app::App;
use crate::devices;
use crate::error::{Error, Reason};
use crate::journey::{self, Finish, Held, Progress, Purpose, Step, Waited};
use crate::method::Method;
use crate::password;
use crate::policy::{self, Because, Policy};
use crate::sign_in::facts;
use crate::ticket::Ticket;
use crate::visit::{SignedIn, Visit};
use std::sync::Arc;
use store::id::JourneyId;

/// What came of a step.
#[derive(Debug)]
pub enum Outcome {
    Going(Box<Going>),
    SignedIn(Box<SignedIn>),
}

/// A journey that goes on.
#[derive(Debug, Clone)]
pub struct Going {
    pub id: JourneyId,
    /// What the visitor brings along next time.
    pub sealed: String,
    pub expires_at: i64,
    pub purpose: Purpose,
    /// The name as it was typed.
    pub typed: String,
    pub next: Next,
    /// The rule that holds the member.
    pub why: Option<Because>,
    /// For how long this browser may be spared the second factor, where the member's policy lets it.
    pub remember_ms: Option<i64>,
    /// Whether a passkey that the member makes will be a second factor.
    pub passkey_is_second: bool,
    /// The fewest and the most characters of a password that is to be made.
    pub password_lengths: Option<(usize, usize)>,
    /// Where the visitor wants to go on in the end.
    pub go_on: Option<String>,
    /// The pre-auth cookie that the browser must be given, where it had none.
    pub pre_auth: Option<String>,
}

/// What the visitor is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Identify(Vec<Method>),
    First(Vec<Method>),
    Second(Vec<Method>),
    /// Something is to be made, by one of these methods.
    Enrol(Held, Vec<Method>),
    /// A recovery may go on from then, if nobody stops it.
    Wait(i64),
}

impl Next {
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Identify(_) => "identify",
            Self::First(_) => "first",
            Self::Second(_) => "second",
            Self::Enrol(..) => "enrol",
            Self::Wait(_) => "wait",
        }
    }

    pub fn methods(&self) -> &[Method] {
        match self {
            Self::Identify(methods) | Self::First(methods) | Self::Second(methods) | Self::Enrol(_, methods) => methods,
            Self::Wait(_) => &[],
        }
    }
}

/// Where a journey stands, with the policy that says so.
pub(crate) struct Stand {
    pub step: Step,
    pub policy: Arc<Policy>,
    /// Whether a passkey that is shown next must verify its user.
    pub must_verify: bool,
}

/// Asks the decision. One read once somebody has proved something; none before.
pub(crate) async fn stand(app: &App, visit: &Visit, ticket: &Ticket) -> Result<Stand, Error> {
    let now = app.now();
    let (Some(subject), Some(epoch)) = (&ticket.subject, ticket.epoch) else {
        let progress =
            Progress { purpose: ticket.purpose, named: ticket.subject.is_some(), proofs: &[], standing: None, now };
        let policy = Arc::clone(&visit.door.policy);
        return Ok(Stand { step: journey::next(&policy, &progress), policy, must_verify: true });
    };
    let device = devices::known(app, visit, subject.user).await?;
    let (door, user) = (Arc::clone(&visit.door), subject.user);
    let (policy, known) = app
        .store()
        .read("standing", move |tx| {
            let policy = policy::of_member(tx, &door, user)?;
            let known = facts::standing(tx, &door, (&policy, user, now), device.as_ref())?;
            Ok::<_, Error>((policy, known))
        })
        .await?;
    let (step, must_verify) = match known {
        // What ended the member's sessions ended this journey, too.
        Some((known_epoch, _)) if known_epoch != epoch => (Step::Refuse(Reason::JourneyNotFound), true),
        None => (Step::Refuse(Reason::AccountUnavailable), true),
        Some((_, mut standing)) => {
            if ticket.recovered {
                standing.waited = Waited::Over;
            }
            let progress = Progress {
                purpose: ticket.purpose,
                named: true,
                proofs: &ticket.proofs,
                standing: Some(&standing),
                now,
            };
            (journey::next(&policy, &progress), journey::must_verify(&policy, &progress))
        }
    };
    Ok(Stand { step, policy, must_verify })
}

/// What the step means for the visitor; the end and the refusal are for others to carry out.
pub(crate) enum Met {
    Next(Next),
    /// A recovery begins to wait.
    Wait,
    Finish(Finish),
    Refuse(Reason),
}

impl From<Step> for Met {
    fn from(step: Step) -> Self {
        match step {
            Step::Identify(methods) => Self::Next(Next::Identify(methods)),
            Step::First(methods) => Self::Next(Next::First(methods)),
            Step::Second(methods) => Self::Next(Next::Second(methods)),
            Step::Enrol(held, methods) => Self::Next(Next::Enrol(held, methods)),
            Step::Wait(Some(until)) => Self::Next(Next::Wait(until)),
            Step::Wait(None) => Self::Wait,
            Step::Finish(finish) => Self::Finish(finish),
            Step::Refuse(reason) => Self::Refuse(reason),
        }
    }
}

impl Going {
    pub(crate) fn of(app: &App, visit: &Visit, ticket: &Ticket, next: Next) -> Result<Self, Error> {
        app.meters().note_step(ticket.purpose, &next);
        Ok(Self {
            id: ticket.id,
            sealed: ticket.seal(app, visit)?,
            expires_at: ticket.expires_at,
            purpose: ticket.purpose,
            typed: ticket.typed.clone(),
            next,
            why: None,
            remember_ms: None,
            passkey_is_second: false,
            password_lengths: None,
            go_on: ticket.go_on.clone(),
            pre_auth: None,
        })
    }

    /// What the visitor is told of the policy that asks. No rule holds whoever recovers: a recovery ends as it does by itself.
    pub(crate) fn under(mut self, policy: &Policy, visit: &Visit) -> Self {
        self.remember_ms = policy.remember_device_ms;
        self.passkey_is_second = policy.passkey_is_second();
        if matches!(&self.next, Next::Enrol(_, methods) if methods.contains(&Method::Password)) {
            self.password_lengths = Some(password::lengths(policy, &visit.door));
        }
        if let Next::Enrol(held, _) = self.next
            && !matches!(held, Held::Recovery | Held::NewPassword)
        {
            self.why = policy.why_held(held).cloned();
        }
        self
    }
}
