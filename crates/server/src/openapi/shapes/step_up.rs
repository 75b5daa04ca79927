//! A fresh proof.

use super::webauthn::RequestExtensions;
use utoipa::{IntoResponses, ToSchema};

/// What would do as a fresh proof, the preferred one first.
#[derive(ToSchema)]
#[schema(example = json!({ "methods": ["passkey", "totp", "password"], "max_age": 300 }))]
pub(crate) struct StepUpMethodsBody {
    methods: Vec<String>,
    /// How long a proof is good, in seconds.
    max_age: i64,
    /// Where nothing but a passkey will do.
    acr_values: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What would do")]
pub(crate) struct StepUpMethods(StepUpMethodsBody);

#[derive(ToSchema)]
#[schema(example = json!({ "method": "password", "value": "correct horse battery staple" }))]
pub(crate) struct StepUpProve {
    method: String,
    value: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "method": "email_code" }))]
pub(crate) struct StepUpSend {
    /// `email_code` or `sms_code`.
    method: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "extensions": { "largeBlob": { "read": true } } }))]
pub(crate) struct StepUpBegin {
    extensions: Option<RequestExtensions>,
    /// While members move to another RP ID: asks for a passkey from before.
    before: Option<bool>,
}
