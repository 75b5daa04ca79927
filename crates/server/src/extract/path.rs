//! What else an address names: the passkey, the set-up token. Segments are taken as they stand; none of ours needs an escape.

use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Reason;
use domain::id::PasskeyId;
use std::sync::Arc;

/// Segment `index` of a path, counted from 0.
pub(crate) fn segment(path: &str, index: usize) -> Option<&str> {
    path.strip_prefix('/')?.split('/').nth(index)
}

/// `/{tenant}/{workspace}/account/passkeys/{id}/…`
#[derive(Debug)]
pub(crate) struct PasskeyAddress(pub(crate) PasskeyId);

impl FromRequestParts<Arc<Server>> for PasskeyAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 4).and_then(|text| text.parse().ok());
        // What is no id at all is no passkey of anybody either.
        id.map(Self).ok_or(Reason::PasskeyUnknown.into())
    }
}

/// `/setup/{token}…`
pub(crate) struct SetupToken(pub(crate) String);

impl FromRequestParts<Arc<Server>> for SetupToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let token = segment(parts.uri.path(), 1).map(str::to_owned);
        token.map(Self).ok_or(Reason::SetupLinkInvalid.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_counted_from_the_left() {
        assert_eq!(segment("/main/staff/sign-in", 1), Some("staff"));
        assert_eq!(segment("/", 0), Some(""));
        assert_eq!(segment("/main", 1), None);
        assert_eq!(segment("", 0), None);
    }
}
