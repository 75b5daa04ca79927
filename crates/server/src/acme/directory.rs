//! The directory over our own HTTP: one request, one answer, bounded in size and time, to public addresses and to the host that the operator named.
//! The library asks its HTTP client this way.

use crate::outgoing::Outgoing;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use std::pin::Pin;

/// Longer than we would wait for anything.
const LONGEST_WAIT_S: u64 = 3600;

#[derive(Debug)]
pub(super) struct Directory(pub(super) Outgoing);

impl HttpClient for Directory {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let outgoing = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_or_else(|never| match never {}, |body| body.to_bytes().to_vec());
            let answer = outgoing.send(Request::from_parts(parts, body)).await;
            let mut answer = answer.map_err(|error| Error::Other(Box::new(error)))?;
            bound(answer.headers_mut());
            Ok(BytesResponse::from(answer.map(|body| Full::new(Bytes::from(body)))))
        })
    }
}

/// The library adds what stands there to the time of now, which no number may overflow.
fn bound(headers: &mut HeaderMap) {
    let number =
        headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
    if number.is_none_or(|seconds: u64| seconds > LONGEST_WAIT_S) {
        headers.remove(RETRY_AFTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    // Issue 9, 8: a directory may write what it likes.
    #[test]
    fn a_wait_that_nobody_lives_to_see_is_none() {
        let left = |text: &'static str| {
            let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            bound(&mut headers);
            headers.contains_key(RETRY_AFTER)
        };
        assert!(left("0") && left("3600"));
        assert!(
            !left("3601")
                && !left("18446744073709551615")
                && !left("99999999999999999999999")
                && !left("soon")
                && !left("-1")
        );
    }
}
