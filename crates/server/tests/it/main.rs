//! The HTTP tests: one binary, the real router, no sockets (but for `process`, which runs the built binary). Every test of HTTP runs on SQLite
//! and again on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod every_route;
mod isolation;
mod operations;
mod pages;
mod passkeys;
mod process;
mod session;
mod setup;
mod sign_in;
mod sign_up;
mod step_up;
mod support;
mod tls;
