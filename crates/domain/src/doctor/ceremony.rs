//! One real ceremony: a passkey is made and used for each pool as its settings are, with the keys, the verifier and the tables of every other one.
//! Whoever holds the passkey is the server's business. The rows are undone in the transaction that wrote them: no member, no passkey, no session
//! and no event is left.

use super::{a_door_each, name_of};
use crate::app::App;
use crate::assertion;
use crate::binding::Binding;
use crate::challenge::{self, Context, Purpose, Terms};
use crate::enrolment::{self, Enrolling, Ground, Member, NewPasskey};
use crate::error::{Error, Reason};
use crate::settings::{AttestationSettings, Mode, PoolSettings};
use crate::sign_in::{app_id, descriptors, expiry, words};
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::wish::Wish;
use std::sync::Arc;
use store::id::UserId;
use store::passkey::{self, SignInFacts};
use store::user::{self, User, UserStatus};
use webauthn::options::{Extensions, RequestOptions};
use webauthn::{AuthenticationResponse, Mediation, UserVerification};

const NAME: &str = "keystead doctor";
/// An installation with more pools than this is looked at in part.
const MOST: usize = 20;

/// Where a ceremony did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum NotRehearsed {
    #[error("it was refused: {}", .0.as_str())]
    Refused(Reason),
    #[error("the passkey that was written could not be found again")]
    Lost,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<webauthn::Refusal> for NotRehearsed {
    fn from(refusal: webauthn::Refusal) -> Self {
        Self::Refused(Reason::Webauthn(refusal))
    }
}

impl From<Reason> for NotRehearsed {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason)
    }
}

/// A ceremony of one pool, for a member whom there never is.
#[derive(Debug)]
pub struct Rehearsal {
    door: Arc<FrontDoor>,
    ground: Ground,
    user: User,
}

/// A passkey that was made and is not stored.
pub struct Made(NewPasskey);

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").finish_non_exhaustive()
    }
}

/// One for each pool.
pub fn rehearsals(app: &App) -> Result<Vec<Rehearsal>, Error> {
    let doors = a_door_each(app.snapshot().doors());
    doors.into_iter().take(MOST).map(|door| Rehearsal::of(app, door)).collect()
}

impl Rehearsal {
    fn of(app: &App, door: Arc<FrontDoor>) -> Result<Self, Error> {
        let (ms, random) = app.id_parts()?;
        // No software can show the certificate of a maker, so makers alone are not asked about.
        let settings = PoolSettings { attestation: AttestationSettings::default(), ..(*door.pool.settings).clone() };
        let ground = Ground { settings: Arc::new(settings), stands_alone: true, ..Ground::from(door.as_ref()) };
        let user = User {
            pool_id: door.pool.id,
            id: UserId::from_parts(ms, random),
            tenant_id: door.tenant.id,
            handle: crate::random::bytes::<32>(app.random())?.to_vec(),
            display_name: NAME.to_owned(),
            status: UserStatus::Active,
            epoch: 0,
            created_at: app.now(),
        };
        Ok(Self { door, ground, user })
    }

    pub fn name(&self) -> String {
        name_of(&self.door)
    }

    /// Of which page the browser is: ours where they are on the RP ID, else the first of the pool's own that is.
    pub fn origin<'a>(&'a self, pages: &'a str) -> Option<&'a str> {
        let own = &self.door.origins.own;
        if own.iter().any(|origin| origin == pages) { Some(pages) } else { own.first().map(String::as_str) }
    }

    /// Whether our own pages may use this pool's passkeys at all.
    pub fn takes(&self, pages: &str) -> bool {
        self.door.origins.web().any(|origin| origin == pages)
    }

    /// `{"publicKey": {creation options}}`
    pub fn creation(&self, app: &App) -> Result<String, Error> {
        let member = Member { handle: Some(&self.user.handle), name: NAME, display_name: NAME, has: &[] };
        self.ground.options(app, &self.enrolling(), &member, &Wish::default())
    }

    fn enrolling(&self) -> Enrolling<'_> {
        Enrolling { purpose: Purpose::Enrol, user: Some(self.user.id), binding: &Binding::Nothing, subject: None }
    }

    /// Verifies what the authenticator made.
    pub fn created(&self, app: &App, body: &[u8]) -> Result<Made, NotRehearsed> {
        let brought = enrolment::read(body)?;
        let ceremony = self.ground.prove(app, &app.snapshot(), &brought.challenge, &self.enrolling())?;
        let verified = self.ground.verify(app, (&ceremony, Purpose::Enrol), &brought.challenge, &brought.response)?;
        Ok(Made(self.ground.row(app, self.user.id, verified, NAME.to_owned())?))
    }

    /// `{"publicKey": {request options}}`, with the passkey's id where the mode lists ids.
    pub fn request(&self, app: &App, made: &Made) -> Result<String, Error> {
        let door = &self.door;
        let named = door.workspace.mode == Mode::Classic;
        let terms = Terms {
            purpose: Purpose::SignIn,
            mode: door.workspace.mode,
            mediation: Mediation::Modal,
            user_verification: UserVerification::Required,
            named,
        };
        let snapshot = app.snapshot();
        let keys = snapshot.ring.signing(app.now()).ok_or(Error::NoKeys)?;
        let timeout = door.pool.settings.timeout_ms;
        let context = self.context(named);
        let drawn = challenge::draw(keys, app.random(), (terms, expiry(app, timeout)), &context)?;
        let row = &made.0.row;
        let listed = [(row.credential_id.clone(), words(&row.transports))];
        let allow = descriptors(if named { &listed } else { &[] });
        let options = RequestOptions {
            challenge: &drawn.challenge,
            timeout,
            rp_id: &door.rp_id,
            allow: &allow,
            user_verification: terms.user_verification,
            hints: &[],
            extensions: Extensions { app_id: app_id(door), ..Extensions::default() },
        };
        options.to_json().map_err(Error::Answer)
    }

    fn context(&self, named: bool) -> Context<'_> {
        Context {
            tenant: self.ground.tenant,
            pool: self.ground.pool,
            workspace: self.ground.workspace,
            user: named.then_some(self.user.id),
            binding: &Binding::Nothing,
            subject: None,
        }
    }

    /// Verifies a sign-in with the passkey as the database gives it back.
    pub async fn proved(&self, app: &App, made: Made, body: &[u8]) -> Result<(), NotRehearsed> {
        let response = AuthenticationResponse::parse(body)?;
        let challenge = webauthn::challenge_of(&response.client_data_json)?;
        let snapshot = app.snapshot();
        let candidates = challenge::candidates(&snapshot.ring, &challenge, app.now());
        let named = self.door.workspace.mode == Mode::Classic;
        let context = self.context(named);
        let ceremony = candidates.iter().find_map(|candidate| candidate.prove(&context));
        let ceremony = ceremony.ok_or(Reason::CeremonyNotFound)?;
        let facts = self.stored(app, made).await?;
        let stored = assertion::stored(&facts, &response)?;
        let counter = assertion::counter_policy(&self.door, &stored);
        assertion::verify(
            (&response, &challenge, assertion::Pages::of_door(&self.door)),
            (&self.door, &self.door.rp_id, &stored),
            &ceremony,
            (UserVerification::Required, counter),
        )?;
        Ok(())
    }

    /// Writes member and passkey, reads them as a sign-in does, and undoes it all.
    async fn stored(&self, app: &App, made: Made) -> Result<SignInFacts, NotRehearsed> {
        let (user, Made(new), rp_id) = (self.user.clone(), made, self.door.rp_id.clone());
        let write = move |tx: &mut store::Tx<'_>| {
            user::insert(tx, &user)?;
            new.insert(tx)?;
            let found = passkey::look_up(tx, user.tenant_id, &rp_id, &new.row.credential_id)?;
            Err::<(), _>(Undone::Found(found.facts.map(Box::new)))
        };
        match app.store().write("rehearse a ceremony", write).await {
            Err(Undone::Found(Some(facts))) => Ok(*facts),
            Ok(()) | Err(Undone::Found(None)) => Err(NotRehearsed::Lost),
            Err(Undone::Refused(reason)) => Err(NotRehearsed::Refused(reason)),
            Err(Undone::Failed(error)) => Err(NotRehearsed::Failed(error.into())),
        }
    }
}

/// With what the transaction ends. It never succeeds.
enum Undone {
    Found(Option<Box<SignInFacts>>),
    Refused(Reason),
    Failed(store::Error),
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Aborted> for Undone {
    fn from(aborted: Aborted) -> Self {
        match aborted {
            Aborted::Refused(reason) => Self::Refused(reason),
            Aborted::Store(error) => Self::Failed(error),
        }
    }
}
