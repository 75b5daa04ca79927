//! What else an address names: the passkey, the set-up token. Segments are taken as they stand; of ours none needs an escape but an application
//! whose id is an address itself.

use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Reason;
use domain::id::{DeviceId, NoticeId, PasskeyId, SessionId};
use std::sync::Arc;

/// Segment `index` of a path, counted from 0.
pub(crate) fn segment(path: &str, index: usize) -> Option<&str> {
    path.strip_prefix('/')?.split('/').nth(index)
}

/// A segment without its escapes. None where an escape is none, or the bytes are no text that both databases could hold.
pub(crate) fn unescaped(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let (hex, tail) = tail.split_at_checked(2)?;
            // A sign is a digit to the library.
            let hex = std::str::from_utf8(hex).ok().filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
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

/// `/{tenant}/{workspace}/account/devices/{id}`
#[derive(Debug)]
pub(crate) struct DeviceAddress(pub(crate) DeviceId);

impl FromRequestParts<Arc<Server>> for DeviceAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 4).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::DeviceUnknown.into())
    }
}

/// `/{tenant}/{workspace}/account/notices/{id}/seen`
#[derive(Debug)]
pub(crate) struct NoticeAddress(pub(crate) NoticeId);

impl FromRequestParts<Arc<Server>> for NoticeAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 4).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::NoticeUnknown.into())
    }
}

/// `/{tenant}/{workspace}/account/sessions/{id}`
#[derive(Debug)]
pub(crate) struct SessionAddress(pub(crate) SessionId);

impl FromRequestParts<Arc<Server>> for SessionAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 4).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::SessionUnknown.into())
    }
}

/// `/{tenant}/{workspace}/…/…/{name}…`: a provider's name, or that of a linked account.
pub(crate) struct FifthSegment(pub(crate) String);

impl FromRequestParts<Arc<Server>> for FifthSegment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let name = segment(parts.uri.path(), 4).map(str::to_owned);
        name.map(Self).ok_or(Reason::UnknownAddress.into())
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

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescaped("ab%2Fcd+e%3D").as_deref(), Some("ab/cd+e="));
        assert_eq!(unescaped("%252F").as_deref(), Some("%2F"));
        for text in ["%", "%2", "%zz", "%ff", "%+f", "%-1", "%00", "a%00b"] {
            assert_eq!(unescaped(text), None, "{text}");
        }
    }
}
