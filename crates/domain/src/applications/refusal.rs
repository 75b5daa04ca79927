//! What a client is told when it does not get what it asks for: a word of the standards, and a sentence for whoever writes the client. It must
//! never say whether a client, a code or a token exists that the caller has not proved to be theirs.

use crate::error::Error;
use crate::random::NoRandomness;
use std::borrow::Cow;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:literal;)*) => {
        /// The errors of OAuth and OpenID Connect, each with its status where it is not told by a redirect.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word { $($(#[$doc])* $name,)* }

        impl Word {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

words! {
    InvalidRequest = "invalid_request", 400;
    InvalidClient = "invalid_client", 401;
    InvalidGrant = "invalid_grant", 400;
    UnauthorizedClient = "unauthorized_client", 400;
    UnsupportedGrantType = "unsupported_grant_type", 400;
    UnsupportedTokenType = "unsupported_token_type", 400;
    InvalidScope = "invalid_scope", 400;
    InvalidTarget = "invalid_target", 400;
    InvalidDpopProof = "invalid_dpop_proof", 400;
    UseDpopNonce = "use_dpop_nonce", 400;
    InvalidToken = "invalid_token", 401;
    InsufficientScope = "insufficient_scope", 403;
    InsufficientUserAuthentication = "insufficient_user_authentication", 401;
    AccessDenied = "access_denied", 400;
    AuthorizationPending = "authorization_pending", 400;
    SlowDown = "slow_down", 400;
    ExpiredToken = "expired_token", 400;
    UnknownApproval = "unknown_approval", 404;
    ServerError = "server_error", 500;
    TemporarilyUnavailable = "temporarily_unavailable", 503;
}

/// A refusal in the form of the standards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub word: Word,
    pub description: Cow<'static, str>,
    /// Whether the client tried `Authorization: Basic`, and so wants to hear of it (RFC 6749, 5.2).
    pub by_basic: bool,
    /// What its next proof of possession has to carry (RFC 9449, 8).
    pub nonce: Option<String>,
}

impl Refusal {
    pub fn new(word: Word, description: impl Into<Cow<'static, str>>) -> Self {
        Self { word, description: description.into(), by_basic: false, nonce: None }
    }
}

/// Why a client got no answer: it was refused, or we failed.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("{}: {}", .0.word.as_str(), .0.description)]
    Refused(Refusal),
    #[error(transparent)]
    Broken(#[from] Error),
}

impl Failed {
    pub fn because(word: Word, description: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused(Refusal::new(word, description))
    }
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<NoRandomness> for Failed {
    fn from(error: NoRandomness) -> Self {
        Self::Broken(error.into())
    }
}
