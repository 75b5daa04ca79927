//! The server: command line, configuration, router, extractors, pages and APIs. It translates between HTTP and the domain and holds no rule of
//! the product; it must never touch the store's tables.

mod acme;
mod admin;
mod api;
mod assets;
pub mod audit_stream;
mod backup;
mod chores;
pub mod cli;
pub mod config;
pub mod conformance;
mod control;
mod data_dir;
pub mod doctor;
pub mod embedding;
mod extract;
mod front;
mod headers;
mod identity;
mod listener;
mod log;
mod master_key;
mod metadata;
pub mod metrics;
mod oidc;
pub mod openapi;
mod operations;
pub mod outgoing;
pub mod page;
pub mod post;
mod problem;
mod provider_calls;
mod roots;
pub mod router;
mod settings_file;
mod start;
mod supervisor;
mod trace;
pub mod web;

pub use front::{Front, Server};
