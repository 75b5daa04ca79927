//! The security headers that every answer carries. An answer that brings its own policy, as pages and assets
//! do, keeps it; none leaves without one.

use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName, HeaderValue};

pub(crate) const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// For what is no page: nothing may be loaded by it, and nobody may frame it.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const ONE_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

pub(crate) fn dress(headers: &mut HeaderMap, https: bool) {
    headers.reserve(8);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    // Not `no-referrer`: that makes form posts say `Origin: null`.
    headers.insert(header::REFERRER_POLICY, SAME_ORIGIN);
    headers.entry(CROSS_ORIGIN_RESOURCE_POLICY).or_insert(SAME_ORIGIN);
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ONE_YEAR);
    }
}
