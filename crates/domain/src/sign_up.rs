//! Sign-up with a passkey: no password ever. The member exists only once the passkey is verified, and is signed in at once, unless policy asks for more.
//!
//! A username may be taken right away. A mail address or phone number must be proved before begin (`address`), lest a stranger plant a
//! passkey on somebody else's address.

mod address;
mod joining;
mod newcomer;
mod with_address;
mod with_passkey;
mod with_password;

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::binding::{Binding, digest_of};
use crate::challenge::Purpose;
use crate::enrolment::{self, Came, Enrolling, Ground, Member};
use crate::error::{Error, Phase, Reason};
use crate::identifier as names;
use crate::method::Method;
use crate::settings;
use crate::sign_in::with_pre_auth;
use crate::visit::{Begun, Visit};
use crate::wish::{CreationExtensions, Wish};
pub use address::{Start, Step, look, start, verify};
pub(crate) use address::{address, first_factors, method};
pub(crate) use joining::Joining;
pub(crate) use newcomer::{Newcomer, is_claimable};
use serde::Deserialize;
use store::identifier::IdentifierKind;
use webauthn::options::Hint;
pub use with_address::with_address;
pub use with_passkey::finish;
pub use with_password::with_password;

/// The body of begin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// A username. Left out by whoever has proved an address.
    pub identifier: Option<String>,
    /// What verifying the address has answered; browsers have a cookie instead.
    pub ticket: Option<String>,
    pub display_name: Option<String>,
    /// For clients that are not browsers: the S256 of a secret that they show at finish.
    pub binding: Option<String>,
    pub hint: Option<Hint>,
    pub extensions: Option<CreationExtensions>,
}

/// Begins a sign-up. It reads nothing: whether a name is free shows only at finish, where it is taken or refused in one transaction.
pub async fn begin(app: &App, visit: &Visit, ask: Begin) -> Result<Begun, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let settings = &visit.door.pool.settings;
    let checked = Binding::at_begin(&visit.client, ask.binding.as_deref()).and_then(|binding| {
        let wish = Wish::granted(ask.hint, None, ask.extensions, (settings.extensions, visit.door.workspace.mode))?;
        let names = (ask.identifier.as_deref(), ask.display_name.as_deref());
        Ok((binding, wish, Who::of(app, &visit, names, ask.ticket.as_deref())?))
    });
    let (binding, wish, who) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, &visit, None, reason).await),
    };
    let subject = who.subject((ask.identifier.as_deref(), ask.display_name.as_deref()));
    let (name, display_name) = who.names();
    let enrolling = Enrolling { purpose: Purpose::SignUp, user: None, binding: &binding, subject: Some(subject) };
    let member = Member { handle: None, name, display_name: display_name.unwrap_or(name), has: &[] };
    let options = Ground::from(visit.door.as_ref()).options(app, &enrolling, &member, &wish)?;
    Ok(Begun { options, pre_auth })
}

/// Whether strangers may join with this kind of name, and it can be proved.
pub(crate) fn takes(app: &App, visit: &Visit, kind: IdentifierKind) -> bool {
    let settings = &visit.door.pool.settings;
    let may_be_made = || !first_factors(&visit.door, kind).is_empty();
    match kind {
        // Without a proved address the passkey is all that the member has.
        IdentifierKind::Username => {
            settings.takes_strangers_by(settings::IdentifierKind::Username)
                && visit.door.policy.first.contains(&Method::Passkey)
        }
        IdentifierKind::Email => {
            settings.takes_strangers_by(settings::IdentifierKind::Email) && app.channels().mail && may_be_made()
        }
        IdentifierKind::Phone => {
            let is_taken = settings.takes_strangers_by(settings::IdentifierKind::Phone);
            is_taken && app.channels().text_messages && may_be_made()
        }
    }
}

/// The kinds of names with which strangers may join here, for the pages.
pub fn kinds(app: &App, visit: &Visit) -> Vec<settings::IdentifierKind> {
    let all = [
        (IdentifierKind::Username, settings::IdentifierKind::Username),
        (IdentifierKind::Email, settings::IdentifierKind::Email),
        (IdentifierKind::Phone, settings::IdentifierKind::Phone),
    ];
    all.into_iter().filter(|(kind, _)| takes(app, visit, *kind)).map(|(_, kind)| kind).collect()
}

/// Who signs up.
enum Who {
    Name { name: String, display_name: Option<String> },
    Address(Joining),
}

impl Who {
    fn of(
        app: &App,
        visit: &Visit,
        (typed, display_name): (Option<&str>, Option<&str>),
        ticket: Option<&str>,
    ) -> Result<Self, Reason> {
        // A passkey that is no way in would leave its member outside for ever.
        if !visit.door.policy.first.contains(&Method::Passkey) {
            return Err(Reason::MethodNotUsedHere);
        }
        let Some(typed) = typed else { return Joining::proved(app, visit, ticket).map(Self::Address) };
        if !takes(app, visit, IdentifierKind::Username) {
            return Err(Reason::RegistrationClosed);
        }
        let display_name = names::display_name(display_name)?.map(str::to_owned);
        Ok(Self::Name { name: names::username(typed)?.to_owned(), display_name })
    }

    fn names(&self) -> (&str, Option<&str>) {
        match self {
            Self::Name { name, display_name } => (name, display_name.as_deref()),
            Self::Address(joining) => (&joining.address, joining.display_name.as_deref()),
        }
    }

    /// What is signed up, as the challenge knows it: the texts as they were sent, or the ticket.
    fn subject(&self, (typed, display_name): (Option<&str>, Option<&str>)) -> [u8; 32] {
        match self {
            Self::Name { .. } => digest_of(&[typed, display_name]),
            Self::Address(joining) => {
                digest_of(&[Some("address"), Some(&joining.id.to_string()), Some(&joining.address)])
            }
        }
    }
}

async fn refuse(app: &App, visit: &Visit, came: Option<Came<'_>>, reason: Reason) -> Error {
    let spent = came.map(|(ceremony, _)| ceremony);
    let about = enrolment::about(app, visit, About::default(), came);
    audit::refuse(app, &Scene::from(visit), Phase::SignUp, spent, (reason, about)).await
}

/// Why a transaction was rolled back.
pub(crate) enum Aborted {
    Store(store::Error),
    Refused(Reason),
}

impl From<store::Error> for Aborted {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Aborted {
    /// A refusal is an outcome; a failing database is an error.
    pub(crate) fn settle<T>(written: Result<T, Self>) -> Result<Result<T, Reason>, Error> {
        match written {
            Ok(value) => Ok(Ok(value)),
            Err(Self::Refused(reason)) => Ok(Err(reason)),
            Err(Self::Store(error)) => Err(error.into()),
        }
    }
}
