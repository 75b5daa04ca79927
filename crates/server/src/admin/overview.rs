//! Console > Overview: the tenants with their workspaces and pools.

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::tenants::{self, TenantView};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/overview.html")]
pub(crate) struct OverviewPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenants: Vec<TenantView>,
}

framed!(OverviewPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, Administrator(acting): Administrator) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Overview, None))?;
    let tenants = tenants::list(&server.app, &acting)?;
    Ok(Page::ok(OverviewPage { chrome, frame, tenants }).into_response())
}
