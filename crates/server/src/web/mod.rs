//! The pages that members see, one file per page: a struct for its template, made from plain values. Nothing here may decide what a member
//! is allowed to do: the domain has decided, a page shows it.

pub mod account;
pub mod activity;
pub mod addresses;
pub(crate) mod application;
pub mod applications;
pub(crate) mod approval;
pub(crate) mod brand;
pub(crate) mod browser;
pub(crate) mod confirm;
pub(crate) mod device;
pub mod enrolment_link;
pub mod error;
pub mod feedback;
pub mod front_doors;
pub mod help;
pub mod idle;
pub mod invitation;
pub mod journey;
pub mod labels;
pub(crate) mod language;
pub mod link;
pub mod linked_accounts;
pub(crate) mod look;
pub mod mailbox;
pub(crate) mod manifest;
pub mod menu;
pub mod moment;
pub mod new_device;
pub mod password;
pub mod recovery;
pub mod recovery_codes;
pub(crate) mod refusal;
pub mod register;
pub mod report;
pub(crate) mod routes;
pub mod security;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod sign_up;
pub(crate) mod single_sign_on;
pub(crate) mod steps;
pub mod totp;
pub mod waiting;

#[cfg(test)]
pub(crate) mod samples;
