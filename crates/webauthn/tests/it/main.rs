//! The verifier from outside: vectors of the standard, an independent authenticator, and generated lies.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod attestation;
mod ceremonies;
mod differential;
mod metadata;
mod vectors;
