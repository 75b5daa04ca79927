//! Sign-up with a passkey: no password ever. The member exists only once the passkey is verified, and is signed in at once.
//!
//! Only names may be taken this way. A mail address or phone number must be proved before begin, lest a stranger plant a passkey on
//! somebody else's address.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, digest_of};
use crate::challenge::{Ceremony, Purpose};
use crate::enrolment::{self, Brought, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Phase, Reason};
use crate::identifier as names;
use crate::journey::{self, Assurance, PasskeyProof, Policy, Progress, Step};
use crate::session::{self, Opener, Session};
use crate::sign_in::with_pre_auth;
use crate::signals::{self, Whole};
use crate::visit::{Begun, SignedIn, Visit};
use crate::wish::{CreationExtensions, Wish};
use serde::Deserialize;
use store::audit_event::{self, AuditEvent};
use store::id::{SessionId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::spent_challenge;
use store::user::{self, User, UserStatus};
use webauthn::options::Hint;
use webauthn::registration::Registered;

/// The body of begin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub identifier: String,
    pub display_name: Option<String>,
    /// For clients that are not browsers: the S256 of a secret that they show at finish.
    pub binding: Option<String>,
    pub hint: Option<Hint>,
    pub extensions: Option<CreationExtensions>,
}

/// What finish repeats besides the W3C JSON.
#[derive(Debug, Deserialize)]
struct Repeated {
    identifier: String,
    display_name: Option<String>,
    binding_secret: Option<String>,
}

/// Begins a sign-up. It reads nothing: whether a name is free shows only at finish, where it is taken or refused in one transaction.
pub async fn begin(app: &App, visit: &Visit, ask: Begin) -> Result<Begun, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let settings = &visit.door.pool.settings;
    let checked = Binding::at_begin(&visit.client, ask.binding.as_deref()).and_then(|binding| {
        let wish = Wish::granted(ask.hint, None, ask.extensions, (settings.extensions, visit.door.workspace.mode))?;
        Ok((binding, wish, checked_names(&visit, &ask.identifier, ask.display_name.as_deref())?))
    });
    let (binding, wish, (name, display_name)) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, &visit, None, reason).await),
    };
    let subject = subject(&ask.identifier, ask.display_name.as_deref());
    let enrolling = Enrolling { purpose: Purpose::SignUp, user: None, binding: &binding, subject: Some(subject) };
    let member = Member { handle: None, name, display_name: display_name.unwrap_or(name), has: &[] };
    let options = Ground::from(visit.door.as_ref()).options(app, &enrolling, &member, &wish)?;
    Ok(Begun { options, pre_auth })
}

fn checked_names<'a>(
    visit: &Visit,
    typed: &'a str,
    display_name: Option<&'a str>,
) -> Result<(&'a str, Option<&'a str>), Reason> {
    if !visit.door.pool.settings.is_open_to_strangers() {
        return Err(Reason::RegistrationClosed);
    }
    Ok((names::username(typed)?, names::display_name(display_name)?))
}

/// What is signed up, as the challenge knows it: the texts as they were sent.
fn subject(identifier: &str, display_name: Option<&str>) -> [u8; 32] {
    digest_of(&[Some(identifier), display_name])
}

async fn refuse(app: &App, visit: &Visit, spent: Option<&Ceremony>, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::SignUp, spent, (reason, About::default())).await
}

/// Finishes a sign-up: verifies, then writes member, name, passkey and session in one transaction.
///
/// `previous` is the session that the same browser still has; it ends with the new one's beginning.
pub async fn finish(app: &App, visit: &Visit, body: &[u8], previous: Option<&Session>) -> Result<SignedIn, Error> {
    match prove_and_join(app, visit, body, previous).await {
        Ok(signed_in) => Ok(signed_in),
        Err(error) => {
            let place = (visit.door.rp_id.as_str(), visit.door.workspace.mode);
            Err(signals::of_orphan(app, place, body, error).await)
        }
    }
}

async fn prove_and_join(app: &App, visit: &Visit, body: &[u8], previous: Option<&Session>) -> Result<SignedIn, Error> {
    let ground = Ground::from(visit.door.as_ref());
    let (repeated, brought, ceremony) = match proved(app, visit, &ground, body) {
        Ok(proved) => proved,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let verified = match ground.verify(app, (&ceremony, Purpose::SignUp), &brought.challenge, &brought.response) {
        Ok(verified) => verified,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    // Begin has checked the names and the MAC covers them; policy may have changed since.
    let assurance = checked_names(visit, &repeated.identifier, repeated.display_name.as_deref())
        .and_then(|names| Ok((names, assurance(visit, &verified.registered)?)));
    let ((name, display_name), assurance) = match assurance {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, visit, Some(&ceremony), reason).await),
    };
    let newcomer = Newcomer::new(app, visit, (name, display_name), &ceremony)?;
    let default_name = app.providers().default_name(verified.registered.aaguid.0);
    let passkey = ground.row(app, newcomer.user.id, verified, default_name)?;
    let newcomer = (newcomer, passkey, previous.map(|session| session.id));
    match join(app, visit, newcomer, &ceremony, assurance).await? {
        Ok(signed_in) => Ok(signed_in),
        Err(reason) => Err(refuse(app, visit, Some(&ceremony), reason).await),
    }
}

fn proved(app: &App, visit: &Visit, ground: &Ground, body: &[u8]) -> Result<(Repeated, Brought, Ceremony), Reason> {
    let repeated: Repeated = serde_json::from_slice(body).map_err(|_| Reason::MalformedBody)?;
    let brought = enrolment::read(body)?;
    let binding = Binding::at_finish(&visit.client, repeated.binding_secret.as_deref())?;
    let subject = subject(&repeated.identifier, repeated.display_name.as_deref());
    let enrolling = Enrolling { purpose: Purpose::SignUp, user: None, binding: &binding, subject: Some(subject) };
    let ceremony = ground.prove(app, &app.snapshot(), &brought.challenge, &enrolling)?;
    Ok((repeated, brought, ceremony))
}

fn assurance(visit: &Visit, registered: &Registered) -> Result<Assurance, Reason> {
    let mode = visit.door.workspace.mode;
    let passkey = Some(PasskeyProof { registered_under: mode, user_verified: registered.user_verified });
    match journey::next(Policy { mode }, Progress { user_active: true, beside_another: false, passkey }) {
        Step::Finish(assurance) => Ok(assurance),
        Step::Refuse(reason) => Err(reason),
        Step::AskForPasskey => Err(Reason::Internal),
    }
}

/// A member about to exist.
pub(crate) struct Newcomer {
    pub user: User,
    pub identifier: Identifier,
}

impl Newcomer {
    fn new(app: &App, visit: &Visit, names: (&str, Option<&str>), ceremony: &Ceremony) -> Result<Self, Error> {
        let door = &visit.door;
        Self::of(app, (door.tenant.id, door.pool.id), names, &ceremony.user_handle)
    }

    pub(crate) fn of(
        app: &App,
        (tenant_id, pool_id): (store::id::TenantId, store::id::PoolId),
        (name, display_name): (&str, Option<&str>),
        handle: &[u8; 32],
    ) -> Result<Self, Error> {
        let (ms, random) = app.id_parts()?;
        let (id, now) = (UserId::from_parts(ms, random), app.now());
        let user = User {
            pool_id,
            id,
            tenant_id,
            handle: handle.to_vec(),
            display_name: display_name.unwrap_or(name).to_owned(),
            status: UserStatus::Active,
            epoch: 0,
            created_at: now,
        };
        let identifier = Identifier {
            pool_id,
            folded: names::fold(name),
            kind: IdentifierKind::Username,
            value: name.to_owned(),
            user_id: id,
            verified_at: None,
            created_at: now,
        };
        Ok(Self { user, identifier })
    }

    /// Writes the member, or says why not.
    pub(crate) fn insert(&self, tx: &mut store::Tx<'_>) -> Result<(), Aborted> {
        user::insert(tx, &self.user)?;
        if identifier::insert(tx, &self.identifier)? { Ok(()) } else { Err(Aborted::Refused(Reason::IdentifierTaken)) }
    }
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
    let opener = Opener { user_id: newcomer.user.id, epoch: newcomer.user.epoch, passkey_id: passkey.row.id };
    let session::Opening { row, mut signed_in } = session::prepare(app, visit, &opener, assurance)?;
    // The member begins with this transaction, so this one passkey is the whole list.
    let (name, has) = (newcomer.identifier.value.as_str(), std::slice::from_ref(&passkey.row));
    signed_in.signals =
        Some(Box::new(signals::of_member(app, &visit.door, (&newcomer.user, name), (has, Whole::Settled))));
    let about = About::member(newcomer.user.id).passkey(passkey.row.id, passkey.row.name.clone());
    let event: AuditEvent = audit::done(app, &Scene::from(visit), Kind::SignUp, about).await?;
    let (pool, expires_at, nonce) = (visit.door.pool.id, i64::from(ceremony.expires_at_s), ceremony.nonce);
    let written = app
        .store()
        .write("sign up", move |tx| {
            if !spent_challenge::spend(tx, pool, expires_at, &nonce)? {
                return Err(Aborted::Refused(Reason::CeremonyReplayed));
            }
            newcomer.insert(tx)?;
            passkey.insert(tx)?;
            if let Some(previous) = previous {
                store::session::delete(tx, pool, previous)?;
            }
            store::session::insert(tx, &row)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    Ok(Aborted::settle(written)?.map(|()| signed_in))
}
