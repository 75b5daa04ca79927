//! What a change would do, before it is saved (S0c-5): the page between a form and its save, and the call behind it.

mod names;
mod waiting;

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::api::json;
use crate::extract::{Administrator, Json, PoolAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::problem::Problem;
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use domain::administrators::Acting;
use domain::announcements::{self, Reached};
use domain::dry_run::{self, AtDoor, DryRun, DryRunAsk, Proposal};
use domain::id::{ChangeId, PoolId};
use domain::language::Language;
use domain::scheduled::{self, ChangeView};
use names::List;
use serde_json::json;
use std::sync::Arc;
use waiting::{Form, Waiting, written};

/// What a change of rules would do
///
/// It takes what would be saved and changes nothing. Some members are looked at by each call; `next` says where to go on.
#[utoipa::path(post, operation_id = "dry_run", path = "/admin/{tenant}/pools/{pool}/dry-run", tag = "Administration",
    params(administration::Pool), request_body = administration::DryRunAsk,
    responses(administration::DryRun, shapes::Errors), security(("session" = [])))]
pub(crate) async fn run(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    Json(ask): Json<DryRunAsk>,
) -> Answer {
    json(&dry_run::run(&server.app, &acting, (&tenant, pool), ask).await?)
}

/// Where a form would hold, block or strand somebody and was not looked at before, it leads to the review; nothing is saved then (S0c-5). A program
/// names no `review`, and saves.
pub(super) async fn first(
    server: &Server,
    acting: &Acting,
    (tenant, pool): (&str, PoolId),
    (uri, seen): (&Uri, &str),
    change: &Proposal,
) -> Result<Option<Response>, Problem> {
    let Some(word) = parameter(uri.query(), "review") else { return Ok(None) };
    if word == dry_run::reviewed(change, seen)?
        || !dry_run::concerns_somebody(&server.app, acting, (tenant, pool), change.clone()).await?
    {
        return Ok(None);
    }
    let Some((form, body)) = written(change) else { return Ok(None) };
    let pairs = [("form", form.as_str()), ("body", &body), ("version", seen)];
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    Ok(Some(json(&json!({ "review": format!("/admin/{tenant}/pools/{pool}/review?{query}") }))?))
}

/// What has come of trying it out.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    pub run: DryRun,
    /// With the word by which the server knows again that this was looked at.
    pub call: String,
    pub back: String,
    pub version: String,
    pub body: String,
    /// Where to go on among the members.
    pub next: Option<String>,
    /// The change with what it would need a yes to, for a date.
    pub change: String,
    /// One that has a date already.
    pub dated: Option<ChangeView>,
    pub reached: Reached,
    waiting: Waiting,
    now: i64,
}

impl Tried {
    /// Whether somebody would be worse off.
    fn is_worse(&self) -> bool {
        self.run.needs.is_some() || self.run.doors.iter().any(|door| door.counts.concern_somebody())
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn lists<'a>(&self, place: &usize, door: &'a AtDoor) -> Vec<List<'a>> {
        names::lists(&self.waiting, *place, door)
    }

    /// What an address has that leads back here.
    fn parts(&self) -> Vec<(&'static str, String)> {
        self.waiting.parts()
    }

    /// Whether other members were looked at on pages before this one.
    fn is_farther_on(&self) -> bool {
        self.waiting.at.is_some()
    }

    fn may_be_saved(&self) -> bool {
        self.dated.is_none() && self.run.refused.is_none() && !self.run.changes.is_empty()
    }

    fn exact(&self, at: &str) -> String {
        Moment::read(Language::English, at, self.now).exact
    }

    fn today(&self) -> String {
        Moment::new(Language::English, self.now, self.now).exact
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/review.html")]
pub(crate) struct ReviewPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant: String,
    pub pool: String,
    pub tried: Option<Tried>,
}

framed!(ReviewPage);

impl ReviewPage {
    /// What is confirmed before a passkey policy is turned on (S0c-5).
    fn checklist() -> [(&'static str, &'static str); 4] {
        [
            ("devices", "The devices and browsers that members use can make passkeys."),
            ("told", "Members have been told what changes, and when."),
            ("help", "It is decided who helps those who cannot come in, and how they are reached."),
            ("administrators", "Administrators are enrolled first."),
        ]
    }

    /// Tag and name.
    fn languages() -> [(&'static str, &'static str); 7] {
        Language::ALL.map(|language| (language.tag(), language.own_name()))
    }

    /// A setting as the forms call it.
    fn setting_name(setting: &str) -> &'static str {
        match setting {
            "passkey" => "a passkey is required",
            "least_passkeys" => "more passkeys are required",
            "passkey_after_magic_link" => "a passkey is required after a magic link",
            "renew_passkeys_before" => "an older passkey has to be made anew",
            "device_bound_only" => "a passkey that cannot leave its device is required",
            _ => "a second factor is required",
        }
    }

    fn user(&self, id: &domain::id::UserId) -> String {
        format!("/admin/{}/pools/{}/users/{id}", self.tenant, self.pool)
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let waiting = Waiting::of(&uri);
    let pool_id = pool.to_string();
    let place = (tenant.as_str(), pool);
    // Also where there is no change to look at, nobody is told of a place that is not theirs.
    dry_run::may_ask(&server.app, &acting, place)?;
    let tried = match (waiting.scheduled, waiting.form((&tenant, &pool_id))) {
        (Some(id), _) => again(&server, &acting, place, (&waiting, id)).await?,
        (None, Some(form)) => Some(tried(&server, &acting, place, (&waiting, form)).await?),
        (None, None) => None,
    };
    let (chrome, frame) = frame(&server, &acting, (Place::Users, None))?;
    Ok(Page::ok(ReviewPage { chrome, frame, tenant, pool: pool_id, tried }).into_response())
}

async fn tried(
    server: &Server,
    acting: &Acting,
    place: (&str, PoolId),
    (waiting, form): (&Waiting, Form),
) -> Result<Tried, Problem> {
    let Ok(mut change) = serde_json::from_value::<Proposal>(form.change) else {
        return Err(domain::Reason::UnknownMember.into());
    };
    let ask = DryRunAsk { change: change.clone(), place: waiting.at.clone(), version: Some(waiting.version.clone()) };
    let run = dry_run::run(&server.app, acting, place, ask).await?;
    let reviewed = dry_run::reviewed(&change, &waiting.version)?;
    change.confirmed().extend(run.confirm.iter().cloned());
    let (_, body) = written(&change).unwrap_or_default();
    Ok(Tried {
        next: run.next.as_ref().map(|at| waiting.on(at)),
        call: format!("{}?review={reviewed}", form.call),
        back: form.back,
        version: waiting.version.clone(),
        change: serde_json::to_string(&change).unwrap_or_default(),
        body,
        dated: None,
        reached: reached(server, acting, place).await?,
        waiting: waiting.clone(),
        now: server.app.now(),
        run,
    })
}

/// A change with a date, with the members and the settings of today.
async fn again(
    server: &Server,
    acting: &Acting,
    place: (&str, PoolId),
    (waiting, id): (&Waiting, ChangeId),
) -> Result<Option<Tried>, Problem> {
    let Some((dated, change, version)) = scheduled::find(&server.app, acting, place, id).await? else {
        return Ok(None);
    };
    let ask = DryRunAsk { change, place: waiting.at.clone(), version: Some(version.clone()) };
    let run = dry_run::run(&server.app, acting, place, ask).await?;
    Ok(Some(Tried {
        next: run.next.as_ref().map(|at| waiting.on(at)),
        back: format!("/admin/{}/pools/{}/schedule", place.0, place.1),
        call: String::new(),
        body: String::new(),
        change: String::new(),
        version,
        dated: Some(dated),
        reached: Reached::default(),
        waiting: waiting.clone(),
        now: server.app.now(),
        run,
    }))
}

async fn reached(server: &Server, acting: &Acting, place: (&str, PoolId)) -> Result<Reached, Problem> {
    Ok(announcements::preview(&server.app, acting, place).await?)
}
