//! Why an authorization request is refused, and who is told. A stop is told to the member alone: the browser must never be sent to an address
//! that no client has registered.

use super::{Answer, Reply, answer};
use crate::oauth::pkce::NotAChallenge;

/// Nobody to tell but the member, at a page of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    #[error("the request has more parameters than any request needs")]
    TooMuch,
    #[error("the request names no client (client_id), or several")]
    NoClient,
    #[error("the request names no redirect_uri, or several")]
    NoRedirectUri,
    #[error("the client has not registered this redirect_uri")]
    RedirectUriUnknown,
}

/// What the client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("{0} is there more than once")]
    Repeated(&'static str),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is not written as it has to be")]
    Malformed(&'static str),
    #[error("prompt has none beside another value")]
    PromptNone,
    #[error("{0}")]
    Challenge(#[from] NotAChallenge),
    #[error("response_type is code")]
    ResponseType,
    #[error("scope is not written as it has to be")]
    Scope,
    #[error("request objects are not taken")]
    RequestObject,
    #[error("request_uri is taken only as it was answered to a pushed request")]
    RequestUri,
    #[error("this client may not ask for that")]
    UnauthorizedClient,
    #[error("the member refused")]
    AccessDenied,
    #[error("the member is not signed in, or not freshly enough")]
    LoginRequired,
    #[error("the member has to be asked something")]
    InteractionRequired,
    #[error("the member has not agreed")]
    ConsentRequired,
    #[error("the member has to choose an account")]
    AccountSelectionRequired,
    #[error("the sign-in that is asked for cannot be had")]
    UnmetAuthenticationRequirements,
    #[error("something failed here")]
    ServerError,
    #[error("try again later")]
    TemporarilyUnavailable,
}

impl Wrong {
    /// As OAuth and OpenID Connect call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Repeated(_) | Self::Missing(_) | Self::Malformed(_) | Self::PromptNone | Self::Challenge(_) => {
                "invalid_request"
            }
            Self::ResponseType => "unsupported_response_type",
            Self::Scope => "invalid_scope",
            Self::RequestObject => "request_not_supported",
            Self::RequestUri => "request_uri_not_supported",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

/// An error on its way back to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub reply: Reply,
    pub wrong: Wrong,
}

impl Redirect {
    /// As the browser carries it.
    pub fn answer(&self, issuer: &str) -> Answer {
        let description = self.wrong.to_string();
        answer(&self.reply, issuer, &[("error", self.wrong.word()), ("error_description", &description)])
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Shown to the member.
    Stop(Stop),
    /// Sent to the client.
    Redirect(Box<Redirect>),
}

impl From<Stop> for Refused {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Redirect> for Refused {
    fn from(redirect: Redirect) -> Self {
        Self::Redirect(Box::new(redirect))
    }
}
