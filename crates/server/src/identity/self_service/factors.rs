//! Members' own password and authenticator app.

use crate::front::Server;
use crate::identity::call::{Call, of_member};
use crate::identity::shapes::{Accepted, ChangePasswordBody, Refusals, SetPasswordBody, SetTotpBody};
use crate::identity::{ApiError, no_content};
use axum::extract::State;
use axum::response::Response;
use domain::identity::own_factors::{self, Doing};
use domain::password::Typed;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
struct SetPassword {
    new_password: Typed,
}

#[derive(Debug, Deserialize)]
struct ChangePassword {
    old_password: Typed,
    new_password: Typed,
}

#[derive(Deserialize)]
struct SetTotp {
    new_totp_secret: String,
    totp: Option<String>,
}

/// Sets the first password
///
/// Scope `manage_ss_profile`, and a sign-in of at most five minutes ago.
#[utoipa::path(post, operation_id = "setPassword", path = "/{tenant}/{workspace}/identity/v2/self/set-password",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = SetPasswordBody, responses(Accepted, Refusals))]
pub(crate) async fn set_password(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    let who = of_member(&member);
    let work = async {
        let SetPassword { new_password } = call.json()?;
        own_factors::set_password(&server.app, &member, new_password).await?;
        Ok(no_content())
    };
    call.once(&server, &who, work).await
}

/// Changes the password
///
/// The old one has to be right, and the sign-in at most five minutes old. A wrong one is counted as a guess.
#[utoipa::path(post, operation_id = "changePassword", path = "/{tenant}/{workspace}/identity/v2/self/change-password",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = ChangePasswordBody, responses(Accepted, Refusals))]
pub(crate) async fn change_password(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    let who = of_member(&member);
    let work = async {
        let ChangePassword { old_password, new_password } = call.json()?;
        own_factors::change_password(&server.app, &member, (old_password, new_password)).await?;
        Ok(no_content())
    };
    call.once(&server, &who, work).await
}

/// Sets the first authenticator app
///
/// The secret, in base32, is the application's; a code of it has to come with it.
#[utoipa::path(post, operation_id = "setTotpSecret", path = "/{tenant}/{workspace}/identity/v2/self/set-totp-secret",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = SetTotpBody, responses(Accepted, Refusals))]
pub(crate) async fn set_totp(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    totp(&server, &call, Doing::Set).await
}

/// Changes the authenticator app
///
/// As to set one.
#[utoipa::path(post, operation_id = "changeTotpSecret", path = "/{tenant}/{workspace}/identity/v2/self/change-totp-secret",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = SetTotpBody, responses(Accepted, Refusals))]
pub(crate) async fn change_totp(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    totp(&server, &call, Doing::Change).await
}

async fn totp(server: &Server, call: &Call, doing: Doing) -> Result<Response, ApiError> {
    let member = call.member(server).await?;
    let who = of_member(&member);
    let work = async {
        let SetTotp { new_totp_secret, totp } = call.json()?;
        own_factors::set_totp(&server.app, &member, doing, (&new_totp_secret, totp.as_deref())).await?;
        Ok(no_content())
    };
    call.once(server, &who, work).await
}
