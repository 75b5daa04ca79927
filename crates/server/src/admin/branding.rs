//! Authentication > Branding of a workspace (S2-36): what its pages look like, and a picture of a colour before it is saved. The picture is
//! drawn from three numbers; nothing that was typed may stand in it as it was typed.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::versions::{saved, with_version};
use crate::extract::{Administrator, IfMatch, Json, WorkspaceAddress};
use crate::front::Server;
use crate::openapi::{administration, readings, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::brand::{Scheme, Shades};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::IntoResponse;
use domain::Reason;
use domain::administrators::Power;
use domain::branding::{self, BrandingAsk, BrandingView};
use domain::settings::Branding;
use domain::settings::colour::hex;
use std::sync::Arc;

/// A field in which an address is typed.
struct Link {
    name: &'static str,
    label: &'static str,
    value: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/branding.html")]
pub(crate) struct BrandingPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: BrandingView,
}

framed!(BrandingPage);

impl BrandingPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn base(&self) -> String {
        format!("/admin/{}/workspaces/{}/branding", self.view.tenant, self.view.workspace)
    }

    /// What is shown of a colour: how the scheme is called, its word, and where its picture is.
    fn previews(&self) -> [(&'static str, &'static str, String); 2] {
        let accent = self.view.branding.accent.trim_start_matches('#');
        [("By day", "day"), ("By night", "night")]
            .map(|(name, scheme)| (name, scheme, format!("{}/preview?scheme={scheme}&accent={accent}", self.base())))
    }

    fn support(&self) -> [Link; 2] {
        let support = &self.view.branding.support;
        [
            Link { name: "support.help_center", label: "Help Center", value: support.help_center.clone() },
            Link { name: "support.community_forum", label: "Community Forum", value: support.community_forum.clone() },
        ]
    }

    fn legal(&self) -> [Link; 2] {
        let legal = &self.view.branding.legal;
        [
            Link { name: "legal.privacy", label: "Privacy", value: legal.privacy.clone() },
            Link { name: "legal.terms", label: "Terms", value: legal.terms.clone() },
        ]
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
) -> Answer {
    let view = branding::show(&server.app, &acting, (&tenant, &workspace)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Authentication, parameter(uri.query(), "done")))?;
    Ok(Page::ok(BrandingPage { chrome, frame, view }).into_response())
}

/// What a colour becomes on our pages. The tokens are those of `style.css`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/branding_preview.svg")]
struct Preview {
    ground: &'static str,
    surface: &'static str,
    ink: &'static str,
    line: &'static str,
    accent: String,
    on: String,
    wash: String,
    strong: String,
    /// The colour that was asked for, where it is another one.
    asked: Option<String>,
}

impl Preview {
    fn of(colour: Option<[u8; 3]>, scheme: Scheme) -> Self {
        let shades = Shades::in_scheme(colour.unwrap_or(scheme.usual()), scheme);
        let asked = colour.map(|[red, green, blue]| format!("#{red:02x}{green:02x}{blue:02x}"));
        let [accent, strong, on, wash] = [shades.accent, shades.strong, shades.on, shades.wash].map(hex);
        let [ground, surface, ink, line] = match scheme {
            Scheme::Day => ["#f5f4f0", "#ffffff", "#1c1b19", "#e4e1da"],
            Scheme::Night => ["#131413", "#1c1d1c", "#efeee9", "#323330"],
        };
        let asked = asked.filter(|asked| *asked != accent);
        Self { ground, surface, ink, line, accent, on, wash, strong, asked }
    }
}

/// `…/branding/preview?scheme=day&accent=1d6a63`
pub(crate) async fn preview(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
) -> Answer {
    branding::may_see(&server.app, &acting, (&tenant, &workspace))?;
    let scheme = if parameter(uri.query(), "scheme") == Some("night") { Scheme::Night } else { Scheme::Day };
    let accent = format!("#{}", parameter(uri.query(), "accent").unwrap_or_default());
    let colour = Branding { accent, ..Branding::default() }.accent();
    let picture = Preview::of(colour, scheme).render().map_err(|error| {
        tracing::error!(%error, "a preview could not be drawn");
        Reason::Internal
    })?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, picture).into_response())
}

/// Look of a workspace
///
/// What is blank is as everywhere.
#[utoipa::path(get, operation_id = "workspace_branding", path = "/admin/{tenant}/workspaces/{workspace}/branding/settings", tag = "Administration",
    params(administration::Workspace), responses(readings::OfBranding, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
) -> Answer {
    let view = branding::show(&server.app, &acting, (&tenant, &workspace)).await?;
    with_version(&view, &view.version)
}

/// Changes the look of a workspace
///
/// What pages could not show is `setting_refused`, with the field in `details`.
#[utoipa::path(put, operation_id = "change_workspace_branding", path = "/admin/{tenant}/workspaces/{workspace}/branding/settings", tag = "Administration",
    params(administration::Workspace, administration::Seen), request_body = administration::Branding,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    WorkspaceAddress(tenant, workspace): WorkspaceAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<BrandingAsk>,
) -> Answer {
    saved(&branding::save(&server.app, &acting, (&tenant, &workspace), (seen, ask)).await?)
}
