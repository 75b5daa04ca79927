//! Administrators: who may open the console, what for, and over what. They sign in where the installation is at home, whatever they look
//! after. Every use case of the console takes an [`Acting`], which says once more what its holder may do: a route that forgot to ask would
//! still be refused here.

mod letters;
pub(crate) mod passes;
mod rights;
mod roster;
mod standing;

#[cfg(test)]
mod tests;

pub(crate) use letters::letters;
pub(crate) use standing::{Writer, may_still};

pub use rights::{Grant, Power, Role, Scope};
pub(crate) use roster::is_last_owner;
pub use roster::{AdministratorView, Appointment, Position, appoint, change, dismiss, find, list};

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::policy::Sensitive;
use crate::session::Session;
use crate::step_up;
use crate::visit::Visit;

/// What an administrator is about to do, as far as the proof for it is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// S0-28
    Look,
    /// S0-26
    Change,
}

/// An administrator at work.
#[derive(Debug)]
pub struct Acting {
    pub visit: Visit,
    pub session: Session,
    pub grant: Grant,
}

/// An administrator who may do this somewhere, however old their proof is: enough to be asked for a fresh one.
pub async fn recognize(app: &App, (visit, session): (Visit, Session), power: Power) -> Result<Acting, Error> {
    let Some(grant) = session.grant.filter(|grant| grant.may(power)) else {
        let why = (Reason::NotPermitted, About::member(session.user_id));
        return Err(audit::refuse(app, &Scene::from(&visit), Phase::Administration, None, why).await);
    };
    Ok(Acting { visit, session, grant })
}

/// Lets an administrator in: one who may do this somewhere, with a proof that is fresh enough for it.
pub async fn enter(app: &App, who: (Visit, Session), (power, intent): (Power, Intent)) -> Result<Acting, Error> {
    let acting = recognize(app, who, power).await?;
    let sensitive = match intent {
        Intent::Look => Sensitive::ElevatedPages,
        Intent::Change => Sensitive::Administration,
    };
    step_up::require(app, &acting.visit, &acting.session, sensitive).await?;
    Ok(acting)
}

impl Acting {
    /// What lies outside an administrator's scope is for them as if it were not there.
    pub fn over(&self, app: &App, place: Scope) -> Result<(), Error> {
        if self.grant.scope.covers(place) {
            return Ok(());
        }
        Err(refused(app, Reason::UnknownAddress))
    }

    /// The same for something that not every role may do.
    pub fn require(&self, app: &App, (power, place): (Power, Scope)) -> Result<(), Error> {
        self.over(app, place)?;
        if self.grant.may(power) { Ok(()) } else { Err(refused(app, Reason::NotPermitted)) }
    }

    pub fn may(&self, power: Power, place: Scope) -> bool {
        self.grant.scope.covers(place) && self.grant.may(power)
    }
}

pub(crate) fn refused(app: &App, reason: Reason) -> Error {
    Refused::new(app, Phase::Administration, reason).into()
}
