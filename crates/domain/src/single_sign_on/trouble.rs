//! Why a provider's answer is worth nothing. The operator reads it in the log; outside it is one of two faces. It must never carry a token,
//! a code or a secret.

use crate::error::Reason;
use crate::outgoing::NoAnswer;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    ClaimsVerificationError, DiscoveryError, RequestTokenError, SignatureVerificationError, StandardErrorResponse,
    UserInfoError,
};

type TokenError = RequestTokenError<NoAnswer, StandardErrorResponse<CoreErrorResponseType>>;

#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("the issuer in the settings is no address")]
    IssuerMalformed,
    #[error("the provider did not answer a moment ago and is not asked again yet")]
    FailedJustNow,
    #[error("the provider could not be asked")]
    Unreachable(#[from] NoAnswer),
    #[error("what the provider says of itself, or its keys, cannot be used")]
    Discovery(#[source] DiscoveryError<NoAnswer>),
    #[error("the provider wants browsers to come without TLS")]
    EndpointInsecure,
    #[error("the client's secret does not open: it was sealed for another provider or pool")]
    SecretUnreadable,
    #[error("the provider names no address for tokens, or one that cannot be used")]
    NoTokenEndpoint,
    #[error("the provider did not take the code: {0}")]
    CodeRefused(String),
    /// The answer's text is left out: it may hold tokens.
    #[error("the provider's answer to the code cannot be read at {0}")]
    TokenUnreadable(String),
    #[error("the answer to the code holds no ID token")]
    NoToken,
    #[error("the ID token is not believed")]
    Token(#[from] ClaimsVerificationError),
    #[error("the ID token's signature is not believed")]
    Signature(#[from] SignatureVerificationError),
    #[error("the ID token is for another party")]
    OtherParty,
    #[error("the ID token is not good yet")]
    TooEarly,
    #[error("the ID token belongs to another access token")]
    OtherAccessToken,
    #[error("the ID token names its subject in a way that cannot be kept")]
    SubjectMalformed,
    #[error("the answer about the member cannot be used")]
    UserInfo,
}

impl From<DiscoveryError<NoAnswer>> for Trouble {
    fn from(error: DiscoveryError<NoAnswer>) -> Self {
        match error {
            DiscoveryError::Request(no_answer) => Self::Unreachable(no_answer),
            other => Self::Discovery(other),
        }
    }
}

impl From<TokenError> for Trouble {
    fn from(error: TokenError) -> Self {
        match error {
            RequestTokenError::Request(no_answer) => Self::Unreachable(no_answer),
            RequestTokenError::ServerResponse(answer) => {
                Self::CodeRefused(crate::identifier::short(answer.error().as_ref()).to_owned())
            }
            RequestTokenError::Parse(error, _) => {
                Self::TokenUnreadable(crate::identifier::short(&error.path().to_string()).to_owned())
            }
            RequestTokenError::Other(_) => Self::TokenUnreadable("its head".to_owned()),
        }
    }
}

impl From<UserInfoError<NoAnswer>> for Trouble {
    fn from(error: UserInfoError<NoAnswer>) -> Self {
        match error {
            UserInfoError::Request(no_answer) => Self::Unreachable(no_answer),
            UserInfoError::ClaimsVerification(error) => Self::Token(error),
            _ => Self::UserInfo,
        }
    }
}

impl Trouble {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::IssuerMalformed
            | Self::FailedJustNow
            | Self::Unreachable(_)
            | Self::Discovery(_)
            | Self::EndpointInsecure
            | Self::SecretUnreadable
            | Self::NoTokenEndpoint => Reason::ProviderUnreachable,
            Self::CodeRefused(_) => Reason::ProviderRefused,
            _ => Reason::ProviderNotBelieved,
        }
    }

    /// Whether newer keys may help: the token names one that we have not.
    pub(super) fn is_unknown_key(&self) -> bool {
        matches!(
            self,
            Self::Token(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
        )
    }
}
