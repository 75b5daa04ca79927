//! Console > Webhooks > one of them: its settings, its secret, what it was told, and its end. A secret stands in the answer that draws it, and on no
//! page.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
use super::versions::{saved, with_version};
use super::webhooks::{Choice, choices};
use crate::api::{json, no_content};
use crate::extract::place::{DeliveryAddress, WebhookAddress};
use crate::extract::{Administrator, IfMatch, Json};
use crate::front::Server;
use crate::openapi::webhooks as described;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Power;
use domain::webhooks::{self, DeliveryView, WebhookAsk, WebhookView};
use serde_json::json as value;
use std::sync::Arc;

/// Something that it was told.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub told: DeliveryView,
    pub tried: Option<Moment>,
    pub due: Option<Moment>,
}

impl Row {
    fn state(&self) -> &'static str {
        match self.told.state {
            "taken" => "Taken",
            "given_up" => "Given up",
            "skipped" => "Not asked for any more",
            _ if self.told.attempts == 0 => "On its way",
            _ => "Tried again later",
        }
    }

    fn is_trouble(&self) -> bool {
        !matches!(self.told.state, "taken" | "skipped") && self.told.attempts > 0
    }

    fn again(&self) -> &'static str {
        if self.told.state == "taken" { "Send again" } else { "Try again" }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/webhook.html")]
pub(crate) struct WebhookPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: WebhookView,
    pub choices: Vec<Choice>,
    pub changed: Moment,
    pub failing: Option<Moment>,
    pub before_until: Option<Moment>,
    pub rows: Vec<Row>,
    /// Where older ones are.
    pub older: Option<String>,
    pub is_later_page: bool,
}

framed!(WebhookPage);

impl WebhookPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn list(&self) -> String {
        format!("/admin/{}/webhooks", self.view.tenant)
    }

    fn base(&self) -> String {
        format!("{}/{}", self.list(), self.view.id)
    }

    /// What was told says what happened and when, as the audit does.
    fn shows_deliveries(&self) -> bool {
        self.frame.may(Power::Audit)
    }

    /// Why it is off, where nobody has switched it off.
    fn off_because(&self) -> Option<&'static str> {
        match self.view.off_because.as_deref()? {
            "gone" => Some("It answered that it is gone for good (410), so it was switched off."),
            "failing" => Some("It has taken nothing for five days, so it was switched off."),
            _ => None,
        }
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    address: WebhookAddress,
) -> Answer {
    let view = webhooks::show(&server.app, &acting, address.place()).await?;
    let before = parameter(uri.query(), "before").and_then(|text| text.parse().ok());
    let (chrome, frame) = frame(&server, &acting, (Place::Webhooks, parameter(uri.query(), "done")))?;
    let (told, next) = if frame.may(Power::Audit) {
        webhooks::deliveries(&server.app, &acting, address.place(), before).await?
    } else {
        (Vec::new(), None)
    };
    let now = server.app.now();
    let moment = |at: &String| Moment::read(chrome.language, at, now);
    let row = |told: DeliveryView| Row {
        tried: told.tried_at.as_ref().map(moment),
        // While it is switched off, nothing is sent there.
        due: told.due_at.as_ref().filter(|_| view.enabled).map(moment),
        told,
    };
    Ok(Page::ok(WebhookPage {
        choices: choices(|group| view.events.contains(&group.as_str())),
        changed: moment(&view.changed_at),
        failing: view.failing_since.as_ref().map(moment),
        before_until: view.before_until.as_ref().map(moment),
        rows: told.into_iter().map(row).collect(),
        older: next.map(|next| format!("?before={next}")),
        is_later_page: before.is_some(),
        chrome,
        frame,
        view,
    })
    .into_response())
}

/// Settings of a webhook
#[utoipa::path(get, operation_id = "webhook_settings", path = "/admin/{tenant}/webhooks/{id}/settings", tag = "Administration",
    params(described::WebhookPath), responses(described::OfWebhook, described::Refusals, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
) -> Answer {
    let view = webhooks::show(&server.app, &acting, address.place()).await?;
    with_version(&view, &view.version)
}

/// What a webhook was told
///
/// The newest fifty, or those behind the event that `before` names; `next` is where there are more. For whoever reads the audit.
#[utoipa::path(get, operation_id = "webhook_deliveries", path = "/admin/{tenant}/webhooks/{id}/deliveries", tag = "Administration",
    params(described::WebhookPath, described::Before), responses(described::Deliveries, described::Refusals, shapes::Errors), security(("session" = [])))]
pub(crate) async fn deliveries(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    address: WebhookAddress,
) -> Answer {
    webhooks::show(&server.app, &acting, address.place()).await?;
    let before = parameter(uri.query(), "before").and_then(|text| text.parse().ok());
    let (told, next) = webhooks::deliveries(&server.app, &acting, address.place(), before).await?;
    json(&value!({ "deliveries": told, "next": next }))
}

/// Changes the settings of a webhook
#[utoipa::path(put, operation_id = "change_webhook", path = "/admin/{tenant}/webhooks/{id}/settings", tag = "Administration",
    params(described::WebhookPath, administration::Seen), request_body = described::WebhookSettings,
    responses(administration::Saved, described::Refusals, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<WebhookAsk>,
) -> Answer {
    saved(&webhooks::save(&server.app, &acting, address.place(), (seen, ask)).await?)
}

/// Draws another secret for a webhook
///
/// It is in this answer and in no other. The one before signs beside it for 24 hours; of several within that time the first one before them does.
#[utoipa::path(post, operation_id = "renew_webhook_secret", path = "/admin/{tenant}/webhooks/{id}/secret", tag = "Administration",
    params(described::WebhookPath), request_body = administration::Nothing, responses(described::Drawn, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn renew_secret(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    json(&webhooks::renew_secret(&server.app, &acting, address.place()).await?)
}

/// Switches a webhook on again
///
/// What happened while it was off is not told.
#[utoipa::path(post, operation_id = "enable_webhook", path = "/admin/{tenant}/webhooks/{id}/enable", tag = "Administration",
    params(described::WebhookPath), request_body = administration::Nothing, responses(shapes::Done, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn enable(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    webhooks::enable(&server.app, &acting, address.place()).await?;
    Ok(no_content())
}

/// Switches a webhook off
#[utoipa::path(post, operation_id = "disable_webhook", path = "/admin/{tenant}/webhooks/{id}/disable", tag = "Administration",
    params(described::WebhookPath), request_body = administration::Nothing, responses(shapes::Done, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn disable(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    webhooks::disable(&server.app, &acting, address.place()).await?;
    Ok(no_content())
}

/// Sends a test event
#[utoipa::path(post, operation_id = "test_webhook", path = "/admin/{tenant}/webhooks/{id}/test", tag = "Administration",
    params(described::WebhookPath), request_body = administration::Nothing, responses(shapes::Done, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn test(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    webhooks::test(&server.app, &acting, address.place()).await?;
    Ok(no_content())
}

/// Sends an event once more
///
/// Under the same `webhook-id`, whatever has become of it.
#[utoipa::path(post, operation_id = "retry_webhook_delivery", path = "/admin/{tenant}/webhooks/{id}/deliveries/{event}/retry", tag = "Administration",
    params(described::DeliveryPath), request_body = administration::Nothing, responses(shapes::Done, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn retry(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    DeliveryAddress(address, event): DeliveryAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    webhooks::retry(&server.app, &acting, address.place(), event).await?;
    Ok(no_content())
}

/// Removes a webhook
///
/// What waits for it is not sent any more.
#[utoipa::path(delete, operation_id = "remove_webhook", path = "/admin/{tenant}/webhooks/{id}", tag = "Administration",
    params(described::WebhookPath, administration::Seen), responses(shapes::Done, described::Refusals, shapes::Errors), security(("session" = [])))]
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: WebhookAddress,
    IfMatch(seen): IfMatch,
) -> Answer {
    webhooks::remove(&server.app, &acting, address.place(), seen).await?;
    Ok(no_content())
}
