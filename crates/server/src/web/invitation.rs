//! The page of an invitation's link: it shows for which address it is, and one button takes it. Looking changes nothing, and a link that is no
//! longer good says no more than that.

use super::routes::{Answer, door_chrome};
use crate::api::sign_up::step;
use crate::extract::Visit;
use crate::extract::path::segment;
use crate::front::Server;
use crate::page::{Chrome, Framed, Page};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use domain::invitations;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/invitation.html")]
pub struct InvitationPage {
    pub chrome: Chrome,
    pub base: String,
    /// Where its button leads.
    pub action: String,
    /// The address that was invited; none where the link is no longer good.
    pub address: Option<String>,
}

impl Framed for InvitationPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Looks at it.
pub(crate) async fn show(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let token = segment(uri.path(), 3).unwrap_or_default();
    let seen = invitations::look(&server.app, &visit, token).await?;
    let status = if seen.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let page = InvitationPage {
        chrome: door_chrome(&server, &visit)?,
        base: visit.door.base(),
        action: uri.path().to_owned(),
        address: seen.map(|seen| seen.address),
    };
    Ok(Page::with_status(status, page).into_response())
}

/// Takes it, and goes on to the sign-up.
pub(crate) async fn take(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let token = segment(uri.path(), 3).unwrap_or_default();
    let next = invitations::take(&server.app, &visit, token).await?;
    step(&server, &visit, &next, (matches!(visit.client, domain::Client::Browser { .. }), None))
}
