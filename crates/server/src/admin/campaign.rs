//! Users > [identity pool] > Move members to another RP ID: how far they are, who remains, and the end of it (S3-17). It draws what the domain says and
//! decides nothing.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
use super::versions::{saved, with_version};
use crate::extract::{Administrator, IfMatch, Json, PoolAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Power;
use domain::campaign::{self, CampaignView, Count, FinishAsk, StartAsk};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/campaign.html")]
pub(crate) struct CampaignPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: CampaignView,
    /// The host of this server, which a blank field stands for.
    pub server: String,
}

framed!(CampaignPage);

impl CampaignPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn at(&self) -> String {
        format!("/admin/{}/pools/{}", self.view.tenant, self.view.pool)
    }

    fn figure(count: &Count) -> String {
        let have = if count.moved == 1 { "has" } else { "have" };
        format!("{} of {} members with passkeys {have} moved", count.moved, count.members)
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = campaign::show(&server.app, &acting, (&tenant, pool), parameter(uri.query(), "after")).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let host = server.app.public_url().host().to_owned();
    Ok(Page::ok(CampaignPage { chrome, frame, view, server: host }).into_response())
}

/// How far the members of a pool have moved to another RP ID
///
/// Larger pools are counted once an hour; `remaining` is a page of those who have no passkey of the new RP ID yet.
#[utoipa::path(get, operation_id = "campaign", path = "/admin/{tenant}/pools/{pool}/campaign/progress", tag = "Administration",
    params(administration::Pool, administration::NotMovedAfter), responses(administration::OfCampaign, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = campaign::show(&server.app, &acting, (&tenant, pool), parameter(uri.query(), "after")).await?;
    with_version(&view, &view.version)
}

/// Begins to move the members of a pool to another RP ID
///
/// Passkeys of both work side by side until it is finished. The first answer is a `confirmation_needed` that says what follows.
#[utoipa::path(post, operation_id = "start_campaign", path = "/admin/{tenant}/pools/{pool}/campaign/start", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::CampaignStart,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<StartAsk>,
) -> Answer {
    saved(&Box::pin(campaign::start(&server.app, &acting, (&tenant, pool), (seen, ask))).await?)
}

/// Turns a move back
///
/// The RP ID from before is in force again. What was made for the other one works on until the way back is finished in its turn.
#[utoipa::path(post, operation_id = "turn_back_campaign", path = "/admin/{tenant}/pools/{pool}/campaign/turn-back", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::Nothing,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn turn_back(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    IfMatch(seen): IfMatch,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    saved(&Box::pin(campaign::turn_back(&server.app, &acting, (&tenant, pool), seen)).await?)
}

/// Finishes a move
///
/// From then on passkeys of the RP ID from before open nothing. Refused (`setting_refused`) while an administrator has none of the new one; where
/// members would be left without a way in, their number has to be confirmed.
#[utoipa::path(post, operation_id = "finish_campaign", path = "/admin/{tenant}/pools/{pool}/campaign/finish", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::CampaignFinish,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<FinishAsk>,
) -> Answer {
    saved(&Box::pin(campaign::finish(&server.app, &acting, (&tenant, pool), (seen, ask))).await?)
}
