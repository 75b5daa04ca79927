//! Registering a credential (7.1 of the standard), from step 5 on.
//!
//! The steps before are the browser's, the challenge's authenticity and the uniqueness of the credential id (step 26) are
//! the caller's. It must never read the copies of signed values that a client adds to its answer.

use aws_lc_rs::digest::{SHA256, digest};

use crate::attestation::{self, Attestation, AttestationObject, Evidence};
use crate::authenticator_data::{AuthenticatorData, Flags};
use crate::client_data::{ClientData, Expected};
use crate::cose::{self, PublicKey};
use crate::{Aaguid, Algorithm, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification};

/// The longest credential id that the standard allows.
const MAX_CREDENTIAL_ID: usize = 1023;

/// What the ceremony asked for.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    pub challenge: &'a [u8],
    pub rp_id: &'a str,
    /// Exact strings; related and native origins are listed like any other.
    pub origins: &'a [String],
    pub embedding: Embedding<'a>,
    pub user_verification: UserVerification,
    /// As it was asked for, never as the response says: conditional creation waives the user's presence.
    pub mediation: Mediation,
    pub algorithms: &'a [Algorithm],
    pub attestation: attestation::Policy<'a>,
}

/// The facts to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    pub credential_id: Vec<u8>,
    /// The COSE key as received, checked to be a sound key of `algorithm`.
    pub public_key: Vec<u8>,
    pub algorithm: Algorithm,
    pub sign_count: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backup_state: bool,
    pub aaguid: Aaguid,
    pub transports: Vec<String>,
    pub attachment: Option<String>,
    /// `None` where the client did not say; most likely not discoverable then.
    pub discoverable: Option<bool>,
    pub attestation: Attestation,
}

pub fn verify(response: &RegistrationResponse, expected: &Expectations<'_>) -> Result<Registered, Refusal> {
    // Steps 5 to 11: the client data.
    let client_data = ClientData::parse(&response.client_data_json)?;
    client_data.verify(&Expected {
        kind: "webauthn.create",
        challenge: expected.challenge,
        origins: expected.origins,
        embedding: expected.embedding,
    })?;

    // Step 12: the hash of the client data, over the bytes as received.
    let client_data_hash = digest(&SHA256, &response.client_data_json);

    // Step 13: the attestation object and the authenticator data in it.
    let object = AttestationObject::parse(&response.attestation_object)?;
    let authenticator_data = AuthenticatorData::parse(object.authenticator_data)?;
    let attested = authenticator_data.attested.as_ref().ok_or(Refusal::MissingAttestedCredentialData)?;

    // Step 14: the RP ID.
    if digest(&SHA256, expected.rp_id.as_bytes()).as_ref() != authenticator_data.rp_id_hash {
        return Err(Refusal::RpIdMismatch);
    }

    // Steps 15 to 17: the flags. Steps 18 and 19, what backup means to the caller, are the caller's.
    verify_flags(authenticator_data.flags, expected)?;

    // Step 20: the key's algorithm was offered, and (5.8.5) the key is a sound one of that algorithm.
    let cose = cose::map(attested.public_key)?;
    let algorithm = offered(cose::algorithm(&cose)?, expected.algorithms)?;
    let public_key = PublicKey::parse(&cose, algorithm)?;
    public_key.check()?;

    // Steps 21 to 24: the attestation statement, by its format's procedure, and whether it is acceptable.
    let attestation = object.verify(&Evidence {
        authenticator_data: object.authenticator_data,
        client_data_hash: client_data_hash.as_ref(),
        rp_id_hash: authenticator_data.rp_id_hash,
        aaguid: attested.aaguid,
        credential_id: attested.credential_id,
        public_key: &public_key,
        algorithm,
        policy: &expected.attestation,
    })?;

    // Step 25: the length of the credential id. Not in the standard: the client must name the same id.
    if attested.credential_id.len() > MAX_CREDENTIAL_ID {
        return Err(Refusal::CredentialIdTooLong);
    }
    if attested.credential_id != response.id {
        return Err(Refusal::CredentialIdMismatch);
    }

    // Step 26, that nobody has this id yet, is decided by the caller's unique key, together with storing (step 29).
    // Step 27: the facts. Step 28, extension outputs: only `credProps` is read, as a hint.
    Ok(Registered {
        credential_id: attested.credential_id.to_vec(),
        public_key: attested.public_key.to_vec(),
        algorithm,
        sign_count: authenticator_data.sign_count,
        user_verified: authenticator_data.flags.user_verified(),
        backup_eligible: authenticator_data.flags.backup_eligible(),
        backup_state: authenticator_data.flags.backed_up(),
        aaguid: attested.aaguid,
        transports: response.transports.clone(),
        attachment: response.attachment.clone(),
        discoverable: response.cred_props_rk,
        attestation,
    })
}

fn verify_flags(flags: Flags, expected: &Expectations<'_>) -> Result<(), Refusal> {
    // Step 15: the user was present, unless this ceremony was asked with conditional mediation.
    if !flags.user_present() && expected.mediation != Mediation::Conditional {
        return Err(Refusal::UserNotPresent);
    }
    // Step 16: the user was verified, if required; conditional mediation does not waive that.
    if !flags.user_verified() && expected.user_verification == UserVerification::Required {
        return Err(Refusal::UserNotVerified);
    }
    // Step 17: only what is eligible can be backed up.
    if flags.backed_up() && !flags.backup_eligible() {
        return Err(Refusal::InvalidBackupState);
    }
    Ok(())
}

/// The algorithm of a key, if it was offered. What is not offered because nobody here can verify it has a name of its own.
fn offered(number: i64, algorithms: &[Algorithm]) -> Result<Algorithm, Refusal> {
    let known = || Algorithm::from_cose(number);
    let refusal = || if known().is_some() { Refusal::AlgorithmNotAllowed } else { Refusal::UnsupportedAlgorithm };
    algorithms.iter().copied().find(|algorithm| algorithm.cose() == number).ok_or_else(refusal)
}
