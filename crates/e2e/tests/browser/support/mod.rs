//! What the tests stand on: a browser, a server, passkeys, and a person who uses them.

pub(crate) mod actor;
pub(crate) mod authenticator;
pub(crate) mod browser;
mod community;
pub(crate) mod frame;
pub(crate) mod gallery;
pub(crate) mod keyboard;
mod metadata;
pub(crate) mod sample;
pub(crate) mod server;

pub(crate) use actor::{PASSWORD, Person};
pub(crate) use authenticator::{Authenticator, Build, Kind, Passkey};
pub(crate) use frame::Shop;
pub(crate) use gallery::Gallery;
pub(crate) use sample::{HOST as ABOVE_SAMPLE, Sample};
pub(crate) use server::Server;
