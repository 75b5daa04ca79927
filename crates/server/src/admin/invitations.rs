//! Console > Users > pool > Invitations: inviting people, and those who have not answered yet.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
use crate::api::{json, no_content};
use crate::extract::{AtPool, InvitationAddress, Json};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Power;
use domain::invitations::InvitationView;
use domain::users::{self, InviteAsk};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct InvitationRow {
    pub id: String,
    pub address: String,
    pub sent: Moment,
    pub until: Moment,
    pub expired: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/invitations.html")]
pub(crate) struct InvitationsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub pool: String,
    /// Of the list of members, and of this one.
    pub list: String,
    pub base: String,
    pub rows: Vec<InvitationRow>,
    pub may_help: bool,
    /// How those can be written to who are not members yet.
    pub writes_to: Option<&'static str>,
}

framed!(InvitationsPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, AtPool(acting, door): AtPool) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let now = server.app.now();
    let row = |view: InvitationView| InvitationRow {
        id: view.id.to_string(),
        address: view.address,
        sent: Moment::read(chrome.language, &view.created_at, now),
        until: Moment::read(chrome.language, &view.expires_at, now),
        expired: view.expired,
    };
    let rows = users::invitations(&server.app, &acting, &door).await?.into_iter().map(row).collect();
    let pool = format!("/admin/{}/pools/{}", door.tenant.slug, door.pool.id);
    let may_help = frame.may(Power::Help);
    Ok(Page::ok(InvitationsPage {
        pool: door.pool.name.clone(),
        list: format!("{pool}/users"),
        base: format!("{pool}/invitations"),
        rows,
        may_help,
        writes_to: match (server.app.channels().mail, server.app.channels().text_messages) {
            (true, true) => Some("Mail addresses or phone numbers, one a line. Each gets a link that works once."),
            (true, false) => Some("Mail addresses, one a line. Each gets a link that works once."),
            (false, true) => Some("Phone numbers, one a line. Each gets a link that works once."),
            (false, false) => None,
        },
        chrome,
        frame,
    })
    .into_response())
}

/// Invites people to a pool
///
/// Each address is sent a link of its own, with which one account is made. Where one address cannot be invited, none is: `details.problem` says
/// which.
#[utoipa::path(post, operation_id = "invite", path = "/admin/{tenant}/pools/{pool}/invitations", tag = "Administration",
    params(administration::Pool), request_body = administration::InviteAsk, responses(administration::Invited, shapes::Errors), security(("session" = [])))]
pub(crate) async fn invite(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    Json(ask): Json<InviteAsk>,
) -> Answer {
    json(&users::invite(&server.app, &acting, &door, &ask).await?)
}

/// Sends an invitation again
///
/// With another link; the one before stops working.
#[utoipa::path(post, operation_id = "resend_invitation", path = "/admin/{tenant}/pools/{pool}/invitations/{id}/resend", tag = "Administration",
    params(administration::InvitationPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn resend(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    InvitationAddress(id): InvitationAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::resend_invitation(&server.app, &acting, &door, id).await?;
    Ok(no_content())
}

/// Takes an invitation back
#[utoipa::path(delete, operation_id = "revoke_invitation", path = "/admin/{tenant}/pools/{pool}/invitations/{id}", tag = "Administration",
    params(administration::InvitationPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn revoke(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    InvitationAddress(id): InvitationAddress,
) -> Answer {
    users::revoke_invitation(&server.app, &acting, &door, id).await?;
    Ok(no_content())
}
