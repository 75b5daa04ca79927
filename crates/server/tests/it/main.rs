//! The HTTP tests: one binary, the real router, no sockets (but for `process`, which runs the built binary). Every test of HTTP runs on SQLite
//! and again on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access_pass;
mod account_pages;
mod addresses;
mod attestation;
mod bad_input;
mod conformance;
mod devices;
mod distrust;
mod embedding;
mod every_route;
mod exchange;
mod failures;
mod help;
mod idle;
mod independent;
mod invitations;
mod isolation;
mod journeys;
mod languages;
mod limits;
mod mailbox;
mod notices;
mod operations;
mod pages;
mod passkeys;
mod password;
mod pool_settings;
mod post;
mod process;
mod process_metadata;
mod process_signals;
mod process_users;
mod recovery;
mod recovery_codes;
mod recovery_room;
mod recovery_waits;
mod scenarios;
mod second_factor;
mod session;
mod sessions;
mod setup;
mod sign_in;
mod sign_up;
mod sign_up_by_mail;
mod signals;
mod single_sign_on;
mod step_up;
mod support;
mod tls;
mod totp;
mod well_known;
mod wishes;
