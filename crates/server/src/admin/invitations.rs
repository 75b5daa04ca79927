//! Console > Users > pool > Invitations: inviting people, those who have not answered yet, and what became of the others. What is looked for
//! stands in the address.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::Listing;
use super::user_actions::Nothing;
use super::users::{Picked, fixed};
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
use domain::invitations::{self, Ask, InvitationList, State as Became, Which};
use domain::users::{self, InviteAsk};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct InvitationRow {
    pub id: String,
    pub address: String,
    pub sent: Moment,
    pub until: Moment,
    /// When it was accepted or taken back.
    pub settled: Option<Moment>,
    pub state: Became,
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
    pub next: Option<String>,
    /// Where the list begins, for whoever is not there.
    pub first: Option<String>,
    pub looked_at: Option<usize>,
    pub may_help: bool,
    listing: Listing,
    /// How those can be written to who are not members yet.
    pub writes_to: Option<&'static str>,
}

framed!(InvitationsPage);

const KINDS: [(&str, &str); 6] = [
    ("", "Waits for an answer"),
    ("pending", "Can be accepted"),
    ("expired", "Over, not accepted"),
    ("accepted", "Accepted"),
    ("revoked", "Taken back"),
    ("all", "Any"),
];

impl InvitationsPage {
    fn kinds(&self) -> Vec<Picked<'static>> {
        fixed(&self.listing.kind, &KINDS)
    }

    fn orders(&self) -> Vec<Picked<'static>> {
        fixed(&self.listing.sort, &[("", "Newest first"), ("oldest", "Oldest first")])
    }

    /// Whoever is searched for comes by their addresses.
    fn may_sort(&self) -> bool {
        self.listing.q.trim().is_empty()
    }
}

fn ask(listing: &Listing) -> Ask {
    Ask {
        search: listing.q.clone(),
        which: match listing.kind.as_str() {
            "pending" => Which::One(Became::Pending),
            "expired" => Which::One(Became::Expired),
            "accepted" => Which::One(Became::Accepted),
            "revoked" => Which::One(Became::Revoked),
            "all" => Which::All,
            _ => Which::Waiting,
        },
        oldest_first: listing.sort == "oldest",
        place: Some(listing.at.clone()).filter(|at| !at.is_empty()),
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, AtPool(acting, door): AtPool) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let now = server.app.now();
    let listing = Listing::of(&uri);
    let InvitationList { rows, next, looked_at } =
        invitations::list(&server.app, &acting, &door, ask(&listing)).await?;
    let moment = |text: &str| Moment::read(chrome.language, text, now);
    let row = |row: invitations::InvitationRow| InvitationRow {
        id: row.id.to_string(),
        sent: moment(&row.created_at),
        until: moment(&row.expires_at),
        settled: row.settled_at.as_deref().map(moment),
        address: row.address,
        state: row.state,
    };
    let rows = rows.into_iter().map(row).collect();
    let pool = format!("/admin/{}/pools/{}", door.tenant.slug, door.pool.id);
    let may_help = frame.may(Power::Help);
    Ok(Page::ok(InvitationsPage {
        pool: door.pool.name.clone(),
        list: format!("{pool}/users"),
        base: format!("{pool}/invitations"),
        next: next.map(|at| listing.at(at)),
        first: (!listing.at.is_empty()).then(|| listing.at(String::new())),
        rows,
        looked_at,
        listing,
        may_help,
        writes_to: match (server.app.channels().mail, server.app.channels().text_messages) {
            (true, true) => Some("Mail addresses or phone numbers, one a line, or a table (CSV) with a column called address. Each gets a link that works once."),
            (true, false) => Some("Mail addresses, one a line, or a table (CSV) with a column called address. Each gets a link that works once."),
            (false, true) => Some("Phone numbers, one a line, or a table (CSV) with a column called address. Each gets a link that works once."),
            (false, false) => None,
        },
        chrome,
        frame,
    })
    .into_response())
}

/// Invites people to a pool
///
/// Each address is sent a link of its own, with which one account is made. Where one of `addresses` cannot be invited, none is: `details.problem`
/// says which. Of a `list` those are invited who are not invited yet; where it has more than 50, or lines that invite nobody, a
/// `confirmation_needed` tells first what would come of it.
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
