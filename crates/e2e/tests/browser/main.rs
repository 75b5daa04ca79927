//! Keystead in a real browser: each test is something that a person does, told in the words of `support::actor`.
//!
//! One binary and one process, so that one browser serves all (`cargo test`, not one process per test).

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod account;
mod applications;
mod embedding;
mod every_action;
mod every_error;
mod first_paint;
mod gallery;
mod idle;
mod install;
mod keyboard;
mod look;
mod matrix;
mod menu;
mod passkey_pages;

mod prompts;
mod sample;
mod security;
mod setup;
mod sign_in;
mod sign_up;
mod signals;
mod support;
mod trouble;
mod walks;

/// Smart mode, usernames, open to the public.
const SMART: &str = "/demo/community";
/// The same in Classic mode.
const CLASSIC: &str = "/platform/classic";
