//! What the fuzz targets hold against the verifier: for each, what must be true of an input that was accepted, found out by readers
//! and computations that share no code with the verifier.
//!
//! A target must never only look for panics: a parser that accepts too much does not panic. It fails by panicking itself.

#![forbid(unsafe_code)]
#![expect(clippy::expect_used, reason = "a broken property and a broken seed end the target by panicking")]

pub mod attestation_object;
pub mod authenticator_data;
pub mod ceremony;
pub mod client_data;
pub mod cose_key;
mod curve;
pub mod metadata_blob;
mod oracle;
mod reading;
mod statement;
pub mod verify_authentication;
pub mod verify_registration;
