//! A sign-in that an outside provider has vouched for: its word is one proof of the member whose account it is linked with, and goes the way
//! of any other proof. It must never count for anybody else, and never skip a step.

use super::going::{Met, Next, Outcome, stand};
use super::open::advance;
use super::steps::add;
use crate::app::App;
use crate::error::Error;
use crate::journey::{Proof, Purpose};
use crate::method::Method;
use crate::session::Session;
use crate::subject::Subject;
use crate::ticket::{Carried, Ticket};
use crate::visit::Visit;
use crate::way_on::way_on;
use store::id::UserId;

/// Goes on with the provider's word about this member: on the journey that the browser left for it, where that is theirs and asks for it,
/// else on a new one. `mfa`: the provider asked for more than one factor. `epoch`: the member's when the provider's word was taken. `way`:
/// where they wanted to go when they left.
pub async fn vouched(
    app: &App,
    visit: &Visit,
    (left, way): (Option<Carried<'_>>, Option<&str>),
    (user, mfa, epoch): (UserId, bool, i64),
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = match left.and_then(|carried| Ticket::open(app, visit, carried).ok()) {
        Some(ticket) if asks(app, visit, (&ticket, user)).await? => ticket,
        _ => Ticket::new(app, Purpose::SignIn)?,
    };
    ticket.go_on = ticket.go_on.or_else(|| way_on(&visit.door, way?));
    // The name that was typed stays: its page shows it.
    ticket.subject.get_or_insert_with(|| Subject::of_member(app, visit, user));
    ticket.epoch.get_or_insert(epoch);
    let proof = Proof { method: Method::SingleSignOn, vouched: mfa, passkey: None };
    go_on(app, visit, ticket, proof, previous).await
}

/// Goes on with one proof more.
pub(crate) async fn go_on(
    app: &App,
    visit: &Visit,
    mut ticket: Ticket,
    proof: Proof,
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    add(app, visit, &mut ticket, proof).await?;
    advance(app, visit, &ticket, previous).await
}

/// Whether that journey waits for this proof. One of somebody else stays where it is: what they proved is not this member's.
async fn asks(app: &App, visit: &Visit, (ticket, user): (&Ticket, UserId)) -> Result<bool, Error> {
    let is_theirs = ticket.subject.as_ref().is_some_and(|subject| subject.user == user);
    if ticket.purpose != Purpose::SignIn || !is_theirs {
        return Ok(false);
    }
    let step = Met::from(stand(app, visit, ticket).await?.step);
    let Met::Next(next @ (Next::First(_) | Next::Second(_))) = step else { return Ok(false) };
    Ok(next.methods().contains(&Method::SingleSignOn))
}
