//! Codes, registration and resets.

use super::{CredentialBody, ErrorShape};
use serde_json::Value;
use utoipa::{IntoResponses, ToSchema};

#[derive(IntoResponses)]
#[response(status = 404, description = "There is no such pool, user or address")]
pub(crate) struct Missing(#[to_schema] ErrorShape);

/// One of them; with a name besides, the address has to be theirs.
#[derive(ToSchema)]
pub(crate) struct WhomBody {
    #[schema(example = "ada@example.com")]
    address: Option<String>,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = IdentityCode)]
pub(crate) struct CodeBody {
    /// As it was typed, or an extended one.
    #[schema(example = "12345678")]
    code: String,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct UserIdBody {
    id: String,
}

#[derive(ToSchema)]
pub(crate) struct InspectBody {
    /// An extended one.
    code: String,
}

#[derive(ToSchema)]
pub(crate) struct InspectedBody {
    user_id: String,
    password_set: bool,
    #[schema(example = "activation")]
    code_type: String,
}

#[derive(ToSchema)]
pub(crate) struct GenerateBody {
    /// `activation`, `reset_password`, `reset_totp`, `enroll_webauthn`, `challenge`, `verify_address` or `authentication`
    #[serde(rename = "type")]
    #[schema(example = "authentication")]
    kind: String,
    address: Option<String>,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct GeneratedBody {
    #[schema(example = "12345678")]
    code: String,
    /// It says itself whose it is: base64 of its id and its digits.
    extended_code: String,
}

#[derive(ToSchema)]
pub(crate) struct RegisterBody {
    /// A mail address or a phone number; or a username, with `otp_address`.
    #[schema(example = "ada@example.com")]
    identifier: String,
    otp_address: Option<String>,
    /// Where passwords are used.
    password: Option<String>,
    /// `name`, and nothing else.
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
    webauthn_credentials: Option<Vec<CredentialBody>>,
}

#[derive(ToSchema)]
pub(crate) struct ActivateBody {
    code: String,
    password: Option<String>,
    /// Where the account has several addresses.
    otp_address: Option<String>,
    webauthn: Option<Vec<CredentialBody>>,
}

#[derive(ToSchema)]
pub(crate) struct ActivationBody {
    /// Where the account has several.
    address: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = IdentityAddress)]
pub(crate) struct AddressBody {
    #[schema(example = "ada@example.com")]
    address: String,
}

#[derive(ToSchema)]
pub(crate) struct ProveBody {
    #[schema(example = "ada@example.com")]
    address: String,
    code: String,
    /// What of the account is really the user's: ids of passkeys, addresses, and `password`, `totp` and `recovery_codes`.
    keep: Option<Vec<String>>,
}

/// Either `new_password` or `new_web_authn`.
#[derive(ToSchema)]
pub(crate) struct ResetBody {
    code: String,
    new_password: Option<String>,
    new_web_authn: Option<CredentialBody>,
    address: Option<String>,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct ResetAppBody {
    code: String,
    /// Base32 of 16 to 64 bytes.
    new_totp_secret: String,
    /// A code of it.
    totp: String,
    address: Option<String>,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct HostedBeginBody {
    /// A username. Whoever has proved an address brings the `ticket` of that instead.
    #[schema(example = "ada")]
    identifier: Option<String>,
    ticket: Option<String>,
    display_name: Option<String>,
}
