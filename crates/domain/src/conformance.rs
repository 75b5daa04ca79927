//! FIDO's conformance test of servers: what stands behind its four calls.
//!
//! A test bed of its own beside the product: users and passkeys live in memory, and the verifier runs with the switches that
//! FIDO's test demands where it contradicts the standard. It must never share anything with an installation: neither a member,
//! nor a key, nor a setting. `docs/operator/conformance.md` lists the switches.

mod memory;
mod models;
mod wire;

use crate::clock::Clock;
use crate::error::one_line;
use crate::public_url::PublicUrl;
use crate::random::{self, NoRandomness, Random};
use aws_lc_rs::hmac;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use memory::{Ceremony, Kept, Kind, Memory};
pub use models::{File, Material, Models, Unusable};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use webauthn::attestation::{AuthorizationLists, Policy, Sha1, Trust};
use webauthn::authentication::{self, BackupEligibility, CounterPolicy, Stored};
use webauthn::metadata::Combined;
use webauthn::options::{Conveyance, RelyingParty, User};
use webauthn::registration::{self, Registered};
use webauthn::{
    Algorithm, AuthenticationResponse, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification,
};
use wire::{AuthenticationAsked, AuthenticationOptions, RegistrationAsked, RegistrationOptions};

const RP_NAME: &str = "Keystead conformance test";
/// Milliseconds, as browsers are told.
const TIMEOUT: u32 = 300_000;
/// What is meant where nothing is said.
const PREFERRED: UserVerification = UserVerification::Preferred;
/// FIDO's test wants 16 to 64 bytes.
const CHALLENGE: usize = 32;

/// Users, passkeys and ceremonies of a test. They end with the process.
#[derive(Debug)]
pub struct TestBed {
    rp_id: String,
    origins: [String; 1],
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// User handles follow from it and from the name.
    handles: hmac::Key,
    /// Where there are none, no model is judged.
    models: Option<Models>,
    memory: Mutex<Memory>,
}

/// A ceremony that has begun.
#[derive(Debug)]
pub struct Begun {
    /// For the cookie that ties the result to it. A secret of one ceremony.
    pub ticket: String,
    /// The answer's body.
    pub body: String,
}

/// Why the test bed answers `failed`.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the request is not a JSON object")]
    NoObject,
    #[error("the request is not what the test API describes")]
    Malformed(#[source] serde_json::Error),
    #[error("a name has 1 to 256 bytes")]
    Name,
    #[error("nobody has registered under this name")]
    UnknownUser,
    #[error("no such ceremony is open: its cookie is missing, was used, or is too old")]
    NoCeremony,
    #[error("the metadata does not know this model")]
    UnknownModel,
    #[error("the metadata says that this model is compromised or revoked")]
    ModelNotTrusted,
    #[error("the metadata says that this model attests in another way")]
    OtherAttestation,
    #[error("the metadata says that this model signs with other algorithms")]
    OtherAlgorithm,
    #[error("the passkey is registered already")]
    AlreadyRegistered,
    #[error("the test bed holds no more passkeys; start it again to empty it")]
    Full,
    #[error("refused")]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error("an answer could not be written as JSON")]
    Answer(#[source] serde_json::Error),
}

impl Failure {
    /// Whether it is our fault and not the caller's.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Random(_) | Self::Answer(_))
    }

    /// The body of the answer. The precise cause is what a tester looks for; the product never shows it.
    pub fn body(&self) -> String {
        failed(&one_line(self))
    }
}

/// The body of every answer that says no.
pub fn failed(message: &str) -> String {
    serde_json::json!({ "status": "failed", "errorMessage": message }).to_string()
}

/// The body of a result that was accepted.
pub const ACCEPTED: &str = r#"{"status":"ok","errorMessage":""}"#;

impl TestBed {
    pub fn open(
        url: &PublicUrl,
        models: Option<Models>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, NoRandomness> {
        let secret: [u8; 32] = random::bytes(random.as_ref())?;
        Ok(Self {
            rp_id: url.host().to_owned(),
            origins: [url.origin()],
            clock,
            random,
            handles: hmac::Key::new(hmac::HMAC_SHA256, &secret),
            models,
            memory: Mutex::default(),
        })
    }

    /// `/attestation/options`
    pub fn begin_registration(&self, body: &[u8]) -> Result<Begun, Failure> {
        let asked: RegistrationAsked = wire::read(body)?;
        let (username, display_name) = (wire::name(&asked.username)?, wire::name(&asked.display_name)?);
        let selection = asked.authenticator_selection.as_ref();
        let (ticket, challenge) = self.begin(Ceremony {
            kind: Kind::Registration,
            username: username.to_owned(),
            user_verification: selection.and_then(wire::Selection::user_verification).unwrap_or(PREFERRED),
            ..self.ceremony()?
        })?;
        let memory = self.memory();
        let body = wire::write(&RegistrationOptions {
            status: wire::OK,
            error_message: "",
            rp: RelyingParty { id: &self.rp_id, name: RP_NAME },
            user: User { id: self.handle(username).as_ref(), name: username, display_name },
            challenge: BASE64_URL_SAFE_NO_PAD.encode(challenge),
            algorithms: wire::parameters(Algorithm::CONFORMANCE),
            timeout: TIMEOUT,
            exclude: memory.of(username).map(Kept::descriptor).collect(),
            authenticator_selection: selection,
            attestation: asked.attestation.unwrap_or(Conveyance::None),
            // B3.7: whatever was asked for, known or not.
            extensions: asked.extensions.as_ref(),
        })?;
        Ok(Begun { ticket, body })
    }

    /// `/attestation/result`
    pub fn finish_registration(&self, ticket: Option<&str>, body: &[u8]) -> Result<(), Failure> {
        let ceremony = self.take(ticket, Kind::Registration)?;
        wire::object(body)?;
        let response = RegistrationResponse::parse(body)?;
        let anchors = self.models.as_ref().map(Models::anchors);
        let registered = registration::verify(
            &response,
            &registration::Expectations {
                challenge: &ceremony.challenge,
                rp_id: &self.rp_id,
                origins: &self.origins,
                embedding: Embedding::Forbidden,
                user_verification: ceremony.user_verification,
                mediation: Mediation::Modal,
                // B3.2: SHA-1 is among them.
                algorithms: Algorithm::CONFORMANCE,
                attestation: self.policy(anchors.as_ref()),
            },
        )?;
        if let Some(models) = &self.models {
            models.judge(&registered)?;
        }
        self.memory().keep(Kept::new(ceremony.username, registered))
    }

    /// `/assertion/options`
    pub fn begin_authentication(&self, body: &[u8]) -> Result<Begun, Failure> {
        let asked: AuthenticationAsked = wire::read(body)?;
        let username = wire::name(&asked.username)?;
        if self.memory().of(username).next().is_none() {
            return Err(Failure::UnknownUser);
        }
        let user_verification = asked.user_verification.unwrap_or(PREFERRED);
        let (ticket, challenge) = self.begin(Ceremony {
            kind: Kind::Authentication,
            username: username.to_owned(),
            user_verification,
            ..self.ceremony()?
        })?;
        let memory = self.memory();
        let body = wire::write(&AuthenticationOptions {
            status: wire::OK,
            error_message: "",
            challenge: BASE64_URL_SAFE_NO_PAD.encode(challenge),
            timeout: TIMEOUT,
            rp_id: &self.rp_id,
            allow: memory.of(username).map(Kept::descriptor).collect(),
            user_verification,
            extensions: asked.extensions.as_ref(),
        })?;
        Ok(Begun { ticket, body })
    }

    /// `/assertion/result`
    pub fn finish_authentication(&self, ticket: Option<&str>, body: &[u8]) -> Result<(), Failure> {
        let ceremony = self.take(ticket, Kind::Authentication)?;
        wire::object(body)?;
        let response = AuthenticationResponse::parse(body)?;
        // The lock is held until the counter is written: two answers at once are one after the other.
        let mut memory = self.memory();
        let kept = memory.find(&response.id).ok_or(Refusal::CredentialUnknown)?;
        // What the options allowed is what the user has.
        if kept.username != ceremony.username {
            return Err(Refusal::CredentialNotAllowed.into());
        }
        let handle = self.handle(&kept.username);
        let authenticated = authentication::verify(
            &response,
            &Stored { user_handle: handle.as_ref(), ..kept.stored() },
            &authentication::Expectations {
                challenge: &ceremony.challenge,
                rp_id: &self.rp_id,
                origins: &self.origins,
                embedding: Embedding::Forbidden,
                app_id: None,
                // B3.1: the test accepts an absent user, even where it asks for verification (Resp-3 P-2).
                require_user_presence: false,
                user_verification: ceremony.user_verification,
                allow: None,
                user_identified: true,
                counter_policy: CounterPolicy::Reject,
                backup_eligibility: BackupEligibility::AllowGain,
            },
        )?;
        kept.sign_count = authenticated.sign_count;
        Ok(())
    }

    fn policy<'a>(&self, anchors: Option<&'a Combined<'a>>) -> Policy<'a> {
        Policy {
            allow_none: true,
            allow_self: true,
            trust: anchors.map_or(Trust::NotJudged, |anchors| Trust::Required(anchors)),
            now: self.clock.now_ms() / 1000,
            android_key: AuthorizationLists::Union,
            android_key_in_hardware: false,
            // B3.4
            u2f_zero_aaguid: true,
            // Resp-9 P-2
            tpm_sha1: Sha1::Trusted,
            tpm_made_inside: false,
            // B3.10
            tpm_foreign_name_algorithm: true,
            // B3.3
            root_in_chain: false,
        }
    }

    /// The blank of a ceremony that begins now.
    fn ceremony(&self) -> Result<Ceremony, NoRandomness> {
        Ok(Ceremony {
            kind: Kind::Registration,
            challenge: random::bytes(self.random.as_ref())?,
            username: String::new(),
            user_verification: PREFERRED,
            began_ms: self.clock.now_ms(),
        })
    }

    fn begin(&self, ceremony: Ceremony) -> Result<(String, [u8; CHALLENGE]), NoRandomness> {
        let ticket = BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<32>(self.random.as_ref())?);
        let challenge = ceremony.challenge;
        self.memory().open(ticket.clone(), ceremony);
        Ok((ticket, challenge))
    }

    /// One ticket, one attempt: it is used up whatever comes of it.
    fn take(&self, ticket: Option<&str>, kind: Kind) -> Result<Ceremony, Failure> {
        let now_ms = self.clock.now_ms();
        let ceremony = ticket.and_then(|ticket| self.memory().take(ticket, now_ms));
        ceremony.filter(|ceremony| ceremony.kind == kind).ok_or(Failure::NoCeremony)
    }

    /// The same for a name as long as the process lives, and nothing about it.
    fn handle(&self, username: &str) -> hmac::Tag {
        hmac::sign(&self.handles, username.as_bytes())
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn new(username: String, registered: Registered) -> Self {
        Self {
            username,
            id: registered.credential_id,
            public_key: registered.public_key,
            algorithm: registered.algorithm,
            sign_count: registered.sign_count,
            backup_eligible: registered.backup_eligible,
            transports: registered.transports,
        }
    }
}

#[cfg(test)]
mod tests;
