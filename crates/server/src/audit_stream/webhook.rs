//! One POST for each batch: lines of JSON, signed as the calls of alarms are. Only an answer that says yes is one.

use crate::outgoing::Outgoing;
use crate::post::webhook::{ID, SIGNATURE, TIMESTAMP};
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use domain::App;
use domain::audit::stream::{self, Batch};
use domain::error::one_line;

const LINES: HeaderValue = HeaderValue::from_static("application/x-ndjson");

pub(super) async fn send(app: &App, outgoing: &Outgoing, url: &str, batch: &Batch) -> Result<(), String> {
    let text = batch.text();
    let signed = stream::signature(app, url, &text);
    let request = Request::post(url)
        .header(CONTENT_TYPE, LINES)
        .header(ID, batch.id())
        .header(TIMESTAMP, signed.timestamp)
        .header(SIGNATURE, format!("v1={}", signed.signature))
        .body(text.into_bytes())
        .map_err(|_| "its address cannot be called".to_owned())?;
    let answer = outgoing.send(request).await.map_err(|error| one_line(&error))?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(format!("it answered with status {}", answer.status().as_u16()))
    }
}
