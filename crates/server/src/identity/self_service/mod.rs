//! What members do for themselves, at `/{tenant}/{workspace}/identity/v2/self/…`.

pub(crate) mod account;
pub(crate) mod factors;
pub(crate) mod passkeys;
