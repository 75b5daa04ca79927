//! Every page of a member and every state of it, by area: what each test brings about is checked where it stands (`support::gallery`), and kept
//! as pictures by `cargo xtask screenshots`. What the entries of the catalogue look like is shown where they are reached, in `every_error`.

use crate::support::PASSWORD;

mod account;
mod applications;
mod approvals;
mod arabic;
mod campaign;
mod console;
mod console_clients;
mod console_figures;
mod console_security;
mod console_settings;
mod console_support;
mod console_users;
mod console_webhooks;
mod doors;
mod enrolment;
mod first_minute;
mod joining;
mod journeys;
mod lost_passkeys;
mod passkeys;
mod presets;
mod prompts;
mod readers;
mod single_sign_on;

pub(crate) use console::the_owner;
