//! Sign-up with a passkey: no password ever. The member exists only once the passkey is verified, and is signed in at once.
//!
//! A username may be taken right away. A mail address or phone number must be proved before begin (`address`), lest a stranger plant a
//! passkey on somebody else's address.

mod address;
mod joining;
mod newcomer;
mod with_password;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, digest_of};
use crate::challenge::{Ceremony, Purpose};
use crate::devices::{self, Left, Remembering};
use crate::enrolment::{self, Brought, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier as names;
use crate::journey::{self, Assurance, PasskeyProof, Proof};
use crate::session::{self, Opener, Session};
use crate::settings;
use crate::sign_in::with_pre_auth;
use crate::signals::{self, Whole};
use crate::single_sign_on;
use crate::visit::{Begun, Client, SignedIn, Visit};
use crate::wish::{CreationExtensions, Wish};
pub use address::{Start, Step, look, start, verify};
pub(crate) use address::{address, method};
pub(crate) use joining::Joining;
pub(crate) use newcomer::Newcomer;
use serde::Deserialize;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::SessionId;
use store::identifier::IdentifierKind;
use store::spent_challenge;
use webauthn::options::Hint;
use webauthn::registration::Registered;
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

/// What finish repeats besides the W3C JSON.
#[derive(Debug, Deserialize)]
struct Repeated {
    identifier: Option<String>,
    ticket: Option<String>,
    display_name: Option<String>,
    binding_secret: Option<String>,
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
    match kind {
        IdentifierKind::Username => settings.takes_strangers_by(settings::IdentifierKind::Username),
        IdentifierKind::Email => settings.takes_strangers_by(settings::IdentifierKind::Email) && app.channels().mail,
        IdentifierKind::Phone => {
            settings.takes_strangers_by(settings::IdentifierKind::Phone) && app.channels().text_messages
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

async fn refuse(app: &App, visit: &Visit, spent: Option<&Ceremony>, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::SignUp, spent, (reason, About::default())).await
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
) -> Result<SignedIn, Error> {
    match prove_and_join(app, visit, (body, cookie), previous).await {
        Ok(signed_in) => Ok(signed_in),
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
) -> Result<SignedIn, Error> {
    let ground = Ground::from(visit.door.as_ref());
    let Proved { who, brought, ceremony } = match proved(app, visit, &ground, (body, cookie)) {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let verified = match ground.verify(app, (&ceremony, Purpose::SignUp), &brought.challenge, &brought.response) {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let assurance = match assurance(visit, &verified.registered) {
        Ok(assurance) => assurance,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let newcomer = match newcomer(app, visit, &who, &ceremony).await? {
        Ok(newcomer) => newcomer,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let default_name = app.providers().default_name(verified.registered.aaguid.0);
    let passkey = ground.row(app, newcomer.user.id, verified, default_name)?;
    let newcomer = (newcomer, passkey, previous.map(|session| session.id));
    match join(app, visit, newcomer, &ceremony, assurance).await? {
        Ok(signed_in) => Ok(signed_in),
        Err(reason) => Err(refuse(app, visit, Some(&ceremony), reason).await),
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

fn assurance(visit: &Visit, registered: &Registered) -> Result<Assurance, Reason> {
    let mode = visit.door.workspace.mode;
    let passkey = PasskeyProof {
        registered_under: mode,
        user_verified: registered.user_verified,
        device_bound: !registered.backup_eligible,
        from_elsewhere: false,
    };
    journey::accept(mode, passkey, false)?;
    let proofs = [Proof::passkey(passkey)];
    Ok(journey::assurance(&proofs, journey::strength(&proofs, false)))
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

async fn join(
    app: &App,
    visit: &Visit,
    (newcomer, passkey, previous): (Newcomer, NewPasskey, Option<SessionId>),
    ceremony: &Ceremony,
    assurance: Assurance,
) -> Result<Result<SignedIn, Reason>, Error> {
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
    let door = Arc::clone(&visit.door);
    let (pool, expires_at, nonce) = (visit.door.pool.id, i64::from(ceremony.expires_at_s), ceremony.nonce);
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
            if let Some(previous) = previous {
                store::session::delete(tx, pool, previous)?;
            }
            if let Some(device) = &device {
                device.write(tx)?;
            }
            let expires_at = session::open(tx, &door, &row)?;
            audit_event::insert(tx, &event)?;
            Ok(expires_at)
        })
        .await;
    Ok(Aborted::settle(written)?.map(|expires_at| SignedIn { expires_at, ..signed_in }))
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
