//! From a request to what the domain asks for. Each extractor fails with our own problem, never with the framework's answer.

pub(crate) mod cookies;
pub(crate) mod csrf;
pub(crate) mod host;
pub(crate) mod json;
pub(crate) mod path;
pub(crate) mod seen;
pub(crate) mod signed_in;
pub(crate) mod visit;

pub(crate) use host::NamedHost;
pub(crate) use json::{Json, RawJson};
pub(crate) use path::{PasskeyAddress, SetupToken};
pub(crate) use signed_in::{Previous, SignedIn};
pub(crate) use visit::{SetupVisit, Visit};
