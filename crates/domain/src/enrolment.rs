//! The shared half of sign-up, set-up and adding a passkey: creation options, the verification of what comes back, and the row it makes.

use crate::app::App;
use crate::binding::Binding;
use crate::challenge::{self, Ceremony, Context, Drawn, Purpose, Terms};
use crate::decoy::Nobody;
use crate::error::{Error, Reason};
use crate::identifier::short;
use crate::settings::Mode;
use crate::sign_in::{Listed, descriptors, expiry};
use crate::sign_up::Aborted;
use crate::snapshot::Snapshot;
use store::Tx;
use store::id::{PasskeyId, PoolId, TenantId, UserId, WorkspaceId};
use store::passkey::{self, Passkey};
use webauthn::options::{AuthenticatorSelection, Conveyance, CreationOptions, Extensions, RelyingParty, User};
use webauthn::registration::{self, AttestationPolicy, Registered};
use webauthn::{Algorithm, Embedding, Mediation, RegistrationResponse, ResidentKey, UserVerification};

/// WebAuthn, section 4: at least 100 bits of randomness, so at least 16 bytes.
const SHORTEST_ID: usize = 16;
/// An RSA key of 8192 bits with its labels is the largest that is offered.
const LARGEST_KEY: usize = 1_300;

/// Where a passkey is being made: a front door, or the set-up page of a server that has none yet.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub tenant: TenantId,
    pub pool: PoolId,
    pub workspace: WorkspaceId,
    pub mode: Mode,
    pub rp_id: String,
    pub rp_name: String,
    pub origins: Vec<String>,
    pub timeout_ms: u32,
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
            origins: door.origins.clone(),
            timeout_ms: door.pool.settings.timeout_ms,
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
        snapshot: &Snapshot,
        enrolling: &Enrolling<'_>,
        member: &Member<'_>,
    ) -> Result<String, Error> {
        let terms = Terms {
            purpose: enrolling.purpose,
            mode: self.mode,
            mediation: Mediation::Modal,
            user_verification: UserVerification::Required,
            named: enrolling.user.is_some(),
        };
        let keys = snapshot.ring.signing(app.now()).ok_or(Error::NoKeys)?;
        let context = self.context(enrolling);
        let Drawn { challenge, user_handle } =
            challenge::draw(keys, app.random(), (terms, expiry(app, self.timeout_ms)), &context)?;
        let options = CreationOptions {
            rp: RelyingParty { id: &self.rp_id, name: short(&self.rp_name) },
            user: User {
                id: member.handle.unwrap_or(&user_handle),
                name: short(member.name),
                display_name: short(member.display_name),
            },
            challenge: &challenge,
            algorithms: Algorithm::DEFAULT,
            timeout: self.timeout_ms,
            exclude: &descriptors(member.has),
            authenticator_selection: AuthenticatorSelection {
                attachment: None,
                // The one difference between the modes (S3-43).
                resident_key: if self.mode == Mode::Smart { ResidentKey::Required } else { ResidentKey::Discouraged },
                user_verification: UserVerification::Required,
            },
            hints: &[],
            attestation: Conveyance::None,
            extensions: Extensions::default(),
        };
        options.to_json().map_err(Error::Answer)
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
    ) -> Result<Registered, Reason> {
        if ceremony.terms.purpose != purpose || ceremony.terms.mode != self.mode {
            return Err(Reason::CeremonyOfOtherPurpose);
        }
        if i64::from(ceremony.expires_at_s) * 1000 <= app.now() {
            return Err(Reason::CeremonyExpired);
        }
        let expected = registration::Expectations {
            challenge,
            rp_id: &self.rp_id,
            origins: &self.origins,
            embedding: Embedding::Forbidden,
            user_verification: UserVerification::Required,
            mediation: ceremony.terms.mediation,
            algorithms: Algorithm::DEFAULT,
            attestation: AttestationPolicy { allow_none: true, allow_self: true },
        };
        let registered = registration::verify(response, &expected).map_err(Reason::Webauthn)?;
        // A short id could be guessed, a large key would be ballast that each sign-in reads.
        if registered.credential_id.len() < SHORTEST_ID {
            return Err(Reason::Webauthn(webauthn::Refusal::MalformedAuthData));
        }
        if registered.public_key.len() > LARGEST_KEY {
            return Err(Reason::Webauthn(webauthn::Refusal::MalformedPublicKey));
        }
        // A key that keeps no discoverable passkey would never be found again without a name (S3-5).
        if self.mode == Mode::Smart && registered.discoverable == Some(false) {
            return Err(Reason::PasskeyNotDiscoverable);
        }
        Ok(registered)
    }

    /// A verified passkey, ready to be stored.
    pub(crate) fn row(
        &self,
        app: &App,
        user: UserId,
        registered: Registered,
        name: String,
    ) -> Result<NewPasskey, Error> {
        let (ms, random) = app.id_parts()?;
        let now = app.now();
        let is_decoy = self.is_decoy(&app.snapshot(), &registered.credential_id);
        let row = Passkey {
            pool_id: self.pool,
            id: PasskeyId::from_parts(ms, random),
            tenant_id: self.tenant,
            user_id: user,
            rp_id: self.rp_id.clone(),
            credential_id: registered.credential_id,
            public_key: registered.public_key,
            algorithm: registered.algorithm.cose(),
            sign_count: registered.sign_count,
            user_verified: registered.user_verified,
            backup_eligible: registered.backup_eligible,
            backup_state: registered.backup_state,
            aaguid: registered.aaguid,
            transports: registered.transports.join(" "),
            attachment: registered.attachment,
            discoverable: registered.discoverable,
            mode: self.mode,
            attestation_format: registered.attestation_format.to_owned(),
            name,
            created_at: now,
            updated_at: now,
            last_used_at: None,
        };
        Ok(NewPasskey { row, is_decoy })
    }

    /// Whether an id is a decoy of any pool of this tenant: to registration it must look like any other that somebody holds.
    fn is_decoy(&self, snapshot: &Snapshot, id: &[u8]) -> bool {
        let mut doors = snapshot.doors().iter().filter(|door| door.tenant.id == self.tenant);
        doors.any(|door| Nobody::behind(&snapshot.ring, door.pool.id, id).is_some())
    }
}

/// A verified passkey that is not stored yet.
pub(crate) struct NewPasskey {
    pub row: Passkey,
    is_decoy: bool,
}

impl NewPasskey {
    /// The unique key of passkeys decides: a passkey belongs to one member (WebAuthn 7.1, step 26). A decoy is refused in the same words,
    /// or registration would tell which names have passkeys, and whoever took a decoy would hold somebody's name to ransom.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let is_new = if self.is_decoy {
            // Costs what the other path costs.
            passkey::for_sign_in(tx, self.row.tenant_id, &self.row.rp_id, &self.row.credential_id)?;
            false
        } else {
            passkey::insert(tx, &self.row)?
        };
        if is_new { Ok(()) } else { Err(Aborted::Refused(Reason::PasskeyAlreadyRegistered)) }
    }
}

/// A registration's body, read but not believed.
pub(crate) struct Brought {
    pub response: RegistrationResponse,
    pub challenge: Vec<u8>,
}

pub(crate) fn read(body: &[u8]) -> Result<Brought, Reason> {
    let response = RegistrationResponse::parse(body).map_err(Reason::Webauthn)?;
    let challenge = webauthn::challenge_of(&response.client_data_json).map_err(Reason::Webauthn)?;
    Ok(Brought { response, challenge })
}
