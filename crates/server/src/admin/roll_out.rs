//! Users > [identity pool] > Roll-out: administrators first, a small group, everybody (S2-11 to S2-13, S2-32, S2-33).

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::versions::{saved, with_version};
use crate::extract::{Administrator, IfMatch, Json, PoolAddress};
use crate::front::Server;
use crate::openapi::{administration, readings, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Language;
use domain::administrators::Power;
use domain::roll_out::{self, Progress, RollOutAsk, RollOutView, Tally};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/roll_out.html")]
pub(crate) struct RollOutPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: RollOutView,
}

framed!(RollOutPage);

impl RollOutPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    /// S2-12, in the words of the document.
    fn questions(&self) -> Vec<(&'static str, Tally)> {
        Self::asked().into_iter().zip(self.view.answers.iter().copied()).collect()
    }

    /// S2-12
    pub(super) fn asked() -> [&'static str; 5] {
        [
            "Whether adding a passkey is easy to understand.",
            "Whether sign-in works on their device.",
            "Whether the wording in prompts is clear.",
            "Whether password fallback is easy to find.",
            "Whether any device or browser causes confusion.",
        ]
    }

    /// S2-11
    pub(super) fn trial() -> [&'static str; 7] {
        [
            "Sign in.",
            "Open your account’s settings.",
            "Open Passkeys.",
            "Add a passkey, and give it a clear name, such as “Admin MacBook”.",
            "Sign out.",
            "Sign in with the passkey.",
            "Confirm that your password still works.",
        ]
    }

    /// S2-32
    fn advice() -> [&'static str; 6] {
        [
            "Keep the fallback until everybody has come over.",
            "Add passkeys on trusted personal devices alone.",
            "Name administrators’ passkeys clearly.",
            "Remove passkeys that are used no more.",
            "Remind members that biometrics stay on their device.",
            "Test again after major updates of the site, of browsers or of apps.",
        ]
    }

    /// Tag and name.
    fn languages() -> [(&'static str, &'static str); 7] {
        Language::ALL.map(|language| (language.tag(), language.own_name()))
    }

    fn figure(progress: &Progress) -> String {
        let least = if progress.is_all { "" } else { "at least " };
        format!("{} of {least}{} have a passkey", progress.with, progress.all)
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = roll_out::show(&server.app, &acting, (&tenant, pool)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    Ok(Page::ok(RollOutPage { chrome, frame, view }).into_response())
}

/// How far a pool has come with passkeys
///
/// Figures look at 1,000 members at most; `is_all` says whether these are all.
#[utoipa::path(get, operation_id = "roll_out", path = "/admin/{tenant}/pools/{pool}/roll-out/progress", tag = "Administration",
    params(administration::Pool), responses(readings::OfRollOut, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = roll_out::show(&server.app, &acting, (&tenant, pool)).await?;
    with_version(&view, &view.version)
}

/// Changes the pilot group and the texts of a roll-out
///
/// A blank text is that of the document.
#[utoipa::path(put, operation_id = "change_roll_out", path = "/admin/{tenant}/pools/{pool}/roll-out/progress", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::RollOut,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<RollOutAsk>,
) -> Answer {
    saved(&roll_out::save(&server.app, &acting, (&tenant, pool), (seen, ask)).await?)
}
