//! What a change would do, before it is saved (S0c-5): the page between a form and its save, and the call behind it.

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::api::json;
use crate::extract::{Administrator, Json, PoolAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Acting;
use domain::dry_run::{self, Concerned, DryRun, DryRunAsk};
use serde::Deserialize;
use serde_json::Value;
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
        let pairs = [("form", self.form.as_str()), ("body", &self.body), ("version", &self.version), ("at", at)];
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// What has come of trying it out.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    pub run: DryRun,
    pub call: String,
    pub back: String,
    pub version: String,
    pub body: String,
    /// Where to go on among the members.
    pub next: Option<String>,
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
    let tried = match waiting.form((&tenant, &pool_id)) {
        Some(form) => Some(tried(&server, &acting, (&tenant, pool), (&waiting, form)).await?),
        None => None,
    };
    let (chrome, frame) = frame(&server, &acting, (Place::Users, None))?;
    Ok(Page::ok(ReviewPage { chrome, frame, tenant, pool: pool_id, tried }).into_response())
}

async fn tried(
    server: &Server,
    acting: &Acting,
    (tenant, pool): (&str, domain::id::PoolId),
    (waiting, form): (&Waiting, Form),
) -> Result<Tried, crate::problem::Problem> {
    let Ok(change) = serde_json::from_value(form.change) else { return Err(domain::Reason::UnknownMember.into()) };
    let ask = DryRunAsk { change, place: waiting.at.clone() };
    let run = dry_run::run(&server.app, acting, (tenant, pool), ask).await?;
    let next = run.next.as_ref().map(|at| waiting.on(at));
    let (version, body) = (waiting.version.clone(), waiting.body.clone());
    Ok(Tried { run, call: form.call, back: form.back, version, body, next })
}
