//! Applications that sign their users in here, by OAuth 2 and OpenID Connect: who they are, what they are told, and what they may ask. The
//! rules themselves are in [`crate::oauth`]; here they meet the store. Nothing may be granted here that the journey has not proved.

pub mod access_token;
pub mod approval;
pub mod authorize;
pub mod back_channel;
pub(crate) mod by;
pub mod client;
pub mod client_proof;
pub mod clients;
pub mod connected;
pub mod declared;
pub mod device;
pub(crate) mod dpop_nonce;
pub(crate) mod fetched;
pub mod forward_auth;
pub(crate) mod id_token;
pub mod introspection;
pub mod issuer;
pub mod logout;
pub mod metadata_document;
pub mod parameters;
pub mod refusal;
pub mod resource;
pub mod revocation;
pub mod roster;
pub mod signing;
pub(crate) mod subject;
pub mod token;
pub mod userinfo;

pub use client::{AuthMethod, Client, ClientKind, ClientSettings, GrantType, SubjectType};
pub use issuer::Issuer;
pub use parameters::Parameters;
pub use refusal::{Failed, Refusal, Word};

use std::borrow::Cow;
use store::audit_event::AuditEvent;
use store::grant::Grant;

/// An event about a grant: where and whose it is, and which application's.
pub(crate) fn about_grant(event: &AuditEvent, grant: &Grant) -> AuditEvent {
    AuditEvent {
        pool_id: Some(grant.pool_id),
        workspace_id: Some(grant.workspace_id),
        subject_id: Some(grant.user_id),
        detail: Some(Cow::Owned(grant.client_id.clone())),
        ..event.clone()
    }
}
