//! The API that is compatible with `SecureAuth`'s (docs/developer/secureauth-api.md): members through an application of theirs, and programs of a
//! tenant for its members. What it does is done by the use cases of the pages and the console; here is only what is its own: who may enter, what
//! is refused in which words, and how accounts look to it. No program may ever reach an administrator by it.

pub mod activating;
pub mod adding;
pub mod addresses;
pub mod changing;
pub mod clients;
pub mod codes;
pub mod condition;
pub mod creating;
mod denied;
mod entering;
pub mod listing;
pub mod mechanisms;
mod named;
pub mod naming;
pub mod own_factors;
pub mod passkeys;
mod pool_rules;
pub mod pools;
pub mod profile;
pub mod proving;
pub mod record;
pub mod registering;
pub mod resetting;
pub mod resetting_app;
pub mod scim;
pub mod self_service;
mod undone;
pub mod users;
pub mod verifying;
mod whom;

pub use denied::{Denied, Word};
pub use entering::{Member, Program, Viewer, member, program, viewer};
pub use whom::Whom;

/// Reads of a member's own account.
pub const VIEW_PROFILE: &str = "view_ss_profile";
/// Changes of it.
pub const MANAGE_PROFILE: &str = "manage_ss_profile";
/// What programs of a tenant do to its members.
pub const IDENTITY: &str = "identity";
/// Looks at the applications of a tenant.
pub const READ_CONFIGURATION: &str = "read_configuration";
/// Changes them.
pub const MANAGE_CONFIGURATION: &str = "manage_configuration";
/// A program that registers people and brings them their codes itself.
pub const SELF_REGISTRATION: &str = "identity_self_registration";
