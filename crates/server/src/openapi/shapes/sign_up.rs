//! Signing up.

use super::webauthn::{CreationExtensions, Hint, RegistrationResponse};
use utoipa::{IntoResponses, ToSchema};

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "display_name": "Ada Lovelace", "hint": "client-device" }))]
pub(crate) struct SignUpBegin {
    /// A username. Left out by whoever has proved an address.
    identifier: Option<String>,
    /// What verifying the address has answered; browsers have a cookie instead.
    ticket: Option<String>,
    display_name: Option<String>,
    /// See sign-in.
    binding: Option<String>,
    hint: Option<Hint>,
    extensions: Option<CreationExtensions>,
}

#[derive(ToSchema)]
pub(crate) struct SignUpFinish {
    #[schema(inline)]
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    identifier: Option<String>,
    /// As in begin.
    ticket: Option<String>,
    /// As in begin.
    display_name: Option<String>,
    binding_secret: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada@example.com", "display_name": "Ada Lovelace" }))]
pub(crate) struct SignUpStart {
    /// A mail address, or a phone number with its country's code.
    identifier: String,
    display_name: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What comes next. A browser gets the ticket as a cookie.")]
pub(crate) struct Joining(crate::api::sign_up::JoiningBody<'static>);
