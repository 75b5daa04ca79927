//! Members' own accounts as a whole, and the browsers in which their second factor is not asked.

use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::conditional::{self, condition};
use crate::identity::shapes::user::SelfUpdateBody;
use crate::identity::shapes::{Accepted, MfaSessionsBody, Refusals, SelfUserBody};
use crate::identity::{ApiError, json, no_content};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::profile::{self, SelfUpdate};
use domain::identity::self_service;
use serde_json::json;
use std::sync::Arc;

const SESSION: usize = 7;

/// Shows the account
///
/// Scope `view_ss_profile`. Passkeys are the `credentials` of type `webauthn`; there is no list of their own.
#[utoipa::path(get, operation_id = "getUserProfileV2", path = "/{tenant}/{workspace}/identity/v2/self/me",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses((status = 200, description = "The account; with `ETag`", body = SelfUserBody), Refusals))]
pub(crate) async fn me(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let viewer = call.viewer(&server).await?;
    let account = self_service::me(&server.app, &viewer).await?;
    Ok(conditional::tagged(call.headers(), &account)?.into_response())
}

/// Changes the account
///
/// Scope `manage_ss_profile`. The name in the payload; what is left out or null stays. `If-Match` is looked at.
#[utoipa::path(put, operation_id = "updateUserProfileV2", path = "/{tenant}/{workspace}/identity/v2/self/me",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = SelfUpdateBody,
    responses((status = 200, description = "The account; with `ETag`", body = SelfUserBody), Refusals))]
pub(crate) async fn update(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    let update: SelfUpdate = call.json()?;
    let account = profile::update(&server.app, &member, (condition(call.headers()), &update)).await?;
    Ok(conditional::labelled(StatusCode::OK, &account)?.into_response())
}

/// Lists MFA sessions
///
/// The browsers in which the second factor is not asked for a while. Scope `view_ss_profile`.
#[utoipa::path(get, operation_id = "listMFASessions", path = "/{tenant}/{workspace}/identity/v2/self/mfa/sessions",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses((status = 200, description = "The newest first", body = MfaSessionsBody), Refusals))]
pub(crate) async fn mfa_sessions(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let viewer = call.viewer(&server).await?;
    let devices = self_service::mfa_sessions(&server.app, &viewer).await?;
    let view = |device: domain::devices::DeviceView| {
        json!({
            "id": device.id, "ip_address": device.address, "issue_time": device.last_seen_at,
            "user_agent": device.user_agent.unwrap_or_default(),
        })
    };
    let sessions: Vec<_> = devices.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &json!({ "sessions": sessions }))?.into_response())
}

/// Ends an MFA session
///
/// From then on the second factor is asked in that browser.
#[utoipa::path(delete, operation_id = "deleteMFASession", path = "/{tenant}/{workspace}/identity/v2/self/mfa/sessions/{id}",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses(Accepted, Refusals))]
pub(crate) async fn end_mfa_session(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    self_service::end_mfa_session(&server.app, &member, &call.segment(SESSION)).await?;
    Ok(no_content().into_response())
}
