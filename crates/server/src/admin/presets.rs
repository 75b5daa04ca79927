//! Users > [identity pool] > Start from a preset (S3-6): the five products and the four templates of policy. The difference is shown here, and whom
//! it concerns at the review (S0c-5), before anything is changed.

use super::Answer;
use super::dry_run;
use super::frame::{Frame, Place, frame};
use super::versions::saved;
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
use domain::dry_run::Proposal;
use domain::pool_settings;
use domain::settings_file::{self, Applied, PresetAsk, PresetChoice};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/presets.html")]
pub(crate) struct PresetsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant: String,
    pub pool: String,
    pub name: String,
    pub choices: Vec<PresetChoice>,
    /// The one that is looked at, and what it would change, for whoever may change it.
    pub chosen: Option<(PresetChoice, Option<Applied>)>,
}

framed!(PresetsPage);

impl PresetsPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    /// Without the tenant and the pool, which the page names already.
    fn lines(applied: &Applied) -> Vec<String> {
        let short = |line: &settings_file::Line| {
            let skip = if line.path.get(1).is_some_and(|part| part == "pools") { 3 } else { 1 };
            let path = line.path.iter().skip(skip).cloned().collect();
            settings_file::Line { path, ..line.clone() }.to_string()
        };
        applied.lines.iter().map(short).collect()
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = pool_settings::show(&server.app, &acting, (&tenant, pool)).await?;
    let choices = settings_file::choices();
    let chosen = parameter(uri.query(), "preset");
    let chosen = match choices.iter().find(|choice| Some(choice.name) == chosen) {
        Some(choice) => {
            let applied = settings_file::would_start_from(&server.app, &acting, (&tenant, pool), choice.name).await?;
            Some((choice.clone(), applied))
        }
        None => None,
    };
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let pool = pool.to_string();
    Ok(Page::ok(PresetsPage { chrome, frame, tenant, pool, name: view.name, choices, chosen }).into_response())
}

/// Starts a pool from a preset
///
/// Settings, policy and the preset's roles are put in place of the pool's, and the mode in place of its workspaces'. Domains, providers, groups and
/// other roles stay. What members would lose is a `confirmation_needed` first.
#[utoipa::path(post, operation_id = "start_from_preset", path = "/admin/{tenant}/pools/{pool}/preset", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::PresetAsk,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (uri, IfMatch(seen)): (Uri, IfMatch),
    Json(ask): Json<PresetAsk>,
) -> Answer {
    let place = (tenant.as_str(), pool);
    let change = Proposal::Preset(ask.clone());
    if let Some(answer) = dry_run::first(&server, &acting, place, (&uri, &seen), &change).await? {
        return Ok(answer);
    }
    saved(&settings_file::start_from(&server.app, &acting, place, (seen, ask)).await?)
}
