//! A software authenticator, its maker and the browser around it: WebAuthn JSON in, WebAuthn JSON out.
//!
//! For tests, load and self-checks. It shares no code with the verifier, so that a misreading of the standard shows up as
//! a disagreement, and it lies on request. It must never be used to protect anything: keys are plain bytes in memory.

mod authenticator;
mod ceremony;
mod certificate;
mod der;
mod error;
mod key;
mod lie;
mod maker;
mod metadata;
mod passkey;
mod setup;
mod statement;
mod wire;

pub use authenticator::Authenticator;
pub use certificate::Validity;
pub use error::Error;
pub use key::KeyPair;
pub use lie::{CertificateLie, KeyDescription, Lie, Signer, TpmLie};
pub use maker::{Maker, Making};
pub use metadata::{Blob, BlobLie};
pub use passkey::Passkey;
pub use setup::{Attestation, Conveyance, Counter, Setup};

/// What lies about CBOR are written in.
pub use ciborium::Value as Cbor;
