//! What is told of failures.

use utoipa::ToSchema;

#[derive(ToSchema)]
#[schema(example = json!({ "code": "setup_canceled", "doing": "setup", "exception": "NotAllowedError", "elapsed_ms": 812 }))]
pub(crate) struct Incident {
    /// The entry of the catalogue that is shown.
    code: String,
    /// `sign_in` or `setup`.
    doing: String,
    /// The name of the browser's exception.
    exception: Option<String>,
    /// How long the browser took to answer.
    elapsed_ms: Option<u32>,
    /// The names of what `getClientCapabilities` says it can do, 24 at most.
    abilities: Option<Vec<String>>,
    /// `platform` or `cross-platform`, where an authenticator has answered.
    authenticator: Option<String>,
    /// Of the server's refusal, where there is one.
    reference: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "reference": "7K2Q-9MXB", "code": "setup_canceled", "doing": "setup", "password": "yes", "words": "It closes as soon as I touch the key." }))]
pub(crate) struct ProblemReport {
    /// The code that was shown with the error.
    reference: Option<String>,
    /// The entry of the catalogue that was shown.
    code: Option<String>,
    /// `sign_in` or `setup`.
    doing: String,
    /// Whether the password works: `yes`, `no`, `untried` or `none`. Never the password.
    password: String,
    /// At most 1,000 characters.
    words: Option<String>,
}
