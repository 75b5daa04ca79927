//! Shapes of the console's calls, for the description alone.

#![expect(dead_code, reason = "read by the derive only")]

use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AdministratorId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "role": "support", "scope": "installation" }))]
pub(crate) struct Appointment {
    /// Who it is, by any proved name.
    identifier: String,
    /// `support`, `auditor`, `administrator` or `owner`.
    role: String,
    /// `installation`, `tenant/{tenant}` or `pool/{tenant}/{pool}`.
    scope: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "role": "administrator", "scope": "installation" }))]
pub(crate) struct Position {
    role: String,
    scope: String,
}

#[derive(ToSchema)]
pub(crate) struct AppointedBody {
    #[schema(format = "uuid")]
    id: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "They are an administrator")]
pub(crate) struct Appointed(AppointedBody);

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UserPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PasskeyPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MethodPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
    method: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InvitationPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    id: String,
}

/// An object without members.
#[derive(ToSchema)]
pub(crate) struct Nothing {}

#[derive(ToSchema)]
#[schema(example = json!({ "test_account": true }))]
pub(crate) struct TestAccount {
    test_account: bool,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office key" }))]
pub(crate) struct PasskeyName {
    name: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "code": "7K2Q-9MXB-41TN-ZC8D", "full_until": 1_762_351_500_000_i64, "expires_at": 1_763_215_500_000_i64 }))]
pub(crate) struct AccessPassBody {
    code: String,
    /// Unix milliseconds.
    full_until: i64,
    expires_at: i64,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The pass, shown once")]
pub(crate) struct AccessPass(AccessPassBody);
