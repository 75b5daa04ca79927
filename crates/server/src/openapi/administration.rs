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
