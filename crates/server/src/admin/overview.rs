//! Console > Overview: the tenants with their workspaces and pools.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages, presets};
use super::users::Picked;
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::tenants::{self, TenantView};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/overview.html")]
pub(crate) struct OverviewPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenants: Vec<TenantView>,
    listing: Listing,
    pages: Pages,
    presets: Vec<String>,
}

framed!(OverviewPage);

impl OverviewPage {
    fn kinds(&self) -> Vec<Picked<'_>> {
        let known: Vec<_> = self.presets.iter().map(|preset| (preset.as_str(), preset.as_str())).collect();
        self.listing.kinds(&[&[("", "Any")][..], &known[..]].concat())
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Overview, None))?;
    let (all, listing) = (tenants::list(&server.app, &acting)?, Listing::of(&uri));
    let presets = presets(&all);
    let (tenants, pages) = listing.of_tenants(all);
    Ok(Page::ok(OverviewPage { chrome, frame, tenants, listing, pages, presets }).into_response())
}
