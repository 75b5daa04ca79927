//! Authenticating with a credential (7.2 of the standard), from step 5 on.
//!
//! The caller found the stored credential by the response's id, and the challenge authentic and unspent. It must never
//! let the time of a refusal tell what is stored: each costs one signature check, see [`verify_nothing`].

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
    let outcome = verify_steps(response, stored, expected);
    // 14.6.2: what was refused before step 21 takes as long as what is refused there.
    match outcome {
        Ok(_) | Err(Refusal::InvalidSignature | Refusal::CounterRegression) => {}
        Err(_) => verify_nothing(expected.challenge),
    }
    outcome
}

fn verify_steps(
    response: &AuthenticationResponse,
    stored: &Stored<'_>,
    expected: &Expectations<'_>,
) -> Result<Authenticated, Refusal> {
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
        return Err(Refusal::MalformedAuthData);
    }

    // Step 15: the RP ID. We never ask with the `appid` extension.
    if digest(&SHA256, expected.rp_id.as_bytes()).as_ref() != authenticator_data.rp_id_hash {
        return Err(Refusal::RpIdMismatch);
    }

    // Steps 16 to 19: the flags.
    let flags = authenticator_data.flags;
    verify_flags(flags, stored, expected)?;

    // Steps 20 and 21: the signature, with the stored key, over authenticator data and client data hash.
    let mut signed = Vec::with_capacity(response.authenticator_data.len() + 32);
    signed.extend_from_slice(&response.authenticator_data);
    signed.extend_from_slice(digest(&SHA256, &response.client_data_json).as_ref());
    if !PublicKey::stored(stored.public_key, stored.algorithm)?.verify(&signed, &response.signature) {
        return Err(Refusal::InvalidSignature);
    }

    // Step 22: the signature counter, where either side has one.
    let counter_regressed = (authenticator_data.sign_count != 0 || stored.sign_count != 0)
        && authenticator_data.sign_count <= stored.sign_count;
    if counter_regressed && expected.counter_policy == CounterPolicy::Reject {
        return Err(Refusal::CounterRegression);
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
    if !flags.user_present() {
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
mod tests {
    use super::{NO_SIGNATURE, NOBODY, verify_nothing};
    use crate::cose::PublicKey;

    #[test]
    fn nobody_has_a_sound_key_and_signs_nothing() {
        let nobody = PublicKey::Es256(NOBODY);
        assert_eq!(nobody.check(), Ok(()), "an unsound key would be refused before the costly part");
        assert!(!nobody.verify(b"seed", &NO_SIGNATURE));
        verify_nothing(b"seed");
    }
}
