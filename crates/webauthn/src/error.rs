//! The reasons for which a ceremony is refused, one per failing step.
//!
//! They are for logs, audit and tests. They must never reach a person or a client as they are: towards the outside most of
//! them have to look alike.

macro_rules! refusals {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        /// Why a response was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Refusal {
            $(#[error($text)] $name,)*
        }

        impl Refusal {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable name for logs, audit and tests.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

refusals! {
    MalformedJson = "malformed_json", "the response is not the JSON that the standard describes";
    MalformedClientData = "malformed_client_data", "clientDataJSON is not what the standard describes";
    MalformedAttestationObject = "malformed_attestation_object", "the attestation object is not what the standard describes";
    MalformedAuthData = "malformed_auth_data", "the authenticator data is not what the standard describes";
    MalformedPublicKey = "malformed_public_key", "the public key is not a valid key of its algorithm";
    MalformedAttestationStatement = "malformed_attestation_statement", "the attestation statement is not what its format describes";
    MissingAttestedCredentialData = "missing_attested_credential_data", "the authenticator data carries no credential";
    TypeMismatch = "type_mismatch", "the client data belongs to another kind of ceremony";
    ChallengeMismatch = "challenge_mismatch", "the challenge is not the one that was issued";
    OriginMismatch = "origin_mismatch", "the origin is not one of ours";
    CrossOriginForbidden = "cross_origin_forbidden", "the ceremony ran in a frame of another origin, which is not allowed";
    TopOriginMismatch = "top_origin_mismatch", "the top origin is not one that may embed us";
    RpIdMismatch = "rp_id_mismatch", "the authenticator answered for another RP ID";
    UserNotPresent = "user_not_present", "the user was not present";
    UserNotVerified = "user_not_verified", "the user was not verified";
    InvalidBackupState = "invalid_backup_state", "a credential that cannot be backed up claims to be backed up";
    BackupEligibilityChanged = "backup_eligibility_changed", "the credential's backup eligibility is not what it was";
    AlgorithmNotAllowed = "algorithm_not_allowed", "the key's algorithm was not offered";
    UnsupportedAlgorithm = "unsupported_algorithm", "the algorithm is not supported";
    UnsupportedAttestationFormat = "unsupported_attestation_format", "the attestation format is not supported";
    CredentialIdMismatch = "credential_id_mismatch", "the response and the authenticator name different credentials";
    CredentialIdTooLong = "credential_id_too_long", "the credential id is longer than 1023 bytes";
    CredentialNotAllowed = "credential_not_allowed", "the credential is not one of those that were asked for";
    CredentialUnknown = "credential_unknown", "the credential is not the stored one";
    UserHandleMissing = "user_handle_missing", "the user handle is missing";
    UserHandleMismatch = "user_handle_mismatch", "the user handle names another user";
    AttestationAlgMismatch = "attestation_alg_mismatch", "the attestation is signed with another algorithm than the key's";
    InvalidAttestationSignature = "invalid_attestation_signature", "the attestation signature is wrong";
    AttestationCertInvalid = "attestation_cert_invalid", "the attestation certificate is not what its format describes";
    AttestationNonceMismatch = "attestation_nonce_mismatch", "the attestation is for another ceremony";
    AttestationKeyMismatch = "attestation_key_mismatch", "the attestation is for another key";
    AttestationTpmInvalid = "attestation_tpm_invalid", "what the TPM attests is not what its format describes";
    UntrustedAttestation = "untrusted_attestation", "the attestation leads to no trusted authority";
    AttestationPolicy = "attestation_policy", "the attestation is not acceptable by policy";
    InvalidSignature = "invalid_signature", "the signature is wrong";
    CounterRegression = "counter_regression", "the signature counter did not grow";
}
