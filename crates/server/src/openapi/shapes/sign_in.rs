//! Signing in, at once and step by step.

use super::webauthn::RequestExtensions;
use crate::api::ContinueBody;
use crate::api::SignedInBody;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "extensions": { "prf": { "eval": { "first": "c2FsdA" } } } }))]
pub(crate) struct SignInBegin {
    /// Left out where the passkey itself names the member (Smart).
    identifier: Option<String>,
    /// For clients that are not browsers: base64url of the SHA-256 of a secret that finish shows as `binding_secret`. A page of another
    /// origin sends that of its site's server here, and again at finish.
    binding: Option<String>,
    extensions: Option<RequestExtensions>,
    /// While members move to another RP ID: asks for a passkey from before. At any other time it makes no difference.
    before: Option<bool>,
}

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "Signed in. Browsers get the session as a cookie, other clients as `session_token`."
)]
pub(crate) struct Session(SignedInBody<'static>);

/// The journey that the last answer named.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct JourneyId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Start {
    /// Without one only what needs no name is offered.
    identifier: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "suggestion": "first" }))]
pub(crate) struct PutOff {
    /// `first` or `here`.
    suggestion: String,
    /// Where a form goes on afterwards: a path of this workspace.
    r#continue: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What is asked for next. A browser gets the journey's ticket as a cookie.")]
pub(crate) struct Continue(ContinueBody<'static>);
