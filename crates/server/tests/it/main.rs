//! The HTTP tests: one binary, the real router, no sockets (but for `process`, which runs the built binary). Every test of HTTP runs on SQLite
//! and again on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod attestation;
mod bad_input;
mod conformance;
mod distrust;
mod embedding;
mod every_route;
mod independent;
mod isolation;
mod operations;
mod pages;
mod passkeys;
mod pool_settings;
mod process;
mod process_metadata;
mod process_signals;
mod scenarios;
mod second_factor;
mod session;
mod setup;
mod sign_in;
mod sign_up;
mod signals;
mod step_up;
mod support;
mod tls;
mod well_known;
mod wishes;
