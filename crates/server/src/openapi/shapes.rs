//! Shapes that only the description needs: what a browser's WebAuthn sends, and bodies that the domain reads by itself; a file for each surface.
//! Nothing at run time uses them.

#![expect(dead_code, reason = "read by the derive only")]

mod account;
mod addresses;
mod applications;
mod forms;
mod linked_accounts;
mod passkeys;
mod session;
mod setup;
mod sign_in;
mod sign_up;
mod step_up;
mod support;
mod webauthn;

pub(crate) use account::*;
pub(crate) use addresses::*;
pub(crate) use applications::*;
pub(crate) use forms::*;
pub(crate) use linked_accounts::*;
pub(crate) use passkeys::*;
pub(crate) use session::*;
pub(crate) use setup::*;
pub(crate) use sign_in::*;
pub(crate) use sign_up::*;
pub(crate) use step_up::*;
pub(crate) use support::*;
pub(crate) use webauthn::*;

use crate::problem::ErrorBody;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Door {
    #[param(example = "demo")]
    tenant: String,
    #[param(example = "community")]
    workspace: String,
}

/// An object without members.
#[derive(ToSchema)]
#[schema(example = json!({}))]
pub(crate) struct Nothing {}

#[derive(IntoResponses)]
#[response(status = 204, description = "Done")]
pub(crate) struct Done;

#[derive(IntoResponses)]
pub(crate) enum Errors {
    #[response(status = "4XX", description = "Refused; `error_code` says how, the log and the audit say exactly why")]
    Refused(ErrorBody<'static>),
    #[response(status = "5XX", description = "Not your fault; try again later")]
    Failed(ErrorBody<'static>),
}
