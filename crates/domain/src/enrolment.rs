//! The shared half of sign-up, set-up and adding a passkey: creation options, the verification of what comes back, and the row it makes.

mod new_passkey;

use crate::app::App;
use crate::assertion::stricter;
use crate::audit::About;
use crate::binding::Binding;
use crate::challenge::{self, Ceremony, Context, Drawn, Purpose, Terms};
use crate::decoy;
use crate::error::{Error, Reason};
use crate::identifier::short;
use crate::incidents::Seen;
use crate::models;
use crate::origins::Origins;
use crate::random::NoRandomness;
use crate::settings::{Mode, PoolSettings};
use crate::sign_in::{Listed, descriptors, expiry};
use crate::snapshot::Snapshot;
use crate::visit::Visit;
use crate::wish::Wish;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;
use store::id::{PoolId, TenantId, UserId, WorkspaceId};
use webauthn::options::{AuthenticatorSelection, Conveyance, CreationOptions, Extensions, RelyingParty, User};
use webauthn::registration::{self, Registered};
use webauthn::{Algorithm, Embedding, Mediation, RegistrationResponse, ResidentKey, UserVerification};

pub(crate) use new_passkey::{Imported, NewPasskey, Verified};

/// WebAuthn, section 4: at least 100 bits of randomness, so at least 16 bytes.
const SHORTEST_ID: usize = 16;
/// The attestation format of keys from before FIDO2.
const U2F: &str = "fido-u2f";

/// Where a passkey is being made: a front door, or the set-up page of a server that has none yet.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub tenant: TenantId,
    pub pool: PoolId,
    pub workspace: WorkspaceId,
    pub mode: Mode,
    pub rp_id: String,
    pub rp_name: String,
    pub origins: Arc<Origins>,
    pub settings: Arc<PoolSettings>,
    /// What is made must verify its user, whatever the pool takes beside another factor.
    pub stands_alone: bool,
}

impl From<&crate::snapshot::FrontDoor> for Ground {
    fn from(door: &crate::snapshot::FrontDoor) -> Self {
        Self {
            tenant: door.tenant.id,
            pool: door.pool.id,
            workspace: door.workspace.id,
            mode: door.workspace.mode,
            rp_id: door.rp_id.clone(),
            rp_name: door.tenant.name.clone(),
            origins: Arc::clone(&door.origins),
            settings: Arc::clone(&door.pool.settings),
            stands_alone: false,
        }
    }
}

/// What a registration ceremony is for and to whom it belongs.
pub(crate) struct Enrolling<'a> {
    pub purpose: Purpose,
    pub user: Option<UserId>,
    pub binding: &'a Binding,
    pub subject: Option<[u8; 32]>,
}

/// The member as the authenticator will show it. `handle` is `None` at sign-up: it follows from the challenge then.
pub(crate) struct Member<'a> {
    pub handle: Option<&'a [u8]>,
    pub name: &'a str,
    pub display_name: &'a str,
    pub has: &'a [Listed],
}

impl Ground {
    fn context<'a>(&self, enrolling: &'a Enrolling<'_>) -> Context<'a> {
        Context {
            tenant: self.tenant,
            pool: self.pool,
            workspace: self.workspace,
            user: enrolling.user,
            binding: enrolling.binding,
            subject: enrolling.subject.as_ref(),
        }
    }

    /// `{"publicKey": {creation options}}`
    pub(crate) fn options(
        &self,
        app: &App,
        enrolling: &Enrolling<'_>,
        member: &Member<'_>,
        wish: &Wish,
    ) -> Result<String, Error> {
        let mediation = wish.mediation();
        let terms = Terms {
            purpose: enrolling.purpose,
            mode: self.mode,
            mediation,
            user_verification: self.user_verification(enrolling.purpose, mediation),
            named: enrolling.user.is_some(),
        };
        let snapshot = app.snapshot();
        let keys = snapshot.ring.signing(app.now()).ok_or(Error::NoKeys)?;
        let context = self.context(enrolling);
        let timeout = self.settings.timeout_ms;
        let Drawn { challenge, user_handle } =
            drawn(wish, || challenge::draw(keys, app.random(), (terms, expiry(app, timeout)), &context))?;
        let options = CreationOptions {
            rp: RelyingParty { id: &self.rp_id, name: short(&self.rp_name) },
            user: User {
                id: member.handle.unwrap_or(&user_handle),
                name: short(member.name),
                display_name: short(member.display_name),
            },
            challenge: &challenge,
            algorithms: self.algorithms(),
            timeout,
            exclude: &descriptors(member.has),
            authenticator_selection: AuthenticatorSelection {
                attachment: wish.attachment(),
                // The one difference between the modes (S3-43).
                resident_key: if self.mode == Mode::Smart { ResidentKey::Required } else { ResidentKey::Discouraged },
                user_verification: terms.user_verification,
            },
            hints: wish.hint.as_slice(),
            attestation: self.conveyance(),
            extensions: Extensions {
                appid_exclude: self.app_id(),
                prf: wish.extensions.prf.as_ref(),
                large_blob: wish.extensions.large_blob.as_ref(),
                ..Extensions::CREATION
            },
        };
        options.to_json().map_err(Error::Answer)
    }

    /// How strictly the user must be verified. A passkey that is to stand alone must verify its user (S4-11); one that is added may be a
    /// second factor's (S3-5), and a quiet upgrade shows no dialog in which anybody could be verified.
    fn user_verification(&self, purpose: Purpose, mediation: Mediation) -> UserVerification {
        let beside_another = self.mode == Mode::Classic && self.settings.second_factor_passkeys;
        if purpose == Purpose::Enrol && !self.stands_alone && (beside_another || mediation == Mediation::Conditional) {
            UserVerification::Preferred
        } else {
            UserVerification::Required
        }
    }

    /// Keys that were registered with U2F show up where they are listed, so in Classic.
    fn app_id(&self) -> Option<&str> {
        self.origins.app_id.as_deref().filter(|_| self.mode == Mode::Classic)
    }

    fn algorithms(&self) -> &'static [Algorithm] {
        if self.settings.post_quantum { Algorithm::WITH_POST_QUANTUM } else { Algorithm::DEFAULT }
    }

    fn conveyance(&self) -> Conveyance {
        match &self.settings.attestation {
            attestation if attestation.enterprise => Conveyance::Enterprise,
            attestation if attestation.asks() => Conveyance::Direct,
            _ => Conveyance::None,
        }
    }

    /// Proves the ceremony behind a registration. Nothing in the response is believed before.
    pub(crate) fn prove(
        &self,
        app: &App,
        snapshot: &Snapshot,
        challenge: &[u8],
        enrolling: &Enrolling<'_>,
    ) -> Result<Ceremony, Reason> {
        let candidates = challenge::candidates(&snapshot.ring, challenge, app.now());
        let context = self.context(enrolling);
        let named = enrolling.user.is_some();
        let mut ours = candidates.iter().filter(|candidate| candidate.terms.named == named);
        ours.find_map(|candidate| candidate.prove(&context)).ok_or(Reason::CeremonyNotFound)
    }

    /// Verifies a registration whose ceremony is proved.
    pub(crate) fn verify(
        &self,
        app: &App,
        (ceremony, purpose): (&Ceremony, Purpose),
        challenge: &[u8],
        response: &RegistrationResponse,
    ) -> Result<Verified, Reason> {
        if ceremony.terms.purpose != purpose || ceremony.terms.mode != self.mode {
            return Err(Reason::CeremonyOfOtherPurpose);
        }
        if i64::from(ceremony.expires_at_s) * 1000 <= app.now() {
            return Err(Reason::CeremonyExpired);
        }
        let mediation = ceremony.terms.mediation;
        let known = app.metadata();
        let anchors = known.anchors();
        let expected = registration::Expectations {
            challenge,
            rp_id: &self.rp_id,
            origins: &self.origins.expected,
            // A quiet upgrade shows nothing that anybody could look at in a frame, so no browser runs one there.
            embedding: match mediation {
                Mediation::Conditional => Embedding::Forbidden,
                Mediation::Modal => self.origins.embedding(),
            },
            user_verification: stricter(ceremony.terms.user_verification, self.user_verification(purpose, mediation)),
            mediation,
            algorithms: self.algorithms(),
            attestation: models::policy(&self.settings.attestation, &anchors, app.now()),
        };
        let registered =
            registration::verify(response, &expected).map_err(|refusal| self.refusal(refusal, response))?;
        // A short id could be guessed.
        if registered.credential_id.len() < SHORTEST_ID {
            return Err(Reason::Webauthn(webauthn::Refusal::MalformedAuthData));
        }
        self.require_kind(&registered, (expected.user_verification, mediation))?;
        // Another node may have read a newer edition than this one.
        if self.settings.attestation.is_required() && app.snapshot().distrusts(registered.aaguid) {
            return Err(Reason::Webauthn(webauthn::Refusal::AttestationPolicy));
        }
        let judged = models::judge(&self.settings.attestation, &known, &registered)?;
        let evidence = self.settings.attestation.asks().then_some(response);
        Ok(Verified::new(registered, judged, (known.number, evidence)))
    }

    /// What of a verified passkey the standard leaves to us: whether it can do here what it was made for.
    fn require_kind(
        &self,
        registered: &Registered,
        (verification, mediation): (UserVerification, Mediation),
    ) -> Result<(), Reason> {
        // A key that keeps no discoverable passkey would never be found again without a name (S3-5), and no U2F key keeps one.
        let is_u2f = registered.attestation.format == U2F;
        if self.mode == Mode::Smart && (registered.discoverable == Some(false) || is_u2f) {
            return Err(Reason::PasskeyNotDiscoverable);
        }
        // What U2F signs leaves the flags out, and no such key verifies anybody: the flag was written by somebody else.
        if is_u2f && verification == UserVerification::Required {
            return Err(Reason::Webauthn(webauthn::Refusal::UserNotVerified));
        }
        // A quiet upgrade is for password stores, which keep what they are given; a security key has no part in it.
        let is_kept = registered.discoverable == Some(true) || registered.backup_eligible;
        if mediation == Mediation::Conditional && (is_u2f || !is_kept) {
            return Err(Reason::PasskeyNotDiscoverable);
        }
        Ok(())
    }

    /// In Smart mode an older key is told that another device would do (S1-31), not that a finger was not recognised.
    fn refusal(&self, refusal: webauthn::Refusal, response: &RegistrationResponse) -> Reason {
        let is_older = response.cred_props_rk == Some(false) || response.attestation_format() == Some(U2F);
        match refusal {
            webauthn::Refusal::UserNotVerified if self.mode == Mode::Smart && is_older => {
                Reason::PasskeyNotDiscoverable
            }
            webauthn::Refusal::UserNotVerified if is_key(response) => Reason::KeyWithoutPin,
            other => Reason::Webauthn(other),
        }
    }

    /// Whether an id is a decoy of any pool of this tenant: to registration it must look like any other that somebody holds.
    fn is_decoy(&self, snapshot: &Snapshot, id: &[u8]) -> bool {
        decoy::is_of_any(&snapshot.ring, snapshot.doors().iter().filter(|door| door.tenant.id == self.tenant), id)
    }
}

/// A challenge as the wish wants it. One of five has a text in both alphabets, so that many in a row without one do not happen; the mask makes
/// each independent of the expiry that they share.
fn drawn(wish: &Wish, draw: impl Fn() -> Result<Drawn, NoRandomness>) -> Result<Drawn, Error> {
    const MOST_DRAWS: usize = 500;
    let is_plain = |drawn: &Drawn| !URL_SAFE_NO_PAD.encode(drawn.challenge).contains(['-', '_']);
    for _ in 0..MOST_DRAWS {
        let drawn = draw()?;
        if !wish.plain_challenge || is_plain(&drawn) {
            return Ok(drawn);
        }
    }
    Err(NoRandomness.into())
}

/// Whether a security key answered. A phone beside the computer has a screen lock.
fn is_key(response: &RegistrationResponse) -> bool {
    let is_outside = response.attachment.as_deref() == Some("cross-platform");
    is_outside && !response.transports.iter().any(|transport| transport == "hybrid")
}

/// A registration's body, read but not believed.
pub(crate) struct Brought {
    pub response: RegistrationResponse,
    pub challenge: Vec<u8>,
}

/// A proved ceremony that is refused all the same, and what came back from it.
pub(crate) type Came<'a> = (&'a Ceremony, &'a RegistrationResponse);

/// Whom a refusal is about, with what support may want to know of what came.
pub(crate) fn about(app: &App, visit: &Visit, about: About, came: Option<Came<'_>>) -> About {
    match came {
        Some((ceremony, response)) => about.seen(Seen::of_registration(visit, response).since(app, visit, ceremony)),
        None => about,
    }
}

pub(crate) fn read(body: &[u8]) -> Result<Brought, Reason> {
    let response = RegistrationResponse::parse(body).map_err(Reason::Webauthn)?;
    let challenge = webauthn::challenge_of(&response.client_data_json).map_err(Reason::Webauthn)?;
    Ok(Brought { response, challenge })
}
