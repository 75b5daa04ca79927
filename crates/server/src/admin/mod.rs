//! The console: the pages on which administrators work, and the calls behind them. One file per page; a page shows what the domain says about
//! it and decides nothing. It speaks English alone (ADR 16).

pub(crate) mod access_reviews;
pub(crate) mod administrators;
pub(crate) mod adoption;
pub(crate) mod authentication;
pub(crate) mod belonging;
pub(crate) mod branding;
pub(crate) mod campaign;
mod charts;
pub(crate) mod client;
mod client_form;
pub(crate) mod clients;
pub(crate) mod confirm;
pub(crate) mod doctor;
pub(crate) mod dry_run;
pub(crate) mod enrolment;
mod frame;
pub(crate) mod guide;
pub(crate) mod health;
mod holders;
pub(crate) mod invitations;
mod listing;
pub(crate) mod overview;
pub(crate) mod policy;
pub(crate) mod pool;
pub(crate) mod presets;
pub(crate) mod roll_out;
pub(crate) mod schedule;
pub(crate) mod security;
pub(crate) mod support;
mod test_walks;
pub(crate) mod user;
pub(crate) mod user_actions;
pub(crate) mod users;
mod versions;
pub(crate) mod webhook;
pub(crate) mod webhooks;
pub(crate) mod workspace;

use crate::problem::Problem;
use axum::response::Response;

type Answer = Result<Response, Problem>;
