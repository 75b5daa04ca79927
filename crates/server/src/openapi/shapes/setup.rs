//! The first administrator.

use super::webauthn::RegistrationResponse;
use utoipa::{IntoParams, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SetupToken {
    token: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "organisation": "Example Ltd", "identifier": "ada", "display_name": "Ada Lovelace" }))]
pub(crate) struct SetupBegin {
    organisation: Option<String>,
    identifier: String,
    display_name: Option<String>,
    /// See sign-in.
    binding: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct SetupFinish {
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    organisation: Option<String>,
    /// As in begin.
    identifier: String,
    /// As in begin.
    display_name: Option<String>,
    binding_secret: Option<String>,
}
