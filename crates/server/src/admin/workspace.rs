//! Authentication > Settings > Methods of a workspace (S3-9, S3-11, S3-12).

use super::Answer;
use super::dry_run;
use super::frame::{Frame, Place, frame};
use super::versions::{saved, with_version};
use crate::extract::{Administrator, IfMatch, Json, WorkspaceAddress};
use crate::front::Server;
use crate::openapi::{administration, readings, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Method;
use domain::administrators::Power;
use domain::dry_run::Proposal;
use domain::pool_settings::method_name;
use domain::workspace_settings::{self, METHODS, WorkspaceAsk, WorkspaceSettingsView, must_enrol_again};
use std::sync::Arc;

/// A mode, as it is chosen.
pub(crate) struct ModeChoice {
    pub word: &'static str,
    pub name: &'static str,
    pub about: &'static str,
}

/// S3-11
const MODES: [ModeChoice; 2] = [
    ModeChoice {
        word: "smart",
        name: "Smart",
        about: "Users sign in without entering a username. The authenticator presents available passkeys automatically.",
    },
    ModeChoice { word: "classic", name: "Classic", about: "Users enter a username first, then verify with a passkey." },
];

#[derive(Clone, Debug, Template)]
#[template(path = "admin/workspace.html")]
pub(crate) struct WorkspacePage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: WorkspaceSettingsView,
}

framed!(WorkspacePage);

impl WorkspacePage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    /// Where it is seen beforehand what a change would do.
    fn review(&self) -> String {
        format!("/admin/{}/pools/{}/review", self.view.tenant, self.view.pool)
    }

    fn form(&self) -> String {
        format!("workspace:{}", self.view.workspace)
    }

    fn modes() -> &'static [ModeChoice] {
        &MODES
    }

    /// Word, name, and whether it is allowed; passkeys apart, because they have a mode.
    fn methods(&self) -> Vec<(&'static str, &'static str, bool)> {
        let others = METHODS.into_iter().filter(|method| *method != Method::Passkey);
        others.map(|method| (method.as_str(), method_name(method), self.view.allows(method))).collect()
    }

    fn allows_passkeys(&self) -> bool {
        self.view.allows(Method::Passkey)
    }

    /// Said before anybody changes the mode (S3-12).
    fn switching(&self) -> Option<String> {
        let counted = self.view.of_mode_alone;
        (counted.number > 0 || !counted.is_all).then(|| must_enrol_again(counted))
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
) -> Answer {
    let view = workspace_settings::show(&server.app, &acting, (&tenant, &workspace)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Authentication, parameter(uri.query(), "done")))?;
    Ok(Page::ok(WorkspacePage { chrome, frame, view }).into_response())
}

/// Settings of a workspace
///
/// Its mode and the methods that it allows.
#[utoipa::path(get, operation_id = "workspace_settings", path = "/admin/{tenant}/workspaces/{workspace}/settings", tag = "Administration",
    params(administration::Workspace), responses(readings::OfWorkspace, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
) -> Answer {
    let view = workspace_settings::show(&server.app, &acting, (&tenant, &workspace)).await?;
    with_version(&view, &view.version)
}

/// Changes the settings of a workspace
///
/// `usernameless_webauthn` and `webauthn` exclude each other: both are `setting_refused`. A change of mode by which members would have to enrol
/// again, or a way in that they lose, is a `confirmation_needed` first.
#[utoipa::path(put, operation_id = "change_workspace_settings", path = "/admin/{tenant}/workspaces/{workspace}/settings", tag = "Administration",
    params(administration::Workspace, administration::Seen), request_body = administration::WorkspaceSettings,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
    (uri, IfMatch(seen)): (Uri, IfMatch),
    Json(ask): Json<WorkspaceAsk>,
) -> Answer {
    if let Some(door) = server.app.snapshot().door(&tenant, &workspace) {
        let change = Proposal::Workspace { workspace: workspace.clone(), settings: ask.clone() };
        let place = (tenant.as_str(), door.pool.id);
        if let Some(answer) = dry_run::first(&server, &acting, place, (&uri, &seen), &change).await? {
            return Ok(answer);
        }
    }
    let version = workspace_settings::save(&server.app, &acting, (&tenant, &workspace), (seen, ask)).await?;
    saved(&version)
}
