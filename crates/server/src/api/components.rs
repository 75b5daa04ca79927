//! What the web components say and need to know, for pages of other origins. It is the same for everybody on a site: it must never hold anything of a
//! visitor.

use super::{Answer, text};
use crate::extract::Visit;
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::labels::Labels;
use crate::web::routes::messages;
use axum::extract::State;
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderValue};
use domain::settings::Mode;
use domain::{Error, Method};
use serde_json::{Value, json};
use std::sync::Arc;

/// Those of the labels that the components show; the rest belongs to our own pages.
fn said(labels: &Labels) -> Value {
    let mut said = json!(labels);
    let more = json!({
        "continue_with_passkey": labels.continue_with_passkey,
        "use_before": labels.use_before,
        "registered_passkeys": labels.registered_passkeys,
        "no_passkeys": labels.no_passkeys,
        "kind_device_name": labels.kind_device_name,
        "kind_phone_name": labels.kind_phone_name,
        "kind_key_name": labels.kind_key_name,
        "kind_passkey_name": labels.kind_passkey_name,
        "added": labels.added,
        "last_used": labels.last_used,
        "never_used": labels.never_used,
        "rename": labels.rename,
        "save": labels.save,
        "delete": labels.delete,
        "name": labels.name,
        "optional_field": labels.optional_field,
        "username_hint": labels.username_hint,
        "quarantined": labels.quarantined,
        "add_passkey": labels.add_passkey,
        "cancel": labels.cancel,
        "delete_title": labels.delete_title,
        "delete_lead": labels.delete_point_other,
        "delete_confirm": labels.delete_confirm,
        "keep": labels.keep,
        "confirm_title": labels.confirm_title,
        "confirm_lead": labels.confirm_lead,
    });
    if let (Some(said), Value::Object(more)) = (said.as_object_mut(), more) {
        said.extend(more);
    }
    said
}

/// Tells the words of the web components
///
/// In the language of `Accept-Language`, as far as there is one. The components ask by themselves.
#[utoipa::path(
    get,
    operation_id = "component_words",
    path = "/{tenant}/{workspace}/components",
    tag = "Session",
    params(shapes::Door),
    responses(shapes::Components, shapes::Errors)
)]
pub(crate) async fn words(State(server): State<Arc<Server>>, Visit(visit): Visit, headers: HeaderMap) -> Answer {
    // Whoever names no origin stands on our own.
    let origin = headers.get(ORIGIN).map_or(server.origin.as_bytes(), HeaderValue::as_bytes);
    let origin = std::str::from_utf8(origin).unwrap_or_default();
    let (door, language) = (&visit.door, visit.language);
    let labels = server.looks.of(door).labels(door, language);
    let (names, names_missing) = labels.of_names(&door.pool.settings.identifier_kinds);
    let messages: Value = serde_json::from_str(&messages(language, Some(door))).map_err(Error::Answer)?;
    let body = json!({
        "mode": if door.workspace.mode == Mode::Classic { "classic" } else { "smart" },
        "language": language.tag(),
        "direction": if language.is_right_to_left() { "rtl" } else { "ltr" },
        "names": names,
        "names_missing": names_missing,
        "offers_before": door.policy.first.contains(&Method::Passkey) && door.offers_before(origin),
        "labels": said(&labels),
        "messages": messages,
    });
    Ok(text(body.to_string()))
}
