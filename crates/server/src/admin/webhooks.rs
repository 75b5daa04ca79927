//! Console > Webhooks: the addresses of a tenant that are told what happens, and adding one.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages};
use crate::api::json;
use crate::extract::{Administrator, Json, TenantAddress};
use crate::front::Server;
use crate::openapi::{shapes, webhooks as described};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::administrators::Power;
use domain::tenants;
use domain::webhooks::{self, Group, NewWebhookAsk, WebhookView};
use std::sync::Arc;

/// A tenant with how many webhooks it has.
#[derive(Clone, Debug)]
pub(crate) struct TenantRow {
    pub slug: String,
    pub name: String,
    pub count: usize,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/webhook_tenants.html")]
pub(crate) struct TenantsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub rows: Vec<TenantRow>,
    listing: Listing,
    pages: Pages,
}

framed!(TenantsPage);

/// Whose? Straight on where there is one. Whoever looks after a part of a tenant finds none of it here.
pub(crate) async fn tenants(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
) -> Answer {
    let listing = Listing::of(&uri);
    let mut all = tenants::list(&server.app, &acting)?;
    all.retain(|tenant| acting.may(Power::See, domain::administrators::Scope::Tenant(tenant.id)));
    if let ([only], true) = (all.as_slice(), listing.is_plain()) {
        return Ok(Redirect::to(&format!("/admin/{}/webhooks", only.slug)).into_response());
    }
    let (tenants, pages) = listing.of_tenants(all);
    let mut rows = Vec::with_capacity(tenants.len());
    for tenant in tenants {
        let count = webhooks::count(&server.app, &acting, tenant.id).await?.unwrap_or_default();
        rows.push(TenantRow { slug: tenant.slug, name: tenant.name, count });
    }
    let (chrome, frame) = frame(&server, &acting, (Place::Webhooks, None))?;
    Ok(Page::ok(TenantsPage { chrome, frame, rows, listing, pages }).into_response())
}

/// One address in the list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub view: WebhookView,
    pub changed: Moment,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/webhooks.html")]
pub(crate) struct WebhooksPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant_name: String,
    pub base: String,
    pub rows: Vec<Row>,
}

framed!(WebhooksPage);

impl WebhooksPage {
    fn may_add(&self) -> bool {
        self.frame.may(Power::Configure)
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
) -> Answer {
    let (tenant_name, views) = webhooks::list(&server.app, &acting, &tenant).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Webhooks, parameter(uri.query(), "done")))?;
    let (now, base) = (server.app.now(), format!("/admin/{tenant}/webhooks"));
    let row = |view: WebhookView| Row { changed: Moment::read(chrome.language, &view.changed_at, now), view };
    let rows = views.into_iter().map(row).collect();
    Ok(Page::ok(WebhooksPage { chrome, frame, tenant_name, base, rows }).into_response())
}

/// A group of events: its word, its name, and whether it is chosen.
pub(crate) type Choice = (&'static str, &'static str, bool);

pub(super) fn choices(is_chosen: impl Fn(Group) -> bool) -> Vec<Choice> {
    Group::ALL.into_iter().map(|group| (group.as_str(), group.title(), is_chosen(group))).collect()
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/webhook_new.html")]
pub(crate) struct NewWebhookPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant_name: String,
    pub base: String,
    pub choices: Vec<Choice>,
}

framed!(NewWebhookPage);

pub(crate) async fn new(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
) -> Answer {
    let (tenant_name, _) = webhooks::list(&server.app, &acting, &tenant).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Webhooks, None))?;
    let base = format!("/admin/{tenant}/webhooks");
    // What strangers can cause is chosen by whoever wants it.
    let choices = choices(|group| matches!(group, Group::SignIn | Group::Passkey | Group::Policy));
    Ok(Page::ok(NewWebhookPage { chrome, frame, tenant_name, base, choices }).into_response())
}

/// Adds a webhook
///
/// Its secret is in this answer and in no other. What happens from then on is told there.
#[utoipa::path(post, operation_id = "add_webhook", path = "/admin/{tenant}/webhooks", tag = "Administration",
    params(described::Tenant), request_body = described::NewWebhook, responses(described::Drawn, described::Refusals, shapes::Errors),
    security(("session" = [])))]
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
    Json(ask): Json<NewWebhookAsk>,
) -> Answer {
    json(&webhooks::add(&server.app, &acting, &tenant, ask).await?)
}
