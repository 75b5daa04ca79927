//! How bytes, CBOR and JSON texts are written.
//!
//! Writing only: what is read from the options is read where it is used. It must never be shared with the verifier.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use ciborium::Value;

use crate::Error;

pub(crate) fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn cbor(value: &Value) -> Result<Vec<u8>, Error> {
    let mut written = Vec::new();
    ciborium::into_writer(value, &mut written).map_err(Error::Cbor)?;
    Ok(written)
}

/// A JSON string, quotes included.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The client data as a browser writes it (5.8.1.1), member by member in the standard's order.
pub(crate) struct ClientData<'a> {
    pub(crate) kind: &'a str,
    pub(crate) challenge: &'a str,
    pub(crate) origin: &'a str,
    pub(crate) cross_origin: bool,
    pub(crate) top_origin: Option<&'a str>,
}

impl ClientData<'_> {
    pub(crate) fn to_json(&self) -> String {
        let (kind, challenge, origin) = (quoted(self.kind), quoted(self.challenge), quoted(self.origin));
        let top = self.top_origin.map(|top| format!(r#","topOrigin":{}"#, quoted(top))).unwrap_or_default();
        let crossed = self.cross_origin;
        format!(r#"{{"type":{kind},"challenge":{challenge},"origin":{origin},"crossOrigin":{crossed}{top}}}"#)
    }
}
