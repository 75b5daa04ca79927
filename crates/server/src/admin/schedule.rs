//! Users > [identity pool] > Schedule: changes with a date and announcements, what became of them, and how they are taken back (S2-13, S2-33).

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::api::{json, no_content};
use crate::extract::{Administrator, Json, PoolAddress};
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
use domain::announcements::{self, AnnounceAsk, AnnouncementView};
use domain::scheduled::{self, CancelAsk, ChangeView, ScheduleAsk, SchedulePlace, ScheduleView};
use serde_json::json;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/schedule.html")]
pub(crate) struct SchedulePage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: ScheduleView,
    from: SchedulePlace,
    now: i64,
}

framed!(SchedulePage);

impl SchedulePage {
    fn may_change(&self) -> bool {
        self.frame.may(Power::Configure)
    }

    fn base(&self) -> String {
        format!("/admin/{}/pools/{}", self.view.tenant, self.view.pool)
    }

    /// The same page from an older change on, or from an older announcement: the other list stays where it is.
    fn older(&self) -> [Option<String>; 2] {
        let way = |name: &str, id: String, other: Option<(&str, String)>| {
            let mut query = vec![(name, id)];
            query.extend(other);
            format!("?{}", serde_urlencoded::to_string(query).unwrap_or_default())
        };
        let (changes, told) = ("changes_before", "announcements_before");
        let stays = (self.from.announcements_before.map(|id| (told, id.to_string())), self.from.changes_before);
        [
            self.view.changes_before.map(|id| way(changes, id.to_string(), stays.0)),
            self.view
                .announcements_before
                .map(|id| way(told, id.to_string(), stays.1.map(|id| (changes, id.to_string())))),
        ]
    }

    fn is_later_page(&self) -> bool {
        self.from.changes_before.is_some() || self.from.announcements_before.is_some()
    }

    /// With its zone.
    fn exact(&self, at: &str) -> String {
        Moment::read(self.chrome.language, at, self.now).exact
    }

    fn state(word: &str) -> &'static str {
        match word {
            "pending" => "Waits",
            "applied" => "Made",
            "refused" => "Not made",
            "sent" => "Sent",
            _ => "Taken back",
        }
    }

    /// How far it has come, in words.
    fn progress(told: &AnnouncementView) -> String {
        let whom = |number: i64| if number == 1 { "1 member".to_owned() } else { format!("{number} members") };
        if told.state == "pending" {
            return format!("Sent to {} of about {}.", told.sent, whom(told.total));
        }
        format!("Sent to {}.", whom(told.sent))
    }

    fn audience(word: &str) -> &'static str {
        if word == "all" { "All members" } else { "Members without a passkey" }
    }

    fn takes_back(change: &ChangeView) -> String {
        json!({ "change": change.id }).to_string()
    }

    fn stops(told: &AnnouncementView) -> String {
        json!({ "announcement": told.id }).to_string()
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let from = place(&uri);
    let view = scheduled::list(&server.app, &acting, (&tenant, pool), from).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    Ok(Page::ok(SchedulePage { chrome, frame, view, from, now: server.app.now() }).into_response())
}

/// What cannot be understood is left out: an address may be old.
fn place(uri: &Uri) -> SchedulePlace {
    let of = |name: &str| parameter(uri.query(), name).filter(|text| !text.is_empty());
    SchedulePlace {
        changes_before: of("changes_before").and_then(|text| text.parse().ok()),
        announcements_before: of("announcements_before").and_then(|text| text.parse().ok()),
    }
}

/// Changes with a date, and announcements
///
/// Fifty of each, the last first, those that wait and those that are over. Older ones come with `changes_before` and `announcements_before`, as the
/// answer before named them. `reached` says who would get an announcement now; a large pool is not looked
/// through for it.
#[utoipa::path(get, operation_id = "schedule", path = "/admin/{tenant}/pools/{pool}/schedule/changes", tag = "Administration",
    params(administration::Pool, administration::SchedulePlace), responses(administration::OfSchedule, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    json(&scheduled::list(&server.app, &acting, (&tenant, pool), place(&uri)).await?)
}

/// Gives a change a date
///
/// It is tried at once, and made at its time where the settings are still those of `version` and whoever asked for it may still change them. What
/// members would lose is a `confirmation_needed` first.
#[utoipa::path(post, operation_id = "schedule_change", path = "/admin/{tenant}/pools/{pool}/schedule/changes", tag = "Administration",
    params(administration::Pool), request_body = administration::ScheduledChange,
    responses(administration::Added, shapes::Errors), security(("session" = [])))]
pub(crate) async fn schedule(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    Json(ask): Json<ScheduleAsk>,
) -> Answer {
    let id = scheduled::schedule(&server.app, &acting, (&tenant, pool), ask).await?;
    json(&json!({ "id": id }))
}

/// Sends the announcement of the roll-out
///
/// Now or on a date, to members with a mail address that was proved. It goes out a batch at a time.
#[utoipa::path(post, operation_id = "announce", path = "/admin/{tenant}/pools/{pool}/schedule/announcements", tag = "Administration",
    params(administration::Pool), request_body = administration::Announcement,
    responses(administration::Added, shapes::Errors), security(("session" = [])))]
pub(crate) async fn announce(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    Json(ask): Json<AnnounceAsk>,
) -> Answer {
    let id = announcements::announce(&server.app, &acting, (&tenant, pool), ask).await?;
    json(&json!({ "id": id }))
}

/// Takes a change with a date back, or stops an announcement
///
/// With a change goes what was to tell of it. Whoever was sent an announcement already keeps it. What is over already is `changed_since`.
#[utoipa::path(post, operation_id = "cancel_scheduled", path = "/admin/{tenant}/pools/{pool}/schedule/cancel", tag = "Administration",
    params(administration::Pool), request_body = administration::Cancelled,
    responses(shapes::Done, shapes::Errors, (status = 412, description = "It is over already", body = crate::problem::ErrorBody)), security(("session" = [])))]
pub(crate) async fn cancel(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    Json(ask): Json<CancelAsk>,
) -> Answer {
    scheduled::cancel(&server.app, &acting, (&tenant, pool), ask).await?;
    Ok(no_content())
}
