//! Users > [identity pool] > Sign-in and Sign-up (S3-10, S3-13, S3-14, S3-17 to S3-21).

use super::Answer;
use super::dry_run;
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
use domain::Method;
use domain::administrators::Power;
use domain::dry_run::Proposal;
use domain::pool_settings::{self, FIRST, PoolAsk, PoolSettingsView, SECOND, method_name};
use domain::settings::{AttestationMode, LastPasskeyGuard};
use std::sync::Arc;

/// A method that stands in a list, or could.
#[expect(clippy::struct_excessive_bools, reason = "each is something else that the row shows")]
pub(crate) struct MethodRow {
    pub word: &'static str,
    pub name: &'static str,
    pub is_listed: bool,
    pub is_preferred: bool,
    pub is_usable: bool,
    /// Whether it can come second, too.
    pub can_move: bool,
}

/// One of the two lists.
pub(crate) struct MethodList {
    pub name: &'static str,
    pub title: &'static str,
    /// Those that are listed stand first, in their order.
    pub rows: Vec<MethodRow>,
    pub preferred: &'static str,
}

impl MethodList {
    fn is_full(&self) -> bool {
        self.rows.iter().all(|row| row.is_listed)
    }
}

/// What can be chosen: its word, how it is called, and whether it is chosen now.
pub(crate) type Choice = (&'static str, &'static str, bool);

#[derive(Clone, Debug, Template)]
#[template(path = "admin/pool.html")]
pub(crate) struct PoolPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: PoolSettingsView,
}

framed!(PoolPage);

impl PoolPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    /// Where it is seen beforehand what a change would do.
    fn review(&self) -> String {
        format!("/admin/{}/pools/{}/review", self.view.tenant, self.view.pool)
    }

    fn lists(&self) -> [MethodList; 2] {
        let PoolSettingsView { first, second, preferred_first, preferred_second, .. } = &self.view;
        [
            self.list(("first", "First-Factor Authentication Methods"), (&FIRST, first), *preferred_first),
            self.list(("second", "Second-Factor Authentication Methods"), (&SECOND, second), *preferred_second),
        ]
    }

    fn list(
        &self,
        (name, title): (&'static str, &'static str),
        (known, listed): (&[Method], &[&'static str]),
        preferred: Option<&'static str>,
    ) -> MethodList {
        let listed = listed.iter().filter_map(|word| Method::find(word)).collect::<Vec<_>>();
        let others = known.iter().copied().filter(|method| !listed.contains(method));
        let row = |method: Method| MethodRow {
            word: method.as_str(),
            name: method_name(method),
            is_listed: listed.contains(&method),
            is_preferred: preferred == Some(method.as_str()),
            is_usable: !self.view.not_usable.contains(&method),
            can_move: name == "first" && SECOND.contains(&method),
        };
        let rows = listed.iter().copied().chain(others).map(row).collect();
        MethodList { name, title, rows, preferred: preferred.unwrap_or_default() }
    }

    fn guards(&self) -> [Choice; 3] {
        let is = |guard| self.view.last_passkey_guard == guard;
        [
            ("always", "Never by the member", is(LastPasskeyGuard::Always)),
            ("only_usable_method", "Not if it is required or the only way in", is(LastPasskeyGuard::OnlyUsableMethod)),
            ("never", "Always", is(LastPasskeyGuard::Never)),
        ]
    }

    fn attestations(&self) -> [Choice; 3] {
        let is = |mode| self.view.attestation == mode;
        [
            ("none", "Not asked for", is(AttestationMode::None)),
            ("observe", "Asked for and recorded", is(AttestationMode::Observe)),
            ("require", "Required: only models that prove what they are", is(AttestationMode::Require)),
        ]
    }

    fn origins(&self) -> String {
        self.view.relying_party_origins.join("\n")
    }

    /// What a change of the RP ID would strand, said before anybody changes it.
    fn at_stake(&self) -> Option<String> {
        let counted = self.view.on_rp_id;
        let passkeys = match (counted.number, counted.is_all) {
            (0, true) => return None,
            (1, true) => "1 passkey works".to_owned(),
            (number, true) => format!("{number} passkeys work"),
            (number, false) => format!("At least {number} passkeys work"),
        };
        Some(format!("{passkeys} on this domain alone: another one strands what was registered for it."))
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = pool_settings::show(&server.app, &acting, (&tenant, pool)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    Ok(Page::ok(PoolPage { chrome, frame, view }).into_response())
}

/// Settings of a pool
///
/// Ways in, limits, and where its passkeys work.
#[utoipa::path(get, operation_id = "pool_settings", path = "/admin/{tenant}/pools/{pool}/settings", tag = "Administration",
    params(administration::Pool), responses(readings::OfPool, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = pool_settings::show(&server.app, &acting, (&tenant, pool)).await?;
    with_version(&view, &view.version)
}

/// Changes the settings of a pool
///
/// What is out of bounds is `setting_refused`, with the field in `details`. Another RP ID, passkeys as the only way in, or a way in that
/// members lose, is a `confirmation_needed` first.
#[utoipa::path(put, operation_id = "change_pool_settings", path = "/admin/{tenant}/pools/{pool}/settings", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::PoolSettings,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (uri, IfMatch(seen)): (Uri, IfMatch),
    Json(ask): Json<PoolAsk>,
) -> Answer {
    let change = Proposal::Settings(ask.clone());
    if let Some(answer) = dry_run::first(&server, &acting, (&tenant, pool), (&uri, &seen), &change).await? {
        return Ok(answer);
    }
    let version = pool_settings::save(&server.app, &acting, (&tenant, pool), (seen, ask)).await?;
    saved(&version)
}
