//! Verification of both WebAuthn ceremonies: bytes and expectations in, facts or one named refusal out.
//!
//! This crate is pure. It must never read a clock, draw randomness, do I/O or keep state: who asked for a ceremony, when,
//! and whether its challenge was already spent is for the caller to know. The steps of the standard (WebAuthn Level 3,
//! 7.1 and 7.2) are the numbered paragraphs of [`registration::verify`] and [`authentication::verify`].

mod aaguid;
mod algorithm;
pub mod attestation;
pub mod authentication;
mod authenticator_data;
mod base64url;
mod cbor;
mod client_data;
mod cose;
mod der;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod jwk;
pub mod metadata;
pub mod options;
pub mod registration;
mod response;

pub use aaguid::{Aaguid, NotAaguid};
pub use algorithm::Algorithm;
pub use client_data::{challenge_of, origin_of};
pub use error::Refusal;
pub use jwk::{Jwk, jwk};
pub use metadata::Certification;
pub use options::{Mediation, ResidentKey, UserVerification};
pub use response::{AuthenticationResponse, RegistrationResponse};

/// Whether a page of another origin may embed our ceremony in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embedding<'a> {
    Forbidden,
    /// Allowed below these top origins. A client that does not name the top origin is accepted, as the standard does.
    Allowed {
        top_origins: &'a [String],
    },
}

/// The algorithm of a COSE key that came without an attestation, where the key is one that could verify anything.
pub fn key_algorithm(key: &[u8]) -> Option<Algorithm> {
    let map = cose::map(key).ok()?;
    let algorithm = Algorithm::from_cose(cose::algorithm(&map).ok()?)?;
    cose::PublicKey::parse(&map, algorithm).ok()?.check().ok()?;
    Some(algorithm)
}
