//! A software authenticator and the browser around it: WebAuthn JSON in, WebAuthn JSON out.
//!
//! For tests, load and self-checks. It shares no code with the verifier, so that a misreading of the standard shows up as
//! a disagreement, and it lies on request. It must never be used to protect anything: keys are plain bytes in memory.

mod authenticator;
mod ceremony;
mod error;
mod key;
mod lie;
mod passkey;
mod setup;
mod wire;

pub use authenticator::Authenticator;
pub use error::Error;
pub use key::KeyPair;
pub use lie::Lie;
pub use passkey::Passkey;
pub use setup::{Attestation, Counter, Setup};
