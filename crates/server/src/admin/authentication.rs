//! Console > Authentication: the workspaces, each with the way to its methods (S3-9) and its look.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages, WorkspaceLine};
use super::users::Picked;
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::tenants;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/authentication.html")]
pub(crate) struct AuthenticationPage {
    pub chrome: Chrome,
    pub frame: Frame,
    rows: Vec<WorkspaceLine>,
    listing: Listing,
    pages: Pages,
}

framed!(AuthenticationPage);

impl AuthenticationPage {
    fn modes(&self) -> Vec<Picked<'static>> {
        self.listing.kinds(&[("", "Any"), ("smart", "Smart"), ("classic", "Classic")])
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let listing = Listing::of(&uri);
    let mut rows = WorkspaceLine::all(tenants::list(&server.app, &acting)?);
    // Nobody chooses among one.
    if let ([line], true) = (rows.as_slice(), listing.is_plain()) {
        let slug = &line.workspace.slug;
        let way = format!("/admin/{}/workspaces/{slug}/authentication/settings/methods", line.tenant);
        return Ok(Redirect::to(&way).into_response());
    }
    rows.retain(|line| listing.kind.is_empty() || line.workspace.mode.as_str() == listing.kind);
    let (rows, pages) = listing.page(rows, WorkspaceLine::key);
    let (chrome, frame) = frame(&server, &acting, (Place::Authentication, None))?;
    Ok(Page::ok(AuthenticationPage { chrome, frame, rows, listing, pages }).into_response())
}
