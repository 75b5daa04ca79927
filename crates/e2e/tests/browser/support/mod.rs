//! What the tests stand on: a browser, a server, passkeys, and a person who uses them.

pub(crate) mod actor;
pub(crate) mod authenticator;
pub(crate) mod browser;
pub(crate) mod server;

pub(crate) use actor::Person;
pub(crate) use authenticator::Kind;
pub(crate) use server::Server;
