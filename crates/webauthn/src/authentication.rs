//! Authenticating with a credential (7.2 of the standard), from step 5 on.
//!
//! The caller found the stored credential by the response's id, and the challenge authentic and unspent. It must never
//! refuse sooner than an id that nobody holds is refused: see [`verify_nothing`].

use aws_lc_rs::digest::{SHA256, digest};

use crate::authenticator_data::{AuthenticatorData, Flags};
use crate::client_data::{ClientData, Expected};
use crate::cose::PublicKey;
use crate::{Algorithm, AuthenticationResponse, Embedding, Refusal, UserVerification};

/// The credential as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    pub credential_id: &'a [u8],
    /// The COSE key.
    pub public_key: &'a [u8],
    pub algorithm: Algorithm,
    pub sign_count: u32,
    pub backup_eligible: bool,
    /// The handle of the credential's owner.
    pub user_handle: &'a [u8],
}

/// What the ceremony asked for.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    pub challenge: &'a [u8],
    pub rp_id: &'a str,
    /// Exact strings; related and native origins are listed like any other.
    pub origins: &'a [String],
    pub embedding: Embedding<'a>,
    /// The `AppID` that the options named, for keys that were registered with U2F.
    pub app_id: Option<&'a str>,
    /// False only in FIDO's conformance test, which contradicts step 16.
    pub require_user_presence: bool,
    pub user_verification: UserVerification,
    /// The ids that were asked for. `None` asked for any; an empty list admits none.
    pub allow: Option<&'a [Vec<u8>]>,
    /// The caller knew the user before and found the credential to be that user's. Otherwise the response must name
    /// the user by its handle.
    pub user_identified: bool,
    pub counter_policy: CounterPolicy,
    pub backup_eligibility: BackupEligibility,
}

/// What a signature counter that did not grow means (step 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CounterPolicy {
    Reject,
    Warn,
}

/// What a backup eligibility that is not the stored one means (step 19).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupEligibility {
    Strict,
    /// Gained is accepted, as it happens with real password stores; lost is refused.
    AllowGain,
    Ignore,
}

/// The facts to store and to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as the standard numbers them")]
pub struct Authenticated {
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backup_state: bool,
    /// The value to store: never lower than the stored one.
    pub sign_count: u32,
    pub counter_regressed: bool,
    pub backup_eligibility_gained: bool,
}

pub fn verify(
    response: &AuthenticationResponse,
    stored: &Stored<'_>,
    expected: &Expectations<'_>,
) -> Result<Authenticated, Refusal> {
    verify_steps(response, stored, expected).map_err(|refused| match refused {
        Refused::AfterCheck(refusal) => refusal,
        // 14.6.2: what was refused before step 21 takes as long as what is refused there.
        Refused::Sooner(refusal) => {
            verify_nothing(expected.challenge);
            refusal
        }
    })
}

/// Whether a signature check that costs as much as one with ES256 was paid for before the refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Sooner(Refusal),
    AfterCheck(Refusal),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Sooner(refusal)
    }
}

fn verify_steps(
    response: &AuthenticationResponse,
    stored: &Stored<'_>,
    expected: &Expectations<'_>,
) -> Result<Authenticated, Refused> {
    // Steps 5 and 6: the credential is one that was asked for, and its owner's.
    verify_credential(response, stored, expected)?;

    // Step 7, reading the response's members, is done. Steps 8 to 14: the client data.
    let client_data = ClientData::parse(&response.client_data_json)?;
    client_data.verify(&Expected {
        kind: "webauthn.get",
        challenge: expected.challenge,
        origins: expected.origins,
        embedding: expected.embedding,
    })?;

    // 6.1: for an assertion, no credential is attested.
    let authenticator_data = AuthenticatorData::parse(&response.authenticator_data)?;
    if authenticator_data.attested.is_some() {
        return Err(Refusal::MalformedAuthData.into());
    }

    // Step 15: the RP ID, or the AppID where we asked with it and the client says that it was used.
    let answered_for = expected.app_id.filter(|_| response.app_id_used).unwrap_or(expected.rp_id);
    if digest(&SHA256, answered_for.as_bytes()).as_ref() != authenticator_data.rp_id_hash {
        return Err(Refusal::RpIdMismatch.into());
    }

    // Steps 16 to 19: the flags.
    let flags = authenticator_data.flags;
    verify_flags(flags, stored, expected)?;

    // Steps 20 and 21: the signature, with the stored key, over authenticator data and client data hash.
    verify_signature(response, &PublicKey::stored(stored.public_key, stored.algorithm)?)?;

    // Step 22: the signature counter, where either side has one.
    let counter_regressed = (authenticator_data.sign_count != 0 || stored.sign_count != 0)
        && authenticator_data.sign_count <= stored.sign_count;
    if counter_regressed && expected.counter_policy == CounterPolicy::Reject {
        return Err(Refused::AfterCheck(Refusal::CounterRegression));
    }

    // Step 23: extension outputs are the page's, we read none. Step 24: the facts, for the caller to store.
    Ok(Authenticated {
        user_verified: flags.user_verified(),
        backup_eligible: flags.backup_eligible(),
        backup_state: flags.backed_up(),
        sign_count: authenticator_data.sign_count.max(stored.sign_count),
        counter_regressed,
        backup_eligibility_gained: flags.backup_eligible() && !stored.backup_eligible,
    })
}

fn verify_signature(response: &AuthenticationResponse, key: &PublicKey<'_>) -> Result<(), Refused> {
    // The library would refuse it too, but only after it has read the key, which would show.
    if !key.may_have_made(&response.signature) {
        return Err(Refused::Sooner(Refusal::InvalidSignature));
    }
    let mut signed = Vec::with_capacity(response.authenticator_data.len() + 32);
    signed.extend_from_slice(&response.authenticator_data);
    signed.extend_from_slice(digest(&SHA256, &response.client_data_json).as_ref());
    if key.verify(&signed, &response.signature) {
        return Ok(());
    }
    let refused = if key.may_verify_quickly() { Refused::Sooner } else { Refused::AfterCheck };
    Err(refused(Refusal::InvalidSignature))
}

fn verify_credential(
    response: &AuthenticationResponse,
    stored: &Stored<'_>,
    expected: &Expectations<'_>,
) -> Result<(), Refusal> {
    // Step 5: where credentials were named, this is one of them.
    if expected.allow.is_some_and(|allow| !allow.contains(&response.id)) {
        return Err(Refusal::CredentialNotAllowed);
    }
    // Step 6: the credential is the stored one, and its owner is the user whom the response names.
    if response.id != stored.credential_id {
        return Err(Refusal::CredentialUnknown);
    }
    match &response.user_handle {
        Some(handle) if handle != stored.user_handle => Err(Refusal::UserHandleMismatch),
        None if !expected.user_identified => Err(Refusal::UserHandleMissing),
        _ => Ok(()),
    }
}

fn verify_flags(flags: Flags, stored: &Stored<'_>, expected: &Expectations<'_>) -> Result<(), Refusal> {
    // Step 16: the user was present, conditional mediation or not.
    if !flags.user_present() && expected.require_user_presence {
        return Err(Refusal::UserNotPresent);
    }
    // Step 17: the user was verified, if required.
    if !flags.user_verified() && expected.user_verification == UserVerification::Required {
        return Err(Refusal::UserNotVerified);
    }
    // Step 18: only what is eligible can be backed up.
    if flags.backed_up() && !flags.backup_eligible() {
        return Err(Refusal::InvalidBackupState);
    }
    // Step 19: eligibility is fixed at creation, says the standard; real password stores gain it.
    let acceptable = match (stored.backup_eligible, flags.backup_eligible()) {
        (false, true) => expected.backup_eligibility != BackupEligibility::Strict,
        (true, false) => expected.backup_eligibility == BackupEligibility::Ignore,
        _ => true,
    };
    if acceptable { Ok(()) } else { Err(Refusal::BackupEligibilityChanged) }
}

/// Spends what one ES256 verification costs, and tells nothing. For an id that nobody holds, so that the answer takes
/// as long as for one with a wrong signature.
///
/// A refusal never comes sooner than this, but it may come later. A wrong signature with ES256, by far the most common, costs the same; one
/// with Ed25519, RS256 or ML-DSA costs its own check besides (half as much to as much again), one with ES384 or ES512 a check that is
/// several times as dear. Who can measure tens of microseconds through the network may tell such an id from one that nobody holds.
pub fn verify_nothing(challenge_seed: &[u8]) {
    let refused = PublicKey::Es256(NOBODY).verify(challenge_seed, &NO_SIGNATURE);
    std::hint::black_box(refused);
}

/// The base point of P-256: the one key whose private half (1) everyone knows. Nothing is ever accepted with it.
const NOBODY: [u8; 65] = [
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
    0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe,
    0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce,
    0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// Well-formed DER with both halves in range, so that the whole computation runs before it fails.
const NO_SIGNATURE: [u8; 70] = {
    let mut signature = [0x35; 70];
    (signature[0], signature[1]) = (0x30, 68);
    (signature[2], signature[3]) = (0x02, 32);
    (signature[36], signature[37]) = (0x02, 32);
    signature
};

#[cfg(test)]
mod tests;
