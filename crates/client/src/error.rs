//! Why a call has no answer. What the server refuses keeps its stable code: programs decide by it, never by the text.

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the server was not reached, or its answer did not arrive")]
    Unreachable(#[from] reqwest::Error),
    #[error("refused: {0}")]
    Refused(Box<Refusal>),
    /// Something between here and the server has answered, or a server of another release.
    #[error("the answer with status {status} is none that is described")]
    Undescribed { status: StatusCode, source: serde_json::Error },
    #[error("a name in the address is empty or made of dots")]
    Name,
    #[error("the body cannot be written")]
    Body(#[source] serde_json::Error),
}

/// What the server says of it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code} ({status}): {text}")]
pub struct Refusal {
    pub status: StatusCode,
    /// Stable; decide by this.
    pub code: String,
    /// For people; it may change.
    pub text: String,
    /// Null where there are none.
    pub details: Value,
    /// Under this code support finds the precise cause.
    pub reference: Option<String>,
    /// In how many seconds it is worth while to ask again.
    pub retry_after: Option<u64>,
}

/// The forms that refusals have: of sign-in and of the identity API, and of OAuth.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Ours {
        error_code: String,
        error: String,
        #[serde(default)]
        details: Value,
        reference: Option<String>,
    },
    OAuth {
        error: String,
        #[serde(default)]
        error_description: String,
    },
}

impl Refusal {
    pub(crate) fn read(status: StatusCode, retry_after: Option<u64>, body: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(match serde_json::from_slice(body)? {
            Told::Ours { error_code: code, error: text, details, reference } => {
                Self { status, code, text, details, reference, retry_after }
            }
            Told::OAuth { error: code, error_description: text } => {
                Self { status, code, text, details: Value::Null, reference: None, retry_after }
            }
        })
    }
}

impl Error {
    /// The refusal's code, where it is a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => Some(&refusal.code),
            _ => None,
        }
    }
}
