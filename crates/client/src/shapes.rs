//! What is sent and answered, as far as programs need it. What is not here is in the document, and ignored: a later server may say more.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A user, as a program of their tenant sees them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct User {
    pub id: String,
    pub tenant_id: String,
    pub user_pool_id: String,
    /// `active` or `inactive`
    pub status: String,
    pub created_at: String,
    pub updated_at: String,
    pub payload: Value,
    pub identifiers: Vec<Value>,
    pub verifiable_addresses: Vec<Value>,
    pub credentials: Vec<UserCredential>,
    /// The state that was read, for `If-Match`.
    #[serde(skip)]
    pub etag: Option<String>,
}

/// A user, as an application sees them that acts for them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Me {
    pub id: String,
    pub payload: Value,
    pub identifiers: Vec<Value>,
    pub verifiable_addresses: Vec<Value>,
    pub credentials: Vec<UserCredential>,
    pub authentication_mechanisms: Vec<String>,
    pub preferred_authentication_mechanism: String,
    #[serde(skip)]
    pub etag: Option<String>,
}

/// One of their factors; passkeys have the kind `webauthn`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct UserCredential {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    /// `valid`, or `must_be_reset` where it was put aside.
    pub state: String,
    pub discoverable_id: String,
    pub created_at: String,
    pub updated_at: String,
}

/// A passkey with its public key, bytes in standard base64.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Credential {
    pub id: String,
    #[serde(rename = "publicKey")]
    pub public_key: String,
    #[serde(rename = "attestationType", skip_serializing_if = "Option::is_none")]
    pub attestation_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Credentials {
    pub(crate) credentials: Vec<Credential>,
}

/// Options for a browser or an authenticator, as WebAuthn writes them in JSON.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Options {
    #[serde(rename = "publicKey")]
    pub public_key: Value,
}

/// Which of the two kinds of passkeys an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They sign in without a name.
    Smart,
    Classic,
}

/// By which of their names a user is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom<'a> {
    Address,
    Identifier(&'a str),
    User(&'a str),
}

/// How a user is told that they may add a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// To a page on which the user makes the passkey.
    Link,
    /// For [`add_complete`](crate::Users::add_complete).
    Code,
}

/// Where a sign-in has come to.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Came {
    SignedIn(SignedIn),
    Continue(Step),
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct SignedIn {
    pub user_id: String,
    /// Shown with each request from now on; a secret.
    pub session_token: String,
    pub expires_at: String,
    pub amr: Vec<String>,
    pub acr: String,
    /// A passkey that the member is invited to make.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_left: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What is asked for next.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Step {
    pub journey: String,
    /// What is proved so far; a secret.
    pub ticket: String,
    /// `identify`, `first`, `second`, `enrol` or `wait`.
    pub step: String,
    /// What may be shown now, or made where the step is `enrol`; the preferred one first.
    pub methods: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// From when a recovery that waits goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    pub expires_at: String,
}

/// The secret of a new authenticator app.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct NewSecret {
    /// base32, without padding
    pub secret: String,
    pub url: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Session {
    pub user_id: String,
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    pub authenticated_at: String,
    pub expires_at: String,
    pub amr: Vec<String>,
    pub acr: String,
    pub needs_step_up: bool,
}
