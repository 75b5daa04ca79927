//! The shared half of sign-in and step-up: from the bytes of an assertion to a proof, or to one refusal.
//!
//! The order is the security of it: the challenge is proved from our own context before anything it says is believed; the passkey is
//! verified before anything about its member is said; and whatever fails after the challenge was proved spends it.

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::binding::Binding;
use crate::challenge::{self, Candidate, Ceremony, Context, Purpose};
use crate::decoy::Nobody;
use crate::error::{Error, Phase, Reason};
use crate::incidents::Seen;
use crate::journey::{self, PasskeyProof};
use crate::passkeys::may_stand_alone;
use crate::policy::{self, Policy};
use crate::settings::CounterPolicy;
use crate::signals::{self, UnknownPasskey};
use crate::snapshot::{FrontDoor, Snapshot};
use crate::visit::Visit;
use std::sync::Arc;
use store::Tx;
use store::id::{PasskeyId, TenantId, UserId};
use store::passkey::{self, LookedUp, SignInFacts};
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

/// A verified assertion and what it is worth.
pub(crate) struct Proof {
    pub ceremony: Ceremony,
    pub facts: SignInFacts,
    pub authenticated: Authenticated,
    pub passkey: PasskeyProof,
    pub policy: Arc<Policy>,
}

impl<'a> Attempt<'a> {
    /// Reads the body; nothing in it is believed yet.
    pub(crate) async fn read(app: &'a App, visit: &'a Visit, ask: Ask, body: &[u8]) -> Result<Self, Error> {
        let read = AuthenticationResponse::parse(body)
            .and_then(|response| Ok((webauthn::challenge_of(&response.client_data_json)?, response)));
        match read {
            Ok((challenge, response)) => Ok(Self { app, visit, ask, snapshot: app.snapshot(), response, challenge }),
            Err(refusal) => {
                let why = (Reason::Webauthn(refusal), About::default());
                Err(audit::refuse(app, &Scene::from(visit), ask.phase, None, why).await)
            }
        }
    }

    /// The same for a challenge that was not drawn: whatever the answer says, it is held against this one.
    pub(crate) async fn read_for(
        app: &'a App,
        visit: &'a Visit,
        ask: Ask,
        (body, challenge): (&[u8], [u8; 32]),
    ) -> Result<Self, Error> {
        let attempt = Self::read(app, visit, ask, body).await?;
        Ok(Self { challenge: challenge.to_vec(), ..attempt })
    }

    /// What came, to be kept once it is believed.
    pub(crate) fn response(&self) -> &AuthenticationResponse {
        &self.response
    }

    /// Finds the passkey's holder for a ceremony that is known otherwise than by its challenge. It must name whose passkey will do.
    pub(crate) async fn look_up_for(&self, ceremony: Ceremony) -> Result<Found, Error> {
        let (LookedUp { facts, is_held }, policy) = self.read_holder().await?;
        let holder = match facts {
            Some(facts) => Holder::Member(Box::new(facts)),
            None => Holder::Nobody(self.unknown(is_held)),
        };
        Ok(Found { ceremony: Some(ceremony), holder, policy })
    }

    /// The passkey by its id, as far as it is of this pool, and what holds for its member.
    async fn read_holder(&self) -> Result<(LookedUp, Option<Arc<Policy>>), Error> {
        let (tenant, id) = (self.visit.door.tenant.id, self.response.id.clone());
        let door = Arc::clone(&self.visit.door);
        let rp_id = door.rp_id_of(&self.response).map(str::to_owned);
        let look = move |tx: &mut Tx<'_>| {
            let found = find(tx, &door, rp_id.as_deref(), (tenant, &id))?;
            let holder = found.facts.as_ref().map(|facts| facts.passkey.user_id);
            // Reads nothing more where no role and no group has rules.
            let policy = holder.map(|user| policy::of_member(tx, &door, user)).transpose()?;
            Ok::<_, Error>((found, policy))
        };
        let (LookedUp { facts, is_held }, policy) = self.app.store().read("find passkey", look).await?;
        // Two pools of a tenant may share an RP ID; a passkey of the other one is unknown here.
        let facts = facts.filter(|facts| facts.passkey.pool_id == self.visit.door.pool.id);
        Ok((LookedUp { facts, is_held }, policy))
    }

    /// Finds the ceremony and the passkey's holder: one read, or none where the challenge cannot be one of ours.
    pub(crate) async fn look_up(&self) -> Result<Found, Error> {
        let candidates = challenge::candidates(&self.snapshot.ring, &self.challenge, self.app.now());
        // A ceremony that names nobody proves before anything is read.
        let mut ceremony = self.prove(&candidates, self.ask.user, self.ask.user.is_some());
        if ceremony.is_none() && !candidates.iter().any(|candidate| candidate.terms.named) {
            return Ok(Found { ceremony: None, holder: Holder::NotAsked, policy: None });
        }
        let (LookedUp { facts, is_held }, policy) = self.read_holder().await?;
        let (ring, door) = (&self.snapshot.ring, &self.visit.door);
        let decoy = Nobody::behind_answer(ring, door, door.rp_id_of(&self.response), &self.response.id);
        let holder = match facts {
            Some(facts) => Holder::Member(Box::new(facts)),
            None if decoy.is_some() => Holder::Decoy,
            None => Holder::Nobody(self.unknown(is_held)),
        };
        if ceremony.is_none() && self.ask.user.is_none() {
            let user = match &holder {
                Holder::Member(facts) => Some(facts.passkey.user_id),
                Holder::Decoy => decoy.map(|nobody| nobody.user(ring, door.pool.id)),
                Holder::Nobody(_) | Holder::NotAsked => None,
            };
            ceremony = user.and_then(|user| self.prove(&candidates, Some(user), true));
        }
        Ok(Found { ceremony, holder, policy })
    }

    fn unknown(&self, is_held: bool) -> Option<Box<UnknownPasskey>> {
        let door = &self.visit.door;
        let place = (door.rp_id_of(&self.response).unwrap_or(&door.rp_id), door.workspace.mode);
        signals::unknown(self.app, &self.snapshot, place, (&self.response.id, is_held))
    }

    fn prove(&self, candidates: &[Candidate<'_>], user: Option<UserId>, named: bool) -> Option<Ceremony> {
        let door = &self.visit.door;
        let context = Context {
            tenant: door.tenant.id,
            pool: door.pool.id,
            workspace: door.workspace.id,
            user,
            binding: &self.ask.binding,
            subject: None,
        };
        candidates
            .iter()
            .filter(|candidate| candidate.terms.named == named)
            .find_map(|candidate| candidate.prove(&context))
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
                let passkey = self.accept(&facts, &authenticated).map_err(failed)?;
                let policy = policy.unwrap_or_else(|| Arc::clone(&self.visit.door.policy));
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
            Some(facts) => stored(facts)?,
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
        verify((&self.response, &self.challenge), (door, rp_id, &stored), ceremony, (least, counter))
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
    fn passkey_proof(&self, facts: &SignInFacts, authenticated: &Authenticated) -> PasskeyProof {
        // A phone beside the computer; a security key is where its holder is.
        let is_phone = facts.passkey.transports.split(' ').any(|transport| transport == "hybrid");
        PasskeyProof {
            registered_under: facts.passkey.mode,
            user_verified: authenticated.user_verified,
            device_bound: !authenticated.backup_eligible,
            from_elsewhere: is_phone && self.response.attachment.as_deref() == Some("cross-platform"),
        }
    }

    fn accept(&self, facts: &SignInFacts, authenticated: &Authenticated) -> Result<PasskeyProof, Reason> {
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
        let passkey = self.passkey_proof(facts, authenticated);
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

/// A passkey as the verifier wants it.
pub(crate) fn stored(facts: &SignInFacts) -> Result<Stored<'_>, webauthn::Refusal> {
    Ok(Stored {
        credential_id: &facts.passkey.credential_id,
        public_key: &facts.passkey.public_key,
        algorithm: algorithm(&facts.passkey)?,
        sign_count: facts.passkey.sign_count,
        backup_eligible: facts.passkey.backup_eligible,
        user_handle: &facts.user_handle,
    })
}

/// A synced passkey's counter says nothing: each copy counts for itself.
pub(crate) fn counter_policy(door: &FrontDoor, stored: &Stored<'_>) -> authentication::CounterPolicy {
    match door.pool.settings.counter_policy {
        CounterPolicy::Reject if !stored.backup_eligible => authentication::CounterPolicy::Reject,
        _ => authentication::CounterPolicy::Warn,
    }
}

/// What a door expects of an assertion, and whether it is that.
pub(crate) fn verify(
    (response, challenge): (&AuthenticationResponse, &[u8]),
    (door, rp_id, stored): (&FrontDoor, &str, &Stored<'_>),
    ceremony: &Ceremony,
    (least, counter_policy): (UserVerification, authentication::CounterPolicy),
) -> Result<Authenticated, webauthn::Refusal> {
    let expected = authentication::Expectations {
        challenge,
        rp_id,
        origins: &door.origins.expected,
        embedding: door.origins.embedding(),
        app_id: crate::sign_in::app_id(door),
        require_user_presence: true,
        // As first factor a passkey must verify its user, whatever begin asked (S4-11).
        user_verification: stricter(ceremony.terms.user_verification, least),
        allow: None,
        user_identified: ceremony.terms.named,
        counter_policy,
        backup_eligibility: door.pool.settings.backup_eligibility.into(),
    };
    authentication::verify(response, stored, &expected)
}

/// By the RP ID that was signed. An `AppID` that was signed says nothing about it, so each of the door's is tried.
fn find(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    signed: Option<&str>,
    (tenant, id): (TenantId, &[u8]),
) -> Result<LookedUp, store::Error> {
    let mut found = LookedUp::default();
    for rp_id in door.rp_ids().filter(|own| signed.is_none_or(|signed| signed == *own)) {
        let LookedUp { facts, is_held } = passkey::look_up(tx, tenant, rp_id, id)?;
        found = LookedUp { facts: found.facts.or(facts), is_held: found.is_held || is_held };
    }
    Ok(found)
}

/// Why an attempt failed, and what it spends.
pub(crate) struct Failed {
    pub reason: Reason,
    pub spent: Option<Ceremony>,
    pub about: About,
    pub signal: Option<Box<UnknownPasskey>>,
}

impl Proof {
    /// A failure found only while writing; the transaction that found it has changed nothing.
    pub(crate) fn failed(&self, reason: Reason) -> Box<Failed> {
        Box::new(Failed { reason, spent: Some(self.ceremony), about: about(&self.facts), signal: None })
    }

    /// What the passkey's row becomes by this use, at this place.
    pub(crate) fn passkey_use(&self, at: i64, (address, user_agent_id): (String, Option<i64>)) -> passkey::Use {
        let passkey = &self.facts.passkey;
        passkey::Use {
            pool_id: passkey.pool_id,
            id: passkey.id,
            user_id: passkey.user_id,
            user_epoch: self.facts.user_epoch,
            seen_sign_count: passkey.sign_count,
            sign_count: self.authenticated.sign_count,
            backup_eligible: self.authenticated.backup_eligible,
            backup_state: self.authenticated.backup_state,
            user_verified: passkey.user_verified || self.authenticated.user_verified,
            at,
            address,
            user_agent_id,
        }
    }
}

pub(crate) fn about(facts: &SignInFacts) -> About {
    let passkey = &facts.passkey;
    About::member(passkey.user_id).passkey(passkey.id, passkey.name.clone()).made_by(passkey.aaguid)
}

fn algorithm(passkey: &passkey::Passkey) -> Result<webauthn::Algorithm, webauthn::Refusal> {
    webauthn::Algorithm::from_cose(passkey.algorithm).ok_or(webauthn::Refusal::MalformedPublicKey)
}

pub(crate) fn stricter(left: UserVerification, right: UserVerification) -> UserVerification {
    let rank = |wanted| match wanted {
        UserVerification::Required => 2,
        UserVerification::Preferred => 1,
        UserVerification::Discouraged => 0,
    };
    if rank(left) >= rank(right) { left } else { right }
}
