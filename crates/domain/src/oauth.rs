//! The rules of OAuth 2 and OpenID Connect, as a provider: what may be asked, registered, signed and believed. Pure functions over texts and
//! times that are handed in; nothing here may read the store, look at a clock or know HTTP.
//!
//! Times are seconds since 1970, as tokens write them; the rest of this crate counts milliseconds.

pub mod authorize;
pub mod claims;
pub mod client_assertion;
pub mod dpop;
pub mod jwk;
pub mod jws;
pub mod pkce;
pub mod redirect_uri;
pub mod scope;

#[cfg(test)]
mod tests;
