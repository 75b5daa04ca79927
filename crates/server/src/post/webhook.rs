//! Calls to addresses that administrators name: one POST with JSON, signed, so that whoever is called knows who calls and when. Where it may go is
//! decided by the same rules as every other call (`outgoing`), which names of hosts in the own network must be listed for.

use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Request, StatusCode};
use domain::App;
use domain::error::one_line;
use domain::messages::{Due, Outcome};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const ID: HeaderName = HeaderName::from_static("keystead-id");
pub(crate) const TIMESTAMP: HeaderName = HeaderName::from_static("keystead-timestamp");
pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("keystead-signature");

pub(super) async fn send(app: &App, url: &str, due: &Due) -> Outcome {
    let Some(request) = request(url, due) else { return Outcome::Never("webhook: no address".to_owned()) };
    match app.call(request).await {
        Ok(answer) => outcome(answer.status()),
        Err(error) => {
            tracing::warn!(message_id = %due.id, error = one_line(&error), "a webhook cannot be called");
            Outcome::Later("webhook: not reached".to_owned())
        }
    }
}

fn request(url: &str, due: &Due) -> Option<Request<Vec<u8>>> {
    let signed = due.signed.as_ref()?;
    let request = Request::post(url).header(CONTENT_TYPE, JSON).header(ACCEPT, JSON);
    let request = request.header(ID, due.id.to_string()).header(TIMESTAMP, signed.timestamp);
    request.header(SIGNATURE, format!("v1={}", signed.signature)).body(due.letter.text.clone().into_bytes()).ok()
}

/// Only an address that says it is no more ends it: everything else somebody can mend.
fn outcome(status: StatusCode) -> Outcome {
    match status {
        _ if status.is_success() => Outcome::Sent,
        StatusCode::GONE => Outcome::Never("webhook 410".to_owned()),
        _ => Outcome::Later(format!("webhook {}", status.as_u16())),
    }
}
