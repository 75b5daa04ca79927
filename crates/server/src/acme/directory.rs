//! The directory over our own HTTP: one request, one answer, bounded in size and time, to public addresses and to the host that the operator named.
//! The library asks its HTTP client this way.

use crate::outgoing::Outgoing;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use std::pin::Pin;

/// Of the minute and a half that an order is waited for, one answer spends no more.
const LONGEST_WAIT_S: u64 = 30;

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

/// The library gives up where what stands there ends after its time, and adds it to the time of now, which no number may overflow.
fn bound(headers: &mut HeaderMap) {
    let number: Option<u64> =
        headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
    match number {
        Some(0..=LONGEST_WAIT_S) => {}
        Some(_) => drop(headers.insert(RETRY_AFTER, HeaderValue::from(LONGEST_WAIT_S))),
        None => drop(headers.remove(RETRY_AFTER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 8: a directory may write what it likes.
    #[test]
    fn no_wait_is_longer_than_an_order_is_waited_for() {
        let left = |text: &'static str| {
            let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            bound(&mut headers);
            headers.remove(RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned())
        };
        for (told, kept) in [("0", "0"), ("30", "30"), ("31", "30"), ("3600", "30"), ("18446744073709551615", "30")] {
            assert_eq!(left(told).as_deref(), Some(kept), "{told}");
        }
        for none in ["99999999999999999999999", "soon", "-1", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(left(none), None, "{none}");
        }
    }
}
