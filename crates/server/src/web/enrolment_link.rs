//! The page of an enrolment link: it shows to which address it went, and one button goes on to make a passkey. Looking changes nothing,
//! because scanners of mail look, too; a link that is no longer good says no more than that.

use super::routes::{Answer, door_chrome};
use crate::api::journey::forget_oldest;
use crate::api::outcome;
use crate::extract::path::segment;
use crate::extract::{Previous, Visit};
use crate::front::Server;
use crate::page::{Chrome, Framed, Page};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use domain::enrolment_link;
use domain::sign_in::Outcome;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/enrolment_link.html")]
pub struct EnrolmentLinkPage {
    pub chrome: Chrome,
    pub base: String,
    /// Where its button leads.
    pub action: String,
    /// The address that it went to; none where it is no longer good.
    pub address: Option<String>,
}

impl Framed for EnrolmentLinkPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Looks at it.
pub(crate) async fn show(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let token = segment(uri.path(), 3).unwrap_or_default();
    let seen = enrolment_link::look(&server.app, &visit, token).await?;
    page(&server, &visit, &uri, seen.map(|seen| seen.address))
}

/// Takes it, and goes on to the passkey.
pub(crate) async fn take(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    let token = segment(uri.path(), 3).unwrap_or_default();
    let came = Box::pin(enrolment_link::take(&server.app, &visit, token, previous.as_ref())).await?;
    let Some(came) = came else { return page(&server, &visit, &uri, None) };
    let begun = if let Outcome::Going(going) = &came { Some(going.id) } else { None };
    let mut response = outcome(&server, &visit, came, true)?;
    if let Some(id) = begun {
        forget_oldest(&server, &visit, (&headers, id), &mut response);
    }
    Ok(response)
}

fn page(server: &Server, visit: &domain::Visit, uri: &Uri, address: Option<String>) -> Answer {
    let status = if address.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let page = EnrolmentLinkPage {
        chrome: door_chrome(server, visit)?,
        base: visit.door.base(),
        action: uri.path().to_owned(),
        address,
    };
    Ok(Page::with_status(status, page).into_response())
}
