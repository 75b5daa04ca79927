//! What a change would do, before it is saved (S0c-5): the page between a form and its save, and the call behind it.

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
use domain::dry_run::{self, Concerned, DryRun, DryRunAsk, Proposal};
use domain::id::{ChangeId, PoolId};
use domain::language::Language;
use domain::scheduled::{self, ChangeView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

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

/// A change as the address of the review has it.
fn written(change: &Proposal) -> Option<(String, String)> {
    fn text(ask: &impl Serialize) -> Option<String> {
        serde_json::to_string(ask).ok()
    }
    Some(match change {
        Proposal::Policy(ask) => ("policy".to_owned(), text(ask)?),
        Proposal::Settings(ask) => ("settings".to_owned(), text(ask)?),
        Proposal::Workspace { workspace, settings } => (format!("workspace:{workspace}"), text(settings)?),
        Proposal::Role { role, rules } => (format!("role:{role}"), text(rules)?),
        Proposal::Group { group, rules } => (format!("group:{group}"), text(rules)?),
        Proposal::NewRole(_) | Proposal::NewGroup(_) => return None,
    })
}

/// A form that waits to be saved, as its page has put it into the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Waiting {
    /// Which form: `policy`, `settings`, `workspace:SLUG`, `role:ID` or `group:ID`.
    form: String,
    /// What it would send.
    body: String,
    /// What its settings were when they were read.
    version: String,
    /// Where to go on among the members.
    at: Option<String>,
    /// In place of all these: a change with a date, which is looked at again.
    scheduled: Option<ChangeId>,
}

/// How a form is tried out and saved, and where it stands.
struct Form {
    change: Value,
    call: String,
    back: String,
}

impl Waiting {
    fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    fn form(&self, (tenant, pool): (&str, &str)) -> Option<Form> {
        let body: Value = serde_json::from_str(&self.body).ok().filter(Value::is_object)?;
        let (kind, id) = self.form.split_once(':').unwrap_or((&self.form, ""));
        // What stands in an address is nothing that was checked.
        let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let base = format!("/admin/{tenant}/pools/{pool}");
        let (change, call, back) = match kind {
            "policy" => (serde_json::json!({ "policy": body }), format!("{base}/policy"), format!("{base}/policies")),
            "settings" => (
                serde_json::json!({ "settings": body }),
                format!("{base}/settings"),
                format!("{base}/sign-in-and-sign-up"),
            ),
            "workspace" => (
                serde_json::json!({ "workspace": { "workspace": id, "settings": body } }),
                format!("/admin/{tenant}/workspaces/{id}/settings"),
                format!("/admin/{tenant}/workspaces/{id}/authentication/settings/methods"),
            ),
            "role" => (
                serde_json::json!({ "role": { "role": id, "rules": body } }),
                format!("{base}/roles/{id}"),
                format!("{base}/roles/{id}"),
            ),
            "group" => (
                serde_json::json!({ "group": { "group": id, "rules": body } }),
                format!("{base}/groups/{id}"),
                format!("{base}/groups/{id}"),
            ),
            _ => return None,
        };
        is_plain.then_some(Form { change, call, back })
    }

    fn on(&self, at: &str) -> String {
        if let Some(id) = self.scheduled {
            let pairs = [("scheduled", id.to_string()), ("at", at.to_owned())];
            return format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default());
        }
        let pairs = [("form", self.form.as_str()), ("body", &self.body), ("version", &self.version), ("at", at)];
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
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
    now: i64,
}

impl Tried {
    /// Whether somebody would be worse off.
    fn is_worse(&self) -> bool {
        self.run.needs.is_some() || self.run.doors.iter().any(|door| door.counts.worse > 0)
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

/// A list of the page: what those in it have in common, how many there are, and some of them.
type List<'a> = (&'static str, u64, &'a [Concerned]);

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

    fn lists(door: &dry_run::AtDoor) -> [List<'_>; 4] {
        let counts = &door.counts;
        [
            ("held at enrolment", counts.held, &door.held),
            ("blocked: no way in is left to them", counts.blocked, &door.blocked),
            ("with passkeys of the other mode alone", counts.only_other_mode, &door.only_other_mode),
            (
                "with elevated permissions and without a passkey",
                u64::try_from(door.elevated_without_passkey.len()).unwrap_or(u64::MAX),
                &door.elevated_without_passkey,
            ),
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
            "device_bound_only" => "a passkey that cannot leave its device is required",
            _ => "a second factor is required",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn are_more(number: &u64, list: &[Concerned]) -> bool {
        u64::try_from(list.len().min(50)).unwrap_or(u64::MAX) < *number
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
        now: server.app.now(),
        run,
    }))
}

async fn reached(server: &Server, acting: &Acting, place: (&str, PoolId)) -> Result<Reached, Problem> {
    Ok(announcements::preview(&server.app, acting, place).await?)
}
