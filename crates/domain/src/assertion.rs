//! The shared half of sign-in and step-up: from the bytes of an assertion to a proof, or to one refusal.
//!
//! The order is the security of it: the challenge is proved from our own context before anything it says is believed; the passkey is
//! verified before anything about its member is said; and whatever fails after the challenge was proved spends it.

mod looking_up;
mod proof;
mod verifying;

pub(crate) use proof::{Failed, Proof, about};
pub(crate) use verifying::{Pages, counter_policy, stored, stricter, verify};

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose};
use crate::error::{Error, Phase, Reason};
use crate::incidents::Seen;
use crate::journey::{self, PasskeyProof};
use crate::passkeys::may_stand_alone;
use crate::policy::Policy;
use crate::signals::{self, UnknownPasskey};
use crate::snapshot::Snapshot;
use crate::visit::Visit;
use std::sync::Arc;
use store::id::{PasskeyId, UserId};
use store::passkey::{self, SignInFacts};
use store::user::UserStatus;
use webauthn::authentication::{self, Authenticated, Stored};
use webauthn::{AuthenticationResponse, UserVerification};

/// What kind of proof is wanted.
pub(crate) struct Ask {
    pub phase: Phase,
    pub purpose: Purpose,
    pub binding: Binding,
    /// Step-up: nobody else's passkey will do.
    pub user: Option<UserId>,
    /// A test: no other passkey will do either.
    pub passkey: Option<PasskeyId>,
    /// Which other factor is proved already, so that a passkey that did not verify its user may do.
    pub beside: Beside,
}

impl Ask {
    fn is_for(&self, passkey: &passkey::Passkey) -> bool {
        self.user.is_none_or(|user| user == passkey.user_id) && self.passkey.is_none_or(|id| id == passkey.id)
    }
}

/// What a passkey stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It stands alone.
    Nothing,
    /// Another factor that verified the user: keys that cannot verify anybody will do.
    Another,
    /// The first factor of this very journey: whether the user was verified counts, and is no condition.
    First,
}

/// One assertion on its way to being believed.
pub(crate) struct Attempt<'a> {
    app: &'a App,
    visit: &'a Visit,
    ask: Ask,
    snapshot: Arc<Snapshot>,
    response: AuthenticationResponse,
    challenge: Vec<u8>,
    /// Whether only a page of ours will do, and no other that the door lists.
    on_own_page: bool,
}

/// What the assertion was found to be about.
pub(crate) struct Found {
    ceremony: Option<Ceremony>,
    holder: Holder,
    /// What holds for the member, where there is one.
    policy: Option<Arc<Policy>>,
}

enum Holder {
    Member(Box<SignInFacts>),
    /// The id is a decoy of ours.
    Decoy,
    /// Nobody of this pool has it; with what a passkey manager may be told, where it may.
    Nobody(Option<Box<UnknownPasskey>>),
    /// Not looked up: the challenge cannot be one of ours.
    NotAsked,
}

impl<'a> Attempt<'a> {
    /// Reads the body; nothing in it is believed yet.
    pub(crate) async fn read(app: &'a App, visit: &'a Visit, ask: Ask, body: &[u8]) -> Result<Self, Error> {
        let read = AuthenticationResponse::parse(body)
            .and_then(|response| Ok((webauthn::challenge_of(&response.client_data_json)?, response)));
        match read {
            Ok((challenge, response)) => {
                Ok(Self { app, visit, ask, snapshot: app.snapshot(), response, challenge, on_own_page: false })
            }
            Err(refusal) => {
                let why = (Reason::Webauthn(refusal), About::default());
                Err(audit::refuse(app, &Scene::from(visit), ask.phase, None, why).await)
            }
        }
    }

    /// The same for a challenge that was not drawn: whatever the answer says, it is held against this one. What it is the hash of stands on our own
    /// page, so it must have been signed there.
    pub(crate) async fn read_for(
        app: &'a App,
        visit: &'a Visit,
        ask: Ask,
        (body, challenge): (&[u8], [u8; 32]),
    ) -> Result<Self, Error> {
        let attempt = Self::read(app, visit, ask, body).await?;
        Ok(Self { challenge: challenge.to_vec(), on_own_page: true, ..attempt })
    }

    /// What came, to be kept once it is believed.
    pub(crate) fn response(&self) -> &AuthenticationResponse {
        &self.response
    }

    /// Judges what was found. Pure: it reads and writes nothing.
    pub(crate) fn judge(&self, found: Found) -> Result<Proof, Box<Failed>> {
        let Found { ceremony, holder, policy } = found;
        let Some(ceremony) = ceremony else {
            let (reason, signal) = match holder {
                Holder::Nobody(signal) => (Reason::PasskeyUnknown, signal),
                _ => (Reason::CeremonyNotFound, None),
            };
            return Err(Box::new(Failed { reason, spent: None, about: About::default(), signal }));
        };
        let about = match &holder {
            Holder::Member(facts) => about(facts),
            _ => About::default(),
        };
        let failed = |reason| Box::new(Failed { reason, spent: Some(ceremony), about: about.clone(), signal: None });
        if ceremony.terms.purpose != self.ask.purpose {
            return Err(failed(Reason::CeremonyOfOtherPurpose));
        }
        if i64::from(ceremony.expires_at_s) * 1000 <= self.app.now() {
            return Err(failed(Reason::CeremonyExpired));
        }
        // The page of a mode that is no longer active: its terms are not today's.
        if ceremony.terms.mode != self.visit.door.workspace.mode {
            return Err(failed(Reason::CeremonyOfOtherPurpose));
        }
        match holder {
            Holder::Member(facts) if !self.ask.is_for(&facts.passkey) => {
                Err(failed(Reason::Webauthn(webauthn::Refusal::CredentialNotAllowed)))
            }
            Holder::Member(facts) => {
                let authenticated =
                    self.verify(&ceremony, Some(&facts)).map_err(|refusal| failed(Reason::Webauthn(refusal)))?;
                let policy = policy.unwrap_or_else(|| Arc::clone(&self.visit.door.policy));
                let passkey = self.accept(&facts, (&authenticated, &policy)).map_err(failed)?;
                Ok(Proof { ceremony, facts: *facts, authenticated, passkey, policy })
            }
            Holder::Decoy => {
                let refusal = self.verify(&ceremony, None).err().unwrap_or(webauthn::Refusal::InvalidSignature);
                Err(failed(Reason::Webauthn(refusal)))
            }
            Holder::Nobody(signal) => Err(Box::new(Failed { signal, ..*failed(Reason::PasskeyUnknown) })),
            Holder::NotAsked => Err(failed(Reason::PasskeyUnknown)),
        }
    }

    /// WebAuthn's own verification. A decoy goes through the very same steps, against a key that nobody holds.
    fn verify(&self, ceremony: &Ceremony, facts: Option<&SignInFacts>) -> Result<Authenticated, webauthn::Refusal> {
        let door = &self.visit.door;
        let stored = match facts {
            Some(facts) => stored(facts, &self.response)?,
            None => Stored {
                credential_id: &self.response.id,
                public_key: self.app.stand_in.cose(),
                algorithm: webauthn::Algorithm::Es256,
                sign_count: 0,
                backup_eligible: false,
                user_handle: &[],
            },
        };
        let counter = if facts.is_some() { counter_policy(door, &stored) } else { authentication::CounterPolicy::Warn };
        let least = if self.is_spared(facts) { UserVerification::Preferred } else { UserVerification::Required };
        // Of the two that open this door while members move; a passkey is only ever taken for its own.
        let rp_id = match facts {
            Some(facts) => &facts.passkey.rp_id,
            None => door.rp_id_of(&self.response).unwrap_or(&door.rp_id),
        };
        let own = self.on_own_page.then(|| self.app.public_url().origin());
        let pages = own.as_deref().map_or_else(|| Pages::of_door(door), |origin| Pages::own(door, origin));
        verify((&self.response, &self.challenge, pages), (door, rp_id, &stored), ceremony, (least, counter))
    }

    /// Whether this passkey may leave its user unverified.
    fn is_spared(&self, facts: Option<&SignInFacts>) -> bool {
        match self.ask.beside {
            Beside::Nothing => false,
            Beside::Another => facts.is_some_and(|facts| !may_stand_alone(&facts.passkey)),
            Beside::First => true,
        }
    }

    /// What the decision needs to know of a verified passkey.
    fn passkey_proof(&self, facts: &SignInFacts, (authenticated, policy): (&Authenticated, &Policy)) -> PasskeyProof {
        // A phone beside the computer; a security key is where its holder is.
        let is_phone = facts.passkey.transports.split(' ').any(|transport| transport == "hybrid");
        PasskeyProof {
            registered_under: facts.passkey.mode,
            user_verified: authenticated.user_verified,
            device_bound: !authenticated.backup_eligible,
            from_elsewhere: is_phone && self.response.attachment.as_deref() == Some("cross-platform"),
            outdated: authenticated.user_verified && policy.is_outdated(facts.passkey.created_at, self.app.now()),
        }
    }

    fn accept(&self, facts: &SignInFacts, proved: (&Authenticated, &Policy)) -> Result<PasskeyProof, Reason> {
        // Where makers have to prove themselves, a model that turns out to be broken opens nothing any more.
        let is_required = self.visit.door.pool.settings.attestation.is_required();
        let is_broken = || self.snapshot.distrusts(webauthn::Aaguid(facts.passkey.aaguid)) || facts.is_distrusted;
        if is_required && is_broken() {
            return Err(Reason::ModelNotTrusted);
        }
        if facts.user_status != UserStatus::Active {
            return Err(Reason::AccountUnavailable);
        }
        if facts.passkey.quarantined_at.is_some() {
            return Err(Reason::PasskeyQuarantined);
        }
        let passkey = self.passkey_proof(facts, proved);
        journey::accept(self.visit.door.workspace.mode, passkey, self.is_spared(Some(facts)))?;
        Ok(passkey)
    }

    /// Records the refusal and spends the challenge.
    pub(crate) async fn refuse(&self, failed: Box<Failed>) -> Error {
        let scene = Scene::from(self.visit);
        let Failed { reason, spent, about, signal } = *failed;
        let seen = Seen::of_assertion(self.visit, &self.response);
        let about = about.seen(match &spent {
            Some(ceremony) => seen.since(self.app, self.visit, ceremony),
            None => seen,
        });
        let error = audit::refuse(self.app, &scene, self.ask.phase, spent.as_ref(), (reason, about)).await;
        signals::with(error, signal)
    }
}
