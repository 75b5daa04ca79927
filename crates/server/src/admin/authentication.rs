//! Console > Authentication: the workspaces, each with the way to its methods (S3-9).

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use domain::tenants::{self, TenantView};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/authentication.html")]
pub(crate) struct AuthenticationPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenants: Vec<TenantView>,
}

framed!(AuthenticationPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, Administrator(acting): Administrator) -> Answer {
    let tenants = tenants::list(&server.app, &acting)?;
    let mut all = tenants.iter().flat_map(|tenant| tenant.workspaces.iter().map(move |workspace| (tenant, workspace)));
    // Nobody chooses among one.
    if let (Some((tenant, workspace)), None) = (all.next(), all.next()) {
        let way = format!("/admin/{}/workspaces/{}/authentication/settings/methods", tenant.slug, workspace.slug);
        return Ok(Redirect::to(&way).into_response());
    }
    let (chrome, frame) = frame(&server, &acting, (Place::Authentication, None))?;
    Ok(Page::ok(AuthenticationPage { chrome, frame, tenants }).into_response())
}
