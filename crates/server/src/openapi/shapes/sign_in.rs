//! Signing in, at once and step by step.

use super::webauthn::{
    AuthenticationResponse, CreationExtensions, Hint, Mediation, RegistrationResponse, RequestExtensions,
};
use crate::api::{CodeBody, ContinueBody, SignedInBody};
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

/// What a step leads to: a session, the next step, or a code for the server of the site whose page asks.
#[derive(ToSchema)]
#[serde(untagged)]
pub(crate) enum CameBody {
    SignedIn(SignedInBody<'static>),
    GoesOn(ContinueBody<'static>),
    Code(CodeBody<'static>),
}

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "Signed in, or what is asked for next. Browsers get session and ticket as cookies, other clients in the body."
)]
pub(crate) struct Came(CameBody);

/// The words by which a client tells answers apart, one each.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum SaysSignedIn {
    SignedIn,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum SaysContinue {
    Continue,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum SaysCode {
    Code,
}

/// `AuthenticationResponse`, and the ticket beside it.
#[derive(ToSchema)]
pub(crate) struct JourneyPasskey {
    #[schema(inline)]
    #[serde(flatten)]
    passkey: AuthenticationResponse,
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
}

/// As for a passkey that is added, and the ticket beside it.
#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office laptop", "ticket": "…" }))]
pub(crate) struct JourneyEnrolBegin {
    name: Option<String>,
    hint: Option<Hint>,
    mediation: Option<Mediation>,
    extensions: Option<CreationExtensions>,
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct JourneyEnrolFinish {
    #[schema(inline)]
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    name: Option<String>,
    /// At the end of a recovery: whether the member is signed out everywhere else. Left out, they are.
    end_other_sessions: Option<bool>,
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
}

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
