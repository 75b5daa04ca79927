//! Joining with a password, where members have no passkeys: only with an address that was proved. The new password is the first proof of the
//! sign-in that follows, which asks for whatever policy wants besides.

use super::joining::Joining;
use super::newcomer::Newcomer;
use super::{Aborted, first_factors, refuse};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::journey::{Proof, Purpose};
use crate::method::Method;
use crate::password;
use crate::random;
use crate::session::Session;
use crate::sign_in::{Outcome, go_on};
use crate::single_sign_on;
use crate::subject::Subject;
use crate::ticket::Ticket;
use crate::visit::Visit;
use crate::way_on::way_on;
use store::id::UserId;
use store::password::Password;
use store::{audit_event, password as passwords};

/// Makes the account, and goes on to its session, and from there to where the newcomer wanted to go.
pub async fn with_password(
    app: &App,
    visit: &Visit,
    carried: Option<&str>,
    typed: &password::Typed,
    (previous, way): (Option<&Session>, Option<String>),
) -> Result<Outcome, Error> {
    let checked = Joining::proved(app, visit, carried).and_then(|joining| {
        let is_way = first_factors(&visit.door, joining.kind()).contains(&Method::Password);
        if is_way { Ok(joining) } else { Err(Reason::MethodNotUsedHere) }
    });
    let joining = match checked {
        Ok(joining) => joining,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let names = [Some(joining.address.clone()), joining.display_name.clone()].into_iter().flatten().collect();
    match password::hash_of_newcomer(app, visit, names, typed).await? {
        Ok(hash) => make_and_go_on(app, visit, &joining, Some(hash), (previous, way)).await,
        Err(reason) => Err(refuse(app, visit, None, reason).await),
    }
}

/// Makes the account of whoever has proved their address, with a password or with nothing else, and goes on.
pub(super) async fn make_and_go_on(
    app: &App,
    visit: &Visit,
    joining: &Joining,
    hash: Option<String>,
    (previous, way): (Option<&Session>, Option<String>),
) -> Result<Outcome, Error> {
    let method = match hash {
        Some(_) => Some(Method::Password),
        None => first_factors(&visit.door, joining.kind()).first().copied(),
    };
    let made = match method {
        Some(method) => make(app, visit, joining, hash).await?.map(|id| (id, method)),
        None => Err(Reason::MethodNotUsedHere),
    };
    let (id, method) = match made {
        Ok(made) => made,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let mut ticket = Ticket::new(app, Purpose::SignIn)?;
    ticket.subject = Some(Subject::of_member(app, visit, id));
    ticket.typed.clone_from(&joining.address);
    ticket.go_on = way.and_then(|way| way_on(&visit.door, &way));
    go_on(app, visit, ticket, Proof::of(method), previous).await
}

async fn make(
    app: &App,
    visit: &Visit,
    joining: &Joining,
    hash: Option<String>,
) -> Result<Result<UserId, Reason>, Error> {
    let newcomer = match Newcomer::of_address(app, visit, joining, &random::bytes(app.random())?).await? {
        Ok(newcomer) => newcomer,
        Err(reason) => return Ok(Err(reason)),
    };
    let (pool_id, user_id, changed_at) = (visit.door.pool.id, newcomer.user.id, app.now());
    let row = hash.map(|hash| Password { pool_id, user_id, hash, changed_at });
    let event = audit::done(app, &Scene::from(visit), Kind::SignUp, About::member(user_id)).await?;
    let link = single_sign_on::agreed(app, visit, user_id).await?;
    let written = app
        .store()
        .write("sign up with address", move |tx| {
            newcomer.insert(tx)?;
            if let Some(row) = &row {
                passwords::insert(tx, row)?;
            }
            if let Some(link) = &link {
                single_sign_on::link(tx, link)?;
            }
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    Ok(Aborted::settle(written)?.map(|()| user_id))
}
