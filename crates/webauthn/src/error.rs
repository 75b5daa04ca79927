//! The reasons for which a ceremony is refused, one per failing step.
//!
//! They are for logs, audit and tests. They must never reach a person or a client as they are: towards the outside most of
//! them have to look alike.

/// Why a response was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("the response is not the JSON that the standard describes")]
    MalformedJson,
    #[error("clientDataJSON is not what the standard describes")]
    MalformedClientData,
    #[error("the attestation object is not what the standard describes")]
    MalformedAttestationObject,
    #[error("the authenticator data is not what the standard describes")]
    MalformedAuthData,
    #[error("the public key is not a valid key of its algorithm")]
    MalformedPublicKey,
    #[error("the attestation statement is not what its format describes")]
    MalformedAttestationStatement,
    #[error("the authenticator data carries no credential")]
    MissingAttestedCredentialData,
    #[error("the client data belongs to another kind of ceremony")]
    TypeMismatch,
    #[error("the challenge is not the one that was issued")]
    ChallengeMismatch,
    #[error("the origin is not one of ours")]
    OriginMismatch,
    #[error("the ceremony ran in a frame of another origin, which is not allowed")]
    CrossOriginForbidden,
    #[error("the top origin is not one that may embed us")]
    TopOriginMismatch,
    #[error("the authenticator answered for another RP ID")]
    RpIdMismatch,
    #[error("the user was not present")]
    UserNotPresent,
    #[error("the user was not verified")]
    UserNotVerified,
    #[error("a credential that cannot be backed up claims to be backed up")]
    InvalidBackupState,
    #[error("the credential's backup eligibility is not what it was")]
    BackupEligibilityChanged,
    #[error("the key's algorithm was not offered")]
    AlgorithmNotAllowed,
    #[error("the algorithm is not supported")]
    UnsupportedAlgorithm,
    #[error("the attestation format is not supported")]
    UnsupportedAttestationFormat,
    #[error("the response and the authenticator name different credentials")]
    CredentialIdMismatch,
    #[error("the credential id is longer than 1023 bytes")]
    CredentialIdTooLong,
    #[error("the credential is not one of those that were asked for")]
    CredentialNotAllowed,
    #[error("the credential is not the stored one")]
    CredentialUnknown,
    #[error("the user handle is missing")]
    UserHandleMissing,
    #[error("the user handle names another user")]
    UserHandleMismatch,
    #[error("the attestation is signed with another algorithm than the key's")]
    AttestationAlgMismatch,
    #[error("the attestation signature is wrong")]
    InvalidAttestationSignature,
    #[error("the attestation certificate is not what its format describes")]
    AttestationCertInvalid,
    #[error("the attestation is for another ceremony")]
    AttestationNonceMismatch,
    #[error("the attestation is for another key")]
    AttestationKeyMismatch,
    #[error("what the TPM attests is not what its format describes")]
    AttestationTpmInvalid,
    #[error("the attestation leads to no trusted authority")]
    UntrustedAttestation,
    #[error("the attestation is not acceptable by policy")]
    AttestationPolicy,
    #[error("the signature is wrong")]
    InvalidSignature,
    #[error("the signature counter did not grow")]
    CounterRegression,
}

impl Refusal {
    /// The stable name for logs, audit and tests.
    pub fn code(self) -> &'static str {
        match self {
            Self::MalformedJson => "malformed_json",
            Self::MalformedClientData => "malformed_client_data",
            Self::MalformedAttestationObject => "malformed_attestation_object",
            Self::MalformedAuthData => "malformed_auth_data",
            Self::MalformedPublicKey => "malformed_public_key",
            Self::MalformedAttestationStatement => "malformed_attestation_statement",
            Self::MissingAttestedCredentialData => "missing_attested_credential_data",
            Self::TypeMismatch => "type_mismatch",
            Self::ChallengeMismatch => "challenge_mismatch",
            Self::OriginMismatch => "origin_mismatch",
            Self::CrossOriginForbidden => "cross_origin_forbidden",
            Self::TopOriginMismatch => "top_origin_mismatch",
            Self::RpIdMismatch => "rp_id_mismatch",
            Self::UserNotPresent => "user_not_present",
            Self::UserNotVerified => "user_not_verified",
            Self::InvalidBackupState => "invalid_backup_state",
            Self::BackupEligibilityChanged => "backup_eligibility_changed",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::UnsupportedAttestationFormat => "unsupported_attestation_format",
            Self::CredentialIdMismatch => "credential_id_mismatch",
            Self::CredentialIdTooLong => "credential_id_too_long",
            Self::CredentialNotAllowed => "credential_not_allowed",
            Self::CredentialUnknown => "credential_unknown",
            Self::UserHandleMissing => "user_handle_missing",
            Self::UserHandleMismatch => "user_handle_mismatch",
            Self::AttestationAlgMismatch => "attestation_alg_mismatch",
            Self::InvalidAttestationSignature => "invalid_attestation_signature",
            Self::AttestationCertInvalid => "attestation_cert_invalid",
            Self::AttestationNonceMismatch => "attestation_nonce_mismatch",
            Self::AttestationKeyMismatch => "attestation_key_mismatch",
            Self::AttestationTpmInvalid => "attestation_tpm_invalid",
            Self::UntrustedAttestation => "untrusted_attestation",
            Self::AttestationPolicy => "attestation_policy",
            Self::InvalidSignature => "invalid_signature",
            Self::CounterRegression => "counter_regression",
        }
    }
}
