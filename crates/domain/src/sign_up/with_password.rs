//! Joining with a password, where members have no passkeys: only with an address that was proved. The new password is the first proof of the
//! sign-in that follows, which asks for whatever policy wants besides.

use super::joining::Joining;
use super::newcomer::Newcomer;
use super::{Aborted, refuse};
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
use store::password::Password;
use store::{audit_event, password as passwords};

/// Makes the account, and goes on to its session.
pub async fn with_password(
    app: &App,
    visit: &Visit,
    carried: Option<&str>,
    typed: &password::Typed,
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let checked = Joining::proved(app, visit, carried).and_then(|joining| {
        let is_way = super::address::first_factors(visit).contains(&Method::Password);
        if is_way { Ok(joining) } else { Err(Reason::MethodNotUsedHere) }
    });
    let made = match checked {
        Ok(joining) => make(app, visit, &joining, typed).await?,
        Err(reason) => Err(reason),
    };
    let newcomer = match made {
        Ok(newcomer) => newcomer,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let mut ticket = Ticket::new(app, Purpose::SignIn)?;
    ticket.subject = Some(Subject::of_member(app, visit, newcomer.id));
    ticket.typed = newcomer.address;
    go_on(app, visit, ticket, Proof::of(Method::Password), previous).await
}

struct Made {
    id: store::id::UserId,
    address: String,
}

async fn make(
    app: &App,
    visit: &Visit,
    joining: &Joining,
    typed: &password::Typed,
) -> Result<Result<Made, Reason>, Error> {
    let names = [Some(joining.address.clone()), joining.display_name.clone()].into_iter().flatten().collect();
    let hash = match password::hash_of_newcomer(app, visit, names, typed).await? {
        Ok(hash) => hash,
        Err(reason) => return Ok(Err(reason)),
    };
    let newcomer = match Newcomer::of_address(app, visit, joining, &random::bytes(app.random())?).await? {
        Ok(newcomer) => newcomer,
        Err(reason) => return Ok(Err(reason)),
    };
    let made = Made { id: newcomer.user.id, address: joining.address.clone() };
    let row =
        Password { pool_id: visit.door.pool.id, user_id: made.id, hash, must_change: false, changed_at: app.now() };
    let event = audit::done(app, &Scene::from(visit), Kind::SignUp, About::member(made.id)).await?;
    let link = single_sign_on::agreed(app, visit, made.id).await?;
    let written = app
        .store()
        .write("sign up with password", move |tx| {
            newcomer.insert(tx)?;
            passwords::insert(tx, &row)?;
            if let Some(link) = &link {
                single_sign_on::link(tx, link)?;
            }
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    Ok(Aborted::settle(written)?.map(|()| made))
}
