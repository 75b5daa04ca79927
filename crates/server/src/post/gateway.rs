//! Text messages through the operator's gateway: one POST with JSON of the operator's own form for each. Whatever is filled in stays inside
//! its string.

use super::PostError;
use crate::config::messages::TextMessages;
use crate::outgoing::{Outgoing, OutgoingError};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Request, StatusCode};
use domain::error::one_line;
use domain::messages::{Due, Outcome};
use serde_json::Value;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Gateways that know it send a message only once, though they be asked twice.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

#[derive(Debug)]
pub(super) struct Gateway {
    outgoing: Outgoing,
    url: String,
    authorization: Option<HeaderValue>,
    body: Value,
}

impl Gateway {
    pub(super) fn open(texts: &TextMessages, outgoing: Outgoing) -> Result<Self, PostError> {
        let authorization = texts.token.as_ref().map(|token| {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| PostError::Token)?;
            value.set_sensitive(true);
            Ok::<_, PostError>(value)
        });
        let authorization = authorization.transpose()?;
        Ok(Self { outgoing, url: texts.url.clone(), authorization, body: texts.body.clone() })
    }

    pub(super) async fn send(&self, to: &str, due: &Due) -> Outcome {
        let Some(request) = self.request(to, due) else { return Outcome::Later("gateway: no address".to_owned()) };
        match self.outgoing.send(request).await {
            Ok(answer) => outcome(answer.status()),
            Err(error) => {
                tracing::warn!(error = one_line(&error), "the gateway for text messages cannot be used");
                let trouble = match error {
                    OutgoingError::Tls(..) => "gateway: no TLS",
                    OutgoingError::Late(_) => "gateway: not in time",
                    _ => "gateway: not reached",
                };
                Outcome::Later(trouble.to_owned())
            }
        }
    }

    fn request(&self, to: &str, due: &Due) -> Option<Request<Vec<u8>>> {
        let body = filled(&self.body, to, &due.letter.text);
        let mut request = Request::post(&self.url).header(CONTENT_TYPE, JSON).header(ACCEPT, JSON);
        request = request.header(IDEMPOTENCY_KEY, due.id.to_string());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        request.body(serde_json::to_vec(&body).ok()?).ok()
    }
}

/// Only an answer about this message ends it: what is wrong with ourselves, an operator can mend.
fn outcome(status: StatusCode) -> Outcome {
    let trouble = format!("gateway {}", status.as_u16());
    match status {
        _ if status.is_success() => Outcome::Sent,
        StatusCode::BAD_REQUEST | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY => Outcome::Never(trouble),
        _ => Outcome::Later(trouble),
    }
}

fn filled(template: &Value, to: &str, text: &str) -> Value {
    match template {
        // Split first: what is filled in is not looked through again.
        Value::String(template) => {
            let pieces: Vec<String> = template.split("{text}").map(|piece| piece.replace("{to}", to)).collect();
            Value::String(pieces.join(text))
        }
        Value::Array(items) => items.iter().map(|item| filled(item, to, text)).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), filled(member, to, text))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_filled_in_stays_in_its_string() {
        let template = json!({"a": [{"to": "{to}"}], "b": "<{text}>", "c": 7, "{to}": null});
        let text = "482913 \"},{\" {to} \n@id.example.com #482913";
        assert_eq!(
            filled(&template, "+15550100", text),
            json!({"a": [{"to": "+15550100"}], "b": format!("<{text}>"), "c": 7, "{to}": null})
        );
    }

    #[test]
    fn only_answers_about_the_message_end_it() {
        let of = |status: u16| outcome(StatusCode::from_u16(status).unwrap());
        assert_eq!((of(200), of(202)), (Outcome::Sent, Outcome::Sent));
        assert!([400, 410, 422].into_iter().all(|status| matches!(of(status), Outcome::Never(_))));
        assert!([302, 401, 403, 404, 429, 500, 503].into_iter().all(|status| matches!(of(status), Outcome::Later(_))));
    }
}
