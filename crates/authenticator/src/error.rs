//! Why the authenticator, or the browser that it plays, does not answer.
//!
//! Each variant is what a page would see as a `DOMException`; it must never hide an unsupported option behind a success.

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `TypeError` or `EncodingError`: the options are not what the standard describes.
    #[error("the options are wrong: {0}")]
    Options(&'static str),
    /// `SecurityError`.
    #[error("the RP ID does not belong to the origin")]
    RpIdForOrigin,
    /// `NotSupportedError`.
    #[error("none of the offered algorithms is supported")]
    NoAlgorithm,
    /// `InvalidStateError`.
    #[error("a passkey of this account is registered already")]
    AlreadyRegistered,
    /// `ConstraintError`, or `NotAllowedError` where the browser asks first.
    #[error("a discoverable passkey or user verification is required, and not possible")]
    Constraint,
    /// `NotAllowedError`.
    #[error("no passkey fits")]
    NoPasskey,
    /// `SecurityError`.
    #[error("the AppID does not belong to the origin")]
    AppIdForOrigin,
    /// The format cannot speak about a key of this algorithm.
    #[error("the attestation format has no form for the key's algorithm")]
    NoStatement,
    /// Not told in silence, because a test that nothing was changed for cannot fail.
    #[error("the lie cannot be told: {0}")]
    CannotLie(&'static str),
    #[error("the cryptographic library failed")]
    Cryptography,
    #[error("CBOR could not be written")]
    Cbor(#[source] ciborium::ser::Error<std::io::Error>),
    #[error("JSON could not be written")]
    Json(#[from] serde_json::Error),
}

impl From<aws_lc_rs::error::Unspecified> for Error {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self::Cryptography
    }
}

impl From<aws_lc_rs::error::KeyRejected> for Error {
    fn from(_: aws_lc_rs::error::KeyRejected) -> Self {
        Self::Cryptography
    }
}
