//! Spans as OTLP over HTTP takes them in JSON (opentelemetry-proto 1.x): ids in hexadecimal, times as text.

use super::span::Span;
use serde_json::{Value, json};

const INTERNAL: u8 = 1;
const SERVER: u8 = 2;
const ERROR: u8 = 2;

/// Who sends.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) service: String,
    pub(super) version: &'static str,
    /// Of this process.
    pub(super) instance: String,
}

pub(super) fn document(resource: &Resource, spans: &[Span]) -> Value {
    let attributes = json!([
        attribute("service.name", &resource.service),
        attribute("service.version", resource.version),
        attribute("service.instance.id", &resource.instance),
    ]);
    let spans: Vec<Value> = spans.iter().map(span).collect();
    let scope = json!({ "name": "keystead", "version": resource.version });
    json!({ "resourceSpans": [{
        "resource": { "attributes": attributes },
        "scopeSpans": [{ "scope": scope, "spans": spans }],
    }] })
}

fn attribute(key: &str, value: &str) -> Value {
    // Status codes are numbers in the conventions; OTLP writes whole numbers as text, so only the name of the member differs.
    let kind = if key == "http.response.status_code" { "intValue" } else { "stringValue" };
    json!({ "key": key, "value": { kind: value } })
}

fn span(span: &Span) -> Value {
    let mut written = json!({
        "traceId": span.trace.to_string(),
        "spanId": span.id.to_string(),
        "name": span.name,
        "kind": if span.is_server { SERVER } else { INTERNAL },
        "startTimeUnixNano": span.from.to_string(),
        "endTimeUnixNano": span.until.to_string(),
        "attributes": span.attributes.iter().map(|(key, value)| attribute(key, value)).collect::<Vec<_>>(),
    });
    if let (Some(parent), Value::Object(members)) = (span.parent, &mut written) {
        members.insert("parentSpanId".to_owned(), parent.to_string().into());
    }
    if let (true, Value::Object(members)) = (span.failed, &mut written) {
        members.insert("status".to_owned(), json!({ "code": ERROR }));
    }
    written
}
